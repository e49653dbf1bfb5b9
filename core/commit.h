// SPDX-License-Identifier: MIT
#ifndef CORE_COMMIT_H
#define CORE_COMMIT_H

#include "core/audit.h"
#include "core/record.h"

/*
 * The one door for writes.  A change set is any number of records, links,
 * drafts and audit entries; all of it goes in one transaction with the root,
 * or none of it.  Nothing is ever deleted but drafts.
 */
struct reg;

enum change_type {
    CHANGE_PUT,        /* a record's new version (or first) */
    CHANGE_LINK,       /* `next` of an act: a new MAC, no new version, no history */
    CHANGE_DRAFT,      /* a draft's whole pack; its patches go */
    CHANGE_PATCH,      /* one patch more */
    CHANGE_DROP_DRAFT, /* draft and patches go */
    CHANGE_PLACE,      /* the screens as they are */
    CHANGE_AUDIT,      /* an entry alone */
};

struct change {
    enum change_type type;
    struct record *rec;  /* PUT, LINK: owned by the set */
    int64_t id;          /* DRAFT, PATCH, DROP_DRAFT: the record being typed */
    const char *kind;    /* DRAFT: its kind's name */
    int64_t base;        /* DRAFT: version the typing began from */
    int64_t pupil;       /* DRAFT: NONE or the pupil */
    int64_t seq;         /* PATCH */
    struct str pack;     /* DRAFT, PATCH, PLACE: owned */
    struct audit_entry entry; /* AUDIT; PUT: action and detail, if not the usual ones */
    char *detail;
    bool has_entry;
};

struct changes {
    struct change *at;
    size_t n, cap;
    bool bulk;     /* an import: no audit entry a record, one for all of them */
    bool as_given; /* typed_at and version stand in the records (demo, rewrite, taking back) */
};

#define CHANGES_INIT {NULL, 0, 0, false, false}

/* The set takes the record. */
void changes_put(struct changes *set, struct record *rec);
void changes_link(struct changes *set, struct record *act);
void changes_draft(struct changes *set, int64_t id, const char *kind, int64_t base, int64_t pupil,
                   struct str *pack); /* takes the pack's contents */
void changes_patch(struct changes *set, int64_t id, int64_t seq, struct str *pack);
void changes_drop_draft(struct changes *set, int64_t id);
void changes_place(struct changes *set, struct str *pack);
void changes_audit(struct changes *set, const struct audit_entry *entry); /* detail is copied */
void changes_release(struct changes *set);

/*
 * Commit.  On success the records carry their new version, generation and
 * time, and the caches of `reg` (people, calendar) know them.  An unchanged
 * record writes nothing: saving twice changes nothing.
 *
 * ERR_CONFLICT: a stored version is newer than the one a record was read at
 * (`*conflict`, may be NULL, is the record's id); ERR_READ_ONLY: the register
 * is open for reading; ERR_FULL; ERR_IO; ERR_DAMAGED.  On failure nothing was
 * written and the set is as before.
 */
NODISCARD enum err store_commit(struct reg *reg, struct changes *set, int64_t *conflict);

/*
 * The same in steps, for long sets driven by a job: begin, step until it says
 * done, end; abort at any time.  While it is open nothing else commits.
 */
struct commit;
NODISCARD enum err commit_begin(struct reg *reg, struct changes *set, struct commit **commit);
NODISCARD enum err commit_step(struct commit *commit, size_t changes, bool *done,
                               int64_t *conflict);
NODISCARD enum err commit_end(struct commit *commit); /* frees it, whatever happens */
void commit_abort(struct commit *commit);             /* frees it */

/* Write what is queued (reads), if anything is. */
NODISCARD enum err store_flush(struct reg *reg);

/*
 * Move the write-ahead log into the file: after 2 s without keys, above 16 MB, at
 * lock.  Nothing is done while a child copies the file.
 */
NODISCARD enum err store_checkpoint(struct reg *reg);
bool store_wants_checkpoint(const struct reg *reg, int64_t idle_ms);

#endif
