// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_CRITICAL_H
#define TUI_SCREENS_CRITICAL_H

#include "tui/keying.h"
#include "tui/screens.h"

/*
 * S15: a critical item stops the row.  It comes unasked, so no digit and no Enter answers
 * it; keys typed meanwhile go to k->ahead and are shown.  To a helper it says nothing but
 * whom to hand the sheet to.
 */
enum critical_way { CRITICAL_SEEN, CRITICAL_ACT, CRITICAL_WRONG };

struct critical_how {
    struct keying *k;
    bool helper;
    void (*done)(void *ctx, enum critical_way way);
    void *ctx; /* outlives the screen */
};
void critical_push(struct app *app, const struct critical_how *how);

#endif
