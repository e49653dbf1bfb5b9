// SPDX-License-Identifier: MIT
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "core/base/attr.h"

/*
 * What a key can mean: X(name, word, help).  The word is for tests and the
 * place; the help is a msgid for the help screen, said from the hand's point
 * of view.  Which key does it stands in keymaps (keymap.h).
 */
#define COMMAND_LIST(X)                                                                            \
    X(NONE, "none", "")                                                                            \
    X(HELP, "help", N_("Help"))                                                                    \
    X(DONE, "done", N_("Store; press again to keep it as unfinished"))                             \
    X(FIND, "find", N_("Find a pupil"))                                                            \
    X(OPTIONS, "options", N_("What can stand here, or be done here"))                              \
    X(PRINT, "print", N_("Print"))                                                                 \
    X(SAME, "same", N_("Same as last time"))                                                       \
    X(NEW, "new", N_("New record"))                                                                \
    X(STRIKE, "strike", N_("Strike out (with a reason; nothing is lost)"))                         \
    X(MENU, "menu", N_("Menu"))                                                                    \
    X(BLANK, "blank", N_("Blank the screen"))                                                      \
    X(LOCK, "lock", N_("Lock"))                                                                    \
    X(BACK, "back", N_("Back; the text stays"))                                                    \
    X(OPEN, "open", N_("Open, or the next field"))                                                 \
    X(NEXT, "next", N_("Next field, or the other half"))                                           \
    X(PREV, "prev", N_("Field before"))                                                            \
    X(UP, "up", N_("Up"))                                                                          \
    X(DOWN, "down", N_("Down"))                                                                    \
    X(LEFT, "left", N_("Left"))                                                                    \
    X(RIGHT, "right", N_("Right"))                                                                 \
    X(HOME, "home", N_("To the beginning"))                                                        \
    X(END, "end", N_("To the end"))                                                                \
    X(PAGE_UP, "page-up", N_("Page up"))                                                           \
    X(PAGE_DOWN, "page-down", N_("Page down"))                                                     \
    X(TOP, "top", N_("To the very beginning"))                                                     \
    X(BOTTOM, "bottom", N_("To the very end"))                                                     \
    X(WORD_LEFT, "word-left", N_("A word to the left"))                                            \
    X(WORD_RIGHT, "word-right", N_("A word to the right"))                                         \
    X(DELETE, "delete", N_("Delete the character under the cursor"))                               \
    X(BACKSPACE, "backspace", N_("Delete the character before the cursor"))                        \
    X(UNDO, "undo", N_("Undo"))                                                                    \
    X(REDO, "redo", N_("Redo"))                                                                    \
    X(WIDE, "wide", N_("Write on a whole page, and back"))                                         \
    X(STAMP_TIME, "stamp-time", N_("Put in the time"))                                             \
    X(STAMP_WORDS, "stamp-words", N_("This line is the pupil's own words"))                        \
    X(STAMP_DANGER, "stamp-danger", N_("Danger"))                                                  \
    X(NOTE, "note", N_("Why this field is empty or changed"))                                      \
    X(TAKE, "take", N_("Take or let go of this line"))                                             \
    X(STOP, "stop", N_("Esc goes back"))                                                           \
    X(ACT_1, "act-1", N_("A key of this screen"))                                                  \
    X(ACT_2, "act-2", N_("A key of this screen"))                                                  \
    X(ACT_3, "act-3", N_("A key of this screen"))                                                  \
    X(ACT_4, "act-4", N_("A key of this screen"))

enum command {
#define X(name, word, help) CMD_##name,
    COMMAND_LIST(X)
#undef X
        CMD_COUNT
};

/* "help", "done" ...; never NULL. */
const char *command_word(enum command cmd);

/* The msgid of what it does; "" for CMD_NONE. */
const char *command_help(enum command cmd);

#endif
