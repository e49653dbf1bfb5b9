// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/roster.h"
#include "db/db.h"

/* save DIR: saving a talk, and the draft a key at a time; DIR is written to. */
enum { SAVES = 300, PATCHES = 300 };

struct cost {
    struct samples ms, syncs;
    int64_t bytes;
};

static void commit(struct reg *reg, struct changes *set, struct cost *cost)
{
    int64_t syncs = db_sync_count(reg->db);
    int64_t bytes = db_bytes_written(reg->db);
    double began = bench_now();
    bench_must(store_commit(reg, set, NULL), "store_commit");
    samples_add(&cost->ms, bench_now() - began);
    samples_add(&cost->syncs, (double)(db_sync_count(reg->db) - syncs));
    cost->bytes += db_bytes_written(reg->db) - bytes;
    changes_release(set);
    /* As the screens do it: when no key waits, outside the time of a key. */
    if (store_wants_checkpoint(reg, 0)) {
        bench_must(store_checkpoint(reg), "store_checkpoint");
    }
}

static void report(const char *what, struct cost *cost, size_t n)
{
    for (int i = 0; i < 2; i++) {
        char *line = i ? str_format("%s, p99", what) : str_format("%s, median", what);
        bench_row(line, samples_part(&cost->ms, i ? 0.99 : 0.5), "ms", 100, 5);
        xfree(line);
    }
    char *line = str_format("%s, fsyncs, p99", what);
    bench_row(line, samples_part(&cost->syncs, 0.99), "", 1, 1);
    xfree(line);
    line = str_format("%s, written", what);
    bench_note(line, (double)cost->bytes / (double)n / 1024, "kB");
    xfree(line);
    samples_release(&cost->ms);
    samples_release(&cost->syncs);
}

static struct talk *new_talk(struct reg *reg, int i)
{
    struct talk *t = (struct talk *)record_new(&kind_talk, 0);
    t->head.state = RECORD_STORED;
    t->day = clock_today();
    t->talker = reg->me;
    t->type = xstrdup("02");
    t->reason = xstrdup("这周上课总趴着，昨天数学课哭了");
    t->said = xstrdup("昨晚又没睡，两点多才睡着，这样有十来天了。外婆这两天住院，她一个人在宿舍。\n"
                      "〔原话〕我怕我妈把我转走。转走了我就一个人也不认识了。");
    struct talk_pupil *row = record_add_row(&t->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = roster_pupil_at(reg->roster, (size_t)i)->id;
    return t;
}

static void measure_saves(struct reg *reg)
{
    struct cost fresh = {.bytes = 0};
    struct cost again = {.bytes = 0};
    for (int i = 0; i < SAVES; i++) {
        struct changes set = CHANGES_INIT;
        struct talk *t = new_talk(reg, i);
        int64_t id = t->head.id;
        changes_put(&set, &t->head);
        commit(reg, &set, &fresh);
        struct record *rec = NULL;
        bench_must(store_load(reg, id, &rec), "store_load");
        ((struct talk *)rec)->agreed = xstrdup("周五前把请假条交给覃老师，我陪她去");
        changes_put(&set, rec);
        commit(reg, &set, &again);
    }
    report("saving a new talk", &fresh, SAVES);
    report("saving a changed talk", &again, SAVES);
}

static void measure_draft(struct reg *reg)
{
    struct cost cost = {.bytes = 0};
    struct draft d;
    size_t at = 0;
    draft_init(&d, record_new_id(), &kind_talk, 0, roster_pupil_at(reg->roster, 0)->id);
    for (int i = 0; i < PATCHES; i++) {
        struct changes set = CHANGES_INIT;
        draft_save_patch(&d, &set, "said", at, 0, "昨晚又没睡，", strlen("昨晚又没睡，"));
        at += strlen("昨晚又没睡，");
        commit(reg, &set, &cost);
    }
    draft_release(&d);
    report("keeping the draft", &cost, PATCHES);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    measure_saves(reg);
    measure_draft(reg);
    reg_close(reg, false);
    return 0;
}
