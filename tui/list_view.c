// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/debug.h"
#include "locale/catalog.h"
#include "tui/list.h"

/* The list on the screen. */

static int total_width(const struct list_look *look, const int widths[LIST_COLUMNS])
{
    int total = 0;
    int shown = 0;
    for (size_t i = 0; i < look->count; i++) {
        total += widths[i];
        shown += widths[i] > 0;
    }
    return look->indent + total + (shown > 1 ? shown - 1 : 0);
}

/* The column to go next, or LIST_COLUMNS if all that are left must stay. */
static size_t next_to_go(const struct list_look *look, const int widths[LIST_COLUMNS])
{
    size_t found = LIST_COLUMNS;
    for (size_t i = 0; i < look->count; i++) {
        bool may = widths[i] > 0 && look->columns[i].drop > 0;
        if (may && (found == LIST_COLUMNS || look->columns[i].drop < look->columns[found].drop)) {
            found = i;
        }
    }
    return found;
}

void list_columns(const struct list_look *look, int cells, int widths[LIST_COLUMNS])
{
    size_t growing = LIST_COLUMNS;
    BUG_ON(look->count > LIST_COLUMNS);
    for (size_t i = 0; i < look->count; i++) {
        const struct list_column *c = &look->columns[i];
        widths[i] = c->width > 0 ? c->width : (c->least > 0 ? c->least : 1);
        if (c->width == 0) {
            growing = i;
        }
    }
    while (total_width(look, widths) > cells) {
        size_t i = next_to_go(look, widths);
        if (i == LIST_COLUMNS) {
            break;
        }
        widths[i] = 0;
    }
    int left = cells - total_width(look, widths);
    if (left > 0 && growing < LIST_COLUMNS && widths[growing] > 0) {
        widths[growing] += left;
    }
}

size_t list_rows_in(const struct list *l, const struct list_look *look, struct rect r)
{
    int rows = r.rows - !look->no_titles;
    if (!look->no_more && rows > 1 && l->count > (size_t)rows) {
        rows--;
    }
    return rows > 0 ? (size_t)rows : 1;
}

static void draw_cells(const struct list_look *look, const int widths[LIST_COLUMNS], struct rect r,
                       const char *const *texts, enum role role)
{
    int col = r.col + look->indent;
    int edge = r.col + r.cols;
    for (size_t i = 0; i < look->count && col < edge; i++) {
        int width = widths[i] < edge - col ? widths[i] : edge - col;
        const char *text = texts[i] ? texts[i] : "";
        if (widths[i] == 0) {
            continue;
        }
        if (look->columns[i].align == LIST_RIGHT) {
            draw_right(r.row, col, width, text, role);
        } else {
            draw_text(r.row, col, width, text, role);
        }
        col += widths[i] + 1;
    }
}

static void draw_titles(const struct list_look *look, const int widths[LIST_COLUMNS], struct rect r)
{
    const char *titles[LIST_COLUMNS];
    for (size_t i = 0; i < look->count; i++) {
        titles[i] = look->columns[i].title[0] ? tr(look->columns[i].title) : "";
    }
    draw_text(r.row, r.col, r.cols, "", ROLE_HEAD);
    draw_cells(look, widths, r, titles, ROLE_HEAD);
}

static void draw_row(const struct list *l, size_t at, const struct list_look *look,
                     const int widths[LIST_COLUMNS], struct rect r)
{
    struct list_row row = {0};
    l->source.fetch(l->source.ctx, at, &row);
    bool chosen = at == l->chosen && l->id != 0;
    enum role role = chosen && !look->inactive ? ROLE_CHOSEN : row.role;
    draw_text(r.row, r.col, r.cols, "", role == ROLE_CHOSEN ? ROLE_CHOSEN : ROLE_PLAIN);
    if (chosen) {
        draw_text(r.row, r.col, 1, ">", role);
    }
    if (row.sign && look->indent >= 3) {
        draw_text(r.row, r.col + 1, 2, row.sign, role);
    }
    if (row.whole) {
        int from = row.id == 0 ? 1 : look->indent;
        draw_text(r.row, r.col + from, r.cols - from, row.whole, role);
    } else {
        draw_cells(look, widths, r, row.cells, role);
    }
}

void list_draw(struct list *l, const struct list_look *look, struct rect r)
{
    int widths[LIST_COLUMNS];
    list_columns(look, r.cols, widths);
    list_layout(l, list_rows_in(l, look, r));
    struct rect line = {r.row, r.col, 1, r.cols};
    if (!look->no_titles) {
        draw_titles(look, widths, line);
        line.row++;
    }
    size_t end = l->top + l->page < l->count ? l->top + l->page : l->count;
    for (size_t i = l->top; i < end; i++) {
        draw_row(l, i, look, widths, line);
        line.row++;
    }
    if (end < l->count && !look->no_more) {
        struct str rest = STR_INIT;
        /* TRANSLATORS: under a list: so many more rows follow. */
        str_addf(&rest, tr("%zu more below"), l->count - end);
        draw_text(line.row, r.col + look->indent, r.cols - look->indent, rest.ptr, ROLE_DIM);
        str_release(&rest);
    }
}
