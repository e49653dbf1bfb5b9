// SPDX-License-Identifier: MIT
#include <errno.h>
#include <string.h>

#include "core/base/debug.h"
#include "db/handle.h"

/* What an SQLite result means to the program. */
static const struct {
    int rc; /* primary code */
    enum err e;
    bool sticky;
} fault_table[] = {
    {SQLITE_OK, ERR_OK, false},
    {SQLITE_ROW, ERR_OK, false},
    {SQLITE_DONE, ERR_OK, false},
    {SQLITE_CORRUPT, ERR_DAMAGED, true},
    {SQLITE_NOTADB, ERR_DAMAGED, true},
    {SQLITE_IOERR, ERR_IO, true},
    {SQLITE_ERROR, ERR_DAMAGED, true}, /* SQLCipher 3's word for a page whose HMAC fails */
    {SQLITE_INTERNAL, ERR_DAMAGED, true},
    {SQLITE_PROTOCOL, ERR_IO, true},
    {SQLITE_FULL, ERR_FULL, false},
    {SQLITE_NOMEM, ERR_NOMEM, false},
    {SQLITE_BUSY, ERR_IN_USE, false},
    {SQLITE_LOCKED, ERR_REFUSED, false}, /* a conflict inside this connection */
    {SQLITE_ABORT, ERR_REFUSED, false},
    {SQLITE_SCHEMA, ERR_REFUSED, false},
    {SQLITE_READONLY, ERR_READ_ONLY, false},
    {SQLITE_CANTOPEN, ERR_IO, false},
    {SQLITE_PERM, ERR_NO_PERMISSION, false},
    {SQLITE_AUTH, ERR_NO_PERMISSION, false},
    {SQLITE_INTERRUPT, ERR_CANCELLED, false},
    {SQLITE_TOOBIG, ERR_TOO_LARGE, false},
    {SQLITE_CONSTRAINT, ERR_CONFLICT, false},
    {SQLITE_MISMATCH, ERR_CONFLICT, false},
};

static size_t fault_row(int rc)
{
    for (size_t i = 0; i < COUNT(fault_table); i++) {
        if (fault_table[i].rc == (rc & 0xff)) {
            return i;
        }
    }
    BUG("SQLite result %d", rc);
}

enum err fault_of(int rc)
{
    return rc == SQLITE_IOERR_NOMEM ? ERR_NOMEM : fault_table[fault_row(rc)].e;
}

/*
 * SQLITE_ERROR is wrong SQL (a report of the school's own) or an unreadable
 * page.  The page comes without words of its own.
 */
static bool is_wrong_sql(const struct db *db, int rc, bool preparing)
{
    return (rc & 0xff) == SQLITE_ERROR &&
           (preparing || strcmp(sqlite3_errmsg(db->sql), sqlite3_errstr(SQLITE_ERROR)) != 0);
}

enum err fault_note(struct db *db, int rc, bool preparing)
{
    enum err e = fault_of(rc);
    if (e == ERR_OK) {
        return e;
    }
    bool sticky = fault_table[fault_row(rc)].sticky && e != ERR_NOMEM;
    if (is_wrong_sql(db, rc, preparing)) {
        e = ERR_INVALID;
        sticky = false;
    } else if ((rc & 0xff) == SQLITE_CANTOPEN) {
        int saved = sqlite3_system_errno(db->sql);
        e = saved ? err_from_errno(saved) : ERR_IO;
    }
    db->last = e;
    if (sticky && db->failed == ERR_OK) {
        db->failed = e;
        db->keep_wal = true;
    }
    return e;
}
