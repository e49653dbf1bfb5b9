// SPDX-License-Identifier: MIT
#include "core/demo.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/demo_priv.h"
#include "core/reg.h"

/* The course of the years, chance, ids and the change set: core/demo_priv.h. */

enum {
    RECORDS_A_COMMIT = 4000,
    TALKS_A_YEAR = 13,
    SCHOOL_DAYS_A_YEAR = 190,
    NINE_GRADES_ABOVE = 2400,
};

int64_t demo_below(struct demo *d, int64_t n)
{
    return random_below(&d->random, n);
}

bool demo_chance(struct demo *d, int percent)
{
    return demo_below(d, 100) < percent;
}

bool demo_per_mille(struct demo *d, int n)
{
    return demo_below(d, 1000) < n;
}

int64_t demo_moment(int64_t day, int64_t minute)
{
    const int64_t east8 = 8 * 60;
    return (day * 24 * 60 + minute - east8) * 60000;
}

int64_t demo_id(struct demo *d, int64_t typed_at)
{
    return (int64_t)((uint64_t)typed_at << 20 | ((uint64_t)d->serial++ & 0xfffff));
}

void demo_text(char **field, const char *text)
{
    xfree(*field);
    *field = text && text[0] ? xstrdup(text) : NULL;
}

static void commit(struct demo *d)
{
    d->set.as_given = true;
    d->set.bulk = true;
    if (d->failed == ERR_OK) {
        d->failed = store_commit(d->reg, &d->set, NULL);
    }
    if (d->failed == ERR_OK && store_wants_checkpoint(d->reg, 0)) {
        d->failed = store_checkpoint(d->reg);
    }
    changes_release(&d->set);
}

void *demo_record(struct demo *d, const struct kind *kind, int64_t typed_at)
{
    struct record *rec = record_new(kind, demo_id(d, typed_at));
    rec->typed_at = typed_at;
    rec->state = RECORD_STORED;
    return rec;
}

void demo_put(struct demo *d, void *record)
{
    changes_put(&d->set, record);
}

/* --- acts --- */

size_t demo_plan(struct demo *d, size_t before, const struct demo_plan *act)
{
    int64_t typed_day = act->day < d->began ? d->began : act->day;
    d->plans = mem_grow(d->plans, d->plan_count, &d->plan_cap, sizeof *d->plans);
    struct demo_plan *plan = &d->plans[d->plan_count++];
    *plan = *act;
    plan->typed_at = demo_moment(typed_day, 8 * 60 + 20);
    plan->id = demo_id(d, plan->typed_at);
    plan->next = NONE;
    plan->from = NONE;
    if (before != SIZE_MAX) {
        struct demo_plan *last = &d->plans[before];
        last->next = typed_day <= d->how->on ? plan->id : NONE;
        plan->from = last->to;
        plan->from_state = last->to_state;
    }
    if (typed_day <= d->how->on) {
        size_t *first = &d->days[typed_day - d->began];
        plan->next_of_day = *first;
        *first = d->plan_count;
    }
    return d->plan_count - 1;
}

static char *state_text(const char *state, int64_t value)
{
    if (value != NONE) {
        return str_format("%lld", (long long)value);
    }
    return xstrdup(state);
}

static void put_act(struct demo *d, const struct demo_plan *plan)
{
    struct act *act = (struct act *)record_new(&kind_act, plan->id);
    act->head.state = RECORD_STORED;
    act->head.typed_at = plan->typed_at;
    act->head.owner = plan->subject;
    act->head.pupil = plan->pupil;
    act->subject = plan->subject;
    act->machine = xstrdup(plan->machine);
    act->move = xstrdup(plan->move);
    act->from_state = state_text(plan->from_state, plan->from);
    act->to_state = state_text(plan->to_state, plan->to);
    act->day = plan->day;
    act->by_staff = plan->day < d->began ? NONE : d->me;
    act->reason = xstrdup(plan->reason);
    act->next = plan->next;
    demo_put(d, act);
}

void demo_put_acts(struct demo *d, int64_t day)
{
    for (size_t at = d->days[day - d->began]; at; at = d->plans[at - 1].next_of_day) {
        put_act(d, &d->plans[at - 1]);
    }
}

