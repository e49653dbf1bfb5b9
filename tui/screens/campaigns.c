// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/campaign.h"
#include "core/load.h"
#include "core/machine.h"
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

/* Menu 52: the screenings, newest first; a new one in three answers. */
enum { CELLS = 5 };

struct line {
    int64_t id;
    char *cells[CELLS];
};

struct campaigns_screen {
    struct list list;
    struct line *lines;
    size_t n;
    struct scales scales;
    size_t offered[ASK_MOST];
    size_t offered_n;
    char *name;           /* of the new one; NULL: a scale is added to `target` */
    int64_t target;
    const struct scale *scale;
};

static const struct binding campaigns_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_F7, CMD_NEW, N_("New")},
};
static const struct keymap campaigns_keymap = KEYMAP(campaigns_bindings, &keymap_list);

static const struct keymap *campaigns_keys(const struct screen *s)
{
    (void)s;
    return &campaigns_keymap;
}

/* --- rows --- */

static void forget(struct campaigns_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        for (size_t k = 0; k < CELLS; k++) {
            xwipe_str(self->lines[i].cells[k]);
        }
    }
    xfree(self->lines);
    self->lines = NULL;
    self->n = 0;
}

static void add_scales(struct str *out, const struct scales *scales, const struct campaign *c)
{
    const struct rows *rows = record_rows(&c->head, kind_part(&kind_campaign, "scales"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct campaign_scale *row = rows->at[i];
        str_addf(out, "%s%s", i ? " " : "", row->ident ? scales_short(scales, row->ident) : "");
    }
}

static void add_term(struct str *out, const struct reg *reg, int64_t day)
{
    term_title(out, calendar_term_of(reg->calendar, day));
}

static void fill(struct line *line, struct reg *reg, const struct scales *scales,
                 const struct campaign *c)
{
    struct str text[CELLS];
    char day[DATE_TEXT];
    for (size_t i = 0; i < CELLS; i++) {
        str_init(&text[i]);
    }
    str_add(&text[0], c->name ? c->name : "");
    add_term(&text[1], reg, c->counted);
    str_add(&text[2], date_format(c->counted, day));
    add_scales(&text[3], scales, c);
    struct act *act;
    if (act_now(reg, c->head.id, "campaign", &act) == ERR_OK) {
        const struct state *state =
            act->to_state ? machine_state(machine_by_id("campaign"), act->to_state) : NULL;
        str_add(&text[4], state ? tr(state->label) : "");
        record_free(&act->head);
    }
    for (size_t i = 0; i < CELLS; i++) {
        line->cells[i] = str_steal(&text[i]);
    }
}

/* Short names come from them, and those that are offered for a new screening. */
static void load_scales(struct screen *s)
{
    struct campaigns_screen *self = s->self;
    scales_release(&self->scales);
    enum err e = scales_load(s->app->reg, &self->scales);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    self->scale = NULL;
}

static void reload(struct screen *s)
{
    struct campaigns_screen *self = s->self;
    int64_t *ids = NULL;
    size_t n = 0;
    forget(self);
    load_scales(s);
    enum err e = campaign_list(s->app->reg, &ids, &n);
    self->lines = xcalloc(n ? n : 1, sizeof *self->lines);
    for (size_t i = 0; e == ERR_OK && i < n; i++) {
        struct record *rec;
        struct line *line = &self->lines[self->n];
        enum err one = store_load_kind(s->app->reg, &kind_campaign, ids[i], &rec);
        line->id = ids[i];
        if (one == ERR_OK) {
            fill(line, s->app->reg, &self->scales, (const struct campaign *)rec);
            record_free(rec);
        } else {
            line->cells[0] = xstrdup(tr("DAMAGED: not shown"));
        }
        self->n++;
    }
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    xfree(ids);
    list_reload(&self->list);
    app_dirty(s->app);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct campaigns_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct line *line = &((const struct campaigns_screen *)s->self)->lines[at];
    row->id = line->id;
    for (size_t i = 0; i < CELLS; i++) {
        row->cells[i] = line->cells[i];
    }
}

static const struct list_column columns[] = {
    {N_("Screening"), 0, 12, LIST_LEFT, 0}, {N_("Term"), 22, 0, LIST_LEFT, 1},
    {N_("Counted on"), 10, 0, LIST_LEFT, 2}, {N_("Scales"), 14, 0, LIST_LEFT, 0},
    {N_("How far"), 10, 0, LIST_LEFT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 2};

static void campaigns_head(const struct screen *s, struct frame *f)
{
    const struct campaigns_screen *self = s->self;
    str_add(&f->where, tr("Screening"));
    str_addf(&f->who, tr("%zu in all"), self->n);
    str_add(&f->sum, self->n ? tr("Newest first")
                             : tr("There is none yet. F7 begins one: name, scale, who takes part"));
    str_add(&f->hint, tr("Enter: progress by class and the sheets. F4: dates, who takes part, "
                         "another scale, the next step"));
}

static void campaigns_draw(const struct screen *s, struct rect body)
{
    struct campaigns_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- a new one: name, scale, who --- */

static void put(struct screen *s, int grade, int64_t class_id)
{
    struct campaigns_screen *self = s->self;
    struct changes set = CHANGES_INIT;
    int64_t id = NONE;
    const char *why = campaign_begin(s->app->reg, &set,
                                     &(struct campaign_wish){.name = self->name,
                                                             .scale = self->scale,
                                                             .grade = grade,
                                                             .class_id = class_id},
                                     &id);
    enum err e = why ? ERR_REFUSED : store_commit(s->app->reg, &set, NULL);
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(why ? why : err_msgid(e)));
        return;
    }
    app_mark(s->app, MARK_SAVED, s->app->now());
    reload(s);
    list_choose(&self->list, id);
    app_tell(s->app, "%s", tr("Stored. F4 has dates, exceptions and the guardians' consent"));
}

static void class_named(void *ctx, const char *ref)
{
    struct screen *s = ctx;
    int64_t id = 0;
    for (const char *p = ref[0] == '@' ? ref + 1 : ""; *p >= '0' && *p <= '9'; p++) {
        id = id * 10 + (*p - '0');
    }
    if (id) {
        put(s, 0, id);
    }
}

/* The grades of this school, in order. */
static size_t grades(const struct reg *reg, int out[SCALE_GRADE_LAST])
{
    size_t n = 0;
    for (int stage = STAGE_PRIMARY; stage < STAGE_COUNT; stage++) {
        int last = calendar_last_grade(reg->calendar, (enum stage)stage);
        for (int g = calendar_first_grade(reg->calendar, (enum stage)stage);
             reg->calendar->has_stage[stage] && g <= last && n < SCALE_GRADE_LAST; g++) {
            out[n++] = g;
        }
    }
    return n;
}

static void who_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    int all[SCALE_GRADE_LAST];
    size_t n = grades(s->app->reg, all);
    if (answer == 1) {
        put(s, 0, NONE);
    } else if (answer == 2) {
        const struct field *field = spec_field(kind_part(&kind_campaign, "scopes")->spec, "class_");
        person_push(s->app, &(struct person_how){.field = field, .pupil = NONE, .typed = "",
                                                 .done = class_named, .ctx = s});
    } else if (answer >= 3 && answer < 3 + n) {
        put(s, all[answer - 3], NONE);
    }
}

