// SPDX-License-Identifier: MIT
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "core/base/err.h"

/*
 * The schema's history: numbered steps of SQL (db/schema.h) that are never
 * edited once landed.  PRAGMA user_version says how many have run.
 */
struct db;

struct schema_step {
    int version;      /* 1, 2, 3 ... without a gap (BUG otherwise) */
    const char *sql;  /* statements with a comment per column */
};

/* The file's version; ERR_NEWER above `newest`, the newest this program knows. */
NODISCARD enum err migrate_version(struct db *db, int newest, int *version);

/*
 * Run the pending steps in one transaction.  Nothing to do is ERR_OK.  After
 * an error (ERR_NEWER, ERR_READ_ONLY if there is something to do, ERR_FULL ...)
 * the file is as it was.
 */
NODISCARD enum err migrate_run(struct db *db, const struct schema_step *steps, int count);

#endif
