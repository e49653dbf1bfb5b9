// SPDX-License-Identifier: MIT
#include "core/backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/base/child.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/device.h"
#include "core/prefs.h"
#include "core/reg.h"
#include "core/reg_lock.h"
#include "core/verify.h"
#include "db/ballast.h"
#include "db/copy.h"
#include "db/db.h"
#include "db/schema.h"

enum { KEYS_LIMIT = 64 * 1024, STEP_MS = 2 };
static const int64_t ROOM = 16 * 1024 * 1024; /* stays free beside the copy */

struct backup {
    struct reg *reg; /* NULL once it was given up */
    struct child *child;
    bool checking; /* the second child is at work */
    bool ended;
    enum err failed;

    char *dir; /* of the copy */
    char *path;
    char *temp;
    char *why;
    bool rotate;
    bool quick;
    dev_t device; /* of the folder when it began */
    bool elsewhere;
    bool outside;

    struct copy_how copy;
    char *from;
    struct str tail;
    struct root root; /* as it was when it began; no counters */
};

/* --- beginning --- */

/* What stands behind the database: the key file and the trailer. */
static enum err make_tail(const struct reg *reg, int64_t database, struct str *tail)
{
    char *keys = reg_path(reg, "keys");
    enum err e = file_read(keys, KEYS_LIMIT, tail);
    xfree(keys);
    if (e == ERR_OK) {
        size_t n = tail->len;
        str_add(tail, BACKUP_MAGIC);
        str_add_u64(tail, (uint64_t)database);
        str_add_u64(tail, n);
    }
    return e == ERR_MISSING ? ERR_KEYS_DAMAGED : e;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? xstrdup(".") : xmemdupz(path, slash == path ? 1 : (size_t)(slash - path));
}

/* A name of this moment, or of the next second that is free. */
static char *own_name(const struct backup *b, const char *why)
{
    struct str name = STR_INIT;
    char *path = NULL;
    for (int64_t at = clock_now(); !path || access(path, F_OK) == 0; at += 1000) {
        str_clear(&name);
        xfree(path);
        backup_file_name(&name, at, why, b->root.generation);
        path = file_join(b->dir, name.ptr);
    }
    str_release(&name);
    return path;
}

/* The folder, whether it is another file system than the register's, and the names. */
static enum err choose_place(struct backup *b, const struct backup_how *how)
{
    struct stat place;
    struct stat store;
    b->rotate = how->dir != NULL;
    b->dir = how->dir ? xstrdup(how->dir) : folder_of(how->file);
    enum err e = how->dir ? file_make_dir(b->dir) : ERR_OK;
    if (e == ERR_OK && (stat(b->dir, &place) != 0 || stat(b->reg->dir, &store) != 0)) {
        e = err_from_errno(errno);
    }
    if (e != ERR_OK) {
        return e;
    }
    b->device = place.st_dev;
    b->elsewhere = place.st_dev != store.st_dev;
    b->outside = device_is_outside(&device_world, b->reg->dir, b->dir);
    b->path = how->dir ? own_name(b, how->why) : xstrdup(how->file);
    b->temp = how->dir ? str_format("%s.part", b->path)
                       : str_format("%s.part.%ld", b->path, (long)getpid());
    unlink(b->temp); /* what a copy of the same second left that was stopped */
    return access(b->path, F_OK) == 0 ? ERR_EXISTS : ERR_OK;
}

static enum err measure(struct backup *b)
{
    struct stat st;
    b->from = reg_path(b->reg, "register.db");
    if (stat(b->from, &st) != 0) {
        return err_from_errno(errno);
    }
    enum err e = make_tail(b->reg, (int64_t)st.st_size, &b->tail);
    b->copy = (struct copy_how){.from = b->from,
                                .length = (int64_t)st.st_size,
                                .tail = b->tail.ptr,
                                .tail_len = b->tail.len,
                                .to = b->temp};
    int64_t need = b->copy.length + (int64_t)b->tail.len + ROOM;
    return e == ERR_OK && ballast_free_space(b->dir) < need ? ERR_FULL : e;
}

static int write_copy(void *ctx)
{
    const struct backup *b = ctx;
    return (int)copy_write(&b->copy);
}

