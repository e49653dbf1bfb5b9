// SPDX-License-Identifier: MIT
#include "tui/screens/today.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/codes.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/morning.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/scales.h"
#include "core/timeline.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/app.h"

/* What stands on the day screen, every line derived from the register. */

enum { AHEAD_DAYS = 7 };

static void add(struct today_screen *self, struct today_line line)
{
    self->lines = mem_grow(self->lines, self->n, &self->cap, sizeof *self->lines);
    self->lines[self->n++] = line;
}

/* Stored as unfinished, or about somebody nobody knows yet; one with a draft is there already. */
static void add_records(struct today_screen *self, const int64_t *ids, size_t n,
                        const struct draft_info *drafts, size_t draft_count)
{
    for (size_t i = 0; i < n; i++) {
        bool has_draft = false;
        for (size_t k = 0; k < draft_count; k++) {
            has_draft = has_draft || drafts[k].id == ids[i];
        }
        if (!has_draft) {
            add(self,
                (struct today_line){
                    .type = LINE_UNFINISHED, .record = ids[i], .pupil = NONE, .unread = true});
            self->drafts++;
        }
    }
}

/* Whether it could be read; the first failure is kept and said, never taken for nothing. */
static bool was_read(struct today_screen *self, enum err e)
{
    self->failed = self->failed == ERR_OK ? e : self->failed;
    return e == ERR_OK;
}

static void add_unfinished(struct today_screen *self, struct reg *reg)
{
    struct draft_info *drafts = NULL;
    int64_t *ids = NULL;
    int64_t *unknown = NULL;
    size_t n = 0;
    size_t m = 0;
    size_t u = 0;
    n = was_read(self, draft_list(reg, &drafts, &n)) ? n : 0;
    m = was_read(self, timeline_unfinished(reg, &ids, &m)) ? m : 0;
    u = was_read(self, morning_unknown(reg, &unknown, &u)) ? u : 0;
    if (n + m + u) {
        add(self, (struct today_line){.type = LINE_HEAD, .head = tr("Not finished")});
    }
    for (size_t i = 0; i < n; i++) {
        add(self, (struct today_line){.type = LINE_DRAFT,
                                      .record = drafts[i].id,
                                      .pupil = drafts[i].pupil,
                                      .kind = drafts[i].kind,
                                      .at = drafts[i].at});
    }
    self->drafts += n;
    add_records(self, ids, m, drafts, n);
    add_records(self, unknown, u, drafts, n);
    xfree(drafts);
    xfree(ids);
    xfree(unknown);
}

static void add_coming(struct today_screen *self, struct reg *reg)
{
    struct coming *list;
    size_t n;
    if (!was_read(self, morning_coming(reg, clock_today(), &list, &n))) {
        return;
    }
    if (n) {
        add(self, (struct today_line){.type = LINE_HEAD, .head = tr("Coming today")});
    }
    for (size_t i = 0; i < n; i++) {
        struct coming *c = &list[i];
        const struct code *who = c->who ? codes_find(&codes_comer, c->who) : NULL;
        struct str when = STR_INIT;
        if (c->at != NONE) {
            str_addf(&when, "%02d:%02d", (int)(c->at / 60), (int)(c->at % 60));
        } else if (c->lesson != NONE) {
            str_addf(&when, tr("lesson %d"), (int)c->lesson);
        }
        add(self, (struct today_line){.type = LINE_COMING,
                                      .record = c->id,
                                      .pupil = c->pupil,
                                      .kind = &kind_appointment,
                                      .at = c->day,
                                      .head = who ? tr(who->label) : "",
                                      .name = c->name,
                                      .reason = c->matter,
                                      .when = str_steal(&when),
                                      .asked = c->asked});
        c->name = c->matter = NULL; /* the line's now */
        self->coming++;
    }
    morning_free(list, n);
}

/* A scale of the school's own over one that the program has anew; how many. */
static size_t add_outdated(struct today_screen *self, struct reg *reg)
{
    struct scales_old *list = NULL;
    size_t n = 0;
    if (reg->read_only) {
        return 0;
    }
    enum err e = scales_outdated(reg, &list, &n);
    for (size_t i = 0; e == ERR_OK && i < n; i++) {
        add(self, (struct today_line){.type = LINE_SCALE,
                                      .record = list[i].record,
                                      .pupil = NONE,
                                      .name = list[i].name});
        list[i].name = NULL; /* the line's now */
    }
    scales_outdated_free(list, n);
    return e == ERR_OK ? n : 0;
}

static void add_due(struct today_screen *self, struct reg *reg)
{
    int64_t today = clock_today();
    struct due_line *due = NULL;
    size_t n = 0;
    if (!was_read(self, due_list(reg, today + AHEAD_DAYS, &due, &n))) {
        n = 0;
    }
    struct term_ref term = calendar_term_of(reg->calendar, today);
    bool term_known = calendar_knows(reg->calendar, term);
    add(self, (struct today_line){.type = LINE_HEAD, .head = tr("To do")});
    if (!term_known && !reg->read_only) {
        add(self, (struct today_line){.type = LINE_TERM,
                                      .pupil = NONE,
                                      .at = calendar_term_first(reg->calendar, term)});
    }
    for (size_t i = 0; i < n; i++) {
        add(self, (struct today_line){.type = LINE_DUE,
                                      .record = due[i].subject,
                                      .pupil = due[i].pupil,
                                      .kind = due[i].kind,
                                      .at = due[i].due,
                                      .rule = due[i].rule,
                                      .reason = due[i].reason});
        due[i].reason = NULL; /* the line's now */
        self->overdue += due[i].due < today;
    }
    self->due = n + (!term_known && !reg->read_only) + add_outdated(self, reg);
    if (!self->due && self->failed == ERR_OK) {
        add(self, (struct today_line){.type = LINE_NOTHING});
    }
    due_free(due, n);
}

