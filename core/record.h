// SPDX-License-Identifier: MIT
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"

/*
 * Record definitions.  A kind of record is one .def file (core/kinds/): a line
 * per field and per part.  From that line come the struct member, the column,
 * the row of the form, the export key, the checks and the help; nothing about
 * a kind is written anywhere else but its migration and its Chinese words.
 *
 * A kind has its own table, its own line in `record` and its own MAC.  A part
 * (guardian, a talk's pupil) is rows inside a kind: same descriptors, saved and
 * authenticated with the owner.
 */

/* --- types: C representation; one row of operations each in field.c --- */
typedef char *field_TEXT_t;    /* one line */
typedef char *field_NOTE_t;    /* running text, many lines */
typedef int64_t field_DATE_t;  /* days since 1970-01-01 */
typedef int64_t field_MONTH_t; /* year * 12 + month - 1 */
typedef int64_t field_TIME_t;  /* minutes since midnight */
typedef int64_t field_INT_t;
typedef int64_t field_BOOL_t;   /* 1, 0 or NONE: "not said" is not "no" */
typedef char *field_CODE_t;     /* one code of a list, "05"; 90-92 are the honest empties */
typedef char *field_CODES_t;    /* several, " 02 05 " in list order */
typedef int64_t field_PUPIL_t;  /* record id */
typedef int64_t field_STAFF_t;  /* record id */
typedef int64_t field_RECORD_t; /* record id */
typedef char *field_PERSON_t;   /* "S12" staff, "P12" pupil, "G12.3" guardian row, "T..." words */
typedef char *field_AUTO_t;     /* given once, at the first save; never typed */

#define FIELD_TYPES(X)                                                                             \
    X(TEXT) X(NOTE) X(DATE) X(MONTH) X(TIME) X(INT) X(BOOL) X(CODE) X(CODES) X(PUPIL) X(STAFF)     \
    X(RECORD) X(PERSON) X(AUTO)

enum field_type {
#define X(t) FIELD_##t,
    FIELD_TYPES(X)
#undef X
        FIELD_TYPE_COUNT
};

enum field_flags {
    F_REQUIRED = 1 << 0, /* a value or an honest empty is needed to be 存好 */
    F_SEARCH = 1 << 1,   /* read by the text search */
    F_PRIVATE = 1 << 2,  /* never printed, never exported (工作笔记) */
    F_MASKED = 1 << 3,   /* 学籍号, 身份证件号, telephone: masked unless --full */
    F_BESIDE = 1 << 4,   /* stands beside the field before it on a wide screen */
    F_LINE = 1 << 5,     /* its value is part of the record's line in the timeline */
    F_FIXED = 1 << 6,    /* set by an act or the program, shown and never edited */
    F_EXCEL = 1 << 7,    /* long digits that a spreadsheet damages: written as text */
    F_JOINED = 1 << 9,   /* a time that ends the one before it: "10:20 to 11:00" in one place */
    F_SEVERAL = 1 << 10, /* of a part: shown only where the part has several rows */
    F_AHEAD = 1 << 8,    /* a DATE that may lie ahead; the others may not */
    F_ONCE = 1 << 11,    /* once stored with a value it is never changed or emptied */
    F_TOLD = 1 << 12,    /* a PERSON who is told, called, written to: never one who is 不可告诉 */
};

/* Carry-over, in three strengths.  Running text and F_PRIVATE never carry. */
enum carry {
    CARRY_ASKED,   /* F6 brings it */
    CARRY_NEVER,   /* a risk, a source, a count, a level, a reason */
    CARRY_PREFILL, /* filled from last time, marked ^ until looked at */
    CARRY_SKIP,    /* filled and passed over */
};

/* Honest empties a field allows outside code lists. */
enum missing {
    MISSING_NONE = 0,
    MISSING_UNASKED = 90, /* 没问 */
    MISSING_REFUSED = 91, /* 不肯说 */
    MISSING_UNCLEAR = 92, /* 不清楚 */
};

