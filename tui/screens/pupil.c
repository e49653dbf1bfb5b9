// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/value.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

/* S7: above, what one must know in ten seconds; below, everything that happened. */

enum { SHEET_ROWS = 8, PAGE = 24, SHOW_NUMBERS_MS = 30000 };

struct sheet_row {
    const char *label; /* translated */
    struct str text;
    bool is_number; /* the row of telephone numbers */
    bool is_warning;
};

struct pupil_screen {
    int64_t id;
    struct sheet_row sheet[SHEET_ROWS];
    size_t sheet_n;
    bool in_sheet;     /* Tab: the cursor is in the upper half */
    size_t sheet_at;
    int64_t shown_until; /* uptime ms until which the numbers are shown */
    const struct kind *only; /* F4: one kind, NULL all */
    int64_t struck;          /* struck out last on this page, which Ctrl-Z takes back; or NONE */
    struct list list;
    int64_t count;
    struct timeline_entry page[PAGE];
    size_t page_n;
    int64_t page_from;
    struct str cells[4];
};

static const struct binding pupil_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Only")},
    {XKEY_F7, CMD_NEW, N_("New")},
    {XKEY_F8, CMD_STRIKE, N_("Strike")},
    {XKEY_TAB, CMD_NEXT, N_("Other half")},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_CTRL('Z'), CMD_UNDO, NULL},
};
static const struct keymap pupil_keymap = KEYMAP(pupil_bindings, &keymap_list);

static const struct keymap *pupil_keys(const struct screen *s)
{
    (void)s;
    return &pupil_keymap;
}

/* --- the sheet --- */

static struct str *add_row(struct pupil_screen *self, const char *label)
{
    struct sheet_row *row = &self->sheet[self->sheet_n++];
    row->label = label;
    row->is_number = row->is_warning = false;
    str_clear(&row->text);
    return &row->text;
}

static void add_blocked(struct pupil_screen *self, struct reg *reg)
{
    struct str *text = NULL;
    const struct block_card *b;
    for (size_t i = 0; (b = roster_block(reg->roster, self->id, i)) != NULL; i++) {
        if (!text) {
            text = add_row(self, tr("DO NOT TELL"));
            self->sheet[self->sheet_n - 1].is_warning = true;
        } else {
            str_add(text, tr(", "));
        }
        if (b->person) {
            roster_person_words(text, reg, b->person);
        }
    }
    if (verify_damage_count(reg) > 0) {
        /* The entry that names a person may be the damaged one. */
        text = text ? text : add_row(self, tr("DO NOT TELL"));
        self->sheet[0].is_warning = true;
        str_addf(text, "%s%s", text->len ? "   " : "",
                 tr("damage: there may be others; ask before anybody is told"));
    }
}

static void add_now(struct pupil_screen *self, struct reg *reg, const struct pupil *p)
{
    struct str *text = add_row(self, tr("Now"));
    const struct pupil_card *card = roster_pupil(reg->roster, self->id);
    const struct machine *m = machine_by_id("enrolment");
    const struct state *st = card ? machine_state(m, card->state) : NULL;
    str_add(text, st ? tr(st->label) : "-");
    const struct field *boarding = spec_field(&kind_pupil.spec, "boarding");
    if (!field_is_empty(p, boarding)) {
        str_add(text, "   ");
        value_format(text, reg, p, boarding, VALUE_WORDS);
    }
    if (p->dorm) {
        str_addf(text, " %s", p->dorm);
    }
    if (p->born != NONE) {
        char day[DATE_TEXT];
        str_addf(text, "   %s %s", tr("born"), date_format(p->born, day));
    }
}

