// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <stdio.h>

#include "core/kinds.h"
#include "core/load.h"

/* scan DIR: ms of reading all pupils, each authenticated, and nothing else; for files.sh. */
enum { RUNS = 9 };

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    struct samples s = {.at = NULL};
    for (int i = 0; i < RUNS; i++) {
        double began = bench_now();
        struct scan *scan = scan_open(reg, &kind_pupil);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            record_free(rec);
        }
        bench_must(scan_close(scan, NULL), "scan");
        samples_add(&s, bench_now() - began);
    }
    printf("%.2f\n", samples_part(&s, 0.5));
    samples_release(&s);
    reg_close(reg, false);
    return 0;
}
