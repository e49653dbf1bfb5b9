// SPDX-License-Identifier: MIT
#ifndef TESTS_SUPPORT_DESK_H
#define TESTS_SUPPORT_DESK_H

#include "tests/support/store.h"
#include "tests/support/vscreen.h"
#include "tui/screens.h"
#include "tui/session.h"

/*
 * The counsellor's desk: a small fictional school behind a screen without a terminal: four classes,
 * nine pupils (two of one name, two with rare characters), staff, talks.  The
 * program's clock stands at 2026-03-26 10:22, as that of the screen does.
 */
struct desk {
    struct store store;
    struct vscreen *v;
    struct app *app;
    struct session_state session;
    int64_t class_83, class_81, class_76, class_72;
    int64_t wei;    /* 韦晓彤 八(3) 17: guardians, three talks, one of them unfinished */
    int64_t li;     /* 李明 八(1) 05 */
    int64_t li_two; /* 李明 七(6) 21 */
    int64_t lu;     /* 陆䶮 七(2) */
    int64_t huang;  /* 黄𬱖 八(1) */
    int64_t qin;    /* 覃子墨 七(6) */
    int64_t talk;   /* of 03-12: the next time was named for 03-20 */
    int64_t open;   /* of 03-19: unfinished */
    int64_t teacher;
};

/* The register alone, for tests of models: `v` is NULL. */
void desk_begin_store(struct desk *s);
/* The register and a screen of this size; nothing is pushed. */
void desk_begin(struct desk *s, int rows, int cols);
void desk_end(struct desk *s);

/* All screens away, another window, the clock and the register stay. */
void desk_screen(struct desk *s, int rows, int cols);

/* Events, each run at once. */
void desk_press(struct desk *s, uint32_t key);
void desk_type(struct desk *s, const char *text);

/* Fail with the whole picture unless the text stands, or does not stand, on the screen. */
void desk_sees(struct desk *s, const char *text);
void desk_lacks(struct desk *s, const char *text);
/* Fail unless the top screen is called so. */
void desk_top(const struct desk *s, const char *name);

/*
 * What every picture must be: no row wider than the window, no half of a wide
 * character, no English left on the Chinese screen.
 */
void desk_sound(struct desk *s, const char *what);

/*
 * Compare with tests/data/NAME.screen, times of the day replaced; with
 * UPDATE_SCREENS in the environment it is written instead.
 */
void desk_golden(struct desk *s, const char *name);

#endif
