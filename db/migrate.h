// SPDX-License-Identifier: MIT
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "core/base/err.h"

/*
 * The schema's history: db/schema.c holds numbered steps of SQL that are never
 * edited once landed.  PRAGMA user_version says how many have run.
 */
struct db;

struct schema_step {
    int version;      /* 1, 2, 3 ... */
    const char *sql;  /* statements with a comment per column */
};
extern const struct schema_step schema_steps[];
extern const int schema_step_count;

/* The newest version this program knows. */
int migrate_newest(void);

/* The file's version; ERR_NEWER if this program does not know it. */
NODISCARD enum err migrate_version(struct db *db, int *version);

/* Run all pending steps in one transaction.  Nothing to do is ERR_OK. */
NODISCARD enum err migrate_run(struct db *db);

#endif
