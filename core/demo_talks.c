// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"
#include "core/draft.h"

/* Talks, B4: who with whom on a day, in words from core/demo_text.def. */

/* Code of talk_type. */
static const char *const types[DEMO_TOPICS] = {
    [DEMO_STUDY] = "01", [DEMO_MOOD] = "02",  [DEMO_RISK] = "02",  [DEMO_RULE] = "03",
    [DEMO_FUTURE] = "04", [DEMO_PEERS] = "05", [DEMO_HABIT] = "06", [DEMO_HOME] = "07",
    [DEMO_PRAISE] = "08", [DEMO_ROUTINE] = "99",
};

static void put_words(struct demo_words *w, struct talk *t, struct talk_pupil *row)
{
    struct str codes = STR_INIT;
    demo_text(&t->type, types[w->topic]);
    t->reason = demo_coded(w, DEMO_REASON, &codes);
    t->source = xmemdupz(codes.ptr + 1, 1);
    str_clear(&codes);
    t->said = demo_said(w);
    if (demo_chance(w->d, 92)) {
        t->told = demo_told(w);
    }
    if (demo_chance(w->d, 85)) {
        t->seen = demo_plain(w, DEMO_SEEN);
    }
    if (w->topic == DEMO_RISK || demo_chance(w->d, 70)) {
        t->agreed = demo_coded(w, DEMO_AGREED, &codes);
        demo_text(&t->next_steps, codes.ptr);
    }
    if (demo_chance(w->d, 12)) {
        row->note = demo_plain(w, DEMO_NOTE);
    }
    str_release(&codes);
}

/* --- one talk --- */

static bool is_here(const struct demo_pupil *p, int64_t day)
{
    return p->from <= day && day < p->until;
}

struct demo_pupil *demo_pick_pupil(struct demo *d, int64_t day)
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
    struct demo_pupil *p = demo_pick_pupil(d, day);
    if (!p) {
        return;
    }
    /* A few are typed days later; nothing is typed after the last day. */
    int64_t late = demo_chance(d, 6) ? 1 + demo_below(d, 4) : 0;
    int64_t typed_day = day + late <= d->how->on ? day + late : day;
    int64_t typed_at = demo_moment(typed_day, minute + 45) + demo_below(d, 60000);
    struct demo_words w;
    demo_words_begin(&w, d, p);
    /* The counsellor's own hours: mostly with those of whom more is known. */
    if (demo_chance(d, p->care >= 2 ? 20 : 4)) {
        demo_put_session(&w, day, minute, typed_at);
        return;
    }
    struct talk *t = demo_record(d, &kind_talk, typed_at);
    t->day = day;
    put_frame(d, t, p, minute);
    struct talk_pupil *row = add_row(t, p->id);
    put_words(&w, t, row);
    struct demo_pupil *second = demo_chance(d, 4) ? demo_pick_pupil(d, day) : NULL;
    if (second && second != p) {
        demo_text(&row->line, "先动手的是他，认了");
        demo_text(&add_row(t, second->id)->line, "答应不再记这件事");
    }
    /* Promises of the last weeks are mostly kept: few lines wait on the day screen. */
    bool settled = day + 190 < d->how->on;
    if (settled ? w.topic == DEMO_RISK || demo_chance(d, 35) : demo_per_mille(d, 4)) {
        t->next_day = day + 1 + demo_below(d, w.topic == DEMO_RISK ? 3 : 20);
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
        const struct demo_pupil *p = demo_pick_pupil(d, day);
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
