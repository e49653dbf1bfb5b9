// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_FAULTVFS_H
#define TESTS_SUPPORT_FAULTVFS_H

#include <stdbool.h>

/*
 * A VFS called "fault" whose n-th read, write, truncate or sync fails, once or
 * from then on; a failing write is torn.  Every file but those opened through it
 * is the real one's.
 */
struct fault {
    int calls;   /* so far; tests set it back */
    int fail_at; /* 0: never */
    int result;  /* the failure: SQLITE_IOERR_..., or SQLITE_FULL, which spares reads */
    bool for_ever;
};
extern struct fault fault;

/* Make it known to SQLite; once. */
void fault_register(void);

#endif
