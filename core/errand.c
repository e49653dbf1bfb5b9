// SPDX-License-Identifier: MIT
/* posix_spawn_file_actions_addclosefrom_np() */
#define _GNU_SOURCE
#include "core/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

enum { SAID_MOST = 64 * 1024, LONGEST_WAIT = 50 };

struct errand {
    pid_t child;
    bool reaped;
    int status;  /* of waitpid(), once reaped */
    int in, out, said; /* -1 closed */
    const char *bytes; /* what is still to be sent */
    size_t left;
    size_t out_most;
    int64_t until; /* of clock_uptime() */
    bool over;     /* a limit was reached and it was killed */
    struct str answer, remarks;
};

/* --- starting --------------------------------------------------------------- */

/* "/usr/bin/xindang" finds /usr/bin/xindang-helper or /usr/libexec/xindang/xindang-helper. */
static char *find_helper(void)
{
    static const char *const places[] = {"xindang-helper", "../libexec/xindang/xindang-helper"};
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0) {
        return NULL;
    }
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash) {
        *slash = '\0';
    }
    for (size_t i = 0; i < COUNT(places); i++) {
        char *path = file_join(self, places[i]);
        if (access(path, X_OK) == 0) {
            return path;
        }
        xfree(path);
    }
    return NULL;
}

/* Fontconfig looks for the user's own fonts below these; nothing else is needed. */
static char **make_environment(void)
{
    static const char *const names[] = {"HOME", "XDG_DATA_HOME"};
    char **env = xcalloc(COUNT(names) + 2, sizeof *env);
    size_t n = 0;
    env[n++] = xstrdup("LC_ALL=C.UTF-8");
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value) {
            env[n++] = str_format("%s=%s", names[i], value);
        }
    }
    return env;
}

static char **make_arguments(const char *program, const char *const *args)
{
    size_t n = 0;
    while (args[n]) {
        n++;
    }
    char **argv = xcalloc(n + 2, sizeof *argv);
    argv[0] = xstrdup(program);
    for (size_t i = 0; i < n; i++) {
        argv[i + 1] = xstrdup(args[i]);
    }
    return argv;
}

static void free_strings(char **strings)
{
    for (size_t i = 0; strings[i]; i++) {
        xfree(strings[i]);
    }
    xfree(strings);
}

static int spawn(const char *program, const struct errand_order *order, const int theirs[3],
                 pid_t *child)
{
    char **argv = make_arguments(program, order->args);
    char **env = make_environment();
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t all, none;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attr);
    for (int fd = 0; fd < 3; fd++) {
        posix_spawn_file_actions_adddup2(&files, theirs[fd], fd);
    }
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    sigfillset(&all);
    sigdelset(&all, SIGKILL);
    sigdelset(&all, SIGSTOP);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int bad = posix_spawn(child, program, &files, &attr, argv, env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    free_strings(argv);
    free_strings(env);
    return bad;
}

/*
 * Pairs of sockets and not pipes: what is sent to a helper that has died is
 * then an error and no SIGPIPE.  Numbers 0 to 2 may be closed in a command; a
 * socket on one of them would be overwritten on its way to the helper.
 */
