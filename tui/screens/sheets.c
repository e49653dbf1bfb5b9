// SPDX-License-Identifier: MIT
#include "tui/screens/sheets.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/ask.h"
#include "tui/screens/critical.h"
#include "tui/screens/ops.h"
#include "tui/session.h"

/*
 * S14: a class's answer sheets keyed with the number pad alone.  Every key is in the draft
 * within a second, every row is stored as it is left, a critical item stops the row (S15).
 */
static const struct screen_ops helper_ops;

static const struct binding sheets_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Keyed up to here")}, {XKEY_F4, CMD_OPTIONS, N_("Paper, helper")},
    {XKEY_ENTER, CMD_OPEN, N_("Next sheet")},    {XKEY_UP, CMD_UP, NULL},
    {XKEY_DOWN, CMD_DOWN, NULL},                 {XKEY_LEFT, CMD_LEFT, NULL},
    {XKEY_RIGHT, CMD_RIGHT, NULL},               {XKEY_HOME, CMD_HOME, NULL},
    {XKEY_END, CMD_END, NULL},                   {XKEY_PGUP, CMD_PAGE_UP, NULL},
    {XKEY_PGDN, CMD_PAGE_DOWN, NULL},            {XKEY_BACKSPACE, CMD_BACKSPACE, NULL},
};
static const struct keymap sheets_keymap = KEYMAP(sheets_bindings, &keymap_global);

static const struct binding helper_bindings[] = {
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
    {XKEY_F9, CMD_BACK, N_("Leave (password)")},
};
static const struct keymap helper_keymap = KEYMAP(helper_bindings, &sheets_keymap);

static const struct keymap *sheets_keys(const struct screen *s)
{
    const struct sheets_screen *self = s->self;
    return self->helper ? &helper_keymap : &sheets_keymap;
}

/* --- rows --- */

static void say(struct app *app, enum err e, const char *why)
{
    app_mark(app, MARK_UNSAVED, app->now());
    app_problem(app, "%s", tr(why ? why : err_msgid(e)));
}

static bool reload(struct screen *s)
{
    struct sheets_screen *self = s->self;
    struct seats seats;
    enum err e = screening_seats(s->app->reg, self->campaign, self->m.scale->id, self->class_id,
                                 &seats);
    if (e != ERR_OK) {
        say(s->app, e, NULL);
        return false;
    }
    seats_release(&self->seats);
    self->seats = seats;
    self->at = self->at < seats.n ? self->at : 0;
    app_dirty(s->app);
    return true;
}

/* Take the sheet of this seat in hand. */
static void take(struct screen *s, size_t at)
{
    struct sheets_screen *self = s->self;
    if (self->open) {
        keying_close(&self->k);
        self->open = false;
    }
    if (at >= self->seats.n) {
        return;
    }
    const struct seat *seat = &self->seats.at[at];
    enum err e = keying_open(&self->k, s->app->reg,
                             &(struct keying_start){
                                 .campaign = self->campaign,
                                 .m = &self->m,
                                 .pupil = seat->pupil,
                                 .sheet = seat->is_void ? NONE : seat->sheet,
                                 .keyed_by = self->keyed_by,
                                 .by = self->helper ? NONE : s->app->reg->me,
                             });
    if (e != ERR_OK) {
        say(s->app, e, NULL);
        return;
    }
    self->at = at;
    self->open = true;
    self->jump = -1;
    self->about = false;
    self->ask_again = self->k.fired != 0;
    app_dirty(s->app);
}

/* Store the row in hand.  False: it could not be, and it stays in hand. */
static bool store_row(struct screen *s)
{
    struct sheets_screen *self = s->self;
    const char *why = NULL;
    if (!self->open) {
        return true;
    }
    bool touched = self->k.touched;
    enum err e = keying_store(&self->k, &why);
    if (e != ERR_OK) {
        say(s->app, e, why);
        return false;
    }
    if (touched) {
        app_mark(s->app, MARK_SAVED, self->k.stored_at);
        app_changed(s->app, &(struct notice){.record = self->k.rec->head.id, .kind = -1});
    }
    return true;
}

static void go(struct screen *s, size_t at)
{
    struct sheets_screen *self = s->self;
    if (store_row(s) && reload(s)) {
        take(s, at < self->seats.n ? at : self->at);
    }
}

