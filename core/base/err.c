// SPDX-License-Identifier: MIT
#include "core/base/err.h"

#include <errno.h>
#include <string.h>

static const struct {
    int status;
    const char *msgid;
    const char *name;
} err_table[] = {
#define X(name, status, text) [ERR_##name] = {status, text, #name},
    ERR_LIST(X)
#undef X
};

const char *err_msgid(enum err e)
{
    return err_table[e].msgid;
}

int err_status(enum err e)
{
    return err_table[e].status;
}

const char *err_name(enum err e)
{
    return err_table[e].name;
}

enum err err_by_name(const char *name)
{
    int e = 0;
    while (e < ERR_COUNT && strcmp(err_table[e].name, name) != 0) {
        e++;
    }
    return (enum err)e;
}

enum err err_from_errno(int saved_errno)
{
    switch (saved_errno) {
    case 0:
        return ERR_OK;
    case ENOMEM:
        return ERR_NOMEM;
    case ENOENT:
    case ENOTDIR:
        return ERR_MISSING;
    case EEXIST:
    case ENOTEMPTY:
        return ERR_EXISTS;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ERR_FULL;
    case EROFS:
        return ERR_READ_ONLY;
    case EACCES:
    case EPERM:
        return ERR_NO_PERMISSION;
    default:
        return ERR_IO;
    }
}