static bool make_pair(int *ours, int *theirs)
{
    int two[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (two[i] <= STDERR_FILENO) {
            int higher = fcntl(two[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
            close(two[i]);
            two[i] = higher;
        }
    }
    *ours = two[0];
    *theirs = two[1];
    return two[0] >= 0 && two[1] >= 0 && fcntl(two[0], F_SETFL, O_NONBLOCK) == 0;
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static enum err begin(struct errand *errand, const struct errand_order *order,
                      const char *program)
{
    int theirs[3] = {-1, -1, -1};
    bool good = make_pair(&errand->in, &theirs[0]) && make_pair(&errand->out, &theirs[1]) &&
                make_pair(&errand->said, &theirs[2]);
    int bad = good ? spawn(program, order, theirs, &errand->child) : ENOMEM;
    for (int i = 0; i < 3; i++) {
        close_fd(&theirs[i]);
    }
    errand->reaped = bad != 0;
    bool is_missing = bad == ENOENT || bad == EACCES || bad == ENOEXEC || bad == ENOTDIR;
    return bad == 0 ? ERR_OK : is_missing ? ERR_HELPER_MISSING : ERR_NOMEM;
}

static void free_errand(struct errand *errand)
{
    close_fd(&errand->in);
    close_fd(&errand->out);
    close_fd(&errand->said);
    str_wipe(&errand->answer);
    str_wipe(&errand->remarks);
    xfree(errand);
}

enum err errand_begin(const struct errand_order *order, struct errand **out)
{
    char *program = order->program ? xstrdup(order->program) : find_helper();
    if (!program) {
        return ERR_HELPER_MISSING;
    }
    struct errand *errand = xcalloc(1, sizeof *errand);
    str_init(&errand->answer);
    str_init(&errand->remarks);
    errand->in = errand->out = errand->said = -1;
    errand->bytes = order->in;
    errand->left = order->in_len;
    errand->out_most = order->out_most;
    errand->until = clock_uptime() + order->ms_most;
    enum err e = begin(errand, order, program);
    xfree(program);
    if (e != ERR_OK) {
        free_errand(errand);
        return e;
    }
    if (errand->left == 0) {
        close_fd(&errand->in);
    }
    *out = errand;
    return ERR_OK;
}

/* --- carrying on ------------------------------------------------------------ */

static void kill_it(struct errand *errand)
{
    if (!errand->reaped) {
        kill(errand->child, SIGKILL);
    }
    close_fd(&errand->in);
    close_fd(&errand->out);
    close_fd(&errand->said);
}

static void send_more(struct errand *errand)
{
    ssize_t n = send(errand->in, errand->bytes, errand->left, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        close_fd(&errand->in); /* it does not listen any more; its end says why */
    } else if (n > 0) {
        errand->bytes += n;
        errand->left -= (size_t)n;
        if (errand->left == 0) {
            close_fd(&errand->in);
        }
    }
}

/* What has come, up to `most` bytes in all. */
static void take_more(struct errand *errand, int *fd, struct str *to, size_t most)
{
    char chunk[32768];
    ssize_t n = recv(*fd, chunk, sizeof chunk, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        close_fd(fd);
    } else if (n > 0 && to->len + (size_t)n > most) {
        errand->over = true;
        kill_it(errand);
    } else if (n > 0) {
        str_addn(to, chunk, (size_t)n);
    }
    mem_zero(chunk, sizeof chunk);
}

static void move_bytes(struct errand *errand, int ms)
{
    struct pollfd fds[] = {
        {.fd = errand->in, .events = POLLOUT},
        {.fd = errand->out, .events = POLLIN},
        {.fd = errand->said, .events = POLLIN},
    };
    if (poll(fds, COUNT(fds), ms) <= 0) {
        return;
    }
    if (fds[0].revents) {
        send_more(errand);
    }
    if (errand->out >= 0 && fds[1].revents) {
        take_more(errand, &errand->out, &errand->answer, errand->out_most);
    }
    if (errand->said >= 0 && fds[2].revents) {
        take_more(errand, &errand->said, &errand->remarks, SAID_MOST);
    }
}

static void reap(struct errand *errand, int options)
{
    pid_t got = 0;
    while (!errand->reaped && (got = waitpid(errand->child, &errand->status, options)) != 0) {
        if (got < 0 && errno == EINTR) {
            continue;
        }
        errand->status = got < 0 ? SIGKILL : errand->status;
        errand->reaped = true;
    }
}

bool errand_step(struct errand *errand, int ms)
{
    if (errand->out >= 0 || errand->said >= 0) {
        move_bytes(errand, ms);
    } else {
        /* It has closed both and is ending; nothing tells when. */
        reap(errand, WNOHANG);
        if (!errand->reaped && ms > 0) {
            (void)poll(NULL, 0, 1);
        }
    }
    if (!errand->reaped && clock_uptime() > errand->until) {
        errand->over = true;
        kill_it(errand);
        reap(errand, 0);
    }
    return !errand->reaped;
}

/* --- the end ---------------------------------------------------------------- */

/* The last line "err NAME<tab>detail": cut off `said`, its error; ERR_COUNT without one. */
static enum err take_error(struct str *said, char **detail)
{
    while (said->len && said->ptr[said->len - 1] == '\n') {
        str_cut(said, said->len - 1);
    }
    const char *newline = strrchr(said->ptr, '\n');
    size_t at = newline ? (size_t)(newline - said->ptr) + 1 : 0;
    char *line = said->ptr + at;
    char *tab = strchr(line, '\t');
    if (strncmp(line, "err ", 4) != 0 || !tab) {
        return ERR_COUNT;
    }
    *tab = '\0';
    enum err e = err_by_name(line + 4);
    if (e != ERR_COUNT && tab[1]) {
        *detail = xstrdup(tab + 1);
    }
    str_cut(said, at);
    return e;
}

/* Lines that are no text are nobody's words. */
static void clean(struct str *said)
{
    if (!utf8_valid(said->ptr, said->len, NULL) || strlen(said->ptr) != said->len) {
        str_clear(said);
    }
}

static enum err judge(struct errand *errand, struct errand_result *result)
{
    bool is_good = WIFEXITED(errand->status) && WEXITSTATUS(errand->status) == 0;
    clean(&errand->remarks);
    enum err e = is_good ? ERR_OK : take_error(&errand->remarks, &result->detail);
    if (e == ERR_OK && !is_good) {
        e = ERR_COUNT;
    }
    bool is_known = is_good || (WIFEXITED(errand->status) && e != ERR_COUNT &&
                                WEXITSTATUS(errand->status) == err_status(e));
    /* Without memory it ends as everything here does (debug_die_nomem()) and says no error. */
    bool no_room = WIFEXITED(errand->status) && e == ERR_COUNT &&
                   WEXITSTATUS(errand->status) == err_status(ERR_NOMEM);
    bool too_long = WIFSIGNALED(errand->status) && WTERMSIG(errand->status) == SIGXCPU;
    return errand->over || no_room || too_long ? ERR_HELPER_LIMIT
           : is_known                          ? e
                                               : ERR_HELPER_DIED;
}

enum err errand_end(struct errand *errand, struct errand_result *result)
{
    bool running = errand_step(errand, 0);
    if (running) {
        kill_it(errand);
    }
    reap(errand, 0);
    enum err e = running ? ERR_CANCELLED : judge(errand, result);
    str_addn(&result->said, errand->remarks.ptr, errand->remarks.len);
    if (e == ERR_OK) {
        str_wipe(&result->out);
        result->out = errand->answer;
        str_init(&errand->answer);
    }
    free_errand(errand);
    return e;
}

void errand_result_release(struct errand_result *result)
{
    str_wipe(&result->out);
    str_wipe(&result->said);
    xwipe_str(result->detail);
    result->detail = NULL;
}

enum err errand_run(const struct errand_order *order, struct errand_result *result)
{
    struct errand *errand;
    enum err e = errand_begin(order, &errand);
    if (e != ERR_OK) {
        return e;
    }
    while (errand_step(errand, LONGEST_WAIT)) {
    }
    return errand_end(errand, result);
}
