// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/sweeps.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/textfield.h"

/*
 * Other people's paper slips, a line each: teacher, class and date stay from slip to slip.
 * The line being keyed is a form of which only the grid's columns are shown, so its keys,
 * checks, lists and draft are those of every form.  Each line is stored as it is left.
 */
enum { DONE_MOST = 200, NO_CELLS = 4, FIRST_COL = 1 };

struct grid_screen {
    struct form_screen base; /* first: the handlers of forms work on it */
    struct sweep_end end;    /* for the question about the signature */
    const struct kind *kind;
    int64_t class_id;        /* the list of one class, NONE: slips of anybody */
    int64_t done[DONE_MOST]; /* lines stored, oldest first */
    size_t done_n, total;
    char *lines[DONE_MOST]; /* the stored lines in words, as many as `done` */
};

static const struct binding grid_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("All keyed")}, {XKEY_F4, CMD_OPTIONS, N_("Options")},
    {XKEY_F6, CMD_SAME, N_("Same")},      {XKEY_F8, CMD_STRIKE, N_("Strike")},
    {XKEY_CTRL('K'), CMD_NOTE, NULL},
};
static const struct keymap grid_keymap = KEYMAP(grid_bindings, &keymap_text);

static const struct keymap *grid_keys(const struct screen *s)
{
    (void)s;
    return &grid_keymap;
}

static struct form *form_of(const struct screen *s)
{
    return ((const struct grid_screen *)s->self)->base.form;
}

/* --- columns --- */

/* The cells of an item's column; the widest text takes what is over. */
static int cells_of(const struct item *item)
{
    if (item->type == ITEM_ADD || (item->part && item->part->grid)) {
        return item->part->grid;
    }
    return item->field->grid;
}

static int spare_cells(const struct form *f, struct rect body)
{
    int taken = FIRST_COL + NO_CELLS;
    for (size_t i = 0; i < f->n; i++) {
        taken += form_is_shown(f, i) ? cells_of(&f->items[i]) + 1 : 0;
    }
    return body.cols > taken ? body.cols - taken : 0;
}

/* A value as it stands in its column: codes by their digits, days without the year. */
static void add_cell(struct str *out, const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
    if (item->type != ITEM_FIELD) {
        return;
    }
    const void *base = form_base(f, item);
    if (field_is_empty(base, item->field)) {
        str_add(out, edit_text(item->edit));
    } else if (item->field->type == FIELD_DATE) {
        char day[DATE_TEXT];
        str_add(out, date_format(*field_int(base, item->field), day) + 5);
    } else if (item->field->type == FIELD_CODE || item->field->type == FIELD_CODES) {
        value_format(out, f->reg, base, item->field, VALUE_TYPED);
    } else {
        value_format(out, f->reg, base, item->field,
                     item->field->type == FIELD_PUPIL ? VALUE_SCREEN : VALUE_WORDS);
    }
}

/* A line of text from the columns: titles, or the values. */
static void add_line(struct str *out, const struct form *f, struct rect body, bool titles)
{
    int spare = spare_cells(f, body);
    bool spent = false;
    for (size_t i = 0; i < f->n; i++) {
        if (!form_is_shown(f, i)) {
            continue;
        }
        int cells = cells_of(&f->items[i]);
        bool widest =
            !spent && f->items[i].type == ITEM_FIELD && f->items[i].field->type == FIELD_TEXT;
        cells += widest ? spare : 0;
        spent = spent || widest;
        struct str cell = STR_INIT;
        if (titles) {
            form_label(&cell, f, i);
        } else {
            add_cell(&cell, f, i);
        }
        width_fit(out, cell.ptr, (size_t)cells);
        str_add(out, " ");
        str_wipe(&cell);
    }
}

/* --- drawing --- */

static void grid_head(const struct screen *s, struct frame *f)
{
    const struct grid_screen *self = s->self;
    form_head(s, f);
    str_clear(&f->where);
    str_clear(&f->sum);
    if (self->class_id == NONE) {
        str_add(&f->where, tr("Slips"));
        str_addf(&f->sum, tr("%s, a line a slip; keyed %zu"), trc("paper", self->kind->label),
                 self->total);
    } else {
        const struct reg *reg = s->app->reg;
        int64_t teacher = roster_class_teacher(reg->roster, self->class_id);
        str_add(&f->where, trc("where", self->kind->label));
        str_clear(&f->who);
        roster_class_label(&f->who, reg->roster, self->class_id, clock_today());
        str_addf(&f->sum, tr("Class teacher %s   listed %zu"),
                 teacher == NONE ? "" : roster_name(reg->roster, teacher), self->total);
    }
}

