// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/import.h"

/*
 * F4 of S29: the file read in another way.  A text file has encodings, a
 * workbook sheets; where a spreadsheet damaged numbers that can be restored, all
 * of them at once after they were looked at.
 */

static const struct {
    const char *words;
    enum encoding encoding;
} encodings[] = {
    {N_("find out"), ENC_UNKNOWN},
    {"UTF-8", ENC_UTF8},
    {"GBK / GB18030", ENC_GB18030},
    {"UTF-16", ENC_UTF16LE},
};

/* Sheets a question can hold beside its first and last answers. */
enum { SHEETS_MOST = ASK_MOST - 3 };

static void read_encoding(struct screen *s, enum encoding encoding)
{
    struct import_screen *self = s->self;
    self->encoding = encoding;
    import_forget(s);
    if (!import_look(s)) {
        self->encoding = ENC_UNKNOWN;
        if (!import_look(s)) {
            app_pop(s->app);
        }
    }
}

static void read_sheet(struct screen *s, const char *name)
{
    struct import_screen *self = s->self;
    char *chosen = xstrdup(name); /* the list it is from goes with the job */
    xfree(self->sheet);
    self->sheet = chosen;
    import_forget(s);
    if (!import_look(s)) {
        app_pop(s->app);
    }
}

static void typed_sheet(void *ctx, const char *text)
{
    if (text && text[0]) {
        read_sheet(ctx, text);
    }
}

/* Answers behind "as it is": the ways, then all numbers, as they were put below. */
static void answer_how(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    size_t sheets = import_sheet_count(self->job);
    size_t ways = !import_is_book(self->job)  ? COUNT(encodings)
                  : sheets > SHEETS_MOST      ? SHEETS_MOST + 1
                                              : sheets;
    if (answer == 0) {
        return;
    }
    if (answer > ways) {
        import_restore_all(s);
    } else if (!import_is_book(self->job)) {
        read_encoding(s, encodings[answer - 1].encoding);
    } else if (answer <= SHEETS_MOST) {
        read_sheet(s, import_sheet_at(self->job, answer - 1));
    } else {
        line_push(s->app, tr("The name of the sheet, as it stands on its tab"), "", 31, typed_sheet,
                  s);
    }
}

void import_how_push(struct screen *s)
{
    struct import_screen *self = s->self;
    struct ask_answer answers[ASK_MOST] = {{tr("as it is"), 0}};
    size_t n = 1;
    bool is_book = import_is_book(self->job);
    for (size_t i = 0; !is_book && i < COUNT(encodings); i++) {
        answers[n++].words = tr(encodings[i].words);
    }
    for (size_t i = 0; is_book && i < import_sheet_count(self->job) && i < SHEETS_MOST; i++) {
        answers[n++].words = import_sheet_at(self->job, i);
    }
    if (is_book && import_sheet_count(self->job) > SHEETS_MOST) {
        answers[n++].words = tr("another one, by its name");
    }
    char *all = str_format(tr("restore all %zu numbers"), self->counts.offered);
    if (self->counts.offered) {
        answers[n++].words = all;
    }
    ask_push(s->app, &(struct ask){.question = is_book ? tr("Which sheet is the roster?")
                                                       : tr("How is the file encoded?"),
                                   .answers = answers, .count = n, .done = answer_how, .ctx = s});
    xfree(all);
}
