// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/db.h"
#include "db/stmt.h"

static const char needle[] = "班里没人和我说话";

struct fixture {
    char *dir;
    char *path;
    char *wal;
    struct key *key;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup("/tmp/xindang-db-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->path = file_join(f->dir, "register.db");
    f->wal = file_join(f->dir, "register.db-wal");
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&f->key), ERR_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    chmod(f->dir, 0700);
    unlink(f->path);
    unlink(f->wal);
    assert_int_equal(rmdir(f->dir), 0); /* nothing else was left behind */
    key_free(f->key);
    xfree(f->wal);
    xfree(f->path);
    xfree(f->dir);
    xfree(f);
    return 0;
}

static struct db *open_db(const struct fixture *f, enum db_mode mode)
{
    struct db *db = NULL;
    assert_int_equal(db_open(f->path, (struct db_options){.mode = mode}, f->key, &db), ERR_OK);
    return db;
}

static enum err try_open(const struct fixture *f, enum db_mode mode, const struct key *key)
{
    struct db *db = NULL;
    enum err e = db_open(f->path, (struct db_options){.mode = mode}, key, &db);
    assert_int_equal(e == ERR_OK, db != NULL);
    db_close(db);
    return e;
}

static enum err add(struct db *db, int64_t id, const char *text)
{
    struct stmt *q = stmt_new(db, "INSERT INTO note VALUES (?, ?)");
    stmt_bind_int(q, 1, id);
    stmt_bind_text(q, 2, text);
    return stmt_run(q);
}

static int64_t count(struct db *db)
{
    struct stmt *q = stmt_new(db, "SELECT count(*) FROM note");
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : -1;
    assert_int_equal(stmt_finish(q), ERR_OK);
    return n;
}

/* A register of `rows` long notes. */
static struct db *make(const struct fixture *f, int rows)
{
    struct db *db = open_db(f, DB_CREATE);
    assert_int_equal(db_exec(db, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);"), ERR_OK);
    struct str text = STR_INIT;
    for (int i = 0; i < 100; i++) {
        str_add(&text, needle);
    }
    assert_int_equal(db_begin(db), ERR_OK);
    for (int i = 1; i <= rows; i++) {
        assert_int_equal(add(db, i, text.ptr), ERR_OK);
    }
    assert_int_equal(db_commit(db), ERR_OK);
    str_release(&text);
    return db;
}

static void patch(const char *path, int64_t at, const void *bytes, size_t n)
{
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, n, at), n);
    close(fd);
}

static int64_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

/* --- opening --------------------------------------------------------------- */

static void test_life(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 20);
    assert_true(db_wal_size(db) > 0);
    assert_int_equal(db_checkpoint(db), ERR_OK);
    assert_int_equal(db_wal_size(db), 0);
    assert_true(db_sync_count(db) > 0);
    assert_true(db_bytes_written(db) > 0);
    assert_int_equal(add(db, 21, "心"), ERR_OK);
    db_close(db);
    assert_int_equal(size_of(f->wal), -1); /* moved into the file by the close */
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    db = open_db(f, DB_WRITE);
    assert_int_equal(count(db), 21);
    assert_int_equal(db_integrity(db), ERR_OK);
    db_close(db);
    db_close(NULL);
}

static void test_one_sync_a_commit(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 1);
    assert_int_equal(add(db, 2, "草稿"), ERR_OK);
    int64_t before = db_sync_count(db);
    for (int i = 3; i < 23; i++) {
        assert_int_equal(add(db, i, "草稿"), ERR_OK);
    }
    assert_int_equal(db_sync_count(db) - before, 20);
    db_close(db);
}

