// SPDX-License-Identifier: MIT
#include "core/base/mem.h"
#include "core/demo_priv.h"

/* Counselling sessions, B3: the counsellor's own hour, with the ministry's six columns. */

static const struct {
    const char *problem, *severity, *appraisal, *analysis;
} views[DEMO_TOPICS] = {
    [DEMO_STUDY] = {" 01 ", "1", "和学习有关的担心，睡眠和吃饭都正常。",
                    "目标定得高，又怕家里失望；有愿意一起做作业的同学。"},
    [DEMO_MOOD] = {" 02 14 ", "2", "情绪低落两周左右，睡得晚，还能上课。",
                   "家里的事放在心里，没有可以讲的人；愿意来这里讲。"},
    [DEMO_RISK] = {" 02 15 ", "3", "有轻生的想法，问过打算，没有准备；说得出舍不得的人。",
                   "积了一阵子的失眠和争吵；外婆和一位老师是可以靠的人。"},
    [DEMO_RULE] = {" 12 ", "1", "为一件事顶撞，说得清前后。", "要面子，当众被说就顶；私下能听。"},
    [DEMO_FUTURE] = {" 16 ", "1", "为升学拿不定主意。", "对几所学校知道得少，家里意见不一样。"},
    [DEMO_PEERS] = {" 05 ", "1", "和同学闹翻后不想进教室。", "朋友少，断了一个就空了；有一个还在联系。"},
    [DEMO_HABIT] = {" 11 ", "1", "夜里用手机到一点，白天困。", "一个人在家没别的事；答应放到外婆房里。"},
    [DEMO_HOME] = {" 07 08 ", "2", "家里吵架后几天没睡好。", "夹在两个大人中间；外婆能说上话。"},
    [DEMO_PRAISE] = {" 04 ", "1", "比上个月肯讲话了。", "一件做成的事让他有了底气。"},
    [DEMO_ROUTINE] = {" 10 ", "1", "刚转来，还在适应。", "同桌肯带他；怕的是食堂和宿舍。"},
};

/* Code of session_source by that of talk_source, from 1. */
static const char sources[] = "132435799";

static void put_view(struct demo_words *w, struct session *s)
{
    demo_text(&s->problem, views[w->topic].problem);
    demo_text(&s->severity, views[w->topic].severity);
    demo_text(&s->appraisal, views[w->topic].appraisal);
    demo_text(&s->analysis, views[w->topic].analysis);
    bool asked = w->topic == DEMO_RISK || w->topic == DEMO_MOOD || demo_chance(w->d, 60);
    demo_text(&s->risk, w->topic == DEMO_RISK ? "2" : asked ? "1" : "90");
}

static void put_words(struct demo_words *w, struct session *s)
{
    struct str codes = STR_INIT;
    xfree(demo_coded(w, DEMO_REASON, &codes));
    char source[] = {sources[codes.ptr[1] - '1'], '\0'};
    demo_text(&s->source, source);
    str_clear(&codes);
    s->state_now = demo_plain(w, DEMO_SEEN);
    s->complaint = demo_said(w);
    s->measures = demo_told(w);
    s->agreed = demo_coded(w, DEMO_AGREED, &codes);
    demo_text(&s->next_steps, codes.ptr);
    if (demo_chance(w->d, 20)) {
        s->note = demo_plain(w, DEMO_NOTE);
    }
    str_release(&codes);
}

void demo_put_session(struct demo_words *w, int64_t day, int64_t minute, int64_t typed_at)
{
    static const char *const effects[] = {"1", "2", "2", "3", "4"};
    struct demo *d = w->d;
    struct session *s = demo_record(d, &kind_session, typed_at);
    s->day = day;
    s->began = minute;
    s->ended = minute + 35 + demo_below(d, 25);
    s->pupil = w->pupil->id;
    s->counsellor = d->me;
    demo_text(&s->place, "1");
    demo_text(&s->mode, demo_chance(d, 96) ? "1" : "2");
    demo_text(&s->form, demo_chance(d, 85) ? "1" : demo_chance(d, 50) ? "3" : "4");
    put_view(w, s);
    put_words(w, s);
    demo_text(&s->technique, demo_chance(d, 60) ? " 1 2 " : " 1 ");
    if (demo_chance(d, 70)) {
        demo_text(&s->effect, DEMO_PICK(d, effects));
    }
    s->secrecy = 1;
    demo_put(d, s);
}
