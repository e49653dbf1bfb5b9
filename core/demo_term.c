// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/demo_priv.h"

/* The invented school's terms and holidays. */

enum { FESTIVAL_FIRST = 2003 };

/* Lunar new year, month * 100 + day, from the Purple Mountain Observatory's calendar. */
static const short festivals[] = {
    201, 122, 209, 129, 218, 207, 126, 214, 203, 123, 210, 131, 219, 208, 128, 216, 205, 125, 212,
    201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208, 128, 215, 204, 124, 212,
    201};

int64_t demo_spring_festival(int year)
{
    BUG_ON(year < FESTIVAL_FIRST || year >= FESTIVAL_FIRST + (int)COUNT(festivals));
    int day = festivals[year - FESTIVAL_FIRST];
    return date_from_civil(year, day / 100, day % 100);
}

static int64_t weekday_from(int64_t day, int weekday)
{
    return day + (weekday - date_weekday(day) + 7) % 7;
}

int64_t demo_term_first(int year, int season)
{
    if (season == SEASON_AUTUMN) {
        int64_t first = date_from_civil(year, 9, 1);
        return date_weekday(first) < 5 ? first : weekday_from(first, 0);
    }
    return weekday_from(demo_spring_festival(year + 1) + 10, 0);
}

/* The last day of lessons: a Friday. */
static int64_t lessons_end(int year, int season)
{
    if (season == SEASON_SPRING) {
        return weekday_from(date_from_civil(year + 1, 7, 3), 4);
    }
    int64_t day = demo_spring_festival(year + 1) - 20;
    int64_t earliest = date_from_civil(year + 1, 1, 9);
    int64_t latest = date_from_civil(year + 1, 1, 21);
    return weekday_from(day < earliest ? earliest : day > latest ? latest : day, 4);
}

void demo_make_terms(struct demo *d)
{
    int64_t on = d->how->on;
    d->last_year = date_to_civil(on).year;
    d->last_year -= on < demo_term_first(d->last_year, SEASON_AUTUMN);
    d->first_year = d->last_year - d->how->years + 1;
    d->began = demo_term_first(d->first_year, SEASON_AUTUMN);
    for (int i = 0; i < 2 * d->how->years; i++) {
        struct demo_term t = {.ref = {.year = d->first_year + i / 2, .season = i % 2 + 1}};
        t.began = demo_term_first(t.ref.year, t.ref.season);
        t.lessons_end = lessons_end(t.ref.year, t.ref.season);
        if (t.began <= on) {
            d->terms = mem_grow(d->terms, d->term_count, &d->term_cap, sizeof *d->terms);
            d->terms[d->term_count++] = t;
        }
    }
}

/* `month` 0: `day` days after the Spring Festival. */
static const struct {
    const char *name;
    int season, month, day, length;
} holidays[] = {
    {"国庆节", SEASON_AUTUMN, 10, 1, 7}, {"元旦", SEASON_AUTUMN, 1, 1, 1},
    {"壮族三月三", SEASON_SPRING, 0, 61, 2}, {"清明节", SEASON_SPRING, 4, 4, 3},
    {"劳动节", SEASON_SPRING, 5, 1, 5}, {"端午节", SEASON_SPRING, 0, 122, 3},
};

static int64_t holiday_first(size_t at, int school_year)
{
    int year = school_year + (holidays[at].month < 9);
    if (holidays[at].month) {
        return date_from_civil(year, holidays[at].month, holidays[at].day);
    }
    return demo_spring_festival(year) + holidays[at].day;
}

void demo_put_term(struct demo *d, const struct demo_term *t)
{
    struct term *rec = demo_record(d, &kind_term, demo_moment(t->began, 8 * 60));
    rec->year = t->ref.year;
    demo_text(&rec->season, t->ref.season == SEASON_AUTUMN ? "1" : "2");
    rec->began = t->began;
    rec->lessons_end = t->lessons_end;
    const struct part *part = kind_part(&kind_term, "holidays");
    for (size_t i = 0; i < COUNT(holidays); i++) {
        if (holidays[i].season == t->ref.season) {
            struct term_holiday *row = record_add_row(&rec->head, part, 0);
            demo_text(&row->name, holidays[i].name);
            row->began = holiday_first(i, t->ref.year);
            row->ended = row->began + holidays[i].length - 1;
        }
    }
    demo_put(d, rec);
}

bool demo_is_school_day(const struct demo *d, int64_t day)
{
    const struct demo_term *term = NULL;
    for (size_t i = 0; i < d->term_count && d->terms[i].began <= day; i++) {
        term = &d->terms[i];
    }
    if (!term || day > term->lessons_end || date_weekday(day) > 4) {
        return false;
    }
    for (size_t i = 0; i < COUNT(holidays); i++) {
        int64_t first = holiday_first(i, term->ref.year);
        if (day >= first && day < first + holidays[i].length) {
            return false;
        }
    }
    return true;
}
