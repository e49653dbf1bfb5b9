// SPDX-License-Identifier: MIT
#include "core/restore.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/child.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/prefs.h"
#include "core/reg.h"
#include "core/reg_lock.h"
#include "core/rewrite.h"
#include "core/rewrite_priv.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/ballast.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/keyfile.h"
#include "db/schema.h"
#include "db/state.h"

#define KEYS_BEGIN "keys.restore-" /* and the digest of the register it goes with */
#define KEYS_WAIT "keys.new.restore" /* before that register is there */
enum { STEP_MS = 2 };
static const int64_t ROOM = 16 * 1024 * 1024;

struct restore {
    char *dir;
    int lock_fd;
    bool own_lock;
    struct backup_file from;
    struct key *key;
    char *keys;  /* the copy's key file, written beside ours; NULL: ours stays */
    char *fresh; /* register.new */
    struct copy_how copy;
    struct child *child;
    bool checking;
    bool ended;
    enum err failed;
    struct restored done;
};

/* --- what a cut left --- */

/*
 * The key file of a restore that was cut off: to its place if the restored
 * register stands there, else away.
 */
static void settle_keys(const char *dir, const char *name)
{
    char digest[COPY_DIGEST];
    char *register_path = file_join(dir, "register.db");
    char *waiting = file_join(dir, name);
    char *keys = file_join(dir, "keys");
    bool goes = copy_digest(register_path, digest) == ERR_OK &&
                strcmp(name + sizeof KEYS_BEGIN - 1, digest) == 0;
    if (!goes) {
        unlink(waiting);
    } else if (rename(waiting, keys) == 0) {
        enum err e = file_sync_dir(keys);
        (void)e; /* another cut: done again at the next opening */
    }
    xfree(register_path);
    xfree(waiting);
    xfree(keys);
}

void restore_finish(const char *dir)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    char *found = NULL;
    while (folder && !found && (entry = readdir(folder)) != NULL) {
        size_t n = sizeof KEYS_BEGIN - 1;
        if (strncmp(entry->d_name, KEYS_BEGIN, n) == 0 &&
            strlen(entry->d_name) == n + COPY_DIGEST - 1) {
            found = xstrdup(entry->d_name);
        }
    }
    if (folder) {
        closedir(folder);
    }
    if (found) {
        settle_keys(dir, found);
    }
    xfree(found);
}

/* --- the key --- */

static enum err write_keys(struct restore *r)
{
    struct str bytes = STR_INIT;
    r->keys = file_join(r->dir, KEYS_WAIT);
    enum err e = backup_file_keys(&r->from, &bytes);
    if (e == ERR_OK) {
        e = file_replace(r->keys, bytes.ptr, bytes.len);
    }
    str_release(&bytes);
    return e;
}

static void drop_keys(struct restore *r)
{
    if (r->keys) {
        unlink(r->keys);
        xfree(r->keys);
        r->keys = NULL;
    }
}

/* By today's key file where it is this register's, else by the one in the copy. */
static enum err key_by_password(struct restore *r, const char *password)
{
    char *ours = file_join(r->dir, "keys");
    enum err e = keyfile_open(ours, password, r->from.salt, &r->key);
    xfree(ours);
    if (e == ERR_OK) {
        return ERR_OK;
    }
    e = write_keys(r);
    if (e == ERR_OK) {
        e = keyfile_open(r->keys, password, r->from.salt, &r->key);
    }
    r->done.old_password = e == ERR_OK;
    return e == ERR_NOT_FOUND || e == ERR_MISSING ? ERR_KEYS_DAMAGED : e;
}

