// SPDX-License-Identifier: MIT
#include "core/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "core/written.h"
#include "db/stmt.h"
#include "locale/catalog.h"

int64_t timeline_count(struct reg *reg, int64_t pupil, const struct kind *kind)
{
    struct stmt *q =
        stmt_new(reg->db, kind ? "SELECT count(*) FROM record_pupil WHERE pupil = ? AND kind = ?"
                               : "SELECT count(*) FROM record_pupil WHERE pupil = ?");
    stmt_bind_int(q, 1, pupil);
    if (kind) {
        stmt_bind_text(q, 2, kind->spec.name);
    }
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : 0;
    return stmt_finish(q) == ERR_OK ? n : 0;
}

/* A value of an act in words: a state, a class, a member of staff. */
static void state_words(struct str *out, struct reg *reg, const struct machine *m, const char *id)
{
    if (!id) {
        str_add(out, "-");
        return;
    }
    const struct state *s = machine_state(m, id);
    if (s) {
        str_add(out, tr(s->label));
    } else if (m->value && strcmp(m->value, "class") == 0) {
        roster_class_label(out, reg->roster, strtoll(id, NULL, 10), clock_today());
    } else {
        str_add(out, roster_name(reg->roster, strtoll(id, NULL, 10)));
    }
}

void timeline_act_line(struct str *out, struct reg *reg, const struct record *rec)
{
    const struct act *act = (const struct act *)rec;
    const struct machine *m = act->machine ? machine_by_id(act->machine) : NULL;
    const struct move *move = m && act->move ? machine_move(m, act->move) : NULL;
    if (!move) {
        return;
    }
    if (act->corrects != NONE) {
        str_addf(out, "%s ", tr("Taken back:"));
    }
    str_add(out, tr(move->label));
    if (m->value) {
        str_add(out, " ");
        if (act->from_state) {
            state_words(out, reg, m, act->from_state);
            str_addf(out, " %s ", tr("to"));
        }
        state_words(out, reg, m, act->to_state);
    }
    if (act->reason) {
        str_addf(out, "%s%s", tr("; "), act->reason);
    }
}

/* The member of staff a record names first: who talked, who acted. */
static int64_t staff_of(const struct record *rec)
{
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        if (f->type == FIELD_STAFF && !field_is_empty(rec, f)) {
            return *field_int(rec, f);
        }
    }
    return NONE;
}

void timeline_read(struct reg *reg, struct timeline_entry *e)
{
    struct record *rec;
    e->is_read = true;
    if (store_load(reg, e->id, &rec) != ERR_OK) {
        e->damaged = true;
        return;
    }
    e->kind = rec->kind;
    e->day = rec->day;
    e->state = rec->state;
    e->pupil = rec->pupil;
    e->by = staff_of(rec);
    if (rec->kind->flags & K_ACT) {
        timeline_act_line(&e->line, reg, rec);
    } else {
        value_line(&e->line, reg, rec);
    }
    record_free(rec);
}

static size_t take_page(struct stmt *q, size_t want, struct timeline_entry *out)
{
    size_t n = 0;
    while (n < want && stmt_row(q)) {
        out[n] =
            (struct timeline_entry){.id = stmt_int(q, 0), .day = NONE, .pupil = NONE, .by = NONE};
        str_init(&out[n++].line);
    }
    return stmt_finish(q) == ERR_OK ? n : 0;
}

size_t timeline_page(struct reg *reg, int64_t pupil, const struct kind *kind, int64_t from,
                     size_t want, struct timeline_entry *out)
{
    struct stmt *q =
        stmt_new(reg->db, kind ? "SELECT record FROM record_pupil WHERE pupil = ? AND kind = ?"
                                 " ORDER BY day DESC, record DESC LIMIT ? OFFSET ?"
                               : "SELECT record FROM record_pupil WHERE pupil = ?"
                                 " ORDER BY day DESC, record DESC LIMIT ? OFFSET ?");
    int at = 1;
    stmt_bind_int(q, at++, pupil);
    if (kind) {
        stmt_bind_text(q, at++, kind->spec.name);
    }
    stmt_bind_int(q, at++, (int64_t)want);
    stmt_bind_int(q, at, from);
    return take_page(q, want, out);
}

size_t timeline_ledger(struct reg *reg, const struct kind *kind, int64_t from, size_t want,
                       struct timeline_entry *out)
{
    struct stmt *q = stmt_new(reg->db, "SELECT id FROM record WHERE kind = ?"
                                       " ORDER BY day DESC, id DESC LIMIT ? OFFSET ?");
    stmt_bind_text(q, 1, kind->spec.name);
    stmt_bind_int(q, 2, (int64_t)want);
    stmt_bind_int(q, 3, from);
    return take_page(q, want, out);
}

