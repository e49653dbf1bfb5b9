// SPDX-License-Identifier: MIT
#include "tui/keymap.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"
#include "locale/width.h"

static const struct binding global_keys[] = {
    {XKEY_F1, CMD_HELP, N_("Help")},  {XKEY_F3, CMD_FIND, N_("Find pupil")},
    {XKEY_F9, CMD_MENU, N_("Menu")},  {XKEY_F12, CMD_BLANK, N_("Blank")},
    {XKEY_CTRL('L'), CMD_LOCK, NULL}, {XKEY_CTRL('C'), CMD_STOP, NULL},
    {XKEY_ESC, CMD_BACK, N_("Back")},
};

/* What every list does; the other half, columns and undo are bound where they are. */
static const struct binding list_keys[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Open")}, {XKEY_UP, CMD_UP, NULL},
    {XKEY_DOWN, CMD_DOWN, NULL},        {XKEY_PGUP, CMD_PAGE_UP, NULL},
    {XKEY_PGDN, CMD_PAGE_DOWN, NULL},   {XKEY_HOME, CMD_HOME, NULL},
    {XKEY_END, CMD_END, NULL},          {XKEY_CTRL_HOME, CMD_TOP, NULL},
    {XKEY_CTRL_END, CMD_BOTTOM, NULL},  {XKEY_BACKSPACE, CMD_BACKSPACE, NULL},
};

static const struct binding text_keys[] = {
    {XKEY_ENTER, CMD_OPEN, NULL},
    {XKEY_TAB, CMD_NEXT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_UP, CMD_UP, NULL},
    {XKEY_DOWN, CMD_DOWN, NULL},
    {XKEY_LEFT, CMD_LEFT, NULL},
    {XKEY_RIGHT, CMD_RIGHT, NULL},
    {XKEY_PGUP, CMD_PAGE_UP, NULL},
    {XKEY_PGDN, CMD_PAGE_DOWN, NULL},
    {XKEY_HOME, CMD_HOME, NULL},
    {XKEY_END, CMD_END, NULL},
    {XKEY_CTRL_HOME, CMD_TOP, NULL},
    {XKEY_CTRL_END, CMD_BOTTOM, NULL},
    {XKEY_CTRL_LEFT, CMD_WORD_LEFT, NULL},
    {XKEY_CTRL_RIGHT, CMD_WORD_RIGHT, NULL},
    {XKEY_BACKSPACE, CMD_BACKSPACE, NULL},
    {XKEY_DELETE, CMD_DELETE, NULL},
    {XKEY_CTRL('Z'), CMD_UNDO, NULL},
    {XKEY_CTRL('Y'), CMD_REDO, NULL},
};

const struct keymap keymap_global = KEYMAP(global_keys, NULL);
const struct keymap keymap_list = KEYMAP(list_keys, &keymap_global);
const struct keymap keymap_text = KEYMAP(text_keys, &keymap_global);

/* The first line for exactly this key. */
static const struct binding *find(const struct keymap *map, uint32_t key)
{
    for (; map; map = map->parent) {
        for (size_t i = 0; i < map->count; i++) {
            if (map->bindings[i].key == key) {
                return &map->bindings[i];
            }
        }
    }
    return NULL;
}

enum command keymap_lookup(const struct keymap *map, uint32_t key)
{
    if (key == XKEY_NONE) {
        return CMD_NONE;
    }
    const struct binding *b = find(map, key);
    if (!b && key_is_character(key)) {
        b = find(map, utf8_narrow(key));
    }
    if (!b && !key_is_character(key)) {
        uint32_t twin = key_twin(key);
        b = twin ? find(map, twin) : NULL;
    }
    return b ? b->cmd : CMD_NONE;
}

/* Place in row 24: function keys by number, then the others as they come, Esc last. */
static unsigned order(uint32_t key)
{
    if (key_is_function(key)) {
        return (unsigned)(key - XKEY_F1);
    }
    return key == XKEY_ESC ? 101 : 100;
}

size_t keymap_effective(const struct keymap *map, struct binding **out)
{
    struct binding *list = NULL;
    size_t n = 0;
    size_t cap = 0;
    for (const struct keymap *m = map; m; m = m->parent) {
        for (size_t i = 0; i < m->count; i++) {
            const struct binding *b = &m->bindings[i];
            bool text_only = b->key == XKEY_NONE;
            if (!text_only && (b->cmd == CMD_NONE || find(map, b->key) != b)) {
                continue;
            }
            list = mem_grow(list, n, &cap, sizeof *list);
            size_t at = n;
            while (at > 0 && order(list[at - 1].key) > order(b->key)) {
                list[at] = list[at - 1];
                at--;
            }
            list[at] = *b;
            n++;
        }
    }
    *out = list ? list : xmalloc(0);
    return n;
}

