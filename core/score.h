// SPDX-License-Identifier: MIT
#ifndef CORE_SCORE_H
#define CORE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/scale.h"

/*
 * The one scorer: answers of one sheet in, exact numbers out (design:
 * commands.md `score`; keys and cut-offs: core/scales).  No memory, no
 * floating point; a million sheets cost nothing but time.
 */
enum score_status {
    SCORE_VALID,
    SCORE_DOUBTFUL,   /* the validity score is reached; all numbers are there all the same */
    SCORE_INCOMPLETE, /* there is no total; it wins */
};

/* How to score: by which table and which rule for missing answers. */
struct score_how {
    const struct scale_table *table;     /* NULL: the scale has none */
    const struct scale_missing *missing;
    bool optional; /* criticals that are off in the definition fire too */
};

struct score_result {
    enum score_status status;
    bool invalid;        /* the answered validity items reach the limit, complete or not */
    int missing;         /* items without an answer (the ones asked besides do not count) */
    struct fraction total;
    int total_band;      /* index in the bands of the total (or `screen`); -1 none */
    bool total_prorated;
    /* By the scale's columns: */
    size_t count;
    struct fraction value[SCALE_SCORES_MAX];
    int band[SCALE_SCORES_MAX]; /* index in its bands under the table; -1 none */
    bool high[SCALE_SCORES_MAX];
    bool prorated[SCALE_SCORES_MAX];
    /* Critical items that fire, in the order of the items: indexes in scale->critical. */
    uint8_t critical[SCALE_CRITICAL_MAX];
    size_t critical_count;
};

/* The usual table and rule of a scale. */
struct score_how score_usual(const struct scale *scale);

/*
 * Score one sheet.  `answers` are values as ticked (an option's `value`), by
 * item - 1, scale_answer_count() of them; SCALE_NO_ANSWER where nothing is
 * ticked.  Every answer is one of the item's options: the caller has checked.
 */
void score_sheet(const struct scale *scale, const struct score_how *how, const int8_t *answers,
                 struct score_result *result);

/* Whether a critical item fires on this answer: at the keystroke. */
bool score_is_critical(const struct scale_critical *critical, int value, bool optional);

/* The band of the total, of a column; NULL where there is none. */
const struct scale_band *score_total_band(const struct score_how *how,
                                          const struct score_result *result);
const struct scale_band *score_column_band(const struct scale *scale, const struct score_how *how,
                                           const struct score_result *result, size_t column);

/* "valid", "doubtful", "incomplete". */
const char *score_status_name(enum score_status status);

/*
 * A value as the scale's manual gives it, appended: whole scores as integers,
 * others with two decimals rounded half up from the exact fraction; nothing
 * without a value.
 */
void score_format(struct str *out, const struct scale_score *score, struct fraction value);

/* The flags of a result joined by ';', in the order of commands.md, appended. */
void score_flags(struct str *out, const struct scale *scale, const struct score_result *result);

/*
 * What a number was measured with, kept with every result.  Two results may be
 * compared only when all three are the same.
 */
struct measure {
    const char *scale; /* id */
    const char *stamp; /* scale->stamp */
    const char *table; /* name; "" none */
};
bool measure_is_same(const struct measure *a, const struct measure *b);

#endif
