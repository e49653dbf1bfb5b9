// SPDX-License-Identifier: MIT
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* --- in the child ---------------------------------------------------------- */

static enum err copy_bytes(int in, int out)
{
    enum { CHUNK_BYTES = 256 * 1024 };
    char *chunk = xmalloc(CHUNK_BYTES);
    enum err e = ERR_OK;
    while (e == ERR_OK) {
        ssize_t n = read(in, chunk, CHUNK_BYTES);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            e = n < 0 ? err_from_errno(errno) : ERR_OK;
            break;
        }
        e = file_write_all(out, chunk, (size_t)n);
    }
    if (e == ERR_OK && fsync(out) != 0) {
        e = err_from_errno(errno);
    }
    if (e == ERR_OK) {
        /* So that reading it back reads the medium; the file itself stays cached. */
        posix_fadvise(out, 0, 0, POSIX_FADV_DONTNEED);
    }
    xfree(chunk);
    return e;
}

/* Give `temp` the name `to` unless there is such a file. */
static enum err take_name(const char *temp, const char *to)
{
    if (link(temp, to) == 0) {
        return unlink(temp) == 0 ? ERR_OK : err_from_errno(errno);
    }
    if (errno == EEXIST) {
        return ERR_EXISTS;
    }
    /* FAT and exFAT have no links. */
    struct stat st;
    if (lstat(to, &st) == 0) {
        return ERR_EXISTS;
    }
    return rename(temp, to) == 0 ? ERR_OK : err_from_errno(errno);
}

static enum err child_copy(const char *from, const char *temp, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return err_from_errno(errno);
    }
    unlink(temp); /* what a killed copy of the same process number left */
    int out = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        return err_from_errno(errno);
    }
    enum err e = copy_bytes(in, out);
    if (close(out) != 0 && e == ERR_OK) {
        e = err_from_errno(errno);
    }
    if (e == ERR_OK) {
        e = take_name(temp, to);
    }
    return e == ERR_OK ? file_sync_dir(to) : e;
}

/* The parent's handlers and descriptors (its lock too) are not the child's. */
static void child_prepare(pid_t parent)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGPIPE};
    for (size_t i = 0; i < COUNT(signals); i++) {
        signal(signals[i], SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(ERR_IO); /* it died before the line above */
    }
    long most = sysconf(_SC_OPEN_MAX);
    most = most < 0 || most > 1024 ? 1024 : most;
    for (int fd = STDERR_FILENO + 1; fd < most; fd++) {
        close(fd);
    }
}

/* --- in the parent --------------------------------------------------------- */

/* The child's answer. */
static enum err reap(pid_t child)
{
    int status = 0;
    pid_t got;
    do {
        got = waitpid(child, &status, 0);
    } while (got < 0 && errno == EINTR);
    bool answered = got == child && WIFEXITED(status) && WEXITSTATUS(status) < ERR_COUNT;
    return answered ? (enum err)WEXITSTATUS(status) : ERR_IO;
}

enum err copy_file(const char *from, const char *to)
{
    struct stat st;
    if (lstat(to, &st) == 0) {
        return ERR_EXISTS;
    }
    pid_t parent = getpid();
    char *temp = str_format("%s.part.%ld", to, (long)parent);
    pid_t child = fork();
    if (child == 0) {
        child_prepare(parent);
        _exit((int)child_copy(from, temp, to));
    }
    enum err e = child < 0 ? ERR_NOMEM : reap(child);
    if (e != ERR_OK) {
        unlink(temp);
    }
    xfree(temp);
    return e;
}