/* The focused field with its cursor; one that takes Chinese owns its row to the right edge. */
static void draw_focus(struct grid_screen *self, struct rect body, int row)
{
    struct form *f = self->base.form;
    int spare = spare_cells(f, body);
    int col = body.col + FIRST_COL + NO_CELLS;
    bool spent = false;
    for (size_t i = 0; i < f->n; i++) {
        if (!form_is_shown(f, i)) {
            continue;
        }
        struct item *item = &f->items[i];
        int cells = cells_of(item);
        bool is_text = item->type == ITEM_FIELD && item->field->type == FIELD_TEXT;
        cells += !spent && is_text ? spare : 0;
        spent = spent || is_text;
        if (i == f->focus) {
            self->base.cursor_row = row;
            self->base.cursor_col = col;
            if (item->type == ITEM_FIELD && !item->ref) {
                struct textfield field = {.edit = item->edit, .from = self->base.view.from};
                int own = is_text ? body.cols - 1 - col : cells;
                self->base.cursor_col = textfield_draw(&field, row, col, own, true);
                self->base.view.from = field.from;
            }
            return;
        }
        col += cells + 1;
    }
}

static void grid_draw(const struct screen *s, struct rect body)
{
    struct grid_screen *self = s->self;
    const struct form *f = self->base.form;
    struct str line = STR_INIT;
    str_addf(&line, "%*s", NO_CELLS, "");
    add_line(&line, f, body, true);
    draw_text(body.row, body.col + FIRST_COL, body.cols - FIRST_COL, line.ptr, ROLE_HEAD);
    size_t room = body.rows > 3 ? (size_t)body.rows - 3 : 0;
    size_t from = self->done_n > room ? self->done_n - room : 0;
    int row = body.row + 1;
    for (size_t i = from; i < self->done_n; i++) {
        draw_text(row++, body.col + FIRST_COL, body.cols - FIRST_COL, self->lines[i], ROLE_PLAIN);
    }
    str_clear(&line);
    str_addf(&line, "%3zu ", self->total + 1);
    add_line(&line, f, body, false);
    draw_text(row, body.col, 1, ">", ROLE_PLAIN);
    draw_text(row, body.col + FIRST_COL, body.cols - FIRST_COL, line.ptr, ROLE_FIELD);
    draw_focus(self, body, row);
    str_wipe(&line);
}

static bool grid_cursor(const struct screen *s, int *row, int *col)
{
    const struct grid_screen *self = s->self;
    *row = self->base.cursor_row;
    *col = self->base.cursor_col;
    return true;
}

/* --- from line to line --- */

/* Date and teacher stay and are passed over; Shift-Tab still gets there. */
static bool stays(const struct grid_screen *self, const struct field *field)
{
    bool is_day = self->kind->day && strcmp(field->name, self->kind->day) == 0;
    return field->grid && (is_day || field->carry == CARRY_PREFILL);
}

static void carry_on(struct grid_screen *self, struct form *next)
{
    const struct record *before = self->base.like;
    for (size_t i = 0; before && i < next->n; i++) {
        struct item *item = &next->items[i];
        bool own = item->type == ITEM_FIELD && !item->part && !item->row;
        if (own && stays(self, item->field) && !field_is_empty(before, item->field)) {
            field_copy(next->rec, before, item->field);
            form_fill(next, item);
            item->skipped = true;
        }
    }
}

/* The class the next pupil is looked for in: the list's, else that of the pupil before. */
static void take_class(struct grid_screen *self, struct reg *reg, int64_t pupil)
{
    const struct pupil_card *p = pupil == NONE ? NULL : roster_pupil(reg->roster, pupil);
    int64_t class_id = self->class_id != NONE ? self->class_id : p ? p->class_id : NONE;
    self->base.class_digits[0] = '\0';
    for (size_t i = 0; i < roster_class_count(reg->roster); i++) {
        const struct class_card *c = roster_class_at(reg->roster, i);
        if (c->id == class_id) {
            int grade = calendar_grade(reg->calendar, c->ref.stage, c->ref.entry, clock_today());
            snprintf(self->base.class_digits, sizeof self->base.class_digits, "%d%02d", grade % 10,
                     c->ref.number % 100);
        }
    }
}

