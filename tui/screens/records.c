// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/*
 * The house's own records of one kind: staff, posts, terms, classes.  A line
 * is made from the kind's fields; nothing here knows a kind but the holder of
 * a post.
 */
struct records_screen {
    const struct kind *kind;
    struct line {
        int64_t id;
        char *words;
        bool struck;
    } *lines;
    size_t n, cap;
    size_t *shown;
    size_t shown_n;
    struct list list;
};

static const struct kind *const house_kinds[] = {&kind_staff, &kind_post, &kind_class, &kind_term};

static const struct binding records_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Else")},      {XKEY_F7, CMD_NEW, N_("New")},
    {XKEY_F8, CMD_STRIKE, N_("Strike")},     {XKEY_ESC, CMD_BACK, N_("Empty/back")},
};
static const struct keymap records_keymap = KEYMAP(records_bindings, &keymap_list);

static const struct keymap *records_keys(const struct screen *s)
{
    (void)s;
    return &records_keymap;
}

/* A record in words: a class by its label, a post with its holder, else its first fields. */
static void describe(struct str *out, struct reg *reg, const struct record *rec)
{
    if (rec->kind == &kind_class) {
        roster_class_label(out, reg->roster, rec->id, clock_today());
        str_add(out, "   ");
    }
    size_t shown = 0;
    for (size_t i = 0; i < rec->kind->spec.count && shown < 6; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        if (field_is_empty(rec, f) || f->type == FIELD_NOTE || (f->flags & F_PRIVATE)) {
            continue;
        }
        str_add(out, shown ? "   " : "");
        struct str one = STR_INIT;
        value_format(&one, reg, rec, f, VALUE_WORDS);
        if (f->flags & F_MASKED) {
            value_mask(out, one.ptr);
        } else {
            str_add(out, one.ptr);
        }
        str_wipe(&one);
        shown++;
    }
    for (size_t i = 0; rec->kind == &kind_post && i < roster_post_count(reg->roster); i++) {
        const struct post_card *p = roster_post_at(reg->roster, i);
        if (p->id == rec->id) {
            str_addf(out, "   %s", p->holder == NONE ? tr("(nobody)")
                                                     : roster_name(reg->roster, p->holder));
        }
    }
    if (rec->state == RECORD_STRUCK) {
        str_addf(out, "   %s", tr("[struck out] "));
    }
}

static void empty(struct records_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xwipe_str(self->lines[i].words);
    }
    self->n = 0;
}

static void narrow(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct records_screen *self = s->self;
    xfree(self->shown);
    self->shown = xcalloc(self->n, sizeof *self->shown);
    self->shown_n = 0;
    for (size_t i = 0; i < self->n; i++) {
        if (!typed[0] || strstr(self->lines[i].words, typed)) {
            self->shown[self->shown_n++] = i;
        }
    }
}

static void reload(struct screen *s)
{
    struct records_screen *self = s->self;
    empty(self);
    struct scan *scan = scan_open(s->app->reg, self->kind);
    struct record *rec;
    while (scan_next(scan, &rec)) {
        struct str words = STR_INIT;
        describe(&words, s->app->reg, rec);
        self->lines = mem_grow(self->lines, self->n, &self->cap, sizeof *self->lines);
        self->lines[self->n++] = (struct line){rec->id, str_steal(&words),
                                               rec->state == RECORD_STRUCK};
        record_free(rec);
    }
    enum err e = scan_close(scan, NULL);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    narrow(s, self->list.typed.ptr);
    list_reload(&self->list);
    app_dirty(s->app);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct records_screen *)s->self)->shown_n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct records_screen *self = s->self;
    const struct line *line = &self->lines[self->shown[at]];
    row->id = line->id;
    row->cells[0] = line->words;
    row->role = line->struck ? ROLE_DIM : ROLE_PLAIN;
}

