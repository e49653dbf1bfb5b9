// SPDX-License-Identifier: MIT
#ifndef CORE_REG_H
#define CORE_REG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/root.h"
#include "db/keyfile.h"

/*
 * The opened register: folder, key, database, root, and what is kept in memory
 * of it (people, calendar).  One is made by reg_make() and opened by
 * reg_open(); everything else in core takes it as its first argument.
 */
struct db;
struct spec_sql;
struct roster;
struct calendar;
struct setting_cache;
struct audit_queue;
struct checker;
struct schema_step;
struct backup;

struct reg {
    char *dir;
    char *file;      /* of the database in it: register.db, or a copy's name */
    const char *vfs; /* of reg_how */
    int lock_fd;
    struct key *key;
    struct db *db;
    struct spec_sql *sql; /* generated statements, by kind */
    struct root root;
    struct roster *roster;          /* pupils, classes, staff: core/roster.h */
    struct calendar *calendar;      /* terms: core/calendar.h */
    struct setting_cache *settings; /* core/setting.h */
    struct audit_queue *queue;      /* reads waiting for the next commit */
    struct checker *checker;        /* what was verified so far: core/verify.h */
    bool read_only;                 /* damaged, or a read-only place */
    bool is_demo;                   /* no side file outside the folder */
    struct backup *copying;         /* a child reads the file: no checkpoint (core/backup.h) */
    bool committing;                /* a long commit is open: nothing else commits */
    bool no_ballast;                /* given up on a full disk: to be said until it is back */
    bool migrated;                  /* the schema was brought up at this opening */
    int64_t me;                     /* staff id of the counsellor, NONE */
    int64_t clock_doubt;            /* ms the clock is earlier than the root's newest, 0 none */
    enum err side_file;             /* ERR_OK, or ERR_OLDER_REGISTER / ERR_OLDER_STATE */
};

/* Where the register lies: --store, $XINDANG_STORE, $XDG_DATA_HOME/xindang, ~/.local/share/xindang.
 */
char *reg_default_dir(const char *option);

/* Whether `dir` holds a register (register.db or keys). */
bool reg_exists(const char *dir);

struct reg_new {
    const char *dir;
    const char *school;     /* NULL: a name to be filled in later */
    const char *short_name; /* NULL: as `school` */
    const char *stages;     /* " 1 2 " */
    const char *name;       /* of the counsellor, NULL none */
    const char *password;   /* normal form: password_normal() and NFC */
    enum kdf_cost cost;
    bool is_demo; /* no first records: demo_fill() makes them all, with its own ids */
};

/*
 * Make a register under `key` (key_new(); stays the caller's): folder, key
 * file, database with schema, root, school and counsellor.  Nothing is left
 * behind on failure; after a crash there is a whole register or none.
 * ERR_HAS_REGISTER, ERR_FULL, ERR_READ_ONLY, ERR_NO_PERMISSION, ERR_IO.
 */
NODISCARD enum err reg_make(const struct reg_new *how, const struct key *key);

struct reg_how {
    const char *dir;
    const char *password;  /* normal form; or NULL with `key` */
    const struct key *key; /* as recovered from the code; NULL with `password` */
    int lock_fd;           /* handed over by the lock, -1 none */
    bool for_reading;      /* a command that only reads: a read-only place is good */
    bool no_checks;        /* tests and bench: skip the checks of the whole file */
    const char *vfs;       /* tests: the SQLite VFS underneath; NULL the usual one */
    const struct schema_step *steps; /* tests: another history of the schema; NULL the usual one */
    int step_count;
};

/*
 * Open.  `*reg` is also written with ERR_DAMAGED where the register opened
 * read-only; core/verify.h says what is damaged.
 * ERR_NO_REGISTER, ERR_IN_USE (`*holder` the pid, may be NULL), ERR_PASSWORD,
 * ERR_CODE, ERR_KEYS_DAMAGED, ERR_NEWER, ERR_FULL, ERR_IO.  A key file
 * without its register.db is ERR_DAMAGED with nothing opened.
 */
NODISCARD enum err reg_open(const struct reg_how *how, struct reg **reg, int64_t *holder);

/*
 * Commit what waits, note the side file, checkpoint, close, wipe.  With
 * `keep_lock` the descriptor of the lock file stays open (lock by exec) and is
 * returned; else -1.
 */
int reg_close(struct reg *reg, bool keep_lock);

/*
 * After the first failure of the database itself (a page that cannot be read):
 * the connection is closed and opened again for reading, since a handle that
 * failed once lies (reliability.md 1.4).  Root and people are read again.
 * Nothing to do, or a read that stands open, is ERR_OK.
 */
NODISCARD enum err reg_heal(struct reg *reg);

/* Take the ballast again if it is gone and there is room enough; no_ballast says how it is. */
void reg_refill_ballast(struct reg *reg);

/*
 * A person said what day it is: the clock (with its offset) is right from now
 * on, also where the register has seen a later time from a clock that ran ahead.
 */
void reg_clock_is_right(struct reg *reg);

/* A path in the register's folder, the caller frees it. */
char *reg_path(const struct reg *reg, const char *name);

/* Remember a failed unlock; it enters the audit at the next one. */
void reg_note_failed_unlock(const char *dir);

/* New password: rewrites the key file (1 kB).  ERR_PASSWORD if `old_password` does not open it. */
NODISCARD enum err reg_set_password(const char *dir, const struct key *key, const char *password,
                                    enum kdf_cost cost);

/*
 * A copy of a register (core/backup_file.h), or what will be one, opened beside
 * it for reading: no lock, nothing is written, no people are read.  `key` stays
 * the caller's; reg_close() frees the rest.  The schema may be an older one.
 * ERR_MISSING; ERR_DAMAGED: not under this key, or its root does not fit;
 * ERR_NEWER; ERR_IO.
 */
NODISCARD enum err reg_open_copy(const char *path, const struct key *key, struct reg **reg);

#endif
