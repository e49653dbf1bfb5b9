// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/book.h"
#include "core/import.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tui/cli.h"

/* import students FILE: look, say, write. */

enum { FILE_LIMIT = 64 * 1024 * 1024, MAP_LIMIT = 1024 * 1024, STEP = 200 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "FILE:LINE: HEADING: sentence: detail" */
static void say_at(const char *file, size_t line, const char *heading, const char *msgid,
                   const char *detail)
{
    struct str s = STR_INIT;
    str_addf(&s, "%s", file);
    if (line) {
        str_addf(&s, ":%zu", line);
    }
    if (heading && heading[0]) {
        str_addf(&s, ": %s", heading);
    }
    str_addf(&s, ": %s", tr(msgid));
    if (detail && detail[0]) {
        str_addf(&s, ": %s", detail);
    }
    cli_say("%s", s.ptr);
    str_wipe(&s);
}

static void say_rows(const struct import_job *imp, const char *file)
{
    for (size_t i = 0; i < import_note_count(imp); i++) {
        const struct import_note *note = import_note_at(imp, i);
        say_at(file, note->line, note->heading, note->msgid, NULL);
    }
    for (size_t i = 0; i < import_row_count(imp); i++) {
        const struct import_line *row = import_row_at(imp, i);
        if (row->state == IMPORT_ASK || row->state == IMPORT_BAD ||
            row->repair == REPAIR_OFFERED) {
            say_at(file, row->line, NULL, row->why, row->detail);
        }
    }
}

static int print_counts(const struct import_counts *c)
{
    char *text = str_format("new %zu\nchanged %zu\nunchanged %zu\nmissing %zu\nrejected %zu\n",
                            c->fresh, c->changed, c->same, c->missing, c->ask + c->bad);
    int status = cli_print(text, strlen(text));
    xfree(text);
    return status;
}

static enum err classify(struct import_job *imp)
{
    struct cli_bar bar;
    bool done = false;
    enum err e = ERR_OK;
    cli_bar_begin(&bar, tr("looking"));
    while (e == ERR_OK && !done) {
        size_t at;
        size_t total;
        e = import_step(imp, STEP, &done);
        import_progress(imp, &at, &total);
        cli_bar_show(&bar, at, total);
    }
    cli_bar_end(&bar);
    return e;
}

static enum err write_all(struct import_job *imp, int64_t *id)
{
    struct cli_bar bar;
    bool done = false;
    enum err e = import_write_begin(imp);
    if (e != ERR_OK) {
        return e;
    }
    cli_bar_begin(&bar, tr("writing"));
    while (e == ERR_OK && !done) {
        size_t at;
        size_t total;
        e = import_write_step(imp, STEP, &done);
        import_progress(imp, &at, &total);
        cli_bar_show(&bar, at, total);
    }
    cli_bar_end(&bar);
    return import_write_end(imp, false, id);
}

static int write_rejects(const struct cli *cli, const struct import_job *imp,
                         const struct import_counts *counts)
{
    const char *path = cli_value(cli, "rejects");
    if (!path || counts->ask + counts->bad == 0) {
        return 0;
    }
    struct str bytes = STR_INIT;
    enum err e = import_rejects(imp, book_is_name(path), &bytes);
    if (e == ERR_OK) {
        e = file_replace(path, bytes.ptr, bytes.len);
    }
    str_wipe(&bytes);
    return e == ERR_OK ? 0 : cli_fail(e, path);
}

/* Why a file as a whole was refused. */
static int say_fault(const char *file, enum err e, struct import_fault *fault)
{
    say_at(file, fault->line, NULL, fault->msgid ? fault->msgid : err_msgid(e), fault->detail);
    xfree(fault->detail);
    return err_status(fault->msgid ? ERR_INVALID : e);
}

static int run_import(const struct cli *cli, struct import_job *imp, const char *file)
{
    enum err e = classify(imp);
    if (e != ERR_OK) {
        struct import_fault fault;
        import_take_fault(imp, &fault);
        return say_fault(file, e, &fault);
    }
    if (import_sheet_count(imp) > 1) {
        cli_say(tr("%s: sheet %s was read, one of %zu; --sheet NAME reads another"), file,
                import_sheet(imp), import_sheet_count(imp));
    }
    struct import_counts counts;
    import_count(imp, &counts);
    say_rows(imp, file);
    size_t said = import_note_count(imp);
    int64_t id = NONE;
    if (!cli_has(cli, "dry-run")) {
        e = write_all(imp, &id);
        if (e != ERR_OK) {
            return cli_fail(e, file);
        }
    }
    for (; said < import_note_count(imp); said++) {
        const struct import_note *note = import_note_at(imp, said);
        say_at(file, note->line, note->heading, note->msgid, NULL);
    }
    if (id != NONE) {
        cli_say(tr("Written. To take all of it back: xindang import students --take-back %lld"),
                (long long)id);
    }
    int status = print_counts(&counts);
    int rejects = write_rejects(cli, imp, &counts);
    status = status ? status : rejects;
    return status ? status : counts.ask + counts.bad ? err_status(ERR_INVALID) : 0;
}

/* The map may come from the same spreadsheet: any encoding. */
static int read_map(const struct cli *cli, struct str *map)
{
    const char *path = cli_value(cli, "map");
    if (!path) {
        return 0;
    }
    struct str bytes = STR_INIT;
    enum err e = file_read(path, MAP_LIMIT, &bytes);
    if (e == ERR_OK) {
        size_t bad;
        enum encoding enc = encode_guess(bytes.ptr, bytes.len);
        e = enc == ENC_UNKNOWN ? ERR_ENCODING
                               : encode_to_utf8(enc, bytes.ptr, bytes.len, map, &bad);
    }
    str_release(&bytes);
    return e == ERR_OK ? 0 : cli_fail(e, path);
}

static int open_and_run(struct cli *cli, struct reg *reg, const struct str *bytes,
                        struct import_options *options)
{
    const char *file = options->file;
    struct str map = STR_INIT;
    struct import_fault fault;
    struct import_job *imp = NULL;
    int status = read_map(cli, &map);
    if (status == 0) {
        options->map = map.len ? map.ptr : NULL;
        enum err e = import_open(reg, bytes->ptr, bytes->len, options, &imp, &fault);
        if (e != ERR_OK) {
            status = say_fault(file, e, &fault);
        } else {
            status = run_import(cli, imp, file);
        }
    }
    import_free(imp);
    str_release(&map);
    return status;
}

static int take_back(struct cli *cli, const char *text)
{
    struct reg *reg;
    int64_t id;
    if (!cli_number(cli, "take-back", 1, INT64_MAX, 0, &id)) {
        return err_status(ERR_USAGE);
    }
    int status = cli_open(cli, false, &reg);
    if (status) {
        return status;
    }
    struct str left = STR_INIT;
    enum err e = import_take_back(reg, id, &left);
    if (e != ERR_OK) {
        status = cli_fail(e, text);
    } else if (left.len) {
        cli_say("%s\n%s", tr("Taken back but for what was changed since:"), left.ptr);
        status = err_status(ERR_INVALID);
    }
    str_wipe(&left);
    return cli_close(cli, reg, status);
}

int cli_import(struct cli *cli)
{
    if (strcmp(cli->args[0], "students") != 0) {
        return cli_usage(tr("Unknown table %s; only students can be imported"), cli->args[0]);
    }
    if (cli_has(cli, "take-back") != (cli->arg_count == 1)) {
        return cli_usage("xindang import students FILE");
    }
    if (cli->arg_count == 1) {
        return take_back(cli, cli_value(cli, "take-back"));
    }
    const char *encoding = cli_value(cli, "encoding");
    struct import_options options = {.encoding = ENC_UNKNOWN,
                                     .file = base_name(cli->args[1]),
                                     .sheet = cli_value(cli, "sheet")};
    if (encoding && strcmp(encoding, "auto") != 0) {
        options.encoding = encode_by_name(encoding);
        if (options.encoding == ENC_UNKNOWN) {
            return cli_usage(tr("--encoding does not know %s"), encoding);
        }
    }
    struct str bytes = STR_INIT;
    struct reg *reg;
    enum err e = file_read(cli->args[1], FILE_LIMIT, &bytes);
    bool is_book = e == ERR_OK && book_is_one(bytes.ptr, bytes.len);
    if (e == ERR_OK && options.encoding != ENC_UNKNOWN && is_book) {
        str_wipe(&bytes);
        return cli_usage("%s", tr("--encoding is for text files; a workbook says it itself"));
    }
    if (e == ERR_OK && options.sheet && !is_book) {
        str_wipe(&bytes);
        return cli_usage("%s", tr("--sheet is for workbooks"));
    }
    int status = e == ERR_OK ? cli_open(cli, cli_has(cli, "dry-run"), &reg)
                             : cli_fail(e, cli->args[1]);
    if (status == 0) {
        status = cli_close(cli, reg, open_and_run(cli, reg, &bytes, &options));
    }
    str_wipe(&bytes);
    return status;
}
