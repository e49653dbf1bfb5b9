// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/record.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/screens.h"

/* S10: a code list over the body; the field asked stays in sight. */

enum { CODES_MOST = 99 };

struct codes_screen {
    const struct field *field;
    char *taken; /* " 02 05 " */
    char *same;  /* as typed, NULL */
    struct str narrow;
    char pending; /* first digit of two */
    const struct code *shown[CODES_MOST];
    size_t n, chosen;
    void (*done)(void *ctx, const char *typed);
    void *ctx;
};

static const struct binding codes_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Done")},    {XKEY_F4, CMD_BACK, NULL},
    {XKEY_F6, CMD_SAME, N_("As last time")}, {' ', CMD_TAKE, N_("Take")},
    {XKEY_ENTER, CMD_OPEN, N_("Done")}, {XKEY_ESC, CMD_BACK, N_("No change")},
    {XKEY_TAB, CMD_NEXT, NULL},         {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_F3, CMD_NONE, NULL},          {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap codes_keymap = KEYMAP(codes_bindings, &keymap_list);

static const struct keymap *codes_keys(const struct screen *s)
{
    (void)s;
    return &codes_keymap;
}

static bool one_choice(const struct codes_screen *self)
{
    return self->field->type == FIELD_CODE;
}

static void refill(struct codes_screen *self)
{
    const struct code_list *list = self->field->codes;
    self->n = 0;
    for (size_t i = 0; i < list->count && self->n < CODES_MOST; i++) {
        if (!self->narrow.len || pinyin_initials_match(tr(list->codes[i].label),
                                                       self->narrow.ptr) ||
            strstr(tr(list->codes[i].label), self->narrow.ptr)) {
            self->shown[self->n++] = &list->codes[i];
        }
    }
    for (size_t i = 0; i < 3 && !self->narrow.len && self->n < CODES_MOST; i++) {
        self->shown[self->n++] = &codes_missing[i];
    }
    if (self->chosen >= self->n) {
        self->chosen = self->n ? self->n - 1 : 0;
    }
}

static void codes_head(const struct screen *s, struct frame *f)
{
    const struct codes_screen *self = s->self;
    str_add(&f->where, tr("Choose"));
    str_add(&f->who, tr(self->field->label));
    size_t taken = 0;
    for (const char *p = self->taken; (p = strchr(p, ' ')) != NULL && p[1]; p++) {
        taken++;
    }
    str_addf(&f->sum, "%s  %s", tr(self->field->codes->label),
             one_choice(self) ? tr("one choice") : tr("several may be taken"));
    if (!one_choice(self)) {
        str_addf(&f->sum, "    ");
        str_addf(&f->sum, tr("%zu taken of %zu"), taken, self->field->codes->count);
    }
    if (self->narrow.len) {
        str_clear(&f->sum);
        str_addf(&f->sum, "%s%s_", tr("Find: "), self->narrow.ptr);
    }
    if (self->pending) {
        str_addf(&f->tell, "%c_", self->pending);
    }
    str_add(&f->hint, one_choice(self)
                          ? tr("Digits take it at once; pinyin initials shorten the list")
                          : tr("Digits take or let go; pinyin initials shorten the list; "
                               "space takes this line"));
}

static void draw_one(const struct codes_screen *self, size_t i, int row, int col, int cells)
{
    const struct code *c = self->shown[i];
    struct str line = STR_INIT;
    bool chosen = i == self->chosen;
    str_addf(&line, "%s%s%s %s", chosen ? ">" : " ",
             codes_has(self->taken, c->code) ? "[x]" : "   ", c->code, tr(c->label));
    draw_text(row, col, cells, line.ptr, chosen ? ROLE_CHOSEN : ROLE_PLAIN);
    str_release(&line);
}

static void codes_draw(const struct screen *s, struct rect body)
{
    const struct codes_screen *self = s->self;
    int help_rows = 3;
    int rows = body.rows - help_rows - 1;
    bool two = body.cols >= 80 && self->n > 9;
    int per = two ? (int)(self->n + 1) / 2 : (int)self->n;
    per = per > rows ? rows : per;
    size_t page = (size_t)per * (two ? 2 : 1);
    size_t from = page && self->chosen >= page ? self->chosen / page * page : 0;
    for (size_t i = from; i < self->n && i < from + page; i++) {
        int at = (int)(i - from);
        draw_one(self, i, body.row + at % per, body.col + (two && at >= per ? 40 : 0),
                 two ? 39 : body.cols);
    }
    if (self->chosen < self->n && self->shown[self->chosen]->help) {
        const struct code *c = self->shown[self->chosen];
        struct str text = STR_INIT;
        str_addf(&text, "%s %s  %s", c->code, tr(c->label), tr(c->help));
        draw_wrapped((struct rect){body.row + body.rows - help_rows, body.col + 4, help_rows,
                                   body.cols - 8 > 72 ? 72 : body.cols - 8},
                     text.ptr, 0, ROLE_PLAIN);
        str_release(&text);
    }
}

static bool codes_cursor(const struct screen *s, int *row, int *col)
{
    const struct codes_screen *self = s->self;
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->narrow.ptr);
    return self->narrow.len > 0;
}

