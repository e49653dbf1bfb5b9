// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/* S6: finding a pupil.  The same list hands a pupil back to the field that asked. */

/*
 * Whom somebody met last, read behind the paint for the rows in sight.  A page
 * never has two rows at one place.
 */
enum { SEEN = 256 };

struct seen {
    int64_t pupil; /* 0: empty */
    int64_t day;
    const struct kind *kind;
};

struct pupils_screen {
    struct list list;
    struct seen seen[SEEN];
    int64_t *ids;
    size_t n;
    int64_t class_id;     /* F4: only one class, NONE all */
    bool here_only;
    struct str seat;      /* typed after a name that occurs twice */
    bool asks_seat;
    void (*done)(void *ctx, int64_t pupil);
    void *ctx;
    bool bare;
    struct str cells[8];  /* of the row fetched last */
};

static const struct binding pupils_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Only")},
    {XKEY_F6, CMD_SAME, NULL}, /* the pupil opened last */
    {XKEY_F7, CMD_NEW, N_("New")},
    {XKEY_ESC, CMD_BACK, N_("Empty/back")},
    {XKEY_F3, CMD_NONE, NULL},
};
static const struct keymap pupils_keymap = KEYMAP(pupils_bindings, &keymap_list);

static const struct binding bare_bindings[] = {
    {XKEY_ESC, CMD_BACK, N_("Empty/back")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap bare_keymap = KEYMAP(bare_bindings, &keymap_list);

static const struct keymap *pupils_keys(const struct screen *s)
{
    const struct pupils_screen *self = s->self;
    return self->bare || self->done ? &bare_keymap : &pupils_keymap;
}

static void narrow(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct pupils_screen *self = s->self;
    xfree(self->ids);
    self->asks_seat = false;
    self->n = roster_find(s->app->reg->roster, typed,
                          &(struct find_how){.class_id = self->class_id,
                                             .at_school_only = self->here_only},
                          &self->ids);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct pupils_screen *)s->self)->n;
}

