// SPDX-License-Identifier: MIT
#ifndef CORE_SCALE_H
#define CORE_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A scale (questionnaire) is data: a text of one statement a line, read by
 * scale_parse().  docs/HACKING.md, "A scale", says the statements; those the
 * program brings lie in core/scales.  Nothing here knows a register; core/score
 * makes numbers of answers, core/scales knows which scales there are.
 *
 * Items are numbered from 1, as on the paper.  Numbers are exact: integers and
 * fractions, never floating point.
 */
enum {
    SCALE_ITEMS_MAX = 120,    /* items, with the ones asked besides */
    SCALE_OPTIONS_MAX = 10,
    SCALE_SCORES_MAX = 40,
    SCALE_CRITICAL_MAX = 20,
    SCALE_GRADE_LAST = 12,    /* senior three */
    SCALE_STAMP = 24,         /* bytes of a stamp with its zero */
    SCALE_NO_ANSWER = -1,
};

/* den > 0, or 0: there is no value.  num >= 0. */
struct fraction {
    int64_t num;
    int64_t den;
};

struct scale_option {
    char key;     /* the key to press, and what a file of answers has */
    int8_t value; /* as ticked; >= 0 */
    char *label;
    char *words;  /* other words for it on import, " 有 对 "; NULL none */
};

/* How a score is made.  Of `items` (after reversal) or of other scores, `parts`. */
enum score_op {
    SCORE_SUM,      /* of items */
    SCORE_MEAN,     /* of items */
    SCORE_AT_LEAST, /* how many items are >= threshold */
    SCORE_AT_MOST,  /* how many items are <= threshold */
    SCORE_SUM_OVER, /* sum of the items that are >= threshold */
    SCORE_ADD,      /* sum of parts */
    SCORE_RATIO,    /* first part / second part; no value when the second is 0 */
    SCORE_LINEAR,   /* first part * times, rounded */
};

enum rounding { ROUND_NOT, ROUND_HALF_UP, ROUND_TRUNC };

struct scale_score {
    char *id;    /* "learning": what `score` and exports call it */
    char *label; /* "学习焦虑" */
    char *words; /* other names on import, " 交往焦虑 "; NULL none */
    enum score_op op;
    enum rounding rounding;
    int threshold;
    struct fraction times;
    uint8_t items[SCALE_ITEMS_MAX]; /* item numbers, from 1 */
    size_t item_count;
    uint8_t parts[SCALE_SCORES_MAX]; /* indexes of scores before this one */
    size_t part_count;
    bool whole;            /* always an integer: printed as one, else with two decimals */
    int64_t least, most;   /* no value lies outside */
};

/* A band begins at a value; a value is in the last one it reaches. */
struct scale_band {
    struct fraction low;
    bool above; /* reached by values above `low`, not by `low` itself */
    bool high;  /* what asks for attention */
    char *label;
};

/* The bands of one score in one table. */
struct scale_bands {
    size_t score; /* index */
    struct scale_band *at;
    size_t count, cap;
};

/* One "or" of a screening rule: some score of a list is over (or at) a value. */
struct scale_clause {
    uint8_t scores[SCALE_SCORES_MAX];
    size_t score_count;
    bool or_equal;
    int64_t value;
};

/*
 * A table of cut-offs.  Either its total has bands, or `screen` has two
 * (over, not over) and `clauses` decide.
 */
struct scale_table {
    char *name;
    char *source; /* where the cut-offs are from */
    size_t total; /* index of the score that is the total under this table */
    struct scale_bands *bands;
    size_t band_count, band_cap;
    struct scale_band *screen; /* NULL or two: reached, not reached */
    struct scale_clause *clauses;
    size_t clause_count, clause_cap;
};

/* What happens when answers are missing.  The first of a scale is the usual one. */
struct scale_missing {
    char *name;   /* "refuse", "prorate2" */
    bool prorate; /* else one missing answer anywhere leaves the total empty */
    int least;    /* answers that a score listed needs */
    uint8_t scores[SCALE_SCORES_MAX]; /* sums that are scaled, then rounded half up */
    size_t score_count;
};