static bool stays(uint32_t key)
{
    return key == XKEY_F1 || key == XKEY_F2 || key == XKEY_F9 || key == XKEY_F12 || key == XKEY_ESC;
}

/* One key and its word, as row 24 has it; Chinese words need no space before them. */
static void label_add(struct str *out, const struct binding *b, bool wordless)
{
    char name[KEY_NAME];
    const char *label = wordless || b->label[0] == '\0' ? "" : tr(b->label);
    if (b->key != XKEY_NONE) {
        str_add(out, key_label(b->key, name));
        if (label[0] != '\0' && (unsigned char)label[0] < 0x80) {
            str_addc(out, ' ');
        }
    }
    str_add(out, label);
}

static size_t label_cells(const struct binding *b, bool wordless)
{
    struct str s = STR_INIT;
    label_add(&s, b, wordless);
    size_t cells = width_str(s.ptr);
    str_release(&s);
    return cells;
}

void keymap_footer(const struct keymap *map, size_t cells, bool wordless, struct str *out)
{
    struct binding *list;
    size_t n = keymap_effective(map, &list);
    size_t kept = 0;
    size_t need = 0;
    for (size_t i = 0; i < n; i++) {
        if (list[i].label) {
            list[kept] = list[i];
            need += label_cells(&list[kept], wordless) + (kept > 0);
            kept++;
        }
    }
    /* Two rounds from the right: first what may go, then what had better stay. */
    for (int round = 0; round < 2 && need > cells; round++) {
        for (size_t i = kept; i > 0 && need > cells; i--) {
            if (round == 0 && stays(list[i - 1].key)) {
                continue;
            }
            need -= label_cells(&list[i - 1], wordless) + (kept > 1);
            memmove(&list[i - 1], &list[i], (kept - i) * sizeof *list);
            kept--;
        }
    }
    for (size_t i = 0; i < kept; i++) {
        if (i > 0) {
            str_addc(out, ' ');
        }
        label_add(out, &list[i], wordless);
    }
    xfree(list);
}

static bool is_letter_or_digit(uint32_t key)
{
    return (key >= '0' && key <= '9') || (key >= 'a' && key <= 'z') || (key >= 'A' && key <= 'Z') ||
           (key >= 0x80 && key < XKEY_BASE);
}

static bool same_label(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Faults of one line against those before it in its table and the tables behind. */
static bool line_is_good(const struct keymap *m, size_t i, struct str *faults)
{
    char name[KEY_NAME];
    const struct binding *b = &m->bindings[i];
    bool good = true;
    if (b->key == XKEY_NONE) {
        return true;
    }
    for (size_t j = 0; j < i; j++) {
        uint32_t other = m->bindings[j].key;
        if (other == b->key) {
            str_addf(faults, "%s stands twice\n", key_label(b->key, name));
            good = false;
        }
    }
    const struct binding *behind = m->parent ? find(m->parent, b->key) : NULL;
    if (behind && behind->cmd == b->cmd && same_label(behind->label, b->label)) {
        str_addf(faults, "%s is the same further back\n", key_label(b->key, name));
        good = false;
    }
    return good;
}

bool keymap_check(const struct keymap *map, struct str *faults)
{
    bool good = true;
    for (const struct keymap *m = map; m; m = m->parent) {
        for (size_t i = 0; i < m->count; i++) {
            good = line_is_good(m, i, faults) && good;
        }
    }
    struct binding *list;
    size_t n = keymap_effective(map, &list);
    for (size_t i = 0; i < n; i++) {
        bool reachable = false;
        for (size_t j = 0; j < n; j++) {
            reachable = reachable || (list[j].cmd == list[i].cmd && list[j].key != XKEY_NONE &&
                                      !is_letter_or_digit(list[j].key));
        }
        if (list[i].key != XKEY_NONE && !reachable) {
            str_addf(faults, "%s has only a letter or digit\n", command_word(list[i].cmd));
            good = false;
        }
    }
    xfree(list);
    return good;
}