static void ask_who(struct screen *s)
{
    int all[SCALE_GRADE_LAST];
    size_t n = grades(s->app->reg, all);
    struct ask_answer answers[3 + SCALE_GRADE_LAST] = {
        {tr("give up"), 0}, {tr("the whole school"), 0}, {tr("one class"), 0}};
    char *words[SCALE_GRADE_LAST];
    for (size_t i = 0; i < n; i++) {
        words[i] = str_format(tr("grade %d"), all[i]);
        answers[3 + i].words = words[i];
    }
    ask_push(s->app, &(struct ask){.question = tr("Who takes part?"),
                                   .answers = answers,
                                   .count = 3 + n,
                                   .done = who_answer,
                                   .ctx = s});
    for (size_t i = 0; i < n; i++) {
        xfree(words[i]);
    }
}

static void add_to_target(struct screen *s)
{
    const struct campaigns_screen *self = s->self;
    struct record *rec;
    struct changes set = CHANGES_INIT;
    enum err e = store_load_kind(s->app->reg, &kind_campaign, self->target, &rec);
    const char *why = NULL;
    if (e == ERR_OK) {
        why = campaign_add_scale((struct campaign *)rec, self->scale);
        changes_put(&set, rec);
        e = why ? ERR_REFUSED : store_commit(s->app->reg, &set, NULL);
    }
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(why ? why : err_msgid(e)));
        return;
    }
    app_mark(s->app, MARK_SAVED, s->app->now());
    reload(s);
}

