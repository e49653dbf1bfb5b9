// SPDX-License-Identifier: MIT
#ifndef CORE_SHEET_H
#define CORE_SHEET_H

#include "core/commit.h"
#include "core/kinds.h"
#include "core/scales.h"
#include "core/score.h"

/*
 * Answer sheets (B7): what is stored of one, and what its answers move (machines.md 3.2).
 * Answers move `alert`, `validity` and `warning` and nothing else; a level never.
 */
enum { SHEET_NO_ANSWER = '.' };

#define SHEET_HANDED_IN "1" /* of codes_part_in */
#define SHEET_ON_LEAVE "2"
#define SHEET_EXEMPT "3"
#define SHEET_ABSENT "4"
#define SHEET_DECLINED "5"

/* What the sheets of a screening are scored with. */
struct sheet_measure {
    const struct scale *scale; /* borrowed of the scales */
    struct score_how how;
    bool factors; /* a high factor waits for a talk, too */
};

/*
 * The version and table that the screening names, else those in use.  False when there is
 * no such scale or no such version of it any more.
 */
bool sheet_measure_of(const struct scales *scales, const struct campaign_scale *row,
                      struct sheet_measure *out);

/* Values of the answers by item - 1; what is no option or is missing is SCALE_NO_ANSWER. */
void sheet_values(const struct sheet_measure *m, const char *answers,
                  int8_t values[SCALE_ITEMS_MAX]);

/* Fill scale, version, table, status, marks and scores from the answers. */
void sheet_score(struct sheet *s, const struct sheet_measure *m, struct score_result *result);

/*
 * Add the sheet as done, scored, with the acts its answers ask for: validity, a critical
 * item not yet risen, waiting for a talk.  The set takes the record.  `by`: staff or NONE.
 * NULL, or a msgid saying why not.
 */
const char *sheet_put(struct reg *reg, struct changes *set, struct sheet *s,
                      const struct sheet_measure *m, int64_t by);

/*
 * A critical item fires while it is keyed: the sheet so far, as unfinished, and the alert
 * with the minute.  The set takes the record.
 */
const char *sheet_rise(struct reg *reg, struct changes *set, struct sheet *s,
                       const struct sheet_measure *m, const struct scale_critical *critical,
                       int64_t by);

/* One way out of the alert (seen, act, wrong), with its minute.  NULL, or a msgid. */
const char *sheet_alert_move(struct reg *reg, struct changes *set, const struct sheet *s,
                             const char *move, const char *reason, int64_t by);

#endif
