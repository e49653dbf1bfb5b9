// SPDX-License-Identifier: MIT
#ifndef CORE_SCALES_H
#define CORE_SCALES_H

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/scale.h"

/*
 * The scales there are: those the program brings (core/scales/ID.scale), and
 * versions the school installed in its register (core/installed).  A version in
 * use stands in front of the program's of the same id; the others stay findable
 * by stamp, so that a result is shown with what it was scored by.
 */
struct scales_entry {
    struct scale *scale;
    const char *text; /* the definition as written */
    char *own_text;   /* the same where it is the school's; NULL */
    int64_t record;   /* of the installed version; NONE: the program's own */
    bool in_use;      /* what scales_find() gives for its id */
    bool outdated;    /* the program's own of this id changed since it was installed */
};

struct scales {
    struct scales_entry *at;
    size_t count, cap;
    size_t unreadable; /* installed ones that this version of the program cannot read */
};

#define SCALES_INIT {NULL, 0, 0, 0}

/* The program's own, in the order of their ids. */
void scales_builtin(struct scales *scales);

/* Those and what is installed.  ERR_IO, ERR_DAMAGED (what could be read is there). */
NODISCARD enum err scales_load(struct reg *reg, struct scales *scales);
void scales_release(struct scales *scales);

/* The one in use of this id; one version of it by its stamp.  Borrowed, NULL without one. */
const struct scales_entry *scales_entry(const struct scales *scales, const char *id);
const struct scale *scales_find(const struct scales *scales, const char *id);
const struct scale *scales_version(const struct scales *scales, const char *id, const char *stamp);

/* "MHT": the short name of the one in use; the id where there is none. */
const char *scales_short(const struct scales *scales, const char *id);

/* Whether this school has a grade that the scale is for: adult scales are nowhere offered. */
bool scales_suit(const struct calendar *calendar, const struct scale *scale);

/*
 * Installed versions in use whose counterpart in the program changed since they were
 * installed: their records, and the names of the scales ("PHQ-9", owned).  The user is
 * told until scales_keep() or scales_stop().  Without any it costs one query.
 * ERR_IO, ERR_DAMAGED; scales_outdated_free() the list in any case.
 */
struct scales_old {
    int64_t record;
    char *name;
};
NODISCARD enum err scales_outdated(struct reg *reg, struct scales_old **list, size_t *count);
void scales_outdated_free(struct scales_old *list, size_t count);

/* This version of the school's stays in use over what the program has now; NULL or a msgid. */
const char *scales_keep(struct reg *reg, struct changes *set, int64_t record);
/* It goes out of use: the program's own counts again; NULL or a msgid. */
const char *scales_stop(struct reg *reg, struct changes *set, int64_t record);

/*
 * Add a definition that was read (scale_parse) from `text` to a change set.
 * NULL, or a msgid saying why not: it is in use already, or its version is not
 * above those known and its scoring is another.
 */
const char *scales_install(struct reg *reg, struct changes *set, const struct scale *scale,
                           const char *text);

#endif
