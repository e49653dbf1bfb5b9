// SPDX-License-Identifier: MIT
#include "tui/screens/after.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/interview.h"
#include "tui/screens/ops.h"

/*
 * S13, after the talk: was risk asked, who was told, when next, what was promised; a digit
 * each, while it is fresh.  It stands on the interview and works on its form; the rest of
 * the form's fields may be written later.
 */

static const struct binding after_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Store")},
    {XKEY_F8, CMD_STRIKE, N_("Strike")},
    {XKEY_ENTER, CMD_NEXT, NULL},
    {XKEY_ESC, CMD_BACK, N_("Back to the text")},
    {XKEY_F3, CMD_NONE, NULL},
};
static const struct keymap after_keymap = KEYMAP(after_bindings, &keymap_text);

static const struct keymap *after_keys(const struct screen *s)
{
    (void)s;
    return &after_keymap;
}

/* --- what stands there --- */

static struct item *item_of(const struct after *self, const char *field)
{
    return &self->form->items[form_find(self->form, field)];
}

size_t after_rows(const struct after *self)
{
    return AFTER_PROMISES + self->promise_count;
}

/* Row 2: 谈了 34 分钟（10:20 到 10:54）   约 210 字   原话 3   记号 * 1   + 1   ! 1 */
static void sum(const struct after *self, struct str *out)
{
    const struct talk *t = (const struct talk *)self->form->rec;
    if (t->began != NONE && t->ended != NONE) {
        char from[DATE_TEXT];
        char to[DATE_TEXT];
        str_addf(out, tr("%d minutes (%s to %s)   "),
                 (int)((t->ended - t->began + 24 * 60) % (24 * 60)), time_format(t->began, from),
                 time_format(t->ended, to));
    }
    str_addf(out, tr("%zu characters   own words %zu   marks * %zu   + %zu   ! %zu"),
             edit_count(item_of(self, "said")->edit), self->lines[STAMP_WORDS],
             self->lines[STAMP_DANGER], self->lines[STAMP_SUPPORT], self->lines[STAMP_PROMISE]);
}

static void hint(const struct after *self, struct str *out)
{
    if (self->focus == AFTER_NEXT) {
        str_add(out,
                tr("+7, next Thursday, 4-2 or 0402 all work. Empty means nothing was agreed."));
    } else if (self->focus >= AFTER_PROMISES) {
        str_add(out, tr("Enter takes it, F8 drops it; a day word in it says by when"));
    } else if (self->last) {
        str_addf(out, tr("Last time you agreed: %s"), self->last);
    } else {
        str_add(out, tr("A digit for each. What else the form asks can be written later."));
    }
}

static void after_head(const struct screen *s, struct frame *f)
{
    const struct after *self = s->self;
    str_add(&f->where, tr("After the talk"));
    form_who(&f->who, s->app->reg, self->form->pupil);
    sum(self, &f->sum);
    hint(self, &f->hint);
    form_mark(self->form, f);
}

static bool after_cursor(const struct screen *s, int *row, int *col)
{
    const struct after *self = s->self;
    *row = self->row;
    *col = self->col;
    return true;
}

static void after_draw(const struct screen *s, struct rect body)
{
    after_view_draw(s->self, s->app->reg, body);
}

static bool after_after(struct screen *s)
{
    const struct after *self = s->self;
    return form_keep_due(s->app, self->form);
}

/* --- reading the text --- */

/* Friday is the Friday of the talk, also on a page that is finished some days later. */
static int64_t talk_day(const struct after *self)
{
    int64_t today = clock_today();
    int64_t day = ((const struct talk *)self->form->rec)->day;
    return day == NONE || day > today ? today : day;
}

static void add_promise(struct after *self, const char *words, size_t n)
{
    int64_t day = talk_day(self);
    self->promises =
        mem_grow(self->promises, self->promise_count, &self->promise_cap, sizeof *self->promises);
    struct after_promise *p = &self->promises[self->promise_count++];
    *p = (struct after_promise){.words = xmemdupz(words, n), .due = day + 1};
    int64_t named;
    if (dateword_in(p->words, day, &named)) {
        p->due = named;
    }
}

/* The first danger line's own words are quoted above the answer about risk. */
static void add_danger(struct after *self, const char *words, size_t n)
{
    if (!self->quote) {
        self->quote = xmemdupz(words, n);
    }
}

static void read_lines(struct after *self)
{
    const char *p = edit_text(item_of(self, "said")->edit);
    while (*p) {
        size_t n = strcspn(p, "\n");
        size_t skip;
        enum stamp stamp = stamp_of_line(p, n, &skip);
        self->lines[stamp]++;
        if (stamp == STAMP_PROMISE && n > skip) {
            add_promise(self, p + skip, n - skip);
        } else if (stamp == STAMP_DANGER) {
            add_danger(self, p + skip, n - skip);
        }
        p += n + (p[n] == '\n');
    }
}

