// SPDX-License-Identifier: MIT
#include "tests/support/faultvfs.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sqlite3.h>

struct fault fault;

static sqlite3_vfs *real;

struct fault_file {
    sqlite3_file base;
};

static sqlite3_file *inner(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)((struct fault_file *)(void *)file + 1);
}

static bool fails(void)
{
    fault.calls++;
    return fault.fail_at &&
           (fault.calls == fault.fail_at || (fault.for_ever && fault.calls > fault.fail_at));
}

static int fault_close(sqlite3_file *f)
{
    return inner(f)->pMethods->xClose(inner(f));
}

static int fault_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
    if (fault.result != SQLITE_FULL && fails()) {
        return SQLITE_IOERR_READ;
    }
    return inner(f)->pMethods->xRead(inner(f), out, n, at);
}

static int fault_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
    if (fails()) {
        inner(f)->pMethods->xWrite(inner(f), bytes, n / 2, at); /* torn */
        return fault.result;
    }
    return inner(f)->pMethods->xWrite(inner(f), bytes, n, at);
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails() ? fault.result : inner(f)->pMethods->xTruncate(inner(f), size);
}

static int fault_sync(sqlite3_file *f, int flags)
{
    return fails() ? fault.result : inner(f)->pMethods->xSync(inner(f), flags);
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return inner(f)->pMethods->xFileSize(inner(f), size);
}

static int fault_lock(sqlite3_file *f, int level)
{
    return inner(f)->pMethods->xLock(inner(f), level);
}

static int fault_unlock(sqlite3_file *f, int level)
{
    return inner(f)->pMethods->xUnlock(inner(f), level);
}

static int fault_reserved(sqlite3_file *f, int *out)
{
    return inner(f)->pMethods->xCheckReservedLock(inner(f), out);
}

static int fault_control(sqlite3_file *f, int op, void *arg)
{
    return inner(f)->pMethods->xFileControl(inner(f), op, arg);
}

static int fault_sector(sqlite3_file *f)
{
    return inner(f)->pMethods->xSectorSize(inner(f));
}

static int fault_device(sqlite3_file *f)
{
    return inner(f)->pMethods->xDeviceCharacteristics(inner(f));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector,
    .xDeviceCharacteristics = fault_device,
};

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    f->pMethods = NULL;
    int rc = real->xOpen(real, name, inner(f), flags, out);
    if (rc == SQLITE_OK) {
        f->pMethods = &methods;
    }
    return rc;
}

void fault_register(void)
{
    static sqlite3_vfs vfs;
    real = sqlite3_vfs_find(NULL);
    vfs = *real; /* everything but opening is the real one's */
    vfs.pNext = NULL;
    vfs.zName = "fault";
    vfs.szOsFile = (int)sizeof(struct fault_file) + real->szOsFile;
    vfs.xOpen = fault_open;
    assert_int_equal(sqlite3_vfs_register(&vfs, 0), SQLITE_OK);
}
