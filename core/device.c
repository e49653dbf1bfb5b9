// SPDX-License-Identifier: MIT
#include "core/device.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"

const struct device_world device_world = {"/sys", "/proc/self/mountinfo"};

enum { MOUNTS_LIMIT = 4 * 1024 * 1024, DEEPEST = 8 };

/* --- the mounts --- */

struct mount {
    unsigned major, minor;
    char *path;
    char *options;
    char *type;
    char *source;
};

/* A word of the line in place of `*at`, with \040 and its like undone; the caller frees it. */
static char *take_word(const char **at)
{
    struct str out = STR_INIT;
    const char *p = *at + strspn(*at, " ");
    for (; *p && *p != ' ' && *p != '\n'; p++) {
        unsigned octal;
        if (*p == '\\' && sscanf(p + 1, "%3o", &octal) == 1 && octal > 0 && octal < 256) {
            str_addc(&out, (char)octal);
            p += 3;
        } else {
            str_addc(&out, *p);
        }
    }
    *at = p;
    return str_steal(&out);
}

static void skip_words(const char **at, int n)
{
    while (n-- > 0) {
        xfree(take_word(at));
    }
}

static void mount_release(struct mount *m)
{
    xfree(m->path);
    xfree(m->options);
    xfree(m->type);
    xfree(m->source);
}

/* "36 35 98:0 /root /where rw,noatime shared:1 - ext4 /dev/sda1 rw" */
static bool read_mount(const char *line, struct mount *m)
{
    const char *at = line;
    skip_words(&at, 2);
    if (sscanf(at, " %u:%u", &m->major, &m->minor) != 2) {
        return false;
    }
    skip_words(&at, 2);
    m->path = take_word(&at);
    m->options = take_word(&at);
    const char *dash = strstr(at, " - ");
    at = dash ? dash + 3 : "";
    m->type = take_word(&at);
    m->source = take_word(&at);
    return true;
}

/* Every mount to `each`, until it says false. */
static void each_mount(const struct device_world *world, bool (*each)(void *ctx, struct mount *m),
                       void *ctx)
{
    struct str text = STR_INIT;
    bool more = file_read(world->mounts, MOUNTS_LIMIT, &text) == ERR_OK;
    for (const char *line = text.ptr; more && *line;) {
        const char *end = strchr(line, '\n');
        struct mount m = {0};
        if (read_mount(line, &m)) {
            more = each(ctx, &m);
            mount_release(&m);
        }
        line = end ? end + 1 : "";
    }
    str_release(&text);
}

/* --- from a device to its disks --- */

static bool disks_of(const struct device_world *world, unsigned major, unsigned minor, int depth,
                     struct str *disks);

struct search {
    unsigned major, minor;
    char *source;
    char *type;
};

static bool find_source(void *ctx, struct mount *m)
{
    struct search *search = ctx;
    if (m->major != search->major || m->minor != search->minor) {
        return true;
    }
    search->source = xstrdup(m->source);
    search->type = xstrdup(m->type);
    return false;
}

static bool is_net(const char *type)
{
    static const char *const types[] = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"};
    for (size_t i = 0; i < COUNT(types); i++) {
        if (strcmp(types[i], type) == 0) {
            return true;
        }
    }
    return false;
}

/* A mount without a number of its own (btrfs, ntfs-3g): by what it was mounted from. */
static bool disks_of_mount(const struct device_world *world, unsigned major, unsigned minor,
                           int depth, struct str *disks)
{
    struct search search = {.major = major, .minor = minor};
    struct stat st;
    bool known = false;
    each_mount(world, find_source, &search);
    if (search.source && is_net(search.type)) {
        str_addf(disks, "net:%s\n", search.source);
        known = true;
    } else if (search.source && search.source[0] == '/' && stat(search.source, &st) == 0 &&
               S_ISBLK(st.st_mode)) {
        known = disks_of(world, major(st.st_rdev), minor(st.st_rdev), depth + 1, disks);
    }
    xfree(search.source);
    xfree(search.type);
    return known;
}

/* What a sysfs file says, without its newline; NULL if there is none.  The caller frees it. */
static char *attribute(const char *dir, const char *name)
{
    char *path = file_join(dir, name);
    struct str text = STR_INIT;
    enum err e = file_read(path, PATH_MAX, &text);
    xfree(path);
    if (e != ERR_OK) {
        str_release(&text);
        return NULL;
    }
    str_cut(&text, strcspn(text.ptr, "\n"));
    return str_steal(&text);
}

static bool disks_of_number(const struct device_world *world, const char *number, int depth,
                            struct str *disks)
{
    unsigned major;
    unsigned minor;
    return number && sscanf(number, "%u:%u", &major, &minor) == 2 &&
           disks_of(world, major, minor, depth + 1, disks);
}

/* The devices a volume is made of; -1 if it is made of none. */
static int disks_of_slaves(const struct device_world *world, const char *dir, int depth,
                           struct str *disks)
{
    char *path = file_join(dir, "slaves");
    DIR *folder = opendir(path);
    int known = -1;
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *slave = file_join(path, entry->d_name);
        char *number = attribute(slave, "dev");
        bool good = disks_of_number(world, number, depth, disks);
        known = good && known != 0;
        xfree(number);
        xfree(slave);
    }
    if (folder) {
        closedir(folder);
    }
    xfree(path);
    return known;
}