/* Whom to ring; who must not be told is neither named nor numbered here. */
static void add_guardians(struct pupil_screen *self, struct reg *reg, const struct pupil *p,
                          bool shown)
{
    struct str *text = add_row(self, tr("Ring"));
    self->sheet[self->sheet_n - 1].is_number = true;
    const struct rows *rows = record_rows(&p->head, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct pupil_guardian *g = rows->at[i];
        char *person = str_format("G%lld.%lld", (long long)self->id, (long long)g->head.row);
        bool blocked = roster_is_blocked(reg->roster, self->id, person);
        xfree(person);
        if (blocked) {
            continue;
        }
        const struct code *kin = g->kin ? codes_find(&codes_kin, g->kin) : NULL;
        str_addf(text, "%s%s %s ", text->len ? "   " : "", kin ? tr(kin->label) : "",
                 g->name ? g->name : "");
        if (g->phone && shown) {
            str_add(text, g->phone);
        } else if (g->phone) {
            value_mask(text, g->phone);
        }
        if (g->reach) {
            str_addf(text, " %s", g->reach);
        }
    }
    if (!text->len) {
        str_add(text, tr("no guardian is on file"));
    }
}

static void add_school(struct pupil_screen *self, struct reg *reg)
{
    struct str *text = add_row(self, tr("Class"));
    const struct pupil_card *card = roster_pupil(reg->roster, self->id);
    int64_t teacher = card ? roster_class_teacher(reg->roster, card->class_id) : NONE;
    str_addf(text, "%s %s", tr("class teacher"),
             teacher == NONE ? "-" : roster_name(reg->roster, teacher));
}

static void add_text(struct pupil_screen *self, const char *label, const char *text)
{
    struct str *out = add_row(self, label);
    str_add(out, text ? text : tr("(empty: please fill in)"));
    for (size_t i = 0; i < out->len; i++) {
        if (out->ptr[i] == '\n') {
            out->ptr[i] = ' ';
        }
    }
}

static void add_treatment(struct pupil_screen *self, const struct pupil *p)
{
    const struct rows *rows = record_rows(&p->head, kind_part(&kind_pupil, "treatments"));
    const struct pupil_treatment *last = rows->n ? rows->at[rows->n - 1] : NULL;
    if (!last) {
        return;
    }
    struct str *text = add_row(self, tr("Treatment"));
    str_addf(text, "%s %s", last->org ? last->org : "", last->medicine ? last->medicine : "");
    if (last->said_by) {
        str_addf(text, tr(" (said by %s)"), last->said_by);
    }
    if (last->next_visit != NONE) {
        char day[DATE_TEXT];
        str_addf(text, "   %s %s", tr("next visit"), date_format(last->next_visit, day) + 5);
    }
}

static void fill_sheet(struct screen *s)
{
    struct pupil_screen *self = s->self;
    struct record *rec;
    self->sheet_n = 0;
    if (store_load_kind(s->app->reg, &kind_pupil, self->id, &rec) != ERR_OK) {
        str_add(add_row(self, tr("DAMAGED")),
                tr("this pupil's first page cannot be trusted and is not shown"));
        return;
    }
    const struct pupil *p = (const struct pupil *)rec;
    add_blocked(self, s->app->reg);
    add_now(self, s->app->reg, p);
    add_guardians(self, s->app->reg, p, clock_uptime() < self->shown_until);
    add_school(self, s->app->reg);
    if (p->avoid) {
        add_text(self, tr("Do not mention"), p->avoid);
    }
    add_text(self, tr("Strengths"), p->strengths);
    add_treatment(self, p);
    record_free(rec);
    if (self->sheet_at >= self->sheet_n) {
        self->sheet_at = 0;
    }
}

/* --- the timeline --- */

static void forget_page(struct pupil_screen *self)
{
    timeline_release(self->page, self->page_n);
    self->page_n = 0;
    self->page_from = -1;
}

static void reload(struct screen *s)
{
    struct pupil_screen *self = s->self;
    forget_page(self);
    self->count = timeline_count(s->app->reg, self->id, self->only);
    fill_sheet(s);
    list_reload(&self->list);
    app_dirty(s->app);
}

