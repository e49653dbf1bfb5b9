// SPDX-License-Identifier: MIT
#include "core/commit.h"

#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/setting.h"
#include "core/write.h"
#include "db/ballast.h"
#include "db/db.h"
#include "db/stmt.h"

/* What a record was before it was put, for a commit that fails. */
struct former {
    int64_t version, typed_at, generation;
    bool unnumbered; /* its number is given here */
};

struct commit {
    struct reg *reg;
    struct changes *set;
    struct root before;    /* put back when the commit fails */
    struct former *former; /* by change */
    size_t tried;          /* changes whose former state stands there */
    size_t next;           /* change to apply next */
    int64_t now;
    bool wrote; /* anything at all */
};

enum err commit_begin(struct reg *reg, struct changes *set, struct commit **commit)
{
    BUG_ON(reg->committing);
    if (reg->read_only) {
        return ERR_READ_ONLY;
    }
    enum err e = db_begin(reg->db);
    if (e != ERR_OK) {
        return e;
    }
    struct commit *c = xcalloc(1, sizeof *c);
    c->reg = reg;
    c->set = set;
    c->former = xcalloc(set->n, sizeof *c->former);
    c->before = reg->root;
    str_init(&c->before.counters);
    str_addn(&c->before.counters, reg->root.counters.ptr, reg->root.counters.len);
    c->now = clock_now();
    if (c->now < reg->root.newest) {
        c->now = reg->root.newest;
    }
    reg->root.generation++;
    reg->root.newest = c->now;
    reg->committing = true;
    *commit = c;
    return ERR_OK;
}

/* Keep the superseded version: its line, pack and MAC. */
static enum err write_history(struct commit *c, const struct record *old,
                              const uint8_t mac[MAC_BYTES])
{
    struct str line = STR_INIT;
    struct str pack = STR_INIT;
    record_line(&line, old);
    pack_record(&pack, old);
    struct stmt *q = stmt_new(c->reg->db, "INSERT INTO history (record, version, line, pack, mac)"
                                          " VALUES (?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, old->id);
    stmt_bind_int(q, 2, old->version);
    stmt_bind_blob(q, 3, line.ptr, line.len);
    stmt_bind_blob(q, 4, pack.ptr, pack.len);
    stmt_bind_blob(q, 5, mac, MAC_BYTES);
    enum err e = stmt_run(q);
    str_wipe(&line);
    str_wipe(&pack);
    return e;
}

static bool same_content(const struct record *a, const struct record *b)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    pack_record(&x, a);
    pack_record(&y, b);
    bool same = a->kind == b->kind && a->state == b->state && x.len == y.len &&
                memcmp(x.ptr, y.ptr, x.len) == 0;
    str_wipe(&x);
    str_wipe(&y);
    return same;
}

/* The field that is given a number at the first save, NULL none. */
static const struct field *number_field(const struct record *rec)
{
    return rec->kind->numbered ? spec_field(&rec->kind->spec, rec->kind->numbered) : NULL;
}

/* "26-0137": the count of the kind in the year of the record's day. */
static void give_number(struct commit *c, struct record *rec)
{
    const struct field *f = number_field(rec);
    if (!f || !field_is_empty(rec, f)) {
        return;
    }
    int year = date_to_civil(rec->day).year % 100;
    char *count = str_format("%s-%02d", rec->kind->spec.name, year);
    char *number = str_format("%02d-%04lld", year,
                              (long long)root_next_number(&c->reg->root, count));
    field_set_text(rec, f, number);
    xfree(count);
    xfree(number);
}

static enum audit_action put_action(const struct record *rec, const struct record *old)
{
    if (rec->kind->flags & K_ACT) {
        return AUDIT_ACT;
    }
    if (!old) {
        return AUDIT_CREATE;
    }
    if (rec->state == RECORD_STRUCK) {
        return AUDIT_STRIKE;
    }
    return old->state == RECORD_STRUCK ? AUDIT_RESTORE : AUDIT_CHANGE;
}

/* The content's fingerprint stands in the trail, never its words. */
static enum err audit_put(struct commit *c, const struct record *rec, const struct record *old,
                          const uint8_t mac[MAC_BYTES])
{
    char *detail = str_format("v%lld %02x%02x%02x%02x%02x%02x%02x%02x", (long long)rec->version,
                              mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], mac[6], mac[7]);
    enum err e = audit_append(c->reg, &(struct audit_entry){.action = put_action(rec, old),
                                                            .kind = rec->kind->spec.name,
                                                            .object = rec->id,
                                                            .pupil = rec->pupil,
                                                            .detail = detail});
    xfree(detail);
    return e;
}

