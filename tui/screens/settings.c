// SPDX-License-Identifier: MIT
#include "tui/screens/settings.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/calendar.h"
#include "core/kinds.h"
#include "core/prefs.h"
#include "locale/catalog.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/* S30: chapters at the left, the chosen one at the right. */

enum { RIGHT_COL = 22, VALUE_COL = 40 };

static const struct binding left_keys[] = {
    {XKEY_RIGHT, CMD_RIGHT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_TAB, CMD_NEXT, N_("Other side")},
    {XKEY_F2, CMD_DONE, NULL},
};
static const struct keymap left_map = KEYMAP(left_keys, &keymap_list);

static const struct binding right_keys[] = {
    {XKEY_LEFT, CMD_LEFT, NULL},
    {XKEY_SHIFT_TAB, CMD_PREV, NULL},
    {XKEY_F6, CMD_SAME, N_("As delivered")},
    {XKEY_ENTER, CMD_OPEN, N_("Change")},
    {XKEY_TAB, CMD_NEXT, N_("Other side")},
    {XKEY_F2, CMD_DONE, NULL},
};
static const struct keymap right_map = KEYMAP(right_keys, &keymap_list);

static const struct keymap *keys(const struct screen *s)
{
    const struct settings *st = s->self;
    return st->right ? &right_map : &left_map;
}

static const struct setting_chapter *chapter_of(const struct settings *st)
{
    size_t count;
    return &settings_chapters(&count)[st->chapter];
}

static const struct setting_row *row_of(const struct settings *st)
{
    return &chapter_of(st)->rows[st->row];
}

static void head(const struct screen *s, struct frame *f)
{
    const struct settings *st = s->self;
    const struct reg *reg = s->app->reg;
    str_add(&f->where, tr("Settings"));
    if (reg && reg->calendar->short_name) {
        str_add(&f->who, reg->calendar->short_name);
    }
    str_add(&f->hint, tr(st->right && row_of(st)->help ? row_of(st)->help : chapter_of(st)->help));
}

static void draw_chapters(const struct settings *st, struct rect body, bool active)
{
    size_t count;
    const struct setting_chapter *chapters = settings_chapters(&count);
    for (size_t i = 0; i < count && (int)i < body.rows; i++) {
        struct str line = STR_INIT;
        bool chosen = i == st->chapter;
        str_addf(&line, "%c %2d %s", chosen ? '>' : ' ', chapters[i].no, tr(chapters[i].label));
        draw_text(body.row + (int)i, 0, RIGHT_COL - 2, line.ptr,
                  chosen && active ? ROLE_CHOSEN : ROLE_PLAIN);
        str_release(&line);
    }
}

static void draw_rows(const struct settings *st, struct rect body, int col, bool active)
{
    const struct setting_chapter *chapter = chapter_of(st);
    int value_col = col + VALUE_COL - RIGHT_COL;
    draw_text(body.row, col, body.cols - col - 1, tr(chapter->label), ROLE_HEAD);
    for (size_t i = 0; i < chapter->count && (int)i + 2 < body.rows; i++) {
        const struct setting_row *row = &chapter->rows[i];
        struct str value = STR_INIT;
        bool chosen = active && i == st->row;
        enum role role = chosen ? ROLE_CHOSEN : ROLE_PLAIN;
        int at = body.row + 2 + (int)i;
        if (row->value) {
            row->value(st, &value);
        }
        draw_text(at, col - 2, 2, chosen ? ">" : "", ROLE_PLAIN);
        draw_text(at, col, VALUE_COL - RIGHT_COL, tr(row->label), role);
        draw_text(at, value_col, body.cols - value_col - 1, value.ptr, role);
        str_release(&value);
    }
}

static void draw(const struct screen *s, struct rect body)
{
    const struct settings *st = s->self;
    if (!s->app->reg) {
        return;
    }
    if (frame_is_small(s->app->rows, s->app->cols)) {
        if (st->right) {
            draw_rows(st, body, 3, true);
        } else {
            draw_chapters(st, body, true);
        }
        return;
    }
    draw_chapters(st, body, !st->right);
    draw_rows(st, body, RIGHT_COL, st->right);
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct settings *st = s->self;
    bool small = frame_is_small(s->app->rows, s->app->cols);
    *row = s->body.row + (st->right ? 2 + (int)st->row : (int)st->chapter);
    *col = st->right ? (small ? 1 : RIGHT_COL - 2) : 0;
    return true;
}

/* --- keys --------------------------------------------------------------- */

