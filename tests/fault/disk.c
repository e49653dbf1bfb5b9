// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* syscall(), MAP_ANONYMOUS, the names with 64 */
#include "tests/fault/disk_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"

/* The calls of libc, taken over: disk.h. */

enum { FDS = 1024 };
static const size_t ARENA = (size_t)1 << 30; /* reserved, not used */

struct notes *notes;
char *arena;
enum { FOLDER = -1, BALLAST = -2 };
static int fd_file[FDS]; /* file + 1; 0 not watched; or one of these */
static char fd_dir[FDS][PATH];

static void *shared(size_t n)
{
    void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                   0);
    BUG_ON(p == MAP_FAILED);
    return p;
}

static void note(enum call_type type, int file, int64_t at, const void *bytes, size_t n)
{
    BUG_ON(notes->call_count == CALLS || ARENA - notes->used < n);
    notes->calls[notes->call_count++] = (struct call){type, file, at, n, notes->used};
    if (n) {
        memcpy(arena + notes->used, bytes, n);
    }
    notes->used += n;
}

static void note_paths(enum call_type type, int file, const char *a, const char *b)
{
    char both[2 * PATH] = {0};
    BUG_ON(strlen(a) >= PATH || strlen(b) >= PATH);
    memcpy(both, a, strlen(a));
    memcpy(both + PATH, b, strlen(b));
    note(type, file, 0, both, sizeof both);
}

