// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_STR_H
#define CORE_BASE_STR_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"

/*
 * A growable byte string.  `ptr` is never NULL after str_init() and always has
 * a zero behind `len` bytes; it may hold zeros inside.  STR_INIT makes one
 * without a call.
 */
struct str {
    char *ptr;
    size_t len; /* bytes used */
    size_t cap; /* bytes allocated, 0 while `ptr` is the shared empty string */
};

extern const char str_empty[1];
/* Nobody writes there: what grows gets storage of its own first. */
#define STR_INIT {(char *)(uintptr_t)str_empty, 0, 0}

void str_init(struct str *s);

/* Free the contents; `s` is as after str_init().  The second also overwrites. */
void str_release(struct str *s);
void str_wipe(struct str *s);

/* Empty it, keep the room. */
void str_clear(struct str *s);

void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const void *bytes, size_t n);
void str_addc(struct str *s, char c);
void str_addf(struct str *s, const char *format, ...) PRINTF(2, 3);

/* Room for `n` more bytes in one piece: what follows does not grow step by step. */
void str_reserve(struct str *s, size_t n);

/* Append `n` bytes that the caller fills in. */
RETURNS_NONNULL char *str_extend(struct str *s, size_t n);

/* Append a number, big-endian in four or eight bytes; put one over four bytes that are there. */
void str_add_u32(struct str *s, uint32_t value);
void str_add_u64(struct str *s, uint64_t value);
void str_put_u32(struct str *s, size_t at, uint32_t value);

/* Cut to `n` bytes; longer ones stay as they are. */
void str_cut(struct str *s, size_t n);

/* Replace `del` bytes at `at` by `n` bytes. */
void str_splice(struct str *s, size_t at, size_t del, const void *bytes, size_t n);

/* Take the storage out (the caller frees it); `s` is as after str_init(). */
RETURNS_NONNULL char *str_steal(struct str *s);

/* A formatted string, the caller frees it. */
RETURNS_NONNULL char *str_format(const char *format, ...) PRINTF(1, 2);

#endif
