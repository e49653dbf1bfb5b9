// SPDX-License-Identifier: MIT
#ifndef CORE_PRESS_H
#define CORE_PRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/page.h"

/* Pages to a PDF, by the helper program: begun, stepped while no key waits, ended. */
struct press;

struct press_result {
    struct str pdf;    /* empty unless ERR_OK */
    uint32_t *missing; /* characters that no font has, each once */
    size_t missing_count;
    char *detail; /* behind an error, NULL */
};

#define PRESS_RESULT_INIT {STR_INIT, NULL, 0, NULL}
void press_result_release(struct press_result *r);

/* So many missing characters are no rare names: there is no Chinese font. */
enum { PRESS_MISSING_MOST = 20 };

/* Errors of errand_begin(); the pages are not needed any more. */
NODISCARD enum err press_begin(const struct pages *pages, struct press **press);
/* false: it has ended; waits at most `ms`. */
bool press_step(struct press *press, int ms);
/* Ends and frees it; the errors of errand_end(); ERR_NO_FONT. */
NODISCARD enum err press_end(struct press *press, struct press_result *r);
/* All of it at once. */
NODISCARD enum err press_run(const struct pages *pages, struct press_result *r);

#endif
