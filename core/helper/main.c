// SPDX-License-Identifier: MIT
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/helper/verb.h"

enum { IN_MOST = 256 * 1024 * 1024 };

static const struct verb verbs[] = {
    {"xlsx-read", verb_xlsx_read, .memory = 768, .seconds = 20, .files = 3, .file_size = 0},
    {"unspool", verb_unspool, .memory = 512, .seconds = 5, .files = 8, .file_size = 0},
    {"print", verb_print, .memory = 512, .seconds = 20, .files = 32, .threads = true},
    {"xlsx-write", verb_xlsx_write, .memory = 1536, .seconds = 300, .files = 16, .file_size = 1024},
};

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

/* The error's line; what cannot be said there the exit status says. */
static void say(enum err e, const struct verb_call *call)
{
    struct str line = STR_INIT;
    str_addf(&line, "err %s\t%s\n", err_name(e), call->detail ? call->detail : "");
    (void)!file_write_all(STDERR_FILENO, line.ptr, line.len);
    str_wipe(&line);
}

static enum err run(const struct verb *verb, struct verb_call *call)
{
    struct str in = STR_INIT;
    struct str out = STR_INIT;
    struct str remarks = STR_INIT;
    call->in = &in;
    call->out = &out;
    call->remarks = &remarks;
    enum err e = limits_set(verb);
    if (e == ERR_OK) {
        e = file_read("-", IN_MOST, &in);
    }
    if (e == ERR_OK) {
        e = verb->run(call);
    }
    if (remarks.len) {
        enum err said = file_write_all(STDERR_FILENO, remarks.ptr, remarks.len);
        e = e == ERR_OK ? said : e;
    }
    if (e == ERR_OK) {
        e = file_write_all(STDOUT_FILENO, out.ptr, out.len);
    }
    str_wipe(&in);
    str_wipe(&out);
    str_wipe(&remarks);
    return e;
}

int main(int argc, char **argv)
{
    struct verb_call call = {0};
    const struct verb *verb = argc > 1 ? find_verb(argv[1]) : NULL;
    enum err e = ERR_USAGE;
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (verb) {
        call.argc = argc - 2;
        call.argv = argv + 2;
        e = run(verb, &call);
    }
    if (e != ERR_OK) {
        say(e, &call);
    }
    xwipe_str(call.detail);
    return err_status(e);
}
