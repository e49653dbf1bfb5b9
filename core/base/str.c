// SPDX-License-Identifier: MIT
#include "core/base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"

const char str_empty[1];

void str_init(struct str *s)
{
    *s = (struct str)STR_INIT;
}

void str_release(struct str *s)
{
    if (s->cap) {
        xfree(s->ptr);
    }
    str_init(s);
}

void str_wipe(struct str *s)
{
    if (s->cap) {
        mem_zero(s->ptr, s->cap);
    }
    str_release(s);
}

void str_clear(struct str *s)
{
    str_cut(s, 0);
}

void str_reserve(struct str *s, size_t more)
{
    size_t need = s->len + more + 1;
    BUG_ON(need < more);
    if (need <= s->cap) {
        return;
    }
    size_t cap = s->cap ? s->cap : 32;
    while (cap < need) {
        cap *= 2;
    }
    /* Not realloc: texts of pupils must not stay behind in freed memory. */
    char *grown = xmalloc(cap);
    memcpy(grown, s->ptr, s->len + 1);
    if (s->cap) {
        mem_zero(s->ptr, s->cap);
        xfree(s->ptr);
    }
    s->ptr = grown;
    s->cap = cap;
}

void str_add(struct str *s, const char *text)
{
    str_addn(s, text, strlen(text));
}

void str_addn(struct str *s, const void *bytes, size_t n)
{
    if (!n) {
        return;
    }
    memcpy(str_extend(s, n), bytes, n);
}

char *str_extend(struct str *s, size_t n)
{
    str_reserve(s, n);
    char *room = s->ptr + s->len;
    s->len += n;
    s->ptr[s->len] = '\0';
    return room;
}

void str_addc(struct str *s, char c)
{
    str_addn(s, &c, 1);
}

static PRINTF(2, 0) void str_vaddf(struct str *s, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    BUG_ON(n < 0);
    str_reserve(s, (size_t)n);
    vsnprintf(s->ptr + s->len, (size_t)n + 1, format, again);
    s->len += (size_t)n;
    va_end(again);
}

void str_addf(struct str *s, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    str_vaddf(s, format, ap);
    va_end(ap);
}

/* `n` bytes, the highest first. */
static void put_number(char *at, uint64_t value, int n)
{
    while (n-- > 0) {
        at[n] = (char)(unsigned char)value;
        value >>= 8;
    }
}

void str_add_u32(struct str *s, uint32_t value)
{
    put_number(str_extend(s, 4), value, 4);
}

void str_add_u64(struct str *s, uint64_t value)
{
    put_number(str_extend(s, 8), value, 8);
}

void str_put_u32(struct str *s, size_t at, uint32_t value)
{
    BUG_ON(at > s->len || s->len - at < 4);
    put_number(s->ptr + at, value, 4);
}

void str_cut(struct str *s, size_t n)
{
    if (n < s->len) {
        s->len = n;
        s->ptr[n] = '\0';
    }
}

void str_splice(struct str *s, size_t at, size_t del, const void *bytes, size_t n)
{
    BUG_ON(at > s->len || del > s->len - at);
    str_reserve(s, n);
    memmove(s->ptr + at + n, s->ptr + at + del, s->len - at - del + 1);
    if (n) {
        memcpy(s->ptr + at, bytes, n);
    }
    s->len = s->len - del + n;
    if (!s->cap) {
        return;
    }
    s->ptr[s->len] = '\0';
}

char *str_steal(struct str *s)
{
    char *out = s->cap ? s->ptr : xmemdupz("", 0);
    str_init(s);
    return out;
}

char *str_format(const char *format, ...)
{
    struct str s = STR_INIT;
    va_list ap;
    va_start(ap, format);
    str_vaddf(&s, format, ap);
    va_end(ap);
    return str_steal(&s);
}
