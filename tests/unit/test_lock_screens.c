// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "locale/catalog.h"
#include "tests/support/tour.h"
#include "tui/ask.h"
#include "tui/form.h"
#include "tui/screens/form.h"
#include "tui/screens/settings.h"
#include "tui/screens/way.h"

/*
 * The lock always wins: from every screen, dialog, picker and question, with text
 * half typed in the form below, it comes at the limit, by Ctrl-L and by SIGTSTP,
 * asks nothing, and after the password all text and the cursor are where they were.
 */

/* --- dialogs and questions that the tour has no picture of --- */

static void done_answer(void *ctx, size_t answer)
{
    (void)ctx;
    (void)answer;
    fail_msg("the lock answered a question");
}

static void done_password(void *ctx, const char *password)
{
    (void)ctx;
    (void)password;
    fail_msg("the lock gave a password");
}

static void done_code(void *ctx, bool confirmed)
{
    (void)ctx;
    (void)confirmed;
    fail_msg("the lock confirmed a code");
}

static void done_differences(void *ctx)
{
    (void)ctx;
}

static void show_question(struct desk *d)
{
    const struct ask_answer answers[] = {{tr("keep it"), 0}, {tr("give up what was typed"), 0}};
    record_new_push(d->app, &kind_talk, d->wei);
    ask_push(d->app, &(struct ask){.question = tr("Give up the draft of this form?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = done_answer});
}

static void show_unasked(struct desk *d)
{
    const struct ask_answer answers[] = {{tr("keep it"), XKEY_F2}};
    record_open_push(d->app, d->talk);
    ask_push(d->app, &(struct ask){.question = tr("Give up the draft of this form?"),
                                   .answers = answers, .count = COUNT(answers), .unasked = true,
                                   .done = done_answer});
}

static void show_blank_text(struct desk *d)
{
    settings_push(d->app);
    blank_text_push(d->app);
}

static void show_password(struct desk *d)
{
    settings_push(d->app);
    password_push(d->app);
}

static void show_password_ask(struct desk *d)
{
    settings_push(d->app);
    password_ask_push(d->app, tr("A new recovery code makes the old one void. First the "
                                 "password."),
                      done_password, NULL);
}

static void show_code(struct desk *d)
{
    settings_push(d->app);
    code_push(d->app, &(struct code_how){.where = tr("Code"), .step = tr("New recovery code"),
                                         .key = d->store.key, .done = done_code});
}

static void show_damage(struct desk *d) { damage_push(d->app); }
static void show_older(struct desk *d) { older_push(d->app); }
static void show_clock(struct desk *d) { clock_push(d->app); }
static void show_recovery(struct desk *d) { recovery_push(d->app); }

static void show_differences(struct desk *d)
{
    struct record *stored;
    struct record *typed;
    record_open_push(d->app, d->talk);
    assert_int_equal(store_load(d->store.reg, d->talk, &stored), ERR_OK);
    assert_int_equal(store_load(d->store.reg, d->talk, &typed), ERR_OK);
    xfree(((struct talk *)typed)->reason);
    ((struct talk *)typed)->reason = xstrdup("另外的话");
    differences_push(d->app, stored, typed, DIFFERENCES_TYPED, done_differences, NULL);
    record_free(stored);
    record_free(typed);
}

static void show_import_rows(struct desk *d)
{
    static const char roster[] = "姓名,性别,出生日期,班级\n农志勇,男,2011-08-08,八(3)\n"
                                 "韦晓彤,女,2012-09-03,七年级2班\n";
    char *path = file_join(d->store.dir, "新学籍.csv");
    assert_int_equal(file_replace(path, roster, sizeof roster - 1), ERR_OK);
    xfree(path);
    import_push(d->app);
    desk_type(d, "新");
    desk_press(d, XKEY_ENTER);
}

static void show_old_talk_deep(struct desk *d)
{
    desk_press(d, XKEY_F3);
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_DOWN);
    desk_press(d, XKEY_ENTER);
}

/* Narrowed by half of what would open a line. */
static void show_menu_narrowed(struct desk *d)
{
    menu_push(d->app, NONE);
    desk_type(d, "6");
}

static void show_settings_inside(struct desk *d)
{
    settings_push(d->app);
    desk_press(d, XKEY_DOWN);
    desk_press(d, XKEY_ENTER);
}

static const struct tour_stop more[] = {
    {"a narrowed menu", show_menu_narrowed},
    {"inside a chapter", show_settings_inside},
    {"question", show_question},
    {"unasked question", show_unasked},
    {"text of the blank page", show_blank_text},
    {"password", show_password},
    {"password asked", show_password_ask},
    {"code", show_code},
    {"damage", show_damage},
    {"older register", show_older},
    {"clock", show_clock},
    {"recovery", show_recovery},
    {"differences", show_differences},
    {"rows of an import", show_import_rows},
    {"a talk by the pupil's file", show_old_talk_deep},
};

static const struct tour_stop *stop_at(size_t i)
{
    return i < tour_length ? &tour[i] : &more[i - tour_length];
}

static size_t stops(void)
{
    return tour_length + COUNT(more);
}

/* --- the session around a desk --- */

static int execs;

static int no_exec(const char *path, char *const argv[], char *const envp[])
{
    (void)path;
    (void)argv;
    (void)envp;
    execs++;
    return -1;
}

static struct session_ways ways;

static void take_seat(struct desk *d)
{
    setenv("HOME", d->store.dir, 1);
    desk_screen(d, 24, 80);
    ways = *d->session.ways;
    ways.exec = no_exec;
    d->session.ways = &ways;
    d->session.entered = true;
    d->app->hooks.lock = session_lock;
    d->app->hooks.tick = session_tick;
    today_push(d->app);
    vscreen_run(d->v);
}

static void show(struct desk *d, const struct tour_stop *stop)
{
    take_seat(d);
    stop->show(d);
    vscreen_run(d->v);
}

/* What is typed into every form on the stack, where its cursor stands. */
static void describe(const struct app *app, struct str *out)
{
    for (const struct screen *s = app->top; s; s = s->below) {
        if (s->ops != &form_ops) {
            continue;
        }
        const struct form *f = ((const struct form_screen *)s->self)->form;
        str_addf(out, "form %lld item %zu\n", (long long)f->rec->id, f->focus);
        for (size_t i = 0; i < f->n; i++) {
            const struct item *item = &f->items[i];
            if (item->type == ITEM_FIELD && form_typed(item)[0]) {
                str_addf(out, "%zu %s: %s\n", i, item->field->name, form_typed(item));
            }
        }
        const struct item *at = &f->items[f->focus];
        if (at->type == ITEM_FIELD && at->edit) {
            str_addf(out, "cursor %zu\n", edit_cursor(at->edit));
        }
    }
}

static bool is_text(const struct item *item)
{
    return item->type == ITEM_FIELD && item->edit && !item->ref &&
           (item->field->type == FIELD_TEXT || item->field->type == FIELD_NOTE);
}

static struct form *form_on(const struct app *app)
{
    const struct screen *s = app->top;
    while (s && s->ops != &form_ops) {
        s = s->below;
    }
    return s ? ((struct form_screen *)s->self)->form : NULL;
}

/* Half a sentence in the form on the stack: by keys if it is in sight, else under the dialog. */
static const char half[] = "上课总趴着，昨晚又没";

static bool half_type(struct desk *d)
{
    struct form *f = form_on(d->app);
    const char *top = d->app->top->ops->name;
    if (!f) {
        return false;
    }
    bool long_page = strcmp(top, "longtext") == 0;
    size_t at = f->focus;
    for (size_t i = 0; !long_page && i < f->n && !is_text(&f->items[at]); i++) {
        at = form_is_shown(f, i) && is_text(&f->items[i]) ? i : at;
    }
    if (!is_text(&f->items[at])) {
        return false; /* dates and choices alone */
    }
    if (long_page || strcmp(top, "form") == 0) {
        assert_true(form_go(f, at));
        app_lay_out(d->app);
        desk_type(d, half);
        desk_press(d, XKEY_LEFT);
        desk_press(d, XKEY_LEFT);
    } else {
        struct edit *e = f->items[at].edit;
        edit_end(e);
        assert_true(edit_insert(e, half, strlen(half), false));
        edit_left(e);
        form_touched(f, at, 1);
        vscreen_run(d->v);
    }
    assert_non_null(strstr(form_typed(&f->items[at]), half));
    return true;
}

/* On a list: a line that is not the first, so that coming back to the first one is seen. */
static void move_on(struct desk *d)
{
    static const char *const lists[] = {"today", "menu",    "pupils",   "pupil", "records",
                                        "audit", "settings"};
    for (size_t i = 0; i < COUNT(lists); i++) {
        if (strcmp(d->app->top->ops->name, lists[i]) == 0) {
            desk_press(d, XKEY_DOWN);
            desk_press(d, XKEY_DOWN);
        }
    }
}

/* --- before and after --- */

struct view {
    struct str forms, place, names;
    char *body; /* rows 2 to 21, and what in them is in reverse */
    int row, col;
    bool placed; /* the screen in sight is one that comes back */
};

static bool comes_back(const struct screen *s)
{
    return !(s->ops->flags & SCREEN_UNPLACED) && s->ops->restore;
}

static void look(struct desk *d, struct view *v)
{
    *v = (struct view){.placed = comes_back(d->app->top)};
    str_init(&v->forms);
    str_init(&v->place);
    str_init(&v->names);
    describe(d->app, &v->forms);
    app_save_place(d->app, &v->place);
    for (const struct screen *s = d->app->top; s; s = s->below) {
        if (comes_back(s)) {
            str_addf(&v->names, "%s ", s->ops->name);
        }
    }
    struct str body = STR_INIT;
    for (int row = 1; row < 21; row++) {
        char *line = vscreen_line(d->v, row);
        str_addf(&body, "%s\n", line);
        xfree(line);
        for (int col = 0; col < d->app->cols; col++) {
            if (vscreen_look(d->v, row, col) & VLOOK_REVERSE) {
                str_addf(&body, "%d,", col);
            }
        }
    }
    v->body = str_steal(&body);
    vscreen_cursor(d->v, &v->row, &v->col);
}

static void view_release(struct view *v)
{
    str_release(&v->forms);
    str_release(&v->place);
    str_release(&v->names);
    xfree(v->body);
}

/* Nothing of the register is in sight or on the stack, and nothing is asked but the password. */
static void is_locked(struct desk *d, const char *what)
{
    if (d->app->reg || d->app->top->below || strcmp(d->app->top->ops->name, "unlock") != 0) {
        fail_msg("%s: not locked, on top is %s:\n%s", what, d->app->top->ops->name,
                 vscreen_dump(d->v));
    }
    d->store.reg = NULL;
    assert_int_equal(execs, 1);
    static const char *const private[] = {"韦晓彤", "李明", "覃子墨", "趴着", "没睡", "画画"};
    for (size_t i = 0; i < COUNT(private); i++) {
        desk_lacks(d, private[i]);
    }
}

static void unlock(struct desk *d)
{
    desk_type(d, "mima mima");
    desk_press(d, XKEY_ENTER);
    if (!d->app->reg) {
        fail_msg("it does not open again:\n%s", vscreen_dump(d->v));
    }
    d->store.reg = d->app->reg;
}

static void same(struct desk *d, const char *what, const struct view *before)
{
    struct view after;
    look(d, &after);
    if (strcmp(what, "sheets-helper") == 0) {
        /* Whoever has the password is no helper: what stood before the helper came is there. */
        desk_top(d, "sheets");
        assert_false(d->app->beside || d->app->helper);
        view_release(&after);
        return;
    }
    if (strcmp(before->names.ptr, after.names.ptr) != 0) {
        fail_msg("%s: came back to %snot %s", what, after.names.ptr, before->names.ptr);
    }
    if (strcmp(before->forms.ptr, after.forms.ptr) != 0) {
        fail_msg("%s: typed was\n%sand came back as\n%s", what, before->forms.ptr,
                 after.forms.ptr);
    }
    if (before->place.len != after.place.len ||
        memcmp(before->place.ptr, after.place.ptr, after.place.len) != 0) {
        fail_msg("%s: another place:\n%s", what, vscreen_dump(d->v));
    }
    /* Of the trail, the unlocking itself is a new line. */
    bool grows = strcmp(d->app->top->ops->name, "audit") == 0;
    if (before->placed && (before->row != after.row || before->col != after.col ||
                           (!grows && strcmp(before->body, after.body) != 0))) {
        fail_msg("%s: the cursor was at %d,%d and is at %d,%d; before:\n%safter:\n%s", what,
                 before->row, before->col, after.row, after.col, before->body, after.body);
    }
    view_release(&after);
}

/* --- the limit --- */

/* Two minutes where lists of pupils stand (screens.md 7), else five. */
static int limit_of(const struct desk *d)
{
    static const char *const two[] = {"today",  "pupils", "pupil",  "audit",
                                      "ledger", "prints", "finish", "old-file"};
    const struct screen *s = d->app->top;
    while (s->below && (s->ops->flags & SCREEN_MODAL)) {
        s = s->below;
    }
    for (size_t i = 0; i < COUNT(two); i++) {
        if (strcmp(two[i], s->ops->name) == 0) {
            return 120;
        }
    }
    return strcmp(s->ops->name, "interview") == 0 ? 1200 : 300;
}

static void by_idling(struct desk *d, const char *what)
{
    int limit = limit_of(d);
    d->app->last_key = d->app->uptime();
    d->app->last_tick = d->app->last_key;
    vscreen_pass(d->v, limit - 1);
    if (!d->app->reg) {
        fail_msg("%s: locked before the %d seconds are over", what, limit);
    }
    vscreen_pass(d->v, 1);
    if (d->app->top && strcmp(d->app->top->ops->name, "blank") == 0) {
        /* The page a pupil reads is blanked first and locked after the general limit. */
        vscreen_pass(d->v, d->app->idle_limit);
    }
}

static void by_key(struct desk *d, const char *what)
{
    (void)what;
    desk_press(d, XKEY_CTRL('L'));
}

static void by_signal(struct desk *d, const char *what)
{
    (void)what;
    vscreen_signal(d->v, SIGTSTP);
    vscreen_run(d->v);
}

/* From every stop, or from each second one beginning with `first`. */
static size_t tour_by(void (*way)(struct desk *d, const char *what), size_t first, size_t step)
{
    struct desk d;
    size_t typed = 0;
    desk_begin(&d, 24, 80);
    for (size_t i = first; i < stops(); i += step) {
        const char *what = stop_at(i)->name;
        struct view before;
        show(&d, stop_at(i));
        typed += half_type(&d);
        move_on(&d);
        look(&d, &before);
        execs = 0;
        way(&d, what);
        is_locked(&d, what);
        unlock(&d);
        same(&d, what, &before);
        view_release(&before);
    }
    desk_end(&d);
    return typed;
}

static void idle(void **state)
{
    (void)state;
    assert_in_range(tour_by(by_idling, 0, 1), 15, 100); /* with half a sentence in a form */
}

/* One of the two is enough for a screen: both end in the same place as the limit. */
static size_t every(void)
{
    const char *torture = getenv("TORTURE");
    return torture && torture[0] == '1' ? 1 : 2;
}

static void asked(void **state)
{
    (void)state;
    tour_by(by_key, 0, every());
}

static void stopped(void **state)
{
    (void)state;
    tour_by(by_signal, every() - 1, every());
}

static void took(void *ctx, const char *ref)
{
    (void)ctx;
    (void)ref;
}

/* A question does not come back; what was typed to it does, when it is asked again. */
static void half_a_line(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    take_seat(&d);
    record_open_push(d.app, d.talk);
    desk_press(&d, XKEY_F8);
    desk_top(&d, "line");
    desk_type(&d, "记错了人，应该");
    for (int i = 0; i < 2; i++) {
        execs = 0;
        by_idling(&d, "line");
        is_locked(&d, "line");
        desk_lacks(&d, "记错了人");
        unlock(&d);
        desk_top(&d, "form");
        desk_sees(&d, tr("A line was half typed: it stands there when you are asked again"));
    }
    desk_press(&d, XKEY_CTRL('K')); /* another question */
    desk_lacks(&d, "记错了人");
    take_seat(&d);
    assert_int_equal(d.app->kept_line.len, 0);
    record_open_push(d.app, d.talk);
    desk_press(&d, XKEY_F8);
    desk_type(&d, "记错了人，应该");
    execs = 0;
    by_key(&d, "line");
    is_locked(&d, "line");
    unlock(&d);
    desk_press(&d, XKEY_F8);
    desk_sees(&d, "记错了人，应该");
    desk_type(&d, "是别人");
    desk_sees(&d, "记错了人，应该是别人");
    desk_press(&d, XKEY_ESC);
    desk_press(&d, XKEY_F8); /* given up: forgotten */
    desk_top(&d, "line");
    desk_lacks(&d, "记错了人");
    desk_end(&d);
}

/* So do words of one's own in the list of people, and the lines of the blank page. */
static void half_of_ones_own_words(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    take_seat(&d);
    const struct person_how how = {.field = spec_field(&kind_blocked.spec, "person"),
                                   .pupil = d.wei, .done = took};
    person_push(d.app, &how);
    desk_type(&d, "隔壁的表姨");
    execs = 0;
    by_idling(&d, "person");
    is_locked(&d, "person");
    unlock(&d);
    person_push(d.app, &how);
    desk_sees(&d, "隔壁的表姨");
    desk_press(&d, XKEY_ENTER);
    person_push(d.app, &how);
    desk_lacks(&d, "隔壁的表姨"); /* taken: forgotten */
    blank_text_push(d.app);
    desk_type(&d, "周五下午开会");
    desk_press(&d, XKEY_DOWN);
    desk_type(&d, "带上笔记本");
    execs = 0;
    by_key(&d, "blank-text");
    is_locked(&d, "blank-text");
    unlock(&d);
    blank_text_push(d.app);
    vscreen_run(d.v);
    desk_sees(&d, "周五下午开会");
    desk_sees(&d, "带上笔记本");
    desk_end(&d);
}

/* --- every screen there is was visited --- */

static void add_name(struct str *names, const char *name, size_t n)
{
    str_addf(names, " %.*s ", (int)n, name);
}

/* The names in the tables of a source file: the line after "screen_ops ... = {". */
static void names_in(const char *path, struct str *names)
{
    struct str text = STR_INIT;
    assert_int_equal(file_read(path, 1 << 20, &text), ERR_OK);
    static const char sign[] = "= {\n    .name = \"";
    for (const char *at = text.ptr; (at = strstr(at, sign)) != NULL;) {
        at += sizeof sign - 1;
        add_name(names, at, strcspn(at, "\""));
    }
    str_release(&text);
}

static void all_visited(void **state)
{
    (void)state;
    struct str there = STR_INIT;
    struct str visited = STR_INIT;
    DIR *folder = opendir("tui/screens");
    assert_non_null(folder);
    for (const struct dirent *e; (e = readdir(folder)) != NULL;) {
        if (strstr(e->d_name, ".c")) {
            char *path = file_join("tui/screens", e->d_name);
            names_in(path, &there);
            xfree(path);
        }
    }
    closedir(folder);
    names_in("tui/ask.c", &there);
    add_name(&visited, "notebook", 8); /* it stands on the lock page: test_interview.c */
    /* Nothing is open behind these two. */
    add_name(&visited, "unlock", 6);
    add_name(&visited, "first-run", 9);
    struct desk d;
    desk_begin(&d, 24, 80);
    for (size_t i = 0; i < stops(); i++) {
        show(&d, stop_at(i));
        const char *name = d.app->top->ops->name;
        add_name(&visited, name, strlen(name));
    }
    desk_end(&d);
    size_t count = 0;
    for (const char *at = there.ptr; *at; at += strcspn(at + 1, " ") + 2) {
        char *name = str_format("%.*s ", (int)strcspn(at + 1, " ") + 1, at);
        if (!strstr(visited.ptr, name)) {
            fail_msg("no way in the tour leads to the screen%s", name);
        }
        count++;
        xfree(name);
    }
    assert_in_range(count, 30, 200);
    str_release(&there);
    str_release(&visited);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle),
        cmocka_unit_test(asked),
        cmocka_unit_test(stopped),
        cmocka_unit_test(half_a_line),
        cmocka_unit_test(half_of_ones_own_words),
        cmocka_unit_test(all_visited),
    };
    return cmocka_run_group_tests_name("lock_screens", tests, NULL, NULL);
}
