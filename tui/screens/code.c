// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/base/random.h"
#include "locale/catalog.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/* S2: the recovery code, shown once; a group of it is asked back from the paper. */

struct code_page {
    char code[CODE_TEXT]; /* "K7Q2T-9XWRM-..." */
    char *where, *step;
    const struct key *key;
    void (*done)(void *ctx, bool confirmed);
    void *ctx;
    int asked; /* group 1 to 7 */
    bool right;
    struct entry entry;
    struct entries entries;
};

enum { GROUP_STEP = CODE_GROUP_CHARS + 1 };

static const struct binding code_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Next")},
    {XKEY_F12, CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, N_("Step back")},
};
static const struct keymap code_map = KEYMAP(code_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &code_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct code_page *c = s->self;
    str_add(&f->where, c->where);
    str_add(&f->who, c->step);
    f->mark_kind = MARK_NONE;
    str_add(&f->hint, tr("A slip of one letter is noticed and its group is named; it will not lock "
                         "you out."));
}

static void draw_group(const struct code_page *c, int row, int col, int group)
{
    char text[CODE_GROUP_CHARS + 1];
    memcpy(text, c->code + (group - 1) * GROUP_STEP, CODE_GROUP_CHARS);
    text[CODE_GROUP_CHARS] = '\0';
    struct str words = STR_INIT;
    str_addf(&words, tr("Group %d"), group);
    draw_put(row, col, 10, words.ptr, ROLE_PLAIN);
    draw_put(row, col + 10, CODE_GROUP_CHARS, text, ROLE_HEAD);
    str_release(&words);
}

static void draw(const struct screen *s, struct rect body)
{
    struct code_page *c = s->self;
    bool small = frame_is_small(s->app->rows, s->app->cols);
    int row = body.row + (small ? 0 : 1);
    int width = body.cols - 4;
    draw_text(row++, 3, width,
              tr("This is the register's recovery code. It is shown here and only "
                 "this once."),
              ROLE_PLAIN);
    draw_text(row++, 3, width, tr("Copy it onto paper. No photo; not into a computer or a chat."),
              ROLE_PLAIN);
    row += !small;
    int right = small ? 32 : 43;
    for (int group = 1; group <= 4; group++) {
        draw_group(c, row, 9, group);
        if (group + 4 <= CODE_GROUPS) {
            draw_group(c, row, right, group + 4);
        } else {
            draw_text(row, right, body.cols - right - 1,
                      tr("There is no I, L, O or U: only 1 and 0."), ROLE_DIM);
        }
        row += small ? 1 : 2;
    }
    row += small;
    static const char *const advice[] = {
        N_("Where: in a sealed, signed envelope in the safe of the head or deputy head."),
        N_("Let them see each term that the envelope is still there."),
    };
    for (size_t i = 0; i < COUNT(advice); i++) {
        draw_text(row++, 3, width, tr(advice[i]), ROLE_PLAIN);
    }
    entries_draw(&c->entries, body);
    draw_text(
        body.row + c->entry.row + (small ? 1 : 2), 3, width,
        tr("The code opens the register and sets a new password: guard it like the password."),
        ROLE_PLAIN);
}

static void layout(struct screen *s, struct rect body)
{
    struct code_page *c = s->self;
    (void)body;
    c->entry.row = frame_is_small(s->app->rows, s->app->cols) ? 10 : 15;
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct code_page *c = s->self;
    *row = c->entries.cursor_row;
    *col = c->entries.cursor_col;
    return true;
}

/* The whole code with the typed group in it is the same key: any spelling of it is right. */
static bool is_right(const struct code_page *c)
{
    const char *typed = entries_text(&c->entries, 0);
    if (!key_group_fits(c->asked, typed)) {
        return false;
    }
    struct str whole = STR_INIT;
    struct key *key = NULL;
    int bad = 0;
    str_addn(&whole, c->code, (size_t)(c->asked - 1) * GROUP_STEP);
    str_add(&whole, typed);
    str_add(&whole, c->code + (c->asked - 1) * GROUP_STEP + CODE_GROUP_CHARS);
    bool right = key_from_code(whole.ptr, &key, &bad) == ERR_OK &&
                 memcmp(key_salt(key), key_salt(c->key), SALT_BYTES) == 0;
    key_free(key);
    str_wipe(&whole);
    return right;
}

static void check(struct screen *s)
{
    struct code_page *c = s->self;
    c->right = is_right(c);
    if (c->right) {
        app_tell(s->app, "%s", tr("That is right. F2 goes on."));
    } else {
        app_problem(s->app, tr("Group %d reads otherwise. Look at the paper once more."), c->asked);
    }
}

static void leave(struct screen *s, bool confirmed)
{
    const struct code_page *c = s->self;
    void (*done)(void *ctx, bool confirmed) = c->done;
    void *ctx = c->ctx;
    app_pop(s->app); /* freed after the handler: c is not used below */
    done(ctx, confirmed);
}

static bool command(struct screen *s, enum command cmd)
{
    struct code_page *c = s->self;
    if (entries_command(&c->entries, cmd)) {
        return true;
    }
    if (cmd == CMD_OPEN) {
        check(s);
    } else if (cmd == CMD_DONE) {
        check(s);
        if (c->right) {
            leave(s, true);
        }
    } else if (cmd == CMD_BACK) {
        leave(s, false);
    }
    return cmd != CMD_HELP;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct code_page *c = s->self;
    entries_type(&c->entries, typed, n);
}

static void close(struct screen *s)
{
    struct code_page *c = s->self;
    entries_release(&c->entries);
    xfree(c->where);
    xfree(c->step);
    xwipe(c, sizeof *c);
}

static const struct screen_ops code_ops = {
    .name = "code",
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

void code_push(struct app *app, const struct code_how *how)
{
    struct code_page *c = xcalloc(1, sizeof *c);
    c->where = xstrdup(how->where);
    c->step = xstrdup(how->step);
    c->key = how->key;
    c->done = how->done;
    c->ctx = how->ctx;
    c->asked = (int)(random_u64() % CODE_GROUPS) + 1;
    key_code(how->key, c->code);
    c->entry = (struct entry){.max = 10};
    c->entries = (struct entries){.at = &c->entry, .n = 1, .field_col = 44, .cells = 10};
    static const char *const asks[CODE_GROUPS] = {
        N_("Copied? From the paper, type group 1:"), N_("Copied? From the paper, type group 2:"),
        N_("Copied? From the paper, type group 3:"), N_("Copied? From the paper, type group 4:"),
        N_("Copied? From the paper, type group 5:"), N_("Copied? From the paper, type group 6:"),
        N_("Copied? From the paper, type group 7:"),
    };
    c->entry.label = asks[c->asked - 1];
    entries_init(&c->entries);
    app_push(app, screen_new(&code_ops, app, c));
}
