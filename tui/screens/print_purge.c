// SPDX-License-Identifier: MIT
#include <poll.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/errand.h"
#include "core/prefs.h"
#include "core/spool.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/screens.h"
#include "tui/screens/print.h"
#include "tui/session.h"

/*
 * CUPS keeps what it has printed for a day.  Behind the screens the queue is
 * asked until the job is through, then its copy is purged; where that does not
 * come to an end it is said, because then it lies there in clear.  Its number in
 * the queue stands in the settings file meanwhile, so that a lock or a crash in
 * between only puts it off.
 */
enum { STEP_MS = 5, LOOK_EVERY_MS = 700, GIVE_UP_MS = 10 * 60 * 1000 };

struct purge {
    struct app *app;
    char *job;
    struct errand *errand;
    bool purging; /* the errand purges */
    int64_t again; /* uptime ms of the next look */
    int64_t until;
    bool done;
};

/* --- what is still to be cleared: numbers with spaces around them --- */

static void note(const struct app *app, const char *job, bool waits)
{
    struct prefs prefs;
    struct str all = STR_INIT;
    prefs_load(&prefs, session_of(app)->dir);
    const char *old = prefs_get(&prefs, "spooled", " ");
    char *key = str_format(" %s ", job);
    const char *at = strstr(old, key);
    if (waits && !at) {
        str_addf(&all, "%s%s ", old, job);
    } else if (!waits && at) {
        str_addn(&all, old, (size_t)(at - old) + 1);
        str_add(&all, at + strlen(key));
    }
    if (all.len) {
        prefs_set(&prefs, "spooled", strcmp(all.ptr, " ") == 0 ? NULL : all.ptr);
        enum err e = prefs_save(&prefs);
        (void)e; /* then a lock in between leaves it to CUPS, which keeps it for a day */
    }
    xfree(key);
    str_release(&all);
    prefs_release(&prefs);
}

void print_purge_left(struct app *app)
{
    struct prefs prefs;
    prefs_load(&prefs, session_of(app)->dir);
    for (const char *p = prefs_get(&prefs, "spooled", " "); *p;) {
        size_t n = strcspn(p, " ");
        char *job = xmemdupz(p, n);
        if (n) {
            print_purge(app, job);
        }
        xfree(job);
        p += n + (p[n] == ' ');
    }
    prefs_release(&prefs);
}

/* --- clearing --- */

static bool looked(struct purge *p)
{
    bool waits = true;
    enum err e = spool_looked(p->errand, p->job, &waits);
    p->errand = NULL;
    p->again = clock_uptime() + LOOK_EVERY_MS;
    if (e != ERR_OK) {
        return false;
    }
    if (!waits && spool_purge(p->job, &p->errand) == ERR_OK) {
        p->purging = true;
        return true;
    }
    return waits && clock_uptime() < p->until;
}

static bool purge_step(void *ctx)
{
    struct purge *p = ctx;
    if (!p->errand && clock_uptime() < p->again) {
        (void)poll(NULL, 0, STEP_MS);
        return true;
    }
    if (!p->errand) {
        return spool_look(&p->errand) == ERR_OK;
    }
    if (errand_step(p->errand, STEP_MS)) {
        return true;
    }
    if (!p->purging) {
        return looked(p);
    }
    p->done = spool_purged(p->errand) == ERR_OK;
    p->errand = NULL;
    return false;
}

static void purge_done(void *ctx, bool stopped)
{
    struct purge *p = ctx;
    if (p->errand) {
        struct errand_result r = ERRAND_RESULT_INIT;
        enum err e = errand_end(p->errand, &r);
        (void)e; /* it was stopped */
        errand_result_release(&r);
    }
    if (!stopped) {
        note(p->app, p->job, false);
    }
    if (!p->done && !stopped) {
        app_problem(p->app,
                    tr("The printer's queue still keeps the paper %s; it has to be cleared"),
                    p->job);
        app_dirty(p->app);
    }
    xfree(p->job);
    xfree(p);
}

void print_purge(struct app *app, const char *job)
{
    struct purge *p = xcalloc(1, sizeof *p);
    p->app = app;
    p->job = xstrdup(job);
    p->again = clock_uptime();
    p->until = p->again + GIVE_UP_MS;
    note(app, job, true);
    app_job(app, &(struct job){.step = purge_step, .done = purge_done, .ctx = p});
}
