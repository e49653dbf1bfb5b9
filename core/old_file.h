// SPDX-License-Identifier: MIT
#ifndef CORE_OLD_FILE_H
#define CORE_OLD_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/record.h"

/*
 * One pupil's file as it is in an old copy, beside the open register: what
 * differs, and single records taken back as a new version through the one door.
 * The copy is only read; one with an older schema is brought up in a file of its
 * own in the register's folder, encrypted as all, which goes at the end.
 */
struct reg;
struct old_copy;

/*
 * Open the copy at `path` under the open register's key.  ERR_CODE: it belongs
 * to another register, or was made before a new recovery code; ERR_NO_COPY,
 * ERR_DAMAGED, ERR_NEWER, ERR_FULL, errors of reading.
 */
NODISCARD enum err old_copy_open(struct reg *reg, const char *path, struct old_copy **old);
void old_copy_close(struct old_copy *old); /* NULL is allowed */

enum old_state {
    OLD_GONE,    /* not in the register now */
    OLD_CHANGED, /* another version stands there now */
    OLD_STRUCK,  /* struck out since */
};

struct old_record {
    enum old_state state;
    bool fixed;         /* an act: only followed by others, never put back */
    struct record *old; /* as in the copy */
    struct record *now; /* as in the register, NULL if it is not there */
};

/*
 * The records that lie with a pupil in the copy, and the pupil's own sheet, where
 * the register has something else now; newest first.  `*list` is for
 * old_records_free().  ERR_NOT_FOUND: the copy does not know the pupil.
 */
NODISCARD enum err old_copy_compare(struct old_copy *old, int64_t pupil, struct old_record **list,
                                    size_t *n);
void old_records_free(struct old_record *list, size_t n);

/*
 * Store one as it was, as a new version over what stands there; what stood there
 * is in the history.  ERR_REFUSED for acts; store_commit()'s errors.
 */
NODISCARD enum err old_copy_take_back(struct old_copy *old, const struct old_record *record);

#endif
