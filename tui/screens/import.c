// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/import.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"

/* S29: a roster file, looked at before anything is written. */

enum { FILE_LIMIT = 64 << 20, LOOK_STEP = 50, WRITE_STEP = 20 };

enum phase { PHASE_LOOKING, PHASE_LOOKED, PHASE_WRITING };

/* What was said about a row; looking anew says it again. */
struct decided {
    size_t row;
    enum import_decision what;
};

struct import_screen {
    char *path;
    enum encoding encoding; /* as chosen, ENC_UNKNOWN: found out */
    struct import_job *job;
    struct import_counts counts;
    enum phase phase;
    enum err error;
    size_t *shown; /* rows that need a person */
    size_t shown_n;
    struct decided *decided; /* in the order they were made */
    size_t decided_n, decided_cap;
    struct list list;
    struct str cells[3];
};

static const struct binding import_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Write it")},     {XKEY_F4, CMD_OPTIONS, N_("Encoding")},
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

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static struct decided *decided_at(struct import_screen *self, size_t row)
{
    for (size_t i = 0; i < self->decided_n; i++) {
        if (self->decided[i].row == row) {
            return &self->decided[i];
        }
    }
    return NULL;
}

static void recount(struct screen *s)
{
    struct import_screen *self = s->self;
    import_count(self->job, &self->counts);
    xfree(self->shown);
    self->shown = xcalloc(import_row_count(self->job), sizeof *self->shown);
    self->shown_n = 0;
    for (size_t i = 0; i < import_row_count(self->job); i++) {
        const struct import_line *row = import_row_at(self->job, i);
        if (row->why || row->state == IMPORT_SKIPPED || decided_at(self, i)) {
            self->shown[self->shown_n++] = i;
        }
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- the list --- */

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct import_screen *)s->self)->shown_n;
}

/* The name in the row: the cell of the pupil's own field "name". */
static const char *name_in(const struct import_job *job, size_t row)
{
    for (size_t c = 0; c < import_column_count(job); c++) {
        const struct import_column *col = import_column_at(job, c);
        if (col->target == TARGET_FIELD && strcmp(col->field->name, "name") == 0) {
            return import_cell(job, row, c);
        }
    }
    return "";
}

static const char *state_word(enum import_state state)
{
    switch (state) {
    case IMPORT_ASK:
        return tr("you decide");
    case IMPORT_BAD:
        return tr("unreadable");
    case IMPORT_SKIPPED:
        return tr("left out");
    case IMPORT_NEW:
        return tr("new pupil");
    case IMPORT_CHANGED:
    case IMPORT_SAME:
        return tr("this one");
    case IMPORT_WAITING:
        break;
    }
    return "";
}

static void fetch(void *ctx, size_t at, struct list_row *out)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    size_t row = self->shown[at];
    const struct import_line *line = import_row_at(self->job, row);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    str_addf(&self->cells[0], tr("row %zu"), line->line);
    str_addf(&self->cells[1], "%s  %s%s%s", name_in(self->job, row), line->why ? tr(line->why) : "",
             line->detail ? "  " : "", line->detail ? line->detail : "");
    str_add(&self->cells[2], state_word(line->state));
    out->id = (int64_t)row + 1;
    out->cells[0] = self->cells[0].ptr;
    out->cells[1] = self->cells[1].ptr;
    out->cells[2] = self->cells[2].ptr;
}

