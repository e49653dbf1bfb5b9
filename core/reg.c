// SPDX-License-Identifier: MIT
#include "core/reg.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/prefs.h"
#include "core/reg_priv.h"
#include "core/restore.h"
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

/* --- the object --- */

struct reg *reg_new(const char *dir, int lock_fd)
{
    struct reg *reg = xcalloc(1, sizeof *reg);
    reg->dir = xstrdup(dir);
    reg->file = xstrdup("register.db");
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

void reg_free(struct reg *reg)
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
    xfree(reg->file);
    xfree(reg);
}

/* --- opening --- */

/* Whether the register opens under the key although its first bytes are not the key's salt. */
static bool key_opens(const struct reg *reg)
{
    char *path = reg_path(reg, "register.db");
    struct db *db = NULL;
    struct db_options options = {.mode = DB_READ_ONLY, .vfs = reg->vfs};
    bool opens = db_open(path, options, reg->key, &db) == ERR_OK;
    db_close(db);
    xfree(path);
    return opens;
}

/* The key: the one given, or out of the key file by the password. */
static enum err open_key(const struct reg_how *how, struct reg *reg)
{
    uint8_t salt[SALT_BYTES];
    char *path = reg_path(reg, "register.db");
    enum err salt_error = db_read_salt(path, salt);
    if (how->key) {
        reg->key = key_copy(how->key);
        /* A secret is verified by the salt it gives, also without a key file. */
        bool fits = salt_error == ERR_OK && (memcmp(salt, key_salt(reg->key), SALT_BYTES) == 0 ||
                                             key_opens(reg));
        /* A file whose first page is lost is not there to say whose key fits it. */
        bool lost = salt_error == ERR_MISSING || salt_error == ERR_DAMAGED ||
                    (!fits && db_first_page_is_lost(path));
        xfree(path);
        return fits ? ERR_OK : lost ? ERR_DAMAGED : ERR_CODE;
    }
    xfree(path);
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
    struct db_options options = {.mode = DB_WRITE, .vfs = how->vfs};
    enum err e = db_open(path, options, reg->key, &reg->db);
    bool read_only_place = e == ERR_READ_ONLY || e == ERR_NO_PERMISSION;
    if (e == ERR_DAMAGED || e == ERR_IO || (read_only_place && how->for_reading)) {
        reg->read_only = true;
        options.mode = DB_READ_ONLY;
        e = db_open(path, options, reg->key, &reg->db);
    }
    xfree(path);
    /* The key file is here and the register is not: nothing can be opened. */
    return e == ERR_MISSING ? ERR_DAMAGED : e;
}

/* Bring the schema up: a verified copy first, all steps in one transaction. */
static enum err bring_up(const struct reg_how *how, struct reg *reg)
{
    const struct schema_step *steps = how->steps ? how->steps : schema_steps;
    int newest = how->steps ? how->step_count : schema_step_count;
    int version;
    enum err e = migrate_version(reg->db, newest, &version);
    if (e != ERR_OK || version == newest || reg->read_only) {
        return e;
    }
    e = backup_before(reg, "migrate");
    if (e == ERR_OK) {
        e = migrate_run(reg->db, steps, newest);
    }
    reg->migrated = e == ERR_OK;
    return e;
}

enum err reg_reopen(struct reg *reg)
{
    db_close(reg->db);
    reg->db = NULL;
    reg->read_only = true;
    char *path = reg_path(reg, reg->file);
    struct db_options options = {.mode = DB_READ_ONLY, .vfs = reg->vfs};
    enum err e = db_open(path, options, reg->key, &reg->db);
    xfree(path);
    if (e != ERR_OK) {
        reg->db = db_refusing(e);
    }
    return e;
}

