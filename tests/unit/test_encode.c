// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/encode.h"

#define BYTES(literal) literal, sizeof(literal) - 1

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum encoding enc;
    } names[] = {
        {"gbk", ENC_GBK},        {"GBK", ENC_GBK},          {"cp936", ENC_GBK},
        {"GB2312", ENC_GBK},     {"gb18030", ENC_GB18030},  {"GB-18030", ENC_GB18030},
        {"utf-8", ENC_UTF8},     {"UTF8", ENC_UTF8},        {"utf-8-bom", ENC_UTF8_BOM},
        {"UTF-16", ENC_UTF16LE}, {"utf-16le", ENC_UTF16LE}, {"utf_16 be", ENC_UTF16BE},
        {"latin1", ENC_UNKNOWN}, {"", ENC_UNKNOWN},         {"utf-8x", ENC_UNKNOWN},
        {"utf", ENC_UNKNOWN},    {"国标", ENC_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(encode_by_name(names[i].name), names[i].enc);
    }
    static const enum encoding all[] = {ENC_UTF8, ENC_GBK, ENC_GB18030, ENC_UTF16LE};
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(encode_by_name(encode_name(all[i])), all[i]);
    }
    assert_string_equal(encode_name(ENC_UTF8_BOM), "UTF-8");
    assert_string_equal(encode_name(ENC_UTF16BE), "UTF-16");
}

static void test_round_trip(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "abc\r\n", "覃子墨,七(3)班\r\n", "赟彧琎喆堃昇玥璟珺鋆祎镕屾", "“好”……—①Ⅻ℃㎡·￥",
    };
    static const char *const rare[] = {"张䶮", "韦㛃、𬱖、㼆、𠮷", "🙂🇨🇳"};
    static const enum encoding all[] = {ENC_UTF8,    ENC_UTF8_BOM, ENC_GBK,
                                        ENC_GB18030, ENC_UTF16LE,  ENC_UTF16BE};
    for (size_t i = 0; i < COUNT(texts) + COUNT(rare); i++) {
        bool is_rare = i >= COUNT(texts);
        const char *s = is_rare ? rare[i - COUNT(texts)] : texts[i];
        for (size_t k = 0; k < COUNT(all); k++) {
            struct str file = STR_INIT;
            struct str back = STR_INIT;
            size_t bad;
            enum err e = encode_from_utf8(all[k], s, strlen(s), &file, &bad);
            if (all[k] == ENC_GBK && is_rare) {
                assert_int_equal(e, ERR_ENCODING);
                assert_int_equal(file.len, 0);
                str_release(&file);
                continue;
            }
            assert_int_equal(e, ERR_OK);
            assert_int_equal(encode_to_utf8(all[k], file.ptr, file.len, &back, &bad), ERR_OK);
            assert_string_equal(back.ptr, s);
            str_release(&file);
            str_release(&back);
        }
    }
}

/* A long text goes through in pieces; a character at a border is not harmed. */
static void test_long_text(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    str_add(&text, "a");
    while (text.len < 50000) {
        str_add(&text, "心档𠮷");
    }
    struct str file = STR_INIT;
    struct str back = STR_INIT;
    size_t bad;
    assert_int_equal(encode_from_utf8(ENC_GB18030, text.ptr, text.len, &file, NULL), ERR_OK);
    assert_int_equal(encode_guess(file.ptr, file.len), ENC_GB18030);
    assert_int_equal(encode_to_utf8(ENC_GB18030, file.ptr, file.len, &back, &bad), ERR_OK);
    assert_string_equal(back.ptr, text.ptr);
    str_release(&text);
    str_release(&file);
    str_release(&back);
}

