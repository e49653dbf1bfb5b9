// SPDX-License-Identifier: MIT
#include "tui/screens/form.h"

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

static struct item *focus(const struct form_screen *self)
{
    return form_focus(self->form);
}

static void again(struct screen *s)
{
    struct form_screen *self = s->self;
    form_view_layout(&self->view, s->body);
    app_dirty(s->app);
}

static void form_layout(struct screen *s, struct rect body)
{
    (void)body;
    again(s);
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

static void flush(struct screen *s)
{
    struct form_screen *self = s->self;
    enum err e = form_flush(self->form);
    self->failed = e != ERR_OK;
    if (self->failed) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    app_dirty(s->app);
}

static void form_tick(struct screen *s, int64_t now)
{
    struct form_screen *self = s->self;
    (void)now;
    if (s->app->closing && !self->form->base && !self->form->has_draft) {
        /* Also an untouched new form comes back after the lock. */
        self->form->unsaved++;
    }
    if (s->app->closing || form_wants_flush(self->form, clock_uptime())) {
        flush(s);
    }
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

static void move(struct screen *s, bool forward)
{
    struct form_screen *self = s->self;
    const struct item *left = focus(self);
    bool moved = forward ? form_next(self->form) : form_prev(self->form);
    if (left->type == ITEM_FIELD && left->problem) {
        say_problem(s, left);
    } else if (!moved && forward) {
        /* Behind the last field the work is done: F2 is the next key. */
        app_tell(s->app, "%s", tr("That was the last field. F2 stores."));
    }
    self->view.from = 0;
    self->view.text_top = 0;
    if (form_is_stale(self->form)) {
        flush(s);
    }
    again(s);
}

/* --- choosing --- */

static void took_codes(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    form_set(self->form, self->pick, typed);
    form_go(self->form, self->pick);
    if (self->form->items[self->pick].field->type == FIELD_CODE) {
        form_next(self->form);
    }
    again(s);
}

static void took_ref(void *ctx, const char *ref)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    form_set_ref(self->form, self->pick, ref);
    form_go(self->form, self->pick);
    form_next(self->form);
    again(s);
}

static void took_pupil(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (pupil == NONE) {
        again(s);
        return;
    }
    char *ref = str_format("@%lld", (long long)pupil);
    struct item *item = &self->form->items[self->pick];
    if (item->type == ITEM_ADD) {
        form_add_row(self->form, item->part);
        self->pick = self->form->focus;
    }
    if (self->form->pupil == NONE) {
        self->form->pupil = pupil;
    }
    took_ref(s, ref);
    xfree(ref);
}

/* "U+4DAE", "4dae": a character no input method has. */
static void took_code_point(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (!text || !text[0]) {
        return;
    }
    bool prefixed = (text[0] == 'U' || text[0] == 'u') && text[1] == '+';
    char *end;
    unsigned long cp = strtoul(text + (prefixed ? 2 : 0), &end, 16);
    char bytes[5];
    int n = *end || cp > 0x10ffff ? 0 : utf8_encode((uint32_t)cp, bytes);
    if (!n || !width_is_text((uint32_t)cp)) {
        app_problem(s->app, tr("%s is no code point; they look like U+4DAE"), text);
        return;
    }
    edit_insert(self->form->items[self->pick].edit, bytes, (size_t)n, false);
    form_touched(self->form, self->pick, 1);
    again(s);
}

/* The list of what can stand in the focused item; `typed` narrows it. */
static void choose(struct screen *s, const char *typed)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    self->pick = self->form->focus;
    bool add_pupil = item->type == ITEM_ADD && item->part->inline_rows &&
                     item->part->spec->fields[0].type == FIELD_PUPIL;
    if (add_pupil || (item->type == ITEM_FIELD && item->field->type == FIELD_PUPIL)) {
        pupils_push(s->app, &(struct pupils_how){.done = took_pupil, .ctx = s, .typed = typed,
                                                 .bare = s->app->beside});
        return;
    }
    if (item->type != ITEM_FIELD) {
        return;
    }
    switch (item->field->type) {
    case FIELD_CODE:
    case FIELD_CODES:
        codes_push(s->app, &(struct codes_how){.field = item->field,
                                               .typed = edit_text(item->edit),
                                               .done = took_codes,
                                               .ctx = s});
        break;
    case FIELD_STAFF:
    case FIELD_RECORD:
    case FIELD_PERSON:
        person_push(s->app, &(struct person_how){.field = item->field,
                                                 .pupil = self->form->pupil,
                                                 .typed = typed,
                                                 .done = took_ref,
                                                 .ctx = s});
        break;
    case FIELD_DATE:
        app_tell(s->app, "%s", tr("t today, -1 yesterday, +7, 3-5, 0305, 20260305, weekdays"));
        break;
    case FIELD_TIME:
        app_tell(s->app, "%s", tr("t now, 930, 14:05"));
        break;
    case FIELD_BOOL:
        app_tell(s->app, "%s", tr("1 is yes, 2 is no"));
        break;
    case FIELD_NOTE:
        longtext_push(s->app, self->form, self->form->focus);
        break;
    case FIELD_TEXT:
        line_push(s->app, tr("A character by its code point, like U+4DAE"), "", 8, took_code_point,
                  s);
        break;
    case FIELD_MONTH:
    case FIELD_INT:
    case FIELD_PUPIL:
    case FIELD_AUTO:
    case FIELD_TYPE_COUNT:
        break;
    }
}

