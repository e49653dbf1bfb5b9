// SPDX-License-Identifier: MIT
#ifndef CORE_DEMO_H
#define CORE_DEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * A fictional school's register, for trying the program out, for the bench
 * and for stories: 石榴湾初级中学, or 石榴湾学校 with nine grades above 2,400
 * pupils, so that a class has 45 to 57.  Everybody in it is invented; all
 * telephone numbers are 1380000xxxx, which nobody can be given.
 */
struct reg;

enum {
    DEMO_STUDENTS = 1204,
    DEMO_STUDENTS_MAX = 40000,
    DEMO_YEARS = 3,
    DEMO_YEARS_MAX = 12,
    DEMO_SEED = 20260326,
    DEMO_FIRST_YEAR = 2015, /* of `on`: what the table of Spring Festivals reaches */
    DEMO_LAST_YEAR = 2039,
};

struct demo_how {
    uint64_t seed;
    int students; /* of the last school year, 1 to DEMO_STUDENTS_MAX; its oldest leave on 30 June */
    int years;    /* school years up to that of `on`, 1 to DEMO_YEARS_MAX */
    int64_t on;   /* the last day something happens; DEMO_FIRST_YEAR to DEMO_LAST_YEAR */
    /* Called with school days done and in all; false stops.  NULL: nobody is told. */
    bool (*tick)(void *ctx, int64_t done, int64_t all);
    void *ctx;
};

/* What a school of so many pupils is called. */
const char *demo_school_name(int students);

/*
 * Fill the empty register that reg_make() made with is_demo.  The same seed,
 * numbers and date give the same records to the byte, ids and times included;
 * only the audit entries and the moment of a draft are of today.
 * ERR_CANCELLED; the errors of store_commit().  After a failure the register is
 * half filled and of no use.
 */
NODISCARD enum err demo_fill(struct reg *reg, const struct demo_how *how);

#endif
