// SPDX-License-Identifier: MIT
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/document.h"

/*
 * A document laid out: pages of text at lines and cells, and the rules of its
 * boxes.  One layout feeds everything: the preview on the screen, the PDF (a
 * cell is half a Chinese character) and the text of a dot-matrix printer, so
 * what is seen is what lies in the tray.  Only the number of lines on a page
 * differs between a PDF and text, whose lines stand closer.
 */
enum {
    PAGE_CELLS = 76,
    PAGE_MOST = 200,
    PAPER_AMBIGUOUS = 2, /* quotes and dots take two columns of GBK and a whole square of a font */
};

/* reliability.md 5.2; `form` is what ESC C sets at six lines an inch. */
struct paper {
    const char *code; /* of codes_print_sheet */
    const char *name; /* as `lp -o media=` takes it */
    int width, height; /* mm */
    int lines;         /* on a page of a PDF, the foot among them */
    int form;          /* lines of the form on a dot-matrix printer */
    int text_lines;    /* of them written on, the foot among them */
};

/* By its code; A4 for NULL and for codes there are not. */
const struct paper *paper_of(const char *code);

enum run_style {
    RUN_PLAIN = 0,
    RUN_BOLD = 1,
    RUN_TITLE = 2, /* large, on two lines */
    RUN_SMALL = 4,
};

enum run_align { RUN_LEFT, RUN_CENTRE, RUN_RIGHT };

struct run {
    int line, cell;
    int width; /* cells it is aligned in */
    enum run_align align;
    unsigned style;
    int name; /* number of a found name, -1 none */
    char *text;
};

/* Between cells and lines: x 3 is left of cell 3, y 3 above line 3. */
struct rule {
    int x1, y1, x2, y2;
};

struct page {
    struct run *runs;
    size_t n, cap;
    struct rule *rules;
    size_t rule_count, rule_cap;
};

struct pages {
    const struct paper *paper;
    int lines; /* of each page */
    struct page *at;
    size_t n, cap;
    char *watermark;
};

/* As text (close lines) or for a PDF.  Beyond PAGE_MOST pages ERR_TOO_LARGE and nothing. */
NODISCARD enum err pages_lay_out(const struct document *doc, const struct paper *paper,
                                 bool as_text, struct pages *out);
void pages_release(struct pages *pages); /* overwrites the text; an empty one is allowed */

/* Append page `at` as lines of text, each ended with `end`; blank lines at its end are there. */
void page_text(struct str *out, const struct pages *pages, size_t at, const char *end);

/*
 * What a dot-matrix printer takes (ESC/P-K): ESC @, ESC C form, FS &, lines
 * with CR LF in GBK, a form feed a page, FS .  ERR_ENCODING for a character
 * GBK lacks: document_lacking() first.
 */
NODISCARD enum err pages_dot_matrix(const struct pages *pages, struct str *out);

/*
 * What xindang-helper print takes; its lines are described in core/helper/print.c.
 * `minute` (ms of clock_now()) dates the PDF.
 */
void pages_wire(const struct pages *pages, int64_t now, struct str *out);

#endif
