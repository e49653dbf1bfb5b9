// SPDX-License-Identifier: MIT
#ifndef CORE_TIMELINE_H
#define CORE_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/record.h"

/*
 * What happened with a pupil, newest first, and the small questions screens
 * ask of it.  Works on `record` and never on a kind.
 */
struct reg;

struct timeline_entry {
    int64_t id;
    bool is_read; /* the rest is filled in */
    const struct kind *kind;
    int64_t day;
    enum record_state state;
    bool damaged; /* its line is not shown */
    struct str line;
    int64_t pupil; /* the first, NONE */
    int64_t by; /* staff who talked or acted, NONE */
};

/* How many records lie with the pupil; `kind` NULL: all.  0 on failure. */
int64_t timeline_count(struct reg *reg, int64_t pupil, const struct kind *kind);

/*
 * Up to `want` entries from number `from` (0 the newest), their ids alone: the
 * index has no MAC.  timeline_read() loads and authenticates one.  Returns how
 * many there are; timeline_release() frees them.
 */
size_t timeline_page(struct reg *reg, int64_t pupil, const struct kind *kind, int64_t from,
                     size_t want, struct timeline_entry *out);
void timeline_read(struct reg *reg, struct timeline_entry *entry);
void timeline_release(struct timeline_entry *entries, size_t n);

/* The same of all records of a kind, whoever they are about. */
size_t timeline_ledger(struct reg *reg, const struct kind *kind, int64_t from, size_t want,
                       struct timeline_entry *out);
int64_t timeline_ledger_count(struct reg *reg, const struct kind *kind);

/* 「03-24 谈话 ...」 of an entry that was read; appended. */
void timeline_words(struct str *out, const struct timeline_entry *entry);

/*
 * The newest record of a kind that is not struck: with the pupil by its day, or
 * (NONE) the one typed last at all; NONE if there is none.
 */
int64_t timeline_last(struct reg *reg, const struct kind *kind, int64_t pupil);

/* Records of a kind with the pupil between two days that are not struck. */
int64_t timeline_between(struct reg *reg, const struct kind *kind, int64_t pupil, int64_t first,
                         int64_t last);

/* The last meeting of anybody with the pupil (kinds K_MEET): its day or NONE, its kind. */
int64_t timeline_last_meeting(struct reg *reg, int64_t pupil, const struct kind **kind);

/* An act's line: 「班级：七(1) 到 七(2)」; appended. */
void timeline_act_line(struct str *out, struct reg *reg, const struct record *act);

/* Unfinished records (没写完), oldest first: ids; xfree() `*ids`. */
NODISCARD enum err timeline_unfinished(struct reg *reg, int64_t **ids, size_t *count);

/* Strike a record with a reason, or (NULL) take the striking back.  ERR_REFUSED for acts. */
NODISCARD enum err record_strike(struct reg *reg, int64_t id, const char *reason);

#endif
