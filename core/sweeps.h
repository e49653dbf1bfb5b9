// SPDX-License-Identifier: MIT
#ifndef CORE_SWEEPS_H
#define CORE_SWEEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/err.h"

/*
 * How far the class sweep of a term is (screens.md S17): the pupils listed, and
 * whether the class teacher signed that of all others there is nothing to tell.
 */
struct reg;

struct sweep_class {
    int due;        /* pupils at school today */
    int listed;     /* sweeps of the term that are not struck */
    int seen;       /* pupils of the class listed, each once, who are at school today */
    int unseen;     /* of those not looked at, by the hand-in */
    int64_t signed_on; /* day on the paper, NONE: not handed in */
    bool back;      /* it was sent back */
    bool zero;      /* it says: nobody to tell of */
};

/* The class in the term of `day`.  ERR_IO, ERR_DAMAGED. */
NODISCARD enum err sweep_class_load(struct reg *reg, int64_t class_id, int64_t day,
                                    struct sweep_class *out);

/* Whom the list looks at: everybody once it is handed in, else those listed. */
int sweep_class_done(const struct sweep_class *c);

/* The sweeps of the class in the term of `day`, oldest first: ids; xfree() `*ids`. */
NODISCARD enum err sweep_class_lines(struct reg *reg, int64_t class_id, int64_t day, int64_t **ids,
                                     size_t *n);

/*
 * The class teacher's signature under the list: a hand-in of today with its first act,
 * "nobody to tell of" or "pupils to tell of".  store_commit()'s errors; ERR_REFUSED
 * without a class teacher.
 */
NODISCARD enum err sweep_class_sign(struct reg *reg, int64_t class_id, bool zero);

#endif
