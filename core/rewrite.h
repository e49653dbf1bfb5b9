// SPDX-License-Identifier: MIT
#ifndef CORE_REWRITE_H
#define CORE_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/audit.h"
#include "core/base/str.h"
#include "core/record.h"
#include "db/key.h"

/*
 * The rewrite: authenticated records go into a new file beside the register
 * (register.new), under a new key or the same one, the new file is verified
 * and takes the register's place.  A new key and recovery code (`rekey`) and
 * compaction are uses of it.
 */
struct reg;

struct rewrite_how {
    /* Which records go along, with their history and drafts; NULL: all. */
    bool (*keep)(void *ctx, const struct record *rec);
    /* Called now and then with rows done and in all; false stops.  NULL: nobody is told. */
    bool (*tick)(void *ctx, int64_t done, int64_t all);
    void *ctx;
    enum audit_action why; /* the entry at the end of the new trail */
};

/*
 * The whole operation.  With `key` (the caller's): a new key, `password`
 * (normal form) is wrapped around it with the cost it had.  With NULL: the
 * register's own key, `password` is not used.  On success `*reg` is the
 * register opened anew and the old file is gone.
 *
 * A crash at any moment leaves a register that opens with the password: the
 * new file is written and verified beside the old one, then the key file holds
 * both secrets, then the new file is renamed, then the old secret is dropped.
 *
 * ERR_PASSWORD; ERR_DAMAGED: the register (or, never seen, the new file) does
 * not verify, it is not swapped; ERR_READ_ONLY; ERR_CANCELLED; ERR_FULL;
 * ERR_IO.  After a failure `*reg` is the old register, open as before, but for
 * the last fsync failing: rewrite_is_in_place() says which one is there then.
 * Whatever happened, `*reg` is NULL if it could not be opened again.
 */
NODISCARD enum err rewrite_run(struct reg **reg, const struct key *key, const char *password,
                               const struct rewrite_how *how);

/* Whether the register there is the one under `key`: after a failure of the run. */
bool rewrite_is_in_place(const char *dir, const struct key *key);

/* --- the steps of it, for tests that stop between them --- */

/* Write register.new under `key`, verify it, close it. */
NODISCARD enum err rewrite_copy(struct reg *reg, const struct key *key,
                                const struct rewrite_how *how);

/* Wrap `first` and `second` (may be NULL) under `password`, at the cost the key file has. */
NODISCARD enum err rewrite_keys(const char *dir, const struct key *first, const struct key *second,
                                const char *password);

/*
 * Rename register.new over the closed register.  ERR_REFUSED if the old one
 * left a write-ahead log: then it was not closed in order and stays.
 */
NODISCARD enum err rewrite_swap(const char *dir);

/*
 * What an interrupted rewrite left behind: register.new goes, and a second
 * secret in the key file if `password` is known (else NULL).  Called by
 * reg_open() once the register opened well under `key`.
 */
void rewrite_tidy(const char *dir, const struct key *key, const char *password);

/*
 * Names of the copies in DIR/backups that open with the key of this salt, one
 * a line in the order of their names, appended: after a new recovery code
 * these still open with the old one.
 */
NODISCARD enum err rewrite_old_copies(const char *dir, const uint8_t salt[SALT_BYTES],
                                      struct str *names);

#endif
