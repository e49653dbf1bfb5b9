// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/import.h"

enum { FILE_LIMIT = 64 << 20, LOOK_STEP = 50, WRITE_STEP = 20 };

static const struct binding import_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Write it")},     {XKEY_F4, CMD_OPTIONS, N_("Read otherwise")},
    {XKEY_F6, CMD_SAME, NULL},               {XKEY_F8, CMD_STRIKE, N_("Not this row")},
    {XKEY_ENTER, CMD_OPEN, N_("Look closer")}, {XKEY_ESC, CMD_BACK, N_("Do not import")},
    {XKEY_F3, CMD_NONE, NULL},               {XKEY_F9, CMD_NONE, NULL},
    {XKEY_CTRL('Z'), CMD_UNDO, NULL},
};
static const struct keymap import_keymap = KEYMAP(import_bindings, &keymap_list);

static const struct keymap *import_keys(const struct screen *s)
{
    (void)s;
    return &import_keymap;
}

static struct decided *decided_at(struct import_screen *self, size_t row, bool number)
{
    for (size_t i = 0; i < self->decided_n; i++) {
        if (self->decided[i].row == row && self->decided[i].number == number) {
            return &self->decided[i];
        }
    }
    return NULL;
}

bool import_wants_person(struct import_screen *self, size_t row)
{
    const struct import_line *line = import_row_at(self->job, row);
    return line->state == IMPORT_ASK || line->state == IMPORT_BAD ||
           line->state == IMPORT_SKIPPED || line->repair != REPAIR_NONE ||
           decided_at(self, row, false);
}

static void recount(struct screen *s)
{
    struct import_screen *self = s->self;
    import_count(self->job, &self->counts);
    xfree(self->shown);
    self->shown = xcalloc(import_row_count(self->job), sizeof *self->shown);
    self->shown_n = 0;
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < import_row_count(self->job); i++) {
            bool asks = import_wants_person(self, i);
            if (turn == 0 ? asks : !asks && import_row_at(self->job, i)->why) {
                self->shown[self->shown_n++] = i;
            }
        }
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- jobs --- */

static bool look_step(void *ctx)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    bool done = true;
    self->error = import_step(self->job, LOOK_STEP, &done);
    return self->error == ERR_OK && !done;
}

static void job_progress(void *ctx, size_t *done, size_t *total)
{
    const struct screen *s = ctx;
    const struct import_screen *self = s->self;
    import_progress(self->job, done, total);
}

static void say_fault(struct app *app, enum err e, const struct import_fault *fault)
{
    app_problem(app, "%s%s%s", fault->msgid ? tr(fault->msgid) : tr(err_msgid(e)),
                fault->detail ? "  " : "", fault->detail ? fault->detail : "");
}

/* A sheet that cannot be read: back to the first one; else there is nothing to look at. */
static void give_up_look(struct screen *s, bool stopped)
{
    struct import_screen *self = s->self;
    struct app *app = s->app;
    struct import_fault fault;
    enum err e = self->error;
    import_take_fault(self->job, &fault);
    bool another = self->sheet && !stopped;
    xfree(self->sheet);
    self->sheet = NULL;
    if (!another || !import_look(s)) {
        app_pop(app);
    }
    if (!stopped) {
        say_fault(app, e, &fault);
    }
    xfree(fault.detail);
}

static void look_done(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    if (stopped || self->error != ERR_OK) {
        give_up_look(s, stopped);
        return;
    }
    self->phase = IMPORT_LOOKED;
    for (size_t i = 0; i < self->decided_n; i++) {
        struct decided *d = &self->decided[i];
        if (import_decide(self->job, d->row, d->what) != ERR_OK) {
            memmove(d, d + 1, (self->decided_n - i - 1) * sizeof *d);
            self->decided_n--;
            i--;
        }
    }
    recount(s);
}

static bool write_step(void *ctx)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    bool done = true;
    self->error = import_write_step(self->job, WRITE_STEP, &done);
    return self->error == ERR_OK && !done;
}

