// SPDX-License-Identifier: MIT
#include "core/backup_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"

enum { MAGIC_BYTES = 16, STAMP_CHARS = 17, PAGE_BYTES = 4096, KEYS_LIMIT = 64 * 1024 };

/* --- names --- */

void backup_file_name(struct str *out, int64_t moment, const char *why, int64_t generation)
{
    char stamp[STAMP_TEXT];
    clock_format(moment, stamp);
    str_addf(out, "%.10s-%.2s%.2s%.2s-%s-g%06lld" BACKUP_END, stamp, stamp + 11, stamp + 14,
             stamp + 17, why, (long long)generation);
}

static bool two_digits(const char *text, int below, int64_t *out)
{
    bool good = text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    *out = good ? (text[0] - '0') * 10 + (text[1] - '0') : 0;
    return good && *out < below;
}

/* "2026-03-26-102205" */
static bool read_moment(const char *name, int64_t *moment)
{
    char date[DATE_TEXT] = "";
    int64_t day;
    int64_t hour;
    int64_t minute;
    memcpy(date, name, 10);
    if (!date_parse_iso(date, &day) || name[10] != '-' || !two_digits(name + 11, 24, &hour) ||
        !two_digits(name + 13, 60, &minute)) {
        return false;
    }
    *moment = day * 1440 + hour * 60 + minute;
    return true;
}

/* "-import-g000123.xd" behind the moment. */
static bool read_rest(const char *rest, struct backup_file *file)
{
    const char *end = rest[0] == '-' ? strstr(rest + 1, "-g") : NULL;
    size_t n = end ? (size_t)(end - rest) - 1 : 0;
    if (n == 0 || n >= BACKUP_WHY || strspn(rest + 1, "abcdefghijklmnopqrstuvwxyz") != n) {
        return false;
    }
    char *stop;
    file->generation = strtoll(end + 2, &stop, 10);
    memcpy(file->why, rest + 1, n);
    file->why[n] = '\0';
    return stop - (end + 2) >= 6 && strcmp(stop, BACKUP_END) == 0;
}

static void read_name(struct backup_file *file)
{
    file->ours = strlen(file->name) > STAMP_CHARS && read_moment(file->name, &file->moment) &&
                 read_rest(file->name + STAMP_CHARS, file);
    if (!file->ours) {
        file->why[0] = '\0';
        file->moment = NONE;
        file->generation = 0;
    }
}

/* --- one file --- */

static int64_t read_number(const uint8_t *bytes)
{
    uint64_t n = 0;
    for (int i = 0; i < 8; i++) {
        n = n << 8 | bytes[i];
    }
    return n > INT64_MAX ? -1 : (int64_t)n;
}

static bool read_at(int fd, int64_t at, void *out, size_t n)
{
    return lseek(fd, (off_t)at, SEEK_SET) == (off_t)at && read(fd, out, n) == (ssize_t)n;
}

static enum err read_ends(int fd, struct backup_file *file)
{
    uint8_t end[BACKUP_TRAILER];
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return err_from_errno(errno);
    }
    file->bytes = (int64_t)st.st_size;
    if (!S_ISREG(st.st_mode) || file->bytes < PAGE_BYTES + BACKUP_TRAILER) {
        return ERR_NO_COPY;
    }
    if (!read_at(fd, file->bytes - BACKUP_TRAILER, end, sizeof end) ||
        !read_at(fd, 0, file->salt, SALT_BYTES)) {
        return ERR_GONE;
    }
    file->database = read_number(end + MAGIC_BYTES);
    file->keys = read_number(end + MAGIC_BYTES + 8);
    bool fits = memcmp(end, BACKUP_MAGIC, MAGIC_BYTES) == 0 && file->database >= PAGE_BYTES &&
                file->keys >= 0 && file->keys <= KEYS_LIMIT && file->database < file->bytes &&
                file->database + file->keys + BACKUP_TRAILER == file->bytes;
    return fits ? ERR_OK : ERR_NO_COPY;
}

enum err backup_file_read(const char *path, struct backup_file *file)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    *file = (struct backup_file){.moment = NONE};
    enum err e = read_ends(fd, file);
    close(fd);
    if (e == ERR_OK) {
        file->path = xstrdup(path);
        const char *slash = strrchr(file->path, '/');
        file->name = slash ? slash + 1 : file->path;
        read_name(file);
    }
    return e;
}

void backup_file_release(struct backup_file *file)
{
    xfree(file->path);
    file->path = NULL;
    file->name = NULL;
}

enum err backup_file_keys(const struct backup_file *file, struct str *out)
{
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return err_from_errno(errno);
    }
    size_t before = out->len;
    char *room = str_extend(out, (size_t)file->keys);
    bool good = read_at(fd, file->database, room, (size_t)file->keys);
    close(fd);
    if (!good) {
        str_cut(out, before);
    }
    return good ? ERR_OK : ERR_GONE;
}

/* --- a folder --- */

static int compare(const void *a, const void *b)
{
    const struct backup_file *x = a;
    const struct backup_file *y = b;
    if (x->generation != y->generation) {
        return x->generation < y->generation ? 1 : -1;
    }
    return strcmp(y->name, x->name);
}

