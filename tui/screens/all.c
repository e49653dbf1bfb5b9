// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "tui/app.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"
#include "tui/screens/way.h"

/* Which screens there are, and what the keys mean that every screen has. */

static const struct screen_ops *const known[] = {
    &today_ops,    &menu_ops,      &pupils_ops, &pupil_ops,    &form_ops,
    &longtext_ops, &interview_ops, &after_ops,  &notebook_ops, &grid_ops,
    &sweeps_ops,   &records_ops,   &ledger_ops, &audit_ops,    &settings_ops,
    &campaigns_ops, &progress_ops, &sheets_ops,
};

const struct screen_ops *const *screens_known(size_t *count)
{
    *count = COUNT(known);
    return known;
}

/* With a pupil beside the keyboard nobody's file opens: the pupil found is talked with. */
static void talk_with(void *ctx, int64_t pupil)
{
    struct app *app = ctx;
    if (pupil != NONE) {
        interview_push(app, pupil);
    }
}

bool screens_command(struct app *app, enum command cmd)
{
    switch ((int)cmd) {
    case CMD_HELP:
        help_push(app, NULL, 0);
        return true;
    case CMD_FIND:
        if (app->reg) {
            pupils_push(app, &(struct pupils_how){.done = app->beside ? talk_with : NULL,
                                                  .ctx = app,
                                                  .bare = app->beside});
        }
        return true;
    case CMD_MENU:
        if (app->reg && !app->beside) {
            menu_push(app, NONE);
        }
        return true;
    case CMD_BLANK:
        blank_push(app);
        return true;
    default:
        return false;
    }
}
