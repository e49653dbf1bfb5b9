// SPDX-License-Identifier: MIT
#ifndef CORE_IMPORT_PRIV_H
#define CORE_IMPORT_PRIV_H

#include "core/book.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/csv.h"
#include "core/import.h"
#include "core/kinds.h"
#include "core/load.h"

/* The inside of an import, shared by core/import*.c. */

/* What a text of a column meant before: files repeat few words thousands of times. */
struct import_word {
    char *text;
    char *value;       /* stored text, NULL if it could not be read */
    const char *msgid; /* why not */
};

struct import_words {
    struct import_word *at;
    size_t n, cap;
};

struct import_class {
    char *text; /* grade, newline, class */
    struct class_ref ref;
    bool good;
};

/* Several values a key: pupils by number or name, rows by number. */
struct text_index {
    struct text_slot {
        char *key;
        int64_t value;
    } *slots;
    size_t cap, n; /* cap is a power of two */
};

void text_index_add(struct text_index *ix, const char *key, int64_t value);
/* The next value of `key`; `*cursor` begins as 0 and is 0 again at the end. */
bool text_index_next(const struct text_index *ix, const char *key, size_t *cursor, int64_t *value);
void text_index_release(struct text_index *ix);

/* A row and the known pupil it is: sorted by pupil, as the scan meets them. */
struct import_match {
    int64_t pupil;
    size_t row;
};

enum import_phase { PHASE_FETCH, PHASE_READ, PHASE_MATCH, PHASE_SORT, PHASE_COMPARE, PHASE_DONE };

struct import_job {
    struct reg *reg;
    char *file;
    char digest[65];
    int64_t today;
    enum encoding encoding;
    char delimiter;
    struct str book;        /* the workbook, until it is read; empty: a text file */
    struct errand *errand;  /* PHASE_FETCH: the helper that reads it */
    struct book_names sheets;
    bool is_book, sheet_named;
    size_t sheet_at;        /* which one is being read, unless it was named */
    char *map;              /* kept until the headings are there */
    struct import_fault fault;
    struct csv_sheet sheet;
    size_t header; /* row of the sheet */
    struct import_column *columns;
    size_t column_count;
    struct import_words *words; /* by column */
    struct import_class *classes; /* spellings met */
    size_t class_count, class_cap;
    struct class_ref *made; /* classes that are not there yet */
    size_t made_count, made_cap;
    struct import_line *rows;
    size_t row_count;
    struct import_note *notes;
    size_t note_count, note_cap;
    enum import_phase phase;
    size_t next; /* row or record of the phase */
    struct text_index by_student_no, by_id_no, by_name; /* known pupils */
    struct import_match *matches;
    size_t match_count, match_at;
    struct scan *scan;
    /* writing */
    struct changes set;
    int64_t *made_ids; /* by `made` */
    struct record *record; /* the import record while it is filled */
    int64_t record_id;
    struct commit *commit;
    enum err failed;
    size_t write_done, write_total;
    bool writing;
};

void import_note(struct import_job *imp, const struct import_line *row, const char *heading,
                 const char *msgid);
void import_reject(struct import_line *row, enum import_state state, const char *msgid,
                   const char *detail);

/* import.c: headings and rows, once the sheet is there; ERR_INVALID with `fault`. */
NODISCARD enum err import_begin(struct import_job *imp, const char *map,
                                struct import_fault *fault);

/* import_book.c: start the helper; carry on; a fault is left in the job. */
NODISCARD enum err import_book_open(struct import_job *imp, const char *bytes, size_t n,
                                    const struct import_options *options);
NODISCARD enum err import_book_step(struct import_job *imp);
void import_book_free(struct import_job *imp);

/* import_map.c: columns by the headings; ERR_INVALID with `fault`. */
NODISCARD enum err import_map_columns(struct import_job *imp, const char *map,
                                      struct import_fault *fault);

/* import_value.c: what stands in a cell. */
char *import_clean(const char *cell, bool keep_newlines, bool *has_control);
/* Whether a spreadsheet wrote it instead of a value: #N/A and its like. */
bool import_is_error(const char *text);
bool import_date(const char *text, int64_t *date);
bool import_month(const char *text, int64_t *month);
/*
 * Put a cleaned, non-empty text into the field of `base`.  NULL if it went in;
 * else why not, a msgid, with `*refuse` whether the row cannot be taken.
 */
const char *import_set(struct import_words *words, void *base, const struct field *f,
                       const char *text, bool *refuse);

/* import_row.c: one row as a pupil's record, and over a known one. */
void import_read_row(struct import_job *imp, struct import_line *row);
void import_compare_row(struct import_job *imp, struct import_line *row,
                        const struct record *known);
bool import_has_required(const struct record *rec);

/* import_class.c: the class of the row, NULL or why it is none (msgid). */
const char *import_read_class(struct import_job *imp, struct import_line *row, const char *text,
                              const char *grade);
/* Whether the row names this class, also where others are written like it. */
bool import_names_class(struct import_job *imp, const struct import_line *row, int64_t class_id);

/* import_repair.c: damaged identity numbers. */
/* The row's number is damaged: keep it apart and look whether the row gives it back. */
void import_repair_read(struct import_line *row);
/* The pupil is known: the register's number stays, or its student number gives it back. */
void import_repair_compare(struct import_job *imp, struct import_line *row,
                           const struct record *known);
/* Classified: what is offered, or why there is no number, becomes the row's words. */
void import_repair_settle(struct import_line *row);
NODISCARD enum err import_repair_decide(struct import_job *imp, struct import_line *row,
                                        enum import_decision decision);

/* import_match.c: whose row it is. */
void import_index_pupils(struct import_job *imp);
void import_match_row(struct import_job *imp, struct import_line *row);
void import_sort_matches(struct import_job *imp);
/* Whether another row is this pupil already. */
bool import_is_claimed(const struct import_job *imp, int64_t pupil,
                       const struct import_line *except);

#endif
