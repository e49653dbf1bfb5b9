// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/csv.h"
#include "core/installed.h"
#include "core/reg.h"
#include "core/scales.h"
#include "locale/catalog.h"
#include "tui/cli.h"
#include "tui/cli_scale.h"

/* scales [ID]: which there are, one as it is written; --check and --install a definition. */

/* --- files --- */

bool cli_scale_is_file(const char *word)
{
    size_t n = strlen(word);
    return n > 6 && strcmp(word + n - 6, ".scale") == 0;
}

static int say_faults(const char *path, const struct scale_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct scale_fault *f = &faults->at[i];
        char *where = f->line ? str_format(tr("%s, line %zu"), path, f->line) : xstrdup(path);
        if (f->word[0]) {
            cli_say(tr("%s, \"%s\": %s"), where, f->word, tr(f->reason));
        } else {
            cli_say("%s: %s", where, tr(f->reason));
        }
        xfree(where);
    }
    return err_status(ERR_INVALID);
}

/* The same with the text, which install stores. */
static int read_text(const char *path, struct str *text, struct scale **scale)
{
    struct scale_faults faults = SCALE_FAULTS_INIT;
    enum err e = file_read(path, SCALE_TEXT_MAX, text);
    if (e != ERR_OK) {
        return cli_fail(e, path);
    }
    *scale = scale_parse(text->ptr, text->len, &faults);
    int status = *scale ? 0 : say_faults(path, &faults);
    scale_faults_release(&faults);
    return status;
}

int cli_scale_read(const char *path, struct scale **scale)
{
    struct str text = STR_INIT;
    int status = read_text(path, &text, scale);
    str_release(&text);
    return status;
}

static int check(const char *path)
{
    struct scale *scale = NULL;
    int status = cli_scale_read(path, &scale);
    if (status == 0) {
        char *line = str_format(tr("%s %s (%s): %d items, %zu scores, %zu tables, no fault\n"),
                                scale->id, scale->stamp, scale->title, scale->item_count,
                                scale->score_count, scale->table_count);
        status = cli_print(line, strlen(line));
        xfree(line);
    }
    scale_free(scale);
    return status;
}

/* --- the list --- */

/* "4-12", "none": the grades as a definition has them. */
static void add_grades(struct str *out, const struct scale *scale)
{
    int first = 1;
    int last = SCALE_GRADE_LAST;
    while (first <= SCALE_GRADE_LAST && !scale->grades[first]) {
        first++;
    }
    while (last > 0 && !scale->grades[last]) {
        last--;
    }
    if (last) {
        str_addf(out, "%d-%d", first, last);
    } else {
        str_add(out, "none");
    }
}

static void add_line(struct csv_writer *w, const struct scales_entry *entry)
{
    const struct scale *scale = entry->scale;
    struct str words = STR_INIT;
    csv_plain(w, scale->id);
    csv_plain(w, scale->stamp);
    csv_text(w, scale->shorter);
    csv_text(w, scale->title);
    str_addf(&words, "%d", scale->item_count);
    csv_plain(w, words.ptr);
    str_clear(&words);
    add_grades(&words, scale);
    csv_plain(w, words.ptr);
    csv_plain(w, scale->informant);
    csv_plain(w, scale->has_text ? "yes" : "no");
    csv_plain(w, entry->record == NONE ? tr("the program") : tr("installed here"));
    csv_end(w);
    str_release(&words);
}

