// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "locale/catalog.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * F4 of the unlock page: the recovery code in one field, any spelling of it;
 * then a new password, twice.  Works with the key file missing or damaged, as
 * the code is the secret itself.
 */
enum recovery_field { RECOVERY_CODE, RECOVERY_NEW, RECOVERY_AGAIN, RECOVERY_COUNT };

struct recovery {
    struct entry fields[RECOVERY_COUNT];
    struct entries entries;
    bool opened; /* the code was right; the register is open, a password is asked */
    bool warned;
};

static const struct binding recovery_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Next")},
};
static const struct keymap recovery_map = KEYMAP(recovery_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &recovery_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct recovery *r = s->self;
    str_add(&f->where, tr("Unlock"));
    str_add(&f->who, r->opened ? tr("New password") : tr("Recovery code"));
    f->mark_kind = MARK_NONE;
    str_add(&f->hint,
            r->opened
                ? tr("Letters, digits, spaces, signs; no Chinese. Switch the input method off "
                     "first.")
                : tr("Capital or small, with or without dashes and spaces: all the same."));
}

static void draw(const struct screen *s, struct rect body)
{
    struct recovery *r = s->self;
    int width = body.cols - 4;
    if (r->opened) {
        draw_text(body.row + 1, 3, width,
                  tr("The code is right. Now a new password; the old one "
                     "will not open any more."),
                  ROLE_PLAIN);
        int row = body.row + r->fields[RECOVERY_AGAIN].row + 1;
        draw_text(row, 3, 11, tr("Strength"), ROLE_PLAIN);
        draw_text(row, ENTRY_FIELD_COL, body.cols - ENTRY_FIELD_COL - 1,
                  tr(strength_words(strength_of(entries_text(&r->entries, RECOVERY_NEW)))),
                  ROLE_PLAIN);
    } else {
        draw_text(body.row + 1, 3, width,
                  tr("The code stands on the paper in the sealed envelope: seven groups of five."),
                  ROLE_PLAIN);
    }
    entries_draw(&r->entries, body);
}

static void layout(struct screen *s, struct rect body)
{
    struct recovery *r = s->self;
    (void)body;
    r->fields[RECOVERY_CODE].row = r->opened ? -1 : 3;
    r->fields[RECOVERY_NEW].row = r->opened ? 3 : -1;
    r->fields[RECOVERY_AGAIN].row = r->opened ? 4 : -1;
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct recovery *r = s->self;
    *row = r->entries.cursor_row;
    *col = r->entries.cursor_col;
    return true;
}

static void refused(struct app *app, enum err e, int bad_group)
{
    if (e == ERR_CODE && bad_group > 0) {
        app_problem(app,
                    tr("Group %d does not fit. Look at the paper: 0 and O, 1 and I are taken "
                       "for each other anyway."),
                    bad_group);
    } else if (e == ERR_CODE && bad_group == 0) {
        app_problem(app, "%s", tr("A code has 35 characters, seven groups of five."));
    } else if (e == ERR_CODE) {
        app_problem(app, "%s",
                    tr("The code is whole but belongs to another register, or a newer code was "
                       "made since."));
    } else {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
}

static void try_code(struct screen *s)
{
    struct recovery *r = s->self;
    struct app *app = s->app;
    struct key *key = NULL;
    int bad = 0;
    enum err e = key_from_code(entries_text(&r->entries, RECOVERY_CODE), &key, &bad);
    if (e != ERR_OK) {
        refused(app, e, bad);
        return;
    }
    app_tell(app, "%s", tr("Opening ..."));
    app_paint(app);
    e = session_open(app, NULL, key);
    key_free(key);
    app_tell(app, "%s", "");
    if (!app->reg) {
        refused(app, e, -1);
        return;
    }
    textfield_set(&r->fields[RECOVERY_CODE].field, "");
    r->opened = true;
    r->entries.focus = RECOVERY_NEW;
    layout(s, s->body);
}

static void store(struct screen *s)
{
    struct recovery *r = s->self;
    struct app *app = s->app;
    char *password = session_normal(entries_text(&r->entries, RECOVERY_NEW));
    app_tell(app, "%s", tr("Storing the new password ..."));
    app_paint(app);
    enum err e = reg_set_password(session_of(app)->dir, app->reg->key, password,
                                  session_cost(session_of(app)));
    xwipe_str(password);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    audit_queue(app->reg,
                &(struct audit_entry){.action = AUDIT_RECOVER, .object = NONE, .pupil = NONE});
    if (!app->reg->read_only) {
        e = store_flush(app->reg);
    }
    app_pop(app);
    app_tell(app, "%s", e == ERR_OK ? tr("The new password holds from now on.") : tr(err_msgid(e)));
    session_go_on(app);
}

static void finish(struct screen *s)
{
    struct recovery *r = s->self;
    const char *problem =
        password_pair_problem(entries_text(&r->entries, RECOVERY_NEW),
                              entries_text(&r->entries, RECOVERY_AGAIN), &r->warned);
    if (problem) {
        app_problem(s->app, "%s", tr(problem));
    } else {
        store(s);
    }
}

/* Between code and password the register is open: Esc locks it again. */
static void leave(struct screen *s)
{
    const struct recovery *r = s->self;
    if (r->opened) {
        session_lock(s->app, LOCK_ASKED);
    } else {
        app_pop(s->app);
    }
}

static bool command(struct screen *s, enum command cmd)
{
    struct recovery *r = s->self;
    bool at_first = r->opened && r->entries.focus == RECOVERY_NEW;
    bool forward = cmd == CMD_OPEN || cmd == CMD_NEXT || cmd == CMD_DOWN;
    bool back = cmd == CMD_PREV || cmd == CMD_UP;
    if (cmd == CMD_BACK) {
        leave(s);
    } else if (!r->opened && (cmd == CMD_OPEN || cmd == CMD_DONE)) {
        try_code(s);
    } else if (!r->opened && (forward || back)) {
        return true;
    } else if (r->opened && (cmd == CMD_DONE || (cmd == CMD_OPEN && !at_first))) {
        finish(s);
    } else if (!(at_first && back)) {
        (void)entries_command(&r->entries, cmd);
    }
    return cmd != CMD_BLANK && cmd != CMD_HELP;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct recovery *r = s->self;
    entries_type(&r->entries, typed, n);
    r->warned = false;
}

static void close(struct screen *s)
{
    struct recovery *r = s->self;
    entries_release(&r->entries);
    xfree(r);
}

static const struct screen_ops recovery_ops = {
    .name = "recovery",
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

void recovery_push(struct app *app)
{
    static const struct entry fields[RECOVERY_COUNT] = {
        [RECOVERY_CODE] = {.label = N_("Code"), .max = 100},
        [RECOVERY_NEW] = {.label = N_("Password"),
                          .remark = N_("8 characters or more"),
                          .max = 200,
                          .secret = true},
        [RECOVERY_AGAIN] = {.label = N_("Once more"),
                            .remark = N_("the same"),
                            .max = 200,
                            .secret = true},
    };
    struct recovery *r = xcalloc(1, sizeof *r);
    memcpy(r->fields, fields, sizeof fields);
    r->entries = (struct entries){.at = r->fields, .n = RECOVERY_COUNT, .cells = 50};
    entries_init(&r->entries);
    app_push(app, screen_new(&recovery_ops, app, r));
}
