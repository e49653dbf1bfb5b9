// SPDX-License-Identifier: MIT
/* What is not a sum: missing answers, doubtful sheets, the OR rule, counts, rounding, flags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/csv_stream.h"
#include "core/score_file.h"
#include "tests/support/scoring.h"

/* --- whole sheets, worked by hand --- */

#define MHT_ALL_HIGH                                                                               \
    "high:learning;high:interpersonal;high:loneliness;high:self_blame;high:sensitivity;"           \
    "high:somatic;high:phobia"

static void test_sheets(void **state)
{
    static const struct {
        const char *scale, *table, *missing, *every, *but, *expected;
    } rows[] = {
        /* Critical items fire whatever the total, on incomplete and doubtful sheets too. */
        {"mht", "", "", "0", "97=1", "valid 1 正常 critical:97"},
        {"mht", "", "", "0", "85=1 3=.", "incomplete  - critical:85;incomplete"},
        {"mht", "", "", "0", "97=1 85=1 82=1 84=1 86=1 88=1 90=1 92=1 94=1",
         "doubtful 2 正常 critical:85;critical:97;invalid"},
        {"phq9", "", "", "1", "1=2 9=0", "valid 9 轻度 "},
        {"phq9", "", "", "1", "", "valid 9 轻度 critical:9"},
        {"phqa", "", "", "0", "13=1", "valid 0 无 critical:13"},
        {"phqa", "", "", "0", "10=1 11=1 12=0 13=0", "valid 0 无 "},
        {"phqa", "", "", "3", "12=1 13=1", "valid 27 重度 critical:9;critical:12;critical:13"},
        /* Validity: six of ten is good, seven is not; what is answered is enough to say so. */
        {"mht", "", "", "0", "82=1 84=1 86=1 88=1 90=1 92=1", "valid 0 正常 "},
        {"mht", "", "", "0", "82=1 84=1 86=1 88=1 90=1 92=1 94=1", "doubtful 0 正常 invalid"},
        {"mht", "", "", "1", "82=. 85=.",
         "incomplete  - critical:97;invalid;incomplete;" MHT_ALL_HIGH},
        {"mht", "", "", ".", "82=1 84=1 86=1 88=1 90=1 92=1 94=1",
         "incomplete  - invalid;incomplete"},
        {"mht", "", "", ".", "82=1 84=1 86=1 88=1 90=1 92=1", "incomplete  - incomplete"},
        /* SIOSS: all 否 score the ten items that count on 否; five of them are concealment. */
        {"sioss", "", "", "0", "", "doubtful 5 阴性 invalid"},
        {"sioss", "", "", "1", "", "valid 16 阳性 critical:17;critical:22"},
        {"sioss", "", "", "1", "6=0 9=0 13=0 15=0 17=0 22=0", "doubtful 14 阳性 invalid"},
        {"sioss", "", "", "1", "6=0 9=0 13=0 17=0 22=0", "valid 14 阳性 "},
        /* A standard score is the rounded integer: raw 42, 50, 58 hang on the rounding. */
        {"sds", "", "", "12341234123412341234", "", "valid 63 中度 critical:19"},
        {"sds", "", "", "1", "", "valid 63 中度 "},
        {"sds", "cn_trunc", "", "1", "", "valid 62 轻度 "},
        {"sas", "", "", "1", "", "valid 44 无 "},
        {"sas", "cn_trunc", "", "1", "", "valid 43 无 "},
        /* Missing: refused, or at most two made up of the others. */
        {"phq9", "", "", "1", "3=.", "incomplete  - critical:9;incomplete"},
        {"phq9", "", "prorate2", "1", "3=.", "valid 9 轻度 critical:9;prorated:total"},
        {"phq9", "", "prorate2", "1", "3=. 9=.", "valid 9 轻度 prorated:total"},
        {"phq9", "", "prorate2", "1", "3=. 4=. 9=.", "incomplete  - incomplete"},
        {"phq9", "", "prorate2", "0", "1=3 2=1 3=.", "valid 5 轻度 prorated:total"},  /* 4.5 */
        {"phq9", "", "prorate2", "0", "1=1 3=. 4=.", "valid 1 无 prorated:total"},   /* 1.286 */
        {"phqa", "", "prorate2", "2", "1=. 2=.", "valid 18 中重度 critical:9;prorated:total"},
        {"gad7", "", "", "3", "7=.", "incomplete  - incomplete"},
        /* SDQ: 4 on three items of five is 6.67, 7; two items are too few. */
        {"sdq_self", "", "", "0", "7=2 11=2 14=2 21=2 25=2 3=2 8=2 13=0 16=. 24=.",
         "valid 7 正常 prorated:emotional;high:emotional;high:prosocial"},
        {"sdq_self", "", "", "0", "7=2 11=2 14=2 21=2 25=2 3=2 8=2 13=. 16=. 24=.",
         "incomplete  - incomplete;high:prosocial"},
        {"sdq_self", "", "", "0", "7=2 11=2 14=2 21=2 25=2 1=. 4=. 9=.", "valid 0 正常 "},
        {"sdq_self", "new4", "", "2", "7=0 11=0 14=0 21=0 25=0",
         "valid 40 很高 high:emotional;high:conduct;high:hyperactivity;high:peer"},
        {"mssmhs", "", "", "1", "3=2 10=2 12=2 22=2 23=2 48=2",
         "valid 1.10 正常 high:obsession"},
        {"mssmhs", "", "", "1", "14=5", "valid 1.07 正常 "},
        {"aslec", "", "", "0", "1=1 2=5", "valid 6 - "},
        {"aslec", "", "", "0", "1=.", "incomplete  - incomplete"},
        {"dsrsc", "", "", "0", "", "valid 20 可能 "},
        {"dsrsc", "", "", "1", "", "valid 18 可能 critical:10"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        struct score_how how = scoring_how(scale, rows[i].table);
        int8_t answers[SCALE_ITEMS_MAX];
        if (rows[i].missing[0]) {
            how.missing = scale_missing_by_name(scale, rows[i].missing);
            assert_non_null(how.missing);
        }
        scoring_fill(scale, rows[i].every, rows[i].but, answers);
        scoring_expect(scale, &how, answers, rows[i].expected);
    }
}

/* --- SCL-90 --- */

static const char *scl90_band(const struct scale *scale, const int8_t *answers,
                              struct score_result *r)
{
    struct score_how how = scoring_how(scale, "");
    score_sheet(scale, &how, answers, r);
    return score_total_band(&how, r)->label;
}

/* Raise `count` items to `value`, taken from the factors in turn, at most half of each factor. */
static void raise_spread(const struct scale *scale, int8_t *answers, int count, int value)
{
    for (size_t f = 0; f < 10; f++) {
        const struct scale_score *score = &scale->scores[scale->columns[f]];
        for (size_t i = 0; count && i < score->item_count / 2; i++) {
            answers[score->items[i] - 1] = (int8_t)value;
            count--;
        }
    }
    assert_int_equal(count, 0);
}

static void test_scl90_or_rule(void **state)
{
    const struct scale *scale = scoring_scale(state, "scl90");
    struct score_result r;
    int8_t answers[SCALE_ITEMS_MAX];
    /* Total: 35 items of 3 give 90 + 70 = 160, which is not over it; no factor is over 2. */
    scoring_least(scale, answers);
    raise_spread(scale, answers, 35, 3);
    assert_string_equal(scl90_band(scale, answers, &r), "阴性");
    assert_int_equal(r.total.num, 160);
    answers[90 - 1] = 2;
    assert_string_equal(scl90_band(scale, answers, &r), "阳性");
    assert_int_equal(r.total.num, 161);
    /* Positives: 43 items of 2 are not over it. */
    scoring_least(scale, answers);
    for (int item = 1; item <= 43; item++) {
        answers[item - 1] = 2;
    }
    assert_string_equal(scl90_band(scale, answers, &r), "阴性");
    answers[44 - 1] = 2;
    assert_string_equal(scl90_band(scale, answers, &r), "阳性");
    /* Each of the ten factors: a mean of exactly 2 is not over it, one point more is. */
    for (size_t f = 0; f < 10; f++) {
        const struct scale_score *score = &scale->scores[scale->columns[f]];
        scoring_least(scale, answers);
        for (size_t i = 0; i < score->item_count; i++) {
            answers[score->items[i] - 1] = 2;
        }
        assert_string_equal(scl90_band(scale, answers, &r), "阴性");
        assert_false(r.high[f]);
        answers[score->items[0] - 1] = 3;
        assert_string_equal(scl90_band(scale, answers, &r), "阳性");
        assert_true(r.high[f]);
    }
}

/* mean positives negatives positive_mean, as printed. */
static void test_scl90_counts(void **state)
{
    static const struct {
        const char *every, *but, *expected;
    } rows[] = {
        {"1", "", "1.00 0 90 "},
        {"1", "1=2 2=5", "1.06 2 88 3.50"},
        {"1", "1=2 2=2 3=4", "1.06 3 87 2.67"},
        {"5", "", "5.00 90 0 5.00"},
        {"1", "1=.", "   "},
    };
    const struct scale *scale = scoring_scale(state, "scl90");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct score_how how = scoring_how(scale, "");
        struct score_result r;
        int8_t answers[SCALE_ITEMS_MAX];
        struct str out = STR_INIT;
        scoring_fill(scale, rows[i].every, rows[i].but, answers);
        score_sheet(scale, &how, answers, &r);
        assert_int_equal(r.status, r.missing ? SCORE_INCOMPLETE : SCORE_VALID);
        for (size_t k = 10; k < 14; k++) {
            str_add(&out, k > 10 ? " " : "");
            score_format(&out, &scale->scores[scale->columns[k]], r.value[k]);
        }
        assert_string_equal(out.ptr, rows[i].expected);
        str_release(&out);
    }
}

