// SPDX-License-Identifier: MIT
#include "tests/fault/folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "tests/fault/disk_priv.h"

enum { MOST = 32, LIMIT = 64 << 20 };

struct folder {
    char *dir;
    char *ballast; /* its other link, beside the folder; NULL none */
    char *below[MOST];
    struct str bytes[MOST];
    size_t n;
};

static void take(void *ctx, const char *path, const char *below)
{
    struct folder *f = ctx;
    if (strcmp(below, "ballast") == 0) {
        f->ballast = str_format("%s.ballast", f->dir);
        BUG_ON(link(path, f->ballast) != 0);
        return;
    }
    BUG_ON(f->n == MOST);
    f->below[f->n] = xstrdup(below);
    str_init(&f->bytes[f->n]);
    BUG_ON(file_read(path, LIMIT, &f->bytes[f->n]) != ERR_OK);
    f->n++;
}

struct folder *folder_take(const char *dir)
{
    struct folder *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup(dir);
    disk_walk(dir, "", take, f);
    return f;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    return at->level > 0 ? remove(path) : 0;
}

void folder_put(const struct folder *f)
{
    BUG_ON(nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0);
    for (size_t i = 0; i < f->n; i++) {
        char *path = str_format("%s/%s", f->dir, f->below[i]);
        char *slash = strrchr(path, '/');
        *slash = '\0';
        BUG_ON(file_make_dir(path) != ERR_OK);
        *slash = '/';
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        BUG_ON(fd < 0 || file_write_all(fd, f->bytes[i].ptr, f->bytes[i].len) != ERR_OK);
        close(fd);
        xfree(path);
    }
    if (f->ballast) {
        char *path = str_format("%s/ballast", f->dir);
        BUG_ON(link(f->ballast, path) != 0);
        xfree(path);
    }
}

void folder_free(struct folder *f)
{
    for (size_t i = 0; i < f->n; i++) {
        xfree(f->below[i]);
        str_release(&f->bytes[i]);
    }
    if (f->ballast) {
        unlink(f->ballast);
    }
    xfree(f->ballast);
    xfree(f->dir);
    xfree(f);
}
