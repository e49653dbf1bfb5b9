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
#include "tests/support/desk.h"
#include "tui/screens/form.h"

/*
 * Every screen: how it looks at four sizes and in two languages, that its keys
 * are sound, that help opens and leads back to the same cursor.
 */

static void done_nothing(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static void done_pupil(void *ctx, int64_t pupil)
{
    (void)ctx;
    (void)pupil;
}

static void press(struct desk *d, uint32_t key)
{
    desk_press(d, key);
}

/* --- one way to each screen --- */

static void show_today(struct desk *d) { today_push(d->app); }
static void show_menu(struct desk *d) { menu_push(d->app, NONE); }
static void show_menu_of(struct desk *d) { menu_push(d->app, d->wei); }
static void show_pupil(struct desk *d) { pupil_push(d->app, d->wei); }
static void show_trail(struct desk *d) { audit_push(d->app, NONE); }
static void show_staff(struct desk *d) { records_push(d->app, &kind_staff); }
static void show_classes(struct desk *d) { records_push(d->app, &kind_class); }
static void show_talk(struct desk *d) { record_new_push(d->app, &kind_talk, d->wei); }
static void show_old_talk(struct desk *d) { record_open_push(d->app, d->talk); }
static void show_unfinished(struct desk *d) { record_open_push(d->app, d->open); }
static void show_sheet(struct desk *d) { record_open_push(d->app, d->wei); }
static void show_new_pupil(struct desk *d) { record_new_push(d->app, &kind_pupil, NONE); }
static void show_term(struct desk *d) { record_new_push(d->app, &kind_term, NONE); }
static void show_post(struct desk *d) { record_new_push(d->app, &kind_post, NONE); }
static void show_blocked(struct desk *d) { record_new_push(d->app, &kind_blocked, d->wei); }
static void show_steps(struct desk *d)
{
    moves_push(d->app, "enrolment placement", d->wei, d->wei);
}
static void show_imports(struct desk *d) { imports_push(d->app); }
static void show_import(struct desk *d) { import_push(d->app); }
static void show_settings(struct desk *d) { settings_push(d->app); }
static void show_blank(struct desk *d) { blank_push(d->app); }

static void show_pupils(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.typed = "lm"});
}

static void show_beside(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.bare = true});
}

static void show_picker(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.done = done_pupil});
}

static void show_files(struct desk *d)
{
    char *path = str_format("%s/2026春学籍.CSV", d->store.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fclose(f), 0);
    xfree(path);
    files_push(d->app, "名册", ".csv", done_nothing, NULL);
}

static void show_line(struct desk *d)
{
    record_open_push(d->app, d->talk);
    line_push(d->app, tr("Strike this record out. Why?"), "记错了人", 100, done_nothing, NULL);
}

static void show_codes(struct desk *d)
{
    const struct field *type = spec_field(&kind_talk.spec, "type");
    codes_push(d->app, &(struct codes_how){.field = type, .typed = "02", .done = done_nothing});
}

static void show_several(struct desk *d)
{
    const struct field *focus = spec_field(&kind_pupil.spec, "focus");
    codes_push(d->app,
               &(struct codes_how){.field = focus, .typed = "02 05", .done = done_nothing});
}

static void show_people(struct desk *d)
{
    const struct field *person = spec_field(&kind_blocked.spec, "person");
    person_push(d->app,
                &(struct person_how){.field = person, .pupil = d->wei, .done = done_nothing});
}

static void show_longtext(struct desk *d)
{
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    struct form_screen *form = d->app->top->self;
    form_go(form->form, form_find(form->form, "said"));
    longtext_push(d->app, form->form, form->form->focus);
}

static void show_session(struct desk *d)
{
    record_new_push(d->app, &kind_session, d->wei);
}

static void show_act(struct desk *d)
{
    const struct machine *m = machine_by_id("placement");
    act_push(d->app, m, machine_move(m, "move"), d->wei, d->wei);
}

static void show_row(struct desk *d)
{
    record_open_push(d->app, d->wei);
    vscreen_run(d->v);
    struct form_screen *form = d->app->top->self;
    form_enter_row(form->form, kind_part(&kind_pupil, "guardians"), 1);
    app_lay_out(d->app);
}

static void show_field_help(struct desk *d)
{
    record_new_push(d->app, &kind_talk, d->wei);
    help_push(d->app, spec_field(&kind_talk.spec, "reason"), 11);
}

static void show_help(struct desk *d)
{
    today_push(d->app);
    help_push(d->app, NULL, 0);
}