/* A line of a class's list belongs to that class, whatever class the pupil is in later. */
static void set_class(const struct grid_screen *self, struct form *next)
{
    const struct field *field = spec_field(&self->kind->spec, "class_");
    if (self->class_id != NONE && field) {
        field_set_int(next->rec, field, self->class_id);
    }
}

static enum err begin_line(struct screen *s)
{
    struct grid_screen *self = s->self;
    struct form *next;
    enum err e =
        form_open(s->app->reg, &(struct form_start){.kind = self->kind, .pupil = NONE}, &next);
    if (e == ERR_OK) {
        next->grid = true;
        set_class(self, next);
        carry_on(self, next);
        form_free(self->base.form);
        self->base.form = next;
        self->base.view.form = next;
        self->base.asked = false;
        next->focus = 0;
        while (!form_is_shown(next, next->focus) || next->items[next->focus].skipped) {
            next->focus++;
        }
    }
    return e;
}

/* A stored line in words; of very many the oldest goes out of sight. */
static void keep_line(struct grid_screen *self, const struct form *f, struct rect body)
{
    struct str line = STR_INIT;
    str_addf(&line, "%3zu ", self->total + 1);
    add_line(&line, f, body, false);
    if (self->done_n == DONE_MOST) {
        xwipe_str(self->lines[0]);
        memmove(self->lines, self->lines + 1, (DONE_MOST - 1) * sizeof *self->lines);
        memmove(self->done, self->done + 1, (DONE_MOST - 1) * sizeof *self->done);
        self->done_n--;
    }
    self->done[self->done_n] = f->rec->id;
    self->lines[self->done_n++] = str_steal(&line);
    self->total++;
}

/* Keep the line and begin the next one. */
static void after_line(struct screen *s)
{
    struct grid_screen *self = s->self;
    struct form *f = self->base.form;
    keep_line(self, f, s->body);
    record_derive(f->rec, clock_today());
    take_class(self, s->app->reg, f->rec->pupil);
    record_free(self->base.like);
    self->base.like = record_copy(f->rec);
    app_changed(s->app, &(struct notice){.record = f->rec->id, .kind = -1});
    enum err e = begin_line(s);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    form_screen_again(s);
}

static void store_line(struct screen *s)
{
    bool open;
    if (form_screen_try(s, &open)) {
        after_line(s);
        if (open) {
            app_tell(s->app, "%s", tr("Kept as unfinished; it is listed on the day screen"));
        }
    }
}

/* Whether anything of this slip itself was keyed. */
static bool is_begun(const struct form *f)
{
    return f->has_draft || form_is_stale(f);
}

static void finish(struct screen *s)
{
    struct grid_screen *self = s->self;
    bool open;
    if (is_begun(self->base.form)) {
        if (!form_screen_try(s, &open)) {
            return;
        }
        after_line(s);
    }
    struct app *app = s->app;
    size_t total = self->total;
    if (self->class_id != NONE) {
        /* The list stays below: a question a lock takes away is asked again by F2. */
        self->end = (struct sweep_end){app, self->class_id, total};
        sweep_end_push(&self->end);
        return;
    }
    app_changed(app, &(struct notice){.record = 0, .kind = -1});
    app_pop(app);
    app_tell(app, tr("%zu slips are stored"), total);
}

/* The last column was left: the slip is complete. */
static bool is_last(const struct form *f)
{
    for (size_t i = f->focus + 1; i < f->n; i++) {
        if (form_is_shown(f, i)) {
            return false;
        }
    }
    return true;
}

static bool grid_command(struct screen *s, enum command cmd)
{
    struct grid_screen *self = s->self;
    bool onward = cmd == CMD_OPEN || cmd == CMD_NEXT || cmd == CMD_DOWN;
    if (cmd == CMD_DONE) {
        finish(s);
        return true;
    }
    if (onward && is_last(form_of(s))) {
        store_line(s);
        return true;
    }
    if (cmd == CMD_WIDE) {
        return true; /* a slip has no long text */
    }
    self->base.asked = self->base.asked && onward;
    return form_screen_command(s, cmd);
}

static bool grid_after(struct screen *s)
{
    return form_keep_due(s->app, form_of(s));
}

static void grid_tick(struct screen *s, int64_t now)
{
    (void)now;
    form_ticked(s->app, form_of(s));
}

