// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_OPS_H
#define TUI_SCREENS_OPS_H

#include "tui/screen.h"

/* The tables of screens that may stand in a saved place: see all.c. */
extern const struct screen_ops today_ops;   /* S4 */
extern const struct screen_ops menu_ops;    /* S5 */
extern const struct screen_ops pupils_ops;  /* S6 */
extern const struct screen_ops pupil_ops;   /* S7 */
extern const struct screen_ops form_ops;    /* S9 */
extern const struct screen_ops interview_ops; /* S12 */
extern const struct screen_ops after_ops;     /* S13 */
extern const struct screen_ops notebook_ops;  /* S8 */
extern const struct screen_ops longtext_ops; /* S11 */
extern const struct screen_ops records_ops; /* staff, posts, terms, classes */
extern const struct screen_ops sweeps_ops;  /* S17, by class */
extern const struct screen_ops grid_ops;    /* paper slips, a line each */
extern const struct screen_ops campaigns_ops; /* menu 52 */
extern const struct screen_ops progress_ops;  /* S16 */
extern const struct screen_ops sheets_ops;    /* S14 */
extern const struct screen_ops ledger_ops;  /* all records of a kind */
extern const struct screen_ops audit_ops;   /* who saw and exported */

#endif