static const struct list_column columns[] = {{"", 10, 0, LIST_LEFT, 0},
                                             {"", 0, 20, LIST_LEFT, 0},
                                             {"", 10, 0, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 1, .no_titles = true};

/* --- drawing --- */

static void import_head(const struct screen *s, struct frame *f)
{
    const struct import_screen *self = s->self;
    str_add(&f->where, tr("Roster"));
    str_add(&f->who, base_name(self->path));
    if (!self->job || self->phase == PHASE_LOOKING) {
        return;
    }
    char delimiter[2] = {import_delimiter(self->job), '\0'};
    str_addf(&f->sum, tr("%zu rows   %s   separated by %s   only looked at, nothing written"),
             import_row_count(self->job), encode_name(import_encoding(self->job)),
             delimiter[0] == '\t' ? "Tab" : delimiter);
    str_add(&f->hint, self->shown_n
                          ? tr("1 this is the one   2 a new pupil   3 leave this row")
                          : tr("F2 writes: a verified copy first; the whole import can be "
                               "taken back"));
}

static void draw_columns(const struct import_screen *self, struct rect r)
{
    draw_put(r.row, r.col + 1, 12, tr("Heading"), ROLE_HEAD);
    draw_put(r.row, r.col + 22, 12, tr("Taken as"), ROLE_HEAD);
    draw_put(r.row, r.col + 42, 20, tr("First two rows"), ROLE_HEAD);
    int row = 1;
    size_t more = 0;
    for (size_t c = 0; c < import_column_count(self->job); c++) {
        const struct import_column *col = import_column_at(self->job, c);
        if (row >= r.rows) {
            more++;
            continue;
        }
        const char *as = col->target == TARGET_IGNORED ? tr("not wanted")
                         : col->target == TARGET_CLASS ? tr("Class")
                         : col->target == TARGET_GRADE ? tr("Grade")
                                                       : tr(col->field->label);
        draw_text(r.row + row, r.col + 1, 20, col->heading, ROLE_PLAIN);
        draw_text(r.row + row, r.col + 22, 19, as,
                  col->target == TARGET_IGNORED ? ROLE_DIM : ROLE_PLAIN);
        for (size_t i = 0; i < 2 && i < import_row_count(self->job); i++) {
            /* Long numbers are not shown whole over somebody's shoulder. */
            const char *cell = import_cell(self->job, i, c);
            bool masked = col->field && (col->field->flags & F_MASKED);
            char *shown = masked && cell[0] ? str_format("%.5s**", cell) : xstrdup(cell);
            draw_text(r.row + row, r.col + 42 + (int)i * 17, 16, shown, ROLE_PLAIN);
            xwipe_str(shown);
        }
        row++;
    }
    if (more) {
        struct str s = STR_INIT;
        str_addf(&s, tr("and %zu more columns"), more);
        draw_right(r.row, r.col + r.cols - 20, 18, s.ptr, ROLE_DIM);
        str_release(&s);
    }
}

static void import_draw(const struct screen *s, struct rect body)
{
    struct import_screen *self = s->self;
    if (!self->job || self->phase == PHASE_LOOKING) {
        return;
    }
    const struct import_counts *c = &self->counts;
    struct str line = STR_INIT;
    str_addf(&line, tr("New %zu   Changed %zu   Unchanged %zu   You decide %zu   Unreadable %zu   "
                       "Not in the file %zu"),
             c->fresh, c->changed, c->same, c->ask, c->bad, c->missing);
    draw_text(body.row + 1, body.col + 1, body.cols - 2, line.ptr, ROLE_HEAD);
    int rows = body.rows > 14 ? 8 : 4;
    draw_columns(self, (struct rect){body.row + 3, body.col, rows, body.cols});
    int row = body.row + 4 + rows;
    str_clear(&line);
    str_add(&line, self->shown_n ? tr("Rows that need you") : tr("Every row could be read"));
    draw_text(row++, body.col + 1, body.cols - 2, line.ptr, ROLE_HEAD);
    str_release(&line);
    list_draw(&self->list, &look,
              (struct rect){row, body.col, body.row + body.rows - row, body.cols});
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

static void look_done(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    if (stopped || self->error != ERR_OK) {
        app_pop(s->app);
        if (!stopped) {
            app_problem(s->app, "%s", tr(err_msgid(self->error)));
        }
        return;
    }
    self->phase = PHASE_LOOKED;
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
        self->phase = PHASE_LOOKED;
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
    self->phase = PHASE_WRITING;
    app_job(s->app, &(struct job){.title = N_("Writing"), .modal = true, .step = write_step,
                                  .progress = job_progress, .done = write_done, .ctx = s});
}

/* Read the file and look; false with the reason said. */
static bool start_look(struct screen *s)
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
                                                 .file = base_name(self->path)},
                        &self->job, &fault);
    }
    str_wipe(&bytes);
    if (e != ERR_OK) {
        app_problem(s->app, "%s%s%s", fault.msgid ? tr(fault.msgid) : tr(err_msgid(e)),
                    fault.detail ? "  " : "", fault.detail ? fault.detail : "");
        xfree(fault.detail);
        return false;
    }
    self->phase = PHASE_LOOKING;
    app_job(s->app, &(struct job){.title = N_("Looking"), .modal = true, .step = look_step,
                                  .progress = job_progress, .done = look_done, .ctx = s});
    return true;
}

