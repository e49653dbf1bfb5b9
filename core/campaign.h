// SPDX-License-Identifier: MIT
#ifndef CORE_CAMPAIGN_H
#define CORE_CAMPAIGN_H

#include "core/commit.h"
#include "core/kinds.h"
#include "core/scale.h"

/* Beginning a screening, and the scales of one; who takes part is core/screening.h. */
struct campaign_wish {
    const char *name;
    const struct scale *scale;
    int grade;        /* 1 to 12: that grade alone; 0 */
    int64_t class_id; /* that class alone; NONE.  Neither: the whole school */
};

/*
 * Add a new screening, counted as of today, with its first act.  NULL, or a msgid saying
 * why not; `*id` is the record's.
 */
const char *campaign_begin(struct reg *reg, struct changes *set, const struct campaign_wish *wish,
                           int64_t *id);

/* One more scale, in the version and table in use.  NULL, or a msgid: it is there already. */
const char *campaign_add_scale(struct campaign *c, const struct scale *scale);

/*
 * All screenings that are not struck, newest first.  xfree() `*ids`.  ERR_IO.
 */
NODISCARD enum err campaign_list(struct reg *reg, int64_t **ids, size_t *n);

#endif
