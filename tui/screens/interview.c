// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/interview.h"
#include "tui/session.h"

/*
 * S12: the page while the pupil sits there, who reads it.  So it shows a given name, the
 * clock and the text; marks without words, keys without words, nothing of a class or level.
 */

enum {
    GUTTER_COL = 1,
    GUTTER = 2,
    TEXT_COL = 5,
    TEXT_CELLS = 71,
    IDLE = 20 * 60,
};

static const struct binding interview_bindings[] = {
    {XKEY_F1, CMD_HELP, ""},
    {XKEY_F2, CMD_DONE, ""},
    {XKEY_F4, CMD_OPTIONS, ""},
    {XKEY_F6, CMD_SAME, NULL},
    {XKEY_F12, CMD_BLANK, ""},
    {XKEY_ESC, CMD_BACK, NULL},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_CTRL('T'), CMD_STAMP_TIME, NULL},
    {XKEY_CTRL('Q'), CMD_STAMP_WORDS, NULL},
    {XKEY_CTRL('R'), CMD_STAMP_DANGER, NULL},
};
static const struct keymap interview_keymap = KEYMAP(interview_bindings, &keymap_text);

static const struct keymap *interview_keys(const struct screen *s)
{
    (void)s;
    return &interview_keymap;
}

/* Harmless questions, worded as one could say them aloud; F4 shows the next one. */
static const char *const prompts[] = {
    N_("What weighs on you most right now?"),
    N_("How long has it been like this?"),
    N_("When is it a little better?"),
    N_("How have you been sleeping and eating?"),
    N_("When it is hardest, what comes to your mind?"),
    N_("Who knows about it? Who may know?"),
    N_("Who or what helps you hold on?"),
    N_("What shall we agree on until next time?"),
};

/* What a mark looks like here, and what is typed for it at the beginning of a line. */
static const struct {
    enum stamp stamp;
    const char *sign;
} marks[] = {{STAMP_WORDS, ">"},   {STAMP_DANGER, "*"}, {STAMP_SUPPORT, "+"},
             {STAMP_PROMISE, "!"}, {STAMP_SILENCE, ""}, {STAMP_CRYING, ""}};

static const char *sign_of(enum stamp stamp)
{
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (marks[i].stamp == stamp) {
            return marks[i].sign;
        }
    }
    return "";
}

static void interview_layout(struct screen *s, struct rect body)
{
    struct interview *self = s->self;
    textpage_layout(&self->page, body);
}

static void interview_head(const struct screen *s, struct frame *f)
{
    const struct interview *self = s->self;
    const struct pupil_card *p = roster_pupil(s->app->reg->roster, self->form->pupil);
    if (p) {
        str_add(&f->who, p->name + pinyin_surname_len(p->name));
    }
    if (self->danger) {
        str_add(&f->hint, tr("stay   ask   put away   call   note the time"));
    } else if (self->last) {
        str_add(&f->hint, self->last);
    } else if (self->prompt) {
        str_add(&f->hint, tr(prompts[self->prompt - 1]));
    }
    form_mark(self->form, f);
}

static void interview_draw(const struct screen *s, struct rect body)
{
    struct interview *self = s->self;
    textpage_draw(&self->page, s->app->reg, body);
}

static bool interview_cursor(const struct screen *s, int *row, int *col)
{
    const struct interview *self = s->self;
    *row = self->page.row;
    *col = self->page.col;
    return true;
}

static bool interview_after(struct screen *s)
{
    const struct interview *self = s->self;
    return form_keep_due(s->app, self->form);
}

static void interview_tick(struct screen *s, int64_t now)
{
    const struct interview *self = s->self;
    (void)now;
    form_ticked(s->app, self->form);
}

/* --- the clock and the marks --- */

static void set_time(struct interview *self, const char *field)
{
    char now[STAMP_TEXT];
    clock_format(clock_now(), now);
    char *minute = str_format("%.5s", now + sizeof "2026-03-05");
    form_set(self->form, form_find(self->form, field), minute);
    xfree(minute);
}