/* The stored version of `rec`: NULL in `*old` when there is none yet. */
static enum err load_old(struct commit *c, const struct record *rec, struct record **old,
                         int64_t *conflict)
{
    *old = NULL;
    if (rec->version == 0 && c->set->bulk) {
        return ERR_OK; /* ids are fresh: the insert itself would say if not */
    }
    enum err e = store_load(c->reg, rec->id, old);
    if (e == ERR_NOT_FOUND) {
        return rec->version == 0 ? ERR_OK : ERR_CONFLICT;
    }
    /* An id that is another record's already is a conflict whatever its version. */
    if (e == ERR_OK && ((*old)->kind != rec->kind ||
                        ((*old)->version != rec->version && !same_content(rec, *old)))) {
        record_free(*old);
        *old = NULL;
        if (conflict) {
            *conflict = rec->id;
        }
        return ERR_CONFLICT;
    }
    return e;
}

/* Write `rec`, new or over its older version, and move the root's sum. */
static enum err write_record(struct commit *c, struct record *rec, bool is_new,
                             uint8_t mac[MAC_BYTES])
{
    c->wrote = true;
    return store_write(c->reg, rec, is_new, mac);
}

/*
 * Two states at once must not come to be, whoever made the set: a new act that
 * nothing follows needs its machine free, the one before linked by then.
 */
static enum err check_act(struct commit *c, const struct record *rec, const struct record *old)
{
    const struct act *act = (const struct act *)rec;
    if (!(rec->kind->flags & K_ACT) || c->set->as_given) {
        return ERR_OK;
    }
    if (old) {
        return ERR_CONFLICT; /* an act is never edited */
    }
    if (act->next != NONE) {
        return ERR_OK;
    }
    struct stmt *q = stmt_new(c->reg->db, "SELECT 1 FROM act WHERE subject = ? AND machine = ?"
                                          " AND next IS NULL");
    stmt_bind_int(q, 1, act->subject);
    stmt_bind_text(q, 2, act->machine);
    bool taken = stmt_row(q);
    enum err e = stmt_finish(q);
    return e == ERR_OK && taken ? ERR_CONFLICT : e;
}

static enum err apply_put(struct commit *c, struct change *change, int64_t *conflict)
{
    struct record *rec = change->rec;
    struct record *old;
    enum err e = load_old(c, rec, &old, conflict);
    if (e != ERR_OK) {
        return e;
    }
    record_derive(rec, rec->typed_at ? clock_date(rec->typed_at) : clock_date(c->now));
    record_tidy_marks(rec);
    if (old && same_content(rec, old)) {
        rec->version = old->version;
        rec->typed_at = old->typed_at;
        rec->generation = old->generation;
        record_free(old);
        return ERR_OK;
    }
    e = check_act(c, rec, old);
    if (e != ERR_OK) {
        if (e == ERR_CONFLICT && conflict) {
            *conflict = rec->id;
        }
        record_free(old);
        return e;
    }
    uint8_t old_mac[MAC_BYTES];
    if (old) {
        record_mac(c->reg->key, old, old_mac);
        e = write_history(c, old, old_mac);
        rec->typed_at = old->typed_at;
    } else if (!c->set->as_given) {
        rec->typed_at = c->now;
    }
    give_number(c, rec);
    rec->version = (old ? old->version : 0) + 1;
    rec->generation = c->reg->root.generation;
    uint8_t mac[MAC_BYTES];
    if (e == ERR_OK) {
        e = write_record(c, rec, !old, mac);
    }
    if (e == ERR_OK && !c->set->bulk) {
        e = audit_put(c, rec, old, mac);
    }
    /* The old MAC stays in the sum: it moved to history. */
    record_free(old);
    return e;
}

/*
 * Only `next` of a stored act changes: a new MAC for the old one.  An act that
 * got another follower meanwhile is a conflict.
 */
static enum err apply_link(struct commit *c, const struct change *change, int64_t *conflict)
{
    struct record *old;
    enum err e = load_old(c, change->rec, &old, conflict);
    if (e != ERR_OK) {
        return e;
    }
    struct act *act = (struct act *)old;
    int64_t next = ((const struct act *)change->rec)->next;
    if (!old || (act->next != NONE && act->next != next)) {
        if (conflict) {
            *conflict = change->rec->id;
        }
        record_free(old);
        return ERR_CONFLICT;
    }
    if (act->next != next) {
        uint8_t mac[MAC_BYTES];
        record_mac(c->reg->key, old, mac);
        root_subtract(&c->reg->root, mac);
        act->next = next;
        e = write_record(c, old, false, mac);
    }
    record_free(old);
    return e;
}

