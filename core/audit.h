// SPDX-License-Identifier: MIT
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/root.h"

/*
 * The trail of who did what and when, never what the words were.  Each entry's
 * MAC covers the entry and the MAC before it; the newest stands in the root.
 * Reads are queued and go with the next commit, the tick or the lock.
 */
struct reg;

#define AUDIT_ACTIONS(X)                                                                           \
    X(MADE, "made", N_("register made"))                                                           \
    X(UNLOCK, "unlock", N_("unlocked"))                                                            \
    X(UNLOCK_FAILED, "unlock_failed", N_("failed unlocks"))                                        \
    X(LOCK, "lock", N_("locked or closed"))                                                        \
    X(CREATE, "create", N_("made"))                                                                \
    X(CHANGE, "change", N_("changed"))                                                             \
    X(STRIKE, "strike", N_("struck out"))                                                          \
    X(RESTORE, "restore", N_("taken back"))                                                        \
    X(ACT, "act", N_("act"))                                                                       \
    X(DRAFT_DROPPED, "draft_dropped", N_("draft given up"))                                        \
    X(READ, "read", N_("opened"))                                                                  \
    X(SEARCH, "search", N_("searched"))                                                            \
    X(IMPORT, "import", N_("imported"))                                                            \
    X(EXPORT, "export", N_("exported"))                                                            \
    X(PRINT, "print", N_("printed"))                                                               \
    X(PASSWORD, "password", N_("password changed"))                                                \
    X(RECOVER, "recover", N_("opened with the recovery code"))                                     \
    X(REKEY, "rekey", N_("new key and recovery code"))                                             \
    X(UNLOCK_SQL, "unlock_sql", N_("key shown for the database shell"))                            \
    X(COPY, "copy", N_("verified copy made"))                                                      \
    X(RESTORED, "restored", N_("register restored from a copy"))                                   \
    X(CHECK, "check", N_("register checked"))                                                      \
    X(MIGRATE, "migrate", N_("register brought up to date"))                                       \
    X(CLOCK, "clock", N_("clock corrected"))                                                       \
    X(OLDER, "older", N_("older register opened"))

enum audit_action {
#define X(name, id, label) AUDIT_##name,
    AUDIT_ACTIONS(X)
#undef X
        AUDIT_COUNT
};

const char *audit_label(const char *id); /* msgid for it; the id itself if unknown */

struct audit_entry {
    enum audit_action action;
    const char *kind;   /* kind's name or NULL */
    int64_t object;     /* record, NONE */
    int64_t pupil;      /* NONE */
    const char *detail; /* never words of a record; NULL */
};

/* Append inside the open transaction; moves the root's head. */
NODISCARD enum err audit_append(struct reg *reg, const struct audit_entry *entry);

/* Queue an entry (the detail is copied); audit_flush() writes what is queued. */
void audit_queue(struct reg *reg, const struct audit_entry *entry);
bool audit_is_waiting(const struct reg *reg);
NODISCARD enum err audit_append_queued(struct reg *reg);
void audit_queue_free(struct reg *reg);

/* One stored entry as read back. */
struct audit_row {
    int64_t seq, at, object, pupil;
    const char *actor, *action, *kind, *detail;
};

/*
 * Append an entry as it was read (the rewrite): moment and words stay, place
 * in the trail and MAC are this register's.  Inside the open transaction.
 */
NODISCARD enum err audit_append_row(struct reg *reg, const struct audit_row *row);

/*
 * Read the trail from its beginning, verifying, and call `each` (may be NULL)
 * for every good entry.  ERR_DAMAGED (noted with the checker) with `*bad` the
 * first seq that does not fit, or the root's when the tail is missing.
 */
NODISCARD enum err audit_read(struct reg *reg, void (*each)(void *ctx, const struct audit_row *row),
                              void *ctx, int64_t *bad);

#endif
