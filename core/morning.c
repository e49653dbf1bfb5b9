// SPDX-License-Identifier: MIT
#include "core/morning.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "db/stmt.h"

/* An act names a new day when an appointment was moved. */
static bool take(struct reg *reg, int64_t id, bool asked, int64_t moved, struct coming *out)
{
    struct record *rec;
    if (store_load_kind(reg, &kind_appointment, id, &rec) != ERR_OK) {
        return false;
    }
    const struct appointment *a = (const struct appointment *)rec;
    *out = (struct coming){.id = id,
                           .pupil = a->pupil,
                           .at = a->at,
                           .lesson = a->lesson,
                           .day = moved != NONE ? moved : a->day,
                           .asked = asked,
                           .name = xstrdup(a->name),
                           .who = xstrdup(a->who),
                           .matter = xstrdup(a->matter)};
    record_free(rec);
    return true;
}

/* By day, then by the clock; a lesson without a time goes by its number, in front. */
static int compare(const void *a, const void *b)
{
    const struct coming *x = a;
    const struct coming *y = b;
    int by_day = (x->day > y->day) - (x->day < y->day);
    int by_time = (x->at > y->at) - (x->at < y->at);
    int by_lesson = (x->lesson > y->lesson) - (x->lesson < y->lesson);
    return by_day ? by_day : by_time ? by_time : by_lesson;
}

enum err morning_coming(struct reg *reg, int64_t day, struct coming **list, size_t *count)
{
    struct coming *found = NULL;
    size_t n = 0;
    size_t cap = 0;
    struct stmt *q =
        stmt_new(reg->db, "SELECT a.id, x.to_state = 'asked', x.due FROM act x"
                          " JOIN appointment a ON a.id = x.subject JOIN record r ON r.id = a.id"
                          " WHERE x.machine = 'appointment' AND x.next IS NULL"
                          " AND x.to_state IN ('asked', 'agreed') AND coalesce(x.due, a.day) <= ?"
                          " AND r.state <> 2");
    stmt_bind_int(q, 1, day);
    while (stmt_row(q)) {
        found = mem_grow(found, n, &cap, sizeof *found);
        n += take(reg, stmt_int(q, 0), stmt_int(q, 1) == 1, stmt_int(q, 2), &found[n]);
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        morning_free(found, n);
        return e;
    }
    if (n) {
        qsort(found, n, sizeof *found, compare);
    }
    *list = found;
    *count = n;
    return ERR_OK;
}

void morning_free(struct coming *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xwipe_str(list[i].name);
        xwipe_str(list[i].who);
        xwipe_str(list[i].matter);
    }
    xfree(list);
}

enum err morning_unknown(struct reg *reg, int64_t **ids, size_t *count)
{
    struct stmt *q =
        stmt_new(reg->db, "SELECT x.subject FROM act x JOIN record r ON r.id = x.subject"
                          " WHERE x.machine = 'clue' AND x.next IS NULL"
                          " AND x.to_state IN ('open', 'meet', 'watch')"
                          " AND r.pupil IS NULL AND r.state <> 2 ORDER BY r.day, r.id");
    return stmt_take_ints(q, ids, count);
}
