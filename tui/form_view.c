// SPDX-License-Identifier: MIT
#include "tui/form_view.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/codes.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/form_priv.h"
#include "tui/textfield.h"

/* Columns of screens.md S9, counted from 0. */
enum {
    SIGN_COL = 1,
    NO_COL = 2,
    LABEL_COL = 5,
    BESIDE_SIGN = 43,
    BESIDE_NO = 44,
    BESIDE_LABEL = 47,
    LABEL_LEAST = 8,
    LABEL_MOST = 20,
    BESIDE_LEAST = 6,
    BESIDE_MOST = 12,
    TEXT_MOST = 60,
    GUTTER = 4,
    TIME_CELLS = 5,
};

static void label_of(const struct form *f, size_t at, struct str *out)
{
    str_clear(out);
    form_label(out, f, at);
}

/* --- laying out --- */

static bool is_text_box(const struct item *item)
{
    return item->type == ITEM_FIELD && item->field->type == FIELD_NOTE;
}

/* May this item stand beside the line before it? */
static bool fits_beside(const struct form_view *v, size_t at)
{
    const struct item *item = &v->form->items[at];
    if (v->narrow || !v->n) {
        return false;
    }
    const struct form_line *before = &v->lines[v->n - 1];
    if (before->item == SIZE_MAX || before->beside != SIZE_MAX ||
        is_text_box(&v->form->items[before->item])) {
        return false;
    }
    if (item->type == ITEM_ADD) {
        /* 3 学生 韦晓彤  4 再加: the empty line stands beside the last row. */
        const struct item *other = &v->form->items[before->item];
        return item->part->inline_rows && other->part == item->part;
    }
    /* A record's own field never stands beside a first act, which is none of the record's. */
    bool mixed = item->row >= 0 && v->form->items[before->item].row < 0;
    return item->type == ITEM_FIELD && (item->field->flags & F_BESIDE) && !is_text_box(item) &&
           !mixed;
}

static struct form_line *add_line(struct form_view *v, size_t item)
{
    v->lines = mem_grow(v->lines, v->n, &v->cap, sizeof *v->lines);
    v->lines[v->n] = (struct form_line){.item = item, .beside = SIZE_MAX,
                                      .joined = SIZE_MAX, .rows = 1};
    return &v->lines[v->n++];
}

/* Rows a long text takes: what its field asks, more when it is written in. */
static int text_rows(const struct form_view *v, const struct item *item, struct rect body)
{
    int least = v->narrow ? 3 : item->field->lines ? item->field->lines : 3;
    int spare = body.rows - 19;
    return least + (spare > 0 && least >= 4 ? spare : 0);
}

static void add_item_line(struct form_view *v, size_t at, struct rect body)
{
    const struct item *item = &v->form->items[at];
    const char *section = item->type == ITEM_FIELD && !item->part ? item->field->section : NULL;
    if (section) {
        add_line(v, SIZE_MAX)->head = tr(section);
    }
    if (item->type == ITEM_FIELD && (item->field->flags & F_JOINED) && v->n) {
        v->lines[v->n - 1].joined = at;
        return;
    }
    if (fits_beside(v, at)) {
        v->lines[v->n - 1].beside = at;
        return;
    }
    struct form_line *line = add_line(v, at);
    if (is_text_box(item)) {
        line->rows = text_rows(v, item, body);
    }
}

static void measure_labels(struct form_view *v)
{
    struct str label = STR_INIT;
    int own = LABEL_LEAST;
    int beside = BESIDE_LEAST;
    for (size_t i = 0; i < v->n; i++) {
        if (v->lines[i].item != SIZE_MAX) {
            label_of(v->form, v->lines[i].item, &label);
            int w = (int)width_str(label.ptr);
            own = w > own ? w : own;
        }
        if (v->lines[i].beside != SIZE_MAX) {
            label_of(v->form, v->lines[i].beside, &label);
            int w = (int)width_str(label.ptr);
            beside = w > beside ? w : beside;
        }
    }
    str_release(&label);
    v->label_cells = own < LABEL_MOST ? own : LABEL_MOST;
    v->beside_cells = beside < BESIDE_MOST ? beside : BESIDE_MOST;
}

