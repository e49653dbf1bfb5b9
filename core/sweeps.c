// SPDX-License-Identifier: MIT
#include "core/sweeps.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "db/stmt.h"

static void bind_term(struct stmt *q, const struct reg *reg, int64_t class_id, int64_t day)
{
    struct term_ref term = calendar_term_of(reg->calendar, day);
    stmt_bind_int(q, 1, class_id);
    stmt_bind_int(q, 2, calendar_term_first(reg->calendar, term));
    stmt_bind_int(q, 3, calendar_term_last(reg->calendar, term));
}

enum err sweep_class_lines(struct reg *reg, int64_t class_id, int64_t day, int64_t **ids, size_t *n)
{
    struct stmt *q =
        stmt_new(reg->db, "SELECT s.id FROM sweep s JOIN record r ON r.id = s.id"
                          " WHERE s.class_ = ? AND s.day BETWEEN ? AND ? AND r.state <> 2"
                          " ORDER BY s.id");
    bind_term(q, reg, class_id, day);
    return stmt_take_ints(q, ids, n);
}

static bool is_in_class(const struct reg *reg, int64_t pupil, int64_t class_id)
{
    const struct pupil_card *p = pupil == NONE ? NULL : roster_pupil(reg->roster, pupil);
    return p && p->here && p->class_id == class_id;
}

/* A pupil listed twice was looked at once; one who left is not among those to look at. */
static enum err count_seen(struct reg *reg, int64_t class_id, int64_t day, struct sweep_class *out)
{
    struct stmt *q =
        stmt_new(reg->db, "SELECT DISTINCT s.pupil FROM sweep s JOIN record r ON r.id = s.id"
                          " WHERE s.class_ = ? AND s.day BETWEEN ? AND ? AND r.state <> 2"
                          " AND s.pupil IS NOT NULL");
    bind_term(q, reg, class_id, day);
    while (stmt_row(q)) {
        out->seen += is_in_class(reg, stmt_int(q, 0), class_id);
    }
    return stmt_finish(q);
}

/* The newest hand-in of the class in the term. */
static enum err load_handin(struct reg *reg, int64_t class_id, int64_t day, struct sweep_class *out)
{
    struct stmt *q =
        stmt_new(reg->db, "SELECT h.id, x.to_state FROM handin h JOIN record r ON r.id = h.id"
                          " JOIN act x ON x.subject = h.id AND x.machine = 'handin'"
                          " AND x.next IS NULL"
                          " WHERE h.class_ = ? AND h.day BETWEEN ? AND ? AND h.form = '1'"
                          " AND r.state <> 2 ORDER BY h.day DESC, h.id DESC LIMIT 1");
    bind_term(q, reg, class_id, day);
    int64_t id = stmt_row(q) ? stmt_int(q, 0) : NONE;
    const char *state = id != NONE ? stmt_text(q, 1) : NULL;
    out->back = state && strcmp(state, "back") == 0;
    out->zero = state && strcmp(state, "zero") == 0;
    enum err e = stmt_finish(q);
    struct record *rec;
    if (e != ERR_OK || id == NONE) {
        return e;
    }
    e = store_load_kind(reg, &kind_handin, id, &rec);
    if (e == ERR_OK) {
        out->signed_on = rec->day;
        const struct rows *rows = record_rows(rec, kind_part(&kind_handin, "unseen"));
        for (size_t i = 0; i < rows->n; i++) {
            const struct handin_unseen *row = rows->at[i];
            out->unseen += is_in_class(reg, row->pupil, class_id);
        }
        record_free(rec);
    }
    return e;
}

enum err sweep_class_load(struct reg *reg, int64_t class_id, int64_t day, struct sweep_class *out)
{
    int64_t *ids;
    size_t n;
    *out = (struct sweep_class){.signed_on = NONE};
    for (size_t i = 0; i < roster_count(reg->roster); i++) {
        const struct pupil_card *p = roster_pupil_at(reg->roster, i);
        out->due += p->here && p->class_id == class_id;
    }
    enum err e = sweep_class_lines(reg, class_id, day, &ids, &n);
    if (e == ERR_OK) {
        out->listed = (int)n;
        xfree(ids);
        e = count_seen(reg, class_id, day, out);
    }
    if (e == ERR_OK) {
        e = load_handin(reg, class_id, day, out);
    }
    return e;
}

int sweep_class_done(const struct sweep_class *c)
{
    bool handed_in = c->signed_on != NONE && !c->back;
    return handed_in ? c->due - c->unseen : c->seen;
}

enum err sweep_class_sign(struct reg *reg, int64_t class_id, bool zero)
{
    int64_t teacher = roster_class_teacher(reg->roster, class_id);
    if (teacher == NONE) {
        return ERR_REFUSED;
    }
    struct handin *h = (struct handin *)record_new(&kind_handin, 0);
    h->head.state = RECORD_STORED;
    h->day = clock_today();
    h->class_ = class_id;
    h->signed_by = teacher;
    h->form = xstrdup("1");
    h->content = xstrdup(zero ? "1" : "2");
    const struct machine *m = machine_by_id("handin");
    struct act_wish wish = {.machine = m,
                            .move = machine_first(m, &h->head)->id,
                            .subject = h->head.id,
                            .pupil = NONE,
                            .day = h->day,
                            .at = NONE,
                            .by = reg->me,
                            .evidence = NONE,
                            .due = NONE};
    struct changes set = CHANGES_INIT;
    changes_put(&set, &h->head);
    const char *no = act_add(reg, &set, &wish, true);
    enum err e = no ? ERR_REFUSED : store_commit(reg, &set, NULL);
    changes_release(&set);
    return e;
}
