// SPDX-License-Identifier: MIT
#include "db/stmt.h"

#include <string.h>

#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "db/handle.h"

/* Texts are mostly constants; only the lists' filters are composed. */
enum { STMT_IDLE_MAX = 128 };

struct stmt {
    struct db *db;
    sqlite3_stmt *sql; /* NULL if the preparation failed */
    char *text;
    enum err failure;
    bool in_use;
    uint64_t used_at;
    unsigned bucket;
    struct stmt *next;
};

static unsigned hash(const char *text)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (; *text; text++) {
        h = (h ^ (unsigned char)*text) * 16777619u;
    }
    return h % STMT_BUCKETS;
}

static void stmt_free(struct stmt *q)
{
    sqlite3_finalize(q->sql);
    xfree(q->text);
    xfree(q);
}

static void stmt_unlink(struct stmt *q)
{
    struct stmt **at = &q->db->buckets[q->bucket];
    while (*at != q) {
        at = &(*at)->next;
    }
    *at = q->next;
}

/* Give up the statement that was not used for longest. */
static void stmt_evict(struct db *db)
{
    struct stmt *oldest = NULL;
    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        for (struct stmt *q = db->buckets[i]; q; q = q->next) {
            if (!q->in_use && (!oldest || q->used_at < oldest->used_at)) {
                oldest = q;
            }
        }
    }
    if (oldest) {
        stmt_unlink(oldest);
        stmt_free(oldest);
        db->idle--;
    }
}

void stmt_close_all(struct db *db)
{
    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        while (db->buckets[i]) {
            struct stmt *q = db->buckets[i];
            if (q->in_use) {
                BUG("statement in use: %s", q->text);
            }
            db->buckets[i] = q->next;
            stmt_free(q);
        }
    }
    db->idle = 0;
}

bool db_is_read(const struct db *db)
{
    for (size_t i = 0; i < STMT_BUCKETS; i++) {
        for (const struct stmt *q = db->buckets[i]; q; q = q->next) {
            if (q->in_use) {
                return true;
            }
        }
    }
    return false;
}

static struct stmt *stmt_cached(struct db *db, const char *sql, unsigned bucket)
{
    for (struct stmt *q = db->buckets[bucket]; q; q = q->next) {
        if (!q->in_use && strcmp(q->text, sql) == 0) {
            db->idle--;
            return q;
        }
    }
    return NULL;
}

struct stmt *stmt_new(struct db *db, const char *sql)
{
    unsigned bucket = hash(sql);
    struct stmt *q = stmt_cached(db, sql, bucket);
    if (!q) {
        q = xcalloc(1, sizeof *q);
        q->db = db;
        q->text = xstrdup(sql);
        q->bucket = bucket;
        q->next = db->buckets[bucket];
        db->buckets[bucket] = q;
    }
    q->in_use = true;
    q->used_at = ++db->tick;
    q->failure = db->failed;
    if (q->failure == ERR_OK && !q->sql) {
        const char *rest = NULL;
        int rc = sqlite3_prepare_v2(db->sql, sql, -1, &q->sql, &rest);
        if (rc != SQLITE_OK) {
            q->failure = fault_note(db, rc, true);
        } else if (!q->sql || rest[strspn(rest, " \t\r\n;")] != '\0') {
            BUG("not one statement: %s", sql);
        }
    }
    return q;
}

/* Remember the failure of a bind; false if there was one before. */
static bool stmt_can(const struct stmt *q)
{
    BUG_ON(!q->in_use);
    return q->failure == ERR_OK;
}

static void stmt_note(struct stmt *q, int rc)
{
    if (rc == SQLITE_RANGE || rc == SQLITE_MISUSE) {
        BUG("parameter or step of: %s", q->text);
    }
    if (rc != SQLITE_OK) {
        q->failure = fault_note(q->db, rc, false);
    }
}

void stmt_bind_int(struct stmt *q, int at, int64_t value)
{
    if (value == NONE) {
        stmt_bind_null(q, at);
    } else if (stmt_can(q)) {
        stmt_note(q, sqlite3_bind_int64(q->sql, at, value));
    }
}

void stmt_bind_text(struct stmt *q, int at, const char *text)
{
    if (stmt_can(q)) {
        stmt_note(q, sqlite3_bind_text(q->sql, at, text, -1, SQLITE_TRANSIENT));
    }
}

void stmt_bind_blob(struct stmt *q, int at, const void *bytes, size_t n)
{
    if (stmt_can(q)) {
        /* A NULL pointer would bind NULL; an empty blob is not NULL. */
        stmt_note(q, sqlite3_bind_blob64(q->sql, at, n ? bytes : "", n, SQLITE_TRANSIENT));
    }
}

void stmt_bind_null(struct stmt *q, int at)
{
    if (stmt_can(q)) {
        stmt_note(q, sqlite3_bind_null(q->sql, at));
    }
}

bool stmt_row(struct stmt *q)
{
    if (!stmt_can(q)) {
        return false;
    }
    if (q->db->failed != ERR_OK) {
        q->failure = q->db->failed;
        return false;
    }
    int rc = sqlite3_step(q->sql);
    if (rc == SQLITE_ROW) {
        return true;
    }
    stmt_note(q, rc == SQLITE_DONE ? SQLITE_OK : rc);
    sqlite3_reset(q->sql); /* end the read; what it answers has been noted */
    return false;
}

bool stmt_is_null(struct stmt *q, int at)
{
    return sqlite3_column_type(q->sql, at) == SQLITE_NULL;
}

int64_t stmt_int(struct stmt *q, int at)
{
    return stmt_is_null(q, at) ? NONE : sqlite3_column_int64(q->sql, at);
}

const char *stmt_text(struct stmt *q, int at)
{
    return (const char *)sqlite3_column_text(q->sql, at);
}

const void *stmt_blob(struct stmt *q, int at, size_t *n)
{
    const void *bytes = sqlite3_column_blob(q->sql, at);
    *n = (size_t)sqlite3_column_bytes(q->sql, at);
    return bytes;
}

void stmt_reset(struct stmt *q)
{
    BUG_ON(!q->in_use);
    if (q->sql) {
        sqlite3_reset(q->sql);
        sqlite3_clear_bindings(q->sql);
    }
}

enum err stmt_finish(struct stmt *q)
{
    if (!q) {
        return ERR_OK;
    }
    stmt_reset(q);
    enum err failure = q->failure;
    struct db *db = q->db;
    q->in_use = false;
    if (!q->sql) {
        stmt_unlink(q);
        stmt_free(q);
    } else if (++db->idle > STMT_IDLE_MAX) {
        stmt_evict(db);
    }
    return failure;
}

enum err stmt_run(struct stmt *q)
{
    while (stmt_row(q)) {
    }
    return stmt_finish(q);
}

enum err stmt_take_ints(struct stmt *q, int64_t **out, size_t *n)
{
    int64_t *found = NULL;
    size_t count = 0;
    size_t cap = 0;
    while (stmt_row(q)) {
        found = mem_grow(found, count, &cap, sizeof *found);
        found[count++] = stmt_int(q, 0);
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        xfree(found);
        found = NULL;
        count = 0;
    }
    *out = found;
    *n = count;
    return e;
}
