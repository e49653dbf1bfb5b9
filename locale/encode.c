// SPDX-License-Identifier: MIT
#include "locale/encode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

static const struct {
    enum encoding enc;
    const char *spelling; /* without spaces, hyphens and underscores */
} spellings[] = {
    {ENC_UTF8, "utf8"},       {ENC_UTF8_BOM, "utf8bom"}, {ENC_UTF8_BOM, "utf8sig"},
    {ENC_GBK, "gbk"},         {ENC_GBK, "cp936"},        {ENC_GBK, "936"},
    {ENC_GBK, "gb2312"},      {ENC_GBK, "ansi"},         {ENC_GB18030, "gb18030"},
    {ENC_UTF16LE, "utf16"},   {ENC_UTF16LE, "utf16le"},  {ENC_UTF16BE, "utf16be"},
    {ENC_UTF16LE, "unicode"},
};

/* Whether `name` is the spelling, but for case, spaces, hyphens and underscores. */
static bool is_spelling(const char *spelling, const char *name)
{
    for (; *name; name++) {
        char c = *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
        if (!strchr(" -_", c) && c != *spelling++) {
            return false;
        }
    }
    return !*spelling;
}

enum encoding encode_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(spellings); i++) {
        if (is_spelling(spellings[i].spelling, name)) {
            return spellings[i].enc;
        }
    }
    return ENC_UNKNOWN;
}

const char *encode_name(enum encoding enc)
{
    switch (enc) {
    case ENC_UTF8:
    case ENC_UTF8_BOM:
        return "UTF-8";
    case ENC_GBK:
        return "GBK";
    case ENC_GB18030:
        return "GB18030";
    case ENC_UTF16LE:
    case ENC_UTF16BE:
        return "UTF-16";
    case ENC_UNKNOWN:
        break;
    }
    return "?";
}

/* The name for iconv_open(). */
static const char *iconv_name(enum encoding enc)
{
    return enc == ENC_UTF16LE ? "UTF-16LE" : enc == ENC_UTF16BE ? "UTF-16BE" : encode_name(enc);
}

/* ASCII is itself in all of them but UTF-16: numbers and dates need no iconv. */
static bool is_ascii(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/*
 * Append `n` bytes converted.  ERR_ENCODING with `*bad` the offset of what does
 * not fit, `out` then as before.
 */
static enum err convert(const char *to, const char *from, const void *bytes, size_t n,
                        struct str *out, size_t *bad)
{
    enum err e = ERR_OK;
    char chunk[4096];
    size_t before = out->len;
    size_t used = 0; /* of the chunk, to be wiped */
    *bad = 0;
    if (strncmp(to, "UTF-16", 6) != 0 && strncmp(from, "UTF-16", 6) != 0 && is_ascii(bytes, n)) {
        str_addn(out, bytes, n);
        return ERR_OK;
    }
    iconv_t cd = iconv_open(to, from);
    if (cd == (iconv_t)-1) {
        return err_from_errno(errno);
    }
    /* iconv() takes a pointer to plain char but writes nothing there. */
    char *in = (char *)(uintptr_t)bytes;
    size_t left = n;
    while (left > 0 && !e) {
        char *at = chunk;
        size_t room = sizeof chunk;
        size_t done = iconv(cd, &in, &left, &at, &room);
        if (done == (size_t)-1 && errno != E2BIG) {
            e = ERR_ENCODING;
        }
        size_t got = (size_t)(at - chunk);
        str_addn(out, chunk, got);
        used = got > used ? got : used;
    }
    if (e) {
        *bad = n - left;
        str_cut(out, before);
    }
    iconv_close(cd);
    mem_zero(chunk, used);
    return e;
}

/* No text holds a zero: it would end early everywhere else.  `*bad` is where. */
static bool has_zero(enum encoding enc, const char *s, size_t n, size_t *bad)
{
    if (enc != ENC_UTF16LE && enc != ENC_UTF16BE) {
        const char *zero = n ? memchr(s, '\0', n) : NULL;
        *bad = zero ? (size_t)(zero - s) : 0;
        return zero;
    }
    for (size_t i = 0; i + 1 < n; i += 2) {
        if (!s[i] && !s[i + 1]) {
            *bad = i;
            return true;
        }
    }
    return false;
}

/*
 * Where GB18030-2000 (and Windows' GBK) put characters that Unicode did not
 * have then: row FE50 to FEA0 from U+E815 on, and a few others.
 */
static const uint32_t row_fe[] = {
    0x2E81, 0x20087, 0x20089, 0x200CC, 0x2E84,  0x3473, 0x3447, 0x2E88, 0x2E8B,  0x9FB4,
    0x359E, 0x361A,  0x360E,  0x2E8C,  0x2E97,  0x396E, 0x3918, 0x9FB5, 0x39CF,  0x39DF,
    0x3A73, 0x39D0,  0x9FB6,  0x9FB7,  0x3B4E,  0x3C6E, 0x3CE0, 0x2EA7, 0x215D7, 0x9FB8,
    0x2EAA, 0x4056,  0x415F,  0x2EAE,  0x4337,  0x2EB3, 0x2EB6, 0x2EB7, 0x2298F, 0x43B1,
    0x43AC, 0x2EBB,  0x43DD,  0x44D6,  0x4661,  0x464C, 0x9FB9, 0x4723, 0x4729,  0x477C,
    0x478D, 0x2ECA,  0x4947,  0x497A,  0x497D,  0x4982, 0x4983, 0x4985, 0x4986,  0x499F,
    0x499B, 0x49B7,  0x49B6,  0x9FBA,  0x241FE, 0x4CA3, 0x4C9F, 0x4CA0, 0x4CA1,  0x4C77,
    0x4CA2, 0x4D13,  0x4D14,  0x4D15,  0x4D16,  0x4D17, 0x4D18, 0x4D19, 0x4DAE,  0x9FBB,
};
enum { ROW_FE_FIRST = 0xE815 };

static const struct {
    uint16_t private_use;
    uint16_t character;
} marks[] = {
    {0xE78D, 0xFE10}, {0xE78E, 0xFE12}, {0xE78F, 0xFE11}, {0xE790, 0xFE13}, {0xE791, 0xFE14},
    {0xE792, 0xFE15}, {0xE793, 0xFE16}, {0xE794, 0xFE17}, {0xE795, 0xFE18}, {0xE796, 0xFE19},
    {0xE7C7, 0x1E3F}, {0xE7C8, 0x01F9}, {0xE7E7, 0x303E}, {0xE7E8, 0x2FF0}, {0xE7E9, 0x2FF1},
    {0xE7EA, 0x2FF2}, {0xE7EB, 0x2FF3}, {0xE7EC, 0x2FF4}, {0xE7ED, 0x2FF5}, {0xE7EE, 0x2FF6},
    {0xE7EF, 0x2FF7}, {0xE7F0, 0x2FF8}, {0xE7F1, 0x2FF9}, {0xE7F2, 0x2FFA}, {0xE7F3, 0x2FFB},
};

static uint32_t without_private_use(uint32_t cp)
{
    if (cp >= ROW_FE_FIRST && cp < ROW_FE_FIRST + COUNT(row_fe)) {
        return row_fe[cp - ROW_FE_FIRST];
    }
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (marks[i].private_use == cp) {
            return marks[i].character;
        }
    }
    return cp;
}

