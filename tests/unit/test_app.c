// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tests/support/vscreen.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/textfield.h"

/* A screen of one field; what happens to it is written into a log. */
struct note {
    struct textfield field;
    struct str log;
    const char *name;
    size_t answer;
    int pieces; /* what after() has to do */
};

static const struct binding note_keys[] = {
    {XKEY_F2, CMD_DONE, "存好"},    {XKEY_F3, CMD_FIND, "找人"}, {XKEY_F6, CMD_NONE, NULL},
    {XKEY_ENTER, CMD_OPEN, "打开"}, {'#', CMD_TAKE, NULL},
};
static const struct keymap note_map = KEYMAP(note_keys, &keymap_text);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &note_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct note *n = s->self;
    str_add(&f->where, n->name);
    str_add(&f->who, "韦晓彤 女 13岁 八(3)班17号 [3]");
    str_add(&f->sum, "谈心谈话记录    本学期第 4 次");
    str_add(&f->hint, "一句话，写看到的事");
}

static void draw(const struct screen *s, struct rect body)
{
    struct note *n = s->self;
    draw_text(body.row, body.col + 2, 8, "缘由", ROLE_PLAIN);
    (void)textfield_draw(&n->field, body.row, 10, body.cols - 11, true);
    draw_text(body.row + body.rows - 1, 0, body.cols, "末行", ROLE_PLAIN);
}

static void pane(const struct screen *s, struct rect r)
{
    (void)s;
    draw_text(r.row, r.col, r.cols, "阅读栏", ROLE_HEAD);
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct note *n = s->self;
    *row = s->body.row;
    *col = 10 + (int)edit_cells(edit_text(n->field.edit), edit_cursor(n->field.edit));
    return true;
}

static void answered(void *ctx, size_t answer)
{
    struct note *n = ctx;
    n->answer = answer + 1;
}

static void ask(struct screen *s, bool unasked)
{
    static const struct ask_answer answers[] = {{"留着", XKEY_F2}, {"划掉", XKEY_F8}};
    const struct ask q = {"这一条要划掉吗？", answers, 2, unasked, answered, s->self};
    ask_push(s->app, &q);
}

static bool command(struct screen *s, enum command cmd)
{
    struct note *n = s->self;
    str_addf(&n->log, "%s ", command_word(cmd));
    if (cmd == CMD_DONE) {
        ask(s, false);
        return true;
    }
    if (cmd == CMD_FIND) {
        ask(s, true);
        return true;
    }
    return textfield_command(&n->field, cmd);
}

static void text(struct screen *s, const char *typed, size_t len)
{
    struct note *n = s->self;
    (void)textfield_insert(&n->field, typed, len, false);
}

static struct vscreen *screen_of_test;

/* What the screen showed when the disk was asked. */
static bool after(struct screen *s)
{
    struct note *n = s->self;
    if (n->pieces == 0) {
        return false;
    }
    n->pieces--;
    char *shown = vscreen_line(screen_of_test, 2);
    str_addf(&n->log, "%s ", shown + strspn(shown, " "));
    xfree(shown);
    app_dirty(s->app);
    return true;
}

static void save(const struct screen *s, struct str *out)
{
    const struct note *n = s->self;
    str_add(out, textfield_text(&n->field));
}

static struct screen *restore(struct app *app, const char *bytes, size_t len);

static void close_note(struct screen *s)
{
    struct note *n = s->self;
    textfield_release(&n->field);
    str_release(&n->log);
    xfree(n);
}

static const struct screen_ops note_ops = {
    .name = "note",
    .keys = keys,
    .head = head,
    .draw = draw,
    .after = after,
    .pane = pane,
    .cursor = cursor,
    .command = command,
    .text = text,
    .save = save,
    .restore = restore,
    .close = close_note,
};

static struct note *push(struct app *app, const char *name)
{
    struct note *n = xcalloc(1, sizeof *n);
    n->name = name;
    textfield_init(&n->field, 0, false);
    str_init(&n->log);
    app_push(app, screen_new(&note_ops, app, n));
    return n;
}

