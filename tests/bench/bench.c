// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/file.h"
#include "core/base/mem.h"

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void samples_add(struct samples *s, double value)
{
    s->at = mem_grow(s->at, s->n, &s->cap, sizeof *s->at);
    s->at[s->n++] = value;
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

double samples_part(struct samples *s, double part)
{
    qsort(s->at, s->n, sizeof *s->at, compare);
    size_t at = (size_t)(part * (double)s->n);
    return s->at[at < s->n ? at : s->n - 1];
}

void samples_release(struct samples *s)
{
    xfree(s->at);
    *s = (struct samples){.at = NULL};
}

void bench_row(const char *what, double figure, const char *unit, double limit, int times)
{
    printf("%s\t%.3f\t%s\t%g\t%d\n", what, figure, unit, limit, times);
}

void bench_note(const char *what, double figure, const char *unit)
{
    printf("%s\t%.3f\t%s\t\t\n", what, figure, unit);
}

double bench_memory(const char *name)
{
    struct str text = STR_INIT;
    bench_must(file_read("/proc/self/status", 1 << 16, &text), "/proc/self/status");
    const char *line = strstr(text.ptr, name);
    double kb = line ? strtod(line + strlen(name) + 1, NULL) : 0;
    str_release(&text);
    return kb;
}

void bench_must(enum err e, const char *what)
{
    if (e != ERR_OK) {
        fprintf(stderr, "bench: %s: %s\n", what, err_msgid(e));
        exit(1);
    }
}

struct key *bench_key(const char *dir)
{
    struct str code = STR_INIT;
    struct key *key = NULL;
    int bad;
    char *path = file_join(dir, "code");
    bench_must(key_start(), "start");
    bench_must(file_read(path, 1024, &code), path);
    str_cut(&code, strcspn(code.ptr, "\n"));
    bench_must(key_from_code(code.ptr, &key, &bad), path);
    str_wipe(&code);
    xfree(path);
    return key;
}

struct reg *bench_open(const char *dir, bool no_checks)
{
    struct reg *reg = NULL;
    struct key *key = bench_key(dir);
    struct reg_how how = {.dir = dir, .key = key, .lock_fd = -1, .no_checks = no_checks};
    bench_must(reg_open(&how, &reg, NULL), dir);
    key_free(key);
    return reg;
}
