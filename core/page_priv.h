// SPDX-License-Identifier: MIT
#ifndef CORE_PAGE_PRIV_H
#define CORE_PAGE_PRIV_H

#include "core/page.h"
#include "locale/breaks.h"

/*
 * The inside of laying out, shared by page.c (blocks), page_box.c (boxes and
 * tables) and page_line.c (lines of text and where the marks of names are).
 */
struct layout {
    struct pages *pages;
    struct page *page; /* the last one */
    int lines;         /* a page has for its body */
    int y;
    bool tight; /* no blank lines between blocks */
};

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

/* Another page begins. */
void page_new(struct layout *l);
void page_add_rule(struct layout *l, int x1, int y1, int x2, int y2);

/* Break text into lines of `cells`, the marks of names taken out; page_unwrap() overwrites it. */
void page_wrap(struct wrapped *w, const char *text, int cells);
void page_unwrap(struct wrapped *w);

/* Line `i` of the text at the layout's line `y`; the same for a text of one line. */
void page_put_line(struct layout *l, const struct wrapped *w, size_t i, int y, int cell,
                   int width, enum run_align align, unsigned style);
void page_put_text(struct layout *l, int y, int cell, int width, enum run_align align,
                   unsigned style, const char *text);

void page_lay_pairs(struct layout *l, const struct block *b);
void page_lay_table(struct layout *l, const struct block *b);

/* Lines that must stand under a heading: the beginning of what it is about. */
int page_beginning(const struct block *b);

#endif
