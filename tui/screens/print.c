// SPDX-License-Identifier: MIT
#include "tui/screens/print.h"

#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/errand.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/screens.h"

/* S28: the page as it will lie in the tray, and what is left out of it. */

enum { STEP_MS = 5, PAGE_COL = 2, SHIFT = 10 };

static const struct binding print_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Print")},       {XKEY_F4, CMD_OPTIONS, N_("Purpose")},
    {XKEY_F6, CMD_SAME, N_("Cover")},       {XKEY_TAB, CMD_NEXT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},       {XKEY_ENTER, CMD_PAGE_DOWN, NULL},
    {XKEY_LEFT, CMD_LEFT, NULL},            {XKEY_RIGHT, CMD_RIGHT, NULL},
    {XKEY_ESC, CMD_BACK, N_("Do not print")}, {XKEY_F3, CMD_NONE, NULL},
    {XKEY_NONE, CMD_NONE, N_("PgUp PgDn pages")},
};
static const struct keymap print_keymap = KEYMAP(print_bindings, &keymap_list);

static const struct keymap *print_keys(const struct screen *s)
{
    (void)s;
    return &print_keymap;
}

/* --- what is behind the paint: which characters no font has, which printers there are --- */

static bool look_step(void *ctx)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    return press_step(self->press, STEP_MS);
}

static void take_lacking(struct print_screen *self, uint32_t *cps, size_t n)
{
    xfree(self->lacking);
    self->lacking = cps;
    self->lacking_n = n;
    self->looked = true;
}

