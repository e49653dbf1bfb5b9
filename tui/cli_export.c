// SPDX-License-Identifier: MIT
#include <string.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/book.h"
#include "core/csv.h"
#include "core/export.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tui/cli.h"

/* export TABLE and find TEXT. */

/* --- export --list --- */

static int list_tables(void)
{
    struct str out = STR_INIT;
    struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
    csv_plain(&w, "table");
    csv_plain(&w, "label");
    csv_end(&w);
    size_t count;
    const struct kind *const *all = kinds_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->table) {
            csv_plain(&w, all[i]->table);
            csv_plain(&w, tr(all[i]->label));
            csv_end(&w);
        }
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int list_columns(const struct kind *kind)
{
    struct str out = STR_INIT;
    struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
    csv_plain(&w, "key");
    csv_plain(&w, "label");
    csv_end(&w);
    size_t count;
    struct export_column *columns = export_columns(kind, &count);
    for (size_t i = 0; i < count; i++) {
        struct str label = STR_INIT;
        export_label(&label, &columns[i]);
        csv_plain(&w, columns[i].key);
        csv_plain(&w, label.ptr);
        csv_end(&w);
        str_release(&label);
    }
    export_columns_free(columns, count);
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

/* --- options --- */

static int misfits_of(const char *word, enum export_misfits *misfits)
{
    static const char *const all[] = {[MISFITS_FAIL] = "fail",
                                      [MISFITS_SUBSTITUTE] = "substitute",
                                      [MISFITS_DESCRIBE] = "describe"};
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i], word) == 0) {
            *misfits = (enum export_misfits)i;
            return 0;
        }
    }
    return cli_usage(tr("--unencodable does not know %s"), word);
}

/* --format, else what the name of the file says. */
static int read_format(const struct cli *cli, struct export_options *o)
{
    const char *format = cli_value(cli, "format");
    const char *output = cli_value(cli, "output");
    if (format && strcmp(format, "csv") != 0 && strcmp(format, "xlsx") != 0) {
        return cli_usage(tr("--format does not know %s"), format);
    }
    o->book = format ? strcmp(format, "xlsx") == 0 : output && book_is_name(output);
    if (o->book && cli_has(cli, "encoding")) {
        return cli_usage("%s", tr("--encoding is for text files; a workbook says it itself"));
    }
    if (o->book && !output && isatty(STDOUT_FILENO)) {
        return cli_usage("%s", tr("A workbook is nothing for a terminal; name a file with -o"));
    }
    return 0;
}

static int read_options(const struct cli *cli, struct export_options *o)
{
    const char *output = cli_value(cli, "output");
    const char *encoding = cli_value(cli, "encoding");
    const char *term = cli_value(cli, "term");
    o->columns = cli_value(cli, "columns");
    o->codes = cli_has(cli, "codes");
    o->full = cli_has(cli, "full");
    o->purpose = cli_value(cli, "purpose");
    o->end = output ? "\r\n" : "\n";
    o->encoding = encoding ? encode_by_name(encoding) : output ? ENC_GBK : ENC_UTF8;
    if (o->encoding == ENC_UNKNOWN) {
        return cli_usage(tr("--encoding does not know %s"), encoding);
    }
    int status = read_format(cli, o);
    if (status) {
        return status;
    }
    if (o->book) {
        o->encoding = ENC_UTF8;
    }
    /* Excel on Chinese Windows reads UTF-8 only by its mark (domain.md 9.5). */
    if (!o->book && o->encoding == ENC_UTF8 && output) {
        o->encoding = ENC_UTF8_BOM;
    }
    if (term && !term_parse(term, &o->term)) {
        return cli_usage(tr("--term takes a term like 2025-1"));
    }
    o->has_term = term != NULL;
    if (o->full && !(o->purpose && o->purpose[0])) {
        return cli_usage("%s", tr("--full needs --purpose: what the numbers are for is logged"));
    }
    if (o->purpose && !utf8_valid(o->purpose, strlen(o->purpose), NULL)) {
        return cli_usage(tr("--purpose must be UTF-8"));
    }
    return cli_has(cli, "unencodable") ? misfits_of(cli_value(cli, "unencodable"), &o->misfits)
                                       : 0;
}

/* --- writing --- */

static void list_misfits(const struct reg *reg, const struct export_job *job, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct misfit *m = export_misfit_at(job, i);
        const struct pupil_card *p = roster_pupil(reg->roster, m->pupil);
        struct str class_name = STR_INIT;
        struct str label = STR_INIT;
        char bytes[5];
        utf8_encode(m->cp, bytes);
        export_label(&label, export_column_at(job, m->column));
        if (p) {
            roster_class_label(&class_name, reg->roster, p->class_id, clock_today());
        }
        cli_say("%s  %s  %s  %s  %s  %s", roster_name(reg->roster, m->pupil), class_name.ptr,
                bytes, m->name, m->reading, label.ptr);
        str_release(&class_name);
        str_release(&label);
    }
}

