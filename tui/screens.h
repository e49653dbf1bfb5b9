// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_H
#define TUI_SCREENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/record.h"
#include "tui/app.h"

/*
 * The screens and how they are pushed.  A number S1 to S33 is that of
 * screens.md.  Every screen reads the register through app->reg.
 */
struct form;
struct field;
struct part;

/* All kinds of screens that may stand in a saved place; *count of them (screens/all.c). */
const struct screen_ops *const *screens_known(size_t *count);

/* The hook for commands no screen took: menu, find, help, blank, lock, danger. */
bool screens_command(struct app *app, enum command cmd);

/* --- the way in (screens/unlock.c, first_run.c, blank.c, settings.c, damage.c) --- */
struct session_state; /* tui/session.h */
void first_run_push(struct app *app);               /* S1, S2 */
void unlock_push(struct app *app, bool locked);     /* S3, or S31 when the screen was locked */
void blank_push(struct app *app);                   /* S32 */
void settings_push(struct app *app);                /* S30 */
void damage_push(struct app *app);                  /* the page before a damaged register opens */

/* --- every day --- */
void today_push(struct app *app);                   /* S4 */
void finish_push(struct app *app);                  /* its F2: copies, then the lock */
void menu_push(struct app *app, int64_t pupil);     /* S5; NONE: about nobody */
void pupil_push(struct app *app, int64_t pupil);    /* S7 */
void audit_push(struct app *app, int64_t pupil);    /* who saw, printed, exported; NONE: all */
void records_push(struct app *app, const struct kind *kind); /* staff, posts, terms, classes */

/* Paper slips of a kind, keyed a line each. */
void grid_push(struct app *app, const struct kind *kind);
/* The list of one class, in the term of today. */
void grid_push_class(struct app *app, const struct kind *kind, int64_t class_id);

/* S17: the class sweep by class; behind a class's list the question of the signature. */
void sweeps_push(struct app *app);
struct sweep_end {
    struct app *app;
    int64_t class_id;
    size_t listed;
};
/* Asks on top of that list, whose `end` is; the answer closes the list. */
void sweep_end_push(struct sweep_end *end);
/* The signed paper of a class: a hand-in. */
void handin_push(struct app *app, int64_t class_id);

/* Menu 52: all screenings; one of them by class (S16); a class's answer sheets (S14). */
void campaigns_push(struct app *app);
void progress_push(struct app *app, int64_t campaign);
struct sheets_how {
    int64_t campaign, class_id;
    const char *scale;  /* NULL: the first of the screening */
    int64_t pupil;      /* whose sheet is in hand, NONE: the first that is wanted */
    int per_row;        /* 0: as on the usual paper */
    const char *helper; /* PERSON who keys instead of the counsellor, NULL */
};
void sheets_push(struct app *app, const struct sheets_how *how);
/* The grid at the draft of a sheet; false when `id` is none. */
bool sheets_open_draft(struct app *app, int64_t id);

/* The ledger of a kind; a new record in it is about `pupil` (NONE: nobody yet). */
void ledger_push(struct app *app, const struct kind *kind, int64_t pupil);

/* S6.  `done` gets the pupil, NONE if given up; NULL: opens the file (S7). */
struct pupils_how {
    void (*done)(void *ctx, int64_t pupil);
    void *ctx;          /* outlives the screen: usually a screen below */
    const char *typed;  /* narrowing to begin with, NULL */
    bool bare;          /* names and classes only (F7 at the lock) */
};
void pupils_push(struct app *app, const struct pupils_how *how);

/* --- forms (screens/form.c and its pickers) --- */

/* A new record of `kind` about `pupil` (NONE: nobody yet). */
void record_new_push(struct app *app, const struct kind *kind, int64_t pupil);
/* A stored record or a draft, read and edited in its form (S9). */
void record_open_push(struct app *app, int64_t id);
/* One act: its form. */
struct machine;
struct move;
void act_push(struct app *app, const struct machine *machine, const struct move *move,
              int64_t subject, int64_t pupil);
/* The legal moves of a subject, to choose one (F4 of the pupil's file). */
void moves_push(struct app *app, const char *machines, int64_t subject, int64_t pupil);

/* S10: choose codes.  `done` gets the field's text as typed ("05", "02 05"); not called on Esc. */
struct codes_how {
    const struct field *field;
    const char *typed;      /* what is taken now */
    const char *same;       /* what was taken last time (F6), NULL */
    void (*done)(void *ctx, const char *typed);
    void *ctx;
};
void codes_push(struct app *app, const struct codes_how *how);

/* Choose staff, a class, or (PERSON) a guardian, staff or free words; "@id", "G..", "T..". */
struct person_how {
    const struct field *field;
    int64_t pupil;          /* whose guardians are offered, NONE */
    const char *typed;
    void (*done)(void *ctx, const char *ref);
    void *ctx;
};
void person_push(struct app *app, const struct person_how *how);

/*
 * What differs in a record, field by field, side by side: it changed underneath
 * while it was typed, or it is another one in an old copy.  `done` is called when
 * it was left.
 */
enum differences_of { DIFFERENCES_TYPED, DIFFERENCES_OLD };
void differences_push(struct app *app, const struct record *stored, const struct record *typed,
                      enum differences_of of, void (*done)(void *ctx), void *ctx);

/* S12: the page while the pupil sits there, a new talk; S13 on it, when it is over. */
void interview_push(struct app *app, int64_t pupil);
void after_talk_push(struct app *app, struct form *form);
/* S8: what the pupil may see and put right. */
void notebook_push(struct app *app, int64_t pupil);

/* S11: the text of one item of a form on a whole page. */
void longtext_push(struct app *app, struct form *form, size_t item);

/* One line asked in row 22 (a reason, a note): `done` gets it, NULL if given up. */
void line_push(struct app *app, const char *question, const char *text, size_t max,
               void (*done)(void *ctx, const char *text), void *ctx);

/*
 * Choose a file of this computer: folders and the files whose name ends in
 * `suffix` (".csv", ".csv|.xlsx").  `done` gets the path, NULL if given up.
 */
void files_push(struct app *app, const char *title, const char *suffix,
                void (*done)(void *ctx, const char *path), void *ctx);

/* S33: help about the screen below and the field it stands on (NULL none). */
void help_push(struct app *app, const struct field *field, int no);

/* --- copies --- */
void backups_push(struct app *app);                 /* menu 62, and the copies to restore from */
void restore_push(struct app *app, const char *path); /* is it this one; then the receipt */
/* What differs of one pupil between the register and a copy; single records taken back. */
void old_file_push(struct app *app, const char *path, int64_t pupil);

/* --- on paper (screens/print.c, prints.c) --- */
struct print_job;
/* Papers that the queue of the printer kept when the screens were locked: cleared now. */
void print_purge_left(struct app *app);
/* S28 of this job, which becomes the screen's. */
void print_push(struct app *app, struct print_job *job);
/* S28 of a form of the pupil; `about` is a record, NONE all of the kind. */
void print_form_push(struct app *app, const char *form, int64_t pupil, int64_t about);
/* Menu 43: which form of the pupil; NONE: what waits to be printed and what was. */
void prints_push(struct app *app, int64_t pupil);

/* --- in and out --- */
void import_push(struct app *app);                  /* S29: asks for the file first */
void imports_push(struct app *app);                 /* earlier imports, to take one back */
void export_push(struct app *app);                  /* asks what and where, then S27 */

#endif
