// SPDX-License-Identifier: MIT
#include "core/dateword.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"

static const char *const weekdays[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                       N_("Fri"), N_("Sat"), N_("Sun")};

const char *dateword_weekday(int64_t date)
{
    return tr(weekdays[date_weekday(date)]);
}

static void squeeze(struct str *s, const char *typed)
{
    utf8_squeeze(s, typed, strlen(typed));
    for (size_t i = 0; i < s->len; i++) {
        if (s->ptr[i] >= 'A' && s->ptr[i] <= 'Z') {
            s->ptr[i] = (char)(s->ptr[i] - 'A' + 'a');
        }
    }
}

/* A number at *s with at most `most` digits; -1 if there is none. */
static int take_number(const char **s, int most)
{
    int value = 0;
    int n = 0;
    while (**s >= '0' && **s <= '9' && n < most) {
        value = value * 10 + (*(*s)++ - '0');
        n++;
    }
    return n ? value : -1;
}

static bool take(const char **s, const char *word)
{
    size_t n = strlen(word);
    bool there = strncmp(*s, word, n) == 0;
    *s += there ? n : 0;
    return there;
}

static bool take_separator(const char **s)
{
    return take(s, "-") || take(s, "/") || take(s, ".");
}

/* --- words: today, yesterday, weekdays, +7 --- */

static bool by_word(const char *s, int64_t today, int64_t *date)
{
    static const struct {
        const char *word;
        int shift;
    } words[] = {{"t", 0},   {"今天", 0}, {"今", 0}, {"昨天", -1}, {"昨", -1}, {"前天", -2},
                 {"前", -2}, {"明天", 1}, {"明", 1}, {"后天", 2},  {"后", 2},  {"today", 0}};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(s, words[i].word) == 0) {
            *date = today + words[i].shift;
            return true;
        }
    }
    take(&s, "t");
    int sign = *s == '+' ? 1 : *s == '-' ? -1 : 0;
    if (!sign) {
        return false;
    }
    s++;
    int days = take_number(&s, 4);
    if (days >= 0 && (take(&s, "w") || take(&s, "周"))) {
        days *= 7;
    }
    *date = today + sign * days;
    return days >= 0 && !*s;
}

/* 周三: the nearest on its side; 上周三, 下周四: of the week before or after. */
static bool by_weekday(const char *s, int64_t today, bool ahead, int64_t *date)
{
    static const char *const names[] = {"一", "二", "三", "四", "五", "六", "日"};
    int weeks = 0;
    bool fixed = false;
    while (take(&s, "上")) {
        weeks--;
        fixed = true;
    }
    while (take(&s, "下")) {
        weeks++;
        fixed = true;
    }
    fixed = take(&s, "本") || take(&s, "这") || fixed;
    if (!take(&s, "周") && !take(&s, "星期") && !take(&s, "礼拜")) {
        return false;
    }
    int day = -1;
    for (int i = 0; i < (int)COUNT(names) && day < 0; i++) {
        if (take(&s, names[i]) || (*s == '1' + i && s++)) {
            day = i;
        }
    }
    if (day < 0 && (take(&s, "天") || take(&s, "末"))) {
        day = 6;
    }
    if (day < 0 || *s) {
        return false;
    }
    int64_t d = today - date_weekday(today) + day + (int64_t)7 * weeks;
    if (!fixed && ahead && d < today) {
        d += 7;
    } else if (!fixed && !ahead && d > today) {
        d -= 7;
    }
    *date = d;
    return true;
}

/* --- figures --- */

struct figures {
    int year; /* -1 not said */
    int month, day;
};

static bool read_figures(const char *s, struct figures *f)
{
    size_t digits = strspn(s, "0123456789");
    f->year = -1;
    if (digits == strlen(s) && (digits == 8 || digits == 6 || digits == 4)) {
        /* 20260305, 260305, 0305 */
        if (digits >= 6) {
            f->year = take_number(&s, digits == 8 ? 4 : 2);
            f->year += digits == 6 ? 2000 : 0;
        }
        f->month = take_number(&s, 2);
        f->day = take_number(&s, 2);
        return true;
    }
    if (digits == 4 || (digits == 2 && strstr(s, "年"))) {
        f->year = take_number(&s, 4);
        f->year += digits == 2 ? 2000 : 0;
        if (!take_separator(&s) && !take(&s, "年")) {
            return false;
        }
    }
    f->month = take_number(&s, 2);
    bool joined = take_separator(&s) || take(&s, "月");
    f->day = take_number(&s, 2);
    if (!take(&s, "日")) {
        take(&s, "号");
    }
    return joined && f->month >= 0 && f->day >= 0 && !*s;
}

/* Without a year: the nearest such day, on the wanted side of today. */
static int64_t nearest(const struct figures *f, int64_t today, bool ahead)
{
    int year = date_to_civil(today).year;
    int64_t best = NONE;
    for (int y = year - 1; y <= year + 1; y++) {
        int64_t d = date_from_civil(y, f->month, f->day);
        if (d == NONE || (!ahead && d > today) || (ahead && d < today - 60)) {
            continue;
        }
        int64_t distance = d > today ? d - today : today - d;
        if (best == NONE || distance < (best > today ? best - today : today - best)) {
            best = d;
        }
    }
    /* 29 February is only there in leap years. */
    for (int y = year; best == NONE && y > year - 8; y--) {
        best = date_from_civil(y, f->month, f->day);
    }
    return best;
}

