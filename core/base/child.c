// SPDX-License-Identifier: MIT
#include "core/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"

struct child {
    pid_t pid;
};

enum { DIED = 1 };

/* The parent's handlers, terminal and descriptors (its lock too) are not the child's. */
static void prepare(pid_t parent)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGPIPE, SIGWINCH};
    for (size_t i = 0; i < COUNT(signals); i++) {
        signal(signals[i], SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(DIED); /* it died before the line above */
    }
    debug_set_die_hook(NULL);
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; nowhere >= 0 && fd <= STDERR_FILENO; fd++) {
        dup2(nowhere, fd);
    }
    long most = sysconf(_SC_OPEN_MAX);
    most = most < 0 || most > 1024 ? 1024 : most;
    for (int fd = STDERR_FILENO + 1; fd < most; fd++) {
        close(fd);
    }
}

struct child *child_start(int (*work)(void *ctx), void *ctx)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        prepare(parent);
        _exit(work(ctx));
    }
    if (pid < 0) {
        return NULL;
    }
    struct child *child = xcalloc(1, sizeof *child);
    child->pid = pid;
    return child;
}

/* False while it runs (only with WNOHANG). */
static bool reap(struct child *child, int how, int *answer)
{
    int status = 0;
    pid_t got;
    do {
        got = waitpid(child->pid, &status, how);
    } while (got < 0 && errno == EINTR);
    if (got == 0) {
        return false;
    }
    *answer = got == child->pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    xfree(child);
    return true;
}

bool child_ended(struct child *child, int ms, int *answer)
{
    if (reap(child, WNOHANG, answer)) {
        return true;
    }
    struct timespec pause = {.tv_sec = 0, .tv_nsec = (long)ms * 1000000};
    nanosleep(&pause, NULL);
    return reap(child, WNOHANG, answer);
}

int child_wait(struct child *child)
{
    int answer = -1;
    (void)reap(child, 0, &answer);
    return answer;
}

void child_stop(struct child *child)
{
    if (child) {
        kill(child->pid, SIGKILL);
        (void)child_wait(child);
    }
}