static size_t find(void *ctx, int64_t id)
{
    const struct screen *s = ctx;
    const struct pupils_screen *self = s->self;
    for (size_t i = 0; i < self->n; i++) {
        if (self->ids[i] == id) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool read(void *ctx, size_t at)
{
    struct screen *s = ctx;
    struct pupils_screen *self = s->self;
    struct seen *seen = &self->seen[at % SEEN];
    if (self->bare || seen->pupil == self->ids[at]) {
        return false;
    }
    seen->pupil = self->ids[at];
    seen->day = timeline_last_meeting(s->app->reg, seen->pupil, &seen->kind);
    app_dirty(s->app);
    return true;
}

static bool pupils_after(struct screen *s)
{
    struct pupils_screen *self = s->self;
    return list_read(&self->list);
}

/* "03-12 谈话", or that nobody met the pupil this term. */
static void last_seen(struct str *out, const struct reg *reg, const struct seen *seen)
{
    struct term_ref term = calendar_term_of(reg->calendar, clock_today());
    char text[DATE_TEXT];
    if (seen->day == NONE || seen->day < calendar_term_first(reg->calendar, term)) {
        str_add(out, tr("not this term"));
    } else {
        str_addf(out, "%s %s", date_format(seen->day, text) + 5, tr(seen->kind->label));
    }
}

static const char *state_words(const struct pupil_card *p)
{
    const struct machine *m = machine_by_id("enrolment");
    const struct state *st = machine_state(m, p->state);
    return p->here || !st ? NULL : tr(st->label);
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct pupils_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    const struct pupil_card *p = roster_pupil(reg->roster, self->ids[at]);
    int64_t today = clock_today();
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    row->id = self->ids[at];
    if (!p) {
        return;
    }
    str_add(&self->cells[0], p->name);
    roster_class_label(&self->cells[1], reg->roster, p->class_id, today);
    if (!self->bare) {
        str_add(&self->cells[2], p->sex == '1' ? tr("male") : p->sex == '2' ? tr("female") : "");
        int64_t age = date_age(p->born, today);
        if (age != NONE) {
            str_addf(&self->cells[3], "%d", (int)age);
        }
        str_add(&self->cells[4], p->seat ? p->seat : "");
        const struct seen *seen = &self->seen[at % SEEN];
        if (seen->pupil == p->id) {
            last_seen(&self->cells[5], reg, seen);
        }
        const char *state = state_words(p);
        str_add(&self->cells[6], state ? state : p->namesake ? tr("same name") : "");
    }
    static const int order[] = {0, 2, 3, 1, 4, 5, 6};
    for (size_t i = 0; i < COUNT(order); i++) {
        row->cells[i] = self->cells[self->bare ? (i == 0 ? 0 : i == 1 ? 1 : 7) : order[i]].ptr;
    }
    row->role = state_words(p) ? ROLE_DIM : ROLE_PLAIN;
}

static const struct list_column columns[] = {
    {N_("Name"), 10, 0, LIST_LEFT, 0},      {N_("Sex"), 6, 0, LIST_LEFT, 4},
    {N_("Age"), 6, 0, LIST_LEFT, 2},        {N_("Class"), 10, 0, LIST_LEFT, 0},
    {N_("No."), 4, 0, LIST_LEFT, 5},        {N_("Last met"), 16, 0, LIST_LEFT, 3},
    {N_("Remark"), 0, 8, LIST_LEFT, 1},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 3};
static const struct list_column bare_columns[] = {
    {N_("Name"), 12, 0, LIST_LEFT, 0},
    {N_("Class"), 0, 8, LIST_LEFT, 0},
};
static const struct list_look bare_look = {
    .columns = bare_columns, .count = COUNT(bare_columns), .indent = 3, .no_titles = true};

static const struct list_look *look_of(const struct pupils_screen *self)
{
    return self->bare ? &bare_look : &look;
}

/* What tells namesakes apart: row 22. */
static void tell_apart(const struct screen *s, const struct pupil_card *p, struct frame *f)
{
    const struct pupils_screen *self = s->self;
    struct str label = STR_INIT;
    roster_class_label(&label, s->app->reg->roster, p->class_id, clock_today());
    struct civil born = p->born == NONE ? (struct civil){0, 0, 0} : date_to_civil(p->born);
    str_addf(&f->hint, tr("Same name: this one is class %s no. %s, born %d-%02d."), label.ptr,
             p->seat ? p->seat : "-", born.year, born.month);
    str_addf(&f->tell, tr("If it is this one, type the seat number: %s_"), self->seat.ptr);
    str_release(&label);
}

static void pupils_head(const struct screen *s, struct frame *f)
{
    const struct pupils_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    str_add(&f->where, self->done ? tr("Choose") : tr("Find"));
    if (self->class_id != NONE) {
        roster_class_label(&f->who, reg->roster, self->class_id, clock_today());
        str_addc(&f->who, ' ');
    }
    if (!self->bare) {
        str_addf(&f->who, tr("%zu of %zu at school"), self->n, roster_at_school(reg->roster));
    }
    str_addf(&f->sum, "%s%s_", tr("Find: "), self->list.typed.ptr);
    f->sum_focus = true;
    const struct pupil_card *p = roster_pupil(reg->roster, list_chosen(&self->list));
    if (p && self->asks_seat) {
        tell_apart(s, p, f);
    } else if (!self->n) {
        str_add(&f->hint, self->list.typed.len
                              ? (self->done ? tr("Nobody fits. Esc empties")
                                            : tr("Nobody fits. Esc empties; F7 enters a new pupil"))
                              : tr("There are no pupils yet: F9 61 imports the roster"));
    } else {
        str_add(&f->hint, tr("Initials, pinyin, Chinese, class 703, both 703zxm, number"));
    }
}

static void pupils_draw(const struct screen *s, struct rect body)
{
    struct pupils_screen *self = s->self;
    list_draw(&self->list, look_of(self), body);
}

static bool pupils_cursor(const struct screen *s, int *row, int *col)
{
    const struct pupils_screen *self = s->self;
    if (self->asks_seat) {
        struct str tell = STR_INIT;
        str_addf(&tell, tr("If it is this one, type the seat number: %s_"), self->seat.ptr);
        *row = frame_message_row(s->app->rows, s->app->cols);
        *col = (int)width_str(tell.ptr); /* on the "_" at its end, behind column 1 */
        str_release(&tell);
        return true;
    }
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->list.typed.ptr);
    return true;
}

/* --- opening --- */

static void open_pupil(struct screen *s, int64_t id)
{
    struct pupils_screen *self = s->self;
    void (*done)(void *ctx, int64_t pupil) = self->done;
    void *ctx = self->ctx;
    if (self->list.typed.len) {
        audit_queue(s->app->reg, &(struct audit_entry){.action = AUDIT_SEARCH, .object = NONE,
                                                       .pupil = id});
    }
    if (done) {
        app_pop(s->app);
        done(ctx, id);
    } else {
        pupil_push(s->app, id);
    }
}

static void open_chosen(struct screen *s)
{
    struct pupils_screen *self = s->self;
    const struct pupil_card *p = roster_pupil(s->app->reg->roster, list_chosen(&self->list));
    if (!p) {
        return;
    }
    /* A name that occurs twice asks for the seat number. */
    if (p->namesake && p->seat && !self->asks_seat) {
        self->asks_seat = true;
        str_clear(&self->seat);
        return;
    }
    if (self->asks_seat && (!p->seat || strcmp(p->seat, self->seat.ptr) != 0)) {
        app_problem(s->app, "%s", tr("This is another seat number. Esc leaves this pupil"));
        str_clear(&self->seat);
        return;
    }
    self->asks_seat = false;
    open_pupil(s, p->id);
}

static void only_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct pupils_screen *self = s->self;
    const struct pupil_card *p = roster_pupil(s->app->reg->roster, list_chosen(&self->list));
    if (answer == 0) {
        self->class_id = NONE;
        self->here_only = false;
    } else if (answer == 1) {
        self->class_id = p ? p->class_id : NONE;
    } else {
        self->here_only = true;
    }
    narrow(s, self->list.typed.ptr);
    list_reload(&self->list);
    app_dirty(s->app);
}