static void finish(struct screen *s)
{
    struct codes_screen *self = s->self;
    size_t n = strlen(self->taken);
    char *typed = n > 2 ? xmemdupz(self->taken + 1, n - 2) : xstrdup("");
    void (*done)(void *ctx, const char *typed) = self->done;
    void *ctx = self->ctx;
    app_pop(s->app);
    done(ctx, typed);
    xfree(typed);
}

static void take(struct screen *s, const char *code)
{
    struct codes_screen *self = s->self;
    if (!codes_find(self->field->codes, code)) {
        app_problem(s->app, tr("%s is not in the list; F4 shows it"), code);
        return;
    }
    if (one_choice(self)) {
        xfree(self->taken);
        self->taken = str_format(" %s ", code);
        finish(s);
        return;
    }
    char *taken = codes_toggle(self->field->codes, self->taken, code);
    xfree(self->taken);
    self->taken = taken;
    for (size_t i = 0; i < self->n; i++) {
        if (strcmp(self->shown[i]->code, code) == 0) {
            self->chosen = i;
        }
    }
}

static void take_chosen(struct screen *s)
{
    struct codes_screen *self = s->self;
    if (self->chosen < self->n) {
        take(s, self->shown[self->chosen]->code);
    }
}

static void step(struct codes_screen *self, int by)
{
    if (by < 0 && self->chosen) {
        self->chosen--;
    } else if (by > 0 && self->chosen + 1 < self->n) {
        self->chosen++;
    }
}

static bool codes_command(struct screen *s, enum command cmd)
{
    struct codes_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_UP:
    case CMD_PREV:
        step(self, -1);
        return true;
    case CMD_DOWN:
    case CMD_NEXT:
        step(self, 1);
        return true;
    case CMD_TAKE:
        take_chosen(s);
        return true;
    case CMD_OPEN:
        if (one_choice(self)) {
            take_chosen(s);
        } else {
            finish(s);
        }
        return true;
    case CMD_DONE:
        finish(s);
        return true;
    case CMD_SAME:
        if (self->same) {
            xfree(self->taken);
            self->taken = self->same[0] ? str_format(" %s ", self->same) : xstrdup("");
        }
        return true;
    case CMD_BACKSPACE:
        if (self->pending) {
            self->pending = 0;
        } else if (self->narrow.len) {
            str_cut(&self->narrow, utf8_prev(self->narrow.ptr, self->narrow.len));
            refill(self);
        }
        return true;
    case CMD_BACK:
        if (self->narrow.len) {
            str_clear(&self->narrow);
            refill(self);
        } else {
            app_pop(s->app);
        }
        return true;
    default:
        return false;
    }
}

static void codes_text(struct screen *s, const char *text, size_t n)
{
    struct codes_screen *self = s->self;
    const char *end = text + n;
    while (text < end && s->app->top == s) {
        const char *from = text;
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp >= '0' && cp <= '9') {
            char code[3] = {(char)cp, '\0', '\0'};
            bool two = self->field->codes->digits == 2 || self->pending || cp == '9';
            if (two && !self->pending) {
                /* 9 may be an entry of its own in a one-digit list, or begin 90 to 92. */
                bool alone = self->field->codes->digits == 1 && codes_find(self->field->codes, "9");
                if (!alone) {
                    self->pending = (char)cp;
                    continue;
                }
            } else if (self->pending) {
                code[0] = self->pending;
                code[1] = (char)cp;
                self->pending = 0;
            }
            take(s, code);
        } else {
            str_addn(&self->narrow, from, (size_t)(text - from));
            refill(self);
        }
    }
    /* A choice of one is made: what was typed ahead is for the next field. */
    struct screen *top = s->app->top;
    if (text < end && top && top != s && top->ops->text) {
        top->ops->text(top, text, (size_t)(end - text));
    }
    app_dirty(s->app);
}

static void codes_close(struct screen *s)
{
    struct codes_screen *self = s->self;
    xfree(self->taken);
    xfree(self->same);
    str_release(&self->narrow);
    xfree(self);
}

static const struct screen_ops codes_ops = {
    .name = "codes",
    .flags = SCREEN_UNPLACED,
    .keys = codes_keys,
    .head = codes_head,
    .draw = codes_draw,
    .cursor = codes_cursor,
    .command = codes_command,
    .text = codes_text,
    .close = codes_close,
};

void codes_push(struct app *app, const struct codes_how *how)
{
    struct codes_screen *self = xcalloc(1, sizeof *self);
    self->field = how->field;
    self->taken = how->typed && how->typed[0] ? str_format(" %s ", how->typed) : xstrdup("");
    self->same = xstrdup(how->same);
    self->done = how->done;
    self->ctx = how->ctx;
    str_init(&self->narrow);
    refill(self);
    for (size_t i = 0; i < self->n; i++) {
        if (codes_has(self->taken, self->shown[i]->code)) {
            self->chosen = i;
            break;
        }
    }
    app_push(app, screen_new(&codes_ops, app, self));
}
