// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_SETTINGS_H
#define TUI_SCREENS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/str.h"
#include "core/reg.h"
#include "core/steps.h"
#include "tui/app.h"

/* S30 inside: the page (settings.c) and its chapters (settings_rows.c). */
struct settings {
    struct app *app;
    size_t chapter, row;
    bool right;      /* the cursor is in the right half */
    struct key *key; /* a new recovery code that is being confirmed, NULL */
    char *password;  /* for it, NULL */
};

struct setting_row {
    const char *label; /* msgid */
    const char *help;  /* msgid for row 22, NULL: the chapter's */
    /* What stands beside the label; NULL nothing. */
    void (*value)(const struct settings *st, struct str *out);
    /* Enter leads there; NULL: it is typed, or only shown. */
    void (*open)(struct settings *st);
    /* A value typed in row 22: the question, what stands in it, storing it. */
    const char *ask;
    size_t max;
    void (*typed)(const struct settings *st, struct str *out);
    /* NULL text: as delivered.  False after saying why not. */
    bool (*store)(struct settings *st, const char *text);
};

struct setting_chapter {
    int no; /* as in screens.md */
    const char *label;
    const char *help;
    const struct setting_row *rows;
    size_t count;
};

const struct setting_chapter *settings_chapters(size_t *count);

/* Chapter 6 (settings_backup.c). */
enum { SETTINGS_BACKUP_ROWS = 4 };
extern const struct setting_row settings_backup_rows[SETTINGS_BACKUP_ROWS];

/* The short name of the school's record into the settings file. */
void settings_follow_school(const struct settings *st);

/* Drop a recovery code that was not confirmed. */
void settings_forget(struct settings *st);

/* A value that holds from today, also in the settings file; false: it was told why not. */
bool settings_put(struct app *app, const char *name, const char *value);

/* Chapter 8 (settings_steps.c). */
extern const struct setting_row step_rows[STEP_COUNT + 1];

/* blank_text.c: the lines of the blank page, edited. */
void blank_text_push(struct app *app);

#endif
