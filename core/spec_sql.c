// SPDX-License-Identifier: MIT
#include "core/spec_sql.h"

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/kinds.h"
#include "db/stmt.h"

static void add_columns(struct str *s, const struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        str_add(s, ", \"");
        str_add(s, spec->fields[i].name);
        str_add(s, "\"");
    }
}

static void add_table(struct str *s, const char *before, const struct spec *spec, const char *after)
{
    str_add(s, before);
    str_add(s, "\"");
    str_add(s, spec->name);
    str_add(s, "\"");
    str_add(s, after);
}

/* `key` is what stands before the columns: "id", or "owner, row, pos". */
static void make_table(struct table_sql *t, const struct spec *spec, bool is_part)
{
    struct str s = STR_INIT;
    str_add(&s, is_part ? "SELECT row, pos" : "SELECT id");
    add_columns(&s, spec);
    add_table(&s, " FROM ", spec, is_part ? " WHERE owner = ? ORDER BY pos" : " WHERE id = ?");
    t->select_one = str_steal(&s);

    str_add(&s, is_part ? "SELECT owner, row, pos" : "SELECT id");
    add_columns(&s, spec);
    add_table(&s, " FROM ", spec, is_part ? " ORDER BY owner, row" : " NOT INDEXED ORDER BY id");
    t->select_all = str_steal(&s);

    add_table(&s,
              "SELECT t.id, r.kind, r.owner, r.pupil, r.day, r.state, r.version, r.typed_at,"
              " r.generation, r.next_row, r.mac FROM ",
              spec, " t NOT INDEXED LEFT JOIN record r ON r.id = t.id ORDER BY t.id");
    t->select_lines = str_steal(&s);

    add_table(&s, "INSERT INTO ", spec, is_part ? " (owner, row, pos" : " (id");
    add_columns(&s, spec);
    str_add(&s, is_part ? ") VALUES (?, ?, ?" : ") VALUES (?");
    for (size_t i = 0; i < spec->count; i++) {
        str_add(&s, ", ?");
    }
    str_add(&s, ")");
    t->insert = str_steal(&s);

    add_table(&s, "DELETE FROM ", spec, is_part ? " WHERE owner = ?" : " WHERE id = ?");
    t->remove = str_steal(&s);
}

static void free_table(struct table_sql *t)
{
    xfree(t->select_one);
    xfree(t->select_lines);
    xfree(t->select_all);
    xfree(t->insert);
    xfree(t->remove);
}

struct spec_sql *spec_sql_new(void)
{
    size_t n;
    const struct kind *const *all = kinds_all(&n);
    struct spec_sql *sql = xcalloc(1, sizeof *sql);
    sql->kinds = xcalloc(n, sizeof *sql->kinds);
    sql->count = n;
    for (size_t i = 0; i < n; i++) {
        struct kind_sql *k = &sql->kinds[i];
        k->kind = all[i];
        k->parts = xcalloc(k->kind->part_count, sizeof *k->parts);
        make_table(&k->table, &k->kind->spec, false);
        for (size_t p = 0; p < k->kind->part_count; p++) {
            make_table(&k->parts[p], k->kind->parts[p].spec, true);
        }
    }
    return sql;
}

void spec_sql_free(struct spec_sql *sql)
{
    if (!sql) {
        return;
    }
    for (size_t i = 0; i < sql->count; i++) {
        for (size_t p = 0; p < sql->kinds[i].kind->part_count; p++) {
            free_table(&sql->kinds[i].parts[p]);
        }
        xfree(sql->kinds[i].parts);
        free_table(&sql->kinds[i].table);
    }
    xfree(sql->kinds);
    xfree(sql);
}

const struct kind_sql *spec_sql_of(const struct spec_sql *sql, const struct kind *kind)
{
    for (size_t i = 0; i < sql->count; i++) {
        if (sql->kinds[i].kind == kind) {
            return &sql->kinds[i];
        }
    }
    BUG("%s", kind->spec.name);
}

void spec_sql_read(struct stmt *q, int first, const struct spec *spec, void *base)
{
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        int at = first + (int)i;
        if (field_is_text(f->type)) {
            field_set_text(base, f, stmt_text(q, at));
        } else {
            field_set_int(base, f, stmt_int(q, at));
        }
    }
}

void spec_sql_bind(struct stmt *q, int first, const struct spec *spec, const void *base)
{
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        int at = first + (int)i;
        if (field_is_text(f->type)) {
            stmt_bind_text(q, at, *field_text(base, f));
        } else if (*field_int(base, f) == NONE) {
            stmt_bind_null(q, at);
        } else {
            stmt_bind_int(q, at, *field_int(base, f));
        }
    }
}