static void test_aslec_counts(void **state)
{
    const struct scale *scale = scoring_scale(state, "aslec");
    struct score_how how = scoring_how(scale, "");
    struct score_result r;
    int8_t answers[SCALE_ITEMS_MAX];
    scoring_fill(scale, "0", "1=1 2=5", answers);
    score_sheet(scale, &how, answers, &r);
    assert_int_equal(r.total.num, 6);
    assert_int_equal(r.value[0].num, 2);  /* events that happened */
    assert_int_equal(r.value[1].num, 31); /* the other 25 as 1 each */
}

/* Every item counts in every count: from `least` over the next two values. */
static void test_each_item_counts(void **state)
{
    static const struct {
        const char *scale, *column;
        int at_least, one_up, two_up; /* the value on least answers, and the item one, two up */
    } rows[] = {
        {"aslec", "frequency", 0, 1, 1},  {"aslec", "total1", 27, 27, 28},
        {"scl90", "positives", 0, 1, 1},  {"scl90", "negatives", 90, 89, 89},
        {"scl90", "positive_mean", 0, 2, 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        struct score_how how = scoring_how(scale, "");
        int expected[] = {rows[i].at_least, rows[i].one_up, rows[i].two_up};
        size_t column = 0;
        while (strcmp(scale->scores[scale->columns[column]].id, rows[i].column) != 0) {
            column++;
        }
        for (int item = 1; item <= scale->item_count; item++) {
            for (int up = 0; up < 3; up++) {
                struct score_result r;
                int8_t answers[SCALE_ITEMS_MAX];
                scoring_least(scale, answers);
                scoring_put(scale, answers, item, scale->lowest + up);
                score_sheet(scale, &how, answers, &r);
                assert_int_equal(r.value[column].num,
                                 r.value[column].den * expected[up]);
            }
        }
    }
}

/* --- numbers --- */

static void test_rounding_of_what_is_printed(void **state)
{
    static const struct {
        int64_t num, den;
        const char *text;
    } rows[] = {
        {0, 6, "0.00"},    {1, 6, "0.17"},   {17, 6, "2.83"},  {18, 6, "3.00"},
        {119, 60, "1.98"}, {5, 200, "0.03"}, {1, 8, "0.13"},   {1999, 1000, "2.00"},
        {333, 7, "47.57"}, {1, 200, "0.01"}, {1, 201, "0.00"}, {12345, 1, "12345.00"},
    };
    (void)state;
    const struct scale_score mean = {.op = SCORE_MEAN, .whole = false};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = STR_INIT;
        score_format(&out, &mean, (struct fraction){rows[i].num, rows[i].den});
        assert_string_equal(out.ptr, rows[i].text);
        str_release(&out);
    }
}

