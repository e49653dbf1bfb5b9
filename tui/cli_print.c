// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/csv.h"
#include "core/load.h"
#include "core/page.h"
#include "core/press.h"
#include "core/print.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/spool.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tui/cli.h"

/* print FORM: a paper as PDF or text, to a file, to standard output or to a printer. */

enum { PRINT_WAIT_MS = 10000 };

struct print_wish {
    struct print_form form;
    const struct print_profile *profile;
    const struct paper *paper;
    const char *sheet_code;
    bool is_text, covers;
    enum encoding encoding; /* of text */
    int64_t record;
};

/* --- print --list --- */

static int list_forms(void)
{
    struct str out = STR_INIT;
    struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
    struct print_form form;
    csv_plain(&w, "form");
    csv_plain(&w, "label");
    csv_end(&w);
    for (size_t i = 0; print_form_at(i, &form); i++) {
        csv_plain(&w, form.name);
        csv_plain(&w, trc("paper", form.label));
        csv_end(&w);
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

/* --- options --- */

static int read_sheet(const char *word, struct print_wish *wish)
{
    static const char *const words[] = {"a4", "241", "241-half"};
    static const char *const codes[] = {"1", "2", "3"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!word || strcmp(words[i], word) == 0) {
            wish->sheet_code = codes[i];
            wish->paper = paper_of(codes[i]);
            return 0;
        }
    }
    return cli_usage(tr("--sheet does not know %s"), word);
}

static int read_format(const struct cli *cli, struct print_wish *wish)
{
    const char *format = cli_value(cli, "format");
    const char *encoding = cli_value(cli, "encoding");
    bool leaves = cli_has(cli, "output") || cli_has(cli, "printer");
    wish->is_text = format && strcmp(format, "text") == 0;
    if (format && !wish->is_text && strcmp(format, "pdf") != 0) {
        return cli_usage(tr("--format does not know %s"), format);
    }
    if (encoding && !wish->is_text) {
        return cli_usage("%s", tr("--encoding belongs to --format text"));
    }
    wish->encoding = encoding ? encode_by_name(encoding) : leaves ? ENC_GBK : ENC_UTF8;
    if (wish->encoding != ENC_GBK && wish->encoding != ENC_UTF8) {
        return cli_usage(tr("--encoding does not know %s"), encoding);
    }
    if (cli_has(cli, "printer") && wish->is_text && wish->encoding != ENC_GBK) {
        return cli_usage("%s", tr("A dot-matrix printer takes GBK and nothing else"));
    }
    if (!wish->is_text && !leaves && isatty(STDOUT_FILENO)) {
        return cli_usage("%s", tr("A PDF is nothing for a terminal: use -o FILE or --printer"));
    }
    return 0;
}

static int read_wish(const struct cli *cli, struct print_wish *wish)
{
    const char *profile = cli_value(cli, "profile");
    const char *names = cli_value(cli, "names");
    if (!print_form_by_name(cli->args[0], &wish->form)) {
        return cli_usage(tr("Unknown form %s; see print --list"), cli->args[0]);
    }
    wish->profile = print_profile_by_name(profile ? profile : "full");
    if (!wish->profile) {
        return cli_usage(tr("--profile does not know %s"), profile);
    }
    bool keep = names && strcmp(names, "keep") == 0;
    if (names && !keep && strcmp(names, "cover") != 0) {
        return cli_usage(tr("--names does not know %s"), names);
    }
    wish->covers = names ? !keep : wish->profile->bit != PROFILE_FULL;
    wish->record = NONE;
    if (cli_has(cli, "output") && cli_has(cli, "printer")) {
        return cli_usage("%s", tr("-o and --printer do not go together"));
    }
    if (cli_has(cli, "blank") ? wish->form.kind == NULL : !cli_has(cli, "student")) {
        return cli_usage("%s", cli_has(cli, "blank") ? tr("There is no empty summary")
                                                     : tr("--student says whose paper it is"));
    }
    int status = read_sheet(cli_value(cli, "sheet"), wish);
    return status ? status : read_format(cli, wish);
}

static int read_record(const struct cli *cli, struct print_wish *wish)
{
    if (!cli_has(cli, "record")) {
        return 0;
    }
    char *end;
    const char *text = cli_value(cli, "record");
    wish->record = strtoll(text, &end, 10);
    return wish->record > 0 && !*end ? 0 : cli_fail(ERR_NOT_FOUND, text);
}

/* --to: a guardian of the pupil, a member of staff, else the words themselves. */
static char *person_of(struct reg *reg, int64_t pupil, const char *text)
{
    struct record *rec;
    char *found = NULL;
    if (store_load_kind(reg, &kind_pupil, pupil, &rec) == ERR_OK) {
        const struct rows *rows = record_rows(rec, kind_part(&kind_pupil, "guardians"));
        for (size_t i = 0; i < rows->n && !found; i++) {
            const struct pupil_guardian *g = rows->at[i];
            found = g->name && strcmp(g->name, text) == 0
                        ? str_format("G%lld.%lld", (long long)pupil, (long long)g->head.row)
                        : NULL;
        }
        record_free(rec);
    }
    int64_t *ids;
    size_t n = roster_find_staff_like(reg->roster, text, &ids);
    for (size_t i = 0; i < n && !found; i++) {
        found = strcmp(roster_name(reg->roster, ids[i]), text) == 0
                    ? str_format("S%lld", (long long)ids[i])
                    : NULL;
    }
    xfree(ids);
    return found ? found : str_format("T%s", text);
}

/* --- the paper as bytes --- */

/* What is written otherwise is said, once a character. */
static void say_described(const uint32_t *cps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str s = STR_INIT;
        document_describe_char(&s, cps[i]);
        cli_say(tr("%s stands where no character can"), s.ptr);
        str_release(&s);
    }
}

