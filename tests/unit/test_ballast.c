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

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/ballast.h"

enum { SIZE = 2 * 1024 * 1024 };

static int setup(void **state)
{
    char *dir = xstrdup("/tmp/xindang-ballast-XXXXXX");
    assert_non_null(mkdtemp(dir));
    *state = dir;
    return 0;
}

static int teardown(void **state)
{
    char *dir = *state;
    ballast_release(dir);
    assert_int_equal(rmdir(dir), 0);
    xfree(dir);
    return 0;
}

static void test_make_and_release(void **state)
{
    const char *dir = *state;
    char *path = file_join(dir, "ballast");
    struct stat st;
    assert_false(ballast_release(dir));
    assert_int_equal(ballast_make(dir), ERR_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, SIZE);
    assert_true((int64_t)st.st_blocks * 512 >= SIZE); /* no hole */
    assert_int_equal(st.st_mode & 0777, 0600);
    ino_t inode = st.st_ino;
    struct timespec written = st.st_mtim;
    assert_int_equal(ballast_make(dir), ERR_OK); /* is there: not touched */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_ino, inode);
    assert_memory_equal(&st.st_mtim, &written, sizeof written);
    assert_int_equal(truncate(path, 1000), 0);
    assert_int_equal(ballast_make(dir), ERR_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, SIZE);
    assert_true(ballast_release(dir));
    assert_false(ballast_release(dir));
    xfree(path);
}

/* A limit on file sizes answers as a full disk does. */
static void test_full(void **state)
{
    const char *dir = *state;
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    struct rlimit small = {.rlim_cur = SIZE / 2, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err e = ballast_make(dir);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(e, ERR_FULL);
    assert_false(ballast_release(dir)); /* half a ballast is none */
    assert_int_equal(ballast_make("/nonexistent"), ERR_MISSING);
}

static void test_free_space(void **state)
{
    const char *dir = *state;
    assert_true(ballast_free_space(dir) > 0);
    assert_int_equal(ballast_free_space("/nonexistent"), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_make_and_release),
        TEST(test_full),
        TEST(test_free_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
