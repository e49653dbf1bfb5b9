// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/form_priv.h"
#include "tui/frame.h"
#include "tui/screens/after.h"

/* How S13 looks: each question with its answer, what can be answered, and what the text says. */

enum { SIGN_COL = 0, NO_COL = 3, LABEL_COL = 5, ANSWER_COL = 22, BLOCK_LINES = 4 };

static const char *const labels[] = {N_("Risk asked?"), N_("Who was told"), N_("Next meeting"),
                                     N_("Promised")};

/* Lines of a question: its answer first, then what stands dim below. */
struct block {
    struct str at[BLOCK_LINES];
    size_t n;
};

static struct str *add_line(struct block *b)
{
    return &b->at[b->n++];
}

static const struct item *item_of(const struct after *self, const char *field)
{
    return &self->form->items[form_find(self->form, field)];
}

static void fill_risk(const struct after *self, struct reg *reg, struct block *b)
{
    const struct item *risk = item_of(self, "risk");
    value_format(add_line(b), reg, self->form->rec, risk->field, VALUE_WORDS);
    str_add(add_line(b), tr("0 not asked  1 asked, none  2 thoughts  3 a plan  4 has done it"));
    if (self->quote) {
        str_addf(add_line(b), tr("You marked *: %s"), self->quote);
    }
    if (risk->note) {
        str_addf(add_line(b), "%s %s", tr("Note:"), risk->note);
    }
}

static void fill_told(const struct after *self, struct block *b)
{
    struct str *answer = add_line(b);
    for (size_t i = 0; i < self->told_count; i++) {
        if (self->told_on[i]) {
            str_addf(answer, "%s%s", answer->len ? tr(", ") : "", self->told[i].words);
        }
    }
    if (!answer->len && self->told_answered) {
        str_add(answer, tr("nobody yet"));
    }
    struct str *choices = add_line(b);
    str_add(choices, tr("0 nobody yet"));
    for (size_t i = 0; i < self->told_count; i++) {
        str_addf(choices, "  %zu %s", i + 1, self->told[i].title);
    }
}

static void fill_next(const struct after *self, struct block *b)
{
    const struct item *next = item_of(self, "next_day");
    struct str *answer = add_line(b);
    str_add(answer, edit_text(next->edit));
    if (!field_is_empty(self->form->rec, next->field)) {
        str_add(answer, "   ");
        dateword_reading(answer, *field_int(self->form->rec, next->field), clock_today());
    }
}

static void fill_promise(const struct after_promise *p, struct block *b)
{
    str_addf(add_line(b), "%s%s", p->dropped ? tr("[dropped] ") : "", p->words);
    struct str *due = add_line(b);
    str_add(due, tr("due "));
    dateword_reading(due, p->due, clock_today());
    str_add(due, tr("; it will stand on the day screen. Enter takes it, F8 drops it"));
}

static void fill(const struct after *self, struct reg *reg, size_t row, struct block *b)
{
    *b = (struct block){.n = 0};
    for (size_t i = 0; i < COUNT(b->at); i++) {
        str_init(&b->at[i]);
    }
    switch (row) {
    case AFTER_RISK:
        fill_risk(self, reg, b);
        break;
    case AFTER_TOLD:
        fill_told(self, b);
        break;
    case AFTER_NEXT:
        fill_next(self, b);
        break;
    default:
        fill_promise(&self->promises[row - AFTER_PROMISES], b);
        break;
    }
}

static void draw_block(struct after *self, size_t row, const struct block *b, struct rect r, int at)
{
    bool focus = self->focus == row;
    char no[] = {(char)(row < 9 ? '1' + row : ' '), '\0'};
    size_t label = row < AFTER_PROMISES ? row : AFTER_PROMISES;
    draw_text(at, r.col + SIGN_COL, 1, focus ? ">" : " ", ROLE_PLAIN);
    draw_text(at, r.col + NO_COL, 1, no, ROLE_PLAIN);
    draw_text(at, r.col + LABEL_COL, ANSWER_COL - LABEL_COL - 1, tr(labels[label]), ROLE_PLAIN);
    int cells = r.cols - ANSWER_COL - 1;
    for (size_t i = 0; i < b->n && at + (int)i < r.row + r.rows; i++) {
        draw_text(at + (int)i, r.col + ANSWER_COL, cells, b->at[i].ptr, i ? ROLE_DIM : ROLE_FIELD);
    }
    if (focus) {
        self->row = at;
        self->col = r.col + ANSWER_COL;
        if (row == AFTER_NEXT) {
            self->col += (int)width_str(edit_text(item_of(self, "next_day")->edit));
        }
    }
}

static int height(const struct after *self, struct reg *reg, size_t row)
{
    struct block b;
    fill(self, reg, row, &b);
    for (size_t i = 0; i < COUNT(b.at); i++) {
        str_wipe(&b.at[i]);
    }
    return (int)b.n + 1;
}

/* The first question that stands there, so that the focused one does. */
static size_t first_row(const struct after *self, struct reg *reg, int room)
{
    size_t from = self->focus;
    int taken = height(self, reg, from) - 1;
    while (from > 0) {
        taken += height(self, reg, from - 1);
        if (taken > room) {
            break;
        }
        from--;
    }
    return from;
}

void after_view_draw(struct after *self, struct reg *reg, struct rect body)
{
    bool small = body.cols < FRAME_COLS || body.rows < FRAME_ROWS - 5;
    int at = body.row;
    for (size_t row = first_row(self, reg, body.rows); row < after_rows(self); row++) {
        if (small && row != self->focus) {
            continue;
        }
        struct block b;
        fill(self, reg, row, &b);
        if (at < body.row + body.rows) {
            draw_block(self, row, &b, body, at);
        }
        at += (int)b.n + 1;
        for (size_t i = 0; i < COUNT(b.at); i++) {
            str_wipe(&b.at[i]);
        }
    }
}
