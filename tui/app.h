// SPDX-License-Identifier: MIT
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "tui/event.h"
#include "tui/frame.h"
#include "tui/job.h"
#include "tui/screen.h"

/*
 * The one loop and the stack of screens.  One struct app is made by main and
 * passed down; there are no globals.  Nobody else reads input or paints.
 */

struct reg;
struct term;

/* Why the lock is asked for. */
enum lock_reason {
    LOCK_ASKED, /* Ctrl-L */
    LOCK_IDLE,  /* nobody pressed a key */
    LOCK_STOP,  /* SIGTSTP from outside */
    LOCK_FINISHED,       /* the day is done; a copy was made on this computer */
    LOCK_FINISHED_STICK, /* and on the stick, which may be pulled out */
};

/*
 * What main fills in; each may be NULL.  `lock` normally does not come back
 * (exec); when it does, the loop goes on.
 */
struct app_hooks {
    void (*lock)(struct app *app, enum lock_reason why);
    void (*tick)(struct app *app, int64_t now);      /* each second: flush drafts and reads */
    void (*quit_signal)(struct app *app, int signo); /* TERM, HUP: before the loop ends */
    /* A command that no screen took (menu, find, blank ...): true if it was done. */
    bool (*command)(struct app *app, enum command cmd);
};

struct app {
    struct reg *reg;   /* the open register, NULL while there is none; borrowed */
    struct term *term; /* borrowed */
    void *ctx;         /* main's own */
    struct app_hooks hooks;
    struct event_source source;
    int64_t (*uptime)(void); /* clock_uptime(), another one in tests */
    int64_t (*now)(void);    /* clock_now(), the same */

    struct screen *top;
    struct jobs jobs;
    int rows;
    int cols;
    bool dirty;
    bool behind; /* what comes behind the last paint has not all been done */
    bool quit;
    bool closing;     /* the lock or the end is near: a tick writes all text, however fresh */
    int idle_limit;   /* general limit in seconds, 300 */
    const char *mode; /* msgid: the mode word of row 1, or NULL */
    bool beside;      /* a pupil is sitting here: no pane, keys without words */
    bool helper;      /* beside, but it is a colleague who keys: keys with words */

    enum mark_kind mark_kind; /* the save mark */
    int64_t mark_time;
    int64_t last_pupil; /* whose file was opened last in this session, or NONE */
    struct str kept_line; /* app_keep(): what is typed where no draft is, as a pack */
    struct str message; /* row 23 until the next key */
    bool message_is_problem;

    int64_t last_key;  /* uptime of the last sign of life, ms */
    int64_t last_tick; /* uptime of the last tick */
    int64_t shown_minute;
    struct event *held; /* events that wait for a modal job to end */
    size_t held_count;
    size_t held_cap;
    struct screen *dead; /* popped during a handler, freed after it */
};

/* Defaults in place; `term` and source are borrowed and outlive the app. */
void app_init(struct app *app, struct term *term, struct event_source source);

/* Close all screens, stop all jobs, free what the app owns. */
void app_release(struct app *app);

/* Run until app_quit(), the end of the source, or a signal that ends the program. */
void app_run(struct app *app);

/* One turn of the loop: paint, what comes behind it, read one event, dispatch.  For tests. */
void app_step(struct app *app);

/* Whether a turn without a key would do something: paint, a job, what comes behind a paint. */
bool app_is_busy(const struct app *app);

/* Handle one event without reading; `ev` stays the caller's. */
void app_dispatch(struct app *app, struct event *ev);

/* Paint now if anything is dirty: before work that cannot be cut into steps. */
void app_paint(struct app *app);

/* The tick that is due within a second comes at the end of this event. */
void app_tick_soon(struct app *app);

/* Something on the screen changed. */
void app_dirty(struct app *app);

/* The loop ends after the event at hand. */
void app_quit(struct app *app);

/* The stack.  A popped screen is freed after the handler at hand has returned. */
void app_push(struct app *app, struct screen *s);
void app_pop(struct app *app);
/* Pop until `s` is on top. */
void app_pop_to(struct app *app, const struct screen *s);

/* Free what was popped; for the loop and for tests that dispatch by themselves. */
void app_bury(struct app *app);
/* Give every screen its place anew. */
void app_lay_out(struct app *app);

/* Row 23 until the next key: what happened; what is wrong (bold).  Text is translated. */
void app_tell(struct app *app, const char *format, ...) PRINTF(2, 3);
void app_problem(struct app *app, const char *format, ...) PRINTF(2, 3);

/* The save mark; `when` in milliseconds of clock_now(). */
void app_mark(struct app *app, enum mark_kind kind, int64_t when);

/* Tell every screen that records changed. */
void app_changed(struct app *app, const struct notice *n);

/*
 * What is typed where no draft is (to a question, in a list that takes words) is
 * kept with the place until the same is asked again: `of` is what it is typed to.
 * app_kept() is a copy for xwipe_str(), NULL if nothing is kept for it.
 */
void app_keep(struct app *app, const char *of, const char *text);
char *app_kept(const struct app *app, const char *of);
void app_keep_nothing(struct app *app);

/* Start a job; a copy is kept.  Modal: keys are held until it ends. */
void app_job(struct app *app, const struct job *job);

/*
 * The place: the names and bytes of the screens from the bottom up, without
 * those flagged SCREEN_UNPLACED; appended.
 */
void app_save_place(const struct app *app, struct str *out);

/* A kind of record in a screen's own bytes, and back; NULL if there is none of that name. */
struct kind;
void app_put_kind(struct str *out, const struct kind *kind);
const struct kind *app_kind(const char *bytes, size_t n);

/* A screen of this name, as it is when it is new, on top of a place. */
void app_place_add(struct str *place, const char *name);

/*
 * Push the screens of a place; `known` are the kinds that may stand in one.
 * Stops at the first screen that cannot come back.  Returns how many came.
 */
size_t app_restore_place(struct app *app, const char *bytes, size_t n,
                         const struct screen_ops *const *known, size_t known_count);

#endif
