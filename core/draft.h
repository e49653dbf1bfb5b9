// SPDX-License-Identifier: MIT
#ifndef CORE_DRAFT_H
#define CORE_DRAFT_H

#include "core/commit.h"

/*
 * Text being typed, valid or not.  A draft is a pack of texts as typed, by key
 * ("reason", "pupils.1.note", "rows.pupils" for the order of part rows);
 * patches (key, offset, bytes deleted, text inserted, digest of the text they
 * were typed on) are appended and folded into the pack every DRAFT_FOLD of
 * them.  All of it goes through store_commit() and counts in the root's sum.
 */
enum { DRAFT_FOLD = 64 };

struct draft_text {
    char *key;
    struct str text;
};

struct draft {
    int64_t id; /* the record being typed */
    const struct kind *kind;
    int64_t base;  /* version the typing began from, 0 a new record */
    int64_t pupil; /* NONE */
    int64_t at;    /* ms of the newest patch */
    int64_t next_seq;
    struct draft_text *texts;
    size_t n, cap;
};

void draft_init(struct draft *d, int64_t id, const struct kind *kind, int64_t base, int64_t pupil);
void draft_release(struct draft *d); /* wipes */

/* The text at `key`, NULL if there is none; and setting it ("" removes it). */
const char *draft_get(const struct draft *d, const char *key);
void draft_set(struct draft *d, const char *key, const char *text, size_t n);

/* Add to a change set: the whole draft, or one patch of it (applied to `d` as well). */
void draft_save_all(struct draft *d, struct changes *set);
void draft_save_patch(struct draft *d, struct changes *set, const char *key, size_t at, size_t del,
                      const char *ins, size_t n);

/* Fold what is stored.  ERR_NOT_FOUND; ERR_DAMAGED if a MAC or a patch does not fit. */
NODISCARD enum err draft_load(struct reg *reg, int64_t id, struct draft *d);

/* What lies there, newest first: ids, kinds, pupils, times; xfree() `*list`. */
struct draft_info {
    int64_t id;
    const struct kind *kind;
    int64_t base, pupil, at;
};
NODISCARD enum err draft_list(struct reg *reg, struct draft_info **list, size_t *count);

/* The saved place, a pack; ERR_NOT_FOUND if there is none. */
NODISCARD enum err place_load(struct reg *reg, struct str *pack);

/* Called by store_commit() for changes of drafts and of the place. */
struct reg;
NODISCARD enum err draft_apply(struct reg *reg, const struct change *change, int64_t now);

/*
 * The MACs of all drafts, patches and the place, checked; each good one is
 * added to `sum` (verify.c).  ERR_DAMAGED if one does not fit.
 */
NODISCARD enum err draft_verify(struct reg *reg, struct root *sum);

#endif
