// SPDX-License-Identifier: MIT
/* The keys of every scale, once more and by hand: no item can move unseen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "tests/support/scoring.h"

/*
 * What one point more on an item moves, and by how much: sums of items, each a
 * line of "items", scored against the answer where the item is in `reversed`.
 */
static const struct key {
    const char *scale;
    int items;
    int least, most;
    const char *reversed;
    const char *total; /* items */
    struct {
        const char *id, *items;
    } factors[16];
} keys[] = {
    {"mssmhs", 60, 1, 5, "", "1-60",
     {{"obsession", "3 10 12 22 23 48"}, {"paranoia", "11 20 24 26 47 49"},
      {"hostility", "19 21 25 50 52 58"}, {"interpersonal", "4 17 18 45 51 59"},
      {"depression", "5 13 14 16 44 57"}, {"anxiety", "6 15 34 43 46 56"},
      {"academic", "31 33 36 38 40 55"}, {"maladjustment", "1 8 9 29 39 41"},
      {"lability", "2 7 27 32 35 53"}, {"imbalance", "28 30 37 42 54 60"}}},
    {"mht", 100, 0, 1, "", "1-81 83 85 87 89 91 93 95 97 99",
     {{"learning", "1-15"}, {"interpersonal", "16-25"}, {"loneliness", "26-35"},
      {"self_blame", "36-45"}, {"sensitivity", "46-55"}, {"somatic", "56-70"},
      {"phobia", "71-80"}, {"impulsive", "81 83 85 87 89 91 93 95 97 99"},
      {"validity", "82 84 86 88 90 92 94 96 98 100"}}},
    {"phq9", 9, 0, 3, "", "1-9", {{NULL, NULL}}},
    {"phqa", 9, 0, 3, "", "1-9", {{NULL, NULL}}},
    {"gad7", 7, 0, 3, "", "1-7", {{NULL, NULL}}},
#define SDQ(id)                                                                                    \
    {id, 25, 0, 2, "7 11 14 21 25", "2 3 5-8 10-16 18 19 21-25",                                   \
     {{"emotional", "3 8 13 16 24"}, {"conduct", "5 7 12 18 22"},                                  \
      {"hyperactivity", "2 10 15 21 25"}, {"peer", "6 11 14 19 23"},                               \
      {"prosocial", "1 4 9 17 20"}, {"externalizing", "2 5 7 10 12 15 18 21 22 25"},               \
      {"internalizing", "3 6 8 11 13 14 16 19 23 24"}}}
    SDQ("sdq_self"),
    SDQ("sdq_parent"),
    SDQ("sdq_teacher"),
    {"scl90", 90, 1, 5, "", "1-90",
     {{"somatization", "1 4 12 27 40 42 48 49 52 53 56 58"},
      {"obsession", "3 9 10 28 38 45 46 51 55 65"}, {"interpersonal", "6 21 34 36 37 41 61 69 73"},
      {"depression", "5 14 15 20 22 26 29 30 31 32 54 71 79"},
      {"anxiety", "2 17 23 33 39 57 72 78 80 86"}, {"hostility", "11 24 63 67 74 81"},
      {"phobia", "13 25 47 50 70 75 82"}, {"paranoia", "8 18 43 68 76 83"},
      {"psychoticism", "7 16 35 62 77 84 85 87 88 90"}, {"other", "19 44 59 60 64 66 89"},
      {"mean", "1-90"}, {"positives", ""}, {"negatives", ""}, {"positive_mean", ""}}},
    {"sds", 20, 1, 4, "2 5 6 11 12 14 16 17 18 20", NULL, {{"raw", "1-20"}}},
    {"sas", 20, 1, 4, "5 9 13 17 19", NULL, {{"raw", "1-20"}}},
    {"cesd", 20, 0, 3, "4 8 12 16", "1-20", {{NULL, NULL}}},
    {"cesdc", 20, 0, 3, "4 8 12 16", "1-20", {{NULL, NULL}}},
    {"dsrsc", 18, 0, 2, "1 2 4 7 8 9 11 12 13 16", "1-18", {{NULL, NULL}}},
    {"scared", 41, 0, 2, "", "1-41",
     {{"panic", "1 6 9 12 15 18 19 22 24 27 30 34 38"},
      {"generalized", "5 7 14 21 23 28 33 35 37"}, {"separation", "4 8 13 16 20 25 29 31"},
      {"social", "3 10 26 32 39 40 41"}, {"school", "2 11 17 36"}}},
    {"aslec", 27, 0, 5, "", "1-27", {{"frequency", ""}, {"total1", ""}}},
    {"sioss", 26, 0, 1, "1 5 6 7 9 10 13 15 21 25",
     "1-5 7 8 10-12 14 16-24 26",
     {{"despair", "2 3 4 8 11 14 16 17 19 20 23 26"}, {"optimism", "1 7 10 21 22"},
      {"sleep", "5 12 18 24"}, {"concealment", "6 9 13 15 25"}}},
    {"isi", 7, 0, 4, "", "1-7", {{NULL, NULL}}},
    {"ais", 8, 0, 3, "", "1-8", {{NULL, NULL}}},
    {"k10", 10, 1, 5, "", "1-10", {{NULL, NULL}}},
};

