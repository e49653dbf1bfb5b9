// SPDX-License-Identifier: MIT

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/*
 * A ledger (台账): all records of one kind, newest first, whoever they are about.
 * A page of them is held; what is in sight is read behind the paint.
 */
enum { LEDGER_PAGE = 40 };

struct ledger_screen {
    const struct kind *kind;
    int64_t pupil; /* whom a new record is about, NONE */
    struct list list;
    int64_t count;
    struct timeline_entry page[LEDGER_PAGE];
    size_t page_n;
    int64_t page_from;
    struct str cells[5];
};

static const struct kind *const ledgers[] = {&kind_appointment, &kind_caller,  &kind_clue,
                                             &kind_liaison,     &kind_promise, &kind_told};

static const struct binding ledger_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_F7, CMD_NEW, N_("New")},
};
static const struct keymap ledger_keymap = KEYMAP(ledger_bindings, &keymap_list);

static const struct keymap *ledger_keys(const struct screen *s)
{
    (void)s;
    return &ledger_keymap;
}

/* --- rows --- */

static void forget_page(struct ledger_screen *self)
{
    timeline_release(self->page, self->page_n);
    self->page_n = 0;
    self->page_from = -1;
}

static void reload(struct screen *s)
{
    struct ledger_screen *self = s->self;
    forget_page(self);
    self->count = timeline_ledger_count(s->app->reg, self->kind);
    list_reload(&self->list);
    app_dirty(s->app);
}

static struct timeline_entry *entry(struct screen *s, size_t at)
{
    struct ledger_screen *self = s->self;
    int64_t i = (int64_t)at;
    if (self->page_from < 0 || i < self->page_from ||
        i >= self->page_from + (int64_t)self->page_n) {
        forget_page(self);
        self->page_from = i > LEDGER_PAGE / 3 ? i - LEDGER_PAGE / 3 : 0;
        self->page_n =
            timeline_ledger(s->app->reg, self->kind, self->page_from, LEDGER_PAGE, self->page);
    }
    size_t k = (size_t)(i - self->page_from);
    return k < self->page_n ? &self->page[k] : NULL;
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return (size_t)((const struct ledger_screen *)s->self)->count;
}

static bool read(void *ctx, size_t at)
{
    struct screen *s = ctx;
    struct timeline_entry *e = entry(s, at);
    if (!e || e->is_read) {
        return false;
    }
    timeline_read(s->app->reg, e);
    app_dirty(s->app);
    return true;
}

static bool ledger_after(struct screen *s)
{
    struct ledger_screen *self = s->self;
    return list_read(&self->list);
}

static void fill(struct ledger_screen *self, const struct reg *reg, const struct timeline_entry *e)
{
    char day[DATE_TEXT];
    str_addf(&self->cells[0], "%s %s", date_format(e->day, day), dateword_weekday(e->day));
    const struct pupil_card *p = e->pupil == NONE ? NULL : roster_pupil(reg->roster, e->pupil);
    if (p) {
        str_add(&self->cells[1], p->name);
        roster_class_label(&self->cells[2], reg->roster, p->class_id, clock_today());
    }
    str_addf(&self->cells[3], "%s%s",
             e->state == RECORD_STRUCK       ? tr("[struck out] ")
             : e->state == RECORD_UNFINISHED ? tr("[unfinished] ")
                                             : "",
             e->line.ptr);
    str_add(&self->cells[4], e->by == NONE ? "" : roster_name(reg->roster, e->by));
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct ledger_screen *self = s->self;
    const struct timeline_entry *e = entry(s, at);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    if (!e) {
        return;
    }
    row->id = e->id;
    if (!e->is_read) {
        return;
    }
    if (e->damaged) {
        str_add(&self->cells[3], tr("DAMAGED: not shown"));
        row->role = ROLE_PROBLEM;
    } else {
        fill(self, s->app->reg, e);
        row->role = e->state == RECORD_STRUCK ? ROLE_DIM : ROLE_PLAIN;
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {"", 15, 0, LIST_LEFT, 0}, {"", 9, 0, LIST_LEFT, 0}, {"", 8, 0, LIST_LEFT, 3},
    {"", 0, 10, LIST_LEFT, 0}, {"", 8, 0, LIST_LEFT, 2},
};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 2, .no_titles = true};