/* The key is known: today's key file stays where it is of the same register and whole. */
static enum err key_by_key(struct restore *r, const struct key *key)
{
    uint8_t salt[SALT_BYTES];
    struct keyfile_info info;
    if (memcmp(key_salt(key), r->from.salt, SALT_BYTES) != 0) {
        return ERR_CODE;
    }
    r->key = key_copy(key);
    char *path = file_join(r->dir, "register.db");
    char *ours = file_join(r->dir, "keys");
    bool stays = keyfile_info(ours, &info) == ERR_OK && db_read_salt(path, salt) == ERR_OK &&
                 memcmp(salt, r->from.salt, SALT_BYTES) == 0;
    xfree(path);
    xfree(ours);
    r->done.old_password = !stays;
    return stays ? ERR_OK : write_keys(r);
}

/* --- beginning --- */

static int write_it(void *ctx)
{
    const struct restore *r = ctx;
    return (int)copy_write(&r->copy);
}

static enum err take_lock(struct restore *r, const struct restore_how *how)
{
    int64_t holder;
    enum err e = file_make_dir(r->dir);
    r->lock_fd = how->lock_fd;
    if (e == ERR_OK && r->lock_fd < 0) {
        e = reg_lock_take(r->dir, &r->lock_fd, &holder);
        r->own_lock = e == ERR_OK;
    }
    return e;
}

static enum err prepare(struct restore *r, const struct restore_how *how)
{
    enum err e = take_lock(r, how);
    if (e != ERR_OK) {
        return e;
    }
    restore_finish(r->dir);
    rewrite_remove_new(r->dir);
    e = how->password ? key_by_password(r, how->password) : key_by_key(r, how->key);
    if (e == ERR_OK && ballast_free_space(r->dir) < r->from.database + ROOM) {
        e = ERR_FULL;
    }
    if (e == ERR_OK) {
        r->fresh = file_join(r->dir, REWRITE_FILE);
        r->copy = (struct copy_how){
            .from = r->from.path, .length = r->from.database, .to = r->fresh};
        r->child = child_start(write_it, r);
        e = r->child ? ERR_OK : ERR_NOMEM;
    }
    return e;
}

static void restore_free(struct restore *r)
{
    backup_file_release(&r->from);
    key_free(r->key);
    xfree(r->keys);
    xfree(r->fresh);
    xfree(r->dir);
    if (r->own_lock) {
        reg_lock_drop(r->lock_fd);
    }
    xfree(r);
}

enum err restore_begin(const struct restore_how *how, struct restore **out)
{
    struct backup_file from;
    if (reg_exists(how->dir) && !how->replace) {
        return ERR_HAS_REGISTER;
    }
    enum err e = backup_file_read(how->from, &from);
    if (e != ERR_OK) {
        return e;
    }
    struct restore *r = xcalloc(1, sizeof *r);
    r->dir = xstrdup(how->dir);
    r->from = from;
    e = prepare(r, how);
    if (e != ERR_OK) {
        drop_keys(r);
        restore_free(r);
        return e;
    }
    *out = r;
    return ERR_OK;
}

/* --- the check, in a second child --- */

static void say_nothing(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    (void)msgid;
    (void)n;
}

static int check_it(void *ctx)
{
    const struct restore *r = ctx;
    struct reg *copy = NULL;
    key_stay(r->key);
    enum err e = reg_open_copy(r->fresh, r->key, &copy);
    if (e != ERR_OK) {
        return (int)e;
    }
    /* The records of an older schema are checked when it was brought up. */
    e = reg_schema(copy) == schema_step_count ? verify_all(copy, say_nothing, NULL)
                                              : db_integrity(copy->db);
    reg_close(copy, false);
    return (int)e;
}

/* --- putting it in place --- */

/* One more name for a file of the old register; none there is good. */
static enum err keep_file(const char *dir, const char *kept, const char *name)
{
    char *from = file_join(dir, name);
    char *to = file_join(kept, name);
    enum err e = link(from, to) == 0 || errno == ENOENT ? ERR_OK : err_from_errno(errno);
    xfree(from);
    xfree(to);
    return e;
}