static void explain(const struct figures *f, struct str *why)
{
    if (f->month < 1 || f->month > 12) {
        str_addf(why, tr("there is no month %d"), f->month);
    } else {
        str_addf(why, tr("month %d has no day %d"), f->month, f->day);
    }
}

bool dateword_date(const char *typed, int64_t today, bool ahead, int64_t *date, struct str *why)
{
    struct str s = STR_INIT;
    squeeze(&s, typed);
    bool good = by_word(s.ptr, today, date) || by_weekday(s.ptr, today, ahead, date);
    struct figures f;
    if (!good && read_figures(s.ptr, &f)) {
        int64_t d =
            f.year < 0 ? nearest(&f, today, ahead) : date_from_civil(f.year, f.month, f.day);
        good = d != NONE;
        if (good) {
            *date = d;
        } else {
            explain(&f, why);
        }
    } else if (!good) {
        str_add(why, tr("this is no date; try 3-5, 0305, today (t), -1, +7"));
    }
    str_release(&s);
    if (good && !ahead && *date > today) {
        str_add(why, tr("this day is still to come"));
        return false;
    }
    return good;
}

bool dateword_time(const char *typed, int64_t now_minute, int64_t *minute, struct str *why)
{
    struct str s = STR_INIT;
    squeeze(&s, typed);
    const char *p = s.ptr;
    int hour = -1;
    int min = 0;
    size_t digits = strspn(p, "0123456789");
    if (strcmp(p, "t") == 0 || strcmp(p, "现在") == 0) {
        *minute = now_minute;
        str_release(&s);
        return true;
    }
    if (digits == s.len && digits >= 1 && digits <= 4) {
        hour = take_number(&p, digits > 2 ? (int)digits - 2 : 2);
        min = digits > 2 ? take_number(&p, 2) : 0;
    } else if (digits && digits <= 2) {
        hour = take_number(&p, 2);
        bool joined = take(&p, ":") || take_separator(&p) || take(&p, "点") || take(&p, "时");
        min = take(&p, "半") ? 30 : *p ? take_number(&p, 2) : 0;
        take(&p, "分");
        hour = joined && !*p ? hour : -1;
    }
    str_release(&s);
    if (hour < 0 || hour > 23 || min < 0 || min > 59) {
        str_add(why, tr("this is no time of day; try 930 or 14:05"));
        return false;
    }
    *minute = hour * 60 + min;
    return true;
}

bool dateword_month(const char *typed, int64_t today, int64_t *month, struct str *why)
{
    struct str s = STR_INIT;
    squeeze(&s, typed);
    const char *p = s.ptr;
    size_t digits = strspn(p, "0123456789");
    int year = -1;
    int m = -1;
    if (digits == s.len && digits == 6) {
        year = take_number(&p, 4);
        m = take_number(&p, 2);
    } else if (digits == 4) {
        year = take_number(&p, 4);
        bool joined = take_separator(&p) || take(&p, "年");
        m = joined ? take_number(&p, 2) : -1;
        take(&p, "月");
        m = *p ? -1 : m;
    } else if (digits == s.len && digits && digits <= 2) {
        year = date_to_civil(today).year;
        m = take_number(&p, 2);
    }
    str_release(&s);
    if (year < 1900 || m < 1 || m > 12) {
        str_add(why, tr("this is no month; try 2026-03 or 202603"));
        return false;
    }
    *month = (int64_t)year * 12 + m - 1;
    return true;
}

/* Whether these words name a day inside a sentence: figures want a month or a sign. */
static bool names_day(const char *words, int64_t today, int64_t *date)
{
    bool bare = !strpbrk(words, "-/") && !strstr(words, "月");
    bool by_words = by_word(words, today, date) || by_weekday(words, today, true, date);
    struct str why = STR_INIT;
    bool named = by_words || (!bare && dateword_date(words, today, true, date, &why));
    str_release(&why);
    return named && *date >= today;
}

bool dateword_in(const char *sentence, int64_t today, int64_t *date)
{
    enum { LEAST = 2, MOST = 6 };
    for (const char *from = sentence; *from; utf8_next(&from)) {
        const char *ends[MOST + 1] = {from};
        int n = 0;
        for (const char *p = from; n < MOST && *p;) {
            utf8_next(&p);
            ends[++n] = p;
        }
        for (; n >= LEAST; n--) {
            struct str words = STR_INIT;
            str_addn(&words, from, (size_t)(ends[n] - from));
            bool named = names_day(words.ptr, today, date);
            str_release(&words);
            if (named) {
                return true;
            }
        }
    }
    return false;
}

void dateword_reading(struct str *out, int64_t date, int64_t today)
{
    char text[DATE_TEXT];
    str_addf(out, "%s %s", date_format(date, text), dateword_weekday(date));
    if (date == today) {
        str_add(out, tr(" (today)"));
    } else if (date == today - 1) {
        str_add(out, tr(" (yesterday)"));
    } else if (date == today + 1) {
        str_add(out, tr(" (tomorrow)"));
    }
}