void today_empty(struct today_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xwipe_str(self->lines[i].name);
        xwipe_str(self->lines[i].reason);
        xfree(self->lines[i].when);
    }
    self->n = 0;
}

void today_gather(struct screen *s)
{
    struct today_screen *self = s->self;
    today_empty(self);
    self->failed = ERR_OK;
    self->drafts = self->coming = self->due = self->overdue = 0;
    add_unfinished(self, s->app->reg);
    add_coming(self, s->app->reg);
    add_due(self, s->app->reg);
    backup_last_release(&self->copies);
    backup_last_read(s->app->reg->dir, &self->copies);
    if (self->failed != ERR_OK) {
        add(self, (struct today_line){.type = LINE_FAILED});
        memmove(self->lines + 1, self->lines, (self->n - 1) * sizeof *self->lines);
        self->lines[0] = (struct today_line){.type = LINE_FAILED, .pupil = NONE};
    }
    list_reload(&self->list);
}

bool today_read(void *ctx, size_t at)
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
        if (rec->state != RECORD_UNFINISHED) {
            /* Stored, and still nobody knows whom it is about. */
            struct str words = STR_INIT;
            value_line(&words, s->app->reg, rec);
            line->reason = str_steal(&words);
        }
        record_free(rec);
    }
    app_dirty(s->app);
    return true;
}

/* --- rows --- */

size_t today_count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct today_screen *)s->self)->n;
}

static void due_cells(struct today_screen *self, const struct today_line *line)
{
    int64_t days = clock_today() - line->at;
    str_add(&self->cells[2], tr(line->rule->verb));
    str_add(&self->cells[3], line->reason);
    str_addf(&self->cells[4],
             days > 0    ? tr("%d days over")
             : days == 0 ? tr("today")
                         : tr("in %d days"),
             (int)(days > 0 ? days : -days));
}

static void coming_cells(struct today_screen *self, const struct today_line *line)
{
    char day[DATE_TEXT];
    if (line->pupil == NONE) {
        str_add(&self->cells[0], line->name ? line->name : tr("somebody"));
        str_add(&self->cells[1], line->head);
    }
    str_add(&self->cells[2], line->when);
    str_addf(&self->cells[3], "%s%s", line->asked ? tr("to be confirmed; ") : "",
             line->reason ? line->reason : "");
    if (line->at < clock_today()) {
        str_add(&self->cells[4], date_format(line->at, day) + 5);
    }
}

static void draft_cells(struct today_screen *self, const struct today_line *line)
{
    char text[STAMP_TEXT];
    char day[DATE_TEXT];
    str_add(&self->cells[2], tr(line->kind->label));
    if (line->reason) {
        str_add(&self->cells[0], tr("somebody"));
        str_addf(&self->cells[3], tr("%s; nobody knows yet who it is"), line->reason);
    } else {
        str_add(&self->cells[3], line->type == LINE_DRAFT ? tr("half written, kept as a draft")
                                                          : tr("stored as unfinished"));
    }
    if (line->type == LINE_UNFINISHED) {
        str_add(&self->cells[4], date_format(line->at, day) + 5);
    } else if (clock_date(line->at) == clock_today()) {
        str_addf(&self->cells[4], "%.5s", clock_format(line->at, text) + 11);
    } else {
        str_addf(&self->cells[4], "%.11s", clock_format(line->at, text) + 5);
    }
}

void today_fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct today_screen *self = s->self;
    const struct today_line *line = &self->lines[at];
    const struct reg *reg = s->app->reg;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    str_clear(&self->whole);
    if (line->type == LINE_FAILED) {
        str_addf(&self->whole, tr("Not everything could be read: %s"),
                 tr(err_msgid(self->failed)));
        row->whole = self->whole.ptr;
        row->role = ROLE_PROBLEM;
        return;
    }
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
    const struct pupil_card *p =
        line->pupil == NONE ? NULL : roster_pupil(reg->roster, line->pupil);
    if (p) {
        str_add(&self->cells[0], p->name);
        roster_class_label(&self->cells[1], reg->roster, p->class_id, clock_today());
    }
    if (line->type == LINE_TERM) {
        str_add(&self->cells[0], tr("This term"));
        str_add(&self->cells[2], tr("Dates"));
        str_add(&self->cells[3], tr("nobody entered its first day yet"));
    } else if (line->type == LINE_SCALE) {
        str_add(&self->cells[0], line->name);
        str_add(&self->cells[2], tr("Scale"));
        str_add(&self->cells[3], tr("the program's own version changed since yours was installed"));
    } else if (line->type == LINE_DUE) {
        due_cells(self, line);
        row->sign = line->rule->class == 'A' ? "!!" : line->at < clock_today() ? " !" : NULL;
    } else if (line->type == LINE_COMING) {
        coming_cells(self, line);
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