static enum err start(struct backup *b, int (*work)(void *ctx))
{
    b->child = child_start(work, b);
    return b->child ? ERR_OK : ERR_NOMEM;
}

static struct backup *backup_new(struct reg *reg, const struct backup_how *how)
{
    struct backup *b = xcalloc(1, sizeof *b);
    b->reg = reg;
    b->why = xstrdup(how->why);
    b->quick = how->quick;
    b->root = reg->root;
    str_init(&b->root.counters); /* they stay the register's */
    str_init(&b->tail);
    return b;
}

static void backup_free(struct backup *b)
{
    xfree(b->dir);
    xfree(b->path);
    xfree(b->temp);
    xfree(b->why);
    xfree(b->from);
    str_release(&b->tail);
    xfree(b);
}

enum err backup_begin(struct reg *reg, const struct backup_how *how, struct backup **out)
{
    if (reg->read_only) {
        return verify_damage_count(reg) ? ERR_DAMAGED : ERR_READ_ONLY;
    }
    if (reg->committing) {
        return ERR_REFUSED;
    }
    backup_give_way(reg);
    struct backup *b = backup_new(reg, how);
    enum err e = choose_place(b, how);
    if (e == ERR_OK) {
        e = db_checkpoint(reg->db);
    }
    if (e == ERR_OK) {
        e = measure(b);
    }
    if (e == ERR_OK) {
        e = start(b, write_copy);
    }
    if (e != ERR_OK) {
        backup_free(b);
        return e;
    }
    reg->copying = b;
    *out = b;
    return ERR_OK;
}

/* --- the check, in the second child --- */

static void say_nothing(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    (void)msgid;
    (void)n;
}

static bool same_root(const struct root *a, const struct root *b)
{
    return a->generation == b->generation && a->records == b->records &&
           a->audit_seq == b->audit_seq && memcmp(a->sum, b->sum, MAC_BYTES) == 0 &&
           memcmp(a->audit_head, b->audit_head, MAC_BYTES) == 0;
}

/* Opens with the key, has our root, and is whole. */
static enum err check_once(const struct backup *b)
{
    struct reg *copy = NULL;
    enum err e = reg_open_copy(b->temp, b->reg->key, &copy);
    if (e != ERR_OK) {
        return e == ERR_MISSING ? ERR_GONE : e;
    }
    /* The records of an older schema are not of this program's kinds yet. */
    bool quick = b->quick || reg_schema(copy) != schema_step_count;
    e = !same_root(&copy->root, &b->root) ? ERR_DAMAGED
        : quick                           ? db_integrity(copy->db)
                                          : verify_all(copy, say_nothing, NULL);
    reg_close(copy, false);
    return e;
}

/*
 * What cannot be read there is the medium's fault, not the register's, unless
 * the bytes are ours and stay unreadable.
 */
static enum err check_copy(const struct backup *b)
{
    enum err e = check_once(b);
    if (e == ERR_DAMAGED) {
        e = copy_compare(&b->copy);
        e = e == ERR_OK ? check_once(b) : e;
    }
    return e == ERR_IO ? ERR_GONE : e;
}

static int check_and_place(void *ctx)
{
    const struct backup *b = ctx;
    key_stay(b->reg->key);
    enum err e = check_copy(b);
    if (e == ERR_OK) {
        e = copy_place(b->temp, b->path, b->elsewhere);
    }
    if (e == ERR_OK && b->rotate) {
        backup_rotate(b->dir, key_salt(b->reg->key), b->path);
    }
    return (int)e;
}

/* --- steps --- */

static void finish(struct backup *b, enum err e)
{
    b->failed = e;
    b->ended = true;
    if (b->reg) {
        b->reg->copying = NULL;
    }
    if (e != ERR_OK) {
        unlink(b->temp);
    }
}

/* The copy has its name on the disk it was begun on, not on what lies below a stick's place. */
static enum err look_at_it(const struct backup *b)
{
    struct stat st;
    bool there = stat(b->path, &st) == 0 && st.st_dev == b->device &&
                 (int64_t)st.st_size == b->copy.length + (int64_t)b->tail.len;
    return there ? ERR_OK : ERR_GONE;
}