static const struct timeline_entry *entry(struct screen *s, size_t at)
{
    struct pupil_screen *self = s->self;
    int64_t i = (int64_t)at;
    if (self->page_from < 0 || i < self->page_from ||
        i >= self->page_from + (int64_t)self->page_n) {
        forget_page(self);
        self->page_from = i > PAGE / 3 ? i - PAGE / 3 : 0;
        self->page_n = timeline_page(s->app->reg, self->id, self->only, self->page_from, PAGE,
                                     self->page);
    }
    size_t k = (size_t)(i - self->page_from);
    return k < self->page_n ? &self->page[k] : NULL;
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return (size_t)((const struct pupil_screen *)s->self)->count;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct pupil_screen *self = s->self;
    const struct timeline_entry *e = entry(s, at);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    if (!e) {
        return;
    }
    char day[DATE_TEXT];
    row->id = e->id;
    if (e->damaged) {
        str_add(&self->cells[2], tr("DAMAGED: not shown"));
        row->role = ROLE_PROBLEM;
    } else {
        struct civil c = date_to_civil(e->day);
        bool this_year = c.year == date_to_civil(clock_today()).year;
        date_format(e->day, day);
        str_addf(&self->cells[0], "%s %s", this_year ? day + 5 : day,
                 this_year ? dateword_weekday(e->day) : "");
        str_add(&self->cells[1], tr(e->kind->label));
        str_addf(&self->cells[2], "%s%s",
                 e->state == RECORD_STRUCK       ? tr("[struck out] ")
                 : e->state == RECORD_UNFINISHED ? tr("[unfinished] ")
                                                 : "",
                 e->line.ptr);
        str_add(&self->cells[3], e->by == NONE ? "" : roster_name(s->app->reg->roster, e->by));
        row->role = e->state == RECORD_STRUCK ? ROLE_DIM : ROLE_PLAIN;
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {"", 10, 0, LIST_LEFT, 0},
    {"", 8, 0, LIST_LEFT, 2},
    {"", 0, 10, LIST_LEFT, 0},
    {"", 8, 0, LIST_LEFT, 1},
};

/* --- drawing --- */

static void pupil_head(const struct screen *s, struct frame *f)
{
    const struct pupil_screen *self = s->self;
    str_add(&f->where, tr("File"));
    form_who(&f->who, s->app->reg, self->id);
    const struct sheet_row *first = &self->sheet[0];
    str_addf(&f->sum, "%s   %s", first->label, first->text.ptr);
    if (self->in_sheet) {
        str_add(&f->hint, self->sheet[self->sheet_at].is_number
                              ? tr("Enter shows the numbers for thirty seconds; that is logged")
                              : tr("Enter opens the first page to change it"));
    } else {
        str_add(&f->hint, self->count ? tr("Enter opens this; Tab goes to the upper half")
                                      : tr("Nothing is written yet. F7 writes the first record"));
    }
}

static void pupil_draw(const struct screen *s, struct rect body)
{
    struct pupil_screen *self = s->self;
    int row = body.row;
    bool small = body.rows < 17;
    /* A small window shows three of its rows, with the chosen one among them. */
    size_t first = small && self->in_sheet && self->sheet_at > 3 ? self->sheet_at - 2 : 1;
    size_t end = small && self->sheet_n > first + 3 ? first + 3 : self->sheet_n;
    for (size_t i = first; i < end; i++) {
        const struct sheet_row *r = &self->sheet[i];
        bool here = self->in_sheet && i == self->sheet_at;
        draw_text(row, body.col, body.cols, "", here ? ROLE_CHOSEN : ROLE_PLAIN);
        draw_put(row, body.col + 1, 10, r->label, here ? ROLE_CHOSEN : ROLE_HEAD);
        draw_text(row, body.col + 12, body.cols - 13, r->text.ptr,
                  here            ? ROLE_CHOSEN
                  : r->is_warning ? ROLE_PROBLEM
                                  : ROLE_PLAIN);
        row++;
    }
    row++;
    struct str title = STR_INIT;
    str_addf(&title, tr("Timeline      %lld in all"), (long long)self->count);
    if (self->only) {
        str_addf(&title, "   %s %s", tr("only:"), tr(self->only->label));
    }
    draw_text(row, body.col + 1, body.cols - 2, title.ptr, ROLE_HEAD);
    str_release(&title);
    row++;
    const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1,
                                   .no_titles = true, .inactive = self->in_sheet};
    list_draw(&self->list, &look,
              (struct rect){row, body.col, body.row + body.rows - row, body.cols});
}