static void test_ciphertext(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 5);
    struct str raw = STR_INIT;
    assert_int_equal(file_read(f->wal, 1 << 24, &raw), ERR_OK);
    assert_true(raw.len > 5 * 2400);
    db_close(db);
    assert_int_equal(file_read(f->path, 1 << 24, &raw), ERR_OK);
    for (size_t i = 0; i + sizeof needle <= raw.len; i++) {
        assert_false(raw.ptr[i] == needle[0] && memcmp(raw.ptr + i, needle, 12) == 0);
        assert_false(raw.ptr[i] == 'S' && memcmp(raw.ptr + i, "SQLite format 3", 15) == 0);
        assert_false(raw.ptr[i] == 'C' && memcmp(raw.ptr + i, "CREATE TABLE", 12) == 0);
    }
    str_release(&raw);
    uint8_t salt[SALT_BYTES];
    assert_int_equal(db_read_salt(f->path, salt), ERR_OK);
    assert_memory_equal(salt, key_salt(f->key), SALT_BYTES);
}

static void test_refusals(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(try_open(f, DB_WRITE, f->key), ERR_MISSING);
    assert_int_equal(try_open(f, DB_READ_ONLY, f->key), ERR_MISSING);
    assert_int_equal(size_of(f->path), -1);
    db_close(make(f, 3));
    assert_int_equal(try_open(f, DB_CREATE, f->key), ERR_EXISTS);
    struct key *other = NULL;
    assert_int_equal(key_new(&other), ERR_OK);
    assert_int_equal(try_open(f, DB_WRITE, other), ERR_DAMAGED);
    assert_int_equal(try_open(f, DB_READ_ONLY, other), ERR_DAMAGED);
    key_free(other);
    assert_int_equal(try_open(f, DB_WRITE, f->key), ERR_OK);
    assert_int_equal(truncate(f->path, 0), 0);
    assert_int_equal(try_open(f, DB_WRITE, f->key), ERR_DAMAGED);
    assert_int_equal(size_of(f->path), 0);
    struct db *db = NULL;
    assert_int_equal(
        db_open("/nonexistent/register.db", (struct db_options){.mode = DB_CREATE}, f->key, &db),
        ERR_MISSING);
    unlink(f->path);
    struct db_options unknown = {.mode = DB_CREATE, .vfs = "没有这一层"};
    assert_int_equal(db_open(f->path, unknown, f->key, &db), ERR_LIBRARY);
    assert_int_equal(size_of(f->path), -1); /* a failed creation leaves nothing */
}

static void test_salt_bytes_destroyed(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 3));
    static const uint8_t zero[SALT_BYTES];
    patch(f->path, 0, zero, sizeof zero);
    struct db *db = open_db(f, DB_READ_ONLY);
    assert_int_equal(count(db), 3); /* key and salt together: nothing is lost */
    db_close(db);
}

static void test_second_connection(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 1);
    pid_t child = fork(); /* another process: POSIX locks do not work within one */
    if (child == 0) {
        struct db *second = NULL;
        enum err w = db_open(f->path, (struct db_options){.mode = DB_WRITE}, f->key, &second);
        enum err r = db_open(f->path, (struct db_options){.mode = DB_READ_ONLY}, f->key, &second);
        _exit(w == ERR_IN_USE && r == ERR_IN_USE ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    db_close(db);
}

/* --- crash and reading only ------------------------------------------------ */

/* A child writes rows, one commit each, and is killed with the WAL unfinished. */
static void leave_wal(const struct fixture *f, int rows)
{
    int out[2];
    assert_int_equal(pipe(out), 0);
    pid_t child = fork();
    if (child == 0) {
        struct db *db = NULL;
        if (db_open(f->path, (struct db_options){.mode = DB_WRITE}, f->key, &db) != ERR_OK) {
            _exit(1);
        }
        for (int i = 0; i < rows; i++) {
            if (add(db, 1000 + i, needle) != ERR_OK) {
                _exit(1);
            }
        }
        if (db_begin(db) != ERR_OK || add(db, 5000, "没有提交") != ERR_OK) {
            _exit(1);
        }
        ssize_t n = write(out[1], "x", 1);
        (void)n;
        pause();
    }
    char byte;
    close(out[1]);
    assert_int_equal(read(out[0], &byte, 1), 1);
    close(out[0]);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(size_of(f->wal) > 0);
}

static void test_killed(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 10));
    leave_wal(f, 15);
    struct db *db = open_db(f, DB_WRITE);
    assert_int_equal(count(db), 25);
    assert_int_equal(db_integrity(db), ERR_OK);
    db_close(db);
    assert_int_equal(size_of(f->wal), -1);
}

