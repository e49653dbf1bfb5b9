// SPDX-License-Identifier: MIT
#ifndef TUI_JOB_H
#define TUI_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Long work in small steps.  The loop runs steps for at most JOB_SLICE
 * milliseconds while no key waits.  No threads.
 */

enum { JOB_SLICE = 8 };

struct job {
    const char *title; /* msgid; what row 23 says while a modal job runs; may be NULL */
    bool modal;        /* keys wait until it ends, Esc stops it */
    bool no_stop;      /* a modal job that Esc cannot stop */
    /* One step of at most a few milliseconds; false: there is no more. */
    bool (*step)(void *ctx);
    /* How far it is, for row 23; may be NULL. */
    void (*progress)(void *ctx, size_t *done, size_t *total);
    /* It ended; `stopped`: by Esc, the lock or a signal.  Called once; frees ctx. */
    void (*done)(void *ctx, bool stopped);
    void *ctx;
};

/* The jobs of the program, oldest first.  All zero is empty. */
struct jobs {
    struct job *list;
    size_t count;
    size_t cap;
    size_t turn; /* which one has the next slice */
};

/* Take over a copy of `job`. */
void jobs_add(struct jobs *jobs, const struct job *job);

/*
 * Run steps, job after job, until `slice` ms by `uptime` are used or nothing is
 * left to do.  Returns whether a job ended.
 */
bool jobs_run(struct jobs *jobs, int slice, int64_t (*uptime)(void));

/* The modal job, NULL if none runs. */
const struct job *jobs_modal(const struct jobs *jobs);

/* Stop the job whose ctx this is (all of them for NULL): done(ctx, true). */
void jobs_stop(struct jobs *jobs, const void *ctx);

/* Stop all and free the list. */
void jobs_release(struct jobs *jobs);

#endif