static void test_written_bytes(void **state)
{
    (void)state;
    static const struct {
        enum encoding enc;
        const char *s;
        const char *bytes;
        size_t n;
    } cases[] = {
        {ENC_GBK, "中·", BYTES("\xD6\xD0\xA1\xA4")},
        {ENC_GBK, "€", BYTES("\x80")},
        {ENC_GB18030, "䶮", BYTES("\xFE\x9F")},
        {ENC_GB18030, "𬱖", BYTES("\x99\x33\xC3\x36")},
        {ENC_UTF8_BOM, "中", BYTES("\xEF\xBB\xBF\xE4\xB8\xAD")},
        {ENC_UTF16LE, "中", BYTES("\xFF\xFE\x2D\x4E")},
        {ENC_UTF16BE, "𠮷", BYTES("\xFE\xFF\xD8\x42\xDF\xB7")},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str out = STR_INIT;
        enum err e = encode_from_utf8(cases[i].enc, cases[i].s, strlen(cases[i].s), &out, NULL);
        assert_int_equal(e, ERR_OK);
        assert_int_equal(out.len, cases[i].n);
        assert_memory_equal(out.ptr, cases[i].bytes, cases[i].n);
        str_release(&out);
    }
    /* The mark only at the head of the file. */
    struct str out = STR_INIT;
    assert_int_equal(encode_from_utf8(ENC_UTF8_BOM, "a", 1, &out, NULL), ERR_OK);
    assert_int_equal(encode_from_utf8(ENC_UTF8_BOM, "b", 1, &out, NULL), ERR_OK);
    assert_string_equal(out.ptr, "\xEF\xBB\xBF"
                                 "ab");
    str_release(&out);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        enum encoding from;
        const char *bytes;
        size_t n;
        size_t bad;
    } cases[] = {
        {ENC_UTF8, BYTES("ab\xFF"), 2},
        {ENC_UTF8, BYTES("\xC0\x80"), 0},
        {ENC_UTF8, BYTES("a\xED\xA0\x80"), 1},
        {ENC_UTF8, BYTES("a\xE4\xB8"), 1},
        {ENC_UTF8, BYTES("a\0b"), 1},
        {ENC_GBK, BYTES("a\xD6"), 1},
        {ENC_GBK, BYTES("\xD6\xD0\xFE\x9F"), 2},
        {ENC_GBK, BYTES("ab\xFF"), 2},
        {ENC_GB18030, BYTES("\xD6\xD0\x80"), 2},
        {ENC_GB18030, BYTES("a\x95\x34\xB2"), 1},
        {ENC_UTF16LE, BYTES("a\0\x00\xD8"), 2},
        {ENC_UTF16LE, BYTES("a\0b"), 2},
        {ENC_UTF16LE, BYTES("a\0\0\0"), 2},
        {ENC_UNKNOWN, BYTES("a"), 99},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str out = STR_INIT;
        str_add(&out, "kept");
        size_t bad = 99;
        enum err e = encode_to_utf8(cases[i].from, cases[i].bytes, cases[i].n, &out, &bad);
        assert_int_equal(e, ERR_ENCODING);
        assert_int_equal(bad, cases[i].bad);
        assert_string_equal(out.ptr, "kept");
        str_release(&out);
    }
    struct str out = STR_INIT;
    str_add(&out, "kept");
    size_t bad = 0;
    const char *s = "李明，韦㛃";
    assert_int_equal(encode_from_utf8(ENC_GBK, s, strlen(s), &out, &bad), ERR_ENCODING);
    assert_int_equal(bad, strlen("李明，韦"));
    assert_string_equal(out.ptr, "kept");
    str_release(&out);
}