/* A wide window shows the chosen record beside the file. */
static void pupil_pane(const struct screen *s, struct rect pane)
{
    struct pupil_screen *self = s->self;
    struct record *rec;
    if (!list_chosen(&self->list) ||
        store_load(s->app->reg, list_chosen(&self->list), &rec) != ERR_OK) {
        return;
    }
    struct str text = STR_INIT;
    bool is_act = rec->kind->flags & K_ACT;
    if (is_act) {
        timeline_act_line(&text, s->app->reg, rec);
    }
    for (size_t i = 0; !is_act && i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        if (!field_is_empty(rec, f) && !(f->flags & F_FIXED)) {
            str_addf(&text, "%s  ", tr(f->label));
            value_format(&text, s->app->reg, rec, f, VALUE_WORDS);
            str_addc(&text, '\n');
        }
    }
    draw_wrapped(pane, text.ptr, 0, ROLE_PLAIN);
    str_wipe(&text);
    record_free(rec);
}

/* --- keys --- */

static void show_numbers(struct screen *s)
{
    struct pupil_screen *self = s->self;
    self->shown_until = clock_uptime() + SHOW_NUMBERS_MS;
    audit_queue(s->app->reg, &(struct audit_entry){.action = AUDIT_READ, .kind = "pupil",
                                                   .object = self->id, .pupil = self->id,
                                                   .detail = "phone"});
    fill_sheet(s);
}

static void open_here(struct screen *s)
{
    struct pupil_screen *self = s->self;
    if (!self->in_sheet) {
        if (list_chosen(&self->list)) {
            record_open_push(s->app, list_chosen(&self->list));
        }
    } else if (self->sheet[self->sheet_at].is_number) {
        show_numbers(s);
    } else {
        record_open_push(s->app, self->id);
    }
}

static void only_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct pupil_screen *self = s->self;
    if (answer == 3) {
        moves_push(s->app, "enrolment placement", self->id, self->id);
        return;
    }
    if (answer == 4) {
        audit_push(s->app, self->id);
        return;
    }
    self->only = answer == 1 ? &kind_talk : answer == 2 ? &kind_act : NULL;
    reload(s);
}

static void ask_only(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("everything"), 0},
                                         {tr("talks"), 0},
                                         {tr("steps"), 0},
                                         {tr("a step (class, leaving ...)"), 0},
                                         {tr("who saw this file"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Show only, or do"), .answers = answers,
                                   .count = COUNT(answers), .done = only_answer, .ctx = s});
}

static void struck(void *ctx, const char *reason)
{
    struct screen *s = ctx;
    struct pupil_screen *self = s->self;
    if (!reason || !reason[0]) {
        return;
    }
    enum err e = record_strike(s->app->reg, list_chosen(&self->list), reason);
    if (e == ERR_REFUSED) {
        app_problem(s->app, "%s", tr("A step is not struck out; F4 takes the next one"));
    } else if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    } else {
        self->struck = list_chosen(&self->list);
        app_tell(s->app, "%s", tr("Struck out; F8 takes it back"));
    }
    reload(s);
}

static void take_back(struct screen *s, int64_t id)
{
    struct pupil_screen *self = s->self;
    if (id == NONE) {
        return;
    }
    enum err e = record_strike(s->app->reg, id, NULL);
    self->struck = NONE;
    app_tell(s->app, "%s", e == ERR_OK ? tr("Taken back") : tr(err_msgid(e)));
    reload(s);
}

