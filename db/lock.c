// SPDX-License-Identifier: MIT
#include "db/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* The pid in the lock file; 0 if there is none to be read. */
static int64_t read_holder(int fd)
{
    char text[32];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    long long pid = strtoll(text, NULL, 10);
    return pid > 0 ? pid : 0;
}

/* "pid start-time": for the message of the next one, so no error matters. */
static void write_holder(int fd)
{
    char stamp[STAMP_TEXT];
    struct str text = STR_INIT;
    str_addf(&text, "%ld %s\n", (long)getpid(), clock_format(clock_now(), stamp));
    if (ftruncate(fd, 0) == 0) {
        ssize_t n = pwrite(fd, text.ptr, text.len, 0);
        (void)n;
    }
    str_release(&text);
}

static int flock_now(int fd)
{
    int rc;
    do {
        rc = flock(fd, LOCK_EX | LOCK_NB);
    } while (rc != 0 && errno == EINTR);
    return rc;
}

enum err lock_take(const char *dir, int *fd, int64_t *pid)
{
    char *path = file_join(dir, "lock");
    bool writable = true;
    int got = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err e = got < 0 ? err_from_errno(errno) : ERR_OK;
    if (e == ERR_READ_ONLY || e == ERR_NO_PERMISSION) {
        writable = false;
        got = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        e = got < 0 ? e : ERR_OK;
    }
    xfree(path);
    *pid = 0;
    if (e != ERR_OK) {
        return e;
    }
    if (flock_now(got) != 0) {
        e = errno == EWOULDBLOCK ? ERR_IN_USE : err_from_errno(errno);
        *pid = read_holder(got);
        close(got);
        return e;
    }
    if (writable) {
        write_holder(got);
    }
    *fd = got;
    return ERR_OK;
}

void lock_keep_over_exec(int fd, bool keep)
{
    int flags = fcntl(fd, F_GETFD);
    if (flags >= 0) {
        fcntl(fd, F_SETFD, keep ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC);
    }
}

bool lock_is_ours(const char *dir, int fd)
{
    struct stat of_fd;
    struct stat of_path;
    if (fd < 0 || fstat(fd, &of_fd) != 0) {
        return false;
    }
    char *path = file_join(dir, "lock");
    bool same = stat(path, &of_path) == 0 && of_fd.st_dev == of_path.st_dev &&
                of_fd.st_ino == of_path.st_ino;
    xfree(path);
    /* Through the descriptor that holds the lock this changes nothing. */
    return same && flock_now(fd) == 0;
}

void lock_drop(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}
