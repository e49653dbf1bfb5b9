// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_DISK_PRIV_H
#define TESTS_FAULT_DISK_PRIV_H

#include "tests/fault/disk.h"

/* What disk.c (the calls) notes for disk_cut.c (the disk after a cut). */

enum { PATH = 128, NAMES = 128, CALLS = 1 << 18 };

enum call_type {
    CALL_WRITE,
    CALL_SIZE,
    CALL_SYNC,
    CALL_CREATE, /* the first of those of folders */
    CALL_RENAME,
    CALL_LINK,
    CALL_UNLINK,
    CALL_SYNC_DIR,
    CALL_ACK,
};

struct call {
    enum call_type type;
    int file;     /* WRITE SIZE SYNC CREATE; ACK: the step */
    int64_t at;   /* WRITE; SIZE: the size */
    size_t n;     /* bytes of the arena: what was written, or one or two paths */
    size_t bytes;
};

struct name {
    char path[PATH]; /* below the folder */
    int file;
};

struct notes {
    char dir[PATH];
    bool on;
    struct name names[NAMES]; /* as the program sees them now */
    size_t name_count;
    int files;
    struct call calls[CALLS];
    size_t call_count;
    size_t used; /* of the arena */
    int asked, fail_at, error;
    bool for_ever;
    bool reads;       /* disk_fail_reads() */
    bool failed_sync;
    bool fat;
    int64_t limit;
};

/* In memory that forked children share; NULL before the first disk_begin(). */
extern struct notes *notes;
extern char *arena;

/* Each file below `dir`, its path below the top given to `each`. */
void disk_walk(const char *dir, const char *below,
               void (*each)(void *ctx, const char *path, const char *below), void *ctx);

#endif