/* --- keys --- */

/* The file is looked at anew and what was decided is said again: how a decision is taken back. */
static void look_again(struct screen *s)
{
    if (!start_look(s)) {
        app_pop(s->app);
    }
}

static void decide(struct screen *s, enum import_decision decision)
{
    struct import_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at || self->phase != PHASE_LOOKED) {
        return;
    }
    size_t row = (size_t)at - 1;
    struct decided *before = decided_at(self, row);
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
        self->decided = mem_grow(self->decided, self->decided_n, &self->decided_cap,
                                 sizeof *self->decided);
        self->decided[self->decided_n++] = (struct decided){row, decision};
    }
    recount(s);
    list_command(&self->list, CMD_DOWN);
}

static void undo(struct screen *s)
{
    struct import_screen *self = s->self;
    if (self->phase == PHASE_LOOKED && self->decided_n) {
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

static void encoding_answer(void *ctx, size_t answer)
{
    static const enum encoding choices[] = {ENC_UNKNOWN, ENC_UNKNOWN, ENC_UTF8, ENC_GB18030,
                                            ENC_UTF16LE};
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    if (!answer) {
        return;
    }
    self->encoding = choices[answer];
    self->decided_n = 0; /* the rows may be others */
    if (!start_look(s)) {
        self->encoding = ENC_UNKNOWN;
        if (!start_look(s)) {
            app_pop(s->app);
        }
    }
}

static void ask_encoding(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("as it is"), 0},     {tr("find out"), 0},
                                         {"UTF-8", 0},            {"GBK / GB18030", 0},
                                         {"UTF-16", 0}};
    ask_push(s->app, &(struct ask){.question = tr("How is the file encoded?"), .answers = answers,
                                   .count = COUNT(answers), .done = encoding_answer, .ctx = s});
}

static bool import_command(struct screen *s, enum command cmd)
{
    struct import_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
        if (self->phase == PHASE_LOOKED) {
            start_write(s);
        }
        return true;
    case CMD_OPTIONS:
        ask_encoding(s);
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
    static const enum import_decision decisions[] = {IMPORT_SAME_PERSON, IMPORT_NEW_PERSON,
                                                     IMPORT_SKIP};
    for (const char *end = text + n; text < end;) {
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp >= '1' && cp <= '3') {
            decide(s, decisions[cp - '1']);
        }
    }
}

static void import_close(struct screen *s)
{
    struct import_screen *self = s->self;
    if (self->phase == PHASE_WRITING) {
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
    xfree(self);
}

static const struct screen_ops import_ops = {
    .name = "import",
    .flags = SCREEN_UNPLACED,
    .keys = import_keys,
    .head = import_head,
    .draw = import_draw,
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
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    app_push(app, s);
    if (!start_look(s)) {
        app_pop(app);
    }
}

static void import_answer(void *ctx, size_t answer)
{
    struct app *app = ctx;
    if (answer == 1) {
        imports_push(app);
    } else {
        files_push(app, tr("Which roster file?"), ".csv", got_file, app);
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