/* The next one without a sheet, behind this and then from the first. */
static void next_sheet(struct screen *s)
{
    struct sheets_screen *self = s->self;
    if (!store_row(s) || !reload(s)) {
        return;
    }
    for (size_t i = 1; i < self->seats.n; i++) {
        size_t at = (self->at + i) % self->seats.n;
        const struct seat *seat = &self->seats.at[at];
        if (!seat->part || seat->is_void || !seat->stored) {
            take(s, at);
            return;
        }
    }
    take(s, self->at);
    app_tell(s->app, "%s", tr("All of this class are keyed"));
}

/* --- the critical item --- */

static void play(struct screen *s, const char *text, size_t n);

/* A talk begins at once; the grid stays below it. */
static void act_now_on(struct screen *s)
{
    const struct sheets_screen *self = s->self;
    int64_t pupil = self->k.rec->pupil;
    record_new_push(s->app, &kind_talk, pupil);
}

static void critical_done(void *ctx, enum critical_way way)
{
    static const char *const moves[] = {
        [CRITICAL_SEEN] = "seen", [CRITICAL_ACT] = "act", [CRITICAL_WRONG] = "wrong"};
    struct screen *s = ctx;
    struct sheets_screen *self = s->self;
    struct keying *k = &self->k;
    int item = k->fired;
    const char *why = NULL;
    enum err e = keying_answer(k, self->helper ? NULL : moves[way], &why);
    if (e != ERR_OK) {
        say(s->app, e, why);
        self->ask_again = true;
        return;
    }
    char *ahead = xmemdupz(k->ahead.ptr, k->ahead.len);
    str_wipe(&k->ahead);
    k->at = item;
    app_changed(s->app, &(struct notice){.record = k->rec->head.id, .kind = -1});
    play(s, ahead, strlen(ahead));
    xwipe_str(ahead);
    bool open_item = way == CRITICAL_WRONG && k->answers[item - 1] == SHEET_NO_ANSWER;
    if (open_item && !k->fired) {
        keying_go(k, item);
        app_tell(s->app, tr("Item %d is open again"), item);
    } else if (way == CRITICAL_ACT && !self->helper && !k->fired) {
        act_now_on(s);
    }
}

static void show_critical(struct screen *s)
{
    struct sheets_screen *self = s->self;
    self->ask_again = false;
    critical_push(s->app, &(struct critical_how){
                              .k = &self->k, .helper = self->helper, .done = critical_done,
                              .ctx = s});
}

static void rise(struct screen *s)
{
    struct sheets_screen *self = s->self;
    const char *why = NULL;
    enum err e = keying_rise(&self->k, &why);
    show_critical(s);
    if (e != ERR_OK) {
        say(s->app, e, why);
    } else {
        app_mark(s->app, MARK_SAVED, self->k.stored_at);
    }
}

/* --- what can be about a sheet: '*' --- */

static void put_part(struct screen *s, const char *part)
{
    struct sheets_screen *self = s->self;
    const char *why = NULL;
    enum err e = keying_part(&self->k, part, &why);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(why ? why : err_msgid(e)));
        return;
    }
    app_mark(s->app, MARK_SAVED, self->k.stored_at);
    app_changed(s->app, &(struct notice){.record = self->k.rec->head.id, .kind = -1});
    next_sheet(s);
}

static void make_void(struct screen *s)
{
    struct sheets_screen *self = s->self;
    if (self->helper) {
        app_problem(s->app, "%s", tr("Only the counsellor makes a sheet void"));
    } else if (store_row(s) && self->k.rec->head.version && !keying_is_empty(&self->k)) {
        const struct machine *m = machine_by_id("validity");
        act_push(s->app, m, machine_move(m, "void"), self->k.rec->head.id, self->k.rec->pupil);
    } else {
        app_problem(s->app, "%s", tr("Nothing is keyed on this sheet: there is nothing to void"));
    }
}

/* 1 to 4 as codes_part_in from 2 on, 5 void; anything else is nothing. */
static void about_sheet(struct screen *s, uint32_t cp)
{
    static const char *const parts[] = {SHEET_ON_LEAVE, SHEET_EXEMPT, SHEET_ABSENT,
                                        SHEET_DECLINED};
    ((struct sheets_screen *)s->self)->about = false;
    if (cp >= '1' && cp < '1' + COUNT(parts)) {
        put_part(s, parts[cp - '1']);
    } else if (cp == '1' + COUNT(parts)) {
        make_void(s);
    } else {
        app_tell(s->app, "%s", tr("Nothing was changed"));
    }
}

/* --- typing --- */

