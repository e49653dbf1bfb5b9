// SPDX-License-Identifier: MIT
#include "tui/session.h"

#include <string.h>

#include "core/backup.h"
#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/prefs.h"
#include "core/reg_lock.h"
#include "core/verify.h"
#include "locale/breaks.h"
#include "locale/catalog.h"
#include "tui/round.h"
#include "tui/screens/way.h"

enum {
    FIRST_WAIT = 2, /* seconds after the first wrong password */
    LONGEST_WAIT = 60,
    VERIFY_COUNT = 16 /* records a step of the job: well under a millisecond */
};

/* A clock this much later than the newest time seen is asked about (architecture.md, clock). */
static const int64_t CLOCK_AHEAD = 30LL * 24 * 3600 * 1000;

void session_init(struct session_state *s, struct app *app, const char *dir,
                  const struct session_ways *ways)
{
    *s = (struct session_state){.app = app, .ways = ways, .dir = xstrdup(dir), .lock_fd = -1};
    str_init(&s->place);
    str_init(&s->under);
    app->ctx = s;
    app->hooks.lock = session_lock;
    app->hooks.tick = session_tick;
    struct prefs prefs;
    prefs_load(&prefs, dir);
    int minutes = prefs_int(&prefs, "idle_minutes", 0);
    if (minutes > 0) {
        app->idle_limit = minutes * 60;
    }
    if (strcmp(prefs_get(&prefs, "demo", ""), "yes") == 0) {
        app->mode = N_("Demo");
    }
    prefs_release(&prefs);
}

void session_release(struct session_state *s)
{
    reg_lock_drop(s->lock_fd);
    s->lock_fd = -1;
    str_wipe(&s->place);
    str_wipe(&s->under);
    xfree(s->dir);
    s->dir = NULL;
}

struct session_state *session_of(const struct app *app)
{
    return app->ctx;
}

/* --- passwords ---------------------------------------------------------- */

char *session_normal(const char *typed)
{
    struct str normal = STR_INIT;
    char *nfc = NULL;
    if (password_normal(typed, strlen(typed), &normal) == ERR_OK && normal.len > 0) {
        nfc = breaks_nfc(normal.ptr);
    }
    str_wipe(&normal);
    return nfc;
}

int session_wait(const struct app *app)
{
    int64_t left = session_of(app)->wait_until - app->uptime();
    return left > 0 ? (int)((left + 999) / 1000) : 0;
}

int session_wrong(struct app *app)
{
    struct session_state *s = session_of(app);
    int64_t wait = (int64_t)FIRST_WAIT + s->wrong;
    wait = wait > LONGEST_WAIT ? LONGEST_WAIT : wait;
    s->wrong++;
    s->wait_until = app->uptime() + wait * 1000;
    return (int)wait;
}

static void right(struct session_state *s)
{
    s->wrong = 0;
    s->wait_until = 0;
}

enum err session_check_password(struct app *app, const char *password)
{
    struct key *key = NULL;
    char *path = reg_path(app->reg, "keys");
    enum err e = keyfile_open(path, password, key_salt(app->reg->key), &key);
    xfree(path);
    key_free(key);
    if (e == ERR_OK) {
        right(session_of(app));
    }
    return e;
}

enum kdf_cost session_cost(const struct session_state *s)
{
    static const uint64_t mib = 1 << 20;
    struct keyfile_info info;
    char *path = file_join(s->dir, "keys");
    enum err e = keyfile_info(path, &info);
    xfree(path);
    if (e != ERR_OK) {
        return KDF_NORMAL;
    }
    uint64_t mem = info.kdf.mem_bytes;
    return mem >= 256 * mib ? KDF_STRONG : mem <= 32 * mib ? KDF_LIGHT : KDF_NORMAL;
}

/* --- the job that checks the rest --------------------------------------- */

static bool key_waits(void *ctx)
{
    const struct app *app = ctx;
    return event_waits(&app->source);
}

