// SPDX-License-Identifier: MIT
#ifndef CORE_PRINT_PRIV_H
#define CORE_PRINT_PRIV_H

#include "core/print.h"

/*
 * The inside of printing, shared by print.c (forms, profiles, refusals),
 * print_record.c (a form from its definition), print_summary.c (the composed
 * one), print_names.c (whose name may stand there) and print_job.c.
 */
struct name_entry {
    const char *name; /* borrowed from the roster; of a given name its tail */
    size_t len;
    int64_t id;
    bool is_staff;
};

struct name_index {
    struct name_entry *at;
    size_t n, cap;
    uint64_t first[1024]; /* of the first characters, by their lowest 16 bits */
};

struct print_build {
    struct reg *reg;
    const struct print_job *job; /* NULL: a blank form */
    unsigned profile;
    int64_t pupil;
    int64_t day; /* classes are said as of this day */
    struct document *doc;
    struct name_index names;
    struct str notes; /* margin notes of the record at hand, lines */
    size_t note_count;
    int64_t damaged;
    bool is_final;
};

void names_begin(struct print_build *b);
void names_end(struct print_build *b);

/* Text that somebody typed, the names in it marked and covered as the job says; appended. */
void print_words(struct print_build *b, struct str *out, const char *text);

/* A pupil by reference: the paper's own by name, others covered; appended. */
void print_pupil(struct print_build *b, struct str *out, int64_t id);
/* A PERSON; one who must not be told about the pupil is left out. */
void print_person(struct print_build *b, struct str *out, const char *person);

/* "谭*": what covers a name; appended. */
void print_cover(struct str *out, const char *name);

/* Whether the field may stand on this paper now. */
bool print_shows(const struct print_build *b, const void *base, const struct spec *spec,
                 const struct field *f);

/* The value of a field as it stands on paper; the caller frees it. */
char *print_value(struct print_build *b, const struct record *rec, const void *base,
                  const struct field *f);

/* A part's rows as a table under `heading` (translated, NULL none); false if there is nothing. */
bool print_part(struct print_build *b, const struct record *rec, const struct part *part,
                const char *heading);

/* One record as its form: title, box, tables, notes, lines to sign. */
void print_record(struct print_build *b, const struct record *rec);

/* Meetings of the school year and who was told in it, for the summary (print_meetings.c). */
struct meetings {
    struct record **at; /* newest first */
    size_t n, cap;
    size_t met; /* of them meetings */
};

void meetings_check(struct print_build *b); /* are all records there? counts as damaged */
NODISCARD enum err meetings_read(struct print_build *b, struct meetings *m);
void meetings_table(struct print_build *b, const struct meetings *m);
void meetings_count(struct print_build *b, const struct meetings *m);
/* With its heading, if anybody was. */
void meetings_told(struct print_build *b, const struct meetings *m, const char *label,
                   size_t *number);

/* A heading with its number, which counts on. */
void print_heading(struct print_build *b, size_t *number, const char *label);

/* The case summary. */
NODISCARD enum err print_summary(struct print_build *b, const struct pupil *p);

/* "八(3)班 17号" of a pupil on the paper's day; appended. */
void print_class(struct print_build *b, struct str *out, int64_t pupil);

#endif