/* Move the window so that the focused item is in sight. */
static void scroll(struct form_view *v, struct rect body)
{
    size_t focus = 0;
    for (size_t i = 0; i < v->n; i++) {
        const struct form_line *l = &v->lines[i];
        if (l->item == v->form->focus || l->beside == v->form->focus ||
            l->joined == v->form->focus) {
            focus = i;
        }
    }
    if (v->top > focus) {
        v->top = focus;
        /* A section's head comes along. */
        if (v->top && v->lines[v->top - 1].head) {
            v->top--;
        }
    }
    for (;;) {
        int rows = 0;
        for (size_t i = v->top; i <= focus; i++) {
            rows += v->lines[i].rows;
        }
        if (rows <= body.rows || v->top >= focus) {
            break;
        }
        v->top++;
    }
    /* The head of the chosen line's section stands over it where there is room. */
    int rows = 0;
    if (v->top && v->top == focus && v->lines[focus - 1].head &&
        v->lines[focus].rows < body.rows) {
        v->top--;
    }
    /* Nothing empty below while something is hidden above. */
    for (size_t i = v->top; i < v->n; i++) {
        rows += v->lines[i].rows;
    }
    while (v->top && rows + v->lines[v->top - 1].rows <= body.rows) {
        rows += v->lines[--v->top].rows;
    }
}

size_t form_view_text_cells(const struct form_view *v, struct rect body)
{
    int left = body.cols - (LABEL_COL + v->label_cells + 2) - 1;
    return (size_t)(left > TEXT_MOST ? TEXT_MOST : left > 4 ? left : 4);
}

void form_view_layout(struct form_view *v, struct rect body)
{
    v->narrow = body.cols < 80;
    v->n = 0;
    for (size_t i = 0; i < v->form->n; i++) {
        if (form_is_shown(v->form, i)) {
            add_item_line(v, i, body);
        }
    }
    measure_labels(v);
    size_t cells = form_view_text_cells(v, body);
    for (size_t i = 0; i < v->form->n; i++) {
        if (is_text_box(&v->form->items[i])) {
            edit_layout(v->form->items[i].edit, cells);
        }
    }
    scroll(v, body);
}

void form_view_release(struct form_view *v)
{
    xfree(v->lines);
    v->lines = NULL;
    v->n = v->cap = 0;
}

/* --- drawing --- */

bool form_view_as_boxes(const struct form_view *v, const struct field *field, int cells)
{
    (void)v;
    if (field->type != FIELD_CODES || field->codes->digits != 1) {
        return false;
    }
    int used = 0;
    for (size_t i = 0; i < field->codes->count; i++) {
        used += 3 + 2 + (int)width_str(tr(field->codes->codes[i].label)) + 2;
    }
    return used - 2 <= cells;
}

static void draw_boxes(int row, int col, int cells, const struct field *field, const char *codes,
                       enum role role)
{
    struct str s = STR_INIT;
    for (size_t i = 0; i < field->codes->count; i++) {
        const struct code *c = &field->codes->codes[i];
        str_addf(&s, "%s[%s]%s %s", i ? "  " : "", codes_has(codes, c->code) ? "x" : " ", c->code,
                 tr(c->label));
    }
    draw_text(row, col, cells, s.ptr, role);
    str_release(&s);
}

/* Where the focused short text puts the cursor. */
struct caret {
    int row, col;
};