static void scale_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct campaigns_screen *self = s->self;
    if (answer == 0) {
        return;
    }
    self->scale = self->scales.at[self->offered[answer - 1]].scale;
    if (self->name) {
        ask_who(s);
    } else {
        add_to_target(s);
    }
}

/* Those in use that this school has a grade for: adult scales are nowhere offered. */
static void ask_scale(struct screen *s)
{
    struct campaigns_screen *self = s->self;
    struct ask_answer answers[ASK_MOST] = {{tr("give up"), 0}};
    char *words[ASK_MOST];
    size_t n = 0;
    for (size_t i = 0; i < self->scales.count && n + 1 < ASK_MOST; i++) {
        const struct scales_entry *entry = &self->scales.at[i];
        if (entry->in_use && scales_suit(s->app->reg->calendar, entry->scale)) {
            words[n] = str_format("%s %s", entry->scale->shorter, entry->scale->title);
            self->offered[n] = i;
            answers[n + 1].words = words[n];
            n++;
        }
    }
    ask_push(s->app, &(struct ask){.question = tr("Which scale?"),
                                   .answers = answers,
                                   .count = n + 1,
                                   .done = scale_answer,
                                   .ctx = s});
    for (size_t i = 0; i < n; i++) {
        xfree(words[i]);
    }
}

static void named(void *ctx, const char *name)
{
    struct screen *s = ctx;
    struct campaigns_screen *self = s->self;
    if (name && name[0]) {
        xfree(self->name);
        self->name = xstrdup(name);
        ask_scale(s);
    }
}

/* --- keys --- */

static void else_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct campaigns_screen *self = s->self;
    int64_t id = list_chosen(&self->list);
    if (answer == 1) {
        record_open_push(s->app, id);
    } else if (answer == 2) {
        xfree(self->name);
        self->name = NULL;
        self->target = id;
        ask_scale(s);
    } else if (answer == 3) {
        moves_push(s->app, kind_campaign.machines, id, NONE);
    }
}

static void ask_else(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("nothing"), 0},
                                         {tr("dates, who takes part"), 0},
                                         {tr("another scale"), 0},
                                         {tr("the next step"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("What with this screening?"),
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = else_answer,
                                   .ctx = s});
}

static bool campaigns_command(struct screen *s, enum command cmd)
{
    struct campaigns_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        if (list_chosen(&self->list)) {
            progress_push(s->app, list_chosen(&self->list));
        }
        return true;
    case CMD_NEW:
        line_push(s->app, tr("Name of the screening, as it shall stand on paper:"), "", 40, named,
                  s);
        return true;
    case CMD_OPTIONS:
        if (list_chosen(&self->list)) {
            ask_else(s);
        }
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void campaigns_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void campaigns_save(const struct screen *s, struct str *out)
{
    const struct campaigns_screen *self = s->self;
    pack_put_int(out, "chosen", list_chosen(&self->list));
}

static struct screen *make(struct app *app)
{
    struct campaigns_screen *self = xcalloc(1, sizeof *self);
    struct screen *s = screen_new(&campaigns_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    reload(s);
    return s;
}

static struct screen *campaigns_restore(struct app *app, const char *bytes, size_t n)
{
    struct screen *s = make(app);
    struct campaigns_screen *self = s->self;
    struct pack_entry e;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    return s;
}

static void campaigns_close(struct screen *s)
{
    struct campaigns_screen *self = s->self;
    forget(self);
    list_release(&self->list);
    scales_release(&self->scales);
    xfree(self->name);
    xfree(self);
}

const struct screen_ops campaigns_ops = {
    .name = "campaigns",
    .keys = campaigns_keys,
    .head = campaigns_head,
    .draw = campaigns_draw,
    .command = campaigns_command,
    .changed = campaigns_changed,
    .save = campaigns_save,
    .restore = campaigns_restore,
    .close = campaigns_close,
};

void campaigns_push(struct app *app)
{
    app_push(app, make(app));
}
