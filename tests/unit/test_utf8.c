// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/utf8.h"

#define BYTES(literal) literal, sizeof(literal) - 1

static void test_decode(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n;
        int len;
        uint32_t cp;
    } cases[] = {
        {BYTES(""), 0, 0},
        {BYTES("a"), 1, 'a'},
        {BYTES("\0"), 1, 0},
        {BYTES("\x7F"), 1, 0x7F},
        {BYTES("\xC2\x80"), 2, 0x80},
        {BYTES("\xDF\xBF"), 2, 0x7FF},
        {BYTES("\xE0\xA0\x80"), 3, 0x800},
        {BYTES("心"), 3, 0x5FC3},
        {BYTES("\xED\x9F\xBF"), 3, 0xD7FF},
        {BYTES("\xEE\x80\x80"), 3, 0xE000},
        {BYTES("\xEF\xBF\xBF"), 3, 0xFFFF},
        {BYTES("𠮷"), 4, 0x20BB7},
        {BYTES("\xF4\x8F\xBF\xBF"), 4, 0x10FFFF},
        /* cut short, overlong, surrogates, too large, no lead, no trail */
        {BYTES("\xC2"), -1, 0},
        {BYTES("\xE5\xBF"), -1, 0},
        {BYTES("\xF0\xA0\xAE"), -1, 0},
        {BYTES("\xC0\x80"), -1, 0},
        {BYTES("\xC1\xBF"), -1, 0},
        {BYTES("\xE0\x9F\xBF"), -1, 0},
        {BYTES("\xF0\x8F\xBF\xBF"), -1, 0},
        {BYTES("\xED\xA0\x80"), -1, 0},
        {BYTES("\xED\xBF\xBF"), -1, 0},
        {BYTES("\xF4\x90\x80\x80"), -1, 0},
        {BYTES("\xF5\x80\x80\x80"), -1, 0},
        {BYTES("\xFF"), -1, 0},
        {BYTES("\x80"), -1, 0},
        {BYTES("\xC2\x41"), -1, 0},
        {BYTES("\xE5\xBF\x41"), -1, 0},
        {BYTES("\xF0\xA0\xC0\x80"), -1, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t cp = 4711;
        assert_int_equal(utf8_decode(cases[i].s, cases[i].n, &cp), cases[i].len);
        assert_int_equal(cp, cases[i].len > 0 ? cases[i].cp : 4711);
        assert_int_equal(utf8_valid(cases[i].s, cases[i].n, NULL), cases[i].len >= 0);
    }
}

static void test_encode_is_the_inverse(void **state)
{
    (void)state;
    char out[5];
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        int n = utf8_encode(cp, out);
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            assert_int_equal(n, 0);
            continue;
        }
        uint32_t back;
        assert_int_equal(utf8_decode(out, (size_t)n, &back), n);
        assert_int_equal(back, cp);
        assert_int_equal(out[n], 0);
    }
    assert_int_equal(utf8_encode(0x110000, out), 0);
    assert_int_equal(utf8_encode(UINT32_MAX, out), 0);
}

static void test_valid_names_the_place(void **state)
{
    (void)state;
    size_t bad = 99;
    assert_true(utf8_valid("心档a𠮷", 11, &bad));
    assert_int_equal(bad, 99);
    assert_false(utf8_valid("心\xFF", 4, &bad));
    assert_int_equal(bad, 3);
    assert_false(utf8_valid("心档", 5, &bad));
    assert_int_equal(bad, 3);
    assert_true(utf8_valid("", 0, &bad));
}

static void test_steps(void **state)
{
    (void)state;
    const char *s = "a心𠮷é";
    static const uint32_t cps[] = {'a', 0x5FC3, 0x20BB7, 0xE9};
    static const size_t starts[] = {0, 1, 4, 8};
    const char *p = s;
    for (size_t i = 0; i < COUNT(cps); i++) {
        assert_int_equal(p - s, starts[i]);
        assert_int_equal(utf8_next(&p), cps[i]);
    }
    assert_int_equal(*p, 0);
    size_t at = strlen(s);
    for (size_t i = COUNT(starts); i-- > 0;) {
        at = utf8_prev(s, at);
        assert_int_equal(at, starts[i]);
    }
    assert_int_equal(utf8_prev(s, 0), 0);
    assert_int_equal(utf8_count(s), 4);
    assert_int_equal(utf8_count(""), 0);
}

static void test_narrow(void **state)
{
    (void)state;
    static const uint32_t pairs[][2] = {
        {0xFF01, '!'}, {0xFF10, '0'},    {0xFF21, 'A'},    {0xFF5E, '~'},    {0x3000, ' '},
        {'a', 'a'},    {0xFF5F, 0xFF5F}, {0xFF00, 0xFF00}, {0x5FC3, 0x5FC3}, {0x3001, 0x3001},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        assert_int_equal(utf8_narrow(pairs[i][0]), pairs[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_encode_is_the_inverse),
        cmocka_unit_test(test_valid_names_the_place),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_narrow),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
