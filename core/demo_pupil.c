// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"

/* A pupil's file, B1: the roster's part and what the room has learned. */

static const char *const villages[] = {
    "石榴镇新塘村", "石榴镇大岭村", "石榴镇龙门屯", "石榴镇河口村", "石榴镇中心街", "石榴镇石湾屯",
    "白鹭乡双桥村", "白鹭乡古樟屯", "白鹭乡马头村", "青竹乡六合村", "青竹乡木棉屯", "青竹乡上游村"};

static void put_roster(struct demo *d, struct pupil *rec, const struct demo_pupil *p, int64_t born,
                       int64_t entered)
{
    static const char *const nations[] = {"08", "08", "08", "08", "08", "08", "01", "01", "01",
                                          "13", "06", "12", "32"};
    demo_text(&rec->name, p->name);
    rec->sex = str_format("%c", p->sex);
    rec->born = born;
    demo_text(&rec->nation, DEMO_PICK(d, nations));
    demo_text(&rec->polit, demo_chance(d, 12) ? "2" : d->nine && demo_chance(d, 70) ? "1" : "3");
    demo_text(&rec->id_type, "1");
    rec->id_no = demo_id_number(d, born, p->sex);
    char *other = demo_chance(d, 2) ? demo_id_number(d, born, p->sex) : NULL;
    rec->student_no = str_format("%c%s", demo_per_mille(d, 8) ? 'L' : 'G',
                                 other ? other : rec->id_no);
    xfree(other);
    rec->seat = str_format("%02d", (int)demo_below(d, 56) + 1);
    demo_text(&rec->boarding, demo_chance(d, 60) ? "2" : "1");
    if (rec->boarding[0] == '2') {
        rec->dorm = str_format("%c栋%d%02d-%d", p->sex == '1' ? 'A' : 'B',
                               (int)demo_below(d, 5) + 1, (int)demo_below(d, 20) + 1,
                               (int)demo_below(d, 8) + 1);
    }
    rec->entered = month_of(entered);
    demo_text(&rec->hukou, demo_chance(d, 85) ? "1" : "2");
    rec->address = str_format("%s%d号", DEMO_PICK(d, villages), (int)demo_below(d, 180) + 1);
    demo_text(&rec->health, demo_chance(d, 96) ? "1" : "2");
    demo_text(&rec->disability, demo_per_mille(d, 6) ? "5" : "1");
    if (rec->disability[0] != '1') {
        demo_text(&rec->inclusion, "9");
    }
    rec->only_child = demo_chance(d, 15);
    rec->orphan = demo_per_mille(d, 3);
    rec->migrant = demo_chance(d, 3);
    rec->martyr = 0;
    rec->aid = demo_chance(d, 14);
}

/* --- at home --- */

static void add_guardian(struct demo *d, struct pupil *rec, const char *kin, const char *surname,
                         bool male, bool lives_with)
{
    static const char *const works[] = {
        "在家务农", "广东东莞，电子厂", "佛山，陶瓷厂", "南宁，工地", "镇上开小店",
        "深圳，快递", "本镇砖厂", "货车司机", "县城超市收银", "广州，制衣厂"};
    static const char *const reach[] = {"晚上八点后", "中午", "随时", "周末", ""};
    static const char *const remarks[] = {"只会讲壮话", "电话常打不通，先发短信", "春节才回来"};
    const struct part *part = kind_part(&kind_pupil, "guardians");
    struct pupil_guardian *g = record_add_row(&rec->head, part, 0);
    g->name = demo_name(d, surname, male ? '1' : '2', true);
    demo_text(&g->kin, kin);
    g->phone = demo_phone(d);
    demo_text(&g->reach, DEMO_PICK(d, reach));
    demo_text(&g->work, lives_with ? works[0] : DEMO_PICK(d, works));
    g->is_first = g->head.row == 1;
    g->lives_with = lives_with;
    if (demo_chance(d, 4)) {
        demo_text(&g->remark, DEMO_PICK(d, remarks));
    }
}

static void add_parent(struct demo *d, struct pupil *rec, const char *surname, bool father,
                       bool lives_with)
{
    char *other = father ? xstrdup(surname) : demo_surname(d);
    add_guardian(d, rec, father ? "01" : "02", other, father, lives_with);
    xfree(other);
}

