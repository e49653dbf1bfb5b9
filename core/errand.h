// SPDX-License-Identifier: MIT
#ifndef CORE_ERRAND_H
#define CORE_ERRAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * An errand for xindang-helper (core/helper/verb.h): bytes go in, bytes come
 * back, all through pipes and never through a file.  The helper gets no
 * descriptor of ours, and of the environment only where the user's fonts are.
 * Whatever becomes of it, it ends with the errand.
 *
 *     errand_begin()
 *     errand_step() until it says false     never waits longer than it is told
 *     errand_end()                          the answer, or why there is none
 */
struct errand_order {
    const char *const *args; /* the verb, its arguments, NULL */
    const void *in;          /* borrowed until errand_end() */
    size_t in_len;
    size_t out_most;         /* bytes the answer may have */
    int64_t ms_most;         /* by the clock on the wall */
    const char *program;     /* NULL: the one beside xindang, else in ../libexec/xindang */
};

struct errand;

/*
 * Start it.  ERR_HELPER_MISSING; ERR_NOMEM when the system starts no more
 * programs.  `*errand` only on ERR_OK; the strings of `args` are not kept.
 */
NODISCARD enum err errand_begin(const struct errand_order *order, struct errand **errand);

/* Carry on; wait at most `ms` for the helper (0: a key may be waiting).  false: it has ended. */
bool errand_step(struct errand *errand, int ms);

/* What became of it. */
struct errand_result {
    struct str out;  /* the answer; empty unless ERR_OK */
    struct str said; /* remarks of the verb, lines of valid UTF-8 */
    char *detail;    /* behind an error: where or what, NULL */
};

#define ERRAND_RESULT_INIT {STR_INIT, STR_INIT, NULL}
void errand_result_release(struct errand_result *result); /* wipes */

/*
 * End it (kill it, if it still runs: ERR_CANCELLED) and free it.  The error the
 * helper named; ERR_HELPER_DIED when it crashed or said nothing that is known;
 * ERR_HELPER_LIMIT when it was too slow or its answer too long.
 */
NODISCARD enum err errand_end(struct errand *errand, struct errand_result *result);

/* All of it at once, for commands. */
NODISCARD enum err errand_run(const struct errand_order *order, struct errand_result *result);

#endif
