// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"

/* What fills a counsellor's day besides talks: clues, liaison, callers, appointments. */

/* Of a thousand school days of a school of 1,200: how often each happens. */
enum { CLUES = 250, LIAISONS = 400, CALLERS = 300, APPOINTMENTS = 500, USUAL_SCHOOL = 1200 };

enum { STEPS_MOST = DEMO_STEPS_MOST };

/* --- acts that are known at once --- */

void demo_put_steps(struct demo *d, const struct record *subject, int64_t pupil,
                    const char *machine, const struct demo_step *steps, size_t n)
{
    struct act *acts[STEPS_MOST] = {NULL};
    size_t made = 0;
    for (size_t i = 0; i < n && steps[i].day <= d->how->on; i++) {
        int64_t typed_at = demo_moment(steps[i].day, 16 * 60 + 30);
        struct act *act = demo_record(d, &kind_act, typed_at);
        act->head.owner = subject->id;
        act->head.pupil = pupil;
        act->subject = subject->id;
        act->machine = xstrdup(machine);
        act->move = xstrdup(steps[i].move);
        act->from_state = i ? xstrdup(steps[i - 1].to) : NULL;
        act->to_state = xstrdup(steps[i].to);
        act->day = steps[i].day;
        act->due = steps[i].due;
        act->evidence = steps[i].evidence;
        act->by_staff = d->me;
        act->reason = xstrdup(steps[i].reason);
        if (made) {
            acts[made - 1]->next = act->head.id;
        }
        acts[made++] = act;
    }
    for (size_t i = 0; i < made; i++) {
        demo_put(d, acts[i]);
    }
}

/* --- clues --- */

static void put_clue(struct demo *d, int64_t day)
{
    static const struct {
        const char *words, *found, *obtained;
    } seen[] = {
        {"作文里写「没有人会发现」，老师收在抽屉里", "05", "2"},
        {"连着三天午饭没吃完，问她说没胃口", "04", "1"},
        {"手臂上有几道划痕，说是猫抓的", "04", "1"},
        {"心理委员说他晚上在走廊坐到一点", "06", "3"},
        {"妈妈来电话说在家不说话，锁着门", "07", "3"},
        {"草稿纸上反复写「好累」", "05", "4"},
    };
    static const struct demo_step ends[] = {
        {"none", "none", "问过了，写的是读后感里的话", 0, NONE, NONE},
        {"meet", "meet", NULL, 0, NONE, NONE},
        {"watch", "watch", "先看一个星期，请班主任留意", 0, NONE, NONE},
    };
    const struct demo_pupil *p = demo_pick_pupil(d, day);
    if (!p) {
        return;
    }
    size_t at = (size_t)demo_below(d, (int64_t)COUNT(seen));
    struct clue *c = demo_record(d, &kind_clue, demo_moment(day, 15 * 60));
    c->day = day;
    c->pupil = p->id;
    demo_text(&c->words, seen[at].words);
    demo_text(&c->found, seen[at].found);
    demo_text(&c->obtained, seen[at].obtained);
    struct demo_step steps[STEPS_MOST] = {{"note", "open", NULL, day, NONE, NONE}};
    /* What is older than a few weeks has been dealt with. */
    bool old = day + 30 < d->how->on;
    steps[1] = old ? ends[0] : ends[demo_below(d, (int64_t)COUNT(ends))];
    steps[1].day = day + 1 + demo_below(d, 3);
    steps[1].due = strcmp(steps[1].move, "none") == 0 ? NONE : steps[1].day + 5;
    int64_t id = c->head.id;
    struct record subject = {.id = id};
    demo_put(d, c);
    demo_put_steps(d, &subject, p->id, "clue", steps, STEPS_MOST);
}

/* --- liaison --- */

static void put_told(struct demo *d, const struct liaison *l)
{
    struct told *t = demo_record(d, &kind_told, l->head.typed_at);
    t->head.owner = l->head.id;
    t->day = l->day;
    t->at = l->began;
    t->pupil = l->pupil;
    t->by = l->by;
    demo_text(&t->whom, l->person);
    demo_text(&t->how, l->mode);
    demo_text(&t->what, l->told);
    demo_put(d, t);
}

static void put_liaison(struct demo *d, int64_t day)
{
    static const struct {
        const char *reason, *words, *result;
    } about[] = {
        {"这周三天没吃午饭", "说了在校看到的；妈妈说在家也吃得少，外婆住院后开始的",
         "周末带去看看，下周一回话"},
        {"上课总睡着", "问了夜里的情况，家里不知道手机在被窝里", "手机晚上放客厅"},
        {"和同学闹翻不肯进教室", "讲了来龙去脉，请家里先不责骂", "明天爸爸送到校门口"},
        {"请假条迟迟没交", "外婆不识字，妈妈在广东", "由班主任代办，妈妈电话里同意"},
    };
    static const char *const modes[] = {"2", "2", "3", "1"};
    const struct demo_pupil *p = demo_pick_pupil(d, day);
    if (!p) {
        return;
    }
    size_t at = (size_t)demo_below(d, (int64_t)COUNT(about));
    bool reached = demo_chance(d, 85);
    struct liaison *l = demo_record(d, &kind_liaison, demo_moment(day, 17 * 60 + 10));
    l->day = day;
    l->began = 16 * 60 + 40;
    l->ended = l->began + 5 + demo_below(d, 20);
    l->pupil = p->id;
    l->by = d->me;
    l->person = str_format("T%s", p->home);
    demo_text(&l->side, "1");
    demo_text(&l->mode, DEMO_PICK(d, modes));
    demo_text(&l->reached, reached ? "1" : "2");
    demo_text(&l->reason, about[at].reason);
    if (reached) {
        demo_text(&l->words, about[at].words);
        demo_text(&l->result, about[at].result);
        demo_text(&l->attitude, demo_chance(d, 70) ? "1" : "2");
        demo_text(&l->told, p->care >= 2 ? " 1 2 " : " 1 ");
        put_told(d, l);
    }
    demo_put(d, l);
}

