// SPDX-License-Identifier: MIT
#ifndef DB_MEMORY_H
#define DB_MEMORY_H

/*
 * The libraries under the register get their memory from core/base/mem.h:
 * exhaustion ends the program there as everywhere.  OpenSSL's answer to it is
 * not looked at by SQLCipher 3, which then writes pages that nobody can read
 * again.  Before the first use of either; again is allowed and does nothing.
 */
void memory_start(void);

#endif
