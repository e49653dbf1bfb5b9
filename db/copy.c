// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* syncfs() */
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"

enum { CHUNK_BYTES = 256 * 1024 };

/* The place of a copy: what says that nothing is there any more is one thing. */
static enum err place_error(int saved_errno)
{
    bool gone = saved_errno == EIO || saved_errno == ENODEV || saved_errno == ENXIO ||
                saved_errno == ENOENT || saved_errno == ENOTDIR || saved_errno == ESTALE;
    return gone ? ERR_GONE : err_from_errno(saved_errno);
}

/* Exactly `n` bytes; ERR_IO when there are fewer, or on what `error` makes of errno. */
static enum err read_all(int fd, char *out, size_t n, enum err (*error)(int saved_errno))
{
    while (n > 0) {
        ssize_t got = read(fd, out, n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? error(errno) : ERR_IO;
        }
        out += got;
        n -= (size_t)got;
    }
    return ERR_OK;
}

/* As file_write_all(), with the errors of a place. */
static enum err write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return place_error(errno);
        }
        bytes += done;
        n -= (size_t)done;
    }
    return ERR_OK;
}

static size_t part(int64_t left)
{
    return left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
}

static enum err write_bytes(const struct copy_how *how, int in, int out, char *chunk)
{
    enum err e = ERR_OK;
    for (int64_t left = how->length; e == ERR_OK && left > 0; left -= (int64_t)part(left)) {
        e = read_all(in, chunk, part(left), err_from_errno);
        e = e == ERR_OK ? write_all(out, chunk, part(left)) : e;
    }
    if (e == ERR_OK && how->tail) {
        e = write_all(out, how->tail, how->tail_len);
    }
    if (e == ERR_OK && fsync(out) != 0) {
        e = place_error(errno);
    }
    if (e == ERR_OK) {
        /* So that reading it back reads the medium; the register itself stays cached. */
        posix_fadvise(out, 0, 0, POSIX_FADV_DONTNEED);
    }
    return e;
}

/* Read back: the same bytes, the tail, and nothing behind it. */
static enum err compare_bytes(const struct copy_how *how, int in, int back, char *chunk)
{
    char *again = xmalloc(CHUNK_BYTES);
    enum err e = lseek(in, 0, SEEK_SET) == 0 ? ERR_OK : err_from_errno(errno);
    for (int64_t left = how->length; e == ERR_OK && left > 0; left -= (int64_t)part(left)) {
        e = read_all(in, chunk, part(left), err_from_errno);
        if (e == ERR_OK) {
            e = read_all(back, again, part(left), place_error);
            e = e == ERR_IO || (e == ERR_OK && memcmp(chunk, again, part(left)) != 0) ? ERR_BAD_COPY
                                                                                      : e;
        }
    }
    size_t n = how->tail ? how->tail_len : 0;
    if (e == ERR_OK && n) {
        xfree(again);
        again = xmalloc(n);
        e = read_all(back, again, n, place_error);
        e = e == ERR_IO || (e == ERR_OK && memcmp(how->tail, again, n) != 0) ? ERR_BAD_COPY : e;
    }
    char more;
    if (e == ERR_OK && read(back, &more, 1) != 0) {
        e = ERR_BAD_COPY;
    }
    xfree(again);
    return e;
}

static enum err read_back(const struct copy_how *how, int in, char *chunk)
{
    int back = open(how->to, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (back < 0) {
        return place_error(errno);
    }
    enum err e = compare_bytes(how, in, back, chunk);
    close(back);
    return e;
}

enum err copy_write(const struct copy_how *how)
{
    int in = open(how->from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return err_from_errno(errno);
    }
    int out = open(how->to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) {
        enum err e = place_error(errno);
        close(in);
        return e;
    }
    char *chunk = xmalloc(CHUNK_BYTES);
    enum err e = write_bytes(how, in, out, chunk);
    if (close(out) != 0 && e == ERR_OK) {
        e = place_error(errno);
    }
    if (e == ERR_OK) {
        e = read_back(how, in, chunk);
    }
    close(in);
    xfree(chunk);
    if (e != ERR_OK) {
        unlink(how->to);
    }
    return e;
}

enum err copy_compare(const struct copy_how *how)
{
    int in = open(how->from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return err_from_errno(errno);
    }
    char *chunk = xmalloc(CHUNK_BYTES);
    enum err e = read_back(how, in, chunk);
    close(in);
    xfree(chunk);
    return e;
}

enum err copy_digest(const char *path, char out[COPY_DIGEST])
{
    crypto_generichash_state state;
    unsigned char digest[crypto_generichash_BYTES];
    int in = open(path, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return err_from_errno(errno);
    }
    unsigned char *chunk = xmalloc(CHUNK_BYTES);
    ssize_t n;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    while ((n = read(in, chunk, CHUNK_BYTES)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0) {
            crypto_generichash_update(&state, chunk, (unsigned long long)n);
        }
    }
    enum err e = n < 0 ? err_from_errno(errno) : ERR_OK;
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(out, COPY_DIGEST, digest, sizeof digest);
    close(in);
    xfree(chunk);
    return e;
}

/* --- its name --- */

static enum err take_name(const char *temp, const char *to)
{
    if (link(temp, to) == 0) {
        return unlink(temp) == 0 ? ERR_OK : place_error(errno);
    }
    if (errno == EEXIST) {
        return ERR_EXISTS;
    }
    /* FAT and exFAT have no links. */
    struct stat st;
    if (lstat(to, &st) == 0) {
        return ERR_EXISTS;
    }
    return rename(temp, to) == 0 ? ERR_OK : place_error(errno);
}

/* Everything the place's disk still has to write. */
static enum err sync_disk(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return place_error(errno);
    }
    enum err e = syncfs(fd) == 0 ? ERR_OK : place_error(errno);
    close(fd);
    return e;
}

enum err copy_place(const char *temp, const char *to, bool whole_disk)
{
    enum err e = take_name(temp, to);
    if (e == ERR_OK) {
        e = file_sync_dir(to);
        e = e == ERR_MISSING || e == ERR_IO ? ERR_GONE : e;
    }
    return e == ERR_OK && whole_disk ? sync_disk(to) : e;
}
