// SPDX-License-Identifier: MIT
#include "core/spool.h"

#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/errand.h"

enum { ANSWER_MOST = 1024 * 1024, MS_MOST = 20000, SEND_MS = 60000, WAIT = 50, LOOK_EVERY = 500 };

/* A program in the folders of PATH; the caller frees it, NULL if there is none. */
static char *find_program(const char *name)
{
    const char *path = getenv("PATH");
    for (const char *p = path ? path : "/usr/bin:/bin"; *p;) {
        size_t n = strcspn(p, ":");
        char *dir = xmemdupz(p, n);
        char *file = file_join(dir, name);
        xfree(dir);
        if (n && access(file, X_OK) == 0) {
            return file;
        }
        xfree(file);
        p += n + (p[n] == ':');
    }
    return NULL;
}

static enum err run(const char *name, const char *const *args, const struct str *in, int64_t ms,
                    struct errand **errand)
{
    char *program = find_program(name);
    if (!program) {
        return ERR_NO_PRINTER;
    }
    enum err e = errand_begin(&(struct errand_order){.args = args,
                                                     .in = in ? in->ptr : "",
                                                     .in_len = in ? in->len : 0,
                                                     .out_most = ANSWER_MOST,
                                                     .ms_most = ms,
                                                     .program = program},
                              errand);
    xfree(program);
    return e == ERR_HELPER_MISSING ? ERR_NO_PRINTER : e;
}

/* What went wrong is said by these programs in words, not by our errors. */
static enum err verdict(enum err e)
{
    return e == ERR_OK || e == ERR_CANCELLED ? e : ERR_PRINTER;
}

/* --- which printers --- */

void spool_printers_release(struct spool_printers *p)
{
    for (size_t i = 0; i < p->n; i++) {
        xfree(p->names[i]);
    }
    xfree(p->names);
    xfree(p->usual);
    memset(p, 0, sizeof *p);
}

enum err spool_ask(struct errand **errand)
{
    static const char *const args[] = {"-d", "-a", NULL};
    return run("lpstat", args, NULL, MS_MOST, errand);
}

static void read_printers(struct spool_printers *p, const char *text)
{
    static const char usual[] = "system default destination: ";
    size_t cap = 0;
    for (const char *line = text; *line;) {
        size_t n = strcspn(line, "\n");
        size_t word = strcspn(line, " \n");
        bool is_usual = n >= sizeof usual && strncmp(line, usual, sizeof usual - 1) == 0;
        bool accepts = n > word && strncmp(line + word, " accepting", 10) == 0;
        if (is_usual) {
            xfree(p->usual);
            p->usual = xmemdupz(line + sizeof usual - 1, n - sizeof usual + 1);
        } else if (word && accepts) {
            p->names = mem_grow(p->names, p->n, &cap, sizeof *p->names);
            p->names[p->n++] = xmemdupz(line, word);
        }
        line += n + (line[n] == '\n');
    }
}

enum err spool_answer(struct errand *errand, struct spool_printers *p)
{
    struct errand_result r = ERRAND_RESULT_INIT;
    memset(p, 0, sizeof *p);
    enum err e = errand_end(errand, &r);
    if (e == ERR_OK && utf8_valid(r.out.ptr, r.out.len, NULL)) {
        read_printers(p, r.out.ptr);
    }
    errand_result_release(&r);
    return e == ERR_CANCELLED ? e : p->n ? ERR_OK : ERR_NO_PRINTER;
}

/* --- sending --- */

enum err spool_send(const struct spool_order *order, struct errand **errand)
{
    const char *args[16];
    size_t n = 0;
    char copies[12];
    char media[64];
    snprintf(copies, sizeof copies, "%d", order->copies);
    snprintf(media, sizeof media, "media=%s", order->paper->name);
    if (order->printer) {
        args[n++] = "-d";
        args[n++] = order->printer;
    }
    args[n++] = "-t";
    args[n++] = order->title;
    args[n++] = "-n";
    args[n++] = copies;
    args[n++] = "-o";
    args[n++] = order->is_raw ? "raw" : media;
    if (!order->is_raw) {
        args[n++] = "-o";
        args[n++] = "fit-to-page=false";
    }
    args[n++] = "-";
    args[n] = NULL;
    return run("lp", args, order->bytes, SEND_MS, errand);
}

/* "request id is laser-12 (1 file(s))" */
static char *job_of(const char *text)
{
    static const char words[] = "request id is ";
    const char *at = strstr(text, words);
    size_t n = at ? strcspn(at + sizeof words - 1, " \n") : 0;
    return n ? xmemdupz(at + sizeof words - 1, n) : NULL;
}

