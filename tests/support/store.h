// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_STORE_H
#define TESTS_SUPPORT_STORE_H

#include "core/calendar.h"
#include "core/kinds.h"
#include "core/reg.h"

/*
 * A register of a fictional school in a temporary folder, under the password
 * "mima mima" and the cheapest key derivation: for unit tests.
 */
struct store {
    char dir[64];
    struct key *key;
    struct reg *reg;
};

/* Make and open; fails the test if it cannot. */
void store_begin(struct store *s);
/* The same as fixture of a cmocka test: `*state` is a struct store. */
int store_setup(void **state);
int store_teardown(void **state);
/* Close and open again, by key. */
void store_again(struct store *s);
/* Close and remove the folder. */
void store_end(struct store *s);

/* Undo the newest steps of the schema, as a program of `version` would have left the register. */
void store_make_older(struct store *s, int version);

/* A class and a pupil in it, with their first acts; ids. */
int64_t store_class(struct store *s, enum stage stage, int entry, int number);
int64_t store_pupil(struct store *s, const char *name, const char *sex, int64_t class_id);
/* A stored talk with one pupil. */
int64_t store_talk(struct store *s, int64_t pupil, int64_t day, const char *said);
/* An undecided clue, of a pupil or (NONE) of somebody `words` describes; its id. */
int64_t store_clue(struct store *s, int64_t pupil, const char *words, int64_t day);
/* A member of staff as class teacher. */
void store_teacher(struct store *s, int64_t class_id, int64_t staff);
/* A screening of the whole school with one scale, counted today; its id. */
int64_t store_screening(struct store *s, const char *name, const char *scale);
/* A person who must not be told about the pupil, in force. */
int64_t store_block(struct store *s, int64_t pupil, const char *person);
/* An agreed appointment in a lesson of a day; its id. */
int64_t store_appointment(struct store *s, int64_t pupil, int64_t day, int64_t lesson);

#endif
