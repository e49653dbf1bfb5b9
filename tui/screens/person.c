// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screens.h"

/*
 * Choosing somebody or something from a short list: staff, a class, or for a
 * PERSON the pupil's guardians, then staff, then the words as typed.  Who must
 * not be told is not offered, except where that is what is being recorded.
 */
enum { RECORDS_MOST = 40 };

struct choice {
    char *ref;   /* "@12", "S12", "G12.3", "Twords" */
    char *words;
    const char *what; /* translated, a remark; "" */
};

struct person_screen {
    const struct field *field;
    int64_t pupil;
    bool told; /* who must not be told about the pupil is not offered */
    struct list list;
    struct choice *at;
    size_t n, cap;
    void (*done)(void *ctx, const char *ref);
    void *ctx;
};

static const struct binding person_bindings[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Take")},
    {XKEY_ESC, CMD_BACK, N_("No change")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap person_keymap = KEYMAP(person_bindings, &keymap_list);

static const struct keymap *person_keys(const struct screen *s)
{
    (void)s;
    return &person_keymap;
}

static void empty(struct person_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xfree(self->at[i].ref);
        xwipe_str(self->at[i].words);
    }
    self->n = 0;
}

static void add(struct person_screen *self, char *ref, char *words, const char *what)
{
    self->at = mem_grow(self->at, self->n, &self->cap, sizeof *self->at);
    self->at[self->n++] = (struct choice){ref, words, what};
}

static void add_staff(struct person_screen *self, struct reg *reg, const char *typed,
                      const char *prefix)
{
    int64_t *ids;
    size_t n = roster_find_staff_like(reg->roster, typed, &ids);
    for (size_t i = 0; i < n; i++) {
        char *ref = str_format("%s%lld", prefix, (long long)ids[i]);
        if (self->told && roster_is_blocked(reg->roster, self->pupil, ref)) {
            xfree(ref);
            continue;
        }
        const struct staff_card *c = roster_staff(reg->roster, ids[i]);
        const char code[] = {c->role, '\0'};
        const struct code *role = c->role ? codes_find(&codes_staff_role, code) : NULL;
        add(self, ref, xstrdup(c->name),
            role ? tr(role->label) : "");
    }
    xfree(ids);
}

static void add_classes(struct person_screen *self, struct reg *reg, const char *typed)
{
    for (size_t i = 0; i < roster_class_count(reg->roster); i++) {
        const struct class_card *c = roster_class_at(reg->roster, i);
        struct str label = STR_INIT;
        struct str digits = STR_INIT;
        int64_t today = clock_today();
        roster_class_label(&label, reg->roster, c->id, today);
        int grade = calendar_grade(reg->calendar, c->ref.stage, c->ref.entry, today);
        str_addf(&digits, "%d%02d", grade, c->ref.number);
        bool fits = !typed[0] || strstr(label.ptr, typed) ||
                    strncmp(digits.ptr, typed, strlen(typed)) == 0;
        if (!c->struck && fits) {
            add(self, str_format("@%lld", (long long)c->id), xstrdup(label.ptr), "");
        }
        str_release(&label);
        str_release(&digits);
    }
}

/* The newest records about the pupil; of nobody known, the newest callers. */
static void add_records(struct person_screen *self, struct reg *reg, const char *typed)
{
    struct timeline_entry newest[RECORDS_MOST];
    size_t n = self->pupil != NONE
                   ? timeline_page(reg, self->pupil, NULL, 0, RECORDS_MOST, newest)
                   : timeline_ledger(reg, &kind_caller, 0, RECORDS_MOST, newest);
    for (size_t i = 0; i < n; i++) {
        timeline_read(reg, &newest[i]);
        bool serves = !newest[i].damaged && newest[i].state != RECORD_STRUCK &&
                      !(newest[i].kind->flags & K_ACT);
        char *ref = str_format("@%lld", (long long)newest[i].id);
        struct str words = STR_INIT;
        if (serves) {
            timeline_words(&words, &newest[i]);
        }
        if (serves && (!typed[0] || strstr(words.ptr, typed))) {
            add(self, ref, xstrdup(words.ptr), "");
        } else {
            xfree(ref);
        }
        str_wipe(&words);
    }
    timeline_release(newest, n);
}

static void add_guardians(struct person_screen *self, struct reg *reg, const char *typed)
{
    struct record *rec;
    if (self->pupil == NONE || store_load_kind(reg, &kind_pupil, self->pupil, &rec) != ERR_OK) {
        return;
    }
    const struct rows *rows = record_rows(rec, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n; i++) {
        char *ref = str_format("G%lld.%lld", (long long)self->pupil,
                               (long long)ROW_NO(rows->at[i]));
        struct str words = STR_INIT;
        roster_person_words(&words, reg, ref);
        bool refused = self->told && roster_is_blocked(reg->roster, self->pupil, ref);
        if (!refused && (!typed[0] || strstr(words.ptr, typed))) {
            add(self, ref, xstrdup(words.ptr), tr("guardian"));
        } else {
            xfree(ref);
        }
        str_wipe(&words);
    }
    record_free(rec);
}

static void refill(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct person_screen *self = s->self;
    struct reg *reg = s->app->reg;
    empty(self);
    bool is_class = self->field->of && strcmp(self->field->of, "class") == 0;
    if (is_class) {
        add_classes(self, reg, typed);
    } else if (self->field->type == FIELD_RECORD) {
        add_records(self, reg, typed);
    } else if (self->field->type == FIELD_STAFF) {
        add_staff(self, reg, typed, "@");
    } else {
        add_guardians(self, reg, typed);
        /* While somebody must not be told, words could mean that person. */
        if (typed[0] && !(self->told && roster_block(reg->roster, self->pupil, 0))) {
            add(self, str_format("T%s", typed), xstrdup(typed), tr("in these words"));
        }
        add_staff(self, reg, typed, "S");
    }
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct person_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct person_screen *self = s->self;
    row->id = (int64_t)at + 1;
    row->cells[0] = self->at[at].words;
    row->cells[1] = self->at[at].what;
}

static const struct list_column columns[] = {{"", 0, 20, LIST_LEFT, 0}, {"", 24, 0, LIST_LEFT, 1}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void person_head(const struct screen *s, struct frame *f)
{
    const struct person_screen *self = s->self;
    str_add(&f->where, tr("Choose"));
    str_add(&f->who, tr(self->field->label));
    str_addf(&f->sum, "%s%s_", tr("Find: "), self->list.typed.ptr);
    str_add(&f->hint,
            self->field->type == FIELD_PERSON
                ? tr("Type a name or pinyin initials; words of somebody in no list count too")
                : tr("Type a name, pinyin initials, or class digits (703)"));
}

static void person_draw(const struct screen *s, struct rect body)
{
    struct person_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool person_cursor(const struct screen *s, int *row, int *col)
{
    const struct person_screen *self = s->self;
    *row = s->body.row - 1;
    *col = 1 + (int)width_str(tr("Find: ")) +
           (int)width_str(self->list.typed.ptr);
    return s->body.row > 1;
}

/* Words of one's own are no draft's until they are taken. */
static void keep(struct screen *s)
{
    const struct person_screen *self = s->self;
    app_keep(s->app, self->field->label, self->list.typed.ptr);
}

static bool person_command(struct screen *s, enum command cmd)
{
    struct person_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_OPEN) {
        int64_t at = list_chosen(&self->list);
        if (at) {
            char *ref = xstrdup(self->at[at - 1].ref);
            void (*done)(void *ctx, const char *ref) = self->done;
            void *ctx = self->ctx;
            app_keep_nothing(s->app);
            app_pop(s->app);
            done(ctx, ref);
            xfree(ref);
        }
        return true;
    }
    if (cmd == CMD_BACK) {
        bool was_empty = !list_untype_all(&self->list);
        keep(s);
        if (was_empty) {
            app_pop(s->app);
        }
        return true;
    }
    if (cmd == CMD_BACKSPACE) {
        list_untype(&self->list);
        keep(s);
        return true;
    }
    return list_command(&self->list, cmd);
}

static void person_text(struct screen *s, const char *text, size_t n)
{
    struct person_screen *self = s->self;
    list_type(&self->list, text, n);
    keep(s);
    app_dirty(s->app);
}

static void person_close(struct screen *s)
{
    struct person_screen *self = s->self;
    empty(self);
    xfree(self->at);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops person_ops = {
    .name = "person",
    .flags = SCREEN_UNPLACED,
    .keys = person_keys,
    .head = person_head,
    .draw = person_draw,
    .cursor = person_cursor,
    .command = person_command,
    .text = person_text,
    .close = person_close,
};

void person_push(struct app *app, const struct person_how *how)
{
    struct person_screen *self = xcalloc(1, sizeof *self);
    self->field = how->field;
    self->pupil = how->pupil;
    self->told = how->field->flags & F_TOLD;
    self->done = how->done;
    self->ctx = how->ctx;
    struct screen *s = screen_new(&person_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .narrow = refill,
                                                 .ctx = s});
    app_push(app, s);
    refill(s, "");
    char *kept = app_kept(app, how->field->label);
    const char *typed = how->typed && how->typed[0] ? how->typed : kept;
    if (typed) {
        list_type(&self->list, typed, strlen(typed));
    }
    xwipe_str(kept);
    list_reload(&self->list);
}
