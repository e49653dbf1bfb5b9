// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_SAYS_H
#define TESTS_FAULT_SAYS_H

#include <stdbool.h>
#include <stdint.h>

struct reg;

/*
 * What a register says, as a number: every record (id, version, state, fields)
 * and every draft; the order does not matter.  Ids above `newer` count as one:
 * they are another each time (INT64_MAX: all count as they are).
 */
uint64_t says(struct reg *reg, int64_t newer);

/* As `say` of verify_all(): fails the test, `ctx` is its name. */
void says_damage(void *ctx, const char *msgid, int64_t n);

/* TORTURE=1: the large forms. */
bool is_large(void);
/* Seconds of a clock that only runs forward. */
double seconds(void);

#endif
