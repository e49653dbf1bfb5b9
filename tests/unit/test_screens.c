// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tests/support/tour.h"

/*
 * Every screen: how it looks at four sizes and in two languages, that its keys
 * are sound, that help opens and leads back to the same cursor.
 */

static void press(struct desk *d, uint32_t key)
{
    desk_press(d, key);
}

/* Pictures that the home folder, the version or another's work would change. */
static bool has_picture(const char *name)
{
    static const char *const without[] = {"files", "import-file", "settings", "blank", "trail",
                                          "imports", "backups", "restore", "old-file"};
    for (size_t i = 0; i < COUNT(without); i++) {
        if (strcmp(without[i], name) == 0) {
            return false;
        }
    }
    return true;
}

static void show(struct desk *d, size_t i, int rows, int cols)
{
    setenv("HOME", d->store.dir, 1);
    desk_screen(d, rows, cols);
    tour[i].show(d);
    vscreen_run(d->v);
}

static void cursor_is_inside(struct desk *d, const char *what)
{
    int row;
    int col;
    vscreen_cursor(d->v, &row, &col);
    if (row < 0 || row >= d->app->rows || col < 0 || col >= d->app->cols) {
        fail_msg("%s: the cursor is at %d, %d", what, row, col);
    }
}

static void every_size(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = {{18, 60}, {24, 80}, {25, 81}, {60, 200}, {24, 119}, {24, 120}};
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        for (size_t k = 0; k < COUNT(sizes); k++) {
            char *what = str_format("%s at %dx%d", tour[i].name, sizes[k].cols, sizes[k].rows);
            show(&d, i, sizes[k].rows, sizes[k].cols);
            desk_sound(&d, what);
            cursor_is_inside(&d, what);
            xfree(what);
        }
    }
    desk_end(&d);
}

static void pictures(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        if (has_picture(tour[i].name)) {
            show(&d, i, 24, 80);
            desk_golden(&d, tour[i].name);
        }
    }
    static const char *const small[] = {"today", "pupils", "pupil", "talk", "line", "codes"};
    for (size_t i = 0; i < tour_length; i++) {
        for (size_t k = 0; k < COUNT(small); k++) {
            if (strcmp(small[k], tour[i].name) == 0) {
                char *name = str_format("%s-small", small[k]);
                show(&d, i, 18, 60);
                desk_golden(&d, name);
                xfree(name);
            }
        }
    }
    desk_end(&d);
}

/* Drawing a window smaller and larger while a screen is up never fails. */
static void resizing(void **state)
{
    static const int sizes[][2] = {{18, 60}, {5, 20}, {60, 200}, {1, 1}, {18, 59}, {24, 80}};
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        show(&d, i, 24, 80);
        char *before = vscreen_dump(d.v);
        for (size_t k = 0; k < COUNT(sizes); k++) {
            vscreen_resize(d.v, sizes[k][0], sizes[k][1]);
            vscreen_run(d.v);
        }
        char *after = vscreen_dump(d.v);
        if (strcmp(before, after) != 0) {
            fail_msg("%s before:\n%s\nafter:\n%s", tour[i].name, before, after);
        }
        xfree(before);
        xfree(after);
    }
    desk_end(&d);
}

static void keymaps(void **state)
{
    (void)state;
    struct desk d;
    struct str faults = STR_INIT;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        show(&d, i, 24, 80);
        const struct keymap *map = d.app->top->ops->keys(d.app->top);
        if (!keymap_check(map, &faults)) {
            str_addf(&faults, "in %s\n", tour[i].name);
        }
        struct binding *all;
        size_t n = keymap_effective(map, &all);
        for (size_t k = 0; k < n; k++) {
            bool says = all[k].cmd == CMD_NONE || command_help(all[k].cmd)[0];
            if (!says) {
                fail_msg("%s: command %s has no help", tour[i].name,
                         command_word(all[k].cmd));
            }
        }
        xfree(all);
    }
    for (int cmd = CMD_NONE + 1; cmd < CMD_COUNT; cmd++) {
        assert_true(command_help((enum command)cmd)[0] != '\0');
    }
    if (faults.len) {
        fail_msg("%s", faults.ptr);
    }
    str_release(&faults);
    desk_end(&d);
}

