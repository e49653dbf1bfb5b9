// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tests/support/desk.h"

/* The keys of lists that are more than a move: the other half, as last time, taken back. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin(d, 24, 80);
    today_push(d->app);
    vscreen_run(d->v);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

static bool is_struck(const struct desk *d, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    bool struck = rec->state == RECORD_STRUCK;
    record_free(rec);
    return struck;
}

static void day_screen_sections(void **state)
{
    struct desk *d = *state;
    char *first = vscreen_line(d->v, 21);
    desk_press(d, XKEY_TAB);
    char *second = vscreen_line(d->v, 21);
    assert_string_not_equal(first, second); /* the hint is that of a line of the other section */
    desk_press(d, XKEY_DOWN);
    desk_press(d, XKEY_SHIFT_TAB);
    char *back = vscreen_line(d->v, 21);
    assert_string_equal(first, back);
    xfree(first);
    xfree(second);
    xfree(back);
}

static void pupil_opened_last(void **state)
{
    struct desk *d = *state;
    desk_press(d, XKEY_F3);
    desk_press(d, XKEY_F6);
    desk_top(d, "pupils");
    desk_sees(d, tr("No file was opened yet since the unlocking"));
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "pupil");
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F6);
    desk_top(d, "pupil");
    desk_sees(d, "韦晓彤");
}

static void struck_and_taken_back(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_CTRL('Z')); /* nothing was struck: nothing is taken back */
    desk_press(d, XKEY_F8);
    desk_type(d, "记错了人");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, tr("Struck out; F8 takes it back"));
    bool talk = is_struck(d, d->talk);
    bool open = is_struck(d, d->open);
    assert_true(talk || open);
    desk_press(d, XKEY_DOWN); /* another line is chosen; Ctrl-Z means the one struck last */
    desk_press(d, XKEY_CTRL('Z'));
    desk_sees(d, tr("Taken back"));
    assert_false(is_struck(d, d->talk) || is_struck(d, d->open));
}

/* The entry that forbids telling may be the damaged one: the file says so itself. */
static void damage_may_hide_a_block(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_lacks(d, tr("damage: there may be others; ask before anybody is told"));
    desk_press(d, XKEY_ESC);
    verify_note(d->store.reg, "blocked", NONE);
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_sees(d, tr("damage: there may be others; ask before anybody is told"));
    desk_sound(d, "a pupil's file beside damage");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(day_screen_sections, setup, teardown),
        cmocka_unit_test_setup_teardown(pupil_opened_last, setup, teardown),
        cmocka_unit_test_setup_teardown(damage_may_hide_a_block, setup, teardown),
        cmocka_unit_test_setup_teardown(struck_and_taken_back, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