/* --- answering --- */

static void put(struct after *self, const char *field, const char *text)
{
    form_set(self->form, form_find(self->form, field), text);
    form_hasten(self->form);
}

static void move(struct screen *s, bool forward)
{
    struct after *self = s->self;
    size_t rows = after_rows(self);
    self->focus = forward ? (self->focus + 1 < rows ? self->focus + 1 : rows - 1)
                          : (self->focus ? self->focus - 1 : 0);
    app_dirty(s->app);
}

static void why_not_asked(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct after *self = s->self;
    if (text && text[0]) {
        form_set_note(self->form, form_find(self->form, "risk"), text);
        form_hasten(self->form);
        move(s, true);
    }
}

/* 0 没问 and a danger mark do not go together without a sentence. */
static void answer_risk(struct screen *s, int digit)
{
    struct after *self = s->self;
    static const char *const codes[] = {"90", "1", "2", "3", "4"};
    if (digit >= (int)COUNT(codes)) {
        return;
    }
    put(self, "risk", codes[digit]);
    if (digit == 0 && self->lines[STAMP_DANGER]) {
        line_push(s->app, tr("The text has a danger mark, and risk was not asked. Why?"), "", 100,
                  why_not_asked, s);
        return;
    }
    move(s, true);
}

static void answer_told(struct screen *s, int digit)
{
    struct after *self = s->self;
    if (digit > (int)self->told_count) {
        app_problem(s->app, tr("%d is not in the list"), digit);
        return;
    }
    self->told_answered = true;
    if (digit == 0) {
        memset(self->told_on, 0, sizeof self->told_on);
        move(s, true);
    } else {
        self->told_on[digit - 1] = !self->told_on[digit - 1];
    }
    app_dirty(s->app);
}

static void after_text(struct screen *s, const char *text, size_t n)
{
    struct after *self = s->self;
    self->asked = false;
    if (self->focus == AFTER_NEXT) {
        struct item *item = item_of(self, "next_day");
        edit_insert(item->edit, text, n, false);
        form_touched(self->form, form_find(self->form, "next_day"), 1);
        app_dirty(s->app);
        return;
    }
    const char *end = text + n;
    while (text < end && s->app->top == s && self->focus < AFTER_NEXT) {
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp < '0' || cp > '9') {
            continue;
        }
        if (self->focus == AFTER_RISK) {
            answer_risk(s, (int)(cp - '0'));
        } else {
            answer_told(s, (int)(cp - '0'));
        }
    }
    if (text < end && s->app->top == s && self->focus == AFTER_NEXT) {
        after_text(s, text, (size_t)(end - text));
    }
}

/* --- storing --- */

static void add_told(const struct after *self, struct reg *reg, struct changes *set)
{
    for (size_t i = 0; i < self->told_count; i++) {
        if (!self->told_on[i]) {
            continue;
        }
        struct told *t = (struct told *)record_new(&kind_told, 0);
        t->head.owner = self->form->rec->id;
        t->head.state = RECORD_STORED;
        t->day = clock_today();
        t->at = clock_minute(clock_now());
        t->pupil = self->form->pupil;
        t->whom = xstrdup(self->told[i].person);
        t->how = xstrdup("1");
        t->by = reg->me;
        changes_put(set, &t->head);
    }
}

static const char *add_promises(const struct after *self, struct reg *reg, struct changes *set)
{
    const char *why = NULL;
    for (size_t i = 0; i < self->promise_count && !why; i++) {
        const struct after_promise *said = &self->promises[i];
        if (said->dropped) {
            continue;
        }
        struct promise *p = (struct promise *)record_new(&kind_promise, 0);
        p->head.owner = self->form->rec->id;
        p->head.state = RECORD_STORED;
        p->day = talk_day(self);
        p->due = said->due;
        p->pupil = self->form->pupil;
        p->whom = str_format("P%lld", (long long)self->form->pupil);
        p->words = xstrdup(said->words);
        struct act_wish wish = {.machine = machine_by_id("promise"),
                                .move = "note",
                                .subject = p->head.id,
                                .pupil = p->pupil,
                                .day = p->day,
                                .at = NONE,
                                .by = reg->me,
                                .evidence = NONE,
                                .due = p->due};
        changes_put(set, &p->head);
        why = act_add(reg, set, &wish, true);
    }
    return why;
}