static void draw_value(struct form_view *v, size_t at, int row, int col, int cells,
                       struct caret *caret)
{
    struct form *f = v->form;
    struct item *item = &f->items[at];
    bool focus = at == f->focus;
    enum role role = focus ? ROLE_FOCUS : ROLE_FIELD;
    if (focus) {
        *caret = (struct caret){row, col};
    }
    if (item->type == ITEM_FIELD && form_view_as_boxes(v, item->field, cells)) {
        const char *codes = *field_text(form_base(f, item), item->field);
        draw_boxes(row, col, cells, item->field, codes ? codes : "",
                   focus ? ROLE_FOCUS : ROLE_PLAIN);
        return;
    }
    bool typing = focus && item->type == ITEM_FIELD && !item->ref &&
                  item->missing == MISSING_NONE && item->field->type != FIELD_CODES;
    if (typing) {
        struct textfield field = {.edit = item->edit, .from = v->from, .secret = false};
        const char *typed = edit_text(item->edit);
        struct str echo = STR_INIT;
        form_echo(&echo, f, at);
        bool coded = item->field->type == FIELD_CODE || item->field->type == FIELD_BOOL;
        int own = coded ? 3 : cells;
        caret->col = textfield_draw(&field, row, col, own, true);
        v->from = field.from;
        if (coded && echo.len && typed[0]) {
            /* The label stands behind the digits: "1  面谈". */
            const char *label = strstr(echo.ptr, "  ");
            draw_text(row, col + own, cells - own, label ? label + 2 : "", ROLE_FIELD);
        } else if (coded) {
            draw_text(row, col + own, cells - own, "", ROLE_FIELD);
        }
        str_wipe(&echo);
        return;
    }
    struct str echo = STR_INIT;
    form_echo(&echo, f, at);
    if (item->pending) {
        str_addf(&echo, " %c_", item->pending);
    }
    bool problem = item->type == ITEM_FIELD && item->problem;
    if (problem) {
        str_addf(&echo, "  %s", item->problem);
    }
    draw_text(row, col, cells, echo.ptr, problem && !focus ? ROLE_PROBLEM : role);
    if (focus) {
        int used = (int)width_str(echo.ptr);
        caret->col = col + (used < cells ? used : cells - 1);
    }
    str_wipe(&echo);
}

static void draw_head_of(struct form_view *v, size_t at, int row, int sign_col, int no_col,
                         int label_col, int label_cells)
{
    const struct form *f = v->form;
    const struct item *item = &f->items[at];
    char sign[2] = {form_sign(f, at), '\0'};
    draw_put(row, sign_col, 1, sign, sign[0] == '!' || sign[0] == '*' ? ROLE_PROBLEM : ROLE_PLAIN);
    int no = item->type == ITEM_FIELD ? item->field->no : item->part->no;
    if (item->type == ITEM_FIELD && item->part && item->field == &item->part->spec->fields[0]) {
        no = item->part->no;
    }
    no += item->type == ITEM_ADD && no && record_rows(f->rec, item->part)->n > 0;
    if (no) {
        char text[16];
        struct str s = STR_INIT;
        str_addf(&s, "%d", no);
        size_t n = s.len < sizeof text - 1 ? s.len : sizeof text - 1;
        memcpy(text, s.ptr, n);
        text[n] = '\0';
        draw_right(row, no_col, 2, text, ROLE_PLAIN);
        str_release(&s);
    }
    struct str label = STR_INIT;
    label_of(f, at, &label);
    draw_text(row, label_col, label_cells, label.ptr, ROLE_PLAIN);
    str_release(&label);
}

/* True if a stamp stands in the first row: the label must leave its place free. */
static bool draw_text_box(struct form_view *v, const struct form_line *line, int row, int rows,
                          int col, struct rect body, struct caret *caret)
{
    struct form *f = v->form;
    struct item *item = &f->items[line->item];
    bool focus = line->item == f->focus;
    size_t cells = form_view_text_cells(v, body);
    size_t count = edit_line_count(item->edit);
    size_t top = 0;
    bool stamped = false;
    if (focus) {
        size_t at = edit_cursor_line(item->edit);
        if (v->text_top > at) {
            v->text_top = at;
        }
        if (at >= v->text_top + (size_t)rows) {
            v->text_top = at + 1 - (size_t)rows;
        }
        if (v->text_top + (size_t)rows > count) {
            v->text_top = count > (size_t)rows ? count - (size_t)rows : 0;
        }
        top = v->text_top;
        *caret = (struct caret){row + (int)(at - top),
                                col + (int)edit_cursor_cells(item->edit)};
    }
    for (int i = 0; i < rows; i++) {
        size_t at = top + (size_t)i;
        if (at >= count) {
            draw_text(row + i, col, (int)cells, "", focus ? ROLE_FOCUS : ROLE_FIELD);
            continue;
        }
        struct edit_line l = edit_line(item->edit, at);
        if (i == rows - 1 && at + 1 < count && !focus) {
            struct str s = STR_INIT;
            str_addf(&s, tr("%zu lines in all, Ctrl-E shows them"), count);
            draw_text(row + i, col, (int)cells, s.ptr, ROLE_DIM);
            str_release(&s);
            continue;
        }
        if (l.first && l.stamp != STAMP_NONE) {
            draw_right(row + i, col - GUTTER - 1, GUTTER, stamp_word(l.stamp), ROLE_HEAD);
            stamped = stamped || i == 0;
        }
        draw_span(row + i, col, (int)cells, edit_text(item->edit) + l.start, l.len,
                  focus ? ROLE_FOCUS : ROLE_FIELD);
    }
    return stamped;
}