static bool verify_some(void *ctx)
{
    struct app *app = ctx;
    if (!app->reg) {
        return false;
    }
    if (app->reg->committing) {
        return true;
    }
    bool done = false;
    enum err e = verify_step(app->reg, VERIFY_COUNT, key_waits, app, &done);
    if (e != ERR_OK) {
        /* A page that cannot be read: the handle is of no use, later steps would fail too. */
        verify_note(app->reg, "file", NONE);
        e = reg_heal(app->reg);
        (void)e; /* whoever reads next is told */
        done = true;
    }
    return !done;
}

static void begin_verify(struct app *app)
{
    void (*opened)(struct app *app) = session_of(app)->ways->opened;
    app_job(app, &(struct job){.step = verify_some, .ctx = app});
    if (opened) {
        opened(app);
    }
}

/* --- opening ------------------------------------------------------------ */

enum err session_open(struct app *app, const char *password, const struct key *key)
{
    struct session_state *s = session_of(app);
    struct reg_how how = {.dir = s->dir, .password = password, .key = key, .lock_fd = s->lock_fd};
    struct reg *reg = NULL;
    int64_t holder = 0;
    enum err e = reg_open(&how, &reg, &holder);
    if (!reg) {
        if (e == ERR_PASSWORD) {
            reg_note_failed_unlock(s->dir);
        }
        return e;
    }
    right(s);
    app->reg = reg;
    s->lock_fd = -1;
    s->entered = false;
    s->damaged = e == ERR_DAMAGED;
    s->damage_told = false;
    s->older_told = false;
    s->clock_asked = s->clock_offset != 0;
    s->damage_seen = verify_damage_count(reg);
    s->trouble = ERR_OK;
    s->daily_begun = false;
    int64_t ahead = clock_now() - reg->root.newest;
    s->clock_ahead = reg->root.newest > 0 && ahead > CLOCK_AHEAD ? ahead : 0;
    if (reg->is_demo) {
        app->mode = N_("Demo");
    }
    begin_verify(app);
    return e;
}

void session_reopened(struct app *app)
{
    if (!app->reg) {
        app_quit(app);
        return;
    }
    session_of(app)->damage_seen = verify_damage_count(app->reg);
    begin_verify(app);
    app_changed(app, &(struct notice){.record = 0, .kind = -1});
}

/* --- after opening ------------------------------------------------------ */

/* Called with the pupil, or with none when the list was left. */
static void talk_with(void *ctx, int64_t pupil)
{
    struct app *app = ctx;
    struct session_state *s = session_of(app);
    if (pupil == NONE) {
        s->leaving = true;
        return;
    }
    s->leaving = false;
    s->ways->interview(app, pupil);
}

static void daily_done(void *ctx, const struct round_result *result)
{
    struct app *app = ctx;
    struct str words = STR_INIT;
    if (!result->stopped && !round_words(result, &words)) {
        app_problem(app, "%s", words.ptr);
    }
    str_release(&words);
}

void session_daily(struct app *app)
{
    struct session_state *s = session_of(app);
    struct backup_last last;
    if (s->daily_begun || app->reg->read_only || app->reg->is_demo) {
        return;
    }
    s->daily_begun = true;
    backup_last_read(s->dir, &last);
    bool today = last.here != NONE && last.here / 1440 == clock_date(app->now());
    backup_last_release(&last);
    if (!today) {
        (void)round_start(app, &(struct round_how){.why = "daily", .here = true, .stick = true,
                                                   .done = daily_done, .ctx = app});
    }
}

/* F7: the unlock page stays below and asks for the password when these screens are left. */
static void enter_beside(struct app *app)
{
    struct session_state *s = session_of(app);
    str_clear(&s->under);
    str_addn(&s->under, s->place.ptr, s->place.len);
    if (!s->under.len) {
        app_place_add(&s->under, "today"); /* never used before: the day screen lies below */
    }
    app->beside = true;
    s->entered = true;
    s->ways->pupils(app, &(struct pupils_how){.done = talk_with, .ctx = app, .bare = true});
}

