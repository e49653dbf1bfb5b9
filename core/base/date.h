// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_DATE_H
#define CORE_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Civil dates, months, times of day and the clock.  A date is a count of days
 * since 1970-01-01 (proleptic Gregorian), a month is year * 12 + month - 1, a
 * time of day is minutes since midnight; NONE stands for "not there" in all of
 * them.  Civil time is UTC+8 from CLOCK_REALTIME; TZ is never asked.
 */

#define NONE INT64_MIN

struct civil {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* Days for a civil date; NONE if there is no such day. */
int64_t date_from_civil(int year, int month, int day);

struct civil date_to_civil(int64_t date);

/* 0 Monday to 6 Sunday. */
int date_weekday(int64_t date);

/* Completed years from `born` to `on`; NONE if either is NONE or born is later. */
int64_t date_age(int64_t born, int64_t on);

/* "2026-03-05" from a date; "" for NONE.  Parsing wants exactly this form. */
enum { DATE_TEXT = 16 };
const char *date_format(int64_t date, char out[DATE_TEXT]);
bool date_parse_iso(const char *text, int64_t *date);

/* "2026-03" */
const char *month_format(int64_t month, char out[DATE_TEXT]);
int64_t month_of(int64_t date);

/* "14:05" */
const char *time_format(int64_t minute, char out[DATE_TEXT]);

/*
 * The clock: milliseconds since 1970 UTC, with the offset that the person in
 * front of a wrong clock has set (milliseconds, usually 0).
 */
int64_t clock_now(void);
void clock_set_offset(int64_t ms);

/*
 * 43 bits of clock_now() and 20 bits of `noise`: a number nobody else has, and
 * above the ones given before, however many are asked for in a millisecond
 * (20 random bits alone collide among some thousands).
 */
int64_t clock_unique(uint64_t noise);

/* Milliseconds that pass also while the computer sleeps; for durations. */
int64_t clock_uptime(void);

/* Civil date and minute in UTC+8 of a moment of clock_now(). */
int64_t clock_date(int64_t ms);
int64_t clock_minute(int64_t ms);
int64_t clock_today(void);

/* "2026-03-05 14:05:09" in UTC+8. */
enum { STAMP_TEXT = 24 };
const char *clock_format(int64_t ms, char out[STAMP_TEXT]);

#endif
