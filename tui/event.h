// SPDX-License-Identifier: MIT
#ifndef TUI_EVENT_H
#define TUI_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * What the terminal says, one thing at a time.  The only reader of keys: no
 * other file may call getch and its family.
 *
 * Everything typed that is waiting comes as ONE text event, so that a phrase
 * committed by an input method is one change and one repaint.  Text is valid
 * UTF-8 without control characters; bytes that are not UTF-8 are dropped.
 * Text is as typed: only the keymap reads full-width signs as ASCII.
 */

struct term;

enum event_kind {
    EVENT_TICK,   /* nothing came within the time */
    EVENT_KEY,    /* `key`: one of XKEY_... */
    EVENT_TEXT,   /* `text`: typed characters */
    EVENT_PASTE,  /* `text`: pasted, with \n for line ends; never a command */
    EVENT_RESIZE, /* the size is that of term_size() now */
    EVENT_SIGNAL, /* `key`: SIGTERM, SIGHUP or SIGTSTP came from outside */
    EVENT_END,    /* a test's events are used up, or the terminal is gone */
};

struct event {
    enum event_kind kind;
    uint32_t key;
    bool cut;        /* a paste was longer than PASTE_MAX and was cut */
    struct str text; /* the event's; freed by event_release() */
};

/* Bytes a paste may have (reliability.md 7). */
enum { PASTE_MAX = 1 << 20 };

void event_init(struct event *ev);
void event_release(struct event *ev);

/*
 * A source of events: `read` waits at most `timeout_ms` (0: only look) and
 * fills `ev`, which was initialised and whose text is empty.
 */
struct event_source {
    void (*read)(void *ctx, int timeout_ms, struct event *ev);
    void *ctx;
    bool (*waits)(void *ctx); /* anything there to read? NULL: not known, so no */
};

/* Whether an event waits: long work asks, to give way. */
bool event_waits(const struct event_source *source);

/*
 * The reader of a terminal.  It keeps what it has read ahead; one per terminal.
 * `t` is borrowed and outlives the reader.
 */
struct event_reader;
struct event_reader *event_reader_new(struct term *t);
void event_reader_free(struct event_reader *r);
struct event_source event_reader_source(struct event_reader *r);

/*
 * Read one event from the terminal, waiting at most `timeout_ms`.
 *
 * Without bracketed paste more than 20 characters within 10 ms count as a
 * paste (reliability.md 7), line ends among them included.
 */
void event_read(struct event_reader *r, int timeout_ms, struct event *ev);

/*
 * Append what may be typed or pasted of `n` bytes of anything: invalid bytes,
 * controls, zero-width and bidi characters are left out, CR LF and CR become
 * \n, tab becomes a space.  `newlines` false: \n becomes a space as well.
 */
void event_clean(struct str *out, const char *bytes, size_t n, bool newlines);

#endif
