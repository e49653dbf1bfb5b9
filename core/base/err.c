// SPDX-License-Identifier: MIT
#include "core/base/err.h"

#include <errno.h>

static const struct {
    int status;
    const char *msgid;
} err_table[] = {
#define X(name, status, text) [ERR_##name] = {status, text},
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