/* Who is at home decides: both parents away, one away, none away. */
static void put_home(struct demo *d, struct pupil *rec, const struct demo_pupil *p,
                     const char *surname)
{
    static const struct {
        const char *home, *kin;
        bool male;
    } elders[] = {{"奶奶", "04", false}, {"外婆", "06", false}, {"爷爷", "03", true},
                  {"姑姑", "14", false}};
    size_t elder = 0;
    while (elder < COUNT(elders) && strcmp(elders[elder].home, p->home) != 0) {
        elder++;
    }
    bool away = elder < COUNT(elders);
    bool single = demo_chance(d, 12);
    bool father = strcmp(p->home, "爸爸") == 0;
    if (away) {
        char *other = elder == 1 ? demo_surname(d) : xstrdup(surname);
        add_guardian(d, rec, elders[elder].kin, other, elders[elder].male, true);
        xfree(other);
    }
    add_parent(d, rec, surname, father, !away);
    if (!single) {
        add_parent(d, rec, surname, !father, !away && demo_chance(d, 60));
    }
    demo_text(&rec->left_roster, away ? "3" : demo_chance(d, 25) ? "2" : "1");
    demo_text(&rec->left_civil, away ? "2" : "1");
    demo_text(&rec->family, single ? "3" : away ? "5" : demo_chance(d, 30) ? "2" : "1");
    demo_text(&rec->family_category, single ? " 2 " : " 1 ");
    if (p->care > 0) {
        rec->parenting = str_format("%d", (int)demo_below(d, 5) + 1);
    }
}

/* --- what the room knows of those it talks with --- */

static void put_person(struct demo *d, struct pupil *rec, const struct demo_pupil *p)
{
    static const char *const strengths[] = {
        "篮球打得好，队里有两个铁哥们；肯帮外婆干活", "画画安静坐得住，美术老师常夸",
        "语文好，爱写日记；和妹妹感情很深", "会做饭，会照顾弟弟；答应的事都做到",
        "跑步快，校运会拿过名次；班主任她信得过", "会唱山歌，歌圩节上过台；朋友多"};
    static const char *const traits[] = {"话少，熟了才讲", "急性子，讲义气", "细心，怕出错",
                                         "爱笑，心里有事不说", "要强，不愿麻烦别人"};
    static const char *const hobbies[] = {"篮球", "画画，听歌", "看小说", "羽毛球", "唱歌，跳舞",
                                          "钓鱼", "象棋"};
    static const char *const avoid[] = {"不提爸爸", "不提弟弟的事", "不在别人面前叫小名",
                                        "不提转学"};
    static const char *const life[] = {"作业能按时交，和前后桌处得来", "上课易困，数学吃力",
                                       "换座位后好些，值日认真", "小组里话少，活动会来"};
    if (p->care >= 1 || demo_chance(d, 8)) {
        demo_text(&rec->strengths, DEMO_PICK(d, strengths));
        demo_text(&rec->hobbies, DEMO_PICK(d, hobbies));
    }
    if (p->care >= 2) {
        demo_text(&rec->traits, DEMO_PICK(d, traits));
        demo_text(&rec->school_life, DEMO_PICK(d, life));
        demo_text(&rec->selfharm, p->care == 3 && demo_chance(d, 40) ? "2" : "1");
        if (rec->selfharm[0] == '2') {
            demo_text(&rec->selfharm_words, "去年冬天用圆规划过手臂，没有去医院");
        }
    }
    if (p->care == 3 && demo_chance(d, 60)) {
        demo_text(&rec->avoid, DEMO_PICK(d, avoid));
    }
}

static void put_focus(struct demo *d, struct pupil *rec, const struct demo_pupil *p)
{
    struct str focus = STR_INIT;
    if (p->care == 3 && demo_chance(d, 50)) {
        str_add(&focus, "01 ");
    }
    if (rec->family && rec->family[0] == '3') {
        str_add(&focus, "06 ");
    }
    if (rec->left_roster[0] == '3') {
        str_add(&focus, "07 ");
    }
    if (demo_chance(d, 30)) {
        str_add(&focus, "12 ");
    }
    if (demo_chance(d, 15)) {
        str_add(&focus, "18 ");
    }
    if (p->care >= 2 && focus.len) {
        rec->focus = str_format(" %s", focus.ptr);
    }
    str_release(&focus);
}