static bool has(const char *list, int item)
{
    for (const char *c = list; *c;) {
        char *end;
        long first = strtol(c, &end, 10);
        long last = *end == '-' ? strtol(end + 1, &end, 10) : first;
        if (item >= first && item <= last) {
            return true;
        }
        c = end + strspn(end, " ");
    }
    return false;
}

/* num/den in parts so small that every step here is a whole number of them. */
static int64_t fine(struct fraction f)
{
    assert_true(f.den > 0);
    return f.num * 72072000 / f.den; /* every size of a factor divides it */
}

static void same_columns(const struct key *key, const struct scale *scale)
{
    size_t n = 0;
    while (n < COUNT(key->factors) && key->factors[n].id) {
        assert_true(n < scale->column_count);
        assert_string_equal(scale->scores[scale->columns[n]].id, key->factors[n].id);
        n++;
    }
    assert_int_equal(scale->column_count, n);
}

/* Every item from its least to the next: exactly the scores that have it move, by one item. */
static void one_item(const struct key *key, const struct scale *scale, int item)
{
    struct score_how how = scoring_how(scale, "");
    struct score_result before;
    struct score_result after;
    int8_t answers[SCALE_ITEMS_MAX];
    bool turned = has(key->reversed, item);
    scoring_least(scale, answers);
    assert_int_equal(answers[item - 1], turned ? key->most : key->least);
    score_sheet(scale, &how, answers, &before);
    answers[item - 1] = (int8_t)(answers[item - 1] + (turned ? -1 : 1));
    score_sheet(scale, &how, answers, &after);
    for (size_t i = 0; i < scale->column_count; i++) {
        const struct scale_score *score = &scale->scores[scale->columns[i]];
        if (key->factors[i].items[0] == '\0') {
            continue; /* counts: test_score_rules.c */
        }
        int64_t step = score->op == SCORE_MEAN ? 72072000 / (int64_t)score->item_count : 72072000;
        assert_int_equal(fine(after.value[i]) - fine(before.value[i]),
                         has(key->factors[i].items, item) ? step : 0);
    }
    if (key->total) {
        int64_t step = strcmp(key->scale, "mssmhs") == 0 ? 72072000 / 60 : 72072000;
        assert_int_equal(fine(after.total) - fine(before.total), has(key->total, item) ? step : 0);
    }
}

static void test_each_item_moves_its_factors(void **state)
{
    const struct scales *scales = *state;
    assert_int_equal(COUNT(keys), scales->count);
    for (size_t k = 0; k < COUNT(keys); k++) {
        const struct scale *scale = scoring_scale(state, keys[k].scale);
        assert_int_equal(scale->item_count, keys[k].items);
        assert_int_equal(scale->lowest, keys[k].least);
        assert_int_equal(scale->highest, keys[k].most);
        same_columns(&keys[k], scale);
        for (int item = 1; item <= scale->item_count; item++) {
            one_item(&keys[k], scale, item);
        }
    }
}

