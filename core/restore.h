// SPDX-License-Identifier: MIT
#ifndef CORE_RESTORE_H
#define CORE_RESTORE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/backup_file.h"
#include "core/base/err.h"

/*
 * Back from a copy.  It is written beside the register (register.new), read
 * back, opened with the key and checked record by record; only then it takes
 * the register's place.  The old register goes into a folder of its own beside
 * it (replaced-2026-03-26-102205: register, its log, its key file) and opens
 * from there with --store.  Numbers of commits never go back: the restored
 * register goes on above the highest there was, so that later copies are the
 * newer ones.  A cut at any moment leaves the old register or the restored one.
 */
struct restore;
struct key;

struct restore_how {
    const char *dir;       /* where the register is to be */
    const char *from;      /* the copy */
    const char *password;  /* normal form: of today's register, or as it was when the copy was
                              made; or NULL with `key` */
    const struct key *key; /* of the register that was open, or from the recovery code */
    bool replace;          /* a register that is there is put aside */
    int lock_fd;           /* the folder's lock held already and kept, -1: taken and given up */
};

/*
 * Begin.  `*r` is for restore_end().
 * ERR_NO_COPY, ERR_MISSING, ERR_GONE: the copy; ERR_HAS_REGISTER without
 * `replace`; ERR_IN_USE; ERR_PASSWORD; ERR_CODE: the key is not the copy's;
 * ERR_KEYS_DAMAGED; ERR_FULL; errors of the folder.
 */
NODISCARD enum err restore_begin(const struct restore_how *how, struct restore **r);

/* Go on for some milliseconds (the last step takes a second or two); false: it has ended. */
bool restore_step(struct restore *r);

/* Bytes written so far, and in all. */
void restore_progress(const struct restore *r, int64_t *done, int64_t *all);

/* What a person is told. */
struct restored {
    int64_t generation; /* of the copy */
    int64_t newest;     /* ms: when it was last written to before it was copied */
    int64_t records;
    int64_t pupils;     /* at school or gone, not struck */
    char *kept;         /* the folder of the register that was there, NULL if there was none */
    bool old_password;  /* the password of the time of the copy opens it, not today's */
};

/*
 * Free it; before the end it is given up and leaves nothing.  ERR_DAMAGED: the
 * copy does not verify; ERR_NEWER; then the register is as it was.  `*done` is
 * for restored_release(); after an error only `kept` counts: the old register
 * lies there still, as the disk did not let it come back (NULL: it is in place).
 */
NODISCARD enum err restore_end(struct restore *r, struct restored *done);
void restored_release(struct restored *done);

/*
 * What a cut left of a restore: the key file goes with the register that stands
 * there.  Called by reg_open() before it looks at the key file.
 */
void restore_finish(const char *dir);

#endif
