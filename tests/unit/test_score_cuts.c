// SPDX-License-Identifier: MIT
/* Every cut-off of every table, worked out by hand: one below it, at it, above it. */
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
 * Bands by the least SUM of the items that is in them (means and standard scores
 * worked back by hand: a factor mean of 2 over six items is a sum of 12, a standard
 * score of 53 a raw sum of 42, 42 x 1.25 = 52.5, rounded half up).  '!' marks what
 * `high:` flags.  Factor "" is the total.
 */
static const struct cuts {
    const char *scale, *table, *factor, *bands;
} cuts[] = {
    {"mht", "std", "", "0 正常 65 需要个别辅导"},
    {"mht", "b56", "", "0 正常 56 需要关注 65 需要个别辅导"},
#define MHT(table)                                                                                 \
    {"mht", table, "learning", "0 低 4 中 8 高!"}, {"mht", table, "interpersonal",                 \
                                                    "0 低 4 中 8 高!"},                            \
        {"mht", table, "loneliness", "0 低 4 中 8 高!"},                                           \
        {"mht", table, "self_blame", "0 低 4 中 8 高!"},                                           \
        {"mht", table, "sensitivity", "0 低 4 中 8 高!"},                                          \
        {"mht", table, "somatic", "0 低 4 中 8 高!"}, {"mht", table, "phobia", "0 低 4 中 8 高!"}, \
        {"mht", table, "impulsive", "0 低 4 中 8 高!"}, {"mht", table, "validity", ""}
    MHT("std"),
    MHT("b56"),
    {"mssmhs", "std", "", "60 正常 120 轻度 180 中度 240 较重 300 严重"},
#define MSSMHS(factor) {"mssmhs", "std", factor, "6 正常 12 轻度! 18 中度! 24 较重! 30 严重!"}
    MSSMHS("obsession"), MSSMHS("paranoia"), MSSMHS("hostility"), MSSMHS("interpersonal"),
    MSSMHS("depression"), MSSMHS("anxiety"), MSSMHS("academic"), MSSMHS("maladjustment"),
    MSSMHS("lability"), MSSMHS("imbalance"),
    {"phq9", "std", "", "0 无 5 轻度 10 中度 15 中重度 20 重度"},
    {"phqa", "std", "", "0 无 5 轻度 10 中度 15 中重度 20 重度"},
    {"gad7", "std", "", "0 无 5 轻度 10 中度 15 重度"},
    {"isi", "std", "", "0 无 8 轻度 15 中度 22 重度"},
    {"ais", "cn", "", "0 无 4 可疑 7 失眠"},
    {"ais", "ge6", "", "0 无 4 可疑 6 失眠"},
    {"k10", "kessler", "", "10 无 20 轻度 25 中度 30 重度"},
    {"k10", "au", "", "10 低 16 中等 22 高 30 很高"},
    {"cesd", "radloff", "", "0 无 16 可能"},
    {"cesd", "cn", "", "0 无 16 可能 20 肯定"},
    {"cesdc", "gt15", "", "0 无 16 可能"},
    {"cesdc", "ge15", "", "0 无 15 可能"},
    {"dsrsc", "cn15", "", "0 无 15 可能"},
    {"scared", "cn", "", "0 无 23 可能"},
    {"scared", "cn", "panic", ""}, {"scared", "cn", "generalized", ""},
    {"scared", "cn", "separation", ""}, {"scared", "cn", "social", ""},
    {"scared", "cn", "school", ""},
    {"scared", "intl", "", "0 无 25 可能"},
    {"scared", "intl", "panic", "0 未超 7 高!"},
    {"scared", "intl", "generalized", "0 未超 9 高!"},
    {"scared", "intl", "separation", "0 未超 5 高!"},
    {"scared", "intl", "social", "0 未超 8 高!"},
    {"scared", "intl", "school", "0 未超 3 高!"},
    {"sioss", "std", "", "0 阴性 12 阳性"},
    {"sioss", "std", "despair", ""}, {"sioss", "std", "optimism", ""},
    {"sioss", "std", "sleep", ""}, {"sioss", "std", "concealment", ""},
    {"sds", "cn_round", "", "20 无 42 轻度 50 中度 58 重度"},
    {"sds", "cn_trunc", "", "20 无 43 轻度 51 中度 59 重度"},
    {"sds", "zung_round", "", "20 无 40 轻度 48 中度 56 重度"},
    {"sds", "cn_round", "raw", ""}, {"sds", "cn_trunc", "raw", ""}, {"sds", "zung_round", "raw", ""},
    {"sas", "cn_round", "", "20 无 40 轻度 48 中度 56 重度"},
    {"sas", "cn_trunc", "", "20 无 40 轻度 48 中度 56 重度"},
    {"sas", "cn_round", "raw", ""}, {"sas", "cn_trunc", "raw", ""},
    {"sdq_self", "cn3", "", "0 正常 15 边缘 18 异常"},
    {"sdq_self", "cn3", "emotional", "0 正常 5 边缘 6 异常!"},
    {"sdq_self", "cn3", "conduct", "0 正常 4 边缘 5 异常!"},
    {"sdq_self", "cn3", "hyperactivity", "0 正常 6 边缘 7 异常!"},
    {"sdq_self", "cn3", "peer", "0 正常 5 边缘 6 异常!"},
    {"sdq_self", "cn3", "prosocial", "0 异常! 5 边缘 6 正常"},
    {"sdq_self", "orig3", "", "0 正常 16 边缘 20 异常"},
    {"sdq_self", "orig3", "emotional", "0 正常 6 边缘 7 异常!"},
    {"sdq_self", "orig3", "conduct", "0 正常 4 边缘 5 异常!"},
    {"sdq_self", "orig3", "hyperactivity", "0 正常 6 边缘 7 异常!"},
    {"sdq_self", "orig3", "peer", "0 正常 4 边缘 6 异常!"},
    {"sdq_self", "orig3", "prosocial", "0 异常! 5 边缘 6 正常"},
    {"sdq_self", "new4", "", "0 接近平均 15 略高 18 高 20 很高"},
    {"sdq_self", "new4", "emotional", "0 接近平均 5 略高 6 高! 7 很高!"},
    {"sdq_self", "new4", "conduct", "0 接近平均 4 略高 5 高! 6 很高!"},
    {"sdq_self", "new4", "hyperactivity", "0 接近平均 6 略高 7 高! 8 很高!"},
    {"sdq_self", "new4", "peer", "0 接近平均 3 略高 4 高! 5 很高!"},
    {"sdq_self", "new4", "prosocial", "0 很低! 5 低! 6 略低 7 接近平均"},
    {"sdq_parent", "cn3", "", "0 正常 15 边缘 17 异常"},
    {"sdq_parent", "cn3", "emotional", "0 正常 4 边缘 5 异常!"},
    {"sdq_parent", "cn3", "conduct", "0 正常 3 边缘 4 异常!"},
    {"sdq_parent", "cn3", "hyperactivity", "0 正常 7 边缘 8 异常!"},
    {"sdq_parent", "cn3", "peer", "0 正常 5 边缘 6 异常!"},
    {"sdq_parent", "cn3", "prosocial", "0 异常! 5 边缘 6 正常"},
    {"sdq_parent", "orig3", "", "0 正常 14 边缘 17 异常"},
    {"sdq_parent", "orig3", "emotional", "0 正常 4 边缘 5 异常!"},
    {"sdq_parent", "orig3", "conduct", "0 正常 3 边缘 4 异常!"},
    {"sdq_parent", "orig3", "hyperactivity", "0 正常 6 边缘 7 异常!"},
    {"sdq_parent", "orig3", "peer", "0 正常 3 边缘 4 异常!"},
    {"sdq_parent", "orig3", "prosocial", "0 异常! 5 边缘 6 正常"},
    {"sdq_parent", "new4", "", "0 接近平均 14 略高 17 高 20 很高"},
    {"sdq_parent", "new4", "emotional", "0 接近平均 4 略高 5 高! 7 很高!"},
    {"sdq_parent", "new4", "conduct", "0 接近平均 3 略高 4 高! 6 很高!"},
    {"sdq_parent", "new4", "hyperactivity", "0 接近平均 6 略高 8 高! 9 很高!"},
    {"sdq_parent", "new4", "peer", "0 接近平均 3 略高 4 高! 5 很高!"},
    {"sdq_parent", "new4", "prosocial", "0 很低! 6 低! 7 略低 8 接近平均"},
    {"sdq_teacher", "cn3", "", "0 正常 14 边缘 18 异常"},
    {"sdq_teacher", "cn3", "emotional", "0 正常 4 边缘 5 异常!"},
    {"sdq_teacher", "cn3", "conduct", "0 正常 3 边缘 4 异常!"},
    {"sdq_teacher", "cn3", "hyperactivity", "0 正常 7 边缘 9 异常!"},
    {"sdq_teacher", "cn3", "peer", "0 正常 5 边缘 6 异常!"},
    {"sdq_teacher", "cn3", "prosocial", "0 异常! 4 边缘 5 正常"},
    {"sdq_teacher", "orig3", "", "0 正常 12 边缘 16 异常"},
    {"sdq_teacher", "orig3", "emotional", "0 正常 5 边缘 6 异常!"},
    {"sdq_teacher", "orig3", "conduct", "0 正常 3 边缘 4 异常!"},
    {"sdq_teacher", "orig3", "hyperactivity", "0 正常 6 边缘 7 异常!"},
    {"sdq_teacher", "orig3", "peer", "0 正常 4 边缘 5 异常!"},
    {"sdq_teacher", "orig3", "prosocial", "0 异常! 5 边缘 6 正常"},
    {"sdq_teacher", "new4", "", "0 接近平均 12 略高 16 高 19 很高"},
    {"sdq_teacher", "new4", "emotional", "0 接近平均 4 略高 5 高! 6 很高!"},
    {"sdq_teacher", "new4", "conduct", "0 接近平均 3 略高 4 高! 5 很高!"},
    {"sdq_teacher", "new4", "hyperactivity", "0 接近平均 6 略高 8 高! 9 很高!"},
    {"sdq_teacher", "new4", "peer", "0 接近平均 3 略高 5 高! 6 很高!"},
    {"sdq_teacher", "new4", "prosocial", "0 很低! 4 低! 5 略低 6 接近平均"},
#define NO_BANDS(scale, factor)                                                                    \
    {scale, "cn3", factor, ""}, {scale, "orig3", factor, ""}, {scale, "new4", factor, ""}
    NO_BANDS("sdq_self", "externalizing"), NO_BANDS("sdq_self", "internalizing"),
    NO_BANDS("sdq_parent", "externalizing"), NO_BANDS("sdq_parent", "internalizing"),
    NO_BANDS("sdq_teacher", "externalizing"), NO_BANDS("sdq_teacher", "internalizing"),
    /* A factor is over 2 from one point more than twice its items. */
    {"scl90", "cn", "somatization", "12 未超 25 高!"},
    {"scl90", "cn", "obsession", "10 未超 21 高!"},
    {"scl90", "cn", "interpersonal", "9 未超 19 高!"},
    {"scl90", "cn", "depression", "13 未超 27 高!"},
    {"scl90", "cn", "anxiety", "10 未超 21 高!"},
    {"scl90", "cn", "hostility", "6 未超 13 高!"},
    {"scl90", "cn", "phobia", "7 未超 15 高!"},
    {"scl90", "cn", "paranoia", "6 未超 13 高!"},
    {"scl90", "cn", "psychoticism", "10 未超 21 高!"},
    {"scl90", "cn", "other", "7 未超 15 高!"},
    {"scl90", "cn", "mean", ""}, {"scl90", "cn", "positives", ""},
    {"scl90", "cn", "negatives", ""}, {"scl90", "cn", "positive_mean", ""},
    {"scl90", "cn", "", NULL}, /* by the OR rule: test_score_rules.c */
};

