// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/verify.h"
#include "locale/breaks.h"
#include "locale/catalog.h"
#include "tui/cli.h"

/* --- passwords --- */

enum { PASSWORD_LIMIT = 64 * 1024, GOOD_LENGTH = 8 };

/* One line from the terminal without echo. */
static enum err ask(const char *question, struct str *line)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    struct termios before;
    if (fd < 0) {
        return ERR_NO_TERMINAL;
    }
    if (tcgetattr(fd, &before) != 0) {
        close(fd);
        return ERR_NO_TERMINAL;
    }
    struct termios quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(fd, TCSAFLUSH, &quiet);
    enum err e = file_write_all(fd, question, strlen(question));
    char c = '\0';
    while (e == ERR_OK && c != '\n') {
        ssize_t n = read(fd, &c, 1);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            e = ERR_NO_TERMINAL;
        } else if (n == 1 && line->len < PASSWORD_LIMIT) {
            str_addc(line, c);
        }
    }
    tcsetattr(fd, TCSAFLUSH, &before);
    if (e == ERR_OK) {
        e = file_write_all(fd, "\n", 1);
    }
    close(fd);
    return e;
}

/* Normal form: full-width letters as ASCII, NFC; the same wherever a password is read. */
static enum err normal_form(const struct str *bytes, char **password)
{
    struct str narrow = STR_INIT;
    enum err e = password_normal(bytes->ptr, bytes->len, &narrow);
    if (e == ERR_OK) {
        *password = breaks_nfc(narrow.ptr);
    }
    str_wipe(&narrow);
    return e;
}

static int read_password(const char *file, const char *question, char **password)
{
    struct str bytes = STR_INIT;
    enum err e = file ? file_read(file, PASSWORD_LIMIT, &bytes) : ask(question, &bytes);
    if (e == ERR_OK) {
        e = normal_form(&bytes, password);
    }
    str_wipe(&bytes);
    if (e != ERR_OK) {
        return cli_fail(e, file);
    }
    if (!(*password)[0]) {
        xwipe_str(*password);
        cli_say("%s", tr("The password is empty"));
        return err_status(ERR_PASSWORD);
    }
    return 0;
}

static void warn_weak(const char *password)
{
    bool beyond_ascii = false;
    for (const char *p = password; *p; p++) {
        beyond_ascii = beyond_ascii || (unsigned char)*p >= 0x80;
    }
    if (utf8_count(password) < GOOD_LENGTH) {
        cli_say(tr("The password has fewer than %d characters and is quickly guessed"),
                (int)GOOD_LENGTH);
    }
    if (beyond_ascii) {
        cli_say("%s", tr("There is Chinese in the password; without an input method it cannot be "
                         "typed"));
    }
}

int cli_password(const char *file, const char *question, bool is_new, char **password)
{
    int status = read_password(file, question, password);
    if (status || !is_new) {
        return status;
    }
    if (!file) {
        char *again = NULL;
        status = read_password(NULL, tr("The same once more: "), &again);
        bool same = status == 0 && strcmp(*password, again) == 0;
        if (status == 0 && !same) {
            cli_say("%s", tr("The two passwords are not the same"));
            status = err_status(ERR_PASSWORD);
        }
        xwipe_str(again);
        if (status) {
            xwipe_str(*password);
            return status;
        }
    }
    warn_weak(*password);
    return 0;
}

/* --- opening --- */

static void say_damage(const struct reg *reg)
{
    for (size_t i = 0; i < verify_damage_count(reg); i++) {
        const struct damage *d = verify_damage(reg, i);
        if (d->id == NONE) {
            cli_say(tr("damaged: %s"), d->where);
        } else {
            cli_say(tr("damaged: %s, record %lld"), d->where, (long long)d->id);
        }
    }
}

static void say_doubts(const struct reg *reg)
{
    if (reg->side_file != ERR_OK) {
        cli_say("%s", tr(err_msgid(reg->side_file)));
    }
    if (reg->clock_doubt) {
        cli_say("%s", tr("The clock of this computer is slow; the register's time is used"));
        clock_set_offset(reg->clock_doubt);
    }
}

int cli_open(struct cli *cli, bool for_reading, struct reg **reg)
{
    int64_t holder = NONE;
    char *password = NULL;
    cli->for_reading = for_reading;
    if (!reg_exists(cli->dir)) {
        return cli_fail(ERR_NO_REGISTER, cli->dir);
    }
    int status = cli_password(cli->options.password_file, tr("Password: "), false, &password);
    if (status) {
        return status;
    }
    struct reg *opened = NULL;
    enum err e = reg_open(&(struct reg_how){.dir = cli->dir,
                                            .password = password,
                                            .lock_fd = -1,
                                            .for_reading = for_reading},
                          &opened, &holder);
    xwipe_str(password);
    if (e == ERR_PASSWORD) {
        reg_note_failed_unlock(cli->dir);
    }
    if (e == ERR_IN_USE && holder != NONE) {
        cli_say(tr("It is process %lld"), (long long)holder);
    }
    if (e == ERR_DAMAGED && opened) {
        say_damage(opened);
        cli->damaged = true;
    }
    if (e == ERR_OK || (e == ERR_DAMAGED && opened && for_reading)) {
        if (e == ERR_DAMAGED) {
            cli_fail(e, cli->dir);
        }
        say_doubts(opened);
        *reg = opened;
        return 0;
    }
    if (opened) {
        reg_close(opened, false);
    }
    return cli_fail(e, cli->dir);
}

int cli_close(struct cli *cli, struct reg *reg, int status)
{
    bool found_now = verify_damage_count(reg) > 0 && !cli->damaged;
    if (found_now) {
        say_damage(reg);
        cli_fail(ERR_DAMAGED, cli->dir);
    }
    reg_close(reg, false);
    return cli->damaged || found_now ? err_status(ERR_DAMAGED) : status;
}

/* --- naming a pupil --- */

static void list_candidates(struct reg *reg, const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct pupil_card *p = roster_pupil(reg->roster, ids[i]);
        struct str class_name = STR_INIT;
        char born[DATE_TEXT];
        roster_class_label(&class_name, reg->roster, p->class_id, clock_today());
        cli_say("%lld %s %s %s", (long long)p->id, p->name, class_name.ptr,
                date_format(p->born, born));
        str_release(&class_name);
    }
}

int cli_find_pupil(struct reg *reg, const char *text, int64_t *id)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    const struct pupil_card *card = *end ? NULL : roster_pupil(reg->roster, number);
    *id = card && !card->struck ? card->id : roster_by_student_no(reg->roster, text);
    if (*id != NONE) {
        return 0;
    }
    int64_t *ids = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (size_t i = 0; (card = roster_pupil_at(reg->roster, i)) != NULL; i++) {
        if (!card->struck && strcmp(card->name, text) == 0) {
            ids = mem_grow(ids, n, &cap, sizeof *ids);
            ids[n++] = card->id;
        }
    }
    enum err e = n == 0 ? ERR_NOT_FOUND : n > 1 ? ERR_AMBIGUOUS : ERR_OK;
    if (e == ERR_OK) {
        *id = ids[0];
    } else if (e == ERR_AMBIGUOUS) {
        list_candidates(reg, ids, n);
    }
    xfree(ids);
    return e == ERR_OK ? 0 : cli_fail(e, text);
}
