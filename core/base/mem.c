// SPDX-License-Identifier: MIT
#include "core/base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/debug.h"

void *xmalloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p) {
        debug_die_nomem();
    }
    return p;
}

void *xcalloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p) {
        debug_die_nomem();
    }
    return p;
}

void *xreallocarray(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        debug_die_nomem();
    }
    size_t bytes = count * size;
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p) {
        debug_die_nomem();
    }
    return p;
}

char *xstrdup(const char *s)
{
    return s ? xmemdupz(s, strlen(s)) : NULL;
}

char *xmemdupz(const void *bytes, size_t n)
{
    char *copy = xmalloc(n + 1);
    if (n) {
        memcpy(copy, bytes, n);
    }
    copy[n] = '\0';
    return copy;
}

void xfree(void *p)
{
    free(p);
}

/* Read anew at each call: the compiler cannot know what it does and leave it out. */
static void *(*const volatile overwrite)(void *, int, size_t) = memset;

void mem_zero(void *p, size_t n)
{
    overwrite(p, 0, n);
}

void xwipe_str(char *s)
{
    if (s) {
        xwipe(s, strlen(s));
    }
}

void xwipe(void *p, size_t n)
{
    if (p) {
        mem_zero(p, n);
        free(p);
    }
}

void *mem_grow(void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) {
        return array;
    }
    *cap = *cap ? *cap * 2 : 8;
    return xreallocarray(array, *cap, size);
}