static void test_private_use(void **state)
{
    (void)state;
    static const struct {
        const char *private_use;
        const char *text;
    } cases[] = {
        {"张\ue863", "张䶮"},   {"\ue864", "龻"},       {"\ue815", "⺁"},     {"\ue816", "𠂇"},
        {"\ue83b", "𢦏"},       {"\ue844", "䜣"},       {"\ue7c7", "ḿ"},      {"\ue7c8", "ǹ"},
        {"\ue7e7", "〾"},       {"\ue7f3", "⿻"},       {"\ue78d", "︐"},     {"\ue796", "︙"},
        {"\ue000", "\ue000"},   {"\ue865", "\ue865"},   {"\ue814", "\ue814"}, {"\uf8ff", "\uf8ff"},
        {"\ufeff\ue863", "䶮"}, {"a\ufeff", "a\ufeff"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str out = STR_INIT;
        size_t bad;
        const char *s = cases[i].private_use;
        assert_int_equal(encode_to_utf8(ENC_UTF8, s, strlen(s), &out, &bad), ERR_OK);
        assert_string_equal(out.ptr, cases[i].text);
        str_release(&out);
    }
    /* The whole row as the C library's GB18030 has it. */
    for (unsigned i = 0, low = 0x50; low <= 0xA0; low++) {
        if (low == 0x7F) {
            continue;
        }
        unsigned char pair[2] = {0xFE, (unsigned char)low};
        char private_use[5];
        int n = utf8_encode(0xE815 + i++, private_use);
        struct str one = STR_INIT;
        struct str other = STR_INIT;
        size_t bad;
        assert_int_equal(encode_to_utf8(ENC_GB18030, pair, 2, &one, &bad), ERR_OK);
        assert_int_equal(encode_to_utf8(ENC_UTF8, private_use, (size_t)n, &other, &bad), ERR_OK);
        assert_string_equal(one.ptr, other.ptr);
        str_release(&one);
        str_release(&other);
    }
}

/* Two hundred names of two characters: each surname with each given name. */
static void test_guess_short_names(void **state)
{
    (void)state;
    const char *surnames = "谭伟陈贺侬覃韦单农闭芮蒙莫倪佟卢";
    const char *given = "伟强芳敏静丽涛超勇艳杰娟霞平刚桂英华玉萍兰";
    int names = 0;
    for (const char *s = surnames; *s; s += 3) {
        for (const char *g = given; *g; g += 3, names++) {
            char name[7] = {s[0], s[1], s[2], g[0], g[1], g[2], '\0'};
            struct str gbk = STR_INIT;
            assert_int_equal(encode_from_utf8(ENC_GBK, name, 6, &gbk, NULL), ERR_OK);
            assert_int_equal(encode_guess(gbk.ptr, gbk.len), ENC_GB18030);
            assert_int_equal(encode_guess(name, 6), ENC_UTF8);
            str_release(&gbk);
        }
    }
    assert_true(names >= 200);
}

static void test_guess(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        enum encoding enc;
    } cases[] = {
        {BYTES(""), ENC_UTF8},
        {BYTES("abc"), ENC_UTF8},
        {BYTES("覃"), ENC_UTF8},
        {BYTES("a·b"), ENC_UTF8},
        {BYTES("caf\xC3\xA9"), ENC_UTF8},
        {BYTES("\xEF\xBB\xBF"), ENC_UTF8_BOM},
        {BYTES("\xEF\xBB\xBF中"), ENC_UTF8_BOM},
        {BYTES("\xEF\xBB\xBF\xD6\xD0"), ENC_UNKNOWN},
        {BYTES("\xD6\xD0"), ENC_GB18030},
        {BYTES("1,\xCC\xB7\xCE\xB0,7\r\n"), ENC_GB18030},
        {BYTES("\xFE\x9F"), ENC_GB18030},
        {BYTES("\x99\x33\xC3\x36"), ENC_GB18030},
        {BYTES("\xD6"), ENC_UNKNOWN},
        {BYTES("\xFF"), ENC_UNKNOWN},
        {BYTES("\xD6\xD0\x80"), ENC_UNKNOWN},
        {BYTES("\xFF\xFE\x2D\x4E"), ENC_UTF16LE},
        {BYTES("\xFE\xFF\x4E\x2D"), ENC_UTF16BE},
        {BYTES("\xFF\xFE\x2D\x4E\x0D"), ENC_UNKNOWN},
        {BYTES("\x2D\x4E\x2C\x00\x0A\x00"), ENC_UTF16LE},
        {BYTES("\x4E\x2D\x00\x2C\x00\x0A"), ENC_UTF16BE},
        {BYTES("PK\x03\x04\0\0\0\0"), ENC_UNKNOWN},
        {BYTES("a\0"), ENC_UTF16LE},
        {BYTES("ab\0"), ENC_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum encoding got = encode_guess(cases[i].bytes, cases[i].n);
        if (got != cases[i].enc) {
            fail_msg("case %zu: %d, not %d", i, (int)got, (int)cases[i].enc);
        }
    }
}

static void test_fits(void **state)
{
    (void)state;
    static const struct {
        uint32_t cp;
        bool gbk;
        bool others;
    } cases[] = {
        {'a', true, true},      {0x4E2D, true, true},     {0x8D5F, true, true},
        {0x7433, true, true},   {0xB7, true, true},       {0x20AC, true, true},
        {0xA5, false, true},    {0x2022, false, true},    {0x4DAE, false, true},
        {0x36C3, false, true},  {0x20BB7, false, true},   {0x31350, false, true},
        {0xD800, false, false}, {0x110000, false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(encode_fits(ENC_GBK, cases[i].cp), cases[i].gbk);
        assert_int_equal(encode_fits(ENC_GB18030, cases[i].cp), cases[i].others);
        assert_int_equal(encode_fits(ENC_UTF8_BOM, cases[i].cp), cases[i].others);
        assert_int_equal(encode_fits(ENC_UTF16LE, cases[i].cp), cases[i].others);
    }
    assert_false(encode_fits(ENC_UNKNOWN, 'a'));
    /* What is known without asking iconv is what iconv says. */
    for (uint32_t cp = 0x80; cp < 0x10000; cp++) {
        struct str out = STR_INIT;
        char c[5];
        int n = utf8_encode(cp, c);
        if (n > 0 && encode_fits(ENC_GBK, cp)) {
            assert_int_equal(encode_from_utf8(ENC_GBK, c, (size_t)n, &out, NULL), ERR_OK);
        }
        str_release(&out);
    }
}

/* Every symbol in the table is one GBK lacks, and its replacement fits. */
static void test_symbols(void **state)
{
    (void)state;
    int found = 0;
    for (uint32_t cp = 0; cp < 0x10000; cp++) {
        const char *text = encode_symbol(ENC_GBK, cp);
        if (!text) {
            continue;
        }
        found++;
        assert_false(encode_fits(ENC_GBK, cp));
        for (const char *s = text; *s;) {
            assert_true(encode_fits(ENC_GBK, utf8_next(&s)));
        }
    }
    assert_true(found > 30);
    assert_string_equal(encode_symbol(ENC_GBK, 0x2611), "√");
    assert_string_equal(encode_symbol(ENC_GBK, 0x246A), "(11)");
    assert_string_equal(encode_symbol(ENC_GBK, 0xA5), "￥");
    assert_null(encode_symbol(ENC_GBK, 0x4DAE));
    assert_null(encode_symbol(ENC_GB18030, 0x2611));
}

static void test_normal_name(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"阿依古丽•买买提", "阿依古丽·买买提"},
        {"a‧b・c．d·e", "a·b·c·d·e"},
        {"覃子墨", "覃子墨"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        char *out = encode_normal_name(names[i][0]);
        assert_string_equal(out, names[i][1]);
        xfree(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),       cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_long_text),   cmocka_unit_test(test_written_bytes),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_private_use),
        cmocka_unit_test(test_guess),       cmocka_unit_test(test_guess_short_names),
        cmocka_unit_test(test_fits),        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_normal_name),
    };
    return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