static void enter_place(struct app *app)
{
    struct session_state *s = session_of(app);
    size_t count = 0;
    const struct screen_ops *const *known = s->ways->known(&count);
    app_pop_to(app, NULL);
    s->entered = true;
    if (app_restore_place(app, s->place.ptr, s->place.len, known, count) == 0) {
        s->ways->today(app);
    }
    if (app->kept_line.len) {
        app_tell(app, "%s", tr("A line was half typed: it stands there when you are asked again"));
    }
}

void session_enter_new(struct app *app)
{
    struct session_state *s = session_of(app);
    app_pop_to(app, NULL);
    s->entered = true;
    s->damage_told = true;
    s->older_told = true;
    s->clock_asked = true;
    s->ways->today(app);
}

void session_go_on(struct app *app)
{
    struct session_state *s = session_of(app);
    const struct reg *reg = app->reg;
    if (s->damaged && !s->damage_told) {
        s->damage_told = true;
        damage_push(app);
    } else if (reg->side_file != ERR_OK && !s->older_told) {
        s->older_told = true;
        older_push(app);
    } else if ((reg->clock_doubt > 0 || s->clock_ahead > 0) && !s->clock_asked) {
        s->clock_asked = true;
        clock_push(app);
    } else {
        str_clear(&s->place);
        enum err e = place_load(app->reg, &s->place);
        if (e != ERR_OK) {
            str_clear(&s->place); /* never used, or damaged: the day screen is always good */
        }
        if (s->to_talk) {
            enter_beside(app);
        } else {
            enter_place(app);
        }
        session_daily(app);
    }
}

void session_beside_begin(struct app *app)
{
    struct session_state *s = session_of(app);
    if (app->beside) {
        return;
    }
    str_clear(&s->under);
    app_save_place(app, &s->under);
    app_pop_to(app, NULL);
    unlock_push(app, true);
    app->beside = true;
}

void session_beside_left(struct app *app)
{
    struct session_state *s = session_of(app);
    s->leaving = true;
    /* A tick at the end of this event: the pupil list may yet say who was chosen. */
    app_tick_soon(app);
}

/* --- once a second ------------------------------------------------------ */

/* Say once what keeps text from being stored, and what can be done. */
static void tell_trouble(struct app *app, enum err e)
{
    struct session_state *s = session_of(app);
    bool broken = e == ERR_DAMAGED || e == ERR_IO;
    if (broken && reg_heal(app->reg) != ERR_OK) {
        app_problem(app, "%s",
                    tr("The register cannot be read any more. Leave, and look at the disk"));
    } else if (e != ERR_OK && e != s->trouble) {
        app_mark(app, MARK_UNSAVED, app->now());
        app_problem(app, "%s", tr(err_msgid(e)));
    }
    s->trouble = e;
}

static void tell_damage(struct app *app)
{
    struct session_state *s = session_of(app);
    size_t count = verify_damage_count(app->reg);
    if (count > s->damage_seen) {
        s->damage_seen = count;
        app_problem(app,
                    tr("Damaged places were found (%zu). The register is only read from now on"),
                    count);
        app_changed(app, &(struct notice){.record = 0, .kind = -1});
    }
}

void session_tick(struct app *app, int64_t now)
{
    struct session_state *s = session_of(app);
    (void)now;
    if (s->leaving) {
        session_lock(app, LOCK_ASKED);
        return;
    }
    struct reg *reg = app->reg;
    if (!reg || reg->committing) {
        return;
    }
    /* A list that met a page nobody can read shows nothing: what is whole is read on. */
    enum err healed = reg_heal(reg);
    tell_damage(app);
    if (healed != ERR_OK) {
        tell_trouble(app, healed);
    }
    if (reg->read_only) {
        return;
    }
    if (reg->no_ballast) {
        reg_refill_ballast(reg);
        app_dirty(app);
    }
    enum err e = s->entered ? session_keep_place(app) : ERR_OK;
    if (e == ERR_OK) {
        e = store_flush(reg);
    }
    if (e == ERR_OK && store_wants_checkpoint(reg, app->uptime() - app->last_key)) {
        e = store_checkpoint(reg);
    }
    tell_trouble(app, e);
}
