// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_EXPORT_H
#define TUI_SCREENS_EXPORT_H

#include "core/export.h"
#include "tui/app.h"
#include "tui/list.h"

/*
 * A table handed out: which, in what form and where to (export_where.c), then
 * S27, what the encoding cannot hold (export.c), then the file (export_write.c).
 * A choice is made per pupil and kept as the pupil's name for such files; it is
 * proposed the next time and never applied unseen.
 */
struct export_screen {
    const struct kind *kind;
    enum encoding encoding;
    bool book; /* a workbook: everything fits */
    bool full;
    char *purpose;
    char *path;
    struct export_job *job;
    size_t misfits, mended;
    int64_t damaged;
    bool *settled; /* by misfit */
    struct list list;
    struct str cells[5];
    int choice; /* whose words a line is being typed for: 1 agreed, 3 description */
};

/* --- export.c --- */
/* Take over what was wished and hand the table out, over S27 if something does not fit. */
void export_start(struct app *app, struct export_screen *self);
void export_screen_free(struct export_screen *self);

/* --- export_write.c --- */
/* Write the text file; what came of it is said. */
void export_write(struct app *app, struct export_screen *self);
/* Write the workbook as a job, which frees `self`. */
void export_write_book(struct app *app, struct export_screen *self);

#endif
