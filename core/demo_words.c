// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/demo_priv.h"

/* What is said in an invented school: phrases of core/demo_text.def, put together. */

static const struct {
    enum demo_topic topic;
    enum demo_slot slot;
    const char *text;
} phrases[] = {
#define P(topic, slot, text) {DEMO_##topic, DEMO_##slot, text},
#include "core/demo_text.def"
#undef P
};

void demo_index_phrases(struct demo *d)
{
    for (size_t i = 0; i < COUNT(phrases); i++) {
        size_t *count = &d->phrase_count[phrases[i].topic][phrases[i].slot];
        if (!*count) {
            d->phrase_first[phrases[i].topic][phrases[i].slot] = i;
        }
        ++*count;
    }
}

/* Of a hundred, how often a talk is about it, by how much is known of the pupil. */
static const struct {
    int usual, often; /* care 0 and 1; 2 and 3 */
} topics[DEMO_TOPICS] = {
    [DEMO_STUDY] = {26, 14}, [DEMO_MOOD] = {14, 32}, [DEMO_RISK] = {0, 7},
    [DEMO_RULE] = {8, 4},    [DEMO_FUTURE] = {8, 4}, [DEMO_PEERS] = {12, 15},
    [DEMO_HABIT] = {9, 6},   [DEMO_HOME] = {9, 14},  [DEMO_PRAISE] = {6, 3},
    [DEMO_ROUTINE] = {8, 1},
};

static enum demo_topic pick_topic(struct demo *d, const struct demo_pupil *p)
{
    int64_t at = demo_below(d, 100);
    int topic = 0;
    for (;; topic++) {
        int weight = p->care >= 2 ? topics[topic].often : topics[topic].usual;
        if (at < weight || topic == DEMO_ROUTINE) {
            return (enum demo_topic)topic;
        }
        at -= weight;
    }
}

void demo_words_begin(struct demo_words *w, struct demo *d, const struct demo_pupil *pupil)
{
    static const char *const subjects[] = {"语文", "数学", "英语", "物理", "历史", "地理"};
    static const char *const friends[] = {"同桌小雨", "小凤", "阿明", "班长", "舍友小兰", "阿豪",
                                          "前桌的小琪", "心理委员"};
    *w = (struct demo_words){.d = d, .topic = pick_topic(d, pupil), .pupil = pupil,
                             .subject = DEMO_PICK(d, subjects), .friend = DEMO_PICK(d, friends)};
}

static void expand(struct demo_words *w, struct str *out, const char *text)
{
    static const char *const days[] = {"周一", "周二", "周三", "周四", "周五"};
    const char *open;
    while ((open = strchr(text, '{')) != NULL) {
        str_addn(out, text, (size_t)(open - text));
        switch (open[1]) {
        case 'K':
            str_add(out, w->subject);
            break;
        case 'H':
            str_add(out, w->pupil->home);
            break;
        case 'F':
            str_add(out, w->friend);
            break;
        case 'N':
            str_addf(out, "%d", (int)demo_below(w->d, 8) + 2);
            break;
        case 'S':
            str_add(out, w->pupil->sex == '1' ? "他" : "她");
            break;
        case 'D':
            str_add(out, DEMO_PICK(w->d, days));
            break;
        default:
            BUG("placeholder in %s", text);
        }
        text = open + 3;
    }
    str_add(out, text);
}

/* One phrase of the topic. */
static const char *phrase(struct demo_words *w, enum demo_slot slot)
{
    size_t n = w->d->phrase_count[w->topic][slot];
    BUG_ON(n == 0);
    return phrases[w->d->phrase_first[w->topic][slot] + (size_t)demo_below(w->d, (int64_t)n)].text;
}

/* One, sometimes a different second one behind it. */
static void expand_some(struct demo_words *w, struct str *out, enum demo_slot slot, int percent)
{
    const char *first = phrase(w, slot);
    expand(w, out, first);
    if (demo_chance(w->d, percent)) {
        const char *second = phrase(w, slot);
        expand(w, out, second == first ? "" : second);
    }
}

/* A text whose codes stand in front of a |; they are copied to `codes` as " 1 2 ". */
char *demo_coded(struct demo_words *w, enum demo_slot slot, struct str *codes)
{
    struct str out = STR_INIT;
    const char *text = phrase(w, slot);
    const char *bar = strchr(text, '|');
    BUG_ON(!bar);
    for (; text < bar; text++) {
        str_addf(codes, codes->len ? "%c " : " %c ", *text);
    }
    expand(w, &out, bar + 1);
    return str_steal(&out);
}

char *demo_plain(struct demo_words *w, enum demo_slot slot)
{
    struct str out = STR_INIT;
    expand(w, &out, phrase(w, slot));
    return str_steal(&out);
}

/* What the pupil said: one or two paragraphs, then own words with their stamp. */
char *demo_said(struct demo_words *w)
{
    struct str out = STR_INIT;
    str_add(&out, w->topic == DEMO_RISK ? "〔危险〕" : "");
    expand_some(w, &out, DEMO_SAID, 30);
    int quotes = (int)demo_below(w->d, 3);
    const char *before = NULL;
    for (int i = 0; i < quotes; i++) {
        const char *words = phrase(w, DEMO_WORDS);
        if (words != before) {
            str_add(&out, "\n〔原话〕");
            expand(w, &out, words);
        }
        before = words;
    }
    return str_steal(&out);
}

char *demo_told(struct demo_words *w)
{
    struct str out = STR_INIT;
    expand_some(w, &out, DEMO_TOLD, 25);
    return str_steal(&out);
}
