// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "tests/fault/disk.h"

/* The disk of the power cuts itself: it must lose what was not synced, and nothing else. */

struct fixture {
    char dir[64], cut[64];
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    snprintf(f->dir, sizeof f->dir, "/tmp/xindang-disk-XXXXXX");
    snprintf(f->cut, sizeof f->cut, "/tmp/xindang-cut-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_non_null(mkdtemp(f->cut));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    disk_end();
    char *command = str_format("rm -rf '%s' '%s'", f->dir, f->cut);
    assert_int_equal(system(command), 0);
    xfree(command);
    xfree(f);
    return 0;
}

static int make(struct fixture *f, const char *name, int flags)
{
    char *path = file_join(f->dir, name);
    int fd = open(path, flags, 0600);
    assert_true(fd >= 0);
    xfree(path);
    return fd;
}

static void sync_folder(struct fixture *f)
{
    int fd = open(f->dir, O_RDONLY | O_DIRECTORY);
    assert_int_equal(fsync(fd), 0);
    close(fd);
}

/* The file after a cut now: its text, or "-" if it is not there. */
static void assert_left(struct fixture *f, enum disk_loss loss, const char *name, const char *text)
{
    struct str bytes = STR_INIT;
    char *path = file_join(f->cut, name);
    disk_cut(disk_calls());
    disk_build(f->cut, loss, 1);
    enum err e = file_read(path, 1 << 20, &bytes);
    assert_string_equal(e == ERR_MISSING ? "-" : bytes.ptr, text);
    str_release(&bytes);
    xfree(path);
}

static void what_is_synced_stays(void **state)
{
    struct fixture *f = *state;
    int fd = make(f, "old", O_WRONLY | O_CREAT);
    assert_int_equal(write(fd, "alt", 3), 3);
    close(fd);
    disk_begin(f->dir);
    assert_left(f, LOSE_ALL, "old", "alt"); /* it was there before */
    fd = make(f, "a", O_WRONLY | O_CREAT);
    assert_int_equal(write(fd, "eins", 4), 4);
    assert_left(f, LOSE_NOTHING, "a", "eins");
    assert_left(f, LOSE_ALL, "a", "-");
    assert_int_equal(fsync(fd), 0);
    assert_left(f, LOSE_ALL, "a", "-"); /* the folder does not know it yet */
    sync_folder(f);
    assert_left(f, LOSE_ALL, "a", "eins");
    assert_int_equal(pwrite(fd, "EI", 2, 0), 2);
    assert_int_equal(ftruncate(fd, 3), 0);
    assert_left(f, LOSE_ALL, "a", "eins");
    assert_left(f, LOSE_NOTHING, "a", "EIn");
    assert_int_equal(fdatasync(fd), 0);
    assert_left(f, LOSE_ALL, "a", "EIn");
    close(fd);
}

static void a_name_needs_its_folder(void **state)
{
    struct fixture *f = *state;
    char *from = file_join(f->dir, "new");
    char *to = file_join(f->dir, "keys");
    int fd = make(f, "keys", O_WRONLY | O_CREAT);
    assert_int_equal(write(fd, "alt", 3), 3);
    close(fd);
    disk_begin(f->dir);
    fd = make(f, "new", O_WRONLY | O_CREAT | O_TRUNC);
    assert_int_equal(write(fd, "neu", 3), 3);
    close(fd);
    assert_int_equal(rename(from, to), 0);
    assert_left(f, LOSE_ALL, "keys", "alt");
    assert_left(f, LOSE_NOTHING, "keys", "neu");
    sync_folder(f);
    assert_left(f, LOSE_ALL, "keys", ""); /* renamed before its text was synced */
    assert_int_equal(unlink(to), 0);
    assert_left(f, LOSE_ALL, "keys", "");
    sync_folder(f);
    assert_left(f, LOSE_ALL, "keys", "-");
    xfree(from);
    xfree(to);
}

/* Some of 200 unsynced writes are there, others not; torn ones in pieces of 512. */
static void some_are_lost(void **state)
{
    struct fixture *f = *state;
    enum { WRITES = 200, SIZE = 4096 };
    char page[SIZE];
    char *path = file_join(f->cut, "pages");
    disk_begin(f->dir);
    int fd = make(f, "pages", O_WRONLY | O_CREAT);
    assert_int_equal(ftruncate(fd, (off_t)WRITES * SIZE), 0);
    assert_int_equal(fsync(fd), 0);
    sync_folder(f);
    memset(page, 'x', sizeof page);
    for (int i = 0; i < WRITES; i++) {
        assert_int_equal(pwrite(fd, page, SIZE, (off_t)i * SIZE), SIZE);
    }
    close(fd);
    disk_cut(disk_calls());
    for (int loss = LOSE_SOME; loss <= LOSE_TORN; loss++) {
        struct str bytes = STR_INIT;
        int whole = 0;
        int torn = 0;
        disk_build(f->cut, (enum disk_loss)loss, 7);
        assert_int_equal(file_read(path, 1 << 20, &bytes), ERR_OK);
        for (int i = 0; i < WRITES; i++) {
            const char *at = bytes.ptr + (size_t)i * SIZE;
            int sectors = 0;
            for (int k = 0; k < SIZE; k += 512) {
                bool is_there = at[k] == 'x';
                assert_true(at[k + 511] == at[k]);
                sectors += is_there;
            }
            whole += sectors == 8;
            torn += sectors > 0 && sectors < 8;
        }
        assert_true(loss == LOSE_TORN ? torn > 50 : torn == 0 && whole > 50 && whole < 150);
        str_release(&bytes);
    }
    xfree(path);
}

static void steps_are_remembered(void **state)
{
    struct fixture *f = *state;
    disk_begin(f->dir);
    int fd = make(f, "a", O_WRONLY | O_CREAT);
    size_t before = disk_calls();
    disk_ack(1);
    assert_int_equal(write(fd, "b", 1), 1);
    disk_ack(2);
    assert_int_equal(disk_cut(before), 0);
    assert_int_equal(disk_cut(before + 2), 1);
    assert_int_equal(disk_cut(disk_calls()), 2);
    disk_rewind();
    assert_int_equal(disk_cut(before), 0);
    close(fd);
}

/* What a forked child does is noted too: copies are made by one. */
static void a_child_writes(void **state)
{
    struct fixture *f = *state;
    disk_begin(f->dir);
    pid_t child = fork();
    if (child == 0) {
        int fd = make(f, "copy", O_WRONLY | O_CREAT);
        _exit(write(fd, "kopie", 5) == 5 && fsync(fd) == 0 ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_left(f, LOSE_ALL, "copy", "-");
    sync_folder(f);
    assert_left(f, LOSE_ALL, "copy", "kopie");
}

static void calls_fail(void **state)
{
    struct fixture *f = *state;
    disk_begin(f->dir);
    int fd = make(f, "a", O_WRONLY | O_CREAT);
    disk_fail(2, EIO, false);
    assert_int_equal(write(fd, "eins", 4), 4);
    assert_int_equal(write(fd, "zwei", 4), -1);
    assert_int_equal(errno, EIO);
    assert_int_equal(fsync(fd), 0);
    assert_int_equal(disk_asked(), 3);
    sync_folder(f);
    assert_left(f, LOSE_ALL, "a", "einszw"); /* half of it */
    disk_fail(1, EROFS, true);
    assert_int_equal(fsync(fd), -1);
    assert_int_equal(ftruncate(fd, 0), -1);
    assert_int_equal(errno, EROFS);
    disk_fail(0, 0, false);
    assert_int_equal(fsync(fd), 0);
    close(fd);
}

static void a_folder_is_full(void **state)
{
    struct fixture *f = *state;
    struct statvfs st;
    char page[4096] = {0};
    disk_begin(f->dir);
    int fd = make(f, "a", O_RDWR | O_CREAT);
    disk_limit(6000);
    assert_int_equal(write(fd, page, sizeof page), sizeof page);
    assert_int_equal(write(fd, page, sizeof page), 6000 - 4096);
    assert_int_equal(write(fd, page, sizeof page), -1);
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(pwrite(fd, page, sizeof page, 0), sizeof page); /* no new room wanted */
    assert_int_equal(statvfs(f->dir, &st), 0);
    assert_int_equal(st.f_bavail, 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, page, sizeof page, 0), sizeof page);
    close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_synced_stays), TEST(a_name_needs_its_folder), TEST(some_are_lost),
        TEST(steps_are_remembered), TEST(a_child_writes),          TEST(calls_fail),
        TEST(a_folder_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
