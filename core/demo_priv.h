// SPDX-License-Identifier: MIT
#ifndef CORE_DEMO_PRIV_H
#define CORE_DEMO_PRIV_H

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/demo.h"
#include "core/kinds.h"

/* The invented school while it is written; core/demo.h. */

enum { DEMO_TOPICS = 10, DEMO_SLOTS = 7, DEMO_STAYS = 4 };

/* What a talk is about, and what a phrase is for (core/demo_text.def). */
enum demo_topic {
    DEMO_STUDY, DEMO_MOOD, DEMO_RISK, DEMO_RULE, DEMO_FUTURE,
    DEMO_PEERS, DEMO_HABIT, DEMO_HOME, DEMO_PRAISE, DEMO_ROUTINE
};
enum demo_slot { DEMO_REASON, DEMO_SAID, DEMO_WORDS, DEMO_TOLD, DEMO_SEEN, DEMO_AGREED, DEMO_NOTE };

struct demo_class {
    int64_t id, teacher, post;
    enum stage stage;
    int entry, number;
};

struct demo_staff {
    int64_t id;
    char *name;
};

/* Where a pupil is from a day on. */
struct demo_stay {
    int64_t since;
    size_t class_at;
};

struct demo_pupil {
    int64_t id;
    int64_t from, until; /* at school on days from <= day < until */
    char *name;
    char sex; /* '1' '2' */
    char care; /* 0 nothing known to 3: how often somebody talks with the pupil */
    const char *home; /* who is at home: 妈妈, 外婆 */
    struct demo_stay stays[DEMO_STAYS];
    int stay_count;
};

/* An act that is known before its day comes, so that `next` is known as well. */
struct demo_plan {
    int64_t id, subject, pupil, day, next, typed_at;
    int64_t from, to;                 /* values: records; NONE */
    const char *machine, *move;
    const char *from_state, *to_state; /* states; NULL */
    const char *reason;
    size_t next_of_day; /* index + 1 */
};

struct demo_term {
    struct term_ref ref;
    int64_t began, lessons_end;
};

struct demo {
    struct reg *reg;
    const struct demo_how *how;
    uint64_t random;
    int64_t serial;
    struct changes set;
    enum err failed;
    bool nine;          /* nine grades, else three */
    int grades;
    int first_year, last_year; /* school years */
    int64_t began;      /* first day something is typed */
    int64_t me, head, deputy;
    struct demo_class *classes;
    size_t class_count, class_cap;
    struct demo_staff *staff;
    size_t staff_count, staff_cap;
    struct demo_pupil *pupils;
    size_t pupil_count, pupil_cap;
    size_t first_here;  /* pupils before it have graduated */
    struct demo_plan *plans;
    size_t plan_count, plan_cap;
    size_t *days;       /* first plan of a day since `began`, index + 1 */
    struct demo_term *terms;
    size_t term_count, term_cap;
    size_t phrase_first[DEMO_TOPICS][DEMO_SLOTS], phrase_count[DEMO_TOPICS][DEMO_SLOTS];
    int blocked;        /* records of `blocked` made so far */
};

/* --- demo.c: chance, ids, the set --- */
int64_t demo_below(struct demo *d, int64_t n);
bool demo_chance(struct demo *d, int percent);
bool demo_per_mille(struct demo *d, int n);
#define DEMO_PICK(d, array) ((array)[demo_below((d), (int64_t)COUNT(array))])

/* A moment of a day in UTC+8, and the id of what is typed then. */
int64_t demo_moment(int64_t day, int64_t minute);
int64_t demo_id(struct demo *d, int64_t typed_at);

/* A stored record of a kind typed at a moment; demo_put() hands it to the set. */
void *demo_record(struct demo *d, const struct kind *kind, int64_t typed_at);
void demo_put(struct demo *d, void *record);
void demo_text(char **field, const char *text); /* a copy; NULL and "" clear */

/*
 * Plan an act: `before` is the plan it follows (SIZE_MAX the first), whose
 * `next` and values it continues.  Returns its index.
 */
size_t demo_plan(struct demo *d, size_t before, const struct demo_plan *act);
/* Put the acts that are typed on `day`. */
void demo_put_acts(struct demo *d, int64_t day);

/* --- demo_term.c --- */
int64_t demo_spring_festival(int year); /* 2003 to 2041, BUG outside */
int64_t demo_term_first(int year, int season); /* the first day, of any year */
void demo_make_terms(struct demo *d);   /* terms, first and last year, first day */
void demo_put_term(struct demo *d, const struct demo_term *t);
bool demo_is_school_day(const struct demo *d, int64_t day);

/* --- demo_school.c --- */
void demo_make_school(struct demo *d); /* school, staff, posts of the school */
/* The classes of a year of entry with their posts; the index of the first, `*n` of them. */
size_t demo_make_classes(struct demo *d, enum stage stage, int entry, int pupils, size_t *n);
int64_t demo_some_teacher(struct demo *d);

/* --- demo_people.c --- */
void demo_make_cohort(struct demo *d, int entry, int size); /* year of grade one (or seven) */

/* --- demo_pupil.c --- */
void demo_put_pupil(struct demo *d, const struct demo_pupil *p, const char *surname, int64_t born,
                    int64_t entered, int64_t typed_at);

/* --- demo_names.c --- */
char *demo_surname(struct demo *d);
char *demo_name(struct demo *d, const char *surname, char sex, bool is_adult);
char *demo_phone(struct demo *d);
char *demo_id_number(struct demo *d, int64_t born, char sex);

/* --- demo_words.c --- */
/* One text names one subject and one classmate all through. */
struct demo_words {
    struct demo *d;
    enum demo_topic topic;
    const struct demo_pupil *pupil;
    const char *subject, *friend;
};
void demo_index_phrases(struct demo *d);
void demo_words_begin(struct demo_words *w, struct demo *d, const struct demo_pupil *pupil);
/* A phrase; one whose codes stand in front of a |, copied to `codes` as " 1 2 "; xfree() them. */
char *demo_plain(struct demo_words *w, enum demo_slot slot);
char *demo_coded(struct demo_words *w, enum demo_slot slot, struct str *codes);
char *demo_said(struct demo_words *w); /* what the pupil said, own words with their stamp */
char *demo_told(struct demo_words *w);

/* --- demo_session.c --- */
/* A session of the counsellor's, typed at a moment; `minute` it began. */
void demo_put_session(struct demo_words *w, int64_t day, int64_t minute, int64_t typed_at);

/* --- demo_daily.c --- */
enum { DEMO_STEPS_MOST = 2 };
struct demo_step {
    const char *move, *to, *reason;
    int64_t day, due, evidence;
};
/* Up to DEMO_STEPS_MOST acts up to the last day, linked as they follow one another. */
void demo_put_steps(struct demo *d, const struct record *subject, int64_t pupil,
                    const char *machine, const struct demo_step *steps, size_t n);
void demo_put_daily(struct demo *d, int64_t day);
void demo_put_last_day(struct demo *d, int64_t day);

/* --- demo_sheets.c --- */
/* A screening that runs: a class half keyed, on the last days. */
void demo_put_screening(struct demo *d, int64_t day);

/* --- demo_talks.c --- */
/* Somebody at school, the more is known the more often; NULL when nobody is found. */
struct demo_pupil *demo_pick_pupil(struct demo *d, int64_t day);
void demo_put_talks(struct demo *d, int64_t day, int count);
void demo_put_drafts(struct demo *d, int64_t day);

#endif
