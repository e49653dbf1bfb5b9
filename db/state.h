// SPDX-License-Identifier: MIT
#ifndef DB_STATE_H
#define DB_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "db/key.h"

/*
 * The side file outside the register's folder that notices an older register
 * put back (and an older side file): architecture.md section 4.
 * $XDG_STATE_HOME/xindang/ID, else ~/.local/state/xindang/ID, with a MAC.
 */
struct state {
    int64_t generation;        /* the register's generation when it was written */
    int64_t closing;           /* the generation the closing commit will have */
    uint8_t head[MAC_BYTES];   /* the audit head it will have */
};

/*
 * ERR_MISSING when there is none, or neither XDG_STATE_HOME (an absolute path)
 * nor HOME is set; ERR_DAMAGED when its MAC does not fit; ERR_NO_PERMISSION,
 * ERR_IO.  `*state` is written only on success.
 */
NODISCARD enum err state_read(const struct key *key, struct state *state);

/* Write and fsync (file 0600, folders 0700).  ERR_MISSING as above; file_replace()'s errors. */
NODISCARD enum err state_write(const struct key *key, const struct state *state);

#endif