/* Print profiles, a set: who may see a field on paper (core/print.h). */
enum profile {
    PROFILE_FULL = 1 << 0,
    PROFILE_MEETING = 1 << 1,
    PROFILE_TEACHER = 1 << 2,
    PROFILE_PARENT = 1 << 3,
    PROFILE_HOSPITAL = 1 << 4,
    PROFILE_NEVER = 1 << 5, /* of use inside the program only: on no paper */
    PROFILES_ALL = PROFILE_FULL | PROFILE_MEETING | PROFILE_TEACHER | PROFILE_PARENT |
                   PROFILE_HOSPITAL,
    PROFILES_SCHOOL = PROFILE_FULL | PROFILE_MEETING | PROFILE_TEACHER,
    PROFILES_ROOM = PROFILE_FULL | PROFILE_MEETING,
    PROFILES_CLINIC = PROFILE_FULL | PROFILE_MEETING | PROFILE_HOSPITAL,
};

struct code_list;

struct field {
    const char *name;    /* column, export key, name in the pack */
    const char *label;   /* msgid */
    const char *help;    /* msgid: what it is, what those who check look for; NULL */
    const char *section; /* msgid: a heading in front of it; NULL */
    enum field_type type;
    unsigned flags;
    size_t offset;
    int no;                        /* number on the paper form, 0 none */
    int max;                       /* characters of text; greatest INT; 0 the type's own */
    int lines;                     /* rows of a NOTE on the form, 0 is 3 */
    int width;                     /* cells of its column in lists, 0 not in lists */
    int grid;                      /* cells of its column where slips are keyed by lines, 0 none */
    enum carry carry;
    int any;                       /* of the fields with this number one must be filled; 0 none */
    bool may_be_missing;           /* 90-92 allowed outside code lists */
    unsigned profiles;             /* 0 is PROFILE_FULL alone */
    const struct code_list *codes; /* CODE, CODES */
    const char *of;                /* RECORD: name of the kind it refers to */
    const char *shown_if;          /* "boarding=2|3": another field of the row; NULL always */
    const char *first;             /* value of a new record: "today", "now", "me", a code */
};

/* Fields of one table, kind or part. */
struct spec {
    const char *name; /* table, struct and .def */
    const struct field *fields;
    size_t count;
    size_t size; /* of the struct */
};

struct part {
    const char *name;  /* member and name in the pack */
    const char *label; /* msgid */
    int no;            /* number on the paper form */
    int max;           /* rows at most, 0 is 99 */
    int grid;          /* cells of its first field in the grid of slips, 0 not in it */
    bool inline_rows;  /* the form shows its first field as a line a row (a talk's pupils) */
    const char *after; /* the field it stands behind on the form; NULL at the end */
    const struct spec *spec;
    size_t offset; /* of struct rows in the kind's struct */
};

enum kind_flags {
    K_PUPIL = 1 << 0,  /* about a pupil: F7 offers it from a pupil's file */
    K_ACT = 1 << 1,    /* acts: not edited, not struck, corrected */
    K_HOUSE = 1 << 2,  /* the school's own things: not in a pupil's timeline */
    K_MEET = 1 << 3,   /* somebody of the school met the pupil (machines.md 4) */
    K_SMALL = 1 << 4,  /* written by other forms, never begun by itself */
    K_UNKNOWN = 1 << 5, /* its pupil may be unknown: the menu does not ask for one first */
};

struct kind {
    struct spec spec;
    const char *label;     /* msgid */
    const char *table;     /* name in `export`, NULL not exported */
    const char *paper;     /* "B4", NULL */
    const char *day;       /* DATE field that dates the record, NULL: the day it was typed */
    const char *pupil;     /* PUPIL field of its own, NULL */
    const char *machines;  /* machines whose first acts are written with it, by spaces; NULL */
    const char *numbered;  /* AUTO field and the count it takes part in, NULL */
    int menu;              /* two digits of S5, 0 not in the menu */
    unsigned flags;
    const struct part *parts;
    size_t part_count;
};

/* --- one record in memory --- */

enum record_state {
    RECORD_UNFINISHED, /* 没写完 */
    RECORD_STORED,     /* 存好 */
    RECORD_STRUCK,     /* 划掉 */
};