static enum err make_text(const struct print_wish *wish, struct document *doc, struct str *out,
                          size_t *pages)
{
    struct pages laid;
    uint32_t *cps = NULL;
    if (wish->encoding == ENC_GBK) {
        size_t n = document_lacking(doc, &cps);
        say_described(cps, n);
        document_describe(doc, cps, n);
        xfree(cps);
    }
    enum err e = pages_lay_out(doc, wish->paper, true, &laid);
    if (e == ERR_OK && wish->encoding == ENC_GBK) {
        e = pages_dot_matrix(&laid, out);
    }
    for (size_t i = 0; e == ERR_OK && wish->encoding == ENC_UTF8 && i < laid.n; i++) {
        str_add(out, i ? "\f" : "");
        page_text(out, &laid, i, "\n");
    }
    *pages = laid.n;
    pages_release(&laid);
    return e;
}

static enum err press(const struct print_wish *wish, const struct document *doc,
                      struct press_result *r, size_t *pages)
{
    struct pages laid;
    enum err e = pages_lay_out(doc, wish->paper, false, &laid);
    if (e == ERR_OK) {
        e = press_run(&laid, r);
        *pages = laid.n;
        pages_release(&laid);
    }
    return e;
}

/* Characters that no font has are described, and it is made anew. */
static enum err make_pdf(const struct print_wish *wish, struct document *doc, struct str *out,
                         size_t *pages)
{
    struct press_result r = PRESS_RESULT_INIT;
    enum err e = press(wish, doc, &r, pages);
    if (e == ERR_OK && r.missing_count) {
        struct press_result again = PRESS_RESULT_INIT;
        say_described(r.missing, r.missing_count);
        document_describe(doc, r.missing, r.missing_count);
        e = press(wish, doc, &again, pages);
        press_result_release(&r);
        r = again;
    }
    if (r.detail) {
        cli_say("xindang-helper: %s", r.detail);
    }
    str_addn(out, r.pdf.ptr, r.pdf.len);
    press_result_release(&r);
    return e;
}

static enum err make_bytes(const struct print_wish *wish, struct document *doc, struct str *out,
                           size_t *pages)
{
    return wish->is_text ? make_text(wish, doc, out, pages) : make_pdf(wish, doc, out, pages);
}

/* --- where it goes --- */

static int to_printer(const struct cli *cli, const struct print_wish *wish, const char *serial,
                      const struct str *bytes)
{
    const char *printer = cli_value(cli, "printer");
    char *title = str_format("xindang %s", serial ? serial : "");
    struct spool_order order = {.printer = printer[0] ? printer : NULL, .title = title,
                                .paper = wish->paper, .is_raw = wish->is_text, .copies = 1,
                                .bytes = bytes};
    char *job, *said;
    bool left;
    enum err e = spool_print(&order, PRINT_WAIT_MS, &job, &said, &left);
    int status = 0;
    if (e != ERR_OK) {
        status = cli_fail(e, said ? said : printer);
    } else if (left) {
        cli_say(tr("%s has not printed it yet; the queue keeps a copy of %s for a day"), printer,
                job);
    } else {
        cli_say(tr("printed; the queue's copy is gone"));
    }
    xfree(title);
    xfree(job);
    xwipe_str(said);
    return status;
}

static int deliver(const struct cli *cli, const struct print_wish *wish, const char *serial,
                   const struct str *bytes)
{
    const char *output = cli_value(cli, "output");
    if (cli_has(cli, "printer")) {
        return to_printer(cli, wish, serial, bytes);
    }
    if (!output) {
        return cli_print(bytes->ptr, bytes->len);
    }
    enum err e = file_replace(output, bytes->ptr, bytes->len);
    return e == ERR_OK ? 0 : cli_fail(e, output);
}

/* --- one print --- */

