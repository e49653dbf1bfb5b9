// SPDX-License-Identifier: MIT
#include "tui/edit.h"

#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/width.h"
#include "tui/edit_state.h"
#include "tui/event.h"

enum { SNAP_BACK = 64, SECRET_ROOM = 1024 };

size_t edit_chars(const char *s, size_t n)
{
    size_t count = 0;
    const char *end = s + n;
    while (s < end) {
        utf8_next(&s);
        count++;
    }
    return count;
}

struct edit *edit_new(const struct edit_limits *limits)
{
    struct edit *e = xcalloc(1, sizeof *e);
    e->limits = *limits;
    if (e->limits.max == 0) {
        e->limits.max = EDIT_MAX;
    }
    e->goal = SIZE_MAX;
    str_init(&e->text);
    if (e->limits.secret) {
        /* Growing would leave copies behind: make the room at once. */
        static const char room[SECRET_ROOM];
        str_addn(&e->text, room, sizeof room);
        str_clear(&e->text);
    }
    return e;
}

void edit_free(struct edit *e)
{
    if (!e) {
        return;
    }
    edit_forget_steps(e);
    xfree(e->steps);
    str_wipe(&e->text);
    xfree(e->lines);
    xfree(e);
}

void edit_set(struct edit *e, const char *text)
{
    struct str clean = STR_INIT;
    event_clean(&clean, text, strlen(text), !e->limits.one_line);
    edit_forget_steps(e);
    edit_splice(e, 0, e->text.len, clean.ptr, clean.len);
    str_wipe(&clean);
    edit_place(e, e->text.len);
}

const char *edit_text(const struct edit *e)
{
    return e->text.ptr;
}

size_t edit_len(const struct edit *e)
{
    return e->text.len;
}

size_t edit_count(const struct edit *e)
{
    return e->count;
}

uint64_t edit_version(const struct edit *e)
{
    return e->version;
}

size_t edit_cursor(const struct edit *e)
{
    return e->cursor;
}

size_t edit_line_begin(const struct edit *e, size_t at)
{
    while (at > 0 && e->text.ptr[at - 1] != '\n') {
        at--;
    }
    return at;
}

size_t edit_line_stop(const struct edit *e, size_t at)
{
    const char *newline = memchr(e->text.ptr + at, '\n', e->text.len - at);
    return newline ? (size_t)(newline - e->text.ptr) : e->text.len;
}

size_t edit_skip(const struct edit *e, size_t begin, enum stamp *stamp)
{
    size_t skip = 0;
    enum stamp found = STAMP_NONE;
    if (!e->limits.one_line) {
        found = stamp_of_line(e->text.ptr + begin, e->text.len - begin, &skip);
    }
    if (stamp) {
        *stamp = found;
    }
    return skip;
}

/* The first place of the line that holds `at` where the cursor may stand. */
static size_t content_begin(const struct edit *e, size_t at)
{
    size_t begin = edit_line_begin(e, at);
    return begin + edit_skip(e, begin, NULL);
}

void edit_place(struct edit *e, size_t at)
{
    size_t least = content_begin(e, at);
    e->cursor = at < least ? least : at;
    e->goal = SIZE_MAX;
    e->trailing = false;
}

/* The border of a grapheme at or before `at`. */
static size_t snap(const struct edit *e, size_t at)
{
    const struct str *t = &e->text;
    size_t from = content_begin(e, at);
    if (at <= from) {
        return from;
    }
    if (at - from > SNAP_BACK) {
        from = utf8_prev(t->ptr, at - SNAP_BACK);
    }
    for (;;) {
        size_t next = breaks_next_grapheme(t->ptr, t->len, from);
        if (next > at || from >= at) {
            return from;
        }
        from = next;
    }
}

void edit_set_cursor(struct edit *e, size_t at)
{
    if (at > e->text.len) {
        at = e->text.len;
    }
    edit_break(e);
    edit_place(e, snap(e, at));
}

void edit_splice(struct edit *e, size_t at, size_t del, const char *ins, size_t n)
{
    e->count -= edit_chars(e->text.ptr + at, del);
    e->count += edit_chars(ins, n);
    str_splice(&e->text, at, del, ins, n);
    e->version++;
    edit_relay(e, at, del, n);
}

/* One change with undo; the cursor goes behind what came in and the marks that join it. */
static void change(struct edit *e, enum step_kind kind, size_t at, size_t del,
                   const struct str *ins)
{
    edit_record(e, kind, at, del, ins->ptr, ins->len);
    edit_splice(e, at, del, ins->ptr, ins->len);
    size_t to = at + ins->len;
    while (to < e->text.len && e->text.ptr[to] != '\n') {
        const char *next = e->text.ptr + to;
        if (width_char(utf8_next(&next)) > 0) {
            break;
        }
        to = (size_t)(next - e->text.ptr);
    }
    edit_place(e, to);
    edit_record_cursor(e);
}

/* Cut to what `max` still allows in place of `del` bytes at `at`; false if something went. */
static bool cut_to_room(const struct edit *e, size_t at, size_t del, struct str *ins)
{
    size_t kept = e->count - edit_chars(e->text.ptr + at, del);
    size_t room = e->limits.max > kept ? e->limits.max - kept : 0;
    const char *s = ins->ptr;
    const char *end = s + ins->len;
    while (s < end && room > 0) {
        utf8_next(&s);
        room--;
    }
    bool all = s == end;
    str_cut(ins, (size_t)(s - ins->ptr));
    return all;
}

