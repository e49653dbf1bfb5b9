// SPDX-License-Identifier: MIT
#include "tui/term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "tui/terminfo.h"

struct term {
    SCREEN *screen;
    FILE *out;
    FILE *in;
    struct termios original; /* from before the program */
    bool has_original;
    bool talks; /* `out` is a terminal: our own sequences may go there */
    bool has_title;
    bool marks_paste;
};

/*
 * One process has one terminal, and neither a signal handler nor the die hook
 * takes an argument: see docs/HACKING.md, allowed statics.
 */
static struct {
    volatile sig_atomic_t signal;
    struct term *open;
} the_terminal;

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define TITLE_PUSH "\033[22;0t"
#define TITLE_POP "\033[23;0t"

/* Sequences that terminals send whatever their description says. */
static const struct {
    const char *bytes;
    int code;
} sequences[] = {
    {"\033[200~", TERM_PASTE_BEGIN},
    {"\033[201~", TERM_PASTE_END},
    {"\033[1;5D", TERM_CTRL_LEFT},
    {"\033[1;5C", TERM_CTRL_RIGHT},
    {"\033Od", TERM_CTRL_LEFT},
    {"\033Oc", TERM_CTRL_RIGHT},
    {"\033[1;5H", TERM_CTRL_HOME},
    {"\033[1;5F", TERM_CTRL_END},
    {"\033[A", KEY_UP},
    {"\033[B", KEY_DOWN},
    {"\033[C", KEY_RIGHT},
    {"\033[D", KEY_LEFT},
    {"\033OA", KEY_UP},
    {"\033OB", KEY_DOWN},
    {"\033OC", KEY_RIGHT},
    {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},
    {"\033[F", KEY_END},
    {"\033OH", KEY_HOME},
    {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME},
    {"\033[4~", KEY_END},
    {"\033[7~", KEY_HOME},
    {"\033[8~", KEY_END},
    {"\033[3~", KEY_DC},
    {"\033[5~", KEY_PPAGE},
    {"\033[6~", KEY_NPAGE},
    {"\033[Z", KEY_BTAB},
    {"\033OM", KEY_ENTER},
    {"\033OP", KEY_F(1)},
    {"\033OQ", KEY_F(2)},
    {"\033OR", KEY_F(3)},
    {"\033OS", KEY_F(4)},
    {"\033[11~", KEY_F(1)},
    {"\033[12~", KEY_F(2)},
    {"\033[13~", KEY_F(3)},
    {"\033[14~", KEY_F(4)},
    {"\033[15~", KEY_F(5)},
    {"\033[17~", KEY_F(6)},
    {"\033[18~", KEY_F(7)},
    {"\033[19~", KEY_F(8)},
    {"\033[20~", KEY_F(9)},
    {"\033[24~", KEY_F(12)},
};

static void on_signal(int signo)
{
    the_terminal.signal = signo;
}

static void say(struct term *t, const char *bytes)
{
    if (t->talks) {
        fputs(bytes, t->out);
        fflush(t->out);
    }
}

/* The terminal as it was; nothing of curses is called twice. */
static void restore(void)
{
    struct term *t = the_terminal.open;
    if (!t) {
        return;
    }
    the_terminal.open = NULL;
    say(t, PASTE_OFF);
    if (t->has_title) {
        say(t, TITLE_POP);
    }
    endwin();
    if (t->has_original) {
        tcsetattr(fileno(t->in), TCSADRAIN, &t->original);
    }
}

#ifndef DEBUG
/* A crash: only what a signal handler may call.  The sanitizers want it for themselves. */
static void on_crash(int signo)
{
    static const char put_right[] = PASTE_OFF "\033[?1049l\033[?1l\033>\033[?25h\033[0m\r\n";
    const struct term *t = the_terminal.open;
    if (t) {
        ssize_t ignored = write(STDOUT_FILENO, put_right, sizeof put_right - 1);
        (void)ignored;
        if (t->has_original) {
            tcsetattr(STDIN_FILENO, TCSANOW, &t->original);
        }
    }
    raise(signo); /* SA_RESETHAND: dies of it as it would have */
}
#endif

static void catch_signals(void)
{
    struct sigaction sa = {.sa_handler = on_signal};
    sigemptyset(&sa.sa_mask);
    sigaction(SIGTERM, &sa, NULL);
    sigaction(SIGHUP, &sa, NULL);
    sigaction(SIGTSTP, &sa, NULL);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGQUIT, &sa, NULL);
#ifndef DEBUG
    struct sigaction crash = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&crash.sa_mask);
    sigaction(SIGSEGV, &crash, NULL);
    sigaction(SIGBUS, &crash, NULL);
    sigaction(SIGFPE, &crash, NULL);
#endif
}

int term_take_signal(void)
{
    int signo = the_terminal.signal;
    the_terminal.signal = 0;
    return signo;
}

/* The first of the variables that decide about characters that says anything. */
static const char *locale_asked(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0] != '\0') {
            return value;
        }
    }
    return "";
}