static enum err apply_one(struct commit *c, struct change *change, int64_t *conflict)
{
    switch (change->type) {
    case CHANGE_PUT:
        return apply_put(c, change, conflict);
    case CHANGE_LINK:
        return apply_link(c, change, conflict);
    case CHANGE_DRAFT:
    case CHANGE_PATCH:
    case CHANGE_DROP_DRAFT:
    case CHANGE_PLACE:
        c->wrote = true;
        return draft_apply(c->reg, change, c->now);
    case CHANGE_AUDIT:
        c->wrote = true;
        return audit_append(c->reg, &change->entry);
    }
    BUG("change %d", (int)change->type);
}

static void remember(struct commit *c, size_t at)
{
    const struct record *rec = c->set->at[at].rec;
    if (c->set->at[at].type == CHANGE_PUT) {
        const struct field *f = number_field(rec);
        c->former[at] = (struct former){rec->version, rec->typed_at, rec->generation,
                                        f && field_is_empty(rec, f)};
    }
    c->tried = at + 1;
}

enum err commit_step(struct commit *commit, size_t changes, bool *done, int64_t *conflict)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < changes && e == ERR_OK && commit->next < commit->set->n; i++) {
        remember(commit, commit->next);
        e = apply_one(commit, &commit->set->at[commit->next], conflict);
        commit->next += e == ERR_OK;
    }
    *done = commit->next == commit->set->n;
    return e;
}

/* Nothing of this commit stands in the file, nor in the root. */
static void forget(struct commit *c)
{
    db_rollback(c->reg->db);
    root_release(&c->reg->root);
    c->reg->root = c->before;
    c->reg->committing = false;
    xfree(c->former);
    xfree(c);
}

/* The records of a set that failed, also the one it failed at, are as they were. */
static void undo(struct commit *c)
{
    for (size_t i = 0; i < c->tried; i++) {
        struct record *rec = c->set->at[i].rec;
        if (c->set->at[i].type != CHANGE_PUT) {
            continue;
        }
        const struct former *was = &c->former[i];
        rec->version = was->version;
        rec->typed_at = was->typed_at;
        rec->generation = was->generation;
        if (was->unnumbered) {
            field_clear(rec, number_field(rec));
        }
    }
    forget(c);
}

void commit_abort(struct commit *commit)
{
    undo(commit);
}

enum err commit_end(struct commit *commit)
{
    struct commit *c = commit;
    struct reg *reg = c->reg;
    BUG_ON(c->next != c->set->n);
    if (!c->wrote && !audit_is_waiting(reg)) {
        forget(c); /* nothing changed: no new generation either */
        return ERR_OK;
    }
    /* Damage may have been found since the commit began. */
    enum err e = reg->read_only ? ERR_READ_ONLY : audit_append_queued(reg);
    if (e == ERR_OK) {
        e = root_store(reg->db, reg->key, &reg->root);
    }
    if (e == ERR_OK) {
        e = db_commit(reg->db);
    }
    if (e != ERR_OK) {
        undo(c);
        return e;
    }
    audit_queue_free(reg);
    root_release(&c->before);
    for (size_t i = 0; i < c->set->n; i++) {
        if (c->set->at[i].rec) {
            roster_learn(reg->roster, c->set->at[i].rec);
            calendar_learn(reg->calendar, c->set->at[i].rec);
            setting_learn(reg->settings, c->set->at[i].rec);
        }
    }
    roster_settle(reg->roster);
    reg->committing = false;
    xfree(c->former);
    xfree(c);
    return ERR_OK;
}

static enum err commit_once(struct reg *reg, struct changes *set, int64_t *conflict)
{
    struct commit *c;
    enum err e = commit_begin(reg, set, &c);
    if (e != ERR_OK) {
        return e;
    }
    bool done;
    e = commit_step(c, set->n, &done, conflict);
    if (e != ERR_OK) {
        commit_abort(c);
        return e;
    }
    return commit_end(c);
}

enum err store_commit(struct reg *reg, struct changes *set, int64_t *conflict)
{
    enum err e = commit_once(reg, set, conflict);
    if (e == ERR_FULL && ballast_release(reg->dir)) {
        reg->no_ballast = true;
        e = commit_once(reg, set, conflict);
    }
    return e;
}

enum err store_flush(struct reg *reg)
{
    if (!audit_is_waiting(reg) || reg->committing) {
        return ERR_OK;
    }
    struct changes none = CHANGES_INIT;
    return store_commit(reg, &none, NULL);
}

enum { WAL_LIMIT = 16 << 20, QUIET_MS = 2000 };

bool store_wants_checkpoint(const struct reg *reg, int64_t idle_ms)
{
    bool waits = reg->committing || reg->read_only || reg->copying;
    int64_t wal = waits ? 0 : db_wal_size(reg->db);
    return wal > WAL_LIMIT || (wal > 0 && idle_ms >= QUIET_MS);
}

enum err store_checkpoint(struct reg *reg)
{
    return reg->read_only || reg->committing || reg->copying ? ERR_OK : db_checkpoint(reg->db);
}
