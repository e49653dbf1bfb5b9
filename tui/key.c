// SPDX-License-Identifier: MIT
#include "tui/key.h"

#include <stddef.h>
#include <stdio.h>

#include "core/base/attr.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"

struct spelled {
    uint32_t key;
    const char *word; /* a msgid where keyboards carry a word of the language */
};

static const struct spelled words[] = {
    {XKEY_ENTER, "Enter"},
    {XKEY_TAB, "Tab"},
    {XKEY_SHIFT_TAB, "Shift-Tab"},
    {XKEY_ESC, "Esc"},
    {XKEY_UP, N_("Up")},
    {XKEY_DOWN, N_("Down")},
    {XKEY_LEFT, N_("Left")},
    {XKEY_RIGHT, N_("Right")},
    {XKEY_HOME, "Home"},
    {XKEY_END, "End"},
    {XKEY_PGUP, "PgUp"},
    {XKEY_PGDN, "PgDn"},
    {XKEY_INSERT, "Insert"},
    {XKEY_DELETE, "Delete"},
    {XKEY_BACKSPACE, "Backspace"},
    {XKEY_CTRL_LEFT, N_("Ctrl-Left")},
    {XKEY_CTRL_RIGHT, N_("Ctrl-Right")},
    {XKEY_CTRL_HOME, "Ctrl-Home"},
    {XKEY_CTRL_END, "Ctrl-End"},
    {' ', N_("Space")},
};

static const uint32_t twins[][2] = {
    {XKEY_F1, XKEY_CTRL('G')},  {XKEY_F2, XKEY_CTRL('S')}, {XKEY_F3, XKEY_CTRL('F')},
    {XKEY_F4, XKEY_CTRL('A')},  {XKEY_F5, XKEY_CTRL('P')}, {XKEY_F6, XKEY_CTRL('D')},
    {XKEY_F7, XKEY_CTRL('N')},  {XKEY_F8, XKEY_CTRL('X')}, {XKEY_F9, XKEY_CTRL('O')},
    {XKEY_F12, XKEY_CTRL('B')},
};

const char *key_label(uint32_t key, char out[KEY_NAME])
{
    out[0] = '\0';
    for (size_t i = 0; i < COUNT(words); i++) {
        if (words[i].key == key) {
            snprintf(out, KEY_NAME, "%s", tr(words[i].word));
            return out;
        }
    }
    if (key_is_function(key)) {
        snprintf(out, KEY_NAME, "F%u", (unsigned)(key - XKEY_F1 + 1));
    } else if (key >= XKEY_CTRL_A && key <= XKEY_CTRL_Z) {
        snprintf(out, KEY_NAME, "Ctrl-%c", (char)('A' + (int)(key - XKEY_CTRL_A)));
    } else if (key_is_character(key)) {
        char utf8[5];
        if (utf8_encode(key, utf8) > 0) {
            snprintf(out, KEY_NAME, "%s", utf8);
        }
    }
    return out;
}

uint32_t key_twin(uint32_t key)
{
    for (size_t i = 0; i < COUNT(twins); i++) {
        if (twins[i][0] == key) {
            return twins[i][1];
        }
        if (twins[i][1] == key) {
            return twins[i][0];
        }
    }
    return XKEY_NONE;
}

bool key_is_function(uint32_t key)
{
    return key >= XKEY_F1 && key <= XKEY_F12;
}

bool key_is_character(uint32_t key)
{
    return key != XKEY_NONE && key < XKEY_BASE;
}
