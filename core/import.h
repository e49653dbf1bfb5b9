// SPDX-License-Identifier: MIT
#ifndef CORE_IMPORT_H
#define CORE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/record.h"
#include "locale/encode.h"

/*
 * A roster file into the register (domain.md 9, screens.md S29): read, looked
 * at, then written as one commit that can be taken back as a whole.
 *
 *     import_open()                          text, headings, rows
 *     import_step() until done               every row classified
 *     import_decide() for rows that ask
 *     import_write_begin(), _step() until done, _end()
 *     import_free()
 *
 * Nothing is written before import_write_begin().  Empty cells never clear a
 * stored value; pupils who are not in the file are counted and not touched; a
 * row that can be read two ways asks a person.
 */
struct reg;

/* What a column of the file is. */
enum import_target {
    TARGET_IGNORED,
    TARGET_FIELD,    /* a field of the pupil */
    TARGET_CLASS,
    TARGET_GRADE,    /* helps reading the class */
    TARGET_GUARDIAN, /* a field of guardian `slot` */
};

enum { IMPORT_GUARDIANS = 5, GUARDIAN_FATHER = 4, GUARDIAN_MOTHER = 5 };

struct import_column {
    char *heading; /* as it stands in the file */
    enum import_target target;
    const struct field *field; /* FIELD, GUARDIAN; else NULL */
    int slot;                  /* GUARDIAN: 1 to IMPORT_GUARDIANS; 4 the father, 5 the mother */
};

enum import_state {
    IMPORT_WAITING, /* not classified yet */
    IMPORT_NEW,
    IMPORT_CHANGED,
    IMPORT_SAME,
    IMPORT_ASK, /* a person must say who it is */
    IMPORT_BAD, /* cannot be read */
    IMPORT_SKIPPED,
};

enum import_decision {
    IMPORT_SAME_PERSON,
    IMPORT_NEW_PERSON,
    IMPORT_SKIP,
    IMPORT_RESTORE,     /* the identity number as another number gives it back */
    IMPORT_LEAVE_EMPTY, /* not that; the row goes without one */
};

/*
 * An identity number that a spreadsheet damaged and that the student number, in
 * the file or in the register, gives back whole: offered, and taken only by a
 * person's word.
 */
enum import_repair { REPAIR_NONE, REPAIR_OFFERED, REPAIR_TAKEN, REPAIR_REFUSED };

struct import_line {
    size_t sheet_row;
    size_t line;
    enum import_state state;
    int64_t pupil;      /* the known pupil it is, or may be (ASK); NONE */
    const char *why;    /* msgid: why it asks or cannot be read; NULL */
    char *detail;       /* candidates, or the heading of the bad cell; NULL */
    int64_t class_id;   /* known class, NONE */
    size_t new_class;   /* index of a class that is to be made + 1, 0 none */
    bool class_moves;   /* a known pupil changes class */
    char *damaged;      /* an identity number that a spreadsheet damaged, as it stands; NULL */
    char *whole;        /* the number it was, unless REPAIR_NONE */
    enum import_repair repair;
    struct record *rec; /* the pupil as it will be stored: NEW, CHANGED with changed fields */
};

/* Something worth a look that refuses nothing. */
struct import_note {
    size_t line;
    char *heading;      /* column, NULL the row */
    const char *msgid;  /* a sentence */
};

struct import_options {
    enum encoding encoding; /* ENC_UNKNOWN: find out */
    const char *map;        /* lines heading=key, UTF-8; NULL */
    const char *file;       /* name to remember, without its folder; NULL */
    const char *sheet;      /* of a workbook; NULL: the first that has headings */
};

/* Why a file as a whole was refused. */
struct import_fault {
    const char *msgid; /* NULL: the sentence of the error */
    size_t line;       /* 0 unknown */
    char *detail;      /* xfree(); NULL */
};

struct import_counts {
    size_t fresh, changed, same, ask, bad, skipped;
    size_t offered; /* of the first three: repairs nobody has decided yet */
    size_t missing; /* pupils at school that no row names */
};

struct import_job;

/*
 * Read `n` bytes: encoding, delimiter, headings among the first five lines.
 * ERR_ENCODING: the encoding cannot be told, or a byte does not fit; ERR_INVALID:
 * no headings, quotes that do not fit, a map that names an unknown key.
 * `*imp` only on ERR_OK; `fault` is filled else.
 *
 * A workbook is read by the helper while import_step() is called: what is wrong
 * with the file or its headings comes from there, with import_take_fault().
 */
NODISCARD enum err import_open(struct reg *reg, const char *bytes, size_t n,
                               const struct import_options *options, struct import_job **imp,
                               struct import_fault *fault);
void import_free(struct import_job *imp); /* wipes; NULL is allowed */

/* Classify: about `count` rows or records more.  The scan's errors; ERR_BOOK_*, ERR_HELPER_*. */
NODISCARD enum err import_step(struct import_job *imp, size_t count, bool *done);
/* Why import_step() failed, if there is more to say than the error does; the caller's then. */
void import_take_fault(struct import_job *imp, struct import_fault *fault);

/* How far import_step() or import_write_step() is. */
void import_progress(const struct import_job *imp, size_t *done, size_t *total);

size_t import_row_count(const struct import_job *imp);
const struct import_line *import_row_at(const struct import_job *imp, size_t at);
size_t import_note_count(const struct import_job *imp);
const struct import_note *import_note_at(const struct import_job *imp, size_t at);
size_t import_column_count(const struct import_job *imp);
const struct import_column *import_column_at(const struct import_job *imp, size_t at);
/* A cell as it stands in the file (UTF-8). */
const char *import_cell(const struct import_job *imp, size_t row, size_t column);
/* What the file is: a workbook and which of its sheets, else its encoding and what separates. */
bool import_is_book(const struct import_job *imp);
const char *import_sheet(const struct import_job *imp); /* the one that was read; "" */
size_t import_sheet_count(const struct import_job *imp);
const char *import_sheet_at(const struct import_job *imp, size_t at);
enum encoding import_encoding(const struct import_job *imp);
char import_delimiter(const struct import_job *imp);
void import_count(const struct import_job *imp, struct import_counts *counts);

/*
 * A person's word about an ASK row, about a repair that is offered, or (SKIP)
 * none of the row, whatever its state.  ERR_REFUSED where it does not fit.
 */
NODISCARD enum err import_decide(struct import_job *imp, size_t row, enum import_decision decision);

/*
 * Rows that were not taken (ASK, BAD) with a reason column: as a text file in the
 * input's encoding (UTF-8 with its mark for a workbook), or as a workbook.
 */
NODISCARD enum err import_rejects(const struct import_job *imp, bool as_book, struct str *out);

/*
 * Write: a verified copy of the register first, then everything in one commit.
 * ASK rows are left out.  With nothing to write nothing is copied or written.
 * The errors of backup_run() and of commits; after an error, or with `stop`,
 * import_write_end() puts everything back.  `*id` is the import record, NONE
 * if nothing was written.
 */
NODISCARD enum err import_write_begin(struct import_job *imp);
NODISCARD enum err import_write_step(struct import_job *imp, size_t count, bool *done);
NODISCARD enum err import_write_end(struct import_job *imp, bool stop, int64_t *id);

/*
 * Take a whole import back: what it made is struck, its acts are corrected,
 * what it changed gets its former values, each where nothing changed since.
 * What was changed since is left and named in `left`, a line each.
 * ERR_NOT_FOUND: no such import; ERR_REFUSED: taken back already.
 */
NODISCARD enum err import_take_back(struct reg *reg, int64_t id, struct str *left);

#endif
