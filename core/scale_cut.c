// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/scale_parse.h"

/* Statements about tables of cut-offs, and the checks of the whole. */

static struct scale_table *open_table(struct scale_parse *p)
{
    struct scale *s = p->scale;
    if (!s->table_count) {
        scale_fault(p, NULL, N_("A table begins before its bands"));
        return NULL;
    }
    return &s->tables[s->table_count - 1];
}

void scale_say_table(struct scale_parse *p)
{
    struct scale *s = p->scale;
    const char *name = scale_name(p);
    if (!name) {
        return;
    }
    if (!p->has_total) {
        scale_fault(p, name, N_("The total of the scale stands before the tables"));
        return;
    }
    if (scale_table_by_name(s, name)) {
        scale_fault(p, name, N_("Another table has this name"));
        return;
    }
    char *source = scale_label(p);
    if (!source || !scale_line_ends(p)) {
        xfree(source);
        return;
    }
    s->tables = mem_grow(s->tables, s->table_count, &s->table_cap, sizeof *s->tables);
    s->tables[s->table_count++] =
        (struct scale_table){.name = xstrdup(name), .source = source, .total = s->total};
}

/* "label" or "label !" up to '|' or the end. */
static bool take_band_label(struct scale_parse *p, struct scale_band *band)
{
    char *label = scale_label(p);
    size_t n = label ? strlen(label) : 0;
    band->high = n > 2 && strcmp(label + n - 2, " !") == 0;
    if (band->high) {
        label[n - 2] = '\0';
    }
    band->label = label;
    return label != NULL;
}

/* "LOW label" or ">LOW label !". */
static bool take_band(struct scale_parse *p, struct scale_bands *bands)
{
    struct scale_band band = {.high = false};
    const char *word = scale_word(p);
    band.above = word && word[0] == '>';
    if (!scale_decimal(p, word ? word + band.above : NULL, &band.low)) {
        return false;
    }
    if (bands->count) {
        const struct scale_band *before = &bands->at[bands->count - 1];
        int side = fraction_compare(band.low, before->low);
        if (side < 0 || (side == 0 && (before->above || !band.above))) {
            return scale_fault(p, word, N_("A band begins above the one before"));
        }
    }
    if (!take_band_label(p, &band)) {
        return false;
    }
    bands->at = mem_grow(bands->at, bands->count, &bands->cap, sizeof band);
    bands->at[bands->count++] = band;
    return true;
}

/* The lowest value has a band, and the highest reaches the last one. */
static bool band_range(struct scale_parse *p, const struct scale_bands *bands)
{
    const struct scale_score *score = &p->scale->scores[bands->score];
    struct fraction least = {score->least, 1};
    struct fraction most = {score->most, 1};
    if (scale_band_of(bands, least) < 0) {
        return scale_fault(p, score->id, N_("The lowest values have no band"));
    }
    return scale_band_of(bands, most) == (int)bands->count - 1 ||
           scale_fault(p, score->id, N_("No value of this score reaches the last band"));
}

static void release_bands(struct scale_bands *bands)
{
    for (size_t i = 0; i < bands->count; i++) {
        xfree(bands->at[i].label);
    }
    xfree(bands->at);
}

/* The bands of one of the scores that a line names, read from word `from`. */
static bool add_bands(struct scale_parse *p, struct scale_table *t, size_t score, size_t from)
{
    struct scale_bands bands = {.score = score};
    bool good = !scale_table_bands(t, score) ||
                scale_fault(p, p->scale->scores[score].id, N_("This score has its bands already"));
    p->at = from;
    do {
        good = good && take_band(p, &bands);
    } while (good && scale_take(p, "|"));
    good = good && scale_line_ends(p) && band_range(p, &bands);
    if (!good) {
        release_bands(&bands);
        return false;
    }
    t->bands = mem_grow(t->bands, t->band_count, &t->band_cap, sizeof bands);
    t->bands[t->band_count++] = bands;
    return true;
}

