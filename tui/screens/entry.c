// SPDX-License-Identifier: MIT
#include "tui/screens/entry.h"

#include "core/base/attr.h"
#include "locale/catalog.h"
#include "tui/frame.h"
#include "tui/keymap.h"

static const struct binding entry_keys[] = {
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
};
const struct keymap keymap_entries = KEYMAP(entry_keys, &keymap_text);

void entries_init(struct entries *e)
{
    for (size_t i = 0; i < e->n; i++) {
        textfield_init(&e->at[i].field, e->at[i].max, e->at[i].secret);
    }
    e->label_col = e->label_col ? e->label_col : ENTRY_LABEL_COL;
    e->field_col = e->field_col ? e->field_col : ENTRY_FIELD_COL;
    e->cells = e->cells ? e->cells : ENTRY_CELLS;
}

void entries_release(struct entries *e)
{
    for (size_t i = 0; i < e->n; i++) {
        textfield_release(&e->at[i].field);
    }
}

struct entry *entries_focus(struct entries *e)
{
    return &e->at[e->focus];
}

const char *entries_text(const struct entries *e, size_t at)
{
    return textfield_text(&e->at[at].field);
}

bool entries_are_typed(const struct entries *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (entries_text(e, i)[0] != '\0') {
            return true;
        }
    }
    return false;
}

bool entries_command(struct entries *e, enum command cmd)
{
    bool forward = cmd == CMD_NEXT || cmd == CMD_DOWN || cmd == CMD_OPEN;
    bool back = cmd == CMD_PREV || cmd == CMD_UP;
    if (forward && e->focus + 1 < e->n) {
        e->focus++;
        return true;
    }
    if (back && e->focus > 0) {
        e->focus--;
        return true;
    }
    return !forward && !back && textfield_command(&entries_focus(e)->field, cmd);
}

void entries_type(struct entries *e, const char *text, size_t n)
{
    (void)textfield_insert(&entries_focus(e)->field, text, n, false);
}

void entries_draw(struct entries *e, struct rect body)
{
    for (size_t i = 0; i < e->n; i++) {
        struct entry *entry = &e->at[i];
        if (entry->row < 0 || entry->row >= body.rows) {
            continue;
        }
        int row = body.row + entry->row;
        bool focus = i == e->focus;
        int cells = body.cols - 2 - e->field_col;
        cells = cells > e->cells ? e->cells : cells;
        if (entry->label) {
            draw_text(row, e->label_col, e->field_col - e->label_col, tr(entry->label), ROLE_PLAIN);
        }
        int col = textfield_draw(&entry->field, row, e->field_col, cells, focus);
        /* The row belongs to a field that takes Chinese while the cursor is in it. */
        if (entry->remark && body.cols >= FRAME_COLS && (!focus || entry->secret)) {
            draw_text(row, ENTRY_REMARK_COL, body.cols - ENTRY_REMARK_COL - 1, tr(entry->remark),
                      ROLE_DIM);
        }
        if (focus) {
            e->cursor_row = row;
            e->cursor_col = col;
        }
    }
}
