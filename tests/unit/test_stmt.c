// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/db.h"
#include "db/stmt.h"

struct fixture {
    char *dir;
    char *path;
    struct key *key;
    struct db *db;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup("/tmp/xindang-stmt-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->path = file_join(f->dir, "register.db");
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&f->key), ERR_OK);
    assert_int_equal(db_open(f->path, (struct db_options){.mode = DB_CREATE}, f->key, &f->db),
                     ERR_OK);
    assert_int_equal(db_exec(f->db, "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b BLOB)"), ERR_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    db_close(f->db);
    unlink(f->path);
    assert_int_equal(rmdir(f->dir), 0);
    key_free(f->key);
    xfree(f->path);
    xfree(f->dir);
    xfree(f);
    return 0;
}

static void test_values(void **state)
{
    struct fixture *f = *state;
    struct stmt *q = stmt_new(f->db, "INSERT INTO t VALUES (?, ?, ?)");
    stmt_bind_int(q, 1, 1);
    stmt_bind_text(q, 2, "覃小𠮷，女");
    stmt_bind_blob(q, 3, "\0\xff\0", 3);
    assert_int_equal(stmt_run(q), ERR_OK);
    q = stmt_new(f->db, "INSERT INTO t VALUES (?, ?, ?)");
    stmt_bind_int(q, 1, INT64_MAX);
    stmt_bind_text(q, 2, NULL);
    stmt_bind_blob(q, 3, NULL, 0);
    assert_int_equal(stmt_run(q), ERR_OK);
    q = stmt_new(f->db, "INSERT INTO t VALUES (?, ?, ?)");
    stmt_bind_int(q, 1, -5);
    stmt_bind_int(q, 2, NONE);
    stmt_bind_null(q, 3);
    assert_int_equal(stmt_run(q), ERR_OK);

    size_t n = 99;
    q = stmt_new(f->db, "SELECT id, a, b AS 字节 FROM t ORDER BY id");
    assert_true(stmt_row(q));
    assert_int_equal(stmt_int(q, 0), -5);
    assert_int_equal(stmt_int(q, 1), NONE);
    assert_true(stmt_is_null(q, 2));
    assert_null(stmt_blob(q, 2, &n));
    assert_int_equal(n, 0);
    assert_true(stmt_row(q));
    assert_string_equal(stmt_text(q, 1), "覃小𠮷，女");
    assert_memory_equal(stmt_blob(q, 2, &n), "\0\xff\0", 3);
    assert_int_equal(n, 3);
    assert_true(stmt_row(q));
    assert_int_equal(stmt_int(q, 0), INT64_MAX);
    assert_null(stmt_text(q, 1));
    assert_false(stmt_is_null(q, 2));
    stmt_blob(q, 2, &n);
    assert_int_equal(n, 0);
    assert_false(stmt_row(q));
    assert_int_equal(stmt_finish(q), ERR_OK);
    assert_int_equal(stmt_finish(NULL), ERR_OK);
}

static void test_reset_and_reuse(void **state)
{
    struct fixture *f = *state;
    struct stmt *first = stmt_new(f->db, "INSERT INTO t (id, a) VALUES (?, ?)");
    for (int i = 0; i < 10; i++) {
        stmt_bind_int(first, 1, i);
        if (i % 2) {
            stmt_bind_text(first, 2, "单");
        }
        assert_false(stmt_row(first));
        stmt_reset(first);
    }
    assert_int_equal(stmt_finish(first), ERR_OK);
    /* The cache gives the same one back, without the old parameters. */
    struct stmt *again = stmt_new(f->db, "INSERT INTO t (id, a) VALUES (?, ?)");
    assert_ptr_equal(again, first);
    struct stmt *other = stmt_new(f->db, "INSERT INTO t (id, a) VALUES (?, ?)");
    assert_ptr_not_equal(other, first);
    assert_int_equal(stmt_run(again), ERR_OK);
    assert_int_equal(stmt_finish(other), ERR_OK);
    struct stmt *q = stmt_new(f->db, "SELECT count(a), count(*) FROM t");
    assert_true(stmt_row(q));
    assert_int_equal(stmt_int(q, 0), 5);
    assert_int_equal(stmt_int(q, 1), 11);
    assert_int_equal(stmt_finish(q), ERR_OK);
}

