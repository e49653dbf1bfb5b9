// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/handle.h"

/* A file of ours; the real VFS's file object stands right behind it. */
struct shim_file {
    sqlite3_file base;
    struct db *db;
    bool empty; /* a WAL that is not there, opened for reading */
};

static struct shim_file *shim_of(sqlite3_file *file)
{
    return (struct shim_file *)(void *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)(shim_of(file) + 1);
}

static bool writes_nothing(const struct db *db)
{
    return db->mode == DB_READ_ONLY;
}

/* --- files ----------------------------------------------------------------- */

static int shim_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return shim_of(file)->empty ? SQLITE_OK : real->pMethods->xClose(real);
}

static int shim_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(file);
    if (shim_of(file)->empty) {
        memset(out, 0, (size_t)n);
        return SQLITE_IOERR_SHORT_READ;
    }
    return real->pMethods->xRead(real, out, n, at);
}

static int shim_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(file);
    struct db *db = shim_of(file)->db;
    if (writes_nothing(db)) {
        return SQLITE_READONLY;
    }
    db->bytes_written += n;
    return real->pMethods->xWrite(real, bytes, n, at);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = real_of(file);
    return writes_nothing(shim_of(file)->db) ? SQLITE_READONLY
                                             : real->pMethods->xTruncate(real, size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    sqlite3_file *real = real_of(file);
    struct db *db = shim_of(file)->db;
    if (writes_nothing(db)) {
        return SQLITE_OK;
    }
    db->syncs++;
    return real->pMethods->xSync(real, flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
    sqlite3_file *real = real_of(file);
    if (shim_of(file)->empty) {
        *size = 0;
        return SQLITE_OK;
    }
    return real->pMethods->xFileSize(real, size);
}

static int shim_lock(sqlite3_file *file, int level)
{
    sqlite3_file *real = real_of(file);
    struct db *db = shim_of(file)->db;
    /* sqlite3_close() asks for EXCLUSIVE again before it writes the WAL back. */
    if (db->keep_wal && level == SQLITE_LOCK_EXCLUSIVE) {
        return SQLITE_BUSY;
    }
    /* A descriptor open for reading cannot hold more than a shared lock. */
    if (writes_nothing(db) && level > SQLITE_LOCK_SHARED) {
        level = SQLITE_LOCK_SHARED;
    }
    return shim_of(file)->empty ? SQLITE_OK : real->pMethods->xLock(real, level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
    sqlite3_file *real = real_of(file);
    return shim_of(file)->empty ? SQLITE_OK : real->pMethods->xUnlock(real, level);
}

static int shim_check_reserved(sqlite3_file *file, int *reserved)
{
    sqlite3_file *real = real_of(file);
    if (shim_of(file)->empty) {
        *reserved = 0;
        return SQLITE_OK;
    }
    return real->pMethods->xCheckReservedLock(real, reserved);
}

static int shim_control(sqlite3_file *file, int op, void *arg)
{
    sqlite3_file *real = real_of(file);
    return shim_of(file)->empty ? SQLITE_NOTFOUND : real->pMethods->xFileControl(real, op, arg);
}

static int shim_sector(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return shim_of(file)->empty ? 4096 : real->pMethods->xSectorSize(real);
}

static int shim_device(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return shim_of(file)->empty ? 0 : real->pMethods->xDeviceCharacteristics(real);
}

/* Version 1: no shared memory, which EXCLUSIVE locking does not need. */
static const sqlite3_io_methods shim_methods = {
    .iVersion = 1,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_check_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
};

/* --- the VFS --------------------------------------------------------------- */

static struct db *db_of(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct db *db = db_of(vfs);
    sqlite3_vfs *real = db->real;
    file->pMethods = NULL;
    if (!name || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL))) {
        return SQLITE_CANTOPEN;
    }
    struct shim_file *shim = shim_of(file);
    shim->db = db;
    shim->empty = false;
    bool beside = !(flags & SQLITE_OPEN_MAIN_DB);
    if (beside && writes_nothing(db)) {
        flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_DELETEONCLOSE);
        flags |= SQLITE_OPEN_READONLY;
        int there = 0;
        int rc = real->xAccess(real, name, SQLITE_ACCESS_EXISTS, &there);
        if (rc != SQLITE_OK) {
            return rc;
        }
        shim->empty = !there;
    }
    if (shim->empty) {
        if (out) {
            *out = flags;
        }
        file->pMethods = &shim_methods;
        return SQLITE_OK;
    }
    sqlite3_file *inner = real_of(file);
    inner->pMethods = NULL;
    int rc = real->xOpen(real, name, inner, flags, out);
    if (inner->pMethods) {
        file->pMethods = &shim_methods; /* SQLite closes it even after a failed open */
    }
    return rc;
}

static int shim_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    struct db *db = db_of(vfs);
    if (writes_nothing(db)) {
        return SQLITE_OK;
    }
    return db->real->xDelete(db->real, name, sync_dir);
}

static int shim_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xAccess(real, name, flags, out);
}

static int shim_full_path(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xFullPathname(real, name, n, out);
}

static int shim_randomness(sqlite3_vfs *vfs, int n, char *out)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xRandomness(real, n, out);
}

static int shim_sleep(sqlite3_vfs *vfs, int microseconds)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xSleep(real, microseconds);
}

static int shim_time(sqlite3_vfs *vfs, double *julian)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xCurrentTime(real, julian);
}

static int shim_last_error(sqlite3_vfs *vfs, int n, char *out)
{
    sqlite3_vfs *real = db_of(vfs)->real;
    return real->xGetLastError ? real->xGetLastError(real, n, out) : 0;
}

enum err vfs_attach(struct db *db, const char *name)
{
    db->real = sqlite3_vfs_find(name);
    if (!db->real) {
        return ERR_LIBRARY;
    }
    db->vfs_name = str_format("xindang-%p", (void *)db);
    db->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(struct shim_file) + db->real->szOsFile,
        .mxPathname = db->real->mxPathname,
        .zName = db->vfs_name,
        .pAppData = db,
        .xOpen = shim_open,
        .xDelete = shim_delete,
        .xAccess = shim_access,
        .xFullPathname = shim_full_path,
        .xRandomness = shim_randomness,
        .xSleep = shim_sleep,
        .xCurrentTime = shim_time,
        .xGetLastError = shim_last_error,
    };
    int rc = sqlite3_vfs_register(&db->vfs, 0);
    if (rc != SQLITE_OK) {
        xfree(db->vfs_name);
        db->vfs_name = NULL;
        return fault_of(rc);
    }
    return ERR_OK;
}

void vfs_detach(struct db *db)
{
    if (db->vfs_name) {
        sqlite3_vfs_unregister(&db->vfs);
        xfree(db->vfs_name);
        db->vfs_name = NULL;
    }
}
