// SPDX-License-Identifier: MIT
#ifndef CORE_WRITTEN_H
#define CORE_WRITTEN_H

#include "core/commit.h"

/*
 * Small records that another record writes, so that nothing is typed twice
 * (machines.md 2): a liaison in which something was told writes who was told.
 * Their owner is that record.
 */
struct reg;

/*
 * Add to the set what storing `rec` writes besides: made, brought up to date, or
 * struck where the record no longer says it.  Errors of loading; the set is then as it was.
 */
NODISCARD enum err written_with(struct reg *reg, const struct record *rec, struct changes *set);

#endif
