// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"

/* Names, telephones and identity numbers of people who do not exist. */

enum given_set { BOY1, BOY2, GIRL1, GIRL2, MAN1, MAN2, WOMAN1, WOMAN2, RARE, LONG };

static const struct {
    const char *text;
    int weight;
} surnames[] = {
#define SURNAME(text, weight) {text, weight},
#define GIVEN(set, text)
#include "core/demo_names.def"
#undef SURNAME
#undef GIVEN
};

static const struct {
    enum given_set set;
    const char *text;
} given[] = {
#define SURNAME(text, weight)
#define GIVEN(set, text) {set, text},
#include "core/demo_names.def"
#undef SURNAME
#undef GIVEN
};

char *demo_surname(struct demo *d)
{
    int sum = 0;
    for (size_t i = 0; i < COUNT(surnames); i++) {
        sum += surnames[i].weight;
    }
    int64_t at = demo_below(d, sum);
    size_t i = 0;
    while (at >= surnames[i].weight) {
        at -= surnames[i++].weight;
    }
    return xstrdup(surnames[i].text);
}

/* One of a set; the sets stand together in the table. */
static const char *pick(struct demo *d, enum given_set set)
{
    size_t first = 0;
    while (given[first].set != set) {
        first++;
    }
    size_t end = first;
    while (end < COUNT(given) && given[end].set == set) {
        end++;
    }
    return given[first + (size_t)demo_below(d, (int64_t)(end - first))].text;
}

char *demo_name(struct demo *d, const char *surname, char sex, bool is_adult)
{
    bool male = sex == '1';
    if (!is_adult && demo_per_mille(d, 1)) {
        return xstrdup(pick(d, LONG));
    }
    if (!is_adult && demo_per_mille(d, 8)) {
        return str_format("%s%s", surname, pick(d, RARE));
    }
    enum given_set one = is_adult ? (male ? MAN1 : WOMAN1) : (male ? BOY1 : GIRL1);
    enum given_set two = is_adult ? (male ? MAN2 : WOMAN2) : (male ? BOY2 : GIRL2);
    if (demo_chance(d, 12)) {
        return str_format("%s%s", surname, pick(d, two));
    }
    const char *a = pick(d, one);
    const char *b = pick(d, two);
    return str_format("%s%s%s", surname, a, b);
}

char *demo_phone(struct demo *d)
{
    return str_format("1380000%04d", (int)demo_below(d, 10000));
}

/* GB 11643: area, birth, three digits (odd male), a check character. */
char *demo_id_number(struct demo *d, int64_t born, char sex)
{
    static const char *const areas[] = {"450802", "450803", "450804", "450821", "450881"};
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    struct civil c = date_to_civil(born);
    int order = (int)demo_below(d, 499) * 2 + (sex == '1');
    char *number = str_format("%s%04d%02d%02d%03d", DEMO_PICK(d, areas), c.year, c.month, c.day,
                              order);
    int sum = 0;
    for (size_t i = 0; i < COUNT(weights); i++) {
        sum += (number[i] - '0') * weights[i];
    }
    char *whole = str_format("%s%c", number, "10X98765432"[sum % 11]);
    xfree(number);
    return whole;
}