/* --- the years --- */

/* Pupils of one year of entry: the current ones make up `students` exactly. */
static int cohort_size(struct demo *d, int entry)
{
    int first = d->last_year - d->grades + 1;
    int base = d->how->students / d->grades;
    if (entry < first) {
        return base + (int)demo_below(d, base / 10 + 1);
    }
    return base + (entry - first < d->how->students % d->grades);
}

/* What is typed on a day before the talks: terms, and in September a new year's pupils. */
static void begin_day(struct demo *d, int64_t day)
{
    for (size_t i = 0; i < d->term_count; i++) {
        const struct demo_term *t = &d->terms[i];
        if (t->began == day) {
            demo_put_term(d, t);
        }
        if (t->began == day && t->ref.season == SEASON_AUTUMN && t->ref.year > d->first_year) {
            demo_make_cohort(d, t->ref.year, cohort_size(d, t->ref.year));
        }
    }
}

static void run_day(struct demo *d, int64_t day)
{
    begin_day(d, day);
    demo_put_acts(d, day);
    if (demo_is_school_day(d, day)) {
        int64_t usual = (int64_t)d->how->students * TALKS_A_YEAR;
        int64_t tenths = 7 + demo_below(d, 7); /* 0.7 to 1.3 of the usual */
        int64_t exact = usual * tenths + demo_below(d, 10 * SCHOOL_DAYS_A_YEAR);
        demo_put_talks(d, day, (int)(exact / (10 * SCHOOL_DAYS_A_YEAR)));
        demo_put_daily(d, day);
    }
    if (d->set.n >= RECORDS_A_COMMIT) {
        commit(d);
    }
}

static void run_years(struct demo *d)
{
    const struct demo_how *how = d->how;
    for (int entry = d->first_year - d->grades + 1; entry <= d->first_year; entry++) {
        demo_make_cohort(d, entry, cohort_size(d, entry));
        commit(d);
    }
    for (int64_t day = d->began; day <= how->on && d->failed == ERR_OK; day++) {
        run_day(d, day);
        if (how->tick && !how->tick(how->ctx, day - d->began, how->on - d->began + 1)) {
            d->failed = ERR_CANCELLED;
        }
    }
    demo_put_last_day(d, how->on);
    demo_put_drafts(d, how->on);
    demo_put_screening(d, how->on);
    char *detail = str_format("demo seed=%llu students=%d years=%d",
                              (unsigned long long)how->seed, how->students, how->years);
    changes_audit(&d->set, &(struct audit_entry){.action = AUDIT_IMPORT, .object = NONE,
                                                 .pupil = NONE, .detail = detail});
    xfree(detail);
    commit(d);
}

static void release(struct demo *d)
{
    for (size_t i = 0; i < d->pupil_count; i++) {
        xfree(d->pupils[i].name);
    }
    for (size_t i = 0; i < d->staff_count; i++) {
        xfree(d->staff[i].name);
    }
    changes_release(&d->set);
    xfree(d->classes);
    xfree(d->staff);
    xfree(d->pupils);
    xfree(d->plans);
    xfree(d->days);
    xfree(d->terms);
}

const char *demo_school_name(int students)
{
    return students > NINE_GRADES_ABOVE ? "石榴湾学校" : "石榴湾初级中学";
}

enum err demo_fill(struct reg *reg, const struct demo_how *how)
{
    struct demo d = {.reg = reg, .how = how, .random = how->seed, .set = CHANGES_INIT};
    d.nine = how->students > NINE_GRADES_ABOVE;
    d.grades = d.nine ? 9 : 3;
    demo_make_terms(&d);
    d.began = d.terms[0].began;
    d.days = xcalloc((size_t)(how->on - d.began + 1), sizeof *d.days);
    demo_index_phrases(&d);
    demo_make_school(&d);
    commit(&d);
    run_years(&d);
    if (d.failed == ERR_OK) {
        d.failed = store_checkpoint(reg);
    }
    reg->me = d.me;
    release(&d);
    return d.failed;
}
