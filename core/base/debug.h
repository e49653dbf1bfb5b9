// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_DEBUG_H
#define CORE_BASE_DEBUG_H

#include <stdbool.h>

#include "core/base/attr.h"

/*
 * Faults of the program itself, never of input or files: the terminal is
 * restored through the die hook, place and text go to standard error, abort.
 */
#define BUG(...) debug_bug(__FILE__, __LINE__, __func__, __VA_ARGS__)
#define BUG_ON(cond)                                                                               \
    do {                                                                                           \
        if (cond) {                                                                                \
            BUG("%s", #cond);                                                                      \
        }                                                                                          \
    } while (false)

NORETURN void debug_bug(const char *file, int line, const char *func, const char *format, ...)
    PRINTF(4, 5);

/*
 * What is called before the program dies of a bug or of exhausted memory: it
 * puts the terminal right.  NULL takes it away.
 */
void debug_set_die_hook(void (*hook)(void));

/* Say that memory is exhausted, call the die hook, end with status 1. */
NORETURN void debug_die_nomem(void);

#endif
