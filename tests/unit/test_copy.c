// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/child.h"
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

static enum err copy(const struct fixture *f, const char *tail)
{
    struct stat st;
    int64_t length = stat(f->from, &st) == 0 ? (int64_t)st.st_size : 0;
    struct copy_how how = {.from = f->from, .length = length, .tail = tail,
                           .tail_len = tail ? strlen(tail) : 0, .to = f->to};
    return copy_write(&how);
}

static void test_sizes(void **state)
{
    struct fixture *f = *state;
    static const size_t sizes[] = {0, 1, 4096, 262144, 262145, 3000001};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        fill(f->from, sizes[i]);
        assert_int_equal(copy(f, NULL), ERR_OK);
        assert_same(f->from, f->to);
        struct stat st;
        assert_int_equal(stat(f->to, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        unlink(f->to);
    }
}

/* What is put behind, and only the first bytes of a longer file. */
static void test_tail_and_length(void **state)
{
    struct fixture *f = *state;
    struct str got = STR_INIT;
    assert_int_equal(file_replace(f->from, "一二三四", 12), ERR_OK);
    assert_int_equal(copy(f, "尾"), ERR_OK);
    assert_int_equal(file_read(f->to, 100, &got), ERR_OK);
    assert_string_equal(got.ptr, "一二三四尾");
    unlink(f->to);
    struct copy_how how = {.from = f->from, .length = 6, .to = f->to};
    assert_int_equal(copy_write(&how), ERR_OK);
    str_clear(&got);
    assert_int_equal(file_read(f->to, 100, &got), ERR_OK);
    assert_string_equal(got.ptr, "一二");
    str_release(&got);
    unlink(f->to);
    how.length = 13; /* more than there is: the source, not the place */
    assert_int_equal(copy_write(&how), ERR_IO);
}

static void test_never_overwrites(void **state)
{
    struct fixture *f = *state;
    fill(f->from, 5000);
    fill(f->to, 17);
    assert_int_equal(copy(f, NULL), ERR_EXISTS);
    assert_int_equal(copy_place(f->from, f->to, false), ERR_EXISTS);
    struct stat st;
    assert_int_equal(stat(f->to, &st), 0);
    assert_int_equal(st.st_size, 17);
    unlink(f->to);
    assert_int_equal(copy_place(f->from, f->to, true), ERR_OK);
    assert_int_equal(stat(f->to, &st), 0);
    assert_int_equal(st.st_size, 5000);
    assert_int_not_equal(stat(f->from, &st), 0);
}

/* Where files may not grow over a MiB. */
static void test_errors(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    assert_int_equal(copy(f, NULL), ERR_MISSING);
    fill(f->from, 3 << 20);
    struct copy_how how = {.from = f->from, .length = 9, .to = "/nonexistent/b"};
    assert_int_equal(copy_write(&how), ERR_GONE);
    assert_int_equal(copy_place(f->from, "/nonexistent/b", false), ERR_GONE);
    how = (struct copy_how){.from = f->dir, .length = 9, .to = f->to};
    assert_int_equal(copy_write(&how), ERR_IO); /* a folder */

    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    struct rlimit small = {.rlim_cur = 1 << 20, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err e = copy(f, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(e, ERR_FULL);
    assert_int_not_equal(stat(f->to, &st), 0);
}

static int copy_in_child(void *ctx)
{
    return (int)copy(ctx, NULL);
}

static int die(void *ctx)
{
    (void)ctx;
    raise(SIGKILL);
    return 0;
}

static int wait_for_ever(void *ctx)
{
    (void)ctx;
    for (;;) {
        pause();
    }
    return 0;
}

static void test_child(void **state)
{
    struct fixture *f = *state;
    int answer = 0;
    assert_int_equal(child_wait(child_start(die, NULL)), -1);
    fill(f->from, 9000);
    assert_int_equal(child_wait(child_start(copy_in_child, f)), ERR_OK);
    assert_same(f->from, f->to);
    struct child *child = child_start(wait_for_ever, NULL);
    assert_false(child_ended(child, 1, &answer));
    child_stop(child);
    child_stop(NULL);
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
    assert_int_equal(child_wait(child_start(copy_in_child, f)), ERR_OK);
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
        TEST(test_sizes),  TEST(test_tail_and_length), TEST(test_never_overwrites),
        TEST(test_errors), TEST(test_child),           TEST(test_open_register),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
