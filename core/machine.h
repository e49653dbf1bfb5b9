// SPDX-License-Identifier: MIT
#ifndef CORE_MACHINE_H
#define CORE_MACHINE_H

#include "core/commit.h"
#include "core/kinds.h"

/*
 * Machines of acts (design: machines.md 3).  A machine is a const table of
 * legal moves; the state of a subject is the act whose `next` is empty, and
 * making an act is the only way to change it.
 */
enum move_needs {
    NEEDS_REASON = 1 << 0,
    NEEDS_DUE = 1 << 1,
    NEEDS_WHOM = 1 << 2,
    NEEDS_EVIDENCE = 1 << 3,
    BY_PROGRAM = 1 << 5, /* what answers say (core/sheet.h); not offered */
    BY_KNOWING = 1 << 4, /* made when the pupil of the subject becomes known; not offered */
};

struct move {
    const char *id;
    const char *label; /* msgid */
    const char *from;  /* states joined by '|'; "-" no act yet; "*" any value */
    const char *to;    /* a state; "*": a value given by the caller; "-": back to nothing */
    unsigned needs;
    const char *when; /* of a move from "-": what the subject's fields say (field_holds); NULL */
};

struct state {
    const char *id;
    const char *label; /* msgid */
};

struct machine {
    const char *id;
    const char *label;   /* msgid */
    const char *subject; /* kind */
    const char *value;   /* kind of its values, NULL for a closed list of states */
    const struct state *states;
    size_t state_count;
    const struct move *moves;
    size_t move_count;
};

const struct machine *machine_by_id(const char *id); /* NULL if there is none */
const struct move *machine_move(const struct machine *m, const char *id);
const struct state *machine_state(const struct machine *m, const char *id);

/* The move a new subject begins with: the first from "-" whose `when` holds of it. */
const struct move *machine_first(const struct machine *m, const struct record *subject);

/* Whether the move may be made from this state ("-" before the first act). */
bool move_is_from(const struct move *move, const char *state);

/* The act that holds a subject's state now; ERR_NOT_FOUND before the first act. */
NODISCARD enum err act_now(struct reg *reg, int64_t subject, const char *machine, struct act **act);

/* What a person gives with a move. */
struct act_wish {
    const struct machine *machine;
    const char *move;
    const char *to;     /* for values: the value record's id as text */
    int64_t subject;
    int64_t pupil;      /* the pupil it lies with, NONE */
    int64_t day;
    int64_t at;         /* minute or NONE */
    int64_t by;         /* staff or NONE */
    int64_t evidence;   /* NONE */
    int64_t due;        /* NONE */
    const char *reason; /* NULL */
    const char *whom;   /* PERSON, NULL */
};

/*
 * Add the act, and the link of the one before, to a change set.  NULL when the
 * move is legal; else a msgid saying why it is not (and nothing was added).
 * `fresh`: the subject is in the same set and has no stored acts.  The act is
 * the last change of the set.  A second step of the same machine may follow in
 * the same set (not in a bulk one).
 */
const char *act_add(struct reg *reg, struct changes *set, const struct act_wish *wish, bool fresh);

/* The last act of a machine taken back: an act that exchanges from and to, with a reason. */
const char *act_correct(struct reg *reg, struct changes *set, int64_t subject,
                        const struct machine *machine, int64_t day, const char *reason);

/* Faults of the tables, for tests: appended to `faults`, counted. */
int machines_check(struct str *faults);

#endif
