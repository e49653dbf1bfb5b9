// SPDX-License-Identifier: MIT

#include "core/audit.h"
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
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/pupil.h"

/* S7: above, what one must know in ten seconds; below, everything that happened. */

enum { SHOW_NUMBERS_MS = 30000 };

struct pupil_screen {
    int64_t id;
    struct face face;
    struct events events;
    bool in_sheet;       /* Tab: the cursor is in the upper half */
    int64_t shown_until; /* uptime ms until which the numbers are shown */
    int64_t struck;      /* struck out last on this page, which Ctrl-Z takes back; or NONE */
};

static const struct binding pupil_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Only")},
    {XKEY_F5, CMD_PRINT, N_("Print")},
    {XKEY_F7, CMD_NEW, N_("New")},
    {XKEY_F8, CMD_STRIKE, N_("Strike")},
    {XKEY_TAB, CMD_NEXT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_CTRL('Z'), CMD_UNDO, NULL},
};
static const struct keymap pupil_keymap = KEYMAP(pupil_bindings, &keymap_list);

static const struct keymap *pupil_keys(const struct screen *s)
{
    (void)s;
    return &pupil_keymap;
}

static void reload(struct screen *s)
{
    struct pupil_screen *self = s->self;
    face_fill(&self->face, s->app->reg);
    events_reload(&self->events);
    app_dirty(s->app);
}

static bool pupil_after(struct screen *s)
{
    struct pupil_screen *self = s->self;
    return list_read(&self->events.list);
}

/* --- drawing --- */

static void pupil_head(const struct screen *s, struct frame *f)
{
    const struct pupil_screen *self = s->self;
    str_add(&f->where, tr("File"));
    form_who(&f->who, s->app->reg, self->id);
    const struct face_row *first = &self->face.rows[0];
    str_addf(&f->sum, "%s   %s", first->label, first->text.ptr);
    if (self->in_sheet) {
        str_add(&f->hint, self->face.rows[self->face.at].is_number
                              ? tr("Enter shows the numbers for thirty seconds; that is logged")
                              : tr("Enter opens the first page to change it"));
    } else {
        str_add(&f->hint, self->events.count ? tr("Enter opens this; Tab goes to the upper half")
                                      : tr("Nothing is written yet. F7 writes the first record"));
    }
}

static void pupil_draw(const struct screen *s, struct rect body)
{
    struct pupil_screen *self = s->self;
    int row = face_draw(&self->face, body, self->in_sheet) + 1;
    events_draw(&self->events, (struct rect){row, body.col, body.row + body.rows - row, body.cols},
                !self->in_sheet);
}

