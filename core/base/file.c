// SPDX-License-Identifier: MIT
#include "core/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

enum err file_read(const char *path, size_t limit, struct str *out)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    enum err e = ERR_OK;
    size_t before = out->len;
    size_t total = 0;
    char chunk[16384];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            e = err_from_errno(errno);
        }
        if (n <= 0) {
            break;
        }
        total += (size_t)n;
        if (total > limit) {
            e = ERR_TOO_LARGE;
            break;
        }
        str_addn(out, chunk, (size_t)n);
    }
    mem_zero(chunk, sizeof chunk);
    if (e != ERR_OK) {
        str_cut(out, before);
    }
    if (!is_stdin) {
        close(fd);
    }
    return e;
}

enum err file_write_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return err_from_errno(errno);
        }
        p += done;
        n -= (size_t)done;
    }
    return ERR_OK;
}

enum err file_sync_dir(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = !slash ? xstrdup(".") : xmemdupz(path, slash == path ? 1 : (size_t)(slash - path));
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    xfree(dir);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    /* Some file systems (FAT on a stick) cannot sync a folder and say EINVAL. */
    enum err e = fsync(fd) == 0 || errno == EINVAL ? ERR_OK : err_from_errno(errno);
    close(fd);
    return e;
}

/* What lies in the file is what was written, before it takes the place of another. */
static enum err read_back(const char *path, const void *bytes, size_t n)
{
    struct str back = STR_INIT;
    enum err e = file_read(path, n, &back);
    if (e == ERR_TOO_LARGE || (e == ERR_OK && (back.len != n || memcmp(back.ptr, bytes, n) != 0))) {
        e = ERR_IO;
    }
    str_wipe(&back);
    return e;
}

enum err file_replace(const char *path, const void *bytes, size_t n)
{
    char *temp = str_format("%s.new.%ld", path, (long)getpid());
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err e = fd < 0 ? err_from_errno(errno) : ERR_OK;
    if (e == ERR_OK) {
        e = file_write_all(fd, bytes, n);
        if (e == ERR_OK && fsync(fd) != 0) {
            e = err_from_errno(errno);
        }
        if (close(fd) != 0 && e == ERR_OK) {
            e = err_from_errno(errno);
        }
        if (e == ERR_OK) {
            e = read_back(temp, bytes, n);
        }
        if (e == ERR_OK && rename(temp, path) != 0) {
            e = err_from_errno(errno);
        }
        if (e != ERR_OK) {
            unlink(temp);
        } else {
            e = file_sync_dir(path);
        }
    }
    xfree(temp);
    return e;
}

void file_sweep(const char *dir, const char *begins, const char *has)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        if (strncmp(entry->d_name, begins, strlen(begins)) == 0 && strstr(entry->d_name, has)) {
            unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    if (folder) {
        closedir(folder);
    }
}

enum err file_make_dir(const char *path)
{
    if (!path[0]) {
        return ERR_MISSING;
    }
    char *copy = xstrdup(path);
    enum err e = ERR_OK;
    for (char *p = copy + 1; e == ERR_OK; p++) {
        bool last = *p == '\0';
        if (*p != '/' && !last) {
            continue;
        }
        *p = '\0';
        struct stat st;
        if (mkdir(copy, 0700) != 0) {
            int saved = errno;
            if (stat(copy, &st) != 0 || !S_ISDIR(st.st_mode)) {
                e = err_from_errno(saved);
            }
        }
        if (last) {
            break;
        }
        *p = '/';
    }
    xfree(copy);
    return e;
}

char *file_join(const char *dir, const char *name)
{
    size_t n = strlen(dir);
    return str_format("%s%s%s", dir, n && dir[n - 1] == '/' ? "" : "/", name);
}
