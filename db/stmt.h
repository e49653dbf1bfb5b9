// SPDX-License-Identifier: MIT
#ifndef DB_STMT_H
#define DB_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

/*
 * Prepared statements.  A failure is remembered in the statement: the binds
 * and steps after it do nothing, and stmt_finish() returns it.  So a use reads
 *
 *     struct stmt *q = stmt_new(db, "SELECT name FROM pupil WHERE id = ?");
 *     stmt_bind_int(q, 1, id);
 *     while (stmt_row(q)) { ... stmt_text(q, 0) ... }
 *     enum err e = stmt_finish(q);
 *
 * Statements are cached by their text in the connection, so preparing one
 * again costs nothing.  The same text may be in use twice.  One statement a
 * text (BUG otherwise).
 */
struct db;
struct stmt;

/* Never NULL: a failed preparation is the statement's failure. */
struct stmt *stmt_new(struct db *db, const char *sql);

/*
 * Parameters count from 1 (BUG outside).  Text and blobs are copied.  NONE
 * (core/base/date.h) and NULL text bind NULL; a blob of no bytes is not NULL.
 */
void stmt_bind_int(struct stmt *q, int at, int64_t value);
void stmt_bind_text(struct stmt *q, int at, const char *text);
void stmt_bind_blob(struct stmt *q, int at, const void *bytes, size_t n);
void stmt_bind_null(struct stmt *q, int at);

/* Step: true with a row, false at the end or after a failure. */
bool stmt_row(struct stmt *q);

/*
 * Columns count from 0; only after stmt_row() was true, valid until the next
 * step or finish.  NULL text for NULL.
 */
bool stmt_is_null(struct stmt *q, int at);
int64_t stmt_int(struct stmt *q, int at); /* NONE (core/base/date.h) for NULL */
const char *stmt_text(struct stmt *q, int at);
const void *stmt_blob(struct stmt *q, int at, size_t *n);

/* Run again with new parameters: reset and clear the bindings, keep the failure. */
void stmt_reset(struct stmt *q);

/* Give it back to the cache (NULL is allowed); returns the first failure. */
NODISCARD enum err stmt_finish(struct stmt *q);

/* For a statement without rows: step to the end and finish. */
NODISCARD enum err stmt_run(struct stmt *q);

/*
 * The numbers of the first column of all rows that are left; ends the statement with
 * stmt_finish()'s error.  xfree() `*out`, which is NULL on failure.
 */
NODISCARD enum err stmt_take_ints(struct stmt *q, int64_t **out, size_t *n);

#endif
