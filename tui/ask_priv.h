// SPDX-License-Identifier: MIT
#ifndef TUI_ASK_PRIV_H
#define TUI_ASK_PRIV_H

struct app;
struct ask;

/* The question as a list of its own page (ask_list.c); ask.c decides. */
void ask_list_push(struct app *app, const struct ask *question);

#endif