static void jump_digit(struct screen *s, uint32_t cp)
{
    struct sheets_screen *self = s->self;
    if (cp < '0' || cp > '9' || self->jump > SCALE_ITEMS_MAX) {
        self->jump = -1;
        app_problem(s->app, tr("The items are 1 to %d"), self->k.count);
        return;
    }
    self->jump = self->jump * 10 + (int)(cp - '0');
}

static void type_answer(struct screen *s, uint32_t cp)
{
    struct sheets_screen *self = s->self;
    enum keying_result r = keying_type(&self->k, cp < 128 ? (char)cp : '?');
    if (r == KEYING_FIRES) {
        rise(s);
    } else if (r == KEYING_NO && self->k.at == self->k.count) {
        app_problem(s->app, "%s", tr("The last item is keyed. Enter: next sheet"));
    } else if (r == KEYING_NO) {
        app_problem(s->app, "%s", tr("That is no answer on this sheet; nothing was put in"));
    }
}

static void type_one(struct screen *s, uint32_t cp)
{
    struct sheets_screen *self = s->self;
    if (self->about) {
        about_sheet(s, cp);
    } else if (self->jump >= 0) {
        jump_digit(s, cp);
    } else if (cp == '/') {
        self->jump = 0;
    } else if (cp == '-') {
        keying_back(&self->k);
    } else if (cp == '*') {
        self->about = true;
    } else if (cp == '+') {
        keying_again(&self->k);
        self->seats.at[self->at].again = self->k.rec->again == 1;
    } else {
        type_answer(s, cp);
    }
}

/* What comes behind a key that opened a page goes to that page. */
static void play(struct screen *s, const char *text, size_t n)
{
    const struct sheets_screen *self = s->self;
    const char *end = text + n;
    const struct screen *top = s->app->top;
    while (text < end && self->open && s->app->top == top) {
        type_one(s, utf8_narrow(utf8_next(&text)));
    }
    struct screen *now = s->app->top;
    if (text < end && now != top && now->ops->text) {
        now->ops->text(now, text, (size_t)(end - text));
    }
    app_dirty(s->app);
}

static void sheets_text(struct screen *s, const char *text, size_t n)
{
    play(s, text, n);
}

/* --- the other keys --- */

/* The helper's page stands on the lock page: leaving it asks for the password. */
static void leave(struct screen *s, bool store)
{
    struct sheets_screen *self = s->self;
    if (store && !store_row(s)) {
        return;
    }
    if (!store && self->open && keying_flush(&self->k) != ERR_OK) {
        say(s->app, ERR_IO, NULL);
        return;
    }
    app_pop(s->app);
}

static void helper_named(void *ctx, const char *name)
{
    struct screen *s = ctx;
    struct sheets_screen *self = s->self;
    struct app *app = s->app;
    if (!name || !name[0] || !store_row(s)) {
        return;
    }
    char *who = str_format("T%s", name);
    if (self->helper) {
        xwipe_str(self->keyed_by);
        self->keyed_by = who;
        take(s, self->at);
        return;
    }
    struct sheets_how how = {.campaign = self->campaign->head.id,
                             .class_id = self->class_id,
                             .pupil = self->seats.n ? self->seats.at[self->at].pupil : NONE,
                             .per_row = self->per_row,
                             .helper = who};
    char *scale = xstrdup(self->m.scale->id);
    how.scale = scale;
    session_beside_begin(app);
    app->helper = true;
    sheets_push(app, &how);
    xfree(scale);
    xwipe_str(who);
}

/* 5, 10, 20 items a row, and from the first again. */
static int next_layout(int per_row)
{
    return per_row < 10 ? 10 : per_row < 20 ? 20 : 5;
}

static void option_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct sheets_screen *self = s->self;
    if (answer == 1) {
        self->per_row = next_layout(self->per_row);
    } else if (answer == 2) {
        line_push(s->app, tr("Who keys now? The name stands with each sheet."), "", 30,
                  helper_named, s);
    }
    app_dirty(s->app);
}

