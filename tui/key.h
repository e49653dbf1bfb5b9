// SPDX-License-Identifier: MIT
#ifndef TUI_KEY_H
#define TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Keys.  A key is a number: below XKEY_BASE a Unicode character, from there on
 * one of the enumerators, so that F2 and a letter can never be confused (with
 * curses' own codes they can: KEY_F(2) is also U+010A).
 *
 * Ctrl-H, Ctrl-I, Ctrl-J, Ctrl-M and Ctrl-[ do not exist: terminals send the
 * same byte for Backspace, Tab, Enter and Esc.
 */
enum {
    XKEY_BASE = 0x110000,
    XKEY_F1,
    XKEY_F2,
    XKEY_F3,
    XKEY_F4,
    XKEY_F5,
    XKEY_F6,
    XKEY_F7,
    XKEY_F8,
    XKEY_F9,
    XKEY_F10,
    XKEY_F11,
    XKEY_F12,
    XKEY_ENTER,
    XKEY_TAB,
    XKEY_SHIFT_TAB,
    XKEY_ESC,
    XKEY_UP,
    XKEY_DOWN,
    XKEY_LEFT,
    XKEY_RIGHT,
    XKEY_HOME,
    XKEY_END,
    XKEY_PGUP,
    XKEY_PGDN,
    XKEY_INSERT,
    XKEY_DELETE,
    XKEY_BACKSPACE,
    XKEY_CTRL_LEFT,
    XKEY_CTRL_RIGHT,
    XKEY_CTRL_HOME,
    XKEY_CTRL_END,
    XKEY_CTRL_A, /* Ctrl-A to Ctrl-Z in a row, the five above left unused */
    XKEY_CTRL_Z = XKEY_CTRL_A + 25,
    XKEY_END_OF_LIST,
};

/* A key of no key: a footer text that is not bound to anything (`00` in the menu). */
enum { XKEY_NONE = 0 };

/* XKEY_CTRL('G'), upper case. */
#define XKEY_CTRL(letter) (XKEY_CTRL_A + ((letter) - 'A'))

/*
 * The key as people read it: "F1", "Ctrl-G", "PgUp", the word for the space
 * bar, a character itself.  `out` gets at most KEY_NAME bytes with the zero.
 */
enum { KEY_NAME = 32 };
const char *key_label(uint32_t key, char out[KEY_NAME]);

/*
 * Function keys and their Ctrl twins (screens.md 2), for laptops that keep the
 * function keys to themselves: F1 Ctrl-G, F2 Ctrl-S, F3 Ctrl-F, F4 Ctrl-A,
 * F5 Ctrl-P, F6 Ctrl-D, F7 Ctrl-N, F8 Ctrl-X, F9 Ctrl-O, F12 Ctrl-B.
 * The other key of the pair, in both directions; XKEY_NONE if there is none.
 */
uint32_t key_twin(uint32_t key);

/* F1 to F12. */
bool key_is_function(uint32_t key);

/* Whether an input method or plain typing produces it: any character. */
bool key_is_character(uint32_t key);

#endif