static void ask_only(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("all"), 0},
                                         {tr("the class of this line"), 0},
                                         {tr("at school"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Show only"), .answers = answers,
                                   .count = COUNT(answers), .done = only_answer, .ctx = s});
}

static void give_up(struct screen *s)
{
    struct pupils_screen *self = s->self;
    void (*done)(void *ctx, int64_t pupil) = self->done;
    void *ctx = self->ctx;
    app_pop(s->app);
    if (done) {
        done(ctx, NONE);
    }
}

static bool pupils_command(struct screen *s, enum command cmd)
{
    struct pupils_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        open_chosen(s);
        return true;
    case CMD_NEW:
        if (list_chosen(&self->list)) {
            menu_push(s->app, list_chosen(&self->list));
        } else {
            record_new_push(s->app, &kind_pupil, NONE);
        }
        return true;
    case CMD_SAME:
        if (s->app->last_pupil == NONE) {
            app_tell(s->app, "%s", tr("No file was opened yet since the unlocking"));
        } else {
            open_pupil(s, s->app->last_pupil);
        }
        return true;
    case CMD_OPTIONS:
        ask_only(s);
        return true;
    case CMD_BACKSPACE:
        if (self->asks_seat) {
            self->asks_seat = false;
        } else {
            list_untype(&self->list);
        }
        return true;
    case CMD_BACK:
        if (self->asks_seat) {
            self->asks_seat = false;
        } else if (!list_untype_all(&self->list)) {
            give_up(s);
        }
        return true;
    default:
        self->asks_seat = false;
        return list_command(&self->list, cmd);
    }
}

