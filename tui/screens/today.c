// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/dateword.h"
#include "core/draft.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
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
 * S4: the order of a morning: what was left half written, what must be done and
 * why.  Every line is derived; Enter starts the record that clears it.
 */
enum line_type { LINE_HEAD, LINE_DRAFT, LINE_UNFINISHED, LINE_DUE, LINE_TERM, LINE_NOTHING };

struct today_line {
    enum line_type type;
    const char *head;   /* translated */
    int64_t record;     /* DRAFT, UNFINISHED: to open; DUE: it comes from */
    int64_t pupil;
    const struct kind *kind;
    int64_t at;         /* DRAFT: ms; others a day */
    int64_t since;
    bool unread;        /* UNFINISHED: the record's own words are read behind the paint */
    bool damaged;
};

struct today_screen {
    struct list list;
    struct today_line *lines;
    size_t n, cap;
    size_t drafts, due, overdue;
    struct str cells[5];
    struct str whole;
};

enum { AHEAD_DAYS = 7 };

static const struct binding today_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Finish")},
    {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_F7, CMD_NEW, N_("New")},
    {XKEY_ENTER, CMD_OPEN, N_("Do it")},
    {XKEY_TAB, CMD_NEXT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_ESC, CMD_BACK, NULL},
};
static const struct keymap today_keymap = KEYMAP(today_bindings, &keymap_list);

static const struct keymap *today_keys(const struct screen *s)
{
    (void)s;
    return &today_keymap;
}

static void add(struct today_screen *self, struct today_line line)
{
    self->lines = mem_grow(self->lines, self->n, &self->cap, sizeof *self->lines);
    self->lines[self->n++] = line;
}

static void add_drafts(struct today_screen *self, struct reg *reg)
{
    struct draft_info *drafts = NULL;
    size_t n = 0;
    int64_t *ids = NULL;
    size_t m = 0;
    if (draft_list(reg, &drafts, &n) != ERR_OK) {
        n = 0;
    }
    if (timeline_unfinished(reg, &ids, &m) != ERR_OK) {
        m = 0;
    }
    if (n + m) {
        add(self, (struct today_line){.type = LINE_HEAD, .head = tr("Not finished")});
    }
    for (size_t i = 0; i < n; i++) {
        add(self, (struct today_line){.type = LINE_DRAFT, .record = drafts[i].id,
                                      .pupil = drafts[i].pupil, .kind = drafts[i].kind,
                                      .at = drafts[i].at});
    }
    for (size_t i = 0; i < m; i++) {
        bool has_draft = false;
        for (size_t k = 0; k < n; k++) {
            has_draft = has_draft || drafts[k].id == ids[i];
        }
        if (!has_draft) {
            add(self, (struct today_line){.type = LINE_UNFINISHED, .record = ids[i],
                                          .pupil = NONE, .unread = true});
            self->drafts++;
        }
    }
    self->drafts += n;
    xfree(drafts);
    xfree(ids);
}

static void add_due(struct today_screen *self, struct reg *reg)
{
    int64_t today = clock_today();
    struct due_line *due = NULL;
    size_t n = 0;
    if (due_list(reg, today + AHEAD_DAYS, &due, &n) != ERR_OK) {
        n = 0;
    }
    struct term_ref term = calendar_term_of(reg->calendar, today);
    bool term_known = calendar_knows(reg->calendar, term);
    add(self, (struct today_line){.type = LINE_HEAD, .head = tr("To do")});
    if (!term_known && !reg->read_only) {
        add(self, (struct today_line){.type = LINE_TERM, .pupil = NONE,
                                      .at = calendar_term_first(reg->calendar, term)});
    }
    for (size_t i = 0; i < n; i++) {
        add(self, (struct today_line){.type = LINE_DUE, .record = due[i].record,
                                      .pupil = due[i].pupil, .kind = due[i].kind,
                                      .at = due[i].due, .since = due[i].since});
        self->overdue += due[i].due < today;
    }
    self->due = n + (!term_known && !reg->read_only);
    if (!self->due) {
        add(self, (struct today_line){.type = LINE_NOTHING});
    }
    xfree(due);
}

static void gather(struct screen *s)
{
    struct today_screen *self = s->self;
    self->n = 0;
    self->drafts = self->due = self->overdue = 0;
    add_drafts(self, s->app->reg);
    add_due(self, s->app->reg);
    list_reload(&self->list);
}

static bool read(void *ctx, size_t at)
{
    struct screen *s = ctx;
    struct today_screen *self = s->self;
    struct today_line *line = &self->lines[at];
    if (!line->unread) {
        return false;
    }
    struct record *rec;
    line->unread = false;
    line->damaged = store_load(s->app->reg, line->record, &rec) != ERR_OK;
    if (!line->damaged) {
        line->pupil = rec->pupil;
        line->kind = rec->kind;
        line->at = rec->day;
        record_free(rec);
    }
    app_dirty(s->app);
    return true;
}

