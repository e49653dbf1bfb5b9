// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/prefs.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * S32: a notice of the school day instead of the screen.  Typing does nothing
 * and is not kept.  F12 within a minute returns; later it asks the password in
 * a plain line at the bottom.
 */
struct blank {
    char *text;
    char *narrow;  /* the usual text in one column; NULL for the school's own */
    int64_t since; /* uptime */
    bool asking;
    struct entry entry;
    struct entries entries;
};

enum { FREE_MS = 60000 };

static const struct binding blank_keys[] = {
    {XKEY_F12, CMD_BLANK, NULL},      {XKEY_F1, CMD_NONE, NULL},  {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},        {XKEY_ESC, CMD_BACK, NULL}, {XKEY_CTRL('R'), CMD_NONE, NULL},
    {XKEY_CTRL('C'), CMD_NONE, NULL},
};
static const struct keymap blank_map = KEYMAP(blank_keys, &keymap_text);

/* The school's day as screens.md S32 draws it. */
static const struct {
    const char *name;
    const char *time;
} lessons[] = {
    {N_("Morning reading"), "07:20 - 07:50"}, {N_("Lesson 1"), "08:00 - 08:45"},
    {N_("Lesson 2"), "08:55 - 09:40"},        {N_("Long break"), "09:40 - 10:10"},
    {N_("Lesson 3"), "10:10 - 10:55"},        {N_("Lesson 4"), "11:05 - 11:50"},
    {N_("Noon rest"), "12:30 - 14:10"},       {N_("Getting ready"), "14:30 - 14:40"},
    {N_("Lesson 5"), "14:40 - 15:25"},        {N_("Lesson 6"), "15:35 - 16:20"},
    {N_("Lesson 7"), "16:30 - 17:15"},        {N_("After school"), "17:20 - 18:00"},
    {N_("Evening 1"), "19:20 - 20:05"},       {N_("Evening 2"), "20:15 - 21:00"},
    {N_("Evening 3"), "21:10 - 21:50"},       {N_("Lights out"), "22:20"},
};

static void add_lesson(struct str *out, size_t at)
{
    width_fit(out, tr(lessons[at].name), 12);
    width_fit(out, lessons[at].time, 20);
}

void blank_usual(struct str *out, const char *school, int64_t day, bool one_column)
{
    struct civil c = date_to_civil(day);
    bool autumn = c.month >= 8 || c.month < 2;
    int year = c.month < 2 ? c.year - 1 : c.year;
    size_t half = COUNT(lessons) / 2;
    str_addf(out, one_column ? "%*s" : "\n%*s", one_column ? 8 : 23, "");
    str_addf(out, autumn ? tr("%s  Timetable, autumn %d") : tr("%s  Timetable, spring %d"), school,
             year);
    for (size_t i = 0; i < (one_column ? COUNT(lessons) : half); i++) {
        str_add(out, one_column ? "\n           " : "\n\n           ");
        add_lesson(out, i);
        if (!one_column) {
            add_lesson(out, i + half);
        }
    }
}

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &blank_map;
}

static void head(const struct screen *s, struct frame *f)
{
    (void)s; /* no frame */
    (void)f;
}

static void draw(const struct screen *s, struct rect body)
{
    struct blank *b = s->self;
    const char *from = b->narrow && frame_is_small(body.rows, body.cols) ? b->narrow : b->text;
    for (int row = 0; row < body.rows && *from; row++) {
        size_t n = strcspn(from, "\n");
        draw_span(body.row + row, 0, body.cols, from, n, ROLE_PLAIN);
        from += n + (from[n] == '\n');
    }
    if (b->asking) {
        b->entry.row = body.rows - 1;
        entries_draw(&b->entries, body);
    }
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct blank *b = s->self;
    *row = b->asking ? b->entries.cursor_row : s->body.rows - 1;
    *col = b->asking ? b->entries.cursor_col : s->body.cols - 1;
    return true;
}

/* Wrong: the page stays as it is, without a word. */
static void try_password(struct screen *s)
{
    struct blank *b = s->self;
    struct app *app = s->app;
    char *password = session_normal(entries_text(&b->entries, 0));
    bool right = password && session_wait(app) == 0;
    if (right && session_check_password(app, password) != ERR_OK) {
        (void)session_wrong(app);
        right = false;
    }
    xwipe_str(password);
    textfield_set(&b->entry.field, "");
    if (right) {
        app_pop(app);
    }
}

static bool command(struct screen *s, enum command cmd)
{
    struct blank *b = s->self;
    if (cmd == CMD_BLANK) {
        /* Without an open register there is nothing to hide. */
        if (!s->app->reg || s->app->uptime() - b->since <= FREE_MS) {
            app_pop(s->app);
        } else {
            b->asking = !b->asking;
            textfield_set(&b->entry.field, "");
        }
    } else if (b->asking && cmd == CMD_OPEN) {
        try_password(s);
    } else if (b->asking) {
        (void)entries_command(&b->entries, cmd);
    }
    return true;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct blank *b = s->self;
    if (b->asking) {
        entries_type(&b->entries, typed, n);
    }
}

static void close(struct screen *s)
{
    struct blank *b = s->self;
    entries_release(&b->entries);
    xfree(b->text);
    xfree(b->narrow);
    xfree(b);
}

static const struct screen_ops blank_ops = {
    .name = "blank",
    .flags = SCREEN_BARE | SCREEN_NO_PANE | SCREEN_UNPLACED,
    .keys = keys,
    .head = head,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .close = close,
};

void blank_push(struct app *app)
{
    const struct session_state *session = session_of(app);
    struct blank *b = xcalloc(1, sizeof *b);
    struct prefs prefs;
    prefs_load(&prefs, session->dir);
    const char *own = prefs_get(&prefs, "blank", "");
    if (own[0]) {
        b->text = xstrdup(own);
    } else {
        const char *school = prefs_get(&prefs, "school", "");
        struct str usual = STR_INIT;
        blank_usual(&usual, school, clock_date(app->now()), false);
        b->text = str_steal(&usual);
        blank_usual(&usual, school, clock_date(app->now()), true);
        b->narrow = str_steal(&usual);
    }
    prefs_release(&prefs);
    b->since = app->uptime();
    b->entry = (struct entry){.label = NULL, .max = 200, .secret = true};
    b->entries = (struct entries){.at = &b->entry, .n = 1, .field_col = 11, .cells = 30};
    entries_init(&b->entries);
    app_push(app, screen_new(&blank_ops, app, b));
}
