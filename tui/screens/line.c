// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/screens.h"
#include "tui/textfield.h"

/*
 * One line asked in row 22: a reason, a note, a path.  After the lock the question is
 * gone; what was typed to it is kept with the place until the same is asked again.
 */

struct line_screen {
    char *question;
    struct textfield field;
    int row, col;
    void (*done)(void *ctx, const char *text);
    void *ctx;
};

static const struct binding line_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Take")},
    {XKEY_ENTER, CMD_DONE, N_("Take")},
    {XKEY_ESC, CMD_BACK, N_("No change")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap line_keymap = KEYMAP(line_bindings, &keymap_text);

static const struct keymap *line_keys(const struct screen *s)
{
    (void)s;
    return &line_keymap;
}

static void line_head(const struct screen *s, struct frame *f)
{
    const struct line_screen *self = s->self;
    str_clear(&f->question);
    str_clear(&f->problem);
    str_clear(&f->tell);
    str_clear(&f->hint); /* it is about the screen below */
    str_add(&f->question, self->question);
}

static void line_draw(const struct screen *s, struct rect body)
{
    struct line_screen *self = s->self;
    /* Row 22 asks, the answer stands right above it; in a small window row 22 is the body's last.
     */
    bool small = frame_is_small(s->app->rows, s->app->cols);
    int row = body.row + body.rows - (small ? 2 : 1);
    draw_text(row, body.col, body.cols, "", ROLE_PLAIN);
    draw_put(row, body.col + 1, 2, ">", ROLE_HEAD);
    self->row = row;
    self->col = textfield_draw(&self->field, row, body.col + 3, body.cols - 4, true);
}

static bool line_cursor(const struct screen *s, int *row, int *col)
{
    const struct line_screen *self = s->self;
    *row = self->row;
    *col = self->col;
    return true;
}

static void keep(struct screen *s)
{
    const struct line_screen *self = s->self;
    app_keep(s->app, self->question, textfield_text(&self->field));
    app_dirty(s->app);
}

static void finish(struct screen *s, bool taken)
{
    struct line_screen *self = s->self;
    void (*done)(void *ctx, const char *text) = self->done;
    void *ctx = self->ctx;
    app_keep_nothing(s->app);
    char *text = taken ? xstrdup(textfield_text(&self->field)) : NULL;
    app_pop(s->app);
    done(ctx, text);
    xwipe_str(text);
}

static bool line_command(struct screen *s, enum command cmd)
{
    struct line_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_DONE || cmd == CMD_BACK) {
        finish(s, cmd == CMD_DONE);
        return true;
    }
    if (textfield_command(&self->field, cmd)) {
        keep(s);
    }
    return cmd != CMD_BLANK && cmd != CMD_LOCK && cmd != CMD_HELP;
}

static void line_text(struct screen *s, const char *text, size_t n)
{
    struct line_screen *self = s->self;
    textfield_insert(&self->field, text, n, false);
    keep(s);
}

static void line_paste(struct screen *s, const char *text, size_t n)
{
    struct line_screen *self = s->self;
    textfield_insert(&self->field, text, n, true);
    keep(s);
}

static void line_close(struct screen *s)
{
    struct line_screen *self = s->self;
    textfield_release(&self->field);
    xfree(self->question);
    xfree(self);
}

static const struct screen_ops line_ops = {
    .name = "line",
    .flags = SCREEN_MODAL | SCREEN_UNPLACED,
    .keys = line_keys,
    .head = line_head,
    .draw = line_draw,
    .cursor = line_cursor,
    .command = line_command,
    .text = line_text,
    .paste = line_paste,
    .close = line_close,
};

void line_push(struct app *app, const char *question, const char *text, size_t max,
               void (*done)(void *ctx, const char *text), void *ctx)
{
    struct line_screen *self = xcalloc(1, sizeof *self);
    self->question = xstrdup(question);
    textfield_init(&self->field, max, false);
    char *kept = app_kept(app, question);
    textfield_set(&self->field, kept ? kept : text);
    xwipe_str(kept);
    self->done = done;
    self->ctx = ctx;
    app_push(app, screen_new(&line_ops, app, self));
}
