// SPDX-License-Identifier: MIT
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/calendar.h"
#include "core/record.h"

/*
 * The people of the school in memory: what finding, sorting, naming and the
 * top line need of pupils, classes, staff and posts.  Filled from
 * authenticated records at opening, kept up by every commit.
 */
struct reg;

struct pupil_card {
    int64_t id;
    char *name;             /* NULL until learnt; the block of all texts begins with it */
    const char *pinyin;     /* 姓名拼音 as typed, NULL */
    const char *student_no; /* NULL */
    const char *id_no;      /* NULL */
    const char *seat;       /* NULL */
    const char *key;        /* pinyin_key() */
    const char *sort;       /* pinyin_sort_key(), up to the end of the block */
    int64_t born;           /* NONE */
    int64_t class_id;       /* NONE */
    uint32_t key_len;
    uint32_t sort_len;
    uint32_t class_at; /* position of the class in school order; behind all without one */
    char state[12];    /* enrolment: "at_school" ...; "" without an act */
    char sex;          /* '1' '2' or 0 */
    bool struck;
    bool here;     /* at school, and not struck out */
    bool namesake; /* another pupil at school has the same name */
};

struct class_card {
    int64_t id;
    struct class_ref ref;
    bool struck;
};

struct staff_card {
    int64_t id;
    char *name;
    char role; /* code or 0 */
    bool gone; /* left or struck */
    char *key;
    size_t key_len;
};

struct post_card {
    int64_t id;
    char *title;
    char scope;       /* '1' school, '2' grade, '3' class */
    int64_t class_id; /* NONE */
    int64_t holder;   /* staff or pupil, NONE */
};

struct block_card {
    int64_t id, pupil;
    char *person; /* PERSON */
    bool in_force;
};

struct roster;
struct roster *roster_new(const struct calendar *cal);
void roster_free(struct roster *r); /* NULL is allowed */

/* Read all people; damaged records are left out and counted by the checker. */
NODISCARD enum err roster_load(struct reg *reg);

/* Take note of a stored record; roster_settle() after a row of them sorts again. */
void roster_learn(struct roster *r, const struct record *rec);
void roster_settle(struct roster *r);

size_t roster_count(const struct roster *r);     /* pupils that are not struck */
size_t roster_at_school(const struct roster *r); /* of them at school */
/* Borrowed, valid until the next commit; NULL if there is none. */
const struct pupil_card *roster_pupil(const struct roster *r, int64_t id);
const struct class_card *roster_class(const struct roster *r, int64_t id);
const struct staff_card *roster_staff(const struct roster *r, int64_t id);
/* By position in the Chinese order of names (pupils), of classes, of staff. */
const struct pupil_card *roster_pupil_at(const struct roster *r, size_t at);
size_t roster_class_count(const struct roster *r);
const struct class_card *roster_class_at(const struct roster *r, size_t at);
size_t roster_staff_count(const struct roster *r);

/* The class (stage, entry, number); NONE if it is not there. */
int64_t roster_find_class(const struct roster *r, struct class_ref ref);
int64_t roster_by_student_no(const struct roster *r, const char *number);
/* The holder of a post of a class ("班主任"), NONE. */
int64_t roster_class_teacher(const struct roster *r, int64_t class_id);
size_t roster_post_count(const struct roster *r);
const struct post_card *roster_post_at(const struct roster *r, size_t at);

/* Whether PERSON `person` must not be told about this pupil. */
bool roster_is_blocked(const struct roster *r, int64_t pupil, const char *person);
/* The blocked person number `n` (from 0) of a pupil, NULL at the end. */
const struct block_card *roster_block(const struct roster *r, int64_t pupil, size_t n);

struct find_how {
    bool at_school_only; /* leave out those who have left */
    int64_t class_id;    /* NONE: all */
    size_t limit;        /* 0: all */
};

/*
 * Pupils that what was typed narrows to, best first, those not at school last:
 * initials, pinyin, Chinese, class 703, both 703zxm, number or seat.  Empty
 * text: all, in the order of class and name.  `*ids` is the caller's to
 * xfree(); the count is returned.
 */
size_t roster_find(const struct roster *r, const char *typed, const struct find_how *how,
                   int64_t **ids);
size_t roster_find_staff_like(const struct roster *r, const char *typed, int64_t **ids);

/* "八(3)" of a pupil on a day, "" without a class; appended. */
void roster_class_label(struct str *out, const struct roster *r, int64_t class_id, int64_t day);

/* How people are shown: a pupil's or staff member's name; "" if unknown. */
const char *roster_name(const struct roster *r, int64_t id);

/* Words of a PERSON field for people, appended: names looked up, guardians by kin. */
void roster_person_words(struct str *out, struct reg *reg, const char *person);

#endif
