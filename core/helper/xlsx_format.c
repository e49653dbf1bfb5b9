// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/utf8.h"
#include "core/helper/xlsx.h"

/* --- formats ---------------------------------------------------------------- */

/*
 * ECMA-376 part 1, 18.8.30: 14 to 17 dates, 18 to 21 times, 22 both, 45 to 47
 * times; 27 to 36 and 50 to 58 are what Chinese and Japanese Excel add: dates,
 * of which 32 to 35, 55 and 56 are times in some countries but dates in zh-CN
 * (55 and 56 上午/下午 are times there).
 */
struct xlsx_format xlsx_format_builtin(unsigned id)
{
    struct xlsx_format f = {false, false, 0};
    bool chinese_time = (id >= 32 && id <= 35) || id == 55 || id == 56;
    f.date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
             (id >= 50 && id <= 54) || id == 57 || id == 58;
    f.time = (id >= 18 && id <= 22) || (id >= 45 && id <= 47) || chinese_time;
    return f;
}

/* Behind what is only written and means nothing: "text", [colour], \x, _x, *x. */
static const char *skip_literal(const char *p)
{
    switch (*p) {
    case '"': {
        const char *end = strchr(p + 1, '"');
        return end ? end + 1 : p + strlen(p);
    }
    case '[': {
        const char *end = strchr(p, ']');
        /* [h] and [mm] are hours and minutes beyond a day, [$-804] a language. */
        bool elapsed = p[1] && strchr("hHmMsS", p[1]);
        return elapsed ? p : end ? end + 1 : p + strlen(p);
    }
    case '\\':
    case '_':
    case '*':
        p++;
        if (*p) {
            (void)utf8_next(&p);
        }
        return p;
    default:
        return p;
    }
}

struct xlsx_format xlsx_format_parse(const char *code)
{
    struct xlsx_format f = {false, false, 0};
    size_t zeros = strspn(code, "0");
    bool months = false; /* or minutes: beside hours and seconds */
    if (zeros && !code[zeros] && zeros < 64) {
        f.digits = (uint8_t)zeros;
        return f;
    }
    if (strncmp(code, "General", 7) == 0) {
        return f;
    }
    /* Behind a ';' stands what negative numbers look like. */
    for (const char *p = code; *p && *p != ';';) {
        const char *next = skip_literal(p);
        if (next != p) {
            p = next;
            continue;
        }
        switch (*p | 0x20) {
        case 'y':
        case 'd':
            f.date = true;
            break;
        case 'm':
            months = true;
            break;
        case 'h':
        case 's':
            f.time = true;
            break;
        default:
            break;
        }
        p++;
    }
    f.date = f.date || (months && !f.time);
    return f;
}

/* --- days and times --------------------------------------------------------- */

/* Days of the file's calendar to ours: 1900 had no 29 February, Excel has it. */
static int64_t day_of(int64_t days, bool from_1904)
{
    if (from_1904) {
        return date_from_civil(1904, 1, 1) + days;
    }
    return date_from_civil(1899, 12, days < 61 ? 31 : 30) + days;
}

/* Whether it was a day or a time and is written. */
static bool put_moment(struct str *out, double value, struct xlsx_format format, bool from_1904)
{
    const double last_day = 2958465; /* 9999-12-31 */
    if (!(value >= 0) || value > last_day + 1) {
        return false;
    }
    double day = floor(value);
    int64_t seconds = llround((value - day) * 86400);
    int64_t days = (int64_t)day + seconds / 86400;
    seconds %= 86400;
    char text[DATE_TEXT];
    bool has_day = format.date || (format.time && days > 0);
    if (has_day && (days < (from_1904 ? 0 : 1) || (!from_1904 && days == 60))) {
        return false;
    }
    if (has_day) {
        str_add(out, date_format(day_of(days, from_1904), text));
    }
    if (!has_day || (format.time && seconds)) {
        str_add(out, has_day ? " " : "");
        str_add(out, time_format(seconds / 60, text));
    }
    if (seconds % 60 && format.time) {
        str_addf(out, ":%02d", (int)(seconds % 60));
    }
    return true;
}

