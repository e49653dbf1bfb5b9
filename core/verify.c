// SPDX-License-Identifier: MIT
#include "core/verify.h"

#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/reg_priv.h"
#include "db/db.h"
#include "db/stmt.h"

struct checker {
    struct damage *damage;
    size_t n, cap;
    int64_t next_id;   /* the job has seen every record above it */
    size_t next_check; /* and then these indexes and counts */
    bool job_done;
};

struct checker *checker_new(void)
{
    struct checker *c = xcalloc(1, sizeof *c);
    c->next_id = INT64_MAX;
    return c;
}

void checker_free(struct checker *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < c->n; i++) {
        xfree(c->damage[i].where);
    }
    xfree(c->damage);
    xfree(c);
}

void verify_note(struct reg *reg, const char *where, int64_t id)
{
    struct checker *c = reg->checker;
    reg->read_only = true;
    for (size_t i = 0; i < c->n; i++) {
        if (c->damage[i].id == id && strcmp(c->damage[i].where, where) == 0) {
            return;
        }
    }
    c->damage = mem_grow(c->damage, c->n, &c->cap, sizeof *c->damage);
    c->damage[c->n++] = (struct damage){xstrdup(where), id};
}

size_t verify_damage_count(const struct reg *reg)
{
    return reg->checker->n;
}

const struct damage *verify_damage(const struct reg *reg, size_t at)
{
    return at < reg->checker->n ? &reg->checker->damage[at] : NULL;
}

enum err verify_past(struct reg *reg, const char *where, int64_t id, enum err e)
{
    if (e != ERR_DAMAGED || db_failed(reg->db) == ERR_OK) {
        return e;
    }
    verify_note(reg, where, id);
    enum err again = db_is_read(reg->db) ? ERR_OK : reg_reopen(reg);
    return again == ERR_OK ? e : again;
}

/* Add the MACs of a table to `sum`; false if one is no MAC. */
static enum err add_macs(struct reg *reg, const char *sql, struct root *sum, bool *good)
{
    struct stmt *q = stmt_new(reg->db, sql);
    while (stmt_row(q)) {
        size_t n;
        const void *mac = stmt_blob(q, 0, &n);
        if (n == MAC_BYTES) {
            root_add(sum, mac);
        } else {
            *good = false;
        }
    }
    return stmt_finish(q);
}

/*
 * Which part of a check is done at opening, which at the end of the job: what
 * people and states rest on is read whole at opening.
 */
enum when { AT_OPENING, AFTER_THE_JOB };

static enum when when_of(const struct kind *kind)
{
    return kind->flags & (K_HOUSE | K_ACT) || kind == &kind_blocked ? AT_OPENING : AFTER_THE_JOB;
}

/* The MACs of all lines into `sum`; the lines of each kind are counted on the way. */
static enum err add_lines(struct reg *reg, struct root *sum, int64_t *lines, bool *good)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    size_t at = 0;
    struct stmt *q = stmt_new(reg->db, "SELECT mac, kind FROM record NOT INDEXED");
    while (stmt_row(q)) {
        size_t len;
        const void *mac = stmt_blob(q, 0, &len);
        if (len == MAC_BYTES) {
            root_add(sum, mac);
        } else {
            *good = false;
        }
        /* Most lines are of the kind of the line before. */
        const char *kind = stmt_text(q, 1);
        for (size_t i = 0; kind && i < n; i++, at = (at + 1) % n) {
            if (strcmp(kinds[at]->spec.name, kind) == 0) {
                lines[at]++;
                break;
            }
        }
    }
    return stmt_finish(q);
}

/* Go on after damage so that all of it is noted, stop at what cannot be read. */
static bool goes_on(enum err e, bool *damaged)
{
    *damaged = *damaged || e == ERR_DAMAGED;
    return e == ERR_OK || e == ERR_DAMAGED;
}

/* `lines` are NONE where they could not be counted. */
static enum err check_sum(struct reg *reg, int64_t *lines, size_t kinds)
{
    struct root sum;
    root_init(&sum);
    bool good = true;
    bool damaged = false;
    enum err e = verify_past(reg, "record", NONE, add_lines(reg, &sum, lines, &good));
    for (size_t i = 0; i < kinds && e == ERR_DAMAGED; i++) {
        lines[i] = NONE;
    }
    if (goes_on(e, &damaged)) {
        e = add_macs(reg, "SELECT mac FROM history", &sum, &good);
        e = verify_past(reg, "history", NONE, e);
    }
    if (goes_on(e, &damaged)) {
        e = draft_verify(reg, &sum);
        if (e == ERR_DAMAGED) {
            verify_note(reg, "draft", NONE);
        }
        e = verify_past(reg, "draft", NONE, e);
    }
    good =
        good && sum.records == reg->root.records && memcmp(sum.sum, reg->root.sum, MAC_BYTES) == 0;
    if (goes_on(e, &damaged) && !good) {
        verify_note(reg, "sum", NONE);
        damaged = true;
    }
    root_release(&sum);
    return e == ERR_OK && damaged ? ERR_DAMAGED : e;
}

