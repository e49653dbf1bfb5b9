// SPDX-License-Identifier: MIT
#ifndef CORE_STEPS_H
#define CORE_STEPS_H

#include <stdint.h>

/*
 * What the school does when a pupil speaks of danger: four steps and the telephones
 * needed now (screens.md S11).  The school's own words are settings danger_1 to
 * danger_4 and danger_phones; without them the delivered ones hold.
 */
struct reg;

enum { STEP_COUNT = 4 };

/* The key of a step's setting (0 to STEP_COUNT - 1), and of the telephones' (STEP_COUNT). */
const char *steps_key(int step);

/*
 * A step for a pupil (NONE: nobody in particular), translated, borrowed.  While somebody
 * must not be told about the pupil, the third step names no guardian and
 * no class teacher who must not be told; the second does not call a head who must not be told.
 */
const char *steps_text(const struct reg *reg, int64_t pupil, int step);
const char *steps_phones(const struct reg *reg);

#endif
