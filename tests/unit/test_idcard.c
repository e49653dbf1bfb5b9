// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/idcard.h"

/* Made-up numbers of domain.md 9.2 and damaged ones. */
static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        enum idcard_fault fault;
        char sex;
        int year, month, day;
    } rows[] = {
        {"45080220120229001X", IDCARD_GOOD, '1', 2012, 2, 29},
        {"45080220120229001x", IDCARD_GOOD, '1', 2012, 2, 29},
        {"450881200903154521", IDCARD_GOOD, '2', 2009, 3, 15},
        {"450821201107063010", IDCARD_GOOD, '1', 2011, 7, 6},
        {"450803200812318886", IDCARD_GOOD, '2', 2008, 12, 31},
        {"45088120100501007X", IDCARD_GOOD, '1', 2010, 5, 1},
        {"450881200903154522", IDCARD_CHECK, 0, 0, 0, 0},
        {"450802201102290010", IDCARD_DATE, 0, 0, 0, 0},
        {"45088120090315452", IDCARD_FORM, 0, 0, 0, 0},
        {"４50881200903154521", IDCARD_FORM, 0, 0, 0, 0},
        {"H12345678", IDCARD_FORM, 0, 0, 0, 0},
        {"", IDCARD_FORM, 0, 0, 0, 0},
        {"4.50802E+17", IDCARD_DAMAGED, 0, 0, 0, 0},
        {"450881200903154000", IDCARD_DAMAGED, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct idcard card;
        assert_int_equal(idcard_check(rows[i].number, &card), rows[i].fault);
        assert_int_equal(card.sex, rows[i].sex);
        int64_t born = rows[i].year ? date_from_civil(rows[i].year, rows[i].month, rows[i].day)
                                    : NONE;
        assert_true(card.born == born);
        assert_int_equal(idcard_msgid(rows[i].fault) == NULL, rows[i].fault == IDCARD_GOOD);
        assert_int_equal(idcard_check(rows[i].number, NULL), rows[i].fault);
    }
}

static void test_damage(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        bool damaged;
    } rows[] = {
        {"1.38E+10", true},        {"4.50802e17", true},      {"450881200903154000", true},
        {"4508812009031540000", true}, {"13800001000", false}, {"E101", false},
        {"G450881200903154521", false}, {"3E", false},          {"12E5号楼", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(number_is_damaged(rows[i].number), rows[i].damaged);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