/* --- callers and appointments --- */

static void put_caller(struct demo *d, int64_t day)
{
    static const char *const problems[] = {" 01 ", " 02 ", " 05 ", " 07 ", " 11 "};
    bool known = demo_chance(d, 60);
    const struct demo_pupil *p = known ? demo_pick_pupil(d, day) : NULL;
    struct caller *c = demo_record(d, &kind_caller, demo_moment(day, 12 * 60 + 50));
    c->day = day;
    c->began = 12 * 60 + 30;
    c->ended = c->began + 10 + demo_below(d, 20);
    c->pupil = p ? p->id : NONE;
    c->staff = d->me;
    demo_text(&c->name, p ? NULL : demo_chance(d, 50) ? "小海" : "一个初二女生");
    demo_text(&c->who, "1");
    demo_text(&c->mode, p ? "1" : "4");
    demo_text(&c->source, p ? "1" : "6");
    demo_text(&c->problem, DEMO_PICK(d, problems));
    demo_text(&c->again, demo_chance(d, 60) ? "1" : "2");
    demo_put(d, c);
}

/* Booked some days before; `ended`: the day has come and it is said how it went. */
static void put_appointment(struct demo *d, int64_t day, bool ended)
{
    static const char *const matters[] = {"上次请她带作息表来", "班主任莫老师请谈", "自己来约的",
                                          "考前睡不着"};
    const struct demo_pupil *p = demo_pick_pupil(d, day < d->how->on ? day : d->how->on);
    if (!p) {
        return;
    }
    int64_t booked = day - 1 - demo_below(d, 3);
    booked = booked < d->how->on ? booked : d->how->on;
    struct appointment *a = demo_record(d, &kind_appointment, demo_moment(booked, 16 * 60));
    a->day = day;
    a->lesson = 1 + demo_below(d, 8);
    a->pupil = p->id;
    a->staff = d->me;
    demo_text(&a->who, "1");
    demo_text(&a->mode, demo_chance(d, 70) ? "1" : "5");
    demo_text(&a->settled, "1");
    demo_text(&a->matter, DEMO_PICK(d, matters));
    const struct demo_step steps[STEPS_MOST] = {
        {"agree", "agreed", NULL, booked, NONE, NONE},
        demo_chance(d, 80)
            ? (struct demo_step){"missed", "missed", NULL, day, NONE, NONE}
            : (struct demo_step){"cancel", "cancelled", "去参加比赛", day, NONE, NONE},
    };
    struct record subject = {.id = a->head.id};
    demo_put(d, a);
    demo_put_steps(d, &subject, p->id, "appointment", steps, ended ? STEPS_MOST : 1);
}

/* --- the days --- */

static bool happens(struct demo *d, int per_thousand)
{
    return demo_below(d, (int64_t)1000 * USUAL_SCHOOL) < (int64_t)per_thousand * d->how->students;
}

void demo_put_daily(struct demo *d, int64_t day)
{
    if (happens(d, CLUES)) {
        put_clue(d, day);
    }
    if (happens(d, LIAISONS)) {
        put_liaison(d, day);
    }
    if (happens(d, CALLERS)) {
        put_caller(d, day);
    }
    if (happens(d, APPOINTMENTS)) {
        put_appointment(d, day, true);
    }
}

/* The last day: somebody nobody knows yet, two who come, a promise. */
void demo_put_last_day(struct demo *d, int64_t day)
{
    struct clue *c = demo_record(d, &kind_clue, demo_moment(day - 2, 17 * 60));
    c->day = day - 2;
    demo_text(&c->who, "短发，七年级，周二在天台");
    demo_text(&c->words, "一个人坐在边上，喊了才下来，说只是透透气");
    demo_text(&c->found, "04");
    demo_text(&c->obtained, "3");
    struct record subject = {.id = c->head.id};
    demo_put(d, c);
    demo_put_steps(d, &subject, NONE, "clue",
                   &(struct demo_step){"note", "open", NULL, day - 2, NONE, NONE}, 1);
    put_appointment(d, day, false);
    put_appointment(d, day, false);
    put_appointment(d, day + 1, false);
    const struct demo_pupil *p = demo_pick_pupil(d, day);
    if (!p) {
        return;
    }
    struct promise *said = demo_record(d, &kind_promise, demo_moment(day - 1, 10 * 60));
    said->day = day - 1;
    said->due = day + 1;
    said->pupil = p->id;
    said->whom = str_format("P%lld", (long long)p->id);
    demo_text(&said->words, "陪她把请假条交给班主任");
    subject.id = said->head.id;
    int64_t due = said->due;
    demo_put(d, said);
    demo_put_steps(d, &subject, p->id, "promise",
                   &(struct demo_step){"note", "open", NULL, day - 1, due, NONE}, 1);
}
