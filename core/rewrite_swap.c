// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/reg.h"
#include "core/rewrite.h"
#include "core/rewrite_priv.h"
#include "db/db.h"
#include "db/keyfile.h"
#include "db/lock.h"

/* Putting a rewritten register in place: core/rewrite.h. */

static void remove_in(const char *dir, const char *name)
{
    char *path = file_join(dir, name);
    unlink(path); /* none is good */
    xfree(path);
}

void rewrite_remove_new(const char *dir)
{
    static const char *const names[] = {REWRITE_FILE, REWRITE_FILE "-wal",
                                        REWRITE_FILE "-journal", REWRITE_FILE "-shm"};
    for (size_t i = 0; i < COUNT(names); i++) {
        remove_in(dir, names[i]);
    }
}

enum err rewrite_keys(const char *dir, const struct key *first, const struct key *second,
                      const char *password)
{
    char *keys = file_join(dir, "keys");
    struct keyfile_info info;
    enum err e = keyfile_info(keys, &info);
    if (e == ERR_OK) {
        e = keyfile_write(keys, first, second, password, info.kdf);
    }
    xfree(keys);
    return e;
}

enum err rewrite_swap(const char *dir)
{
    char *wal = file_join(dir, "register.db-wal");
    char *fresh = file_join(dir, REWRITE_FILE);
    char *path = file_join(dir, "register.db");
    struct stat st;
    enum err e = ERR_OK;
    if (stat(wal, &st) == 0 && st.st_size > 0) {
        e = ERR_REFUSED; /* it would be played into the new file */
    } else if (unlink(wal) != 0 && errno != ENOENT) {
        e = err_from_errno(errno);
    } else if (rename(fresh, path) != 0) {
        e = err_from_errno(errno);
    } else {
        e = file_sync_dir(path);
    }
    xfree(wal);
    xfree(fresh);
    xfree(path);
    return e;
}

void rewrite_tidy(const char *dir, const struct key *key, const char *password)
{
    rewrite_remove_new(dir);
    char *keys = file_join(dir, "keys");
    struct keyfile_info info;
    bool two = password && keyfile_info(keys, &info) == ERR_OK && info.secrets == 2;
    xfree(keys);
    if (two && rewrite_keys(dir, key, NULL, password) != ERR_OK) {
        return; /* both secrets stay wrapped under the password; the next opening tries again */
    }
}

/* Whether the password opens the key file: asked before anything long begins. */
static enum err check_password(const char *dir, const char *password)
{
    char *keys = file_join(dir, "keys");
    struct key *key = NULL;
    enum err e = keyfile_open(keys, password, NULL, &key);
    key_free(key);
    xfree(keys);
    return e == ERR_MISSING ? ERR_KEYS_DAMAGED : e;
}

bool rewrite_is_in_place(const char *dir, const struct key *key)
{
    uint8_t salt[SALT_BYTES];
    char *path = file_join(dir, "register.db");
    bool fits = db_read_salt(path, salt) == ERR_OK &&
                memcmp(salt, key_salt(key), SALT_BYTES) == 0;
    xfree(path);
    return fits;
}

/* Close, rename, open: the old file under its own key again where that fails. */
static enum err put_in_place(struct reg **reg, const struct key *key, const char *password)
{
    char *dir = xstrdup((*reg)->dir);
    struct key *old = key_copy((*reg)->key);
    int fd = reg_close(*reg, true);
    *reg = NULL;
    enum err e = rewrite_swap(dir);
    bool swapped = e == ERR_OK || rewrite_is_in_place(dir, key);
    struct reg_how how = {.dir = dir, .key = swapped ? key : old, .lock_fd = fd};
    enum err opened = reg_open(&how, reg, NULL);
    if (!*reg) {
        lock_drop(fd);
    }
    /* A new name that may not outlive a power cut: both secrets stay in the key file. */
    if (opened == ERR_OK && (e == ERR_OK || !swapped)) {
        rewrite_tidy(dir, swapped ? key : old, password);
    }
    key_free(old);
    xfree(dir);
    return e;
}

enum err rewrite_run(struct reg **reg, const struct key *key, const char *password,
                     const struct rewrite_how *how)
{
    enum err e = key ? check_password((*reg)->dir, password) : ERR_OK;
    struct key *target = key_copy(key ? key : (*reg)->key);
    if (e == ERR_OK) {
        e = rewrite_copy(*reg, target, how);
    }
    if (e == ERR_OK && key) {
        e = rewrite_keys((*reg)->dir, (*reg)->key, target, password);
    }
    if (e == ERR_OK) {
        e = store_checkpoint(*reg);
    }
    if (e == ERR_OK) {
        e = put_in_place(reg, target, key ? password : NULL);
    } else {
        rewrite_remove_new((*reg)->dir);
    }
    key_free(target);
    return e;
}

/* --- the copies that the old code still opens --- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool opens_with(const char *dir, const char *name, const uint8_t salt[SALT_BYTES])
{
    uint8_t first[SALT_BYTES];
    char *path = file_join(dir, name);
    bool same = db_read_salt(path, first) == ERR_OK && memcmp(first, salt, SALT_BYTES) == 0;
    xfree(path);
    return same;
}

enum err rewrite_old_copies(const char *dir, const uint8_t salt[SALT_BYTES], struct str *names)
{
    char *backups = file_join(dir, "backups");
    char **found = NULL;
    size_t n = 0;
    size_t cap = 0;
    DIR *d = opendir(backups);
    enum err e = d || errno == ENOENT ? ERR_OK : err_from_errno(errno);
    for (const struct dirent *entry; d && (entry = readdir(d)) != NULL;) {
        if (entry->d_name[0] != '.' && opens_with(backups, entry->d_name, salt)) {
            found = mem_grow(found, n, &cap, sizeof *found);
            found[n++] = xstrdup(entry->d_name);
        }
    }
    if (d) {
        closedir(d);
    }
    if (n) {
        qsort(found, n, sizeof *found, compare_names);
    }
    for (size_t i = 0; i < n; i++) {
        str_addf(names, "%s\n", found[i]);
        xfree(found[i]);
    }
    xfree(found);
    xfree(backups);
    return e;
}
