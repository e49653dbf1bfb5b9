// SPDX-License-Identifier: MIT
#include "tui/screens/form.h"
#include "tui/screens/interview.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/print.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/textfield.h"

/* S9, the pattern of all forms: keys. */

static const struct binding form_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Store")},
    {XKEY_F4, CMD_OPTIONS, N_("Options")},
    {XKEY_F5, CMD_PRINT, N_("Print")},
    {XKEY_F6, CMD_SAME, N_("Same")},
    {XKEY_F8, CMD_STRIKE, N_("Strike")},
    {XKEY_CTRL('E'), CMD_WIDE, NULL},
    {XKEY_CTRL('T'), CMD_STAMP_TIME, NULL},
    {XKEY_CTRL('Q'), CMD_STAMP_WORDS, NULL},
    {XKEY_CTRL('R'), CMD_STAMP_DANGER, NULL},
    {XKEY_CTRL('K'), CMD_NOTE, NULL},
};
static const struct keymap form_keymap = KEYMAP(form_bindings, &keymap_text);

static const struct keymap *form_keys(const struct screen *s)
{
    (void)s;
    return &form_keymap;
}

struct item *form_screen_item(const struct form_screen *self)
{
    return form_focus(self->form);
}

void form_screen_again(struct screen *s)
{
    struct form_screen *self = s->self;
    form_view_layout(&self->view, s->body);
    app_dirty(s->app);
}

static void form_layout(struct screen *s, struct rect body)
{
    (void)body;
    form_screen_again(s);
}

static void form_draw(const struct screen *s, struct rect body)
{
    struct form_screen *self = s->self;
    form_view_draw(&self->view, body, &self->cursor_row, &self->cursor_col);
}

static bool form_cursor(const struct screen *s, int *row, int *col)
{
    const struct form_screen *self = s->self;
    *row = self->cursor_row;
    *col = self->cursor_col;
    return true;
}

/* --- the draft --- */

void form_keep(struct app *app, struct form *form)
{
    bool was_kept = form->has_draft;
    enum err e = form_flush(form);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
    } else if (!was_kept && form->has_draft) {
        app_tick_soon(app);
    }
    app_dirty(app);
}

bool form_keep_due(struct app *app, struct form *form)
{
    bool due = form_wants_flush(form, clock_uptime());
    if (due) {
        form_keep(app, form);
    }
    return due;
}

void form_ticked(struct app *app, struct form *form)
{
    if (app->closing && !form->base && !form->has_draft) {
        form->unsaved++;
    }
    if (form_is_stale(form)) {
        form_keep(app, form);
    }
}

static void form_tick(struct screen *s, int64_t now)
{
    struct form_screen *self = s->self;
    (void)now;
    form_ticked(s->app, self->form);
}

static bool form_after(struct screen *s)
{
    struct form_screen *self = s->self;
    return form_keep_due(s->app, self->form);
}

/* --- moving --- */

/* A problem stands at its field and, when that is left, in row 23 as well. */
static void say_problem(struct screen *s, const struct item *item)
{
    if (item->field->no) {
        app_problem(s->app, tr("Field %d: %s. Change it and go on, or leave it for now."),
                    item->field->no, item->problem);
    } else {
        app_problem(s->app, tr("%s: %s. Change it and go on, or leave it for now."),
                    tr(item->field->label), item->problem);
    }
}

void form_screen_move(struct screen *s, bool forward)
{
    struct form_screen *self = s->self;
    const struct item *left = form_screen_item(self);
    bool moved = forward ? form_next(self->form) : form_prev(self->form);
    if (left->type == ITEM_FIELD && left->problem) {
        say_problem(s, left);
    } else if (!moved && forward) {
        /* Behind the last field the work is done: F2 is the next key. */
        app_tell(s->app, "%s", tr("That was the last field. F2 stores."));
    }
    self->view.from = 0;
    self->view.text_top = 0;
    form_hasten(self->form);
    form_screen_again(s);
}

/* --- text --- */

