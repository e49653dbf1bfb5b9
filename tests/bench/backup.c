// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include "core/backup.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/restore.h"

/* backup DIR: a verified copy of the whole register, and back from it; DIR is written to. */
int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    struct backup_made made;
    struct samples steps = {0};
    struct reg *reg = bench_open(argv[1], true);
    struct key *key = bench_key(argv[1]);
    char *dir = file_join(argv[1], "copies");
    struct backup *b;
    struct backup_how how = {.dir = dir, .why = "asked"};
    double began = bench_now();
    bench_must(backup_begin(reg, &how, &b), "backup_begin");
    samples_add(&steps, bench_now() - began);
    bool more = true;
    while (more) {
        double step = bench_now();
        more = backup_step(b);
        samples_add(&steps, bench_now() - step);
    }
    bench_must(backup_end(b, &made), "backup_end");
    double took = (bench_now() - began) / 1000;
    bench_note("a verified copy of the register", took, "s");
    bench_note("  its size", (double)made.bytes / 1e6, "MB");
    bench_row("  of it with the keys waiting, p99 of a step", samples_part(&steps, 0.99), "ms", 8, 1);
    bench_note("  the longest step", samples_part(&steps, 1), "ms");
    reg_close(reg, false);

    char *fresh = file_join(argv[1], "restored");
    struct restore_how back = {.dir = fresh, .from = made.path, .key = key, .lock_fd = -1};
    struct restore *r;
    struct restored done;
    began = bench_now();
    bench_must(restore_begin(&back, &r), "restore_begin");
    while (restore_step(r)) {
    }
    bench_must(restore_end(r, &done), "restore_end");
    double per_100 = (bench_now() - began) / 1000 / ((double)made.bytes / 1e8);
    bench_row("back from a copy, for each 100 MB", per_100, "s", 60, 5);
    restored_release(&done);
    backup_made_release(&made);
    samples_release(&steps);
    key_free(key);
    xfree(fresh);
    xfree(dir);
    return 0;
}
