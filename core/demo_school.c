// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"
#include "core/reg.h"

/* The invented school: the school itself, its staff, posts and classes. */

enum { PUPILS_A_CLASS = 51, PUPILS_A_TEACHER = 15 };

static const char *const subjects[] = {"语文", "数学", "英语", "物理", "历史", "道德与法治",
                                       "地理", "生物", "化学", "体育", "音乐", "美术"};

static int64_t put_staff(struct demo *d, const char *name, const char *role, const char *subject)
{
    struct staff *rec = demo_record(d, &kind_staff, demo_moment(d->began, 7 * 60 + 30));
    char *made = NULL;
    if (!name) {
        char *surname = demo_surname(d);
        made = demo_name(d, surname, demo_chance(d, 60) ? '2' : '1', true);
        xfree(surname);
        name = made;
    }
    demo_text(&rec->name, name);
    demo_text(&rec->role, role);
    demo_text(&rec->subject, subject);
    rec->phone = demo_phone(d);
    if (demo_chance(d, 30)) {
        rec->short_phone = str_format("6%04d", (int)d->staff_count);
    }
    d->staff = mem_grow(d->staff, d->staff_count, &d->staff_cap, sizeof *d->staff);
    d->staff[d->staff_count++] = (struct demo_staff){rec->head.id, xstrdup(name)};
    int64_t id = rec->head.id;
    demo_put(d, rec);
    xfree(made);
    return id;
}

/* A post and its first holder's act; the plan's index. */
static size_t put_post(struct demo *d, const char *title, const char *scope, int64_t holder,
                       int64_t day, struct post **out)
{
    int64_t typed = day < d->began ? d->began : day;
    struct post *post = demo_record(d, &kind_post, demo_moment(typed, 7 * 60 + 50));
    demo_text(&post->title, title);
    demo_text(&post->scope, scope);
    post->leading = scope[0] == '1' ? 1 : NONE;
    *out = post;
    return demo_plan(d, SIZE_MAX, &(struct demo_plan){.subject = post->head.id, .pupil = NONE,
                                                      .day = day, .to = holder,
                                                      .machine = "holder", .move = "appoint"});
}

static void put_school_post(struct demo *d, const char *title, int64_t holder)
{
    struct post *post;
    put_post(d, title, "1", holder, d->began, &post);
    demo_put(d, post);
}

static void put_me(struct demo *d)
{
    struct setting *me = demo_record(d, &kind_setting, demo_moment(d->began, 7 * 60 + 20));
    demo_text(&me->key, "me");
    me->value = str_format("%lld", (long long)d->me);
    me->since = date_from_civil(2000, 1, 1);
    demo_put(d, me);
}

void demo_make_school(struct demo *d)
{
    struct school *school = demo_record(d, &kind_school, demo_moment(d->began, 7 * 60));
    demo_text(&school->name, demo_school_name(d->how->students));
    demo_text(&school->short_name, d->nine ? "石榴湾学校" : "石榴湾中学");
    demo_text(&school->stages, d->nine ? " 1 2 " : " 2 ");
    school->years_primary = 6;
    school->years_junior = 3;
    school->years_senior = 3;
    demo_put(d, school);
    d->me = put_staff(d, "蓝月华", "1", "心理健康");
    d->head = put_staff(d, "黄建国", "3", NULL);
    d->deputy = put_staff(d, "杨秀英", "3", "历史");
    put_staff(d, "莫振华", "3", "数学");
    put_staff(d, NULL, "4", NULL);
    put_staff(d, NULL, "5", NULL);
    put_staff(d, NULL, "5", NULL);
    int64_t teachers = d->how->students / PUPILS_A_TEACHER + 6;
    for (int64_t i = 0; i < teachers; i++) {
        put_staff(d, NULL, "2", DEMO_PICK(d, subjects));
    }
    put_me(d);
    put_school_post(d, "校长", d->head);
    put_school_post(d, "德育副校长", d->deputy);
    put_school_post(d, "专职心理教师", d->me);
}

int64_t demo_some_teacher(struct demo *d)
{
    enum { FIRST_TEACHER = 7 };
    int64_t n = (int64_t)d->staff_count - FIRST_TEACHER;
    return d->staff[FIRST_TEACHER + demo_below(d, n)].id;
}

/* 班主任: in a tenth of the classes another after a year; none when the class has left. */
static void put_class_teacher(struct demo *d, struct demo_class *c, int64_t day, int64_t ends)
{
    struct post *post;
    c->teacher = demo_some_teacher(d);
    size_t plan = put_post(d, "班主任", "3", c->teacher, day, &post);
    post->class_ = c->id;
    struct demo_plan act = {.subject = post->head.id, .pupil = NONE, .machine = "holder"};
    demo_put(d, post);
    if (demo_chance(d, 10)) {
        act.day = demo_term_first(c->entry + 1, SEASON_AUTUMN);
        act.move = "replace";
        act.to = demo_some_teacher(d);
        plan = demo_plan(d, plan, &act);
    }
    act.day = ends;
    act.move = "vacate";
    act.to = NONE;
    demo_plan(d, plan, &act);
}

static void put_grade_leader(struct demo *d, enum stage stage, int entry, int64_t day,
                             int64_t ends)
{
    struct post *post;
    size_t plan = put_post(d, "年级组长", "2", demo_some_teacher(d), day, &post);
    demo_text(&post->stage, stage == STAGE_PRIMARY ? "1" : "2");
    post->entry = entry;
    demo_plan(d, plan, &(struct demo_plan){.subject = post->head.id, .pupil = NONE, .day = ends,
                                           .to = NONE, .machine = "holder", .move = "vacate"});
    demo_put(d, post);
}

size_t demo_make_classes(struct demo *d, enum stage stage, int entry, int pupils, size_t *n)
{
    int years = stage == STAGE_PRIMARY ? 6 : 3;
    int64_t day = demo_term_first(entry, SEASON_AUTUMN);
    int64_t typed = day < d->began ? d->began : day;
    int64_t ends = date_from_civil(entry + years, 7, 1);
    size_t first = d->class_count;
    int count = (pupils + PUPILS_A_CLASS / 2) / PUPILS_A_CLASS;
    *n = count > 0 ? (size_t)count : 1;
    for (size_t i = 0; i < *n; i++) {
        struct class *rec = demo_record(d, &kind_class, demo_moment(typed, 7 * 60 + 40));
        demo_text(&rec->stage, stage == STAGE_PRIMARY ? "1" : "2");
        rec->entry = entry;
        rec->number = (int64_t)i + 1;
        d->classes = mem_grow(d->classes, d->class_count, &d->class_cap, sizeof *d->classes);
        struct demo_class *c = &d->classes[d->class_count++];
        *c = (struct demo_class){.id = rec->head.id, .stage = stage, .entry = entry,
                                 .number = (int)i + 1};
        demo_put(d, rec);
        put_class_teacher(d, c, day, ends);
    }
    put_grade_leader(d, stage, entry, day, ends);
    return first;
}