/* The end of the trail is the one the root knows: what was cut off shows here. */
static enum err check_trail_end(struct reg *reg)
{
    int64_t seq = 0;
    bool good = true;
    struct stmt *q = stmt_new(reg->db, "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1");
    if (stmt_row(q)) {
        size_t n;
        const void *mac = stmt_blob(q, 1, &n);
        seq = stmt_int(q, 0);
        good = n == MAC_BYTES && key_mac_equal(mac, reg->root.audit_head);
    }
    enum err e = stmt_finish(q);
    if (e == ERR_OK && (!good || seq != reg->root.audit_seq)) {
        verify_note(reg, "audit", NONE);
        e = ERR_DAMAGED;
    }
    return verify_past(reg, "audit", NONE, e);
}

static enum err count_rows(struct reg *reg, const char *sql, const char *kind, int64_t *count)
{
    struct stmt *q = stmt_new(reg->db, sql);
    if (kind) {
        stmt_bind_text(q, 1, kind);
    }
    *count = stmt_row(q) ? stmt_int(q, 0) : NONE;
    return stmt_finish(q);
}

/* A part of no record at all is read by no record's check: its first page is read here. */
static enum err touch_parts(struct reg *reg, const struct kind *kind)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < kind->part_count && e == ERR_OK; i++) {
        char *sql = str_format("SELECT 1 FROM \"%s\" LIMIT 1", kind->parts[i].spec->name);
        int64_t ignored;
        e = count_rows(reg, sql, NULL, &ignored);
        xfree(sql);
    }
    return e;
}

/*
 * Every line of `record` has its row in the kind's table: a vanished row shows
 * here.  `lines` as counted at opening; NONE counts them now.
 */
static enum err check_count(struct reg *reg, const struct kind *kind, int64_t lines)
{
    const char *name = kind->spec.name;
    int64_t rows = NONE;
    enum err e = ERR_OK;
    if (lines == NONE) {
        e = count_rows(reg, "SELECT count(*) FROM record INDEXED BY record_kind WHERE kind = ?",
                       name, &lines);
    }
    char *sql = str_format("SELECT count(*) FROM \"%s\" NOT INDEXED", name);
    if (e == ERR_OK) {
        e = count_rows(reg, sql, NULL, &rows);
    }
    xfree(sql);
    if (e == ERR_OK) {
        e = touch_parts(reg, kind);
    }
    if (e == ERR_OK && rows != lines) {
        verify_note(reg, name, NONE);
        e = ERR_DAMAGED;
    }
    return verify_past(reg, name, NONE, e);
}

enum err verify_kind(struct reg *reg, const struct kind *kind)
{
    bool counted = reg->checker->job_done || when_of(kind) == AT_OPENING;
    return counted ? ERR_OK : check_count(reg, kind, NONE);
}

/*
 * An index against its table: the same rows by count and by a sum over key and
 * rowid, read once through the index and once without it.
 */
