// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_ACTIONS_H
#define TESTS_FAULT_ACTIONS_H

#include "core/draft.h"
#include "tests/fault/folder.h"
#include "tests/support/store.h"

/*
 * What a person does with the program, each action able to fail anywhere and
 * to be done again from the same folder: for failing calls and allocations.
 */
enum { WAYS = 2 };

struct scene {
    struct store store;         /* `reg` is NULL while it is closed */
    struct folder *before;
    const char *passwords[WAYS]; /* the second one is the new one, NULL none */
    struct key *secrets[WAYS];
    struct draft draft;         /* as a form holds it */
    int64_t class_a, class_b, pupil, talk, typed, import;
    int64_t newer; /* ids above were given by the action: says() */
};

struct action {
    const char *name;
    void (*prepare)(struct scene *t);     /* in the open register; NULL nothing more */
    bool closed;                          /* begins with the register closed */
    void (*warm)(struct scene *t);        /* after opening, acknowledged; NULL */
    enum err (*run)(struct scene *t);
    uint64_t (*state)(struct scene *t);   /* what a person finds who opens the folder anew */
    bool no_before; /* what is there before and after is one and the same (opening, closing) */
    int small;      /* failing calls a mode in the small form, 0 all */
    int allocations; /* and failing allocations */
};

const struct action *actions_all(size_t *n);

/* A register with two classes, a pupil, a talk, a half typed talk; closed and taken. */
void scene_begin(struct scene *t, const struct action *a);
void scene_end(struct scene *t);

/* Open by the first secret; fails the test if it cannot. */
void scene_open(struct scene *t);
/* Close if it is open; the draft in memory goes. */
void scene_close(struct scene *t);

#endif
