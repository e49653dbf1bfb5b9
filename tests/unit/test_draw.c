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
#include "locale/catalog.h"
#include "locale/width.h"
#include "tests/support/vscreen.h"
#include "tui/draw.h"
#include "tui/frame.h"
#include "tui/textfield.h"

static void assert_line(struct vscreen *v, int row, const char *expected)
{
    char *line = vscreen_line(v, row);
    assert_string_equal(line, expected);
    xfree(line);
}

struct text_case {
    const char *text;
    int cells;
    const char *expected; /* with `|` written behind the cells */
};

static const struct text_case texts[] = {
    {"张三", 6, "张三  |"},
    {"张三丰", 5, "张三 |"}, /* a double character is never cut in half */
    {"张三丰", 1, " |"},
    {"a\nb\tc", 6, "a b c |"},
    {"ne\xCC\x81"
     "e",
     3,
     "ne\xCC\x81"
     "e|"},
    {"\xCC\x81x", 2, "x |"}, /* nothing to join: left out */
    {"a\033]52;c;x\007b", 30, "a〔U+001B〕]52;c;x〔U+0007〕b |"},
    {"\xE2\x80\xAE倒", 14, "〔U+202E〕倒  |"},
    {"𠮷〇，", 6, "𠮷〇，|"},
    {"", 3, "   |"},
};

static void test_text(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    for (size_t i = 0; i < COUNT(texts); i++) {
        draw_begin();
        draw_text(5, 0, 40, "一二三四五六七八九十一二三四五六七八九十", ROLE_PLAIN);
        draw_text(5, 0, texts[i].cells, texts[i].text, ROLE_PLAIN);
        draw_text(5, texts[i].cells, 75, "|", ROLE_PLAIN);
        assert_line(v, 5, texts[i].expected);
    }
    draw_begin();
    draw_right(3, 0, 6, "张三", ROLE_PLAIN);
    assert_line(v, 3, "  张三");
    assert_int_equal(draw_put(4, 78, 10, "张三", ROLE_PLAIN), 2);
    draw_text(23, 0, 80, "右下角", ROLE_BAR);
    assert_int_equal(vscreen_look(v, 23, 79), VLOOK_REVERSE);
    draw_text(3, 2, 4, "张三", ROLE_CHOSEN);
    assert_int_equal(vscreen_look(v, 3, 2), VLOOK_REVERSE);
    assert_int_equal(vscreen_look(v, 3, 1), 0);
    vscreen_close(v);
}

/* Nothing outside the screen, whatever is asked. */
static void test_outside(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(18, 60);
    char *before = vscreen_dump(v);
    static const int places[][3] = {{-1, 0, 5}, {18, 0, 5}, {0, -1, 5},
                                    {0, 60, 5}, {0, 0, 0},  {0, 0, -3}};
    for (size_t i = 0; i < COUNT(places); i++) {
        draw_text(places[i][0], places[i][1], places[i][2], "字", ROLE_CHOSEN);
        assert_int_equal(draw_put(places[i][0], places[i][1], places[i][2], "字", ROLE_BAR), 0);
    }
    draw_cursor(1000, -7);
    int row;
    int col;
    vscreen_cursor(v, &row, &col);
    assert_int_equal(row, 17);
    assert_int_equal(col, 0);
    char *after = vscreen_dump(v);
    assert_string_equal(before, after);
    xfree(before);
    xfree(after);
    vscreen_close(v);
}

/* Random bytes made valid: the row holds what fits and no control character. */
static void test_hostile(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    unsigned seed = 11;
    for (int i = 0; i < 2000; i++) {
        char bytes[64];
        struct str text = STR_INIT;
        for (size_t j = 0; j < sizeof bytes; j++) {
            seed = seed * 1103515245u + 12345u;
            bytes[j] = (char)(seed >> 16);
        }
        /* UTF-16 taken as code points gives all planes' worth of the worst. */
        for (size_t j = 0; j + 1 < sizeof bytes; j += 2) {
            uint32_t cp = (uint32_t)(unsigned char)bytes[j] << 8 | (unsigned char)bytes[j + 1];
            char utf8[5];
            if (cp != 0 && (cp < 0xD800 || cp > 0xDFFF)) {
                utf8_encode(i % 3 ? cp : cp % 0x2100, utf8);
                str_add(&text, utf8);
            }
        }
        draw_begin();
        draw_text(2, 3, 20, text.ptr, ROLE_PLAIN);
        draw_text(2, 23, 1, "|", ROLE_PLAIN);
        char *line = vscreen_line(v, 2);
        assert_int_equal(width_str(line), 24);
        for (const char *s = line; *s;) {
            uint32_t cp = utf8_next(&s);
            assert_true(cp >= 0x20 && cp != 0x7F && !(cp >= 0x80 && cp < 0xA0));
            assert_false(cp >= 0x202A && cp <= 0x202E);
        }
        xfree(line);
        str_release(&text);
    }
    vscreen_close(v);
}

