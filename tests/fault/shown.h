// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_SHOWN_H
#define TESTS_FAULT_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/reg.h"

/*
 * What the program shows of a register: items, each with a fingerprint of what
 * stands in it.  Taken of the register as it was written they are the truth; of
 * a damaged one they must be the truth, be missing, or be said to be damaged.
 */

/* How an item is authenticated, and so when damage to it has to be known. */
enum item_when {
    SHOWN_SIGNED,  /* has a MAC of its own: what is returned as good is always the truth */
    SHOWN_OPENING, /* made of what opening checks: other than the truth only when it said so */
    SHOWN_JOB,     /* made of indexes and derived rows: known when the job has run */
};

struct shown_item {
    enum item_when when;
    const char *what; /* of a table of names */
    int64_t id, n;
    uint64_t print;
};

struct shown {
    struct shown_item *at;
    size_t count, cap;
};

void shown_release(struct shown *s);

/* People, calendar, settings, drafts, place: right behind the opening. */
void shown_opening(struct shown *s, struct reg *reg);

/*
 * Lists, records and earlier versions: all that `truth` holds and all that the
 * register itself names (`truth` NULL: those alone).
 */
void shown_rest(struct shown *s, struct reg *reg, const struct shown *truth);

/* The trail; what audit_read() says of it. */
enum err shown_trail(struct shown *s, struct reg *reg);

/* How an item of one set stands in another. */
enum shown_as { SHOWN_EQUAL, SHOWN_MISSING, SHOWN_DIFFERENT };
void shown_sort(struct shown *s);

/* Whether this very item stands in a sorted set. */
bool shown_has(const struct shown *s, const struct shown_item *item);

/* Everything that is not alike: missing in `now`, or different or not in `truth` at all. */
void shown_compare(const struct shown *truth, const struct shown *now,
                   void (*each)(void *ctx, const struct shown_item *item, enum shown_as as),
                   void *ctx);

#endif