/* The part below the folder; NULL if it does not lie there. */
static const char *below_folder(const char *path)
{
    size_t n = notes && notes->on ? strlen(notes->dir) : 0;
    return n && strncmp(path, notes->dir, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* The ballast takes room but is no text of anybody: its calls are not noted. */
static bool is_ballast(const char *path)
{
    const char *below = below_folder(path);
    return below && strcmp(below, "ballast") == 0;
}

/* As below_folder(); NULL if it is not watched. */
static const char *watched(const char *path)
{
    return is_ballast(path) ? NULL : below_folder(path);
}

static struct name *find_name(const char *path)
{
    for (size_t i = 0; i < notes->name_count; i++) {
        if (strcmp(notes->names[i].path, path) == 0) {
            return &notes->names[i];
        }
    }
    return NULL;
}

static struct name *add_name(const char *path, int file)
{
    struct name *name = find_name(path);
    if (!name) {
        BUG_ON(notes->name_count == NAMES || strlen(path) >= PATH);
        name = &notes->names[notes->name_count++];
        snprintf(name->path, PATH, "%s", path);
    }
    name->file = file;
    return name;
}

static void drop_name(const char *path)
{
    struct name *name = find_name(path);
    if (name) {
        *name = notes->names[--notes->name_count];
    }
}

static int file_of(int fd)
{
    return notes && notes->on && fd >= 0 && fd < FDS ? fd_file[fd] - 1 : -1;
}

/* --- failing --- */

static bool fails_in(bool is_sync)
{
    notes->asked++;
    bool now = notes->fail_at && (notes->asked == notes->fail_at ||
                                  (notes->for_ever && notes->asked > notes->fail_at));
    if (notes->asked == notes->fail_at) {
        notes->failed_sync = is_sync;
    }
    errno = now ? notes->error : errno;
    return now;
}

static bool fails(void)
{
    return fails_in(false);
}

static bool read_fails(void)
{
    return notes->reads && fails();
}

/* How many of `n` bytes at `at` find room; the file has `size`. */
static size_t room_for(int64_t size, int64_t at, size_t n)
{
    int64_t end = at + (int64_t)n;
    if (notes->limit < 0 || end <= size) {
        return n;
    }
    int64_t left = notes->limit - disk_used();
    int64_t fits = left > 0 ? size + left - at : size - at;
    return fits <= 0 ? 0 : fits < (int64_t)n ? (size_t)fits : n;
}

/* --- the calls --- */

/* The kernel itself: the names of libc are taken here. */
static int real_open(const char *path, int flags, mode_t mode)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static ssize_t real_write(int fd, const void *bytes, size_t n)
{
    return syscall(SYS_write, fd, bytes, n);
}

static ssize_t real_pwrite(int fd, const void *bytes, size_t n, int64_t at)
{
    return syscall(SYS_pwrite64, fd, bytes, n, at);
}

static int real_close(int fd)
{
    return (int)syscall(SYS_close, fd);
}

static int real_unlink(const char *path)
{
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static int real_rename(const char *from, const char *to)
{
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int real_link(const char *from, const char *to)
{
    return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int open_watched(const char *path, const char *below, int flags, mode_t mode)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    bool fresh = (flags & O_CREAT) && !find_name(below);
    struct stat st;
    bool is_dir = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    if (writes ? fails() : !is_dir && read_fails()) {
        return -1;
    }
    int fd = real_open(path, flags, mode);
    if (fd < 0 || fd >= FDS) {
        return fd;
    }
    if (is_dir) {
        fd_file[fd] = FOLDER;
        snprintf(fd_dir[fd], PATH, "%s", below);
        return fd;
    }
    if (fresh) {
        add_name(below, notes->files++);
        note_paths(CALL_CREATE, notes->files - 1, below, "");
    }
    const struct name *name = find_name(below);
    fd_file[fd] = name ? name->file + 1 : 0;
    if (name && writes && (flags & O_TRUNC) && !fresh) {
        note(CALL_SIZE, name->file, 0, NULL, 0);
    }
    return fd;
}

static int open_any(const char *path, int flags, mode_t mode)
{
    const char *below = watched(path);
    if (below) {
        return open_watched(path, below, flags, mode);
    }
    int fd = real_open(path, flags, mode);
    if (fd >= 0 && fd < FDS) {
        fd_file[fd] = is_ballast(path) ? BALLAST : 0;
        if (notes && notes->on && strcmp(path, notes->dir) == 0) {
            fd_file[fd] = FOLDER;
            fd_dir[fd][0] = '\0';
        }
    }
    return fd;
}

int open(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return open_any(path, flags | O_LARGEFILE, mode);
}

int close(int fd)
{
    if (fd >= 0 && fd < FDS) {
        fd_file[fd] = 0;
    }
    return real_close(fd);
}

/* A watched write; `at` below 0: where the descriptor stands. */
static ssize_t write_watched(int fd, const void *bytes, size_t n, int64_t at)
{
    bool stands = at < 0;
    struct stat st;
    BUG_ON(fstat(fd, &st) != 0);
    if (stands) {
        at = fcntl(fd, F_GETFL) & O_APPEND ? st.st_size : lseek(fd, 0, SEEK_CUR);
    }
    bool broken = fails();
    int error = errno;
    size_t fits = room_for(st.st_size, at, n);
    size_t part = broken ? n / 2 : fits;
    ssize_t done = stands ? real_write(fd, bytes, part) : real_pwrite(fd, bytes, part, at);
    if (done > 0) {
        note(CALL_WRITE, fd_file[fd] - 1, at, bytes, (size_t)done);
    }
    if (broken || (n && !fits)) {
        errno = broken ? error : ENOSPC;
        return -1;
    }
    return done;
}

/* The ballast stops growing where the room ends. */
static ssize_t write_ballast(int fd, const void *bytes, size_t n)
{
    struct stat st;
    BUG_ON(fstat(fd, &st) != 0);
    size_t fits = room_for(st.st_size, lseek(fd, 0, SEEK_CUR), n);
    errno = ENOSPC;
    return n && !fits ? -1 : real_write(fd, bytes, fits);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (notes && notes->on && fd >= 0 && fd < FDS && fd_file[fd] == BALLAST) {
        return write_ballast(fd, bytes, n);
    }
    return file_of(fd) >= 0 ? write_watched(fd, bytes, n, -1) : real_write(fd, bytes, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return file_of(fd) >= 0 ? write_watched(fd, bytes, n, at) : real_pwrite(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    return pwrite(fd, bytes, n, at);
}

ssize_t read(int fd, void *bytes, size_t n)
{
    return file_of(fd) >= 0 && read_fails() ? -1 : syscall(SYS_read, fd, bytes, n);
}

ssize_t pread(int fd, void *bytes, size_t n, off_t at)
{
    return file_of(fd) >= 0 && read_fails() ? -1 : syscall(SYS_pread64, fd, bytes, n, at);
}

ssize_t pread64(int fd, void *bytes, size_t n, off64_t at)
{
    return pread(fd, bytes, n, at);
}

int ftruncate(int fd, off_t size)
{
    int file = file_of(fd);
    if (file >= 0 && fails()) {
        return -1;
    }
    int rc = (int)syscall(SYS_ftruncate, fd, size);
    if (rc == 0 && file >= 0) {
        note(CALL_SIZE, file, size, NULL, 0);
    }
    return rc;
}

int ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

int fsync(int fd)
{
    bool is_dir = notes && notes->on && fd >= 0 && fd < FDS && fd_file[fd] == FOLDER;
    if (!is_dir && file_of(fd) < 0) {
        return 0;
    }
    if (fails_in(true)) {
        return -1;
    }
    if (is_dir && notes->fat) {
        errno = EINVAL;
        return -1;
    }
    if (is_dir) {
        note_paths(CALL_SYNC_DIR, 0, fd_dir[fd], "");
    } else {
        note(CALL_SYNC, file_of(fd), 0, NULL, 0);
    }
    return 0;
}

int fdatasync(int fd)
{
    return fsync(fd);
}

int rename(const char *from, const char *to)
{
    const char *a = watched(from);
    const char *b = watched(to);
    if (!a || !b) {
        return real_rename(from, to);
    }
    const struct name *name = find_name(a);
    if (fails()) {
        return -1;
    }
    int rc = real_rename(from, to);
    if (rc == 0 && name) {
        int file = name->file;
        drop_name(a);
        add_name(b, file);
        note_paths(CALL_RENAME, file, a, b);
    }
    return rc;
}

int link(const char *from, const char *to)
{
    const char *a = watched(from);
    const char *b = watched(to);
    if (!a || !b) {
        return real_link(from, to);
    }
    if (fails()) {
        return -1;
    }
    if (notes->fat) {
        errno = EPERM;
        return -1;
    }
    int rc = real_link(from, to);
    const struct name *name = find_name(a);
    if (rc == 0 && name) {
        add_name(b, name->file);
        note_paths(CALL_LINK, name->file, a, b);
    }
    return rc;
}

int unlink(const char *path)
{
    const char *below = watched(path);
    if (below && find_name(below) && fails()) {
        return -1;
    }
    int rc = real_unlink(path);
    if (rc == 0 && below) {
        drop_name(below);
        note_paths(CALL_UNLINK, 0, below, "");
    }
    return rc;
}

int mkdir(const char *path, mode_t mode)
{
    return watched(path) && fails() ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int statvfs(const char *path, struct statvfs *st)
{
    int rc = statvfs64(path, (struct statvfs64 *)(void *)st); /* one and the same on 64 bits */
    bool ours = notes && notes->on && strncmp(path, notes->dir, strlen(notes->dir)) == 0;
    if (rc == 0 && ours && notes->limit >= 0) {
        int64_t left = notes->limit - disk_used();
        st->f_bavail = left > 0 ? (fsblkcnt_t)left / st->f_frsize : 0;
        st->f_bfree = st->f_bavail;
    }
    return rc;
}

/* --- the folder --- */

void disk_walk(const char *dir, const char *below,
               void (*each)(void *ctx, const char *path, const char *below), void *ctx)
{
    DIR *d = opendir(dir);
    BUG_ON(!d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        char *path = str_format("%s/%s", dir, e->d_name);
        char *part = str_format("%s%s%s", below, below[0] ? "/" : "", e->d_name);
        struct stat st;
        if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            disk_walk(path, part, each, ctx);
        } else {
            each(ctx, path, part);
        }
        xfree(path);
        xfree(part);
    }
    closedir(d);
}

static void add_size(void *ctx, const char *path, const char *below)
{
    int64_t *sum = ctx;
    struct stat st;
    (void)below;
    if (lstat(path, &st) == 0) {
        *sum += st.st_size;
    }
}

int64_t disk_used(void)
{
    int64_t sum = 0;
    disk_walk(notes->dir, "", add_size, &sum);
    return sum;
}

/* --- beginning --- */

/* A file that is there already was created, written and synced. */
static void note_file(void *ctx, const char *path, const char *below)
{
    struct str bytes = STR_INIT;
    (void)ctx;
    if (watched(path)) {
        BUG_ON(file_read(path, ARENA, &bytes) != ERR_OK);
        add_name(below, notes->files);
        note_paths(CALL_CREATE, notes->files, below, "");
        note(CALL_WRITE, notes->files, 0, bytes.ptr, bytes.len);
        note(CALL_SYNC, notes->files, 0, NULL, 0);
        const char *slash = strrchr(below, '/');
        char *dir = xmemdupz(below, slash ? (size_t)(slash - below) : 0);
        note_paths(CALL_SYNC_DIR, 0, dir, "");
        xfree(dir);
        notes->files++;
        str_release(&bytes);
    }
}

void disk_begin(const char *dir)
{
    if (!notes) {
        notes = shared(sizeof *notes);
        arena = shared(ARENA);
    }
    snprintf(notes->dir, PATH, "%s", dir);
    notes->on = true;
    notes->name_count = notes->call_count = notes->used = 0;
    notes->files = 0;
    notes->limit = -1;
    disk_fail(0, 0, false);
    disk_fail_reads(false);
    disk_like_fat(false);
    memset(fd_file, 0, sizeof fd_file);
    disk_walk(dir, "", note_file, NULL);
    disk_rewind();
}

void disk_end(void)
{
    notes->on = false;
}

void disk_ack(int n)
{
    note(CALL_ACK, n, 0, NULL, 0);
}

size_t disk_calls(void)
{
    return notes->call_count;
}

void disk_fail(int n, int error, bool for_ever)
{
    notes->asked = 0;
    notes->fail_at = n;
    notes->error = error;
    notes->for_ever = for_ever;
    notes->failed_sync = false;
}

void disk_fail_reads(bool on)
{
    notes->reads = on;
}

void disk_like_fat(bool on)
{
    notes->fat = on;
}

bool disk_failed_sync(void)
{
    return notes->failed_sync;
}

int disk_asked(void)
{
    return notes->asked;
}

void disk_limit(int64_t bytes)
{
    notes->limit = bytes;
}