bool edit_insert(struct edit *e, const char *text, size_t n, bool paste)
{
    struct str clean = STR_INIT;
    event_clean(&clean, text, n, !e->limits.one_line);
    bool all = cut_to_room(e, e->cursor, 0, &clean);
    if (clean.len > 0) {
        if (paste) {
            edit_break(e);
        }
        change(e, paste ? STEP_WHOLE : STEP_TYPE, e->cursor, 0, &clean);
        if (paste || memchr(clean.ptr, '\n', clean.len)) {
            edit_break(e);
        }
    }
    str_wipe(&clean);
    return all;
}

/* The grapheme border before `at`, not before the content of its line begins. */
static size_t before(const struct edit *e, size_t at, size_t begin)
{
    size_t p = breaks_prev_grapheme(e->text.ptr, e->text.len, at);
    return p < begin ? begin : p;
}

bool edit_backspace(struct edit *e)
{
    const struct str none = STR_INIT;
    size_t begin = edit_line_begin(e, e->cursor);
    size_t skip = edit_skip(e, begin, NULL);
    if (e->cursor == begin + skip) {
        if (skip > 0) {
            return edit_set_stamp(e, STAMP_NONE);
        }
        if (begin == 0) {
            return false;
        }
        change(e, STEP_BACKSPACE, begin - 1, 1, &none);
        return true;
    }
    size_t from = before(e, e->cursor, begin + skip);
    change(e, STEP_BACKSPACE, from, e->cursor - from, &none);
    return true;
}

bool edit_delete(struct edit *e)
{
    const struct str none = STR_INIT;
    size_t at = e->cursor;
    if (at == e->text.len) {
        return false;
    }
    size_t to = breaks_next_grapheme(e->text.ptr, e->text.len, at);
    if (e->text.ptr[at] == '\n') {
        to = at + 1 + edit_skip(e, at + 1, NULL);
    }
    change(e, STEP_DELETE, at, to - at, &none);
    return true;
}

void edit_replace(struct edit *e, size_t at, size_t del, const char *text, size_t n)
{
    struct str clean = STR_INIT;
    BUG_ON(at > e->text.len || del > e->text.len - at);
    size_t from = snap(e, at);
    size_t to = at + del;
    from = from > at ? at : from;
    if (snap(e, to) < to) {
        to = breaks_next_grapheme(e->text.ptr, e->text.len, snap(e, to));
    }
    event_clean(&clean, text, n, !e->limits.one_line);
    (void)cut_to_room(e, from, to - from, &clean); /* what does not fit is left out, as in insert */
    edit_break(e);
    change(e, STEP_WHOLE, from, to - from, &clean);
    edit_break(e);
    str_wipe(&clean);
}

/* A move: ends a burst of typing. */
static bool move_to(struct edit *e, size_t at)
{
    size_t was = e->cursor;
    bool was_trailing = e->trailing;
    edit_break(e);
    edit_place(e, at);
    return e->cursor != was || was_trailing;
}

bool edit_left(struct edit *e)
{
    size_t begin = edit_line_begin(e, e->cursor);
    size_t least = begin + edit_skip(e, begin, NULL);
    if (e->cursor > least) {
        return move_to(e, before(e, e->cursor, least));
    }
    return begin > 0 && move_to(e, begin - 1);
}

bool edit_right(struct edit *e)
{
    return e->cursor < e->text.len &&
           move_to(e, breaks_next_grapheme(e->text.ptr, e->text.len, e->cursor));
}

bool edit_word_left(struct edit *e)
{
    size_t begin = edit_line_begin(e, e->cursor);
    size_t least = begin + edit_skip(e, begin, NULL);
    if (e->cursor == least) {
        return edit_left(e);
    }
    size_t at = breaks_prev_word(e->text.ptr, e->text.len, e->cursor);
    return move_to(e, at < least ? least : at);
}

bool edit_word_right(struct edit *e)
{
    if (e->cursor == e->text.len) {
        return false;
    }
    return move_to(e, breaks_next_word(e->text.ptr, e->text.len, e->cursor));
}

bool edit_top(struct edit *e)
{
    return move_to(e, 0);
}

bool edit_bottom(struct edit *e)
{
    return move_to(e, e->text.len);
}

enum stamp edit_stamp(const struct edit *e)
{
    enum stamp stamp;
    edit_skip(e, edit_line_begin(e, e->cursor), &stamp);
    return stamp;
}

bool edit_set_stamp(struct edit *e, enum stamp stamp)
{
    if (e->limits.one_line) {
        return false;
    }
    struct str prefix = STR_INIT;
    size_t begin = edit_line_begin(e, e->cursor);
    size_t skip = edit_skip(e, begin, NULL);
    size_t offset = e->cursor - begin - skip;
    if (stamp != STAMP_NONE) {
        str_addf(&prefix, "〔%s〕", stamp_word(stamp));
    }
    size_t len = prefix.len;
    bool fits = cut_to_room(e, begin, skip, &prefix);
    if (fits) {
        edit_break(e);
        edit_record(e, STEP_WHOLE, begin, skip, prefix.ptr, len);
        edit_splice(e, begin, skip, prefix.ptr, len);
        edit_place(e, begin + len + offset);
        edit_record_cursor(e);
        edit_break(e);
    }
    str_release(&prefix);
    return fits;
}
