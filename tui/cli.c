// SPDX-License-Identifier: MIT
#include "tui/cli.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app_main.h"

/* --- the commands: a row each --- */

static const struct cli_option init_options[] = {
    {"school", "NAME", N_("the school's full name")},
    {"stage", "primary|junior|senior|nine|twelve", N_("which grades it has; junior if not given")},
    {"name", "COUNSELLOR", N_("who keeps the register")},
    {"kdf", "light|normal|strong", N_("how long a guess at the password takes")},
};
static const struct cli_option passwd_options[] = {
    {"new-password-file", "FILE", N_("the new password is the first line of FILE")},
};
static const struct cli_option recover_options[] = {
    {"code-file", "FILE", N_("the recovery code is the first line of FILE")},
    {"new-password-file", "FILE", N_("the new password is the first line of FILE")},
};
static const struct cli_option audit_options[] = {
    {"since", "DATE", N_("entries from this day on")},
    {"student", "STUDENT", N_("entries about this pupil")},
    {"codes", NULL, N_("stored codes instead of words")},
};
static const struct cli_option import_options[] = {
    {"encoding", "auto|utf-8|gb18030|utf-16", N_("the encoding of FILE; found out if not given")},
    {"map", "FILE", N_("lines heading=key, or heading= for a column to leave out")},
    {"dry-run", NULL, N_("only look, write nothing")},
    {"sheet", "NAME", N_("of a workbook: the sheet to read (default: the first with headings)")},
    {"rejects", "FILE", N_("write the rows that were not taken to FILE")},
    {"take-back", "ID", N_("take the import with this record id back")},
};
static const struct cli_option find_options[] = {
    {"limit", "N", N_("at most N pupils")},
};
static const struct cli_option export_options[] = {
    {"list", NULL, N_("list the tables, or the columns of TABLE")},
    {"encoding", "gbk|gb18030|utf-8", N_("of the file (gbk) or of standard output (utf-8)")},
    {"format", "csv|xlsx", N_("of the file (csv, or what the name after -o ends in)")},
    {"term", "TERM", N_("records of one term, like 2025-1")},
    {"columns", "A,B", N_("only these columns")},
    {"codes", NULL, N_("stored codes instead of words")},
    {"full", NULL, N_("numbers and telephones unmasked; needs --purpose")},
    {"purpose", "TEXT", N_("what the full numbers are needed for; is logged")},
    {"unencodable", "fail|substitute|describe", N_("what happens to characters that do not fit")},
    {"output", "FILE", N_("write to FILE (-o)")},
};

static const struct cli_option print_options[] = {
    {"list", NULL, N_("list the forms")},
    {"student", "STUDENT", N_("whose paper it is")},
    {"record", "ID", N_("this one record; else all of the pupil's, oldest first")},
    {"profile", "full|meeting|class-teacher|parent|hospital",
     N_("for whom, which decides what stands on it (full)")},
    {"format", "pdf|text", N_("pdf, or text as a dot-matrix printer takes it")},
    {"encoding", "gbk|utf-8",
     N_("of text: of a file or printer (gbk), of standard output (utf-8)")},
    {"sheet", "a4|241|241-half", N_("the sheet (a4)")},
    {"names", "cover|keep", N_("other pupils' names in the text; covered but for full")},
    {"to", "PERSON", N_("who gets it: a guardian, a member of staff; is logged")},
    {"watermark", NULL, N_("grey words across each page")},
    {"blank", NULL, N_("the empty form, to be filled in by hand")},
    {"printer", "NAME", N_("send it to a printer; \"\" is the system's own choice")},
    {"output", "FILE", N_("write to FILE (-o)")},
};

static const struct cli_option restore_options[] = {
    {"replace", NULL, N_("a register that is there is put aside, into a folder beside it")},
    {"code-file", "FILE", N_("the recovery code is the first line of FILE")},
};
static const struct cli_option scales_options[] = {
    {"check", "FILE", N_("look for faults in a definition, with line and reason")},
    {"install", "FILE", N_("use this definition from now on, kept as a record")},
    {"stop", "ID", N_("take the installed version out of use; the program's own counts again")},
    {"all", NULL, N_("also scales that are for no grade of this school")},
};
static const struct cli_option score_options[] = {
    {"table", "NAME", N_("another table of cut-offs; scales SCALE names them")},
    {"missing", "NAME", N_("another rule for missing answers: refuse, prorate2")},
    {"bands", NULL, N_("a column more behind each factor: its band")},
    {"optional", NULL, N_("critical items that are off usually count too")},
};

