// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/errand.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/print.h"

/*
 * F2 of the preview.  What must be settled is asked first (who it is for, names
 * that are not covered, characters that cannot be written), then the job is
 * stored and has its number, the bytes are made with it, the trail knows, and
 * only then it leaves.  Afterwards: which copy, and who got it.
 */
enum { STEP_MS = 5 };

static void settled(struct screen *s);

/* --- what must be settled --- */

static void got_recipient(void *ctx, const char *ref)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    xwipe_str(self->job->recipient);
    self->job->recipient = xstrdup(ref);
    print_repage(s, false);
    settled(s);
}

static void ask_recipient(struct screen *s)
{
    struct print_screen *self = s->self;
    app_tell(s->app, "%s", tr("Somebody at home must not be told. Choose the guardian it is for"));
    person_push(s->app, &(struct person_how){
                            .field = spec_field(&kind_print_job.spec, "recipient"),
                            .pupil = self->job->pupil, .done = got_recipient, .ctx = s});
}

static size_t count_open(const struct print_screen *self, struct str *names)
{
    size_t n = 0;
    for (size_t i = 0; i < self->doc.name_count; i++) {
        const struct doc_name *name = &self->doc.names[i];
        if (!name->covered && !name->is_staff) {
            str_addf(names, "%s%s", n++ ? tr(", ") : "", name->name);
        }
    }
    return n;
}

static void names_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (answer == 0) {
        return;
    }
    self->covered_asked = true;
    for (size_t i = 0; answer == 1 && i < self->doc.name_count; i++) {
        if (!self->doc.names[i].is_staff) {
            print_job_cover(self->job, self->doc.names[i].id, true);
        }
    }
    if (answer == 1) {
        print_repage(s, false);
    }
    settled(s);
}

/* True: a question was asked. */
static bool ask_names(struct screen *s)
{
    struct print_screen *self = s->self;
    struct str names = STR_INIT;
    bool goes_out = print_profile_by_code(self->job->profile)->bit != PROFILE_FULL;
    bool asks = goes_out && !self->covered_asked && count_open(self, &names) > 0;
    if (asks) {
        char *question = str_format(tr("Names of other pupils in the text: %s"), names.ptr);
        const struct ask_answer answers[] = {{tr("back to the page"), 0},
                                             {tr("cover all of them"), 0},
                                             {tr("print as it is"), 0}};
        ask_push(s->app, &(struct ask){.question = question, .answers = answers,
                                       .count = COUNT(answers), .done = names_answer, .ctx = s});
        xfree(question);
    }
    str_wipe(&names);
    return asks;
}

static void lacking_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (answer == 1) {
        self->described = true;
        print_repage(s, false);
        settled(s);
    }
}

static bool ask_lacking(struct screen *s)
{
    struct print_screen *self = s->self;
    if (!self->lacking_n || self->described) {
        return false;
    }
    struct str list = STR_INIT;
    for (size_t i = 0; i < self->lacking_n && i < 3; i++) {
        document_describe_char(&list, self->lacking[i]);
    }
    char *question = str_format(tr("%zu characters cannot be written: %s"), self->lacking_n,
                                list.ptr);
    const struct ask_answer answers[] = {{tr("back to the page"), 0},
                                         {tr("write them like this"), 0}};
    ask_push(s->app, &(struct ask){.question = question, .answers = answers,
                                   .count = COUNT(answers), .done = lacking_answer, .ctx = s});
    xfree(question);
    str_release(&list);
    return true;
}

/* --- afterwards --- */

/* The preview goes; `text` is told and freed. */
static void finish(struct screen *s, char *text)
{
    struct app *app = s->app;
    app_pop(app);
    app_changed(app, &(struct notice){.record = 0, .kind = -1});
    app_tell(app, "%s", text);
    xfree(text);
}

static const char *serial_of(const struct screen *s)
{
    const struct print_screen *self = s->self;
    return self->job->serial ? self->job->serial : "-";
}

static void finish_waiting(struct screen *s)
{
    finish(s, str_format(tr("Not printed; it waits as number %s in menu 43"), serial_of(s)));
}

static void ask_whom(struct screen *s);

static void got_whom(void *ctx, const char *ref)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    enum err e = print_job_given(s->app->reg, self->job, self->copy, ref);
    if (e == ERR_REFUSED) {
        ask_whom(s);
        app_problem(s->app, "%s", tr("Somebody must not be told: choose from the list"));
        return;
    }
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    finish(s, str_format(tr("Printed and noted, number %s"), serial_of(s)));
}

static void got_copy(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (!text || !text[0]) {
        finish(s, str_format(tr("Printed, number %s; to whom it went was not noted"),
                             serial_of(s)));
        return;
    }
    self->copy = (int)strtol(text, NULL, 10);
    self->copy = self->copy > 0 ? self->copy : 1;
    if (self->job->recipient) {
        got_whom(s, self->job->recipient);
        return;
    }
    ask_whom(s);
}

static void ask_whom(struct screen *s)
{
    const struct print_screen *self = s->self;
    app_tell(s->app, "%s", tr("Who gets it? Esc leaves it open"));
    person_push(s->app, &(struct person_how){
                            .field = spec_field(&kind_print_job.spec, "recipient"),
                            .pupil = self->job->pupil, .done = got_whom, .ctx = s});
}

static void ask_copy(struct screen *s)
{
    line_push(s->app, tr("Which copy is this?"), "1", 3, got_copy, s);
}

/* --- into a file, where there is no printer --- */