/* With a calendar only what this school has the grades for. */
static int list(const struct scales *scales, const struct calendar *calendar)
{
    static const char *const heads[] = {"id",     "version",   "short", "title", "items",
                                        "grades", "informant", "text",  "from"};
    struct str out = STR_INIT;
    struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
    for (size_t i = 0; i < COUNT(heads); i++) {
        csv_plain(&w, heads[i]);
    }
    csv_end(&w);
    for (size_t i = 0; i < scales->count; i++) {
        const struct scales_entry *entry = &scales->at[i];
        if (entry->in_use && (!calendar || scales_suit(calendar, entry->scale))) {
            add_line(&w, entry);
        }
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int show(const struct scales *scales, const char *id)
{
    const struct scales_entry *entry = scales_entry(scales, id);
    if (!entry) {
        return cli_usage(tr("There is no scale %s; see: xindang scales"), id);
    }
    return cli_print(entry->text, strlen(entry->text));
}

/* The program's own versions changed under the school's, or cannot be read any more. */
static void say_outdated(const struct scales *scales)
{
    for (size_t i = 0; i < scales->count; i++) {
        if (scales->at[i].outdated) {
            cli_say(tr("%s: your own version is in use, and the program's has changed since. "
                       "Compare the two"),
                    scales->at[i].scale->id);
        }
    }
    if (scales->unreadable) {
        cli_say(tr("%zu installed scales are not read by this version of the program"),
                scales->unreadable);
    }
}

/* --- with the register --- */

/* Write what `why` says nothing against; `done` is said then. */
static int commit(struct reg *reg, struct changes *set, const char *why, const char *done)
{
    int status = 0;
    if (why) {
        cli_say("%s", tr(why));
        status = err_status(ERR_INVALID);
    } else {
        enum err e = store_commit(reg, set, NULL);
        status = e == ERR_OK ? cli_print(done, strlen(done)) : cli_fail(e, NULL);
    }
    changes_release(set);
    return status;
}

static int install(struct cli *cli, const char *path)
{
    struct reg *reg = NULL;
    struct scale *scale = NULL;
    struct str text = STR_INIT;
    int status = read_text(path, &text, &scale);
    if (status == 0) {
        status = cli_open(cli, false, &reg);
    }
    if (status == 0) {
        struct changes set = CHANGES_INIT;
        const char *why = scales_install(reg, &set, scale, text.ptr);
        char *done = str_format(tr("installed: %s %s\n"), scale->id, scale->stamp);
        status = cli_close(cli, reg, commit(reg, &set, why, done));
        xfree(done);
    }
    scale_free(scale);
    str_release(&text);
    return status;
}

static int stop(struct cli *cli, const char *id)
{
    struct reg *reg = NULL;
    int status = cli_open(cli, false, &reg);
    if (status) {
        return status;
    }
    struct changes set = CHANGES_INIT;
    const char *why = installed_stop(reg, &set, INSTALLED_SCALE, id);
    char *done = str_format(tr("out of use: %s\n"), id);
    status = cli_close(cli, reg, commit(reg, &set, why, done));
    xfree(done);
    return status;
}

/* What the school uses; without a password only what the program brings. */
static int read_scales(struct cli *cli, struct scales *scales, struct reg **reg)
{
    if (!reg_exists(cli->dir) || !cli->options.password_file) {
        scales_builtin(scales);
        if (reg_exists(cli->dir)) {
            cli_say("%s", tr("These are the program's own; with --password-file those installed "
                             "in the register are listed too"));
        }
        return 0;
    }
    int status = cli_open(cli, true, reg);
    if (status) {
        return status;
    }
    enum err e = scales_load(*reg, scales);
    return e == ERR_OK ? 0 : cli_fail(e, NULL);
}

int cli_scales(struct cli *cli)
{
    const char *file = cli_value(cli, "check");
    const char *own = cli_value(cli, "install");
    const char *id = cli_value(cli, "stop");
    if ((file != NULL) + (own != NULL) + (id != NULL) + (cli->arg_count > 0) > 1) {
        return cli_usage("%s", tr("--check, --install, --stop and ID are one at a time"));
    }
    if (file) {
        return check(file);
    }
    if (own || id) {
        return own ? install(cli, own) : stop(cli, id);
    }
    struct scales scales = SCALES_INIT;
    struct reg *reg = NULL;
    int status = read_scales(cli, &scales, &reg);
    if (status == 0) {
        say_outdated(&scales);
        status = cli->arg_count ? show(&scales, cli->args[0])
                                : list(&scales, cli_has(cli, "all") || !reg ? NULL : reg->calendar);
    }
    scales_release(&scales);
    return reg ? cli_close(cli, reg, status) : status;
}
