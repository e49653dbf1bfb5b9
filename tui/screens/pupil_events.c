// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/dateword.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/screens/pupil.h"

/* The timeline: everything that happened with a pupil, newest first. */

static void forget_page(struct events *ev)
{
    timeline_release(ev->page, ev->page_n);
    ev->page_n = 0;
    ev->page_from = -1;
}

static struct timeline_entry *entry(struct events *ev, size_t at)
{
    int64_t i = (int64_t)at;
    if (ev->page_from < 0 || i < ev->page_from || i >= ev->page_from + (int64_t)ev->page_n) {
        forget_page(ev);
        ev->page_from = i > EVENTS_PAGE / 3 ? i - EVENTS_PAGE / 3 : 0;
        ev->page_n = timeline_page(ev->app->reg, ev->pupil, ev->only, ev->page_from, EVENTS_PAGE,
                                   ev->page);
    }
    size_t k = (size_t)(i - ev->page_from);
    return k < ev->page_n ? &ev->page[k] : NULL;
}

static size_t count(void *ctx)
{
    return (size_t)((const struct events *)ctx)->count;
}

static bool read(void *ctx, size_t at)
{
    struct events *ev = ctx;
    struct timeline_entry *e = entry(ev, at);
    if (!e || e->is_read) {
        return false;
    }
    timeline_read(ev->app->reg, e);
    app_dirty(ev->app);
    return true;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct events *ev = ctx;
    const struct timeline_entry *e = entry(ev, at);
    for (size_t i = 0; i < COUNT(ev->cells); i++) {
        str_clear(&ev->cells[i]);
    }
    if (!e) {
        return;
    }
    char day[DATE_TEXT];
    row->id = e->id;
    if (!e->is_read) {
        return;
    }
    if (e->damaged) {
        str_add(&ev->cells[2], tr("DAMAGED: not shown"));
        row->role = ROLE_PROBLEM;
    } else {
        struct civil c = date_to_civil(e->day);
        bool this_year = c.year == date_to_civil(clock_today()).year;
        date_format(e->day, day);
        str_addf(&ev->cells[0], "%s %s", this_year ? day + 5 : day,
                 this_year ? dateword_weekday(e->day) : "");
        str_add(&ev->cells[1], tr(e->kind->label));
        str_addf(&ev->cells[2], "%s%s",
                 e->state == RECORD_STRUCK       ? tr("[struck out] ")
                 : e->state == RECORD_UNFINISHED ? tr("[unfinished] ")
                                                 : "",
                 e->line.ptr);
        str_add(&ev->cells[3], e->by == NONE ? "" : roster_name(ev->app->reg->roster, e->by));
        row->role = e->state == RECORD_STRUCK ? ROLE_DIM : ROLE_PLAIN;
    }
    for (size_t i = 0; i < COUNT(ev->cells); i++) {
        row->cells[i] = ev->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {"", 10, 0, LIST_LEFT, 0},
    {"", 8, 0, LIST_LEFT, 2},
    {"", 0, 10, LIST_LEFT, 0},
    {"", 8, 0, LIST_LEFT, 1},
};

void events_init(struct events *ev, struct app *app, int64_t pupil)
{
    *ev = (struct events){.app = app, .pupil = pupil, .page_from = -1};
    for (size_t i = 0; i < COUNT(ev->cells); i++) {
        str_init(&ev->cells[i]);
    }
    list_init(&ev->list,
              &(struct list_source){.count = count, .fetch = fetch, .read = read, .ctx = ev});
}

void events_release(struct events *ev)
{
    forget_page(ev);
    list_release(&ev->list);
    for (size_t i = 0; i < COUNT(ev->cells); i++) {
        str_wipe(&ev->cells[i]);
    }
}

void events_reload(struct events *ev)
{
    forget_page(ev);
    ev->count = timeline_count(ev->app->reg, ev->pupil, ev->only);
    list_reload(&ev->list);
}

void events_draw(struct events *ev, struct rect r, bool inside)
{
    struct str title = STR_INIT;
    str_addf(&title, tr("Timeline      %lld in all"), (long long)ev->count);
    if (ev->only) {
        str_addf(&title, "   %s %s", tr("only:"), tr(ev->only->label));
    }
    draw_text(r.row, r.col + 1, r.cols - 2, title.ptr, ROLE_HEAD);
    str_release(&title);
    const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1,
                                   .no_titles = true, .inactive = !inside};
    list_draw(&ev->list, &look, (struct rect){r.row + 1, r.col, r.rows - 1, r.cols});
}
