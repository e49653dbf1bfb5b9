// SPDX-License-Identifier: MIT
#include "tui/textfield.h"

#include "core/base/str.h"
#include "locale/breaks.h"
#include "tui/draw.h"

void textfield_init(struct textfield *f, size_t max, bool secret)
{
    const struct edit_limits limits = {.max = max, .one_line = true, .secret = secret};
    *f = (struct textfield){.edit = edit_new(&limits), .secret = secret};
}

void textfield_release(struct textfield *f)
{
    edit_free(f->edit);
    f->edit = NULL;
}

struct text_act {
    enum command cmd;
    bool (*act)(struct edit *e);
};

static const struct text_act acts[] = {
    {CMD_LEFT, edit_left},
    {CMD_RIGHT, edit_right},
    {CMD_WORD_LEFT, edit_word_left},
    {CMD_WORD_RIGHT, edit_word_right},
    {CMD_HOME, edit_home},
    {CMD_END, edit_end},
    {CMD_TOP, edit_top},
    {CMD_BOTTOM, edit_bottom},
    {CMD_DELETE, edit_delete},
    {CMD_BACKSPACE, edit_backspace},
    {CMD_UNDO, edit_undo},
    {CMD_REDO, edit_redo},
};

bool textfield_command(struct textfield *f, enum command cmd)
{
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (acts[i].cmd == cmd) {
            acts[i].act(f->edit);
            return true;
        }
    }
    return false;
}

bool textfield_insert(struct textfield *f, const char *text, size_t n, bool paste)
{
    return edit_insert(f->edit, text, n, paste);
}

void textfield_set(struct textfield *f, const char *text)
{
    edit_set(f->edit, text);
    f->from = 0;
}

const char *textfield_text(const struct textfield *f)
{
    return edit_text(f->edit);
}

/* Scroll so that the cursor has a cell in the window, and no further. */
static void follow(struct textfield *f, size_t cells)
{
    const char *text = edit_text(f->edit);
    size_t len = edit_len(f->edit);
    size_t cursor = edit_cursor(f->edit);
    if (f->from > cursor) {
        f->from = cursor;
    }
    /* Scrolled for another text that stood here: never into the middle of a character. */
    while (f->from > 0 && ((unsigned char)text[f->from] & 0xc0) == 0x80) {
        f->from--;
    }
    while (f->from < cursor && edit_cells(text + f->from, cursor - f->from) + 1 > cells) {
        f->from = breaks_next_grapheme(text, len, f->from);
    }
    /* A text that became shorter moves back into the window. */
    while (f->from > 0) {
        size_t before = breaks_prev_grapheme(text, len, f->from);
        if (edit_cells(text + before, len - before) + 1 > cells) {
            break;
        }
        f->from = before;
    }
}

static int draw_secret(const struct textfield *f, int row, int col, int cells, enum role role)
{
    struct str stars = STR_INIT;
    size_t n = edit_count(f->edit);
    size_t before = 0;
    const char *text = edit_text(f->edit);
    for (size_t at = 0; at < edit_cursor(f->edit); before++) {
        at = breaks_next_grapheme(text, edit_len(f->edit), at);
    }
    for (size_t i = 0; i < n && (int)i < cells; i++) {
        str_addc(&stars, '*');
    }
    draw_text(row, col, cells, stars.ptr, role);
    str_release(&stars);
    return col + ((int)before < cells ? (int)before : cells - 1);
}

int textfield_draw(struct textfield *f, int row, int col, int cells, bool focus)
{
    enum role role = focus ? ROLE_FOCUS : ROLE_FIELD;
    if (cells < 2) {
        return col;
    }
    if (f->secret) {
        return draw_secret(f, row, col, cells, role);
    }
    if (focus) {
        follow(f, (size_t)cells);
    } else {
        f->from = 0;
    }
    const char *text = edit_text(f->edit);
    draw_text(row, col, cells, text + f->from, role);
    size_t cursor = edit_cursor(f->edit);
    size_t shown = cursor > f->from ? edit_cells(text + f->from, cursor - f->from) : 0;
    return col + ((int)shown < cells ? (int)shown : cells - 1);
}
