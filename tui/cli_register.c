// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/csv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tui/cli.h"

/* The commands about the register itself: making, passwords, keys, checks, trail. */

/* --- init --- */

static const char *stages_of(const char *word)
{
    static const struct {
        const char *word, *stages;
    } all[] = {{"primary", " 1 "}, {"junior", " 2 "}, {"senior", " 3 "},
               {"nine", " 1 2 "},  {"twelve", " 1 2 3 "}};
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i].word, word) == 0) {
            return all[i].stages;
        }
    }
    return NULL;
}

static bool cost_of(const char *word, enum kdf_cost *cost)
{
    static const char *const all[] = {[KDF_LIGHT] = "light",
                                      [KDF_NORMAL] = "normal",
                                      [KDF_STRONG] = "strong"};
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i], word) == 0) {
            *cost = (enum kdf_cost)i;
            return true;
        }
    }
    return false;
}

/* The code alone on the last line; the words about it go to standard error. */
static int print_code(const struct key *key)
{
    char code[CODE_TEXT];
    key_code(key, code);
    cli_say("%s", tr("This is the recovery code. Write it down on paper and keep it in another "
                     "place; it is shown only now"));
    char *line = str_format("%s\n", code);
    int status = cli_print(line, strlen(line));
    xwipe_str(line);
    mem_zero(code, sizeof code);
    return status;
}

int cli_init(struct cli *cli)
{
    const char *stage = cli_has(cli, "stage") ? cli_value(cli, "stage") : "junior";
    const char *kdf = cli_has(cli, "kdf") ? cli_value(cli, "kdf") : "normal";
    struct reg_new how = {.dir = cli->dir,
                          .school = cli_value(cli, "school"),
                          .stages = stages_of(stage),
                          .name = cli_value(cli, "name")};
    if (!how.stages) {
        return cli_usage(tr("--stage does not know %s"), stage);
    }
    if (!cost_of(kdf, &how.cost)) {
        return cli_usage(tr("--kdf does not know %s"), kdf);
    }
    if (reg_exists(cli->dir)) {
        return cli_fail(ERR_HAS_REGISTER, cli->dir);
    }
    char *password = NULL;
    int status = cli_password(cli->options.password_file, tr("Password for the new register: "),
                              true, &password);
    if (status) {
        return status;
    }
    struct key *key = NULL;
    how.password = password;
    enum err e = key_new(&key);
    if (e == ERR_OK) {
        e = reg_make(&how, key);
    }
    status = e == ERR_OK ? print_code(key) : cli_fail(e, cli->dir);
    key_free(key);
    xwipe_str(password);
    return status;
}

/* --- passwords --- */

/* As costly as the key file was before. */
static enum kdf_cost cost_now(const char *dir)
{
    enum { MIB = 1024 * 1024, LIGHT = 32, STRONG = 256, LIGHT_PASSES = 3 };
    struct keyfile_info info;
    char *path = file_join(dir, "keys");
    enum err e = keyfile_info(path, &info);
    xfree(path);
    if (e != ERR_OK) {
        return KDF_NORMAL;
    }
    if (info.kdf.mem_bytes >= (uint64_t)STRONG * MIB) {
        return KDF_STRONG;
    }
    bool light = info.kdf.mem_bytes <= (uint64_t)LIGHT * MIB && info.kdf.passes <= LIGHT_PASSES;
    return light ? KDF_LIGHT : KDF_NORMAL;
}

/* Ask for the new password and set it; the register is open. */
static int set_password(struct cli *cli, struct reg *reg, enum audit_action action)
{
    char *password = NULL;
    int status = cli_password(cli_value(cli, "new-password-file"), tr("New password: "), true,
                              &password);
    if (status) {
        return status;
    }
    audit_queue(reg, &(struct audit_entry){.action = action, .object = NONE, .pupil = NONE});
    enum err e = reg_set_password(cli->dir, reg->key, password, cost_now(cli->dir));
    xwipe_str(password);
    return e == ERR_OK ? 0 : cli_fail(e, cli->dir);
}