static bool today_after(struct screen *s)
{
    struct today_screen *self = s->self;
    return list_read(&self->list);
}

/* --- rows --- */

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct today_screen *)s->self)->n;
}

static void add_reason(struct str *out, const struct today_line *line)
{
    char day[DATE_TEXT];
    char due[DATE_TEXT];
    str_addf(out, tr("on %s it was agreed to meet %s"), date_format(line->since, day) + 5,
             date_format(line->at, due) + 5);
}

static void due_cells(struct today_screen *self, const struct today_line *line)
{
    int64_t days = clock_today() - line->at;
    str_add(&self->cells[2], tr("Talk again"));
    add_reason(&self->cells[3], line);
    str_addf(&self->cells[4], days > 0    ? tr("%d days over")
                              : days == 0 ? tr("today")
                                          : tr("in %d days"),
             (int)(days > 0 ? days : -days));
}

static void draft_cells(struct today_screen *self, const struct today_line *line)
{
    char text[STAMP_TEXT];
    char day[DATE_TEXT];
    str_add(&self->cells[2], tr(line->kind->label));
    str_add(&self->cells[3], line->type == LINE_DRAFT ? tr("half written, kept as a draft")
                                                      : tr("stored as unfinished"));
    if (line->type == LINE_UNFINISHED) {
        str_add(&self->cells[4], date_format(line->at, day) + 5);
    } else if (clock_date(line->at) == clock_today()) {
        str_addf(&self->cells[4], "%.5s", clock_format(line->at, text) + 11);
    } else {
        str_addf(&self->cells[4], "%.11s", clock_format(line->at, text) + 5);
    }
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct today_screen *self = s->self;
    const struct today_line *line = &self->lines[at];
    const struct reg *reg = s->app->reg;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    str_clear(&self->whole);
    if (line->type == LINE_HEAD || line->type == LINE_NOTHING) {
        str_add(&self->whole, line->head ? line->head : tr("   All done. Nothing is waiting."));
        row->whole = self->whole.ptr;
        row->role = line->type == LINE_HEAD ? ROLE_HEAD : ROLE_PLAIN;
        return;
    }
    row->id = (int64_t)at + 1;
    if (line->unread) {
        return;
    }
    const struct pupil_card *p = line->pupil == NONE ? NULL
                                                     : roster_pupil(reg->roster, line->pupil);
    if (p) {
        str_add(&self->cells[0], p->name);
        roster_class_label(&self->cells[1], reg->roster, p->class_id, clock_today());
    }
    if (line->type == LINE_TERM) {
        str_add(&self->cells[0], tr("This term"));
        str_add(&self->cells[2], tr("Dates"));
        str_add(&self->cells[3], tr("nobody entered its first day yet"));
    } else if (line->type == LINE_DUE) {
        due_cells(self, line);
        row->sign = line->at < clock_today() ? " !" : NULL;
    } else if (line->damaged) {
        str_add(&self->cells[3], tr("DAMAGED: not shown"));
        row->role = ROLE_PROBLEM;
    } else {
        draft_cells(self, line);
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {"", 9, 0, LIST_LEFT, 0},  {"", 8, 0, LIST_LEFT, 2},   {"", 10, 0, LIST_LEFT, 0},
    {"", 0, 10, LIST_LEFT, 1}, {"", 12, 0, LIST_RIGHT, 3},
};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void today_head(const struct screen *s, struct frame *f)
{
    const struct today_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    str_add(&f->where, tr("Today"));
    str_add(&f->who, reg->calendar->short_name ? reg->calendar->short_name : "");
    str_addf(&f->sum, tr("Not finished %zu   To do %zu (overdue %zu)"), self->drafts, self->due,
             self->overdue);
    if (reg->read_only) {
        str_addf(&f->sum, "   %s", tr("READ-ONLY"));
    }
    int64_t at = list_chosen(&self->list);
    const struct today_line *line = at ? &self->lines[at - 1] : NULL;
    if (line && line->type == LINE_DUE && s->body.cols < FRAME_COLS) {
        /* The reason is cut in a narrow list and read here. */
        add_reason(&f->hint, line);
    } else if (line && line->type == LINE_DUE) {
        str_add(&f->hint, tr("Enter: write the talk; once written this line goes by itself"));
    } else if (line && line->type == LINE_TERM) {
        str_add(&f->hint, tr("Enter: the term's first day, last day of lessons, holidays"));
    } else if (line) {
        str_add(&f->hint, tr("Enter: go on where the cursor was"));
    }
}

static void today_draw(const struct screen *s, struct rect body)
{
    struct today_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- keys --- */

/* The first line of the section behind or before the chosen one; round at the ends. */
static void other_section(struct today_screen *self, bool forward)
{
    size_t own = (size_t)list_chosen(&self->list); /* the line behind the chosen one */
    if (!own) {
        return;
    }
    do {
        own--;
    } while (own > 0 && self->lines[own].type != LINE_HEAD);
    for (size_t i = 1; i < self->n; i++) {
        size_t head = (own + (forward ? i : self->n - i)) % self->n;
        if (self->lines[head].type == LINE_HEAD && list_choose(&self->list, (int64_t)head + 2)) {
            return;
        }
    }
}

static void new_for(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    if (pupil != NONE) {
        menu_push(s->app, pupil);
    }
}

static void open_line(struct screen *s)
{
    struct today_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at) {
        return;
    }
    const struct today_line line = self->lines[at - 1];
    switch (line.type) {
    case LINE_DRAFT:
    case LINE_UNFINISHED:
        record_open_push(s->app, line.record);
        break;
    case LINE_DUE:
        record_new_push(s->app, line.kind, line.pupil);
        break;
    case LINE_TERM:
        record_new_push(s->app, &kind_term, NONE);
        break;
    case LINE_HEAD:
    case LINE_NOTHING:
        break;
    }
}

static void else_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct today_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at || !answer) {
        return;
    }
    const struct today_line line = self->lines[at - 1];
    if (answer == 1 && line.pupil != NONE) {
        pupil_push(s->app, line.pupil);
    } else if (answer == 2) {
        app_tell(s->app, "%s",
                 line.type == LINE_DUE
                     ? tr("Because the talk named this day and nobody met the pupil since")
                     : tr("Because it was begun and not stored as finished"));
    }
}