static void ask_options(struct screen *s)
{
    const struct sheets_screen *self = s->self;
    char *layout = str_format(tr("%d items a row"), next_layout(self->per_row));
    const struct ask_answer answers[] = {
        {tr("as it is"), 0},
        {layout, 0},
        {self->helper ? tr("another helper") : tr("a helper keys"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("How is the paper laid out, or who keys?"),
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = option_answer,
                                   .ctx = s});
    xfree(layout);
}

static void enter(struct screen *s)
{
    struct sheets_screen *self = s->self;
    if (self->jump >= 0) {
        if (self->jump && !keying_go(&self->k, self->jump)) {
            app_problem(s->app, tr("The items are 1 to %d"), self->k.count);
        }
        self->jump = -1;
    } else {
        next_sheet(s);
    }
}

static bool sheets_command(struct screen *s, enum command cmd)
{
    struct sheets_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_BACK && (self->jump >= 0 || self->about)) {
        self->jump = -1;
        self->about = false;
        return true;
    }
    self->about = false;
    if (cmd == CMD_DONE || cmd == CMD_BACK) {
        leave(s, cmd == CMD_DONE);
        return true;
    }
    if (!self->open) {
        return false;
    }
    switch ((int)cmd) {
    case CMD_OPEN:
        enter(s);
        return true;
    case CMD_UP:
        go(s, self->at ? self->at - 1 : self->seats.n - 1);
        return true;
    case CMD_DOWN:
        go(s, self->at + 1 < self->seats.n ? self->at + 1 : 0);
        return true;
    case CMD_END:
        keying_end(&self->k);
        return true;
    case CMD_BACKSPACE:
        keying_back(&self->k);
        return true;
    case CMD_OPTIONS:
        ask_options(s);
        return true;
    case CMD_LEFT:
    case CMD_RIGHT:
    case CMD_HOME:
    case CMD_PAGE_UP:
    case CMD_PAGE_DOWN:
        app_tell(s->app, "%s", tr("If the pad gives arrows for digits, NumLock is off"));
        return true;
    default:
        return false;
    }
}

static bool sheets_cursor(const struct screen *s, int *row, int *col)
{
    const struct sheets_screen *self = s->self;
    *row = self->cursor_row;
    *col = self->cursor_col;
    return true;
}

/* --- behind the paint --- */

static bool flush(struct screen *s)
{
    struct sheets_screen *self = s->self;
    enum err e = keying_flush(&self->k);
    if (e != ERR_OK) {
        say(s->app, e, NULL);
        return false;
    }
    app_dirty(s->app);
    return true;
}

static bool sheets_after(struct screen *s)
{
    struct sheets_screen *self = s->self;
    if (self->ask_again && s->app->top == s) {
        show_critical(s);
        return true;
    }
    return self->open && keying_is_due(&self->k, clock_uptime()) && flush(s);
}

static void sheets_tick(struct screen *s, int64_t now)
{
    struct sheets_screen *self = s->self;
    (void)now;
    if (self->open && self->k.unsaved) {
        flush(s);
    }
}

/* An act about the sheet was written (void), or a talk stored. */
static void sheets_resumed(struct screen *s, const struct screen_ops *from)
{
    struct sheets_screen *self = s->self;
    if (strcmp(from->name, "form") == 0 && self->open && !self->k.touched && reload(s)) {
        take(s, self->at);
    }
    app_dirty(s->app);
}

/* --- making, the place --- */

static void sheets_save(const struct screen *s, struct str *out)
{
    const struct sheets_screen *self = s->self;
    pack_put_int(out, "campaign", self->campaign->head.id);
    pack_put_text(out, "scale", self->m.scale->id, strlen(self->m.scale->id));
    pack_put_int(out, "class", self->class_id);
    pack_put_int(out, "pupil", self->seats.n ? self->seats.at[self->at].pupil : NONE);
    pack_put_int(out, "at", self->open ? self->k.at : 0);
    pack_put_int(out, "per_row", self->per_row);
}

static void sheets_close(struct screen *s)
{
    struct sheets_screen *self = s->self;
    if (self->open) {
        keying_close(&self->k);
    }
    seats_release(&self->seats);
    scales_release(&self->scales);
    record_free(self->campaign ? &self->campaign->head : NULL);
    xwipe_str(self->keyed_by);
    xfree(self);
}

/* The line of the screening about this scale; the first one without a name. */
static const struct campaign_scale *scale_row(const struct campaign *c, const char *scale)
{
    const struct rows *rows = record_rows(&c->head, kind_part(&kind_campaign, "scales"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct campaign_scale *row = rows->at[i];
        if (!scale || (row->ident && strcmp(row->ident, scale) == 0)) {
            return row;
        }
    }
    return NULL;
}

static bool load(struct sheets_screen *self, struct app *app, const struct sheets_how *how)
{
    struct record *rec;
    enum err e = store_load_kind(app->reg, &kind_campaign, how->campaign, &rec);
    if (e == ERR_OK) {
        self->campaign = (struct campaign *)rec;
        e = scales_load(app->reg, &self->scales);
    }
    const struct campaign_scale *row =
        self->campaign ? scale_row(self->campaign, how->scale) : NULL;
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return false;
    }
    if (!row || !sheet_measure_of(&self->scales, row, &self->m)) {
        app_problem(app, tr("There is no scale called %s, or not in this version"),
                    row && row->ident ? row->ident : how->scale ? how->scale : "?");
        return false;
    }
    return true;
}