static void show_export(struct desk *d)
{
    today_push(d->app);
    export_push(d->app);
    desk_type(d, "2");
    desk_type(d, "1");
    press(d, XKEY_ENTER); /* the path it proposes */
}

static const struct {
    const char *name; /* of the picture, too */
    void (*show)(struct desk *d);
} screens[] = {
    {"today", show_today},       {"menu", show_menu},         {"menu-pupil", show_menu_of},
    {"pupils", show_pupils},     {"beside", show_beside},     {"picker", show_picker},
    {"pupil", show_pupil},       {"trail", show_trail},       {"staff", show_staff},
    {"classes", show_classes},   {"talk", show_talk},         {"talk-old", show_old_talk},
    {"unfinished", show_unfinished}, {"sheet", show_sheet},   {"pupil-new", show_new_pupil},
    {"term", show_term},         {"post", show_post},         {"blocked", show_blocked},
    {"steps", show_steps},       {"act", show_act},           {"imports", show_imports},
    {"import-file", show_import}, {"settings", show_settings}, {"blank", show_blank},
    {"files", show_files},       {"line", show_line},         {"codes", show_codes},
    {"codes-several", show_several}, {"people", show_people}, {"longtext", show_longtext},
    {"guardian", show_row},      {"help-field", show_field_help}, {"help", show_help},
    {"export", show_export},      {"session", show_session},
};

/* Pictures that the home folder, the version or another's work would change. */
static bool has_picture(const char *name)
{
    static const char *const without[] = {"files", "import-file", "settings", "blank", "trail",
                                          "imports"};
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
    screens[i].show(d);
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        for (size_t k = 0; k < COUNT(sizes); k++) {
            char *what = str_format("%s at %dx%d", screens[i].name, sizes[k].cols, sizes[k].rows);
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        if (has_picture(screens[i].name)) {
            show(&d, i, 24, 80);
            desk_golden(&d, screens[i].name);
        }
    }
    static const char *const small[] = {"today", "pupils", "pupil", "talk", "line", "codes"};
    for (size_t i = 0; i < COUNT(screens); i++) {
        for (size_t k = 0; k < COUNT(small); k++) {
            if (strcmp(small[k], screens[i].name) == 0) {
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        show(&d, i, 24, 80);
        char *before = vscreen_dump(d.v);
        for (size_t k = 0; k < COUNT(sizes); k++) {
            vscreen_resize(d.v, sizes[k][0], sizes[k][1]);
            vscreen_run(d.v);
        }
        char *after = vscreen_dump(d.v);
        if (strcmp(before, after) != 0) {
            fail_msg("%s before:\n%s\nafter:\n%s", screens[i].name, before, after);
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        show(&d, i, 24, 80);
        const struct keymap *map = d.app->top->ops->keys(d.app->top);
        if (!keymap_check(map, &faults)) {
            str_addf(&faults, "in %s\n", screens[i].name);
        }
        struct binding *all;
        size_t n = keymap_effective(map, &all);
        for (size_t k = 0; k < n; k++) {
            bool says = all[k].cmd == CMD_NONE || command_help(all[k].cmd)[0];
            if (!says) {
                fail_msg("%s: command %s has no help", screens[i].name,
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
    for (size_t i = 0; i < COUNT(screens); i++) {
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
            desk_sound(&d, screens[i].name);
            press(&d, XKEY_PGDN);
            press(&d, XKEY_PGDN);
            press(&d, XKEY_PGUP);
            desk_sound(&d, screens[i].name);
            press(&d, XKEY_ESC);
            char *after = vscreen_dump(d.v);
            vscreen_cursor(d.v, &row_after, &col_after);
            if (strcmp(before, after) != 0 || row != row_after || col != col_after) {
                fail_msg("%s before help:\n%s\nafter:\n%s", screens[i].name, before, after);
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        show(&d, i, 24, 80);
        desk_sound(&d, screens[i].name);
        show(&d, i, 18, 60);
        desk_sound(&d, screens[i].name);
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
    int64_t before = d.store.reg->root.records;
    for (size_t i = 0; i < COUNT(screens); i++) {
        show(&d, i, 24, 80);
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
    for (size_t i = 0; i < COUNT(screens); i++) {
        show(&d, i, 24, 80);
        for (uint32_t key = XKEY_F1; key < XKEY_END_OF_LIST && d.app->top; key++) {
            if (key == XKEY_F12 || key == XKEY_CTRL('B')) {
                continue; /* the blank page asks for the password later */
            }
            press(&d, key);
            if (d.app->top) {
                cursor_is_inside(&d, screens[i].name);
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
