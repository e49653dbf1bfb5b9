// SPDX-License-Identifier: MIT
#include "tui/screens/textpage.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/textfield.h"

enum { MINUTE_CHARS = 6, LEAST_ROWS = 4 };

struct edit *textpage_edit(const struct textpage *p)
{
    return p->form->items[p->item].edit;
}

static int text_cells(const struct textpage *p, struct rect body)
{
    int cells = body.cols - p->text_col - 1;
    return cells > p->text_most ? p->text_most : cells > 4 ? cells : 4;
}

void textpage_layout(struct textpage *p, struct rect body)
{
    edit_layout(textpage_edit(p), (size_t)text_cells(p, body));
}

/* The rows of the text: the steps take theirs from the bottom, as far as some are left. */
static struct rect text_part(const struct textpage *p, struct rect body)
{
    int rows = p->steps ? body.rows - steps_rows() - 1 : body.rows;
    body.rows = rows < LEAST_ROWS ? LEAST_ROWS : rows;
    return body;
}

static void scroll(struct textpage *p, size_t rows)
{
    struct edit *e = textpage_edit(p);
    size_t at = edit_cursor_line(e);
    size_t lines = edit_line_count(e);
    if (p->top > at) {
        p->top = at;
    }
    if (at >= p->top + rows) {
        p->top = at + 1 - rows;
    }
    /* Nothing empty below while something is hidden above. */
    if (p->top + rows > lines) {
        p->top = lines > rows ? lines - rows : 0;
    }
}

void textpage_draw(struct textpage *p, struct reg *reg, struct rect body)
{
    struct edit *e = textpage_edit(p);
    int cells = text_cells(p, body);
    /* After a resize the form below has laid the same text out for its box. */
    edit_layout(e, (size_t)cells);
    struct rect part = text_part(p, body);
    scroll(p, (size_t)part.rows);
    for (size_t i = 0; i < (size_t)part.rows && p->top + i < edit_line_count(e); i++) {
        struct edit_line l = edit_line(e, p->top + i);
        int row = part.row + (int)i;
        if (l.first && l.stamp != STAMP_NONE) {
            enum role role = p->plain                  ? ROLE_PLAIN
                             : l.stamp == STAMP_DANGER ? ROLE_DANGER
                                                       : ROLE_HEAD;
            draw_right(row, part.col + p->gutter_col, p->gutter_cells, p->sign(l.stamp), role);
        }
        draw_span(row, part.col + p->text_col, cells, edit_text(e) + l.start, l.len, ROLE_PLAIN);
    }
    p->row = part.row + (int)(edit_cursor_line(e) - p->top);
    p->col = part.col + p->text_col + (int)edit_cursor_cells(e);
    if (p->steps) {
        struct rect below = {part.row + part.rows + 1, body.col, body.rows - part.rows - 1,
                             body.cols};
        steps_draw(reg, p->form->pupil, edit_text(e), below, !p->plain);
    }
}

/* --- writing --- */

static void touched(struct screen *s, struct textpage *p, size_t characters)
{
    form_touched(p->form, p->item, characters);
    textpage_layout(p, s->body);
    app_dirty(s->app);
}

static void put_minute(struct screen *s, struct textpage *p)
{
    char now[STAMP_TEXT];
    clock_format(clock_now(), now);
    char *minute = str_format("%.5s ", now + sizeof "2026-03-05");
    edit_insert(textpage_edit(p), minute, strlen(minute), false);
    xfree(minute);
    touched(s, p, MINUTE_CHARS);
}

void textpage_stamp(struct screen *s, struct textpage *p, enum stamp stamp)
{
    struct edit *e = textpage_edit(p);
    bool on = edit_stamp(e) == stamp;
    edit_set_stamp(e, on ? STAMP_NONE : stamp);
    touched(s, p, FORM_DUE);
    if (stamp == STAMP_DANGER && !on) {
        edit_home(e);
        put_minute(s, p);
        edit_end(e);
    }
}

void textpage_insert(struct screen *s, struct textpage *p, const char *text, size_t n, bool paste)
{
    if (!edit_insert(textpage_edit(p), text, n, paste)) {
        app_problem(s->app, "%s", tr("Not all of it fitted into the field"));
    }
    touched(s, p, paste ? FORM_DUE : utf8_count(text));
}

/* Moves, deleting, undo: the commands of a text field. */
static bool edit_command(struct screen *s, struct textpage *p, enum command cmd)
{
    struct edit *e = textpage_edit(p);
    struct textfield field = {.edit = e, .from = 0, .secret = false};
    uint64_t before = edit_version(e);
    size_t count = edit_count(e);
    if (!textfield_command(&field, cmd)) {
        return false;
    }
    if (edit_version(e) != before) {
        /* An undone paste is as much as the paste was. */
        size_t now = edit_count(e);
        touched(s, p, now > count ? now - count : count - now);
    }
    return true;
}

bool textpage_command(struct screen *s, struct textpage *p, enum command cmd)
{
    struct edit *e = textpage_edit(p);
    size_t page = s->body.rows > 2 ? (size_t)s->body.rows - 1 : 1;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        edit_insert(e, "\n", 1, false);
        touched(s, p, FORM_DUE);
        return true;
    case CMD_UP:
        edit_up(e, 1);
        return true;
    case CMD_DOWN:
        edit_down(e, 1);
        return true;
    case CMD_PAGE_UP:
        edit_up(e, page);
        return true;
    case CMD_PAGE_DOWN:
        edit_down(e, page);
        return true;
    case CMD_STAMP_TIME:
        put_minute(s, p);
        return true;
    case CMD_STAMP_WORDS:
        textpage_stamp(s, p, STAMP_WORDS);
        return true;
    default:
        return edit_command(s, p, cmd);
    }
}
