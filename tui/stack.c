// SPDX-License-Identifier: MIT
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "tui/app.h"

/* The stack of screens: the part of app.h that pushes and pops. */

struct screen *screen_new(const struct screen_ops *ops, struct app *app, void *self)
{
    struct screen *s = xcalloc(1, sizeof *s);
    *s = (struct screen){.ops = ops, .self = self, .app = app};
    return s;
}

void screen_free(struct screen *s)
{
    if (s) {
        s->ops->close(s);
        xfree(s);
    }
}

static void lay_out(const struct app *app, struct screen *s)
{
    s->body = frame_body(app->rows, app->cols, !(s->ops->flags & SCREEN_NO_SUM));
    if (s->ops->flags & SCREEN_BARE) {
        s->body = (struct rect){0, 0, app->rows, app->cols};
    }
    if (s->ops->layout) {
        s->ops->layout(s, s->body);
    }
}

void app_lay_out(struct app *app)
{
    for (struct screen *s = app->top; s; s = s->below) {
        lay_out(app, s);
    }
    app->dirty = true;
}

void app_push(struct app *app, struct screen *s)
{
    s->below = app->top;
    app->top = s;
    lay_out(app, s);
    app->dirty = true;
}

void app_pop(struct app *app)
{
    struct screen *gone = app->top;
    BUG_ON(!gone);
    app->top = gone->below;
    /* Its handler may still be running, so it is freed later. */
    gone->below = app->dead;
    app->dead = gone;
    app->dirty = true;
    if (app->top && app->top->ops->resumed) {
        app->top->ops->resumed(app->top, gone->ops);
    }
}

void app_pop_to(struct app *app, const struct screen *s)
{
    while (app->top && app->top != s) {
        app_pop(app);
    }
}

void app_changed(struct app *app, const struct notice *n)
{
    for (struct screen *s = app->top; s; s = s->below) {
        if (s->ops->changed) {
            s->ops->changed(s, n);
        }
    }
    app->dirty = true;
}

void app_bury(struct app *app)
{
    while (app->dead) {
        struct screen *s = app->dead;
        app->dead = s->below;
        screen_free(s);
    }
}
