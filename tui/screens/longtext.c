// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/textpage.h"
#include "tui/ask.h"

/* S11: one long text of a form on a whole page; stamps stand in the gutter. */

enum { GUTTER_COL = 1, GUTTER = 4, TEXT_COL = 6, TEXT_CELLS = 72 };

static const struct binding long_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Written")},
    {XKEY_F4, CMD_OPTIONS, N_("Stamps")},
    {XKEY_TAB, CMD_NEXT, N_("Next field")},
    {XKEY_CTRL('E'), CMD_WIDE, N_("Small")},
    {XKEY_CTRL('Z'), CMD_UNDO, N_("Undo")},
    {XKEY_CTRL('T'), CMD_STAMP_TIME, NULL},
    {XKEY_CTRL('Q'), CMD_STAMP_WORDS, NULL},
    {XKEY_CTRL('R'), CMD_STAMP_DANGER, NULL},
};
static const struct keymap long_keymap = KEYMAP(long_bindings, &keymap_text);

static const struct keymap *long_keys(const struct screen *s)
{
    (void)s;
    return &long_keymap;
}

static const struct item *item_of(const struct textpage *p)
{
    return &p->form->items[p->item];
}

static void long_layout(struct screen *s, struct rect body)
{
    textpage_layout(s->self, body);
}

static void long_head(const struct screen *s, struct frame *f)
{
    const struct textpage *self = s->self;
    const struct item *item = item_of(self);
    struct edit *e = textpage_edit(self);
    str_add(&f->where, trc("where", self->form->rec->kind->label));
    form_who(&f->who, self->form->reg, self->form->pupil);
    if (item->field->no) {
        str_addf(&f->sum, "%d ", item->field->no);
    }
    str_addf(&f->sum, "%s   %s   ", tr(item->field->label),
             (item->field->flags & F_PRIVATE) ? tr("never printed") : tr("may be printed"));
    str_addf(&f->sum, tr("%zu characters   line %zu of %zu"), edit_count(e),
             edit_cursor_line(e) + 1, edit_line_count(e));
    str_add(&f->hint, tr("Ctrl-T time   Ctrl-Q own words   Ctrl-R danger   F4 other stamps"));
    form_mark(self->form, f);
}

static void long_draw(const struct screen *s, struct rect body)
{
    textpage_draw(s->self, s->app->reg, body);
}

static bool long_cursor(const struct screen *s, int *row, int *col)
{
    const struct textpage *self = s->self;
    *row = self->row;
    *col = self->col;
    return true;
}

static bool long_after(struct screen *s)
{
    const struct textpage *self = s->self;
    return form_keep_due(s->app, self->form);
}

/* --- stamps --- */

/* Danger opens the school's steps below the text; taken back, it closes them. */
static void stamp_danger(struct screen *s)
{
    struct textpage *self = s->self;
    textpage_stamp(s, self, STAMP_DANGER);
    self->steps = edit_stamp(textpage_edit(self)) == STAMP_DANGER;
}

static void stamp_answer(void *ctx, size_t answer)
{
    static const enum stamp stamps[] = {STAMP_NONE, STAMP_SUPPORT, STAMP_PROMISE, STAMP_SILENCE,
                                        STAMP_CRYING};
    if (answer && answer < COUNT(stamps)) {
        struct screen *s = ctx;
        textpage_stamp(s, s->self, stamps[answer]);
    }
}

static void ask_stamp(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("none"), 0},
                                         {stamp_word(STAMP_SUPPORT), 0},
                                         {stamp_word(STAMP_PROMISE), 0},
                                         {stamp_word(STAMP_SILENCE), 0},
                                         {stamp_word(STAMP_CRYING), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Which stamp for this line?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = stamp_answer, .ctx = s});
}

/* --- keys --- */

static void leave(struct screen *s, int move)
{
    struct textpage *self = s->self;
    struct form *form = self->form;
    form_hasten(form);
    edit_break(textpage_edit(self));
    app_pop(s->app);
    if (move > 0) {
        form_next(form);
    } else if (move < 0) {
        form_prev(form);
    }
}

/* Undo that takes the stamp away closes the steps as well. */
static void undo(struct screen *s)
{
    struct textpage *self = s->self;
    textpage_command(s, self, CMD_UNDO);
    self->steps = self->steps && edit_stamp(textpage_edit(self)) == STAMP_DANGER;
}

static bool long_command(struct screen *s, enum command cmd)
{
    struct textpage *self = s->self;
    switch ((int)cmd) {
    case CMD_DONE:
    case CMD_BACK:
    case CMD_WIDE:
        leave(s, 0);
        return true;
    case CMD_NEXT:
        leave(s, 1);
        return true;
    case CMD_PREV:
        leave(s, -1);
        return true;
    case CMD_OPTIONS:
        ask_stamp(s);
        return true;
    case CMD_STAMP_DANGER:
        stamp_danger(s);
        return true;
    case CMD_UNDO:
        undo(s);
        return true;
    case CMD_HELP:
        help_push(s->app, item_of(self)->field, item_of(self)->field->no);
        return true;
    default:
        return textpage_command(s, self, cmd);
    }
}

static void took_mention(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    const char *name = roster_name(s->app->reg->roster, pupil);
    textpage_insert(s, s->self, name, strlen(name), false);
}

static void long_text(struct screen *s, const char *text, size_t n)
{
    textpage_insert(s, s->self, text, n, false);
    if (form_screen_mentions(s->app, text, n)) {
        pupils_push(s->app, &(struct pupils_how){.done = took_mention, .ctx = s});
    }
}

static void long_paste(struct screen *s, const char *text, size_t n)
{
    textpage_insert(s, s->self, text, n, true);
}

/* --- the place: the form below knows the field and the cursor --- */

static void long_save(const struct screen *s, struct str *out)
{
    const struct textpage *self = s->self;
    pack_put_int(out, "item", (int64_t)self->item);
}

static struct screen *long_make(struct app *app, struct form *form, size_t item)
{
    struct textpage *self = xcalloc(1, sizeof *self);
    *self = (struct textpage){.form = form,
                              .item = item,
                              .gutter_col = GUTTER_COL,
                              .gutter_cells = GUTTER,
                              .text_col = TEXT_COL,
                              .text_most = TEXT_CELLS,
                              .sign = stamp_word};
    return screen_new(&longtext_ops, app, self);
}

static struct screen *long_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    if (!app->top || app->top->ops != &form_ops || !pack_find(bytes, n, "item", &e)) {
        return NULL;
    }
    struct form_screen *below = app->top->self;
    int64_t at = pack_int(&e);
    if (at < 0 || (size_t)at >= below->form->n || !below->form->items[at].edit) {
        return NULL;
    }
    return long_make(app, below->form, (size_t)at);
}

static void long_close(struct screen *s)
{
    xfree(s->self);
}

const struct screen_ops longtext_ops = {
    .name = "longtext",
    .keys = long_keys,
    .head = long_head,
    .layout = long_layout,
    .draw = long_draw,
    .cursor = long_cursor,
    .command = long_command,
    .text = long_text,
    .paste = long_paste,
    .after = long_after,
    .save = long_save,
    .restore = long_restore,
    .close = long_close,
};

void longtext_push(struct app *app, struct form *form, size_t item)
{
    app_push(app, long_make(app, form, item));
}
