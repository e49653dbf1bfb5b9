// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/scale_parse.h"

/* Statements about scores, and about what is missing, doubtful, critical. */

enum { VALUE_MAX = 1000000000 }; /* of a score: products of two stay exact in 64 bits */

/* --- score ID how ... label --- */

/* ">= 2" or "<= 1" behind count and sumif. */
static bool take_threshold(struct scale_parse *p, struct scale_score *score, bool may_be_most)
{
    int64_t threshold;
    if (may_be_most && scale_take(p, "<=")) {
        score->op = SCORE_AT_MOST;
    } else if (!scale_take(p, ">=")) {
        return scale_fault(p, scale_peek(p), N_("A comparison like >= 2 stands here"));
    }
    if (!scale_number(p, 0, 9, &threshold)) {
        return false;
    }
    score->threshold = (int)threshold;
    return true;
}

/* The items and what value they can give. */
static bool take_items(struct scale_parse *p, struct scale_score *score)
{
    const struct scale *s = p->scale;
    if (!s->option_count) {
        return scale_fault(p, NULL, N_("The answers (option) stand before the scores"));
    }
    if (!scale_items(p, score->items, &score->item_count)) {
        return false;
    }
    int64_t n = (int64_t)score->item_count;
    bool counts = score->op == SCORE_AT_LEAST || score->op == SCORE_AT_MOST;
    score->whole = score->op != SCORE_MEAN;
    score->least = score->op == SCORE_MEAN ? s->lowest : score->op == SCORE_SUM ? n * s->lowest : 0;
    score->most = score->op == SCORE_MEAN ? s->highest : counts ? n : n * s->highest;
    return true;
}

static bool take_added(struct scale_parse *p, struct scale_score *score)
{
    if (!scale_score_list(p, score->parts, &score->part_count)) {
        return false;
    }
    for (size_t i = 0; i < score->part_count; i++) {
        const struct scale_score *part = &p->scale->scores[score->parts[i]];
        if (!part->whole) {
            return scale_fault(p, part->id, N_("Only whole numbers can be added, not means"));
        }
        score->least += part->least;
        score->most += part->most;
    }
    score->whole = true;
    return score->most <= VALUE_MAX ||
           scale_fault(p, NULL, N_("This number is too small or too large here"));
}

static bool take_ratio(struct scale_parse *p, struct scale_score *score)
{
    if (!scale_score_list(p, score->parts, &score->part_count)) {
        return false;
    }
    const struct scale_score *scores = p->scale->scores;
    if (score->part_count != 2 || !scores[score->parts[0]].whole ||
        !scores[score->parts[1]].whole) {
        return scale_fault(p, NULL, N_("A ratio is of two scores that are whole numbers"));
    }
    score->least = 0;
    score->most = scores[score->parts[0]].most;
    return true;
}

/* "5/4" of two numbers from 1 to 1000. */
static bool take_times(struct scale_parse *p, struct fraction *times)
{
    const char *word = scale_peek(p);
    const char *slash = word ? strchr(word, '/') : NULL;
    char digits[5];
    size_t n = slash ? (size_t)(slash - word) : 0;
    if (!slash || n >= sizeof digits) {
        return scale_fault(p, word, N_("A fraction like 5/4 stands here"));
    }
    memcpy(digits, word, n);
    digits[n] = '\0';
    scale_word(p);
    return (scale_value(digits, &times->num) && scale_value(slash + 1, &times->den) &&
            times->num >= 1 && times->num <= 1000 && times->den >= 1 && times->den <= 1000) ||
           scale_fault(p, word, N_("A fraction like 5/4 stands here"));
}

static bool take_linear(struct scale_parse *p, struct scale_score *score)
{
    const char *name = scale_word(p);
    int part = name ? scale_score_index(p->scale, name) : -1;
    if (part < 0) {
        return scale_fault(p, name, N_("No score of this name stands above"));
    }
    const struct scale_score *of = &p->scale->scores[part];
    if (of->op == SCORE_LINEAR || of->op == SCORE_RATIO) {
        return scale_fault(p, name, N_("A score like this cannot be multiplied"));
    }
    score->parts[0] = (uint8_t)part;
    score->part_count = 1;
    if (!take_times(p, &score->times)) {
        return false;
    }
    const char *how = scale_word(p);
    if (!how || (strcmp(how, "half_up") != 0 && strcmp(how, "trunc") != 0 &&
                 strcmp(how, "exact") != 0)) {
        return scale_fault(p, how, N_("How it is rounded: half_up, trunc or exact"));
    }
    score->rounding = how[0] == 'h' ? ROUND_HALF_UP : how[0] == 't' ? ROUND_TRUNC : ROUND_NOT;
    score->whole = score->rounding != ROUND_NOT;
    score->least = of->least * score->times.num / score->times.den;
    score->most = of->most * score->times.num / score->times.den + 1;
    return score->most <= VALUE_MAX ||
           scale_fault(p, NULL, N_("This number is too small or too large here"));
}

