// SPDX-License-Identifier: MIT
#include "core/check.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/roster.h"

/* Each rule is true when it is broken; it sees a record of its own kind. */

static bool talk_ends_before(const struct record *rec)
{
    const struct talk *t = (const struct talk *)rec;
    return t->began != NONE && t->ended != NONE && t->ended < t->began;
}

static bool talk_next_before(const struct record *rec)
{
    const struct talk *t = (const struct talk *)rec;
    return t->day != NONE && t->next_day != NONE && t->next_day < t->day;
}

static bool talk_pupil_twice(const struct record *rec)
{
    const struct rows *rows = record_rows(rec, kind_part(&kind_talk, "pupils"));
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t k = i + 1; k < rows->n; k++) {
            int64_t a = ((const struct talk_pupil *)rows->at[i])->pupil;
            if (a != NONE && a == ((const struct talk_pupil *)rows->at[k])->pupil) {
                return true;
            }
        }
    }
    return false;
}

static bool session_ends_before(const struct record *rec)
{
    const struct session *s = (const struct session *)rec;
    return s->began != NONE && s->ended != NONE && s->ended < s->began;
}

static bool session_next_before(const struct record *rec)
{
    const struct session *s = (const struct session *)rec;
    return s->day != NONE && s->next_day != NONE && s->next_day < s->day;
}

/* 15 自伤、轻生: the one honest empty that does not do is 90, nobody asked. */
static bool session_risk_not_asked(const struct record *rec)
{
    const struct session *s = (const struct session *)rec;
    return s->problem && codes_has(s->problem, "15") && s->risk && strcmp(s->risk, "90") == 0;
}

static bool term_ends_before(const struct record *rec)
{
    const struct term *t = (const struct term *)rec;
    return t->began != NONE && t->lessons_end != NONE && t->lessons_end < t->began;
}

static bool liaison_ends_before(const struct record *rec)
{
    const struct liaison *l = (const struct liaison *)rec;
    return l->began != NONE && l->ended != NONE && l->ended < l->began;
}

static bool liaison_next_before(const struct record *rec)
{
    const struct liaison *l = (const struct liaison *)rec;
    return l->day != NONE && l->next_day != NONE && l->next_day < l->day;
}

static bool caller_ends_before(const struct record *rec)
{
    const struct caller *c = (const struct caller *)rec;
    return c->began != NONE && c->ended != NONE && c->ended < c->began;
}

static bool clue_since_after(const struct record *rec)
{
    const struct clue *c = (const struct clue *)rec;
    return c->day != NONE && c->since != NONE && c->since > c->day;
}

/* 15 受侵害: the parents are not told first (screens.md S17, domain.md B21). */
static bool sweep_told_of_harm(const struct record *rec)
{
    const struct sweep *s = (const struct sweep *)rec;
    return s->focus && codes_has(s->focus, "15") && s->parents && strcmp(s->parents, "1") == 0;
}

static bool promise_due_before(const struct record *rec)
{
    const struct promise *p = (const struct promise *)rec;
    return p->day != NONE && p->due != NONE && p->due < p->day;
}

static const struct {
    const struct kind *kind;
    const char *field;
    bool (*broken)(const struct record *rec);
    const char *msgid;
} rules[] = {
    {&kind_talk, "ended", talk_ends_before, N_("it ended before it began")},
    {&kind_talk, "next_day", talk_next_before, N_("the next time lies before this talk")},
    {&kind_talk, "day", talk_pupil_twice, N_("the same pupil stands here twice")},
    {&kind_session, "ended", session_ends_before, N_("it ended before it began")},
    {&kind_session, "next_day", session_next_before, N_("the next time lies before this session")},
    {&kind_session, "risk", session_risk_not_asked,
     N_("field 9 says self-harm: the risk must be asked")},
    {&kind_liaison, "ended", liaison_ends_before, N_("it ended before it began")},
    {&kind_liaison, "next_day", liaison_next_before, N_("the next time lies before this one")},
    {&kind_caller, "ended", caller_ends_before, N_("it ended before it began")},
    {&kind_clue, "since", clue_since_after, N_("it lies behind the day of this clue")},
    {&kind_sweep, "parents", sweep_told_of_harm,
     N_("15, suffered harm: the parents are not told first")},
    {&kind_promise, "due", promise_due_before, N_("it lies before the day of the promise")},
    {&kind_term, "lessons_end", term_ends_before, N_("it ended before it began")},
};

/* The person of a field is one who must not be told, or might be. */
static bool is_not_to_be_told(const struct roster *roster, const struct record *rec,
                              const struct field *f)
{
    if (!(f->flags & F_TOLD) || field_is_empty(rec, f)) {
        return false;
    }
    const char *person = *field_text(rec, f);
    int64_t *pupils;
    size_t n = record_pupils(rec, &pupils);
    bool refused = false;
    for (size_t i = 0; i < n && !refused; i++) {
        refused = roster_is_blocked(roster, pupils[i], person) ||
                  (person[0] == 'T' && roster_block(roster, pupils[i], 0));
    }
    xfree(pupils);
    return refused;
}

bool check_next(const struct roster *roster, const struct record *rec, size_t *at,
                struct check_problem *problem)
{
    const struct spec *spec = &rec->kind->spec;
    while (*at < spec->count) {
        const struct field *f = &spec->fields[(*at)++];
        if (is_not_to_be_told(roster, rec, f)) {
            *problem = (struct check_problem){
                f->name, N_("this person must not be told, or may be somebody who must not")};
            return true;
        }
    }
    while (*at < spec->count + COUNT(rules)) {
        size_t i = (*at)++ - spec->count;
        if (rules[i].kind == rec->kind && rules[i].broken(rec)) {
            *problem = (struct check_problem){rules[i].field, rules[i].msgid};
            return true;
        }
    }
    return false;
}
