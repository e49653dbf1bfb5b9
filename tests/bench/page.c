// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/load.h"
#include "core/roster.h"
#include "db/stmt.h"

/* page DIR NAME: a page of a pupil's records, and of the newest of a kind, all authenticated. */
enum { PAGES = 400, PAGE_ROWS = 20 };

static void fetch(struct reg *reg, const char *sql, int64_t pupil, struct samples *s)
{
    int64_t ids[PAGE_ROWS];
    int n = 0;
    double began = bench_now();
    struct stmt *q = stmt_new(reg->db, sql);
    if (pupil != NONE) {
        stmt_bind_int(q, 1, pupil);
    }
    while (n < PAGE_ROWS && stmt_row(q)) {
        ids[n++] = stmt_int(q, 0);
    }
    bench_must(stmt_finish(q), "page");
    for (int i = 0; i < n; i++) {
        struct record *rec = NULL;
        bench_must(store_load(reg, ids[i], &rec), "store_load");
        record_free(rec);
    }
    samples_add(s, bench_now() - began);
}

static void report(const char *what, const char *name, struct samples *s)
{
    char *line = str_format("%s, %s, p99", what, name);
    bench_row(line, samples_part(s, 0.99), "ms", 3, 5);
    xfree(line);
    samples_release(s);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    struct samples file = {.at = NULL};
    struct samples list = {.at = NULL};
    uint64_t random = 1;
    for (int i = 0; i < PAGES; i++) {
        size_t at = (size_t)random_below(&random, (int64_t)roster_count(reg->roster));
        fetch(reg, "SELECT record FROM record_pupil WHERE pupil = ? ORDER BY day DESC, record DESC"
                   " LIMIT 20", roster_pupil_at(reg->roster, at)->id, &file);
        fetch(reg, "SELECT id FROM record WHERE kind = 'talk' ORDER BY day DESC, id DESC LIMIT 20",
              NONE, &list);
    }
    report("a page of a pupil's file", argv[2], &file);
    report("a page of the newest talks", argv[2], &list);
    reg_close(reg, false);
    return 0;
}
