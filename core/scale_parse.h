// SPDX-License-Identifier: MIT
#ifndef CORE_SCALE_PARSE_H
#define CORE_SCALE_PARSE_H

#include "core/scale.h"

/*
 * Inside the reader of definitions (core/scale.h is its outside).  A line is
 * cut into words; the first names the statement, whose function takes the
 * others one by one and notes what is wrong.  A line with a fault adds nothing.
 */
struct scale_parse {
    struct scale *scale;
    struct scale_faults *faults;
    size_t line;  /* from 1; 0 while the whole is looked at */
    char **words; /* of the line, borrowed from a copy of it */
    size_t count, cap;
    size_t at;    /* the next word */
    uint64_t seen; /* statements that were there, by index */
    bool has_total; /* the scale's own is said: a later one is a table's */
    uint32_t digest;
};

enum { SCALE_LABEL_MAX = 240 }; /* bytes */

/* Note a fault of this line; `word` may be NULL.  Returns false. */
bool scale_fault(struct scale_parse *p, const char *word, const char *reason);

/* The next word, taken or only looked at; NULL at the end of the line. */
const char *scale_word(struct scale_parse *p);
const char *scale_peek(const struct scale_parse *p);
/* Take the next word if it is this one. */
bool scale_take(struct scale_parse *p, const char *word);

/* A number of digits alone, from `least` to `most`; a fault and false otherwise. */
bool scale_number(struct scale_parse *p, int64_t least, int64_t most, int64_t *number);
/* Digits alone, at most nine of them. */
bool scale_value(const char *word, int64_t *number);

/* "7", "1-15", and "16-" where the end may be open (`open_end` > 0); false if it is neither. */
bool scale_span(const char *word, int64_t open_end, int64_t *first, int64_t *last);

/* "4-12", "16-", from 1 to `most`; false if it is neither. */
bool scale_range(const char *word, int most, int *first, int *last);

/* A decimal like 12 or 2.5, exact. */
bool scale_decimal(struct scale_parse *p, const char *word, struct fraction *value);

/* Words up to the end of the line, '=' or '|', joined by blanks; NULL with a fault if none. */
char *scale_label(struct scale_parse *p);
/* The same, but NULL without a fault where nothing stands. */
char *scale_rest(struct scale_parse *p);
/* "= a b c" behind a label, as " a b c "; NULL if there is no '='. */
char *scale_other_words(struct scale_parse *p);

/* A plain name: a letter, then letters, digits and '_'. */
bool scale_is_name(const char *word);
/* A plain name that is taken; NULL with a fault. */
const char *scale_name(struct scale_parse *p);

/* Item numbers and ranges as far as they go; sorted out: in range, none twice. */
bool scale_items(struct scale_parse *p, uint8_t *items, size_t *count);
/* One item, from 1 to `most`. */
bool scale_item(struct scale_parse *p, int most, int *item);
/* The number of an item as a word, for a fault. */
const char *scale_item_word(char number[12], int item);
/* Names of scores as far as they go, at least one, none twice. */
bool scale_score_list(struct scale_parse *p, uint8_t *scores, size_t *count);

/* Nothing more may stand in the line. */
bool scale_line_ends(struct scale_parse *p);

/* Statements about answers, scores and tables, a function each. */
void scale_say_option(struct scale_parse *p);
void scale_say_extra(struct scale_parse *p);
void scale_say_reverse(struct scale_parse *p);
void scale_say_score(struct scale_parse *p);
void scale_say_total(struct scale_parse *p);
void scale_say_columns(struct scale_parse *p);
void scale_say_missing(struct scale_parse *p);
void scale_say_doubtful(struct scale_parse *p);
void scale_say_critical(struct scale_parse *p);
void scale_say_anchor(struct scale_parse *p);
void scale_say_table(struct scale_parse *p);
void scale_say_band(struct scale_parse *p);
void scale_say_screen(struct scale_parse *p);

/* What can be seen only of the whole. */
void scale_check_whole(struct scale_parse *p);

#endif
