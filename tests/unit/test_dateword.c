// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/dateword.h"

/* 2026-03-26 is a Thursday. */
static const struct {
    const char *typed;
    bool ahead;
    const char *want; /* NULL: refused */
} dates[] = {
    {"t", false, "2026-03-26"},         {"今", false, "2026-03-26"},
    {"今天", false, "2026-03-26"},      {"昨", false, "2026-03-25"},
    {"前天", false, "2026-03-24"},      {"-1", false, "2026-03-25"},
    {"t-1", false, "2026-03-25"},       {"+7", true, "2026-04-02"},
    {"t+3w", true, "2026-04-16"},       {"明", true, "2026-03-27"},
    {"＋７", true, "2026-04-02"},       {"周三", false, "2026-03-25"},
    {"周三", true, "2026-04-01"},       {"周五", false, "2026-03-20"},
    {"周五", true, "2026-03-27"},       {"上周三", false, "2026-03-18"},
    {"下周四", true, "2026-04-02"},     {"上上周日", false, "2026-03-15"},
    {"星期天", true, "2026-03-29"},     {"本周一", false, "2026-03-23"},
    {"3-5", false, "2026-03-05"},       {"3.5", false, "2026-03-05"},
    {"3/5", false, "2026-03-05"},       {"３－５", false, "2026-03-05"},
    {"3月5日", false, "2026-03-05"},    {"3月5号", false, "2026-03-05"},
    {"0305", false, "2026-03-05"},      {"4-2", true, "2026-04-02"},
    {"4-2", false, "2025-04-02"},       {"0402", true, "2026-04-02"},
    {"12-30", false, "2025-12-30"},     {"1-5", true, "2027-01-05"},
    {"20260305", false, "2026-03-05"},  {"2026-03-05", false, "2026-03-05"},
    {"2026年3月5日", false, "2026-03-05"}, {"26年3月5日", false, "2026-03-05"},
    {"2024-2-29", false, "2024-02-29"}, {"2-29", false, "2024-02-29"},
    {"4-31", true, NULL},               {"2025-2-29", false, NULL},
    {"13-1", false, NULL},              {"明", false, NULL},
    {"+1", false, NULL},                {"", false, NULL},
    {"abc", false, NULL},               {"3-", false, NULL},
    {"周八", false, NULL},              {"99999999", false, NULL},
};

static void date_words(void **state)
{
    (void)state;
    int64_t today = date_from_civil(2026, 3, 26);
    for (size_t i = 0; i < COUNT(dates); i++) {
        int64_t date = NONE;
        struct str why = STR_INIT;
        char text[DATE_TEXT];
        bool good = dateword_date(dates[i].typed, today, dates[i].ahead, &date, &why);
        if (good != (dates[i].want != NULL) ||
            (good && strcmp(date_format(date, text), dates[i].want) != 0)) {
            fail_msg("%s (%d): %s, not %s", dates[i].typed, dates[i].ahead,
                     good ? date_format(date, text) : why.ptr,
                     dates[i].want ? dates[i].want : "refused");
        }
        assert_true(good || why.len > 0);
        str_release(&why);
    }
}

static void what_does_not_exist_is_named(void **state)
{
    (void)state;
    int64_t date;
    struct str why = STR_INIT;
    assert_false(dateword_date("4-31", date_from_civil(2026, 3, 26), true, &date, &why));
    assert_string_equal(why.ptr, "4 月没有 31 日");
    str_release(&why);
}

static void times(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int want; /* minutes, -1 refused */
    } cases[] = {{"930", 570},   {"0930", 570}, {"14:05", 845}, {"１４：０５", 845}, {"9", 540},
                 {"14.05", 845}, {"9点", 540},  {"9点半", 570}, {"9点5分", 545},     {"t", 601},
                 {"0", 0},       {"2359", 1439}, {"2400", -1},  {"960", -1},         {"", -1},
                 {"14:5", 845},  {"14:60", -1},  {"早上", -1}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t minute = NONE;
        struct str why = STR_INIT;
        bool good = dateword_time(cases[i].typed, 601, &minute, &why);
        if (good != (cases[i].want >= 0) || (good && minute != cases[i].want)) {
            fail_msg("%s: %lld", cases[i].typed, (long long)minute);
        }
        str_release(&why);
    }
}

static void months(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *want;
    } cases[] = {{"2025-09", "2025-09"}, {"202509", "2025-09"}, {"2025年9月", "2025-09"},
                 {"9", "2026-09"},       {"2025-13", NULL},     {"九月", NULL}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t month = NONE;
        char text[DATE_TEXT];
        struct str why = STR_INIT;
        bool good = dateword_month(cases[i].typed, date_from_civil(2026, 3, 26), &month, &why);
        assert_true(good == (cases[i].want != NULL));
        if (good) {
            assert_string_equal(month_format(month, text), cases[i].want);
        }
        str_release(&why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_words),
        cmocka_unit_test(what_does_not_exist_is_named),
        cmocka_unit_test(times),
        cmocka_unit_test(months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
