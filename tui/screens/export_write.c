// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/errand.h"
#include "locale/catalog.h"
#include "tui/screens/export.h"

/* The file of a table handed out: logged, written, read back, and what came of it. */

/* Whose name is written otherwise: a sheet beside the file. */
static enum err write_side_sheet(const struct export_screen *self)
{
    struct str sheet = STR_INIT;
    enum err e = ERR_OK;
    export_side_sheet(self->job, &sheet);
    if (sheet.len) {
        const char *slash = strrchr(self->path, '/');
        char *dir = slash ? xmemdupz(self->path, (size_t)(slash - self->path) + 1) : xstrdup("");
        char *beside = str_format("%s生僻字说明.txt", dir);
        e = file_replace(beside, sheet.ptr, sheet.len);
        xfree(dir);
        xfree(beside);
    }
    str_wipe(&sheet);
    return e;
}

static void say(struct app *app, const struct export_screen *self, enum err e, size_t bytes)
{
    size_t rows = export_row_count(self->job);
    const char *trouble = export_trouble(self->job);
    if (e != ERR_OK && trouble) {
        app_problem(app, tr("row %s: %s"), trouble, tr(err_msgid(e)));
    } else if (e != ERR_OK) {
        app_problem(app, "%s: %s", self->path, tr(err_msgid(e)));
    } else if (self->damaged) {
        app_problem(app, tr("Written: %zu rows, but %lld damaged records are missing"), rows,
                    (long long)self->damaged);
    } else {
        app_tell(app, tr("Written and read back: %zu rows, %zu bytes, %s"), rows, bytes,
                 self->path);
    }
}

/* The trail first: nothing leaves without a word in it. */
static void put_file(struct app *app, struct export_screen *self, const struct str *bytes)
{
    enum err e = export_log(self->job, bytes);
    if (e == ERR_OK) {
        e = file_replace(self->path, bytes->ptr, bytes->len);
    }
    if (e == ERR_OK) {
        e = write_side_sheet(self);
    }
    say(app, self, e, bytes->len);
}

void export_write(struct app *app, struct export_screen *self)
{
    struct str bytes = STR_INIT;
    enum err e = export_bytes(self->job, &bytes);
    if (e == ERR_OK) {
        put_file(app, self, &bytes);
    } else {
        say(app, self, e, 0);
    }
    str_wipe(&bytes);
}

/* --- a workbook ------------------------------------------------------------- */

struct book_job {
    struct app *app;
    struct export_screen *self;
    struct errand *errand;
};

static bool book_step(void *ctx)
{
    enum { WAIT = 4 }; /* ms; a step may take 8 */
    struct book_job *b = ctx;
    return errand_step(b->errand, WAIT);
}

static void book_done(void *ctx, bool stopped)
{
    struct book_job *b = ctx;
    struct str bytes = STR_INIT;
    enum err e = export_book_end(b->self->job, b->errand, &bytes);
    if (stopped) {
        app_problem(b->app, "%s", tr("No file was written"));
    } else if (e == ERR_OK) {
        put_file(b->app, b->self, &bytes);
    } else {
        say(b->app, b->self, e, 0);
    }
    str_wipe(&bytes);
    export_screen_free(b->self);
    xfree(b);
}

void export_write_book(struct app *app, struct export_screen *self)
{
    struct book_job *b = xcalloc(1, sizeof *b);
    enum err e = export_book_begin(self->job, &b->errand);
    if (e != ERR_OK) {
        say(app, self, e, 0);
        export_screen_free(self);
        xfree(b);
        return;
    }
    b->app = app;
    b->self = self;
    app_job(app, &(struct job){.title = N_("Writing"), .modal = true, .step = book_step,
                               .done = book_done, .ctx = b});
}
