// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/page_priv.h"
#include "locale/width.h"

/* Boxes: rows of labels and values, tables with a head, over the ends of pages. */
enum {
    LABEL_MOST = 12, /* cells of a label */
    ROW_WHOLE = 6,   /* a row up to this height is never split */
};

struct box_cell {
    struct wrapped w;
    int x, width; /* of the text */
    unsigned style;
};

struct box {
    struct box_cell cells[DOC_CELLS];
    size_t n;
    int edges[DOC_CELLS + 1];
    int height;
};

static void box_cell(struct box *b, const char *text, int from, int to, unsigned style)
{
    struct box_cell *c = &b->cells[b->n];
    b->edges[b->n++] = from;
    b->edges[b->n] = to;
    c->x = from + 1;
    c->width = to - from - 2;
    c->style = style;
    page_wrap(&c->w, text, c->width);
    int height = (int)c->w.n;
    b->height = height > b->height ? height : b->height;
}

static void box_free(struct box *b)
{
    for (size_t i = 0; i < b->n; i++) {
        page_unwrap(&b->cells[i].w);
    }
}

/* Lines `from` to `to` of the row, with the rules around them. */
static void put_box(struct layout *l, const struct box *b, int from, int to)
{
    for (size_t c = 0; c < b->n; c++) {
        const struct box_cell *cell = &b->cells[c];
        for (int i = from; i < to && i < (int)cell->w.n; i++) {
            page_put_line(l, &cell->w, (size_t)i, l->y + i - from, cell->x, cell->width, RUN_LEFT,
                     cell->style);
        }
    }
    int bottom = l->y + to - from;
    page_add_rule(l, b->edges[0], l->y, b->edges[b->n], l->y);
    page_add_rule(l, b->edges[0], bottom, b->edges[b->n], bottom);
    for (size_t c = 0; c <= b->n; c++) {
        page_add_rule(l, b->edges[c], l->y, b->edges[c], bottom);
    }
    l->y = bottom;
}

/* The row where it fits; over several pages only if it is long.  `head` goes on top of each. */
static void place_box(struct layout *l, const struct box *b, const struct box *head)
{
    int from = 0;
    while (from < b->height) {
        int rest = b->height - from;
        int room = l->lines - l->y;
        if (rest <= room) {
            put_box(l, b, from, b->height);
            return;
        }
        bool splits = b->height > ROW_WHOLE && room >= 3;
        int take = room < rest - 2 ? room : rest - 2;
        if (splits && take >= 2) {
            put_box(l, b, from, from + take);
            from += take;
        }
        page_new(l);
        if (head) {
            put_box(l, head, 0, head->height);
        }
    }
}

/* What a row takes at least on the page where it begins. */
static int whole_part(const struct box *box)
{
    return box->height <= ROW_WHOLE ? box->height : 3;
}

static int label_cells(const struct block *b)
{
    size_t most = 4;
    for (size_t r = 0; r < b->n; r++) {
        for (size_t c = 0; c < b->rows[r].n; c += 2) {
            size_t cells = width_str(b->rows[r].cells[c]);
            most = cells > most ? cells : most;
        }
    }
    return most < LABEL_MOST ? (int)most : LABEL_MOST;
}

static void fill_pairs(struct box *box, const struct doc_row *row, int label)
{
    int pairs = (int)row->n / 2;
    *box = (struct box){.height = row->least};
    for (int i = 0; i < pairs; i++) {
        int from = PAGE_CELLS * i / pairs;
        int middle = from + label + 2;
        box_cell(box, row->cells[2 * i], from, middle, RUN_BOLD);
        box_cell(box, row->cells[2 * i + 1], middle, PAGE_CELLS * (i + 1) / pairs, 0);
    }
    if (row->n == 1) {
        box_cell(box, row->cells[0], 0, PAGE_CELLS, RUN_BOLD);
    }
}

void page_lay_pairs(struct layout *l, const struct block *b)
{
    int label = label_cells(b);
    for (size_t r = 0; r < b->n; r++) {
        struct box box;
        fill_pairs(&box, &b->rows[r], label);
        /* A heading inside a box stays with the row behind it. */
        if (b->rows[r].n == 1 && l->lines - l->y < 3) {
            page_new(l);
        }
        place_box(l, &box, NULL);
        box_free(&box);
    }
    l->y += !l->tight;
}

/* Column widths: given ones, the rest shared by those of 0. */
static void table_widths(const struct block *b, size_t n, int widths[DOC_CELLS])
{
    int left = PAGE_CELLS;
    int open = 0;
    for (size_t c = 0; c < n; c++) {
        left -= b->widths[c];
        open += b->widths[c] == 0;
    }
    for (size_t c = 0; c < n; c++) {
        widths[c] = b->widths[c];
        if (!widths[c]) {
            widths[c] = left / open;
            left -= widths[c];
            open--;
        }
    }
}

static void fill_table_row(struct box *box, const struct doc_row *row, const int widths[DOC_CELLS],
                           unsigned style)
{
    int x = 0;
    *box = (struct box){.height = row->least};
    for (size_t c = 0; c < row->n; c++) {
        box_cell(box, row->cells[c], x, x + widths[c], style);
        x += widths[c];
    }
}

void page_lay_table(struct layout *l, const struct block *b)
{
    if (!b->n) {
        return;
    }
    int widths[DOC_CELLS];
    struct box head;
    table_widths(b, b->rows[0].n, widths);
    fill_table_row(&head, &b->rows[0], widths, RUN_BOLD);
    for (size_t r = 1; r < b->n; r++) {
        struct box box;
        fill_table_row(&box, &b->rows[r], widths, 0);
        if (r == 1 && l->lines - l->y < head.height + whole_part(&box)) {
            page_new(l);
        }
        if (r == 1) {
            put_box(l, &head, 0, head.height);
        }
        place_box(l, &box, &head);
        box_free(&box);
    }
    if (b->n == 1) {
        place_box(l, &head, NULL);
    }
    box_free(&head);
    l->y += !l->tight;
}

/* --- what stands under a heading --- */

int page_beginning(const struct block *b)
{
    struct box box;
    int lines = 2;
    if (b->type == BLOCK_PAIRS && b->n) {
        fill_pairs(&box, &b->rows[0], label_cells(b));
        lines = whole_part(&box);
        box_free(&box);
    } else if (b->type == BLOCK_TABLE && b->n) {
        int widths[DOC_CELLS];
        table_widths(b, b->rows[0].n, widths);
        lines = 0;
        for (size_t r = 0; r < b->n && r < 2; r++) {
            fill_table_row(&box, &b->rows[r], widths, 0);
            lines += r ? whole_part(&box) : box.height;
            box_free(&box);
        }
    }
    return lines;
}
