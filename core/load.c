// SPDX-License-Identifier: MIT
#include "core/load.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/spec_sql.h"
#include "core/verify.h"
#include "db/db.h"
#include "db/stmt.h"

void record_line(struct str *out, const struct record *rec)
{
    size_t n = strlen(rec->kind->spec.name);
    str_addc(out, (char)n);
    str_addn(out, rec->kind->spec.name, n);
    str_add_u64(out, (uint64_t)rec->id);
    str_add_u64(out, (uint64_t)rec->owner);
    str_add_u64(out, (uint64_t)rec->pupil);
    str_add_u64(out, (uint64_t)rec->day);
    str_addc(out, (char)rec->state);
    str_add_u64(out, (uint64_t)rec->version);
    str_add_u64(out, (uint64_t)rec->typed_at);
    str_add_u64(out, (uint64_t)rec->generation);
    str_add_u64(out, (uint64_t)rec->next_row);
}

enum { USUAL_BYTES = 1000 }; /* of a pupil with guardians */

void record_mac(const struct key *key, const struct record *rec, uint8_t mac[MAC_BYTES])
{
    struct str bytes = STR_INIT;
    str_reserve(&bytes, USUAL_BYTES);
    record_line(&bytes, rec);
    pack_record(&bytes, rec);
    key_mac(key, "record", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
}

/* --- the line --- */

#define LINE_COLUMNS                                                                               \
    "id, kind, owner, pupil, day, state, version, typed_at, generation, next_row, mac"

/* An empty record from the line a statement stands on; NULL if the line is no line. */
static struct record *read_line(struct stmt *q, uint8_t mac[MAC_BYTES])
{
    size_t n;
    const char *name = stmt_text(q, 1);
    const void *stored = stmt_blob(q, 10, &n);
    const struct kind *kind = name ? kind_by_name(name) : NULL;
    if (!kind || !stored || n != MAC_BYTES) {
        return NULL;
    }
    memcpy(mac, stored, MAC_BYTES);
    struct record *rec = record_new(kind, stmt_int(q, 0));
    rec->owner = stmt_int(q, 2);
    rec->pupil = stmt_int(q, 3);
    rec->day = stmt_int(q, 4);
    rec->state = (enum record_state)stmt_int(q, 5);
    rec->version = stmt_int(q, 6);
    rec->typed_at = stmt_int(q, 7);
    rec->generation = stmt_int(q, 8);
    rec->next_row = stmt_int(q, 9);
    return rec;
}

/* The name a mark's field has in the descriptors; NULL for a field there is not. */
static const char *mark_field(const struct record *rec, int64_t row, const char *field)
{
    if (!field[0]) {
        return "";
    }
    if (row == 0) {
        const struct field *f = spec_field(&rec->kind->spec, field);
        return f ? f->name : NULL;
    }
    for (size_t p = 0; p < rec->kind->part_count; p++) {
        const struct rows *rows = record_rows(rec, &rec->kind->parts[p]);
        for (size_t i = 0; i < rows->n; i++) {
            if (ROW_NO(rows->at[i]) == row) {
                const struct field *f = spec_field(rec->kind->parts[p].spec, field);
                return f ? f->name : NULL;
            }
        }
    }
    return NULL;
}

/* Columns row, field, missing, typed, parked, note from `first` on. */
static bool read_mark(struct stmt *q, int first, struct record *rec)
{
    const char *text = stmt_text(q, first + 1);
    int64_t row = stmt_int(q, first);
    const char *field = text ? mark_field(rec, row, text) : NULL;
    if (!field) {
        return false;
    }
    struct mark *m = record_mark(rec, row, field);
    int64_t missing = stmt_int(q, first + 2);
    m->missing = missing == NONE ? MISSING_NONE : (enum missing)missing;
    m->typed = xstrdup(stmt_text(q, first + 3));
    m->parked = xstrdup(stmt_text(q, first + 4));
    m->note = xstrdup(stmt_text(q, first + 5));
    return true;
}

static bool is_authentic(const struct reg *reg, const struct record *rec,
                         const uint8_t stored[MAC_BYTES])
{
    uint8_t mac[MAC_BYTES];
    record_mac(reg->key, rec, mac);
    return key_mac_equal(mac, stored);
}

/* --- one record --- */

static enum err load_rows(struct reg *reg, const struct kind_sql *sql, struct record *rec)
{
    struct stmt *q = stmt_new(reg->db, sql->table.select_one);
    stmt_bind_int(q, 1, rec->id);
    bool found = stmt_row(q);
    if (found) {
        spec_sql_read(q, 1, &rec->kind->spec, rec);
    }
    enum err e = stmt_finish(q);
    for (size_t p = 0; e == ERR_OK && p < rec->kind->part_count; p++) {
        const struct part *part = &rec->kind->parts[p];
        q = stmt_new(reg->db, sql->parts[p].select_one);
        stmt_bind_int(q, 1, rec->id);
        while (stmt_row(q)) {
            int64_t next = rec->next_row;
            void *row = record_add_row(rec, part, stmt_int(q, 0));
            rec->next_row = next; /* the line's own number is what is authenticated */
            spec_sql_read(q, 2, part->spec, row);
        }
        e = stmt_finish(q);
    }
    return e == ERR_OK && !found ? ERR_DAMAGED : e;
}

static enum err load_marks(struct reg *reg, struct record *rec)
{
    bool good = true;
    struct stmt *q = stmt_new(reg->db, "SELECT row, field, missing, typed, parked, note"
                                       " FROM field_mark WHERE record = ?");
    stmt_bind_int(q, 1, rec->id);
    while (good && stmt_row(q)) {
        good = read_mark(q, 0, rec);
    }
    enum err e = stmt_finish(q);
    return e == ERR_OK && !good ? ERR_DAMAGED : e;
}

enum err store_load(struct reg *reg, int64_t id, struct record **rec)
{
    uint8_t stored[MAC_BYTES];
    struct record *loaded = NULL;
    if (db_failed(reg->db) == ERR_DAMAGED) {
        /* Whatever page it was: this record may well be whole. */
        verify_note(reg, "file", NONE);
        return ERR_DAMAGED;
    }
    struct stmt *q = stmt_new(reg->db, "SELECT " LINE_COLUMNS " FROM record WHERE id = ?");
    stmt_bind_int(q, 1, id);
    bool found = stmt_row(q);
    if (found) {
        loaded = read_line(q, stored);
    }
    enum err e = stmt_finish(q);
    if (e == ERR_OK && !found) {
        return ERR_NOT_FOUND;
    }
    if (e == ERR_OK && !loaded) {
        e = ERR_DAMAGED;
    }
    if (e == ERR_OK) {
        e = load_rows(reg, spec_sql_of(reg->sql, loaded->kind), loaded);
    }
    if (e == ERR_OK) {
        e = load_marks(reg, loaded);
    }
    if (e == ERR_OK && !is_authentic(reg, loaded, stored)) {
        e = ERR_DAMAGED;
    }
    if (e == ERR_DAMAGED) {
        verify_note(reg, loaded ? loaded->kind->spec.name : "record", id);
    }
    if (e != ERR_OK) {
        record_free(loaded);
        return e;
    }
    *rec = loaded;
    return ERR_OK;
}

enum err store_load_kind(struct reg *reg, const struct kind *kind, int64_t id, struct record **rec)
{
    struct record *loaded;
    enum err e = store_load(reg, id, &loaded);
    if (e == ERR_OK && loaded->kind != kind) {
        record_free(loaded);
        e = ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        *rec = loaded;
    }
    return e;
}

static int64_t line_number(const uint8_t *p)
{
    uint64_t value = 0;
    for (int i = 0; i < 8; i++) {
        value = value << 8 | p[i];
    }
    return (int64_t)value;
}

/* The line of an old version into an empty record; false if it is no line of its kind. */
static bool take_line(struct record *rec, const uint8_t *p, size_t n)
{
    enum { NUMBERS_BEFORE = 4, NUMBERS_AFTER = 4 };
    size_t name = strlen(rec->kind->spec.name);
    if (n != 2 + name + 8 * (NUMBERS_BEFORE + NUMBERS_AFTER) || p[0] != name ||
        memcmp(p + 1, rec->kind->spec.name, name) != 0) {
        return false;
    }
    int64_t *const before[NUMBERS_BEFORE] = {&rec->id, &rec->owner, &rec->pupil, &rec->day};
    int64_t *const after[NUMBERS_AFTER] = {&rec->version, &rec->typed_at, &rec->generation,
                                           &rec->next_row};
    p += 1 + name;
    for (size_t i = 0; i < NUMBERS_BEFORE; i++, p += 8) {
        *before[i] = line_number(p);
    }
    rec->state = (enum record_state)*p++;
    for (size_t i = 0; i < NUMBERS_AFTER; i++, p += 8) {
        *after[i] = line_number(p);
    }
    return true;
}

bool version_is_authentic(const struct key *key, struct stmt *q, int at)
{
    size_t line_len;
    size_t pack_len;
    size_t mac_len;
    const void *line = stmt_blob(q, at, &line_len);
    const void *pack = stmt_blob(q, at + 1, &pack_len);
    const void *stored = stmt_blob(q, at + 2, &mac_len);
    struct str bytes = STR_INIT;
    uint8_t mac[MAC_BYTES];
    str_addn(&bytes, line, line_len);
    str_addn(&bytes, pack, pack_len);
    key_mac(key, "record", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
    return mac_len == MAC_BYTES && key_mac_equal(mac, stored);
}

/* From a row of line, pack, mac of `history`. */
static bool read_version(struct reg *reg, struct stmt *q, int64_t version, struct record *rec)
{
    int64_t id = rec->id;
    size_t line_len;
    size_t pack_len;
    const void *line = stmt_blob(q, 0, &line_len);
    const void *pack = stmt_blob(q, 1, &pack_len);
    /* The line last: the rows of the pack move next_row. */
    return version_is_authentic(reg->key, q, 0) && pack_into_record(rec, pack, pack_len) &&
           take_line(rec, line, line_len) && rec->id == id && rec->version == version;
}

enum err store_load_version(struct reg *reg, int64_t id, int64_t version, struct record **rec)
{
    struct record *now;
    enum err e = store_load(reg, id, &now);
    if (e != ERR_OK) {
        return e;
    }
    if (now->version == version) {
        *rec = now;
        return ERR_OK;
    }
    struct record *old = record_new(now->kind, id);
    record_free(now);
    struct stmt *q = stmt_new(reg->db, "SELECT line, pack, mac FROM history"
                                       " WHERE record = ? AND version = ?");
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, version);
    bool found = stmt_row(q);
    bool good = found && read_version(reg, q, version, old);
    e = stmt_finish(q);
    if (e == ERR_OK && !good) {
        e = found ? ERR_DAMAGED : ERR_NOT_FOUND;
    }
    if (e == ERR_DAMAGED) {
        verify_note(reg, "history", id);
    }
    if (e != ERR_OK) {
        record_free(old);
        return e;
    }
    *rec = old;
    return ERR_OK;
}

/* --- all of a kind: cursors over the tables, walked side by side --- */

struct scan {
    struct reg *reg;
    const struct kind *kind;
    struct stmt *lines, *table, *marks;
    struct stmt **parts;
    bool table_on, marks_on, *parts_on; /* whether the cursor stands on a row */
    bool ended;
    int64_t damaged;
};

struct scan *scan_open(struct reg *reg, const struct kind *kind)
{
    const struct kind_sql *sql = spec_sql_of(reg->sql, kind);
    struct scan *s = xcalloc(1, sizeof *s);
    s->reg = reg;
    s->kind = kind;
    s->parts = xcalloc(kind->part_count, sizeof(struct stmt *));
    s->parts_on = xcalloc(kind->part_count, sizeof *s->parts_on);
    s->lines = stmt_new(reg->db, sql->table.select_lines);
    s->table = stmt_new(reg->db, sql->table.select_all);
    s->table_on = stmt_row(s->table);
    s->marks = stmt_new(reg->db, "SELECT record, row, field, missing, typed, parked, note"
                                 " FROM field_mark ORDER BY record, row, field");
    s->marks_on = stmt_row(s->marks);
    for (size_t p = 0; p < kind->part_count; p++) {
        s->parts[p] = stmt_new(reg->db, sql->parts[p].select_all);
        s->parts_on[p] = stmt_row(s->parts[p]);
    }
    return s;
}

/* Part rows of `rec` in the order of their `pos`. */
static void scan_part(struct scan *s, size_t p, struct record *rec)
{
    const struct part *part = &s->kind->parts[p];
    struct stmt *q = s->parts[p];
    struct rows *rows = record_rows(rec, part);
    int64_t *pos = NULL;
    size_t cap = 0;
    while (s->parts_on[p] && stmt_int(q, 0) < rec->id) {
        s->parts_on[p] = stmt_row(q);
    }
    while (s->parts_on[p] && stmt_int(q, 0) == rec->id) {
        int64_t next = rec->next_row;
        void *row = record_add_row(rec, part, stmt_int(q, 1));
        rec->next_row = next;
        spec_sql_read(q, 3, part->spec, row);
        pos = mem_grow(pos, rows->n - 1, &cap, sizeof *pos);
        size_t i = rows->n - 1;
        int64_t mine = stmt_int(q, 2);
        for (; i > 0 && pos[i - 1] > mine; i--) {
            pos[i] = pos[i - 1];
            rows->at[i] = rows->at[i - 1];
        }
        pos[i] = mine;
        rows->at[i] = row;
        s->parts_on[p] = stmt_row(q);
    }
    xfree(pos);
}

static bool scan_fill(struct scan *s, struct record *rec)
{
    while (s->table_on && stmt_int(s->table, 0) < rec->id) {
        s->table_on = stmt_row(s->table);
    }
    if (!s->table_on || stmt_int(s->table, 0) != rec->id) {
        return false;
    }
    spec_sql_read(s->table, 1, &s->kind->spec, rec);
    for (size_t p = 0; p < s->kind->part_count; p++) {
        scan_part(s, p, rec);
    }
    while (s->marks_on && stmt_int(s->marks, 0) < rec->id) {
        s->marks_on = stmt_row(s->marks);
    }
    bool good = true;
    while (s->marks_on && stmt_int(s->marks, 0) == rec->id) {
        good = read_mark(s->marks, 1, rec) && good;
        s->marks_on = stmt_row(s->marks);
    }
    return good;
}

bool scan_next(struct scan *scan, struct record **rec)
{
    while (stmt_row(scan->lines)) {
        uint8_t stored[MAC_BYTES];
        struct record *r = read_line(scan->lines, stored);
        /* A row without its line, or with that of another kind, is no record of this one. */
        if (r && r->kind == scan->kind && scan_fill(scan, r) &&
            is_authentic(scan->reg, r, stored)) {
            *rec = r;
            return true;
        }
        scan->damaged++;
        verify_note(scan->reg, scan->kind->spec.name, stmt_int(scan->lines, 0));
        record_free(r);
    }
    if (!scan->ended) {
        /* What is not there at all: the table must have a row for every line. */
        scan->ended = true;
        enum err e = verify_kind(scan->reg, scan->kind);
        scan->damaged += e == ERR_DAMAGED;
    }
    return false;
}

enum err scan_close(struct scan *scan, int64_t *damaged)
{
    enum err e = stmt_finish(scan->lines);
    enum err other = stmt_finish(scan->table);
    e = e == ERR_OK ? other : e;
    other = stmt_finish(scan->marks);
    e = e == ERR_OK ? other : e;
    for (size_t p = 0; p < scan->kind->part_count; p++) {
        other = stmt_finish(scan->parts[p]);
        e = e == ERR_OK ? other : e;
    }
    if (damaged) {
        *damaged = scan->damaged;
    }
    xfree(scan->parts);
    xfree(scan->parts_on);
    xfree(scan);
    return e;
}