static const struct {
    enum when when;
    const char *name;
    const char *by_index;
    const char *by_table;
} indexes[] = {
    {AFTER_THE_JOB, "record_kind",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM record INDEXED BY record_kind"
     " WHERE kind > ''",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM record NOT INDEXED"},
    {AFTER_THE_JOB, "record_typed",
     "SELECT count(*), sum(typed_at % 100003 * (id % 1000003)) FROM record"
     " INDEXED BY record_typed WHERE typed_at > -1",
     "SELECT count(*), sum(typed_at % 100003 * (id % 1000003)) FROM record NOT INDEXED"},
    {AFTER_THE_JOB, "record_owner",
     "SELECT count(*), sum(owner % 100003 * (id % 1000003)) FROM record"
     " INDEXED BY record_owner WHERE owner IS NOT NULL",
     "SELECT count(*), sum(owner % 100003 * (id % 1000003)) FROM record NOT INDEXED"
     " WHERE owner IS NOT NULL"},
    {AFTER_THE_JOB, "record_unfinished",
     "SELECT count(*), sum(id % 1000003) FROM record INDEXED BY record_unfinished WHERE state = 0",
     "SELECT count(*), sum(id % 1000003) FROM record NOT INDEXED WHERE state = 0"},
    {AFTER_THE_JOB, "record_pupil_record",
     "SELECT count(*), sum(pupil % 100003 * (record % 1000003)) FROM record_pupil"
     " INDEXED BY record_pupil_record WHERE record > 0",
     "SELECT count(*), sum(pupil % 100003 * (record % 1000003)) FROM record_pupil NOT INDEXED"},
    {AT_OPENING, "act_open",
     "SELECT count(*), sum(subject % 100003 * (id % 1000003)) FROM act INDEXED BY act_open"
     " WHERE next IS NULL AND machine > ''",
     "SELECT count(*), sum(subject % 100003 * (id % 1000003)) FROM act NOT INDEXED"
     " WHERE next IS NULL"},
    {AT_OPENING, "blocked_pupil",
     "SELECT count(*), sum(pupil % 100003 * (id % 1000003)) FROM blocked INDEXED BY blocked_pupil"
     " WHERE pupil > 0",
     "SELECT count(*), sum(pupil % 100003 * (id % 1000003)) FROM blocked NOT INDEXED"
     " WHERE pupil > 0"},
    {AFTER_THE_JOB, "talk_next",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM talk INDEXED BY talk_next"
     " WHERE next_day IS NOT NULL",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM talk NOT INDEXED"
     " WHERE next_day IS NOT NULL"},
    {AFTER_THE_JOB, "session_next",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM session"
     " INDEXED BY session_next WHERE next_day IS NOT NULL",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM session NOT INDEXED"
     " WHERE next_day IS NOT NULL"},
    {AFTER_THE_JOB, "liaison_next",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM liaison"
     " INDEXED BY liaison_next WHERE next_day IS NOT NULL",
     "SELECT count(*), sum(next_day % 100003 * (id % 1000003)) FROM liaison NOT INDEXED"
     " WHERE next_day IS NOT NULL"},
    {AFTER_THE_JOB, "liaison_person",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM liaison"
     " INDEXED BY liaison_person WHERE person IS NOT NULL",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM liaison NOT INDEXED"
     " WHERE person IS NOT NULL"},
    {AFTER_THE_JOB, "sweep_class",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM sweep INDEXED BY sweep_class"
     " WHERE class_ > 0",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM sweep NOT INDEXED"
     " WHERE class_ > 0"},
    {AFTER_THE_JOB, "handin_class",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM handin INDEXED BY handin_class"
     " WHERE class_ > 0",
     "SELECT count(*), sum(day % 100003 * (id % 1000003)) FROM handin NOT INDEXED"
     " WHERE class_ > 0"},
    {AFTER_THE_JOB, "sheet_campaign",
     "SELECT count(*), sum(pupil % 100003 * (id % 1000003)) FROM sheet INDEXED BY sheet_campaign"
     " WHERE campaign > 0",
     "SELECT count(*), sum(pupil % 100003 * (id % 1000003)) FROM sheet NOT INDEXED"
     " WHERE campaign > 0"},
    {AT_OPENING, "act_subject",
     "SELECT count(*), sum(subject % 100003 * (id % 1000003)) FROM act INDEXED BY act_subject"
     " WHERE subject > 0",
     "SELECT count(*), sum(subject % 100003 * (id % 1000003)) FROM act NOT INDEXED"},
};

bool verify_knows_index(const char *name)
{
    for (size_t i = 0; i < COUNT(indexes); i++) {
        if (strcmp(indexes[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static enum err count_and_sum(struct reg *reg, const char *sql, int64_t out[2])
{
    struct stmt *q = stmt_new(reg->db, sql);
    out[0] = out[1] = NONE;
    if (stmt_row(q)) {
        out[0] = stmt_int(q, 0);
        out[1] = stmt_int(q, 1);
    }
    return stmt_finish(q);
}

static enum err check_index(struct reg *reg, size_t at)
{
    int64_t a[2];
    int64_t b[2];
    enum err e = count_and_sum(reg, indexes[at].by_index, a);
    if (e == ERR_OK) {
        e = count_and_sum(reg, indexes[at].by_table, b);
    }
    if (e == ERR_OK && (a[0] != b[0] || a[1] != b[1])) {
        verify_note(reg, indexes[at].name, NONE);
        e = ERR_DAMAGED;
    }
    return verify_past(reg, indexes[at].name, NONE, e);
}

enum err verify_open(struct reg *reg)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    int64_t *lines = xcalloc(n, sizeof *lines);
    bool damaged = false;
    enum err e = check_sum(reg, lines, n);
    if (goes_on(e, &damaged)) {
        e = check_trail_end(reg);
    }
    for (size_t i = 0; i < n && goes_on(e, &damaged); i++) {
        e = when_of(kinds[i]) == AT_OPENING ? check_count(reg, kinds[i], lines[i]) : ERR_OK;
    }
    for (size_t i = 0; i < COUNT(indexes) && goes_on(e, &damaged); i++) {
        e = indexes[i].when == AT_OPENING ? check_index(reg, i) : ERR_OK;
    }
    xfree(lines);
    return goes_on(e, &damaged) ? (damaged ? ERR_DAMAGED : ERR_OK) : e;
}

/* --- the job --- */

/* After the records, one index or one kind's count a step; damage is noted. */
static enum err check_more(struct reg *reg, struct checker *c)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    enum err e = ERR_OK;
    size_t at = c->next_check;
    if (at < COUNT(indexes)) {
        e = indexes[at].when == AFTER_THE_JOB ? check_index(reg, at) : ERR_OK;
    } else if (when_of(kinds[at - COUNT(indexes)]) == AFTER_THE_JOB) {
        e = check_count(reg, kinds[at - COUNT(indexes)], NONE);
    }
    e = e == ERR_DAMAGED ? ERR_OK : e;
    c->next_check += e == ERR_OK;
    c->job_done = c->next_check == COUNT(indexes) + n;
    return e;
}

/*
 * The pupils' index has no MAC: it must say of a record what the record says.
 * A line that vanished would take the record out of a pupil's file.
 */
static enum err check_pupils(struct reg *reg, const struct record *rec)
{
    int64_t *ids;
    size_t n = record_lies_with(rec, &ids);
    size_t lines = 0;
    bool good = true;
    struct stmt *q = stmt_new(reg->db, "SELECT pupil, day, kind, state FROM record_pupil"
                                       " INDEXED BY record_pupil_record WHERE record = ?");
    stmt_bind_int(q, 1, rec->id);
    while (stmt_row(q)) {
        bool known = false;
        for (size_t i = 0; i < n && !known; i++) {
            known = ids[i] == stmt_int(q, 0);
        }
        const char *kind = stmt_text(q, 2);
        good = good && known && stmt_int(q, 1) == rec->day && kind &&
               strcmp(kind, rec->kind->spec.name) == 0 && stmt_int(q, 3) == (int64_t)rec->state;
        lines++;
    }
    enum err e = stmt_finish(q);
    xfree(ids);
    if (e == ERR_OK && (!good || lines != n)) {
        verify_note(reg, "record_pupil", rec->id);
        e = ERR_DAMAGED;
    }
    return verify_past(reg, "record_pupil", rec->id, e);
}

/* A line that stands in the table and is not found in it is damage like any other. */
static enum err check_record(struct reg *reg, int64_t id)
{
    struct record *rec = NULL;
    enum err e = store_load(reg, id, &rec);
    if (e == ERR_NOT_FOUND) {
        verify_note(reg, "record", id);
        e = ERR_DAMAGED;
    }
    if (e == ERR_OK) {
        e = check_pupils(reg, rec);
    }
    record_free(rec);
    return verify_past(reg, "record", id, e);
}

enum { STEP_MAX = 256 };

enum err verify_step(struct reg *reg, int count, bool (*wanted)(void *ctx), void *ctx, bool *done)
{
    struct checker *c = reg->checker;
    int64_t ids[STEP_MAX];
    int n = 0;
    struct stmt *q =
        stmt_new(reg->db, "SELECT id FROM record WHERE id < ? ORDER BY id DESC LIMIT ?");
    stmt_bind_int(q, 1, c->next_id);
    stmt_bind_int(q, 2, count < STEP_MAX ? count : STEP_MAX);
    while (n < STEP_MAX && stmt_row(q)) {
        ids[n++] = stmt_int(q, 0);
    }
    enum err e = verify_past(reg, "record", NONE, stmt_finish(q));
    if (e == ERR_DAMAGED) {
        /* Noted.  Below a page that cannot be read the job goes no further. */
        c->next_id = n ? c->next_id : INT64_MIN;
        e = ERR_OK;
    }
    for (int i = 0; i < n && e == ERR_OK; i++) {
        e = check_record(reg, ids[i]);
        if (e == ERR_DAMAGED) {
            e = ERR_OK; /* noted; the job goes on */
        }
        c->next_id = ids[i];
    }
    if (e == ERR_OK && n == 0 && !c->job_done) {
        db_give_way(reg->db, wanted, ctx);
        e = check_more(reg, c);
        db_give_way(reg->db, NULL, NULL);
        e = e == ERR_CANCELLED ? ERR_OK : e;
    }
    *done = c->job_done;
    return e;
}

enum err verify_rest(struct reg *reg)
{
    bool done = reg->checker->job_done;
    enum err e = ERR_OK;
    while (!done && e == ERR_OK) {
        e = verify_step(reg, STEP_MAX, NULL, NULL, &done);
    }
    return e == ERR_OK && reg->checker->n ? ERR_DAMAGED : e;
}

/* --- everything --- */

/* Queries that must give nothing: each with the sentence when they do. */
static const struct {
    const char *sql;
    const char *msgid;
} invariants[] = {
    {"SELECT count(*) FROM record_pupil p WHERE NOT EXISTS"
     " (SELECT 1 FROM record r WHERE r.id = p.record)",
     N_("lines of the pupils' index without a record")},
    {"SELECT count(*) FROM field_mark m WHERE NOT EXISTS"
     " (SELECT 1 FROM record r WHERE r.id = m.record)",
     N_("marks without a record")},
    {"SELECT count(*) FROM (SELECT 1 FROM act WHERE next IS NULL GROUP BY subject, machine"
     " HAVING count(*) > 1)",
     N_("subjects with two states at once")},
    {"SELECT count(*) FROM act a WHERE a.next IS NOT NULL AND NOT EXISTS"
     " (SELECT 1 FROM act b WHERE b.id = a.next AND b.subject = a.subject"
     "  AND b.machine = a.machine AND b.day >= a.day)",
     N_("acts whose follower does not fit")},
    {"SELECT count(*) FROM record_pupil p WHERE NOT EXISTS"
     " (SELECT 1 FROM pupil q WHERE q.id = p.pupil)",
     N_("records about a pupil who is not there")},
    {"SELECT count(*) FROM history h WHERE NOT EXISTS"
     " (SELECT 1 FROM record r WHERE r.id = h.record AND r.version > h.version)",
     N_("old versions without a newer one")},
};

static enum err check_invariants(struct reg *reg, void (*say)(void *, const char *, int64_t),
                                 void *ctx)
{
    enum err e = ERR_OK;
    bool good = true;
    for (size_t i = 0; i < COUNT(invariants) && e == ERR_OK; i++) {
        struct stmt *q = stmt_new(reg->db, invariants[i].sql);
        int64_t n = stmt_row(q) ? stmt_int(q, 0) : 0;
        e = stmt_finish(q);
        if (e == ERR_OK && n) {
            say(ctx, invariants[i].msgid, n);
            good = false;
        }
    }
    return e == ERR_OK && !good ? ERR_DAMAGED : e;
}

static enum err check_history(struct reg *reg)
{
    bool good = true;
    struct stmt *q = stmt_new(reg->db, "SELECT record, line, pack, mac FROM history");
    while (stmt_row(q)) {
        if (!version_is_authentic(reg->key, q, 1)) {
            verify_note(reg, "history", stmt_int(q, 0));
            good = false;
        }
    }
    enum err e = stmt_finish(q);
    return e == ERR_OK && !good ? ERR_DAMAGED : e;
}

static enum err check_audit(struct reg *reg, void (*say)(void *, const char *, int64_t), void *ctx)
{
    int64_t bad = 0;
    enum err e = audit_read(reg, NULL, NULL, &bad);
    if (e == ERR_DAMAGED) {
        say(ctx, N_("the audit trail does not fit from this entry on"), bad);
    }
    return e;
}

enum err verify_all(struct reg *reg, void (*say)(void *ctx, const char *msgid, int64_t n),
                    void *ctx)
{
    bool damaged = false;
    /* What the job has seen is read again: it may have been damaged since. */
    reg->checker->next_id = INT64_MAX;
    reg->checker->next_check = 0;
    reg->checker->job_done = false;
    enum err e = db_integrity(reg->db);
    if (e == ERR_DAMAGED) {
        say(ctx, N_("the database's own check fails"), NONE);
        e = verify_past(reg, "file", NONE, e);
    }
    if (goes_on(e, &damaged)) {
        e = verify_open(reg);
    }
    if (goes_on(e, &damaged)) {
        e = verify_rest(reg);
    }
    if (goes_on(e, &damaged)) {
        e = check_history(reg);
    }
    if (goes_on(e, &damaged)) {
        e = check_invariants(reg, say, ctx);
    }
    if (goes_on(e, &damaged)) {
        e = check_audit(reg, say, ctx);
    }
    if (!goes_on(e, &damaged)) {
        return e;
    }
    for (size_t i = 0; i < reg->checker->n; i++) {
        say(ctx, reg->checker->damage[i].where, reg->checker->damage[i].id);
    }
    return damaged ? ERR_DAMAGED : ERR_OK;
}
