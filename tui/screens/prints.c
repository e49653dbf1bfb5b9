// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/print.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"

/* Menu 43: papers that wait to be printed, then those that were, newest first. */

enum { SHOWN_MOST = 200 };

struct paper_line {
    int64_t id;
    bool waits;
    char *pupil, *title, *serial;
    int64_t day;
};

struct prints_screen {
    struct list list;
    struct paper_line *at;
    size_t n, cap, waiting;
    char day[DATE_TEXT];
};

static const struct binding prints_bindings[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Preview")},
    {XKEY_F8, CMD_STRIKE, N_("Not to be printed")},
};
static const struct keymap prints_keymap = KEYMAP(prints_bindings, &keymap_list);

static const struct keymap *prints_keys(const struct screen *s)
{
    (void)s;
    return &prints_keymap;
}

/* --- reading --- */

static void empty(struct prints_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xwipe_str(self->at[i].pupil);
        xwipe_str(self->at[i].title);
        xfree(self->at[i].serial);
    }
    self->n = 0;
}

static struct print_job *load(struct reg *reg, int64_t id)
{
    struct record *rec;
    return store_load_kind(reg, &kind_print_job, id, &rec) == ERR_OK ? (struct print_job *)rec
                                                                    : NULL;
}

static void add(struct prints_screen *self, struct reg *reg, const int64_t *ids, size_t n,
                bool waits)
{
    for (size_t i = 0; i < n && i < SHOWN_MOST; i++) {
        struct print_job *job = load(reg, ids[i]);
        if (!job) {
            continue;
        }
        self->at = mem_grow(self->at, self->n, &self->cap, sizeof *self->at);
        self->at[self->n++] = (struct paper_line){
            .id = ids[i], .waits = waits, .day = job->day,
            .pupil = xstrdup(roster_name(reg->roster, job->pupil)),
            .title = xstrdup(job->title ? job->title : ""),
            .serial = xstrdup(job->serial ? job->serial : "")};
        record_free(&job->head);
    }
}

static void reload(struct screen *s)
{
    struct prints_screen *self = s->self;
    struct reg *reg = s->app->reg;
    int64_t *ids;
    size_t n;
    empty(self);
    if (print_waiting(reg, &ids, &n) == ERR_OK) {
        add(self, reg, ids, n, true);
        xfree(ids);
    }
    self->waiting = self->n;
    if (print_done(reg, SHOWN_MOST, &ids, &n) == ERR_OK) {
        add(self, reg, ids, n, false);
        xfree(ids);
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- the list --- */

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct prints_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    struct prints_screen *self = s->self;
    const struct paper_line *line = &self->at[at];
    row->id = line->id;
    row->sign = line->waits ? " !" : NULL;
    row->cells[0] = line->serial;
    row->cells[1] = line->pupil;
    row->cells[2] = line->title;
    row->cells[3] = date_format(line->day, self->day);
    row->cells[4] = line->waits ? tr("waits") : tr("printed");
}

static const struct list_column columns[] = {
    {N_("Serial"), 8, 0, LIST_LEFT, 0},  {N_("Pupil"), 10, 0, LIST_LEFT, 0},
    {N_("Title"), 0, 24, LIST_LEFT, 0},  {N_("Date"), 10, 0, LIST_LEFT, 1},
    {"", 8, 0, LIST_LEFT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 3};

static void prints_head(const struct screen *s, struct frame *f)
{
    const struct prints_screen *self = s->self;
    str_add(&f->where, tr("Print"));
    str_addf(&f->sum, tr("%zu wait to be printed, %zu were printed"), self->waiting,
             self->n - self->waiting);
    if (self->n) {
        str_add(&f->hint, tr("Enter shows the page; F8: it is not to be printed after all"));
    } else {
        str_add(&f->hint, tr("F5 in a pupil's file or a record makes the first paper"));
    }
}

static void prints_draw(const struct screen *s, struct rect body)
{
    struct prints_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- keys --- */

static const struct paper_line *chosen(const struct prints_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        if (self->at[i].id == list_chosen(&self->list)) {
            return &self->at[i];
        }
    }
    return NULL;
}

/* One that waits as it is; of one that was printed another copy is another paper. */
static void open_chosen(struct screen *s)
{
    const struct paper_line *line = chosen(s->self);
    struct print_job *job = line ? load(s->app->reg, line->id) : NULL;
    struct print_form form;
    if (!job) {
        return;
    }
    if (line->waits) {
        print_push(s->app, job);
        return;
    }
    if (print_form_by_name(job->form, &form)) {
        print_push(s->app, print_job_new(s->app->reg, &form, print_profile_by_code(job->profile),
                                         job->pupil, job->about));
    }
    record_free(&job->head);
}

static void drop(struct screen *s)
{
    const struct paper_line *line = chosen(s->self);
    if (!line || !line->waits) {
        app_tell(s->app, "%s", tr("Only what waits can be taken away; what was printed stays"));
        return;
    }
    struct print_job *job = load(s->app->reg, line->id);
    enum err e = job ? print_job_drop(s->app->reg, job) : ERR_NOT_FOUND;
    record_free(job ? &job->head : NULL);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    } else {
        app_tell(s->app, "%s", tr("It is not printed; that is noted"));
    }
    reload(s);
}

static bool prints_command(struct screen *s, enum command cmd)
{
    struct prints_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        open_chosen(s);
        return true;
    case CMD_STRIKE:
        drop(s);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void prints_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void prints_close(struct screen *s)
{
    struct prints_screen *self = s->self;
    empty(self);
    xfree(self->at);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops prints_ops = {
    .name = "prints",
    .flags = SCREEN_UNPLACED,
    .idle = 120,
    .keys = prints_keys,
    .head = prints_head,
    .draw = prints_draw,
    .command = prints_command,
    .changed = prints_changed,
    .close = prints_close,
};

static void push_list(struct app *app)
{
    struct prints_screen *self = xcalloc(1, sizeof *self);
    struct screen *s = screen_new(&prints_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    reload(s);
    app_push(app, s);
}

/* --- about a pupil: which form --- */

static void form_answer(void *ctx, size_t answer)
{
    struct app *app = ctx;
    struct print_form form;
    if (answer && print_form_at(answer - 1, &form)) {
        print_form_push(app, form.name, app->last_pupil, NONE);
    }
}

void prints_push(struct app *app, int64_t pupil)
{
    struct ask_answer answers[ASK_MOST] = {{tr("nothing"), 0}};
    struct print_form form;
    size_t n = 1;
    if (pupil == NONE) {
        push_list(app);
        return;
    }
    for (; n < ASK_MOST && print_form_at(n - 1, &form); n++) {
        answers[n].words = trc("paper", form.label);
    }
    app->last_pupil = pupil;
    ask_push(app, &(struct ask){.question = tr("Which paper?"), .answers = answers, .count = n,
                                .done = form_answer, .ctx = app});
}
