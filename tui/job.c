// SPDX-License-Identifier: MIT
#include "tui/job.h"

#include <string.h>

#include "core/base/mem.h"

void jobs_add(struct jobs *jobs, const struct job *job)
{
    jobs->list = mem_grow(jobs->list, jobs->count, &jobs->cap, sizeof *jobs->list);
    jobs->list[jobs->count++] = *job;
}

/* Take job `i` out, then tell it: done() may add or stop others. */
static void end(struct jobs *jobs, size_t i, bool stopped)
{
    struct job job = jobs->list[i];
    jobs->count--;
    memmove(&jobs->list[i], &jobs->list[i + 1], (jobs->count - i) * sizeof *jobs->list);
    if (job.done) {
        job.done(job.ctx, stopped);
    }
}

static size_t modal_index(const struct jobs *jobs)
{
    size_t i = 0;
    while (i < jobs->count && !jobs->list[i].modal) {
        i++;
    }
    return i;
}

/* The job that has the next step: a modal one before all, else in turn. */
static size_t choose(struct jobs *jobs)
{
    size_t modal = modal_index(jobs);
    if (modal < jobs->count) {
        return modal;
    }
    jobs->turn = (jobs->turn + 1) % jobs->count;
    return jobs->turn;
}

bool jobs_run(struct jobs *jobs, int slice, int64_t (*uptime)(void))
{
    bool ended = false;
    int64_t start = uptime();
    while (jobs->count > 0) {
        size_t i = choose(jobs);
        const struct job job = jobs->list[i];
        if (!job.step(job.ctx)) {
            /* The step may have added jobs; it does not take any away. */
            end(jobs, i, false);
            ended = true;
        }
        if (uptime() - start >= slice) {
            break;
        }
    }
    return ended;
}

const struct job *jobs_modal(const struct jobs *jobs)
{
    size_t i = modal_index(jobs);
    return i < jobs->count ? &jobs->list[i] : NULL;
}

void jobs_stop(struct jobs *jobs, const void *ctx)
{
    size_t i = 0;
    while (i < jobs->count) {
        if (!ctx || jobs->list[i].ctx == ctx) {
            end(jobs, i, true);
            i = 0;
        } else {
            i++;
        }
    }
}

void jobs_release(struct jobs *jobs)
{
    jobs_stop(jobs, NULL);
    xfree(jobs->list);
    *jobs = (struct jobs){0};
}