/* What is not a value of a field's type; see machines.md 1 and field_mark. */
struct mark {
    int64_t row;        /* 0 the record's own field, else a part row */
    const char *field;  /* a field's name; "" is the record itself (reason of striking) */
    enum missing missing;
    char *typed;  /* as typed, where it does not parse */
    char *parked; /* value that shown_if put aside, in packed text */
    char *note;   /* Ctrl-K */
};

/* Part rows: pointers to the part's struct, each beginning with struct row. */
struct rows {
    void **at;
    size_t n, cap;
};

struct row {
    int64_t row; /* unique in the record for ever, from 1 */
};

/* Every kind's struct begins with it. */
struct record {
    const struct kind *kind;
    int64_t id;
    int64_t owner; /* record it was typed in, or an act's subject; NONE */
    int64_t pupil; /* first pupil, derived by record_derive(); NONE */
    int64_t day;   /* derived; the day it was typed for kinds without a day */
    enum record_state state;
    int64_t version;    /* 0: never stored */
    int64_t typed_at;   /* ms, when the first version was stored */
    int64_t generation; /* of the register at the last write */
    int64_t next_row;   /* number the next part row gets */
    struct mark *marks;
    size_t mark_count, mark_cap;
};

/*
 * A new empty record: all fields NULL or NONE.  `id` 0 makes a new id: 43 bits
 * of milliseconds and 20 random bits, so that ids sort by time and are made
 * when a form opens.  record_free() wipes it; NULL is allowed.
 */
struct record *record_new(const struct kind *kind, int64_t id);
void record_free(struct record *rec);

/* A new record id of this moment. */
int64_t record_new_id(void);

/* A copy that owns all it holds. */
struct record *record_copy(const struct record *rec);

/* Day and first pupil from the fields; call after fields changed, before storing. */
void record_derive(struct record *rec, int64_t typed_day);

/* All pupils of the record (own field, then part rows), each once; xfree() `*ids`. */
size_t record_pupils(const struct record *rec, int64_t **ids);

/* The pupils it is listed with (record_pupil): an act lies with its subject's pupil. */
size_t record_lies_with(const struct record *rec, int64_t **ids);

/* --- rows of parts --- */
struct rows *record_rows(const struct record *rec, const struct part *part);
/* Add an empty row with the next number, or with `row` when it is not 0. */
void *record_add_row(struct record *rec, const struct part *part, int64_t row);
void record_drop_row(struct record *rec, const struct part *part, size_t at);
#define ROW_NO(row_ptr) (((const struct row *)(row_ptr))->row)

/* --- fields by descriptor; `base` is a record or a part row --- */
char **field_text(const void *base, const struct field *f);     /* text-like types */
int64_t *field_int(const void *base, const struct field *f);    /* the others */
bool field_is_text(enum field_type type);                       /* held as char * */
bool field_is_empty(const void *base, const struct field *f);
void field_set_text(void *base, const struct field *f, const char *value); /* copies; "" clears */
void field_set_int(void *base, const struct field *f, int64_t value);
void field_clear(void *base, const struct field *f);
void field_copy(void *to, const void *from, const struct field *f);
bool field_equal(const void *a, const void *b, const struct field *f);
const struct field *spec_field(const struct spec *spec, const char *name); /* NULL if none */
const struct part *kind_part(const struct kind *kind, const char *name);   /* NULL if none */

/* Whether "name=2|3" or "name!=2" about a text-like field of the row holds. */
bool field_holds(const void *base, const struct spec *spec, const char *condition);

/*
 * Whether a field is shown now: its shown_if holds for the row it stands in.
 * A field that is not shown keeps its value as `parked` when stored.
 */
bool field_shown(const void *base, const struct spec *spec, const struct field *f);

/* --- marks --- */
struct mark *record_mark(struct record *rec, int64_t row, const char *field); /* made if missing */
const struct mark *record_find_mark(const struct record *rec, int64_t row, const char *field);
/* Drop marks that say nothing, and those of rows that are gone. */
void record_tidy_marks(struct record *rec);

#endif
