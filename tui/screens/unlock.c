// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/prefs.h"
#include "locale/catalog.h"
#include "tui/backup_words.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/* S3 unlock and S31 lock.  Nothing on them comes out of the encrypted file. */

struct unlock {
    struct entry entry;
    struct entries entries;
    bool locked;
    char *school;
    char *backup; /* the line about the last copy, translated */
    char *folder;
};

enum { LABEL_COL = 11, FIELD_COL = 19, FIELD_CELLS = 40 };

static const struct binding unlock_keys[] = {
    {XKEY_F2, CMD_DONE, NULL},
    {XKEY_F4, CMD_OPTIONS, N_("Forgotten")},
    {XKEY_F7, CMD_NEW, N_("Straight to a talk")},
    {XKEY_ESC, CMD_BACK, N_("Leave")},
};
static const struct keymap unlock_map = KEYMAP(unlock_keys, &keymap_entries);

static const struct binding lock_keys[] = {
    {XKEY_F2, CMD_DONE, NULL},
    {XKEY_F4, CMD_OPTIONS, N_("Forgotten")},
    {XKEY_F7, CMD_NEW, N_("Straight to a talk")},
    {XKEY_ESC, CMD_NONE, NULL},
};
static const struct keymap lock_map = KEYMAP(lock_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    const struct unlock *u = s->self;
    return u->locked ? &lock_map : &unlock_map;
}

static void add_why(const struct session_state *session, struct str *out)
{
    char minute[DATE_TEXT];
    if (session->locked_at <= 0) {
        return;
    }
    time_format(clock_minute(session->locked_at), minute);
    if (session->why == LOCK_IDLE) {
        str_addf(out, tr("Locked at %s: no key was pressed for a while."), minute);
    } else if (session->why == LOCK_FINISHED) {
        str_addf(out, tr("Finished at %s; copied on this computer and checked."), minute);
    } else if (session->why == LOCK_FINISHED_STICK) {
        str_addf(out,
                 tr("Finished at %s; copied here and to the stick, checked: safe to unplug."),
                 minute);
    } else {
        str_addf(out, tr("Locked at %s."), minute);
    }
}

static void head(const struct screen *s, struct frame *f)
{
    const struct unlock *u = s->self;
    str_add(&f->where, u->locked ? tr("Locked") : tr("Unlock"));
    str_add(&f->who, u->locked ? "" : u->school);
    f->no_date = u->locked;
    f->mark_kind = MARK_NONE;
    str_add(&f->hint, tr("Nothing appears? Look at the input method and at the Caps Lock light."));
    if (u->locked) {
        add_why(session_of(s->app), &f->tell);
    }
}

static void line(int row, const char *label, const char *text, enum role role)
{
    int col = LABEL_COL;
    if (label) {
        draw_text(row, col, 9, label, role);
        col += 10;
    }
    draw_put(row, col, 79 - col, text, role);
}

static void draw(const struct screen *s, struct rect body)
{
    struct unlock *u = s->self;
    bool small = frame_is_small(s->app->rows, s->app->cols);
    int top = body.row + (small ? 3 : 6);
    entries_draw(&u->entries, body);
    if (s->app->mode) {
        line(top - 1, NULL, tr("The password of the demo register is: demo"), ROLE_DIM);
    }
    line(top + 1, "Enter", u->locked ? tr("back to where you were") : tr("to the day's page"),
         ROLE_PLAIN);
    line(top + 2, "F7",
         u->locked ? tr("a talk: somebody is at the door (not by what was open)")
                   : tr("a talk: somebody is at the door (not by the day's page)"),
         ROLE_PLAIN);
    if (u->locked) {
        line(top + 5, NULL, tr("What was half written is stored, every character of it."),
             ROLE_PLAIN);
    } else if (!small) {
        line(top + 5, tr("Last copy"), u->backup, ROLE_PLAIN);
        line(top + 6, tr("Register"), u->folder, ROLE_PLAIN);
    }
}

static void layout(struct screen *s, struct rect body)
{
    struct unlock *u = s->self;
    (void)body;
    u->entry.row = frame_is_small(s->app->rows, s->app->cols) ? 1 : 4;
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct unlock *u = s->self;
    *row = u->entries.cursor_row;
    *col = u->entries.cursor_col;
    return true;
}