static void put_events(struct demo *d, struct pupil *rec, int64_t typed_day)
{
    static const struct {
        const char *type, *words;
    } events[] = {{"01", "爷爷过世，是爷爷带大的"}, {"02", "父母离婚，跟妈妈"},
                  {"03", "外婆住院"},               {"05", "从外县转来"},
                  {"08", "被同宿舍的孤立过一个多月"}, {"11", "骑车摔伤，休息两周"}};
    struct pupil_event *row = record_add_row(&rec->head, kind_part(&kind_pupil, "events"), 0);
    size_t at = (size_t)demo_below(d, (int64_t)COUNT(events));
    row->day = typed_day - 30 - demo_below(d, 900);
    demo_text(&row->type, events[at].type);
    demo_text(&row->words, events[at].words);
}

static void put_treatment(struct demo *d, struct pupil *rec, int64_t typed_day)
{
    static const char *const words[] = {"「情绪障碍待查，建议规律作息，两周后复诊」",
                                        "「睡眠障碍，建议家长陪伴，一个月后复诊」",
                                        "「焦虑状态，建议心理治疗」"};
    struct pupil_treatment *row = record_add_row(&rec->head, kind_part(&kind_pupil, "treatments"),
                                                 0);
    row->day = typed_day - 20 - demo_below(d, 200);
    demo_text(&row->org, demo_chance(d, 50) ? "市人民医院心理门诊" : "市第三人民医院");
    demo_text(&row->words, DEMO_PICK(d, words));
    row->said_by = str_format("%s，电话里说的", "妈妈");
    demo_text(&row->spoken, "1");
    demo_text(&row->patient, "1");
    demo_text(&row->medicine, demo_chance(d, 50) ? "在吃药，晚上一次，没断过" : "医生没开药");
    row->next_visit = row->day + 28;
    demo_text(&rec->illness, "见就诊");
}

/* 不可告诉: the first two pupils whose father is known and who are talked with most. */
static void put_blocked(struct demo *d, const struct pupil *rec, int64_t typed_day)
{
    static const char reason[] = "孩子说告诉爸爸会挨打；与妈妈、德育副校长商量过";
    const struct part *part = kind_part(&kind_pupil, "guardians");
    const struct rows *rows = record_rows(&rec->head, part);
    for (size_t i = 0; i < rows->n && d->blocked < 2; i++) {
        const struct pupil_guardian *g = rows->at[i];
        if (!g->kin || strcmp(g->kin, "01") != 0) {
            continue;
        }
        struct blocked *b = demo_record(d, &kind_blocked, demo_moment(typed_day, 9 * 60));
        b->pupil = rec->head.id;
        b->person = str_format("G%lld.%lld", (long long)rec->head.id, (long long)g->head.row);
        demo_text(&b->reason, reason);
        demo_plan(d, SIZE_MAX, &(struct demo_plan){.subject = b->head.id, .pupil = rec->head.id,
                                                   .day = typed_day, .to = NONE,
                                                   .machine = "no_tell", .move = "block",
                                                   .to_state = "blocked", .reason = reason});
        demo_put(d, b);
        d->blocked++;
        return;
    }
}

void demo_put_pupil(struct demo *d, const struct demo_pupil *p, const char *surname, int64_t born,
                    int64_t entered, int64_t typed_at)
{
    int64_t typed_day = clock_date(typed_at);
    struct pupil *rec = (struct pupil *)record_new(&kind_pupil, p->id);
    rec->head.state = RECORD_STORED;
    rec->head.typed_at = typed_at;
    put_roster(d, rec, p, born, entered);
    put_home(d, rec, p, surname);
    put_person(d, rec, p);
    put_focus(d, rec, p);
    if (p->care >= 2 && demo_chance(d, 50)) {
        put_events(d, rec, typed_day);
    }
    if (p->care == 3 && demo_chance(d, 40)) {
        put_treatment(d, rec, typed_day);
    }
    if (p->care == 3 && p->until > d->how->on) {
        put_blocked(d, rec, typed_day);
    }
    demo_put(d, rec);
}
