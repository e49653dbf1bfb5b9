// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/commit.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/morning.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/interview.h"
#include "tui/screens/ops.h"
#include "tui/session.h"

/*
 * S8, a notebook the pupil may look into: class, teachers, the last digits of a telephone,
 * what was agreed, when next.  No level, no history, no other names.
 */
enum note_row {
    ROW_NAME,
    ROW_CLASS,
    ROW_TEACHER,
    ROW_PHONE,
    ROW_TODAY,
    ROW_AGREED,
    ROW_NEXT,
    ROW_COUNT
};

enum { LABEL_COL = 3, VALUE_COL = 15 };

static const char *const labels[ROW_COUNT] = {
    N_("Name"),          N_("Class"),  N_("Class teacher"), N_("Telephone"),
    N_("Meeting today"), N_("Agreed"), N_("Next meeting")};

struct notebook {
    int64_t pupil;
    int64_t guardian; /* row of the telephone that stands there, 0 none */
    struct str values[ROW_COUNT];
    enum note_row at;
};

static const struct binding notebook_bindings[] = {
    {XKEY_F1, CMD_HELP, ""},   {XKEY_F2, CMD_DONE, ""},    {XKEY_F3, CMD_FIND, ""},
    {XKEY_F7, CMD_NEW, ""},    {XKEY_F12, CMD_BLANK, ""},  {XKEY_ESC, CMD_BACK, ""},
    {XKEY_F9, CMD_NONE, NULL}, {XKEY_TAB, CMD_DOWN, NULL}, {XKEY_SHIFT_TAB, CMD_UP, NULL},
};
static const struct keymap notebook_keymap = KEYMAP(notebook_bindings, &keymap_list);

static const struct keymap *notebook_keys(const struct screen *s)
{
    (void)s;
    return &notebook_keymap;
}

/* --- what stands there --- */

/* Where the last four digits begin; NULL: that is no number (an import leaves what stood there). */
static const char *last_four(const char *phone)
{
    enum { DIGITS = 4 };
    size_t n = phone ? strlen(phone) : 0;
    const char *at = n >= DIGITS ? phone + n - DIGITS : NULL;
    return at && strspn(at, "0123456789") == DIGITS ? at : NULL;
}

/* Whose number it is and its last four digits; who must not be told is passed over. */
static void fill_phone(struct notebook *self, struct reg *reg)
{
    struct record *rec;
    self->guardian = 0;
    if (store_load_kind(reg, &kind_pupil, self->pupil, &rec) != ERR_OK) {
        return;
    }
    const struct rows *rows = record_rows(rec, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n && !self->guardian; i++) {
        const struct pupil_guardian *g = rows->at[i];
        char *person = str_format("G%lld.%lld", (long long)self->pupil, (long long)g->head.row);
        const char *four = last_four(g->phone);
        if (four && !roster_is_blocked(reg->roster, self->pupil, person)) {
            const struct code *kin = g->kin ? codes_find(&codes_kin, g->kin) : NULL;
            self->guardian = g->head.row;
            str_addf(&self->values[ROW_PHONE], tr("%s, last four %s      Is it right?"),
                     kin ? tr(kin->label) : tr("at home"), four);
        }
        xfree(person);
    }
    record_free(rec);
}

static void add_when(struct str *out, const struct coming *c)
{
    if (c->at != NONE) {
        str_addf(out, " %02d:%02d", (int)(c->at / 60), (int)(c->at % 60));
    } else if (c->lesson != NONE) {
        str_add(out, " ");
        str_addf(out, tr("lesson %d"), (int)c->lesson);
    }
}

/* The pupil's own appointments: today's, and the next one. */
static void fill_appointments(struct notebook *self, struct reg *reg)
{
    enum { AHEAD = 60 };
    struct coming *list;
    size_t n;
    int64_t today = clock_today();
    if (morning_coming(reg, today + AHEAD, &list, &n) != ERR_OK) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct str *today_row = &self->values[ROW_TODAY];
        struct str *next_row = &self->values[ROW_NEXT];
        if (list[i].pupil != self->pupil || list[i].day < today) {
            continue;
        }
        if (list[i].day == today && !today_row->len) {
            add_when(today_row, &list[i]);
        } else if (list[i].day > today && !next_row->len) {
            dateword_reading(next_row, list[i].day, today);
            add_when(next_row, &list[i]);
        }
    }
    morning_free(list, n);
}

