// SPDX-License-Identifier: MIT
#ifndef CORE_MORNING_H
#define CORE_MORNING_H

#include <stddef.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "core/record.h"

/*
 * What the day screen lists besides due work (screens.md S4): who is coming, and
 * open clues about somebody nobody knows yet.
 */
struct reg;

struct coming {
    int64_t id;     /* of the appointment */
    int64_t pupil;  /* NONE */
    int64_t day;    /* as it was moved last */
    int64_t at;     /* minute of the day, NONE */
    int64_t lesson; /* NONE */
    bool asked;     /* still to be confirmed */
    char *name;     /* NULL */
    char *who;      /* code of codes_comer, NULL */
    char *matter;   /* NULL */
};

/*
 * Appointments up to `day` of which nobody said yet how they ended, by day and
 * time; morning_free() them.  A damaged one is left out and counted by the check.
 * ERR_IO, ERR_DAMAGED.
 */
NODISCARD enum err morning_coming(struct reg *reg, int64_t day, struct coming **list,
                                  size_t *count);
void morning_free(struct coming *list, size_t count);

/* Undecided clues without a pupil, oldest first: ids; xfree() `*ids`. */
NODISCARD enum err morning_unknown(struct reg *reg, int64_t **ids, size_t *count);

#endif
