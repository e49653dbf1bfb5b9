// SPDX-License-Identifier: MIT
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/helper/verb.h"

/*
 * unspool SOCKET NUMBER USER: purge job NUMBER, which has ended, from the queue
 * of the CUPS behind SOCKET, a socket of this computer.  `cancel -x` of CUPS 2.4
 * only purges jobs that are still active (it sends "purge-jobs" where the server
 * reads "purge-job"), and a document that was printed would lie in the spool for
 * a day.  One Cancel-Job of IPP (RFC 8011) over HTTP; nothing else is asked.
 */
enum { WAIT_SECONDS = 5, ANSWER_MOST = 64 * 1024 };

static void put_u16(struct str *out, size_t n)
{
    str_addc(out, (char)(n >> 8));
    str_addc(out, (char)(n & 0xff));
}

static void put(struct str *out, char tag, const char *name, const char *value, size_t n)
{
    str_addc(out, tag);
    put_u16(out, strlen(name));
    str_add(out, name);
    put_u16(out, n);
    str_addn(out, value, n);
}

static void put_text(struct str *out, char tag, const char *name, const char *value)
{
    put(out, tag, name, value, strlen(value));
}

static void make_request(struct str *out, long number, const char *user)
{
    struct str body = STR_INIT;
    char *uri = str_format("ipp://localhost/jobs/%ld", number);
    /* Version 2.0, Cancel-Job, request 1, operation attributes. */
    str_addn(&body, "\x02\x00\x00\x08\x00\x00\x00\x01\x01", 9);
    put_text(&body, 0x47, "attributes-charset", "utf-8");
    put_text(&body, 0x48, "attributes-natural-language", "en");
    put_text(&body, 0x45, "job-uri", uri);
    put_text(&body, 0x42, "requesting-user-name", user);
    put(&body, 0x22, "purge-job", "\x01", 1);
    str_addc(&body, 0x03);
    str_addf(out,
             "POST /jobs/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\n"
             "Connection: close\r\nAuthorization: PeerCred %s\r\nContent-Length: %zu\r\n\r\n",
             user, body.len);
    str_addn(out, body.ptr, body.len);
    xfree(uri);
    str_release(&body);
}

static int reach(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    struct timeval wait = {.tv_sec = WAIT_SECONDS};
    if (strlen(path) >= sizeof to.sun_path) {
        return -1;
    }
    memcpy(to.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
            close(fd);
            fd = -1;
        }
    }
    return fd;
}

/* Status of IPP behind the HTTP head: below 0x0100 it was done, 0x0406 there is no such job. */
static bool was_done(const struct str *answer)
{
    static const char good[] = "HTTP/1.1 200";
    const char *body = strstr(answer->ptr, "\r\n\r\n");
    size_t at = body ? (size_t)(body - answer->ptr) + 4 : answer->len;
    return strncmp(answer->ptr, good, sizeof good - 1) == 0 && answer->len >= at + 4 &&
           (answer->ptr[at + 2] == 0 || memcmp(answer->ptr + at + 2, "\x04\x06", 2) == 0);
}

static enum err ask(int fd, const struct str *request)
{
    struct str answer = STR_INIT;
    enum err e = file_write_all(fd, request->ptr, request->len);
    char chunk[4096];
    ssize_t n = 1;
    while (e == ERR_OK && n > 0 && answer.len < ANSWER_MOST) {
        n = read(fd, chunk, sizeof chunk);
        if (n > 0) {
            str_addn(&answer, chunk, (size_t)n);
        }
    }
    if (e == ERR_OK && !was_done(&answer)) {
        e = ERR_PRINTER;
    }
    str_release(&answer);
    return e;
}

enum err verb_unspool(struct verb_call *call)
{
    long number = call->argc == 3 ? strtol(call->argv[1], NULL, 10) : 0;
    if (number <= 0) {
        return ERR_USAGE;
    }
    int fd = reach(call->argv[0]);
    if (fd < 0) {
        return ERR_NO_PRINTER;
    }
    struct str request = STR_INIT;
    make_request(&request, number, call->argv[2]);
    enum err e = ask(fd, &request);
    close(fd);
    str_release(&request);
    return e;
}
