// SPDX-License-Identifier: MIT
#include "core/reg_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "db/copy.h"
#include "db/db.h"

enum { KEYS_LIMIT = 64 * 1024 };

/* Opens with the key, and its root is ours. */
static enum err verify_copy(struct reg *reg, const char *path)
{
    struct db *db;
    enum err e = db_open(path, (struct db_options){.mode = DB_READ_ONLY}, reg->key, &db);
    if (e != ERR_OK) {
        return ERR_DAMAGED;
    }
    struct root root;
    root_init(&root);
    e = root_load(db, reg->key, &root);
    bool same = e == ERR_OK && root.generation == reg->root.generation &&
                root.records == reg->root.records &&
                memcmp(root.sum, reg->root.sum, MAC_BYTES) == 0 &&
                memcmp(root.audit_head, reg->root.audit_head, MAC_BYTES) == 0;
    if (same) {
        e = db_integrity(db);
    }
    root_release(&root);
    db_close(db);
    return e == ERR_OK && !same ? ERR_DAMAGED : e;
}

static enum err append_keys(struct reg *reg, const char *path)
{
    struct str tail = STR_INIT;
    char *keys = reg_path(reg, "keys");
    enum err e = file_read(keys, KEYS_LIMIT, &tail);
    xfree(keys);
    struct stat st;
    int fd = e == ERR_OK ? open(path, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
    if (e == ERR_OK && (fd < 0 || fstat(fd, &st) != 0)) {
        e = err_from_errno(errno);
    }
    if (e == ERR_OK) {
        size_t key_bytes = tail.len;
        str_add(&tail, REG_COPY_MAGIC);
        str_add_u64(&tail, (uint64_t)st.st_size);
        str_add_u64(&tail, key_bytes);
        e = file_write_all(fd, tail.ptr, tail.len);
    }
    if (e == ERR_OK && fsync(fd) != 0) {
        e = err_from_errno(errno);
    }
    if (fd >= 0) {
        close(fd);
    }
    str_release(&tail);
    return e;
}

enum err reg_copy(struct reg *reg, const char *why, char **name)
{
    char *dir = reg_path(reg, "backups");
    char stamp[STAMP_TEXT];
    clock_format(clock_now(), stamp);
    char *file = str_format("%.10s-%.2s%.2s%.2s-%s-g%06lld.xd", stamp, stamp + 11, stamp + 14,
                            stamp + 17, why, (long long)reg->root.generation);
    char *path = file_join(dir, file);
    char *temp = str_format("%s.part", path);
    char *from = reg_path(reg, "register.db");
    enum err e = file_make_dir(dir);
    if (e == ERR_OK) {
        e = db_checkpoint(reg->db);
    }
    if (e == ERR_OK) {
        unlink(temp);
        e = copy_file(from, temp);
    }
    if (e == ERR_OK) {
        e = verify_copy(reg, temp);
        if (e == ERR_OK) {
            e = append_keys(reg, temp);
        }
        if (e == ERR_OK && rename(temp, path) != 0) {
            e = err_from_errno(errno);
        }
        if (e == ERR_OK) {
            e = file_sync_dir(path);
        }
    }
    if (e != ERR_OK) {
        unlink(temp); /* also what a failed copy left under its name */
    }
    if (e == ERR_OK) {
        *name = file;
        file = NULL;
    }
    xfree(file);
    xfree(path);
    xfree(temp);
    xfree(from);
    xfree(dir);
    return e;
}
