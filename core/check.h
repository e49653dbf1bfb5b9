// SPDX-License-Identifier: MIT
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include "core/record.h"

/*
 * What must hold between the fields of a record.  A rule names the field at
 * which the problem is shown; it never stops the typing, only F2 the first
 * time.
 */
struct check_problem {
    const char *field; /* name in the kind */
    const char *msgid;
};

struct roster;

/*
 * The next broken rule from `*at` on (begin with 0); false when there is none.  First the
 * rules of fields: who is told (F_TOLD) is nobody who must not be told about a pupil of the
 * record, and no free words while such a person is on file (machines.md 1.8).
 */
bool check_next(const struct roster *roster, const struct record *rec, size_t *at,
                struct check_problem *problem);

#endif
