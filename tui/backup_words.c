// SPDX-License-Identifier: MIT
#include "tui/backup_words.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/dateword.h"
#include "locale/catalog.h"

enum { DAY_MINUTES = 1440 };

static int64_t days_ago(int64_t moment, int64_t now)
{
    int64_t days = clock_date(now) - moment / DAY_MINUTES;
    return days > 0 ? days : 0;
}

void backup_words_when(struct str *out, int64_t moment, const char *where, int64_t now)
{
    char date[DATE_TEXT];
    char time[DATE_TEXT];
    int64_t day = moment / DAY_MINUTES;
    int64_t days = days_ago(moment, now);
    const char *comma = where[0] ? tr(", ") : "";
    time_format(moment % DAY_MINUTES, time);
    if (days < 1) {
        str_addf(out, tr("today %s%s%s"), time, comma, where);
    } else {
        str_addf(out, tr("%lld days ago (%s %s %s%s%s)"), (long long)days,
                 date_format(day, date) + 5, dateword_weekday(day), time, comma, where);
    }
}

void backup_words_last(struct str *out, const struct backup_last *last, int64_t now)
{
    if (last->here == NONE && last->outside == NONE) {
        str_add(out, tr("none yet"));
    } else if (last->outside >= last->here) {
        backup_words_when(out, last->outside, tr("stick"), now);
    } else {
        backup_words_when(out, last->here, "", now);
    }
}

void backup_words_age(struct str *out, const struct backup_last *last, int64_t now)
{
    if (last->here == NONE && last->outside == NONE) {
        str_add(out, tr("No copy yet"));
    } else if (last->outside == NONE) {
        str_add(out, tr("Copies on this computer only"));
    } else if (days_ago(last->outside, now) == 0) {
        str_add(out, tr("Copy today"));
    } else {
        str_addf(out, tr("Copy %lld days old"), (long long)days_ago(last->outside, now));
    }
}

static void add_here(struct str *out, const struct backup_last *last, int64_t now)
{
    int64_t days = last->here == NONE ? 0 : days_ago(last->here, now);
    if (last->here == NONE) {
        str_add(out, tr("No copy on this computer yet"));
    } else if (days == 0) {
        str_add(out, tr("Copied on this computer today"));
    } else if (days == 1) {
        str_add(out, tr("Copied on this computer yesterday"));
    } else {
        str_addf(out, tr("Copied on this computer %lld days ago"), (long long)days);
    }
}

static void add_outside(struct str *out, const struct backup_last *last, int64_t now)
{
    if (last->outside == NONE) {
        str_add(out, tr("never on a stick (F9 62)"));
    } else if (days_ago(last->outside, now) == 0) {
        str_add(out, tr("on the stick today too"));
    } else {
        str_addf(out, tr("not on the stick for %lld days"),
                 (long long)days_ago(last->outside, now));
    }
}

void backup_words_both(struct str *out, const struct backup_last *last, int64_t now)
{
    struct str on_it = STR_INIT;
    struct str outside = STR_INIT;
    add_here(&on_it, last, now);
    add_outside(&outside, last, now);
    str_addf(out, tr("%s; %s."), on_it.ptr, outside.ptr);
    str_release(&on_it);
    str_release(&outside);
}

const char *backup_words_why(const char *why)
{
    static const struct {
        const char *why, *words;
    } all[] = {
        {"daily", N_("each day")},
        {"asked", N_("asked for")},
        {"import", N_("before an import")},
        {"migrate", N_("before a new version")},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i].why, why) == 0) {
            return tr(all[i].words);
        }
    }
    return why;
}
