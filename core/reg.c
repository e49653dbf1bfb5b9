// SPDX-License-Identifier: MIT
#include "core/reg.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/prefs.h"
#include "core/reg_copy.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/setting.h"
#include "core/spec_sql.h"
#include "core/verify.h"
#include "db/ballast.h"
#include "db/db.h"
#include "db/lock.h"
#include "db/schema.h"
#include "db/state.h"

char *reg_default_dir(const char *option)
{
    const char *own = getenv("XINDANG_STORE");
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (option && option[0]) {
        return xstrdup(option);
    }
    if (own && own[0]) {
        return xstrdup(own);
    }
    if (data && data[0] == '/') {
        return file_join(data, "xindang");
    }
    return file_join(home && home[0] ? home : "/", ".local/share/xindang");
}

static bool file_is_there(const char *dir, const char *name)
{
    char *path = file_join(dir, name);
    bool there = access(path, F_OK) == 0;
    xfree(path);
    return there;
}

bool reg_exists(const char *dir)
{
    return file_is_there(dir, "register.db") || file_is_there(dir, "keys");
}

char *reg_path(const struct reg *reg, const char *name)
{
    return file_join(reg->dir, name);
}

static int newest_schema(void)
{
    return schema_steps[schema_step_count - 1].version;
}

/* --- the object --- */

static struct reg *reg_new(const char *dir, int lock_fd)
{
    struct reg *reg = xcalloc(1, sizeof *reg);
    reg->dir = xstrdup(dir);
    reg->lock_fd = lock_fd;
    reg->me = NONE;
    reg->sql = spec_sql_new();
    reg->calendar = calendar_new();
    reg->roster = roster_new(reg->calendar);
    reg->settings = setting_cache_new();
    reg->checker = checker_new();
    root_init(&reg->root);
    struct prefs prefs;
    prefs_load(&prefs, dir);
    reg->is_demo = strcmp(prefs_get(&prefs, "demo", ""), "yes") == 0;
    prefs_release(&prefs);
    return reg;
}

static void reg_free(struct reg *reg)
{
    db_close(reg->db);
    key_free(reg->key);
    spec_sql_free(reg->sql);
    roster_free(reg->roster);
    calendar_free(reg->calendar);
    setting_cache_free(reg->settings);
    checker_free(reg->checker);
    audit_queue_free(reg);
    root_release(&reg->root);
    xfree(reg->dir);
    xfree(reg);
}

/* --- making --- */

