// SPDX-License-Identifier: MIT
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "db/key.h"

/*
 * One SQLCipher connection to one file, with the settings the register needs:
 * raw key and salt, the v3 layout with 4096-byte pages, WAL, synchronous FULL,
 * EXCLUSIVE locking before the first access, no automatic checkpoint.  SQLite
 * results become `enum err`.  After the first CORRUPT, NOTADB or IOERR the
 * connection refuses everything with ERR_DAMAGED or ERR_IO until it is closed
 * (after one HMAC failure an SQLCipher handle lies: reliability.md 1.4).
 */
struct db;

enum db_mode {
    DB_CREATE,    /* the file must not exist */
    DB_WRITE,     /* the file must exist */
    DB_READ_ONLY, /* the file must exist; nothing is written, no WAL is made */
};

/*
 * Open the database file `path` (0600) under `key`.
 * ERR_LIBRARY if the library is not SQLCipher or not the header's version;
 * ERR_MISSING; ERR_EXISTS; ERR_DAMAGED (the key being right, anything that
 * cannot be read is damage); ERR_FULL; ERR_NO_PERMISSION; ERR_IO.
 * `*db` is written only on success; db_close() releases it.
 */
NODISCARD enum err db_open(const char *path, enum db_mode mode, const struct key *key,
                           struct db **db);

/*
 * Finish every statement, checkpoint (unless read-only or failed), close, wipe.
 * NULL is allowed.  BUG if a statement is still open.
 */
void db_close(struct db *db);

/* Transactions do not nest.  A failed commit is rolled back. */
NODISCARD enum err db_begin(struct db *db);
NODISCARD enum err db_commit(struct db *db);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Run statements without parameters or results (schema steps, pragmas). */
NODISCARD enum err db_exec(struct db *db, const char *sql);

/* Move the WAL into the file and truncate it. */
NODISCARD enum err db_checkpoint(struct db *db);

/* Bytes in the WAL now. */
int64_t db_wal_size(const struct db *db);

bool db_is_read_only(const struct db *db);

/* What went wrong last, for the log: SQLite's words, never a pupil's. */
const char *db_error_text(const struct db *db);

/* PRAGMA integrity_check: ERR_OK or ERR_DAMAGED. */
NODISCARD enum err db_integrity(struct db *db);

/*
 * Pages that are zero from end to end in the raw file: a suspicion, not a
 * verdict (reliability.md 1.4 c).  Written to `*count`.
 */
NODISCARD enum err db_zero_pages(const char *path, int64_t *count);

/* fsyncs and page writes so far: for the bench. */
int64_t db_sync_count(const struct db *db);

#endif