/* 生僻字说明.txt beside the file: whose name is written otherwise in it. */
static enum err write_side_sheet(const struct export_job *job, const char *output)
{
    struct str sheet = STR_INIT;
    export_side_sheet(job, &sheet);
    enum err e = ERR_OK;
    if (sheet.len) {
        const char *slash = strrchr(output, '/');
        char *dir = slash ? xmemdupz(output, (size_t)(slash - output) + 1) : xstrdup("");
        char *path = str_format("%s生僻字说明.txt", dir);
        e = file_replace(path, sheet.ptr, sheet.len);
        cli_say(tr("%s says which characters are written otherwise"), path);
        xfree(path);
        xfree(dir);
    }
    str_wipe(&sheet);
    return e;
}

static int deliver(const struct cli *cli, struct export_job *job, const struct str *bytes)
{
    const char *output = cli_value(cli, "output");
    enum err e = export_log(job, bytes);
    if (e != ERR_OK) {
        return cli_fail(e, cli->dir);
    }
    if (!output) {
        return cli_print(bytes->ptr, bytes->len);
    }
    e = file_replace(output, bytes->ptr, bytes->len);
    if (e == ERR_OK) {
        e = write_side_sheet(job, output);
    }
    if (e != ERR_OK) {
        return cli_fail(e, output);
    }
    cli_say(tr("%s: %zu rows written and read back"), output, export_row_count(job));
    return 0;
}

static int run_export(struct cli *cli, struct reg *reg, const struct export_options *options)
{
    struct export_job *job = NULL;
    char *unknown = NULL;
    int64_t damaged = 0;
    enum err e = export_open(reg, options, &job, &unknown, &damaged);
    if (e == ERR_USAGE) {
        int status = cli_usage(tr("Unknown column %s; see export --list %s"), unknown,
                               options->kind->table);
        xfree(unknown);
        return status;
    }
    if (e != ERR_OK) {
        return cli_fail(e, cli->dir);
    }
    if (damaged) {
        cli_say(tr("%lld damaged records are missing here"), (long long)damaged);
        cli->damaged = true;
    }
    size_t mended;
    size_t misfits = export_check(job, &mended);
    if (mended) {
        cli_say(tr("%zu symbols that the encoding lacks were written with ones it has"), mended);
    }
    if (misfits) {
        list_misfits(reg, job, misfits);
    }
    struct str bytes = STR_INIT;
    e = export_bytes(job, &bytes);
    char *where = export_trouble(job) ? str_format(tr("row %s"), export_trouble(job)) : NULL;
    int status = e == ERR_OK ? deliver(cli, job, &bytes) : cli_fail(e, where);
    xfree(where);
    str_wipe(&bytes);
    export_free(job);
    return status;
}

int cli_export(struct cli *cli)
{
    if (cli->arg_count == 0) {
        return cli_has(cli, "list") ? list_tables() : cli_usage("xindang export TABLE");
    }
    const struct kind *kind = export_table(cli->args[0]);
    if (!kind) {
        return cli_usage(tr("Unknown table %s; see export --list"), cli->args[0]);
    }
    if (cli_has(cli, "list")) {
        return list_columns(kind);
    }
    struct export_options options = {.kind = kind};
    struct reg *reg;
    int status = read_options(cli, &options);
    if (status == 0) {
        status = cli_open(cli, true, &reg);
        if (status == 0) {
            status = cli_close(cli, reg, run_export(cli, reg, &options));
        }
    }
    return status;
}

/* --- find --- */

int cli_find(struct cli *cli)
{
    int64_t limit;
    struct reg *reg;
    if (!cli_number(cli, "limit", 1, INT32_MAX, 0, &limit)) {
        return err_status(ERR_USAGE);
    }
    if (!utf8_valid(cli->args[0], strlen(cli->args[0]), NULL)) {
        return cli_usage("%s", tr("The text to find must be UTF-8"));
    }
    int status = cli_open(cli, true, &reg);
    if (status) {
        return status;
    }
    struct find_how how = {.class_id = NONE, .limit = (size_t)limit};
    int64_t *ids;
    size_t n = roster_find(reg->roster, cli->args[0], &how, &ids);
    struct str out = STR_INIT;
    struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
    str_add(&out, "student,name,class,level\n");
    for (size_t i = 0; i < n; i++) {
        const struct pupil_card *p = roster_pupil(reg->roster, ids[i]);
        struct str cell = STR_INIT;
        str_addf(&cell, "%lld", (long long)p->id);
        csv_plain(&w, cell.ptr);
        csv_text(&w, p->name);
        str_clear(&cell);
        roster_class_label(&cell, reg->roster, p->class_id, clock_today());
        csv_text(&w, cell.ptr);
        csv_plain(&w, "");
        csv_end(&w);
        str_release(&cell);
    }
    xfree(ids);
    char *detail = str_format("%zu found", n);
    audit_queue(reg, &(struct audit_entry){.action = AUDIT_SEARCH, .object = NONE, .pupil = NONE,
                                           .detail = detail});
    xfree(detail);
    status = cli_print(out.ptr, out.len);
    str_wipe(&out);
    return cli_close(cli, reg, status);
}