/* Append valid text, without a byte order mark at its head, private use replaced. */
static void add_text(struct str *out, const char *s, size_t n)
{
    if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
        s += 3;
        n -= 3;
    }
    while (n > 0) {
        /* U+E000 to U+EFFF are exactly the characters that begin with this byte. */
        const char *at = memchr(s, 0xEE, n);
        size_t plain = at ? (size_t)(at - s) : n;
        str_addn(out, s, plain);
        s += plain;
        n -= plain;
        if (at) {
            char c[5];
            uint32_t cp = utf8_next(&s);
            str_addn(out, c, (size_t)utf8_encode(without_private_use(cp), c));
            n -= 3;
        }
    }
}

enum err encode_to_utf8(enum encoding from, const void *bytes, size_t n, struct str *out,
                        size_t *bad)
{
    if (from == ENC_UNKNOWN || has_zero(from, bytes, n, bad)) {
        return ERR_ENCODING;
    }
    if (from == ENC_UTF8 || from == ENC_UTF8_BOM) {
        if (!utf8_valid(bytes, n, bad)) {
            return ERR_ENCODING;
        }
        add_text(out, bytes, n);
        return ERR_OK;
    }
    struct str text = STR_INIT;
    enum err e = convert("UTF-8", iconv_name(from), bytes, n, &text, bad);
    if (!e) {
        add_text(out, text.ptr, text.len);
    }
    str_wipe(&text);
    return e;
}

enum err encode_from_utf8(enum encoding to, const char *s, size_t n, struct str *out, size_t *bad)
{
    size_t unused;
    size_t *where = bad ? bad : &unused;
    size_t before = out->len;
    if (to == ENC_UNKNOWN) {
        *where = 0;
        return ERR_ENCODING;
    }
    /* A mark stands at the head of a file only. */
    if (before == 0 && to == ENC_UTF8_BOM) {
        str_add(out, "\xEF\xBB\xBF");
    } else if (before == 0 && to == ENC_UTF16LE) {
        str_add(out, "\xFF\xFE");
    } else if (before == 0 && to == ENC_UTF16BE) {
        str_add(out, "\xFE\xFF");
    }
    if (to == ENC_UTF8 || to == ENC_UTF8_BOM) {
        str_addn(out, s, n);
        return ERR_OK;
    }
    enum err e = convert(iconv_name(to), "UTF-8", s, n, out, where);
    if (e) {
        str_cut(out, before);
    }
    return e;
}

/* GBK holds all Chinese characters of Unicode 1.1 and the full-width forms of ASCII. */
static bool is_in_gbk(uint32_t cp)
{
    return (cp >= 0x4E00 && cp <= 0x9FA5) || (cp >= 0xFF01 && cp <= 0xFF5E);
}

bool encode_fits(enum encoding to, uint32_t cp)
{
    char c[5];
    int len = utf8_encode(cp, c);
    if (len <= 0 || to == ENC_UNKNOWN) {
        return false;
    }
    if (cp < 0x80 || (to != ENC_GBK && to != ENC_GB18030) || is_in_gbk(cp)) {
        return true;
    }
    struct str out = STR_INIT;
    bool fits = encode_from_utf8(to, c, (size_t)len, &out, NULL) == ERR_OK;
    str_release(&out);
    return fits;
}
