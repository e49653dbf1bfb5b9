// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_DISK_H
#define TESTS_FAULT_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The disk below the program.  What libc is asked to do with files below one
 * folder (SQLite's calls as well as ours, also those of forked children) is done
 * and written down in order; from that the folder is built anew as a power cut
 * between any two calls may leave it.
 *
 * What a cut may take: of a file, every write and change of size since the last
 * fsync() of it; of a folder, the creations, renames and removals since the last
 * fsync() of the folder, from some point on (they are journalled in order).
 * fsync() itself does nothing here: no real disk is waited for.
 */

/* Watch `dir`; what is in it now is on the disk: the first calls noted.  One at a time. */
void disk_begin(const char *dir);
/* No longer watch; what was noted stays until the next disk_begin(). */
void disk_end(void);

/* The program was told that step `n` is done. */
void disk_ack(int n);

/* Calls noted so far. */
size_t disk_calls(void);

enum disk_loss {
    LOSE_NOTHING, /* as if the program alone had been killed */
    LOSE_ALL,     /* nothing that was not synced is there */
    LOSE_SOME,    /* each unsynced call is there or not */
    LOSE_TORN,    /* the same, and writes in pieces of 512 bytes */
    LOSSES
};

/*
 * Go on to the cut after `calls` calls (never less than before); the last step
 * acknowledged by then, 0 if none.  disk_rewind() begins again at 0.
 */
int disk_cut(size_t calls);
void disk_rewind(void);

/* Build what that cut leaves in `to`, which is emptied first. */
void disk_build(const char *to, enum disk_loss loss, uint64_t seed);

/*
 * The `n`-th watched call from now on fails (0: none) with `error`, a write
 * half done; once, or it and all that follow.
 */
void disk_fail(int n, int error, bool for_ever);
/* Opening for reading and reading count among the calls that may fail too (else not). */
void disk_fail_reads(bool on);
/* Watched calls since the last disk_fail(). */
int disk_asked(void);
/* Whether the first that failed was an fsync(). */
bool disk_failed_sync(void);

/* As a stick with FAT: no second name for a file, no fsync() of a folder. */
void disk_like_fat(bool on);

/*
 * The folder may hold so many bytes (below 0: any number); statvfs() says so
 * too.  The ballast (DIR/ballast) counts here and nowhere else.
 */
void disk_limit(int64_t bytes);
/* Bytes in the folder now. */
int64_t disk_used(void);

#endif