static const struct way {
    const char *name;
    enum score_op op;
    bool compares;
    bool (*take)(struct scale_parse *p, struct scale_score *score);
} ways[] = {
    {"sum", SCORE_SUM, false, take_items},      {"mean", SCORE_MEAN, false, take_items},
    {"count", SCORE_AT_LEAST, true, take_items}, {"sumif", SCORE_SUM_OVER, true, take_items},
    {"add", SCORE_ADD, false, take_added},      {"ratio", SCORE_RATIO, false, take_ratio},
    {"linear", SCORE_LINEAR, false, take_linear},
};

static bool take_way(struct scale_parse *p, struct scale_score *score)
{
    const char *name = scale_word(p);
    for (size_t i = 0; name && i < COUNT(ways); i++) {
        if (strcmp(ways[i].name, name) == 0) {
            score->op = ways[i].op;
            bool good = !ways[i].compares ||
                        take_threshold(p, score, ways[i].op == SCORE_AT_LEAST);
            return good && ways[i].take(p, score);
        }
    }
    return scale_fault(p, name, N_("A score is a sum, mean, count, sumif, add, ratio or linear"));
}

void scale_say_score(struct scale_parse *p)
{
    struct scale *s = p->scale;
    struct scale_score score = {.op = SCORE_SUM};
    const char *id = scale_name(p);
    if (!id) {
        return;
    }
    if (scale_score_index(s, id) >= 0) {
        scale_fault(p, id, N_("Another score has this name"));
        return;
    }
    if (s->score_count == SCALE_SCORES_MAX) {
        scale_fault(p, id, N_("There are too many scores"));
        return;
    }
    if (!take_way(p, &score)) {
        return;
    }
    score.label = scale_label(p);
    score.words = score.label ? scale_other_words(p) : NULL;
    if (!score.label || !scale_line_ends(p)) {
        xfree(score.label);
        xfree(score.words);
        return;
    }
    score.id = xstrdup(id);
    s->scores = mem_grow(s->scores, s->score_count, &s->score_cap, sizeof *s->scores);
    s->scores[s->score_count++] = score;
}

void scale_say_total(struct scale_parse *p)
{
    struct scale *s = p->scale;
    const char *name = scale_word(p);
    int score = name ? scale_score_index(s, name) : -1;
    if (score < 0) {
        scale_fault(p, name, N_("No score of this name stands above"));
    } else if (scale_line_ends(p) && s->table_count) {
        s->tables[s->table_count - 1].total = (size_t)score;
    } else {
        s->total = (size_t)score;
        p->has_total = true;
    }
}

void scale_say_columns(struct scale_parse *p)
{
    struct scale *s = p->scale;
    if (p->at == p->count) {
        return;
    }
    if (scale_score_list(p, s->columns, &s->column_count)) {
        scale_line_ends(p);
    }
}

/* --- missing, doubtful, critical --- */

