// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "tui/edit.h"
#include "tui/textfield.h"

static struct edit *with(const char *text, bool one_line, size_t max)
{
    const struct edit_limits limits = {.max = max, .one_line = one_line};
    struct edit *e = edit_new(&limits);
    edit_set(e, text);
    return e;
}

static void type(struct edit *e, const char *text)
{
    (void)edit_insert(e, text, strlen(text), false);
}

/*
 * A row of letters is a row of keys: < > left right, b backspace, d delete,
 * ^ $ home end, T B top bottom, { } words, u r undo redo, | end of a burst,
 * U D up down, 0-6 stamps.
 */
static void press(struct edit *e, const char *keys)
{
    static const struct {
        char key;
        bool (*act)(struct edit *e);
    } acts[] = {
        {'<', edit_left},      {'>', edit_right}, {'b', edit_backspace}, {'d', edit_delete},
        {'^', edit_home},      {'$', edit_end},   {'T', edit_top},       {'B', edit_bottom},
        {'{', edit_word_left}, {'u', edit_undo},  {'r', edit_redo},      {'}', edit_word_right},
    };
    for (; *keys; keys++) {
        for (size_t i = 0; i < COUNT(acts); i++) {
            if (acts[i].key == *keys) {
                acts[i].act(e);
            }
        }
        if (*keys == '|') {
            edit_break(e);
        } else if (*keys == 'U') {
            edit_up(e, 1);
        } else if (*keys == 'D') {
            edit_down(e, 1);
        } else if (*keys == '+' || *keys == 'n') {
            type(e, *keys == 'n' ? "\n" : "字");
        } else if (*keys >= '0' && *keys <= '6') {
            edit_set_stamp(e, (enum stamp)(*keys - '0'));
        }
    }
}

struct key_case {
    const char *text;
    const char *keys;
    const char *expected; /* the cursor is written as | */
};

static const struct key_case key_cases[] = {
    {"张三", "", "张三|"},
    {"张三", "<", "张|三"},
    {"张三", "<b", "|三"},
    {"张三", "<d", "张|"},
    {"张三", "T<", "|张三"},
    {"张三", "B>b", "张|"},
    {"𠮷野", "<b", "|野"},
    {"ne\xCC\x81", "b", "n|"}, /* e with a combining accent goes whole */
    {"ne\xCC\x81x", "<<", "n|e\xCC\x81x"},
    {"一\n二", "<<", "一|\n二"},
    {"一\n二", "^b", "一|二"},
    {"一\n二", "T$d", "一|二"},
    {"我们 go home", "{", "我们 go |home"},
    {"我们 go home", "T}", "我们 |go home"},
    {"一", "+n+", "一字\n字|"},
    {"一", "+n+u", "一字\n|"},
    {"一", "+n+uu", "一|"},
    {"一", "+n+uurr", "一字\n字|"},
    {"一", "++|+u", "一字字|"},
    {"一二三", "bbu", "一二三|"},
    {"一二三", "Tddu", "|一二三"},
    {"一二三", "b<+ur", "一字|二"},
    {"一二三", "bu+r", "一二三字|"}, /* a new change ends what could be redone */
    {"", "bd<>ur^$", "|"},
    /* stamps */
    {"她说", "1", "〔原话〕她说|"},
    {"她说", "12", "〔危险〕她说|"},
    {"她说", "10", "她说|"},
    {"她说", "1u", "她说|"},
    {"她说", "1ur", "〔原话〕她说|"},
    {"她说", "1^", "〔原话〕|她说"},
    {"她说", "1^b", "|她说"},
    {"她说", "1^<", "〔原话〕|她说"},
    {"先\n她说", "4^<", "先|\n〔答应〕她说"},
    {"先\n她说", "4^<>", "先\n〔答应〕|她说"},
    {"先\n她说", "4T$d", "先|她说"},
    {"先\n她说", "4^bb", "先|她说"},
    {"先\n她说", "6T>>", "先\n〔哭〕|她说"},
    {"先\n她说", "6^{", "先|\n〔哭〕她说"},
};

static void test_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(key_cases); i++) {
        const struct key_case *c = &key_cases[i];
        struct edit *e = with(c->text, false, 0);
        press(e, c->keys);
        struct str got = STR_INIT;
        str_add(&got, edit_text(e));
        str_splice(&got, edit_cursor(e), 0, "|", 1);
        if (strcmp(got.ptr, c->expected) != 0) {
            fail_msg("%s, keys %s: %s and not %s", c->text, c->keys, got.ptr, c->expected);
        }
        str_release(&got);
        edit_free(e);
    }
}

struct insert_case {
    const char *typed;
    bool one_line;
    size_t max;
    const char *expected;
    bool all;
};

