// SPDX-License-Identifier: MIT
/* Interview, the page after it, notebook, lists and due work, read by somebody who means no good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/steps.h"
#include "core/sweeps.h"
#include "core/tellable.h"
#include "core/timeline.h"
#include "core/written.h"
#include "locale/catalog.h"
#include "tests/support/desk.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

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

/* A sign is a mark, never the character whose number ends like the sign's. */
static void no_character_is_taken_for_a_mark(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_type(d, "太累了");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "别人都睡了");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "放学不想回家");
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_press(d, XKEY_F2);
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    int64_t id = timeline_last(d->store.reg, &kind_talk, NONE);
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    const char *said = ((const struct talk *)rec)->said;
    assert_non_null(strstr(said, "\n太累了\n别人都睡了\n放学不想回家"));
    record_free(rec);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(no_character_is_taken_for_a_mark),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
