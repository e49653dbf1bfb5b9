// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/base/str.h"
#include "tests/fault/disk_priv.h"

/* The disk as a power cut leaves it: disk.h. */

enum { SECTOR = 512, FILES = CALLS / 64 };

struct image {
    char *bytes;
    size_t size, cap;
    size_t *pending; /* calls since its last sync */
    size_t n, pending_cap;
};

static struct {
    struct image *files; /* synced contents */
    struct name names[NAMES]; /* synced names */
    size_t name_count;
    size_t *pending; /* calls of folders not synced */
    size_t n, pending_cap;
    size_t at;
    int acked;
} disk;

static void resize(struct image *f, size_t size)
{
    if (size > f->cap) {
        f->bytes = xreallocarray(f->bytes, size * 2, 1);
        f->cap = size * 2;
    }
    if (size > f->size) {
        memset(f->bytes + f->size, 0, size - f->size);
    }
    f->size = size;
}

static void apply_bytes(struct image *f, int64_t at, const char *bytes, size_t n)
{
    if ((size_t)at + n > f->size) {
        resize(f, (size_t)at + n);
    }
    memcpy(f->bytes + at, bytes, n);
}

static void apply(struct image *f, const struct call *c)
{
    if (c->type == CALL_SIZE) {
        resize(f, (size_t)c->at);
    } else {
        apply_bytes(f, c->at, arena + c->bytes, c->n);
    }
}

void disk_rewind(void)
{
    for (size_t i = 0; disk.files && i < FILES; i++) {
        xfree(disk.files[i].bytes);
        xfree(disk.files[i].pending);
    }
    xfree(disk.files);
    disk.files = xcalloc(FILES, sizeof *disk.files);
    disk.name_count = disk.n = disk.at = 0;
    disk.acked = 0;
}

/* A call of a folder on a list of names. */
static void apply_name(struct name *names, size_t *n, const struct call *c)
{
    const char *a = arena + c->bytes;
    const char *to = c->type == CALL_RENAME || c->type == CALL_LINK ? a + PATH : a;
    bool takes = c->type == CALL_RENAME || c->type == CALL_UNLINK;
    for (size_t i = 0; i < *n; i++) {
        bool gone = (takes && strcmp(names[i].path, a) == 0) || strcmp(names[i].path, to) == 0;
        if (gone) {
            names[i--] = names[--*n];
        }
    }
    if (c->type != CALL_UNLINK) {
        snprintf(names[*n].path, PATH, "%s", to);
        names[(*n)++].file = c->file;
    }
}

static bool lies_in(const char *path, const char *dir)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    return strlen(dir) == n && strncmp(path, dir, n) == 0;
}

static void sync_dir(const char *dir)
{
    size_t kept = 0;
    for (size_t i = 0; i < disk.n; i++) {
        const struct call *c = &notes->calls[disk.pending[i]];
        const char *a = arena + c->bytes;
        if (lies_in(a, dir) || (a[PATH] && lies_in(a + PATH, dir))) {
            apply_name(disk.names, &disk.name_count, c);
        } else {
            disk.pending[kept++] = disk.pending[i];
        }
    }
    disk.n = kept;
}

int disk_cut(size_t calls)
{
    BUG_ON(calls < disk.at || calls > notes->call_count);
    for (; disk.at < calls; disk.at++) {
        const struct call *c = &notes->calls[disk.at];
        if (c->type == CALL_ACK) {
            disk.acked = c->file;
        } else if (c->type == CALL_SYNC_DIR) {
            sync_dir(arena + c->bytes);
        } else if (c->type >= CALL_CREATE) {
            disk.pending = mem_grow(disk.pending, disk.n, &disk.pending_cap, sizeof *disk.pending);
            disk.pending[disk.n++] = disk.at;
        } else {
            struct image *f = &disk.files[c->file];
            if (c->type == CALL_SYNC) {
                for (size_t i = 0; i < f->n; i++) {
                    apply(f, &notes->calls[f->pending[i]]);
                }
                f->n = 0;
            } else {
                f->pending = mem_grow(f->pending, f->n, &f->pending_cap, sizeof *f->pending);
                f->pending[f->n++] = disk.at;
            }
        }
    }
    return disk.acked;
}

static void apply_torn(struct image *f, const struct call *c, uint64_t *random)
{
    for (size_t from = 0; from < c->n;) {
        size_t end = SECTOR - (size_t)(c->at + (int64_t)from) % SECTOR + from;
        end = end < c->n ? end : c->n;
        if (random_below(random, 2)) {
            apply_bytes(f, c->at + (int64_t)from, arena + c->bytes + from, end - from);
        }
        from = end;
    }
}

/* What is left of a file: its synced bytes and what the cut let through. */
static void fill(struct image *out, const struct image *f, enum disk_loss loss, uint64_t *random)
{
    out->size = 0;
    apply_bytes(out, 0, f->bytes ? f->bytes : "", f->size);
    for (size_t i = 0; loss != LOSE_ALL && i < f->n; i++) {
        const struct call *c = &notes->calls[f->pending[i]];
        if (loss != LOSE_NOTHING && random_below(random, 2)) {
            continue;
        }
        if (loss == LOSE_TORN && c->type == CALL_WRITE) {
            apply_torn(out, c, random);
        } else {
            apply(out, c);
        }
    }
}

static void remove_one(void *ctx, const char *path, const char *below)
{
    (void)ctx;
    (void)below;
    BUG_ON(unlink(path) != 0);
}

static void make_dirs(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        BUG_ON(mkdir(path, 0700) != 0 && errno != EEXIST);
        *p = '/';
    }
}

void disk_build(const char *to, enum disk_loss loss, uint64_t seed)
{
    static struct image out;
    uint64_t random = seed;
    struct name names[NAMES];
    size_t n = disk.name_count;
    memcpy(names, disk.names, sizeof names);
    size_t folders = loss == LOSE_NOTHING ? disk.n
                     : loss == LOSE_ALL   ? 0
                                          : (size_t)random_below(&random, (int64_t)disk.n + 1);
    for (size_t i = 0; i < folders; i++) {
        apply_name(names, &n, &notes->calls[disk.pending[i]]);
    }
    disk_walk(to, "", remove_one, NULL);
    for (size_t i = 0; i < n; i++) {
        char *path = str_format("%s/%s", to, names[i].path);
        fill(&out, &disk.files[names[i].file], loss, &random);
        make_dirs(path);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        BUG_ON(fd < 0 || write(fd, out.bytes, out.size) != (ssize_t)out.size);
        close(fd);
        xfree(path);
    }
}
