// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/scales.h"
#include "core/screening.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/* S16: a screening by class.  Columns are people; who was not tested is said below. */
enum { CELLS = 11 };

struct line {
    int64_t class_id;
    struct tally t;
};

struct progress_screen {
    struct campaign *campaign;
    struct scales scales;
    char *scale; /* id; the screening may have several */
    struct seats seats;
    struct line *lines; /* a class each, in school order */
    size_t n;
    struct tally all;
    bool open_only; /* classes that lack something */
    struct list list;
    struct str cells[CELLS];
    struct str whole;
};

static const struct binding progress_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Key sheets")},
    {XKEY_F4, CMD_OPTIONS, N_("Show")},
};
static const struct keymap progress_keymap = KEYMAP(progress_bindings, &keymap_list);

static const struct keymap *progress_keys(const struct screen *s)
{
    (void)s;
    return &progress_keymap;
}

/* --- counting --- */

static bool lacks(const struct line *line)
{
    return tally_untested(&line->t) > 0;
}

static void count_classes(struct progress_screen *self)
{
    xfree(self->lines);
    self->lines = xcalloc(self->seats.n ? self->seats.n : 1, sizeof *self->lines);
    self->n = 0;
    for (size_t i = 0; i < self->seats.n; i++) {
        int64_t class_id = self->seats.at[i].class_id;
        if (i && class_id == self->seats.at[i - 1].class_id) {
            continue;
        }
        struct line line = {class_id, screening_tally(&self->seats, class_id)};
        if (!self->open_only || lacks(&line)) {
            self->lines[self->n++] = line;
        }
    }
    self->all = screening_tally(&self->seats, NONE);
}

static void reload(struct screen *s)
{
    struct progress_screen *self = s->self;
    struct seats seats;
    enum err e = screening_seats(s->app->reg, self->campaign, self->scale, NONE, &seats);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    seats_release(&self->seats);
    self->seats = seats;
    count_classes(self);
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- rows: classes, a blank, the total, a blank, who was not tested --- */

enum { EXTRA_ROWS = 4 };

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    const struct progress_screen *self = s->self;
    return self->n ? self->n + EXTRA_ROWS : 0;
}

static void add_numbers(struct progress_screen *self, const struct tally *t)
{
    const size_t numbers[] = {t->due, t->leave, t->exempt, t->declined, t->absent, t->done};
    int percent = tally_percent(t);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        str_addf(&self->cells[2 + i], "%zu", numbers[i]);
    }
    if (percent < 0) {
        str_add(&self->cells[8], "-");
    } else {
        str_addf(&self->cells[8], "%d%%", percent);
    }
    str_addf(&self->cells[9], "%zu", t->voids);
    str_addf(&self->cells[10], "%zu", t->waits);
}