static void write_done(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    struct app *app = s->app;
    int64_t id = NONE;
    bool stop = stopped || self->error != ERR_OK;
    enum err e = import_write_end(self->job, stop, &id);
    e = self->error != ERR_OK ? self->error : e;
    if (e != ERR_OK || stopped) {
        self->phase = IMPORT_LOOKED;
        app_problem(app, "%s", tr(err_msgid(stopped ? ERR_CANCELLED : e)));
        return;
    }
    struct import_counts c = self->counts;
    app_changed(app, &(struct notice){.record = 0, .kind = -1});
    app_pop(app);
    app_mark(app, MARK_SAVED, clock_now());
    app_tell(app,
             tr("Written: %zu new, %zu changed. %zu pupils are not in the file; none was removed"),
             c.fresh, c.changed, c.missing);
}

static void start_write(struct screen *s)
{
    struct import_screen *self = s->self;
    app_tell(s->app, "%s", tr("A verified copy is being made ..."));
    app_paint(s->app);
    self->error = import_write_begin(self->job);
    if (self->error != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(self->error)));
        return;
    }
    self->phase = IMPORT_WRITING;
    app_job(s->app, &(struct job){.title = N_("Writing"), .modal = true, .step = write_step,
                                  .progress = job_progress, .done = write_done, .ctx = s});
}

bool import_look(struct screen *s)
{
    struct import_screen *self = s->self;
    struct str bytes = STR_INIT;
    struct import_fault fault = {0};
    import_free(self->job);
    self->job = NULL;
    self->shown_n = 0;
    enum err e = file_read(self->path, FILE_LIMIT, &bytes);
    if (e == ERR_OK) {
        e = import_open(s->app->reg, bytes.ptr, bytes.len,
                        &(struct import_options){.encoding = self->encoding,
                                                 .sheet = self->sheet,
                                                 .file = import_base_name(self->path)},
                        &self->job, &fault);
    }
    str_wipe(&bytes);
    if (e != ERR_OK) {
        say_fault(s->app, e, &fault);
        xfree(fault.detail);
        return false;
    }
    self->phase = IMPORT_LOOKING;
    app_job(s->app, &(struct job){.title = N_("Looking"), .modal = true, .step = look_step,
                                  .progress = job_progress, .done = look_done, .ctx = s});
    return true;
}

/* --- keys --- */

/* The file is looked at anew and what was decided is said again: how a decision is taken back. */
static void look_again(struct screen *s)
{
    if (!import_look(s)) {
        app_pop(s->app);
    }
}

static void remember(struct import_screen *self, size_t row, bool number,
                     enum import_decision what)
{
    self->decided = mem_grow(self->decided, self->decided_n, &self->decided_cap,
                             sizeof *self->decided);
    self->decided[self->decided_n++] = (struct decided){row, number, what};
}

static void decide(struct screen *s, enum import_decision decision)
{
    struct import_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at || self->phase != IMPORT_LOOKED) {
        return;
    }
    size_t row = (size_t)at - 1;
    bool number = import_asks_number(import_row_at(self->job, row));
    struct decided *before = decided_at(self, row, number);
    if (before) {
        before->what = decision;
        look_again(s);
        return;
    }
    if (import_decide(self->job, row, decision) != ERR_OK) {
        app_problem(s->app, "%s",
                    tr("This cannot be decided so: nobody in the register fits, or the row "
                       "cannot be read"));
    } else {
        remember(self, row, number, decision);
    }
    recount(s);
    list_command(&self->list, CMD_DOWN);
}

void import_restore_all(struct screen *s)
{
    struct import_screen *self = s->self;
    size_t n = 0;
    for (size_t i = 0; i < import_row_count(self->job); i++) {
        const struct import_line *line = import_row_at(self->job, i);
        if (import_asks_number(line) && line->repair == REPAIR_OFFERED &&
            import_decide(self->job, i, IMPORT_RESTORE) == ERR_OK) {
            remember(self, i, true, IMPORT_RESTORE);
            n++;
        }
    }
    recount(s);
    app_tell(s->app, tr("%zu numbers restored; F2 writes them"), n);
}

