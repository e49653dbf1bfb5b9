// SPDX-License-Identifier: MIT
#ifndef TUI_SCREENS_FORM_H
#define TUI_SCREENS_FORM_H

#include "tui/form_view.h"
#include "tui/screen.h"
#include "tui/screens/ops.h"

/* The state of the form screen (S9), shared by form.c (keys) and form_head.c (frame). */
struct form_screen {
    struct form *form;
    struct form_view view;
    struct record *like; /* last record of the kind: F6; NULL */
    bool asked;          /* F2 was pressed and found problems: again stores as unfinished */
    bool failed;         /* the last flush did not reach the file */
    size_t pick;         /* item a picker was opened for */
    int cursor_row, cursor_col;
};

/* Rows 1, 2, 22 and 23. */
void form_head(const struct screen *s, struct frame *f);

/* "韦晓彤 女 13岁 八(3)班17号" for row 1, appended; nothing for NONE. */
void form_who(struct str *out, struct reg *reg, int64_t pupil);


#endif