static void test_failure_is_kept(void **state)
{
    struct fixture *f = *state;
    struct stmt *q = stmt_new(f->db, "SELECT 没有 FROM 这张表");
    stmt_bind_int(q, 1, 1);
    stmt_bind_text(q, 2, "x");
    assert_false(stmt_row(q));
    stmt_reset(q);
    assert_int_equal(stmt_finish(q), ERR_INVALID);

    q = stmt_new(f->db, "INSERT INTO t (id) VALUES (?)");
    stmt_bind_int(q, 1, 7);
    assert_false(stmt_row(q));
    stmt_reset(q);
    stmt_bind_int(q, 1, 7);
    assert_false(stmt_row(q));
    stmt_reset(q);
    stmt_bind_int(q, 1, 8);
    assert_false(stmt_row(q));
    assert_int_equal(stmt_finish(q), ERR_CONFLICT);
    q = stmt_new(f->db, "SELECT count(*) FROM t");
    assert_true(stmt_row(q));
    assert_int_equal(stmt_int(q, 0), 1);
    assert_int_equal(stmt_finish(q), ERR_OK);

    /* Wrong SQL that shows only while it runs does not condemn the file. */
    q = stmt_new(f->db, "SELECT abs(-9223372036854775807 - 1)");
    assert_false(stmt_row(q));
    assert_int_equal(stmt_finish(q), ERR_INVALID);
    assert_int_equal(db_failed(f->db), ERR_OK);
}

static void test_cache_is_bounded(void **state)
{
    struct fixture *f = *state;
    struct stmt *held = stmt_new(f->db, "SELECT id FROM t WHERE id = 1");
    for (int i = 0; i < 1000; i++) {
        char *sql = str_format("SELECT %d", i);
        struct stmt *q = stmt_new(f->db, sql);
        xfree(sql); /* the text need not live */
        assert_true(stmt_row(q));
        assert_int_equal(stmt_int(q, 0), i);
        assert_int_equal(stmt_finish(q), ERR_OK);
    }
    assert_false(stmt_row(held));
    assert_int_equal(stmt_finish(held), ERR_OK);
}

static void test_checkpoint_waits_for_reads(void **state)
{
    struct fixture *f = *state;
    struct stmt *q = stmt_new(f->db, "SELECT * FROM sqlite_master");
    assert_true(stmt_row(q));
    assert_int_equal(db_checkpoint(f->db), ERR_REFUSED);
    assert_int_equal(stmt_finish(q), ERR_OK);
    assert_int_equal(db_checkpoint(f->db), ERR_OK);
}

/* The status of a child that does `act`, which must be a BUG: abort. */
static void assert_bug(struct db *db, void (*act)(struct db *))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(2);
        }
        act(db);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void close_in_use(struct db *db)
{
    (void)!stmt_row(stmt_new(db, "SELECT 1"));
    db_close(db);
}

static void bind_outside(struct db *db)
{
    stmt_bind_int(stmt_new(db, "SELECT ?"), 2, 1);
}

static void two_statements(struct db *db)
{
    stmt_new(db, "SELECT 1; DELETE FROM t");
}

static void nested(struct db *db)
{
    (void)!db_begin(db);
    (void)!db_begin(db);
}

static void test_bugs(void **state)
{
    struct fixture *f = *state;
    assert_bug(f->db, close_in_use);
    assert_bug(f->db, bind_outside);
    assert_bug(f->db, two_statements);
    assert_bug(f->db, nested);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_values),
        TEST(test_reset_and_reuse),
        TEST(test_failure_is_kept),
        TEST(test_cache_is_bounded),
        TEST(test_checkpoint_waits_for_reads),
        TEST(test_bugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
