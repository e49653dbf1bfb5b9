// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "locale/catalog.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/* The password of the open register: another one, or the present one asked once more. */
enum password_field { PASSWORD_OLD, PASSWORD_NEW, PASSWORD_AGAIN, PASSWORD_COUNT };

struct password {
    struct entry fields[PASSWORD_COUNT];
    struct entries entries;
    char *why; /* first line of the page, translated */
    bool warned;
    /* Only asked once more: what follows. */
    void (*done)(void *ctx, const char *password);
    void *ctx;
};

static const struct binding password_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Store")},
};
static const struct keymap password_map = KEYMAP(password_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &password_map;
}

static void head(const struct screen *s, struct frame *f)
{
    (void)s;
    str_add(&f->where, tr("Settings"));
    str_add(&f->who, tr("Password and recovery code"));
    str_add(&f->hint, tr("Letters, digits, spaces, signs; no Chinese. Switch the input method off "
                         "first."));
}

static void draw(const struct screen *s, struct rect body)
{
    struct password *p = s->self;
    draw_text(body.row + 1, 3, body.cols - 4, p->why, ROLE_PLAIN);
    entries_draw(&p->entries, body);
    if (!p->done) {
        int row = body.row + p->fields[PASSWORD_AGAIN].row + 1;
        draw_text(row, 3, 11, tr("Strength"), ROLE_PLAIN);
        draw_text(row, ENTRY_FIELD_COL, body.cols - ENTRY_FIELD_COL - 1,
                  tr(strength_words(strength_of(entries_text(&p->entries, PASSWORD_NEW)))),
                  ROLE_PLAIN);
    }
}

static void layout(struct screen *s, struct rect body)
{
    struct password *p = s->self;
    (void)body;
    for (size_t i = 0; i < PASSWORD_COUNT; i++) {
        p->fields[i].row = 3 + (int)i;
    }
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct password *p = s->self;
    *row = p->entries.cursor_row;
    *col = p->entries.cursor_col;
    return true;
}

/* The old password, checked; NULL after saying why not. */
static char *checked_old(struct screen *s)
{
    struct password *p = s->self;
    struct app *app = s->app;
    int wait = session_wait(app);
    if (wait > 0) {
        app_problem(app, tr("Not yet: %d more seconds."), wait);
        return NULL;
    }
    char *old = session_normal(entries_text(&p->entries, PASSWORD_OLD));
    if (!old) {
        app_problem(app, "%s", tr("Type the password first."));
        return NULL;
    }
    app_tell(app, "%s", tr("Checking the password ..."));
    app_paint(app);
    enum err e = session_check_password(app, old);
    app_tell(app, "%s", "");
    if (e == ERR_OK) {
        return old;
    }
    xwipe_str(old);
    textfield_set(&p->fields[PASSWORD_OLD].field, "");
    p->entries.focus = PASSWORD_OLD;
    if (e == ERR_PASSWORD) {
        app_problem(app,
                    tr("Not the password. Nothing is locked out; the next try waits %d seconds."),
                    session_wrong(app));
    } else {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
    return NULL;
}

static void set_new(struct screen *s)
{
    struct password *p = s->self;
    struct app *app = s->app;
    const char *problem =
        password_pair_problem(entries_text(&p->entries, PASSWORD_NEW),
                              entries_text(&p->entries, PASSWORD_AGAIN), &p->warned);
    if (problem) {
        app_problem(app, "%s", tr(problem));
        return;
    }
    char *old = checked_old(s);
    if (!old) {
        return;
    }
    xwipe_str(old);
    const struct session_state *session = session_of(app);
    char *password = session_normal(entries_text(&p->entries, PASSWORD_NEW));
    enum err e = reg_set_password(session->dir, app->reg->key, password, session_cost(session));
    xwipe_str(password);
    if (e == ERR_OK) {
        audit_queue(app->reg,
                    &(struct audit_entry){.action = AUDIT_PASSWORD, .object = NONE, .pupil = NONE});
        app_pop(app);
        app_tell(app, "%s", tr("The new password holds from now on."));
    } else {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
}

static void hand_over(struct screen *s)
{
    const struct password *p = s->self;
    void (*done)(void *ctx, const char *password) = p->done;
    void *ctx = p->ctx;
    char *password = checked_old(s);
    if (password) {
        app_pop(s->app); /* freed after the handler: p is not used below */
        done(ctx, password);
        xwipe_str(password);
    }
}

static bool command(struct screen *s, enum command cmd)
{
    struct password *p = s->self;
    if (entries_command(&p->entries, cmd)) {
        return true;
    }
    if (cmd == CMD_OPEN || cmd == CMD_DONE) {
        if (p->done) {
            hand_over(s);
        } else {
            set_new(s);
        }
        return true;
    }
    return false;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct password *p = s->self;
    entries_type(&p->entries, typed, n);
    p->warned = false;
}

static void close(struct screen *s)
{
    struct password *p = s->self;
    entries_release(&p->entries);
    xfree(p->why);
    xfree(p);
}

static const struct screen_ops password_ops = {
    .name = "password",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .layout = layout,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .close = close,
};

static struct password *new_page(const char *why, size_t fields)
{
    static const struct entry usual[PASSWORD_COUNT] = {
        [PASSWORD_OLD] = {.label = N_("Old one"),
                          .remark = N_("the present one"),
                          .max = 200,
                          .secret = true},
        [PASSWORD_NEW] = {.label = N_("New one"),
                          .remark = N_("8 characters or more"),
                          .max = 200,
                          .secret = true},
        [PASSWORD_AGAIN] = {.label = N_("Once more"),
                            .remark = N_("the same"),
                            .max = 200,
                            .secret = true},
    };
    struct password *p = xcalloc(1, sizeof *p);
    memcpy(p->fields, usual, sizeof usual);
    p->why = xstrdup(why);
    p->entries = (struct entries){.at = p->fields, .n = fields};
    entries_init(&p->entries);
    return p;
}

void password_push(struct app *app)
{
    struct password *p =
        new_page(tr("Another password; the recovery code stays the same."), PASSWORD_COUNT);
    app_push(app, screen_new(&password_ops, app, p));
}

void password_ask_push(struct app *app, const char *why,
                       void (*done)(void *ctx, const char *password), void *ctx)
{
    struct password *p = new_page(why, 1);
    p->done = done;
    p->ctx = ctx;
    app_push(app, screen_new(&password_ops, app, p));
}
