// SPDX-License-Identifier: MIT
#ifndef CORE_WRITE_H
#define CORE_WRITE_H

#include <stdbool.h>

#include "core/record.h"
#include "db/key.h"

/*
 * How a record becomes rows.  Used inside an open transaction by the one door
 * (commit.c) and by the rewrite (rewrite.c), by nothing else.
 */
struct reg;

/*
 * Write the record's line, its row, the rows of its parts, its marks and its
 * pupils under the register's key, and add its MAC (`mac` is written) to the
 * root's sum.  `is_new` false replaces an older version, whose MAC the caller
 * has dealt with.  ERR_FULL, ERR_IO, ERR_DAMAGED.
 */
NODISCARD enum err store_write(struct reg *reg, const struct record *rec, bool is_new,
                               uint8_t mac[MAC_BYTES]);

#endif
