// SPDX-License-Identifier: MIT
#include "core/idcard.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/str.h"

static char check_character(const char *number)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
        sum += (number[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

static bool has_form(const char *number)
{
    return strlen(number) == 18 && strspn(number, "0123456789") >= 17 &&
           strchr("0123456789Xx", number[17]);
}

static int digits(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

static bool check_fits(const char *number)
{
    char last = number[17] == 'x' ? 'X' : number[17];
    return check_character(number) == last;
}

enum idcard_fault idcard_check(const char *number, struct idcard *card)
{
    if (card) {
        *card = (struct idcard){.born = NONE, .sex = '\0'};
    }
    if (number_is_damaged(number)) {
        return IDCARD_DAMAGED;
    }
    if (!has_form(number)) {
        return IDCARD_FORM;
    }
    int year = digits(number + 6, 4);
    int64_t born = year < 1900 ? NONE
                               : date_from_civil(year, digits(number + 10, 2),
                                                 digits(number + 12, 2));
    if (born == NONE) {
        return IDCARD_DATE;
    }
    if (!check_fits(number)) {
        return IDCARD_CHECK;
    }
    if (card) {
        card->born = born;
        card->sex = (number[16] - '0') % 2 ? '1' : '2';
    }
    return IDCARD_GOOD;
}

const char *idcard_msgid(enum idcard_fault fault)
{
    static const char *const words[] = {
        [IDCARD_GOOD] = NULL,
        [IDCARD_FORM] = N_("This is not the form of an identity number"),
        [IDCARD_CHECK] = N_("The last character of the identity number does not fit the others"),
        [IDCARD_DATE] = N_("The identity number holds a day that does not exist"),
        [IDCARD_DAMAGED] = N_("A spreadsheet has damaged this number; it was not taken over"),
    };
    return words[fault];
}

bool number_is_damaged(const char *number)
{
    size_t lead = strspn(number, "0123456789.");
    bool has_exponent = lead > 0 && (number[lead] == 'E' || number[lead] == 'e') &&
                        strchr("+0123456789", number[lead + 1]) && number[lead + 1] &&
                        strspn(number + lead + 1, "+0123456789") == strlen(number + lead + 1);
    if (has_exponent) {
        return true;
    }
    size_t n = strlen(number);
    if (n < 16 || strspn(number, "0123456789") != n || strcmp(number + n - 3, "000") != 0) {
        return false;
    }
    return n != 18 || !check_fits(number);
}

/* The digits that a damaged number still has, at most 15; how many digits it had. */
static size_t digits_left(const char *number, char left[16], long *length)
{
    size_t n = 0;
    size_t before_point = 0;
    const char *p = number;
    bool after_point = false;
    for (; (*p >= '0' && *p <= '9') || *p == '.'; p++) {
        if (*p == '.') {
            after_point = true;
            continue;
        }
        before_point += !after_point;
        if (n < 15) {
            left[n++] = *p;
        }
    }
    left[n] = '\0';
    *length = (long)before_point;
    if (*p == 'E' || *p == 'e') {
        *length += strtol(p + 1, NULL, 10);
    }
    return n;
}

bool number_may_have_been(const char *number, const char *whole)
{
    enum { LEAST = 6 };
    char left[16];
    long length;
    size_t n = digits_left(number, left, &length);
    if (length != (long)strlen(whole) || strspn(whole, "0123456789") < 15) {
        return false;
    }
    char cut[16];
    size_t compared = n < LEAST ? LEAST : n;
    memcpy(cut, whole, compared);
    cut[compared] = '\0';
    char *rounded = str_format("%0*lld", (int)compared,
                               strtoll(cut, NULL, 10) + (whole[compared] >= '5'));
    for (; n < compared; n++) {
        left[n] = '0'; /* 4.508E+17 is 4.50800E+17 */
    }
    left[n] = '\0';
    bool may = strcmp(left, cut) == 0 || strcmp(left, rounded) == 0;
    xfree(rounded);
    return may;
}

const char *idcard_of_student_no(const char *student_no)
{
    bool has_letter = student_no && ((student_no[0] >= 'A' && student_no[0] <= 'Z') ||
                                     (student_no[0] >= 'a' && student_no[0] <= 'z'));
    return has_letter && idcard_check(student_no + 1, NULL) == IDCARD_GOOD ? student_no + 1 : NULL;
}
