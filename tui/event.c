// SPDX-License-Identifier: MIT
#include "tui/event.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>

#include <curses.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/width.h"
#include "tui/key.h"
#include "tui/term.h"

enum {
    PASTE_CHARS = 20,  /* more than these at once are a paste (reliability.md 7) */
    PASTE_GAP = 500,   /* ms without a byte: the end mark was lost */
    REST_GAP = 20,     /* ms to wait for the rest of a character */
    DRAIN_MAX = 65536, /* codes read ahead at most */
    EMPTY_READS = 3    /* readable without a byte this often: the terminal is gone */
};

/*
 * Reads bytes with wgetch() and decodes UTF-8 itself: wget_wch() collects
 * behind an invalid byte until its buffer is full and loses what was typed.
 * A pad is read because reading a window repaints it.
 */
struct event_reader {
    struct term *term;
    WINDOW *pad;
    int *queue; /* codes of curses read ahead */
    size_t head;
    size_t count; /* from the beginning of the array, `head` of them used */
    size_t cap;
    bool marked; /* a marked paste was seen */
    int empty_reads;
};

void event_init(struct event *ev)
{
    *ev = (struct event){.kind = EVENT_TICK};
    str_init(&ev->text);
}

void event_release(struct event *ev)
{
    str_wipe(&ev->text);
}

struct event_reader *event_reader_new(struct term *t)
{
    struct event_reader *r = xcalloc(1, sizeof *r);
    r->term = t;
    r->pad = newpad(1, 1);
    keypad(r->pad, TRUE);
    return r;
}

void event_reader_free(struct event_reader *r)
{
    if (r) {
        delwin(r->pad);
        xwipe(r->queue, r->cap * sizeof *r->queue);
        xfree(r);
    }
}

static int look(struct event_reader *r)
{
    wtimeout(r->pad, 0);
    return wgetch(r->pad);
}

/*
 * The next code from the terminal, ERR after `timeout` ms or for a signal.
 * Signals are let in only while waiting, so none is missed between looking and
 * waiting.
 */
static int wait_code(struct event_reader *r, int timeout)
{
    int code = look(r);
    if (code != ERR || timeout <= 0) {
        return code;
    }
    static const int caught[] = {SIGTERM, SIGHUP, SIGTSTP, SIGINT, SIGQUIT, SIGWINCH};
    sigset_t block;
    sigset_t before;
    sigemptyset(&block);
    for (size_t i = 0; i < COUNT(caught); i++) {
        sigaddset(&block, caught[i]);
    }
    sigprocmask(SIG_BLOCK, &block, &before);
    int ready = 0;
    code = look(r);
    int signo = term_take_signal();
    if (signo) {
        raise(signo); /* blocked now: set again when let in */
    }
    if (code == ERR) {
        fd_set in;
        FD_ZERO(&in);
        FD_SET(term_input(r->term), &in);
        struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};
        ready = pselect(term_input(r->term) + 1, &in, NULL, NULL, &time, &before);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (code == ERR) {
        code = look(r); /* also after a signal: a resize comes as a code */
        r->empty_reads = code == ERR && ready > 0 ? r->empty_reads + 1 : 0;
    }
    return code;
}

static void queue_add(struct event_reader *r, int code)
{
    r->queue = mem_grow(r->queue, r->count, &r->cap, sizeof *r->queue);
    r->queue[r->count++] = code;
}

static int next_code(struct event_reader *r, int timeout)
{
    if (r->head < r->count) {
        return r->queue[r->head++];
    }
    r->head = 0;
    r->count = 0;
    return wait_code(r, timeout);
}

/* Read all that is waiting, behind one code awaited for `timeout` ms. */
static void fill(struct event_reader *r, int timeout)
{
    if (r->head == r->count) {
        int code = next_code(r, timeout);
        if (code == ERR) {
            return;
        }
        queue_add(r, code);
    }
    while (r->count - r->head < DRAIN_MAX) {
        int code = look(r);
        if (code == ERR) {
            break;
        }
        queue_add(r, code);
    }
}

