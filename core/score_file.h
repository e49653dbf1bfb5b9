// SPDX-License-Identifier: MIT
#ifndef CORE_SCORE_FILE_H
#define CORE_SCORE_FILE_H

#include "core/csv_stream.h"
#include "core/score.h"

/*
 * Answer sheets from a table and scores into one (design: commands.md
 * `score`): a column `id`, then `answers` with a character an item, or columns
 * 1 to n; other columns are left alone.  What is asked besides stands in the
 * columns of its numbers, if at all.
 */
struct score_reader {
    const struct scale *scale;
    size_t width; /* cells of the header */
    int id;       /* columns; -1 none */
    int answers;
    int items[SCALE_ITEMS_MAX]; /* by item - 1; -1 none */
    int8_t values[2][128]; /* by key: of the items, of the ones asked besides; SCORE_NO_KEY */
};

/* Why a header or a row was not taken.  `reason` NULL: it was. */
struct score_reject {
    const char *reason; /* msgid */
    int item;           /* 0: not about one */
    const char *word;   /* what stands there; "" none; borrowed from the row */
    char short_word[8]; /* the same where it is one character */
};

/* Read the header; false with the reason where the columns cannot be used. */
bool score_read_header(struct score_reader *reader, const struct scale *scale,
                       const struct csv_row *row, struct score_reject *why);

/*
 * Read a row into `answers` (scale_answer_count() of them) and `*id`, borrowed.
 * False with the reason where an answer is not one of the item's, or there are
 * too many or too few.
 */
bool score_read_row(const struct score_reader *reader, const struct csv_row *row, const char **id,
                    int8_t *answers, struct score_reject *why);

/* A row in which nothing stands. */
bool score_row_is_empty(const struct csv_row *row);

/* The header and a row of the result, LF at the end; `bands`: a column more behind each factor. */
void score_write_header(struct str *out, const struct scale *scale, const struct score_how *how,
                        bool bands);
void score_write_row(struct str *out, const char *id, const struct scale *scale,
                     const struct score_how *how, bool bands, const struct score_result *result);

#endif
