// SPDX-License-Identifier: MIT
#ifndef TUI_CLI_H
#define TUI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The command line (docs/xindang.1).  A command is one row of the table in
 * cli.c: name, words for the help, options, and a function that returns the
 * exit status.  Results go to standard output, everything else to standard
 * error, as "xindang: where: what to do".
 */
struct reg;
struct key;

/* What stands in front of the command; the screens get it too. */
struct cli_options {
    const char *store;         /* NULL: reg_default_dir() */
    const char *lang;          /* "zh_CN" or "en"; NULL not given: Chinese */
    const char *password_file; /* NULL: ask on the terminal */
};

struct cli_option {
    const char *name;     /* without the dashes */
    const char *argument; /* what it takes, as the help writes it; NULL: nothing */
    const char *help;     /* msgid */
};

struct cli;

struct cli_command {
    const char *name;
    const char *arguments; /* "students FILE"; "" none */
    const char *summary;   /* msgid */
    const struct cli_option *options;
    size_t option_count;
    int least, most; /* arguments that may stand behind the name */
    int (*run)(struct cli *cli);
};

/* One run of one command. */
struct cli {
    struct cli_options options;
    char *dir; /* of the register */
    const struct cli_command *command;
    const char **values; /* by the command's options; NULL not given, "" for flags */
    char *const *args;   /* what stands behind the name */
    int arg_count;
    bool damaged;        /* a damaged register is being read: the status becomes 5 */
    bool for_reading;    /* how cli_open() opened it */
};

/* Standard input may be read once: the second "-" of a line is refused. */
int cli_main(int argc, char **argv);

/* The value of option `name` of this command, NULL if it was not given; BUG if there is none. */
const char *cli_value(const struct cli *cli, const char *name);
bool cli_has(const struct cli *cli, const char *name);

/* The value as a number from `least` to `most`; `usual` when it is not given; false said. */
bool cli_number(const struct cli *cli, const char *name, int64_t least, int64_t most,
                int64_t usual, int64_t *number);

/*
 * "xindang: ..." on standard error.  Texts are filtered when a terminal shows
 * them.  cli_fail() adds the sentence for `e` and returns its status; `where`
 * may be NULL.
 */
void cli_say(const char *format, ...) PRINTF(1, 2);
int cli_fail(enum err e, const char *where);
int cli_usage(const char *format, ...) PRINTF(1, 2); /* 2, with a hint at --help */

/* Write a result to standard output, filtered when it is a terminal; 0 or a status. */
int cli_print(const char *text, size_t n);

/*
 * Open the register of `cli`: password from the file or the terminal.  0, or
 * the status after saying why.  A damaged register is opened for commands that
 * read (said, and cli_close() makes 5 of the status), refused to others.
 */
int cli_open(struct cli *cli, bool for_reading, struct reg **reg);

/* Close; the status that the command ends with. */
int cli_close(struct cli *cli, struct reg *reg, int status);

/*
 * A password in normal form: from `file` ("-" standard input), else asked on
 * /dev/tty without echo, twice if `is_new`, which also warns of short ones and
 * of Chinese.  The caller wipes `*password` with xwipe_str().  0 or a status.
 */
int cli_password(const char *file, const char *question, bool is_new, char **password);

/*
 * A pupil by record id, student number or name.  0 with the id; 1 if there is
 * none; 4 with the candidates listed.
 */
int cli_find_pupil(struct reg *reg, const char *text, int64_t *id);

/* A bar with count, rate and time left, where standard error is a terminal, after a second. */
struct cli_bar {
    const char *what; /* translated */
    int64_t began;    /* clock_uptime() */
    int64_t shown;    /* of the last drawing, 0 none */
};
void cli_bar_begin(struct cli_bar *bar, const char *what);
void cli_bar_show(struct cli_bar *bar, size_t done, size_t total);
void cli_bar_end(struct cli_bar *bar);

/* The commands, a function each. */
int cli_init(struct cli *cli);
int cli_passwd(struct cli *cli);
int cli_recover(struct cli *cli);
int cli_keys(struct cli *cli);
int cli_unlock_sql(struct cli *cli);
int cli_check(struct cli *cli);
int cli_audit(struct cli *cli);
int cli_import(struct cli *cli);
int cli_export(struct cli *cli);
int cli_find(struct cli *cli);
int cli_print_form(struct cli *cli);
int cli_demo(struct cli *cli);
int cli_rekey(struct cli *cli);
int cli_backup(struct cli *cli);
int cli_restore(struct cli *cli);
/* The recovery code's key, from a file or the terminal; 0 or a status. */
int cli_read_code(const char *file, struct key **key);
int cli_scales(struct cli *cli);
int cli_score(struct cli *cli);

#endif
