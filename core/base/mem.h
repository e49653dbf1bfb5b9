// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_MEM_H
#define CORE_BASE_MEM_H

#include <stddef.h>

#include "core/base/attr.h"

/*
 * Memory.  The x-functions never return NULL: exhaustion ends the program
 * through the die hook, the text being in the draft.  Sizes of zero give a
 * pointer that may be freed.
 */
RETURNS_NONNULL void *xmalloc(size_t size);
RETURNS_NONNULL void *xcalloc(size_t count, size_t size);

/* Grow or shrink an array of `count` elements; overflow-checked. */
RETURNS_NONNULL void *xreallocarray(void *old, size_t count, size_t size);

/* A copy the caller frees; NULL for NULL. */
char *xstrdup(const char *s);

/* A copy of `n` bytes with a zero behind them. */
RETURNS_NONNULL char *xmemdupz(const void *bytes, size_t n);

/* free(); NULL is allowed.  The only spelling outside mem.c. */
void xfree(void *p);

/* Overwrite a string, then free it; NULL is allowed. */
void xwipe_str(char *s);

/* Overwrite `n` bytes, then free them; NULL is allowed. */
void xwipe(void *p, size_t n);

/* Overwrite `n` bytes so that the compiler cannot leave it out. */
void mem_zero(void *p, size_t n);

/*
 * Make room for one more element: `*cap` elements are allocated, `n` used.
 * Returns the array, moved or not.
 */
RETURNS_NONNULL void *mem_grow(void *array, size_t n, size_t *cap, size_t size);

#endif