/* --- rows --- */

static void open_row(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    const struct part *part = item->part;
    int64_t row = item->type == ITEM_ADD ? form_add_row(self->form, part) : item->row;
    form_enter_row(self->form, part, row);
    self->view.top = 0;
    again(s);
}

static void drop_row(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    form_drop_row(self->form, item->part, item->row);
    flush(s);
    app_tell(s->app, "%s", tr("This line is taken away; it stays in the record's history"));
    again(s);
}

/* --- storing --- */

static void seen_differences(void *ctx)
{
    struct screen *s = ctx;
    app_tell(s->app, "%s", tr("F2 now stores what stands here; the other version is kept"));
    again(s);
}

/* Changed underneath: what only the other side changed comes in, the rest is shown. */
static void merge(struct screen *s)
{
    struct form_screen *self = s->self;
    size_t both;
    struct record *stored;
    enum err e = form_rebase(self->form, &both, &stored);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    flush(s);
    if (both) {
        differences_push(s->app, stored, self->form->rec, seen_differences, s);
    } else {
        app_tell(s->app, "%s",
                 tr("This record was changed meanwhile; that is taken in. F2 stores both"));
    }
    record_free(stored);
    again(s);
}

static void go_to_problem(struct screen *s, size_t first)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    const struct item *item = &f->items[first];
    if (f->scope_part && (item->part != f->scope_part || item->row != f->scope_row)) {
        form_leave_row(f);
    }
    if (!form_is_shown(f, first) && item->part && item->row > 0) {
        form_enter_row(f, item->part, item->row);
    }
    form_go(f, first);
    f->items[first].visited = true;
    struct str label = STR_INIT;
    form_label(&label, f, first);
    const char *why = f->items[first].type == ITEM_FIELD && f->items[first].problem
                          ? f->items[first].problem
                          : tr("this must be filled");
    app_problem(s->app, tr("%s: %s. F2 again keeps it as unfinished."), label.ptr, why);
    str_release(&label);
}

static void store(struct screen *s)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    char *why = NULL;
    bool unfinished = self->asked;
    enum err e = form_store(f, unfinished, &why);
    size_t first;
    switch ((int)e) {
    case ERR_OK: {
        bool open = form_check(f, true, &first) > 0;
        app_mark(s->app, MARK_SAVED, f->stored_at);
        app_changed(s->app, &(struct notice){.record = f->rec->id, .kind = -1});
        app_pop(s->app);
        app_tell(s->app, "%s", open ? tr("Kept as unfinished; it is listed on the day screen")
                                    : tr("Stored"));
        break;
    }
    case ERR_INVALID:
        form_check(f, true, &first);
        self->asked = true;
        go_to_problem(s, first);
        again(s);
        break;
    case ERR_CONFLICT:
        merge(s);
        break;
    case ERR_REFUSED:
        app_problem(s->app, "%s", why ? why : tr(err_msgid(e)));
        break;
    default:
        self->failed = true;
        app_problem(s->app, "%s", tr(err_msgid(e)));
        break;
    }
    xfree(why);
}

/* --- striking --- */

static void struck(void *ctx, const char *reason)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (!reason || !reason[0]) {
        return;
    }
    enum err e = record_strike(self->form->reg, self->form->rec->id, reason);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
    app_tell(s->app, "%s", tr("Struck out; F8 takes it back"));
}

static void draft_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (answer != 1) {
        return;
    }
    enum err e = form_discard(self->form);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
}

