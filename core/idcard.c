// SPDX-License-Identifier: MIT
#include "core/idcard.h"

#include <stddef.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"

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