static void look_done(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    struct press_result r = PRESS_RESULT_INIT;
    enum err e = press_end(self->press, &r);
    self->press = NULL;
    if (e == ERR_OK) {
        take_lacking(self, r.missing, r.missing_count);
        r.missing = NULL;
    } else if (!stopped) {
        self->waits = false;
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    press_result_release(&r);
    app_dirty(s->app);
    if (self->waits && !stopped) {
        print_go(s);
    }
}

static void look(struct screen *s)
{
    struct print_screen *self = s->self;
    if (self->press) {
        jobs_stop(&s->app->jobs, s);
    }
    self->looked = false;
    if (self->dot_matrix) {
        uint32_t *cps;
        size_t n = document_lacking(&self->doc, &cps);
        take_lacking(self, cps, n);
        return;
    }
    enum err e = press_begin(&self->pages, &self->press);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_job(s->app, &(struct job){.step = look_step, .done = look_done, .ctx = s});
}

static bool ask_step(void *ctx)
{
    struct print_screen *self = ctx;
    return errand_step(self->asking, STEP_MS);
}

static void ask_done(void *ctx, bool stopped)
{
    struct print_screen *self = ctx;
    (void)stopped;
    enum err e = spool_answer(self->asking, &self->printers);
    self->asking = NULL;
    self->asked = e != ERR_CANCELLED;
}

/* lpstat is a program of its own and may wait for a server: never in front of a key. */
static void ask_printers(struct screen *s)
{
    struct print_screen *self = s->self;
    if (spool_ask(&self->asking) != ERR_OK) {
        self->asked = true;
        return;
    }
    app_job(s->app, &(struct job){.step = ask_step, .done = ask_done, .ctx = self});
}

/* --- the page --- */

static void drop_pages(struct print_screen *self)
{
    if (self->is_built) {
        document_release(&self->doc);
        pages_release(&self->pages);
        self->is_built = false;
    }
}

static enum err build(struct screen *s, bool is_final)
{
    struct print_screen *self = s->self;
    enum err e = print_document(s->app->reg, self->job, is_final, &self->doc, &self->damaged);
    if (e != ERR_OK) {
        return e;
    }
    if (self->described) {
        document_describe(&self->doc, self->lacking, self->lacking_n);
    }
    e = pages_lay_out(&self->doc, paper_of(self->job->sheet), self->dot_matrix, &self->pages);
    if (e != ERR_OK) {
        document_release(&self->doc);
    }
    self->is_built = e == ERR_OK;
    return e;
}

void print_repage(struct screen *s, bool is_final)
{
    struct print_screen *self = s->self;
    drop_pages(self);
    enum err e = build(s, is_final);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    self->page = self->page < self->pages.n ? self->page : 0;
    self->name = self->name < self->doc.name_count ? self->name : 0;
    app_dirty(s->app);
}

void print_rebuild(struct screen *s)
{
    const struct print_screen *self = s->self;
    print_repage(s, false);
    if (self->is_built && !self->described) {
        look(s);
    }
}

static enum role role_of(const struct print_screen *self, const struct run *run)
{
    if (run->name >= 0) {
        return (size_t)run->name == self->name ? ROLE_CHOSEN : ROLE_FIELD;
    }
    return run->style & RUN_SMALL ? ROLE_DIM : run->style & RUN_BOLD ? ROLE_HEAD : ROLE_PLAIN;
}

/* One run at its place; what lies beyond the left edge is cut off. */
static void draw_run(const struct print_screen *self, const struct run *run, struct rect body)
{
    int row = run->line - self->top;
    int cells = (int)width_str(run->text);
    int gap = run->width > cells ? run->width - cells : 0;
    int col = PAGE_COL + run->cell - self->left +
              (run->align == RUN_CENTRE ? gap / 2 : run->align == RUN_RIGHT ? gap : 0);
    const char *text = run->text;
    if (col < 0) {
        size_t used;
        text += width_prefix(text, (size_t)-col, &used);
        col = 0;
    }
    if (row >= 0 && row < body.rows && col < body.cols) {
        draw_put(body.row + row, body.col + col, body.cols - col, text, role_of(self, run));
    }
}

static void print_draw(const struct screen *s, struct rect body)
{
    const struct print_screen *self = s->self;
    const struct page *page = self->is_built ? &self->pages.at[self->page] : NULL;
    for (size_t i = 0; page && i < page->n; i++) {
        draw_run(self, &page->runs[i], body);
    }
}

/* --- the frame --- */

static void add_fonts(const struct print_screen *self, struct str *out)
{
    if (!self->looked) {
        str_add(out, tr("looking for missing characters"));
    } else if (!self->lacking_n) {
        str_add(out, tr("no character is missing"));
    } else if (self->described) {
        str_addf(out, tr("%zu characters described"), self->lacking_n);
    } else {
        str_addf(out, tr("%zu characters are missing"), self->lacking_n);
    }
}

static size_t open_names(const struct print_screen *self)
{
    size_t n = 0;
    for (size_t i = 0; self->is_built && i < self->doc.name_count; i++) {
        n += !self->doc.names[i].covered && !self->doc.names[i].is_staff;
    }
    return n;
}

static void add_hint(const struct print_screen *self, struct str *out)
{
    const struct doc_name *name =
        self->is_built && self->doc.name_count ? &self->doc.names[self->name] : NULL;
    if (!name) {
        str_add(out, tr("Other pupils are covered. F4: for whom, sheet, printer; PgDn goes on."));
    } else if (name->covered) {
        str_addf(out, tr("In the text: %s, %zu times, covered. F6 shows it; Tab the next name."),
                 name->name, name->times);
    } else {
        str_addf(out, tr("In the text: %s, %zu times. F6 covers it; Tab goes to the next name."),
                 name->name, name->times);
    }
}

static void print_head(const struct screen *s, struct frame *f)
{
    const struct print_screen *self = s->self;
    const struct print_profile *profile = print_profile_by_code(self->job->profile);
    const struct code *whom = codes_find(&codes_print_profile, profile->code);
    const struct code *sheet = codes_find(&codes_print_sheet, self->job->sheet);
    struct print_form form;
    str_add(&f->where, tr("Preview"));
    str_add(&f->who, roster_name(s->app->reg->roster, self->job->pupil));
    if (print_form_by_name(self->job->form, &form)) {
        str_addf(&f->who, "  %s  %s", tr(form.label), tr(whom->label));
    }
    if (self->is_built) {
        str_addf(&f->sum, tr("Page %zu, %zu in all"), self->page + 1, self->pages.n);
        str_addf(&f->sum, "   %s   ", sheet ? tr(sheet->label) : "A4");
        add_fonts(self, &f->sum);
        str_addf(&f->sum, "   %s%s", tr("not printed: "), tr(profile->left_out));
    }
    add_hint(self, &f->hint);
    if (self->damaged) {
        str_addf(&f->problem, tr("%lld damaged records are missing here"),
                 (long long)self->damaged);
    } else if (open_names(self) && profile->bit != PROFILE_FULL) {
        str_addf(&f->problem, tr("%zu names of other pupils are not covered"), open_names(self));
    } else {
        str_add(&f->tell, tr("Afterwards it asks which copy and for whom. The queue is cleared."));
    }
    str_add(&f->mark, tr("not printed"));
}

/* --- keys --- */

static void turn(struct screen *s, bool forward)
{
    struct print_screen *self = s->self;
    int rows = s->body.rows;
    int last = self->pages.lines > rows ? self->pages.lines - rows : 0;
    if (forward && self->top < last) {
        self->top = self->top + rows - 1 < last ? self->top + rows - 1 : last;
    } else if (!forward && self->top > 0) {
        self->top = self->top - rows + 1 > 0 ? self->top - rows + 1 : 0;
    } else if (forward && self->page + 1 < self->pages.n) {
        self->page++;
        self->top = 0;
    } else if (!forward && self->page > 0) {
        self->page--;
        self->top = last;
    } else {
        app_tell(s->app, "%s", forward ? tr("This is the last page") : tr("This is the first"));
    }
}

static void scroll(struct screen *s, int by)
{
    struct print_screen *self = s->self;
    int last = self->pages.lines > s->body.rows ? self->pages.lines - s->body.rows : 0;
    int top = self->top + by;
    self->top = top < 0 ? 0 : top > last ? last : top;
}

/* In a window narrower than the page. */
static void shift(struct screen *s, int by)
{
    struct print_screen *self = s->self;
    int most = PAGE_COL + PAGE_CELLS - s->body.cols;
    int left = self->left + by;
    self->left = left > most ? most : left;
    self->left = self->left < 0 ? 0 : self->left;
}

/* To the page and line where the chosen name stands first. */
static void show_name(struct screen *s)
{
    struct print_screen *self = s->self;
    for (size_t p = 0; p < self->pages.n; p++) {
        for (size_t i = 0; i < self->pages.at[p].n; i++) {
            const struct run *run = &self->pages.at[p].runs[i];
            if (run->name == (int)self->name) {
                self->page = p;
                self->top = 0;
                scroll(s, run->line - s->body.rows / 2);
                return;
            }
        }
    }
}

static void next_name(struct screen *s, int by)
{
    struct print_screen *self = s->self;
    size_t n = self->is_built ? self->doc.name_count : 0;
    if (!n) {
        app_tell(s->app, "%s", tr("No name was found in the text"));
        return;
    }
    self->name = (self->name + n + (size_t)(by + (int)n)) % n;
    show_name(s);
}

static void cover(struct screen *s)
{
    struct print_screen *self = s->self;
    if (!self->is_built || !self->doc.name_count) {
        app_tell(s->app, "%s", tr("No name was found in the text"));
        return;
    }
    const struct doc_name *name = &self->doc.names[self->name];
    print_job_cover(self->job, name->id, !name->covered);
    print_repage(s, false);
}

static bool print_command(struct screen *s, enum command cmd)
{
    struct print_screen *self = s->self;
    app_dirty(s->app);
    self->waits = false;
    switch ((int)cmd) {
    case CMD_DONE:
        print_go(s);
        return true;
    case CMD_OPTIONS:
        print_options(s);
        return true;
    case CMD_SAME:
        cover(s);
        return true;
    case CMD_NEXT:
    case CMD_PREV:
        next_name(s, cmd == CMD_NEXT ? 1 : -1);
        return true;
    case CMD_PAGE_DOWN:
    case CMD_PAGE_UP:
    case CMD_OPEN:
        turn(s, cmd != CMD_PAGE_UP);
        return true;
    case CMD_DOWN:
    case CMD_UP:
        scroll(s, cmd == CMD_DOWN ? 1 : -1);
        return true;
    case CMD_LEFT:
    case CMD_RIGHT:
        shift(s, cmd == CMD_LEFT ? -SHIFT : SHIFT);
        return true;
    case CMD_HOME:
    case CMD_TOP:
        self->page = 0;
        self->top = 0;
        return true;
    case CMD_END:
    case CMD_BOTTOM:
        self->page = self->pages.n ? self->pages.n - 1 : 0;
        self->top = 0;
        return true;
    case CMD_BACK:
        app_pop(s->app);
        app_tell(s->app, "%s", tr("Nothing was printed"));
        return true;
    default:
        return false;
    }
}

/* Words were written for it (F4), or a record changed underneath. */
static void print_changed(struct screen *s, const struct notice *n)
{
    struct print_screen *self = s->self;
    (void)n;
    if (self->errand || self->bytes.len) {
        return; /* it is being printed as it was shown */
    }
    struct record *rec;
    if (self->job->head.version &&
        store_load_kind(s->app->reg, &kind_print_job, self->job->head.id, &rec) == ERR_OK) {
        record_free(&self->job->head);
        self->job = (struct print_job *)rec;
    }
    print_rebuild(s);
}

static void print_close(struct screen *s)
{
    struct print_screen *self = s->self;
    jobs_stop(&s->app->jobs, s);
    jobs_stop(&s->app->jobs, self);
    drop_pages(self);
    spool_printers_release(&self->printers);
    record_free(&self->job->head);
    xfree(self->lacking);
    xfree(self->printer);
    str_wipe(&self->bytes);
    xfree(self);
}

static const struct screen_ops print_ops = {
    .name = "print",
    .flags = SCREEN_UNPLACED | SCREEN_NO_PANE,
    .keys = print_keys,
    .head = print_head,
    .draw = print_draw,
    .command = print_command,
    .changed = print_changed,
    .close = print_close,
};

void print_push(struct app *app, struct print_job *job)
{
    struct print_screen *self = xcalloc(1, sizeof *self);
    self->job = job;
    str_init(&self->bytes);
    struct screen *s = screen_new(&print_ops, app, self);
    print_take_settings(s);
    enum err e = build(s, false);
    if (e != ERR_OK) {
        app_problem(app, "%s", e == ERR_NOT_FOUND ? tr("There is nothing to print here yet")
                                                  : tr(err_msgid(e)));
        screen_free(s);
        return;
    }
    audit_queue(app->reg, &(struct audit_entry){.action = AUDIT_READ, .kind = "print_job",
                                                .object = NONE, .pupil = job->pupil,
                                                .detail = job->form});
    app_push(app, s);
    look(s);
    ask_printers(s);
}

void print_form_push(struct app *app, const char *name, int64_t pupil, int64_t about)
{
    struct print_form form;
    /* A summary is for a meeting, which leaves most out that a guest need not know; a record
       is for the cabinet. */
    size_t profile = strcmp(name, "summary") == 0 ? 1 : 0;
    if (print_form_by_name(name, &form)) {
        print_push(app, print_job_new(app->reg, &form, print_profile_at(profile), pupil, about));
    }
}
