// SPDX-License-Identifier: MIT
#ifndef CORE_SPEC_SQL_H
#define CORE_SPEC_SQL_H

#include "core/record.h"

/*
 * The statements of every kind's own table and parts, written from the
 * descriptors once per opened register.  Identifiers are quoted; columns stand
 * in the order of the descriptors.
 */
struct table_sql {
    char *select_one; /* kind: columns WHERE id; part: row, pos, columns WHERE owner */
    char *select_lines; /* kind: lines of `record` in the order of ids, by the kind's table */
    char *select_all; /* kind: id, columns ORDER BY id; part: owner, row, pos, columns by owner */
    char *insert;     /* kind: id, columns; part: owner, row, pos, columns */
    char *remove;     /* WHERE id, or WHERE owner */
};

struct kind_sql {
    const struct kind *kind;
    struct table_sql table;
    struct table_sql *parts; /* as many as the kind has */
};

struct spec_sql {
    struct kind_sql *kinds;
    size_t count;
};

struct spec_sql *spec_sql_new(void);
void spec_sql_free(struct spec_sql *sql); /* NULL is allowed */
const struct kind_sql *spec_sql_of(const struct spec_sql *sql, const struct kind *kind);

/* Columns of a row, from column `first` of a stepped statement, into `base`. */
struct stmt;
void spec_sql_read(struct stmt *q, int first, const struct spec *spec, void *base);

/* Bind the fields of `base` from parameter `first` on. */
void spec_sql_bind(struct stmt *q, int first, const struct spec *spec, const void *base);

#endif
