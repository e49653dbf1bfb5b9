// SPDX-License-Identifier: MIT
#include "core/scale.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"

/* --- freeing --- */

static void release_options(struct scale_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xfree(options[i].label);
        xfree(options[i].words);
    }
    xfree(options);
}

static void release_table(struct scale_table *t)
{
    for (size_t i = 0; i < t->band_count; i++) {
        for (size_t k = 0; k < t->bands[i].count; k++) {
            xfree(t->bands[i].at[k].label);
        }
        xfree(t->bands[i].at);
    }
    for (size_t i = 0; t->screen && i < 2; i++) {
        xfree(t->screen[i].label);
    }
    xfree(t->bands);
    xfree(t->screen);
    xfree(t->clauses);
    xfree(t->name);
    xfree(t->source);
}

static void release_rules(struct scale *s)
{
    for (size_t i = 0; i < s->missing_count; i++) {
        xfree(s->missing[i].name);
    }
    for (size_t i = 0; i < s->critical_count; i++) {
        xfree(s->critical[i].words);
    }
    for (size_t i = 0; i < s->anchor_count; i++) {
        xfree(s->anchors[i].words);
    }
    xfree(s->missing);
    xfree(s->critical);
    xfree(s->anchors);
    xfree(s->doubtful_words);
}

void scale_free(struct scale *s)
{
    if (!s) {
        return;
    }
    char *const texts[] = {s->id,    s->title,  s->shorter, s->edition, s->informant,
                           s->frame, s->source, s->text_reason};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        xfree(texts[i]);
    }
    for (size_t i = 0; i < SCALE_ITEMS_MAX; i++) {
        xfree(s->item_text[i]);
    }
    release_options(s->options, s->option_count);
    release_options(s->extra_options, s->extra_option_count);
    for (size_t i = 0; i < s->score_count; i++) {
        xfree(s->scores[i].id);
        xfree(s->scores[i].label);
        xfree(s->scores[i].words);
    }
    xfree(s->scores);
    for (size_t i = 0; i < s->table_count; i++) {
        release_table(&s->tables[i]);
    }
    xfree(s->tables);
    release_rules(s);
    xfree(s);
}

void scale_faults_release(struct scale_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        xfree(faults->at[i].word);
    }
    xfree(faults->at);
    *faults = (struct scale_faults)SCALE_FAULTS_INIT;
}

/* --- looking things up --- */

int scale_answer_count(const struct scale *s)
{
    return s->item_count + s->extra_count;
}

const struct scale_option *scale_item_options(const struct scale *s, int item, size_t *count)
{
    bool extra = item > s->item_count;
    *count = extra ? s->extra_option_count : s->option_count;
    return extra ? s->extra_options : s->options;
}

const struct scale_option *scale_option_by_key(const struct scale *s, int item, char key)
{
    size_t count;
    const struct scale_option *options = scale_item_options(s, item, &count);
    for (size_t i = 0; i < count; i++) {
        if (options[i].key == key) {
            return &options[i];
        }
    }
    return NULL;
}

/* Whether `word` is one of " a b c ". */
static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    const char *at = words;
    while (words && n && (at = strstr(at, word)) != NULL) {
        if (at > words && at[-1] == ' ' && at[n] == ' ') {
            return true;
        }
        at++;
    }
    return false;
}

const struct scale_option *scale_option_by_word(const struct scale *s, int item, const char *word)
{
    size_t count;
    const struct scale_option *options = scale_item_options(s, item, &count);
    for (size_t i = 0; i < count; i++) {
        if ((word[0] == options[i].key && !word[1]) || strcmp(word, options[i].label) == 0 ||
            has_word(options[i].words, word)) {
            return &options[i];
        }
    }
    return NULL;
}

int scale_score_index(const struct scale *s, const char *id)
{
    for (size_t i = 0; i < s->score_count; i++) {
        if (strcmp(s->scores[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const struct scale_table *scale_table_by_name(const struct scale *s, const char *name)
{
    for (size_t i = 0; i < s->table_count; i++) {
        if (strcmp(s->tables[i].name, name) == 0) {
            return &s->tables[i];
        }
    }
    return NULL;
}

const struct scale_missing *scale_missing_by_name(const struct scale *s, const char *name)
{
    for (size_t i = 0; i < s->missing_count; i++) {
        if (strcmp(s->missing[i].name, name) == 0) {
            return &s->missing[i];
        }
    }
    return NULL;
}

const struct scale_bands *scale_table_bands(const struct scale_table *table, size_t score)
{
    for (size_t i = 0; i < table->band_count; i++) {
        if (table->bands[i].score == score) {
            return &table->bands[i];
        }
    }
    return NULL;
}

bool scale_is_for(const struct scale *s, int first, int last)
{
    for (int grade = first < 1 ? 1 : first; grade <= last && grade <= SCALE_GRADE_LAST; grade++) {
        if (s->grades[grade]) {
            return true;
        }
    }
    return false;
}

/* --- exact numbers --- */

int fraction_compare(struct fraction a, struct fraction b)
{
    int64_t left = a.num * b.den;
    int64_t right = b.num * a.den;
    return left < right ? -1 : left > right;
}

int scale_band_of(const struct scale_bands *bands, struct fraction value)
{
    int found = -1;
    for (size_t i = 0; value.den && i < bands->count; i++) {
        int side = fraction_compare(value, bands->at[i].low);
        if (side > 0 || (side == 0 && !bands->at[i].above)) {
            found = (int)i;
        }
    }
    return found;
}
