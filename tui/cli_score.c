// SPDX-License-Identifier: MIT
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/scales.h"
#include "core/score_file.h"
#include "locale/catalog.h"
#include "tui/cli.h"
#include "tui/cli_scale.h"

/* score SCALE [FILE]: answer sheets in, scores out, without a register. */

enum { FLUSH_AT = 64 * 1024, BAR_ROWS = 4096 };

/* One run. */
struct scoring {
    const struct scale *scale;
    struct score_how how;
    bool bands;
    const char *file; /* "-" standard input */
    const char *name; /* of it, for messages */
    struct csv_stream *in;
    struct score_reader reader;
    struct str out;
    size_t rows, rejected;
    struct cli_bar bar;
};

/* --- options --- */

static int choose_table(const struct cli *cli, struct scoring *s)
{
    const char *name = cli_value(cli, "table");
    if (name) {
        s->how.table = scale_table_by_name(s->scale, name);
    }
    if (!name || s->how.table) {
        return 0;
    }
    struct str names = STR_INIT;
    for (size_t i = 0; i < s->scale->table_count; i++) {
        str_addf(&names, " %s", s->scale->tables[i].name);
    }
    int status = names.len ? cli_usage(tr("%s has no table %s; it has:%s"), s->scale->id, name,
                                       names.ptr)
                           : cli_usage(tr("%s has no tables of cut-offs"), s->scale->id);
    str_release(&names);
    return status;
}

static int choose_missing(const struct cli *cli, struct scoring *s)
{
    const char *name = cli_value(cli, "missing");
    if (name) {
        s->how.missing = scale_missing_by_name(s->scale, name);
    }
    if (!name || s->how.missing) {
        return 0;
    }
    struct str names = STR_INIT;
    for (size_t i = 0; i < s->scale->missing_count; i++) {
        str_addf(&names, " %s", s->scale->missing[i].name);
    }
    int status = cli_usage(tr("%s has no rule %s for missing answers; it has:%s"), s->scale->id,
                           name, names.ptr);
    str_release(&names);
    return status;
}

/* --- rows --- */

static void say_reject(const struct scoring *s, size_t line, const struct score_reject *why)
{
    char *where = str_format(tr("%s, line %zu"), s->name, line);
    if (why->item && why->word[0]) {
        cli_say(tr("%s, item %d, \"%s\": %s"), where, why->item, why->word, tr(why->reason));
    } else if (why->item) {
        cli_say(tr("%s, item %d: %s"), where, why->item, tr(why->reason));
    } else if (why->word[0]) {
        cli_say(tr("%s, \"%s\": %s"), where, why->word, tr(why->reason));
    } else {
        cli_say("%s: %s", where, tr(why->reason));
    }
    xfree(where);
}

/* A row that cannot be read at all: what follows it is lost too. */
static int say_broken(const struct scoring *s, enum err e, size_t line)
{
    struct score_reject why = {.word = ""};
    if (e == ERR_INVALID || e == ERR_TOO_LARGE) {
        why.reason = e == ERR_INVALID
                         ? N_("Quotation marks do not fit; from here on nothing was scored")
                         : N_("This line is too long; from here on nothing was scored");
        say_reject(s, line, &why);
        return err_status(ERR_INVALID);
    }
    return cli_fail(e, s->name);
}

static int flush(struct scoring *s)
{
    int status = s->out.len ? cli_print(s->out.ptr, s->out.len) : 0;
    str_clear(&s->out);
    return status;
}

static void show_bar(struct scoring *s)
{
    size_t whole;
    size_t done = csv_stream_done(s->in, &whole);
    if (whole && done) {
        cli_bar_show(&s->bar, s->rows, s->rows * whole / done);
    }
}

static void score_row(struct scoring *s, const struct csv_row *row)
{
    int8_t answers[SCALE_ITEMS_MAX];
    struct score_reject why;
    struct score_result result;
    const char *id;
    if (row->is_text && score_row_is_empty(row)) {
        return;
    }
    s->rows++;
    if (!score_read_row(&s->reader, row, &id, answers, &why)) {
        s->rejected++;
        say_reject(s, row->line, &why);
        return;
    }
    score_sheet(s->scale, &s->how, answers, &result);
    score_write_row(&s->out, id, s->scale, &s->how, s->bands, &result);
}

static int read_header(struct scoring *s)
{
    struct csv_row row;
    struct score_reject why = {.word = ""};
    enum err e = csv_stream_next(s->in, &row);
    if (e != ERR_OK) {
        return say_broken(s, e, row.line);
    }
    if (!row.is_text) {
        why.reason = N_("This is not UTF-8. Save the file as UTF-8");
    } else if (!score_read_header(&s->reader, s->scale, &row, &why)) {
        row.line = row.line ? row.line : 1;
    } else {
        score_write_header(&s->out, s->scale, &s->how, s->bands);
        return 0;
    }
    say_reject(s, row.line, &why);
    return err_status(ERR_INVALID);
}

static int score_rows(struct scoring *s)
{
    struct csv_row row;
    int status = read_header(s);
    enum err e = ERR_OK;
    while (status == 0 && (e = csv_stream_next(s->in, &row)) == ERR_OK &&
           (row.cells || !row.is_text)) {
        score_row(s, &row);
        if (s->out.len >= FLUSH_AT) {
            status = flush(s);
        }
        if (s->rows % BAR_ROWS == 0) {
            show_bar(s);
        }
    }
    cli_bar_end(&s->bar);
    if (status == 0) {
        status = flush(s);
    }
    if (status == 0 && e != ERR_OK) {
        status = say_broken(s, e, row.line);
    }
    return status;
}

static int run_scoring(const struct cli *cli, struct scoring *s)
{
    s->how = score_usual(s->scale);
    s->how.optional = cli_has(cli, "optional");
    s->bands = cli_has(cli, "bands");
    int status = choose_table(cli, s);
    if (status == 0) {
        status = choose_missing(cli, s);
    }
    if (status) {
        return status;
    }
    enum err e = csv_stream_open(s->file, &s->in);
    if (e != ERR_OK) {
        return cli_fail(e, s->name);
    }
    cli_bar_begin(&s->bar, tr("Scoring"));
    status = score_rows(s);
    csv_stream_close(s->in);
    if (status == 0 && s->rejected) {
        cli_say(tr("%zu of %zu rows were not scored; the reasons stand above"), s->rejected,
                s->rows);
        status = err_status(ERR_INVALID);
    }
    return status;
}

int cli_score(struct cli *cli)
{
    struct scoring s = {.file = cli->arg_count > 1 ? cli->args[1] : "-", .out = STR_INIT};
    struct scales scales = SCALES_INIT;
    struct scale *own = NULL;
    s.name = strcmp(s.file, "-") == 0 ? tr("standard input") : s.file;
    int status = 0;
    if (cli_scale_is_file(cli->args[0])) {
        status = cli_scale_read(cli->args[0], &own);
        s.scale = own;
    } else {
        scales_builtin(&scales);
        s.scale = scales_find(&scales, cli->args[0]);
        if (!s.scale) {
            status = cli_usage(tr("There is no scale %s; see: xindang scales"), cli->args[0]);
        }
    }
    if (status == 0) {
        status = run_scoring(cli, &s);
    }
    str_wipe(&s.out);
    scale_free(own);
    scales_release(&scales);
    return status;
}
