// SPDX-License-Identifier: MIT
#include "core/base/random.h"

#include <errno.h>
#include <sys/random.h>

#include "core/base/debug.h"

uint64_t random_u64(void)
{
    uint64_t value = 0;
    ssize_t n;
    do {
        n = getrandom(&value, sizeof value, 0);
    } while (n < 0 && errno == EINTR);
    BUG_ON(n != (ssize_t)sizeof value);
    return value;
}

uint64_t random_next(uint64_t *state)
{
    /* Sebastiano Vigna, splitmix64 (public domain): the constants are his. */
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int64_t random_below(uint64_t *state, int64_t n)
{
    return (int64_t)(random_next(state) % (uint64_t)n);
}
