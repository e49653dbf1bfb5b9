// SPDX-License-Identifier: MIT
#include "core/score.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"

static const struct fraction nothing = {0, 0};

struct score_how score_usual(const struct scale *scale)
{
    return (struct score_how){.table = scale->table_count ? &scale->tables[0] : NULL,
                              .missing = &scale->missing[0]};
}

static struct fraction whole(int64_t n)
{
    return (struct fraction){n, 1};
}

static int64_t rounded(struct fraction f, enum rounding how)
{
    return how == ROUND_HALF_UP ? (2 * f.num + f.den) / (2 * f.den) : f.num / f.den;
}

/* --- one score --- */

/* The answers of one sheet while it is scored. */
struct sheet_answers {
    const struct scale *scale;
    const struct scale_missing *missing;
    int8_t scored[SCALE_ITEMS_MAX + 1]; /* by item, after reversal */
    struct fraction values[SCALE_SCORES_MAX];
    bool prorated[SCALE_SCORES_MAX];
};

/* Sum of the answered items, or of those that are >= threshold; how many are answered. */
static int64_t sum_items(const struct scale_score *score, const int8_t *scored, int *answered)
{
    int64_t sum = 0;
    int n = 0;
    int least = score->op == SCORE_SUM_OVER ? score->threshold : 0;
    for (size_t i = 0; i < score->item_count; i++) {
        int value = scored[score->items[i]];
        n += value >= 0;
        sum += value >= least ? value : 0;
    }
    *answered = n;
    return sum;
}

static int64_t count_items(const struct scale_score *score, const int8_t *scored, int *answered)
{
    int64_t count = 0;
    int n = 0;
    for (size_t i = 0; i < score->item_count; i++) {
        int value = scored[score->items[i]];
        n += value >= 0;
        count += value >= 0 && (score->op == SCORE_AT_LEAST ? value >= score->threshold
                                                           : value <= score->threshold);
    }
    *answered = n;
    return count;
}

/* Answers that a score may do without, as the rule says: how many it needs. */
static int answers_needed(const struct sheet_answers *a, size_t score)
{
    for (size_t i = 0; a->missing->prorate && i < a->missing->score_count; i++) {
        if (a->missing->scores[i] == score) {
            return a->missing->least;
        }
    }
    return (int)a->scale->scores[score].item_count;
}

static struct fraction of_items(struct sheet_answers *a, size_t index)
{
    const struct scale_score *score = &a->scale->scores[index];
    bool counts = score->op == SCORE_AT_LEAST || score->op == SCORE_AT_MOST;
    int n = (int)score->item_count;
    int answered;
    int64_t value = counts ? count_items(score, a->scored, &answered)
                           : sum_items(score, a->scored, &answered);
    if (answered == n) {
        return (struct fraction){value, score->op == SCORE_MEAN ? n : 1};
    }
    if (answered < answers_needed(a, index)) {
        return nothing;
    }
    a->prorated[index] = true;
    return whole(rounded((struct fraction){value * n, answered}, ROUND_HALF_UP));
}

static struct fraction of_parts(const struct sheet_answers *a, const struct scale_score *score)
{
    struct fraction first = a->values[score->parts[0]];
    int64_t sum = 0;
    for (size_t i = 0; i < score->part_count; i++) {
        if (!a->values[score->parts[i]].den) {
            return nothing;
        }
        sum += a->values[score->parts[i]].num;
    }
    if (score->op == SCORE_ADD) {
        return whole(sum);
    }
    if (score->op == SCORE_RATIO) {
        return (struct fraction){first.num, a->values[score->parts[1]].num};
    }
    struct fraction times = {first.num * score->times.num, first.den * score->times.den};
    return score->rounding == ROUND_NOT ? times : whole(rounded(times, score->rounding));
}

/* --- one sheet --- */

static int reverse(struct sheet_answers *a, const int8_t *answers)
{
    const struct scale *s = a->scale;
    int missing = 0;
    for (int item = 1; item <= s->item_count; item++) {
        int value = answers[item - 1];
        missing += value < 0;
        a->scored[item] =
            (int8_t)(value >= 0 && s->reversed[item] ? s->lowest + s->highest - value : value);
    }
    return missing;
}

bool score_is_critical(const struct scale_critical *critical, int value, bool optional)
{
    return value >= critical->least && (optional || !critical->off);
}

static void find_critical(const struct scale *s, bool optional, const int8_t *answers,
                          struct score_result *r)
{
    r->critical_count = 0;
    for (size_t i = 0; i < s->critical_count; i++) {
        if (score_is_critical(&s->critical[i], answers[s->critical[i].item - 1], optional)) {
            r->critical[r->critical_count++] = (uint8_t)i;
        }
    }
}

/* Whether the answered validity items alone reach the limit. */
static bool is_invalid(const struct sheet_answers *a)
{
    const struct scale *s = a->scale;
    int answered;
    return s->doubtful_score >= 0 &&
           sum_items(&s->scores[s->doubtful_score], a->scored, &answered) >= s->doubtful_least;
}

