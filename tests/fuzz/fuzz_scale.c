// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/score.h"

/*
 * Any bytes as the definition of a scale: a scale or faults, never both; what it
 * defines scores every sheet that can be ticked, within the bounds of its scores.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A tick on every item, by turns; every seventh is left out on some sheets. */
static void tick(const struct scale *scale, int turn, int8_t *answers)
{
    for (int item = 1; item <= scale_answer_count(scale); item++) {
        size_t count;
        const struct scale_option *options = scale_item_options(scale, item, &count);
        bool missing = turn % 2 && item % 7 == turn % 7;
        answers[item - 1] = missing ? SCALE_NO_ANSWER
                                    : options[(size_t)(item * turn + turn) % count].value;
    }
}

static void check_value(const struct scale_score *score, struct fraction value)
{
    BUG_ON(value.den < 0 || value.num < 0);
    if (value.den) {
        BUG_ON(score->whole && value.den != 1);
        BUG_ON(fraction_compare(value, (struct fraction){score->least, 1}) < 0);
        BUG_ON(fraction_compare(value, (struct fraction){score->most, 1}) > 0);
    }
}

static void score(const struct scale *scale, const struct score_how *how)
{
    for (int turn = 0; turn < 6; turn++) {
        int8_t answers[SCALE_ITEMS_MAX];
        struct score_result r;
        struct str out = STR_INIT;
        tick(scale, turn, answers);
        score_sheet(scale, how, answers, &r);
        const struct scale_score *total = &scale->scores[how->table ? how->table->total
                                                                    : scale->total];
        check_value(total, r.total);
        score_format(&out, total, r.total);
        score_total_band(how, &r);
        for (size_t i = 0; i < r.count; i++) {
            check_value(&scale->scores[scale->columns[i]], r.value[i]);
            score_format(&out, &scale->scores[scale->columns[i]], r.value[i]);
            score_column_band(scale, how, &r, i);
        }
        score_flags(&out, scale, &r);
        str_release(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scale_faults faults = SCALE_FAULTS_INIT;
    char *text = xmemdupz(data, size);
    struct scale *scale = scale_parse(text, size, &faults);
    BUG_ON((scale == NULL) != (faults.count > 0));
    for (size_t m = 0; scale && m < scale->missing_count; m++) {
        struct score_how how = {.missing = &scale->missing[m], .optional = m % 2};
        score(scale, &how);
        for (size_t t = 0; t < scale->table_count; t++) {
            how.table = &scale->tables[t];
            score(scale, &how);
        }
    }
    scale_free(scale);
    scale_faults_release(&faults);
    xfree(text);
    return 0;
}