static enum err make_database(const struct reg_new *how, struct reg *reg)
{
    char *path = file_join(how->dir, "register.db");
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
    static const char *const files[] = {"register.db", "register.db-wal", "keys", "settings",
                                        "ballast", "lock"};
    for (size_t i = 0; i < COUNT(files); i++) {
        char *path = file_join(dir, files[i]);
        unlink(path);
        xfree(path);
    }
    rmdir(dir); /* only if it is empty */
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
    e = make_prefs(how);
    struct reg *reg = reg_new(how->dir, fd);
    reg->key = key_copy(key);
    if (e == ERR_OK) {
        char *keys = file_join(how->dir, "keys");
        e = keyfile_write(keys, key, NULL, how->password, keyfile_calibrate(how->cost));
        xfree(keys);
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
    if (e == ERR_OK) {
        reg_close(reg, false);
        return ERR_OK;
    }
    reg_free(reg);
    unmake(how->dir);
    lock_drop(fd);
    return e;
}

/* --- opening --- */

/* The key: the one given, or out of the key file by the password. */
static enum err open_key(const struct reg_how *how, struct reg *reg)
{
    uint8_t salt[SALT_BYTES];
    char *path = reg_path(reg, "register.db");
    enum err salt_error = db_read_salt(path, salt);
    xfree(path);
    if (how->key) {
        reg->key = key_copy(how->key);
        /* A secret is verified by the salt it gives, also without a key file. */
        bool fits = salt_error == ERR_OK && memcmp(salt, key_salt(reg->key), SALT_BYTES) == 0;
        return fits ? ERR_OK : salt_error == ERR_MISSING ? ERR_DAMAGED : ERR_CODE;
    }
    char *keys = reg_path(reg, "keys");
    enum err e = keyfile_open(keys, how->password, salt_error == ERR_OK ? salt : NULL, &reg->key);
    if (e == ERR_NOT_FOUND) {
        /* The password is right; the register's first bytes are not what they were. */
        e = keyfile_open(keys, how->password, NULL, &reg->key);
    }
    xfree(keys);
    return e == ERR_MISSING ? ERR_KEYS_DAMAGED : e;
}

static enum err open_database(const struct reg_how *how, struct reg *reg)
{
    char *path = reg_path(reg, "register.db");
    enum err e = db_open(path, (struct db_options){.mode = DB_WRITE}, reg->key, &reg->db);
    bool read_only_place = e == ERR_READ_ONLY || e == ERR_NO_PERMISSION;
    if (e == ERR_DAMAGED || e == ERR_IO || (read_only_place && how->for_reading)) {
        reg->read_only = true;
        e = db_open(path, (struct db_options){.mode = DB_READ_ONLY}, reg->key, &reg->db);
    }
    xfree(path);
    return e;
}

/* Bring the schema up: a verified copy first, all steps in one transaction. */
static enum err bring_up(struct reg *reg)
{
    int version;
    enum err e = migrate_version(reg->db, newest_schema(), &version);
    if (e != ERR_OK || version == newest_schema() || reg->read_only) {
        return e;
    }
    char *name = NULL;
    e = reg_copy(reg, "migrate", &name);
    xfree(name);
    if (e == ERR_OK) {
        e = migrate_run(reg->db, schema_steps, schema_step_count);
    }
    reg->migrated = e == ERR_OK;
    return e;
}

static enum err load_people(struct reg *reg)
{
    static const struct kind *const first[] = {&kind_school, &kind_term};
    for (size_t i = 0; i < COUNT(first); i++) {
        struct scan *scan = scan_open(reg, first[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            calendar_learn(reg->calendar, rec);
            record_free(rec);
        }
        enum err e = scan_close(scan, NULL);
        if (e != ERR_OK) {
            return e;
        }
    }
    enum err e = setting_load(reg);
    if (e == ERR_OK) {
        e = roster_load(reg);
    }
    reg->me = setting_int(reg, "me", clock_today(), NONE);
    return e;
}

/* Is this the register that was last used here?  Reported, never refused. */
static void compare_side_file(struct reg *reg)
{
    struct state state;
    if (reg->is_demo || state_read(reg->key, &state) != ERR_OK) {
        return;
    }
    if (reg->root.generation < state.generation) {
        reg->side_file = ERR_OLDER_REGISTER;
    } else if (state.closing < reg->root.noted) {
        reg->side_file = ERR_OLDER_STATE;
    }
}

static void note_opening(struct reg *reg)
{
    struct prefs prefs;
    prefs_load(&prefs, reg->dir);
    int failed = prefs_int(&prefs, "failed_unlocks", 0);
    if (failed > 0 && !reg->read_only) {
        char *detail = str_format("%d", failed);
        audit_queue(reg, &(struct audit_entry){.action = AUDIT_UNLOCK_FAILED, .object = NONE,
                                               .pupil = NONE, .detail = detail});
        xfree(detail);
        prefs_set(&prefs, "failed_unlocks", NULL);
        enum err e = prefs_save(&prefs);
        (void)e; /* then it is counted again at the next unlock: more is safer than less */
    }
    prefs_release(&prefs);
    audit_queue(reg, &(struct audit_entry){.action = AUDIT_UNLOCK, .object = NONE, .pupil = NONE});
    if (reg->migrated) {
        audit_queue(reg, &(struct audit_entry){.action = AUDIT_MIGRATE, .object = NONE,
                                               .pupil = NONE});
    }
    if (reg->side_file == ERR_OLDER_REGISTER) {
        audit_queue(reg, &(struct audit_entry){.action = AUDIT_OLDER, .object = NONE,
                                               .pupil = NONE});
    }
}

/* Everything after the key; ERR_DAMAGED leaves a register that can be read. */
static enum err open_rest(const struct reg_how *how, struct reg *reg)
{
    enum err e = open_database(how, reg);
    if (e != ERR_OK) {
        return e;
    }
    bool damaged = reg->read_only && !how->for_reading;
    e = bring_up(reg);
    if (e == ERR_OK) {
        e = root_load(reg->db, reg->key, &reg->root);
        if (e == ERR_DAMAGED) {
            verify_note(reg, "root", NONE);
            damaged = true;
            e = ERR_OK;
        }
    }
    if (e == ERR_OK && !how->no_checks) {
        e = verify_open(reg);
        damaged = damaged || e == ERR_DAMAGED;
        e = e == ERR_DAMAGED ? ERR_OK : e;
    }
    if (e == ERR_OK) {
        e = load_people(reg);
    }
    if (e != ERR_OK) {
        return e;
    }
    compare_side_file(reg);
    int64_t now = clock_now();
    reg->clock_doubt = now < reg->root.newest ? reg->root.newest - now : 0;
    note_opening(reg);
    return damaged || verify_damage_count(reg) ? ERR_DAMAGED : ERR_OK;
}

enum err reg_open(const struct reg_how *how, struct reg **out, int64_t *holder)
{
    if (!reg_exists(how->dir)) {
        return ERR_NO_REGISTER;
    }
    int fd = how->lock_fd;
    enum err e = ERR_OK;
    if (fd < 0 || !lock_is_ours(how->dir, fd)) {
        int64_t pid;
        e = lock_take(how->dir, &fd, holder ? holder : &pid);
        bool nobody_can_write = e == ERR_READ_ONLY || e == ERR_NO_PERMISSION;
        if (nobody_can_write && how->for_reading) {
            fd = -1;
            e = ERR_OK;
        }
    }
    if (e != ERR_OK) {
        return e;
    }
    struct reg *reg = reg_new(how->dir, fd);
    e = open_key(how, reg);
    if (e == ERR_OK) {
        e = open_rest(how, reg);
    }
    if (!reg->db || (e != ERR_OK && e != ERR_DAMAGED)) {
        reg_free(reg);
        if (fd != how->lock_fd) {
            lock_drop(fd);
        }
        return e;
    }
    if (e == ERR_OK && !reg->read_only) {
        rewrite_tidy(reg->dir, reg->key, how->password);
    }
    *out = reg;
    return e;
}

enum err reg_heal(struct reg *reg)
{
    if (db_failed(reg->db) == ERR_OK) {
        return ERR_OK;
    }
    db_close(reg->db);
    reg->db = NULL;
    reg->read_only = true;
    char *path = reg_path(reg, "register.db");
    enum err e = db_open(path, (struct db_options){.mode = DB_READ_ONLY}, reg->key, &reg->db);
    xfree(path);
    return e;
}

/* --- closing --- */

/*
 * The closing commit.  The side file is told first what generation and head
 * this commit will have, then the commit stores that it was told.
 */
static enum err commit_closing(struct reg *reg)
{
    enum err e = db_begin(reg->db);
    if (e != ERR_OK) {
        return e;
    }
    int64_t now_generation = reg->root.generation;
    e = audit_append_queued(reg);
    if (e == ERR_OK) {
        e = audit_append(reg, &(struct audit_entry){.action = AUDIT_LOCK, .object = NONE,
                                                    .pupil = NONE});
    }
    reg->root.generation++;
    reg->root.newest = clock_now() > reg->root.newest ? clock_now() : reg->root.newest;
    if (e == ERR_OK && !reg->is_demo) {
        struct state state = {.generation = now_generation, .closing = reg->root.generation};
        memcpy(state.head, reg->root.audit_head, MAC_BYTES);
        if (state_write(reg->key, &state) == ERR_OK) {
            reg->root.noted = reg->root.generation;
        }
    }
    if (e == ERR_OK) {
        e = root_store(reg->db, reg->key, &reg->root);
    }
    if (e == ERR_OK) {
        e = db_commit(reg->db);
    } else {
        db_rollback(reg->db);
    }
    return e;
}

int reg_close(struct reg *reg, bool keep_lock)
{
    if (!reg) {
        return -1;
    }
    BUG_ON(reg->committing);
    if (!reg->read_only && db_failed(reg->db) == ERR_OK && commit_closing(reg) != ERR_OK) {
        /* The reads that waited are lost with a disk that cannot be written; records are not. */
        db_rollback(reg->db);
    }
    int fd = reg->lock_fd;
    reg_free(reg);
    if (keep_lock) {
        return fd;
    }
    lock_drop(fd);
    return -1;
}

void reg_note_failed_unlock(const char *dir)
{
    struct prefs prefs;
    prefs_load(&prefs, dir);
    char *count = str_format("%d", prefs_int(&prefs, "failed_unlocks", 0) + 1);
    prefs_set(&prefs, "failed_unlocks", count);
    xfree(count);
    enum err e = prefs_save(&prefs);
    (void)e; /* a place that cannot be written keeps no count */
    prefs_release(&prefs);
}

enum err reg_set_password(const char *dir, const struct key *key, const char *password,
                          enum kdf_cost cost)
{
    char *keys = file_join(dir, "keys");
    enum err e = keyfile_write(keys, key, NULL, password, keyfile_calibrate(cost));
    xfree(keys);
    return e;
}