/* All people that can be read: what cannot has been noted. */
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
        enum err e = verify_past(reg, first[i]->spec.name, NONE, scan_close(scan, NULL));
        if (e != ERR_OK && e != ERR_DAMAGED) {
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
    /* A demo writes none, but what says it is one stands outside every MAC. */
    if (state_read(reg->key, &state) != ERR_OK) {
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

/* A root that does not fit is noted: the register is read-only then. */
static enum err load_root(struct reg *reg, bool *damaged)
{
    enum err e = root_load(reg->db, reg->key, &reg->root);
    if (e == ERR_DAMAGED) {
        verify_note(reg, "root", NONE);
        *damaged = true;
        e = verify_past(reg, "root", NONE, e);
    }
    return e == ERR_DAMAGED ? ERR_OK : e;
}

/* Everything after the key; ERR_DAMAGED leaves a register that can be read. */
static enum err open_rest(const struct reg_how *how, struct reg *reg)
{
    enum err e = open_database(how, reg);
    if (e != ERR_OK) {
        return e;
    }
    bool damaged = reg->read_only && !how->for_reading;
    if (damaged) {
        verify_note(reg, "file", NONE);
    }
    e = load_root(reg, &damaged);
    if (e == ERR_OK) {
        e = bring_up(how, reg); /* its copy is compared with the root */
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

void reg_refill_ballast(struct reg *reg)
{
    enum { ROOM = 16 * 1024 * 1024 };
    reg->no_ballast = !file_is_there(reg->dir, "ballast");
    if (reg->no_ballast && ballast_free_space(reg->dir) > ROOM) {
        reg->no_ballast = ballast_make(reg->dir) != ERR_OK;
    }
}

/* Half copies and half written files of a program that was killed; we hold the lock. */
static void sweep(const char *dir)
{
    char *backups = backup_own_folder(dir);
    file_sweep(dir, "", ".new.");
    file_sweep(backups, "", BACKUP_PART);
    xfree(backups);
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
    reg->vfs = how->vfs;
    reg_make_finish(how->dir);
    restore_finish(how->dir);
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
        sweep(reg->dir);
        rewrite_tidy(reg->dir, reg->key, how->password);
        reg_refill_ballast(reg);
    }
    *out = reg;
    return e;
}

enum err reg_open_copy(const char *path, const struct key *key, struct reg **out)
{
    const char *slash = strrchr(path, '/');
    char *dir = !slash ? xstrdup(".") : xmemdupz(path, slash == path ? 1 : (size_t)(slash - path));
    struct reg *reg = reg_new(dir, -1);
    int version;
    xfree(dir);
    xfree(reg->file);
    reg->file = xstrdup(slash ? slash + 1 : path);
    reg->read_only = true;
    reg->key = key_copy(key);
    enum err e = db_open(path, (struct db_options){.mode = DB_READ_ONLY}, key, &reg->db);
    if (e == ERR_OK) {
        e = migrate_version(reg->db, schema_step_count, &version);
    }
    if (e == ERR_OK) {
        e = root_load(reg->db, key, &reg->root);
    }
    if (e != ERR_OK) {
        reg_free(reg);
        return e;
    }
    *out = reg;
    return ERR_OK;
}

enum err reg_heal(struct reg *reg)
{
    if (db_failed(reg->db) == ERR_OK || db_is_read(reg->db)) {
        return ERR_OK;
    }
    if (db_failed(reg->db) == ERR_DAMAGED) {
        verify_note(reg, "file", NONE);
    }
    enum err e = reg_reopen(reg);
    if (e == ERR_OK) {
        /* A commit whose sync failed may stand in the file all the same. */
        bool damaged = false;
        e = load_root(reg, &damaged);
    }
    return e == ERR_OK ? load_people(reg) : e;
}

/* --- closing --- */

/* Tell the side file that the register had this generation, and what its closing commit has. */
static enum err tell_side_file(struct reg *reg, int64_t generation)
{
    struct state state = {.generation = generation, .closing = reg->root.generation};
    memcpy(state.head, reg->root.audit_head, MAC_BYTES);
    return state_write(reg->key, &state);
}

/*
 * The closing commit.  The side file is told first what generation and head
 * this commit will have, then the commit stores that it was told.  Once it
 * stands in the file the side file is told that too: without it a register from
 * before a closing that wrote nothing but the trail could be put back unseen.
 */
static enum err write_closing(struct reg *reg)
{
    int64_t now_generation = reg->root.generation;
    enum err e = audit_append_queued(reg);
    if (e == ERR_OK) {
        e = audit_append(reg, &(struct audit_entry){.action = AUDIT_LOCK, .object = NONE,
                                                    .pupil = NONE});
    }
    reg->root.generation++;
    reg->root.newest = clock_now() > reg->root.newest ? clock_now() : reg->root.newest;
    if (e == ERR_OK && !reg->is_demo && tell_side_file(reg, now_generation) == ERR_OK) {
        reg->root.noted = reg->root.generation;
    }
    return e == ERR_OK ? root_store(reg->db, reg->key, &reg->root) : e;
}

static enum err commit_closing(struct reg *reg)
{
    /* The numbers given so far do not change here; everything else is put back on failure. */
    struct root before = reg->root;
    enum err e = db_begin(reg->db);
    if (e != ERR_OK) {
        return e;
    }
    e = write_closing(reg);
    if (e == ERR_OK) {
        e = db_commit(reg->db);
    }
    if (e != ERR_OK) {
        db_rollback(reg->db);
        reg->root = before;
    } else if (reg->root.noted == reg->root.generation) {
        enum err told = tell_side_file(reg, reg->root.generation);
        (void)told; /* then it knows what was told before the commit */
    }
    return e;
}

/* The reads that waited are lost with a disk that cannot be written; records are not. */
static void close_in_order(struct reg *reg)
{
    if (reg->read_only || !reg->db || db_failed(reg->db) != ERR_OK) {
        return;
    }
    enum err e = commit_closing(reg);
    if (e == ERR_FULL && ballast_release(reg->dir)) {
        e = commit_closing(reg);
    }
    (void)e;
}

int reg_close(struct reg *reg, bool keep_lock)
{
    if (!reg) {
        return -1;
    }
    BUG_ON(reg->committing);
    backup_give_way(reg);
    close_in_order(reg);
    int fd = reg->lock_fd;
    reg_free(reg);
    if (keep_lock) {
        return fd;
    }
    lock_drop(fd);
    return -1;
}

void reg_clock_is_right(struct reg *reg)
{
    reg->root.newest = clock_now();
    reg->clock_doubt = 0;
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
