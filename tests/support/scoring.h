// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_SCORING_H
#define TESTS_SUPPORT_SCORING_H

#include "core/scales.h"
#include "core/score.h"

/* Sheets for the tests of the scorer: cmocka's state is a struct scales of the program's own. */
int scoring_setup(void **state);
int scoring_teardown(void **state);

/* The scale, and how it is scored under a table ("" the usual one); fails where there is none. */
const struct scale *scoring_scale(void **state, const char *id);
struct score_how scoring_how(const struct scale *scale, const char *table);

/* All answers as if every item scored its least (after reversal). */
void scoring_least(const struct scale *scale, int8_t *answers);

/* Tick what makes the item score this value; a tick as it stands on the paper. */
void scoring_put(const struct scale *scale, int8_t *answers, int item, int value);
int scoring_got(const struct scale *scale, const int8_t *answers, int item);

/*
 * "0011.": a character an item, or one for all of them; then words like 85=1 change
 * single items, with the paper's own keys.
 */
void scoring_fill(const struct scale *scale, const char *every, const char *but, int8_t *answers);

/* The least answers, then items of the score raised one after the other until its sum is `sum`. */
void scoring_reach(const struct scale *scale, size_t score, int sum, int8_t *answers);

/* "status total band flags" of a sheet. */
void scoring_expect(const struct scale *scale, const struct score_how *how, const int8_t *answers,
                    const char *expected);

#endif