static void ask_else(struct screen *s)
{
    struct today_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at) {
        return;
    }
    const struct ask_answer answers[] = {
        {tr("nothing"), 0}, {tr("look at the file"), 0}, {tr("why is this line here"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("What else with this line?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = else_answer, .ctx = s});
}

static void finish_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    if (answer == 1 && s->app->hooks.lock) {
        s->app->hooks.lock(s->app, LOCK_ASKED);
    } else if (answer == 2) {
        app_quit(s->app);
    }
}

static void finish(struct screen *s)
{
    struct today_screen *self = s->self;
    const struct ask_answer answers[] = {
        {tr("go on"), 0}, {tr("lock"), 0}, {tr("leave the program"), 0}};
    char *question = self->drafts ? str_format(tr("%zu are not finished; they are kept. Finish?"),
                                               self->drafts)
                                  : xstrdup(tr("Everything is stored. Finish?"));
    ask_push(s->app, &(struct ask){.question = question, .answers = answers,
                                   .count = COUNT(answers), .done = finish_answer, .ctx = s});
    xfree(question);
}

static bool today_command(struct screen *s, enum command cmd)
{
    struct today_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        open_line(s);
        return true;
    case CMD_NEW:
        pupils_push(s->app, &(struct pupils_how){.done = new_for, .ctx = s});
        return true;
    case CMD_OPTIONS:
        ask_else(s);
        return true;
    case CMD_NEXT:
    case CMD_PREV:
        other_section(self, cmd == CMD_NEXT);
        return true;
    case CMD_DONE:
        finish(s);
        return true;
    case CMD_BACK:
        app_tell(s->app, "%s", tr("F2 finishes the day; F9 00 leaves the program"));
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

/* Typing on the day screen finds a pupil. */
static void today_text(struct screen *s, const char *text, size_t n)
{
    char *typed = xmemdupz(text, n);
    pupils_push(s->app, &(struct pupils_how){.typed = typed});
    xfree(typed);
}

static void today_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    gather(s);
}

static void today_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    gather(s);
    app_dirty(s->app);
}

static void today_save(const struct screen *s, struct str *out)
{
    const struct today_screen *self = s->self;
    pack_put_int(out, "chosen", list_chosen(&self->list));
}

static struct screen *make(struct app *app)
{
    struct today_screen *self = xcalloc(1, sizeof *self);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    str_init(&self->whole);
    struct screen *s = screen_new(&today_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .read = read,
                                                 .ctx = s});
    gather(s);
    return s;
}

static struct screen *today_restore(struct app *app, const char *bytes, size_t n)
{
    struct screen *s = make(app);
    struct today_screen *self = s->self;
    struct pack_entry e;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    return s;
}

static void today_close(struct screen *s)
{
    struct today_screen *self = s->self;
    list_release(&self->list);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    str_wipe(&self->whole);
    xfree(self->lines);
    xfree(self);
}

const struct screen_ops today_ops = {
    .name = "today",
    .idle = 120,
    .keys = today_keys,
    .head = today_head,
    .draw = today_draw,
    .after = today_after,
    .command = today_command,
    .text = today_text,
    .changed = today_changed,
    .resumed = today_resumed,
    .save = today_save,
    .restore = today_restore,
    .close = today_close,
};

void today_push(struct app *app)
{
    app_push(app, make(app));
}
