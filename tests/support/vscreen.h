// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_VSCREEN_H
#define TESTS_SUPPORT_VSCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/app.h"
#include "tui/event.h"

/*
 * A screen without a terminal: curses on /dev/null, events from memory, the
 * picture read back as text.  The clock stands at 2026-03-26 10:22:05 (a
 * Thursday) until vscreen_pass() moves it.  One at a time.
 */
struct vscreen;

/* Bring it up; the app in it has no screens yet.  80x24, 60x18, 81x25, 200x60 ... */
struct vscreen *vscreen_open(int rows, int cols);
void vscreen_close(struct vscreen *v);
struct app *vscreen_app(struct vscreen *v);

/* Events that vscreen_run() will hand over. */
void vscreen_key(struct vscreen *v, uint32_t key);
void vscreen_type(struct vscreen *v, const char *text);
void vscreen_paste(struct vscreen *v, const char *text);
void vscreen_resize(struct vscreen *v, int rows, int cols);
void vscreen_signal(struct vscreen *v, int signo);

/* Run the loop until the events are used up or the app quits, then paint. */
void vscreen_run(struct vscreen *v);

/* Let time pass: clock and uptime move, a tick is dispatched each second. */
void vscreen_pass(struct vscreen *v, int seconds);

/* Row `row` from 0 as UTF-8, spaces at its end cut; the caller xfree()s it. */
char *vscreen_line(struct vscreen *v, int row);
/* All rows, each ended by a newline; the caller xfree()s it. */
char *vscreen_dump(struct vscreen *v);
/* Whether the text stands anywhere on the screen. */
bool vscreen_has(struct vscreen *v, const char *text);

enum { VLOOK_REVERSE = 1, VLOOK_BOLD = 2, VLOOK_UNDERLINE = 4, VLOOK_DIM = 8 };
unsigned vscreen_look(struct vscreen *v, int row, int col);

void vscreen_cursor(struct vscreen *v, int *row, int *col);

#endif