static struct screen *restore(struct app *app, const char *bytes, size_t len)
{
    struct note *n = xcalloc(1, sizeof *n);
    n->name = "谈话";
    textfield_init(&n->field, 0, false);
    str_init(&n->log);
    char *was = xmemdupz(bytes, len);
    textfield_set(&n->field, was);
    xfree(was);
    return screen_new(&note_ops, app, n);
}

static void assert_line(struct vscreen *v, int row, const char *expected)
{
    char *line = vscreen_line(v, row);
    assert_string_equal(line, expected);
    xfree(line);
}

static void test_frame(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    push(app, "谈话");
    app_mark(app, MARK_SAVED, app->now());
    vscreen_type(v, "上课趴着");
    vscreen_run(v);
    static const char top[] = " 谈话         韦晓彤 女 13岁 八(3)班17号 [3]   ";
    char *first = vscreen_line(v, 0);
    char *clock = str_format(" 03-26 %s 10:22", tr("Thu"));
    assert_memory_equal(first, top, sizeof top - 1);
    assert_string_equal(first + strlen(first) - strlen(clock), clock);
    assert_int_equal(width_str(first), 79);
    xfree(clock);
    xfree(first);
    assert_line(v, 1, " 谈心谈话记录    本学期第 4 次");
    assert_line(v, 2, "  缘由    上课趴着");
    assert_line(v, 20, "末行");
    assert_line(v, 21, " 一句话，写看到的事");
    char *mark = str_format(tr("Stored %s"), "10:22:05");
    assert_true(vscreen_has(v, mark));
    xfree(mark);
    char *keys_row = vscreen_line(v, 23);
    assert_non_null(strstr(keys_row, "F2存好 F3找人 F9"));
    xfree(keys_row);
    assert_int_equal(vscreen_look(v, 0, 79), VLOOK_REVERSE);
    assert_int_equal(vscreen_look(v, 23, 0), VLOOK_REVERSE);
    assert_int_equal(vscreen_look(v, 21, 1), VLOOK_DIM);
    assert_int_equal(vscreen_look(v, 2, 30), VLOOK_UNDERLINE | VLOOK_BOLD);
    int row;
    int col;
    vscreen_cursor(v, &row, &col);
    assert_int_equal(row, 2);
    assert_int_equal(col, 18);
    vscreen_close(v);
}

static void test_question(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct note *n = push(vscreen_app(v), "谈话");
    vscreen_key(v, XKEY_F2);
    vscreen_run(v);
    assert_line(v, 21, " 这一条要划掉吗？");
    assert_line(v, 22, " 1 留着  2 划掉");
    assert_line(v, 2, "  缘由"); /* the screen below stays in sight */
    vscreen_resize(v, 18, 60);
    vscreen_run(v);
    assert_line(v, 15, " 这一条要划掉吗？");
    assert_line(v, 16, " 1 留着  2 划掉");
    vscreen_type(v, "９２三四"); /* full-width: 9 is no answer; only the first sign decides */
    vscreen_run(v);
    assert_int_equal(n->answer, 0);
    vscreen_type(v, "２三四");
    vscreen_run(v);
    assert_int_equal(n->answer, 2);
    assert_string_equal(textfield_text(&n->field), "三四");
    vscreen_key(v, XKEY_CTRL('S'));
    vscreen_key(v, XKEY_ESC);
    vscreen_run(v);
    assert_int_equal(n->answer, 1);
    vscreen_close(v);
}

static void test_unasked(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct note *n = push(vscreen_app(v), "谈话");
    vscreen_key(v, XKEY_F3);
    vscreen_type(v, "12");
    vscreen_key(v, XKEY_ENTER);
    vscreen_key(v, XKEY_ESC);
    vscreen_run(v);
    assert_int_equal(n->answer, 0);
    assert_string_equal(textfield_text(&n->field), "12"); /* kept for the field */
    assert_line(v, 22, " F2 留着  F8 划掉");
    vscreen_key(v, XKEY_CTRL('X'));
    vscreen_run(v);
    assert_int_equal(n->answer, 2);
    vscreen_close(v);
}