static const struct cli_option demo_options[] = {
    {"students", "N", N_("so many pupils at school")},
    {"years", "Y", N_("so many years of records")},
    {"seed", "S", N_("another number, another school")},
    {"on", "DATE", N_("the last day; today if not given")},
    {"no-open", NULL, N_("only make it")},
};

#define OPTIONS(table) table, COUNT(table)

static const struct cli_command commands[] = {
    {"init", "", N_("make a register; prints the recovery code"), OPTIONS(init_options), 0, 0,
     cli_init},
    {"import", "students FILE", N_("take a roster in"), OPTIONS(import_options), 1, 2, cli_import},
    {"find", "TEXT", N_("find pupils"), OPTIONS(find_options), 1, 1, cli_find},
    {"export", "TABLE", N_("write a table"), OPTIONS(export_options), 0, 1, cli_export},
    {"print", "FORM", N_("print a paper, or write it to a file"), OPTIONS(print_options), 0, 1,
     cli_print_form},
    {"backup", "FILE|DIR", N_("a verified copy of the register"), NULL, 0, 1, 1, cli_backup},
    {"restore", "FILE", N_("the register back from a copy"), OPTIONS(restore_options), 1, 1,
     cli_restore},
    {"scales", "[ID]", N_("list the scales, show one, check or install a definition"),
     OPTIONS(scales_options), 0, 1, cli_scales},
    {"score", "SCALE [FILE]", N_("score answer sheets; needs no register"), OPTIONS(score_options),
     1, 2, cli_score},
    {"check", "", N_("check the whole register"), NULL, 0, 0, 0, cli_check},
    {"audit", "", N_("the trail of who did what"), OPTIONS(audit_options), 0, 0, cli_audit},
    {"passwd", "", N_("change the password"), OPTIONS(passwd_options), 0, 0, cli_passwd},
    {"recover", "", N_("set a new password with the recovery code"), OPTIONS(recover_options), 0,
     0, cli_recover},
    {"keys", "", N_("when the key file was written and for which register"), NULL, 0, 0, 0,
     cli_keys},
    {"unlock-sql", "", N_("how to open the database in the sqlcipher shell"), NULL, 0, 0, 0,
     cli_unlock_sql},
    {"rekey", "", N_("new keys and a new recovery code"), NULL, 0, 0, 0, cli_rekey},
    {"demo", "", N_("a fictional school to try things with"), OPTIONS(demo_options), 0, 0,
     cli_demo},
};

static const struct cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* --- help --- */

enum { HELP_INDENT = 16 };

static void put_option(struct str *out, const char *name, const char *argument, const char *help)
{
    const char *dashes = strcmp(name, "output") == 0 ? "-o, --" : "--";
    str_addf(out, "  %s%s%s%s\n%*s%s\n", dashes, name, argument ? " " : "",
             argument ? argument : "", HELP_INDENT, "", tr(help));
}

