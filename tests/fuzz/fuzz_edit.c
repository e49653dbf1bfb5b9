// SPDX-License-Identifier: MIT
#include <stdint.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/utf8.h"
#include "tui/edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Random keys into the text model.  Always: valid UTF-8, the cursor between
 * characters and outside a stamp's brackets, the count right, the layout kept
 * up by changes the same as one made anew.  At the end undo leads back to where
 * it began.
 */

static const char *const pieces[] = {
    "字",    "a",        " ",  "\n",   "e\xCC\x81",          "𠮷", "，",
    "（",    "〔原话〕", "〔", "话〕", "👨‍👩‍👧", "🇨🇳", "长长的一句话，要换行。",
    "word ",
};

static bool (*const moves[])(struct edit *e) = {
    edit_left,   edit_right, edit_word_left, edit_word_right, edit_top,
    edit_bottom, edit_home,  edit_backspace, edit_end,        edit_delete,
    edit_undo,   edit_redo,  edit_backspace,
};

static void check_layout(struct edit *e)
{
    const struct edit_limits limits = {.max = 0};
    struct edit *fresh = edit_new(&limits);
    edit_set(fresh, edit_text(e));
    edit_layout(fresh, 10);
    BUG_ON(edit_line_count(fresh) != edit_line_count(e));
    for (size_t i = 0; i < edit_line_count(e); i++) {
        struct edit_line a = edit_line(e, i);
        struct edit_line b = edit_line(fresh, i);
        BUG_ON(a.start != b.start || a.len != b.len || a.first != b.first || a.stamp != b.stamp);
    }
    edit_free(fresh);
}

static void check(struct edit *e)
{
    const char *text = edit_text(e);
    size_t cursor = edit_cursor(e);
    size_t skip;
    BUG_ON(!utf8_valid(text, edit_len(e), NULL));
    BUG_ON(edit_count(e) != utf8_count(text));
    BUG_ON(cursor > edit_len(e) || (text[cursor] & 0xC0) == 0x80);
    size_t begin = cursor;
    while (begin > 0 && text[begin - 1] != '\n') {
        begin--;
    }
    stamp_of_line(text + begin, edit_len(e) - begin, &skip);
    BUG_ON(cursor < begin + skip);
    BUG_ON(edit_cursor_line(e) >= edit_line_count(e) || edit_cursor_cells(e) > 10);
    check_layout(e);
}

static void act(struct edit *e, uint8_t what, uint8_t arg)
{
    switch (what % 8) {
    case 0:
    case 1:
    case 2:
        (void)edit_insert(e, pieces[arg % COUNT(pieces)], strlen(pieces[arg % COUNT(pieces)]),
                          what & 16);
        break;
    case 3:
        (void)edit_set_stamp(e, (enum stamp)(arg % STAMP_COUNT));
        break;
    case 4:
        (void)(arg & 1 ? edit_up(e, arg % 5) : edit_down(e, arg % 5));
        break;
    case 5:
        edit_set_cursor(e, arg);
        break;
    case 6:
        if (arg < edit_len(e)) {
            const char *s = edit_text(e);
            size_t from = utf8_prev(s, (size_t)arg + 1);
            size_t to = utf8_prev(s, edit_len(e));
            size_t most = to > from ? to - from : 0;
            edit_replace(e, from, most < 12 ? most : 0, "换", 3);
        }
        break;
    default:
        (void)moves[arg % COUNT(moves)](e);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct edit_limits limits = {.max = 200};
    struct edit *e = edit_new(&limits);
    edit_layout(e, 10);
    for (size_t i = 0; i + 1 < size && i < 1000; i += 2) {
        act(e, data[i], data[i + 1]);
        check(e);
    }
    while (edit_undo(e)) {
    }
    BUG_ON(edit_len(e) != 0);
    while (edit_redo(e)) {
    }
    check(e);
    edit_free(e);
    return 0;
}