static void strike(struct screen *s)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    const struct item *item = focus(self);
    if (item->type == ITEM_ROW ||
        (item->type == ITEM_FIELD && item->part && item->part->inline_rows && !f->scope_part)) {
        drop_row(s);
    } else if (f->has_draft || form_is_stale(f)) {
        const struct ask_answer answers[] = {{tr("keep it"), 0}, {tr("give up what was typed"), 0}};
        ask_push(s->app, &(struct ask){.question = tr("Give up the draft of this form?"),
                                       .answers = answers, .count = COUNT(answers),
                                       .done = draft_answer, .ctx = s});
    } else if (f->base && f->rec->state == RECORD_STRUCK) {
        enum err e = record_strike(f->reg, f->rec->id, NULL);
        app_changed(s->app, &(struct notice){.record = f->rec->id, .kind = -1});
        app_pop(s->app);
        app_tell(s->app, "%s", e == ERR_OK ? tr("Taken back") : tr(err_msgid(e)));
    } else if (f->base) {
        line_push(s->app, tr("Strike this record out. Why?"), "", 100, struck, s);
    } else {
        app_pop(s->app);
    }
}

/* --- text --- */

static void stamp(struct screen *s, enum stamp kind)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
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
    form_touched(self->form, self->form->focus, 20);
    again(s);
}

static void stamp_time(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
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
    again(s);
}

static void noted(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (text) {
        form_set_note(self->form, self->pick, text);
        flush(s);
    }
    again(s);
}

static void note(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
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
        move(s, true);
    } else {
        app_tell(s->app, "%s", tr("Nothing to bring here: this field is asked anew each time"));
    }
}

/* Commands of the text itself: moves, deleting, undo. */
static bool edit_field(struct screen *s, enum command cmd)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    if (item->type != ITEM_FIELD) {
        return false;
    }
    bool erases = cmd == CMD_BACKSPACE || cmd == CMD_DELETE;
    if (erases && item->ref) {
        form_set_ref(self->form, self->form->focus, NULL);
        again(s);
        return true;
    }
    if (erases && item->field->type == FIELD_CODES) {
        form_set(self->form, self->form->focus, "");
        again(s);
        return true;
    }
    struct textfield field = {.edit = item->edit, .from = self->view.from, .secret = false};
    uint64_t before = edit_version(item->edit);
    if (!textfield_command(&field, cmd)) {
        return false;
    }
    if (edit_version(item->edit) != before) {
        self->asked = false;
        form_touched(self->form, self->form->focus, 1);
    }
    again(s);
    return true;
}

/* Up and Down inside a long text; false at its ends. */
static bool move_line(struct screen *s, bool down)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    if (item->type != ITEM_FIELD || item->field->type != FIELD_NOTE) {
        return false;
    }
    bool moved = down ? edit_down(item->edit, 1) : edit_up(item->edit, 1);
    if (moved) {
        again(s);
    }
    return moved;
}