static void test_measures(void **state)
{
    (void)state;
    const struct measure a = {"mht", "1-eba93163", "std"};
    const struct measure other[] = {
        {"mhtx", "1-eba93163", "std"}, {"mht", "2-eba93163", "std"}, {"mht", "1-eba93163", "b56"}};
    const struct measure same = a;
    assert_true(measure_is_same(&a, &same));
    for (size_t i = 0; i < COUNT(other); i++) {
        assert_false(measure_is_same(&a, &other[i]));
    }
}

/* --- published sheets --- */

/* Score FILE row by row; `check` gets the row's cells. */
static size_t each_sheet(const struct scale *scale, const char *path,
                         void (*check)(const struct csv_row *row, const struct scale *scale,
                                       const struct score_result *r))
{
    struct csv_stream *in;
    struct csv_row row;
    struct score_reader reader;
    struct score_reject why;
    size_t n = 0;
    assert_int_equal(csv_stream_open(path, &in), ERR_OK);
    assert_int_equal(csv_stream_next(in, &row), ERR_OK);
    assert_true(score_read_header(&reader, scale, &row, &why));
    struct score_how how = scoring_how(scale, "");
    while (csv_stream_next(in, &row) == ERR_OK && row.cells) {
        struct score_result r;
        const char *id;
        int8_t answers[SCALE_ITEMS_MAX];
        assert_true(score_read_row(&reader, &row, &id, answers, &why));
        score_sheet(scale, &how, answers, &r);
        check(&row, scale, &r);
        n++;
    }
    csv_stream_close(in);
    return n;
}