/* A child's answer as an error. */
static enum err answer_of(int answer)
{
    return answer >= 0 && answer < ERR_COUNT ? (enum err)answer : ERR_IO;
}

static void next_phase(struct backup *b, int answer)
{
    enum err e = answer_of(answer);
    if (e == ERR_OK && !b->checking) {
        b->checking = true;
        e = start(b, check_and_place);
        if (e == ERR_OK) {
            return;
        }
    } else if (e == ERR_OK) {
        e = look_at_it(b);
    }
    finish(b, e);
}

bool backup_step(struct backup *b)
{
    int answer;
    if (!b->ended && child_ended(b->child, STEP_MS, &answer)) {
        b->child = NULL;
        next_phase(b, answer);
    }
    return !b->ended;
}

void backup_progress(const struct backup *b, int64_t *done, int64_t *all)
{
    struct stat st;
    *all = b->copy.length + (int64_t)b->tail.len;
    *done = b->checking || b->ended ? *all : stat(b->temp, &st) == 0 ? (int64_t)st.st_size : 0;
}

void backup_give_way(struct reg *reg)
{
    struct backup *b = reg->copying;
    if (b) {
        child_stop(b->child);
        b->child = NULL;
        finish(b, ERR_CANCELLED);
        b->reg = NULL;
    }
}

/* --- the end --- */

static void note_it(const struct backup *b)
{
    char *detail = str_format("%s g%06lld %s", b->why, (long long)b->root.generation,
                              b->outside ? "outside" : "same disk");
    audit_queue(b->reg, &(struct audit_entry){.action = AUDIT_COPY, .object = NONE, .pupil = NONE,
                                              .detail = detail});
    xfree(detail);
    if (b->outside) {
        struct prefs prefs;
        char *at = str_format("%lld", (long long)clock_now());
        prefs_load(&prefs, b->reg->dir);
        prefs_set(&prefs, "backup_outside_at", at);
        prefs_set(&prefs, "backup_outside_place", b->dir);
        enum err e = prefs_save(&prefs);
        (void)e; /* then the page says it is older than it is */
        prefs_release(&prefs);
        xfree(at);
    }
}

enum err backup_end(struct backup *b, struct backup_made *made)
{
    if (!b->ended) {
        backup_give_way(b->reg);
    }
    enum err e = b->failed;
    if (e == ERR_OK) {
        note_it(b);
    }
    if (e == ERR_OK && made) {
        *made = (struct backup_made){.path = b->path,
                                     .generation = b->root.generation,
                                     .records = b->root.records,
                                     .bytes = b->copy.length + (int64_t)b->tail.len,
                                     .elsewhere = b->elsewhere,
                                     .outside = b->outside};
        b->path = NULL;
    }
    backup_free(b);
    return e;
}

void backup_made_release(struct backup_made *made)
{
    xfree(made->path);
    made->path = NULL;
}

enum err backup_run(struct reg *reg, const struct backup_how *how, struct backup_made *made)
{
    struct backup *b;
    enum err e = backup_begin(reg, how, &b);
    if (e != ERR_OK) {
        return e;
    }
    while (backup_step(b)) {
    }
    return backup_end(b, made);
}

enum err backup_before(struct reg *reg, const char *why)
{
    char *dir = backup_own_folder(reg->dir);
    enum err e = backup_run(reg, &(struct backup_how){.dir = dir, .why = why, .quick = true}, NULL);
    xfree(dir);
    return e;
}

char *backup_own_folder(const char *dir)
{
    return file_join(dir, "backups");
}

/* --- when the last ones were made --- */

void backup_last_read(const char *dir, struct backup_last *last)
{
    char *own = backup_own_folder(dir);
    struct prefs prefs;
    *last = (struct backup_last){backup_newest_moment(own), NONE, NULL};
    prefs_load(&prefs, dir);
    long long at = strtoll(prefs_get(&prefs, "backup_outside_at", "0"), NULL, 10);
    if (at > 0) {
        last->outside = clock_date(at) * 1440 + clock_minute(at);
        last->outside_place = xstrdup(prefs_get(&prefs, "backup_outside_place", ""));
    }
    prefs_release(&prefs);
    xfree(own);
}

void backup_last_release(struct backup_last *last)
{
    xfree(last->outside_place);
    last->outside_place = NULL;
}
