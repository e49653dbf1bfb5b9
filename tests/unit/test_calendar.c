// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/kinds.h"

static struct calendar *junior(void)
{
    struct calendar *cal = calendar_new();
    cal->has_stage[STAGE_JUNIOR] = true;
    return cal;
}

static void learn_term(struct calendar *cal, int year, const char *season, int64_t began)
{
    struct term *t = (struct term *)record_new(&kind_term, 0);
    t->year = year;
    t->season = xstrdup(season);
    t->began = began;
    calendar_learn(cal, &t->head);
    record_free(&t->head);
}

static void every_day_has_one_term(void **state)
{
    (void)state;
    struct calendar *cal = junior();
    learn_term(cal, 2026, "1", date_from_civil(2026, 8, 30));
    static const struct {
        int y, m, d;
        const char *term;
    } cases[] = {{2025, 8, 31, "2024-2"}, {2025, 9, 1, "2025-1"},  {2026, 2, 15, "2025-1"},
                 {2026, 2, 16, "2025-2"}, {2026, 7, 20, "2025-2"}, {2026, 8, 29, "2025-2"},
                 {2026, 8, 30, "2026-1"}, {2027, 1, 1, "2026-1"},  {2099, 12, 31, "2099-1"},
                 {2009, 1, 1, "2008-1"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct term_ref want;
        struct term_ref got =
            calendar_term_of(cal, date_from_civil(cases[i].y, cases[i].m, cases[i].d));
        assert_true(term_parse(cases[i].term, &want));
        assert_int_equal(got.year, want.year);
        assert_int_equal(got.season, want.season);
    }
    /* The last day of a term is the eve of the next, whatever day is asked. */
    for (int64_t day = date_from_civil(2024, 1, 1); day < date_from_civil(2028, 1, 1); day++) {
        struct term_ref t = calendar_term_of(cal, day);
        assert_true(calendar_term_first(cal, t) <= day && day <= calendar_term_last(cal, t));
    }
    calendar_free(cal);
}

static void a_term_that_begins_early_moves_the_grade(void **state)
{
    (void)state;
    struct calendar *cal = junior();
    learn_term(cal, 2026, "1", date_from_civil(2026, 8, 30));
    assert_int_equal(calendar_grade(cal, STAGE_JUNIOR, 2024, date_from_civil(2026, 8, 29)), 8);
    assert_int_equal(calendar_grade(cal, STAGE_JUNIOR, 2024, date_from_civil(2026, 8, 30)), 9);
    calendar_free(cal);
}

static void spellings_of_a_class(void **state)
{
    (void)state;
    static const struct {
        const char *text, *grade;
        int want_grade, want_number; /* 0: refused */
    } cases[] = {
        {"七(1)班", NULL, 7, 1},      {"七（1）班", NULL, 7, 1},   {"七年级1班", NULL, 7, 1},
        {"七年级(12)班", NULL, 7, 12}, {"初一(1)班", NULL, 7, 1},   {"初三（2）", NULL, 9, 2},
        {"2025级1班", NULL, 7, 1},    {"2024级(3)班", NULL, 8, 3}, {"0701", NULL, 7, 1},
        {"701", NULL, 7, 1},          {"0912", NULL, 9, 12},       {"2103", NULL, 7, 3},
        {"八年级3班", NULL, 8, 3},    {"八 (3) 班", NULL, 8, 3},   {"1班", "七年级", 7, 1},
        {"1", "七年级", 7, 1},        {"(2)班", "初二", 8, 2},     {"3", "2025级", 7, 3},
        {"1班", NULL, 0, 0},          {"高一(1)班", NULL, 0, 0},   {"三(1)班", NULL, 0, 0},
        {"", NULL, 0, 0},             {"尖子班", NULL, 0, 0},      {"700", NULL, 0, 0},
    };
    struct calendar *cal = junior();
    int64_t day = date_from_civil(2026, 3, 26);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct class_ref ref;
        bool good = class_parse(cal, cases[i].text, cases[i].grade, day, &ref);
        bool fits = good && calendar_grade(cal, ref.stage, ref.entry, day) == cases[i].want_grade &&
                    ref.number == cases[i].want_number;
        if (good != (cases[i].want_grade != 0) || (good && !fits)) {
            fail_msg("%s / %s", cases[i].text, cases[i].grade ? cases[i].grade : "-");
        }
    }
    calendar_free(cal);
}

static void labels(void **state)
{
    (void)state;
    struct calendar *cal = junior();
    static const struct {
        int entry;
        const char *want;
    } cases[] = {{2025, "七(3)"}, {2023, "九(3)"}, {2022, "2025届(3)"}, {2027, "2027级(3)"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = STR_INIT;
        class_format(&s, cal, STAGE_JUNIOR, cases[i].entry, 3, date_from_civil(2026, 3, 26));
        assert_string_equal(s.ptr, cases[i].want);
        str_release(&s);
    }
    calendar_free(cal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_has_one_term),
        cmocka_unit_test(a_term_that_begins_early_moves_the_grade),
        cmocka_unit_test(spellings_of_a_class),
        cmocka_unit_test(labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