/* Names found in running text, covered unless they are to be kept; each is said. */
static size_t settle_names(struct print_job *job, const struct document *doc, bool cover)
{
    size_t changed = 0;
    for (size_t i = 0; i < doc->name_count; i++) {
        const struct doc_name *name = &doc->names[i];
        if (name->is_staff) {
            continue;
        }
        cli_say(cover ? tr("in the text: %s, %zu times, covered")
                      : tr("in the text: %s, %zu times, not covered"),
                name->name, name->times);
        changed += print_job_covers(job, name->id) != cover;
        print_job_cover(job, name->id, cover);
    }
    return changed;
}

static enum err build(struct cli *cli, struct reg *reg, struct print_job *job, bool covers,
                      struct document *doc)
{
    int64_t damaged = 0;
    enum err e = print_document(reg, job, false, doc, &damaged);
    if (e == ERR_OK && settle_names(job, doc, covers)) {
        document_release(doc);
        e = print_document(reg, job, false, doc, &damaged);
    }
    if (damaged) {
        cli_say(tr("%lld damaged records are missing here"), (long long)damaged);
        cli->damaged = true;
    }
    return e;
}

static int refuse(const char *why)
{
    cli_say("%s", tr(why));
    return err_status(ERR_REFUSED);
}

static int print_it(struct cli *cli, struct reg *reg, const struct print_wish *wish,
                    struct print_job *job)
{
    struct document doc;
    struct str bytes = STR_INIT;
    size_t pages = 0;
    enum err e = build(cli, reg, job, wish->covers, &doc);
    if (e != ERR_OK) {
        return cli_fail(e, cli_value(cli, "record"));
    }
    /* The number stands on the paper: the job is stored first, and is made anew with it. */
    document_release(&doc);
    e = print_job_store(reg, job);
    int64_t damaged;
    e = e == ERR_OK ? print_document(reg, job, true, &doc, &damaged) : e;
    if (e != ERR_OK) {
        return cli_fail(e, cli->dir);
    }
    /* Reading all of it may have found damage, and then it is not for everybody. */
    if (print_refusal(reg, job)) {
        document_release(&doc);
        return refuse(print_refusal(reg, job));
    }
    cli->damaged = cli->damaged || damaged;
    e = make_bytes(wish, &doc, &bytes, &pages);
    document_release(&doc);
    if (e == ERR_OK) {
        e = print_job_log(reg, job, pages, &bytes, cli_has(cli, "printer") ? "printer" : "file");
    }
    int status = e == ERR_OK ? deliver(cli, wish, job->serial, &bytes) : cli_fail(e, NULL);
    str_wipe(&bytes);
    if (status == 0 && job->recipient) {
        e = print_job_given(reg, job, 1, job->recipient);
        status = e == ERR_OK ? 0 : cli_fail(e, cli_value(cli, "to"));
    }
    return status;
}

static int print_blank_form(const struct cli *cli, struct reg *reg, const struct print_wish *wish)
{
    struct document doc;
    struct str bytes = STR_INIT;
    size_t pages;
    print_blank(reg, &wish->form, &doc);
    enum err e = make_bytes(wish, &doc, &bytes, &pages);
    int status = e == ERR_OK ? deliver(cli, wish, NULL, &bytes) : cli_fail(e, NULL);
    document_release(&doc);
    str_wipe(&bytes);
    return status;
}

static int run_print(struct cli *cli, struct reg *reg, struct print_wish *wish)
{
    int64_t pupil;
    if (cli_has(cli, "blank")) {
        return print_blank_form(cli, reg, wish);
    }
    int status = cli_find_pupil(reg, cli_value(cli, "student"), &pupil);
    status = status ? status : read_record(cli, wish);
    if (status) {
        return status;
    }
    struct print_job *job =
        print_job_new(reg, &wish->form, wish->profile, pupil, wish->record);
    xfree(job->sheet);
    job->sheet = xstrdup(wish->sheet_code);
    job->watermark = cli_has(cli, "watermark");
    if (cli_has(cli, "to")) {
        xwipe_str(job->recipient);
        job->recipient = person_of(reg, pupil, cli_value(cli, "to"));
    }
    const char *why = print_refusal(reg, job);
    status = why ? refuse(why) : print_it(cli, reg, wish, job);
    record_free(&job->head);
    return status;
}

int cli_print_form(struct cli *cli)
{
    struct print_wish wish;
    struct reg *reg;
    if (cli_has(cli, "list")) {
        return list_forms();
    }
    if (cli->arg_count == 0) {
        return cli_usage("xindang print FORM --student STUDENT");
    }
    const char *to = cli_value(cli, "to");
    if (to && !utf8_valid(to, strlen(to), NULL)) {
        return cli_usage(tr("--to must be UTF-8"));
    }
    int status = read_wish(cli, &wish);
    status = status ? status : cli_open(cli, true, &reg);
    return status ? status : cli_close(cli, reg, run_print(cli, reg, &wish));
}
