// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/scale_parse.h"

/* Statements about answers: option, extra, reverse. */

static bool key_is_free(struct scale_parse *p, const char *word, const struct scale_option *options,
                        size_t count)
{
    /* Digits and letters: the other keys of the number pad move about. */
    bool plain = word && word[0] && !word[1] &&
                 ((word[0] >= '0' && word[0] <= '9') || (word[0] >= 'A' && word[0] <= 'Z') ||
                  (word[0] >= 'a' && word[0] <= 'z'));
    if (!plain) {
        return scale_fault(p, word, N_("The key of an answer is one digit or letter"));
    }
    for (size_t i = 0; i < count; i++) {
        if (options[i].key == word[0]) {
            return scale_fault(p, word, N_("This key has an answer already"));
        }
    }
    return true;
}

void scale_say_option(struct scale_parse *p)
{
    struct scale *s = p->scale;
    int64_t value;
    const char *key = scale_word(p);
    if (s->option_count == SCALE_OPTIONS_MAX || s->score_count) {
        scale_fault(p, NULL, s->score_count ? N_("The answers (option) stand before the scores")
                                            : N_("There are too many answers"));
        return;
    }
    if (!key_is_free(p, key, s->options, s->option_count) || !scale_number(p, 0, 9, &value)) {
        return;
    }
    for (size_t i = 0; i < s->option_count; i++) {
        if (s->options[i].value == value) {
            scale_fault(p, NULL, N_("Another answer has this value"));
            return;
        }
    }
    char *label = scale_label(p);
    char *words = label ? scale_other_words(p) : NULL;
    if (!label || !scale_line_ends(p)) {
        xfree(label);
        xfree(words);
        return;
    }
    s->lowest = s->option_count && s->lowest < value ? s->lowest : (int)value;
    s->highest = s->option_count && s->highest > value ? s->highest : (int)value;
    s->options = mem_grow(s->options, s->option_count, &s->option_cap, sizeof *s->options);
    s->options[s->option_count++] = (struct scale_option){
        .key = key[0], .value = (int8_t)value, .label = label, .words = words};
}

static void take_extra_option(struct scale_parse *p)
{
    struct scale *s = p->scale;
    const char *key = scale_word(p);
    if (s->extra_option_count == SCALE_OPTIONS_MAX) {
        scale_fault(p, NULL, N_("There are too many answers"));
        return;
    }
    if (!key_is_free(p, key, s->extra_options, s->extra_option_count)) {
        return;
    }
    if (key[0] < '0' || key[0] > '9') {
        scale_fault(p, key, N_("The key of such an answer is its value, a digit"));
        return;
    }
    char *label = scale_label(p);
    if (!label) {
        return;
    }
    s->extra_options = mem_grow(s->extra_options, s->extra_option_count, &s->extra_option_cap,
                                sizeof *s->extra_options);
    s->extra_options[s->extra_option_count++] =
        (struct scale_option){.key = key[0], .value = (int8_t)(key[0] - '0'), .label = label};
}

/* extra 10-13 0 否 | 1 是: asked behind the items, never scored. */
void scale_say_extra(struct scale_parse *p)
{
    int first;
    int last;
    struct scale *s = p->scale;
    const char *range = scale_word(p);
    if (!scale_range(range, SCALE_ITEMS_MAX, &first, &last) ||
        !s->item_count || first != s->item_count + 1) {
        scale_fault(p, range, N_("What is asked besides is a range right behind the items"));
        return;
    }
    size_t faults = p->faults->count;
    do {
        take_extra_option(p);
    } while (p->faults->count == faults && scale_take(p, "|"));
    if (p->faults->count == faults && scale_line_ends(p)) {
        s->extra_count = last - s->item_count;
    }
}

void scale_say_reverse(struct scale_parse *p)
{
    uint8_t items[SCALE_ITEMS_MAX];
    size_t count;
    if (scale_items(p, items, &count) && scale_line_ends(p)) {
        for (size_t i = 0; i < count; i++) {
            p->scale->reversed[items[i]] = true;
        }
    }
}
