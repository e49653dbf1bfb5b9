// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/sweeps.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/form_priv.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/ops.h"

/*
 * The class sweep of a term by class (S17): Enter keys the class teacher's list, F2 there
 * asks for the signature under all the others.  A class is read as it comes into sight.
 */
struct sweeps_row {
    int64_t class_id;
    bool is_read;
    struct sweep_class now;
};

struct sweeps_screen {
    struct list list;
    struct sweeps_row *rows;
    size_t n;
    struct str cells[7];
};

static const struct binding sweeps_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_F7, CMD_NEW, N_("Handed in")},
};
static const struct keymap sweeps_keymap = KEYMAP(sweeps_bindings, &keymap_list);

static const struct keymap *sweeps_keys(const struct screen *s)
{
    (void)s;
    return &sweeps_keymap;
}

static bool has_pupils(const struct roster *r, int64_t class_id)
{
    for (size_t i = 0; i < roster_count(r); i++) {
        const struct pupil_card *p = roster_pupil_at(r, i);
        if (p->here && p->class_id == class_id) {
            return true;
        }
    }
    return false;
}

static void reload(struct screen *s)
{
    struct sweeps_screen *self = s->self;
    const struct roster *r = s->app->reg->roster;
    xfree(self->rows);
    self->rows = xcalloc(roster_class_count(r), sizeof *self->rows);
    self->n = 0;
    for (size_t i = 0; i < roster_class_count(r); i++) {
        const struct class_card *c = roster_class_at(r, i);
        if (!c->struck && has_pupils(r, c->id)) {
            self->rows[self->n++] = (struct sweeps_row){.class_id = c->id};
        }
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct sweeps_screen *)s->self)->n;
}

static bool read(void *ctx, size_t at)
{
    struct screen *s = ctx;
    struct sweeps_screen *self = s->self;
    struct sweeps_row *row = &self->rows[at];
    if (row->is_read) {
        return false;
    }
    row->is_read = true;
    enum err e = sweep_class_load(s->app->reg, row->class_id, clock_today(), &row->now);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    app_dirty(s->app);
    return true;
}

/* All of them, one a call: the sums in row 2 want every class. */
static bool sweeps_after(struct screen *s)
{
    const struct sweeps_screen *self = s->self;
    for (size_t i = 0; i < self->n; i++) {
        if (!self->rows[i].is_read) {
            return read(s, i);
        }
    }
    return false;
}