static void move(struct settings *st, bool down)
{
    size_t count;
    (void)settings_chapters(&count);
    size_t *at = st->right ? &st->row : &st->chapter;
    size_t n = st->right ? chapter_of(st)->count : count;
    if (down && *at + 1 < n) {
        (*at)++;
    } else if (!down && *at > 0) {
        (*at)--;
    }
    if (!st->right) {
        st->row = 0;
    }
}

static void tell_stored(struct settings *st, bool good)
{
    if (good) {
        app_mark(st->app, MARK_SAVED, st->app->now());
    }
}

static void typed(void *ctx, const char *text)
{
    struct settings *st = ctx;
    if (text) {
        tell_stored(st, row_of(st)->store(st, text));
    }
}

static void open_row(struct settings *st)
{
    const struct setting_row *row = row_of(st);
    if (row->open) {
        row->open(st);
    } else if (row->store && st->app->reg->read_only) {
        app_problem(st->app, "%s", tr(err_msgid(ERR_READ_ONLY)));
    } else if (row->store) {
        struct str value = STR_INIT;
        row->typed(st, &value);
        line_push(st->app, tr(row->ask), value.ptr, row->max, typed, st);
        str_release(&value);
    } else {
        app_tell(st->app, "%s", tr("This is only shown here."));
    }
}

static bool command(struct screen *s, enum command cmd)
{
    struct settings *st = s->self;
    if (cmd == CMD_UP || cmd == CMD_DOWN) {
        move(st, cmd == CMD_DOWN);
    } else if (cmd == CMD_NEXT || cmd == CMD_PREV || cmd == CMD_RIGHT || cmd == CMD_LEFT) {
        st->right = !st->right;
    } else if (cmd == CMD_OPEN && !st->right) {
        st->right = true;
    } else if (cmd == CMD_OPEN) {
        open_row(st);
    } else if (cmd == CMD_SAME && row_of(st)->store) {
        tell_stored(st, row_of(st)->store(st, NULL));
    } else if (cmd == CMD_BACK && st->right) {
        st->right = false;
    } else if (cmd == CMD_DONE) {
        app_tell(s->app, "%s", tr("Every change is stored at once."));
    } else {
        return false;
    }
    return true;
}

/* Digits choose a chapter: 1, then 2 for 12. */
static void text(struct screen *s, const char *text, size_t n)
{
    struct settings *st = s->self;
    size_t count;
    const struct setting_chapter *chapters = settings_chapters(&count);
    const char *end = text + n;
    while (text < end && !st->right) {
        uint32_t cp = utf8_narrow(utf8_next(&text));
        int digit = cp >= '0' && cp <= '9' ? (int)(cp - '0') : -1;
        int wanted = chapters[st->chapter].no * 10 + digit;
        bool twice = false;
        for (size_t i = 0; i < count && digit >= 0; i++) {
            twice = twice || chapters[i].no == wanted;
        }
        for (size_t i = 0; i < count && digit >= 0; i++) {
            if (chapters[i].no == (twice ? wanted : digit)) {
                st->chapter = i;
                st->row = 0;
                break;
            }
        }
    }
    app_dirty(s->app);
}

/* What is needed before the password follows the school's record. */
static void changed(struct screen *s, const struct notice *n)
{
    const struct settings *st = s->self;
    (void)n;
    settings_follow_school(st);
}

static void save(const struct screen *s, struct str *out)
{
    const struct settings *st = s->self;
    str_addc(out, (char)st->chapter);
    str_addc(out, (char)st->row);
    str_addc(out, st->right ? 1 : 0);
}

static struct screen *make(struct app *app, size_t chapter, size_t row, bool right)
{
    struct settings *st = xcalloc(1, sizeof *st);
    size_t count;
    (void)settings_chapters(&count);
    st->app = app;
    st->chapter = chapter < count ? chapter : 0;
    st->row = row < chapter_of(st)->count ? row : 0;
    st->right = right;
    return screen_new(&settings_ops, app, st);
}

static struct screen *restore(struct app *app, const char *bytes, size_t n)
{
    return n == 3 ? make(app, (unsigned char)bytes[0], (unsigned char)bytes[1], bytes[2] == 1)
                  : make(app, 0, 0, false);
}

static void close(struct screen *s)
{
    struct settings *st = s->self;
    settings_forget(st);
    xfree(st);
}

const struct screen_ops settings_ops = {
    .name = "settings",
    .flags = SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .changed = changed,
    .save = save,
    .restore = restore,
    .close = close,
};

void settings_push(struct app *app)
{
    app_push(app, make(app, 0, 0, false));
}
