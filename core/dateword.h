// SPDX-License-Identifier: MIT
#ifndef CORE_DATEWORD_H
#define CORE_DATEWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Dates, times and months as a hand types them (product.md, screens.md S9):
 * t 今 昨 前 明 后, -1 +7, 周三 上周三 下周四, 3-5 3.5 0305 3月5日, 20260305,
 * 2026-03-05; times 930 0930 14:05 t; months 2026-03 202603.  Full-width
 * digits and signs count.  Without a year the day nearest to today is meant,
 * in the past unless `ahead`.  On failure a translated sentence is put into
 * `why`.
 */
bool dateword_date(const char *typed, int64_t today, bool ahead, int64_t *date, struct str *why);
bool dateword_time(const char *typed, int64_t now_minute, int64_t *minute, struct str *why);
bool dateword_month(const char *typed, int64_t today, int64_t *month, struct str *why);

/*
 * The first day named inside a sentence (周五前把假条交了, 4月2日见): its words of at least
 * two characters, never a bare number; today or ahead.  False if none is named.
 */
bool dateword_in(const char *sentence, int64_t today, int64_t *date);

/* "2026-03-26 周四（今天）", the full reading of a date; appended. */
void dateword_reading(struct str *out, int64_t date, int64_t today);

/* "周四" or "Thu", static. */
const char *dateword_weekday(int64_t date);

#endif
