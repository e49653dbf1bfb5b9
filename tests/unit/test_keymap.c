// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/mem.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/keymap.h"

/* Row 24 of the talk form (screens.md S9). */
static const struct binding form_keys[] = {
    {XKEY_F5, CMD_PRINT, "打印"},  {XKEY_F1, CMD_HELP, "帮助"},    {XKEY_F2, CMD_DONE, "存好"},
    {XKEY_F3, CMD_FIND, "找人"},   {XKEY_F4, CMD_OPTIONS, "选项"}, {XKEY_F6, CMD_SAME, "同上"},
    {XKEY_F8, CMD_STRIKE, "划掉"}, {XKEY_F9, CMD_MENU, "菜单"},    {XKEY_F12, CMD_BLANK, "遮屏"},
    {XKEY_ESC, CMD_BACK, "返回"},  {'?', CMD_OPTIONS, NULL},
};
static const struct keymap form_map = KEYMAP(form_keys, &keymap_text);

/* Row 24 of the code list (S10) and a few of other screens. */
static const struct binding list_keys[] = {
    {XKEY_F1, CMD_HELP, "帮助"},    {XKEY_F2, CMD_DONE, "完成"},
    {XKEY_F6, CMD_NONE, NULL},      {XKEY_F9, CMD_NONE, NULL},
    {XKEY_F12, CMD_BLANK, "遮屏"},  {XKEY_NONE, CMD_NONE, "00退出"},
    {XKEY_PGUP, CMD_PAGE_UP, ""},   {XKEY_PGDN, CMD_PAGE_DOWN, "翻页"},
    {XKEY_ENTER, CMD_OPEN, "完成"}, {XKEY_ESC, CMD_BACK, "不改"},
};
static const struct keymap list_map = KEYMAP(list_keys, &keymap_list);

struct lookup_case {
    const struct keymap *map;
    uint32_t key;
    enum command expected;
};

static const struct lookup_case lookups[] = {
    {&form_map, XKEY_F2, CMD_DONE},
    {&form_map, XKEY_CTRL('S'), CMD_DONE},
    {&form_map, XKEY_CTRL('L'), CMD_LOCK},
    {&form_map, '?', CMD_OPTIONS},
    {&form_map, 0xFF1F, CMD_OPTIONS}, /* the full-width question mark */
    {&form_map, 'q', CMD_NONE},
    {&form_map, XKEY_F10, CMD_NONE},
    {&form_map, XKEY_NONE, CMD_NONE},
    {&form_map, 0x10A, CMD_NONE}, /* the letter with the number of curses' F2 */
    {&list_map, XKEY_F6, CMD_NONE},
    {&list_map, XKEY_CTRL('D'), CMD_NONE},
    {&list_map, XKEY_CTRL('O'), CMD_NONE},
    {&list_map, XKEY_DOWN, CMD_DOWN},
    {&list_map, XKEY_CTRL('Z'), CMD_NONE}, /* only where something can be taken back */
    {&keymap_text, XKEY_CTRL('Z'), CMD_UNDO},
};

static void test_lookup(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(lookups); i++) {
        if (keymap_lookup(lookups[i].map, lookups[i].key) != lookups[i].expected) {
            fail_msg("lookup %zu", i);
        }
    }
}

struct footer_case {
    const struct keymap *map;
    size_t cells;
    bool wordless;
    const char *expected;
};

static const struct footer_case footers[] = {
    {&form_map, 78, false,
     "F1帮助 F2存好 F3找人 F4选项 F5打印 F6同上 F8划掉 F9菜单 F12遮屏 Esc返回"},
    {&form_map, 58, false, "F1帮助 F2存好 F3找人 F4选项 F5打印 F9菜单 F12遮屏 Esc返回"},
    {&form_map, 40, false, "F1帮助 F2存好 F9菜单 F12遮屏 Esc返回"},
    {&form_map, 20, false, "F1帮助 F2存好 F9菜单"},
    {&form_map, 78, true, "F1 F2 F3 F4 F5 F6 F8 F9 F12 Esc"},
    {&form_map, 0, false, ""},
    {&list_map, 78, false, "F1帮助 F2完成 F3找人 F12遮屏 00退出 PgUp PgDn翻页 Enter完成 Esc不改"},
};

static void test_footer(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(footers); i++) {
        struct str s = STR_INIT;
        keymap_footer(footers[i].map, footers[i].cells, footers[i].wordless, &s);
        assert_string_equal(s.ptr, footers[i].expected);
        assert_true(width_str(s.ptr) <= footers[i].cells);
        str_release(&s);
    }
}

static void test_check(void **state)
{
    (void)state;
    static const struct keymap *const good[] = {&keymap_global, &keymap_list, &keymap_text,
                                                &form_map, &list_map};
    for (size_t i = 0; i < COUNT(good); i++) {
        struct str faults = STR_INIT;
        if (!keymap_check(good[i], &faults)) {
            fail_msg("%zu: %s", i, faults.ptr);
        }
        str_release(&faults);
    }
    static const struct binding twice[] = {{XKEY_F2, CMD_DONE, "存"}, {XKEY_F2, CMD_OPEN, "开"}};
    static const struct binding letter[] = {{'q', CMD_TAKE, NULL}};
    static const struct binding again[] = {{XKEY_DOWN, CMD_DOWN, NULL}};
    static const struct keymap bad[] = {KEYMAP(twice, NULL), KEYMAP(letter, NULL),
                                        KEYMAP(again, &keymap_list)};
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct str faults = STR_INIT;
        assert_false(keymap_check(&bad[i], &faults));
        assert_true(faults.len > 0);
        str_release(&faults);
    }
}

/* Every command has words; those a person may meet have help. */
static void test_commands(void **state)
{
    (void)state;
    for (int i = 0; i < CMD_COUNT; i++) {
        assert_true(command_word((enum command)i)[0] != '\0');
        assert_true(i == CMD_NONE || command_help((enum command)i)[0] != '\0');
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(command_word((enum command)i), command_word((enum command)j));
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        uint32_t key;
        const char *name;
        uint32_t twin;
    } names[] = {
        {XKEY_F1, "F1", XKEY_CTRL('G')},     {XKEY_F12, "F12", XKEY_CTRL('B')},
        {XKEY_CTRL('A'), "Ctrl-A", XKEY_F4}, {XKEY_CTRL('Z'), "Ctrl-Z", XKEY_NONE},
        {XKEY_ESC, "Esc", XKEY_NONE},        {'?', "?", XKEY_NONE},
        {0x5F20, "张", XKEY_NONE},
    };
    char out[KEY_NAME];
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_string_equal(key_label(names[i].key, out), names[i].name);
        assert_int_equal(key_twin(names[i].key), names[i].twin);
    }
    assert_string_equal(key_label(' ', out), tr("Space"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup), cmocka_unit_test(test_footer),
        cmocka_unit_test(test_check),  cmocka_unit_test(test_commands),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