/* A folder of this moment, or of the next second that is free. */
static enum err make_kept(const struct restore *r, char **kept)
{
    char stamp[STAMP_TEXT];
    int made = -1;
    errno = EEXIST;
    for (int64_t at = clock_now(); made != 0 && errno == EEXIST; at += 1000) {
        clock_format(at, stamp);
        char *name = str_format("replaced-%.10s-%.2s%.2s%.2s", stamp, stamp + 11, stamp + 14,
                                stamp + 17);
        xfree(*kept);
        *kept = file_join(r->dir, name);
        xfree(name);
        made = mkdir(*kept, 0700);
    }
    return made == 0 ? ERR_OK : err_from_errno(errno);
}

/* The old register's files into a folder of their own, where they stay. */
static enum err keep_old(struct restore *r)
{
    static const char *const names[] = {"register.db", "register.db-wal", "keys"};
    char *kept = NULL;
    enum err e = make_kept(r, &kept);
    for (size_t i = 0; e == ERR_OK && i < COUNT(names); i++) {
        e = keep_file(r->dir, kept, names[i]);
    }
    char *inside = file_join(kept, "register.db");
    if (e == ERR_OK) {
        e = file_sync_dir(inside);
    }
    if (e == ERR_OK) {
        e = file_sync_dir(kept);
    }
    r->done.kept = kept;
    xfree(inside);
    return e;
}

/* The old log would be played into the restored register; it is kept with the old one. */
static void drop_log(const struct restore *r)
{
    char *wal = file_join(r->dir, "register.db-wal");
    unlink(wal);
    xfree(wal);
}

/* The highest number of a commit that anybody here knows of. */
static int64_t highest(const struct restore *r, const struct reg *reg)
{
    int64_t most = reg->root.generation;
    struct state state;
    struct backup_list list = BACKUP_LIST_INIT;
    char *own = backup_own_folder(r->dir);
    if (state_read(reg->key, &state) == ERR_OK) {
        most = state.generation > most ? state.generation : most;
        most = state.closing > most ? state.closing : most;
    }
    if (backup_list_add(&list, own) == ERR_OK) {
        for (size_t i = 0; i < list.n; i++) {
            bool same = memcmp(list.at[i].salt, r->from.salt, SALT_BYTES) == 0;
            most = same && list.at[i].generation > most ? list.at[i].generation : most;
        }
    }
    backup_list_release(&list);
    xfree(own);
    return most;
}

static void note_it(struct restore *r, struct reg *reg)
{
    char *detail = str_format("g%06lld %s", (long long)r->done.generation, r->from.why);
    audit_queue(reg, &(struct audit_entry){.action = AUDIT_RESTORED, .object = NONE,
                                           .pupil = NONE, .detail = detail});
    xfree(detail);
    reg->root.generation = highest(r, reg);
    enum err e = store_flush(reg);
    (void)e; /* the closing commit tries again */
}

/* The register's own name for the page before the password, where none is known yet. */
static void note_school(const struct restore *r, const struct reg *reg)
{
    struct prefs prefs;
    prefs_load(&prefs, r->dir);
    if (reg->calendar->short_name && !prefs_get(&prefs, "school", NULL)) {
        prefs_set(&prefs, "school", reg->calendar->short_name);
        enum err e = prefs_save(&prefs);
        (void)e; /* then the page has no name on it */
    }
    prefs_release(&prefs);
}

/* Open what was put in place: the proof, and the receipt's numbers. */
static enum err look_at_it(struct restore *r)
{
    struct reg *reg = NULL;
    struct reg_how how = {.dir = r->dir, .key = r->key, .lock_fd = r->lock_fd};
    enum err e = reg_open(&how, &reg, NULL);
    if (!reg) {
        return e;
    }
    r->done.newest = reg->root.newest;
    r->done.records = reg->root.records;
    r->done.generation = r->from.generation ? r->from.generation : reg->root.generation;
    r->done.pupils = (int64_t)roster_count(reg->roster);
    if (e == ERR_OK && !reg->read_only) {
        note_it(r, reg);
        note_school(r, reg);
    }
    reg_close(reg, true);
    return e;
}

