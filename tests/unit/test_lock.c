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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/lock.h"

static int setup(void **state)
{
    char *dir = xstrdup("/tmp/xindang-锁-XXXXXX");
    assert_non_null(mkdtemp(dir));
    *state = dir;
    return 0;
}

static int teardown(void **state)
{
    char *dir = *state;
    char *path = file_join(dir, "lock");
    chmod(dir, 0700);
    unlink(path);
    assert_int_equal(rmdir(dir), 0);
    xfree(path);
    xfree(dir);
    return 0;
}

/* Take it in a child that then waits to be killed. */
static pid_t child_holds(const char *dir)
{
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        int fd = -1;
        int64_t pid = 0;
        char byte = lock_take(dir, &fd, &pid) == ERR_OK ? 'y' : 'n';
        ssize_t n = write(ready[1], &byte, 1);
        (void)n;
        pause();
        _exit(0);
    }
    char byte = 0;
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    close(ready[0]);
    return child;
}

static void test_two_processes(void **state)
{
    const char *dir = *state;
    int fd = -1;
    int64_t pid = -1;
    pid_t child = child_holds(dir);
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_IN_USE);
    assert_int_equal(pid, child);
    assert_int_equal(fd, -1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_OK); /* nothing stale stays */
    assert_int_equal(pid, 0);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    char *path = file_join(dir, "lock");
    struct str text = STR_INIT;
    assert_int_equal(file_read(path, 100, &text), ERR_OK);
    char *expect = str_format("%ld 20", (long)getpid());
    assert_memory_equal(text.ptr, expect, strlen(expect));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    xfree(expect);
    str_release(&text);
    xfree(path);
    lock_drop(fd);
    lock_drop(-1);
}

/* A locked screen hands the descriptor through execve(); others stay out. */
static void test_kept_over_exec(void **state)
{
    const char *dir = *state;
    int fd = -1;
    int64_t pid = 0;
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_OK);
    lock_keep_over_exec(fd, true);
    assert_false(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_true(lock_is_ours(dir, fd));
    lock_keep_over_exec(fd, false);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);

    int second = -1;
    assert_int_equal(lock_take(dir, &second, &pid), ERR_IN_USE);
    assert_int_equal(pid, getpid());
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_false(lock_is_ours(dir, null));
    close(null);
    assert_false(lock_is_ours(dir, -1));
    assert_false(lock_is_ours("/tmp", fd));

    lock_keep_over_exec(fd, true);
    char *command = str_format("test -e /proc/self/fd/%d", fd);
    assert_int_equal(system(command), 0);
    lock_keep_over_exec(fd, false);
    assert_int_not_equal(system(command), 0);
    xfree(command);
    lock_drop(fd);
}

/* The same file opened anew is not the lock while somebody else holds it. */
static void test_not_ours(void **state)
{
    const char *dir = *state;
    pid_t child = child_holds(dir);
    char *path = file_join(dir, "lock");
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_false(lock_is_ours(dir, fd));
    close(fd);
    xfree(path);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void test_errors(void **state)
{
    const char *dir = *state;
    int fd = -1;
    int64_t pid = 0;
    assert_int_equal(lock_take("/nonexistent", &fd, &pid), ERR_MISSING);
    if (geteuid() == 0) {
        skip(); /* root may write everywhere */
    }
    assert_int_equal(chmod(dir, 0500), 0);
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_NO_PERMISSION);
    assert_int_equal(chmod(dir, 0700), 0);
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_OK);
    lock_drop(fd);
    char *path = file_join(dir, "lock");
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(lock_take(dir, &fd, &pid), ERR_OK);
    lock_drop(fd);
    xfree(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_two_processes),
        TEST(test_kept_over_exec),
        TEST(test_not_ours),
        TEST(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