/* An item that raises an alert by itself, also on incomplete and doubtful sheets. */
struct scale_critical {
    int item;   /* may be one asked besides */
    int least;  /* value as ticked */
    bool off;   /* only where the school has switched it on */
    char *words; /* what it is about, never the item's wording */
};

/* What the counsellor confirms once with the paper in the hand. */
struct scale_anchor {
    int item;
    char *words;
};

struct scale {
    char *id;
    int version;             /* a number that rises */
    char stamp[SCALE_STAMP]; /* version and digest of all that decides a number: "1-9c2f01ab" */
    char *title, *shorter;   /* "心理健康诊断测验", "MHT" */
    char *edition, *informant, *frame, *source; /* NULL where nothing is said */
    bool grades[SCALE_GRADE_LAST + 1]; /* by grade, 1 to 12; none: not for a school's pupils */
    int age_first, age_last; /* 0: nothing said */
    int item_count;
    int extra_count; /* asked behind the items, never scored */
    int layout;      /* items a row on the usual paper */
    bool has_text;   /* the wording may be shown */
    char *text_reason;
    char *item_text[SCALE_ITEMS_MAX]; /* by item - 1; NULL without */
    struct scale_option *options;
    size_t option_count, option_cap;
    struct scale_option *extra_options;
    size_t extra_option_count, extra_option_cap;
    bool reversed[SCALE_ITEMS_MAX + 1]; /* by item: lowest + highest - value is scored */
    int lowest, highest;                /* values of the options */
    struct scale_score *scores;
    size_t score_count, score_cap;
    size_t total;                      /* index */
    uint8_t columns[SCALE_SCORES_MAX]; /* the factors, in the order they are shown */
    size_t column_count;
    struct scale_missing *missing; /* at least one */
    size_t missing_count, missing_cap;
    int doubtful_score; /* index of the validity score, -1 none */
    int64_t doubtful_least;
    char *doubtful_words;
    struct scale_critical *critical;
    size_t critical_count, critical_cap;
    struct scale_anchor *anchors;
    size_t anchor_count, anchor_cap;
    struct scale_table *tables; /* may be none; the first is the usual one */
    size_t table_count, table_cap;
};

/* --- reading a definition --- */

struct scale_fault {
    size_t line;        /* from 1; 0: the whole */
    char *word;         /* the word it is about; "" none */
    const char *reason; /* msgid */
};

struct scale_faults {
    struct scale_fault *at;
    size_t count, cap;
};

#define SCALE_FAULTS_INIT {NULL, 0, 0}
void scale_faults_release(struct scale_faults *faults);

enum { SCALE_TEXT_MAX = 60000 };

/*
 * Read `n` bytes of definition.  NULL when anything is wrong with it, and then
 * `faults` has every reason with its line; without faults a scale that the
 * caller frees.  Any bytes may be given.
 */
struct scale *scale_parse(const char *text, size_t n, struct scale_faults *faults);
void scale_free(struct scale *scale); /* NULL is allowed */

/* --- looking things up; all borrowed, NULL or -1 when there is none --- */

const struct scale_option *scale_option_by_key(const struct scale *scale, int item, char key);
/* By key, label or other word, as a file of answers may have it. */
const struct scale_option *scale_option_by_word(const struct scale *scale, int item,
                                                const char *word);
int scale_score_index(const struct scale *scale, const char *id);
const struct scale_table *scale_table_by_name(const struct scale *scale, const char *name);
const struct scale_missing *scale_missing_by_name(const struct scale *scale, const char *name);
const struct scale_bands *scale_table_bands(const struct scale_table *table, size_t score);

/* The options of an item: those of the items, or of the ones asked besides. */
const struct scale_option *scale_item_options(const struct scale *scale, int item, size_t *count);

/* Items with the ones asked besides. */
int scale_answer_count(const struct scale *scale);

/* Whether it is for any grade from `first` to `last`. */
bool scale_is_for(const struct scale *scale, int first, int last);

/* --- exact numbers --- */

/* -1, 0, 1; both have a value. */
int fraction_compare(struct fraction a, struct fraction b);

/* The band that a value is in; -1 below the first, or without a value. */
int scale_band_of(const struct scale_bands *bands, struct fraction value);

#endif
