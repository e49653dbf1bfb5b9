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
 * EXCLUSIVE locking before the first access, no automatic checkpoint, no
 * temporary files.  SQLite results become `enum err`:
 *
 *     CORRUPT NOTADB, an unreadable page   ERR_DAMAGED, sticky
 *     IOERR                                ERR_IO, sticky
 *     FULL  NOMEM  TOOBIG                  ERR_FULL  ERR_NOMEM  ERR_TOO_LARGE
 *     BUSY (another connection)            ERR_IN_USE
 *     LOCKED (a read of this one is open)  ERR_REFUSED
 *     CONSTRAINT MISMATCH                  ERR_CONFLICT
 *     SQL that is wrong                    ERR_INVALID
 *     READONLY  PERM                       ERR_READ_ONLY  ERR_NO_PERMISSION
 *
 * After a sticky one the connection refuses everything with it until it is
 * closed (after one HMAC failure an SQLCipher handle lies: reliability.md 1.4);
 * such a close leaves file and WAL as they are.
 *
 * While a connection is open nothing else in the process may open and close
 * the same file: that would drop SQLite's POSIX locks.
 */
struct db;

enum db_mode {
    DB_CREATE,    /* the file must not exist */
    DB_WRITE,     /* the file must exist */
    DB_READ_ONLY, /* the file must exist; nothing is written, no WAL is made */
};

struct db_options {
    enum db_mode mode;
    const char *vfs; /* the SQLite VFS underneath; NULL is the usual one (tests put theirs) */
};

/*
 * Open the database file `path` (0600) under `key`.  DB_READ_ONLY also opens
 * in a folder that may not be written, and reads a WAL that was left over.
 * ERR_LIBRARY if the library is not SQLCipher or not the header's version;
 * ERR_MISSING; ERR_EXISTS; ERR_DAMAGED (the key being right, anything that
 * cannot be read is damage); ERR_IN_USE; ERR_FULL; ERR_READ_ONLY,
 * ERR_NO_PERMISSION; ERR_IO.  `*out` is written only on success; db_close()
 * releases it.  A failed DB_CREATE leaves no file.
 */
NODISCARD enum err db_open(const char *path, struct db_options options, const struct key *key,
                           struct db **out);

/*
 * A connection that refuses everything with `e`: in the place of one that cannot be
 * opened again, so that whoever reads is told.
 */
struct db *db_refusing(enum err e);

/*
 * Roll back an open transaction, finish the cache, checkpoint (unless read-only
 * or failed), close, wipe.  NULL is allowed.  BUG if a statement is in use.
 */
void db_close(struct db *db);

/*
 * Transactions do not nest (BUG).  A failed commit is rolled back.  If SQLite
 * has rolled back by itself (full disk), db_commit() returns that failure.
 */
NODISCARD enum err db_begin(struct db *db);
NODISCARD enum err db_commit(struct db *db);

/* Nothing to do is allowed. */
void db_rollback(struct db *db);

/*
 * A read that is running ends with ERR_CANCELLED as soon as `wanted` says true;
 * it is asked about every millisecond.  NULL: never.
 */
void db_give_way(struct db *db, bool (*wanted)(void *ctx), void *ctx);

/* Run statements without parameters or results (schema steps, pragmas). */
NODISCARD enum err db_exec(struct db *db, const char *sql);

/*
 * Move the WAL into the file and truncate it.  BUG in a transaction;
 * ERR_REFUSED while a statement is being read.  ERR_FULL loses nothing: the WAL
 * stays and is read on.
 */
NODISCARD enum err db_checkpoint(struct db *db);

/* Bytes in the WAL now. */
int64_t db_wal_size(const struct db *db);

/* Whether a statement is in use: then the connection cannot be closed. */
bool db_is_read(const struct db *db);

/* ERR_OK, or the sticky failure with which everything is refused. */
enum err db_failed(const struct db *db);

/* PRAGMA integrity_check: ERR_OK or ERR_DAMAGED (sticky). */
NODISCARD enum err db_integrity(struct db *db);

/*
 * The first 16 bytes of the file, to be compared with key_salt().  Not while a
 * connection to the file is open.  ERR_DAMAGED if the file is shorter.
 */
NODISCARD enum err db_read_salt(const char *path, uint8_t salt[SALT_BYTES]);

/* Whether the file begins with a page of zeros (a lost sector); not while it is open. */
bool db_first_page_is_lost(const char *path);

/* fsyncs, and bytes written, by this connection so far: for the bench. */
int64_t db_sync_count(const struct db *db);
int64_t db_bytes_written(const struct db *db);

#endif
