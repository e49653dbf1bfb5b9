// SPDX-License-Identifier: MIT
#include <limits.h>
#include <stdlib.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "locale/catalog.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/export.h"

/* A table handed out: what, how and where to, asked one after the other. */

struct export_wish {
    struct app *app;
    const struct kind *kind;
    bool full;
    bool book;
    char *purpose;
};

static void wish_free(struct export_wish *w)
{
    xfree(w->purpose);
    xfree(w);
}

static void got_path(void *ctx, const char *path)
{
    struct export_wish *w = ctx;
    struct app *app = w->app;
    if (!path || !path[0]) {
        wish_free(w);
        return;
    }
    struct export_screen *self = xcalloc(1, sizeof *self);
    const char *home = getenv("HOME");
    self->kind = w->kind;
    self->book = w->book;
    self->encoding = w->book ? ENC_UTF8 : ENC_GBK;
    self->full = w->full;
    self->purpose = xstrdup(w->purpose);
    self->path = path[0] == '~' && home ? str_format("%s%s", home, path + 1) : xstrdup(path);
    wish_free(w);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    export_start(app, self);
}

static void ask_path(struct export_wish *w)
{
    char day[DATE_TEXT];
    char *path = str_format("~/%s-%s.%s", tr(w->kind->label), date_format(clock_today(), day),
                            w->book ? "xlsx" : "csv");
    line_push(w->app, tr("Where to? A new file is written; an older one of the name is replaced"),
              path, 500, got_path, w);
    xfree(path);
}

static void form_answer(void *ctx, size_t answer)
{
    struct export_wish *w = ctx;
    w->book = answer == 1;
    ask_path(w);
}

static void ask_form(struct export_wish *w)
{
    const struct ask_answer answers[] = {{tr("text in GBK (.csv)"), 0},
                                         {tr("Excel workbook (.xlsx)"), 0}};
    ask_push(w->app, &(struct ask){.question = tr("What kind of file?"), .answers = answers,
                                   .count = COUNT(answers), .done = form_answer, .ctx = w});
}

static void got_purpose(void *ctx, const char *purpose)
{
    struct export_wish *w = ctx;
    if (!purpose || !purpose[0]) {
        app_tell(w->app, "%s", tr("Whole numbers need a purpose; nothing was written"));
        wish_free(w);
        return;
    }
    w->purpose = xstrdup(purpose);
    ask_form(w);
}

static void masked_answer(void *ctx, size_t answer)
{
    struct export_wish *w = ctx;
    if (answer == 1) {
        w->full = true;
        line_push(w->app, tr("What are the whole numbers for? It is logged"), "", 100, got_purpose,
                  w);
    } else {
        ask_form(w);
    }
}

/* "B4" is 4; what has no number in the school's papers comes behind them. */
static int paper_number(const struct kind *kind)
{
    return kind->paper ? (int)strtol(kind->paper + 1, NULL, 10) : INT_MAX;
}

/* How many tables stand before this one in the order of the school's papers. */
static size_t tables_before(const struct kind *const *kinds, size_t count, size_t at)
{
    int own = paper_number(kinds[at]);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        int other = paper_number(kinds[i]);
        n += kinds[i]->table && (other < own || (other == own && i < at));
    }
    return n;
}

/* Table number `n`, from 1; NULL behind the last. */
static const struct kind *table_at(size_t n)
{
    size_t count;
    const struct kind *const *kinds = kinds_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (kinds[i]->table && tables_before(kinds, count, i) + 1 == n) {
            return kinds[i];
        }
    }
    return NULL;
}

static void table_answer(void *ctx, size_t answer)
{
    struct app *app = ctx;
    if (answer == 0) {
        return;
    }
    struct export_wish *w = xcalloc(1, sizeof *w);
    w->app = app;
    w->kind = table_at(answer);
    const struct ask_answer answers[] = {{tr("masked"), 0}, {tr("whole (with a purpose)"), 0}};
    ask_push(app, &(struct ask){.question = tr("Student numbers, identity numbers, telephones"),
                                .answers = answers, .count = COUNT(answers), .done = masked_answer,
                                .ctx = w});
}

void export_push(struct app *app)
{
    struct ask_answer answers[ASK_MOST] = {{tr("nothing"), 0}};
    size_t n = 1;
    for (const struct kind *k; n < ASK_MOST && (k = table_at(n)) != NULL; n++) {
        answers[n].words = tr(k->label);
    }
    ask_push(app, &(struct ask){.question = tr("Which table shall be written to a file?"),
                                .answers = answers, .count = n, .done = table_answer,
                                .ctx = app});
}