static size_t column_of(const struct scale *scale, const char *factor)
{
    for (size_t i = 0; i < scale->column_count; i++) {
        if (strcmp(scale->scores[scale->columns[i]].id, factor) == 0) {
            return i;
        }
    }
    fail_msg("%s has no column %s", scale->id, factor);
    return 0;
}

/* The sum of items behind the total or factor: where the answers go. */
static size_t score_of(const struct scale *scale, const char *factor)
{
    const char *id = !factor[0] && strcmp(scale->scores[scale->total].id, "std") == 0 ? "raw" : "";
    return id[0]      ? (size_t)scale_score_index(scale, id)
           : factor[0] ? scale->columns[column_of(scale, factor)]
                       : scale->total;
}

static void expect_band(const struct cuts *c, const struct scale *scale, int sum,
                        const char *label, size_t n, bool high)
{
    struct score_how how = scoring_how(scale, c->table);
    struct score_result r;
    int8_t answers[SCALE_ITEMS_MAX];
    scoring_reach(scale, score_of(scale, c->factor), sum, answers);
    score_sheet(scale, &how, answers, &r);
    size_t column = c->factor[0] ? column_of(scale, c->factor) : 0;
    const struct scale_band *band = c->factor[0] ? score_column_band(scale, &how, &r, column)
                                                 : score_total_band(&how, &r);
    if (!band || strncmp(band->label, label, n) != 0 || band->label[n]) {
        fail_msg("%s %s %s, sum %d: %s instead of %.*s", c->scale, c->table, c->factor, sum,
                 band ? band->label : "nothing", (int)n, label);
    }
    if (c->factor[0] && r.high[column] != high) {
        fail_msg("%s %s %s, sum %d: high is %d", c->scale, c->table, c->factor, sum, !high);
    }
}