/* What a digit means on the chosen row. */
static void decide_by_digit(struct screen *s, size_t digit)
{
    static const enum import_decision about_pupil[] = {IMPORT_SAME_PERSON, IMPORT_NEW_PERSON,
                                                       IMPORT_SKIP};
    static const enum import_decision about_number[] = {IMPORT_RESTORE, IMPORT_LEAVE_EMPTY,
                                                        IMPORT_SKIP};
    struct import_screen *self = s->self;
    int64_t at = self->phase == IMPORT_LOOKED ? list_chosen(&self->list) : 0;
    bool number = at && import_asks_number(import_row_at(self->job, (size_t)at - 1));
    decide(s, number ? about_number[digit] : about_pupil[digit]);
}

static void undo(struct screen *s)
{
    struct import_screen *self = s->self;
    if (self->phase == IMPORT_LOOKED && self->decided_n) {
        list_choose(&self->list, (int64_t)self->decided[--self->decided_n].row + 1);
        look_again(s);
    }
}

/* F6: as the row before was decided. */
static void same(struct screen *s)
{
    struct import_screen *self = s->self;
    if (self->decided_n) {
        decide(s, self->decided[self->decided_n - 1].what);
    }
}

void import_forget(struct screen *s)
{
    struct import_screen *self = s->self;
    self->decided_n = 0;
}

static bool import_command(struct screen *s, enum command cmd)
{
    struct import_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
        if (self->phase == IMPORT_LOOKED) {
            start_write(s);
        }
        return true;
    case CMD_OPTIONS:
        import_how_push(s);
        return true;
    case CMD_STRIKE:
        decide(s, IMPORT_SKIP);
        return true;
    case CMD_SAME:
        same(s);
        return true;
    case CMD_UNDO:
        undo(s);
        return true;
    case CMD_OPEN: {
        int64_t at = list_chosen(&self->list);
        const struct import_line *line = at ? import_row_at(self->job, (size_t)at - 1) : NULL;
        if (line) {
            app_tell(s->app, "%s%s%s", line->why ? tr(line->why) : "", line->detail ? "  " : "",
                     line->detail ? line->detail : "");
        }
        return true;
    }
    case CMD_BACK:
        app_pop(s->app);
        app_tell(s->app, "%s", tr("Nothing was written"));
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void import_text(struct screen *s, const char *text, size_t n)
{
    for (const char *end = text + n; text < end;) {
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp >= '1' && cp <= '3') {
            decide_by_digit(s, cp - '1');
        }
    }
}

static void import_close(struct screen *s)
{
    struct import_screen *self = s->self;
    if (self->phase == IMPORT_WRITING) {
        int64_t id;
        enum err e = import_write_end(self->job, true, &id);
        (void)e; /* everything was put back; the screen is going */
    }
    import_free(self->job);
    list_release(&self->list);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self->shown);
    xfree(self->decided);
    xfree(self->path);
    xfree(self->sheet);
    xfree(self);
}

static const struct screen_ops import_ops = {
    .name = "import",
    .flags = SCREEN_UNPLACED,
    .keys = import_keys,
    .head = import_show_head,
    .draw = import_show_draw,
    .command = import_command,
    .text = import_text,
    .close = import_close,
};

static void got_file(void *ctx, const char *path)
{
    struct app *app = ctx;
    if (!path) {
        return;
    }
    struct import_screen *self = xcalloc(1, sizeof *self);
    self->path = xstrdup(path);
    self->encoding = ENC_UNKNOWN;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&import_ops, app, self);
    list_init(&self->list, &(struct list_source){
                                .count = import_show_count, .fetch = import_show_fetch, .ctx = s});
    app_push(app, s);
    if (!import_look(s)) {
        app_pop(app);
    }
}

static void import_answer(void *ctx, size_t answer)
{
    struct app *app = ctx;
    if (answer == 1) {
        imports_push(app);
    } else {
        files_push(app, tr("Which roster file?"), ".csv|.xlsx|.xls", got_file, app);
    }
}

void import_push(struct app *app)
{
    if (timeline_last(app->reg, &kind_import, NONE) == NONE) {
        import_answer(app, 0); /* nothing to take back yet: no question */
        return;
    }
    const struct ask_answer answers[] = {{tr("a roster file"), 0},
                                         {tr("take an earlier import back"), 0}};
    ask_push(app, &(struct ask){.question = tr("Import"), .answers = answers,
                                .count = COUNT(answers), .done = import_answer, .ctx = app});
}
