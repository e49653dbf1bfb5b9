// SPDX-License-Identifier: MIT
#include <string.h>

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
 * field and every group of rows that differs, as it is stored and as it was
 * typed, or as it stands in an old copy.
 */
struct difference {
    const char *label; /* msgid */
    char *stored, *typed;
};

struct differences_screen {
    enum differences_of of;
    struct difference *at;
    size_t n, cap;
    struct list list;
    void (*done)(void *ctx);
    void *ctx;
};

static const struct binding differences_bindings[] = {
    {XKEY_ESC, CMD_BACK, N_("Back")},
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

static void add(struct differences_screen *self, const char *label, char *stored, char *typed)
{
    self->at = mem_grow(self->at, self->n, &self->cap, sizeof *self->at);
    self->at[self->n++] = (struct difference){label, stored, typed};
}

/* All rows of a part, their fields one after another. */
static char *part_words(struct reg *reg, const struct record *rec, const struct part *part)
{
    const struct rows *rows = record_rows(rec, part);
    struct str s = STR_INIT;
    for (size_t r = 0; r < rows->n; r++) {
        str_add(&s, r ? "; " : "");
        for (size_t i = 0; i < part->spec->count; i++) {
            const struct field *f = &part->spec->fields[i];
            if (!field_is_empty(rows->at[r], f)) {
                str_add(&s, s.len ? " " : "");
                value_format(&s, reg, rows->at[r], f, VALUE_WORDS);
            }
        }
    }
    return str_steal(&s);
}

static void compare(struct differences_screen *self, struct reg *reg, const struct record *stored,
                    const struct record *typed)
{
    const struct kind *kind = typed->kind;
    for (size_t i = 0; i < kind->spec.count; i++) {
        const struct field *f = &kind->spec.fields[i];
        if (!field_equal(stored, typed, f)) {
            add(self, f->label, words(reg, stored, f), words(reg, typed, f));
        }
    }
    for (size_t i = 0; i < kind->part_count; i++) {
        char *a = part_words(reg, stored, &kind->parts[i]);
        char *b = part_words(reg, typed, &kind->parts[i]);
        if (strcmp(a, b) != 0) {
            add(self, kind->parts[i].label, a, b);
        } else {
            xwipe_str(a);
            xwipe_str(b);
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
    row->cells[0] = tr(self->at[at].label);
    row->cells[1] = self->at[at].stored;
    row->cells[2] = self->at[at].typed;
}

static const struct list_column typed_columns[] = {
    {N_("Field"), 12, 0, LIST_LEFT, 0},
    {N_("In the register now"), 30, 0, LIST_LEFT, 0},
    {N_("What you typed"), 0, 20, LIST_LEFT, 0},
};
static const struct list_column old_columns[] = {
    {N_("Field"), 12, 0, LIST_LEFT, 0},
    {N_("In the register now"), 30, 0, LIST_LEFT, 0},
    {N_("In the copy"), 0, 20, LIST_LEFT, 0},
};
static const struct list_look looks[] = {
    [DIFFERENCES_TYPED] = {.columns = typed_columns, .count = COUNT(typed_columns), .indent = 1},
    [DIFFERENCES_OLD] = {.columns = old_columns, .count = COUNT(old_columns), .indent = 1},
};

static void differences_head(const struct screen *s, struct frame *f)
{
    const struct differences_screen *self = s->self;
    str_add(&f->where, tr("Changed"));
    if (self->of == DIFFERENCES_OLD) {
        str_add(&f->sum, tr("What differs between the register now and the copy"));
        str_add(&f->hint, tr("Esc goes back; F2 there takes the one in the copy back."));
        return;
    }
    str_add(&f->sum, tr("This record was changed while you typed. Your text is in the draft."));
    str_add(&f->hint,
            tr("Yours stands in the form. Esc goes back; F2 there stores it, the other is kept"));
}

static void differences_draw(const struct screen *s, struct rect body)
{
    struct differences_screen *self = s->self;
    list_draw(&self->list, &looks[self->of], body);
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
                      enum differences_of of, void (*done)(void *ctx), void *ctx)
{
    struct differences_screen *self = xcalloc(1, sizeof *self);
    self->of = of;
    self->done = done;
    self->ctx = ctx;
    compare(self, app->reg, stored, typed);
    struct screen *s = screen_new(&differences_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    app_push(app, s);
    list_reload(&self->list);
}
