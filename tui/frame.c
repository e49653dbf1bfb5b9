// SPDX-License-Identifier: MIT
#include "tui/frame.h"

#include "core/base/attr.h"
#include "core/base/date.h"
#include "locale/catalog.h"
#include "locale/width.h"

static const char *const weekdays[] = {
    N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
};

void frame_init(struct frame *f)
{
    *f = (struct frame){.mark_kind = MARK_NONE};
    struct str *const texts[] = {&f->where,   &f->who,  &f->sum,  &f->hint, &f->question,
                                 &f->problem, &f->tell, &f->mark, &f->mode};
    for (size_t i = 0; i < COUNT(texts); i++) {
        str_init(texts[i]);
    }
}

void frame_release(struct frame *f)
{
    struct str *const texts[] = {&f->where,   &f->who,  &f->sum,  &f->hint, &f->question,
                                 &f->problem, &f->tell, &f->mark, &f->mode};
    for (size_t i = 0; i < COUNT(texts); i++) {
        str_wipe(texts[i]);
    }
}

bool frame_too_small(int rows, int cols)
{
    return rows < FRAME_MIN_ROWS || cols < FRAME_MIN_COLS;
}

bool frame_is_small(int rows, int cols)
{
    return rows < FRAME_ROWS || cols < FRAME_COLS;
}

/* Columns of the frame: the window's, or 80 when there is a pane. */
static int frame_width(int cols)
{
    return cols >= FRAME_WIDE_COLS ? FRAME_COLS : cols;
}

struct rect frame_body(int rows, int cols, bool has_sum)
{
    int first = has_sum ? 2 : 1;
    int after = frame_is_small(rows, cols) ? rows - 2 : rows - 3;
    return (struct rect){first, 0, after - first, frame_width(cols)};
}

struct rect frame_pane(int rows, int cols)
{
    if (cols < FRAME_WIDE_COLS || frame_too_small(rows, cols)) {
        return (struct rect){0, 0, 0, 0};
    }
    return (struct rect){2, FRAME_PANE_COL, rows - 5, cols - FRAME_PANE_COL - 1};
}

int frame_hint_row(int rows, int cols)
{
    return frame_is_small(rows, cols) ? rows - 2 : rows - 3;
}

int frame_message_row(int rows, int cols)
{
    (void)cols;
    return rows - 2;
}

void frame_clock(struct str *out, int64_t now, bool no_date)
{
    char minute[DATE_TEXT];
    if (!no_date) {
        int64_t date = clock_date(now);
        struct civil c = date_to_civil(date);
        str_addf(out, "%02d-%02d %s ", c.month, c.day, tr(weekdays[date_weekday(date)]));
    }
    str_add(out, time_format(clock_minute(now), minute));
}

/* Row 1: where, who, and at the right end the mode and the clock. */
static void draw_top(const struct frame *f, int cols)
{
    int width = frame_width(cols);
    struct str end = STR_INIT;
    draw_text(0, 0, cols, "", ROLE_BAR);
    if (f->mode.len > 0) {
        str_add(&end, f->mode.ptr);
    }
    if (!f->no_clock && !f->sum_focus) {
        if (end.len > 0) {
            str_add(&end, "  ");
        }
        frame_clock(&end, f->now, f->no_date);
    }
    int taken = (int)width_str(end.ptr);
    draw_text(0, 1, FRAME_WHO_COL - 2, f->where.ptr, ROLE_BAR);
    draw_text(0, FRAME_WHO_COL, width - 2 - taken - FRAME_WHO_COL, f->who.ptr, ROLE_BAR);
    draw_text(0, width - 1 - taken, taken, end.ptr, ROLE_BAR);
    str_release(&end);
}

/* The save mark; it never claims more than what the store has confirmed. */
static void add_mark(struct str *out, const struct frame *f)
{
    char stamp[STAMP_TEXT];
    if (f->mark.len > 0) {
        str_add(out, f->mark.ptr);
        return;
    }
    clock_format(f->mark_time, stamp);
    const char *time = stamp + sizeof "2026-03-05";
    switch (f->mark_kind) {
    case MARK_NONE:
        break;
    case MARK_SAVED:
    case MARK_DRAFT:
        if (f->bare_mark) {
            str_addf(out, "%.5s", time);
        } else {
            str_addf(out, f->mark_kind == MARK_SAVED ? tr("Stored %s") : tr("Draft %s"), time);
        }
        break;
    case MARK_UNSAVED:
        str_add(out, tr("Not stored"));
        break;
    }
}

/* Rows 22 and 23, or the one they share: a problem wins, then what happened, then the hint. */
static void draw_bottom(const struct frame *f, int rows, int cols)
{
    int width = frame_width(cols);
    int row = frame_message_row(rows, cols);
    struct str mark = STR_INIT;
    add_mark(&mark, f);
    int taken = (int)width_str(mark.ptr);
    int left = width - 2 - (taken > 0 ? taken + 2 : 0);
    if (f->question.len > 0) {
        draw_text(rows - 3, 0, width, "", ROLE_PLAIN);
        draw_text(rows - 3, 1, width - 2, f->question.ptr, ROLE_PLAIN);
    } else if (!frame_is_small(rows, cols)) {
        draw_text(rows - 3, 1, width - 2, f->hint.ptr, ROLE_DIM);
    }
    if (f->problem.len > 0) {
        draw_text(row, 1, left, f->problem.ptr, ROLE_PROBLEM);
    } else if (f->tell.len > 0 || !frame_is_small(rows, cols)) {
        draw_text(row, 1, left, f->tell.ptr, ROLE_PLAIN);
    } else {
        draw_text(row, 1, left, f->hint.ptr, ROLE_DIM);
    }
    draw_text(row, width - 1 - taken, taken, mark.ptr, ROLE_PLAIN);
    str_release(&mark);
}

void frame_draw(const struct frame *f, const struct keymap *map, int rows, int cols)
{
    int width = frame_width(cols);
    struct str keys = STR_INIT;
    draw_top(f, cols);
    if (f->sum.len > 0) {
        draw_text(1, 1, width - 2, f->sum.ptr, ROLE_PLAIN);
    }
    draw_bottom(f, rows, cols);
    keymap_footer(map, (size_t)(width - 2), f->wordless, &keys);
    draw_text(rows - 1, 0, cols, "", ROLE_BAR);
    draw_text(rows - 1, 1, width - 2, keys.ptr, ROLE_BAR);
    str_release(&keys);
}
