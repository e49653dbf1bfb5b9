// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include "core/rewrite.h"

/* rewrite DIR: the whole register under a new key; DIR is written to. */
int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    struct key *fresh = NULL;
    struct reg *reg = bench_open(argv[1], true);
    bench_must(key_new(&fresh), "key_new");
    double began = bench_now();
    bench_must(rewrite_run(&reg, fresh, "demo", &(struct rewrite_how){.why = AUDIT_REKEY}),
               "rewrite_run");
    bench_note("a new key for the whole register", (bench_now() - began) / 1000, "s");
    bench_note("peak memory of it", bench_memory("VmHWM:") / 1024, "MB");
    reg_close(reg, false);
    key_free(fresh);
    return 0;
}