static void refused(struct app *app, enum err e)
{
    if (e == ERR_PASSWORD) {
        app_problem(app,
                    tr("Not the password. Nothing is locked out; the next try waits %d seconds."),
                    session_wrong(app));
    } else if (e == ERR_KEYS_DAMAGED) {
        app_problem(app, "%s",
                    tr("The key file is damaged. F4 opens the register with the recovery code."));
    } else if (e == ERR_DAMAGED) {
        backups_push(app);
        app_problem(app, "%s",
                    tr("The register is damaged. Choose the copy that takes its place."));
    } else {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
}

static void submit(struct screen *s, bool to_talk)
{
    struct app *app = s->app;
    struct unlock *u = s->self;
    int wait = session_wait(app);
    if (wait > 0) {
        app_problem(app, tr("Not yet: %d more seconds."), wait);
        return;
    }
    char *password = session_normal(entries_text(&u->entries, 0));
    if (!password) {
        app_problem(app, "%s", tr("Type the password first."));
        return;
    }
    /* Deriving the key takes most of a second and cannot be cut into steps. */
    app_tell(app, "%s", tr("Opening ..."));
    app_paint(app);
    enum err e = session_open(app, password, NULL);
    xwipe_str(password);
    textfield_set(&u->entry.field, "");
    app_tell(app, "%s", "");
    if (!app->reg) {
        refused(app, e);
        return;
    }
    session_of(app)->to_talk = to_talk;
    session_go_on(app);
}

static bool command(struct screen *s, enum command cmd)
{
    struct unlock *u = s->self;
    if (entries_command(&u->entries, cmd)) {
        return true;
    }
    if (cmd == CMD_OPEN || cmd == CMD_DONE) {
        submit(s, false);
    } else if (cmd == CMD_NEW) {
        submit(s, true);
    } else if (cmd == CMD_OPTIONS) {
        recovery_push(s->app);
    } else if (cmd == CMD_BACK) {
        app_quit(s->app);
    }
    return cmd != CMD_BLANK && cmd != CMD_HELP;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct unlock *u = s->self;
    entries_type(&u->entries, typed, n);
    if (strength_has_wide(entries_text(&u->entries, 0))) {
        app_problem(s->app, "%s",
                    tr("Chinese or full-width characters: the input method is probably on. Press "
                       "Shift and type again."));
    }
}

/* Only F7's screens ever stand on this page; pages that follow it go on by themselves. */
static void resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    if (s->app->beside && s->app->reg) {
        session_beside_left(s->app);
    }
}

static void close(struct screen *s)
{
    struct unlock *u = s->self;
    entries_release(&u->entries);
    xfree(u->school);
    xfree(u->backup);
    xfree(u->folder);
    xfree(u);
}

static const struct screen_ops unlock_ops = {
    .name = "unlock",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .layout = layout,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .resumed = resumed,
    .close = close,
};

static char *backup_line(const char *dir, int64_t now)
{
    struct str out = STR_INIT;
    struct backup_last last;
    backup_last_read(dir, &last);
    backup_words_last(&out, &last, now);
    backup_last_release(&last);
    return str_steal(&out);
}

void unlock_push(struct app *app, bool locked)
{
    const struct session_state *session = session_of(app);
    struct unlock *u = xcalloc(1, sizeof *u);
    struct prefs prefs;
    u->locked = locked;
    u->entry = (struct entry){.label = N_("Password"), .max = 200, .secret = true};
    u->entries = (struct entries){.at = &u->entry,
                                  .n = 1,
                                  .label_col = LABEL_COL,
                                  .field_col = FIELD_COL,
                                  .cells = FIELD_CELLS};
    entries_init(&u->entries);
    prefs_load(&prefs, session->dir);
    u->school = xstrdup(prefs_get(&prefs, "school", ""));
    prefs_release(&prefs);
    u->folder = way_short_path(session->dir);
    u->backup = locked ? NULL : backup_line(session->dir, app->now());
    app_push(app, screen_new(&unlock_ops, app, u));
}
