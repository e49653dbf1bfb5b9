// SPDX-License-Identifier: MIT
#include "tui/session.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/reg_lock.h"
#include "locale/catalog.h"
#include "tui/screens/way.h"
#include "tui/term.h"

/* The lock and the end: what is on the stack is put away, the register closed. */

/* The place as it would be stored now; F7's screens stand on the place below them. */
static void place_now(const struct app *app, struct str *out)
{
    const struct session_state *s = session_of(app);
    if (app->beside) {
        str_addn(out, s->under.ptr, s->under.len);
    }
    app_save_place(app, out);
}

static bool same(const struct str *a, const struct str *b)
{
    return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* Store `place` (taken) if it is another one than that in the file. */
static enum err store_place(struct app *app, struct str *place)
{
    struct session_state *s = session_of(app);
    if (same(place, &s->place)) {
        str_wipe(place);
        return ERR_OK;
    }
    struct changes set = CHANGES_INIT;
    struct str pack = STR_INIT;
    str_addn(&pack, place->ptr, place->len);
    changes_place(&set, &pack);
    enum err e = store_commit(app->reg, &set, NULL);
    changes_release(&set);
    if (e == ERR_OK) {
        str_wipe(&s->place);
        s->place = *place;
        str_init(place);
    }
    str_wipe(place);
    return e;
}

enum err session_keep_place(struct app *app)
{
    struct str place = STR_INIT;
    place_now(app, &place);
    return store_place(app, &place);
}

/* Text typed this very moment goes into its draft: every form hears a tick that says so. */
static void flush_drafts(struct app *app)
{
    app->closing = true;
    for (struct screen *s = app->top; s; s = s->below) {
        if (s->ops->tick) {
            s->ops->tick(s, app->now());
        }
    }
    app->closing = false;
}

/* Everything but closing.  The place was taken before the lock page went on top. */
static void put_away(struct app *app, struct str *place)
{
    const struct session_state *s = session_of(app);
    jobs_stop(&app->jobs, NULL);
    flush_drafts(app);
    if (s->entered && !app->reg->read_only) {
        enum err e = store_place(app, place);
        (void)e; /* a place that cannot be stored never keeps the screen from locking */
    }
}

/* --- the new program ---------------------------------------------------- */

static void add_variable(char **env, size_t *n, const char *name)
{
    const char *value = getenv(name);
    if (value) {
        env[(*n)++] = str_format("%s=%s", name, value);
    }
}

/* Start the program anew; comes back only if that is not possible. */
static void hand_on(struct session_state *s)
{
    static const char *const kept[] = {"LANG",           "LC_ALL",        "TERM", "HOME",
                                       "XDG_STATE_HOME", "XDG_DATA_HOME", "PATH"};
    char *env[COUNT(kept) + 2] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < COUNT(kept); i++) {
        add_variable(env, &n, kept[i]);
    }
    struct str handed = STR_INIT;
    str_addf(&handed, SESSION_HANDED "=%d:", s->lock_fd);
    term_hand_on(s->app->term, &handed);
    str_addf(&handed, ":%d:%lld", (int)s->why, (long long)s->clock_offset);
    env[n++] = handed.ptr;
    char *lang = xstrdup(catalog_language());
    char *argv[] = {
        xstrdup("xindang"), xstrdup("--store"), xstrdup(s->dir), xstrdup("--lang"), lang, NULL};
    reg_lock_keep(s->lock_fd, true);
    s->ways->exec("/proc/self/exe", argv, env);
    reg_lock_keep(s->lock_fd, false);
    for (size_t i = 0; argv[i]; i++) {
        xfree(argv[i]);
    }
    for (size_t i = 0; i + 1 < n; i++) {
        xfree(env[i]);
    }
    str_release(&handed);
}

bool session_handed(struct session_handed *out)
{
    *out = (struct session_handed){.lock_fd = -1};
    str_init(&out->terminal);
    const char *value = getenv(SESSION_HANDED);
    if (!value) {
        return false;
    }
    char *end;
    long fd = strtol(value, &end, 10);
    const char *terminal = end + 1;
    const char *colon = *end == ':' ? strchr(terminal, ':') : NULL;
    long why = colon ? strtol(colon + 1, &end, 10) : -1;
    bool good = colon && fd > 2 && fd < 4096 && *end == ':' && why >= LOCK_ASKED &&
                why <= LOCK_FINISHED_STICK;
    if (good) {
        out->lock_fd = (int)fd;
        out->why = (enum lock_reason)why;
        out->clock_offset = strtoll(end + 1, NULL, 10);
        str_addn(&out->terminal, terminal, (size_t)(colon - terminal));
    }
    unsetenv(SESSION_HANDED);
    return good;
}

/* --- the hooks ---------------------------------------------------------- */

/* In the same process: the screens below the lock page go, whoever's handler is running. */
static void drop_below_top(struct app *app)
{
    while (app->top->below) {
        struct screen *gone = app->top->below;
        app->top->below = gone->below;
        gone->below = app->dead;
        app->dead = gone;
    }
}

void session_lock(struct app *app, enum lock_reason why)
{
    struct session_state *s = session_of(app);
    if (!app->reg) {
        s->leaving = false;
        return;
    }
    struct str place = STR_INIT;
    place_now(app, &place);
    s->why = why;
    s->locked_at = app->now();
    str_clear(&app->message);
    bool beside = app->beside;
    app->beside = false;
    app->mark_kind = MARK_NONE;
    unlock_push(app, true);
    app_paint(app);
    app->beside = beside;
    put_away(app, &place);
    str_wipe(&place);
    str_wipe(&app->kept_line);
    s->lock_fd = reg_close(app->reg, true);
    app->reg = NULL;
    if (!s->is_demo) {
        hand_on(s);
    }
    app->beside = false;
    app->helper = false;
    s->entered = false;
    s->leaving = false;
    s->to_talk = false;
    str_wipe(&s->place);
    str_wipe(&s->under);
    drop_below_top(app);
    app_dirty(app);
}

void session_shut(struct app *app)
{
    struct session_state *s = session_of(app);
    struct str place = STR_INIT;
    place_now(app, &place);
    put_away(app, &place);
    str_wipe(&place);
    drop_below_top(app);
    s->lock_fd = reg_close(app->reg, true);
    app->reg = NULL;
    app->beside = false;
    app->mark_kind = MARK_NONE;
    s->entered = false;
    str_wipe(&s->place);
    str_wipe(&s->under);
}

void session_anew(struct app *app)
{
    struct session_state *s = session_of(app);
    bool was_open = s->lock_fd >= 0;
    s->why = LOCK_ASKED;
    s->locked_at = was_open ? app->now() : 0;
    if (was_open && !s->is_demo) {
        hand_on(s);
    }
    app_pop_to(app, NULL);
    unlock_push(app, was_open);
}

void session_close(struct app *app)
{
    struct session_state *s = session_of(app);
    if (!app->reg) {
        return;
    }
    struct str place = STR_INIT;
    place_now(app, &place);
    put_away(app, &place);
    str_wipe(&place);
    /* The screens hold what they borrowed from the register: they go first. */
    while (app->top) {
        struct screen *gone = app->top;
        app->top = gone->below;
        screen_free(gone);
    }
    app_bury(app);
    reg_close(app->reg, false);
    app->reg = NULL;
    s->entered = false;
}