static void published_total(const struct csv_row *row, const struct scale *scale,
                            const struct score_result *r)
{
    struct str out = STR_INIT;
    score_format(&out, &scale->scores[scale->total], r->total);
    assert_string_equal(out.ptr, row->cells[2]);
    str_release(&out);
}

static void test_cesd_published(void **state)
{
    assert_int_equal(each_sheet(scoring_scale(state, "cesd"), "tests/data/sheets/cesd_published.csv",
                                published_total),
                     992);
}

/* The sum of the digits, and the bands written out. */
static void phq9_by_hand(const struct csv_row *row, const struct scale *scale,
                         const struct score_result *r)
{
    int sum = 0;
    bool missing = false;
    (void)scale;
    for (const char *c = row->cells[1]; *c; c++) {
        missing = missing || *c == '.';
        sum += *c == '.' ? 0 : *c - '0';
    }
    int band = sum >= 20 ? 4 : sum >= 15 ? 3 : sum >= 10 ? 2 : sum >= 5 ? 1 : 0;
    assert_int_equal(r->status, missing ? SCORE_INCOMPLETE : SCORE_VALID);
    assert_int_equal(r->critical_count, row->cells[1][8] >= '1');
    assert_true(missing || (r->total.num == sum && r->total_band == band));
}

static void test_phq9_nhanes(void **state)
{
    assert_int_equal(each_sheet(scoring_scale(state, "phq9"), "tests/data/sheets/phq9_nhanes.csv",
                                phq9_by_hand),
                     600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_scl90_or_rule),
        cmocka_unit_test(test_scl90_counts),
        cmocka_unit_test(test_aslec_counts),
        cmocka_unit_test(test_each_item_counts),
        cmocka_unit_test(test_rounding_of_what_is_printed),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_cesd_published),
        cmocka_unit_test(test_phq9_nhanes),
    };
    return cmocka_run_group_tests_name("score_rules", tests, scoring_setup, scoring_teardown);
}
