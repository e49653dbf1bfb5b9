// SPDX-License-Identifier: MIT
#ifndef TUI_ASK_H
#define TUI_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Questions.  Row 22 asks, row 23 lists numbered answers; no box.  Answers that
 * row cannot bear are a list on a page of their own (ask_list.c).  The first
 * answer is the harmless one: it is what Enter takes and what Esc means.
 *
 * A question that comes unasked (a printer that fails) has a function key for
 * each answer instead and takes neither digits nor Enter; text typed meanwhile
 * goes to the screen below, for which it was meant.
 */

struct app;

enum { ASK_MOST = 60 };

struct ask_answer {
    const char *words; /* translated */
    uint32_t key;      /* only when unasked: XKEY_F2 ... */
};

struct ask {
    const char *question; /* translated; copied, as the answers are */
    const struct ask_answer *answers;
    size_t count; /* 1 to ASK_MOST; unasked 1 to 4 */
    bool unasked;
    /* Called once with the index, after the question has left the screen. */
    void (*done)(void *ctx, size_t answer);
    void *ctx; /* outlives the question: usually the screen's own state */
};

void ask_push(struct app *app, const struct ask *question);

#endif
