// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/ask_priv.h"
#include "tui/list.h"

/*
 * A question with more answers than row 23 can bear: a short list.  One digit chooses, or
 * two where there are more than nine; letters narrow by pinyin initials.  Esc is the first
 * answer, as everywhere.
 */
struct choice_screen {
    char *words;
    char *answers[ASK_MOST];
    size_t count;
    size_t shown[ASK_MOST];
    size_t shown_n;
    struct list list;
    char digits[3];
    char no[4]; /* of the row fetched last */
    void (*done)(void *ctx, size_t answer);
    void *ctx;
};

static const struct binding choice_bindings[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Take")},
    {XKEY_ESC, CMD_BACK, N_("First answer")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap choice_keymap = KEYMAP(choice_bindings, &keymap_list);

static const struct keymap *choice_keys(const struct screen *s)
{
    (void)s;
    return &choice_keymap;
}

static size_t digits_of(const struct choice_screen *self)
{
    return self->count > 9 ? 2 : 1;
}

static void answer(struct screen *s, size_t i)
{
    const struct choice_screen *self = s->self;
    void (*done)(void *ctx, size_t answer) = self->done;
    void *ctx = self->ctx;
    app_pop(s->app); /* freed after the handler: self is not used below */
    done(ctx, i);
}

static void narrow(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct choice_screen *self = s->self;
    self->shown_n = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (!typed[0] || strstr(self->answers[i], typed) ||
            pinyin_initials_match(self->answers[i], typed)) {
            self->shown[self->shown_n++] = i;
        }
    }
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct choice_screen *)s->self)->shown_n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct choice_screen *self = s->self;
    size_t i = self->shown[at];
    snprintf(self->no, sizeof self->no, "%0*zu", (int)digits_of(self), (i + 1) % 100);
    row->id = (int64_t)i + 1;
    row->cells[0] = self->no;
    row->cells[1] = self->answers[i];
}

static const struct list_column columns[] = {{"", 3, 0, LIST_LEFT, 0}, {"", 0, 20, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void choice_head(const struct screen *s, struct frame *f)
{
    const struct choice_screen *self = s->self;
    str_add(&f->where, tr("Choose"));
    str_add(&f->who, self->words);
    str_addf(&f->sum, "%s%s%s_", tr("Find: "), self->list.typed.ptr, self->digits);
    f->sum_focus = true;
    str_add(&f->hint, digits_of(self) == 2 ? tr("Two digits choose, letters narrow")
                                           : tr("A digit chooses, letters narrow"));
}

static void choice_draw(const struct screen *s, struct rect body)
{
    struct choice_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool choice_cursor(const struct screen *s, int *row, int *col)
{
    const struct choice_screen *self = s->self;
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->list.typed.ptr) +
           (int)strlen(self->digits);
    return true;
}

static bool choice_command(struct screen *s, enum command cmd)
{
    struct choice_screen *self = s->self;
    app_dirty(s->app);
    bool typed_digits = self->digits[0] != '\0';
    switch ((int)cmd) {
    case CMD_OPEN:
        if (list_chosen(&self->list)) {
            answer(s, (size_t)list_chosen(&self->list) - 1);
        }
        return true;
    case CMD_BACKSPACE:
        self->digits[0] = '\0';
        if (!typed_digits) {
            list_untype(&self->list);
        }
        return true;
    case CMD_BACK:
        self->digits[0] = '\0';
        if (!typed_digits && !list_untype_all(&self->list)) {
            answer(s, 0);
        }
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

/* A digit more: complete, it answers or says that there is no such number. */
static void digit(struct screen *s, char c)
{
    struct choice_screen *self = s->self;
    size_t n = strlen(self->digits);
    self->digits[n++] = c;
    self->digits[n] = '\0';
    if (n < digits_of(self)) {
        return;
    }
    unsigned no = 0;
    for (size_t i = 0; i < n; i++) {
        no = no * 10 + (unsigned)(self->digits[i] - '0');
    }
    if (no >= 1 && no <= self->count) {
        answer(s, no - 1);
    } else {
        app_problem(s->app, tr("%s is not in the list"), self->digits);
        self->digits[0] = '\0';
    }
}

static void choice_text(struct screen *s, const char *text, size_t n)
{
    struct choice_screen *self = s->self;
    const char *end = text + n;
    while (text < end && s->app->top == s) {
        const char *at = text;
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp >= '0' && cp <= '9') {
            digit(s, (char)cp);
        } else {
            list_type(&self->list, at, (size_t)(text - at));
        }
    }
    /* What was typed ahead of the answer belongs to the screen that comes back. */
    struct screen *top = s->app->top;
    if (text < end && top && top != s && top->ops->text) {
        top->ops->text(top, text, (size_t)(end - text));
    }
    app_dirty(s->app);
}

static void choice_close(struct screen *s)
{
    struct choice_screen *self = s->self;
    for (size_t i = 0; i < self->count; i++) {
        xwipe_str(self->answers[i]);
    }
    xwipe_str(self->words);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops choice_ops = {
    .name = "ask-list",
    .flags = SCREEN_UNPLACED,
    .keys = choice_keys,
    .head = choice_head,
    .draw = choice_draw,
    .cursor = choice_cursor,
    .command = choice_command,
    .text = choice_text,
    .close = choice_close,
};

void ask_list_push(struct app *app, const struct ask *question)
{
    struct choice_screen *self = xcalloc(1, sizeof *self);
    self->words = xstrdup(question->question);
    self->count = question->count;
    self->done = question->done;
    self->ctx = question->ctx;
    for (size_t i = 0; i < self->count; i++) {
        self->answers[i] = xstrdup(question->answers[i].words);
    }
    struct screen *s = screen_new(&choice_ops, app, self);
    narrow(s, "");
    list_init(&self->list,
              &(struct list_source){.count = count, .fetch = fetch, .narrow = narrow, .ctx = s});
    list_reload(&self->list);
    app_push(app, s);
}
