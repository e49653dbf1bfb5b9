// SPDX-License-Identifier: MIT
#ifndef CORE_IDCARD_H
#define CORE_IDCARD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Identity numbers (GB 11643-1999): 17 digits and a check character, date of
 * birth in digits 7 to 14, sex in digit 17.  What is wrong with one is said,
 * never a reason to refuse a pupil: the police and the school may both be
 * behind.
 */
enum idcard_fault {
    IDCARD_GOOD,
    IDCARD_FORM,    /* not 17 digits and a digit or X */
    IDCARD_CHECK,   /* the check character does not fit */
    IDCARD_DATE,    /* no such day */
    IDCARD_DAMAGED, /* a spreadsheet ate the end: 4.50802E+17, or 000 and no fit */
};

struct idcard {
    int64_t born; /* date, NONE unless the number is good */
    char sex;     /* '1' male, '2' female, 0 unless the number is good */
};

/* Check `number`; a small x counts as X. `card` may be NULL. */
enum idcard_fault idcard_check(const char *number, struct idcard *card);

/* The sentence for a fault, a msgid; NULL for IDCARD_GOOD. */
const char *idcard_msgid(enum idcard_fault fault);

/*
 * Whether a spreadsheet damaged a long number: written with an exponent, or
 * more than 15 digits of which the last three are 000 (for a number of 18 only
 * if its check fails).  Fits student numbers and telephones too.
 */
bool number_is_damaged(const char *number);

/*
 * Whether the damaged `number` may have been `whole` before a spreadsheet had
 * it: the digits that are left (15, or the six or more in front of an exponent)
 * are the first of `whole`, cut or rounded.
 */
bool number_may_have_been(const char *number, const char *whole);

/*
 * The identity number in a student number, which is a letter and that number
 * for most pupils: a pointer into `student_no`, NULL if there is no good one.
 */
const char *idcard_of_student_no(const char *student_no);

#endif
