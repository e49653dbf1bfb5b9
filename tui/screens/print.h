// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_PRINT_H
#define TUI_SCREENS_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/page.h"
#include "core/press.h"
#include "core/print.h"
#include "core/spool.h"
#include "tui/screen.h"

/*
 * The state of the print preview (S28), shared by print.c (page and keys),
 * print_options.c (F4), print_go.c (F2, from the first question to the last) and
 * print_purge.c (the queue's copy afterwards).
 */
struct print_screen {
    struct print_job *job;
    struct document doc;
    struct pages pages;
    bool is_built;     /* doc and pages are there */
    bool dot_matrix;   /* GBK text instead of a PDF */
    int64_t damaged;
    size_t page;
    int top;           /* first line in sight */
    int left;          /* cells of it beyond the left edge of a narrow window */
    size_t name;       /* the found name the cursor is on */

    struct spool_printers printers;
    bool asked;        /* which printers there are is known */
    char *printer;     /* chosen, NULL: the system's own */

    struct errand *asking; /* lpstat; NULL */
    struct errand *errand; /* lp; NULL */
    struct press *press;
    uint32_t *lacking; /* characters that cannot be written, once `looked` */
    size_t lacking_n;
    bool looked;
    bool waits;        /* F2 was pressed while it was being looked: it goes on then */
    bool described;    /* they are written as 〔U+4DAE yǎn〕 */
    bool covered_asked; /* it was said that names stay as they are */

    struct str bytes;  /* what is being sent */
    int copy;          /* which copy, while it is asked to whom it went */
};

/*
 * print.c: make document and pages anew; print_rebuild() also looks anew what
 * cannot be written, which covering a name does not change.  `is_final`:
 * it is printed now and not only looked at.
 */
void print_rebuild(struct screen *s);
void print_repage(struct screen *s, bool is_final);

/* print_options.c */
void print_options(struct screen *s);
/* Printer and its kind as they were chosen last. */
void print_take_settings(struct screen *s);

/* print_go.c */
void print_go(struct screen *s);

/* print_purge.c: take the job out of the queue when it has been printed; behind the screens. */
void print_purge(struct app *app, const char *job);

#endif