static struct screen *make(struct app *app, const struct sheets_how *how)
{
    struct sheets_screen *self = xcalloc(1, sizeof *self);
    struct screen *s = screen_new(how->helper ? &helper_ops : &sheets_ops, app, self);
    self->class_id = how->class_id;
    self->helper = how->helper != NULL;
    self->jump = -1;
    self->keyed_by = how->helper ? xstrdup(how->helper)
                     : app->reg->me == NONE
                         ? NULL
                         : str_format("S%lld", (long long)app->reg->me);
    if (!load(self, app, how) || !reload(s)) {
        screen_free(s);
        return NULL;
    }
    self->per_row = how->per_row ? how->per_row : self->m.scale->layout;
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < self->seats.n; i++) {
        const struct seat *seat = &self->seats.at[i];
        bool wanted = how->pupil == NONE ? at == SIZE_MAX && (!seat->part || !seat->stored)
                                         : seat->pupil == how->pupil;
        at = wanted ? i : at;
    }
    take(s, at == SIZE_MAX ? 0 : at);
    return s;
}

static struct screen *sheets_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry campaign;
    struct pack_entry scale;
    struct pack_entry class_id;
    struct pack_entry pupil;
    struct pack_entry e;
    if (!pack_find(bytes, n, "campaign", &campaign) || !pack_find(bytes, n, "scale", &scale) ||
        !pack_find(bytes, n, "class", &class_id) || !pack_find(bytes, n, "pupil", &pupil)) {
        return NULL;
    }
    char *id = xmemdupz(scale.value, scale.len);
    struct sheets_how how = {.campaign = pack_int(&campaign),
                             .scale = id,
                             .class_id = pack_int(&class_id),
                             .pupil = pack_int(&pupil)};
    how.per_row = pack_find(bytes, n, "per_row", &e) ? (int)pack_int(&e) : 0;
    struct screen *s = make(app, &how);
    xfree(id);
    struct sheets_screen *self = s ? s->self : NULL;
    if (self && self->open && !self->k.fired && pack_find(bytes, n, "at", &e)) {
        keying_go(&self->k, (int)pack_int(&e) + 1);
    }
    return s;
}

const struct screen_ops sheets_ops = {
    .name = "sheets",
    .flags = SCREEN_NO_PANE,
    .keys = sheets_keys,
    .head = sheets_head,
    .draw = sheets_draw,
    .cursor = sheets_cursor,
    .command = sheets_command,
    .text = sheets_text,
    .after = sheets_after,
    .tick = sheets_tick,
    .resumed = sheets_resumed,
    .save = sheets_save,
    .restore = sheets_restore,
    .close = sheets_close,
};

/* The same for somebody who helps; it is no place to come back to. */
static const struct screen_ops helper_ops = {
    .name = "sheets-helper",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED,
    .keys = sheets_keys,
    .head = sheets_head,
    .draw = sheets_draw,
    .cursor = sheets_cursor,
    .command = sheets_command,
    .text = sheets_text,
    .after = sheets_after,
    .tick = sheets_tick,
    .resumed = sheets_resumed,
    .close = sheets_close,
};

void sheets_push(struct app *app, const struct sheets_how *how)
{
    struct screen *s = make(app, how);
    if (s) {
        app_push(app, s);
    }
}

bool sheets_open_draft(struct app *app, int64_t id)
{
    struct draft d;
    if (draft_load(app->reg, id, &d) != ERR_OK) {
        return false;
    }
    const struct pupil_card *p = roster_pupil(app->reg->roster, d.pupil);
    const char *campaign = draft_get(&d, "campaign");
    bool is_sheet = d.kind == &kind_sheet && campaign && p;
    if (is_sheet) {
        struct sheets_how how = {.scale = draft_get(&d, "scale"), .class_id = p->class_id,
                                 .pupil = d.pupil};
        for (const char *c = campaign; *c; c++) {
            how.campaign = how.campaign * 10 + (*c - '0');
        }
        sheets_push(app, &how);
    }
    draft_release(&d);
    return is_sheet;
}