/*
 * It was whole as a copy and does not come up, or could not be put in place: the
 * register that was there goes back, log and key file too.
 */
static void put_back(struct restore *r)
{
    static const char *const names[] = {"register.db-wal", "keys", "register.db"};
    if (access(r->fresh, F_OK) != 0) {
        drop_log(r); /* of the restored one */
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        char *to = file_join(r->dir, names[i]);
        char *from = r->done.kept ? file_join(r->done.kept, names[i]) : NULL;
        if (!from) {
            unlink(to); /* there was none */
        } else if (rename(from, to) == 0) {
            unlink(from); /* two names of one file are left as they are by rename() */
        }
        xfree(from);
        xfree(to);
    }
    if (r->done.kept) {
        rmdir(r->done.kept);
    }
}

/* The key file of the copy is bound to the register that is about to be put in place. */
static enum err bind_keys(struct restore *r)
{
    char digest[COPY_DIGEST];
    if (!r->keys) {
        return ERR_OK;
    }
    enum err e = copy_digest(r->fresh, digest);
    char *name = str_format(KEYS_BEGIN "%s", digest);
    char *bound = file_join(r->dir, name);
    if (e == ERR_OK && rename(r->keys, bound) != 0) {
        e = err_from_errno(errno);
    }
    if (e == ERR_OK) {
        xfree(r->keys);
        r->keys = bound;
        bound = NULL;
        e = file_sync_dir(r->keys);
    }
    xfree(bound);
    xfree(name);
    return e;
}

static enum err put_in_place(struct restore *r)
{
    enum err e = reg_exists(r->dir) ? keep_old(r) : ERR_OK;
    if (e == ERR_OK) {
        e = bind_keys(r);
    }
    if (e == ERR_OK) {
        drop_log(r);
        e = rewrite_swap(r->dir);
    }
    if (e == ERR_OK) {
        restore_finish(r->dir);
        e = look_at_it(r);
    }
    if (e != ERR_OK) {
        put_back(r);
    }
    return e;
}

/* --- steps --- */

static void finish(struct restore *r, enum err e)
{
    r->failed = e;
    r->ended = true;
    if (e != ERR_OK) {
        drop_keys(r);
        rewrite_remove_new(r->dir);
    }
}

static void next_phase(struct restore *r, int answer)
{
    enum err e = answer >= 0 && answer < ERR_COUNT ? (enum err)answer : ERR_IO;
    if (e == ERR_OK && !r->checking) {
        r->checking = true;
        r->child = child_start(check_it, r);
        if (r->child) {
            return;
        }
        e = ERR_NOMEM;
    } else if (e == ERR_OK) {
        e = put_in_place(r);
    }
    finish(r, e);
}

bool restore_step(struct restore *r)
{
    int answer;
    if (!r->ended && child_ended(r->child, STEP_MS, &answer)) {
        r->child = NULL;
        next_phase(r, answer);
    }
    return !r->ended;
}

void restore_progress(const struct restore *r, int64_t *done, int64_t *all)
{
    struct stat st;
    *all = r->from.database;
    *done = r->checking || r->ended ? *all : stat(r->fresh, &st) == 0 ? (int64_t)st.st_size : 0;
}

enum err restore_end(struct restore *r, struct restored *done)
{
    if (!r->ended) {
        child_stop(r->child);
        r->child = NULL;
        finish(r, ERR_CANCELLED);
    }
    enum err e = r->failed;
    *done = r->done;
    if (e != ERR_OK && r->done.kept && access(r->done.kept, F_OK) != 0) {
        restored_release(done); /* the old register is back from there */
    }
    restore_free(r);
    return e;
}

void restored_release(struct restored *done)
{
    xfree(done->kept);
    done->kept = NULL;
}
