// SPDX-License-Identifier: MIT
#define SQLITE_HAS_CODEC 1 /* declares sqlite3_key(); SQLCipher's header wants it */

#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/handle.h"
#include "db/stmt.h"

enum { PAGE_BYTES = 4096 };

/* --- opening --------------------------------------------------------------- */

/*
 * Run a pragma and give back its last row's first column (the caller frees it,
 * NULL without a row).  Unknown pragmas answer nothing and raise nothing, so
 * a setting counts only when its row says so.
 */
static enum err pragma(struct db *db, const char *sql, char **answer)
{
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(db->sql, sql, -1, &q, NULL);
    *answer = NULL;
    while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        xfree(*answer);
        *answer = xstrdup((const char *)sqlite3_column_text(q, 0));
        rc = SQLITE_OK;
    }
    /* Before finalizing, which may change SQLite's words. */
    enum err e = rc == SQLITE_DONE || rc == SQLITE_OK ? ERR_OK : fault_note(db, rc, false);
    sqlite3_finalize(q);
    if (e != ERR_OK) {
        xfree(*answer);
        *answer = NULL;
    }
    return e;
}

/* A pragma that must answer `want`; ERR_LIBRARY if it answers otherwise. */
static enum err pragma_expect(struct db *db, const char *sql, const char *want)
{
    char *answer = NULL;
    enum err e = pragma(db, sql, &answer);
    if (e == ERR_OK && (!answer || strcmp(answer, want) != 0)) {
        e = ERR_LIBRARY;
    }
    xfree(answer);
    return e;
}

static enum err pragma_run(struct db *db, const char *sql)
{
    char *answer = NULL;
    enum err e = pragma(db, sql, &answer);
    xfree(answer);
    return e;
}

/* The key and the one file layout that SQLCipher 3 and 4 both read. */
static enum err unlock(struct db *db, const struct key *key)
{
    char *version = NULL;
    enum err e = pragma(db, "PRAGMA cipher_version", &version);
    if (e == ERR_OK && !version) {
        e = ERR_LIBRARY;
    }
    long major = version ? strtol(version, NULL, 10) : 0;
    xfree(version);
    if (e != ERR_OK) {
        return e;
    }
    const char *sql = key_sql(key);
    int rc = sqlite3_key(db->sql, sql, (int)strlen(sql));
    if (rc != SQLITE_OK) {
        return fault_note(db, rc, false);
    }
    if (major >= 4) {
        e = pragma_run(db, "PRAGMA cipher_compatibility = 3");
    }
    if (e == ERR_OK) {
        e = pragma_run(db, "PRAGMA cipher_page_size = 4096");
    }
    return e == ERR_OK ? pragma_expect(db, "PRAGMA cipher_page_size", "4096") : e;
}

/* The settings after the key, in their order; `want` is the row they answer. */
static const struct {
    const char *sql;
    const char *want;
    bool writing; /* not for DB_READ_ONLY */
} settings[] = {
    {"PRAGMA locking_mode = EXCLUSIVE", "exclusive", false}, /* before the first access: no -shm */
    {"PRAGMA temp_store = MEMORY", NULL, false},
    {"PRAGMA temp_store", "2", false},
    {"PRAGMA cell_size_check = ON", NULL, false},
    {"PRAGMA cache_size = -384", NULL, false}, /* KiB: memory; screens fetch a page */
    {"PRAGMA journal_mode = WAL", "wal", true},
    {"PRAGMA synchronous = FULL", NULL, true},
    {"PRAGMA synchronous", "2", true},
    {"PRAGMA secure_delete = ON", "1", true},
    {"PRAGMA wal_autocheckpoint = 0", "0", true},
    {"PRAGMA page_size", "4096", false},
    {"SELECT count(*) FROM sqlite_master", NULL, false}, /* the first read proves key and page 1 */
};