static void test_read_only(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 10));
    int64_t size = size_of(f->path);
    assert_int_equal(chmod(f->dir, 0500), 0);
    struct db *db = open_db(f, DB_READ_ONLY);
    assert_int_equal(count(db), 10);
    assert_int_equal(db_integrity(db), ERR_OK);
    assert_int_equal(db_begin(db), ERR_READ_ONLY);
    assert_int_equal(db_checkpoint(db), ERR_READ_ONLY);
    assert_int_equal(add(db, 11, "不许写"), ERR_READ_ONLY);
    assert_int_equal(db_exec(db, "DELETE FROM note"), ERR_READ_ONLY);
    assert_int_equal(count(db), 10);
    assert_int_equal(db_bytes_written(db), 0);
    db_close(db);
    assert_int_equal(size_of(f->wal), -1);
    assert_int_equal(size_of(f->path), size);
}

static void test_read_only_with_wal(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 10));
    leave_wal(f, 15);
    int64_t size = size_of(f->path);
    int64_t wal_size = size_of(f->wal);
    assert_int_equal(chmod(f->path, 0400), 0);
    assert_int_equal(chmod(f->wal, 0400), 0);
    assert_int_equal(chmod(f->dir, 0500), 0);
    for (int i = 0; i < 2; i++) {
        struct db *db = open_db(f, DB_READ_ONLY);
        assert_int_equal(count(db), 25);
        assert_int_equal(add(db, 11, "不许写"), ERR_READ_ONLY);
        db_close(db);
        assert_int_equal(size_of(f->path), size);
        assert_int_equal(size_of(f->wal), wal_size);
    }
    chmod(f->path, 0600);
    chmod(f->wal, 0600);
    chmod(f->dir, 0700);
    struct db *db = open_db(f, DB_WRITE);
    assert_int_equal(count(db), 25);
    db_close(db);
}

/* --- damage ---------------------------------------------------------------- */

/* Read everything; the first failure. */
static enum err read_all(struct db *db)
{
    struct stmt *q = stmt_new(db, "SELECT text FROM note");
    while (stmt_row(q)) {
        assert_int_equal(strlen(stmt_text(q, 0)), 2400);
    }
    return stmt_finish(q);
}

static void test_flipped_pages(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 40));
    int64_t pages = size_of(f->path) / 4096;
    assert_true(pages > 20);
    for (int64_t page = 0; page < pages; page++) {
        struct str raw = STR_INIT;
        assert_int_equal(file_read(f->path, 1 << 24, &raw), ERR_OK);
        char was = raw.ptr[page * 4096 + 100];
        char now = (char)(was ^ 4);
        str_release(&raw);
        patch(f->path, page * 4096 + 100, &now, 1);
        struct db *db = NULL;
        enum err e = db_open(f->path, (struct db_options){.mode = DB_WRITE}, f->key, &db);
        if (e == ERR_OK) {
            e = read_all(db);
            /* After that nothing is answered any more, and nothing written. */
            assert_int_equal(db_failed(db), ERR_DAMAGED);
            assert_int_equal(add(db, 900, "之后"), ERR_DAMAGED);
            assert_int_equal(db_begin(db), ERR_DAMAGED);
            assert_int_equal(db_checkpoint(db), ERR_DAMAGED);
            assert_int_equal(db_exec(db, "SELECT 1"), ERR_DAMAGED);
            assert_int_equal(db_integrity(db), ERR_DAMAGED);
            db_close(db);
        }
        assert_int_equal(e, ERR_DAMAGED);
        patch(f->path, page * 4096 + 100, &was, 1);
    }
    struct db *db = open_db(f, DB_WRITE);
    assert_int_equal(read_all(db), ERR_OK);
    db_close(db);
}

