// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"

/* A year's pupils and what becomes of them: core/demo_priv.h. */

/* The classes a cohort passes through: primary (may be absent) and junior. */
struct cohort {
    int entry; /* into grade one, or seven in a school of three grades */
    int junior_entry;
    size_t primary, primary_count; /* none: 0 classes */
    size_t junior, junior_count;
    int64_t starts, junior_starts, ends;
    int made; /* pupils so far: they go round the classes */
};

static size_t enrol(struct demo *d, size_t before, const struct demo_pupil *p, const char *move,
                    const char *state, int64_t day, const char *reason)
{
    return demo_plan(d, before, &(struct demo_plan){.subject = p->id, .pupil = p->id, .day = day,
                                                    .to = NONE, .machine = "enrolment",
                                                    .move = move, .to_state = state,
                                                    .reason = reason});
}

static size_t place(struct demo *d, size_t before, struct demo_pupil *p, size_t class_at,
                    const char *move, int64_t day, const char *reason)
{
    p->stays[p->stay_count++] = (struct demo_stay){day, class_at};
    return demo_plan(d, before, &(struct demo_plan){.subject = p->id, .pupil = p->id, .day = day,
                                                    .to = d->classes[class_at].id,
                                                    .machine = "placement", .move = move,
                                                    .reason = reason});
}

/* --- one life --- */

/* In which class of the year: round robin, so that all are equally full. */
static size_t class_for(size_t first, size_t count, int turn)
{
    return first + (size_t)turn % count;
}

/* Placement through the years: the first class, sometimes another, the junior school. */
static void plan_classes(struct demo *d, struct demo_pupil *p, const struct cohort *c)
{
    static const char *const reasons[] = {"家长申请，年级组同意", "分班调整",
                                          "与同学矛盾，商量后换班"};
    bool in_primary = c->primary_count && p->from < c->junior_starts;
    size_t first = in_primary ? c->primary : c->junior;
    size_t count = in_primary ? c->primary_count : c->junior_count;
    int turn = c->made;
    size_t plan = place(d, SIZE_MAX, p, class_for(first, count, turn), "place", p->from, NULL);
    int64_t moved = p->from + 60 + demo_below(d, 300);
    int64_t leaves = in_primary && c->junior_starts < p->until ? c->junior_starts : p->until;
    if (count > 1 && demo_chance(d, 3) && moved >= d->began && moved < leaves) {
        plan = place(d, plan, p, class_for(first, count, turn + 1), "move", moved,
                     DEMO_PICK(d, reasons));
    }
    if (in_primary && c->junior_count && p->until > c->junior_starts) {
        place(d, plan, p, class_for(c->junior, c->junior_count, turn + (int)demo_below(d, 7)),
              "move", c->junior_starts, "升入初中");
    }
}

static void plan_enrolment(struct demo *d, struct demo_pupil *p, int64_t leaves, int64_t ends)
{
    static const char *const dropped[] = {"随父母外出，多次劝返未果",
                                          "不愿上学，村委与学校正在劝返"};
    size_t plan = enrol(d, SIZE_MAX, p, "enter", "at_school", p->from, NULL);
    p->until = ends;
    if (leaves == NONE || leaves <= p->from || leaves >= ends) {
        enrol(d, plan, p, "graduate", "graduated", ends, NULL);
        return;
    }
    p->until = leaves;
    if (!demo_chance(d, 8)) {
        enrol(d, plan, p, "leave", "moved", leaves, "随父母转学");
        return;
    }
    plan = enrol(d, plan, p, "drop", "dropped", leaves, DEMO_PICK(d, dropped));
    enrol(d, plan, p, "leave", "moved", leaves + 40, "已在外地入学");
}

/* What the pupil brings along that other texts must agree with. */
static void make_person(struct demo *d, struct demo_pupil *p)
{
    static const char *const homes[] = {"妈妈", "妈妈", "爸爸", "奶奶", "外婆", "爷爷", "姑姑"};
    int64_t care = demo_below(d, 100);
    p->care = (char)(care < 3 ? 3 : care < 10 ? 2 : care < 30 ? 1 : 0);
    p->home = DEMO_PICK(d, homes);
}

static struct demo_pupil *add_pupil(struct demo *d)
{
    d->pupils = mem_grow(d->pupils, d->pupil_count, &d->pupil_cap, sizeof *d->pupils);
    struct demo_pupil *p = &d->pupils[d->pupil_count++];
    *p = (struct demo_pupil){.id = NONE};
    return p;
}

/* Born from September to August, six (or twelve) years before the entry. */
static int64_t born_for(struct demo *d, int entry)
{
    int age = d->nine ? 6 : 12;
    int64_t first = date_from_civil(entry - age - 1, 9, 1);
    int64_t born = first + demo_below(d, 365);
    return demo_chance(d, 4) ? born - demo_below(d, 500) : born; /* late or repeating */
}

static void make_pupil(struct demo *d, struct cohort *c, bool stays, const char *surname,
                       int64_t born)
{
    struct demo_pupil *p = add_pupil(d);
    p->sex = demo_chance(d, 53) ? '1' : '2';
    p->name = demo_name(d, surname, p->sex, false);
    p->from = c->starts;
    int64_t late = c->starts + 20 + demo_below(d, 500);
    if (demo_chance(d, 3) && late < c->ends - 60 && late < d->how->on - 30) {
        p->from = late; /* came from another school */
    }
    int64_t typed_day = p->from < d->began ? d->began : p->from;
    int64_t typed = demo_moment(typed_day, 8 * 60 + 10);
    p->id = demo_id(d, typed);
    int64_t leaves = NONE;
    if (!stays) {
        int64_t last = c->ends < d->how->on ? c->ends : d->how->on;
        int64_t span = last - typed_day - 40;
        leaves = span > 0 ? typed_day + 30 + demo_below(d, span) : NONE;
    }
    make_person(d, p);
    plan_enrolment(d, p, leaves, c->ends);
    plan_classes(d, p, c);
    c->made++;
    demo_put_pupil(d, p, surname, born, c->starts, typed);
}

static struct cohort make_cohort(struct demo *d, int entry, int size)
{
    struct cohort c = {.entry = entry, .junior_entry = d->nine ? entry + 6 : entry};
    c.starts = demo_term_first(entry, SEASON_AUTUMN);
    c.junior_starts = demo_term_first(c.junior_entry, SEASON_AUTUMN);
    c.ends = date_from_civil(c.junior_entry + 3, 6, 30);
    if (d->nine && c.junior_entry > d->first_year) {
        c.primary = demo_make_classes(d, STAGE_PRIMARY, entry, size, &c.primary_count);
    } else {
        c.starts = c.junior_starts;
    }
    if (c.junior_entry <= d->last_year) {
        c.junior = demo_make_classes(d, STAGE_JUNIOR, c.junior_entry, size, &c.junior_count);
    }
    return c;
}

void demo_make_cohort(struct demo *d, int entry, int size)
{
    struct cohort c = make_cohort(d, entry, size);
    int leaving = size * 3 / 100;
    for (int i = 0; i < size + leaving; i++) {
        char *surname = demo_surname(d);
        int64_t born = born_for(d, entry);
        make_pupil(d, &c, i >= leaving, surname, born);
        /* Twins: two births in two hundred; they come and stay together. */
        if (i >= leaving && i + 1 < size + leaving && demo_per_mille(d, 8)) {
            make_pupil(d, &c, true, surname, born);
            i++;
        }
        xfree(surname);
    }
}
