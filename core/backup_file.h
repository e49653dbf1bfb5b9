// SPDX-License-Identifier: MIT
#ifndef CORE_BACKUP_FILE_H
#define CORE_BACKUP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "db/key.h"

/*
 * A verified copy of a register: one file holds the database, then the key
 * file, then a trailer (16 bytes magic, two u64: length of database and key
 * file).  SQLite reads by the page count in its header, so the copy opens as it
 * is, by this program and by the stock shell.
 *
 * The program names them 2026-03-26-102205-daily-g000123.xd: moment, why, the
 * register's generation.  A file has this name only once it was read back,
 * opened and compared; before that it ends in .xd.part.  No character of it is
 * refused by FAT.
 */
#define BACKUP_MAGIC "xindang backup 1"
#define BACKUP_END ".xd"
#define BACKUP_PART ".xd.part"
enum { BACKUP_TRAILER = 32, BACKUP_WHY = 16 };

struct backup_file {
    char *path;
    const char *name; /* in `path` */
    bool ours;        /* the program's own kind of name; else the next three are empty, NONE, 0 */
    char why[BACKUP_WHY];
    int64_t moment;   /* date * 1440 + minute, as named */
    int64_t generation;
    int64_t bytes;    /* of the file */
    int64_t database; /* bytes of the database in it */
    int64_t keys;     /* bytes of the key file behind it */
    uint8_t salt[SALT_BYTES]; /* the database's first bytes: which key opens it */
};

/* The name of a copy made at `moment` (ms of the clock); appended. */
void backup_file_name(struct str *out, int64_t moment, const char *why, int64_t generation);

/*
 * Look at a file: name, size, trailer, salt.  ERR_NO_COPY if its lengths or its
 * magic do not fit; errors of opening and reading.  `*file` is for
 * backup_file_release() only after ERR_OK.
 */
NODISCARD enum err backup_file_read(const char *path, struct backup_file *file);
void backup_file_release(struct backup_file *file);

/* The key file in it, appended. */
NODISCARD enum err backup_file_keys(const struct backup_file *file, struct str *out);

/* What lies in a folder: whole copies with a name of ours, newest generation first. */
struct backup_list {
    struct backup_file *at;
    size_t n, cap;
};
#define BACKUP_LIST_INIT {NULL, 0, 0}

/* Add those of `dir`; ERR_OK without such a folder. */
NODISCARD enum err backup_list_add(struct backup_list *list, const char *dir);
void backup_list_release(struct backup_list *list);

/*
 * When the copy of the highest generation in `dir` was made, by the names alone
 * (no file is opened: a page that shows it does not wait for the disk); NONE.
 */
int64_t backup_newest_moment(const char *dir);

/*
 * Which of them stay when a new one has come (architecture.md: by generation,
 * never by what the clock says now).  From the newest on the first of each day
 * is one of 7, of each week one of 4, of each month one of 12; of those
 * asked for, or made before an import or a migration, the last 3 stay besides.  A day, a
 * week, a month is one that has a copy: where none are made none go.  `keep` has
 * room for n; entries under another salt always stay.
 */
void backup_list_keep(const struct backup_list *list, const uint8_t salt[SALT_BYTES], bool *keep);

/*
 * Remove from `dir` what does not stay, of the register under `salt`, and what a
 * stopped copy of it left.  `fresh` (a path) is the verified copy this is done
 * for: unless it is there and the newest of them nothing goes.
 */
void backup_rotate(const char *dir, const uint8_t salt[SALT_BYTES], const char *fresh);

#endif