/* missing [NAME :] refuse | prorate LEAST SCORES */
void scale_say_missing(struct scale_parse *p)
{
    struct scale *s = p->scale;
    struct scale_missing rule = {.prorate = false};
    const char *name = scale_peek(p);
    if (p->at + 1 < p->count && strcmp(p->words[p->at + 1], ":") == 0) {
        name = scale_name(p);
        scale_word(p);
    }
    if (!name || (!scale_take(p, "refuse") && !scale_take(p, "prorate"))) {
        scale_fault(p, scale_peek(p), N_("Missing answers are refused or prorated"));
        return;
    }
    if (scale_missing_by_name(s, name)) {
        scale_fault(p, name, N_("Another rule has this name"));
        return;
    }
    rule.prorate = strcmp(p->words[p->at - 1], "prorate") == 0;
    int64_t least = 0;
    if (rule.prorate && (!scale_number(p, 1, SCALE_ITEMS_MAX, &least) ||
                         !scale_score_list(p, rule.scores, &rule.score_count))) {
        return;
    }
    rule.least = (int)least;
    for (size_t i = 0; i < rule.score_count; i++) {
        const struct scale_score *score = &s->scores[rule.scores[i]];
        if (score->op != SCORE_SUM || (size_t)least > score->item_count) {
            scale_fault(p, score->id, N_("Only sums of so many items can be prorated"));
            return;
        }
    }
    if (scale_line_ends(p)) {
        rule.name = xstrdup(name);
        s->missing = mem_grow(s->missing, s->missing_count, &s->missing_cap, sizeof rule);
        s->missing[s->missing_count++] = rule;
    }
}

void scale_say_doubtful(struct scale_parse *p)
{
    struct scale *s = p->scale;
    const char *name = scale_word(p);
    int score = name ? scale_score_index(s, name) : -1;
    if (score < 0 || s->scores[score].op != SCORE_SUM) {
        scale_fault(p, name, N_("No sum of this name stands above"));
        return;
    }
    if (!scale_take(p, ">=")) {
        scale_fault(p, scale_peek(p), N_("A comparison like >= 2 stands here"));
        return;
    }
    if (!scale_number(p, 1, s->scores[score].most, &s->doubtful_least)) {
        return;
    }
    s->doubtful_words = scale_label(p);
    if (s->doubtful_words && scale_line_ends(p)) {
        s->doubtful_score = score;
    }
}

/* Whether some answer of the item reaches the limit, and not every one does. */
static bool can_fire(const struct scale *s, const struct scale_critical *c)
{
    size_t count;
    const struct scale_option *options = scale_item_options(s, c->item, &count);
    bool some = false;
    bool every = true;
    for (size_t i = 0; i < count; i++) {
        some = some || options[i].value >= c->least;
        every = every && options[i].value >= c->least;
    }
    return some && !every;
}

/* In the order of the items, so that flags come in it. */
static void add_critical(struct scale *s, const struct scale_critical *c)
{
    s->critical =
        mem_grow(s->critical, s->critical_count, &s->critical_cap, sizeof *s->critical);
    size_t at = s->critical_count++;
    while (at > 0 && s->critical[at - 1].item > c->item) {
        s->critical[at] = s->critical[at - 1];
        at--;
    }
    s->critical[at] = *c;
}

/* critical ITEM >= N [off] words */
void scale_say_critical(struct scale_parse *p)
{
    struct scale *s = p->scale;
    struct scale_critical c = {.item = 0};
    int64_t least;
    if (s->critical_count == SCALE_CRITICAL_MAX) {
        scale_fault(p, NULL, N_("There are too many critical items"));
        return;
    }
    if (!scale_item(p, scale_answer_count(s), &c.item)) {
        return;
    }
    for (size_t i = 0; i < s->critical_count; i++) {
        if (s->critical[i].item == c.item) {
            scale_fault(p, NULL, N_("This item is critical already"));
            return;
        }
    }
    if (!scale_take(p, ">=")) {
        scale_fault(p, scale_peek(p), N_("A comparison like >= 2 stands here"));
        return;
    }
    if (!scale_number(p, 0, 9, &least)) {
        return;
    }
    c.least = (int)least;
    c.off = scale_take(p, "off");
    if (!can_fire(s, &c)) {
        scale_fault(p, NULL, N_("No answer, or every answer, of this item is over the limit"));
        return;
    }
    c.words = scale_label(p);
    if (c.words && scale_line_ends(p)) {
        add_critical(s, &c);
    } else {
        xfree(c.words);
    }
}

void scale_say_anchor(struct scale_parse *p)
{
    struct scale *s = p->scale;
    struct scale_anchor anchor = {.item = 0};
    if (!scale_item(p, scale_answer_count(s), &anchor.item)) {
        return;
    }
    anchor.words = scale_label(p);
    if (!anchor.words || !scale_line_ends(p)) {
        xfree(anchor.words);
        return;
    }
    s->anchors = mem_grow(s->anchors, s->anchor_count, &s->anchor_cap, sizeof anchor);
    s->anchors[s->anchor_count++] = anchor;
}