/* A file that is mounted lies on a disk itself; -1 if the device is no loop. */
static int disks_of_loop(const struct device_world *world, const char *dir, int depth,
                         struct str *disks)
{
    char *file = attribute(dir, "loop/backing_file");
    struct stat st;
    if (!file) {
        return -1;
    }
    bool known = stat(file, &st) == 0 &&
                 disks_of(world, major(st.st_dev), minor(st.st_dev), depth + 1, disks);
    xfree(file);
    return known;
}

/* `dir`: the device's own folder in sysfs, a whole disk or a volume. */
static bool disks_of_folder(const struct device_world *world, const char *dir, int depth,
                            struct str *disks)
{
    int known = disks_of_slaves(world, dir, depth, disks);
    if (known < 0) {
        known = disks_of_loop(world, dir, depth, disks);
    }
    if (known < 0) {
        const char *slash = strrchr(dir, '/');
        const char *name = slash ? slash + 1 : dir;
        /* A disk in memory is gone with the power. */
        known = strncmp(name, "zram", 4) != 0 && strncmp(name, "ram", 3) != 0;
        str_addf(disks, "%s\n", name);
    }
    return known == 1;
}

static bool disks_of(const struct device_world *world, unsigned major, unsigned minor, int depth,
                     struct str *disks)
{
    if (depth > DEEPEST) {
        return false;
    }
    if (major == 0) {
        return disks_of_mount(world, major, minor, depth, disks);
    }
    char *link = str_format("%s/dev/block/%u:%u", world->sys, major, minor);
    char *dir = xcalloc(1, PATH_MAX);
    bool known = realpath(link, dir) != NULL;
    char *partition = known ? attribute(dir, "partition") : NULL;
    if (partition) {
        *strrchr(dir, '/') = '\0'; /* the disk it is a part of */
    }
    known = known && disks_of_folder(world, dir, depth, disks);
    xfree(partition);
    xfree(dir);
    xfree(link);
    return known;
}

bool device_disks(const struct device_world *world, dev_t device, struct str *disks)
{
    return disks_of(world, major(device), minor(device), 0, disks);
}

/* --- outside --- */

/* Whether a line of `a` is one of `b`. */
static bool share_a_line(const char *a, const char *b)
{
    for (const char *line = a; *line;) {
        size_t n = strcspn(line, "\n") + 1;
        for (const char *other = b; *other; other += strcspn(other, "\n") + 1) {
            if (strncmp(line, other, n) == 0) {
                return true;
            }
        }
        line += n;
    }
    return false;
}

bool device_is_outside(const struct device_world *world, const char *store, const char *place)
{
    struct stat a;
    struct stat b;
    struct str ours = STR_INIT;
    struct str theirs = STR_INIT;
    bool outside = stat(store, &a) == 0 && stat(place, &b) == 0 && a.st_dev != b.st_dev &&
                   device_disks(world, a.st_dev, &ours) &&
                   device_disks(world, b.st_dev, &theirs) && theirs.len > 0 &&
                   !share_a_line(ours.ptr, theirs.ptr);
    str_release(&ours);
    str_release(&theirs);
    return outside;
}

/* --- sticks --- */

struct gathering {
    const struct device_world *world;
    const char *store;
    struct sticks *sticks;
};

static bool is_stick_place(const char *path)
{
    static const char *const places[] = {"/media/", "/run/media/", "/mnt/"};
    for (size_t i = 0; i < COUNT(places); i++) {
        if (strncmp(path, places[i], strlen(places[i])) == 0) {
            return true;
        }
    }
    return strcmp(path, "/mnt") == 0;
}

static bool same_file_system(const char *a, const char *b)
{
    struct stat x;
    struct stat y;
    return stat(a, &x) != 0 || stat(b, &y) != 0 || x.st_dev == y.st_dev;
}

static bool gather(void *ctx, struct mount *m)
{
    struct gathering *g = ctx;
    struct sticks *sticks = g->sticks;
    if (is_stick_place(m->path) && !same_file_system(g->store, m->path)) {
        sticks->at = mem_grow(sticks->at, sticks->n, &sticks->cap, sizeof *sticks->at);
        sticks->at[sticks->n++] = (struct stick){
            .path = xstrdup(m->path),
            .type = xstrdup(m->type),
            .read_only = strncmp(m->options, "ro", 2) == 0,
            .outside = device_is_outside(g->world, g->store, m->path),
        };
    }
    return true;
}

void device_sticks(const struct device_world *world, const char *store, struct sticks *sticks)
{
    struct gathering g = {world, store, sticks};
    *sticks = (struct sticks){NULL, 0, 0};
    each_mount(world, gather, &g);
}

void device_sticks_release(struct sticks *sticks)
{
    for (size_t i = 0; i < sticks->n; i++) {
        xfree(sticks->at[i].path);
        xfree(sticks->at[i].type);
    }
    xfree(sticks->at);
    *sticks = (struct sticks){NULL, 0, 0};
}
