// SPDX-License-Identifier: MIT
#ifndef TUI_SESSION_H
#define TUI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "core/reg.h"
#include "tui/app.h"
#include "tui/screens.h"

/*
 * From the unlock page to the lock: the register's folder, whose lock file is
 * held all the time; opening it; coming back to the place; writing what waits
 * once a second; the lock.  It is app->ctx, and its functions are app's hooks.
 *
 * The lock paints its page, commits, closes the register and starts the
 * program anew by exec, so that nothing of the open register is left in
 * memory.  XINDANG_HANDED in the new environment says
 * "FD:TERMINAL:WHY:OFFSET": the descriptor of the lock file, what
 * term_hand_on() gave, enum lock_reason, the clock's offset in milliseconds.
 */
#define SESSION_HANDED "XINDANG_HANDED"

/* Where the way in leads; app_main.c has the real ones, tests their own. */
struct session_ways {
    void (*today)(struct app *app);
    void (*import)(struct app *app);
    void (*pupils)(struct app *app, const struct pupils_how *how);
    void (*interview)(struct app *app, int64_t pupil);
    void (*record_new)(struct app *app, const struct kind *kind, int64_t pupil);
    void (*record_open)(struct app *app, int64_t id);
    void (*records)(struct app *app, const struct kind *kind);
    void (*codes)(struct app *app, const struct codes_how *how);
    const struct screen_ops *const *(*known)(size_t *count);
    void (*opened)(struct app *app); /* the register is open: work left by the last time; NULL */
    int (*exec)(const char *path, char *const argv[], char *const envp[]);
};

struct session_state {
    struct app *app;
    const struct session_ways *ways;
    char *dir;
    bool is_demo; /* the lock stays in this process: nothing in it is anybody's */
    int lock_fd;  /* while no register is open, -1 */

    bool entered;     /* the screens are the register's: their place is kept */
    bool damaged;     /* the register opened with ERR_DAMAGED */
    bool damage_told; /* ... and that was said */
    bool older_told;
    bool clock_asked;
    bool to_talk; /* F7: a talk, with the pupil at the door */
    bool to_demo; /* the first run was left for the demo school */
    bool leaving; /* the screens of F7 were left: lock at the next tick */

    int64_t clock_offset; /* ms, as set with clock_set_offset() */
    int64_t clock_ahead;  /* ms the clock is later than the newest time seen, 0 if below 30 days */
    struct str place;     /* as it stands in the file */
    struct str under;     /* F7: the place that its screens stand on */
    size_t damage_seen;   /* places that were told */
    enum err trouble;     /* of the last tick; told once */
    bool daily_begun;     /* the copy of the day, since the register was opened */

    enum lock_reason why;
    int64_t locked_at; /* ms of the clock, 0 when not locked */

    int wrong;          /* wrong passwords in a row */
    int64_t wait_until; /* uptime; no password is tried before it */
};

/* `dir` is copied; hooks and ctx of `app` are set. */
void session_init(struct session_state *s, struct app *app, const char *dir,
                  const struct session_ways *ways);
void session_release(struct session_state *s);

/* The session of a screen's app. */
struct session_state *session_of(const struct app *app);

/*
 * Open the register, by password (normal form) or by key.  On ERR_OK, and on
 * ERR_DAMAGED when app->reg is set, it is open for the screens and the rest of
 * it is being verified; nothing is pushed yet.  reg_open()'s errors.  A wrong
 * password is noted and makes the next try wait.
 */
NODISCARD enum err session_open(struct app *app, const char *password, const struct key *key);

/*
 * The next page after opening: what must be said first (damage, an older
 * register, the clock), then the place, or with to_talk the pupils by name.
 * Each of those pages pops itself and calls it again.
 */
void session_go_on(struct app *app);

/* The register was opened anew underneath (a rewrite): check it, tell the screens. */
void session_reopened(struct app *app);

/* All screens away; the day screen, and what follows is kept as the place. */
void session_enter_new(struct app *app);

/*
 * A pupil sits down here: what comes now stands on the lock page alone, and leaving it asks
 * for the password and comes back to the screens of before.
 */
void session_beside_begin(struct app *app);

/* The screens that stood on the lock page are gone: lock. */
void session_beside_left(struct app *app);

/* Seconds before a password may be tried again, 0: now. */
int session_wait(const struct app *app);
/* Another wrong one; returns the seconds of the wait it brings. */
int session_wrong(struct app *app);

/*
 * What was typed as a password in normal form, for xwipe_str(); NULL if it
 * cannot be one.
 */
char *session_normal(const char *typed);

/* Whether `password` (normal form) opens the register that is open.  ERR_PASSWORD if not. */
NODISCARD enum err session_check_password(struct app *app, const char *password);

/* The cost that the key file was made with; normal where there is none. */
enum kdf_cost session_cost(const struct session_state *s);

/* --- the hooks --- */
void session_lock(struct app *app, enum lock_reason why);
void session_tick(struct app *app, int64_t now);

/* Write drafts and place and close: the end of the program, also by a signal. */
void session_close(struct app *app);

/*
 * For a restore: put everything away, close the register, keep its lock; every
 * screen but the one on top goes.  Afterwards session_anew() begins again at the
 * unlock page, as after a lock.
 */
void session_shut(struct app *app);
void session_anew(struct app *app);

/* Copy into backups/, and to the chosen stick if it is there, unless today has a copy. */
void session_daily(struct app *app);

/* What the lock handed on to the program that it started anew. */
struct session_handed {
    int lock_fd;
    struct str terminal; /* for term_open() */
    enum lock_reason why;
    int64_t clock_offset;
};

/*
 * Read SESSION_HANDED and take it out of the environment.  False when there is
 * none that fits; `out` is for str_release() of its `terminal` in any case.
 */
bool session_handed(struct session_handed *out);

#endif