/* Without an appointment, the day the last talk named. */
static void fill_next(struct notebook *self, struct reg *reg)
{
    struct record *rec;
    int64_t id = timeline_last(reg, &kind_talk, self->pupil);
    if (self->values[ROW_NEXT].len || id == NONE ||
        store_load_kind(reg, &kind_talk, id, &rec) != ERR_OK) {
        return;
    }
    const struct talk *t = (const struct talk *)rec;
    if (t->next_day != NONE && t->next_day >= clock_today()) {
        dateword_reading(&self->values[ROW_NEXT], t->next_day, clock_today());
    }
    record_free(rec);
}

static void fill(struct screen *s)
{
    struct notebook *self = s->self;
    struct reg *reg = s->app->reg;
    for (int i = 0; i < ROW_COUNT; i++) {
        str_clear(&self->values[i]);
    }
    const struct pupil_card *p = roster_pupil(reg->roster, self->pupil);
    if (!p) {
        return;
    }
    str_add(&self->values[ROW_NAME], p->name);
    roster_class_label(&self->values[ROW_CLASS], reg->roster, p->class_id, clock_today());
    if (p->seat) {
        str_addf(&self->values[ROW_CLASS], tr(" no. %s"), p->seat);
    }
    int64_t teacher = roster_class_teacher(reg->roster, p->class_id);
    str_add(&self->values[ROW_TEACHER], teacher == NONE ? "" : roster_name(reg->roster, teacher));
    fill_phone(self, reg);
    fill_appointments(self, reg);
    fill_next(self, reg);
    char *agreed = interview_last_words(reg, self->pupil, NONE);
    str_add(&self->values[ROW_AGREED], agreed ? agreed : "");
    xwipe_str(agreed);
    app_dirty(s->app);
}

static void notebook_head(const struct screen *s, struct frame *f)
{
    const struct notebook *self = s->self;
    str_add(&f->where, tr("Notebook"));
    str_add(&f->who, self->values[ROW_NAME].ptr);
}

static void notebook_draw(const struct screen *s, struct rect body)
{
    const struct notebook *self = s->self;
    for (int i = 0; i < ROW_COUNT; i++) {
        /* A blank row before what was agreed, as on the page of a notebook. */
        int row = body.row + 1 + i + (i >= ROW_AGREED) + (i >= ROW_NEXT);
        draw_text(row, body.col + LABEL_COL, VALUE_COL - LABEL_COL, tr(labels[i]), ROLE_PLAIN);
        draw_text(row, body.col + VALUE_COL, body.cols - VALUE_COL - 1, self->values[i].ptr,
                  i == (int)self->at ? ROLE_FOCUS : ROLE_PLAIN);
    }
}

static bool notebook_cursor(const struct screen *s, int *row, int *col)
{
    const struct notebook *self = s->self;
    int i = (int)self->at;
    *row = s->body.row + 1 + i + (i >= ROW_AGREED) + (i >= ROW_NEXT);
    *col = s->body.col + VALUE_COL;
    return true;
}

/* --- putting right --- */

/* A number as it is stored, ASCII without blanks; empty: what was typed is none. */
static void read_phone(struct str *out, const char *text)
{
    utf8_squeeze(out, text, strlen(text));
    if (!last_four(out->ptr) || strspn(out->ptr, "+-0123456789") != out->len || out->len > 30) {
        str_clear(out);
    }
}

static void got_phone(void *ctx, const char *text)
{
    struct screen *s = ctx;
    const struct notebook *self = s->self;
    struct record *rec;
    struct str phone = STR_INIT;
    if (!text || !text[0]) {
        return;
    }
    read_phone(&phone, text);
    enum err e = ERR_INVALID;
    if (phone.len) {
        e = store_load_kind(s->app->reg, &kind_pupil, self->pupil, &rec);
    }
    if (e != ERR_OK) {
        app_problem(s->app, "%s",
                    phone.len ? tr(err_msgid(e)) : tr("A telephone number has digits alone"));
        str_wipe(&phone);
        return;
    }
    const struct part *part = kind_part(&kind_pupil, "guardians");
    const struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        if (ROW_NO(rows->at[i]) == self->guardian) {
            field_set_text(rows->at[i], spec_field(part->spec, "phone"), phone.ptr);
        }
    }
    str_wipe(&phone);
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    e = store_commit(s->app->reg, &set, NULL);
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    fill(s);
}