/* 说好的 of the form, if nothing stands there: the promises that were taken. */
static void fill_agreed(struct after *self)
{
    struct str agreed = STR_INIT;
    for (size_t i = 0; i < self->promise_count; i++) {
        if (!self->promises[i].dropped) {
            str_addf(&agreed, "%s%s", agreed.len ? tr("; ") : "", self->promises[i].words);
        }
    }
    if (agreed.len && !edit_len(item_of(self, "agreed")->edit)) {
        put(self, "agreed", agreed.ptr);
    }
    str_wipe(&agreed);
}

static const char *missing(const struct after *self, size_t *row)
{
    const struct item *risk = item_of(self, "risk");
    const struct item *next = item_of(self, "next_day");
    if (!edit_len(risk->edit)) {
        *row = AFTER_RISK;
        return N_("Was risk asked? F2 again stores it as unfinished.");
    }
    if (self->lines[STAMP_DANGER] && strcmp(edit_text(risk->edit), "90") == 0 && !risk->note) {
        *row = AFTER_RISK;
        return N_("A danger mark, not asked: 0 again asks why. F2 again stores it unfinished.");
    }
    if (!self->told_answered) {
        *row = AFTER_TOLD;
        return N_("Who was told? 0 is nobody yet. F2 again stores it as unfinished.");
    }
    if (edit_len(next->edit) && field_is_empty(self->form->rec, next->field)) {
        *row = AFTER_NEXT;
        return N_("The next day cannot be read. F2 again stores it as unfinished.");
    }
    return NULL;
}

/* Who became 不可告诉 since the page stands there goes from its list; whether one was marked. */
static bool forget_blocked(struct after *self, struct reg *reg)
{
    bool marked = false;
    for (size_t i = self->told_count; i-- > 0;) {
        if (!roster_is_blocked(reg->roster, self->form->pupil, self->told[i].person)) {
            continue;
        }
        marked = marked || self->told_on[i];
        tellable_free(&self->told[i], 1);
        size_t behind = --self->told_count - i;
        memmove(&self->told[i], &self->told[i + 1], behind * sizeof *self->told);
        memmove(&self->told_on[i], &self->told_on[i + 1], behind * sizeof *self->told_on);
        self->told_on[self->told_count] = false;
    }
    self->told_answered = self->told_answered && !marked;
    return marked;
}

static void after_resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    forget_blocked(s->self, s->app->reg);
    app_dirty(s->app);
}