static void test_wrapped(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    static const char words[] = "密码没有人能代查。忘了密码，只能用恢复码。\n完";
    draw_begin();
    assert_int_equal(draw_wrapped((struct rect){1, 2, 2, 20}, words, 0, ROLE_PLAIN), 4);
    assert_line(v, 1, "  密码没有人能代查。忘");
    assert_line(v, 2, "  了密码，只能用恢复");
    assert_line(v, 3, "");
    assert_int_equal(draw_wrapped((struct rect){1, 2, 2, 20}, words, 2, ROLE_PLAIN), 4);
    assert_line(v, 1, "  码。");
    assert_line(v, 2, "  完");
    vscreen_close(v);
}

struct field_case {
    const char *typed;
    size_t left; /* how often Left is pressed */
    const char *shown;
    int cursor;
};

static const struct field_case fields[] = {
    {"", 0, "", 10},
    {"张三", 0, "张三", 14},
    {"张三", 1, "张三", 12},
    {"一二三四五六七八", 0, "五六七八", 18},
    {"一二三四五六七八", 2, "五六七八", 14},
    {"一二三四五六七八", 6, "三四五六七", 10},
    {"abcdefghijklmn", 0, "fghijklmn", 19},
};

static void test_field(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct textfield f;
        textfield_init(&f, 0, false);
        (void)textfield_insert(&f, fields[i].typed, strlen(fields[i].typed), false);
        draw_begin();
        int col = textfield_draw(&f, 2, 10, 10, true);
        for (size_t n = 0; n < fields[i].left; n++) {
            textfield_command(&f, CMD_LEFT);
            col = textfield_draw(&f, 2, 10, 10, true);
        }
        char *line = vscreen_line(v, 2);
        assert_string_equal(strlen(line) >= 10 ? line + 10 : "", fields[i].shown);
        assert_int_equal(col, fields[i].cursor);
        assert_int_equal(vscreen_look(v, 2, 19), VLOOK_UNDERLINE | VLOOK_BOLD);
        assert_int_equal(vscreen_look(v, 2, 20), 0);
        xfree(line);
        textfield_release(&f);
    }
    struct textfield secret;
    textfield_init(&secret, 0, true);
    (void)textfield_insert(&secret, "四个词abc", strlen("四个词abc"), false);
    draw_begin();
    assert_int_equal(textfield_draw(&secret, 2, 0, 40, true), 6);
    assert_line(v, 2, "******");
    textfield_release(&secret);
    vscreen_close(v);
}

static void test_frame_places(void **state)
{
    (void)state;
    static const struct {
        int rows;
        int cols;
        struct rect body;
        struct rect pane;
    } cases[] = {
        {24, 80, {2, 0, 19, 80}, {0, 0, 0, 0}},      {18, 60, {2, 0, 14, 60}, {0, 0, 0, 0}},
        {25, 81, {2, 0, 20, 81}, {0, 0, 0, 0}},      {24, 119, {2, 0, 19, 119}, {0, 0, 0, 0}},
        {60, 200, {2, 0, 55, 80}, {2, 82, 55, 117}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rect body = frame_body(cases[i].rows, cases[i].cols, true);
        struct rect pane = frame_pane(cases[i].rows, cases[i].cols);
        assert_memory_equal(&body, &cases[i].body, sizeof body);
        assert_memory_equal(&pane, &cases[i].pane, sizeof pane);
    }
}

/* The save mark ends in column 79 and says only what is known. */
static void test_marks(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct frame f;
    frame_init(&f);
    f.now = vscreen_app(v)->now();
    f.mark_time = f.now;
    str_add(&f.tell, "做好了");
    for (enum mark_kind kind = MARK_SAVED; kind <= MARK_UNSAVED; kind++) {
        struct str expected = STR_INIT;
        f.mark_kind = kind;
        draw_begin();
        frame_draw(&f, &keymap_global, 24, 80);
        if (kind == MARK_UNSAVED) {
            str_add(&expected, tr("Not stored"));
        } else {
            str_addf(&expected, kind == MARK_SAVED ? tr("Stored %s") : tr("Draft %s"), "10:22:05");
        }
        char *line = vscreen_line(v, 22);
        assert_int_equal(width_str(line), 79);
        assert_string_equal(line + strlen(line) - expected.len, expected.ptr);
        xfree(line);
        str_release(&expected);
    }
    f.bare_mark = true;
    f.mark_kind = MARK_SAVED;
    str_add(&f.problem, "第 16 栏：四月没有 31 日");
    draw_begin();
    frame_draw(&f, &keymap_global, 24, 80);
    char *line = vscreen_line(v, 22);
    assert_non_null(strstr(line, " 第 16 栏：四月没有 31 日"));
    assert_string_equal(line + strlen(line) - 6, " 10:22");
    xfree(line);
    assert_int_equal(vscreen_look(v, 22, 1), VLOOK_BOLD);
    frame_release(&f);
    vscreen_close(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_outside),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_field),   cmocka_unit_test(test_frame_places),
        cmocka_unit_test(test_marks),
    };
    return cmocka_run_group_tests_name("draw", tests, NULL, NULL);
}
