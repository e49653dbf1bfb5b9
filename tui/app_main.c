// SPDX-License-Identifier: MIT
#include "tui/app_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/prefs.h"
#include "core/reg_lock.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/event.h"
#include "tui/session.h"
#include "tui/term.h"

extern char **environ;

static const struct session_ways ways = {
    .today = today_push,
    .import = import_push,
    .pupils = pupils_push,
    .interview = interview_push,
    .record_new = record_new_push,
    .record_open = record_open_push,
    .records = records_push,
    .codes = codes_push,
    .known = screens_known,
    .opened = print_purge_left,
    .exec = execve,
};

/* What the settings file says about language and width, before anything is drawn. */
static void take_prefs(const struct app_options *options, const char *dir)
{
    struct prefs prefs;
    prefs_load(&prefs, dir);
    (void)catalog_choose(options->lang ? options->lang : prefs_get(&prefs, "language", "zh_CN"));
    width_set_ambiguous(prefs_int(&prefs, "ambiguous", 1) == 2 ? 2 : 1);
    prefs_release(&prefs);
}

/* The folder's lock, before the screens come up; false (said) when another xindang has it. */
static bool take_lock(const char *dir, const struct session_handed *handed, int *fd)
{
    int64_t pid = 0;
    *fd = handed->lock_fd;
    if (*fd >= 0 && reg_lock_is_ours(dir, *fd)) {
        reg_lock_keep(*fd, false);
        return true;
    }
    *fd = -1;
    if (!reg_exists(dir)) {
        return true;
    }
    enum err e = reg_lock_take(dir, fd, &pid);
    if (e != ERR_IN_USE) {
        return true; /* what else there is, opening will say on the page */
    }
    if (pid > 0) {
        fprintf(stderr, tr("xindang: %s: %s (process %lld)\n"), dir, tr(err_msgid(e)),
                (long long)pid);
    } else {
        fprintf(stderr, "xindang: %s: %s\n", dir, tr(err_msgid(e)));
    }
    return false;
}

static void first_page(struct app *app, const struct app_options *options)
{
    const struct session_state *s = session_of(app);
    if (!reg_exists(s->dir)) {
        first_run_push(app);
        return;
    }
    unlock_push(app, s->locked_at > 0);
    if (options->password && s->locked_at == 0) {
        char *password = session_normal(options->password);
        enum err e = session_open(app, password, NULL);
        xwipe_str(password);
        if (app->reg) {
            session_go_on(app);
        } else {
            app_problem(app, "%s", tr(err_msgid(e)));
        }
    }
}

/* The demo school: this program once more, under a clean terminal. */
static void run_demo(void)
{
    char *lang = xstrdup(catalog_language());
    char *argv[] = {xstrdup("xindang"), xstrdup("--lang"), lang, xstrdup("demo"), NULL};
    execve("/proc/self/exe", argv, environ);
    for (size_t i = 0; argv[i]; i++) {
        xfree(argv[i]);
    }
}

static void run(struct term *term, const struct app_options *options, const char *dir,
                const struct session_handed *handed, int lock_fd)
{
    struct app app;
    struct session_state session;
    struct event_reader *reader = event_reader_new(term);
    app_init(&app, term, event_reader_source(reader));
    session_init(&session, &app, dir, &ways);
    app.hooks.command = screens_command;
    session.lock_fd = lock_fd;
    session.is_demo = options->is_demo;
    if (handed->lock_fd >= 0) {
        session.why = handed->why;
        session.locked_at = app.now();
        session.clock_offset = handed->clock_offset;
        clock_set_offset(handed->clock_offset);
    }
    first_page(&app, options);
    app_run(&app);
    session_close(&app);
    bool to_demo = session.to_demo;
    app_release(&app);
    session_release(&session);
    event_reader_free(reader);
    term_close(term);
    if (to_demo) {
        run_demo();
    }
}

int app_main(const struct app_options *options)
{
    struct session_handed handed;
    struct term *term = NULL;
    char *dir = reg_default_dir(options->dir);
    int status = 1;
    int lock_fd = -1;
    (void)session_handed(&handed);
    take_prefs(options, dir);
    enum err e = key_start();
    if (e != ERR_OK) {
        fprintf(stderr, "xindang: %s\n", tr(err_msgid(e)));
    } else if (!take_lock(dir, &handed, &lock_fd)) {
        status = err_status(ERR_IN_USE);
    } else {
        enum term_state state = term_open(&term, handed.terminal.len ? handed.terminal.ptr : NULL);
        if (state == TERM_READY) {
            run(term, options, dir, &handed, lock_fd);
            status = 0;
        } else {
            reg_lock_drop(lock_fd);
            term_explain(state, stderr);
        }
    }
    str_release(&handed.terminal);
    xfree(dir);
    return status;
}
