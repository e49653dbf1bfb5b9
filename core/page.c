// SPDX-License-Identifier: MIT
#include "core/page_priv.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
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
    FOOT = 3,   /* a blank line and two of the foot */
    INDENT = 4, /* of running text: two characters */
};

/* --- running text --- */

/* Neither the first nor the last line of a paragraph stands alone on a page. */
static void lay_paragraph(struct layout *l, const struct wrapped *w, int indent, unsigned style)
{
    for (size_t i = 0; i < w->n; i++) {
        size_t rest = w->n - i;
        int room = l->lines - l->y;
        bool orphan = i == 0 && rest > 1 && (room == 1 || (rest == 3 && room == 2));
        bool widow = i > 1 && rest == 2 && room == 1;
        if (room < 1 || orphan || widow) {
            page_new(l);
        }
        page_put_line(l, w, i, l->y++, indent, PAGE_CELLS - indent, RUN_LEFT, style);
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
            page_new(l);
        }
        page_put_text(l, l->y++, INDENT, PAGE_CELLS - INDENT, RUN_LEFT, 0, line.ptr);
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
        page_wrap(&w, one, PAGE_CELLS - (is_note ? 0 : INDENT));
        lay_paragraph(l, &w, is_note ? 0 : INDENT, is_note ? RUN_SMALL : 0);
        page_unwrap(&w);
        xwipe_str(one);
        p = end ? end + 1 : NULL;
    }
}

static void lay_heading(struct layout *l, const struct block *b, const struct block *next)
{
    if (l->lines - l->y < 1 + (next ? page_beginning(next) : 0)) {
        page_new(l);
    }
    page_put_text(l, l->y++, 0, PAGE_CELLS, RUN_LEFT, RUN_BOLD, b->text);
}

static void lay_title(struct layout *l, const struct document *doc, const struct block *b)
{
    if (l->y) {
        page_new(l);
    }
    page_put_text(l, l->y++, 0, PAGE_CELLS, RUN_CENTRE, 0, doc->school);
    page_put_text(l, l->y, 0, PAGE_CELLS, RUN_CENTRE, RUN_TITLE | RUN_BOLD, b->text);
    l->y += 2;
    if (b->left[0] || b->right[0]) {
        page_put_text(l, l->y, 0, PAGE_CELLS / 2, RUN_LEFT, 0, b->left);
        page_put_text(l, l->y, PAGE_CELLS / 2, PAGE_CELLS / 2, RUN_RIGHT, 0, b->right);
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
        page_new(l);
    }
    for (size_t i = 0; i < n; i++) {
        int width = PAGE_CELLS / ABREAST;
        int cell = (int)(i % ABREAST) * width;
        struct str text = STR_INIT;
        str_addf(&text, "%s ", b->rows[0].cells[i]);
        while ((int)width_str(text.ptr) < width - 2) {
            str_addc(&text, '_');
        }
        page_put_text(l, l->y + 1 + 2 * ((int)i / ABREAST), cell, width, RUN_LEFT, 0, text.ptr);
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
        page_put_text(l, y, 0, PAGE_CELLS, RUN_LEFT, RUN_SMALL, doc->confidential);
        page_put_text(l, fits ? y : y + 1, 0, PAGE_CELLS, RUN_CENTRE, RUN_SMALL, doc->printed);
        struct str count = STR_INIT;
        str_addf(&count, tr("Page %zu of %zu"), i + 1, l->pages->n);
        page_put_text(l, y, 0, PAGE_CELLS, RUN_RIGHT, RUN_SMALL, count.ptr);
        page_put_text(l, y + 1, 0, PAGE_CELLS, RUN_LEFT, RUN_SMALL, doc->serial);
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
        page_lay_pairs(l, b);
        break;
    case BLOCK_TABLE:
        page_lay_table(l, b);
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
    page_new(l);
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