int64_t timeline_ledger_count(struct reg *reg, const struct kind *kind)
{
    struct stmt *q = stmt_new(reg->db, "SELECT count(*) FROM record WHERE kind = ?");
    stmt_bind_text(q, 1, kind->spec.name);
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : 0;
    return stmt_finish(q) == ERR_OK ? n : 0;
}

void timeline_words(struct str *out, const struct timeline_entry *entry)
{
    char day[DATE_TEXT];
    str_addf(out, "%s %s %s", date_format(entry->day, day) + 5, tr(entry->kind->label),
             entry->line.ptr);
}

void timeline_release(struct timeline_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str_wipe(&entries[i].line);
    }
}

int64_t timeline_last(struct reg *reg, const struct kind *kind, int64_t pupil)
{
    struct stmt *q = stmt_new(
        reg->db, pupil == NONE ? "SELECT id FROM record WHERE kind = ? AND state <> 2"
                                 " ORDER BY typed_at DESC, id DESC LIMIT 1"
                               : "SELECT record FROM record_pupil WHERE kind = ? AND state <> 2"
                                 " AND pupil = ? ORDER BY day DESC, record DESC LIMIT 1");
    stmt_bind_text(q, 1, kind->spec.name);
    if (pupil != NONE) {
        stmt_bind_int(q, 2, pupil);
    }
    int64_t id = stmt_row(q) ? stmt_int(q, 0) : NONE;
    return stmt_finish(q) == ERR_OK ? id : NONE;
}

int64_t timeline_between(struct reg *reg, const struct kind *kind, int64_t pupil, int64_t first,
                         int64_t last)
{
    struct stmt *q = stmt_new(reg->db, "SELECT count(*) FROM record_pupil WHERE pupil = ?"
                                       " AND day BETWEEN ? AND ? AND kind = ? AND state <> 2");
    stmt_bind_int(q, 1, pupil);
    stmt_bind_int(q, 2, first);
    stmt_bind_int(q, 3, last);
    stmt_bind_text(q, 4, kind->spec.name);
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : 0;
    return stmt_finish(q) == ERR_OK ? n : 0;
}

int64_t timeline_last_meeting(struct reg *reg, int64_t pupil, const struct kind **kind)
{
    int64_t day = NONE;
    struct stmt *q =
        stmt_new(reg->db, "SELECT day, kind FROM record_pupil WHERE pupil = ? AND state <> 2"
                          " ORDER BY day DESC, record DESC");
    stmt_bind_int(q, 1, pupil);
    while (day == NONE && stmt_row(q)) {
        const char *name = stmt_text(q, 1);
        const struct kind *k = name ? kind_by_name(name) : NULL;
        if (k && (k->flags & K_MEET)) {
            day = stmt_int(q, 0);
            *kind = k;
        }
    }
    return stmt_finish(q) == ERR_OK ? day : NONE;
}

enum err timeline_unfinished(struct reg *reg, int64_t **ids, size_t *count)
{
    return stmt_take_ints(
        stmt_new(reg->db, "SELECT id FROM record WHERE state = 0 ORDER BY typed_at"), ids, count);
}

/* What a struck record was before: 没写完 stays 没写完. */
static enum err former_state(struct reg *reg, const struct record *rec, enum record_state *state)
{
    *state = RECORD_STRUCK;
    enum err e = ERR_OK;
    for (int64_t v = rec->version - 1; v > 0 && e == ERR_OK && *state == RECORD_STRUCK; v--) {
        struct record *old;
        e = store_load_version(reg, rec->id, v, &old);
        if (e == ERR_OK) {
            *state = old->state;
            record_free(old);
        }
    }
    if (*state == RECORD_STRUCK) {
        *state = RECORD_STORED;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err record_strike(struct reg *reg, int64_t id, const char *reason)
{
    struct record *rec;
    enum err e = store_load(reg, id, &rec);
    if (e != ERR_OK) {
        return e;
    }
    bool struck = rec->state == RECORD_STRUCK;
    if ((rec->kind->flags & K_ACT) || struck == (reason != NULL)) {
        record_free(rec);
        return ERR_REFUSED;
    }
    enum record_state state = RECORD_STRUCK;
    e = reason ? ERR_OK : former_state(reg, rec, &state);
    if (e != ERR_OK) {
        record_free(rec);
        return e;
    }
    /* The reason is the record's own mark; taking back forgets it, history keeps it. */
    struct mark *m = record_mark(rec, 0, "");
    xwipe_str(m->note);
    m->note = xstrdup(reason);
    rec->state = state;
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    e = written_with(reg, rec, &set);
    if (e == ERR_OK) {
        e = store_commit(reg, &set, NULL);
    }
    changes_release(&set);
    return e;
}