static bool is_text_code(int code)
{
    return code >= ' ' && code < 256 && code != 127;
}

static bool is_line_code(int code)
{
    return code == '\r' || code == '\n' || code == '\t';
}

/* How many codes wait that a paste without marks could be; line ends count only inside. */
static size_t waiting_text(const struct event_reader *r)
{
    size_t n = 0;
    size_t chars = 0;
    for (size_t i = r->head; i < r->count; i++) {
        int code = r->queue[i];
        if (!is_text_code(code) && !is_line_code(code)) {
            break;
        }
        chars += code < 0x80 || code >= 0xC0;
        n++;
    }
    return chars > PASTE_CHARS ? n : 0;
}

static void read_marked_paste(struct event_reader *r, struct event *ev)
{
    struct str bytes = STR_INIT;
    r->marked = true;
    ev->kind = EVENT_PASTE;
    for (;;) {
        int code = next_code(r, PASTE_GAP);
        if (code == ERR || code == TERM_PASTE_END) {
            break;
        }
        if (code == KEY_RESIZE) {
            continue; /* curses has taken the size over; app.c asks for it at each paint */
        }
        if (bytes.len >= PASTE_MAX) {
            ev->cut = true;
        } else if (code >= 0 && code < 256) {
            str_addc(&bytes, (char)code);
        }
    }
    event_clean(&ev->text, bytes.ptr, bytes.len, true);
    str_wipe(&bytes);
}

static void take_paste(struct event_reader *r, size_t n, struct event *ev)
{
    struct str bytes = STR_INIT;
    ev->kind = EVENT_PASTE;
    ev->cut = n > PASTE_MAX;
    for (size_t i = 0; i < n; i++) {
        if (i < PASTE_MAX) {
            str_addc(&bytes, (char)r->queue[r->head]);
        }
        r->head++;
    }
    event_clean(&ev->text, bytes.ptr, bytes.len, true);
    str_wipe(&bytes);
}

/* Whether the last character's lead byte asks for more bytes than there are. */
static bool is_cut_short(const struct str *s)
{
    for (size_t back = 1; back <= 3 && back <= s->len; back++) {
        unsigned char c = (unsigned char)s->ptr[s->len - back];
        if (c >= 0xC2 && c <= 0xF4) {
            size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return need > back;
        }
        if (c < 0x80 || c > 0xBF) {
            return false;
        }
    }
    return false;
}

static void take_text(struct event_reader *r, struct event *ev)
{
    struct str bytes = STR_INIT;
    ev->kind = EVENT_TEXT;
    for (;;) {
        bool awaited = r->head == r->count;
        int code = awaited && !is_cut_short(&bytes) ? ERR : next_code(r, REST_GAP);
        if (code == ERR) {
            break;
        }
        if (!is_text_code(code)) {
            if (awaited) {
                queue_add(r, code);
            } else {
                r->head--;
            }
            break;
        }
        str_addc(&bytes, (char)code);
    }
    event_clean(&ev->text, bytes.ptr, bytes.len, false);
    str_wipe(&bytes);
    if (ev->text.len == 0) {
        ev->kind = EVENT_TICK;
    }
}

