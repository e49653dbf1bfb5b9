// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_INTERVIEW_H
#define TUI_SCREENS_INTERVIEW_H

#include "tui/screens/textpage.h"

/* S12 inside; S13 (after.c) stands on it and works on its form. */
struct interview {
    struct form *form; /* a talk; owned */
    struct textpage page;
    size_t prompt; /* the one shown, from 1; 0 none */
    char *last;    /* where the last talk stopped, shown; NULL */
    bool danger;   /* the five words stand in row 22 */
    struct str answers; /* of the page after it, when it was left for the text */
};

/* What the last talk with the pupil but `but` agreed on; the caller frees it, NULL if nothing. */
char *interview_last_words(struct reg *reg, int64_t pupil, int64_t but);

#endif
