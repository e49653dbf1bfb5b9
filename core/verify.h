// SPDX-License-Identifier: MIT
#ifndef CORE_VERIFY_H
#define CORE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * Is the register what the program wrote last?  At opening: the root's MAC,
 * the sum of all MACs, the counts by kind, drafts, and whole re-packing of the
 * people kinds (roster_load); a job checks the rest from then on; `check`
 * does everything.  What is found damaged is remembered here.
 */
struct reg;
struct kind;

struct damage {
    char *where;  /* kind or table */
    int64_t id;   /* record, NONE */
};

struct checker;
struct checker *checker_new(void);
void checker_free(struct checker *c); /* NULL is allowed */

/* Remember a damaged place (once each); the register is read-only from now on. */
void verify_note(struct reg *reg, const char *where, int64_t id);
size_t verify_damage_count(const struct reg *reg);
const struct damage *verify_damage(const struct reg *reg, size_t at);

/*
 * `e` is what reading `where` gave.  If a page of it could not be read, the
 * place is noted and the file opened again for reading, so that what is whole
 * can be read on; not while a statement is in use.  ERR_DAMAGED then, or that
 * nothing opens; any other `e` as it is.
 */
NODISCARD enum err verify_past(struct reg *reg, const char *where, int64_t id, enum err e);

/*
 * Whether all records of a kind are there whose rows the job has not counted
 * yet: an export does not wait for the job.  ERR_DAMAGED, noted.
 */
NODISCARD enum err verify_kind(struct reg *reg, const struct kind *kind);

/* The checks of opening.  ERR_DAMAGED with the places noted. */
NODISCARD enum err verify_open(struct reg *reg);

/*
 * The job after opening: re-pack records newest first, `count` of them a step.
 * `*done` once all were seen; damage is noted on the way, and what cannot be
 * read is passed over (not while a statement is in use).  An index takes longer
 * than a step may: when `wanted` (NULL: never) says true it is given up, and
 * begun again by the next step.
 */
NODISCARD enum err verify_step(struct reg *reg, int count, bool (*wanted)(void *ctx), void *ctx,
                               bool *done);

/* Whatever the job has not reached: before a report, an export, a list that counts. */
NODISCARD enum err verify_rest(struct reg *reg);

/*
 * The whole register: SQLite's own check, root, sum, every record and part,
 * owners, pupils' index, indexes against tables, history, audit chain,
 * invariants of acts.  Places and sentences (English msgids) are given to
 * `say`.  ERR_OK or ERR_DAMAGED.
 */
NODISCARD enum err verify_all(struct reg *reg, void (*say)(void *ctx, const char *msgid, int64_t n),
                              void *ctx);

/* Whether an index is compared with its table: every one but the trail's must be. */
bool verify_knows_index(const char *name);

#endif
