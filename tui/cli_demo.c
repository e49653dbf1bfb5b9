// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/demo.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app_main.h"
#include "tui/cli.h"

/* `demo`: a fictional school's register, made and opened. */

static bool is_empty(const char *dir)
{
    DIR *d = opendir(dir);
    bool empty = d || errno == ENOENT;
    for (const struct dirent *entry; d && (entry = readdir(d)) != NULL;) {
        bool itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        empty = empty && itself;
    }
    if (d) {
        closedir(d);
    }
    return empty;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* The temporary folder: whatever cannot be removed stays and is said. */
static void remove_folder(const char *dir)
{
    enum { OPEN_FOLDERS = 8 };
    if (nftw(dir, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) != 0) {
        cli_say(tr("%s could not be removed"), dir);
    }
}

static bool show_bar(void *ctx, int64_t done, int64_t all)
{
    cli_bar_show(ctx, (size_t)done, (size_t)all);
    return true;
}

static bool read_options(struct cli *cli, struct demo_how *how)
{
    int64_t students;
    int64_t years;
    int64_t seed;
    if (!cli_number(cli, "students", 1, DEMO_STUDENTS_MAX, DEMO_STUDENTS, &students) ||
        !cli_number(cli, "years", 1, DEMO_YEARS_MAX, DEMO_YEARS, &years) ||
        !cli_number(cli, "seed", 0, INT64_MAX, DEMO_SEED, &seed)) {
        return false;
    }
    *how = (struct demo_how){.seed = (uint64_t)seed, .students = (int)students,
                             .years = (int)years, .on = clock_today()};
    const char *on = cli_value(cli, "on");
    if (on && !date_parse_iso(on, &how->on)) {
        cli_usage(tr("--on wants a date like 2026-03-05, not %s"), on);
        return false;
    }
    int year = date_to_civil(how->on).year;
    if (year < DEMO_FIRST_YEAR || year > DEMO_LAST_YEAR) {
        cli_usage(tr("--on must lie from %d to %d"), (int)DEMO_FIRST_YEAR, (int)DEMO_LAST_YEAR);
        return false;
    }
    return true;
}

static enum err fill(const char *dir, struct demo_how *how, const char *password)
{
    struct key *key = NULL;
    struct reg *reg = NULL;
    struct cli_bar bar;
    struct reg_new made = {.dir = dir, .school = demo_school_name(how->students),
                           .password = password, .cost = KDF_LIGHT, .is_demo = true};
    enum err e = key_new(&key);
    if (e == ERR_OK) {
        e = reg_make(&made, key);
    }
    if (e == ERR_OK) {
        e = reg_open(&(struct reg_how){.dir = dir, .key = key, .lock_fd = -1}, &reg, NULL);
    }
    if (e == ERR_OK) {
        how->tick = show_bar;
        how->ctx = &bar;
        cli_bar_begin(&bar, tr("writing the fictional school"));
        e = demo_fill(reg, how);
        cli_bar_end(&bar);
    }
    if (e == ERR_OK) {
        cli_say(tr("%s: %zu pupils, %lld records. The password is: %s"), dir,
                roster_at_school(reg->roster), (long long)reg->root.records, password);
    }
    reg_close(reg, false);
    key_free(key);
    return e;
}

int cli_demo(struct cli *cli)
{
    char password[] = "demo";
    struct demo_how how;
    if (!read_options(cli, &how)) {
        return err_status(ERR_USAGE);
    }
    bool is_temporary = !cli->options.store;
    const char *temp = getenv("TMPDIR");
    char *dir = is_temporary ? str_format("%s/xindang-demo-XXXXXX", temp && temp[0] ? temp : "/tmp")
                             : xstrdup(cli->dir);
    int status = 0;
    if (is_temporary && !mkdtemp(dir)) {
        status = cli_fail(err_from_errno(errno), dir);
        is_temporary = false;
    } else if (!is_empty(dir)) {
        cli_say(tr("%s is not empty. A demo wants an empty folder"), dir);
        status = err_status(ERR_HAS_REGISTER);
    }
    if (status == 0) {
        enum err e = fill(dir, &how, password);
        status = e == ERR_OK ? 0 : cli_fail(e, dir);
    }
    if (status == 0 && !cli_has(cli, "no-open")) {
        struct app_options app = {.dir = dir, .lang = cli->options.lang, .is_demo = true,
                                  .password = password};
        status = app_main(&app);
    }
    if (is_temporary) {
        remove_folder(dir);
    }
    xfree(dir);
    return status;
}