/* Help from anywhere, page by page, and back to the very same picture and cursor. */
static void help_and_back(void **state)
{
    static const int sizes[][2] = {{24, 80}, {18, 60}};
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        for (size_t k = 0; k < COUNT(sizes); k++) {
            show(&d, i, sizes[k][0], sizes[k][1]);
            const struct screen *top = d.app->top;
            const struct keymap *map = top->ops->keys(top);
            if (keymap_lookup(map, XKEY_F1) != CMD_HELP) {
                continue;
            }
            int row, col, row_after, col_after;
            char *before = vscreen_dump(d.v);
            vscreen_cursor(d.v, &row, &col);
            press(&d, XKEY_F1);
            desk_top(&d, "help");
            desk_sound(&d, tour[i].name);
            press(&d, XKEY_PGDN);
            press(&d, XKEY_PGDN);
            press(&d, XKEY_PGUP);
            desk_sound(&d, tour[i].name);
            press(&d, XKEY_ESC);
            char *after = vscreen_dump(d.v);
            vscreen_cursor(d.v, &row_after, &col_after);
            if (strcmp(before, after) != 0 || row != row_after || col != col_after) {
                fail_msg("%s before help:\n%s\nafter:\n%s", tour[i].name, before, after);
            }
            xfree(before);
            xfree(after);
        }
    }
    desk_end(&d);
}

/* Every key of the screen's table is on some page of its help. */
static void help_has_every_key(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    show(&d, 10, 18, 60);
    struct binding *all;
    size_t n = keymap_effective(d.app->top->ops->keys(d.app->top), &all);
    bool *seen = xcalloc(n, sizeof *seen);
    press(&d, XKEY_F1);
    for (int page = 0; page < 12; page++) {
        for (size_t i = 0; i < n; i++) {
            char name[KEY_NAME];
            seen[i] = seen[i] || all[i].key == XKEY_NONE ||
                      vscreen_has(d.v, key_label(all[i].key, name));
        }
        press(&d, XKEY_PGDN);
    }
    for (size_t i = 0; i < n; i++) {
        char name[KEY_NAME];
        if (!seen[i]) {
            fail_msg("%s is on no page of help", key_label(all[i].key, name));
        }
    }
    xfree(seen);
    xfree(all);
    desk_end(&d);
}

/* The other language, and ambiguous characters two cells wide. */
static void english(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    assert_true(catalog_choose("en"));
    for (size_t i = 0; i < tour_length; i++) {
        show(&d, i, 24, 80);
        desk_sound(&d, tour[i].name);
        show(&d, i, 18, 60);
        desk_sound(&d, tour[i].name);
    }
    assert_true(catalog_choose("zh_CN"));
    desk_end(&d);
}

/* Esc leaves each screen without a loss: no record is changed, none is new. */
static void esc_destroys_nothing(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        show(&d, i, 24, 80);
        int64_t before = d.store.reg->root.records;
        for (int k = 0; k < 4; k++) {
            press(&d, XKEY_ESC);
        }
        assert_false(d.app->quit);
        assert_true(d.store.reg->root.records == before);
    }
    desk_end(&d);
}

/* A key that means nothing here, typed text, a paste: nothing falls over. */
static void any_key(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < tour_length; i++) {
        show(&d, i, 24, 80);
        for (uint32_t key = XKEY_F1; key < XKEY_END_OF_LIST && d.app->top; key++) {
            if (key == XKEY_F12 || key == XKEY_CTRL('B')) {
                continue; /* the blank page asks for the password later */
            }
            press(&d, key);
            if (d.app->top) {
                cursor_is_inside(&d, tour[i].name);
            }
        }
        if (d.app->top) {
            desk_type(&d, "王小明ab12！？ 　");
            vscreen_paste(d.v, "一行\n两行\t三");
            vscreen_run(d.v);
        }
        d.app->quit = false;
    }
    desk_end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size),    cmocka_unit_test(pictures),
        cmocka_unit_test(resizing),      cmocka_unit_test(keymaps),
        cmocka_unit_test(help_and_back), cmocka_unit_test(help_has_every_key),
        cmocka_unit_test(english),       cmocka_unit_test(esc_destroys_nothing),
        cmocka_unit_test(any_key),
    };
    return cmocka_run_group_tests_name("screens", tests, NULL, NULL);
}
