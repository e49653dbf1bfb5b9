// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/scale_parse.h"

/* The words of a statement, one by one: core/scale_parse.h. */

bool scale_fault(struct scale_parse *p, const char *word, const char *reason)
{
    struct scale_faults *f = p->faults;
    f->at = mem_grow(f->at, f->count, &f->cap, sizeof *f->at);
    f->at[f->count++] = (struct scale_fault){
        .line = p->line, .word = xstrdup(word ? word : ""), .reason = reason};
    return false;
}

const char *scale_peek(const struct scale_parse *p)
{
    return p->at < p->count ? p->words[p->at] : NULL;
}

const char *scale_word(struct scale_parse *p)
{
    return p->at < p->count ? p->words[p->at++] : NULL;
}

bool scale_take(struct scale_parse *p, const char *word)
{
    const char *next = scale_peek(p);
    bool same = next && strcmp(next, word) == 0;
    p->at += same;
    return same;
}

bool scale_line_ends(struct scale_parse *p)
{
    return p->at == p->count || scale_fault(p, scale_peek(p), N_("Nothing belongs here any more"));
}

/* --- numbers --- */

bool scale_value(const char *word, int64_t *number)
{
    if (!word || !word[0] || strspn(word, "0123456789") != strlen(word) || strlen(word) > 9) {
        return false;
    }
    *number = 0;
    for (const char *c = word; *c; c++) {
        *number = *number * 10 + (*c - '0');
    }
    return true;
}

bool scale_number(struct scale_parse *p, int64_t least, int64_t most, int64_t *number)
{
    const char *word = scale_word(p);
    if (!scale_value(word, number)) {
        return scale_fault(p, word, N_("A number stands here"));
    }
    if (*number < least || *number > most) {
        return scale_fault(p, word, N_("This number is too small or too large here"));
    }
    return true;
}

bool scale_decimal(struct scale_parse *p, const char *word, struct fraction *value)
{
    const char *point = word ? strchr(word, '.') : NULL;
    size_t whole = point ? (size_t)(point - word) : word ? strlen(word) : 0;
    size_t part = point ? strlen(point + 1) : 0;
    char digits[16];
    if (!whole || whole > 6 || part > 2 || (point && !part)) {
        return scale_fault(p, word, N_("A number like 12 or 2.5 stands here"));
    }
    memcpy(digits, word, whole);
    memcpy(digits + whole, point ? point + 1 : "", part);
    digits[whole + part] = '\0';
    value->den = part == 2 ? 100 : part == 1 ? 10 : 1;
    return scale_value(digits, &value->num) ||
           scale_fault(p, word, N_("A number like 12 or 2.5 stands here"));
}

/* --- names and labels --- */

bool scale_is_name(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return word && word[0] >= 'a' && word[0] <= 'z' && strspn(word, plain) == strlen(word) &&
           strlen(word) <= 30;
}

const char *scale_name(struct scale_parse *p)
{
    const char *word = scale_word(p);
    if (!scale_is_name(word)) {
        scale_fault(p, word, N_("A name of small letters, digits and _ stands here"));
        return NULL;
    }
    return word;
}

char *scale_rest(struct scale_parse *p)
{
    struct str out = STR_INIT;
    for (const char *word = scale_peek(p);
         word && strcmp(word, "=") != 0 && strcmp(word, "|") != 0; word = scale_peek(p)) {
        if (out.len) {
            str_addc(&out, ' ');
        }
        str_add(&out, scale_word(p));
    }
    if (!out.len) {
        return NULL;
    }
    return str_steal(&out);
}

char *scale_label(struct scale_parse *p)
{
    char *label = scale_rest(p);
    if (label && strlen(label) > SCALE_LABEL_MAX) {
        scale_fault(p, NULL, N_("This text is too long"));
        xfree(label);
        return NULL;
    }
    if (!label) {
        scale_fault(p, NULL, N_("Words are missing at the end"));
    }
    return label;
}

char *scale_other_words(struct scale_parse *p)
{
    if (!scale_take(p, "=")) {
        return NULL;
    }
    struct str out = STR_INIT;
    str_addc(&out, ' ');
    for (const char *word = scale_peek(p); word && strcmp(word, "|") != 0; word = scale_peek(p)) {
        str_add(&out, scale_word(p));
        str_addc(&out, ' ');
    }
    return str_steal(&out);
}

/* --- lists --- */

bool scale_span(const char *word, int64_t open_end, int64_t *first, int64_t *last)
{
    const char *dash = strchr(word, '-');
    char digits[8];
    size_t n = dash ? (size_t)(dash - word) : strlen(word);
    if (n >= sizeof digits) {
        return false;
    }
    memcpy(digits, word, n);
    digits[n] = '\0';
    if (!scale_value(digits, first)) {
        return false;
    }
    *last = dash ? open_end : *first;
    bool open = !dash || (!dash[1] && open_end);
    return (open || scale_value(dash + 1, last)) && *first <= *last;
}

bool scale_range(const char *word, int most, int *first, int *last)
{
    int64_t from;
    int64_t to;
    if (!word || !scale_span(word, most, &from, &to) || from < 1 || to > most) {
        return false;
    }
    *first = (int)from;
    *last = (int)to;
    return true;
}

bool scale_items(struct scale_parse *p, uint8_t *items, size_t *count)
{
    bool there[SCALE_ITEMS_MAX + 1] = {false};
    *count = 0;
    for (const char *word = scale_peek(p); word && word[0] >= '0' && word[0] <= '9';
         word = scale_peek(p)) {
        int64_t first;
        int64_t last;
        scale_word(p);
        if (!scale_span(word, 0, &first, &last)) {
            return scale_fault(p, word, N_("Items are numbers like 7 or ranges like 1-15"));
        }
        if (first < 1 || last > p->scale->item_count) {
            return scale_fault(p, word, N_("The scale has no such item"));
        }
        for (int64_t item = first; item <= last; item++) {
            if (there[item]) {
                return scale_fault(p, word, N_("An item stands here twice"));
            }
            there[item] = true;
            items[(*count)++] = (uint8_t)item;
        }
    }
    return *count || scale_fault(p, scale_peek(p), N_("Numbers of items stand here"));
}

bool scale_item(struct scale_parse *p, int most, int *item)
{
    int64_t number;
    const char *word = scale_peek(p);
    if (!scale_value(word, &number)) {
        return scale_fault(p, word, N_("Numbers of items stand here"));
    }
    scale_word(p);
    if (number < 1 || number > most) {
        return scale_fault(p, word, N_("The scale has no such item"));
    }
    *item = (int)number;
    return true;
}

bool scale_score_list(struct scale_parse *p, uint8_t *scores, size_t *count)
{
    bool there[SCALE_SCORES_MAX] = {false};
    *count = 0;
    /* A label never looks like a name, so that a mistyped name is found. */
    while (scale_is_name(scale_peek(p))) {
        const char *word = scale_word(p);
        int score = scale_score_index(p->scale, word);
        if (score < 0) {
            return scale_fault(p, word, N_("No score of this name stands above"));
        }
        if (there[score]) {
            return scale_fault(p, word, N_("A score stands here twice"));
        }
        there[score] = true;
        scores[(*count)++] = (uint8_t)score;
    }
    return *count || scale_fault(p, scale_peek(p), N_("Names of scores stand here"));
}

const char *scale_item_word(char number[12], int item)
{
    snprintf(number, 12, "%d", item);
    return number;
}