static void test_integrity_is_sticky(void **state)
{
    struct fixture *f = *state;
    db_close(make(f, 40));
    patch(f->path, 10 * 4096 + 7, "损坏", 6);
    struct db *db = open_db(f, DB_READ_ONLY);
    assert_int_equal(db_integrity(db), ERR_DAMAGED);
    assert_int_equal(db_failed(db), ERR_DAMAGED);
    struct stmt *q = stmt_new(db, "SELECT count(*) FROM note");
    assert_false(stmt_row(q));
    assert_int_equal(stmt_finish(q), ERR_DAMAGED);
    db_close(db);
}

/* --- transactions ---------------------------------------------------------- */

static void test_rollback(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 3);
    db_rollback(db);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(add(db, 4, "作废"), ERR_OK);
    db_rollback(db);
    assert_int_equal(count(db), 3);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(add(db, 4, "关上就没了"), ERR_OK);
    db_close(db);
    db = open_db(f, DB_WRITE);
    assert_int_equal(count(db), 3);
    assert_int_equal(add(db, 3, "号重了"), ERR_CONFLICT);
    assert_int_equal(db_failed(db), ERR_OK);
    assert_int_equal(db_exec(db, "SELEC 1"), ERR_INVALID);
    assert_int_equal(db_failed(db), ERR_OK);
    assert_int_equal(db_exec(db, "-- nothing\n;;"), ERR_OK);
    db_close(db);
}

/* The page limit answers as a full disk does. */
static void test_full_is_not_sticky(void **state)
{
    struct fixture *f = *state;
    struct db *db = make(f, 3);
    assert_int_equal(db_exec(db, "PRAGMA max_page_count = 12"), ERR_OK);
    assert_int_equal(db_begin(db), ERR_OK);
    enum err e = ERR_OK;
    struct str text = STR_INIT;
    for (int i = 0; i < 3000; i++) {
        str_addc(&text, 'x');
    }
    for (int i = 10; e == ERR_OK && i < 100; i++) {
        e = add(db, i, text.ptr);
    }
    assert_int_equal(e, ERR_FULL);
    assert_int_equal(db_failed(db), ERR_OK);
    db_rollback(db);
    assert_int_equal(count(db), 3);
    assert_int_equal(add(db, 10, "短"), ERR_OK);
    assert_int_equal(count(db), 4);
    str_release(&text);
    db_close(db);
}

/* --- the stock shell ------------------------------------------------------- */

static void test_stock_shell(void **state)
{
    struct fixture *f = *state;
    if (access("/usr/bin/sqlcipher", X_OK) != 0) {
        skip();
    }
    db_close(make(f, 7));
    char *command = str_format("sqlcipher '%s' \"PRAGMA key = \\\"%s\\\";"
                               "PRAGMA cipher_page_size = 4096; SELECT count(*) FROM note;"
                               "INSERT INTO note VALUES (8, '外面写的');\"",
                               f->path, key_sql(f->key));
    FILE *shell = popen(command, "r");
    assert_non_null(shell);
    char line[64] = "";
    assert_non_null(fgets(line, sizeof line, shell));
    assert_int_equal(pclose(shell), 0);
    assert_string_equal(line, "7\n");
    xwipe_str(command);
    struct db *db = open_db(f, DB_WRITE);
    assert_int_equal(count(db), 8);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    /* clang-format off */
    const struct CMUnitTest tests[] = {
        TEST(test_life), TEST(test_one_sync_a_commit), TEST(test_ciphertext), TEST(test_refusals),
        TEST(test_salt_bytes_destroyed), TEST(test_second_connection), TEST(test_killed),
        TEST(test_read_only), TEST(test_read_only_with_wal), TEST(test_flipped_pages),
        TEST(test_integrity_is_sticky), TEST(test_rollback), TEST(test_full_is_not_sticky),
        TEST(test_stock_shell),
    };
    /* clang-format on */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
