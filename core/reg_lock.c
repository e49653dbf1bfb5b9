// SPDX-License-Identifier: MIT
#include "core/reg_lock.h"

#include "core/reg.h"
#include "db/lock.h"
#include "db/stmt.h"

enum err reg_lock_take(const char *dir, int *fd, int64_t *pid)
{
    return lock_take(dir, fd, pid);
}

bool reg_lock_is_ours(const char *dir, int fd)
{
    return lock_is_ours(dir, fd);
}

void reg_lock_keep(int fd, bool keep)
{
    lock_keep_over_exec(fd, keep);
}

void reg_lock_drop(int fd)
{
    lock_drop(fd);
}

int reg_schema(struct reg *reg)
{
    int version = 0;
    struct stmt *q = stmt_new(reg->db, "PRAGMA user_version");
    if (stmt_row(q)) {
        version = (int)stmt_int(q, 0);
    }
    return stmt_finish(q) == ERR_OK ? version : 0;
}

void reg_cipher(struct reg *reg, struct str *out)
{
    struct stmt *q = stmt_new(reg->db, "PRAGMA cipher_version");
    if (stmt_row(q) && stmt_text(q, 0)) {
        str_add(out, stmt_text(q, 0));
    }
    enum err e = stmt_finish(q);
    (void)e; /* then nothing stands there */
}
