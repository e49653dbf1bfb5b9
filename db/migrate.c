// SPDX-License-Identifier: MIT
#include "db/migrate.h"

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/db.h"
#include "db/stmt.h"

enum err migrate_version(struct db *db, int newest, int *version)
{
    struct stmt *q = stmt_new(db, "PRAGMA user_version");
    int64_t found = stmt_row(q) ? stmt_int(q, 0) : 0;
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        return e;
    }
    if (found < 0) {
        return ERR_DAMAGED;
    }
    if (found > newest) {
        return ERR_NEWER;
    }
    *version = (int)found;
    return ERR_OK;
}

static enum err set_version(struct db *db, int version)
{
    char *sql = str_format("PRAGMA user_version = %d", version);
    enum err e = db_exec(db, sql);
    xfree(sql);
    return e;
}

enum err migrate_run(struct db *db, const struct schema_step *steps, int count)
{
    int version = 0;
    enum err e = migrate_version(db, count, &version);
    if (e != ERR_OK || version == count) {
        return e;
    }
    e = db_begin(db);
    if (e != ERR_OK) {
        return e;
    }
    for (int i = version; e == ERR_OK && i < count; i++) {
        BUG_ON(steps[i].version != i + 1);
        e = db_exec(db, steps[i].sql);
    }
    if (e == ERR_OK) {
        e = set_version(db, count);
    }
    if (e != ERR_OK) {
        db_rollback(db);
        return e;
    }
    return db_commit(db);
}
