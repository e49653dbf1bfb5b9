// SPDX-License-Identifier: MIT
#include "core/due.h"

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/roster.h"
#include "db/stmt.h"

/* A promise half a year old is not work any more. */
enum { OLDEST_DAYS = 180 };

enum err due_list(struct reg *reg, int64_t until, struct due_line **lines, size_t *count)
{
    struct due_line *found = NULL;
    size_t n = 0;
    size_t cap = 0;
    struct stmt *q = stmt_new(
        reg->db, "SELECT t.id, t.pupil, t.next_day, t.day, t.kind FROM ("
                 "  SELECT t.id, tp.pupil, t.next_day, t.day, 'talk' AS kind"
                 "  FROM talk t INDEXED BY talk_next JOIN talk_pupil tp ON tp.owner = t.id"
                 "  WHERE t.next_day BETWEEN ?1 AND ?2"
                 " UNION ALL"
                 "  SELECT id, pupil, next_day, day, 'session'"
                 "  FROM session INDEXED BY session_next WHERE next_day BETWEEN ?1 AND ?2"
                 " ) t JOIN record r ON r.id = t.id"
                 " WHERE r.state <> 2"
                 " AND NOT EXISTS (SELECT 1 FROM record_pupil p WHERE p.pupil = t.pupil"
                 "  AND p.day > t.day AND p.kind IN ('talk', 'session') AND p.state <> 2)"
                 " ORDER BY t.next_day, t.id");
    stmt_bind_int(q, 1, until - OLDEST_DAYS);
    stmt_bind_int(q, 2, until);
    while (stmt_row(q)) {
        int64_t pupil = stmt_int(q, 1);
        const struct pupil_card *p = roster_pupil(reg->roster, pupil);
        /* A pupil's rules stop when the pupil leaves, or was struck out. */
        if (p && p->here) {
            found = mem_grow(found, n, &cap, sizeof *found);
            found[n++] = (struct due_line){stmt_int(q, 0), kind_by_name(stmt_text(q, 4)), pupil,
                                           stmt_int(q, 2), stmt_int(q, 3)};
        }
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        xfree(found);
        return e;
    }
    *lines = found;
    *count = n;
    return ERR_OK;
}