static bool always(void *ctx)
{
    (void)ctx;
    return true;
}

/* The key is on the screen before the disk is asked; a waiting key comes after one piece. */
static void test_after_paint(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    struct note *n = push(app, "谈话");
    screen_of_test = v;
    vscreen_run(v);
    vscreen_type(v, "一");
    app_step(app);
    n->pieces = 3;
    app_step(app);
    assert_int_equal(n->pieces, 0);
    assert_string_equal(n->log.ptr, "缘由    一 缘由    一 缘由    一 ");
    assert_true(app_is_busy(app)); /* what came of it is not painted yet */
    vscreen_run(v);
    assert_false(app_is_busy(app));
    str_clear(&n->log);
    app->source.waits = always;
    n->pieces = 3;
    for (int i = 2; i >= 0; i--) {
        vscreen_type(v, "二");
        app_step(app);
        assert_int_equal(n->pieces, i);
    }
    assert_string_equal(textfield_text(&n->field), "一二二二");
    assert_string_equal(n->log.ptr, "缘由    一 缘由    一二 缘由    一二二 ");
    /* Below a question it has its turn too, below another page not. */
    app->source.waits = NULL;
    n->pieces = 1;
    vscreen_key(v, XKEY_F2);
    vscreen_run(v);
    assert_int_equal(n->pieces, 0);
    vscreen_key(v, XKEY_F2);
    vscreen_run(v);
    push(app, "另一页");
    n->pieces = 1;
    vscreen_run(v);
    assert_int_equal(n->pieces, 1);
    vscreen_close(v);
}

static void test_sizes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{18, 60}, {24, 80}, {25, 81}, {60, 200},
                                   {17, 80}, {1, 1},   {3, 200}};
    struct vscreen *v = vscreen_open(24, 80);
    struct note *n = push(vscreen_app(v), "谈话");
    for (size_t i = 0; i < COUNT(sizes); i++) {
        vscreen_resize(v, sizes[i][0], sizes[i][1]);
        vscreen_type(v, "字");
        vscreen_run(v);
        bool small = sizes[i][0] < 18 || sizes[i][1] < 60;
        assert_int_equal(vscreen_has(v, "谈话"), !small);
        assert_int_equal(vscreen_has(v, "阅读栏"), sizes[i][1] >= 120 && !small);
    }
    /* Below the least size typing went on. */
    assert_int_equal(edit_count(n->field.edit), COUNT(sizes));
    unsigned seed = 7;
    for (int i = 0; i < 1000; i++) {
        seed = seed * 1103515245u + 12345u;
        vscreen_resize(v, 1 + (int)(seed >> 16) % 100, 1 + (int)(seed >> 8) % 300);
        vscreen_type(v, i % 2 ? "𠮷a" : "é");
        vscreen_key(v, i % 3 ? XKEY_LEFT : XKEY_END);
        vscreen_run(v);
    }
    assert_int_equal(edit_count(n->field.edit), COUNT(sizes) + 1500);
    vscreen_close(v);
}

static void test_keys(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    struct note *first = push(app, "今日");
    struct note *n = push(app, "谈话");
    vscreen_type(v, "ａ＃b#");      /* a key among typed text, full-width too */
    vscreen_key(v, XKEY_CTRL('D')); /* taken away with F6 */
    vscreen_key(v, XKEY_CTRL('C'));
    vscreen_run(v);
    assert_string_equal(textfield_text(&n->field), "ａb");
    assert_string_equal(n->log.ptr, "take take ");
    assert_true(vscreen_has(v, tr("Esc goes back")));
    vscreen_key(v, XKEY_ESC); /* the screen does not take it: the app goes back */
    vscreen_type(v, "后");
    vscreen_run(v);
    assert_string_equal(textfield_text(&first->field), "后");
    vscreen_close(v);
}

static int locked;
static int signalled;
static int ticks;

static void on_lock(struct app *app, enum lock_reason why)
{
    (void)app;
    locked = (int)why + 1;
}

