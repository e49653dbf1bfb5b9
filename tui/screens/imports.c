// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"

/* Earlier imports, newest first; one can be taken back as a whole. */
struct imports_screen {
    struct import_note_line {
        int64_t id;
        char *words;
        bool taken_back;
    } *lines;
    size_t n, cap;
    struct list list;
};

static const struct binding imports_bindings[] = {
    {XKEY_F8, CMD_STRIKE, N_("Take back")},
    {XKEY_ENTER, CMD_NONE, NULL},
};
static const struct keymap imports_keymap = KEYMAP(imports_bindings, &keymap_list);

static const struct keymap *imports_keys(const struct screen *s)
{
    (void)s;
    return &imports_keymap;
}

static void empty(struct imports_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xfree(self->lines[i].words);
    }
    self->n = 0;
}

static void reload(struct screen *s)
{
    struct imports_screen *self = s->self;
    empty(self);
    struct scan *scan = scan_open(s->app->reg, &kind_import);
    struct record *rec;
    while (scan_next(scan, &rec)) {
        const struct import *imp = (const struct import *)rec;
        char day[DATE_TEXT];
        const struct rows *rows = record_rows(rec, kind_part(&kind_import, "written"));
        self->lines = mem_grow(self->lines, self->n, &self->cap, sizeof *self->lines);
        struct str words = STR_INIT;
        str_addf(&words, tr("%s   %s   %zu records written"), date_format(imp->day, day),
                 imp->file ? imp->file : "", rows->n);
        if (imp->taken_back != NONE) {
            str_addf(&words, "   %s", tr("[taken back]"));
        }
        self->lines[self->n++] = (struct import_note_line){rec->id, str_steal(&words),
                                                           imp->taken_back != NONE};
        record_free(rec);
    }
    enum err e = scan_close(scan, NULL);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct imports_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct imports_screen *self = s->self;
    const struct import_note_line *line = &self->lines[self->n - 1 - at];
    row->id = line->id;
    row->cells[0] = line->words;
    row->role = line->taken_back ? ROLE_DIM : ROLE_PLAIN;
}

static const struct list_column columns[] = {{"", 0, 20, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 1, .no_titles = true};

static void imports_head(const struct screen *s, struct frame *f)
{
    const struct imports_screen *self = s->self;
    str_add(&f->where, tr("Imports"));
    str_addf(&f->sum, tr("%zu in all"), self->n);
    str_add(&f->hint, tr("F8 takes an import back where nothing changed since; the rest is named"));
}

static void imports_draw(const struct screen *s, struct rect body)
{
    struct imports_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static void take_back_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct imports_screen *self = s->self;
    if (answer != 1) {
        return;
    }
    struct str left = STR_INIT;
    enum err e = import_take_back(s->app->reg, list_chosen(&self->list), &left);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    } else if (left.len) {
        app_tell(s->app, tr("Taken back, but for what changed since: %s"), left.ptr);
    } else {
        app_tell(s->app, "%s", tr("Taken back as a whole"));
    }
    str_release(&left);
    app_changed(s->app, &(struct notice){.record = 0, .kind = -1});
    reload(s);
}

static void take_back(struct screen *s)
{
    struct imports_screen *self = s->self;
    if (!list_chosen(&self->list)) {
        return;
    }
    const struct ask_answer answers[] = {{tr("leave it"), 0}, {tr("take it back"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Take this import back as a whole?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = take_back_answer, .ctx = s});
}

static bool imports_command(struct screen *s, enum command cmd)
{
    struct imports_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_STRIKE) {
        take_back(s);
        return true;
    }
    if (cmd == CMD_BACK) {
        app_pop(s->app);
        return true;
    }
    return list_command(&self->list, cmd);
}

static void imports_close(struct screen *s)
{
    struct imports_screen *self = s->self;
    empty(self);
    xfree(self->lines);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops imports_ops = {
    .name = "imports",
    .flags = SCREEN_UNPLACED,
    .keys = imports_keys,
    .head = imports_head,
    .draw = imports_draw,
    .command = imports_command,
    .close = imports_close,
};

void imports_push(struct app *app)
{
    struct imports_screen *self = xcalloc(1, sizeof *self);
    struct screen *s = screen_new(&imports_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    app_push(app, s);
    reload(s);
}