int cli_passwd(struct cli *cli)
{
    struct reg *reg;
    int status = cli_open(cli, false, &reg);
    if (status) {
        return status;
    }
    return cli_close(cli, reg, set_password(cli, reg, AUDIT_PASSWORD));
}

int cli_read_code(const char *file, struct key **key)
{
    char *code = NULL;
    int bad_group = 0;
    int status = cli_password(file, tr("Recovery code: "), false, &code);
    if (status) {
        return status;
    }
    enum err e = key_from_code(code, key, &bad_group);
    xwipe_str(code);
    if (e == ERR_CODE && bad_group) {
        cli_say(tr("Group %d of the code is not right"), bad_group);
    }
    return e == ERR_OK ? 0 : cli_fail(e, NULL);
}

int cli_recover(struct cli *cli)
{
    struct key *key = NULL;
    struct reg *reg = NULL;
    if (!reg_exists(cli->dir)) {
        return cli_fail(ERR_NO_REGISTER, cli->dir);
    }
    int status = cli_read_code(cli_value(cli, "code-file"), &key);
    if (status) {
        return status;
    }
    enum err e = reg_open(&(struct reg_how){.dir = cli->dir, .key = key, .lock_fd = -1}, &reg,
                          NULL);
    key_free(key);
    if (!reg) {
        return cli_fail(e, cli->dir);
    }
    cli->damaged = e == ERR_DAMAGED;
    if (cli->damaged) {
        cli_fail(e, cli->dir); /* it gets its password all the same: it can still be read */
    }
    return cli_close(cli, reg, set_password(cli, reg, AUDIT_RECOVER));
}

/* --- keys --- */

int cli_keys(struct cli *cli)
{
    struct reg *reg;
    int status = cli_open(cli, true, &reg);
    if (status) {
        return status;
    }
    struct keyfile_info info;
    char *path = reg_path(reg, "keys");
    enum err e = keyfile_info(path, &info);
    if (e == ERR_OK) {
        char written[STAMP_TEXT];
        struct str out = STR_INIT;
        str_addf(&out, "written %s\nregister %s\nmemory %llu\npasses %u\nsecrets %d\n",
                 clock_format(info.written_at, written), key_register_id(reg->key),
                 (unsigned long long)info.kdf.mem_bytes, (unsigned)info.kdf.passes, info.secrets);
        if (info.one_copy_bad) {
            cli_say("%s", tr("One of the two copies in the key file is damaged; set the password "
                             "again to write both anew"));
        }
        status = cli_print(out.ptr, out.len);
        str_release(&out);
    } else {
        status = cli_fail(e, path);
    }
    xfree(path);
    return cli_close(cli, reg, status);
}

int cli_unlock_sql(struct cli *cli)
{
    struct reg *reg;
    int status = cli_open(cli, true, &reg);
    if (status) {
        return status;
    }
    audit_queue(reg, &(struct audit_entry){.action = AUDIT_UNLOCK_SQL, .object = NONE,
                                           .pupil = NONE});
    struct str out = STR_INIT;
    str_addf(&out, "PRAGMA key = \"%s\";\nPRAGMA cipher_compatibility = 3;\n"
                   "PRAGMA cipher_page_size = 4096;\n", key_sql(reg->key));
    cli_say("%s", tr("Whoever has these lines can read everything. Do not keep them"));
    status = cli_print(out.ptr, out.len);
    str_wipe(&out);
    return cli_close(cli, reg, status);
}

/* --- check --- */

struct findings {
    struct str text;
};

static void take_finding(void *ctx, const char *msgid, int64_t n)
{
    struct findings *f = ctx;
    if (n == NONE) {
        str_addf(&f->text, "%s\n", tr(msgid));
    } else {
        str_addf(&f->text, "%s: %lld\n", tr(msgid), (long long)n);
    }
}

