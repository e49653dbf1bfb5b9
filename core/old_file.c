// SPDX-License-Identifier: MIT
#include "core/old_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/backup_file.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/reg_lock.h"
#include "core/timeline.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/schema.h"

struct old_copy {
    struct reg *now;
    struct reg *copy;
    int64_t generation;
    char *scratch; /* a file brought up to today's schema, NULL */
};

/* The database alone, under a name that an opening sweeps away. */
static enum err bring_up(struct old_copy *old, const struct backup_file *file)
{
    char *name = str_format("backup.new.%ld", (long)getpid());
    struct db *db = NULL;
    old->scratch = reg_path(old->now, name);
    xfree(name);
    unlink(old->scratch);
    struct copy_how how = {.from = file->path, .length = file->database, .to = old->scratch};
    enum err e = copy_write(&how);
    if (e == ERR_OK) {
        e = db_open(old->scratch, (struct db_options){.mode = DB_WRITE}, old->now->key, &db);
    }
    if (e == ERR_OK) {
        e = migrate_run(db, schema_steps, schema_step_count);
    }
    db_close(db);
    if (e == ERR_OK) {
        e = reg_open_copy(old->scratch, old->now->key, &old->copy);
    }
    return e;
}

enum err old_copy_open(struct reg *reg, const char *path, struct old_copy **out)
{
    struct backup_file file;
    enum err e = backup_file_read(path, &file);
    if (e != ERR_OK) {
        return e;
    }
    struct old_copy *old = xcalloc(1, sizeof *old);
    old->now = reg;
    bool ours = memcmp(file.salt, key_salt(reg->key), SALT_BYTES) == 0;
    e = ours ? reg_open_copy(path, reg->key, &old->copy) : ERR_CODE;
    if (e == ERR_OK && reg_schema(old->copy) != schema_step_count) {
        reg_close(old->copy, false);
        old->copy = NULL;
        e = bring_up(old, &file);
    }
    backup_file_release(&file);
    if (e != ERR_OK) {
        old_copy_close(old);
        return e;
    }
    old->generation = old->copy->root.generation;
    *out = old;
    return ERR_OK;
}

void old_copy_close(struct old_copy *old)
{
    if (!old) {
        return;
    }
    reg_close(old->copy, false);
    if (old->scratch) {
        char *wal = str_format("%s-wal", old->scratch);
        unlink(old->scratch);
        unlink(wal);
        xfree(wal);
    }
    xfree(old->scratch);
    xfree(old);
}

/* --- comparing --- */

static bool same(const struct record *a, const struct record *b)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    pack_record(&x, a);
    pack_record(&y, b);
    bool equal = a->state == b->state && x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0;
    str_wipe(&x);
    str_wipe(&y);
    return equal;
}

struct comparison {
    struct old_record *list;
    size_t n, cap;
};

static enum err compare_one(struct old_copy *old, int64_t id, struct comparison *c)
{
    struct record *then;
    struct record *now = NULL;
    enum err e = store_load(old->copy, id, &then);
    if (e != ERR_OK) {
        return e;
    }
    e = store_load(old->now, id, &now);
    if ((e != ERR_OK && e != ERR_NOT_FOUND) || (now && same(then, now))) {
        record_free(then);
        record_free(now);
        return e;
    }
    bool struck = now && now->state == RECORD_STRUCK && then->state != RECORD_STRUCK;
    c->list = mem_grow(c->list, c->n, &c->cap, sizeof *c->list);
    c->list[c->n++] = (struct old_record){
        .state = !now ? OLD_GONE : struck ? OLD_STRUCK : OLD_CHANGED,
        .fixed = (then->kind->flags & K_ACT) != 0,
        .old = then,
        .now = now,
    };
    return ERR_OK;
}

enum err old_copy_compare(struct old_copy *old, int64_t pupil, struct old_record **list, size_t *n)
{
    enum { MOST = 100000 };
    struct comparison c = {NULL, 0, 0};
    enum err e = compare_one(old, pupil, &c);
    int64_t count = e == ERR_OK ? timeline_count(old->copy, pupil, NULL) : 0;
    size_t want = count > MOST ? MOST : (size_t)count;
    struct timeline_entry *entries = xcalloc(want, sizeof *entries);
    size_t got = want ? timeline_page(old->copy, pupil, NULL, 0, want, entries) : 0;
    for (size_t i = 0; e == ERR_OK && i < got; i++) {
        e = entries[i].id == pupil ? ERR_OK : compare_one(old, entries[i].id, &c);
    }
    timeline_release(entries, got);
    xfree(entries);
    if (e != ERR_OK) {
        old_records_free(c.list, c.n);
        return e;
    }
    *list = c.list;
    *n = c.n;
    return ERR_OK;
}

void old_records_free(struct old_record *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        record_free(list[i].old);
        record_free(list[i].now);
    }
    xfree(list);
}

/* --- taking back --- */

enum err old_copy_take_back(struct old_copy *old, const struct old_record *record)
{
    if (record->fixed) {
        return ERR_REFUSED;
    }
    struct changes set = CHANGES_INIT;
    struct record *rec = record_copy(record->old);
    const struct record *now = record->now;
    rec->version = now ? now->version : 0;
    if (now) {
        rec->owner = now->owner;
        rec->typed_at = now->typed_at;
        rec->next_row = rec->next_row > now->next_row ? rec->next_row : now->next_row;
    }
    char *detail = str_format("g%06lld", (long long)old->generation);
    changes_audit(&set, &(struct audit_entry){.action = AUDIT_RESTORE,
                                              .kind = rec->kind->spec.name,
                                              .object = rec->id,
                                              .pupil = rec->pupil,
                                              .detail = detail});
    xfree(detail);
    changes_put(&set, rec);
    enum err e = store_commit(old->now, &set, NULL);
    changes_release(&set);
    return e;
}
