// SPDX-License-Identifier: MIT
#include "core/audit.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/verify.h"
#include "db/stmt.h"

static const struct {
    const char *id;
    const char *label;
} actions[] = {
#define X(name, id, label) [AUDIT_##name] = {id, label},
    AUDIT_ACTIONS(X)
#undef X
};

const char *audit_label(const char *id)
{
    for (size_t i = 0; i < COUNT(actions); i++) {
        if (strcmp(actions[i].id, id) == 0) {
            return actions[i].label;
        }
    }
    return id;
}

static void add_text(struct str *bytes, const char *text)
{
    /* NULL and "" differ: a length of all ones is "not there". */
    str_add_u32(bytes, text ? (uint32_t)strlen(text) : UINT32_MAX);
    str_add(bytes, text ? text : "");
}

static void entry_mac(const struct key *key, const uint8_t before[MAC_BYTES],
                      const struct audit_row *row, uint8_t mac[MAC_BYTES])
{
    struct str bytes = STR_INIT;
    str_addn(&bytes, before, MAC_BYTES);
    str_add_u64(&bytes, (uint64_t)row->seq);
    str_add_u64(&bytes, (uint64_t)row->at);
    add_text(&bytes, row->actor);
    add_text(&bytes, row->action);
    add_text(&bytes, row->kind);
    str_add_u64(&bytes, (uint64_t)row->object);
    str_add_u64(&bytes, (uint64_t)row->pupil);
    add_text(&bytes, row->detail);
    key_mac(key, "audit", bytes.ptr, bytes.len, mac);
    str_release(&bytes);
}

static void bind_or_null(struct stmt *q, int at, int64_t value)
{
    if (value == NONE) {
        stmt_bind_null(q, at);
    } else {
        stmt_bind_int(q, at, value);
    }
}

enum err audit_append_row(struct reg *reg, const struct audit_row *entry)
{
    struct audit_row row = *entry;
    row.seq = reg->root.audit_seq + 1;
    uint8_t mac[MAC_BYTES];
    entry_mac(reg->key, reg->root.audit_head, &row, mac);
    struct stmt *q = stmt_new(reg->db, "INSERT INTO audit (seq, at, actor, action, kind, object,"
                                       " pupil, detail, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, row.seq);
    stmt_bind_int(q, 2, row.at);
    stmt_bind_text(q, 3, row.actor);
    stmt_bind_text(q, 4, row.action);
    stmt_bind_text(q, 5, row.kind);
    bind_or_null(q, 6, row.object);
    bind_or_null(q, 7, row.pupil);
    stmt_bind_text(q, 8, row.detail);
    stmt_bind_blob(q, 9, mac, MAC_BYTES);
    enum err e = stmt_run(q);
    if (e == ERR_OK) {
        reg->root.audit_seq = row.seq;
        memcpy(reg->root.audit_head, mac, MAC_BYTES);
    }
    return e;
}

static enum err append_at(struct reg *reg, const struct audit_entry *entry, int64_t at)
{
    return audit_append_row(reg, &(struct audit_row){.at = at,
                                                     .actor = "counsellor",
                                                     .action = actions[entry->action].id,
                                                     .kind = entry->kind,
                                                     .object = entry->object,
                                                     .pupil = entry->pupil,
                                                     .detail = entry->detail});
}

enum err audit_append(struct reg *reg, const struct audit_entry *entry)
{
    return append_at(reg, entry, clock_now());
}

/* --- the queue --- */

struct waiting {
    struct audit_entry entry;
    char *detail;
    int64_t at;
};

struct audit_queue {
    struct waiting *at;
    size_t n, cap;
};

void audit_queue(struct reg *reg, const struct audit_entry *entry)
{
    if (reg->read_only) {
        return;
    }
    if (!reg->queue) {
        reg->queue = xcalloc(1, sizeof *reg->queue);
    }
    struct audit_queue *q = reg->queue;
    q->at = mem_grow(q->at, q->n, &q->cap, sizeof *q->at);
    q->at[q->n] = (struct waiting){*entry, xstrdup(entry->detail), clock_now()};
    q->at[q->n].entry.detail = q->at[q->n].detail;
    q->n++;
}

bool audit_is_waiting(const struct reg *reg)
{
    return reg->queue && reg->queue->n;
}

enum err audit_append_queued(struct reg *reg)
{
    enum err e = ERR_OK;
    for (size_t i = 0; reg->queue && e == ERR_OK && i < reg->queue->n; i++) {
        e = append_at(reg, &reg->queue->at[i].entry, reg->queue->at[i].at);
    }
    return e;
}

void audit_queue_free(struct reg *reg)
{
    struct audit_queue *q = reg->queue;
    if (!q) {
        return;
    }
    for (size_t i = 0; i < q->n; i++) {
        xfree(q->at[i].detail);
    }
    xfree(q->at);
    xfree(q);
    reg->queue = NULL;
}

/* --- reading --- */

enum err audit_read(struct reg *reg, void (*each)(void *ctx, const struct audit_row *row),
                    void *ctx, int64_t *bad)
{
    uint8_t head[MAC_BYTES] = {0};
    int64_t expected = 1;
    int64_t wrong = NONE;
    struct stmt *q = stmt_new(reg->db, "SELECT seq, at, actor, action, kind, object, pupil, detail,"
                                       " mac FROM audit ORDER BY seq");
    while (wrong == NONE && stmt_row(q)) {
        struct audit_row row = {
            .seq = stmt_int(q, 0),
            .at = stmt_int(q, 1),
            .actor = stmt_text(q, 2),
            .action = stmt_text(q, 3),
            .kind = stmt_text(q, 4),
            .object = stmt_int(q, 5),
            .pupil = stmt_int(q, 6),
            .detail = stmt_text(q, 7),
        };
        size_t n;
        const void *stored = stmt_blob(q, 8, &n);
        uint8_t mac[MAC_BYTES];
        entry_mac(reg->key, head, &row, mac);
        if (row.seq != expected || n != MAC_BYTES || !key_mac_equal(mac, stored)) {
            wrong = expected;
            break;
        }
        memcpy(head, mac, MAC_BYTES);
        expected++;
        if (each) {
            each(ctx, &row);
        }
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        return verify_past(reg, "audit", NONE, e);
    }
    if (wrong == NONE &&
        (expected - 1 != reg->root.audit_seq || !key_mac_equal(head, reg->root.audit_head))) {
        wrong = expected;
    }
    if (wrong != NONE) {
        verify_note(reg, "audit", NONE);
    }
    if (wrong != NONE && bad) {
        *bad = wrong;
    }
    return wrong == NONE ? ERR_OK : ERR_DAMAGED;
}
