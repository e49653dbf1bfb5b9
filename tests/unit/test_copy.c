// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/stmt.h"

struct fixture {
    char *dir;
    char *from;
    char *to;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup("/tmp/xindang-copy-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->from = file_join(f->dir, "register.db");
    f->to = file_join(f->dir, "备份 2026-03-26.xdb");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    unlink(f->from);
    unlink(f->to);
    assert_int_equal(rmdir(f->dir), 0); /* nothing half written */
    xfree(f->from);
    xfree(f->to);
    xfree(f->dir);
    xfree(f);
    return 0;
}

/* Something of `n` bytes that repeats nowhere near a block. */
static void fill(const char *path, size_t n)
{
    struct str s = STR_INIT;
    for (uint32_t i = 0; s.len + 4 <= n; i++) {
        str_add_u32(&s, i * 2654435761u);
    }
    while (s.len < n) {
        str_addc(&s, 'x');
    }
    assert_int_equal(file_replace(path, s.ptr, s.len), ERR_OK);
    str_release(&s);
}

static void assert_same(const char *a, const char *b)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    assert_int_equal(file_read(a, 1 << 26, &x), ERR_OK);
    assert_int_equal(file_read(b, 1 << 26, &y), ERR_OK);
    assert_int_equal(x.len, y.len);
    assert_memory_equal(x.ptr, y.ptr, x.len);
    str_release(&x);
    str_release(&y);
}

static void test_sizes(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 4096, 262144, 262145, 3000001};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        fill(f->from, sizes[i]);
        assert_int_equal(copy_file(f->from, f->to), ERR_OK);
        assert_same(f->from, f->to);
        struct stat st;
        assert_int_equal(stat(f->to, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        unlink(f->to);
    }
}

static void test_never_overwrites(void **state)
{
    struct fixture *f = *state;
    fill(f->from, 5000);
    fill(f->to, 17);
    assert_int_equal(copy_file(f->from, f->to), ERR_EXISTS);
    struct stat st;
    assert_int_equal(stat(f->to, &st), 0);
    assert_int_equal(st.st_size, 17);
}

/*
 * The name is taken between the beginning and the end.  From a pipe, so that
 * the copy is certainly still busy.
 */
static void test_name_taken_meanwhile(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(mkfifo(f->from, 0600), 0);
    pid_t other = fork();
    if (other == 0) {
        int fd = open(f->from, O_WRONLY); /* waits for the copy's reading */
        bool good = write(fd, "心档", 6) == 6 && file_replace(f->to, "别的文件", 12) == ERR_OK;
        _exit(good ? 0 : 1); /* and the copy reads the end */
    }
    assert_int_equal(copy_file(f->from, f->to), ERR_EXISTS);
    int status = -1;
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_int_equal(status, 0);
    struct stat st;
    assert_int_equal(stat(f->to, &st), 0);
    assert_int_equal(st.st_size, 12);
}

/* Where files may not grow over a MiB; `on_excess` is what SIGXFSZ does. */
static enum err copy_limited(const struct fixture *f, void (*on_excess)(int))
{
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    struct rlimit small = {.rlim_cur = 1 << 20, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, on_excess);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err e = copy_file(f->from, f->to);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    return e;
}

static void test_errors(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(copy_file(f->from, f->to), ERR_MISSING);
    fill(f->from, 3 << 20);
    assert_int_equal(copy_file(f->from, "/nonexistent/b"), ERR_MISSING);
    assert_int_equal(copy_file(f->dir, f->to), ERR_IO); /* a folder */

    assert_int_equal(copy_limited(f, SIG_IGN), ERR_FULL);
    assert_int_equal(copy_limited(f, SIG_DFL), ERR_IO); /* killed in the middle */
    struct stat st;
    assert_int_not_equal(stat(f->to, &st), 0);
}

/* The register stays open and locked while it is copied; the copy opens. */
static void test_open_register(void **state)
{
    struct fixture *f = *state;
    struct key *key = NULL;
    struct db *db = NULL;
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&key), ERR_OK);
    assert_int_equal(db_open(f->from, (struct db_options){.mode = DB_CREATE}, key, &db), ERR_OK);
    assert_int_equal(db_exec(db, "CREATE TABLE t (a); INSERT INTO t VALUES ('来访')"), ERR_OK);
    assert_int_equal(db_checkpoint(db), ERR_OK);
    assert_int_equal(copy_file(f->from, f->to), ERR_OK);
    assert_int_equal(db_exec(db, "INSERT INTO t VALUES ('后来')"), ERR_OK);

    struct db *copy = NULL;
    assert_int_equal(db_open(f->to, (struct db_options){.mode = DB_READ_ONLY}, key, &copy), ERR_OK);
    assert_int_equal(db_integrity(copy), ERR_OK);
    struct stmt *q = stmt_new(copy, "SELECT a FROM t");
    assert_true(stmt_row(q));
    assert_string_equal(stmt_text(q, 0), "来访");
    assert_false(stmt_row(q));
    assert_int_equal(stmt_finish(q), ERR_OK);
    db_close(copy);
    db_close(db);
    key_free(key);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sizes),  TEST(test_never_overwrites), TEST(test_name_taken_meanwhile),
        TEST(test_errors), TEST(test_open_register),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
