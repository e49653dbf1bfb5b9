// SPDX-License-Identifier: MIT
#ifndef CORE_DOCUMENT_H
#define CORE_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * A paper as data: blocks from top to bottom, without a size, a font or a page.
 * core/print_*.c make it from records, core/page.h lays it out.  All text is
 * valid UTF-8 and what may leave: nothing behind here decides about secrets.
 *
 * A name found in running text stands in it as DOC_NAME, a character from
 * DOC_NAME_FIRST on (the number in `names`), the name or what covers it,
 * DOC_NAME_END.  Typed text has no control characters, so nothing else can
 * look like that.
 */
#define DOC_NAME '\x0e'
#define DOC_NAME_END '\x0f'
enum { DOC_NAME_FIRST = ' ', DOC_NAMES = 90 };

enum block_type {
    BLOCK_TITLE,   /* begins a page: `text`, the school over it, `left` and `right` under it */
    BLOCK_HEADING, /* of what follows; never the last line of a page */
    BLOCK_PAIRS,   /* boxed: a row is label, value, label, value ... */
    BLOCK_TABLE,   /* boxed: the first row is its head, repeated on each page */
    BLOCK_TEXT,    /* paragraphs, a line feed between them; empty: lines to write on */
    BLOCK_NOTE,    /* small remarks */
    BLOCK_SIGN,    /* labels with lines to sign on, kept together */
};

enum { DOC_CELLS = 8 };

struct doc_row {
    char *cells[DOC_CELLS]; /* never NULL below n */
    size_t n;
    int least; /* lines it takes at least (a blank form) */
};

struct block {
    enum block_type type;
    char *text;        /* TITLE, HEADING, TEXT, NOTE */
    char *left, *right; /* TITLE: line under it */
    struct doc_row *rows;
    size_t n, cap;
    int widths[DOC_CELLS]; /* TABLE: cells of each column; 0: a share of what is left */
};

/* A name in running text: of a pupil or of staff. */
struct doc_name {
    int64_t id;
    char *name;
    bool is_staff;
    bool covered;
    size_t times;
};

struct document {
    struct block *blocks;
    size_t n, cap;
    char *school;
    char *confidential; /* left of the foot */
    char *printed;      /* middle: by whom and when */
    char *serial;       /* second line of the foot, "" none yet */
    char *watermark;    /* "" none */
    struct doc_name names[DOC_NAMES];
    size_t name_count;
};

void document_init(struct document *doc);
void document_release(struct document *doc); /* overwrites all text */

/* Add a block; `text` is copied.  Valid until the next one. */
struct block *document_add(struct document *doc, enum block_type type, const char *text);
/* Add a row; cells are added to it. */
struct doc_row *block_row(struct block *b);
/* The row takes the text. */
void row_cell(struct doc_row *row, char *text);

/* Every text in turn; `each` may put another in its place (and wipe the old one). */
void document_each(struct document *doc, void (*each)(void *ctx, char **text), void *ctx);

/*
 * Characters that GBK lacks, each once, in order, after symbols that are
 * nobody's name were mended in the text.  `*cps` is the caller's to xfree().
 */
size_t document_lacking(struct document *doc, uint32_t **cps);

/* Write these characters as 〔U+4DAE yǎn〕. */
void document_describe(struct document *doc, const uint32_t *cps, size_t n);

/* "〔U+4DAE yǎn〕", appended. */
void document_describe_char(struct str *out, uint32_t cp);

#endif
