// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/width.h"
#include "tui/edit_state.h"

/*
 * The layout of a text and the moves that go by it.  A change lays out again
 * only the lines of the text it touches, so that typing in a long text costs
 * what typing in a short one does.
 */

size_t edit_cells(const char *s, size_t n)
{
    size_t cells = 0;
    const char *end = s + n;
    while (s < end) {
        cells += (size_t)width_char(utf8_next(&s));
    }
    return cells;
}

struct lines {
    struct edit_line *list;
    size_t count;
    size_t cap;
};

/* Lay out the lines of the text from `from` to `to`, both at their borders. */
static void lay_out(const struct edit *e, size_t from, size_t to, struct lines *out)
{
    for (;;) {
        enum stamp stamp;
        struct line *broken;
        size_t stop = edit_line_stop(e, from);
        size_t begin = from + edit_skip(e, from, &stamp);
        size_t n = breaks_lines(e->text.ptr + begin, stop - begin, e->cells, &broken);
        for (size_t i = 0; i < n; i++) {
            out->list = mem_grow(out->list, out->count, &out->cap, sizeof *out->list);
            out->list[out->count++] = (struct edit_line){
                .start = begin + broken[i].start,
                .len = broken[i].len,
                .first = i == 0,
                .stamp = stamp,
            };
        }
        xfree(broken);
        if (stop >= to) {
            break;
        }
        from = stop + 1;
    }
}

/* The first laid-out line that begins at or behind `at`. */
static size_t first_from(const struct edit *e, size_t at)
{
    size_t lo = 0;
    size_t hi = e->line_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (e->lines[mid].start < at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

void edit_relay(struct edit *e, size_t at, size_t del, size_t n)
{
    if (e->cells == 0) {
        return;
    }
    size_t begin = edit_line_begin(e, at);
    size_t stop = edit_line_stop(e, at + n);
    size_t lo = first_from(e, begin);
    size_t hi = first_from(e, stop - n + del + 1);
    struct lines new = {NULL, 0, 0};
    lay_out(e, begin, stop, &new);
    size_t rest = e->line_count - hi;
    size_t count = lo + new.count + rest;
    if (count > e->line_cap) {
        e->line_cap = count + count / 2;
        e->lines = xreallocarray(e->lines, e->line_cap, sizeof *e->lines);
    }
    memmove(e->lines + lo + new.count, e->lines + hi, rest * sizeof *e->lines);
    memcpy(e->lines + lo, new.list, new.count * sizeof *new.list);
    for (size_t i = lo + new.count; i < count; i++) {
        e->lines[i].start = e->lines[i].start - del + n;
    }
    e->line_count = count;
    xfree(new.list);
}

void edit_layout(struct edit *e, size_t cells)
{
    cells = cells < 2 ? 2 : cells;
    if (e->cells == cells) {
        return;
    }
    struct lines new = {NULL, 0, 0};
    e->cells = cells;
    lay_out(e, 0, e->text.len, &new);
    xfree(e->lines);
    e->lines = new.list;
    e->line_count = new.count;
    e->line_cap = new.cap;
    e->trailing = false;
    e->goal = SIZE_MAX;
}

size_t edit_line_count(const struct edit *e)
{
    return e->line_count;
}

struct edit_line edit_line(const struct edit *e, size_t i)
{
    BUG_ON(i >= e->line_count);
    return e->lines[i];
}

size_t edit_cursor_line(const struct edit *e)
{
    BUG_ON(e->cells == 0);
    size_t i = first_from(e, e->cursor + 1);
    i = i > 0 ? i - 1 : 0;
    bool at_begin = i > 0 && e->lines[i].start == e->cursor && !e->lines[i].first;
    return at_begin && e->trailing ? i - 1 : i;
}

size_t edit_cursor_cells(const struct edit *e)
{
    const struct edit_line *l = &e->lines[edit_cursor_line(e)];
    size_t cells = edit_cells(e->text.ptr + l->start, e->cursor - l->start);
    /* Spaces at a soft break hang over the edge; the cursor does not. */
    return cells > e->cells ? e->cells : cells;
}

/* Whether the line ends where the next one of the same line of text begins. */
static bool is_soft(const struct edit *e, size_t line)
{
    return line + 1 < e->line_count && !e->lines[line + 1].first;
}

/* Put the cursor into a line at the kept column. */
static void go_to_line(struct edit *e, size_t line)
{
    const struct edit_line *l = &e->lines[line];
    size_t goal = e->goal;
    size_t at = l->start;
    size_t end = l->start + l->len;
    size_t cells = 0;
    while (at < end) {
        size_t next = breaks_next_grapheme(e->text.ptr, e->text.len, at);
        next = next > end ? end : next;
        cells += edit_cells(e->text.ptr + at, next - at);
        if (cells > goal) {
            break;
        }
        at = next;
    }
    edit_place(e, at);
    e->goal = goal;
    e->trailing = at == end && l->len > 0 && is_soft(e, line);
}

static void keep_column(struct edit *e)
{
    edit_break(e);
    if (e->goal == SIZE_MAX) {
        e->goal = edit_cursor_cells(e);
    }
}

bool edit_up(struct edit *e, size_t lines)
{
    size_t line = edit_cursor_line(e);
    if (line == 0) {
        return false;
    }
    keep_column(e);
    go_to_line(e, lines > line ? 0 : line - lines);
    return true;
}

bool edit_down(struct edit *e, size_t lines)
{
    size_t line = edit_cursor_line(e);
    size_t last = e->line_count - 1;
    if (line == last) {
        return false;
    }
    keep_column(e);
    go_to_line(e, lines > last - line ? last : line + lines);
    return true;
}

/* Set cursor and side of a soft break; whether that was a move. */
static bool stand(struct edit *e, size_t at, bool trailing)
{
    bool moved = at != e->cursor || trailing != e->trailing;
    edit_break(e);
    edit_place(e, at);
    e->trailing = trailing;
    return moved;
}

bool edit_home(struct edit *e)
{
    if (e->cells == 0) {
        return stand(e, edit_line_begin(e, e->cursor), false);
    }
    return stand(e, e->lines[edit_cursor_line(e)].start, false);
}

bool edit_end(struct edit *e)
{
    if (e->cells == 0) {
        return stand(e, edit_line_stop(e, e->cursor), false);
    }
    size_t line = edit_cursor_line(e);
    const struct edit_line *l = &e->lines[line];
    return stand(e, l->start + l->len, is_soft(e, line));
}