static void stamp(struct screen *s, enum stamp kind)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type != ITEM_FIELD || item->field->type != FIELD_NOTE) {
        return;
    }
    bool on = edit_stamp(item->edit) == kind;
    edit_set_stamp(item->edit, on ? STAMP_NONE : kind);
    if (kind == STAMP_DANGER && !on) {
        char stamp_text[STAMP_TEXT];
        clock_format(clock_now(), stamp_text);
        char *minute = str_format("%.5s ", stamp_text + 11);
        edit_home(item->edit);
        edit_insert(item->edit, minute, strlen(minute), false);
        edit_end(item->edit);
        xfree(minute);
    }
    form_touched(self->form, self->form->focus, FORM_DUE);
    form_screen_again(s);
}

static void stamp_time(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type != ITEM_FIELD) {
        return;
    }
    char now[STAMP_TEXT];
    clock_format(clock_now(), now);
    bool is_time = item->field->type == FIELD_TIME;
    char *minute = str_format(is_time ? "%.5s" : "%.5s ", now + 11);
    if (is_time) {
        form_set(self->form, self->form->focus, minute);
    } else if (item->field->type == FIELD_NOTE || item->field->type == FIELD_TEXT) {
        edit_insert(item->edit, minute, strlen(minute), false);
        form_touched(self->form, self->form->focus, 6);
    }
    xfree(minute);
    form_screen_again(s);
}

static void noted(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (text) {
        form_set_note(self->form, self->pick, text);
        form_hasten(self->form);
    }
    form_screen_again(s);
}

static void note(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type != ITEM_FIELD) {
        return;
    }
    self->pick = self->form->focus;
    line_push(s->app, tr("A note on this field: why it is empty, why it changed"),
              item->note ? item->note : "", 100, noted, s);
}

static void same(struct screen *s)
{
    struct form_screen *self = s->self;
    if (form_same(self->form, self->form->focus, self->like)) {
        form_screen_move(s, true);
    } else {
        app_tell(s->app, "%s", tr("Nothing to bring here: this field is asked anew each time"));
    }
}

bool form_screen_refuses(struct screen *s)
{
    const struct form_screen *self = s->self;
    bool fixed = form_screen_item(self)->fixed;
    if (fixed) {
        app_tell(s->app, "%s",
                 tr("Whom it is about stays as it was stored; if it is wrong, F8 strikes it out"));
    }
    return fixed;
}

/* What is printed is what is stored. */
static void print(struct screen *s)
{
    const struct form_screen *self = s->self;
    const struct record *rec = self->form->rec;
    struct print_form form;
    bool is_job = rec->kind == &kind_print_job;
    int64_t pupil = rec->kind == &kind_pupil ? rec->id : self->form->pupil;
    if (s->app->beside) {
        return; /* a paper says more than the pupil beside the keyboard may read */
    }
    if (!self->form->base || self->form->has_draft || form_is_stale(self->form)) {
        app_tell(s->app, "%s", tr("F2 first: what is printed is what is stored"));
    } else if (is_job) {
        print_push(s->app, (struct print_job *)record_copy(rec));
    } else if (!rec->kind->paper || pupil == NONE) {
        app_tell(s->app, "%s", tr("There is no paper of this"));
    } else if (print_form_by_name(rec->kind == &kind_pupil ? "file" : rec->kind->spec.name,
                                  &form)) {
        print_form_push(s->app, form.name, pupil, rec->id);
    }
}

/* Commands of the text itself: moves, deleting, undo. */
static bool edit_field(struct screen *s, enum command cmd)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type != ITEM_FIELD) {
        return false;
    }
    bool erases = cmd == CMD_BACKSPACE || cmd == CMD_DELETE;
    if (erases && form_screen_refuses(s)) {
        return true;
    }
    if (erases && item->ref) {
        form_set_ref(self->form, self->form->focus, NULL);
        form_screen_again(s);
        return true;
    }
    if (erases && item->field->type == FIELD_CODES) {
        form_set(self->form, self->form->focus, "");
        form_screen_again(s);
        return true;
    }
    struct textfield field = {.edit = item->edit, .from = self->view.from, .secret = false};
    uint64_t before = edit_version(item->edit);
    if (!textfield_command(&field, cmd)) {
        return false;
    }
    self->form->arrived = false;
    if (edit_version(item->edit) != before) {
        self->asked = false;
        form_touched(self->form, self->form->focus, 1);
    }
    form_screen_again(s);
    return true;
}

