// SPDX-License-Identifier: MIT
#include "core/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "locale/catalog.h"

struct calendar *calendar_new(void)
{
    struct calendar *cal = xcalloc(1, sizeof *cal);
    cal->school = NONE;
    cal->years[STAGE_PRIMARY] = 6;
    cal->years[STAGE_JUNIOR] = 3;
    cal->years[STAGE_SENIOR] = 3;
    return cal;
}

void calendar_free(struct calendar *cal)
{
    if (!cal) {
        return;
    }
    xfree(cal->terms);
    xfree(cal->school_name);
    xfree(cal->short_name);
    xfree(cal);
}

static void forget_term(struct calendar *cal, int64_t id)
{
    size_t kept = 0;
    for (size_t i = 0; i < cal->n; i++) {
        if (cal->terms[i].id != id) {
            cal->terms[kept++] = cal->terms[i];
        }
    }
    cal->n = kept;
}

static void learn_term(struct calendar *cal, const struct term *term)
{
    forget_term(cal, term->head.id);
    if (term->head.state == RECORD_STRUCK || term->began == NONE || term->year == NONE ||
        !term->season) {
        return;
    }
    cal->terms = mem_grow(cal->terms, cal->n, &cal->cap, sizeof *cal->terms);
    size_t i = cal->n++;
    for (; i > 0 && cal->terms[i - 1].began > term->began; i--) {
        cal->terms[i] = cal->terms[i - 1];
    }
    cal->terms[i] = (struct known_term){
        term->head.id, {(int)term->year, term->season[0] - '0'}, term->began};
}

static int years_or(int64_t years, int usual)
{
    return years == NONE || years < 1 ? usual : (int)years;
}

static void learn_school(struct calendar *cal, const struct school *school)
{
    cal->school = school->head.id;
    xfree(cal->school_name);
    xfree(cal->short_name);
    cal->school_name = xstrdup(school->name);
    cal->short_name = xstrdup(school->short_name ? school->short_name : school->name);
    for (int s = STAGE_PRIMARY; s < STAGE_COUNT; s++) {
        const char code[] = {(char)('0' + s), '\0'};
        cal->has_stage[s] = school->stages && codes_has(school->stages, code);
    }
    cal->years[STAGE_PRIMARY] = years_or(school->years_primary, 6);
    cal->years[STAGE_JUNIOR] = years_or(school->years_junior, 3);
    cal->years[STAGE_SENIOR] = years_or(school->years_senior, 3);
}

void calendar_learn(struct calendar *cal, const struct record *rec)
{
    if (rec->kind == &kind_term) {
        learn_term(cal, (const struct term *)rec);
    } else if (rec->kind == &kind_school) {
        learn_school(cal, (const struct school *)rec);
    }
}

/* --- terms --- */

static struct term_ref next_term(struct term_ref t)
{
    return t.season == SEASON_AUTUMN ? (struct term_ref){t.year, SEASON_SPRING}
                                     : (struct term_ref){t.year + 1, SEASON_AUTUMN};
}

static const struct known_term *find_term(const struct calendar *cal, struct term_ref term)
{
    for (size_t i = 0; i < cal->n; i++) {
        if (cal->terms[i].ref.year == term.year && cal->terms[i].ref.season == term.season) {
            return &cal->terms[i];
        }
    }
    return NULL;
}

bool calendar_knows(const struct calendar *cal, struct term_ref term)
{
    return find_term(cal, term) != NULL;
}

int64_t calendar_term_first(const struct calendar *cal, struct term_ref term)
{
    const struct known_term *known = find_term(cal, term);
    if (known) {
        return known->began;
    }
    return term.season == SEASON_AUTUMN ? date_from_civil(term.year, 9, 1)
                                        : date_from_civil(term.year + 1, 2, 16);
}

int64_t calendar_term_last(const struct calendar *cal, struct term_ref term)
{
    return calendar_term_first(cal, next_term(term)) - 1;
}

struct term_ref calendar_term_of(const struct calendar *cal, int64_t day)
{
    /* Two terms before any that could hold the day, then forward. */
    struct term_ref t = {date_to_civil(day).year - 2, SEASON_SPRING};
    while (calendar_term_first(cal, next_term(t)) <= day) {
        t = next_term(t);
    }
    return t;
}

bool term_parse(const char *text, struct term_ref *term)
{
    if (strlen(text) != 6 || strspn(text, "0123456789") != 4 || text[4] != '-' ||
        (text[5] != '1' && text[5] != '2')) {
        return false;
    }
    *term = (struct term_ref){(int)strtol(text, NULL, 10), text[5] - '0'};
    return true;
}

void term_title(struct str *out, struct term_ref term)
{
    str_addf(out,
             term.season == SEASON_AUTUMN ? tr("School year %d-%d, first term")
                                          : tr("School year %d-%d, second term"),
             term.year, term.year + 1);
}

/* --- grades --- */

int calendar_first_grade(const struct calendar *cal, enum stage stage)
{
    /* In a 5-4 school junior school begins with grade six. */
    return stage == STAGE_PRIMARY ? 1 : stage == STAGE_JUNIOR ? cal->years[STAGE_PRIMARY] + 1 : 10;
}

int calendar_last_grade(const struct calendar *cal, enum stage stage)
{
    return calendar_first_grade(cal, stage) + cal->years[stage] - 1;
}

int calendar_grade(const struct calendar *cal, enum stage stage, int entry, int64_t day)
{
    return calendar_first_grade(cal, stage) + calendar_term_of(cal, day).year - entry;
}
