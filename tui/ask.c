// SPDX-License-Identifier: MIT
#include "tui/ask.h"

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask_priv.h"
#include "tui/key.h"

enum { UNASKED_ANSWERS = 4, FIXED_KEYS = 8, ROW_ANSWERS = 9 };

struct question {
    char *words;
    char *answers[ROW_ANSWERS];
    uint32_t answer_keys[ROW_ANSWERS];
    size_t count;
    bool unasked;
    void (*done)(void *ctx, size_t answer);
    void *ctx;
    struct binding bindings[FIXED_KEYS + UNASKED_ANSWERS];
    struct keymap map;
};

/* Enter and Esc take the first answer; digits come as text and choose at once. */
static const struct binding asked_keys[] = {
    {XKEY_ENTER, CMD_OPEN, N_("First answer")},
    {XKEY_ESC, CMD_BACK, N_("First answer")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};

static const struct binding unasked_keys[] = {
    {XKEY_ESC, CMD_NONE, NULL}, {XKEY_F3, CMD_NONE, NULL},        {XKEY_F9, CMD_NONE, NULL},
    {XKEY_F1, CMD_NONE, NULL},
};

static void answer(struct screen *s, size_t i)
{
    const struct question *q = s->self;
    void (*done)(void *ctx, size_t answer) = q->done;
    void *ctx = q->ctx;
    app_pop(s->app); /* freed after the handler: q is not used below */
    done(ctx, i);
}

static const struct keymap *ask_keys(const struct screen *s)
{
    const struct question *q = s->self;
    return &q->map;
}

static void ask_head(const struct screen *s, struct frame *f)
{
    const struct question *q = s->self;
    char name[KEY_NAME];
    str_clear(&f->question);
    str_clear(&f->problem);
    str_clear(&f->tell);
    str_add(&f->question, q->words);
    for (size_t i = 0; i < q->count; i++) {
        if (q->unasked) {
            str_addf(&f->tell, "%s%s %s", i ? "  " : "", key_label(q->answer_keys[i], name),
                     q->answers[i]);
        } else {
            str_addf(&f->tell, "%s%zu %s", i ? "  " : "", i + 1, q->answers[i]);
        }
    }
}

static void ask_draw(const struct screen *s, struct rect body)
{
    (void)s; /* the question stands in the frame */
    (void)body;
}

static bool ask_command(struct screen *s, enum command cmd)
{
    const struct question *q = s->self;
    if (q->unasked) {
        if (cmd >= CMD_ACT_1 && cmd <= CMD_ACT_4) {
            answer(s, (size_t)(cmd - CMD_ACT_1));
        }
    } else if (cmd == CMD_OPEN || cmd == CMD_BACK) {
        answer(s, 0);
    }
    /* Blanking the screen goes on to the app; nothing else does. */
    return cmd != CMD_BLANK && cmd != CMD_HELP;
}

static void ask_text(struct screen *s, const char *text, size_t n)
{
    const struct question *q = s->self;
    if (q->unasked) {
        if (s->below && s->below->ops->text) {
            s->below->ops->text(s->below, text, n);
        }
        return;
    }
    const char *at = text;
    uint32_t cp = utf8_narrow(utf8_next(&at));
    if (cp >= '1' && cp < '1' + q->count) {
        struct app *app = s->app;
        answer(s, cp - '1');
        /* What was typed ahead of the answer belongs to the screen that comes back. */
        struct screen *top = app->top;
        size_t rest = n - (size_t)(at - text);
        if (rest > 0 && top && top->ops->text) {
            top->ops->text(top, at, rest);
        }
    }
}

static void ask_paste(struct screen *s, const char *text, size_t n)
{
    const struct question *q = s->self;
    if (q->unasked && s->below && s->below->ops->paste) {
        s->below->ops->paste(s->below, text, n);
    }
}

static void ask_close(struct screen *s)
{
    struct question *q = s->self;
    for (size_t i = 0; i < q->count; i++) {
        xwipe_str(q->answers[i]);
    }
    xwipe_str(q->words);
    xfree(q);
}

static const struct screen_ops ask_ops = {
    .name = "ask",
    .flags = SCREEN_MODAL | SCREEN_UNPLACED,
    .keys = ask_keys,
    .head = ask_head,
    .draw = ask_draw,
    .command = ask_command,
    .text = ask_text,
    .paste = ask_paste,
    .close = ask_close,
};

/* Row 24 of the question; an unasked one has a key for each answer. */
static void make_keys(struct question *q)
{
    const struct binding *fixed = q->unasked ? unasked_keys : asked_keys;
    size_t n = q->unasked ? COUNT(unasked_keys) : COUNT(asked_keys);
    size_t at = 0;
    for (size_t i = 0; q->unasked && i < q->count; i++) {
        q->bindings[at++] =
            (struct binding){q->answer_keys[i], (enum command)(CMD_ACT_1 + (int)i), q->answers[i]};
    }
    for (size_t i = 0; i < n; i++) {
        q->bindings[at++] = fixed[i];
    }
    q->map = (struct keymap){q->bindings, at, &keymap_global};
}

/* Row 23 has a digit for each answer, and all of them in sight. */
static bool fits_row(const struct app *app, const struct ask *question)
{
    int cells = 1;
    for (size_t i = 0; i < question->count; i++) {
        cells += 4 + (int)width_str(question->answers[i].words);
    }
    return question->count <= ROW_ANSWERS && cells <= app->cols;
}

void ask_push(struct app *app, const struct ask *question)
{
    BUG_ON(question->count == 0 || question->count > ASK_MOST);
    BUG_ON(question->unasked && question->count > UNASKED_ANSWERS);
    if (!question->unasked && !fits_row(app, question)) {
        ask_list_push(app, question);
        return;
    }
    struct question *q = xcalloc(1, sizeof *q);
    q->words = xstrdup(question->question);
    q->count = question->count;
    q->unasked = question->unasked;
    q->done = question->done;
    q->ctx = question->ctx;
    for (size_t i = 0; i < q->count; i++) {
        q->answers[i] = xstrdup(question->answers[i].words);
        q->answer_keys[i] = question->answers[i].key;
    }
    make_keys(q);
    app_push(app, screen_new(&ask_ops, app, q));
}