/* --- numbers ---------------------------------------------------------------- */

enum { KEPT = 15, DIGITS_MOST = 40, EXPONENT_MOST = 60 };

/* A number as its digits and where the point stands behind the first of them. */
struct decimal {
    bool negative;
    char digits[DIGITS_MOST + 1];
    int n;
    int point; /* digits before the point; may be negative or beyond n */
};

static bool take_decimal(const char *raw, struct decimal *d)
{
    *d = (struct decimal){.negative = *raw == '-'};
    const char *p = raw + (*raw == '-' || *raw == '+');
    bool after_point = false;
    bool any = false;
    for (; (*p >= '0' && *p <= '9') || (*p == '.' && !after_point); p++) {
        if (*p == '.') {
            after_point = true;
            continue;
        }
        any = true;
        if (d->n == 0 && *p == '0') {
            d->point -= after_point; /* zeros in front are none */
            continue;
        }
        if (d->n == DIGITS_MOST) {
            return false;
        }
        d->digits[d->n++] = *p;
        d->point += !after_point;
    }
    if (any && (*p == 'e' || *p == 'E')) {
        char *end;
        long exponent = strtol(p + 1, &end, 10);
        if (end == p + 1 || exponent > EXPONENT_MOST || exponent < -EXPONENT_MOST) {
            return false;
        }
        d->point += (int)exponent;
        p = end;
    }
    return any && *p == '\0';
}

/* To 15 digits behind which nothing is kept, half up; zeros at the end go. */
static void round_kept(struct decimal *d)
{
    if (d->n > KEPT) {
        bool up = d->digits[KEPT] >= '5';
        d->n = KEPT;
        for (int i = KEPT - 1; up && i >= 0; i--) {
            up = d->digits[i] == '9';
            d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
        }
        if (up) {
            memmove(d->digits + 1, d->digits, KEPT - 1);
            d->digits[0] = '1';
            d->point++;
        }
    }
    while (d->n > 0 && d->digits[d->n - 1] == '0') {
        d->n--;
    }
}

static void put_decimal(struct str *out, const struct decimal *d, int at_least)
{
    if (d->negative && d->n) {
        str_addc(out, '-');
    }
    for (int i = d->point > 1 ? d->point : 1; i < at_least; i++) {
        str_addc(out, '0');
    }
    if (d->point <= 0 || d->n == 0) {
        str_addc(out, '0');
    }
    for (int i = 0; d->n && i < d->point; i++) {
        str_addc(out, i < d->n ? d->digits[i] : '0');
    }
    if (d->n > d->point) {
        str_addc(out, '.');
        for (int i = d->point; i < d->n; i++) {
            str_addc(out, i < 0 ? '0' : d->digits[i]);
        }
    }
}

/* 4.50802201301010E+17: the digits that are known, all 15 of them, none rounded. */
static void put_lost(struct str *out, const struct decimal *d)
{
    str_add(out, d->negative ? "-" : "");
    for (int i = 0; i < KEPT; i++) {
        str_addc(out, i < d->n ? d->digits[i] : '0');
        if (i == 0) {
            str_addc(out, '.');
        }
    }
    str_addf(out, "E+%d", d->point - 1);
}

void xlsx_number(struct str *out, const char *raw, struct xlsx_format format, bool from_1904)
{
    struct decimal d;
    if (!take_decimal(raw, &d)) {
        str_add(out, raw);
        return;
    }
    if ((format.date || format.time) && put_moment(out, strtod(raw, NULL), format, from_1904)) {
        return;
    }
    if (d.n && d.point > KEPT) {
        put_lost(out, &d);
    } else {
        round_kept(&d);
        put_decimal(out, &d, d.n <= d.point ? format.digits : 0);
    }
}