/* The clock starts with the first key: the talk began now, and the text says so. */
static void begin(struct screen *s)
{
    struct interview *self = s->self;
    struct edit *e = textpage_edit(&self->page);
    if (edit_len(e)) {
        return;
    }
    set_time(self, "began");
    textpage_command(s, &self->page, CMD_STAMP_TIME);
    edit_backspace(e); /* the blank behind the minute */
    textpage_command(s, &self->page, CMD_OPEN);
}

/* Whether the cursor stands in an empty line without a mark. */
static bool at_empty_line(struct interview *self)
{
    struct edit *e = textpage_edit(&self->page);
    const char *text = edit_text(e);
    size_t at = edit_cursor(e);
    bool begins = at == 0 || text[at - 1] == '\n';
    return begins && (text[at] == '\0' || text[at] == '\n') && edit_stamp(e) == STAMP_NONE;
}

/* A sign typed at the beginning of a line is its mark. */
static bool take_mark(struct screen *s, const char *text)
{
    struct interview *self = s->self;
    const char *next = text;
    uint32_t typed = utf8_narrow(utf8_next(&next));
    for (size_t i = 0; i < COUNT(marks); i++) {
        /* Compared as a whole: the number of 太 ends like that of *. */
        if (marks[i].sign[0] && typed == (unsigned char)marks[i].sign[0] && at_empty_line(self)) {
            textpage_stamp(s, &self->page, marks[i].stamp);
            return true;
        }
    }
    return false;
}

/* First the minute and five words that hurt nobody; the second press opens the steps. */
static void danger(struct screen *s)
{
    struct interview *self = s->self;
    if (!self->danger) {
        self->danger = true;
        if (edit_stamp(textpage_edit(&self->page)) != STAMP_DANGER) {
            textpage_stamp(s, &self->page, STAMP_DANGER);
        }
    } else {
        self->page.steps = !self->page.steps;
        self->danger = self->page.steps;
    }
    app_dirty(s->app);
}

/* --- keys --- */

static void next_prompt(struct screen *s)
{
    struct interview *self = s->self;
    self->danger = self->page.steps = false;
    xwipe_str(self->last);
    self->last = NULL;
    self->prompt = self->prompt == COUNT(prompts) ? 0 : self->prompt + 1;
    app_dirty(s->app);
}

/* Where the last talk stopped: what was agreed in it. */
static void last_time(struct screen *s)
{
    struct interview *self = s->self;
    xwipe_str(self->last);
    self->last = interview_last_words(s->app->reg, self->form->pupil, self->form->rec->id);
    if (!self->last) {
        self->last = xstrdup(tr("nothing was agreed the last time"));
    }
    self->danger = self->page.steps = false;
    app_dirty(s->app);
}

char *interview_last_words(struct reg *reg, int64_t pupil, int64_t but)
{
    struct record *rec;
    int64_t id = pupil == NONE ? NONE : timeline_last(reg, &kind_talk, pupil);
    if (id == NONE || id == but || store_load_kind(reg, &kind_talk, id, &rec) != ERR_OK) {
        return NULL;
    }
    const struct talk *t = (const struct talk *)rec;
    char *words = t->agreed ? xstrdup(t->agreed) : NULL;
    record_free(rec);
    return words;
}

static void end_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct interview *self = s->self;
    struct app *app = s->app;
    if (answer != 1) {
        return;
    }
    if (!edit_len(textpage_edit(&self->page))) {
        app_pop(app);
        return;
    }
    set_time(self, "ended");
    form_keep(app, self->form);
    after_talk_push(app, self->form);
    if (app->beside) {
        /* What follows is not for the pupil's eyes: the password first, then that page. */
        session_beside_left(app);
    }
}

static void end(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("go on talking"), 0}, {tr("that is all"), 0}};
    ask_push(s->app, &(struct ask){.question = " ",
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = end_answer,
                                   .ctx = s});
}

static bool interview_command(struct screen *s, enum command cmd)
{
    struct interview *self = s->self;
    switch ((int)cmd) {
    case CMD_DONE:
        end(s);
        return true;
    case CMD_OPTIONS:
        next_prompt(s);
        return true;
    case CMD_SAME:
        last_time(s);
        return true;
    case CMD_BACK:
        blank_push(s->app);
        return true;
    case CMD_STAMP_DANGER:
        begin(s);
        danger(s);
        return true;
    case CMD_OPEN:
        begin(s);
        return textpage_command(s, &self->page, cmd);
    default:
        return textpage_command(s, &self->page, cmd);
    }
}

