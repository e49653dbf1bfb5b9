// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screens.h"

/*
 * A change underneath is shown as a difference and never overwritten: every
 * field that differs, as it is stored and as it was typed.
 */
struct difference {
    const struct field *field;
    char *stored, *typed;
};

struct differences_screen {
    struct difference *at;
    size_t n, cap;
    struct list list;
    void (*done)(void *ctx);
    void *ctx;
};

static const struct binding differences_bindings[] = {
    {XKEY_ESC, CMD_BACK, N_("Back to the text")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap differences_keymap = KEYMAP(differences_bindings, &keymap_list);

static const struct keymap *differences_keys(const struct screen *s)
{
    (void)s;
    return &differences_keymap;
}

static char *words(struct reg *reg, const struct record *rec, const struct field *f)
{
    struct str s = STR_INIT;
    value_format(&s, reg, rec, f, VALUE_WORDS);
    return str_steal(&s);
}

static void compare(struct differences_screen *self, struct reg *reg, const struct record *stored,
                    const struct record *typed)
{
    for (size_t i = 0; i < typed->kind->spec.count; i++) {
        const struct field *f = &typed->kind->spec.fields[i];
        if (!field_equal(stored, typed, f)) {
            self->at = mem_grow(self->at, self->n, &self->cap, sizeof *self->at);
            self->at[self->n++] =
                (struct difference){f, words(reg, stored, f), words(reg, typed, f)};
        }
    }
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct differences_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct differences_screen *self = s->self;
    row->id = (int64_t)at + 1;
    row->cells[0] = tr(self->at[at].field->label);
    row->cells[1] = self->at[at].stored;
    row->cells[2] = self->at[at].typed;
}

static const struct list_column columns[] = {{N_("Field"), 12, 0, LIST_LEFT, 0},
                                             {N_("In the register now"), 30, 0, LIST_LEFT, 0},
                                             {N_("What you typed"), 0, 20, LIST_LEFT, 0}};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1};

static void differences_head(const struct screen *s, struct frame *f)
{
    (void)s;
    str_add(&f->where, tr("Changed"));
    str_add(&f->sum, tr("This record was changed while you typed. Your text is in the draft."));
    str_add(&f->hint,
            tr("Yours stands in the form. Esc goes back; F2 there stores it, the other is kept"));
}

static void differences_draw(const struct screen *s, struct rect body)
{
    struct differences_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool differences_command(struct screen *s, enum command cmd)
{
    struct differences_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_BACK) {
        void (*done)(void *ctx) = self->done;
        void *ctx = self->ctx;
        app_pop(s->app);
        done(ctx);
        return true;
    }
    return list_command(&self->list, cmd);
}

static void differences_close(struct screen *s)
{
    struct differences_screen *self = s->self;
    for (size_t i = 0; i < self->n; i++) {
        xwipe_str(self->at[i].stored);
        xwipe_str(self->at[i].typed);
    }
    xfree(self->at);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops differences_ops = {
    .name = "differences",
    .flags = SCREEN_UNPLACED,
    .keys = differences_keys,
    .head = differences_head,
    .draw = differences_draw,
    .command = differences_command,
    .close = differences_close,
};

void differences_push(struct app *app, const struct record *stored, const struct record *typed,
                      void (*done)(void *ctx), void *ctx)
{
    struct differences_screen *self = xcalloc(1, sizeof *self);
    self->done = done;
    self->ctx = ctx;
    compare(self, app->reg, stored, typed);
    struct screen *s = screen_new(&differences_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    app_push(app, s);
    list_reload(&self->list);
}