/* The greatest sum there is. */
static int most_of(const struct scale *scale, const char *factor)
{
    const struct scale_score *score = &scale->scores[score_of(scale, factor)];
    return (int)(score->op == SCORE_MEAN ? score->most * (int64_t)score->item_count : score->most);
}

static void check_cuts(const struct cuts *c, const struct scale *scale)
{
    for (const char *at = c->bands; *at;) {
        char *label;
        int low = (int)strtol(at, &label, 10);
        size_t n = strcspn(++label, " !");
        bool high = label[n] == '!';
        at = label + n + high;
        at += strspn(at, " ");
        int next = *at ? (int)strtol(at, NULL, 10) : most_of(scale, c->factor) + 1;
        assert_true(low < next);
        expect_band(c, scale, low, label, n, high);
        expect_band(c, scale, next - 1, label, n, high);
    }
}

static void test_cuts(void **state)
{
    for (size_t i = 0; i < COUNT(cuts); i++) {
        const struct scale *scale = scoring_scale(state, cuts[i].scale);
        if (cuts[i].bands && cuts[i].bands[0]) {
            check_cuts(&cuts[i], scale);
        }
    }
}

/* No band of any table is left out above, and none is above that is not there. */
static void test_cuts_are_all(void **state)
{
    const struct scales *scales = *state;
    for (size_t i = 0; i < scales->count; i++) {
        const struct scale *scale = scales->at[i].scale;
        for (size_t t = 0; t < scale->table_count; t++) {
            for (size_t k = 0; k <= scale->column_count; k++) {
                const char *factor = k < scale->column_count
                                         ? scale->scores[scale->columns[k]].id
                                         : "";
                size_t score = k < scale->column_count ? scale->columns[k]
                                                       : scale->tables[t].total;
                const struct cuts *found = NULL;
                for (size_t c = 0; c < COUNT(cuts); c++) {
                    if (strcmp(cuts[c].scale, scale->id) == 0 &&
                        strcmp(cuts[c].table, scale->tables[t].name) == 0 &&
                        strcmp(cuts[c].factor, factor) == 0) {
                        found = &cuts[c];
                    }
                }
                if (!found) {
                    fail_msg("%s %s %s is not in the table of this test", scale->id,
                             scale->tables[t].name, factor);
                }
                bool has = scale_table_bands(&scale->tables[t], score) != NULL;
                assert_int_equal(has, found->bands && found->bands[0]);
            }
        }
    }
}

