// SPDX-License-Identifier: MIT
/* A scale of the school's own over one that the program has anew: the day screen says it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/mem.h"
#include "core/installed.h"
#include "core/reg.h"
#include "core/scale_builtin.h"
#include "core/scales.h"
#include "tests/support/desk.h"
#include "tui/key.h"

/* A version of phq9 that was installed over another one than the program has now. */
static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    struct changes set = CHANGES_INIT;
    const char *text = NULL;
    for (size_t i = 0; i < scale_builtin_count; i++) {
        text = strcmp(scale_builtins[i].id, "phq9") == 0 ? scale_builtins[i].text : text;
    }
    struct str own = STR_INIT;
    str_add(&own, text);
    char *version = strstr(own.ptr, "version   1");
    assert_non_null(version);
    version[10] = '2';
    desk_begin(d, 24, 80);
    assert_null(installed_add(d->store.reg, &set,
                              &(struct installed_wish){.what = INSTALLED_SCALE,
                                                       .ident = "phq9",
                                                       .version = "2-x",
                                                       .over = "0-older",
                                                       .text = own.ptr}));
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    str_release(&own);
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

/* The version of phq9 in use, 0: the program's own. */
static int version_in_use(struct desk *d)
{
    struct scales scales = SCALES_INIT;
    assert_int_equal(scales_load(d->store.reg, &scales), ERR_OK);
    const struct scales_entry *entry = scales_entry(&scales, "phq9");
    int version = entry->record == NONE ? 0 : entry->scale->version;
    scales_release(&scales);
    return version;
}

/* To the line of the scale; Enter asks. */
static void ask(struct desk *d)
{
    desk_sees(d, "程序自带的改了，定一下用哪个");
    desk_press(d, XKEY_END);
    desk_sees(d, "以后用本校的还是程序自带的");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "这份量表用哪个版本？");
    desk_sound(d, "the question about the scale");
}

static void test_later(void **state)
{
    struct desk *d = *state;
    ask(d);
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "程序自带的改了");
    assert_int_equal(version_in_use(d), 2);
}

static void test_ours(void **state)
{
    struct desk *d = *state;
    ask(d);
    desk_type(d, "2");
    desk_lacks(d, "程序自带的改了");
    assert_int_equal(version_in_use(d), 2);
}

static void test_the_programs(void **state)
{
    struct desk *d = *state;
    ask(d);
    desk_type(d, "3");
    desk_lacks(d, "程序自带的改了");
    assert_int_equal(version_in_use(d), 0);
}

static void test_narrow(void **state)
{
    struct desk *d = *state;
    desk_screen(d, 18, 60);
    today_push(d->app);
    vscreen_run(d->v);
    desk_press(d, XKEY_END);
    desk_sees(d, "PHQ-9");
    desk_sees(d, "程序自带的改了");
    desk_sound(d, "the line of the scale, narrow");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "3 改用程序自带的");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_later, setup, teardown),
        cmocka_unit_test_setup_teardown(test_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_programs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_narrow, setup, teardown),
    };
    return cmocka_run_group_tests_name("scale_today", tests, NULL, NULL);
}
