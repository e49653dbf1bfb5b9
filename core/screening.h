// SPDX-License-Identifier: MIT
#ifndef CORE_SCREENING_H
#define CORE_SCREENING_H

#include "core/base/err.h"
#include "core/kinds.h"

/*
 * Who takes part in a screening and how far it is (S16).  The population is fixed by the
 * scope on the counting day: who was at school then, in the class of that day.  Not tested
 * is a number of its own and never counts as fine.
 */
struct reg;

struct seat {
    int64_t pupil, class_id;
    int64_t sheet;  /* the newest that is not void, else the void one; NONE */
    char part;      /* of codes_part_in; 0 nothing handed in or said */
    char status;    /* of codes_sheet_status; 0 none yet */
    bool stored;    /* keyed to its end or left; else it is being keyed */
    int missing;    /* items without an answer on a handed-in sheet */
    bool is_void;   /* the sheet is void: a new one is wanted */
    bool waits;     /* for a talk, undecided */
    bool again;     /* somebody wanted to look at it again */
};

struct seats {
    struct seat *at;
    size_t n, cap;
};

#define SEATS_INIT {NULL, 0, 0}
void seats_release(struct seats *seats);

/*
 * The pupils of one class (NONE: all) in school order, and in the order of their numbers,
 * with what there is of one scale.  ERR_IO, ERR_DAMAGED.
 */
NODISCARD enum err screening_seats(struct reg *reg, const struct campaign *c, const char *scale,
                                   int64_t class_id, struct seats *out);

/*
 * The columns of S16.  due = leave + exempt + declined + absent + none + done.  A void sheet
 * was handed in and counts as done (machines.md 6, R5); voids says how many want another.
 */
struct tally {
    size_t due, leave, exempt, declined, absent, none, done, voids, waits;
};
struct tally screening_tally(const struct seats *seats, int64_t class_id);

/*
 * done / (due - leave - exempt) in percent, rounded down, so that 100 is really all;
 * -1 when nobody is left to be tested.
 */
int tally_percent(const struct tally *t);

/* How many must still hand in: none + absent + declined. */
size_t tally_untested(const struct tally *t);

#endif