/* Whether the focused field owns its row: one that takes Chinese. */
static bool owns_row(const struct item *item)
{
    return item->type == ITEM_ADD ||
           (item->type == ITEM_FIELD && !item->ref &&
            (item->field->type == FIELD_TEXT || item->field->type == FIELD_PUPIL ||
             item->field->type == FIELD_STAFF || item->field->type == FIELD_PERSON));
}

/* A value, and behind it the end of the span: "10:20 to 11:00". */
static void draw_span_of_time(struct form_view *v, const struct form_line *line, size_t at,
                              int row, int col, int cells, struct caret *caret)
{
    if (line->joined == SIZE_MAX) {
        draw_value(v, at, row, col, cells, caret);
        return;
    }
    struct str word = STR_INIT;
    draw_value(v, at, row, col, TIME_CELLS, caret);
    label_of(v->form, line->joined, &word);
    int used = draw_put(row, col + TIME_CELLS + 1, 4, word.ptr, ROLE_PLAIN);
    draw_value(v, line->joined, row, col + TIME_CELLS + used + 2, TIME_CELLS, caret);
    str_release(&word);
}

static void draw_line(struct form_view *v, const struct form_line *line, int row, int rows,
                      struct rect body, struct caret *caret)
{
    struct form *f = v->form;
    int col = body.col;
    if (line->head) {
        draw_text(row, col + SIGN_COL, body.cols - 2, line->head, ROLE_HEAD);
        return;
    }
    int value = LABEL_COL + v->label_cells + 2;
    bool first_owns = line->item == f->focus && owns_row(&f->items[line->item]);
    bool beside_owns = line->beside == f->focus && line->beside != SIZE_MAX &&
                       owns_row(&f->items[line->beside]);
    bool is_text = is_text_box(&f->items[line->item]);
    bool stamped = is_text && draw_text_box(v, line, row, rows, col + value, body, caret);
    draw_head_of(v, line->item, row, col + SIGN_COL, col + NO_COL, col + LABEL_COL,
                 stamped ? v->label_cells + 1 - GUTTER : v->label_cells);
    if (is_text) {
        return;
    }
    bool pair = line->beside != SIZE_MAX && !first_owns;
    int cells = (pair ? BESIDE_SIGN - 1 : body.cols - 1) - value;
    if (line->beside == SIZE_MAX) {
        draw_span_of_time(v, line, line->item, row, col + value, cells, caret);
    } else {
        draw_value(v, line->item, row, col + value, cells, caret);
    }
    if (pair) {
        int second = BESIDE_LABEL + v->beside_cells + 2;
        draw_head_of(v, line->beside, row, col + BESIDE_SIGN, col + BESIDE_NO, col + BESIDE_LABEL,
                     v->beside_cells);
        draw_span_of_time(v, line, line->beside, row, col + second,
                          (beside_owns ? body.cols : body.cols - 1) - second, caret);
    }
}

void form_view_draw(struct form_view *v, struct rect body, int *row, int *col)
{
    struct caret caret = {body.row, body.col};
    int at = 0;
    for (size_t i = v->top; i < v->n && at < body.rows; i++) {
        int rows = v->lines[i].rows;
        rows = rows > body.rows - at ? body.rows - at : rows;
        draw_line(v, &v->lines[i], body.row + at, rows, body, &caret);
        at += rows;
    }
    *row = caret.row;
    *col = caret.col;
}
