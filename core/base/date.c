// SPDX-License-Identifier: MIT
#include "core/base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The one mutable clock fact: see docs/HACKING.md, allowed statics. */
static struct {
    int64_t offset; /* clock_set_offset() */
    int64_t newest; /* last answer of clock_unique() */
} the_clock;

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

int64_t date_from_civil(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month)) {
        return NONE;
    }
    /* Years begin in March here, so that the leap day is the last of a year. */
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 719469;
}

struct civil date_to_civil(int64_t date)
{
    int64_t d = date + 719468;
    int64_t era = d / 146097;
    int64_t doe = d % 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){
        .year = (int)(era * 400 + yoe + (month <= 2)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

int date_weekday(int64_t date)
{
    return (int)(((date + 3) % 7 + 7) % 7);
}

int64_t date_age(int64_t born, int64_t on)
{
    if (born == NONE || on == NONE || born > on) {
        return NONE;
    }
    struct civil b = date_to_civil(born);
    struct civil o = date_to_civil(on);
    bool before = o.month < b.month || (o.month == b.month && o.day < b.day);
    return o.year - b.year - before;
}

const char *date_format(int64_t date, char out[DATE_TEXT])
{
    if (date == NONE) {
        out[0] = '\0';
        return out;
    }
    struct civil c = date_to_civil(date);
    snprintf(out, DATE_TEXT, "%04u-%02u-%02u", (unsigned)c.year % 10000u, (unsigned)c.month % 100u,
             (unsigned)c.day % 100u);
    return out;
}

/* A number of exactly `n` digits; -1 if it is not one. */
static int digits(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') {
            return -1;
        }
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

bool date_parse_iso(const char *text, int64_t *date)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    int64_t d = date_from_civil(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
    if (d == NONE) {
        return false;
    }
    *date = d;
    return true;
}

const char *month_format(int64_t month, char out[DATE_TEXT])
{
    if (month == NONE) {
        out[0] = '\0';
        return out;
    }
    snprintf(out, DATE_TEXT, "%04u-%02u", (unsigned)(month / 12) % 10000u,
             (unsigned)(month % 12 + 1) % 100u);
    return out;
}

int64_t month_of(int64_t date)
{
    struct civil c = date_to_civil(date);
    return (int64_t)c.year * 12 + c.month - 1;
}

const char *time_format(int64_t minute, char out[DATE_TEXT])
{
    if (minute == NONE) {
        out[0] = '\0';
        return out;
    }
    snprintf(out, DATE_TEXT, "%02u:%02u", (unsigned)(minute / 60) % 100u,
             (unsigned)(minute % 60) % 100u);
    return out;
}

static int64_t clock_read(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
    return clock_read(CLOCK_REALTIME) + the_clock.offset;
}

void clock_set_offset(int64_t ms)
{
    the_clock.offset = ms;
}

int64_t clock_unique(uint64_t noise)
{
    const int64_t one_second = (int64_t)1024 << 20;
    int64_t moment = (int64_t)(((uint64_t)clock_now() << 20) | (noise & 0xfffff));
    if (moment <= the_clock.newest && the_clock.newest - moment < one_second) {
        moment = the_clock.newest + 1;
    }
    the_clock.newest = moment;
    return moment;
}

int64_t clock_uptime(void)
{
#ifdef CLOCK_BOOTTIME
    return clock_read(CLOCK_BOOTTIME);
#else
    return clock_read(CLOCK_MONOTONIC);
#endif
}

enum { DAY_MS = 86400000, EAST8_MS = 8 * 3600000 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t clock_date(int64_t ms)
{
    return floor_div(ms + EAST8_MS, DAY_MS);
}

int64_t clock_minute(int64_t ms)
{
    int64_t local = ms + EAST8_MS;
    return (local - floor_div(local, DAY_MS) * DAY_MS) / 60000;
}

int64_t clock_today(void)
{
    return clock_date(clock_now());
}

const char *clock_format(int64_t ms, char out[STAMP_TEXT])
{
    char day[DATE_TEXT];
    char minute[DATE_TEXT];
    int64_t second = floor_div(ms, 1000) - floor_div(ms, 60000) * 60;
    snprintf(out, STAMP_TEXT, "%.10s %.5s:%02u", date_format(clock_date(ms), day),
             time_format(clock_minute(ms), minute), (unsigned)second % 100u);
    return out;
}
