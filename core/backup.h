// SPDX-License-Identifier: MIT
#ifndef CORE_BACKUP_H
#define CORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/backup_file.h"
#include "core/base/err.h"

/*
 * Making a verified copy of the open register.  The register is checkpointed,
 * a child without a key writes the copy and reads it back, a second child opens
 * it with the key, compares its root with ours, has every record checked, and
 * only then gives it its name and lets older copies go.  Nobody waits for them;
 * commits go on meanwhile (into the write-ahead log: what is copied does not
 * change), checkpoints wait.
 */
struct reg;
struct backup;

struct backup_how {
    const char *dir;  /* a folder: a name of its own, older copies there rotate; or */
    const char *file; /* this very file, which must not be there */
    const char *why;  /* "daily", "asked", "import", "migrate" */
    bool quick;       /* SQLite's own check and the root, not every record: before an import */
};

struct backup_made {
    char *path;
    int64_t generation, records, bytes;
    bool elsewhere; /* on another file system: it may be pulled out now */
    bool outside;   /* on another disk than the register: core/device.h */
};

/*
 * Begin; another copy that is under way is given up.  `*b` is for backup_end().
 * ERR_DAMAGED, ERR_READ_ONLY: a register that may not be written, or is not
 * whole, is not copied over good ones; ERR_REFUSED while a long commit is open;
 * ERR_FULL: too little room is left there (16 MB stay free); errors of the place.
 */
NODISCARD enum err backup_begin(struct reg *reg, const struct backup_how *how, struct backup **b);

/* Go on for about two milliseconds; false: it has ended. */
bool backup_step(struct backup *b);

/* Bytes written so far, and in all: for a bar.  The checks come after them. */
void backup_progress(const struct backup *b, int64_t *done, int64_t *all);

/*
 * Free it; before the end it is given up and leaves nothing.  On ERR_OK `*made`
 * (may be NULL) is filled, the trail and the settings file say that the copy is
 * there.  ERR_CANCELLED: given up; ERR_DAMAGED: it was read back as written and
 * does not verify, so the register is damaged itself; errors of copy_write()
 * and copy_place().  Whatever failed, the copies that were there are untouched.
 */
NODISCARD enum err backup_end(struct backup *b, struct backup_made *made);
void backup_made_release(struct backup_made *made);

/* The whole of it, waiting. */
NODISCARD enum err backup_run(struct reg *reg, const struct backup_how *how,
                              struct backup_made *made);

/* Give up the copy that is under way, if one is: before the file is written otherwise. */
void backup_give_way(struct reg *reg);

/* A quick copy in the register's own backups/, before something is done to it. */
NODISCARD enum err backup_before(struct reg *reg, const char *why);

/* The register's own folder of copies; the caller frees it. */
char *backup_own_folder(const char *dir);

/* When the last copies were made: read from names and the settings file, without a password. */
struct backup_last {
    int64_t here;        /* date * 1440 + minute of the newest in backups/, NONE */
    int64_t outside;     /* the same of the last one outside, NONE */
    char *outside_place; /* its folder, NULL */
};
void backup_last_read(const char *dir, struct backup_last *last);
void backup_last_release(struct backup_last *last);

#endif
