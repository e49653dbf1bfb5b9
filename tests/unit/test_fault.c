// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/db.h"
#include "db/stmt.h"

/*
 * A VFS whose n-th read, write, truncate or sync fails, once or from then on,
 * under the real program: what was acknowledged must be there afterwards.
 */
static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    int calls;
    int fail_at; /* 0: never */
    int result;  /* the failure */
    bool for_ever;
} fault;

struct fault_file {
    sqlite3_file base;
};

static sqlite3_file *inner(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)((struct fault_file *)(void *)file + 1);
}

static bool fails(void)
{
    fault.calls++;
    return fault.fail_at &&
           (fault.calls == fault.fail_at || (fault.for_ever && fault.calls > fault.fail_at));
}

static int fault_close(sqlite3_file *f)
{
    return inner(f)->pMethods->xClose(inner(f));
}

static int fault_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
    if (fails()) {
        return fault.result == SQLITE_FULL ? SQLITE_IOERR_READ : fault.result;
    }
    return inner(f)->pMethods->xRead(inner(f), out, n, at);
}

static int fault_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    if (fails()) {
        inner(f)->pMethods->xWrite(inner(f), bytes, n / 2, at); /* torn */
        return fault.result;
    }
    return inner(f)->pMethods->xWrite(inner(f), bytes, n, at);
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails() ? fault.result : inner(f)->pMethods->xTruncate(inner(f), size);
}

static int fault_sync(sqlite3_file *f, int flags)
{
    return fails() ? fault.result : inner(f)->pMethods->xSync(inner(f), flags);
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return inner(f)->pMethods->xFileSize(inner(f), size);
}

static int fault_lock(sqlite3_file *f, int level)
{
    return inner(f)->pMethods->xLock(inner(f), level);
}

static int fault_unlock(sqlite3_file *f, int level)
{
    return inner(f)->pMethods->xUnlock(inner(f), level);
}

static int fault_reserved(sqlite3_file *f, int *out)
{
    return inner(f)->pMethods->xCheckReservedLock(inner(f), out);
}

static int fault_control(sqlite3_file *f, int op, void *arg)
{
    return inner(f)->pMethods->xFileControl(inner(f), op, arg);
}

static int fault_sector(sqlite3_file *f)
{
    return inner(f)->pMethods->xSectorSize(inner(f));
}

static int fault_device(sqlite3_file *f)
{
    return inner(f)->pMethods->xDeviceCharacteristics(inner(f));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_device,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    f->pMethods = NULL;
    int rc = fault.real->xOpen(fault.real, name, inner(f), flags, out);
    if (rc == SQLITE_OK) {
        f->pMethods = &methods;
    }
    return rc;
}

static int setup(void **state)
{
    (void)state;
    assert_int_equal(key_start(), ERR_OK);
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real; /* everything but opening is the real one's */
    fault.vfs.pNext = NULL;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.xOpen = fault_open;
    assert_int_equal(sqlite3_vfs_register(&fault.vfs, 0), SQLITE_OK);
    return 0;
}

static enum err add(struct db *db, int64_t id)
{
    struct stmt *q = stmt_new(db, "INSERT INTO note VALUES (?, zeroblob(6000))");
    stmt_bind_int(q, 1, id);
    return stmt_run(q);
}

/*
 * A working day in short; `*acknowledged` rows of 1, 2, 3 ... have been
 * committed.  The first failure.
 */
static enum err work(const char *path, const struct key *key, int64_t *acknowledged)
{
    struct db *db = NULL;
    enum err e = db_open(path, (struct db_options){.mode = DB_WRITE, .vfs = "fault"}, key, &db);
    if (e != ERR_OK) {
        return e;
    }
    for (int64_t id = 1; e == ERR_OK && id <= 6; id += 2) {
        e = db_begin(db);
        if (e == ERR_OK) {
            e = add(db, id);
            e = e == ERR_OK ? add(db, id + 1) : e;
            if (e == ERR_OK) {
                e = db_commit(db);
            } else {
                db_rollback(db);
            }
            *acknowledged = e == ERR_OK ? id + 1 : *acknowledged;
        }
        if (e == ERR_OK && id == 3) {
            e = db_checkpoint(db);
        }
    }
    if (e == ERR_IO || e == ERR_DAMAGED) {
        assert_int_equal(db_failed(db), e);
        assert_int_equal(db_exec(db, "SELECT 1"), e);
        assert_int_equal(db_begin(db), e);
    }
    db_close(db);
    return e;
}

static int64_t rows_now(const char *path, const struct key *key)
{
    struct db *db = NULL;
    assert_int_equal(db_open(path, (struct db_options){.mode = DB_WRITE}, key, &db), ERR_OK);
    assert_int_equal(db_integrity(db), ERR_OK);
    struct stmt *q = stmt_new(db, "SELECT count(*) FROM note");
    assert_true(stmt_row(q));
    int64_t rows = stmt_int(q, 0);
    assert_int_equal(stmt_finish(q), ERR_OK);
    db_close(db);
    return rows;
}

/* Fail call 1, 2, 3 ... until the work goes through; the number of failures. */
static int loop(int result, bool for_ever)
{
    char *dir = xstrdup("/tmp/xindang-fault-XXXXXX");
    assert_non_null(mkdtemp(dir));
    char *path = file_join(dir, "register.db");
    char *wal = file_join(dir, "register.db-wal");
    struct key *key = NULL;
    assert_int_equal(key_new(&key), ERR_OK);
    enum err e = ERR_IO;
    int failures = 0;
    for (int n = 1; e != ERR_OK && n < 2000; n++) {
        struct db *db = NULL;
        assert_int_equal(db_open(path, (struct db_options){.mode = DB_CREATE}, key, &db), ERR_OK);
        assert_int_equal(db_exec(db, "CREATE TABLE note (id INTEGER PRIMARY KEY, b)"), ERR_OK);
        db_close(db);
        fault.calls = 0;
        fault.fail_at = n;
        fault.result = result;
        fault.for_ever = for_ever;
        int64_t acknowledged = 0;
        e = work(path, key, &acknowledged);
        failures += e != ERR_OK;
        assert_true(e == ERR_OK || e == ERR_IO || e == ERR_FULL || e == ERR_DAMAGED);
        assert_true(e != ERR_FULL || result == SQLITE_FULL);
        int64_t rows = rows_now(path, key);
        /* A commit whose sync failed may be there all the same, whole. */
        assert_true(rows == acknowledged || rows == acknowledged + 2);
        unlink(path);
        unlink(wal);
        /* The close has calls of its own, which it may lose without harm. */
        e = fault.calls < n ? ERR_OK : ERR_IO;
    }
    assert_int_equal(e, ERR_OK);
    assert_int_equal(rmdir(dir), 0);
    key_free(key);
    xfree(wal);
    xfree(path);
    xfree(dir);
    return failures;
}

static void test_every_call_fails_once(void **state)
{
    (void)state;
    assert_true(loop(SQLITE_IOERR_WRITE, false) > 20);
    assert_true(loop(SQLITE_FULL, false) > 20);
    assert_true(loop(SQLITE_IOERR_FSYNC, false) > 20);
}

static void test_every_call_fails_for_ever(void **state)
{
    (void)state;
    assert_true(loop(SQLITE_IOERR_WRITE, true) > 20);
    assert_true(loop(SQLITE_FULL, true) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_once),
        cmocka_unit_test(test_every_call_fails_for_ever),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
