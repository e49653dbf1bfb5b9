// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_CHILD_H
#define CORE_BASE_CHILD_H

#include <stdbool.h>

/*
 * Work in a process of its own, so that no key waits for it: copying a file,
 * reading a copy back.  The child says nothing, has none of the parent's open
 * files and dies with the parent.  It is this process as it was when it was
 * started, so whoever holds keys stops it before the register is closed.
 */
struct child;

/*
 * Run `work(ctx)` in a child; what it returns (0 to 255) is the answer.  NULL if
 * there is no process to be had.  End it by child_ended(), child_wait() or
 * child_stop().
 */
struct child *child_start(int (*work)(void *ctx), void *ctx);

/*
 * Whether it has ended; then `*answer` is what it returned, -1 if it died, and
 * `child` is freed.  Waits for it at most `ms` milliseconds.
 */
bool child_ended(struct child *child, int ms, int *answer);

/* Wait for the end; the answer as above. */
int child_wait(struct child *child);

/* Kill it, wait until it is gone.  NULL is allowed. */
void child_stop(struct child *child);

#endif