static const struct insert_case insert_cases[] = {
    {"张三\r\n李四\r王五\t完", false, 0, "张三\n李四\n王五 完", true},
    {"张三\r\n李四", true, 0, "张三 李四", true},
    {"一二三四五", true, 3, "一二三", false},
    {"a\x1b[31m\x07\x7f\xff\xc3"
     "b",
     true, 0, "a[31mb", true}, /* no control, no half character */
    {"\xE2\x80\xAE倒\xE2\x80\x8B着\xEF\xBB\xBF", true, 0, "倒着", true}, /* U+202E U+200B U+FEFF */
    {"\xC2\x9B", true, 0, "", true},
    {"１２〇𠮷", true, 4, "１２〇𠮷", true},
};

static void test_insert(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(insert_cases); i++) {
        const struct insert_case *c = &insert_cases[i];
        struct edit *e = with("", c->one_line, c->max);
        assert_int_equal(edit_insert(e, c->typed, strlen(c->typed), true), c->all);
        assert_string_equal(edit_text(e), c->expected);
        edit_undo(e);
        assert_string_equal(edit_text(e), "");
        assert_int_equal(edit_count(e), 0);
        edit_free(e);
    }
}

static void test_steps(void **state)
{
    (void)state;
    struct edit *e = with("", false, 0);
    for (int i = 0; i < 1500; i++) {
        type(e, "她说的话");
        edit_break(e);
    }
    for (int i = 0; i < 1000; i++) {
        assert_true(edit_undo(e));
    }
    assert_int_equal(edit_count(e), 500 * 4);
    for (int i = 0; i < 1000; i++) {
        assert_true(edit_redo(e));
    }
    assert_false(edit_redo(e));
    assert_int_equal(edit_count(e), 1500 * 4);
    edit_free(e);
}

static void test_layout(void **state)
{
    (void)state;
    /* Six cells a line: three Chinese characters. */
    struct edit *e = with("一二三四五\n\n〔原话〕六七八九", false, 0);
    edit_layout(e, 6);
    assert_int_equal(edit_line_count(e), 5);
    static const struct {
        size_t start;
        size_t len;
        bool first;
        enum stamp stamp;
    } lines[] = {
        {0, 9, true, STAMP_NONE},   {9, 6, false, STAMP_NONE},   {16, 0, true, STAMP_NONE},
        {29, 9, true, STAMP_WORDS}, {38, 3, false, STAMP_WORDS},
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        struct edit_line l = edit_line(e, i);
        assert_int_equal(l.start, lines[i].start);
        assert_int_equal(l.len, lines[i].len);
        assert_int_equal(l.first, lines[i].first);
        assert_int_equal(l.stamp, lines[i].stamp);
    }
    edit_set_cursor(e, 3);
    edit_end(e); /* at the end of a soft line the cursor stays in it */
    assert_int_equal(edit_cursor(e), 9);
    assert_int_equal(edit_cursor_line(e), 0);
    assert_int_equal(edit_cursor_cells(e), 6);
    edit_home(e);
    assert_int_equal(edit_cursor(e), 0);
    edit_set_cursor(e, 6);
    press(e, "DD"); /* over the short and the empty line the column is kept */
    assert_int_equal(edit_cursor(e), 16);
    press(e, "D");
    assert_int_equal(edit_cursor(e), 35);
    press(e, "UUU");
    assert_int_equal(edit_cursor(e), 6);
    assert_false(edit_up(e, 1));
    assert_true(edit_down(e, 100));
    assert_int_equal(edit_cursor_line(e), 4);
    edit_top(e);
    type(e, "〇");
    assert_int_equal(edit_line(e, 2).start, 19); /* later lines moved along */
    edit_free(e);
}

static void test_textfield(void **state)
{
    (void)state;
    struct textfield f;
    textfield_init(&f, 4, false);
    assert_false(textfield_insert(&f, "欧阳修远长", strlen("欧阳修远长"), false));
    assert_string_equal(textfield_text(&f), "欧阳修远");
    assert_true(textfield_command(&f, CMD_HOME));
    assert_true(textfield_command(&f, CMD_DELETE));
    assert_string_equal(textfield_text(&f), "阳修远");
    assert_true(textfield_command(&f, CMD_UNDO));
    assert_string_equal(textfield_text(&f), "欧阳修远");
    assert_false(textfield_command(&f, CMD_DONE));
    textfield_release(&f);
    textfield_init(&f, 256, true);
    assert_true(textfield_insert(&f, "secret", 6, false));
    assert_true(textfield_command(&f, CMD_UNDO)); /* known, but there is nothing to take back */
    assert_string_equal(textfield_text(&f), "secret");
    textfield_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),      cmocka_unit_test(test_insert),
        cmocka_unit_test(test_steps),     cmocka_unit_test(test_layout),
        cmocka_unit_test(test_textfield),
    };
    return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