static void strike(struct screen *s)
{
    struct pupil_screen *self = s->self;
    struct record *rec;
    if (self->in_sheet || !list_chosen(&self->list) ||
        store_load(s->app->reg, list_chosen(&self->list), &rec) != ERR_OK) {
        return;
    }
    bool was_struck = rec->state == RECORD_STRUCK;
    bool is_act = rec->kind->flags & K_ACT;
    record_free(rec);
    if (is_act) {
        app_problem(s->app, "%s", tr("A step is not struck out; F4 takes the next one"));
    } else if (was_struck) {
        take_back(s, list_chosen(&self->list));
    } else {
        line_push(s->app, tr("Strike this record out. Why?"), "", 100, struck, s);
    }
}

static bool move(struct pupil_screen *self, enum command cmd)
{
    if (!self->in_sheet) {
        return list_command(&self->list, cmd);
    }
    if (cmd == CMD_UP && self->sheet_at > 1) {
        self->sheet_at--;
    } else if (cmd == CMD_DOWN && self->sheet_at + 1 < self->sheet_n) {
        self->sheet_at++;
    }
    return cmd == CMD_UP || cmd == CMD_DOWN;
}

static bool pupil_command(struct screen *s, enum command cmd)
{
    struct pupil_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        open_here(s);
        return true;
    case CMD_NEXT:
    case CMD_PREV:
        self->in_sheet = !self->in_sheet;
        self->sheet_at = self->sheet_at ? self->sheet_at : 1;
        return true;
    case CMD_NEW:
    case CMD_MENU:
        menu_push(s->app, self->id);
        return true;
    case CMD_OPTIONS:
        ask_only(s);
        return true;
    case CMD_STRIKE:
        strike(s);
        return true;
    case CMD_UNDO:
        take_back(s, self->struck);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return move(self, cmd);
    }
}

static void pupil_tick(struct screen *s, int64_t now)
{
    struct pupil_screen *self = s->self;
    (void)now;
    if (self->shown_until && clock_uptime() >= self->shown_until) {
        self->shown_until = 0;
        fill_sheet(s);
        app_dirty(s->app);
    }
}

static void pupil_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void pupil_save(const struct screen *s, struct str *out)
{
    const struct pupil_screen *self = s->self;
    pack_put_int(out, "id", self->id);
    pack_put_int(out, "chosen", list_chosen(&self->list));
    pack_put_int(out, "half", self->in_sheet);
}

static struct screen *make(struct app *app, int64_t id)
{
    struct pupil_screen *self = xcalloc(1, sizeof *self);
    self->struck = NONE;
    self->id = id;
    self->page_from = -1;
    for (size_t i = 0; i < SHEET_ROWS; i++) {
        str_init(&self->sheet[i].text);
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&pupil_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    reload(s);
    return s;
}

static struct screen *pupil_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    if (!pack_find(bytes, n, "id", &e) || !roster_pupil(app->reg->roster, pack_int(&e))) {
        return NULL;
    }
    struct screen *s = make(app, pack_int(&e));
    struct pupil_screen *self = s->self;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    if (pack_find(bytes, n, "half", &e) && pack_int(&e) == 1) {
        self->in_sheet = true;
        self->sheet_at = 1;
    }
    return s;
}

static void pupil_close(struct screen *s)
{
    struct pupil_screen *self = s->self;
    forget_page(self);
    list_release(&self->list);
    for (size_t i = 0; i < SHEET_ROWS; i++) {
        str_wipe(&self->sheet[i].text);
    }
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self);
}

const struct screen_ops pupil_ops = {
    .name = "pupil",
    .idle = 120,
    .keys = pupil_keys,
    .head = pupil_head,
    .draw = pupil_draw,
    .pane = pupil_pane,
    .command = pupil_command,
    .tick = pupil_tick,
    .changed = pupil_changed,
    .save = pupil_save,
    .restore = pupil_restore,
    .close = pupil_close,
};

void pupil_push(struct app *app, int64_t pupil)
{
    app->last_pupil = pupil;
    audit_queue(app->reg, &(struct audit_entry){.action = AUDIT_READ, .kind = "pupil",
                                                .object = pupil, .pupil = pupil,
                                                .detail = "file"});
    app_push(app, make(app, pupil));
}
