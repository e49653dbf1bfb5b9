// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/demo_priv.h"
#include "core/draft.h"

/* Talks, B4: who with whom on a day, in words from core/demo_text.def. */

enum topic { STUDY, MOOD, RISK, RULE, FUTURE, PEERS, HABIT, HOME, PRAISE, ROUTINE };
enum slot { REASON, SAID, WORDS, TOLD, SEEN, AGREED, NOTE };

static const struct {
    enum topic topic;
    enum slot slot;
    const char *text;
} phrases[] = {
#define P(topic, slot, text) {topic, slot, text},
#include "core/demo_text.def"
#undef P
};

/* Code of talk_type, and how often of a hundred by how much is known of the pupil. */
static const struct {
    const char *type;
    int usual, often; /* care 0 and 1; 2 and 3 */
} topics[DEMO_TOPICS] = {
    [STUDY] = {"01", 26, 14}, [MOOD] = {"02", 14, 32},  [RISK] = {"02", 0, 7},
    [RULE] = {"03", 8, 4},    [FUTURE] = {"04", 8, 4},  [PEERS] = {"05", 12, 15},
    [HABIT] = {"06", 9, 6},   [HOME] = {"07", 9, 14},   [PRAISE] = {"08", 6, 3},
    [ROUTINE] = {"99", 8, 1},
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

static enum topic pick_topic(struct demo *d, const struct demo_pupil *p)
{
    int64_t at = demo_below(d, 100);
    int topic = 0;
    for (;; topic++) {
        int weight = p->care >= 2 ? topics[topic].often : topics[topic].usual;
        if (at < weight || topic == ROUTINE) {
            return (enum topic)topic;
        }
        at -= weight;
    }
}

/* --- words --- */

/* One text of a talk names one subject and one classmate all through. */
struct words {
    struct demo *d;
    enum topic topic;
    const struct demo_pupil *pupil;
    const char *subject, *friend;
};

static void expand(struct words *w, struct str *out, const char *text)
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
static const char *phrase(struct words *w, enum slot slot)
{
    size_t n = w->d->phrase_count[w->topic][slot];
    BUG_ON(n == 0);
    return phrases[w->d->phrase_first[w->topic][slot] + (size_t)demo_below(w->d, (int64_t)n)].text;
}

/* One, sometimes a different second one behind it. */
static void expand_some(struct words *w, struct str *out, enum slot slot, int percent)
{
    const char *first = phrase(w, slot);
    expand(w, out, first);
    if (demo_chance(w->d, percent)) {
        const char *second = phrase(w, slot);
        expand(w, out, second == first ? "" : second);
    }
}

/* A text whose codes stand in front of a |; they are copied to `codes` as " 1 2 ". */
static char *coded(struct words *w, enum slot slot, struct str *codes)
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

static char *plain(struct words *w, enum slot slot)
{
    struct str out = STR_INIT;
    expand(w, &out, phrase(w, slot));
    return str_steal(&out);
}

/* What the pupil said: one or two paragraphs, then own words with their stamp. */
static char *said(struct words *w)
{
    struct str out = STR_INIT;
    str_add(&out, w->topic == RISK ? "〔危险〕" : "");
    expand_some(w, &out, SAID, 30);
    int quotes = (int)demo_below(w->d, 3);
    const char *before = NULL;
    for (int i = 0; i < quotes; i++) {
        const char *words = phrase(w, WORDS);
        if (words != before) {
            str_add(&out, "\n〔原话〕");
            expand(w, &out, words);
        }
        before = words;
    }
    return str_steal(&out);
}

static char *told(struct words *w)
{
    struct str out = STR_INIT;
    expand_some(w, &out, TOLD, 25);
    return str_steal(&out);
}

static void put_words(struct words *w, struct talk *t, struct talk_pupil *row)
{
    struct str codes = STR_INIT;
    demo_text(&t->type, topics[w->topic].type);
    t->reason = coded(w, REASON, &codes);
    t->source = xmemdupz(codes.ptr + 1, 1);
    str_clear(&codes);
    t->said = said(w);
    if (demo_chance(w->d, 92)) {
        t->told = told(w);
    }
    if (demo_chance(w->d, 85)) {
        t->seen = plain(w, SEEN);
    }
    if (w->topic == RISK || demo_chance(w->d, 70)) {
        t->agreed = coded(w, AGREED, &codes);
        demo_text(&t->next_steps, codes.ptr);
    }
    if (demo_chance(w->d, 12)) {
        row->note = plain(w, NOTE);
    }
    str_release(&codes);
}

/* --- one talk --- */

static bool is_here(const struct demo_pupil *p, int64_t day)
{
    return p->from <= day && day < p->until;
}

/* Somebody at school, the more is known the more often; NULL when nobody is found. */
static struct demo_pupil *pick_pupil(struct demo *d, int64_t day)
{
    static const int percent[] = {35, 60, 85, 100};
    while (d->first_here < d->pupil_count && d->pupils[d->first_here].until <= day) {
        d->first_here++;
    }
    int64_t n = (int64_t)(d->pupil_count - d->first_here);
    for (int tries = 0; n && tries < 200; tries++) {
        struct demo_pupil *p = &d->pupils[d->first_here + (size_t)demo_below(d, n)];
        if (is_here(p, day) && demo_chance(d, percent[(int)p->care])) {
            return p;
        }
    }
    return NULL;
}

static const struct demo_class *class_on(const struct demo *d, const struct demo_pupil *p,
                                         int64_t day)
{
    int at = 0;
    while (at + 1 < p->stay_count && p->stays[at + 1].since <= day) {
        at++;
    }
    return &d->classes[p->stays[at].class_at];
}

static struct talk_pupil *add_row(struct talk *t, int64_t pupil)
{
    struct talk_pupil *row = record_add_row(&t->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = pupil;
    return row;
}

static void put_frame(struct demo *d, struct talk *t, const struct demo_pupil *p, int64_t minute)
{
    int64_t by = demo_below(d, 100);
    bool mine = by < (p->care >= 2 ? 45 : 15);
    t->began = minute;
    t->ended = minute + 8 + demo_below(d, 35);
    t->talker = mine ? d->me : by < 90 ? class_on(d, p, t->day)->teacher : demo_some_teacher(d);
    demo_text(&t->place, mine ? "1" : demo_chance(d, 60) ? "2" : demo_chance(d, 50) ? "3" : "4");
    demo_text(&t->mode, demo_chance(d, 97) ? "1" : "2");
    if (t->mode[0] == '2') {
        demo_text(&t->place, "7");
    }
    if (demo_chance(d, 4)) {
        demo_text(&t->others, "班主任");
    }
}

/* 没写完: what was said is there, the kind and the next day are not yet right. */
static void leave_unfinished(struct demo *d, struct talk *t)
{
    t->head.state = RECORD_UNFINISHED;
    demo_text(&t->type, NULL);
    demo_text(&t->agreed, NULL);
    t->next_day = NONE;
    if (demo_chance(d, 30)) {
        record_mark(&t->head, 0, "next_day")->typed = xstrdup("4-31");
    }
}

static void put_state(struct demo *d, struct talk *t)
{
    /* What a counsellor has left open is of the last days; the rest was finished since. */
    bool recent = t->day + 5 > d->how->on;
    if (recent && demo_per_mille(d, 10)) {
        leave_unfinished(d, t);
    } else if (demo_per_mille(d, 3)) {
        t->head.state = RECORD_STRUCK;
        record_mark(&t->head, 0, "")->note = xstrdup("记错了人，另写了一条");
    }
}

static void put_talk(struct demo *d, int64_t day, int64_t minute)
{
    static const char *const school_subjects[] = {"语文", "数学", "英语", "物理", "历史", "地理"};
    static const char *const friends[] = {"同桌小雨", "小凤", "阿明", "班长", "舍友小兰", "阿豪",
                                          "前桌的小琪", "心理委员"};
    struct demo_pupil *p = pick_pupil(d, day);
    if (!p) {
        return;
    }
    /* A few are typed days later; nothing is typed after the last day. */
    int64_t late = demo_chance(d, 6) ? 1 + demo_below(d, 4) : 0;
    int64_t typed_day = day + late <= d->how->on ? day + late : day;
    struct talk *t = demo_record(d, &kind_talk, demo_moment(typed_day, minute + 45) +
                                                    demo_below(d, 60000));
    t->day = day;
    put_frame(d, t, p, minute);
    struct talk_pupil *row = add_row(t, p->id);
    struct words w = {.d = d, .topic = pick_topic(d, p), .pupil = p,
                      .subject = DEMO_PICK(d, school_subjects), .friend = DEMO_PICK(d, friends)};
    put_words(&w, t, row);
    struct demo_pupil *second = demo_chance(d, 4) ? pick_pupil(d, day) : NULL;
    if (second && second != p) {
        demo_text(&row->line, "先动手的是他，认了");
        demo_text(&add_row(t, second->id)->line, "答应不再记这件事");
    }
    /* Promises of the last weeks are mostly kept: few lines wait on the day screen. */
    bool settled = day + 190 < d->how->on;
    if (settled ? w.topic == RISK || demo_chance(d, 35) : demo_per_mille(d, 4)) {
        t->next_day = day + 1 + demo_below(d, w.topic == RISK ? 3 : 20);
    }
    put_state(d, t);
    demo_put(d, t);
}

void demo_put_talks(struct demo *d, int64_t day, int count)
{
    enum { FIRST_MINUTE = 7 * 60 + 40, MINUTES = 10 * 60 };
    for (int i = 0; i < count; i++) {
        int64_t minute = FIRST_MINUTE + (int64_t)i * MINUTES / count;
        put_talk(d, day, minute);
    }
}

/* Two talks of the last day that are still being typed. */
void demo_put_drafts(struct demo *d, int64_t day)
{
    static const struct {
        const char *reason, *said;
    } open[] = {
        {"这周上课总趴着，昨天数学课哭了",
         "昨晚又没睡，两点多才睡着，这样有十来天了。\n〔原话〕我怕我妈把我转走。"},
        {"宿管说昨晚在走廊坐到一点", "说是想家，不想吵到别人"},
    };
    for (size_t i = 0; i < COUNT(open); i++) {
        const struct demo_pupil *p = pick_pupil(d, day);
        if (!p) {
            return;
        }
        struct draft draft;
        draft_init(&draft, demo_id(d, demo_moment(day, 17 * 60 + 40)), &kind_talk, 0, p->id);
        char *pupil = str_format("@%lld", (long long)p->id);
        char *me = str_format("@%lld", (long long)d->me);
        char today[DATE_TEXT];
        date_format(day, today);
        const char *const texts[][2] = {{"rows.pupils", "1"}, {"pupils.1.pupil", pupil},
                                        {"day", today},       {"began", "17:20"},
                                        {"talker", me},       {"place", "1"},
                                        {"mode", "1"}};
        for (size_t k = 0; k < COUNT(texts); k++) {
            draft_set(&draft, texts[k][0], texts[k][1], strlen(texts[k][1]));
        }
        xfree(pupil);
        xfree(me);
        draft_set(&draft, "reason", open[i].reason, strlen(open[i].reason));
        draft_set(&draft, "said", open[i].said, strlen(open[i].said));
        draft_save_all(&draft, &d->set);
        draft_release(&draft);
    }
}