static void interview_text(struct screen *s, const char *text, size_t n)
{
    struct interview *self = s->self;
    begin(s);
    const char *end = text + n;
    const char *rest = text;
    if (take_mark(s, text)) {
        utf8_next(&rest);
    }
    if (rest < end) {
        textpage_insert(s, &self->page, rest, (size_t)(end - rest), false);
    }
}

static void interview_paste(struct screen *s, const char *text, size_t n)
{
    struct interview *self = s->self;
    begin(s);
    textpage_insert(s, &self->page, text, n, true);
}

static bool interview_idled(struct screen *s)
{
    blank_push(s->app);
    return true;
}

/* --- the place --- */

static void interview_save(const struct screen *s, struct str *out)
{
    const struct interview *self = s->self;
    pack_put_int(out, "id", self->form->rec->id);
    pack_put_int(out, "at", (int64_t)edit_cursor(textpage_edit(&self->page)));
    pack_put_int(out, "pupil", self->form->pupil);
    if (self->answers.len) {
        pack_put_text(out, "answers", self->answers.ptr, self->answers.len);
    }
}

static struct screen *make(struct app *app, struct form *form)
{
    struct interview *self = xcalloc(1, sizeof *self);
    self->form = form;
    str_init(&self->answers);
    form_go(form, form_find(form, "said"));
    self->page = (struct textpage){.form = form,
                                   .item = form_find(form, "said"),
                                   .gutter_col = GUTTER_COL,
                                   .gutter_cells = GUTTER,
                                   .text_col = TEXT_COL,
                                   .text_most = TEXT_CELLS,
                                   .sign = sign_of,
                                   .plain = true};
    return screen_new(&interview_ops, app, self);
}

static struct screen *interview_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry id;
    struct pack_entry at;
    struct pack_entry pupil;
    struct form *form;
    if (!pack_find(bytes, n, "id", &id) || !pack_find(bytes, n, "at", &at) ||
        !pack_find(bytes, n, "pupil", &pupil)) {
        return NULL;
    }
    enum err e = form_open(
        app->reg, &(struct form_start){.id = pack_int(&id), .pupil = pack_int(&pupil)}, &form);
    if (e == ERR_NOT_FOUND) {
        /* Nothing was typed yet. */
        e = form_open(app->reg, &(struct form_start){.kind = &kind_talk, .pupil = pack_int(&pupil)},
                      &form);
    }
    if (e != ERR_OK) {
        return NULL;
    }
    struct screen *s = make(app, form);
    struct interview *self = s->self;
    edit_set_cursor(textpage_edit(&self->page), (size_t)pack_int(&at));
    struct pack_entry answers;
    if (pack_find(bytes, n, "answers", &answers)) {
        str_addn(&self->answers, answers.value, answers.len);
    }
    return s;
}

static void interview_close(struct screen *s)
{
    struct interview *self = s->self;
    xwipe_str(self->last);
    str_wipe(&self->answers);
    form_free(self->form);
    xfree(self);
}

const struct screen_ops interview_ops = {
    .name = "interview",
    .flags = SCREEN_BESIDE | SCREEN_NO_SUM,
    .idle = IDLE,
    .keys = interview_keys,
    .head = interview_head,
    .layout = interview_layout,
    .draw = interview_draw,
    .cursor = interview_cursor,
    .command = interview_command,
    .text = interview_text,
    .paste = interview_paste,
    .after = interview_after,
    .tick = interview_tick,
    .idled = interview_idled,
    .save = interview_save,
    .restore = interview_restore,
    .close = interview_close,
};

void interview_push(struct app *app, int64_t pupil)
{
    struct form *form;
    enum err e =
        form_open(app->reg, &(struct form_start){.kind = &kind_talk, .pupil = pupil}, &form);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    app_push(app, make(app, form));
}
