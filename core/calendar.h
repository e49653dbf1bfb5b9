// SPDX-License-Identifier: MIT
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/str.h"
#include "core/record.h"

/*
 * The school's calendar and the spelling of classes.  Every date belongs to
 * exactly one term: the last that began on or before it.  A term that was not
 * entered begins on 1 September or 16 February.  A class is (stage, year of
 * entry, number); its grade is computed from the school year of a date's term,
 * so no day writes anything (machines.md 3.6).
 */
enum { SEASON_AUTUMN = 1, SEASON_SPRING = 2 };
enum stage { STAGE_NONE, STAGE_PRIMARY, STAGE_JUNIOR, STAGE_SENIOR, STAGE_COUNT };

struct term_ref {
    int year;   /* school year: 2025 for 2025-2026 */
    int season; /* SEASON_* */
};

struct known_term {
    int64_t id;
    struct term_ref ref;
    int64_t began;
};

struct calendar {
    struct known_term *terms; /* by `began` */
    size_t n, cap;
    int64_t school;       /* record, NONE */
    char *school_name, *short_name;
    bool has_stage[STAGE_COUNT];
    int years[STAGE_COUNT]; /* grades of each stage: 6, 3, 3 */
};

struct calendar *calendar_new(void);
void calendar_free(struct calendar *cal); /* NULL is allowed */

/* Take note of a stored term or school; other kinds do not matter. */
void calendar_learn(struct calendar *cal, const struct record *rec);

struct term_ref calendar_term_of(const struct calendar *cal, int64_t day);
/* First and last day of a term (the last is the eve of the next). */
int64_t calendar_term_first(const struct calendar *cal, struct term_ref term);
int64_t calendar_term_last(const struct calendar *cal, struct term_ref term);
/* Whether somebody entered this term's dates. */
bool calendar_knows(const struct calendar *cal, struct term_ref term);

/* From "2025-1"; false if it is none. */
bool term_parse(const char *text, struct term_ref *term);
/* "2025-2026学年第一学期" in the interface's language, appended. */
void term_title(struct str *out, struct term_ref term);

/* Grade 1 to 12 of a class on a day; below 1 not yet there, above its stage graduated. */
int calendar_grade(const struct calendar *cal, enum stage stage, int entry, int64_t day);
/* First and last grade of a stage at this school. */
int calendar_first_grade(const struct calendar *cal, enum stage stage);
int calendar_last_grade(const struct calendar *cal, enum stage stage);

/* "八(3)" or, left school, "2022届(3)"; in English "8(3)".  Appended. */
void class_format(struct str *out, const struct calendar *cal, enum stage stage, int entry,
                  int number, int64_t day);

struct class_ref {
    enum stage stage;
    int entry;
    int number;
};

/*
 * A class as people write it (domain.md 9.5): 七(1)班, 七年级1班, 初一(1)班,
 * 2025级1班, 0701, 701, 高一(2), the fitness upload's 2101.  `grade_text` is
 * the grade column of a file, or NULL.  Grades count on `day`.  False if it
 * cannot be read for this school's stages.
 */
bool class_parse(const struct calendar *cal, const char *text, const char *grade_text, int64_t day,
                 struct class_ref *out);

#endif
