// SPDX-License-Identifier: MIT
#include "tui/screens/today.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/scales.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/backup_words.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/*
 * S4: the order of a morning: what was left half written, what must be done and
 * why.  Every line is derived; Enter starts the record that clears it.
 */
static const struct binding today_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Finish")}, {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_F7, CMD_NEW, N_("New")},     {XKEY_ENTER, CMD_OPEN, N_("Do it")},
    {XKEY_TAB, CMD_NEXT, NULL},        {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_ESC, CMD_BACK, NULL},
};
static const struct keymap today_keymap = KEYMAP(today_bindings, &keymap_list);

static const struct keymap *today_keys(const struct screen *s)
{
    (void)s;
    return &today_keymap;
}

static bool today_after(struct screen *s)
{
    struct today_screen *self = s->self;
    return list_read(&self->list);
}

static const struct list_column columns[] = {
    {"", 9, 0, LIST_LEFT, 0},  {"", 8, 0, LIST_LEFT, 2},   {"", 10, 0, LIST_LEFT, 0},
    {"", 0, 10, LIST_LEFT, 1}, {"", 12, 0, LIST_RIGHT, 3},
};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

/* How old the copies are: a demo has none that matter. */
static void today_add_copies(const struct screen *s, struct frame *f)
{
    const struct today_screen *self = s->self;
    if (s->app->reg->is_demo) {
        return;
    }
    str_add(&f->sum, "   ");
    backup_words_age(&f->sum, &self->copies, s->app->now());
    if (!frame_is_small(s->app->rows, s->app->cols)) {
        backup_words_both(&f->tell, &self->copies, s->app->now());
    }
}

static void today_head(const struct screen *s, struct frame *f)
{
    const struct today_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    str_add(&f->where, tr("Today"));
    str_add(&f->who, reg->calendar->short_name ? reg->calendar->short_name : "");
    str_addf(&f->sum, tr("Not finished %zu   To do %zu (overdue %zu)"), self->drafts, self->due,
             self->overdue);
    if (self->coming) {
        str_addf(&f->sum, tr("   coming today %zu"), self->coming);
    }
    if (reg->read_only) {
        str_addf(&f->sum, "   %s", tr("READ-ONLY"));
    }
    today_add_copies(s, f);
    int64_t at = list_chosen(&self->list);
    const struct today_line *line = at ? &self->lines[at - 1] : NULL;
    if (line && line->type == LINE_DUE && s->body.cols < FRAME_COLS) {
        /* The reason is cut in a narrow list and read here. */
        str_add(&f->hint, line->reason);
    } else if (line && line->type == LINE_DUE && strcmp(line->rule->enter, "steps") == 0) {
        str_add(&f->hint, tr("Enter: say what became of it; then this line goes by itself"));
    } else if (line && line->type == LINE_DUE) {
        str_addf(&f->hint, tr("Enter: write it (%s); once written this line goes by itself"),
                 tr(line->kind->label));
    } else if (line && line->type == LINE_COMING) {
        str_add(&f->hint, tr("Enter: came, did not come, another day; F4 the file"));
    } else if (line && line->type == LINE_TERM) {
        str_add(&f->hint, tr("Enter: the term's first day, last day of lessons, holidays"));
    } else if (line && line->type == LINE_SCALE) {
        str_add(&f->hint, tr("Enter: which of the two versions counts from now on"));
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

static void scale_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct today_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at || !answer || self->lines[at - 1].type != LINE_SCALE) {
        return;
    }
    const struct today_line *line = &self->lines[at - 1];
    struct changes set = CHANGES_INIT;
    const char *why = answer == 1 ? scales_keep(s->app->reg, &set, line->record)
                                  : scales_stop(s->app->reg, &set, line->record);
    enum err e = why ? ERR_OK : store_commit(s->app->reg, &set, NULL);
    changes_release(&set);
    if (why || e != ERR_OK) {
        app_problem(s->app, "%s", tr(why ? why : err_msgid(e)));
        return;
    }
    app_mark(s->app, MARK_SAVED, clock_now());
    app_changed(s->app, &(struct notice){.record = line->record, .kind = -1});
}

static void ask_scale(struct screen *s)
{
    const struct ask_answer answers[] = {
        {tr("decide later"), 0}, {tr("go on with ours"), 0}, {tr("use the program's"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Which version of this scale counts?"),
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = scale_answer,
                                   .ctx = s});
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
    case LINE_COMING:
        moves_push(s->app, line.kind->machines, line.record, line.pupil);
        break;
    case LINE_DUE:
        if (strcmp(line.rule->enter, "steps") == 0) {
            moves_push(s->app, line.kind->machines, line.record, line.pupil);
        } else {
            record_new_push(s->app, line.kind, line.pupil);
        }
        break;
    case LINE_SCALE:
        ask_scale(s);
        break;
    case LINE_TERM:
        record_new_push(s->app, &kind_term, NONE);
        break;
    case LINE_HEAD:
    case LINE_FAILED:
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
    } else if (answer == 2 && line.type != LINE_TERM) {
        record_open_push(s->app, line.record);
    } else if (answer == 3) {
        app_tell(s->app, tr("Because %s"),
                 line.type == LINE_DUE      ? tr(line.rule->why)
                 : line.type == LINE_SCALE  ? tr("results of the two versions cannot be compared")
                 : line.type == LINE_COMING ? tr("it is the day, and nobody said how it ended")
                                            : tr("it was begun and not finished"));
    }
}

static void ask_else(struct screen *s)
{
    struct today_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at) {
        return;
    }
    const struct ask_answer answers[] = {{tr("nothing"), 0},
                                         {tr("look at the file"), 0},
                                         {tr("open the record"), 0},
                                         {tr("why is this line here"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("What else with this line?"),
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = else_answer,
                                   .ctx = s});
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
        finish_push(s->app);
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
    today_gather(s);
}

static void today_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    today_gather(s);
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
    list_init(&self->list,
              &(struct list_source){
                  .count = today_count, .fetch = today_fetch, .read = today_read, .ctx = s});
    today_gather(s);
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
    today_empty(self);
    backup_last_release(&self->copies);
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