static void ledger_head(const struct screen *s, struct frame *f)
{
    const struct ledger_screen *self = s->self;
    str_add(&f->where, trc("where", self->kind->label));
    str_addf(&f->who, tr("%zu in all"), (size_t)self->count);
    str_add(&f->sum, tr("Newest first"));
    str_add(&f->hint, tr("Enter opens; F7 a new one; F4 other ledgers and the steps of this line"));
}

static void ledger_draw(const struct screen *s, struct rect body)
{
    struct ledger_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- keys --- */

static int64_t pupil_of(const struct ledger_screen *self, int64_t id)
{
    for (size_t i = 0; i < self->page_n; i++) {
        if (self->page[i].id == id) {
            return self->page[i].pupil;
        }
    }
    return NONE;
}

static void else_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct ledger_screen *self = s->self;
    int64_t id = list_chosen(&self->list);
    if (answer > COUNT(ledgers)) {
        moves_push(s->app, self->kind->machines, id, pupil_of(self, id));
    } else if (answer > 0) {
        self->kind = ledgers[answer - 1];
        reload(s);
    }
}

static void ask_else(struct screen *s)
{
    struct ledger_screen *self = s->self;
    struct ask_answer answers[2 + COUNT(ledgers)] = {{tr("this list"), 0}};
    size_t n = 1;
    for (size_t i = 0; i < COUNT(ledgers); i++) {
        answers[n++] = (struct ask_answer){tr(ledgers[i]->label), 0};
    }
    if (self->kind->machines && list_chosen(&self->list)) {
        answers[n++] = (struct ask_answer){tr("steps of this line"), 0};
    }
    ask_push(s->app, &(struct ask){.question = tr("Which list, or what with this line?"),
                                   .answers = answers,
                                   .count = n,
                                   .done = else_answer,
                                   .ctx = s});
}

static bool ledger_command(struct screen *s, enum command cmd)
{
    struct ledger_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        if (list_chosen(&self->list)) {
            record_open_push(s->app, list_chosen(&self->list));
        }
        return true;
    case CMD_NEW:
        if (self->kind->flags & K_SMALL) {
            app_tell(s->app, "%s", tr("These are written by other pages: after the talk, liaison"));
        } else {
            record_new_push(s->app, self->kind, self->pupil);
        }
        return true;
    case CMD_OPTIONS:
        ask_else(s);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void ledger_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void ledger_save(const struct screen *s, struct str *out)
{
    const struct ledger_screen *self = s->self;
    app_put_kind(out, self->kind);
    pack_put_int(out, "pupil", self->pupil);
    pack_put_int(out, "chosen", list_chosen(&self->list));
}

static struct screen *make(struct app *app, const struct kind *kind, int64_t pupil)
{
    struct ledger_screen *self = xcalloc(1, sizeof *self);
    self->kind = kind;
    self->pupil = pupil;
    self->page_from = -1;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&ledger_ops, app, self);
    list_init(&self->list,
              &(struct list_source){.count = count, .fetch = fetch, .read = read, .ctx = s});
    reload(s);
    return s;
}

static struct screen *ledger_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    struct pack_entry pupil;
    const struct kind *kind = app_kind(bytes, n);
    if (!kind || !pack_find(bytes, n, "pupil", &pupil)) {
        return NULL;
    }
    struct screen *s = make(app, kind, pack_int(&pupil));
    struct ledger_screen *self = s->self;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    return s;
}

static void ledger_close(struct screen *s)
{
    struct ledger_screen *self = s->self;
    forget_page(self);
    list_release(&self->list);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self);
}

const struct screen_ops ledger_ops = {
    .name = "ledger",
    .idle = 120,
    .keys = ledger_keys,
    .head = ledger_head,
    .draw = ledger_draw,
    .after = ledger_after,
    .command = ledger_command,
    .changed = ledger_changed,
    .save = ledger_save,
    .restore = ledger_restore,
    .close = ledger_close,
};

void ledger_push(struct app *app, const struct kind *kind, int64_t pupil)
{
    app_push(app, make(app, kind, pupil));
}
