// SPDX-License-Identifier: MIT
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "core/reg.h"

/*
 * Times and sizes for tests/bench/run.sh.  A program prints lines
 *
 *     what  figure  unit  limit  times
 *
 * parted by tabs: `limit` is what architecture.md section 5 holds it to (empty:
 * for information), `times` 5 where it must hold on the slow reference
 * computer, taken as five times slower than this one.
 */
struct samples {
    double *at;
    size_t n, cap;
};

double bench_now(void); /* ms of a clock that only rises */
void samples_add(struct samples *s, double value);
double samples_part(struct samples *s, double part); /* 0.5 the median, 0.99 the p99; sorts */
void samples_release(struct samples *s);

void bench_row(const char *what, double figure, const char *unit, double limit, int times);
void bench_note(const char *what, double figure, const char *unit);

/* kB of this process: VmRSS, VmHWM. */
double bench_memory(const char *name);

/* Open DIR by the code in DIR/code; ends the program with words if it cannot. */
struct reg *bench_open(const char *dir, bool no_checks);
struct key *bench_key(const char *dir);

/* End with words unless it is ERR_OK. */
void bench_must(enum err e, const char *what);

#endif
