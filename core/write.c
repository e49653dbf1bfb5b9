// SPDX-License-Identifier: MIT
#include "core/write.h"

#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/spec_sql.h"
#include "db/stmt.h"

static void bind_or_null(struct stmt *q, int at, int64_t value)
{
    if (value == NONE) {
        stmt_bind_null(q, at);
    } else {
        stmt_bind_int(q, at, value);
    }
}

/*
 * What stood before is deleted first: SQLite journals every page that INSERT OR
 * REPLACE touches, and SQLCipher encrypts it for that.
 */
static enum err remove_old(struct reg *reg, const char *sql, int64_t id)
{
    struct stmt *q = stmt_new(reg->db, sql);
    stmt_bind_int(q, 1, id);
    return stmt_run(q);
}

/* A new line whose id is taken is a conflict, never a silent replacement. */
static enum err write_line(struct reg *reg, const struct record *rec, bool is_new,
                           const uint8_t mac[MAC_BYTES])
{
    enum err e = is_new ? ERR_OK : remove_old(reg, "DELETE FROM record WHERE id = ?", rec->id);
    if (e != ERR_OK) {
        return e;
    }
    struct stmt *q = stmt_new(reg->db, "INSERT INTO record (id, kind, owner, pupil, day, state,"
                                       " version, typed_at, generation, next_row, mac)"
                                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, rec->id);
    stmt_bind_text(q, 2, rec->kind->spec.name);
    bind_or_null(q, 3, rec->owner);
    bind_or_null(q, 4, rec->pupil);
    stmt_bind_int(q, 5, rec->day);
    stmt_bind_int(q, 6, (int64_t)rec->state);
    stmt_bind_int(q, 7, rec->version);
    stmt_bind_int(q, 8, rec->typed_at);
    stmt_bind_int(q, 9, rec->generation);
    stmt_bind_int(q, 10, rec->next_row);
    stmt_bind_blob(q, 11, mac, MAC_BYTES);
    return stmt_run(q);
}

static enum err write_pupils(struct reg *reg, const struct record *rec, bool is_new)
{
    enum err e = ERR_OK;
    if (!is_new) {
        e = remove_old(reg, "DELETE FROM record_pupil WHERE record = ?", rec->id);
    }
    int64_t *ids;
    size_t n = record_lies_with(rec, &ids);
    for (size_t i = 0; e == ERR_OK && i < n; i++) {
        struct stmt *q = stmt_new(reg->db, "INSERT INTO record_pupil (pupil, day, record, kind,"
                                           " state) VALUES (?, ?, ?, ?, ?)");
        stmt_bind_int(q, 1, ids[i]);
        stmt_bind_int(q, 2, rec->day);
        stmt_bind_int(q, 3, rec->id);
        stmt_bind_text(q, 4, rec->kind->spec.name);
        stmt_bind_int(q, 5, (int64_t)rec->state);
        e = stmt_run(q);
    }
    xfree(ids);
    return e;
}

static enum err write_marks(struct reg *reg, const struct record *rec, bool is_new)
{
    enum err e = ERR_OK;
    if (!is_new) {
        e = remove_old(reg, "DELETE FROM field_mark WHERE record = ?", rec->id);
    }
    for (size_t i = 0; e == ERR_OK && i < rec->mark_count; i++) {
        const struct mark *m = &rec->marks[i];
        struct stmt *q = stmt_new(reg->db, "INSERT INTO field_mark (record, row, field, missing,"
                                           " typed, parked, note) VALUES (?, ?, ?, ?, ?, ?, ?)");
        stmt_bind_int(q, 1, rec->id);
        stmt_bind_int(q, 2, m->row);
        stmt_bind_text(q, 3, m->field);
        if (m->missing == MISSING_NONE) {
            stmt_bind_null(q, 4);
        } else {
            stmt_bind_int(q, 4, (int64_t)m->missing);
        }
        stmt_bind_text(q, 5, m->typed);
        stmt_bind_text(q, 6, m->parked);
        stmt_bind_text(q, 7, m->note);
        e = stmt_run(q);
    }
    return e;
}

/* The record's own row and the rows of its parts. */
static enum err write_rows(struct reg *reg, const struct record *rec, bool is_new)
{
    const struct kind_sql *sql = spec_sql_of(reg->sql, rec->kind);
    enum err e = is_new ? ERR_OK : remove_old(reg, sql->table.remove, rec->id);
    if (e != ERR_OK) {
        return e;
    }
    struct stmt *q = stmt_new(reg->db, sql->table.insert);
    stmt_bind_int(q, 1, rec->id);
    spec_sql_bind(q, 2, &rec->kind->spec, rec);
    e = stmt_run(q);
    for (size_t p = 0; p < rec->kind->part_count; p++) {
        const struct rows *rows = record_rows(rec, &rec->kind->parts[p]);
        if (e == ERR_OK && !is_new) {
            e = remove_old(reg, sql->parts[p].remove, rec->id);
        }
        for (size_t i = 0; e == ERR_OK && i < rows->n; i++) {
            q = stmt_new(reg->db, sql->parts[p].insert);
            stmt_bind_int(q, 1, rec->id);
            stmt_bind_int(q, 2, ROW_NO(rows->at[i]));
            stmt_bind_int(q, 3, (int64_t)i);
            spec_sql_bind(q, 4, rec->kind->parts[p].spec, rows->at[i]);
            e = stmt_run(q);
        }
    }
    return e;
}

enum err store_write(struct reg *reg, const struct record *rec, bool is_new,
                     uint8_t mac[MAC_BYTES])
{
    record_mac(reg->key, rec, mac);
    enum err e = write_line(reg, rec, is_new, mac);
    if (e == ERR_OK) {
        e = write_rows(reg, rec, is_new);
    }
    if (e == ERR_OK) {
        e = write_marks(reg, rec, is_new);
    }
    if (e == ERR_OK) {
        e = write_pupils(reg, rec, is_new);
    }
    if (e == ERR_OK) {
        root_add(&reg->root, mac);
    }
    return e;
}