/* A new appointment on the day typed. */
static void got_next(void *ctx, const char *text)
{
    struct screen *s = ctx;
    const struct notebook *self = s->self;
    struct reg *reg = s->app->reg;
    struct str why = STR_INIT;
    int64_t day;
    if (!text || !text[0]) {
        return;
    }
    if (!dateword_date(text, clock_today(), true, &day, &why)) {
        app_problem(s->app, "%s", why.ptr);
        str_release(&why);
        return;
    }
    str_release(&why);
    struct appointment *a = (struct appointment *)record_new(&kind_appointment, 0);
    a->head.state = RECORD_STORED;
    a->day = day;
    a->pupil = self->pupil;
    a->who = xstrdup("1");
    a->mode = xstrdup("1");
    a->settled = xstrdup("1");
    a->staff = reg->me;
    struct act_wish wish = {.machine = machine_by_id("appointment"),
                            .move = "agree",
                            .subject = a->head.id,
                            .pupil = self->pupil,
                            .day = clock_today(),
                            .at = NONE,
                            .by = reg->me,
                            .evidence = NONE,
                            .due = NONE};
    struct changes set = CHANGES_INIT;
    changes_put(&set, &a->head);
    const char *no = act_add(reg, &set, &wish, true);
    enum err e = no ? ERR_REFUSED : store_commit(reg, &set, NULL);
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(no ? no : err_msgid(e)));
    }
    fill(s);
}

static void put_right(struct screen *s)
{
    const struct notebook *self = s->self;
    if (self->at == ROW_PHONE && self->guardian) {
        line_push(s->app, tr("The right number:"), "", 20, got_phone, s);
    } else if (self->at == ROW_NEXT) {
        line_push(s->app, tr("Next meeting on (+7, 4-2, next Thursday):"), "", 20, got_next, s);
    }
}

/* --- keys --- */

static void leave_answer(void *ctx, size_t answer)
{
    const struct screen *s = ctx;
    if (answer == 1) {
        app_pop(s->app); /* the lock page below asks for the password */
    }
}

static void leave(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("a little longer"), 0},
                                         {tr("done, please go back to class first"), 0}};
    ask_push(s->app, &(struct ask){.question = " ",
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = leave_answer,
                                   .ctx = s});
}

static bool notebook_command(struct screen *s, enum command cmd)
{
    struct notebook *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_UP:
        self->at = self->at ? self->at - 1 : ROW_NAME;
        return true;
    case CMD_DOWN:
        self->at = self->at + 1 < ROW_COUNT ? self->at + 1 : self->at;
        return true;
    case CMD_OPEN:
        put_right(s);
        return true;
    case CMD_NEW:
        interview_push(s->app, self->pupil);
        return true;
    case CMD_DONE:
    case CMD_BACK:
        leave(s);
        return true;
    default:
        return false;
    }
}

static void notebook_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    fill(s);
}

static void notebook_save(const struct screen *s, struct str *out)
{
    const struct notebook *self = s->self;
    pack_put_int(out, "pupil", self->pupil);
}

static struct screen *make(struct app *app, int64_t pupil)
{
    struct notebook *self = xcalloc(1, sizeof *self);
    self->pupil = pupil;
    for (int i = 0; i < ROW_COUNT; i++) {
        str_init(&self->values[i]);
    }
    struct screen *s = screen_new(&notebook_ops, app, self);
    fill(s);
    return s;
}

static struct screen *notebook_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    return pack_find(bytes, n, "pupil", &e) ? make(app, pack_int(&e)) : NULL;
}

static void notebook_close(struct screen *s)
{
    struct notebook *self = s->self;
    for (int i = 0; i < ROW_COUNT; i++) {
        str_wipe(&self->values[i]);
    }
    xfree(self);
}

const struct screen_ops notebook_ops = {
    .name = "notebook",
    .flags = SCREEN_BESIDE | SCREEN_NO_SUM,
    .keys = notebook_keys,
    .head = notebook_head,
    .draw = notebook_draw,
    .cursor = notebook_cursor,
    .command = notebook_command,
    .resumed = notebook_resumed,
    .save = notebook_save,
    .restore = notebook_restore,
    .close = notebook_close,
};

void notebook_push(struct app *app, int64_t pupil)
{
    session_beside_begin(app);
    app_push(app, make(app, pupil));
}
