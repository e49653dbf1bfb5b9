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
#include "tests/support/faultvfs.h"

/*
 * A VFS whose n-th read, write, truncate or sync fails, once or from then on,
 * under the real program: what was acknowledged must be there afterwards.
 */

static int setup(void **state)
{
    (void)state;
    assert_int_equal(key_start(), ERR_OK);
    fault_register();
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
