// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/cli.h"

/* What a command says: results to standard output, the rest to standard error. */

/* To a descriptor; a terminal never sees control or direction characters of the data. */
static enum err put(int fd, const char *text, size_t n)
{
    if (!isatty(fd)) {
        return file_write_all(fd, text, n);
    }
    struct str shown = STR_INIT;
    width_filter(&shown, text, true);
    enum err e = file_write_all(fd, shown.ptr, shown.len);
    str_wipe(&shown);
    return e;
}

static void say_list(const char *format, va_list args) PRINTF(1, 0);

static void say_list(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) {
        return;
    }
    char *text = xmalloc((size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, args);
    char *line = str_format("xindang: %s\n", text);
    enum err e = put(STDERR_FILENO, line, strlen(line));
    (void)e; /* nobody is left to be told */
    xwipe_str(text);
    xwipe_str(line);
}

void cli_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_list(format, args);
    va_end(args);
}

int cli_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_list(format, args);
    va_end(args);
    cli_say("%s", tr("See: xindang --help"));
    return err_status(ERR_USAGE);
}

int cli_fail(enum err e, const char *where)
{
    if (where) {
        cli_say("%s: %s", where, tr(err_msgid(e)));
    } else {
        cli_say("%s", tr(err_msgid(e)));
    }
    return err_status(e);
}

int cli_print(const char *text, size_t n)
{
    enum err e = put(STDOUT_FILENO, text, n);
    return e == ERR_OK ? 0 : cli_fail(e, tr("standard output"));
}

/* --- the bar --- */

enum { BAR_AFTER_MS = 1000, BAR_EVERY_MS = 200 };

void cli_bar_begin(struct cli_bar *bar, const char *what)
{
    *bar = (struct cli_bar){.what = what, .began = clock_uptime()};
}

void cli_bar_show(struct cli_bar *bar, size_t done, size_t total)
{
    int64_t now = clock_uptime();
    int64_t since = now - bar->began;
    if (!total || since < BAR_AFTER_MS || now - bar->shown < BAR_EVERY_MS ||
        !isatty(STDERR_FILENO)) {
        return;
    }
    bar->shown = now;
    size_t rate = done * 1000 / (size_t)since;
    size_t left = rate ? (total - (done < total ? done : total)) / rate : 0;
    char *line = str_format(tr("%s %zu/%zu, %zu a second, %zu s left"), bar->what, done, total,
                            rate, left);
    char *text = str_format("\r%s\033[K", line);
    enum err e = file_write_all(STDERR_FILENO, text, strlen(text));
    (void)e; /* a bar that cannot be drawn is no loss */
    xfree(line);
    xfree(text);
}

void cli_bar_end(struct cli_bar *bar)
{
    if (bar->shown) {
        enum err e = file_write_all(STDERR_FILENO, "\r\033[K", 4);
        (void)e;
    }
}