/* A wide window shows the chosen record beside the file. */
static void pupil_pane(const struct screen *s, struct rect pane)
{
    struct pupil_screen *self = s->self;
    struct record *rec;
    if (!list_chosen(&self->events.list) ||
        store_load(s->app->reg, list_chosen(&self->events.list), &rec) != ERR_OK) {
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
    self->face.numbers = true;
    audit_queue(s->app->reg, &(struct audit_entry){.action = AUDIT_READ, .kind = "pupil",
                                                   .object = self->id, .pupil = self->id,
                                                   .detail = "phone"});
    face_fill(&self->face, s->app->reg);
}

static void open_here(struct screen *s)
{
    struct pupil_screen *self = s->self;
    if (!self->in_sheet) {
        if (list_chosen(&self->events.list)) {
            record_open_push(s->app, list_chosen(&self->events.list));
        }
    } else if (self->face.rows[self->face.at].is_number) {
        show_numbers(s);
    } else {
        record_open_push(s->app, self->id);
    }
}

/* The kinds a timeline can be narrowed to, number `n` of them; NULL behind the last. */
static const struct kind *narrow_kind(size_t n)
{
    size_t count;
    const struct kind *const *kinds = kinds_all(&count);
    for (size_t i = 0; i < count; i++) {
        if ((kinds[i]->flags & (K_PUPIL | K_ACT)) && n-- == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

enum only { ONLY_ALL, ONLY_MOVE, ONLY_AUDIT, ONLY_KINDS };

static void only_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct pupil_screen *self = s->self;
    if (answer == ONLY_MOVE) {
        moves_push(s->app, "enrolment placement", self->id, self->id);
    } else if (answer == ONLY_AUDIT) {
        audit_push(s->app, self->id);
    } else {
        self->events.only = answer >= ONLY_KINDS ? narrow_kind(answer - ONLY_KINDS) : NULL;
        reload(s);
    }
}

static void ask_only(struct screen *s)
{
    struct ask_answer answers[ASK_MOST] = {
        [ONLY_ALL] = {tr("everything"), 0},
        [ONLY_MOVE] = {tr("a step (class, leaving ...)"), 0},
        [ONLY_AUDIT] = {tr("who saw this file"), 0},
    };
    size_t n = ONLY_KINDS;
    for (const struct kind *k; n < ASK_MOST && (k = narrow_kind(n - ONLY_KINDS)) != NULL; n++) {
        answers[n].words = tr(k->label);
    }
    ask_push(s->app, &(struct ask){.question = tr("Show only, or do"), .answers = answers,
                                   .count = n, .done = only_answer, .ctx = s});
}

static void struck(void *ctx, const char *reason)
{
    struct screen *s = ctx;
    struct pupil_screen *self = s->self;
    if (!reason || !reason[0]) {
        return;
    }
    enum err e = record_strike(s->app->reg, list_chosen(&self->events.list), reason);
    if (e == ERR_REFUSED) {
        app_problem(s->app, "%s", tr("A step is not struck out; F4 takes the next one"));
    } else if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    } else {
        self->struck = list_chosen(&self->events.list);
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
    if (self->in_sheet || !list_chosen(&self->events.list) ||
        store_load(s->app->reg, list_chosen(&self->events.list), &rec) != ERR_OK) {
        return;
    }
    bool was_struck = rec->state == RECORD_STRUCK;
    bool is_act = rec->kind->flags & K_ACT;
    record_free(rec);
    if (is_act) {
        app_problem(s->app, "%s", tr("A step is not struck out; F4 takes the next one"));
    } else if (was_struck) {
        take_back(s, list_chosen(&self->events.list));
    } else {
        line_push(s->app, tr("Strike this record out. Why?"), "", 100, struck, s);
    }
}

static bool move(struct pupil_screen *self, enum command cmd)
{
    if (!self->in_sheet) {
        return list_command(&self->events.list, cmd);
    }
    if (cmd != CMD_UP && cmd != CMD_DOWN) {
        return false;
    }
    face_move(&self->face, cmd == CMD_DOWN);
    return true;
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
        self->face.at = self->face.at ? self->face.at : 1;
        return true;
    case CMD_NEW:
    case CMD_MENU:
        menu_push(s->app, self->id);
        return true;
    case CMD_OPTIONS:
        ask_only(s);
        return true;
    case CMD_PRINT:
        print_form_push(s->app, "summary", self->id, NONE);
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
        self->face.numbers = false;
        face_fill(&self->face, s->app->reg);
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
    pack_put_int(out, "chosen", list_chosen(&self->events.list));
    pack_put_int(out, "half", self->in_sheet);
}

static struct screen *make(struct app *app, int64_t id)
{
    struct pupil_screen *self = xcalloc(1, sizeof *self);
    self->struck = NONE;
    self->id = id;
    face_init(&self->face, id);
    events_init(&self->events, app, id);
    struct screen *s = screen_new(&pupil_ops, app, self);
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
        list_choose(&self->events.list, pack_int(&e));
    }
    if (pack_find(bytes, n, "half", &e) && pack_int(&e) == 1) {
        self->in_sheet = true;
        self->face.at = 1;
    }
    return s;
}

static void pupil_close(struct screen *s)
{
    struct pupil_screen *self = s->self;
    face_release(&self->face);
    events_release(&self->events);
    xfree(self);
}

const struct screen_ops pupil_ops = {
    .name = "pupil",
    .idle = 120,
    .keys = pupil_keys,
    .head = pupil_head,
    .draw = pupil_draw,
    .after = pupil_after,
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