static void add_paper(struct str *out, const struct sweep_class *now)
{
    char day[DATE_TEXT];
    if (now->signed_on == NONE) {
        str_add(out, tr("not handed in"));
        return;
    }
    str_add(out, now->back   ? tr("sent back")
                 : now->zero ? tr("nobody to tell of")
                             : tr("pupils to tell of"));
    str_addf(out, " %s", date_format(now->signed_on, day) + 5);
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct sweeps_screen *self = s->self;
    const struct roster *r = s->app->reg->roster;
    const struct sweeps_row *line = &self->rows[at];
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
        row->cells[i] = self->cells[i].ptr;
    }
    row->id = line->class_id;
    int64_t teacher = roster_class_teacher(r, line->class_id);
    roster_class_label(&self->cells[0], r, line->class_id, clock_today());
    str_add(&self->cells[1], teacher == NONE ? "" : roster_name(r, teacher));
    if (line->is_read) {
        int done = sweep_class_done(&line->now);
        str_addf(&self->cells[2], "%d", line->now.due);
        str_addf(&self->cells[3], "%d", done);
        str_addf(&self->cells[4], "%d", line->now.due - done);
        str_addf(&self->cells[5], "%d", line->now.listed);
        add_paper(&self->cells[6], &line->now);
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {N_("Class"), 8, 0, LIST_LEFT, 0},         {N_("Class teacher"), 10, 0, LIST_LEFT, 2},
    {N_("To look at"), 8, 0, LIST_RIGHT, 0},   {N_("Looked at"), 8, 0, LIST_RIGHT, 0},
    {N_("Not yet"), 8, 0, LIST_RIGHT, 0},      {N_("Listed"), 8, 0, LIST_RIGHT, 0},
    {N_("Signed paper"), 0, 18, LIST_LEFT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 2};

static void sweeps_head(const struct screen *s, struct frame *f)
{
    const struct sweeps_screen *self = s->self;
    int due = 0;
    int done = 0;
    int papers = 0;
    for (size_t i = 0; i < self->n; i++) {
        due += self->rows[i].now.due;
        done += sweep_class_done(&self->rows[i].now);
        papers += self->rows[i].now.signed_on != NONE && !self->rows[i].now.back;
    }
    str_add(&f->where, tr("Sweep"));
    term_title(&f->who, calendar_term_of(s->app->reg->calendar, clock_today()));
    str_addf(&f->sum, tr("Signed lists %d of %zu classes   looked at %d of %d"), papers, self->n,
             done, due);
    str_add(&f->hint, tr("Not looked at is not the same as nothing to tell. Enter keys the list; "
                         "F7 the signed paper"));
}

static void sweeps_draw(const struct screen *s, struct rect body)
{
    struct sweeps_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool sweeps_command(struct screen *s, enum command cmd)
{
    struct sweeps_screen *self = s->self;
    int64_t class_id = list_chosen(&self->list);
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        if (class_id) {
            grid_push_class(s->app, &kind_sweep, class_id);
        }
        return true;
    case CMD_NEW:
        if (class_id) {
            handin_push(s->app, class_id);
        }
        return true;
    case CMD_OPTIONS:
        ledger_push(s->app, &kind_sweep, NONE);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void sweeps_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void sweeps_save(const struct screen *s, struct str *out)
{
    const struct sweeps_screen *self = s->self;
    pack_put_int(out, "chosen", list_chosen(&self->list));
}

static struct screen *make(struct app *app)
{
    struct sweeps_screen *self = xcalloc(1, sizeof *self);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&sweeps_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    reload(s);
    return s;
}

static struct screen *sweeps_restore(struct app *app, const char *bytes, size_t n)
{
    struct screen *s = make(app);
    struct sweeps_screen *self = s->self;
    struct pack_entry e;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    return s;
}

static void sweeps_close(struct screen *s)
{
    struct sweeps_screen *self = s->self;
    list_release(&self->list);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self->rows);
    xfree(self);
}

const struct screen_ops sweeps_ops = {
    .name = "sweeps",
    .keys = sweeps_keys,
    .head = sweeps_head,
    .draw = sweeps_draw,
    .after = sweeps_after,
    .command = sweeps_command,
    .changed = sweeps_changed,
    .save = sweeps_save,
    .restore = sweeps_restore,
    .close = sweeps_close,
};

void sweeps_push(struct app *app)
{
    app_push(app, make(app));
}

/* --- the signature --- */

static void end_answer(void *ctx, size_t answer)
{
    const struct sweep_end end = *(const struct sweep_end *)ctx;
    struct app *app = end.app;
    app_pop(app); /* the list that asked, and `ctx` with it */
    if (answer == 1) {
        enum err e = sweep_class_sign(app->reg, end.class_id, end.listed == 0);
        if (e == ERR_REFUSED) {
            app_problem(app, "%s", tr("The class has no class teacher: F9 66 appoints one"));
        } else if (e != ERR_OK) {
            app_problem(app, "%s", tr(err_msgid(e)));
        } else {
            app_changed(app, &(struct notice){.record = 0, .kind = -1});
            app_tell(app, "%s", tr("Signed: the others of the class count as looked at"));
        }
    } else if (answer == 2) {
        handin_push(app, end.class_id);
    }
}

void sweep_end_push(struct sweep_end *end)
{
    const struct ask_answer answers[] = {{tr("not yet"), 0},
                                         {tr("signed: nothing of the others"), 0},
                                         {tr("somebody was not looked at"), 0}};
    ask_push(end->app, &(struct ask){.question = tr("Has the class teacher signed the list?"),
                                     .answers = answers,
                                     .count = COUNT(answers),
                                     .done = end_answer,
                                     .ctx = end});
}

/* One more value a new form begins with; none of it counts as typed. */
static void begin_with(struct form *f, const char *name, int64_t value)
{
    size_t at = form_find(f, name);
    if (value != NONE && at != SIZE_MAX) {
        field_set_int(f->rec, f->items[at].field, value);
        form_fill(f, &f->items[at]);
    }
}

void handin_push(struct app *app, int64_t class_id)
{
    struct form *f = NULL;
    enum err e = form_open(app->reg, &(struct form_start){.kind = &kind_handin, .pupil = NONE}, &f);
    if (e == ERR_OK) {
        begin_with(f, "class_", class_id);
        begin_with(f, "signed_by", roster_class_teacher(app->reg->roster, class_id));
    }
    form_push(app, e, f);
}
