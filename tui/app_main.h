// SPDX-License-Identifier: MIT
#ifndef TUI_APP_MAIN_H
#define TUI_APP_MAIN_H

#include <stdbool.h>

/* As --version and the settings say it. */
#define XINDANG_VERSION "xindang 0.1"

/* The screens from beginning to end: what `xindang` without a command does. */
struct app_options {
    const char *dir;  /* the register's folder; NULL: reg_default_dir() */
    const char *lang; /* "zh_CN" or "en"; NULL: as the settings say, else Chinese */
    bool is_demo;     /* the fictional school: the lock does not exec, the folder is the caller's */
    char *password;   /* demo: known, so that it opens at once; else NULL; stays the caller's */
};

/*
 * Run the screens; returns the exit status of the program: 0; 1 no screens
 * could be brought up (said on standard error); 6 another xindang has the
 * register open.  Reads and unsets XINDANG_HANDED, which the lock's exec
 * passes on (tui/session.h); it never holds anything secret.
 */
int app_main(const struct app_options *options);

#endif
