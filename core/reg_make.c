// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/prefs.h"
#include "core/reg_priv.h"
#include "core/rewrite_priv.h"
#include "core/setting.h"
#include "db/ballast.h"
#include "db/db.h"
#include "db/lock.h"
#include "db/schema.h"

/*
 * Making a register: core/reg.h.  Everything is written under other names and
 * the database's rename is the moment from which there is a register, so that
 * a power cut on the way leaves a folder in which one can be made again.
 */
#define NEW_KEYS "keys.new"

static enum err make_database(const struct reg_new *how, struct reg *reg)
{
    char *path = file_join(how->dir, REWRITE_FILE);
    enum err e = db_open(path, (struct db_options){.mode = DB_CREATE}, reg->key, &reg->db);
    xfree(path);
    if (e == ERR_OK) {
        e = migrate_run(reg->db, schema_steps, schema_step_count);
    }
    return e;
}

/* The first records: the school, the counsellor, who "me" is. */
static enum err make_records(const struct reg_new *how, struct reg *reg)
{
    struct changes set = CHANGES_INIT;
    struct school *school = (struct school *)record_new(&kind_school, 0);
    school->head.state = RECORD_STORED;
    field_set_text(school, spec_field(&kind_school.spec, "name"), how->school);
    field_set_text(school, spec_field(&kind_school.spec, "short_name"), how->short_name);
    field_set_text(school, spec_field(&kind_school.spec, "stages"), how->stages);
    school->years_primary = 6;
    school->years_junior = 3;
    school->years_senior = 3;
    changes_put(&set, &school->head);
    if (how->name && how->name[0]) {
        struct staff *me = (struct staff *)record_new(&kind_staff, 0);
        me->head.state = RECORD_STORED;
        me->name = xstrdup(how->name);
        me->role = xstrdup("1");
        changes_put(&set, &me->head);
        char *id = str_format("%lld", (long long)me->head.id);
        setting_put(&set, "me", id, date_from_civil(2000, 1, 1));
        xfree(id);
    }
    changes_audit(&set, &(struct audit_entry){.action = AUDIT_MADE, .object = NONE, .pupil = NONE});
    enum err e = store_commit(reg, &set, NULL);
    changes_release(&set);
    return e;
}

static enum err make_prefs(const struct reg_new *how)
{
    struct prefs prefs;
    prefs_load(&prefs, how->dir);
    const char *name = how->short_name && how->short_name[0] ? how->short_name : how->school;
    prefs_set(&prefs, "school", name && name[0] ? name : NULL);
    prefs_set(&prefs, "demo", how->is_demo ? "yes" : NULL);
    enum err e = prefs_save(&prefs);
    prefs_release(&prefs);
    return e;
}

static void unmake(const char *dir)
{
    static const char *const files[] = {"register.db", "keys", NEW_KEYS, "settings", "ballast",
                                        "lock"};
    rewrite_remove_new(dir);
    for (size_t i = 0; i < COUNT(files); i++) {
        char *path = file_join(dir, files[i]);
        unlink(path);
        xfree(path);
    }
    rmdir(dir); /* only if it is empty */
}

static enum err rename_in(const char *dir, const char *from, const char *to)
{
    char *old = file_join(dir, from);
    char *fresh = file_join(dir, to);
    enum err e = rename(old, fresh) == 0 ? file_sync_dir(fresh) : err_from_errno(errno);
    xfree(old);
    xfree(fresh);
    return e;
}

static bool is_there(const char *dir, const char *name)
{
    char *path = file_join(dir, name);
    bool there = access(path, F_OK) == 0;
    xfree(path);
    return there;
}

void reg_make_finish(const char *dir)
{
    if (is_there(dir, "register.db") && !is_there(dir, "keys") && is_there(dir, NEW_KEYS)) {
        enum err e = rename_in(dir, NEW_KEYS, "keys");
        (void)e; /* then the key file is missing, and that is said */
    }
}

static enum err make_keys(const struct reg_new *how, const struct key *key)
{
    char *keys = file_join(how->dir, NEW_KEYS);
    enum err e = keyfile_write(keys, key, NULL, how->password, keyfile_calibrate(how->cost));
    xfree(keys);
    return e;
}

/* Everything under other names; the register is closed. */
static enum err make_files(const struct reg_new *how, const struct key *key, int fd)
{
    rewrite_remove_new(how->dir);
    enum err e = make_prefs(how);
    struct reg *reg = reg_new(how->dir, fd);
    reg->key = key_copy(key);
    if (e == ERR_OK) {
        e = make_keys(how, key);
    }
    if (e == ERR_OK) {
        e = make_database(how, reg);
    }
    if (e == ERR_OK && !how->is_demo) {
        e = make_records(how, reg);
    }
    if (e == ERR_OK) {
        e = ballast_make(how->dir);
        e = e == ERR_FULL ? ERR_OK : e;
    }
    if (e != ERR_OK) {
        reg_free(reg);
        return e;
    }
    reg_close(reg, true);
    /* A write-ahead log that stayed would not go along with the rename. */
    return is_there(how->dir, REWRITE_FILE "-wal") ? ERR_IO : ERR_OK;
}

enum err reg_make(const struct reg_new *how, const struct key *key)
{
    if (reg_exists(how->dir)) {
        return ERR_HAS_REGISTER;
    }
    int fd = -1;
    enum err e = file_make_dir(how->dir);
    if (e == ERR_OK) {
        int64_t holder;
        e = lock_take(how->dir, &fd, &holder);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = make_files(how, key, fd);
    if (e == ERR_OK) {
        e = rename_in(how->dir, REWRITE_FILE, "register.db");
    }
    if (e == ERR_OK) {
        reg_make_finish(how->dir); /* there is a register: where this fails, opening does it */
    } else {
        unmake(how->dir);
    }
    lock_drop(fd);
    return e;
}
