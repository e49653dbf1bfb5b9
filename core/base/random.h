// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_RANDOM_H
#define CORE_BASE_RANDOM_H

#include <stdint.h>

/* 64 bits from the kernel's random source; BUG if it cannot answer. */
uint64_t random_u64(void);

/*
 * A reproducible stream for invented data (never for keys): splitmix64.
 * `*state` begins as the seed.
 */
uint64_t random_next(uint64_t *state);

/* A number from 0 to n - 1 of the stream; n > 0. */
int64_t random_below(uint64_t *state, int64_t n);

#endif
