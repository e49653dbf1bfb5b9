// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/pack.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/ask.h"
#include "tui/textfield.h"

/* S11: one long text of a form on a whole page; stamps stand in the gutter. */

enum { TEXT_COL = 6, TEXT_CELLS = 72, GUTTER = 4 };

struct longtext {
    struct form *form; /* of the form screen below */
    size_t item;
    size_t top;
    int row, col;
};

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

static struct item *item_of(const struct longtext *self)
{
    return &self->form->items[self->item];
}

static struct edit *edit_of(const struct longtext *self)
{
    return item_of(self)->edit;
}

static int text_cells(struct rect body)
{
    int cells = body.cols - TEXT_COL - 1;
    return cells > TEXT_CELLS ? TEXT_CELLS : cells > 4 ? cells : 4;
}

static void again(struct screen *s)
{
    struct longtext *self = s->self;
    edit_layout(edit_of(self), (size_t)text_cells(s->body));
    app_dirty(s->app);
}

static void long_layout(struct screen *s, struct rect body)
{
    (void)body;
    again(s);
}

static void long_head(const struct screen *s, struct frame *f)
{
    const struct longtext *self = s->self;
    const struct item *item = item_of(self);
    struct edit *e = edit_of(self);
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
    struct longtext *self = s->self;
    struct edit *e = edit_of(self);
    int cells = text_cells(body);
    /* After a resize the form below has laid the same text out for its box. */
    edit_layout(e, (size_t)cells);
    size_t rows = (size_t)body.rows;
    size_t at = edit_cursor_line(e);
    if (self->top > at) {
        self->top = at;
    }
    if (at >= self->top + rows) {
        self->top = at + 1 - rows;
    }
    /* Nothing empty below while something is hidden above. */
    if (self->top + rows > edit_line_count(e)) {
        self->top = edit_line_count(e) > rows ? edit_line_count(e) - rows : 0;
    }
    for (size_t i = 0; i < rows && self->top + i < edit_line_count(e); i++) {
        struct edit_line l = edit_line(e, self->top + i);
        int row = body.row + (int)i;
        if (l.first && l.stamp != STAMP_NONE) {
            draw_right(row, body.col + 1, GUTTER, stamp_word(l.stamp),
                       l.stamp == STAMP_DANGER ? ROLE_DANGER : ROLE_HEAD);
        }
        draw_span(row, body.col + TEXT_COL, cells, edit_text(e) + l.start, l.len, ROLE_PLAIN);
    }
    self->row = body.row + (int)(at - self->top);
    self->col = body.col + TEXT_COL + (int)edit_cursor_cells(e);
}

static bool long_cursor(const struct screen *s, int *row, int *col)
{
    const struct longtext *self = s->self;
    *row = self->row;
    *col = self->col;
    return true;
}

static void touched(struct screen *s, size_t characters)
{
    struct longtext *self = s->self;
    form_touched(self->form, self->item, characters);
    again(s);
}

static bool long_after(struct screen *s)
{
    struct longtext *self = s->self;
    return form_keep_due(s->app, self->form);
}

/* --- stamps --- */

static void set_stamp(struct screen *s, enum stamp stamp)
{
    struct longtext *self = s->self;
    struct edit *e = edit_of(self);
    bool on = edit_stamp(e) == stamp;
    edit_set_stamp(e, on ? STAMP_NONE : stamp);
    touched(s, FORM_DUE);
}

static void stamp_minute(struct screen *s)
{
    struct longtext *self = s->self;
    char now[STAMP_TEXT];
    clock_format(clock_now(), now);
    char *minute = str_format("%.5s ", now + 11);
    edit_insert(edit_of(self), minute, strlen(minute), false);
    xfree(minute);
    touched(s, 6);
}

static void stamp_danger(struct screen *s)
{
    struct longtext *self = s->self;
    struct edit *e = edit_of(self);
    if (edit_stamp(e) != STAMP_DANGER) {
        set_stamp(s, STAMP_DANGER);
        edit_home(e);
        stamp_minute(s);
        edit_end(e);
    } else {
        set_stamp(s, STAMP_DANGER);
    }
}

static void stamp_answer(void *ctx, size_t answer)
{
    static const enum stamp stamps[] = {STAMP_NONE, STAMP_SUPPORT, STAMP_PROMISE, STAMP_SILENCE,
                                        STAMP_CRYING};
    if (answer && answer < COUNT(stamps)) {
        set_stamp(ctx, stamps[answer]);
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
    struct longtext *self = s->self;
    struct form *form = self->form;
    form_hasten(form);
    edit_break(edit_of(self));
    app_pop(s->app);
    if (move > 0) {
        form_next(form);
    } else if (move < 0) {
        form_prev(form);
    }
}

static bool long_command(struct screen *s, enum command cmd)
{
    struct longtext *self = s->self;
    struct edit *e = edit_of(self);
    size_t page = s->body.rows > 2 ? (size_t)s->body.rows - 1 : 1;
    app_dirty(s->app);
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
    case CMD_OPEN:
        edit_insert(e, "\n", 1, false);
        touched(s, FORM_DUE);
        return true;
    case CMD_UP:
        edit_up(e, 1);
        return true;
    case CMD_DOWN:
        edit_down(e, 1);
        return true;
    case CMD_PAGE_UP:
        edit_up(e, page);
        return true;
    case CMD_PAGE_DOWN:
        edit_down(e, page);
        return true;
    case CMD_STAMP_TIME:
        stamp_minute(s);
        return true;
    case CMD_STAMP_WORDS:
        set_stamp(s, STAMP_WORDS);
        return true;
    case CMD_STAMP_DANGER:
        stamp_danger(s);
        return true;
    case CMD_HELP:
        help_push(s->app, item_of(self)->field, item_of(self)->field->no);
        return true;
    default:
        break;
    }
    struct textfield field = {.edit = e, .from = 0, .secret = false};
    uint64_t before = edit_version(e);
    size_t count = edit_count(e);
    if (!textfield_command(&field, cmd)) {
        return false;
    }
    if (edit_version(e) != before) {
        /* An undone paste is as much as the paste was. */
        size_t now = edit_count(e);
        touched(s, now > count ? now - count : count - now);
    }
    return true;
}

static void insert(struct screen *s, const char *text, size_t n, bool paste)
{
    struct longtext *self = s->self;
    if (!edit_insert(edit_of(self), text, n, paste)) {
        app_problem(s->app, "%s", tr("Not all of it fitted into the field"));
    }
    touched(s, paste ? FORM_DUE : utf8_count(text));
}

static void long_text(struct screen *s, const char *text, size_t n)
{
    insert(s, text, n, false);
}

static void long_paste(struct screen *s, const char *text, size_t n)
{
    insert(s, text, n, true);
}

/* --- the place: the form below knows the field and the cursor --- */

static void long_save(const struct screen *s, struct str *out)
{
    const struct longtext *self = s->self;
    pack_put_int(out, "item", (int64_t)self->item);
}

static struct screen *long_make(struct app *app, struct form *form, size_t item)
{
    struct longtext *self = xcalloc(1, sizeof *self);
    self->form = form;
    self->item = item;
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
