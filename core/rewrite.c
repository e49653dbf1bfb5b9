// SPDX-License-Identifier: MIT
#include "core/rewrite.h"

#include <string.h>

#include "core/backup.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/rewrite_priv.h"
#include "core/verify.h"
#include "core/write.h"
#include "db/db.h"
#include "db/schema.h"
#include "db/stmt.h"

/* Writing and verifying register.new; putting it in place is rewrite_swap.c. */

enum { ROWS_A_COMMIT = 8000, WAL_LIMIT = 16 << 20 };

struct rewriting {
    struct reg *from;
    struct reg to; /* only what writing needs: database, key, statements, root, checker */
    const struct rewrite_how *how;
    int64_t done;
};

/* One row more: a commit and a word to the caller now and then. */
static enum err count_row(struct rewriting *rw)
{
    rw->done++;
    if (rw->done % ROWS_A_COMMIT) {
        return ERR_OK;
    }
    enum err e = db_commit(rw->to.db);
    if (e == ERR_OK && db_wal_size(rw->to.db) > WAL_LIMIT) {
        e = db_checkpoint(rw->to.db);
    }
    if (e == ERR_OK) {
        e = db_begin(rw->to.db);
    }
    const struct rewrite_how *how = rw->how;
    if (e == ERR_OK && how->tick && !how->tick(how->ctx, rw->done, rw->from->root.records)) {
        e = ERR_CANCELLED;
    }
    return e;
}

/* --- records: all kinds side by side in the order of ids, so that pages fill --- */

struct stream {
    struct scan *scan;
    struct record *next; /* NULL at the end */
};

static void advance(struct stream *s)
{
    if (!scan_next(s->scan, &s->next)) {
        s->next = NULL;
    }
}

static struct stream *first_of(struct stream *streams, size_t n)
{
    struct stream *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (streams[i].next && (!first || streams[i].next->id < first->next->id)) {
            first = &streams[i];
        }
    }
    return first;
}

static enum err copy_records(struct rewriting *rw)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    struct stream *streams = xcalloc(n, sizeof *streams);
    for (size_t i = 0; i < n; i++) {
        streams[i].scan = scan_open(rw->from, kinds[i]);
        advance(&streams[i]);
    }
    enum err e = ERR_OK;
    struct stream *s;
    while (e == ERR_OK && (s = first_of(streams, n)) != NULL) {
        if (!rw->how->keep || rw->how->keep(rw->how->ctx, s->next)) {
            uint8_t mac[MAC_BYTES];
            e = store_write(&rw->to, s->next, true, mac);
            e = e == ERR_OK ? count_row(rw) : e;
        }
        record_free(s->next);
        advance(s);
    }
    for (size_t i = 0; i < n; i++) {
        int64_t damaged;
        record_free(streams[i].next);
        enum err closed = scan_close(streams[i].scan, &damaged);
        closed = closed == ERR_OK && damaged ? ERR_DAMAGED : closed;
        e = e == ERR_OK ? closed : e;
    }
    xfree(streams);
    return e;
}

/* --- history, drafts, place, trail --- */

static bool has_record(struct reg *reg, int64_t id)
{
    struct stmt *q = stmt_new(reg->db, "SELECT 1 FROM record WHERE id = ?");
    stmt_bind_int(q, 1, id);
    bool found = stmt_row(q);
    return stmt_finish(q) == ERR_OK && found;
}

/* What hangs on a record goes where the record went. */
static bool goes_along(struct rewriting *rw, int64_t id)
{
    return !rw->how->keep || !has_record(rw->from, id) || has_record(&rw->to, id);
}

