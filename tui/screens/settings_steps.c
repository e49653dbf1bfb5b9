// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/commit.h"
#include "core/setting.h"
#include "core/steps.h"
#include "locale/catalog.h"
#include "tui/screens/settings.h"

/* Chapter 8: the school's own steps in danger and the telephones needed then. */

static void show(const struct settings *st, int step, struct str *out)
{
    str_add(out, step < STEP_COUNT ? steps_text(st->app->reg, NONE, step)
                                   : steps_phones(st->app->reg));
}

static bool put(struct settings *st, int step, const char *text)
{
    struct changes set = CHANGES_INIT;
    setting_put(&set, steps_key(step), text ? text : "", clock_today());
    enum err e = store_commit(st->app->reg, &set, NULL);
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(st->app, "%s", tr(err_msgid(e)));
    }
    return e == ERR_OK;
}

#define STEP(n)                                                                                    \
    static void show_##n(const struct settings *st, struct str *out)                               \
    {                                                                                              \
        show(st, n, out);                                                                          \
    }                                                                                              \
    static bool put_##n(struct settings *st, const char *text)                                     \
    {                                                                                              \
        return put(st, n, text);                                                                   \
    }
STEP(0)
STEP(1)
STEP(2)
STEP(3)
STEP(4)
#undef STEP

#define ROW(n, name)                                                                               \
    {.label = (name),                                                                              \
     .value = show_##n,                                                                            \
     .ask = N_("In the school's own words; empty brings back what was delivered"),                 \
     .max = 60,                                                                                    \
     .typed = show_##n,                                                                            \
     .store = put_##n}
const struct setting_row step_rows[STEP_COUNT + 1] = {
    ROW(0, N_("Step 1")), ROW(1, N_("Step 2")),     ROW(2, N_("Step 3")),
    ROW(3, N_("Step 4")), ROW(4, N_("Telephones")),
};
#undef ROW
