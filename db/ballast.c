// SPDX-License-Identifier: MIT
#include "db/ballast.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"

enum { BALLAST_BYTES = 2 * 1024 * 1024, CHUNK_BYTES = 64 * 1024 };

/* Random bytes: a file system that compresses or leaves holes must not save on them. */
static enum err fill(int fd)
{
    char *chunk = xmalloc(CHUNK_BYTES);
    enum err e = ERR_OK;
    for (int done = 0; e == ERR_OK && done < BALLAST_BYTES; done += CHUNK_BYTES) {
        randombytes_buf(chunk, CHUNK_BYTES);
        e = file_write_all(fd, chunk, CHUNK_BYTES);
    }
    if (e == ERR_OK && fsync(fd) != 0) {
        e = err_from_errno(errno);
    }
    xfree(chunk);
    return e;
}

enum err ballast_make(const char *dir)
{
    char *path = file_join(dir, "ballast");
    struct stat st;
    enum err e = ERR_OK;
    if (stat(path, &st) != 0 || st.st_size < BALLAST_BYTES) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
        e = fd < 0 ? err_from_errno(errno) : fill(fd);
        if (fd >= 0) {
            close(fd);
        }
        if (fd >= 0 && e != ERR_OK) {
            unlink(path);
        }
    }
    xfree(path);
    return e;
}

bool ballast_release(const char *dir)
{
    char *path = file_join(dir, "ballast");
    bool released = unlink(path) == 0;
    xfree(path);
    return released;
}

int64_t ballast_free_space(const char *dir)
{
    struct statvfs fs;
    if (statvfs(dir, &fs) != 0) {
        return -1;
    }
    return (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;
}