static int help_all(void)
{
    struct str out = STR_INIT;
    str_addf(&out, "%s\n  xindang [--store DIR] [--lang zh_CN|en] [--password-file FILE]"
                   " [COMMAND ...]\n\n%s\n", tr("Use:"), tr("Without a command the screens open."));
    str_addf(&out, "\n%s\n", tr("Commands:"));
    for (size_t i = 0; i < COUNT(commands); i++) {
        const char *gap = commands[i].arguments[0] ? " " : "";
        str_addf(&out, "  %s%s%s\n%*s%s\n", commands[i].name, gap, commands[i].arguments,
                 HELP_INDENT, "", tr(commands[i].summary));
    }
    str_addf(&out, "\n%s\n", tr("Options before the command:"));
    put_option(&out, "store", "DIR", N_("the folder that holds the register"));
    put_option(&out, "lang", "zh_CN|en", N_("the language; Chinese if not given"));
    put_option(&out, "password-file", "FILE", N_("the password is the first line of FILE"));
    put_option(&out, "help", NULL, N_("this list; `help COMMAND` says more about one"));
    put_option(&out, "version", NULL, N_("the version"));
    str_addf(&out, "\n%s\n", tr("The manual: man xindang"));
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int help_one(const struct cli_command *command)
{
    struct str out = STR_INIT;
    str_addf(&out, "%s\n  xindang %s%s%s%s\n\n%s\n", tr("Use:"), command->name,
             command->option_count ? " [OPTION ...]" : "", command->arguments[0] ? " " : "",
             command->arguments, tr(command->summary));
    if (command->option_count) {
        str_addf(&out, "\n%s\n", tr("Options:"));
    }
    for (size_t i = 0; i < command->option_count; i++) {
        put_option(&out, command->options[i].name, command->options[i].argument,
                   command->options[i].help);
    }
    int status = cli_print(out.ptr, out.len);
    str_release(&out);
    return status;
}

static int help(char **names, int count)
{
    if (count == 0) {
        return help_all();
    }
    const struct cli_command *command = find_command(names[0]);
    return command ? help_one(command) : cli_usage(tr("There is no command %s"), names[0]);
}

/* --- reading the line --- */

static size_t option_index(const struct cli *cli, const char *name)
{
    for (size_t i = 0; i < cli->command->option_count; i++) {
        if (strcmp(cli->command->options[i].name, name) == 0) {
            return i;
        }
    }
    BUG("%s has no option %s", cli->command->name, name);
}

const char *cli_value(const struct cli *cli, const char *name)
{
    return cli->values[option_index(cli, name)];
}

bool cli_has(const struct cli *cli, const char *name)
{
    return cli_value(cli, name) != NULL;
}

bool cli_number(const struct cli *cli, const char *name, int64_t least, int64_t most,
                int64_t usual, int64_t *number)
{
    const char *text = cli_value(cli, name);
    if (!text) {
        *number = usual;
        return true;
    }
    char *end;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || value < least || value > most) {
        cli_usage(tr("--%s takes a number from %lld to %lld"), name, (long long)least,
                  (long long)most);
        return false;
    }
    *number = value;
    return true;
}

/* What getopt_long() found wrong. */
static int bad_option(int c, char **argv)
{
    const char *word = argv[optind - 1];
    return c == ':' ? cli_usage(tr("%s needs a value"), word)
                    : cli_usage(tr("There is no option %s here"), word);
}

enum { OPT_STORE = 1000, OPT_LANG, OPT_PASSWORD, OPT_HELP, OPT_VERSION };

static const struct option global_options[] = {
    {"store", required_argument, NULL, OPT_STORE},
    {"lang", required_argument, NULL, OPT_LANG},
    {"password-file", required_argument, NULL, OPT_PASSWORD},
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, OPT_VERSION},
    {NULL, 0, NULL, 0},
};

/* A global option; 0, a status, or -1 where help or version is wanted. */
static int take_global(struct cli *cli, int c)
{
    switch (c) {
    case OPT_STORE:
        cli->options.store = optarg;
        return 0;
    case OPT_LANG:
        cli->options.lang = optarg;
        return catalog_choose(optarg) ? 0 : cli_usage(tr("There is no language %s"), optarg);
    case OPT_PASSWORD:
        cli->options.password_file = optarg;
        return 0;
    default:
        return -1;
    }
}

/* The command's own options and the global ones, as one table for getopt_long(). */
static struct option *all_options(const struct cli_command *command)
{
    size_t own = command->option_count;
    struct option *all = xcalloc(own + COUNT(global_options), sizeof *all);
    for (size_t i = 0; i < own; i++) {
        all[i] = (struct option){command->options[i].name,
                                 command->options[i].argument ? required_argument : no_argument,
                                 NULL, (int)i + 1};
    }
    memcpy(all + own, global_options, sizeof global_options);
    return all;
}

static int say_version(void)
{
    static const char words[] = XINDANG_VERSION "\n";
    return cli_print(words, sizeof words - 1);
}

