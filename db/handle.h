// SPDX-License-Identifier: MIT
#ifndef DB_HANDLE_H
#define DB_HANDLE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

/*
 * The inside of a connection, shared by db.c, fault.c, vfs.c and stmt.c and by
 * nobody else.
 */
struct stmt;

enum { STMT_BUCKETS = 64 };

struct db {
    sqlite3 *sql;
    char *path;
    enum db_mode mode;

    /* vfs.c: this connection's own layer over the VFS `real`. */
    sqlite3_vfs vfs;
    char *vfs_name;
    sqlite3_vfs *real;
    bool keep_wal; /* closing must neither write the file nor remove the WAL */
    int64_t syncs;
    int64_t bytes_written;

    /* fault.c */
    enum err failed; /* sticky: ERR_DAMAGED or ERR_IO, everything is refused */
    enum err last;   /* the newest failure */

    bool (*wanted)(void *ctx); /* db_give_way(); NULL */
    void *wanted_ctx;

    bool begun; /* between db_begin() and db_commit() or db_rollback() */

    /* stmt.c: every prepared statement, by a hash of its text. */
    struct stmt *buckets[STMT_BUCKETS];
    int idle;      /* cached and not in use */
    uint64_t tick; /* counts uses, for finding the one not used for longest */
};

/* --- vfs.c --- */

/*
 * Put this connection's layer over the VFS called `name` (NULL: the usual one)
 * and give it to SQLite.  It counts, refuses temporary files (they would hold
 * plaintext), and in DB_READ_ONLY it writes nothing at all: a missing WAL
 * reads as an empty one, locks stop at SHARED.  ERR_LIBRARY without such a VFS.
 */
NODISCARD enum err vfs_attach(struct db *db, const char *name);
void vfs_detach(struct db *db);

/* --- fault.c --- */

/*
 * Note the failure `rc` of the connection, make it refuse everything if `rc`
 * says so.  `preparing`: the failure came from compiling SQL.
 */
enum err fault_note(struct db *db, int rc, bool preparing);

/* The error for an SQLite result that has no connection yet. */
enum err fault_of(int rc);

/* --- stmt.c --- */

/* Finalize the cache; BUG if a statement is in use. */
void stmt_close_all(struct db *db);

#endif