static enum err configure(struct db *db)
{
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (settings[i].writing && db->mode == DB_READ_ONLY) {
            continue;
        }
        enum err e = settings[i].want ? pragma_expect(db, settings[i].sql, settings[i].want)
                                      : pragma_run(db, settings[i].sql);
        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

/* Whether the file may be opened in this mode; DB_CREATE makes it, empty, 0600. */
static enum err prepare_file(const char *path, enum db_mode mode)
{
    if (mode == DB_CREATE) {
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0) {
            return err_from_errno(errno);
        }
        close(fd);
        return ERR_OK;
    }
    struct stat st;
    if (stat(path, &st) != 0) {
        return err_from_errno(errno);
    }
    if (access(path, mode == DB_WRITE ? R_OK | W_OK : R_OK) != 0) {
        return err_from_errno(errno);
    }
    /* SQLite would take an empty file for a new database. */
    return S_ISREG(st.st_mode) && st.st_size >= PAGE_BYTES ? ERR_OK : ERR_DAMAGED;
}

static enum err open_handle(struct db *db, const char *vfs, const struct key *key)
{
    enum err e = vfs_attach(db, vfs);
    if (e != ERR_OK) {
        return e;
    }
    int flags = db->mode == DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    int rc = sqlite3_open_v2(db->path, &db->sql, flags | SQLITE_OPEN_NOMUTEX, db->vfs_name);
    if (!db->sql) {
        return ERR_NOMEM;
    }
    if (rc != SQLITE_OK) {
        return fault_note(db, rc, false);
    }
    sqlite3_extended_result_codes(db->sql, 1);
    e = unlock(db, key);
    return e == ERR_OK ? configure(db) : e;
}

static void close_handle(struct db *db)
{
    stmt_close_all(db);
    db->keep_wal = db->keep_wal || db->mode == DB_READ_ONLY;
    if (db->sql) {
        int rc = sqlite3_close(db->sql);
        BUG_ON(rc != SQLITE_OK); /* the key would stay in memory */
    }
    vfs_detach(db);
    xfree(db->path);
    xfree(db);
}

static void remove_new_file(const char *path)
{
    char *wal = str_format("%s-wal", path);
    unlink(path);
    unlink(wal);
    xfree(wal);
}

enum err db_open(const char *path, struct db_options options, const struct key *key,
                 struct db **out)
{
    if (sqlite3_libversion_number() != SQLITE_VERSION_NUMBER) {
        return ERR_LIBRARY;
    }
    enum err e = prepare_file(path, options.mode);
    if (e != ERR_OK) {
        return e;
    }
    struct db *db = xcalloc(1, sizeof *db);
    db->path = xstrdup(path);
    db->mode = options.mode;
    e = open_handle(db, options.vfs, key);
    if (e == ERR_OK && options.mode == DB_CREATE) {
        e = db_checkpoint(db); /* so that a new file is whole without its WAL */
        if (e == ERR_OK) {
            e = file_sync_dir(path);
        }
    }
    if (e != ERR_OK) {
        db->keep_wal = true;
        close_handle(db);
        if (options.mode == DB_CREATE) {
            remove_new_file(path);
        }
        return e;
    }
    *out = db;
    return ERR_OK;
}

struct db *db_refusing(enum err e)
{
    struct db *db = xcalloc(1, sizeof *db);
    BUG_ON(sqlite3_open(":memory:", &db->sql) != SQLITE_OK);
    db->mode = DB_READ_ONLY;
    db->failed = e;
    return db;
}

void db_close(struct db *db)
{
    if (db) {
        db_rollback(db);
        close_handle(db);
    }
}

/* --- running --------------------------------------------------------------- */

enum err db_exec(struct db *db, const char *sql)
{
    if (db->failed != ERR_OK) {
        return db->failed;
    }
    while (*sql) {
        sqlite3_stmt *q = NULL;
        const char *rest = NULL;
        int rc = sqlite3_prepare_v2(db->sql, sql, -1, &q, &rest);
        if (rc != SQLITE_OK) {
            return fault_note(db, rc, true);
        }
        while (q && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        }
        enum err e = q && rc != SQLITE_DONE ? fault_note(db, rc, false) : ERR_OK;
        sqlite3_finalize(q);
        if (e != ERR_OK) {
            return e;
        }
        sql = rest;
    }
    return ERR_OK;
}

