// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tui/backup_words.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * The page before a damaged register opens: what is damaged, since when as far
 * as that is known, and that it can be read or left.
 */

static const struct binding damage_keys[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Read on")},
    {XKEY_F2, CMD_DONE, NULL},
    {XKEY_F4, CMD_OPTIONS, N_("From a copy")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, N_("Leave")},
};
static const struct keymap damage_map = KEYMAP(damage_keys, &keymap_global);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &damage_map;
}

static void head(const struct screen *s, struct frame *f)
{
    (void)s;
    str_add(&f->where, tr("Damage"));
    str_add(&f->who, tr("Something in the register is not what was written"));
    str_add(&f->hint, tr("Copy the whole folder before anything else is tried with it."));
    f->mark_kind = MARK_NONE;
}

/* Places that are no kind of record; any other is one of the tables' indexes. */
static const struct {
    const char *where;
    const char *words;
} places[] = {
    {"file", N_("the file itself")},
    {"record", N_("the list of all records")},
    {"record_pupil", N_("which records belong to which pupil")},
    {"history", N_("earlier versions")},
    {"audit", N_("the audit trail")},
    {"draft", N_("drafts")},
    {"root", N_("the note of what was written last")},
    {"sum", N_("the sum over all records: something was taken away or put back")},
};

static const char *place_words(const char *where)
{
    const struct kind *kind = kind_by_name(where);
    for (size_t i = 0; i < COUNT(places); i++) {
        if (strcmp(places[i].where, where) == 0) {
            return tr(places[i].words);
        }
    }
    return kind ? tr(kind->label) : tr("an index");
}

/* A place in words: the kind's name, or what the table is for. */
static void add_place(const struct damage *d, size_t times, struct str *out)
{
    const char *name = place_words(d->where);
    if (times > 1) {
        str_addf(out, tr("%s: %zu places"), name, times);
    } else {
        str_addf(out, tr("%s: 1 place"), name);
    }
}

/* Places of the same name behind this one count with it; 0 if one stands before. */
static size_t times(const struct reg *reg, size_t at)
{
    const char *where = verify_damage(reg, at)->where;
    size_t n = 0;
    for (size_t i = 0; i < verify_damage_count(reg); i++) {
        bool same = strcmp(verify_damage(reg, i)->where, where) == 0;
        if (same && i < at) {
            return 0;
        }
        n += same;
    }
    return n;
}

static int draw_places(const struct reg *reg, int row, int last, int width)
{
    struct str line = STR_INIT;
    for (size_t i = 0; i < verify_damage_count(reg) && row < last; i++) {
        size_t n = times(reg, i);
        if (n > 0) {
            str_clear(&line);
            add_place(verify_damage(reg, i), n, &line);
            draw_text(row++, 5, width - 2, line.ptr, ROLE_HEAD);
        }
    }
    str_release(&line);
    return row;
}

struct damage_screen {
    struct str copy; /* the newest copy in words */
};

static void draw(const struct screen *s, struct rect body)
{
    const struct damage_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    struct str text = STR_INIT;
    char stamp[STAMP_TEXT];
    int width = body.cols - 4;
    int row = body.row + 1;
    if (!reg) {
        return;
    }
    draw_text(row++, 3, width, tr("Damaged or changed by somebody else:"), ROLE_PLAIN);
    row = draw_places(reg, row, body.row + body.rows - 9, width);
    if (verify_damage_count(reg) == 0) {
        draw_text(row++, 5, width - 2, tr("the file itself"), ROLE_HEAD);
    }
    if (reg->root.newest > 0) {
        clock_format(reg->root.newest, stamp);
        str_addf(&text, tr("It was last written in order on %.16s."), stamp);
    } else {
        str_add(&text, tr("Since when cannot be told: the register's own note of it is damaged."));
    }
    draw_text(++row, 3, width, text.ptr, ROLE_PLAIN);
    draw_text(++row, 3, width, self->copy.ptr, ROLE_PLAIN);
    str_clear(&text);
    str_add(&text, tr("The register opens all the same, for reading only: what is whole is shown, "
                      "damaged records are named as damaged and their words are not shown. Drafts "
                      "can be read and copied. Nothing is written, so nothing gets worse. Who must "
                      "not be told may be among what is damaged: ask before anybody is told."));
    struct rect rest = {row + 2, 3, 6, width > 76 ? 76 : width};
    draw_wrapped(rest, text.ptr, 0, ROLE_PLAIN);
    str_release(&text);
}

static bool command(struct screen *s, enum command cmd)
{
    if (cmd == CMD_OPEN || cmd == CMD_DONE) {
        app_pop(s->app);
        session_go_on(s->app);
        return true;
    }
    if (cmd == CMD_OPTIONS) {
        backups_push(s->app);
        return true;
    }
    if (cmd == CMD_BACK) {
        app_quit(s->app);
        return true;
    }
    return false;
}

static void close(struct screen *s)
{
    struct damage_screen *self = s->self;
    str_release(&self->copy);
    xfree(self);
}

static const struct screen_ops damage_ops = {
    .name = "damage",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .draw = draw,
    .command = command,
    .close = close,
};

void damage_push(struct app *app)
{
    struct damage_screen *self = xcalloc(1, sizeof *self);
    struct backup_last last;
    struct str when = STR_INIT;
    backup_last_read(session_of(app)->dir, &last);
    backup_words_last(&when, &last, app->now());
    str_init(&self->copy);
    str_addf(&self->copy, tr("Last good copy: %s. F4 restores from a copy."), when.ptr);
    str_release(&when);
    backup_last_release(&last);
    app_push(app, screen_new(&damage_ops, app, self));
}