/* band SCORES LOW label [!] | LOW label [!] ... */
void scale_say_band(struct scale_parse *p)
{
    struct scale_table *t = open_table(p);
    uint8_t scores[SCALE_SCORES_MAX];
    size_t count;
    if (!t || !scale_score_list(p, scores, &count)) {
        return;
    }
    size_t from = p->at;
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = add_bands(p, t, scores[i], from);
    }
}

/* --- screen label ! | label if A B > N or C >= N --- */

/* The words up to "if" are two labels; they are cut off there. */
static bool take_verdicts(struct scale_parse *p, struct scale_band *verdicts)
{
    size_t at = p->at;
    while (at < p->count && strcmp(p->words[at], "if") != 0) {
        at++;
    }
    if (at == p->count) {
        return scale_fault(p, NULL, N_("The word \"if\" and a comparison are missing"));
    }
    size_t end = p->count;
    p->count = at;
    bool good = take_band_label(p, &verdicts[0]);
    if (good && !scale_take(p, "|")) {
        good = scale_fault(p, NULL, N_("Two words parted by | stand here"));
    }
    good = good && take_band_label(p, &verdicts[1]) && scale_line_ends(p);
    p->count = end;
    p->at = at + 1;
    return good;
}

static bool take_clause(struct scale_parse *p, struct scale_table *t)
{
    struct scale_clause clause = {.or_equal = false};
    if (!scale_score_list(p, clause.scores, &clause.score_count)) {
        return false;
    }
    clause.or_equal = scale_take(p, ">=");
    if (!clause.or_equal && !scale_take(p, ">")) {
        return scale_fault(p, scale_peek(p), N_("A comparison like >= 2 stands here"));
    }
    if (!scale_number(p, 0, 999999, &clause.value)) {
        return false;
    }
    t->clauses = mem_grow(t->clauses, t->clause_count, &t->clause_cap, sizeof clause);
    t->clauses[t->clause_count++] = clause;
    return true;
}

void scale_say_screen(struct scale_parse *p)
{
    struct scale_table *t = open_table(p);
    struct scale_band verdicts[2] = {{.label = NULL}, {.label = NULL}};
    if (!t) {
        return;
    }
    bool good = (!t->screen || scale_fault(p, NULL, N_("This is said twice"))) &&
                take_verdicts(p, verdicts);
    do {
        good = good && take_clause(p, t);
    } while (good && scale_take(p, "or"));
    if (!good || !scale_line_ends(p)) {
        xfree(verdicts[0].label);
        xfree(verdicts[1].label);
        return;
    }
    t->screen = xcalloc(2, sizeof *t->screen);
    memcpy(t->screen, verdicts, sizeof verdicts);
}

/* --- the whole --- */

/* An item that no score uses is most likely a slip in a list. */
static void check_items_used(struct scale_parse *p)
{
    const struct scale *s = p->scale;
    bool used[SCALE_ITEMS_MAX + 1] = {false};
    for (size_t i = 0; i < s->score_count; i++) {
        for (size_t k = 0; k < s->scores[i].item_count; k++) {
            used[s->scores[i].items[k]] = true;
        }
    }
    for (int item = 1; item <= s->item_count; item++) {
        if (!used[item]) {
            char number[12];
            scale_fault(p, scale_item_word(number, item), N_("This item is in no score"));
        }
    }
}

static void check_texts(struct scale_parse *p)
{
    const struct scale *s = p->scale;
    int there = 0;
    for (int item = 1; item <= s->item_count; item++) {
        there += s->item_text[item - 1] != NULL;
    }
    for (int item = 1; there && item <= s->item_count; item++) {
        if (!s->item_text[item - 1]) {
            char number[12];
            scale_fault(p, scale_item_word(number, item),
                        N_("Other items have their wording, this one has none"));
        }
    }
}

void scale_check_whole(struct scale_parse *p)
{
    const struct scale *s = p->scale;
    if (s->option_count < 2) {
        scale_fault(p, "option", N_("There are at least two answers"));
    }
    check_items_used(p);
    check_texts(p);
    for (size_t i = 0; i < s->table_count; i++) {
        const struct scale_table *t = &s->tables[i];
        if (!t->screen && !scale_table_bands(t, t->total)) {
            scale_fault(p, t->name, N_("This table says nothing about the total"));
        }
    }
}
