// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"

static int64_t day(const char *text)
{
    int64_t d = NONE;
    assert_true(date_parse_iso(text, &d));
    return d;
}

static void test_known_days(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t date;
        int weekday;
    } days[] = {
        {"1970-01-01", 0, 3},       {"1969-12-31", -1, 2},     {"1970-01-05", 4, 0},
        {"2000-02-29", 11016, 1},   {"2000-03-01", 11017, 2},  {"2026-03-05", 20517, 3},
        {"2024-02-29", 19782, 3},   {"1900-03-01", -25508, 3}, {"9999-12-31", 2932896, 4},
        {"0001-01-01", -719162, 0},
    };
    for (size_t i = 0; i < COUNT(days); i++) {
        char out[DATE_TEXT];
        assert_int_equal(day(days[i].text), days[i].date);
        assert_string_equal(date_format(days[i].date, out), days[i].text);
        assert_int_equal(date_weekday(days[i].date), days[i].weekday);
    }
}

/* Every day of the calendar, one after the other, there and back. */
static void test_every_day(void **state)
{
    (void)state;
    int64_t expected = -719162;
    for (int y = 1; y <= 9999; y++) {
        bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);
        assert_int_equal(date_from_civil(y, 2, 29) != NONE, leap);
        for (int m = 1; m <= 12; m++) {
            for (int d = 1; date_from_civil(y, m, d) != NONE; d++, expected++) {
                struct civil c = date_to_civil(expected);
                if (date_from_civil(y, m, d) != expected || c.year != y || c.month != m ||
                    c.day != d) {
                    fail_msg("%d-%d-%d", y, m, d);
                }
            }
        }
    }
}

static void test_no_such_day(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "2023-02-29", "1900-02-29",  "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-01",
        "2026-01-00", "2026-1-01",   "2026/01/01", "26-01-01",   "2026-01-1x", " 2026-01-0",
        "",           "2026-01-011", "0000-01-01", "二〇二六",   "+026-01-01", "-026-01-01",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        int64_t d = 4711;
        assert_false(date_parse_iso(texts[i], &d));
        assert_int_equal(d, 4711);
    }
    assert_int_equal(date_from_civil(10000, 1, 1), NONE);
    assert_int_equal(date_from_civil(0, 12, 31), NONE);
    assert_int_equal(date_from_civil(2026, 6, 31), NONE);
    char out[DATE_TEXT];
    assert_string_equal(date_format(NONE, out), "");
}

static void test_age(void **state)
{
    (void)state;
    static const struct {
        const char *born;
        const char *on;
        int64_t age;
    } cases[] = {
        {"2012-03-05", "2026-03-04", 13},   {"2012-03-05", "2026-03-05", 14},
        {"2012-02-29", "2026-02-28", 13},   {"2012-02-29", "2026-03-01", 14},
        {"2012-02-29", "2024-02-29", 12},   {"2026-03-05", "2026-03-05", 0},
        {"2026-03-06", "2026-03-05", NONE}, {"2012-12-31", "2026-01-01", 13},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(date_age(day(cases[i].born), day(cases[i].on)), cases[i].age);
    }
    assert_int_equal(date_age(NONE, 0), NONE);
    assert_int_equal(date_age(0, NONE), NONE);
}

static void test_months(void **state)
{
    (void)state;
    char out[DATE_TEXT];
    assert_int_equal(month_of(day("2026-02-01")), 2026 * 12 + 1);
    assert_int_equal(month_of(day("2026-02-28")), 2026 * 12 + 1);
    assert_string_equal(month_format(2026 * 12 + 1, out), "2026-02");
    assert_int_equal(month_of(day("2026-12-31")) + 1, month_of(day("2027-01-01")));
    assert_string_equal(month_format(month_of(day("2026-12-31")), out), "2026-12");
    assert_string_equal(month_format(NONE, out), "");
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t minute;
    } times[] = {{"00:00", 0}, {"08:05", 485}, {"14:05", 845}, {"23:59", 1439}};
    char out[DATE_TEXT];
    for (size_t i = 0; i < COUNT(times); i++) {
        assert_string_equal(time_format(times[i].minute, out), times[i].text);
    }
    assert_string_equal(time_format(NONE, out), "");
}

/* The day changes at 16:00 UTC, whatever TZ says. */
static void test_clock_is_east_eight(void **state)
{
    (void)state;
    int64_t midnight = day("2026-03-05") * 86400000 - 8 * 3600000;
    char out[STAMP_TEXT];
    assert_int_equal(clock_date(midnight), day("2026-03-05"));
    assert_int_equal(clock_date(midnight - 1), day("2026-03-04"));
    assert_int_equal(clock_minute(midnight), 0);
    assert_int_equal(clock_minute(midnight - 1), 1439);
    assert_string_equal(clock_format(midnight, out), "2026-03-05 00:00:00");
    assert_string_equal(clock_format(midnight - 1, out), "2026-03-04 23:59:59");
    assert_string_equal(clock_format(midnight + 50709999, out), "2026-03-05 14:05:09");
    assert_string_equal(clock_format(0, out), "1970-01-01 08:00:00");
    assert_string_equal(clock_format(-8 * 3600000 - 1, out), "1969-12-31 23:59:59");
}

static void test_clock_offset(void **state)
{
    (void)state;
    int64_t before = clock_now();
    clock_set_offset(86400000);
    int64_t after = clock_now();
    assert_in_range(after - before, 86400000, 86400000 + 60000);
    assert_int_equal(clock_today(), clock_date(after));
    clock_set_offset(0);
    int64_t up = clock_uptime();
    assert_true(up > 0);
    assert_true(clock_uptime() >= up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_no_such_day),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_clock_is_east_eight),
        cmocka_unit_test(test_clock_offset),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