/* The names of the tables, the usual one first (commands.md). */
static void test_table_names(void **state)
{
    static const struct {
        const char *scale, *names;
    } rows[] = {
        {"mssmhs", "std"},         {"mht", "std b56"},       {"phq9", "std"},
        {"phqa", "std"},           {"gad7", "std"},          {"sdq_self", "cn3 orig3 new4"},
        {"sdq_parent", "cn3 orig3 new4"}, {"sdq_teacher", "cn3 orig3 new4"}, {"scl90", "cn"},
        {"sds", "cn_round cn_trunc zung_round"}, {"sas", "cn_round cn_trunc"},
        {"cesd", "radloff cn"},    {"cesdc", "gt15 ge15"},   {"dsrsc", "cn15"},
        {"scared", "cn intl"},     {"aslec", ""},            {"sioss", "std"},
        {"isi", "std"},            {"ais", "cn ge6"},        {"k10", "kessler au"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct scale *scale = scoring_scale(state, rows[i].scale);
        struct str names = STR_INIT;
        for (size_t t = 0; t < scale->table_count; t++) {
            str_addf(&names, "%s%s", t ? " " : "", scale->tables[t].name);
        }
        assert_string_equal(names.ptr, rows[i].names);
        str_release(&names);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_cuts_are_all),
        cmocka_unit_test(test_table_names),
    };
    return cmocka_run_group_tests_name("score_cuts", tests, scoring_setup, scoring_teardown);
}
