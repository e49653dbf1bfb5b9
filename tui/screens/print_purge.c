// SPDX-License-Identifier: MIT
#include <poll.h>

#include "core/base/mem.h"
#include "core/errand.h"
#include "core/spool.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/screens/print.h"

/*
 * CUPS keeps what it has printed for a day.  Behind the screens the queue is
 * asked until the job is through, then its copy is purged; where that does not
 * come to an end it is said, because then it lies there in clear.
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
    if (!p->done && !stopped) {
        app_problem(p->app,
                    tr("The printer's queue still keeps the paper %s; it has to be cleared"), p->job);
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
    app_job(app, &(struct job){.step = purge_step, .done = purge_done, .ctx = p});
}