static const struct list_column columns[] = {{"", 0, 20, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void records_head(const struct screen *s, struct frame *f)
{
    const struct records_screen *self = s->self;
    str_add(&f->where, trc("where", self->kind->label));
    str_addf(&f->who, tr("%zu in all"), self->n);
    str_addf(&f->sum, "%s%s_", tr("Find: "), self->list.typed.ptr);
    f->sum_focus = true;
    str_add(&f->hint, self->n ? tr("Enter opens; F7 enters a new one; F4 other lists and steps")
                              : tr("Nothing here yet; F7 enters the first one"));
}

static void records_draw(const struct screen *s, struct rect body)
{
    struct records_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool records_cursor(const struct screen *s, int *row, int *col)
{
    const struct records_screen *self = s->self;
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->list.typed.ptr);
    return true;
}

/* --- keys --- */

static void else_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct records_screen *self = s->self;
    if (answer == 0) {
        return;
    }
    if (answer > COUNT(house_kinds)) {
        moves_push(s->app, self->kind->machines, list_chosen(&self->list), NONE);
        return;
    }
    self->kind = house_kinds[answer - 1];
    list_untype_all(&self->list);
    reload(s);
}

static void ask_else(struct screen *s)
{
    struct records_screen *self = s->self;
    struct ask_answer answers[2 + COUNT(house_kinds)] = {{tr("this list"), 0}};
    size_t n = 1;
    for (size_t i = 0; i < COUNT(house_kinds); i++) {
        answers[n++] = (struct ask_answer){tr(house_kinds[i]->label), 0};
    }
    if (self->kind->machines && list_chosen(&self->list)) {
        answers[n++] = (struct ask_answer){tr("steps of this line"), 0};
    }
    ask_push(s->app, &(struct ask){.question = tr("Which list, or what with this line?"),
                                   .answers = answers, .count = n, .done = else_answer,
                                   .ctx = s});
}

static void struck(void *ctx, const char *reason)
{
    struct screen *s = ctx;
    struct records_screen *self = s->self;
    if (!reason || !reason[0]) {
        return;
    }
    enum err e = record_strike(s->app->reg, list_chosen(&self->list), reason);
    if (e == ERR_REFUSED) {
        e = record_strike(s->app->reg, list_chosen(&self->list), NULL);
    }
    app_tell(s->app, "%s", e == ERR_OK ? tr("Struck out; F8 takes it back") : tr(err_msgid(e)));
    reload(s);
}

static void strike(struct screen *s)
{
    struct records_screen *self = s->self;
    int64_t id = list_chosen(&self->list);
    for (size_t i = 0; i < self->n; i++) {
        if (self->lines[i].id == id && self->lines[i].struck) {
            enum err e = record_strike(s->app->reg, id, NULL);
            app_tell(s->app, "%s", e == ERR_OK ? tr("Taken back") : tr(err_msgid(e)));
            reload(s);
            return;
        }
    }
    if (id) {
        line_push(s->app, tr("Strike this record out. Why?"), "", 100, struck, s);
    }
}

static bool records_command(struct screen *s, enum command cmd)
{
    struct records_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        if (list_chosen(&self->list)) {
            record_open_push(s->app, list_chosen(&self->list));
        }
        return true;
    case CMD_NEW:
        record_new_push(s->app, self->kind, NONE);
        return true;
    case CMD_OPTIONS:
        ask_else(s);
        return true;
    case CMD_STRIKE:
        strike(s);
        return true;
    case CMD_BACKSPACE:
        list_untype(&self->list);
        return true;
    case CMD_BACK:
        if (!list_untype_all(&self->list)) {
            app_pop(s->app);
        }
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void records_text(struct screen *s, const char *text, size_t n)
{
    struct records_screen *self = s->self;
    list_type(&self->list, text, n);
    app_dirty(s->app);
}

static void records_changed(struct screen *s, const struct notice *n)
{
    (void)n;
    reload(s);
}

static void records_save(const struct screen *s, struct str *out)
{
    const struct records_screen *self = s->self;
    app_put_kind(out, self->kind);
    pack_put_int(out, "chosen", list_chosen(&self->list));
}

static struct screen *make(struct app *app, const struct kind *kind)
{
    struct records_screen *self = xcalloc(1, sizeof *self);
    self->kind = kind;
    struct screen *s = screen_new(&records_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .narrow = narrow,
                                                 .ctx = s});
    reload(s);
    return s;
}

static struct screen *records_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    const struct kind *kind = app_kind(bytes, n);
    if (!kind) {
        return NULL;
    }
    struct screen *s = make(app, kind);
    struct records_screen *self = s->self;
    if (pack_find(bytes, n, "chosen", &e)) {
        list_choose(&self->list, pack_int(&e));
    }
    return s;
}

static void records_close(struct screen *s)
{
    struct records_screen *self = s->self;
    empty(self);
    xfree(self->lines);
    xfree(self->shown);
    list_release(&self->list);
    xfree(self);
}

const struct screen_ops records_ops = {
    .name = "records",
    .keys = records_keys,
    .head = records_head,
    .draw = records_draw,
    .cursor = records_cursor,
    .command = records_command,
    .text = records_text,
    .changed = records_changed,
    .save = records_save,
    .restore = records_restore,
    .close = records_close,
};

void records_push(struct app *app, const struct kind *kind)
{
    app_push(app, make(app, kind));
}
