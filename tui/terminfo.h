// SPDX-License-Identifier: MIT
#ifndef TUI_TERMINFO_H
#define TUI_TERMINFO_H

#include <stdbool.h>

/*
 * Whether the system describes terminals of this name.  Apart from term.c
 * because <term.h> has a struct term of its own.  Asked before newterm(),
 * which leaks when it fails.
 */
bool terminfo_knows(const char *type, int fd);

#endif