static void add_untested(struct str *out, const struct tally *t)
{
    size_t n = tally_untested(t);
    if (n == 0) {
        str_add(out, tr("Nobody who should be tested is without a sheet."));
        return;
    }
    str_addf(out,
             tr("Without a sheet %zu: none handed in %zu, absent %zu, declined %zu. Not tested "
                "does not mean well."),
             n, t->none, t->absent, t->declined);
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    struct progress_screen *self = s->self;
    const struct roster *r = s->app->reg->roster;
    for (size_t i = 0; i < CELLS; i++) {
        str_clear(&self->cells[i]);
        row->cells[i] = self->cells[i].ptr;
    }
    str_clear(&self->whole);
    if (at < self->n) {
        const struct line *line = &self->lines[at];
        int64_t teacher = roster_class_teacher(r, line->class_id);
        row->id = line->class_id;
        roster_class_label(&self->cells[0], r, line->class_id, self->campaign->counted);
        str_add(&self->cells[1], teacher == NONE ? "" : roster_name(r, teacher));
        add_numbers(self, &line->t);
    } else if (at == self->n + 1) {
        str_add(&self->cells[0], tr("Together"));
        add_numbers(self, &self->all);
    } else if (at == self->n + 3) {
        add_untested(&self->whole, &self->all);
        row->whole = self->whole.ptr;
    }
    for (size_t i = 0; i < CELLS; i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {N_("Class"), 7, 0, LIST_LEFT, 0},      {N_("Class teacher"), 0, 8, LIST_LEFT, 1},
    {N_("Due"), 5, 0, LIST_RIGHT, 0},       {N_("On leave"), 5, 0, LIST_RIGHT, 4},
    {N_("Exempt"), 5, 0, LIST_RIGHT, 3},    {N_("Declined"), 6, 0, LIST_RIGHT, 5},
    {N_("Absent"), 5, 0, LIST_RIGHT, 6},    {N_("In"), 5, 0, LIST_RIGHT, 0},
    {N_("Rate"), 5, 0, LIST_RIGHT, 0},      {N_("Void"), 5, 0, LIST_RIGHT, 2},
    {N_("To talk"), 5, 0, LIST_RIGHT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 2};

static void progress_head(const struct screen *s, struct frame *f)
{
    const struct progress_screen *self = s->self;
    const struct campaign *c = self->campaign;
    char day[DATE_TEXT];
    str_add(&f->where, tr("Progress"));
    str_add(&f->who, c->name ? c->name : "");
    term_title(&f->sum, calendar_term_of(s->app->reg->calendar, c->counted));
    if (c->began != NONE) {
        str_addf(&f->sum, "  %s", date_format(c->began, day) + 5);
    }
    if (c->ended != NONE) {
        str_addf(&f->sum, tr(" to %s"), date_format(c->ended, day) + 5);
    }
    str_addf(&f->sum, "  %s", scales_short(&self->scales, self->scale));
    str_addf(&f->sum, tr("  %zu classes%s"), self->n,
             self->open_only ? tr(", only those that lack something") : "");
    str_add(&f->hint, tr("Rate = in / (due - leave - exempt). Enter: the names and sheets of "
                         "this class"));
}

static void progress_draw(const struct screen *s, struct rect body)
{
    struct progress_screen *self = s->self;
    if (self->n) {
        list_draw(&self->list, &look, body);
    } else {
        draw_text(body.row + 1, body.col + 2, body.cols - 3,
                  self->open_only ? tr("No class lacks anything.")
                                  : tr("Nobody takes part: look at who takes part and the day."),
                  ROLE_PLAIN);
    }
}

/* --- keys --- */

static void open_class(struct screen *s)
{
    const struct progress_screen *self = s->self;
    int64_t id = list_chosen(&self->list);
    if (id) {
        sheets_push(s->app, &(struct sheets_how){.campaign = self->campaign->head.id,
                                                 .scale = self->scale,
                                                 .class_id = id,
                                                 .pupil = NONE});
    }
}

static const struct rows *scales_of(const struct progress_screen *self)
{
    return record_rows(&self->campaign->head, kind_part(&kind_campaign, "scales"));
}

static void show_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct progress_screen *self = s->self;
    const struct rows *rows = scales_of(self);
    if (answer == 1) {
        self->open_only = !self->open_only;
        count_classes(self);
        list_reload(&self->list);
    } else if (answer >= 2 && answer - 2 < rows->n) {
        const struct campaign_scale *row = rows->at[answer - 2];
        xfree(self->scale);
        self->scale = xstrdup(row->ident ? row->ident : "");
        reload(s);
    }
    app_dirty(s->app);
}

static void ask_show(struct screen *s)
{
    const struct progress_screen *self = s->self;
    const struct rows *rows = scales_of(self);
    struct ask_answer answers[ASK_MOST] = {
        {tr("as it is"), 0},
        {self->open_only ? tr("all classes") : tr("only classes that lack something"), 0}};
    size_t n = 2;
    for (size_t i = 0; i < rows->n && n < ASK_MOST; i++) {
        const struct campaign_scale *row = rows->at[i];
        answers[n++].words = row->ident ? scales_short(&self->scales, row->ident) : "?";
    }
    ask_push(s->app, &(struct ask){.question = tr("What shall be shown?"),
                                   .answers = answers,
                                   .count = n,
                                   .done = show_answer,
                                   .ctx = s});
}

static bool progress_command(struct screen *s, enum command cmd)
{
    struct progress_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
    case CMD_DONE:
        open_class(s);
        return true;
    case CMD_OPTIONS:
        ask_show(s);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void progress_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    struct progress_screen *self = s->self;
    struct record *rec;
    if (store_load_kind(s->app->reg, &kind_campaign, self->campaign->head.id, &rec) == ERR_OK) {
        record_free(&self->campaign->head);
        self->campaign = (struct campaign *)rec;
    }
    reload(s);
}

/* --- making, the place --- */

static void progress_save(const struct screen *s, struct str *out)
{
    const struct progress_screen *self = s->self;
    pack_put_int(out, "campaign", self->campaign->head.id);
    pack_put_int(out, "chosen", list_chosen(&self->list));
    pack_put_text(out, "scale", self->scale, strlen(self->scale));
}

static void progress_close(struct screen *s)
{
    struct progress_screen *self = s->self;
    for (size_t i = 0; i < CELLS; i++) {
        str_wipe(&self->cells[i]);
    }
    str_wipe(&self->whole);
    list_release(&self->list);
    seats_release(&self->seats);
    scales_release(&self->scales);
    record_free(self->campaign ? &self->campaign->head : NULL);
    xfree(self->lines);
    xfree(self->scale);
    xfree(self);
}

static struct screen *make(struct app *app, int64_t campaign, const char *scale)
{
    struct record *rec;
    enum err e = store_load_kind(app->reg, &kind_campaign, campaign, &rec);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return NULL;
    }
    struct progress_screen *self = xcalloc(1, sizeof *self);
    struct screen *s = screen_new(&progress_ops, app, self);
    self->campaign = (struct campaign *)rec;
    for (size_t i = 0; i < CELLS; i++) {
        str_init(&self->cells[i]);
    }
    str_init(&self->whole);
    const struct rows *rows = scales_of(self);
    const struct campaign_scale *first = rows->n ? rows->at[0] : NULL;
    self->scale = xstrdup(scale ? scale : first && first->ident ? first->ident : "");
    e = scales_load(app->reg, &self->scales);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    reload(s);
    return s;
}

static struct screen *progress_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry campaign;
    struct pack_entry scale;
    struct pack_entry e;
    if (!pack_find(bytes, n, "campaign", &campaign) || !pack_find(bytes, n, "scale", &scale)) {
        return NULL;
    }
    char *id = xmemdupz(scale.value, scale.len);
    struct screen *s = make(app, pack_int(&campaign), id);
    xfree(id);
    if (s && pack_find(bytes, n, "chosen", &e)) {
        list_choose(&((struct progress_screen *)s->self)->list, pack_int(&e));
    }
    return s;
}

const struct screen_ops progress_ops = {
    .name = "progress",
    .keys = progress_keys,
    .head = progress_head,
    .draw = progress_draw,
    .command = progress_command,
    .changed = progress_changed,
    .save = progress_save,
    .restore = progress_restore,
    .close = progress_close,
};

void progress_push(struct app *app, int64_t campaign)
{
    struct screen *s = make(app, campaign, NULL);
    if (s) {
        app_push(app, s);
    }
}
