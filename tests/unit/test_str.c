// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"

static void test_empty(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    assert_string_equal(s.ptr, "");
    str_add(&s, "");
    str_addn(&s, NULL, 0);
    str_cut(&s, 0);
    str_clear(&s);
    assert_int_equal(s.cap, 0);
    str_release(&s);
    str_wipe(&s);
    char *stolen = str_steal(&s);
    assert_string_equal(stolen, "");
    xfree(stolen);
    assert_int_equal(str_empty[0], 0);
}

static void test_add(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    str_add(&s, "心档");
    str_addc(&s, ' ');
    str_addn(&s, "a\0b", 3);
    str_addf(&s, "%s-%03d", "七", 7);
    assert_int_equal(s.len, 6 + 1 + 3 + 3 + 4);
    assert_memory_equal(s.ptr, "心档 a\0b七-007", s.len + 1);
    str_cut(&s, 100);
    assert_int_equal(s.len, 17);
    str_cut(&s, 3);
    assert_string_equal(s.ptr, "心");
    str_clear(&s);
    assert_string_equal(s.ptr, "");
    assert_true(s.cap > 0);
    str_release(&s);
    assert_int_equal(s.cap, 0);
    assert_string_equal(s.ptr, "");
}

static void test_growth_keeps_the_text(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    for (int i = 0; i < 10000; i++) {
        str_add(&s, "心");
        assert_int_equal(s.ptr[s.len], 0);
    }
    assert_int_equal(s.len, 30000);
    for (size_t i = 0; i < s.len; i += 3) {
        assert_memory_equal(s.ptr + i, "心", 3);
    }
    str_wipe(&s);
    assert_int_equal(s.len, 0);
}

static void test_numbers(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    str_add_u32(&s, 0x01020304);
    str_add_u64(&s, 0xFFFEFDFCFBFAF9F8);
    assert_int_equal(s.len, 12);
    assert_memory_equal(s.ptr, "\x01\x02\x03\x04\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8", 12);
    str_release(&s);
}

static void test_splice(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        size_t at;
        size_t del;
        const char *text;
        const char *after;
    } cases[] = {
        {"", 0, 0, "", ""},
        {"", 0, 0, "心档", "心档"},
        {"心档", 0, 0, "旧", "旧心档"},
        {"心档", 3, 0, "的", "心的档"},
        {"心档", 6, 0, "册", "心档册"},
        {"心档册", 3, 3, "", "心册"},
        {"心档册", 0, 9, "", ""},
        {"心档册", 3, 3, "情手", "心情手册"},
        {"心档册", 6, 3, "a", "心档a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = STR_INIT;
        str_add(&s, cases[i].before);
        str_splice(&s, cases[i].at, cases[i].del, cases[i].text, strlen(cases[i].text));
        assert_string_equal(s.ptr, cases[i].after);
        assert_int_equal(s.len, strlen(cases[i].after));
        str_release(&s);
    }
}

static void test_steal_and_format(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    str_add(&s, "心");
    char *stolen = str_steal(&s);
    assert_string_equal(stolen, "心");
    assert_int_equal(s.len, 0);
    assert_int_equal(s.cap, 0);
    xfree(stolen);
    char *text = str_format("%s %d%%", "完成", 50);
    assert_string_equal(text, "完成 50%");
    xfree(text);
    text = str_format("%s", "");
    assert_string_equal(text, "");
    xfree(text);
}

static void test_memory(void **state)
{
    (void)state;
    assert_null(xstrdup(NULL));
    char *copy = xmemdupz("a\0b", 3);
    assert_memory_equal(copy, "a\0b\0", 4);
    mem_zero(copy, 3);
    assert_memory_equal(copy, "\0\0\0", 3);
    xwipe(copy, 3);
    xwipe(NULL, 3);
    xwipe_str(NULL);
    xwipe_str(xstrdup("密码"));
    xfree(NULL);
    xfree(xmalloc(0));
    xfree(xcalloc(0, 8));
    int *list = NULL;
    size_t cap = 0;
    for (size_t n = 0; n < 1000; n++) {
        list = mem_grow(list, n, &cap, sizeof *list);
        assert_true(cap > n);
        list[n] = (int)n;
    }
    assert_int_equal(list[999], 999);
    xfree(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_growth_keeps_the_text),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_splice),
        cmocka_unit_test(test_steal_and_format),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