static void got_path(void *ctx, const char *path)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    const char *home = getenv("HOME");
    if (!path || !path[0]) {
        finish_waiting(s);
        return;
    }
    char *whole = path[0] == '~' && home ? str_format("%s%s", home, path + 1) : xstrdup(path);
    enum err e = print_job_log(s->app->reg, self->job, self->pages.n, &self->bytes, "file");
    if (e == ERR_OK) {
        e = file_replace(whole, self->bytes.ptr, self->bytes.len);
    }
    xfree(whole);
    if (e != ERR_OK) {
        app_problem(s->app, "%s: %s", path, tr(err_msgid(e)));
        return;
    }
    ask_copy(s);
}

static void no_printer_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (answer == 1) {
        char *path = str_format("~/%s%s.%s", tr("print-"),
                                self->job->serial ? self->job->serial : "0",
                                self->dot_matrix ? "prn" : "pdf");
        line_push(s->app, tr("Where to? The file is not encrypted"), path, 200, got_path, s);
        xfree(path);
    } else {
        finish_waiting(s);
    }
}

static void ask_no_printer(struct screen *s)
{
    const struct ask_answer answers[] = {{tr("print later"), 0}, {tr("write a file"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("There is no printer here."),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = no_printer_answer, .ctx = s});
}

/* --- sending --- */

static bool send_step(void *ctx)
{
    const struct screen *s = ctx;
    return errand_step(((struct print_screen *)s->self)->errand, STEP_MS);
}

static void sent(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    char *job;
    char *said;
    enum err e = spool_sent(self->errand, &job, &said);
    self->errand = NULL;
    if (e == ERR_OK) {
        if (job) {
            print_purge(s->app, job);
        }
        ask_copy(s);
    } else if (!stopped) {
        audit_queue(s->app->reg, &(struct audit_entry){.action = AUDIT_PRINT, .kind = "print_job",
                                                       .object = self->job->head.id,
                                                       .pupil = self->job->pupil,
                                                       .detail = "not taken by the printer"});
        app_problem(s->app, "%s%s%s", said ? said : "", said ? "  " : "", tr(err_msgid(e)));
    }
    xfree(job);
    xwipe_str(said);
    app_dirty(s->app);
}

static void send(struct screen *s)
{
    struct print_screen *self = s->self;
    char *title = str_format("xindang %s", self->job->serial ? self->job->serial : "");
    struct spool_order order = {.printer = self->printer, .title = title,
                                .paper = paper_of(self->job->sheet),
                                .is_raw = self->dot_matrix, .copies = 1, .bytes = &self->bytes};
    enum err e = print_job_log(s->app->reg, self->job, self->pages.n, &self->bytes,
                               self->printer ? self->printer : "printer");
    e = e == ERR_OK ? spool_send(&order, &self->errand) : e;
    xfree(title);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_job(s->app, &(struct job){.title = N_("Printing"), .modal = true, .no_stop = true,
                                  .step = send_step, .done = sent, .ctx = s});
}

static void made(struct screen *s)
{
    struct print_screen *self = s->self;
    if (self->asked && !self->printers.n) {
        ask_no_printer(s);
    } else {
        send(s);
    }
}

/* --- the bytes, with the number on them --- */

static bool make_step(void *ctx)
{
    const struct screen *s = ctx;
    return press_step(((struct print_screen *)s->self)->press, STEP_MS);
}

static void pressed(void *ctx, bool stopped)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    struct press_result r = PRESS_RESULT_INIT;
    enum err e = press_end(self->press, &r);
    self->press = NULL;
    if (e == ERR_OK) {
        str_wipe(&self->bytes);
        self->bytes = r.pdf;
        str_init(&r.pdf);
        made(s);
    } else if (!stopped) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
    press_result_release(&r);
    app_dirty(s->app);
}

static void make_bytes(struct screen *s)
{
    struct print_screen *self = s->self;
    enum err e = ERR_OK;
    str_wipe(&self->bytes);
    if (self->dot_matrix) {
        e = pages_dot_matrix(&self->pages, &self->bytes);
        if (e == ERR_OK) {
            made(s);
        }
    } else {
        e = press_begin(&self->pages, &self->press);
        if (e == ERR_OK) {
            app_job(s->app, &(struct job){.title = N_("Printing"), .modal = true,
                                          .step = make_step, .done = pressed, .ctx = s});
        }
    }
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
}

static bool refuses(struct screen *s)
{
    struct print_screen *self = s->self;
    const char *why = print_refusal(s->app->reg, self->job);
    if (why) {
        xwipe_str(self->job->recipient);
        self->job->recipient = NULL;
        app_problem(s->app, "%s", tr(why));
    }
    return why != NULL;
}

/* Nothing is open any more: number, bytes, trail, printer. */
static void settled(struct screen *s)
{
    struct print_screen *self = s->self;
    if (print_needs_recipient(s->app->reg, self->job) && !self->job->recipient) {
        ask_recipient(s);
        return;
    }
    if (refuses(s) || ask_names(s) || ask_lacking(s)) {
        return;
    }
    enum err e = print_job_store(s->app->reg, self->job);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    print_repage(s, true);
    /* Reading all of it may have found damage, and then it is not for everybody. */
    if (self->is_built && !refuses(s)) {
        make_bytes(s);
    }
}

void print_go(struct screen *s)
{
    struct print_screen *self = s->self;
    self->waits = self->press != NULL;
    if (self->waits) {
        app_tell(s->app, "%s", tr("One moment, the page is still being looked at"));
    }
    if (!self->is_built || self->press || self->errand) {
        return;
    }
    self->covered_asked = false;
    settled(s);
}