enum err spool_sent(struct errand *errand, char **job, char **said)
{
    struct errand_result r = ERRAND_RESULT_INIT;
    *job = *said = NULL;
    enum err e = verdict(errand_end(errand, &r));
    if (e == ERR_OK && utf8_valid(r.out.ptr, r.out.len, NULL)) {
        *job = job_of(r.out.ptr);
    }
    if (e == ERR_PRINTER && r.said.len) {
        *said = xmemdupz(r.said.ptr, strcspn(r.said.ptr, "\n"));
    }
    errand_result_release(&r);
    return e;
}

/* --- afterwards --- */

enum err spool_look(struct errand **errand)
{
    static const char *const args[] = {"-W", "not-completed", "-o", NULL};
    return run("lpstat", args, NULL, MS_MOST, errand);
}

enum err spool_looked(struct errand *errand, const char *job, bool *waits)
{
    struct errand_result r = ERRAND_RESULT_INIT;
    enum err e = verdict(errand_end(errand, &r));
    size_t n = strlen(job);
    *waits = false;
    for (const char *line = r.out.ptr; e == ERR_OK && line && *line;) {
        *waits = *waits || (strncmp(line, job, n) == 0 && (line[n] == ' ' || line[n] == '\n'));
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    errand_result_release(&r);
    return e;
}

/* The value of ServerName in a client.conf, where it is a socket's path; NULL if there is none. */
static char *server_in(const char *path)
{
    struct str text = STR_INIT;
    char *found = NULL;
    if (file_read(path, ANSWER_MOST, &text) == ERR_OK) {
        for (const char *p = text.ptr; *p && !found;) {
            size_t n = strcspn(p, "\n");
            const char *value = p + strcspn(p, " \t\n");
            value += strspn(value, " \t");
            if (strncasecmp(p, "ServerName", 10) == 0) {
                found = xmemdupz(value, n - (size_t)(value - p));
            }
            p += n + (p[n] == '\n');
        }
    }
    str_release(&text);
    return found;
}

/* Where lp finds its server: the user's client.conf, the system's, the usual place. */
static char *server(void)
{
    const char *home = getenv("HOME");
    char *own = home ? file_join(home, ".cups/client.conf") : NULL;
    char *found = own ? server_in(own) : NULL;
    xfree(own);
    found = found ? found : server_in("/etc/cups/client.conf");
    return found ? found : xstrdup("/run/cups/cups.sock");
}

enum err spool_purge(const char *job, struct errand **errand)
{
    const char *dash = strrchr(job, '-');
    const struct passwd *user = getpwuid(getuid());
    char *socket = server();
    const char *const args[] = {"unspool", socket, dash ? dash + 1 : job,
                                user ? user->pw_name : "nobody", NULL};
    enum err e = ERR_NO_PRINTER; /* a queue on another computer is not ours to clear */
    if (socket[0] == '/') {
        e = errand_begin(&(struct errand_order){.args = args, .in = "", .out_most = ANSWER_MOST,
                                                .ms_most = MS_MOST},
                         errand);
    }
    xfree(socket);
    return e;
}

enum err spool_purged(struct errand *errand)
{
    struct errand_result r = ERRAND_RESULT_INIT;
    enum err e = verdict(errand_end(errand, &r));
    errand_result_release(&r);
    return e;
}

/* --- all of it, for commands --- */

static void wait_for(struct errand *errand)
{
    while (errand_step(errand, WAIT)) {
    }
}

static enum err look(const char *job, bool *waits)
{
    struct errand *errand;
    enum err e = spool_look(&errand);
    if (e != ERR_OK) {
        return e;
    }
    wait_for(errand);
    return spool_looked(errand, job, waits);
}

static enum err purge(const char *job)
{
    struct errand *errand;
    enum err e = spool_purge(job, &errand);
    if (e != ERR_OK) {
        return e;
    }
    wait_for(errand);
    return spool_purged(errand);
}

enum err spool_print(const struct spool_order *order, int ms, char **job, char **said, bool *left)
{
    struct errand *errand;
    int64_t until = clock_uptime() + ms;
    *job = *said = NULL;
    *left = false;
    enum err e = spool_send(order, &errand);
    if (e != ERR_OK) {
        return e;
    }
    wait_for(errand);
    e = spool_sent(errand, job, said);
    if (e != ERR_OK || !*job) {
        return e;
    }
    *left = true;
    while (e == ERR_OK && *left && clock_uptime() < until) {
        e = look(*job, left);
        if (e == ERR_OK && *left) {
            (void)poll(NULL, 0, LOOK_EVERY);
        }
    }
    if (e == ERR_OK && !*left) {
        *left = purge(*job) != ERR_OK;
    } else {
        *left = true;
    }
    return ERR_OK;
}