static const struct {
    int code;
    uint32_t key;
} codes[] = {
    {'\r', XKEY_ENTER},
    {'\n', XKEY_ENTER},
    {'\t', XKEY_TAB},
    {'\b', XKEY_BACKSPACE},
    {27, XKEY_ESC},
    {127, XKEY_BACKSPACE},
    {KEY_ENTER, XKEY_ENTER},
    {KEY_BTAB, XKEY_SHIFT_TAB},
    {KEY_BACKSPACE, XKEY_BACKSPACE},
    {KEY_UP, XKEY_UP},
    {KEY_DOWN, XKEY_DOWN},
    {KEY_LEFT, XKEY_LEFT},
    {KEY_RIGHT, XKEY_RIGHT},
    {KEY_HOME, XKEY_HOME},
    {KEY_FIND, XKEY_HOME},
    {KEY_A1, XKEY_HOME},
    {KEY_END, XKEY_END},
    {KEY_SELECT, XKEY_END},
    {KEY_C1, XKEY_END},
    {KEY_PPAGE, XKEY_PGUP},
    {KEY_A3, XKEY_PGUP},
    {KEY_NPAGE, XKEY_PGDN},
    {KEY_C3, XKEY_PGDN},
    {KEY_IC, XKEY_INSERT},
    {KEY_DC, XKEY_DELETE},
    {TERM_CTRL_LEFT, XKEY_CTRL_LEFT},
    {TERM_CTRL_RIGHT, XKEY_CTRL_RIGHT},
    {TERM_CTRL_HOME, XKEY_CTRL_HOME},
    {TERM_CTRL_END, XKEY_CTRL_END},
};

static uint32_t key_of_code(int code)
{
    for (size_t i = 0; i < COUNT(codes); i++) {
        if (codes[i].code == code) {
            return codes[i].key;
        }
    }
    if (code >= 1 && code <= 26) {
        return XKEY_CTRL_A + (uint32_t)code - 1;
    }
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        return XKEY_F1 + (uint32_t)(code - KEY_F(1));
    }
    return XKEY_NONE;
}

void event_read(struct event_reader *r, int timeout_ms, struct event *ev)
{
    ev->kind = EVENT_TICK;
    ev->cut = false;
    fill(r, timeout_ms);
    int signo = term_take_signal();
    if (signo) {
        ev->kind = EVENT_SIGNAL;
        ev->key = (uint32_t)signo;
        return;
    }
    if (r->head == r->count) {
        ev->kind = r->empty_reads >= EMPTY_READS ? EVENT_END : EVENT_TICK;
        return;
    }
    bool marks = r->marked || term_marks_paste(r->term);
    size_t paste = marks ? 0 : waiting_text(r);
    if (paste) {
        take_paste(r, paste, ev);
        return;
    }
    if (is_text_code(r->queue[r->head])) {
        take_text(r, ev);
        return;
    }
    int code = r->queue[r->head++];
    if (code == TERM_PASTE_BEGIN) {
        read_marked_paste(r, ev);
    } else if (code == KEY_RESIZE) {
        ev->kind = EVENT_RESIZE;
    } else {
        ev->key = key_of_code(code);
        ev->kind = ev->key ? EVENT_KEY : EVENT_TICK;
    }
}

static void reader_read(void *ctx, int timeout_ms, struct event *ev)
{
    event_read(ctx, timeout_ms, ev);
}

static bool reader_waits(void *ctx)
{
    const struct event_reader *r = ctx;
    struct pollfd input = {.fd = term_input(r->term), .events = POLLIN};
    return r->head < r->count || poll(&input, 1, 0) > 0;
}

bool event_waits(const struct event_source *source)
{
    return source->waits && source->waits(source->ctx);
}

struct event_source event_reader_source(struct event_reader *r)
{
    return (struct event_source){.read = reader_read, .ctx = r, .waits = reader_waits};
}

/* Characters that are not seen or that turn the direction of others. */
static bool is_unseen(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
           (cp >= 0xE0000 && cp <= 0xE0FFF);
}

void event_clean(struct str *out, const char *bytes, size_t n, bool newlines)
{
    for (size_t at = 0; at < n;) {
        uint32_t cp = 0;
        int len = utf8_decode(bytes + at, n - at, &cp);
        if (len <= 0) {
            at++;
            continue;
        }
        const char *from = bytes + at;
        at += (size_t)len;
        if (cp == '\r' || cp == '\n' || cp == 0x2028 || cp == 0x2029) {
            at += cp == '\r' && at < n && bytes[at] == '\n';
            str_addc(out, newlines ? '\n' : ' ');
        } else if (cp == '\t') {
            str_addc(out, ' ');
        } else if (width_is_text(cp) && !is_unseen(cp)) {
            str_addn(out, from, (size_t)len);
        }
    }
}