enum err backup_list_add(struct backup_list *list, const char *dir)
{
    DIR *folder = opendir(dir);
    if (!folder) {
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    }
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct backup_file file;
        size_t n = strlen(entry->d_name);
        size_t end = sizeof BACKUP_END - 1;
        if (n < end || strcmp(entry->d_name + n - end, BACKUP_END) != 0) {
            continue;
        }
        char *path = file_join(dir, entry->d_name);
        if (backup_file_read(path, &file) == ERR_OK) {
            if (file.ours) {
                list->at = mem_grow(list->at, list->n, &list->cap, sizeof *list->at);
                list->at[list->n++] = file;
            } else {
                backup_file_release(&file);
            }
        }
        xfree(path);
    }
    closedir(folder);
    if (list->n) {
        qsort(list->at, list->n, sizeof *list->at, compare);
    }
    return ERR_OK;
}

int64_t backup_newest_moment(const char *dir)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    int64_t generation = -1;
    int64_t moment = NONE;
    while (folder && (entry = readdir(folder)) != NULL) {
        struct backup_file file = {.name = entry->d_name};
        read_name(&file);
        if (file.ours && (file.generation > generation ||
                          (file.generation == generation && file.moment > moment))) {
            generation = file.generation;
            moment = file.moment;
        }
    }
    if (folder) {
        closedir(folder);
    }
    return moment;
}

void backup_list_release(struct backup_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        backup_file_release(&list->at[i]);
    }
    xfree(list->at);
    *list = (struct backup_list)BACKUP_LIST_INIT;
}

/* --- which stay --- */

/* Days since Monday, 1969-12-29, so that a week is seven of one number. */
static int64_t week_of(int64_t day)
{
    return (day + 3) / 7;
}

static int64_t period_of(const struct backup_file *file, int kind)
{
    int64_t day = file->moment / 1440;
    return kind == 0 ? day : kind == 1 ? week_of(day) : month_of(day);
}

/* Made before something that may want taking back, or asked for. */
static const char *const before[] = {"asked", "import", "migrate"};
enum { BEFORE_MOST = 3, PERIODS = 3 };

static bool keeps_before(const struct backup_file *file, int counts[])
{
    for (size_t i = 0; i < COUNT(before); i++) {
        if (strcmp(file->why, before[i]) == 0) {
            return ++counts[i] <= BEFORE_MOST;
        }
    }
    return false;
}

void backup_list_keep(const struct backup_list *list, const uint8_t salt[SALT_BYTES], bool *keep)
{
    static const int most[PERIODS] = {7, 4, 12};
    int64_t last[PERIODS] = {NONE, NONE, NONE};
    int taken[PERIODS] = {0, 0, 0};
    int counts[COUNT(before)] = {0};
    for (size_t i = 0; i < list->n; i++) {
        const struct backup_file *file = &list->at[i];
        if (memcmp(file->salt, salt, SALT_BYTES) != 0) {
            keep[i] = true; /* another register's, or from before a new recovery code */
            continue;
        }
        keep[i] = keeps_before(file, counts);
        for (int p = 0; p < PERIODS; p++) {
            int64_t now = period_of(file, p);
            if (now != last[p] && taken[p] < most[p]) {
                keep[i] = true;
                taken[p]++;
                last[p] = now;
            }
        }
    }
}

/* --- what goes --- */

/* Whether an unfinished file is one of this register's, or empty. */
static bool is_left_over(const char *path, const uint8_t salt[SALT_BYTES])
{
    uint8_t first[SALT_BYTES];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return false;
    }
    ssize_t n = read(fd, first, SALT_BYTES);
    close(fd);
    return n == 0 || (n == SALT_BYTES && memcmp(first, salt, SALT_BYTES) == 0);
}

static void remove_left_over(const char *dir, const uint8_t salt[SALT_BYTES])
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) != NULL) {
        size_t n = strlen(entry->d_name);
        size_t end = sizeof BACKUP_PART - 1;
        if (n <= end || strcmp(entry->d_name + n - end, BACKUP_PART) != 0) {
            continue;
        }
        char *path = file_join(dir, entry->d_name);
        if (is_left_over(path, salt)) {
            unlink(path);
        }
        xfree(path);
    }
    if (folder) {
        closedir(folder);
    }
}

void backup_rotate(const char *dir, const uint8_t salt[SALT_BYTES], const char *fresh)
{
    struct backup_list list = BACKUP_LIST_INIT;
    if (backup_list_add(&list, dir) != ERR_OK) {
        return;
    }
    size_t newest = 0;
    while (newest < list.n && memcmp(list.at[newest].salt, salt, SALT_BYTES) != 0) {
        newest++;
    }
    /* Copies of a later generation lie there: this register is an older one, nothing goes. */
    bool found = newest < list.n && strcmp(list.at[newest].path, fresh) == 0;
    bool *keep = xcalloc(list.n, sizeof *keep);
    backup_list_keep(&list, salt, keep);
    for (size_t i = 0; found && i < list.n; i++) {
        if (!keep[i]) {
            unlink(list.at[i].path);
        }
    }
    if (found) {
        remove_left_over(dir, salt);
    }
    xfree(keep);
    backup_list_release(&list);
}
