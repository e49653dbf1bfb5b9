// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include "core/base/mem.h"
#include "core/roster.h"
#include "core/verify.h"

/* open DIR NAME: from the key to the first screen, memory then, and the checking job. */
enum { RUNS = 7 };

static void measure_password(const char *dir, const char *name)
{
    struct samples s = {.at = NULL};
    for (int i = 0; i < RUNS; i++) {
        struct reg *reg = NULL;
        double began = bench_now();
        bench_must(reg_open(&(struct reg_how){.dir = dir, .password = "demo", .lock_fd = -1}, &reg,
                            NULL), dir);
        samples_add(&s, bench_now() - began);
        reg_close(reg, false);
    }
    char *what = str_format("unlock with the password, %s", name);
    bench_note(what, samples_part(&s, 0.5), "ms");
    xfree(what);
    samples_release(&s);
}

static void measure_key(const char *dir, const char *name)
{
    struct samples opened = {.at = NULL};
    struct samples closed = {.at = NULL};
    for (int i = 0; i < RUNS; i++) {
        double began = bench_now();
        struct reg *reg = bench_open(dir, false);
        double done = bench_now();
        samples_add(&opened, done - began);
        reg_close(reg, false);
        samples_add(&closed, bench_now() - done);
    }
    char *what = str_format("open and check after the key, %s", name);
    bench_note(what, samples_part(&opened, 0.5), "ms");
    xfree(what);
    what = str_format("close, %s", name);
    bench_note(what, samples_part(&closed, 0.5), "ms");
    xfree(what);
    samples_release(&opened);
    samples_release(&closed);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], false);
    char *what = str_format("memory after opening, %zu pupils at school, %zu in all",
                            roster_at_school(reg->roster), roster_count(reg->roster));
    bench_row(what, bench_memory("VmRSS:") / 1024, "MB", 12, 1);
    xfree(what);
    double began = bench_now();
    bench_must(verify_rest(reg), "verify_rest");
    what = str_format("the checking job, %s: %lld rows", argv[2], (long long)reg->root.records);
    bench_note(what, bench_now() - began, "ms");
    xfree(what);
    bench_row("memory after the checking job", bench_memory("VmRSS:") / 1024, "MB", 12, 1);
    reg_close(reg, false);
    measure_key(argv[1], argv[2]);
    measure_password(argv[1], argv[2]);
    return 0;
}
