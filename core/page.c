// SPDX-License-Identifier: MIT
#include "core/page.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/catalog.h"
#include "locale/width.h"

/* Laying out a document: what stands where, and what stays together. */

static const struct paper papers[] = {
    {"1", "A4", 210, 297, 41, 70, 64},
    {"2", "Custom.241x280mm", 241, 280, 38, 66, 60},
    {"3", "Custom.241x140mm", 241, 140, 17, 33, 28},
};

const struct paper *paper_of(const char *code)
{
    for (size_t i = 0; code && i < COUNT(papers); i++) {
        if (strcmp(papers[i].code, code) == 0) {
            return &papers[i];
        }
    }
    return &papers[0];
}

enum {
    FOOT = 3,      /* a blank line and two of the foot */
    LABEL_MOST = 12, /* cells of a label in a box */
    INDENT = 4,    /* of running text: two characters */
    ROW_WHOLE = 6, /* a row up to this height is never split */
};

struct layout {
    struct pages *pages;
    struct page *page; /* the last one */
    int lines;         /* a page has for its body */
    int y;
    bool tight; /* no blank lines between blocks */
};

/* --- pages, runs, rules --- */

static void new_page(struct layout *l)
{
    struct pages *p = l->pages;
    p->at = mem_grow(p->at, p->n, &p->cap, sizeof *p->at);
    l->page = &p->at[p->n++];
    *l->page = (struct page){.n = 0};
    l->y = 0;
}

static void add_run(struct page *page, struct run run)
{
    page->runs = mem_grow(page->runs, page->n, &page->cap, sizeof *page->runs);
    page->runs[page->n++] = run;
}

static void add_rule(struct layout *l, int x1, int y1, int x2, int y2)
{
    struct page *p = l->page;
    p->rules = mem_grow(p->rules, p->rule_count, &p->rule_cap, sizeof *p->rules);
    p->rules[p->rule_count++] = (struct rule){x1, y1, x2, y2};
}

/* --- text broken into lines, the marks of names taken out --- */

struct span {
    size_t start, end;
    int name;
};

struct wrapped {
    struct str text;
    struct line *lines;
    size_t n;
    struct span spans[64]; /* what is behind them is written and not marked */
    size_t span_count;
};

static void take_marks(struct wrapped *w, const char *text)
{
    int name = -1;
    size_t start = 0;
    for (const char *p = text; *p; p++) {
        if (*p == DOC_NAME && p[1]) {
            name = *++p - DOC_NAME_FIRST;
            start = w->text.len;
        } else if (*p == DOC_NAME_END) {
            if (w->span_count < COUNT(w->spans)) {
                w->spans[w->span_count++] = (struct span){start, w->text.len, name};
            }
        } else {
            str_addc(&w->text, *p);
        }
    }
}

static void wrap(struct wrapped *w, const char *text, int cells)
{
    memset(w, 0, sizeof *w);
    str_init(&w->text);
    take_marks(w, text);
    w->n = breaks_lines(w->text.ptr, w->text.len, (size_t)cells, &w->lines);
}

static void unwrap(struct wrapped *w)
{
    str_wipe(&w->text);
    xfree(w->lines);
}

/* The end of the piece that begins at `at`, and the name it belongs to. */
static size_t piece_end(const struct wrapped *w, size_t at, size_t end, int *name)
{
    *name = -1;
    for (size_t i = 0; i < w->span_count; i++) {
        const struct span *s = &w->spans[i];
        if (at >= s->start && at < s->end) {
            *name = s->name;
            return s->end < end ? s->end : end;
        }
        if (s->start > at && s->start < end) {
            return s->start;
        }
    }
    return end;
}

/* Line `i` of the text at the layout's line `y`. */
static void put_line(struct layout *l, const struct wrapped *w, size_t i, int y, int cell,
                     int width, enum run_align align, unsigned style)
{
    size_t at = w->lines[i].start;
    size_t end = at + w->lines[i].len;
    while (end > at && w->text.ptr[end - 1] == ' ') {
        end--;
    }
    while (at < end) {
        int name;
        size_t to = align == RUN_LEFT ? piece_end(w, at, end, &name) : end;
        name = align == RUN_LEFT ? name : -1;
        char *text = xmemdupz(w->text.ptr + at, to - at);
        int used = (int)width_str(text);
        add_run(l->page, (struct run){.line = y, .cell = cell, .width = align ? width : used,
                                      .align = align, .style = style, .name = name,
                                      .text = text});
        cell += used;
        at = to;
    }
}

static void put_text(struct layout *l, int y, int cell, int width, enum run_align align,
                     unsigned style, const char *text)
{
    struct wrapped w;
    wrap(&w, text, 10 * PAGE_CELLS);
    put_line(l, &w, 0, y, cell, width, align, style);
    unwrap(&w);
}

/* --- rows of boxes --- */

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
    wrap(&c->w, text, c->width);
    int height = (int)c->w.n;
    b->height = height > b->height ? height : b->height;
}

