// SPDX-License-Identifier: MIT
#ifndef CORE_REWRITE_PRIV_H
#define CORE_REWRITE_PRIV_H

/* The file a rewrite is written to, beside the register. */
#define REWRITE_FILE "register.new"

/* Remove it with whatever SQLite put beside it; none is good. */
void rewrite_remove_new(const char *dir);

#endif