int cli_check(struct cli *cli)
{
    struct reg *reg;
    int status = cli_open(cli, true, &reg);
    if (status) {
        return status;
    }
    struct findings f = {STR_INIT};
    enum err e = verify_all(reg, take_finding, &f);
    if (e == ERR_OK) {
        str_addf(&f.text, tr("%lld records checked, everything is as it was written"),
                 (long long)reg->root.records);
        str_addc(&f.text, '\n');
    }
    if (!reg->read_only) {
        audit_queue(reg, &(struct audit_entry){.action = AUDIT_CHECK, .object = NONE,
                                               .pupil = NONE,
                                               .detail = e == ERR_OK ? "good" : "damaged"});
    }
    status = cli_print(f.text.ptr, f.text.len);
    str_release(&f.text);
    if (e != ERR_OK && e != ERR_DAMAGED) {
        status = cli_fail(e, cli->dir);
    }
    cli->damaged = cli->damaged || e == ERR_DAMAGED;
    return cli_close(cli, reg, status);
}

/* --- audit --- */

struct trail {
    struct reg *reg;
    struct str text;
    struct csv_writer w;
    int64_t since; /* date, NONE */
    int64_t pupil; /* NONE */
    bool codes;
};

static void put_number(struct trail *t, int64_t n)
{
    char *text = n == NONE ? xstrdup("") : str_format("%lld", (long long)n);
    csv_plain(&t->w, text);
    xfree(text);
}

static void take_entry(void *ctx, const struct audit_row *row)
{
    struct trail *t = ctx;
    if ((t->since != NONE && clock_date(row->at) < t->since) ||
        (t->pupil != NONE && row->pupil != t->pupil && row->object != t->pupil)) {
        return;
    }
    char at[STAMP_TEXT];
    put_number(t, row->seq);
    csv_plain(&t->w, clock_format(row->at, at));
    csv_text(&t->w, row->actor ? row->actor : "");
    csv_text(&t->w, t->codes ? row->action : tr(audit_label(row->action)));
    csv_text(&t->w, row->kind ? row->kind : "");
    put_number(t, row->object);
    csv_text(&t->w, row->pupil == NONE ? "" : roster_name(t->reg->roster, row->pupil));
    csv_text(&t->w, row->detail ? row->detail : "");
    csv_end(&t->w);
}

static int write_trail(struct cli *cli, struct trail *t)
{
    static const char *const headings[] = {N_("Entry"), N_("When"), N_("Who"), N_("What"),
                                           N_("Kind of record"), N_("Record id"), N_("Pupil"),
                                           N_("Detail")};
    for (size_t i = 0; i < COUNT(headings); i++) {
        csv_plain(&t->w, tr(headings[i]));
    }
    csv_end(&t->w);
    int64_t bad = NONE;
    enum err e = audit_read(t->reg, take_entry, t, &bad);
    int status = cli_print(t->text.ptr, t->text.len);
    if (e == ERR_DAMAGED) {
        cli_say(tr("The trail does not fit from entry %lld on"), (long long)bad);
        cli->damaged = true;
    }
    return e == ERR_OK || e == ERR_DAMAGED ? status : cli_fail(e, cli->dir);
}

int cli_audit(struct cli *cli)
{
    struct reg *reg;
    struct trail t = {.text = STR_INIT, .since = NONE, .pupil = NONE};
    const char *since = cli_value(cli, "since");
    if (since && !date_parse_iso(since, &t.since)) {
        return cli_usage(tr("--since takes a date like 2026-03-05"));
    }
    int status = cli_open(cli, true, &reg);
    if (status) {
        return status;
    }
    t.reg = reg;
    t.w = (struct csv_writer){.out = &t.text, .delimiter = ',', .end = "\n"};
    t.codes = cli_has(cli, "codes");
    if (cli_has(cli, "student")) {
        status = cli_find_pupil(reg, cli_value(cli, "student"), &t.pupil);
    }
    if (!status) {
        status = write_trail(cli, &t);
    }
    str_wipe(&t.text);
    return cli_close(cli, reg, status);
}
