// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/reg.h"
#include "core/setting.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/print.h"
#include "tui/screens/settings.h"

/* F4 of the preview: for whom, its words, sheet, printer, watermark, later. */

void print_take_settings(struct screen *s)
{
    struct print_screen *self = s->self;
    int64_t today = clock_today();
    const char *printer = setting_get(s->app->reg, "printer", today, "");
    self->printer = printer[0] ? xstrdup(printer) : NULL;
    self->dot_matrix = setting_int(s->app->reg, "dot_matrix", today, 0) == 1;
}

/* --- for whom --- */

static void profile_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (answer) {
        self->job = print_job_choose(s->app->reg, self->job, print_profile_at(answer - 1));
        self->described = false;
        self->page = 0;
        self->top = 0;
        print_rebuild(s);
    }
}

static void ask_profile(struct screen *s)
{
    struct ask_answer answers[ASK_MOST] = {{tr("leave it"), 0}};
    size_t n = 1;
    const struct print_profile *p;
    for (; (p = print_profile_at(n - 1)) != NULL; n++) {
        answers[n].words = tr(codes_find(&codes_print_profile, p->code)->label);
    }
    ask_push(s->app, &(struct ask){.question = tr("For whom is it?"), .answers = answers,
                                   .count = n, .done = profile_answer, .ctx = s});
}

/* --- sheet --- */

static void sheet_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (answer) {
        xfree(self->job->sheet);
        self->job->sheet = xstrdup(codes_print_sheet.codes[answer - 1].code);
        print_rebuild(s);
    }
}

static void ask_sheet(struct screen *s)
{
    struct ask_answer answers[ASK_MOST] = {{tr("leave it"), 0}};
    size_t n = 1;
    for (; n <= codes_print_sheet.count; n++) {
        answers[n].words = tr(codes_print_sheet.codes[n - 1].label);
    }
    ask_push(s->app, &(struct ask){.question = tr("Which sheet?"), .answers = answers,
                                   .count = n, .done = sheet_answer, .ctx = s});
}

/* --- printer --- */

static void kind_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    bool was = self->dot_matrix;
    self->dot_matrix = answer == 1;
    if (settings_put(s->app, "printer", self->printer ? self->printer : "") &&
        settings_put(s->app, "dot_matrix", self->dot_matrix ? "1" : "0") &&
        was != self->dot_matrix) {
        self->described = false;
        print_rebuild(s);
    }
}

static void printer_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    if (!answer) {
        return;
    }
    xfree(self->printer);
    self->printer = xstrdup(self->printers.names[answer - 1]);
    const struct ask_answer answers[] = {{tr("laser or ink"), 0}, {tr("dot-matrix, GBK"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("What kind of printer is it?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = kind_answer, .ctx = s});
}

static void ask_printer(struct screen *s)
{
    struct print_screen *self = s->self;
    struct ask_answer answers[ASK_MOST] = {{tr("leave it"), 0}};
    size_t n = 1;
    for (; n < ASK_MOST && n <= self->printers.n; n++) {
        answers[n].words = self->printers.names[n - 1];
    }
    if (n == 1) {
        app_problem(s->app, "%s", self->asked ? tr(err_msgid(ERR_NO_PRINTER))
                                              : tr("The printers have not answered yet"));
        return;
    }
    ask_push(s->app, &(struct ask){.question = tr("Which printer?"), .answers = answers,
                                   .count = n, .done = printer_answer, .ctx = s});
}

/* --- the rest --- */

static void keep_for_later(struct screen *s)
{
    struct print_screen *self = s->self;
    struct app *app = s->app;
    enum err e = app->reg->read_only ? ERR_READ_ONLY : print_job_store(app->reg, self->job);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    char *serial = xstrdup(self->job->serial);
    app_pop(app);
    app_tell(app, tr("Kept to be printed later, number %s: menu 43"), serial);
    xfree(serial);
}

/* The words are fields of the job: its own form, with its draft. */
static void write_words(struct screen *s)
{
    struct print_screen *self = s->self;
    if (strcmp(self->job->form, "summary") != 0) {
        app_tell(s->app, "%s", tr("Only the summary has words of its own"));
        return;
    }
    enum err e = print_job_store(s->app->reg, self->job);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    record_open_push(s->app, self->job->head.id);
}

enum option { OPTION_NONE, OPTION_WHOM, OPTION_WORDS, OPTION_FORM, OPTION_SHEET, OPTION_PRINTER,
              OPTION_MARK, OPTION_LATER, OPTION_COUNT };

static void option_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct print_screen *self = s->self;
    switch ((enum option)answer) {
    case OPTION_WHOM:
        ask_profile(s);
        break;
    case OPTION_WORDS:
        write_words(s);
        break;
    case OPTION_FORM: {
        struct app *app = s->app;
        int64_t pupil = self->job->pupil;
        app_pop(app);
        prints_push(app, pupil);
        break;
    }
    case OPTION_SHEET:
        ask_sheet(s);
        break;
    case OPTION_PRINTER:
        ask_printer(s);
        break;
    case OPTION_MARK:
        self->job->watermark = self->job->watermark == 1 ? 0 : 1;
        app_tell(s->app, "%s", self->job->watermark == 1
                                   ? tr("Grey words will stand across each page")
                                   : tr("No watermark"));
        print_rebuild(s);
        break;
    case OPTION_LATER:
        keep_for_later(s);
        break;
    case OPTION_NONE:
    case OPTION_COUNT:
        break;
    }
}

void print_options(struct screen *s)
{
    const struct ask_answer answers[OPTION_COUNT] = {
        [OPTION_NONE] = {tr("nothing"), 0},       [OPTION_WHOM] = {tr("for whom"), 0},
        [OPTION_WORDS] = {tr("words"), 0},        [OPTION_FORM] = {tr("another paper"), 0},
        [OPTION_SHEET] = {tr("sheet"), 0},
        [OPTION_PRINTER] = {tr("printer"), 0},    [OPTION_MARK] = {tr("watermark"), 0},
        [OPTION_LATER] = {tr("print later"), 0},
    };
    ask_push(s->app, &(struct ask){.question = tr("What is to be changed?"), .answers = answers,
                                   .count = OPTION_COUNT, .done = option_answer, .ctx = s});
}
