// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/support/vscreen.h"
#include "tui/app.h"

/* A screen that counts what it is told. */
static struct {
    int changed;
    int resumed;
    int idled;
    int closed;
} told;

static int locked;

static void on_lock(struct app *app, enum lock_reason why)
{
    (void)app;
    locked = (int)why + 1;
}

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &keymap_global;
}

static void count_changed(struct screen *s, const struct notice *n)
{
    (void)s;
    assert_int_equal(n->record, 42);
    told.changed++;
}

static void count_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)s;
    assert_string_equal(from->name, "teller");
    told.resumed++;
}

static bool count_idled(struct screen *s)
{
    (void)s;
    return ++told.idled == 1; /* the first time it blanks, then the lock has its way */
}

static void count_closed(struct screen *s)
{
    (void)s;
    told.closed++;
}

static void empty_head(const struct screen *s, struct frame *f)
{
    (void)s;
    str_add(&f->where, "在场");
}

static void empty_draw(const struct screen *s, struct rect body)
{
    (void)s;
    (void)body;
}

static const struct screen_ops teller_ops = {
    .name = "teller",
    .idle = 20,
    .keys = keys,
    .head = empty_head,
    .draw = empty_draw,
    .changed = count_changed,
    .resumed = count_resumed,
    .idled = count_idled,
    .close = count_closed,
};

static void test_stack(void **state)
{
    (void)state;
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    app->hooks = (struct app_hooks){.lock = on_lock};
    memset(&told, 0, sizeof told);
    locked = 0;
    struct screen *bottom = screen_new(&teller_ops, app, NULL);
    app_push(app, bottom);
    app_push(app, screen_new(&teller_ops, app, NULL));
    app_push(app, screen_new(&teller_ops, app, NULL));
    app_changed(app, &(struct notice){.record = 42, .kind = -1});
    assert_int_equal(told.changed, 3);
    app_pop_to(app, bottom);
    assert_int_equal(told.resumed, 2);
    assert_int_equal(told.closed, 0); /* a handler could still be running in them */
    app_bury(app);
    assert_int_equal(told.closed, 2);
    vscreen_key(v, XKEY_ESC); /* the last screen stays */
    vscreen_run(v);
    assert_ptr_equal(app->top, bottom);
    vscreen_pass(v, 20);
    assert_int_equal(told.idled, 1);
    assert_int_equal(locked, 0);
    vscreen_pass(v, 20);
    assert_int_equal(locked, LOCK_IDLE + 1);
    vscreen_close(v);
    assert_int_equal(told.closed, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stack)};
    return cmocka_run_group_tests_name("stack", tests, NULL, NULL);
}
