// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/reg.h"
#include "core/rewrite.h"
#include "locale/catalog.h"
#include "tui/cli.h"

/* `rekey`: a new recovery code and key by a rewrite of the register. */

static bool show_bar(void *ctx, int64_t done, int64_t all)
{
    cli_bar_show(ctx, (size_t)done, (size_t)all);
    return true;
}

/* What the old code still opens, then the new code alone on the last line. */
static int print_result(const char *dir, const uint8_t old_salt[SALT_BYTES],
                        const struct key *fresh)
{
    struct str out = STR_INIT;
    char code[CODE_TEXT];
    enum err e = rewrite_old_copies(dir, old_salt, &out);
    if (e != ERR_OK) {
        cli_fail(e, dir); /* the new code is shown all the same */
    } else if (out.len) {
        cli_say("%s", tr("These copies still open with the old recovery code. Make a new copy, "
                         "then destroy them:"));
    }
    cli_say("%s", tr("The last line is the new recovery code. Write it down on paper; the old one "
                     "no longer opens this register"));
    key_code(fresh, code);
    str_addf(&out, "%s\n", code);
    int status = cli_print(out.ptr, out.len);
    mem_zero(code, sizeof code);
    str_wipe(&out);
    return status;
}

static int rekey(struct cli *cli, struct reg **reg, const char *password)
{
    struct key *fresh = NULL;
    uint8_t old_salt[SALT_BYTES];
    memcpy(old_salt, key_salt((*reg)->key), SALT_BYTES);
    struct cli_bar bar;
    struct rewrite_how how = {.why = AUDIT_REKEY, .tick = show_bar, .ctx = &bar};
    enum err e = key_new(&fresh);
    if (e == ERR_OK) {
        cli_bar_begin(&bar, tr("writing the register under the new key"));
        e = rewrite_run(reg, fresh, password, &how);
        cli_bar_end(&bar);
    }
    int status = e == ERR_OK ? 0 : cli_fail(e, cli->dir);
    /* A code that holds is never kept back, whatever else failed. */
    if (e == ERR_OK || (fresh && rewrite_is_in_place(cli->dir, fresh))) {
        int printed = print_result(cli->dir, old_salt, fresh);
        status = status ? status : printed;
    }
    key_free(fresh);
    return status;
}

static int open_register(struct cli *cli, const char *password, struct reg **reg)
{
    struct reg_how how = {.dir = cli->dir, .password = password, .lock_fd = -1};
    enum err e = reg_open(&how, reg, NULL);
    if (e == ERR_OK) {
        return 0;
    }
    if (e == ERR_PASSWORD) {
        reg_note_failed_unlock(cli->dir);
    }
    reg_close(*reg, false); /* a damaged register is not rewritten */
    return cli_fail(e, cli->dir);
}

int cli_rekey(struct cli *cli)
{
    char *password = NULL;
    if (!reg_exists(cli->dir)) {
        return cli_fail(ERR_NO_REGISTER, cli->dir);
    }
    int status = cli_password(cli->options.password_file, tr("Password: "), false, &password);
    if (status) {
        return status;
    }
    struct reg *reg = NULL;
    status = open_register(cli, password, &reg);
    if (status == 0) {
        status = rekey(cli, &reg, password);
        status = reg ? cli_close(cli, reg, status) : status;
    }
    xwipe_str(password);
    return status;
}
