// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/mem.h"

/* start PROGRAM BARE DIR: from exec to the word on the screen, by turns. */
enum { RUNS = 15, PATIENCE_MS = 5000 };

static void run_on(int terminal, char *const argv[])
{
    setsid();
    const char *name = ptsname(terminal);
    int fd = name ? open(name, O_RDWR) : -1;
    if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0) {
        _exit(127);
    }
    setenv("TERM", "xterm-256color", 1);
    execv(argv[0], argv);
    _exit(127);
}

/* Read until `word` has come; false after the patience. */
static bool wait_for(int terminal, const char *word)
{
    struct str seen = STR_INIT;
    bool found = false;
    struct pollfd p = {.fd = terminal, .events = POLLIN};
    while (!found && poll(&p, 1, PATIENCE_MS) > 0) {
        char bytes[4096];
        ssize_t n = read(terminal, bytes, sizeof bytes);
        if (n <= 0) {
            break;
        }
        str_addn(&seen, bytes, (size_t)n);
        found = strstr(seen.ptr, word) != NULL;
    }
    str_release(&seen);
    return found;
}

static double one_run(char *const argv[], const char *word)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) {
        fprintf(stderr, "start: no pseudo terminal\n");
        exit(1);
    }
    double began = bench_now();
    pid_t child = fork();
    if (child == 0) {
        run_on(terminal, argv);
    }
    bool found = wait_for(terminal, word);
    double took = bench_now() - began;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(terminal);
    if (!found) {
        fprintf(stderr, "start: %s did not show %s\n", argv[0], word);
        exit(1);
    }
    return took;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        return 2;
    }
    static char store[] = "--store";
    char *ours[] = {argv[1], store, argv[3], NULL};
    char *bare[] = {argv[2], NULL};
    struct samples a = {.at = NULL};
    struct samples b = {.at = NULL};
    for (int i = 0; i < RUNS; i++) {
        samples_add(&a, one_run(ours, "密码"));
        samples_add(&b, one_run(bare, "ready>"));
    }
    double mine = samples_part(&a, 0.5);
    double theirs = samples_part(&b, 0.5);
    bench_note("exec to the unlock page, median", mine, "ms");
    bench_note("exec to a bare ncurses page, median", theirs, "ms");
    bench_row("the first in times of the second", mine / theirs, "", 2.6, 1);
    samples_release(&a);
    samples_release(&b);
    return 0;
}
