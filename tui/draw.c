// SPDX-License-Identifier: MIT
#include "tui/draw.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/catalog.h"
#include "locale/width.h"

enum { TEXT_CELLS = 76 }; /* running text is never wider (screens.md 4) */

/* Colour pair 1 is made in term.c; without colour curses leaves it out. */
static const attr_t looks[] = {
    [ROLE_PLAIN] = A_NORMAL,
    [ROLE_BAR] = A_REVERSE,
    [ROLE_HEAD] = A_BOLD,
    [ROLE_DIM] = A_DIM,
    [ROLE_FIELD] = A_UNDERLINE,
    [ROLE_FOCUS] = A_UNDERLINE | A_BOLD,
    [ROLE_CHOSEN] = A_REVERSE,
    [ROLE_PROBLEM] = A_BOLD,
    [ROLE_DANGER] = A_BOLD | COLOR_PAIR(1),
};

_Static_assert(COUNT(looks) == ROLE_COUNT, "a look for every role");

/* Cells from `col` to the screen's edge, at most `cells`; 0 if nothing is inside. */
static int inside(int row, int col, int cells)
{
    if (row < 0 || row >= LINES || col < 0 || col >= COLS || cells <= 0) {
        return 0;
    }
    return cells < COLS - col ? cells : COLS - col;
}

/* Write what is known to fit.  A combining mark at the beginning has nothing to join. */
static void put(int row, int col, const char *s, enum role role)
{
    if (!s[0]) {
        return;
    }
    wchar_t *wide = xmalloc((strlen(s) + 1) * sizeof *wide);
    int n = 0;
    while (*s) {
        uint32_t cp = utf8_next(&s);
        if (n > 0 || width_char(cp) > 0) {
            wide[n++] = (wchar_t)cp;
        }
    }
    attrset((int)looks[role]);
    mvaddnwstr(row, col, wide, n);
    attrset(A_NORMAL);
    xwipe(wide, (size_t)n * sizeof *wide);
}

/* What may be shown of a text on one line. */
static void filter_line(struct str *out, const char *text)
{
    width_filter(out, text, true);
    for (size_t i = 0; i < out->len; i++) {
        if (out->ptr[i] == '\n') {
            out->ptr[i] = ' ';
        }
    }
}

static void put_blank(int row, int col, int cells, enum role role)
{
    attrset((int)looks[role]);
    mvhline(row, col, ' ', cells);
    attrset(A_NORMAL);
}

/* Cut and padded to the cells. */
static void put_fitted(int row, int col, int cells, const char *text, enum role role, bool right)
{
    cells = inside(row, col, cells);
    if (cells == 0) {
        return;
    }
    struct str line = STR_INIT;
    size_t used;
    filter_line(&line, text);
    str_cut(&line, width_prefix(line.ptr, (size_t)cells, &used));
    int gap = cells - (int)used;
    if (gap > 0) {
        put_blank(row, right ? col : col + (int)used, gap, role);
    }
    put(row, right ? col + gap : col, line.ptr, role);
    str_wipe(&line);
}

void draw_text(int row, int col, int cells, const char *text, enum role role)
{
    put_fitted(row, col, cells, text, role, false);
}

void draw_right(int row, int col, int cells, const char *text, enum role role)
{
    put_fitted(row, col, cells, text, role, true);
}

int draw_put(int row, int col, int limit, const char *text, enum role role)
{
    limit = inside(row, col, limit);
    if (limit == 0) {
        return 0;
    }
    struct str line = STR_INIT;
    size_t used;
    filter_line(&line, text);
    str_cut(&line, width_prefix(line.ptr, (size_t)limit, &used));
    put(row, col, line.ptr, role);
    str_wipe(&line);
    return (int)used;
}

void draw_span(int row, int col, int cells, const char *text, size_t n, enum role role)
{
    char *part = xmemdupz(text, n);
    draw_text(row, col, cells, part, role);
    xwipe(part, n);
}

size_t draw_wrapped(struct rect r, const char *text, size_t from, enum role role)
{
    struct str shown = STR_INIT;
    struct line *lines;
    int cells = r.cols < TEXT_CELLS ? r.cols : TEXT_CELLS;
    width_filter(&shown, text, true);
    size_t count = breaks_lines(shown.ptr, shown.len, cells > 0 ? (size_t)cells : 1, &lines);
    for (size_t i = from; i < count && (int)(i - from) < r.rows; i++) {
        draw_span(r.row + (int)(i - from), r.col, cells, shown.ptr + lines[i].start, lines[i].len,
                  role);
    }
    xfree(lines);
    str_wipe(&shown);
    return count;
}

void draw_cursor(int row, int col)
{
    row = row < 0 ? 0 : row >= LINES ? LINES - 1 : row;
    col = col < 0 ? 0 : col >= COLS ? COLS - 1 : col;
    move(row, col);
}

void draw_again(void)
{
    clearok(curscr, TRUE);
}

void draw_begin(void)
{
    erase();
}

void draw_end(void)
{
    wnoutrefresh(stdscr);
}

void draw_too_small(int rows, int cols)
{
    /* TRANSLATORS: shown alone on a window too small for anything else. */
    const char *words = tr("Please make the window larger: 60 columns, 18 rows");
    draw_text(rows / 2, 0, cols, words, ROLE_PLAIN);
    draw_cursor(rows / 2, 0);
}