static void pupils_text(struct screen *s, const char *text, size_t n)
{
    struct pupils_screen *self = s->self;
    if (self->asks_seat) {
        for (const char *end = text + n; text < end;) {
            char bytes[5];
            uint32_t cp = utf8_narrow(utf8_next(&text));
            str_addn(&self->seat, bytes, (size_t)utf8_encode(cp, bytes));
        }
        const struct pupil_card *p = roster_pupil(s->app->reg->roster, list_chosen(&self->list));
        if (p && p->seat && self->seat.len >= strlen(p->seat)) {
            open_chosen(s);
        }
    } else {
        list_type(&self->list, text, n);
    }
    app_dirty(s->app);
}

static void pupils_changed(struct screen *s, const struct notice *n)
{
    struct pupils_screen *self = s->self;
    (void)n;
    memset(self->seen, 0, sizeof self->seen);
    narrow(s, self->list.typed.ptr);
    list_reload(&self->list);
}

static void pupils_save(const struct screen *s, struct str *out)
{
    const struct pupils_screen *self = s->self;
    pack_put_text(out, "typed", self->list.typed.ptr, self->list.typed.len);
    pack_put_int(out, "chosen", list_chosen(&self->list));
    pack_put_int(out, "class", self->class_id);
    pack_put_int(out, "here", self->here_only);
    pack_put_int(out, "bare", self->bare);
}

static struct screen *make(struct app *app, const struct pupils_how *how)
{
    struct pupils_screen *self = xcalloc(1, sizeof *self);
    self->class_id = NONE;
    self->done = how->done;
    self->ctx = how->ctx;
    self->bare = how->bare;
    str_init(&self->seat);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&pupils_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .read = read,
                                                 .find = find, .narrow = narrow, .ctx = s});
    narrow(s, "");
    if (how->typed && how->typed[0]) {
        list_type(&self->list, how->typed, strlen(how->typed));
    }
    list_reload(&self->list);
    return s;
}

static struct screen *pupils_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry typed;
    struct pack_entry chosen;
    if (!pack_find(bytes, n, "typed", &typed) || !pack_find(bytes, n, "chosen", &chosen)) {
        return NULL;
    }
    struct pack_entry e;
    char *text = xmemdupz(typed.value, typed.len);
    bool bare = pack_find(bytes, n, "bare", &e) && pack_int(&e) == 1;
    struct screen *s = make(app, &(struct pupils_how){.typed = text, .bare = bare});
    struct pupils_screen *self = s->self;
    self->class_id = pack_find(bytes, n, "class", &e) ? pack_int(&e) : NONE;
    self->here_only = pack_find(bytes, n, "here", &e) && pack_int(&e) == 1;
    narrow(s, self->list.typed.ptr);
    list_reload(&self->list);
    list_choose(&self->list, pack_int(&chosen));
    xfree(text);
    return s;
}

static void pupils_close(struct screen *s)
{
    struct pupils_screen *self = s->self;
    list_release(&self->list);
    str_release(&self->seat);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self->ids);
    xfree(self);
}

const struct screen_ops pupils_ops = {
    .name = "pupils",
    .idle = 120,
    .keys = pupils_keys,
    .head = pupils_head,
    .draw = pupils_draw,
    .after = pupils_after,
    .cursor = pupils_cursor,
    .command = pupils_command,
    .text = pupils_text,
    .changed = pupils_changed,
    .save = pupils_save,
    .restore = pupils_restore,
    .close = pupils_close,
};

/* The same when a pupil is handed back: not a place to come back to. */
static const struct screen_ops picker_ops = {
    .name = "pupil-picker",
    .flags = SCREEN_UNPLACED,
    .keys = pupils_keys,
    .head = pupils_head,
    .draw = pupils_draw,
    .after = pupils_after,
    .cursor = pupils_cursor,
    .command = pupils_command,
    .text = pupils_text,
    .changed = pupils_changed,
    .close = pupils_close,
};

void pupils_push(struct app *app, const struct pupils_how *how)
{
    struct screen *s = make(app, how);
    if (how->done) {
        s->ops = &picker_ops;
    }
    app_push(app, s);
}
