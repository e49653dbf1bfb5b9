// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/utf8.h"
#include "core/helper/xlsx.h"

void xlsx_text_start(struct xlsx_text *t, const char *name)
{
    if (strcmp(name, "rPh") == 0) {
        t->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        t->in_t = true;
    }
}

void xlsx_text_end(struct xlsx_text *t, const char *name)
{
    if (strcmp(name, "rPh") == 0) {
        t->phonetic--;
    } else if (strcmp(name, "t") == 0) {
        t->in_t = false;
    }
}

bool xlsx_text_add(struct xlsx_text *t, const char *text, size_t n)
{
    if (t->in_t && !t->phonetic) {
        str_addn(&t->text, text, n);
    }
    return t->text.len <= XLSX_STRING_MOST;
}

/* "_x4E00_" at `s`: the code unit, 0 if it is none (a zero is nobody's text either). */
static uint32_t unit_at(const char *s)
{
    uint32_t unit = 0;
    if (s[0] != '_' || s[1] != 'x' || strspn(s + 2, "0123456789ABCDEFabcdef") < 4 || s[6] != '_') {
        return 0;
    }
    for (int i = 2; i < 6; i++) {
        char c = s[i];
        unit = unit * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
}

/* The character at `s`, with the bytes it takes; 0 if there is none to decode. */
static uint32_t escape_at(const char *s, size_t *bytes)
{
    uint32_t cp = unit_at(s);
    *bytes = 7;
    if (cp >= 0xd800 && cp <= 0xdbff) {
        uint32_t low = unit_at(s + 7);
        *bytes = 14;
        return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00)
                                              : 0;
    }
    return cp >= 0xdc00 && cp <= 0xdfff ? 0 : cp;
}

void xlsx_text_decode(struct str *text)
{
    if (!memchr(text->ptr, '_', text->len) && !memchr(text->ptr, '\r', text->len)) {
        return;
    }
    struct str out = STR_INIT;
    for (const char *p = text->ptr; *p;) {
        size_t bytes;
        uint32_t cp = *p == '_' ? escape_at(p, &bytes) : 0;
        char utf8[5];
        if (cp) {
            str_addn(&out, utf8, (size_t)utf8_encode(cp, utf8));
            p += bytes;
        } else {
            str_addc(&out, *p++);
        }
        /* CR LF and a CR alone are a line end. */
        if (out.ptr[out.len - 1] == '\r') {
            out.ptr[out.len - 1] = '\n';
            p += *p == '\n' ? 1 : strncmp(p, "_x000A_", 7) == 0 ? 7 : 0;
        }
    }
    str_wipe(text);
    *text = out;
}

void xlsx_text_encode(struct str *text)
{
    for (size_t at = 0; at < text->len; at++) {
        if (text->ptr[at] == '_' && unit_at(text->ptr + at)) {
            str_splice(text, at, 0, "_x005F", 6);
            at += 6;
        }
    }
}