static void box_free(struct box *b)
{
    for (size_t i = 0; i < b->n; i++) {
        unwrap(&b->cells[i].w);
    }
}

/* Lines `from` to `to` of the row, with the rules around them. */
static void put_box(struct layout *l, const struct box *b, int from, int to)
{
    for (size_t c = 0; c < b->n; c++) {
        const struct box_cell *cell = &b->cells[c];
        for (int i = from; i < to && i < (int)cell->w.n; i++) {
            put_line(l, &cell->w, (size_t)i, l->y + i - from, cell->x, cell->width, RUN_LEFT,
                     cell->style);
        }
    }
    int bottom = l->y + to - from;
    add_rule(l, b->edges[0], l->y, b->edges[b->n], l->y);
    add_rule(l, b->edges[0], bottom, b->edges[b->n], bottom);
    for (size_t c = 0; c <= b->n; c++) {
        add_rule(l, b->edges[c], l->y, b->edges[c], bottom);
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
        new_page(l);
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

static void lay_pairs(struct layout *l, const struct block *b)
{
    int label = label_cells(b);
    for (size_t r = 0; r < b->n; r++) {
        struct box box;
        fill_pairs(&box, &b->rows[r], label);
        /* A heading inside a box stays with the row behind it. */
        if (b->rows[r].n == 1 && l->lines - l->y < 3) {
            new_page(l);
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

static void lay_table(struct layout *l, const struct block *b)
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
            new_page(l);
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

/* --- running text --- */

/* Neither the first nor the last line of a paragraph stands alone on a page. */
static void lay_paragraph(struct layout *l, const struct wrapped *w, int indent, unsigned style)
{
    for (size_t i = 0; i < w->n; i++) {
        size_t rest = w->n - i;
        int room = l->lines - l->y;
        bool orphan = i == 0 && rest > 1 && room == 1;
        bool widow = i > 1 && rest == 2 && room == 1;
        if (room < 1 || orphan || widow) {
            new_page(l);
        }
        put_line(l, w, i, l->y++, indent, PAGE_CELLS - indent, RUN_LEFT, style);
    }
}

static void lay_blank_lines(struct layout *l)
{
    struct str line = STR_INIT;
    for (int i = INDENT; i < PAGE_CELLS; i++) {
        str_addc(&line, '_');
    }
    for (int i = 0; i < 2; i++) {
        if (l->lines - l->y < 1) {
            new_page(l);
        }
        put_text(l, l->y++, INDENT, PAGE_CELLS - INDENT, RUN_LEFT, 0, line.ptr);
    }
    str_release(&line);
}

static void lay_text(struct layout *l, const struct block *b)
{
    bool is_note = b->type == BLOCK_NOTE;
    if (!b->text[0]) {
        lay_blank_lines(l);
        return;
    }
    for (const char *p = b->text; p;) {
        const char *end = strchr(p, '\n');
        char *one = xmemdupz(p, end ? (size_t)(end - p) : strlen(p));
        struct wrapped w;
        wrap(&w, one, PAGE_CELLS - (is_note ? 0 : INDENT));
        lay_paragraph(l, &w, is_note ? 0 : INDENT, is_note ? RUN_SMALL : 0);
        unwrap(&w);
        xwipe_str(one);
        p = end ? end + 1 : NULL;
    }
}

/* Lines that must stand under a heading: the beginning of what it is about. */
static int beginning(const struct block *b)
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

static void lay_heading(struct layout *l, const struct block *b, const struct block *next)
{
    if (l->lines - l->y < 1 + (next ? beginning(next) : 0)) {
        new_page(l);
    }
    put_text(l, l->y++, 0, PAGE_CELLS, RUN_LEFT, RUN_BOLD, b->text);
}

static void lay_title(struct layout *l, const struct document *doc, const struct block *b)
{
    if (l->y) {
        new_page(l);
    }
    put_text(l, l->y++, 0, PAGE_CELLS, RUN_CENTRE, 0, doc->school);
    put_text(l, l->y, 0, PAGE_CELLS, RUN_CENTRE, RUN_TITLE | RUN_BOLD, b->text);
    l->y += 2;
    if (b->left[0] || b->right[0]) {
        put_text(l, l->y, 0, PAGE_CELLS / 2, RUN_LEFT, 0, b->left);
        put_text(l, l->y, PAGE_CELLS / 2, PAGE_CELLS / 2, RUN_RIGHT, 0, b->right);
        l->y++;
    }
}

/* Three to a line, with a line to sign on, on one page. */
static void lay_signs(struct layout *l, const struct block *b)
{
    enum { ABREAST = 3 };
    size_t n = b->n ? b->rows[0].n : 0;
    int rows = ((int)n + ABREAST - 1) / ABREAST;
    if (l->lines - l->y < 2 * rows) {
        new_page(l);
    }
    for (size_t i = 0; i < n; i++) {
        int width = PAGE_CELLS / ABREAST;
        int cell = (int)(i % ABREAST) * width;
        struct str text = STR_INIT;
        str_addf(&text, "%s ", b->rows[0].cells[i]);
        while ((int)width_str(text.ptr) < width - 2) {
            str_addc(&text, '_');
        }
        put_text(l, l->y + 1 + 2 * ((int)i / ABREAST), cell, width, RUN_LEFT, 0, text.ptr);
        str_release(&text);
    }
    l->y += 2 * rows;
}

/* --- the foot --- */

static void lay_foot(struct layout *l, const struct document *doc)
{
    int y = l->pages->lines - 2;
    /* Who printed it stands in the middle of the first line, where a language is short enough. */
    bool fits = 2 * (int)width_str(doc->confidential) + (int)width_str(doc->printed) <
                PAGE_CELLS - 2;
    for (size_t i = 0; i < l->pages->n; i++) {
        l->page = &l->pages->at[i];
        put_text(l, y, 0, PAGE_CELLS, RUN_LEFT, RUN_SMALL, doc->confidential);
        put_text(l, fits ? y : y + 1, 0, PAGE_CELLS, RUN_CENTRE, RUN_SMALL, doc->printed);
        struct str count = STR_INIT;
        str_addf(&count, tr("Page %zu of %zu"), i + 1, l->pages->n);
        put_text(l, y, 0, PAGE_CELLS, RUN_RIGHT, RUN_SMALL, count.ptr);
        put_text(l, y + 1, 0, PAGE_CELLS, RUN_LEFT, RUN_SMALL, doc->serial);
        str_release(&count);
    }
}

/* --- all of it --- */

/* A blank line in front of what is not the first thing and not tied to what stands above. */
static bool wants_gap(const struct document *doc, size_t i)
{
    enum block_type type = doc->blocks[i].type;
    bool boxed = i && (doc->blocks[i - 1].type == BLOCK_PAIRS ||
                       doc->blocks[i - 1].type == BLOCK_TABLE);
    return !boxed && (type == BLOCK_HEADING || type == BLOCK_NOTE) && i &&
           doc->blocks[i - 1].type != BLOCK_TITLE;
}

static void lay_block(struct layout *l, const struct document *doc, size_t i)
{
    const struct block *b = &doc->blocks[i];
    if (!l->tight && wants_gap(doc, i) && l->y && l->y < l->lines) {
        l->y++;
    }
    switch (b->type) {
    case BLOCK_TITLE:
        lay_title(l, doc, b);
        break;
    case BLOCK_HEADING:
        lay_heading(l, b, i + 1 < doc->n ? b + 1 : NULL);
        break;
    case BLOCK_PAIRS:
        lay_pairs(l, b);
        break;
    case BLOCK_TABLE:
        lay_table(l, b);
        break;
    case BLOCK_TEXT:
    case BLOCK_NOTE:
        lay_text(l, b);
        break;
    case BLOCK_SIGN:
        lay_signs(l, b);
        break;
    }
}

static void lay_all(struct layout *l, const struct document *doc)
{
    new_page(l);
    for (size_t i = 0; i < doc->n && l->pages->n <= PAGE_MOST; i++) {
        lay_block(l, doc, i);
    }
}

/* The body of one form takes a page and a few lines: without blank lines it may take one. */
static void lay_tight(struct layout *l, const struct document *doc)
{
    enum { FEW = 6 };
    struct pages *loose = l->pages;
    struct pages tight = {.paper = loose->paper, .lines = loose->lines};
    struct layout again = {.pages = &tight, .lines = l->lines, .tight = true};
    if (loose->n < 2 || l->y > FEW || loose->n > PAGE_MOST) {
        return;
    }
    lay_all(&again, doc);
    if (tight.n < loose->n) {
        struct pages other = *loose;
        *loose = tight;
        tight = other;
    }
    pages_release(&tight);
}

enum err pages_lay_out(const struct document *doc, const struct paper *paper, bool as_text,
                       struct pages *out)
{
    memset(out, 0, sizeof *out);
    out->paper = paper;
    out->lines = as_text ? paper->text_lines : paper->lines;
    struct layout l = {.pages = out, .lines = out->lines - FOOT};
    int cells = width_set_ambiguous(PAPER_AMBIGUOUS);
    lay_all(&l, doc);
    lay_tight(&l, doc);
    enum err e = out->n > PAGE_MOST ? ERR_TOO_LARGE : ERR_OK;
    if (e == ERR_OK) {
        lay_foot(&l, doc);
        out->watermark = xstrdup(doc->watermark);
    } else {
        pages_release(out);
    }
    width_set_ambiguous(cells);
    return e;
}

void pages_release(struct pages *pages)
{
    for (size_t i = 0; i < pages->n; i++) {
        for (size_t r = 0; r < pages->at[i].n; r++) {
            xwipe_str(pages->at[i].runs[r].text);
        }
        xfree(pages->at[i].runs);
        xfree(pages->at[i].rules);
    }
    xfree(pages->at);
    xwipe_str(pages->watermark);
    memset(pages, 0, sizeof *pages);
}
