// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/stat.h>

#include "core/backup.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/restore.h"
#include "locale/catalog.h"
#include "tui/cli.h"

/* `backup` and `restore`. */

/* --- backup --- */

static int print_made(const struct backup_made *made)
{
    struct str out = STR_INIT;
    str_addf(&out, "file %s\ngeneration %lld\nrecords %lld\nbytes %lld\noutside %s\n", made->path,
             (long long)made->generation, (long long)made->records, (long long)made->bytes,
             made->outside ? "yes" : "no");
    if (!made->outside) {
        cli_say("%s", tr("This copy does not count as one outside: it lies on the register's own "
                         "disk, or nobody can tell"));
    }
    if (made->elsewhere) {
        cli_say("%s", tr("Everything is on the medium: it is safe to unplug"));
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int backup(struct reg *reg, const struct backup_how *how, const char *where)
{
    struct cli_bar bar;
    struct backup *b;
    struct backup_made made;
    enum err e = backup_begin(reg, how, &b);
    if (e != ERR_OK) {
        return cli_fail(e, where);
    }
    cli_bar_begin(&bar, tr("copying and checking"));
    while (backup_step(b)) {
        int64_t done;
        int64_t all;
        backup_progress(b, &done, &all);
        cli_bar_show(&bar, (size_t)done, (size_t)all);
    }
    cli_bar_end(&bar);
    e = backup_end(b, &made);
    if (e != ERR_OK) {
        return cli_fail(e, where);
    }
    int status = print_made(&made);
    backup_made_release(&made);
    return status;
}

int cli_backup(struct cli *cli)
{
    struct stat st;
    struct reg *reg;
    const char *where = cli->args[0];
    if (!where[0] || strcmp(where, "-") == 0) {
        return cli_usage("%s", tr("A copy is a file of its own: name a file or a folder"));
    }
    bool is_dir = (stat(where, &st) == 0 && S_ISDIR(st.st_mode)) ||
                  where[strlen(where) - 1] == '/';
    int status = cli_open(cli, false, &reg);
    if (status) {
        return status;
    }
    struct backup_how how = {.dir = is_dir ? where : NULL,
                             .file = is_dir ? NULL : where,
                             .why = "asked"};
    return cli_close(cli, reg, backup(reg, &how, where));
}

/* --- restore --- */

static int print_restored(const struct cli *cli, const struct restored *done)
{
    struct str out = STR_INIT;
    char written[STAMP_TEXT];
    str_addf(&out, "restored %s\ngeneration %lld\nwritten %s\nrecords %lld\npupils %lld\n",
             cli->args[0], (long long)done->generation, clock_format(done->newest, written),
             (long long)done->records, (long long)done->pupils);
    if (done->kept) {
        str_addf(&out, "kept %s\n", done->kept);
        cli_say(tr("The register that was there lies in %s; it opens with --store"), done->kept);
    }
    if (done->old_password) {
        cli_say("%s", tr("The password is the one of the time of the copy"));
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int run_restore(struct cli *cli, const struct restore_how *how)
{
    struct cli_bar bar;
    struct restore *r;
    struct restored done;
    enum err e = restore_begin(how, &r);
    if (e != ERR_OK) {
        return cli_fail(e, e == ERR_HAS_REGISTER || e == ERR_IN_USE ? cli->dir : how->from);
    }
    cli_bar_begin(&bar, tr("copying and checking"));
    while (restore_step(r)) {
        int64_t now;
        int64_t all;
        restore_progress(r, &now, &all);
        cli_bar_show(&bar, (size_t)now, (size_t)all);
    }
    cli_bar_end(&bar);
    e = restore_end(r, &done);
    if (e != ERR_OK && done.kept) {
        cli_say(tr("The register that was there lies in %s; it opens with --store"), done.kept);
    }
    int status = e == ERR_OK ? print_restored(cli, &done) : cli_fail(e, how->from);
    restored_release(&done);
    return status;
}

int cli_restore(struct cli *cli)
{
    struct key *key = NULL;
    char *password = NULL;
    struct restore_how how = {.dir = cli->dir,
                              .from = cli->args[0],
                              .replace = cli_has(cli, "replace"),
                              .lock_fd = -1};
    if (reg_exists(cli->dir) && !how.replace) {
        cli_say("%s", tr("With --replace it is put aside, into a folder beside it"));
        return cli_fail(ERR_HAS_REGISTER, cli->dir);
    }
    struct backup_file from;
    enum err e = backup_file_read(how.from, &from);
    if (e != ERR_OK) {
        return cli_fail(e, how.from);
    }
    backup_file_release(&from);
    int status = cli_has(cli, "code-file")
                     ? cli_read_code(cli_value(cli, "code-file"), &key)
                     : cli_password(cli->options.password_file, tr("Password: "), false, &password);
    how.key = key;
    how.password = password;
    status = status ? status : run_restore(cli, &how);
    key_free(key);
    xwipe_str(password);
    return status;
}