static void on_signal(struct app *app, int signo)
{
    (void)app;
    signalled = signo;
}

static void on_tick(struct app *app, int64_t now)
{
    (void)app;
    (void)now;
    ticks++;
}

static void test_time(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    push(app, "谈话");
    app->hooks = (struct app_hooks){.lock = on_lock, .tick = on_tick, .quit_signal = on_signal};
    vscreen_pass(v, 55);
    assert_true(vscreen_has(v, "10:23"));
    assert_int_equal(ticks, 55);
    vscreen_pass(v, 244);
    assert_int_equal(locked, 0);
    vscreen_pass(v, 1);
    assert_int_equal(locked, LOCK_IDLE + 1);
    locked = 0;
    vscreen_pass(v, 250);
    vscreen_type(v, "一");
    vscreen_run(v);
    vscreen_pass(v, 250);
    assert_int_equal(locked, 0);
    vscreen_key(v, XKEY_CTRL('L'));
    vscreen_run(v);
    assert_int_equal(locked, LOCK_ASKED + 1);
    vscreen_signal(v, SIGTSTP);
    vscreen_run(v);
    assert_int_equal(locked, LOCK_STOP + 1);
    assert_false(app->quit);
    vscreen_signal(v, SIGTERM);
    vscreen_run(v);
    assert_int_equal(signalled, SIGTERM);
    assert_true(app->quit);
    vscreen_close(v);
}

struct work {
    int left;
    int ended; /* 1 done, 2 stopped */
};

static bool work_step(void *ctx)
{
    struct work *w = ctx;
    return --w->left > 0;
}

static void work_done(void *ctx, bool stopped)
{
    struct work *w = ctx;
    w->ended = stopped ? 2 : 1;
}

static void test_jobs(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    struct note *n = push(app, "备份");
    struct work background = {50, 0};
    struct work modal = {50, 0};
    app_job(app, &(struct job){.step = work_step, .done = work_done, .ctx = &background});
    app_job(
        app,
        &(struct job){
            .step = work_step, .done = work_done, .ctx = &modal, .modal = true, .title = "备份"});
    vscreen_type(v, "等着");
    vscreen_run(v);
    assert_int_equal(modal.ended, 1);
    assert_int_equal(background.ended, 1);
    assert_string_equal(textfield_text(&n->field), "等着"); /* held, not lost */
    struct work endless = {1 << 30, 0};
    app_job(
        app,
        &(struct job){
            .step = work_step, .done = work_done, .ctx = &endless, .modal = true, .title = "验"});
    app->uptime = clock_uptime; /* the test's clock stands still within a slice */
    vscreen_key(v, XKEY_ESC);
    vscreen_run(v);
    assert_int_equal(endless.ended, 2);
    vscreen_close(v);
}

static void test_place(void **state)
{
    (void)state;
    static const struct screen_ops *const known[] = {&note_ops};
    struct str place = STR_INIT;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    push(app, "今日");
    push(app, "谈话");
    vscreen_type(v, "写到一半");
    vscreen_key(v, XKEY_F2); /* a question is no part of the place */
    vscreen_run(v);
    app_save_place(app, &place);
    vscreen_close(v);
    v = vscreen_open(24, 80);
    app = vscreen_app(v);
    assert_int_equal(app_restore_place(app, place.ptr, place.len, known, 1), 2);
    vscreen_run(v);
    assert_true(vscreen_has(v, "写到一半"));
    vscreen_close(v);
    for (size_t n = 0; n < place.len; n++) {
        v = vscreen_open(24, 80);
        assert_true(app_restore_place(vscreen_app(v), place.ptr, n, known, 1) < 2);
        vscreen_close(v);
    }
    str_release(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame),   cmocka_unit_test(test_question),
        cmocka_unit_test(test_unasked), cmocka_unit_test(test_after_paint),
        cmocka_unit_test(test_sizes),   cmocka_unit_test(test_keys),
        cmocka_unit_test(test_time),    cmocka_unit_test(test_jobs),
        cmocka_unit_test(test_place),
    };
    return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