/* Up and Down inside a long text; false at its ends. */
static bool move_line(struct screen *s, bool down)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type != ITEM_FIELD || item->field->type != FIELD_NOTE) {
        return false;
    }
    bool moved = down ? edit_down(item->edit, 1) : edit_up(item->edit, 1);
    if (moved) {
        form_screen_again(s);
    }
    return moved;
}

static void enter(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (item->type == ITEM_ROW || (item->type == ITEM_ADD && !item->part->inline_rows)) {
        form_screen_open_row(s);
    } else if (item->type == ITEM_FIELD && item->field->type == FIELD_NOTE) {
        edit_insert(item->edit, "\n", 1, false);
        form_touched(self->form, self->form->focus, FORM_DUE);
        form_screen_again(s);
    } else {
        form_screen_move(s, true);
    }
}

static void page(struct screen *s, bool down)
{
    for (int i = 0; i < 8; i++) {
        struct form_screen *self = s->self;
        if (!(down ? form_next(self->form) : form_prev(self->form))) {
            break;
        }
    }
    form_screen_again(s);
}

static void back(struct screen *s)
{
    struct form_screen *self = s->self;
    if (form_is_stale(self->form)) {
        form_keep(s->app, self->form);
    }
    if (self->form->scope_part) {
        form_leave_row(self->form);
        form_screen_again(s);
        return;
    }
    bool kept = self->form->has_draft;
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
    if (kept) {
        app_tell(s->app, "%s", tr("The text stays as a draft; the day screen lists it"));
    }
}

bool form_screen_command(struct screen *s, enum command cmd)
{
    struct form_screen *self = s->self;
    if (cmd != CMD_DONE) {
        self->asked = self->asked && (cmd == CMD_NEXT || cmd == CMD_PREV || cmd == CMD_UP ||
                                      cmd == CMD_DOWN || cmd == CMD_OPEN);
    }
    switch ((int)cmd) {
    case CMD_DONE:
        form_screen_store(s);
        return true;
    case CMD_OPTIONS:
        form_screen_choose(s, NULL);
        return true;
    case CMD_PRINT:
        print(s);
        return true;
    case CMD_SAME:
        same(s);
        return true;
    case CMD_STRIKE:
        form_screen_strike(s);
        return true;
    case CMD_OPEN:
        enter(s);
        return true;
    case CMD_NEXT:
        form_screen_move(s, true);
        return true;
    case CMD_PREV:
        form_screen_move(s, false);
        return true;
    case CMD_DOWN:
        if (!move_line(s, true)) {
            form_screen_move(s, true);
        }
        return true;
    case CMD_UP:
        if (!move_line(s, false)) {
            form_screen_move(s, false);
        }
        return true;
    case CMD_PAGE_DOWN:
    case CMD_PAGE_UP:
        page(s, cmd == CMD_PAGE_DOWN);
        return true;
    case CMD_WIDE:
        if (form_screen_item(self)->type == ITEM_FIELD) {
            longtext_push(s->app, self->form, self->form->focus);
        }
        return true;
    case CMD_STAMP_TIME:
        stamp_time(s);
        return true;
    case CMD_STAMP_WORDS:
        stamp(s, STAMP_WORDS);
        return true;
    case CMD_STAMP_DANGER:
        stamp(s, STAMP_DANGER);
        return true;
    case CMD_NOTE:
        note(s);
        return true;
    case CMD_HELP: {
        const struct item *item = form_screen_item(self);
        bool is_field = item->type == ITEM_FIELD;
        help_push(s->app, is_field ? item->field : NULL, is_field ? item->field->no : 0);
        return true;
    }
    case CMD_BACK:
        back(s);
        return true;
    default:
        return edit_field(s, cmd);
    }
}

/* --- life --- */

