// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/score.h"
#include "core/scales.h"

static int load(void **state)
{
    static struct scales scales;
    scales = (struct scales)SCALES_INIT;
    scales_builtin(&scales);
    *state = &scales;
    return 0;
}

static int drop(void **state)
{
    scales_release(*state);
    return 0;
}

/* Every answer the same key; then "item=key" words change single ones. */
static void fill(const struct scale *scale, char every, const char *but, int8_t *answers)
{
    for (int item = 1; item <= scale_answer_count(scale); item++) {
        bool extra = item > scale->item_count;
        answers[item - 1] = extra || every == '.'
                                ? SCALE_NO_ANSWER
                                : scale_option_by_key(scale, item, every)->value;
    }
    for (const char *c = but; *c;) {
        char *end;
        long item = strtol(c, &end, 10);
        assert_true(*end == '=' && item >= 1 && item <= scale_answer_count(scale));
        const struct scale_option *o = scale_option_by_key(scale, (int)item, end[1]);
        assert_true(o || end[1] == '.');
        answers[item - 1] = o ? o->value : SCALE_NO_ANSWER;
        c = end + 2 + strspn(end + 2, " ");
    }
}

/* "status total band flags" of a sheet. */
static void check(const struct scales *scales, const char *id, const char *table, char every,
                  const char *but, const char *expected)
{
    const struct scale *scale = scales_find(scales, id);
    assert_non_null(scale);
    struct score_how how = score_usual(scale);
    struct score_result r;
    int8_t answers[SCALE_ITEMS_MAX];
    struct str out = STR_INIT;
    if (table) {
        how.table = scale_table_by_name(scale, table);
        assert_non_null(how.table);
    }
    fill(scale, every, but, answers);
    score_sheet(scale, &how, answers, &r);
    const struct scale_band *band = score_total_band(&how, &r);
    str_addf(&out, "%s ", score_status_name(r.status));
    score_format(&out, &scale->scores[how.table ? how.table->total : scale->total], r.total);
    str_addf(&out, " %s ", band ? band->label : "-");
    score_flags(&out, scale, &r);
    assert_string_equal(out.ptr, expected);
    str_release(&out);
}

static void test_first_three(void **state)
{
    static const struct {
        const char *id, *table;
        char every;
        const char *but, *expected;
    } rows[] = {
        {"phq9", NULL, '0', "", "valid 0 无 "},
        {"phq9", NULL, '1', "", "valid 9 轻度 critical:9"},
        {"phq9", NULL, '1', "1=2 9=0", "valid 9 轻度 "},
        {"phq9", NULL, '1', "1=2 9=.", "incomplete  - incomplete"},
        {"mht", NULL, '0', "97=1", "valid 1 正常 critical:97"},
        {"mht", NULL, '1', "82=. 85=.",
         "incomplete  - critical:97;invalid;incomplete;high:learning;high:interpersonal;"
         "high:loneliness;high:self_blame;high:sensitivity;high:somatic;high:phobia"},
        {"mssmhs", NULL, '2', "", "valid 2.00 轻度 high:obsession;high:paranoia;high:hostility;"
                                  "high:interpersonal;high:depression;high:anxiety;high:academic;"
                                  "high:maladjustment;high:lability;high:imbalance"},
        {"mssmhs", NULL, '1', "3=2 10=2 12=2 22=2 23=2", "valid 1.08 正常 "},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        check(*state, rows[i].id, rows[i].table, rows[i].every, rows[i].but, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_three),
    };
    return cmocka_run_group_tests(tests, load, drop);
}
