// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "db/db.h"
#include "db/migrate.h"
#include "db/stmt.h"

static const struct schema_step steps[] = {
    {1, "-- 学生\n"
        "CREATE TABLE pupil (\n"
        "    id INTEGER PRIMARY KEY, -- 编号\n"
        "    name TEXT               -- 姓名\n"
        ");\n"
        "INSERT INTO pupil (name) VALUES ('缪茜');\n"},
    {2, "ALTER TABLE pupil ADD COLUMN pinyin TEXT; UPDATE pupil SET pinyin = 'miaoxi';"},
    {3, "CREATE INDEX pupil_pinyin ON pupil (pinyin);"},
};

/* The last step fails after its first statement did something. */
static const struct schema_step broken[] = {
    {1, "CREATE TABLE pupil (id INTEGER PRIMARY KEY, name TEXT);"},
    {2, "ALTER TABLE pupil ADD COLUMN extra TEXT;"},
    {3, "CREATE TABLE more (id); INSERT INTO missing VALUES (1);"},
};

struct fixture {
    char *dir;
    char *path;
    struct key *key;
    struct db *db;
};

static void open_db(struct fixture *f, enum db_mode mode)
{
    assert_int_equal(db_open(f->path, (struct db_options){.mode = mode}, f->key, &f->db), ERR_OK);
}

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup("/tmp/xindang-migrate-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->path = file_join(f->dir, "register.db");
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&f->key), ERR_OK);
    open_db(f, DB_CREATE);
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

static int version_of(struct db *db)
{
    int version = -1;
    assert_int_equal(migrate_version(db, 99, &version), ERR_OK);
    return version;
}

static int64_t number(struct db *db, const char *sql)
{
    struct stmt *q = stmt_new(db, sql);
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : -1;
    assert_int_equal(stmt_finish(q), ERR_OK);
    return n;
}

static void test_from_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(version_of(f->db), 0);
    assert_int_equal(migrate_run(f->db, steps, 3), ERR_OK);
    assert_int_equal(version_of(f->db), 3);
    assert_int_equal(number(f->db, "SELECT count(*) FROM pupil WHERE pinyin = 'miaoxi'"), 1);
    int64_t syncs = db_sync_count(f->db);
    assert_int_equal(migrate_run(f->db, steps, 3), ERR_OK);
    assert_int_equal(db_sync_count(f->db), syncs); /* nothing to do */
}

static void test_from_each_version(void **state)
{
    struct fixture *f = *state;
    for (int n = 0; n <= 3; n++) {
        assert_int_equal(migrate_run(f->db, steps, n), ERR_OK);
        assert_int_equal(version_of(f->db), n);
    }
    assert_int_equal(number(f->db, "SELECT count(*) FROM pupil"), 1); /* step 1 ran once */
}

static void test_newer_file(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(migrate_run(f->db, steps, 3), ERR_OK);
    int version = -1;
    assert_int_equal(migrate_version(f->db, 2, &version), ERR_NEWER);
    assert_int_equal(version, -1);
    assert_int_equal(migrate_run(f->db, steps, 2), ERR_NEWER);
    assert_int_equal(db_exec(f->db, "PRAGMA user_version = -4"), ERR_OK);
    assert_int_equal(migrate_run(f->db, steps, 3), ERR_DAMAGED);
}

static void test_failure_changes_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(migrate_run(f->db, broken, 1), ERR_OK);
    assert_int_equal(migrate_run(f->db, broken, 3), ERR_INVALID);
    assert_int_equal(db_checkpoint(f->db), ERR_OK); /* which is a bug in a transaction */
    assert_int_equal(version_of(f->db), 1);
    assert_int_equal(number(f->db, "SELECT count(*) FROM sqlite_master"), 1);
    assert_int_equal(migrate_run(f->db, broken, 2), ERR_OK);
    assert_int_equal(version_of(f->db), 2);
}

static void test_read_only(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(migrate_run(f->db, steps, 2), ERR_OK);
    db_close(f->db);
    open_db(f, DB_READ_ONLY);
    assert_int_equal(migrate_run(f->db, steps, 2), ERR_OK);
    assert_int_equal(migrate_run(f->db, steps, 3), ERR_READ_ONLY);
    assert_int_equal(version_of(f->db), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_from_nothing), TEST(test_from_each_version),
        TEST(test_newer_file),   TEST(test_failure_changes_nothing),
        TEST(test_read_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
