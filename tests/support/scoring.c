// SPDX-License-Identifier: MIT
#include "tests/support/scoring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"

int scoring_setup(void **state)
{
    struct scales *scales = xcalloc(1, sizeof *scales);
    scales_builtin(scales);
    *state = scales;
    return 0;
}

int scoring_teardown(void **state)
{
    scales_release(*state);
    xfree(*state);
    return 0;
}

const struct scale *scoring_scale(void **state, const char *id)
{
    const struct scale *scale = scales_find(*state, id);
    assert_non_null(scale);
    return scale;
}

struct score_how scoring_how(const struct scale *scale, const char *table)
{
    struct score_how how = score_usual(scale);
    if (table[0]) {
        how.table = scale_table_by_name(scale, table);
        assert_non_null(how.table);
    }
    return how;
}

void scoring_put(const struct scale *scale, int8_t *answers, int item, int value)
{
    bool turned = item <= scale->item_count && scale->reversed[item];
    answers[item - 1] = (int8_t)(turned ? scale->lowest + scale->highest - value : value);
}

int scoring_got(const struct scale *scale, const int8_t *answers, int item)
{
    int value = answers[item - 1];
    return scale->reversed[item] ? scale->lowest + scale->highest - value : value;
}

void scoring_least(const struct scale *scale, int8_t *answers)
{
    memset(answers, SCALE_NO_ANSWER, SCALE_ITEMS_MAX);
    for (int item = 1; item <= scale->item_count; item++) {
        scoring_put(scale, answers, item, scale->lowest);
    }
}

void scoring_fill(const struct scale *scale, const char *every, const char *but, int8_t *answers)
{
    bool same = every[1] == '\0';
    memset(answers, SCALE_NO_ANSWER, SCALE_ITEMS_MAX);
    assert_true(same || (int)strlen(every) == scale->item_count);
    for (int item = 1; item <= scale->item_count; item++) {
        char key = every[same ? 0 : item - 1];
        const struct scale_option *option = scale_option_by_key(scale, item, key);
        assert_true(option || key == '.');
        answers[item - 1] = option ? option->value : SCALE_NO_ANSWER;
    }
    for (const char *c = but; *c;) {
        char *end;
        int item = (int)strtol(c, &end, 10);
        assert_true(*end == '=' && item >= 1 && item <= scale_answer_count(scale));
        const struct scale_option *option = scale_option_by_key(scale, item, end[1]);
        assert_true(option || end[1] == '.');
        answers[item - 1] = option ? option->value : SCALE_NO_ANSWER;
        c = end + 2 + strspn(end + 2, " ");
    }
}

/* The items a score is of, its parts' too. */
static void collect(const struct scale *scale, size_t score, bool *of)
{
    const struct scale_score *s = &scale->scores[score];
    for (size_t i = 0; i < s->item_count; i++) {
        of[s->items[i]] = true;
    }
    for (size_t i = 0; i < s->part_count; i++) {
        collect(scale, s->parts[i], of);
    }
}

void scoring_reach(const struct scale *scale, size_t score, int sum, int8_t *answers)
{
    bool of[SCALE_ITEMS_MAX + 1] = {false};
    int now = 0;
    scoring_least(scale, answers);
    collect(scale, score, of);
    for (int item = 1; item <= scale->item_count; item++) {
        now += of[item] ? scale->lowest : 0;
    }
    for (int level = scale->lowest + 1; now < sum && level <= scale->highest; level++) {
        for (int item = 1; now < sum && item <= scale->item_count; item++) {
            if (of[item]) {
                scoring_put(scale, answers, item, level);
                now++;
            }
        }
    }
    assert_int_equal(now, sum);
}

void scoring_expect(const struct scale *scale, const struct score_how *how, const int8_t *answers,
                    const char *expected)
{
    struct score_result r;
    struct str out = STR_INIT;
    score_sheet(scale, how, answers, &r);
    const struct scale_band *band = score_total_band(how, &r);
    str_addf(&out, "%s ", score_status_name(r.status));
    score_format(&out, &scale->scores[how->table ? how->table->total : scale->total], r.total);
    str_addf(&out, " %s ", band ? band->label : "-");
    score_flags(&out, scale, &r);
    assert_string_equal(out.ptr, expected);
    str_release(&out);
}