static bool speaks_utf8(void)
{
    return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* A terminal of a GBK locale shows UTF-8 as garbage, so that is said and not tried. */
static bool choose_charset(void)
{
    const char *dot = strchr(locale_asked(), '.');
    if (dot && strncasecmp(dot + 1, "GB", 2) == 0) {
        return false;
    }
    static const char *const tries[] = {"", "C.UTF-8", "zh_CN.UTF-8"};
    for (size_t i = 0; i < COUNT(tries); i++) {
        if (setlocale(LC_CTYPE, tries[i]) && speaks_utf8()) {
            return true;
        }
    }
    return false;
}

/* Windows of the desktop take a title; others might show the bytes. */
static bool takes_title(const char *type)
{
    static const char *const kinds[] = {"xterm", "rxvt", "vte", "tmux", "screen", "konsole"};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strncmp(type, kinds[i], strlen(kinds[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the terminal's description has a string of this name. */
static bool has_string(const char *name)
{
    const char *value = tigetstr(name);
    return value && (intptr_t)value != -1;
}

static void settle_keys(struct term *t)
{
    for (size_t i = 0; i < COUNT(sequences); i++) {
        bool ours = sequences[i].code >= TERM_PASTE_BEGIN;
        if (ours || key_defined(sequences[i].bytes) == 0) {
            define_key(sequences[i].bytes, sequences[i].code);
        }
    }
    t->marks_paste = has_string("BE");
}

/* Modes, colours, keys: all that follows newterm(). */
static void settle(struct term *t, const char *type)
{
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    set_escdelay(25);
    if (!t->talks) {
        meta(stdscr, TRUE); /* a keyboard that is no tty: curses would cut bytes to seven bits */
    }
    typeahead(-1); /* a painting is never left half done because a key waits */
    if (has_colors() && start_color() == OK && use_default_colors() == OK) {
        init_pair(1, COLOR_RED, -1);
    }
    settle_keys(t);
    say(t, PASTE_ON);
    t->has_title = t->talks && takes_title(type);
    if (t->has_title) {
        fprintf(t->out, TITLE_PUSH "\033]0;%s\007", tr("Notebook"));
        fflush(t->out);
    }
}

/* The settings that term_hand_on() wrote; false if that is none. */
static bool read_handed(const char *handed, struct termios *settings)
{
    unsigned char *to = (unsigned char *)settings;
    if (strlen(handed) != 2 * sizeof *settings) {
        return false;
    }
    for (size_t i = 0; i < sizeof *settings; i++) {
        char hex[3] = {handed[2 * i], handed[2 * i + 1], '\0'};
        char *end;
        to[i] = (unsigned char)strtoul(hex, &end, 16);
        if (*end != '\0') {
            return false;
        }
    }
    return true;
}

void term_hand_on(const struct term *t, struct str *out)
{
    const unsigned char *from = (const unsigned char *)&t->original;
    for (size_t i = 0; t->has_original && i < sizeof t->original; i++) {
        str_addf(out, "%02x", from[i]);
    }
}

enum term_state term_open_on(struct term **t, FILE *out, FILE *in, const char *type)
{
    if (!choose_charset()) {
        return TERM_CHARSET;
    }
    struct term *new = xcalloc(1, sizeof *new);
    new->out = out;
    new->in = in;
    new->talks = isatty(fileno(out));
    new->has_original = tcgetattr(fileno(in), &new->original) == 0;
    if (!terminfo_knows(type, fileno(out))) {
        type = "xterm";
    }
    new->screen = newterm(type, out, in);
    bool moves = new->screen &&has_string("cup");
    if (!moves) {
        enum term_state state = new->screen ? TERM_DUMB : TERM_FAILED;
        if (new->screen) {
            endwin();
            delscreen(new->screen);
        }
        xfree(new);
        return state;
    }
    the_terminal.open = new;
    debug_set_die_hook(restore);
    settle(new, type);
    *t = new;
    return TERM_READY;
}

enum term_state term_open(struct term **t, const char *handed)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return TERM_NO_TTY;
    }
    const char *type = getenv("TERM");
    if (!type || type[0] == '\0') {
        type = "xterm";
    }
    if (strcmp(type, "linux") == 0) {
        return TERM_CONSOLE;
    }
    enum term_state state = term_open_on(t, stdout, stdin, type);
    if (state == TERM_READY) {
        catch_signals();
        struct termios before;
        if (handed && read_handed(handed, &before)) {
            (*t)->original = before;
            (*t)->has_original = true;
        }
    }
    return state;
}

void term_close(struct term *t)
{
    if (!t) {
        return;
    }
    restore();
    debug_set_die_hook(NULL);
    delscreen(t->screen);
    xfree(t);
}

/* Set apart from the sentences: which one is for which state. */
static const char *const reasons[] = {
    [TERM_READY] = "",
    [TERM_NO_TTY] = N_("xindang needs a terminal for its screens. For scripts: xindang --help"),
    [TERM_DUMB] = N_("This terminal cannot place the cursor. Open a terminal window of the "
                     "desktop and start xindang there"),
    [TERM_CONSOLE] = N_("The Linux console has no Chinese characters and no input method. Go back "
                        "to the desktop (Ctrl-Alt-F1 or Ctrl-Alt-F7) and start xindang in a "
                        "terminal window; without a desktop use fbterm"),
    [TERM_CHARSET] = N_("The terminal is not set to UTF-8. Set its encoding to UTF-8, then start "
                        "with: LC_ALL=C.UTF-8 xindang"),
    [TERM_FAILED] = N_("The screen could not be started. Try: TERM=xterm xindang"),
};

void term_explain(enum term_state state, FILE *out)
{
    const char *english = reasons[state];
    const char *translated = tr(english);
    if (strcmp(english, translated) != 0) {
        fprintf(out, "xindang: %s\n", translated);
    }
    fprintf(out, "xindang: %s\n", english);
}

void term_size(const struct term *t, int *rows, int *cols)
{
    (void)t; /* curses keeps the size of the one screen there is */
    *rows = getmaxy(stdscr);
    *cols = getmaxx(stdscr);
}

bool term_marks_paste(const struct term *t)
{
    return t->marks_paste;
}

int term_input(const struct term *t)
{
    return fileno(t->in);
}
