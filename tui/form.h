// SPDX-License-Identifier: MIT
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/machine.h"
#include "core/record.h"
#include "tui/edit.h"

/*
 * The model of a record's form: what stands in every field as typed, what of
 * it is a value already, what is wrong, where the cursor is, what of it is in
 * the draft.  Knows no curses.  A form shows one row at a time: the record
 * itself, or one row of a part (its scope); all rows live in the one model, so
 * that one draft holds everything.
 */
struct reg;

enum item_type {
    ITEM_FIELD, /* a field of the record or of a part row */
    ITEM_ROW,   /* a part row in one line; opens as a scope of its own */
    ITEM_ADD,   /* the empty line that adds a row to a part */
};

struct item {
    enum item_type type;
    const struct part *part; /* NULL: the record's own field */
    int64_t row;             /* 0: the record; < 0: the first act of a machine */
    const struct field *field;
    struct edit *edit;   /* text as typed (ITEM_FIELD) */
    char *ref;           /* a reference that is resolved: "@12", "G12.3"; NULL */
    char *problem;       /* translated, NULL; shown once the field was left */
    char *note;          /* Ctrl-K, NULL */
    enum missing missing;
    bool carried;        /* prefilled and not looked at: ^ */
    bool skipped;        /* CARRY_SKIP: passed over by Enter */
    bool visited;
    bool fixed;          /* F_ONCE and stored with a value: it is read only */
    bool stale;          /* differs from the draft in the file */
    char pending;        /* first digit of a two-digit choice in CODES, 0 none */
};

/* The first act of a machine, asked for in the form of a new subject. */
struct first_act {
    struct row head;
    int64_t value; /* record of the machine's values, NONE */
    int64_t day;
    const struct machine *machine;
};

enum {
    FORM_FIRST_ACTS = 2,
    FORM_DUE = 20 /* characters after which the draft is due */
};

struct form {
    struct reg *reg;
    struct record *rec;   /* values as far as they are valid */
    int64_t base;         /* stored version the typing began from */
    int64_t pupil;        /* whom it is about, NONE */
    struct draft draft;
    bool grid;            /* a line of the grid of slips: only its columns are shown */
    bool has_draft;       /* something was typed: a draft is or will be in the file */
    struct item *items;
    size_t n, cap;
    size_t focus;         /* index of an item that is shown */
    bool arrived;         /* the focus came here and nothing was done yet: digits replace */
    const struct part *scope_part; /* NULL: the record itself */
    int64_t scope_row;
    struct first_act first[FORM_FIRST_ACTS];
    size_t first_count;
    const struct move *move;       /* a form of one act (form_open_act) */
    const struct machine *machine;
    int64_t first_key;    /* uptime ms of the first key not in the draft, 0 none */
    size_t unsaved;       /* characters typed since the last flush */
    bool failed;          /* the last flush or store did not reach the file */
    int64_t stored_at;    /* ms, when it was last stored or drafted */
};

struct form_start {
    const struct kind *kind;
    int64_t id;    /* a stored record or a draft; 0 a new record */
    int64_t pupil; /* whom a new record is about, NONE */
    const struct record *like; /* last record of the kind: what carries over; NULL */
};

/*
 * Open: a stored record, its draft folded over it, or a new record with its
 * first values.  ERR_NOT_FOUND, ERR_DAMAGED, ERR_IO.
 */
NODISCARD enum err form_open(struct reg *reg, const struct form_start *start, struct form **form);

/* A form that makes one act: day, value, reason ... as the move asks. */
NODISCARD enum err form_open_act(struct reg *reg, const struct machine *machine,
                                 const struct move *move, int64_t subject, int64_t pupil,
                                 struct form **form);
void form_free(struct form *f); /* NULL is allowed; wipes */

/* --- items --- */

/* Whether an item belongs to the scope and its shown_if holds. */
bool form_is_shown(const struct form *f, size_t at);
struct item *form_focus(struct form *f);
/* Move the focus; `leave` checks the field that is left.  False at the ends. */
bool form_next(struct form *f);
bool form_prev(struct form *f);
bool form_go(struct form *f, size_t at);
/* The item of a field by name in the present scope; SIZE_MAX. */
size_t form_find(const struct form *f, const char *field);

/* What a shown item says: label, value as it is echoed, text as typed. */
void form_label(struct str *out, const struct form *f, size_t at);
void form_echo(struct str *out, const struct form *f, size_t at);
const char *form_typed(const struct item *item);
/* '*' must be filled, '!' a problem, '^' carried, '~' put aside, ' '. */
char form_sign(const struct form *f, size_t at);

/* --- changes --- */

/* The text of the focused item changed through its edit: parse it again. */
void form_touched(struct form *f, size_t at, size_t characters);
/* Put a text, a code, a reference in (undoable where it is text). */
void form_set(struct form *f, size_t at, const char *text);
void form_set_ref(struct form *f, size_t at, const char *ref);
/* A digit typed into a CODES item: toggles when complete. */
void form_toggle(struct form *f, size_t at, const char *code);
void form_set_note(struct form *f, size_t at, const char *note);
/* F6: bring the value of `like`; false if the field never carries or there is none. */
bool form_same(struct form *f, size_t at, const struct record *like);

/* Rows of parts: add (focus goes there), drop, enter and leave a row's own scope. */
int64_t form_add_row(struct form *f, const struct part *part);
void form_drop_row(struct form *f, const struct part *part, int64_t row);
void form_enter_row(struct form *f, const struct part *part, int64_t row);
void form_leave_row(struct form *f);

/* --- storing --- */

/*
 * Check everything.  Returns the number of problems; the first one's item in
 * `*first` (of whatever scope).  Quiet about fields that were not reached
 * unless `all`.
 */
size_t form_check(struct form *f, bool all, size_t *first);

/* Anything typed that is not in the file yet? */
bool form_is_stale(const struct form *f);
/* Whether the draft wants writing now: a second, FORM_DUE characters, form_hasten(). */
bool form_wants_flush(const struct form *f, int64_t uptime);
/* What was typed wants writing at once: a field was left, much was pasted. */
void form_hasten(struct form *f);
/*
 * Write the draft (one transaction).  Keeps the text whatever happens; after a
 * failure it wants writing again in a second, not before.
 */
NODISCARD enum err form_flush(struct form *f);

/*
 * Store: as 存好, or as 没写完 when `unfinished`.  The draft goes in the same
 * transaction.  ERR_INVALID: form_check() has problems and it is not
 * unfinished (or too little for that); ERR_CONFLICT: it was changed
 * underneath; ERR_REFUSED with the sentence in `*why` (translated, caller
 * frees): an act that is not legal now.
 */
NODISCARD enum err form_store(struct form *f, bool unfinished, char **why);

/*
 * The same, with what else belongs into the transaction; `set` is emptied, also on failure.
 */
NODISCARD enum err form_store_with(struct form *f, bool unfinished, struct changes *set,
                                   char **why);

/*
 * After ERR_CONFLICT: what was not typed here takes the values stored
 * meanwhile, what was typed stays, and the stored version becomes the base.
 * `*both` counts the fields changed on both sides; their stored values are in
 * `*stored`, the caller's to record_free().  The errors of loading.
 */
NODISCARD enum err form_rebase(struct form *f, size_t *both, struct record **stored);

/* Give the draft up (logged). */
NODISCARD enum err form_discard(struct form *f);

/* The cursor and scope as a place, and back. */
void form_save_place(const struct form *f, struct str *pack);
void form_restore_place(struct form *f, const char *bytes, size_t n);

#endif
