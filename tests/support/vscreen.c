// SPDX-License-Identifier: MIT
#include "tests/support/vscreen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <curses.h>

#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/width.h"
#include "tui/term.h"

struct vscreen {
    FILE *null_out;
    FILE *null_in;
    struct term *term;
    struct app app;
    struct event *events;
    size_t count;
    size_t cap;
    size_t at;
};

/* The test's clock; the app asks it through plain functions. */
static int64_t test_uptime;
static int64_t test_now;

static int64_t uptime(void)
{
    return test_uptime;
}

static int64_t now(void)
{
    return test_now;
}

static int64_t start(void)
{
    int64_t minutes = date_from_civil(2026, 3, 26) * 24 * 60 + (10 - 8) * 60 + 22;
    return (minutes * 60 + 5) * 1000;
}

static void next_event(void *ctx, int timeout_ms, struct event *ev)
{
    struct vscreen *v = ctx;
    (void)timeout_ms;
    if (v->at == v->count) {
        ev->kind = EVENT_TICK; /* a running job has its turns; vscreen_run() knows the end */
        return;
    }
    struct event *from = &v->events[v->at++];
    if (from->kind == EVENT_RESIZE) {
        resizeterm((int)(from->key >> 16), (int)(from->key & 0xFFFF));
    }
    str_release(&ev->text);
    *ev = *from;
    str_init(&from->text);
}

struct vscreen *vscreen_open(int rows, int cols)
{
    char number[16];
    struct vscreen *v = xcalloc(1, sizeof *v);
    snprintf(number, sizeof number, "%d", rows);
    setenv("LINES", number, 1);
    snprintf(number, sizeof number, "%d", cols);
    setenv("COLUMNS", number, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    test_uptime = 1000000;
    test_now = start();
    v->null_out = fopen("/dev/null", "w");
    v->null_in = fopen("/dev/null", "r");
    BUG_ON(!v->null_out || !v->null_in);
    enum term_state state = term_open_on(&v->term, v->null_out, v->null_in, "xterm-256color");
    BUG_ON(state != TERM_READY);
    app_init(&v->app, v->term, (struct event_source){.read = next_event, .ctx = v});
    v->app.uptime = uptime;
    v->app.now = now;
    v->app.last_key = test_uptime;
    v->app.last_tick = test_uptime;
    return v;
}

void vscreen_close(struct vscreen *v)
{
    app_release(&v->app);
    for (size_t i = v->at; i < v->count; i++) {
        event_release(&v->events[i]);
    }
    xfree(v->events);
    term_close(v->term);
    fclose(v->null_out);
    fclose(v->null_in);
    xfree(v);
}

struct app *vscreen_app(struct vscreen *v)
{
    return &v->app;
}

static struct event *add(struct vscreen *v, enum event_kind kind)
{
    if (v->at == v->count) {
        v->at = 0;
        v->count = 0;
    }
    v->events = mem_grow(v->events, v->count, &v->cap, sizeof *v->events);
    struct event *ev = &v->events[v->count++];
    event_init(ev);
    ev->kind = kind;
    return ev;
}

void vscreen_key(struct vscreen *v, uint32_t key)
{
    add(v, EVENT_KEY)->key = key;
}

void vscreen_type(struct vscreen *v, const char *text)
{
    str_add(&add(v, EVENT_TEXT)->text, text);
}

void vscreen_paste(struct vscreen *v, const char *text)
{
    str_add(&add(v, EVENT_PASTE)->text, text);
}

void vscreen_resize(struct vscreen *v, int rows, int cols)
{
    add(v, EVENT_RESIZE)->key = (uint32_t)rows << 16 | (uint32_t)cols;
}

void vscreen_signal(struct vscreen *v, int signo)
{
    add(v, EVENT_SIGNAL)->key = (uint32_t)signo;
}

void vscreen_run(struct vscreen *v)
{
    app_dirty(&v->app);
    while (!v->app.quit && (v->at < v->count || app_is_busy(&v->app))) {
        app_step(&v->app);
        if (v->app.jobs.count > 0) {
            test_uptime += 10;
        }
    }
}

void vscreen_pass(struct vscreen *v, int seconds)
{
    for (int i = 0; i < seconds && !v->app.quit; i++) {
        test_uptime += 1000;
        test_now += 1000;
        add(v, EVENT_TICK);
        app_step(&v->app);
    }
    vscreen_run(v);
}

char *vscreen_line(struct vscreen *v, int row)
{
    struct str line = STR_INIT;
    size_t room = (size_t)v->app.cols * 6 + 1;
    wchar_t *wide = xcalloc(room, sizeof *wide);
    int y;
    int x;
    getyx(stdscr, y, x);
    mvinnwstr(row, 0, wide, (int)room - 1);
    move(y, x);
    for (size_t i = 0; wide[i]; i++) {
        char utf8[5];
        utf8_encode((uint32_t)wide[i], utf8);
        str_add(&line, utf8);
    }
    while (line.len > 0 && line.ptr[line.len - 1] == ' ') {
        str_cut(&line, line.len - 1);
    }
    xfree(wide);
    return str_steal(&line);
}

char *vscreen_dump(struct vscreen *v)
{
    struct str all = STR_INIT;
    for (int row = 0; row < v->app.rows; row++) {
        char *line = vscreen_line(v, row);
        str_add(&all, line);
        str_addc(&all, '\n');
        xfree(line);
    }
    return str_steal(&all);
}

bool vscreen_has(struct vscreen *v, const char *text)
{
    char *all = vscreen_dump(v);
    bool found = strstr(all, text) != NULL;
    xfree(all);
    return found;
}

unsigned vscreen_look(struct vscreen *v, int row, int col)
{
    (void)v;
    int y;
    int x;
    getyx(stdscr, y, x);
    cchar_t cell;
    wchar_t text[CCHARW_MAX + 1];
    attr_t attrs = 0;
    short pair;
    mvin_wch(row, col, &cell);
    getcchar(&cell, text, &attrs, &pair, NULL);
    move(y, x);
    return (attrs & A_REVERSE ? VLOOK_REVERSE : 0) | (attrs & A_BOLD ? VLOOK_BOLD : 0) |
           (attrs & A_UNDERLINE ? VLOOK_UNDERLINE : 0) | (attrs & A_DIM ? VLOOK_DIM : 0);
}

void vscreen_cursor(struct vscreen *v, int *row, int *col)
{
    (void)v;
    getyx(stdscr, *row, *col);
}