static enum err copy_version(struct rewriting *rw, struct stmt *old)
{
    size_t line_len;
    size_t pack_len;
    size_t mac_len;
    const void *line = stmt_blob(old, 2, &line_len);
    const void *pack = stmt_blob(old, 3, &pack_len);
    const void *stored = stmt_blob(old, 4, &mac_len);
    struct str bytes = STR_INIT;
    str_addn(&bytes, line, line_len);
    str_addn(&bytes, pack, pack_len);
    uint8_t mac[MAC_BYTES];
    key_mac(rw->from->key, "record", bytes.ptr, bytes.len, mac);
    bool good = mac_len == MAC_BYTES && key_mac_equal(mac, stored);
    key_mac(rw->to.key, "record", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
    if (!good) {
        verify_note(rw->from, "history", stmt_int(old, 0));
        return ERR_DAMAGED;
    }
    struct stmt *q = stmt_new(rw->to.db, "INSERT INTO history (record, version, line, pack, mac)"
                                         " VALUES (?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, stmt_int(old, 0));
    stmt_bind_int(q, 2, stmt_int(old, 1));
    stmt_bind_blob(q, 3, line, line_len);
    stmt_bind_blob(q, 4, pack, pack_len);
    stmt_bind_blob(q, 5, mac, MAC_BYTES);
    root_add(&rw->to.root, mac);
    return stmt_run(q);
}

static enum err copy_history(struct rewriting *rw)
{
    enum err e = ERR_OK;
    struct stmt *q = stmt_new(rw->from->db, "SELECT record, version, line, pack, mac FROM history"
                                            " ORDER BY record, version");
    while (e == ERR_OK && stmt_row(q)) {
        if (goes_along(rw, stmt_int(q, 0))) {
            e = copy_version(rw, q);
            e = e == ERR_OK ? count_row(rw) : e;
        }
    }
    enum err read = stmt_finish(q);
    return e == ERR_OK ? read : e;
}

/* Each draft is folded on the way; when it was typed stays. */
static enum err copy_drafts(struct rewriting *rw)
{
    struct draft_info *list;
    size_t n;
    enum err e = draft_list(rw->from, &list, &n);
    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; e == ERR_OK && i < n; i++) {
        struct draft d;
        if (!goes_along(rw, list[i].id)) {
            continue;
        }
        e = draft_load(rw->from, list[i].id, &d);
        if (e == ERR_OK) {
            struct changes set = CHANGES_INIT;
            draft_save_all(&d, &set);
            e = draft_apply(&rw->to, &set.at[0], d.at);
            changes_release(&set);
            draft_release(&d);
        }
    }
    xfree(list);
    return e;
}

static enum err copy_place(struct rewriting *rw)
{
    struct str pack = STR_INIT;
    enum err e = place_load(rw->from, &pack);
    if (e == ERR_OK) {
        struct changes set = CHANGES_INIT;
        changes_place(&set, &pack);
        e = draft_apply(&rw->to, &set.at[0], clock_now());
        changes_release(&set);
    }
    str_wipe(&pack);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

struct trail {
    struct reg *to;
    enum err e;
};

static void copy_entry(void *ctx, const struct audit_row *row)
{
    struct trail *trail = ctx;
    if (trail->e == ERR_OK) {
        trail->e = audit_append_row(trail->to, row);
    }
}

static enum err copy_trail(struct rewriting *rw)
{
    struct trail trail = {&rw->to, ERR_OK};
    int64_t bad;
    enum err e = audit_read(rw->from, copy_entry, &trail, &bad);
    if (e == ERR_OK) {
        e = trail.e;
    }
    if (e == ERR_OK) {
        e = audit_append(&rw->to, &(struct audit_entry){.action = rw->how->why, .object = NONE,
                                                        .pupil = NONE});
    }
    return e;
}

/* --- the new file --- */

static enum err write_all(struct rewriting *rw)
{
    enum err e = db_begin(rw->to.db);
    if (e == ERR_OK) {
        e = copy_records(rw);
    }
    if (e == ERR_OK) {
        e = copy_history(rw);
    }
    if (e == ERR_OK) {
        e = copy_drafts(rw);
    }
    if (e == ERR_OK) {
        e = copy_place(rw);
    }
    if (e == ERR_OK) {
        e = copy_trail(rw);
    }
    if (e == ERR_OK) {
        e = root_store(rw->to.db, rw->to.key, &rw->to.root);
    }
    if (e == ERR_OK) {
        e = db_commit(rw->to.db);
    }
    return e == ERR_OK ? db_checkpoint(rw->to.db) : e;
}

static void say_nothing(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    (void)msgid;
    (void)n;
}

/* From the disk, by the checks of the whole register; and nothing may have been lost. */
static enum err verify_new(struct rewriting *rw, const char *path)
{
    struct reg *to = &rw->to;
    struct root written = to->root;
    root_init(&to->root);
    enum err e = db_open(path, (struct db_options){.mode = DB_READ_ONLY}, to->key, &to->db);
    if (e == ERR_OK) {
        e = root_load(to->db, to->key, &to->root);
    }
    if (e == ERR_OK) {
        e = verify_all(to, say_nothing, NULL);
    }
    bool same = to->root.generation == written.generation &&
                to->root.records == written.records &&
                memcmp(to->root.sum, written.sum, MAC_BYTES) == 0 &&
                memcmp(to->root.audit_head, written.audit_head, MAC_BYTES) == 0;
    root_release(&written);
    db_close(to->db);
    to->db = NULL;
    return e == ERR_OK && !same ? ERR_DAMAGED : e;
}

/* The sum's rows that a copy without a filter must have: patches fold into their draft. */
static enum err expected_rows(struct reg *from, int64_t *rows)
{
    struct stmt *q = stmt_new(from->db, "SELECT count(*) FROM patch");
    *rows = from->root.records - (stmt_row(q) ? stmt_int(q, 0) : 0);
    return stmt_finish(q);
}

static enum err begin_new(struct rewriting *rw, struct reg *from, const struct key *key,
                          const char *path)
{
    struct reg *to = &rw->to;
    *to = (struct reg){.dir = from->dir, .lock_fd = -1, .sql = from->sql, .is_demo = from->is_demo,
                       .me = NONE};
    to->key = key_copy(key);
    to->checker = checker_new();
    root_init(&to->root);
    to->root.generation = from->root.generation + 1;
    to->root.newest = from->root.newest;
    to->root.noted = from->root.noted;
    str_addn(&to->root.counters, from->root.counters.ptr, from->root.counters.len);
    enum err e = db_open(path, (struct db_options){.mode = DB_CREATE}, key, &to->db);
    if (e == ERR_OK) {
        /* The pupils' index is written all over: with 2 MB it is a third slower. */
        e = db_exec(to->db, "PRAGMA cache_size = -16384");
    }
    return e == ERR_OK ? migrate_run(to->db, schema_steps, schema_step_count) : e;
}

enum err rewrite_copy(struct reg *reg, const struct key *key, const struct rewrite_how *how)
{
    if (reg->read_only) {
        return verify_damage_count(reg) ? ERR_DAMAGED : ERR_READ_ONLY;
    }
    int64_t expected = 0;
    char *path = file_join(reg->dir, REWRITE_FILE);
    struct rewriting rw = {.from = reg, .how = how};
    root_init(&rw.to.root);
    rewrite_remove_new(reg->dir);
    backup_give_way(reg); /* the checkpoint before the swap must not wait for it */
    enum err e = store_flush(reg);
    e = e == ERR_OK ? expected_rows(reg, &expected) : e;
    e = e == ERR_OK ? begin_new(&rw, reg, key, path) : e;
    e = e == ERR_OK ? write_all(&rw) : e;
    db_close(rw.to.db);
    rw.to.db = NULL;
    if (e == ERR_OK && !how->keep && rw.to.root.records != expected) {
        e = ERR_DAMAGED;
    }
    if (e == ERR_OK) {
        e = verify_new(&rw, path);
    }
    if (e == ERR_OK) {
        e = file_sync_dir(path);
    }
    if (e != ERR_OK) {
        rewrite_remove_new(reg->dir);
    }
    root_release(&rw.to.root);
    checker_free(rw.to.checker);
    key_free(rw.to.key);
    xfree(path);
    return e;
}