static void enter(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    if (item->type == ITEM_ROW || (item->type == ITEM_ADD && !item->part->inline_rows)) {
        open_row(s);
    } else if (item->type == ITEM_FIELD && item->field->type == FIELD_NOTE) {
        edit_insert(item->edit, "\n", 1, false);
        form_touched(self->form, self->form->focus, 1);
        flush(s);
        again(s);
    } else {
        move(s, true);
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
    again(s);
}

static void back(struct screen *s)
{
    struct form_screen *self = s->self;
    if (form_is_stale(self->form)) {
        flush(s);
    }
    if (self->form->scope_part) {
        form_leave_row(self->form);
        again(s);
        return;
    }
    bool kept = self->form->has_draft;
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
    if (kept) {
        app_tell(s->app, "%s", tr("The text stays as a draft; the day screen lists it"));
    }
}

static bool form_command(struct screen *s, enum command cmd)
{
    struct form_screen *self = s->self;
    if (cmd != CMD_DONE) {
        self->asked = self->asked && (cmd == CMD_NEXT || cmd == CMD_PREV || cmd == CMD_UP ||
                                      cmd == CMD_DOWN || cmd == CMD_OPEN);
    }
    switch ((int)cmd) {
    case CMD_DONE:
        store(s);
        return true;
    case CMD_OPTIONS:
        choose(s, NULL);
        return true;
    case CMD_SAME:
        same(s);
        return true;
    case CMD_STRIKE:
        strike(s);
        return true;
    case CMD_OPEN:
        enter(s);
        return true;
    case CMD_NEXT:
        move(s, true);
        return true;
    case CMD_PREV:
        move(s, false);
        return true;
    case CMD_DOWN:
        if (!move_line(s, true)) {
            move(s, true);
        }
        return true;
    case CMD_UP:
        if (!move_line(s, false)) {
            move(s, false);
        }
        return true;
    case CMD_PAGE_DOWN:
    case CMD_PAGE_UP:
        page(s, cmd == CMD_PAGE_DOWN);
        return true;
    case CMD_WIDE:
        if (focus(self)->type == ITEM_FIELD) {
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
        const struct item *item = focus(self);
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

/* --- typed text --- */

static bool is_reference(const struct item *item)
{
    return item->type == ITEM_ADD || item->field->type == FIELD_PUPIL ||
           item->field->type == FIELD_STAFF || item->field->type == FIELD_RECORD ||
           item->field->type == FIELD_PERSON;
}

/* One digit into a field of several codes: complete after as many as the list has. */
static void digit_into_codes(struct screen *s, char digit)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    char code[3] = {digit, '\0', '\0'};
    if (item->field->codes->digits == 2 || (item->pending && item->field->codes->digits == 1)) {
        if (!item->pending) {
            item->pending = digit;
            return;
        }
        code[0] = item->pending;
        code[1] = digit;
        item->pending = 0;
    }
    if (!codes_find(item->field->codes, code)) {
        app_problem(s->app, tr("%s is not in the list; F4 shows it"), code);
        return;
    }
    form_toggle(self->form, self->form->focus, code);
}

/* Text into the focused item; bytes taken, the rest is for what comes next. */
static size_t take_text(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    const char *next = text;
    uint32_t cp = utf8_narrow(utf8_next(&next));
    size_t one = (size_t)(next - text);
    if (item->type == ITEM_ROW || (item->type == ITEM_ADD && !item->part->inline_rows)) {
        app_tell(s->app, "%s", tr("Enter opens this line"));
        return n;
    }
    if (cp == '?' && !form_typed(item)[0] && item->field->type != FIELD_NOTE &&
        item->field->type != FIELD_TEXT) {
        choose(s, NULL);
        return n;
    }
    if (is_reference(item)) {
        char *typed = xmemdupz(text, n);
        choose(s, typed);
        xwipe_str(typed);
        return n;
    }
    enum field_type type = item->field->type;
    bool digit = cp >= '0' && cp <= '9';
    if (type == FIELD_CODES) {
        if (digit) {
            digit_into_codes(s, (char)cp);
        } else if (cp != ' ') {
            choose(s, NULL);
        }
        return one;
    }
    if (type == FIELD_NOTE || type == FIELD_TEXT) {
        if (!edit_insert(item->edit, text, n, false)) {
            app_problem(s->app, "%s", tr("The field is full"));
        }
        form_touched(self->form, self->form->focus, utf8_count(text));
        return n;
    }
    if ((type == FIELD_CODE || type == FIELD_BOOL) && !digit) {
        choose(s, NULL);
        return one;
    }
    if (self->form->items[self->form->focus].carried) {
        edit_set(item->edit, "");
    }
    /* Codes, dates and times are ASCII, whatever the input method makes of the digits. */
    char bytes[5];
    edit_insert(item->edit, bytes, (size_t)utf8_encode(cp, bytes), false);
    form_touched(self->form, self->form->focus, 1);
    if (value_is_full(item->field, edit_text(item->edit)) &&
        edit_cursor(item->edit) == edit_len(item->edit) &&
        !field_is_empty(form_base(self->form, item), item->field)) {
        move(s, true);
    }
    return one;
}

static void form_text(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    self->asked = false;
    while (n) {
        struct screen *top = s->app->top;
        if (top != s) {
            /* A list came up: the rest is typed into it. */
            if (top->ops->text) {
                top->ops->text(top, text, n);
            }
            break;
        }
        size_t taken = take_text(s, text, n);
        text += taken;
        n -= taken;
    }
    if (s->app->top == s && form_wants_flush(self->form, clock_uptime())) {
        flush(s);
    }
    again(s);
}

static void form_paste(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    struct item *item = focus(self);
    bool takes = item->type == ITEM_FIELD && !item->ref &&
                 (item->field->type == FIELD_NOTE || item->field->type == FIELD_TEXT);
    if (!takes) {
        char *copy = xmemdupz(text, n);
        form_text(s, copy, strcspn(copy, "\n"));
        xwipe_str(copy);
        return;
    }
    if (!edit_insert(item->edit, text, n, true)) {
        app_problem(s->app, "%s", tr("Not all of it fitted into the field"));
    }
    form_touched(self->form, self->form->focus, utf8_count(text));
    flush(s);
    again(s);
}

/* --- life --- */

static void form_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    again(s);
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
    .command = form_command,
    .text = form_text,
    .paste = form_paste,
    .tick = form_tick,
    .resumed = form_resumed,
    .save = form_save,
    .restore = form_restore,
    .close = form_close,
};

static void push_or_say(struct app *app, enum err e, struct form *form)
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
    push_or_say(app, e, form);
}

void record_open_push(struct app *app, int64_t id)
{
    struct form *form = NULL;
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
    push_or_say(app, e, form);
}

void act_push(struct app *app, const struct machine *machine, const struct move *move,
              int64_t subject, int64_t pupil)
{
    struct form *form = NULL;
    enum err e = form_open_act(app->reg, machine, move, subject, pupil, &form);
    push_or_say(app, e, form);
}