/* Options behind the command's name; -1 to go on, else the status. */
static int read_options(struct cli *cli, int argc, char **argv)
{
    struct option *all = all_options(cli->command);
    bool has_output = false;
    for (size_t i = 0; i < cli->command->option_count; i++) {
        has_output = has_output || strcmp(cli->command->options[i].name, "output") == 0;
    }
    int status = -1;
    int c;
    optind = 0;
    const char *letters = has_output ? ":o:" : ":";
    while (status == -1 && (c = getopt_long(argc, argv, letters, all, NULL)) != -1) {
        if (c == 'o') {
            cli->values[option_index(cli, "output")] = optarg;
        } else if (c == '?' || c == ':') {
            status = bad_option(c, argv);
        } else if (c < OPT_STORE) {
            cli->values[c - 1] = optarg ? optarg : "";
        } else if (c == OPT_HELP) {
            status = help_one(cli->command);
        } else if (c == OPT_VERSION) {
            status = say_version();
        } else {
            int taken = take_global(cli, c);
            status = taken ? taken : -1;
        }
    }
    xfree(all);
    cli->args = argv + optind;
    cli->arg_count = argc - optind;
    return status;
}

/* "-" is standard input, which can be read once. */
static bool reads_input_twice(const struct cli *cli)
{
    int n = cli->options.password_file && strcmp(cli->options.password_file, "-") == 0;
    for (size_t i = 0; i < cli->command->option_count; i++) {
        n += cli->values[i] && strcmp(cli->values[i], "-") == 0 &&
             strcmp(cli->command->options[i].name, "output") != 0;
    }
    for (int i = 0; i < cli->arg_count; i++) {
        n += strcmp(cli->args[i], "-") == 0;
    }
    return n > 1;
}

static int run(struct cli *cli, int argc, char **argv)
{
    cli->values = xcalloc(cli->command->option_count + 1, sizeof *cli->values);
    int status = read_options(cli, argc, argv);
    if (status == -1 && (cli->arg_count < cli->command->least ||
                         cli->arg_count > cli->command->most)) {
        status = cli_usage("xindang %s %s", cli->command->name, cli->command->arguments);
    }
    if (status == -1 && reads_input_twice(cli)) {
        status = cli_usage("%s", tr("Standard input (-) can be read only once"));
    }
    if (status == -1) {
        cli->dir = reg_default_dir(cli->options.store);
        status = cli->command->run(cli);
    }
    xfree(cli->values);
    xfree(cli->dir);
    return status;
}

/* No command: the screens. */
static int open_screens(const struct cli *cli)
{
    char *dir = reg_default_dir(cli->options.store);
    char *password = NULL;
    int status = 0;
    if (cli->options.password_file) {
        status = cli_password(cli->options.password_file, NULL, false, &password);
    }
    if (status == 0) {
        status = app_main(&(struct app_options){.dir = dir,
                                                .lang = cli->options.lang,
                                                .password = password});
    }
    xwipe_str(password);
    xfree(dir);
    return status;
}

int cli_main(int argc, char **argv)
{
    struct cli cli = {.options = {NULL, NULL, NULL}};
    opterr = 0;
    int c;
    while ((c = getopt_long(argc, argv, "+:", global_options, NULL)) != -1) {
        int status = c == '?' || c == ':' ? bad_option(c, argv)
                     : c == OPT_VERSION   ? say_version()
                     : c == OPT_HELP      ? help_all()
                                          : take_global(&cli, c);
        if (status != 0 || c == OPT_VERSION || c == OPT_HELP) {
            return status;
        }
    }
    enum err e = key_start();
    if (e != ERR_OK) {
        return cli_fail(e, NULL);
    }
    if (optind == argc) {
        return open_screens(&cli);
    }
    if (strcmp(argv[optind], "help") == 0) {
        return help(argv + optind + 1, argc - optind - 1);
    }
    cli.command = find_command(argv[optind]);
    if (!cli.command) {
        return cli_usage(tr("There is no command %s"), argv[optind]);
    }
    return run(&cli, argc - optind, argv + optind);
}