enum err db_begin(struct db *db)
{
    BUG_ON(db->begun);
    if (db->failed != ERR_OK) {
        return db->failed;
    }
    if (db->mode == DB_READ_ONLY) {
        return ERR_READ_ONLY;
    }
    enum err e = db_exec(db, "BEGIN IMMEDIATE");
    db->begun = e == ERR_OK;
    return e;
}

enum err db_commit(struct db *db)
{
    BUG_ON(!db->begun);
    enum err e = db->failed;
    if (e == ERR_OK && sqlite3_get_autocommit(db->sql)) {
        e = db->last != ERR_OK ? db->last : ERR_IO;
    }
    if (e == ERR_OK) {
        e = db_exec(db, "COMMIT");
    }
    if (e != ERR_OK) {
        db_rollback(db);
    }
    db->begun = false;
    return e;
}

void db_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(db->sql)) {
        /* Also on a failed connection.  SQLite drops the changes whatever it answers. */
        sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
    }
    db->begun = false;
}

enum { GIVE_WAY_STEPS = 5000 }; /* of SQLite's machine, about a millisecond */

static int give_way(void *ctx)
{
    struct db *db = ctx;
    return db->wanted(db->wanted_ctx);
}

void db_give_way(struct db *db, bool (*wanted)(void *ctx), void *ctx)
{
    db->wanted = wanted;
    db->wanted_ctx = ctx;
    sqlite3_progress_handler(db->sql, wanted ? GIVE_WAY_STEPS : 0, wanted ? give_way : NULL, db);
}

enum err db_checkpoint(struct db *db)
{
    BUG_ON(db->begun);
    if (db->failed != ERR_OK) {
        return db->failed;
    }
    if (db->mode == DB_READ_ONLY) {
        return ERR_READ_ONLY;
    }
    int rc = sqlite3_wal_checkpoint_v2(db->sql, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : fault_note(db, rc, false);
}

int64_t db_wal_size(const struct db *db)
{
    char *wal = str_format("%s-wal", db->path);
    struct stat st;
    int64_t size = stat(wal, &st) == 0 ? (int64_t)st.st_size : 0;
    xfree(wal);
    return size;
}

enum err db_failed(const struct db *db)
{
    return db->failed;
}

int64_t db_sync_count(const struct db *db)
{
    return db->syncs;
}

int64_t db_bytes_written(const struct db *db)
{
    return db->bytes_written;
}

/* --- checks ---------------------------------------------------------------- */

enum err db_integrity(struct db *db)
{
    if (db->failed != ERR_OK) {
        return db->failed;
    }
    char *answer = NULL;
    enum err e = pragma(db, "PRAGMA integrity_check(1)", &answer);
    if (e == ERR_OK && (!answer || strcmp(answer, "ok") != 0)) {
        e = ERR_DAMAGED;
        db->failed = e;
        db->last = e;
        db->keep_wal = true;
    }
    xfree(answer);
    return e;
}

/* Read up to `n` bytes at the descriptor's place; fewer at the end, -1 with errno. */
static ssize_t read_block(int fd, uint8_t *out, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = read(fd, out + got, n - got);
        if (r < 0 && errno == EINTR) {
            continue;
        }
        if (r < 0) {
            return -1;
        }
        if (r == 0) {
            break;
        }
        got += (size_t)r;
    }
    return (ssize_t)got;
}

bool db_first_page_is_lost(const char *path)
{
    static const uint8_t zeros[PAGE_BYTES];
    uint8_t page[PAGE_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool lost = fd >= 0 && read_block(fd, page, PAGE_BYTES) == PAGE_BYTES &&
                memcmp(page, zeros, PAGE_BYTES) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return lost;
}

enum err db_read_salt(const char *path, uint8_t salt[SALT_BYTES])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    ssize_t got = read_block(fd, salt, SALT_BYTES);
    enum err e = got < 0 ? err_from_errno(errno) : got < SALT_BYTES ? ERR_DAMAGED : ERR_OK;
    close(fd);
    return e;
}