/* Index in `screen`: 0 reached, 1 not; -1 when a score it needs has no value. */
static int screened(const struct scale_table *t, const struct fraction *values)
{
    bool unknown = false;
    for (size_t c = 0; c < t->clause_count; c++) {
        const struct scale_clause *clause = &t->clauses[c];
        for (size_t i = 0; i < clause->score_count; i++) {
            struct fraction value = values[clause->scores[i]];
            int side = value.den ? fraction_compare(value, whole(clause->value)) : -1;
            unknown = unknown || !value.den;
            if (side > 0 || (side == 0 && clause->or_equal)) {
                return 0;
            }
        }
    }
    return unknown ? -1 : 1;
}

static void find_total(const struct sheet_answers *a, const struct scale_table *t,
                       struct score_result *r)
{
    size_t index = t ? t->total : a->scale->total;
    bool refused = !a->missing->prorate && r->missing > 0;
    r->total = refused ? nothing : a->values[index];
    r->total_prorated = !refused && a->prorated[index];
    r->total_band = -1;
    if (t && t->screen && r->total.den) {
        r->total_band = screened(t, a->values);
    } else if (t) {
        const struct scale_bands *bands = scale_table_bands(t, index);
        r->total_band = bands ? scale_band_of(bands, r->total) : -1;
    }
    r->status = !r->total.den ? SCORE_INCOMPLETE : r->invalid ? SCORE_DOUBTFUL : SCORE_VALID;
}

static void find_columns(const struct sheet_answers *a, const struct scale_table *t,
                         struct score_result *r)
{
    r->count = a->scale->column_count;
    for (size_t i = 0; i < r->count; i++) {
        size_t index = a->scale->columns[i];
        const struct scale_bands *bands = t ? scale_table_bands(t, index) : NULL;
        r->value[i] = a->values[index];
        r->prorated[i] = a->prorated[index];
        r->band[i] = bands ? scale_band_of(bands, r->value[i]) : -1;
        r->high[i] = r->band[i] >= 0 && bands->at[r->band[i]].high;
    }
}

void score_sheet(const struct scale *scale, const struct score_how *how, const int8_t *answers,
                 struct score_result *r)
{
    struct sheet_answers a = {.scale = scale, .missing = how->missing};
    r->missing = reverse(&a, answers);
    for (size_t i = 0; i < scale->score_count; i++) {
        const struct scale_score *score = &scale->scores[i];
        a.values[i] = score->part_count ? of_parts(&a, score) : of_items(&a, i);
    }
    r->invalid = is_invalid(&a);
    find_critical(scale, how->optional, answers, r);
    find_total(&a, how->table, r);
    find_columns(&a, how->table, r);
}

/* --- in words --- */

const struct scale_band *score_total_band(const struct score_how *how,
                                          const struct score_result *r)
{
    if (!how->table || r->total_band < 0) {
        return NULL;
    }
    return how->table->screen
               ? &how->table->screen[r->total_band]
               : &scale_table_bands(how->table, how->table->total)->at[r->total_band];
}

const struct scale_band *score_column_band(const struct scale *scale, const struct score_how *how,
                                           const struct score_result *r, size_t column)
{
    return how->table && r->band[column] >= 0
               ? &scale_table_bands(how->table, scale->columns[column])->at[r->band[column]]
               : NULL;
}

const char *score_status_name(enum score_status status)
{
    static const char *const names[] = {[SCORE_VALID] = "valid",
                                        [SCORE_DOUBTFUL] = "doubtful",
                                        [SCORE_INCOMPLETE] = "incomplete"};
    return names[status];
}

static void add_number(struct str *out, int64_t n)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    str_addn(out, digits + at, sizeof digits - at);
}

void score_format(struct str *out, const struct scale_score *score, struct fraction value)
{
    if (!value.den) {
        return;
    }
    if (score->whole) {
        BUG_ON(value.den != 1);
        add_number(out, value.num);
        return;
    }
    int64_t cents = rounded((struct fraction){value.num * 100, value.den}, ROUND_HALF_UP);
    add_number(out, cents / 100);
    const char part[] = {'.', (char)('0' + cents / 10 % 10), (char)('0' + cents % 10)};
    str_addn(out, part, sizeof part);
}

static void add_flag(struct str *out, size_t began, const char *name, const char *what)
{
    if (out->len > began) {
        str_addc(out, ';');
    }
    str_add(out, name);
    str_add(out, what);
}

void score_flags(struct str *out, const struct scale *scale, const struct score_result *r)
{
    size_t began = out->len;
    for (size_t i = 0; i < r->critical_count; i++) {
        add_flag(out, began, "critical:", "");
        add_number(out, scale->critical[r->critical[i]].item);
    }
    if (r->invalid) {
        add_flag(out, began, "invalid", "");
    }
    if (r->status == SCORE_INCOMPLETE) {
        add_flag(out, began, "incomplete", "");
    }
    if (r->total_prorated) {
        add_flag(out, began, "prorated:", "total");
    }
    for (size_t i = 0; i < r->count; i++) {
        if (r->prorated[i]) {
            add_flag(out, began, "prorated:", scale->scores[scale->columns[i]].id);
        }
    }
    for (size_t i = 0; i < r->count; i++) {
        if (r->high[i]) {
            add_flag(out, began, "high:", scale->scores[scale->columns[i]].id);
        }
    }
}

bool measure_is_same(const struct measure *a, const struct measure *b)
{
    return strcmp(a->scale, b->scale) == 0 && strcmp(a->stamp, b->stamp) == 0 &&
           strcmp(a->table, b->table) == 0;
}
