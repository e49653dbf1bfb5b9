// SPDX-License-Identifier: MIT
#include "core/backup_place.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "tui/backup_words.h"
#include "tui/screens.h"
#include "tui/screens/settings.h"
#include "tui/session.h"

/* S30, chapter 6: copies. */

static void here(const struct settings *st, struct str *out)
{
    struct backup_last last;
    backup_last_read(session_of(st->app)->dir, &last);
    if (last.here == NONE) {
        str_add(out, tr("none yet"));
    } else {
        backup_words_when(out, last.here, "", st->app->now());
    }
    backup_last_release(&last);
}

static void outside(const struct settings *st, struct str *out)
{
    struct backup_last last;
    backup_last_read(session_of(st->app)->dir, &last);
    if (last.outside == NONE) {
        str_add(out, tr("none yet"));
    } else {
        char *name = backup_stick_name(last.outside_place);
        backup_words_when(out, last.outside, name, st->app->now());
        xfree(name);
    }
    backup_last_release(&last);
}

static void stick(const struct settings *st, struct str *out)
{
    char *folder = NULL;
    switch (backup_chosen_stick(&device_world, session_of(st->app)->dir, &folder)) {
    case STICK_NONE:
        str_add(out, tr("none chosen"));
        break;
    case STICK_ABSENT:
        str_addf(out, tr("%s (not plugged in)"), folder);
        break;
    case STICK_READ_ONLY:
    case STICK_READY:
        str_add(out, folder);
        break;
    }
    xfree(folder);
}

static void keeps(const struct settings *st, struct str *out)
{
    (void)st;
    str_add(out, tr("7 days, 4 weeks, 12 months"));
}

static void open_list(struct settings *st)
{
    backups_push(st->app);
}

const struct setting_row settings_backup_rows[SETTINGS_BACKUP_ROWS] = {
    {.label = N_("On this computer"),
     .help = N_("Made at the first unlock of a day and at its end (F2 of the day's page)."),
     .value = here,
     .open = open_list},
    {.label = N_("On another disk"),
     .help = N_("A copy on the register's own disk never counts here."),
     .value = outside,
     .open = open_list},
    {.label = N_("Stick"),
     .help = N_("Used by itself whenever it is plugged in; chosen or forgotten by F4 of the list."),
     .value = stick,
     .open = open_list},
    {.label = N_("What stays"),
     .help = N_("The newest of each; a day, a week, a month is one that has a copy."),
     .value = keeps},
};