static void store(struct screen *s)
{
    struct after *self = s->self;
    struct app *app = s->app;
    size_t row;
    if (forget_blocked(self, app->reg)) {
        self->focus = AFTER_TOLD;
        app_problem(app, "%s", tr("Somebody marked here must not be told any more: answer again"));
        return;
    }
    const char *lacks = missing(self, &row);
    if (lacks && !self->asked) {
        self->asked = true;
        self->focus = row;
        app_problem(app, "%s", tr(lacks));
        return;
    }
    fill_agreed(self);
    struct changes set = CHANGES_INIT;
    add_told(self, app->reg, &set);
    const char *no = add_promises(self, app->reg, &set);
    char *why = NULL;
    enum err e = ERR_REFUSED;
    if (no) {
        changes_release(&set);
    } else {
        e = form_store_with(self->form, true, &set, &why);
    }
    if (e != ERR_OK) {
        app_problem(app, "%s", no ? tr(no) : why ? why : tr(err_msgid(e)));
        xfree(why);
        return;
    }
    app_mark(app, MARK_SAVED, self->form->stored_at);
    app_changed(app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(app); /* this page, and the text below it */
    app_pop(app);
    app_tell(app, "%s", tr("Stored. The other fields of the form can be written later."));
}

static void drop_promise(struct screen *s)
{
    struct after *self = s->self;
    if (self->focus >= AFTER_PROMISES) {
        struct after_promise *p = &self->promises[self->focus - AFTER_PROMISES];
        p->dropped = !p->dropped;
    }
    app_dirty(s->app);
}

static void after_save(const struct screen *s, struct str *out);

/* The page below keeps what is no field of the form: it is here again when the text is done. */
static void back_to_text(struct screen *s)
{
    struct app *app = s->app;
    struct str answers = STR_INIT;
    after_save(s, &answers);
    app_pop(app);
    struct interview *below = app->top->self;
    str_wipe(&below->answers);
    str_addn(&below->answers, answers.ptr, answers.len);
    str_wipe(&answers);
}

static bool after_command(struct screen *s, enum command cmd)
{
    struct after *self = s->self;
    app_dirty(s->app);
    self->asked = self->asked && cmd == CMD_DONE;
    switch ((int)cmd) {
    case CMD_DONE:
        store(s);
        return true;
    case CMD_STRIKE:
        drop_promise(s);
        return true;
    case CMD_NEXT:
    case CMD_DOWN:
    case CMD_OPEN:
        move(s, true);
        return true;
    case CMD_PREV:
    case CMD_UP:
        move(s, false);
        return true;
    case CMD_BACKSPACE:
    case CMD_DELETE:
        if (self->focus == AFTER_NEXT) {
            put(self, "next_day", "");
        }
        return true;
    case CMD_BACK:
        back_to_text(s);
        return true;
    default:
        return false;
    }
}

/* --- the place --- */

/* What is no field of the form: who was told, a line each, and the promises dropped. */
static void after_save(const struct screen *s, struct str *out)
{
    const struct after *self = s->self;
    struct str told = STR_INIT;
    struct str dropped = STR_INIT;
    for (size_t i = 0; i < self->told_count; i++) {
        if (self->told_on[i]) {
            str_addf(&told, "%s\n", self->told[i].person);
        }
    }
    for (size_t i = 0; i < self->promise_count; i++) {
        if (self->promises[i].dropped) {
            str_addf(&dropped, "%s\n", self->promises[i].words);
        }
    }
    pack_put_text(out, "told", told.ptr, told.len);
    pack_put_text(out, "dropped", dropped.ptr, dropped.len);
    pack_put_int(out, "answered", self->told_answered);
    pack_put_int(out, "focus", (int64_t)self->focus);
    str_wipe(&told);
    str_wipe(&dropped);
}

/* Whether one of the lines of the entry is `text`. */
static bool has_line(const char *bytes, size_t n, const char *key, const char *text)
{
    struct pack_entry e;
    size_t len = strlen(text);
    bool found = false;
    for (size_t at = 0; pack_find(bytes, n, key, &e) && !found && at < e.len;) {
        const char *end = memchr(e.value + at, '\n', e.len - at);
        size_t line = end ? (size_t)(end - e.value) - at : e.len - at;
        found = line == len && memcmp(e.value + at, text, len) == 0;
        at += line + 1;
    }
    return found;
}

/* By name, not by number: the list or the text may have changed in between. */
static void take_answers(struct after *self, const char *bytes, size_t n)
{
    struct pack_entry e;
    bool any = false;
    for (size_t i = 0; i < self->told_count; i++) {
        self->told_on[i] = has_line(bytes, n, "told", self->told[i].person);
        any = any || self->told_on[i];
    }
    for (size_t i = 0; i < self->promise_count; i++) {
        self->promises[i].dropped = has_line(bytes, n, "dropped", self->promises[i].words);
    }
    /* Whoever was told is not in the list any more: that is asked again. */
    bool some = pack_find(bytes, n, "told", &e) && e.len > 0;
    self->told_answered =
        pack_find(bytes, n, "answered", &e) && pack_int(&e) == 1 && (any || !some);
    int64_t focus = pack_find(bytes, n, "focus", &e) ? pack_int(&e) : 0;
    self->focus = focus >= 0 && (size_t)focus < after_rows(self) ? (size_t)focus : 0;
}

static struct screen *make(struct app *app, struct form *form)
{
    struct after *self = xcalloc(1, sizeof *self);
    self->form = form;
    self->told_count = tellable_list(app->reg, form->pupil, self->told);
    self->last = interview_last_words(app->reg, form->pupil, form->rec->id);
    read_lines(self);
    return screen_new(&after_ops, app, self);
}

static struct screen *after_restore(struct app *app, const char *bytes, size_t n)
{
    if (!app->top || app->top->ops != &interview_ops) {
        return NULL;
    }
    struct screen *s = make(app, ((struct interview *)app->top->self)->form);
    take_answers(s->self, bytes, n);
    return s;
}

static void after_close(struct screen *s)
{
    struct after *self = s->self;
    tellable_free(self->told, self->told_count);
    for (size_t i = 0; i < self->promise_count; i++) {
        xwipe_str(self->promises[i].words);
    }
    xfree(self->promises);
    xwipe_str(self->quote);
    xwipe_str(self->last);
    xfree(self);
}

const struct screen_ops after_ops = {
    .name = "after",
    .flags = SCREEN_NO_PANE,
    .keys = after_keys,
    .head = after_head,
    .draw = after_draw,
    .cursor = after_cursor,
    .command = after_command,
    .text = after_text,
    .after = after_after,
    .resumed = after_resumed,
    .save = after_save,
    .restore = after_restore,
    .close = after_close,
};

void after_talk_push(struct app *app, struct form *form)
{
    struct screen *s = make(app, form);
    const struct interview *below = app->top->self;
    if (below->answers.len) {
        take_answers(s->self, below->answers.ptr, below->answers.len);
    }
    app_push(app, s);
}