static void form_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    form_screen_again(s);
}

static void form_save(const struct screen *s, struct str *out)
{
    const struct form_screen *self = s->self;
    pack_put_int(out, "id", self->form->rec->id);
    form_save_place(self->form, out);
}

static void form_close(struct screen *s)
{
    struct form_screen *self = s->self;
    form_view_release(&self->view);
    form_free(self->form);
    record_free(self->like);
    xfree(self);
}

static struct screen *make(struct app *app, struct form *form)
{
    struct form_screen *self = xcalloc(1, sizeof *self);
    self->form = form;
    self->view.form = form;
    int64_t last = timeline_last(app->reg, form->rec->kind, NONE);
    if (last != NONE && store_load(app->reg, last, &self->like) != ERR_OK) {
        self->like = NULL;
    }
    return screen_new(&form_ops, app, self);
}

static struct screen *form_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry id;
    struct form *form;
    if (!pack_find(bytes, n, "id", &id) ||
        form_open(app->reg, &(struct form_start){.id = pack_int(&id), .pupil = NONE}, &form) !=
            ERR_OK) {
        return NULL;
    }
    form_restore_place(form, bytes, n);
    return make(app, form);
}

const struct screen_ops form_ops = {
    .name = "form",
    .keys = form_keys,
    .head = form_head,
    .layout = form_layout,
    .draw = form_draw,
    .cursor = form_cursor,
    .command = form_screen_command,
    .text = form_screen_text,
    .paste = form_screen_paste,
    .after = form_after,
    .tick = form_tick,
    .resumed = form_resumed,
    .save = form_save,
    .restore = form_restore,
    .close = form_close,
};

void form_push(struct app *app, enum err e, struct form *form)
{
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    app_push(app, make(app, form));
}

void record_new_push(struct app *app, const struct kind *kind, int64_t pupil)
{
    struct record *like = NULL;
    int64_t last = timeline_last(app->reg, kind, NONE);
    if (last != NONE && store_load(app->reg, last, &like) != ERR_OK) {
        like = NULL;
    }
    struct form *form = NULL;
    enum err e = form_open(app->reg, &(struct form_start){.kind = kind, .pupil = pupil,
                                                          .like = like},
                           &form);
    record_free(like);
    form_push(app, e, form);
}

/* Two forms of one record would each drop the other's draft. */
static bool is_being_written(const struct app *app, int64_t id)
{
    bool found = false;
    for (const struct screen *s = app->top; s && !found; s = s->below) {
        const struct form *f = NULL;
        if (s->ops == &form_ops || s->ops == &grid_ops) {
            f = ((const struct form_screen *)s->self)->form;
        } else if (s->ops == &interview_ops) {
            f = ((const struct interview *)s->self)->form;
        }
        found = f && f->rec->id == id;
    }
    return found;
}

void record_open_push(struct app *app, int64_t id)
{
    if (is_being_written(app, id)) {
        app_tell(app, "%s", tr("This is being written already: Esc goes back to it"));
        return;
    }
    struct form *form = NULL;
    if (sheets_open_draft(app, id)) {
        return;
    }
    enum err e = form_open(app->reg, &(struct form_start){.id = id, .pupil = NONE}, &form);
    if (e == ERR_OK && (form->rec->kind->flags & K_ACT) && !form->move) {
        /* A stored act is read in its line, never edited. */
        struct str line = STR_INIT;
        timeline_act_line(&line, app->reg, form->rec);
        app_tell(app, "%s", line.ptr);
        str_release(&line);
        form_free(form);
        return;
    }
    if (e == ERR_OK) {
        audit_queue(app->reg, &(struct audit_entry){.action = AUDIT_READ,
                                                    .kind = form->rec->kind->spec.name,
                                                    .object = id, .pupil = form->pupil});
    }
    form_push(app, e, form);
}

void act_push(struct app *app, const struct machine *machine, const struct move *move,
              int64_t subject, int64_t pupil)
{
    struct form *form = NULL;
    enum err e = form_open_act(app->reg, machine, move, subject, pupil, &form);
    form_push(app, e, form);
}

