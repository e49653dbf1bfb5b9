// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/prefs.h"
#include "locale/catalog.h"
#include "tui/screens/entry.h"
#include "tui/screens/settings.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/* The lines of the blank page (S32), a field each, as they will stand on it. */
enum { LINES_MOST = 24, LINE_MAX = 76 };

struct blank_text {
    struct entry lines[LINES_MOST];
    struct entries entries;
};

static const struct binding blank_text_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Store")},
    {XKEY_F6, CMD_SAME, N_("As delivered")},
};
static const struct keymap blank_text_map = KEYMAP(blank_text_keys, &keymap_entries);

static const struct screen_ops blank_text_ops;

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &blank_text_map;
}

static void head(const struct screen *s, struct frame *f)
{
    (void)s;
    str_add(&f->where, tr("Blank page"));
    str_add(&f->who, tr("What F12 shows"));
    str_add(&f->hint, tr("Stand-in words only: a notice of the day. All lines empty: the usual "
                         "timetable."));
}

/* A window of lines that holds the focused one. */
static void place_lines(struct blank_text *b, int rows)
{
    int from = (int)b->entries.focus - rows + 1;
    from = from < 0 ? 0 : from;
    for (int i = 0; i < LINES_MOST; i++) {
        b->lines[i].row = i >= from && i < from + rows ? i - from : -1;
    }
}

static void draw(const struct screen *s, struct rect body)
{
    struct blank_text *b = s->self;
    place_lines(b, body.rows);
    entries_draw(&b->entries, body);
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct blank_text *b = s->self;
    *row = b->entries.cursor_row;
    *col = b->entries.cursor_col;
    return true;
}

static void fill(struct blank_text *b, const char *text)
{
    for (size_t i = 0; i < LINES_MOST; i++) {
        size_t n = strcspn(text, "\n");
        char *line = xmemdupz(text, n);
        textfield_set(&b->lines[i].field, line);
        xfree(line);
        text += n + (text[n] == '\n');
    }
    b->entries.focus = 0;
}

/* All lines up to the last that is not empty. */
static void join(const struct blank_text *b, struct str *all)
{
    size_t used = 0;
    for (size_t i = 0; i < LINES_MOST; i++) {
        const char *line = entries_text(&b->entries, i);
        str_addf(all, "%s%s", i ? "\n" : "", line);
        used = line[0] ? all->len : used;
    }
    str_cut(all, used);
}

static void store(struct screen *s)
{
    struct str all = STR_INIT;
    struct app *app = s->app;
    join(s->self, &all);
    if (settings_put(app, "blank", all.len ? all.ptr : NULL)) {
        app_keep_nothing(app);
        app_pop(app);
        app_mark(app, MARK_SAVED, app->now());
    }
    str_release(&all);
}

static void keep(struct screen *s)
{
    struct str all = STR_INIT;
    join(s->self, &all);
    app_keep(s->app, blank_text_ops.name, all.ptr);
    str_release(&all);
}

static bool command(struct screen *s, enum command cmd)
{
    struct blank_text *b = s->self;
    if (cmd == CMD_DONE) {
        store(s);
    } else if (cmd == CMD_SAME) {
        fill(b, "");
    } else if (cmd == CMD_OPEN) {
        return true; /* the last line */
    } else {
        return false;
    }
    return true;
}

static bool any_command(struct screen *s, enum command cmd)
{
    struct blank_text *b = s->self;
    bool took = entries_command(&b->entries, cmd);
    if (took) {
        keep(s);
    }
    return took || command(s, cmd);
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct blank_text *b = s->self;
    entries_type(&b->entries, typed, n);
    keep(s);
}

static void paste(struct screen *s, const char *typed, size_t n)
{
    struct blank_text *b = s->self;
    const char *end = typed + n;
    while (typed < end) {
        const char *stop = memchr(typed, '\n', (size_t)(end - typed));
        size_t len = stop ? (size_t)(stop - typed) : (size_t)(end - typed);
        entries_type(&b->entries, typed, len);
        if (stop) {
            (void)entries_command(&b->entries, CMD_NEXT);
        }
        typed += len + 1;
    }
    keep(s);
}

static void close(struct screen *s)
{
    struct blank_text *b = s->self;
    entries_release(&b->entries);
    xfree(b);
}

static const struct screen_ops blank_text_ops = {
    .name = "blank-text",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .draw = draw,
    .cursor = cursor,
    .command = any_command,
    .text = text,
    .paste = paste,
    .close = close,
};

void blank_text_push(struct app *app)
{
    struct blank_text *b = xcalloc(1, sizeof *b);
    struct prefs prefs;
    for (size_t i = 0; i < LINES_MOST; i++) {
        b->lines[i] = (struct entry){.label = NULL, .max = LINE_MAX};
    }
    b->entries =
        (struct entries){.at = b->lines, .n = LINES_MOST, .field_col = 1, .cells = LINE_MAX};
    entries_init(&b->entries);
    prefs_load(&prefs, session_of(app)->dir);
    char *kept = app_kept(app, blank_text_ops.name);
    fill(b, kept ? kept : prefs_get(&prefs, "blank", ""));
    xfree(kept);
    prefs_release(&prefs);
    app_push(app, screen_new(&blank_text_ops, app, b));
}