static void grid_layout(struct screen *s, struct rect body)
{
    (void)body;
    form_screen_again(s);
}

static void grid_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    form_screen_again(s);
}

/* --- the place --- */

static void grid_save(const struct screen *s, struct str *out)
{
    const struct grid_screen *self = s->self;
    app_put_kind(out, self->kind);
    pack_put_int(out, "id", self->base.form->rec->id);
    pack_put_int(out, "class", self->class_id);
    pack_put_int(out, "last", self->done_n ? self->done[self->done_n - 1] : NONE);
    pack_put_int(out, "total", (int64_t)self->total);
    pack_put_int(out, "focus", (int64_t)self->base.form->focus);
}

static struct screen *make(struct app *app, const struct kind *kind, int64_t class_id)
{
    struct grid_screen *self = xcalloc(1, sizeof *self);
    self->kind = kind;
    self->class_id = class_id;
    take_class(self, app->reg, NONE);
    return screen_new(&grid_ops, app, self);
}

static struct screen *grid_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    const struct kind *kind = app_kind(bytes, n);
    if (!kind) {
        return NULL;
    }
    int64_t class_id = pack_find(bytes, n, "class", &e) ? pack_int(&e) : NONE;
    struct screen *s = make(app, kind, class_id);
    struct grid_screen *self = s->self;
    struct form *f;
    bool had =
        pack_find(bytes, n, "id", &e) &&
        form_open(app->reg, &(struct form_start){.id = pack_int(&e), .pupil = NONE}, &f) == ERR_OK;
    int64_t last = pack_find(bytes, n, "last", &e) ? pack_int(&e) : NONE;
    if (last != NONE && store_load(app->reg, last, &self->base.like) == ERR_OK) {
        take_class(self, app->reg, self->base.like->pupil);
    }
    self->total = pack_find(bytes, n, "total", &e) ? (size_t)pack_int(&e) : 0;
    if (had) {
        f->grid = true;
        self->base.form = f;
        self->base.view.form = f;
        size_t focus = pack_find(bytes, n, "focus", &e) ? (size_t)pack_int(&e) : 0;
        f->focus = focus < f->n && form_is_shown(f, focus) ? focus : 0;
    } else if (begin_line(s) != ERR_OK) {
        screen_free(s);
        return NULL;
    }
    return s;
}

static void grid_close(struct screen *s)
{
    struct grid_screen *self = s->self;
    for (size_t i = 0; i < self->done_n; i++) {
        xwipe_str(self->lines[i]);
    }
    form_view_release(&self->base.view);
    form_free(self->base.form);
    record_free(self->base.like);
    xfree(self);
}

const struct screen_ops grid_ops = {
    .name = "grid",
    .flags = SCREEN_NO_PANE,
    .keys = grid_keys,
    .head = grid_head,
    .layout = grid_layout,
    .draw = grid_draw,
    .cursor = grid_cursor,
    .command = grid_command,
    .text = form_screen_text,
    .paste = form_screen_paste,
    .after = grid_after,
    .tick = grid_tick,
    .resumed = grid_resumed,
    .save = grid_save,
    .restore = grid_restore,
    .close = grid_close,
};

/* What was listed of the class in this term stands above the new line. */
static void load_lines(struct screen *s)
{
    struct grid_screen *self = s->self;
    int64_t *ids = NULL;
    size_t n = 0;
    enum err e = sweep_class_lines(s->app->reg, self->class_id, clock_today(), &ids, &n);
    for (size_t i = 0; e == ERR_OK && i < n && self->done_n < DONE_MOST; i++) {
        struct form *f;
        e = form_open(s->app->reg, &(struct form_start){.id = ids[i], .pupil = NONE}, &f);
        if (e == ERR_OK) {
            f->grid = true;
            keep_line(self, f, s->body);
            form_free(f);
        }
    }
    xfree(ids);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
}

void grid_push_class(struct app *app, const struct kind *kind, int64_t class_id)
{
    struct screen *s = make(app, kind, class_id);
    enum err e = begin_line(s);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        screen_free(s);
        return;
    }
    app_push(app, s);
    load_lines(s);
}

void grid_push(struct app *app, const struct kind *kind)
{
    struct screen *s = make(app, kind, NONE);
    enum err e = begin_line(s);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        screen_free(s);
        return;
    }
    app_push(app, s);
}