/* Size and range: all least and all most give what the manual's range is. */
static void test_ranges(void **state)
{
    static const struct {
        const char *scale, *least, *most;
    } rows[] = {
        {"mssmhs", "1.00", "5.00"}, {"mht", "0", "90"},       {"phq9", "0", "27"},
        {"phqa", "0", "27"},        {"gad7", "0", "21"},      {"sdq_self", "0", "40"},
        {"sdq_parent", "0", "40"},  {"sdq_teacher", "0", "40"}, {"scl90", "90", "450"},
        {"sds", "25", "100"},       {"sas", "25", "100"},     {"cesd", "0", "60"},
        {"cesdc", "0", "60"},       {"dsrsc", "0", "36"},     {"scared", "0", "82"},
        {"aslec", "0", "135"},      {"sioss", "0", "21"},     {"isi", "0", "28"},
        {"ais", "0", "24"},         {"k10", "10", "50"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        struct score_how how = scoring_how(scale, "");
        struct score_result r;
        int8_t answers[SCALE_ITEMS_MAX];
        struct str text = STR_INIT;
        scoring_least(scale, answers);
        score_sheet(scale, &how, answers, &r);
        score_format(&text, &scale->scores[scale->total], r.total);
        assert_string_equal(text.ptr, rows[i].least);
        for (int item = 1; item <= scale->item_count; item++) {
            scoring_put(scale, answers, item, scale->highest);
        }
        score_sheet(scale, &how, answers, &r);
        str_clear(&text);
        score_format(&text, &scale->scores[scale->total], r.total);
        assert_string_equal(text.ptr, rows[i].most);
        str_release(&text);
    }
}

/* A missing answer empties what needs it and the total, and nothing else. */
static void one_missing(const struct key *key, const struct scale *scale, int item)
{
    struct score_how how = scoring_how(scale, "");
    struct score_result r;
    int8_t answers[SCALE_ITEMS_MAX];
    scoring_least(scale, answers);
    answers[item - 1] = SCALE_NO_ANSWER;
    score_sheet(scale, &how, answers, &r);
    assert_int_equal(r.missing, 1);
    if (how.missing->prorate) {
        return; /* test_score_rules.c */
    }
    assert_int_equal(r.status, SCORE_INCOMPLETE);
    assert_int_equal(r.total.den, 0);
    assert_int_equal(r.total_band, -1);
    for (size_t i = 0; i < r.count; i++) {
        const char *items = key->factors[i].items;
        bool needs = items[0] == '\0' || has(items, item);
        assert_int_equal(r.value[i].den != 0, !needs);
        assert_true(!needs || (r.band[i] == -1 && !r.high[i]));
    }
}

static void test_each_item_missing(void **state)
{
    for (size_t k = 0; k < COUNT(keys); k++) {
        const struct scale *scale = scoring_scale(state, keys[k].scale);
        for (int item = 1; item <= scale->item_count; item++) {
            one_missing(&keys[k], scale, item);
        }
    }
}

/* Which items alert, from which tick on; in `off` only where the school switched it on. */
static void test_critical_items(void **state)
{
    static const struct {
        const char *scale, *items, *off;
        int least;
    } rows[] = {
        {"mssmhs", "", "14", 4}, {"mht", "85 97", "", 1},   {"phq9", "9", "", 1},
        {"phqa", "9 12 13", "", 1}, {"gad7", "", "", 0},    {"sdq_self", "", "", 0},
        {"sdq_parent", "", "", 0}, {"sdq_teacher", "", "", 0}, {"scl90", "15 59", "", 2},
        {"sds", "19", "", 2},    {"sas", "", "", 0},        {"cesd", "", "", 0},
        {"cesdc", "", "", 0},    {"dsrsc", "10", "", 1},    {"scared", "", "", 0},
        {"aslec", "", "", 0},    {"sioss", "17 22", "11 26", 1}, {"isi", "", "", 0},
        {"ais", "", "", 0},      {"k10", "", "", 0},
    };
    assert_int_equal(COUNT(rows), COUNT(keys));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        for (int item = 1; item <= scale_answer_count(scale); item++) {
            size_t count;
            const struct scale_option *options = scale_item_options(scale, item, &count);
            for (size_t k = 0; k < count; k++) {
                int8_t answers[SCALE_ITEMS_MAX];
                struct score_how how = scoring_how(scale, "");
                struct score_result r;
                memset(answers, SCALE_NO_ANSWER, sizeof answers);
                answers[item - 1] = options[k].value;
                bool over = options[k].value >= rows[i].least;
                score_sheet(scale, &how, answers, &r);
                assert_int_equal(r.critical_count, over && has(rows[i].items, item));
                how.optional = true;
                score_sheet(scale, &how, answers, &r);
                assert_int_equal(r.critical_count,
                                 over && (has(rows[i].items, item) || has(rows[i].off, item)));
                assert_true(!r.critical_count ||
                            scale->critical[r.critical[0]].item == item);
            }
        }
    }
}

/* For whom a scale is offered: the grades 1 to 12. */
static void test_grades(void **state)
{
    static const struct {
        const char *scale;
        int first, last;
    } rows[] = {
        {"mssmhs", 7, 12},   {"mht", 4, 12},      {"phq9", 7, 12},        {"phqa", 6, 12},
        {"gad7", 7, 12},     {"sdq_self", 6, 12}, {"sdq_parent", 1, 12},  {"sdq_teacher", 1, 12},
        {"scl90", 10, 12},   {"sds", 0, 0},       {"sas", 0, 0},          {"cesd", 9, 12},
        {"cesdc", 1, 12},    {"dsrsc", 3, 10},    {"scared", 3, 12},      {"aslec", 7, 12},
        {"sioss", 7, 12},    {"isi", 7, 12},      {"ais", 4, 12},         {"k10", 4, 12},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        for (int grade = 1; grade <= 12; grade++) {
            assert_int_equal(scale_is_for(scale, grade, grade),
                             rows[i].first && grade >= rows[i].first && grade <= rows[i].last);
        }
        assert_int_equal(scale->has_text, strcmp(rows[i].scale, "phq9") == 0 ||
                                              strcmp(rows[i].scale, "gad7") == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_item_moves_its_factors),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_each_item_missing),
        cmocka_unit_test(test_critical_items),
        cmocka_unit_test(test_grades),
    };
    return cmocka_run_group_tests_name("score_keys", tests, scoring_setup, scoring_teardown);
}
