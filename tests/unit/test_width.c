// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "core/base/attr.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/width.h"

static const struct {
    uint32_t cp;
    int narrow; /* with ambiguous characters of one cell */
    int wide;   /* with ambiguous characters of two */
} chars[] = {
    {0x00, 0, 0},     {'\n', 0, 0},    {'\t', 0, 0},    {0x1B, 0, 0},    {0x7F, 0, 0},
    {0x9B, 0, 0},     {' ', 1, 1},     {'a', 1, 1},     {'~', 1, 1},     {0xA0, 1, 1},
    {0xAD, 0, 0},     {0xB7, 1, 2},    {0x300, 0, 0},   {0x1160, 0, 0},  {0x1100, 2, 2},
    {0x200B, 0, 0},   {0x200D, 0, 0},  {0x2014, 1, 2},  {0x2018, 1, 2},  {0x201C, 1, 2},
    {0x201D, 1, 2},   {0x2026, 1, 2},  {0x202E, 0, 0},  {0x2103, 1, 2},  {0x2460, 1, 2},
    {0x2500, 1, 1},   {0x2502, 1, 1},  {0x257F, 1, 1},  {0x25A0, 1, 2},  {0x25CF, 1, 2},
    {0x3000, 2, 2},   {0x3001, 2, 2},  {0x3007, 2, 2},  {0x300C, 2, 2},  {0x302A, 0, 0},
    {0x3400, 2, 2},   {0x36C3, 2, 2},  {0x4DAE, 2, 2},  {0x4E00, 2, 2},  {0x9FFF, 2, 2},
    {0xAC00, 2, 2},   {0xE863, 1, 1},  {0xFE0F, 0, 0},  {0xFF0C, 2, 2},  {0xFF1A, 2, 2},
    {0xFF61, 1, 1},   {0xFEFF, 0, 0},  {0x1F600, 2, 2}, {0x20BB7, 2, 2}, {0x2CC56, 2, 2},
    {0x2EBF0, 2, 2},  {0x30000, 2, 2}, {0x31350, 2, 2}, {0x323AF, 2, 2}, {0xE0100, 0, 0},
    {0x10FFFF, 1, 1},
};

static void test_width_of_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(chars); i++) {
        assert_int_equal(width_char(chars[i].cp), chars[i].narrow);
        width_set_ambiguous(2);
        assert_int_equal(width_char(chars[i].cp), chars[i].wide);
        width_set_ambiguous(1);
    }
}

static void test_wcwidth_is_ours(void **state)
{
    (void)state;
    assert_int_equal(wcwidth(L'中'), 2);
    assert_int_equal(wcwidth(0x31350), 2); /* the C library of Debian 12 says -1 */
    assert_int_equal(wcwidth(0), 0);
    assert_int_equal(wcwidth(0x1B), -1);
    assert_int_equal(wcwidth(0x85), -1);
    width_set_ambiguous(2);
    assert_int_equal(wcwidth(0x2014), 2);
    width_set_ambiguous(1);
    assert_int_equal(wcswidth(L"心档a", 3), 5);
    assert_int_equal(wcswidth(L"心档a", 2), 4);
    assert_int_equal(wcswidth(L"心\x1b", 9), -1);
}

static void test_width_of_strings(void **state)
{
    (void)state;
    assert_int_equal(width_str(""), 0);
    assert_int_equal(width_str("心档 7(3)"), 9);
    assert_int_equal(width_str("𠮷野"), 4);
    assert_int_equal(width_str("e\u0301e"), 2);
    assert_int_equal(width_str("“好”"), 4);
}

static void test_prefix_never_splits(void **state)
{
    (void)state;
    const char *s = "a中e\u0301文👩‍👧𠮷，b";
    size_t n = strlen(s);
    for (size_t cells = 0; cells < 20; cells++) {
        size_t used;
        size_t len = width_prefix(s, cells, &used);
        assert_true(len <= n);
        assert_true(utf8_valid(s, len, NULL));
        assert_false(strncmp(s + len, "\u0301", 2) == 0);
        assert_false(strncmp(s + len, "\u200d", 3) == 0);
        struct str cut = STR_INIT;
        str_addn(&cut, s, len);
        assert_true(used <= cells);
        assert_int_equal(width_str(cut.ptr), used);
        str_release(&cut);
    }
    size_t used;
    assert_int_equal(width_prefix("中文", 3, &used), 3);
    assert_int_equal(used, 2);
    assert_int_equal(width_prefix("中文", 1, &used), 0);
    assert_int_equal(used, 0);
    assert_int_equal(width_prefix("e\u0301x", 1, &used), 3);
    assert_int_equal(used, 1);
}

static void test_fit(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t cells;
        const char *fitted;
    } fits[] = {
        {"中文", 5, "中文 "}, {"中文", 4, "中文"}, {"中文", 3, "中 "}, {"中文", 1, " "},
        {"中文", 0, ""},      {"", 2, "  "},       {"a中b", 3, "a中"}, {"𠮷a", 4, "𠮷a "},
    };
    for (size_t i = 0; i < COUNT(fits); i++) {
        struct str out = STR_INIT;
        width_fit(&out, fits[i].s, fits[i].cells);
        assert_string_equal(out.ptr, fits[i].fitted);
        assert_int_equal(width_str(out.ptr), fits[i].cells);
        str_release(&out);
    }
}

static void test_filter(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        bool newlines;
        const char *shown;
    } filters[] = {
        {"心档 abc，𠮷", false, "心档 abc，𠮷"},
        {"a\tb", false, "a b"},
        {"a\nb", true, "a\nb"},
        {"a\nb", false, "a〔U+000A〕b"},
        {"\x1b[31m", true, "〔U+001B〕[31m"},
        {"\x7f", true, "〔U+007F〕"},
        {"\xc2\x85\xc2\x9b", true, "〔U+0085〕〔U+009B〕"},
        {"a\u202eb", true, "a〔U+202E〕b"},
        {"\u200b\u200f\u2066\u2069", true, "〔U+200B〕〔U+200F〕〔U+2066〕〔U+2069〕"},
        {"\ufeff", true, "〔U+FEFF〕"},
        {"\u2028", true, "〔U+2028〕"},
        {"\ue863", true, "〔U+E863〕"},
        {"\u0378", true, "〔U+0378〕"},
        {"\U0010ffff", true, "〔U+10FFFF〕"},
        {"e\u0301\U00031350", true, "e\u0301\U00031350"},
    };
    for (size_t i = 0; i < COUNT(filters); i++) {
        struct str out = STR_INIT;
        width_filter(&out, filters[i].s, filters[i].newlines);
        assert_string_equal(out.ptr, filters[i].shown);
        str_release(&out);
    }
}

static void test_is_text(void **state)
{
    (void)state;
    static const uint32_t text[] = {'\n', ' ', 'a', 0xB7, 0x4E00, 0xE863, 0x20BB7, 0x31350};
    static const uint32_t not_text[] = {0,      '\r',   '\t',   0x1B,   0x7F,    0x80,    0x9F,
                                        0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0x2FFFF, 0x110000};
    for (size_t i = 0; i < COUNT(text); i++) {
        assert_true(width_is_text(text[i]));
    }
    for (size_t i = 0; i < COUNT(not_text); i++) {
        assert_false(width_is_text(not_text[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width_of_characters),
        cmocka_unit_test(test_wcwidth_is_ours),
        cmocka_unit_test(test_width_of_strings),
        cmocka_unit_test(test_prefix_never_splits),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_is_text),
    };
    return cmocka_run_group_tests_name("width", tests, NULL, NULL);
}
