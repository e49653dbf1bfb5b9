// SPDX-License-Identifier: MIT
#include "tui/app.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <curses.h>

#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/key.h"
#include "tui/term.h"

enum {
    TICK_MS = 1000,
    IDLE_LIMIT = 300, /* seconds, general (screens.md 7) */
    MINUTE_MS = 60000
};

void app_init(struct app *app, struct term *term, struct event_source source)
{
    *app = (struct app){.term = term, .source = source, .idle_limit = IDLE_LIMIT, .dirty = true};
    app->uptime = clock_uptime;
    app->now = clock_now;
    app->last_pupil = NONE;
    str_init(&app->kept_line);
    str_init(&app->message);
    term_size(term, &app->rows, &app->cols);
    app->last_key = app->uptime();
    app->last_tick = app->last_key;
}

void app_release(struct app *app)
{
    jobs_release(&app->jobs);
    while (app->top) {
        struct screen *s = app->top;
        app->top = s->below;
        screen_free(s);
    }
    app_bury(app);
    for (size_t i = 0; i < app->held_count; i++) {
        event_release(&app->held[i]);
    }
    xfree(app->held);
    str_wipe(&app->kept_line);
    str_wipe(&app->message);
}

/* --- what the frame says ------------------------------------------------ */

void app_tick_soon(struct app *app)
{
    app->last_tick = app->uptime() - TICK_MS;
}

void app_dirty(struct app *app)
{
    app->dirty = true;
}

void app_quit(struct app *app)
{
    app->quit = true;
}

static void say(struct app *app, bool is_problem, const char *format, va_list ap) PRINTF(3, 0);

static void say(struct app *app, bool is_problem, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    BUG_ON(n < 0);
    char *text = xmalloc((size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, ap);
    str_clear(&app->message);
    str_add(&app->message, text);
    xwipe_str(text);
    app->message_is_problem = is_problem;
    app->dirty = true;
}

void app_tell(struct app *app, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    say(app, false, format, ap);
    va_end(ap);
}

void app_problem(struct app *app, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    say(app, true, format, ap);
    va_end(ap);
}

void app_mark(struct app *app, enum mark_kind kind, int64_t when)
{
    app->mark_kind = kind;
    app->mark_time = when;
    app->dirty = true;
}

void app_job(struct app *app, const struct job *job)
{
    jobs_add(&app->jobs, job);
    app->dirty = true;
}

/* --- painting ----------------------------------------------------------- */

/* A modal screen adds to the frame of the one below. */
static void compose(const struct screen *s, struct frame *f)
{
    if ((s->ops->flags & SCREEN_MODAL) && s->below) {
        compose(s->below, f);
    }
    s->ops->head(s, f);
}

static const struct screen *draw_stack(const struct screen *s)
{
    const struct screen *base = s;
    if ((s->ops->flags & SCREEN_MODAL) && s->below) {
        base = draw_stack(s->below);
    }
    s->ops->draw(s, s->body);
    return base;
}

/*
 * The message of the app, or how far a modal job is, go before the screen's
 * words; but the answers of a question stay in sight.
 */
static void add_message(struct app *app, struct frame *f)
{
    const struct job *job = jobs_modal(&app->jobs);
    if (f->question.len && f->tell.len) {
        return;
    }
    if (app->message.len > 0) {
        str_clear(&f->problem);
        str_clear(&f->tell);
        str_add(app->message_is_problem ? &f->problem : &f->tell, app->message.ptr);
    } else if (job && job->title) {
        str_clear(&f->problem);
        str_clear(&f->tell);
        str_add(&f->tell, tr(job->title));
        if (job->progress) {
            size_t done = 0;
            size_t total = 0;
            job->progress(job->ctx, &done, &total);
            str_addf(&f->tell, " %zu / %zu", done, total);
        }
    } else if (app->reg && app->reg->no_ballast && f->problem.len == 0) {
        /* Stays until there is room: a message would go with the next key. */
        str_clear(&f->tell);
        str_add(&f->problem, tr("The disk is full. Make room now: soon what is typed finds none"));
    }
}

/* The screen a question stands on. */
static const struct screen *base_of(const struct screen *s)
{
    while ((s->ops->flags & SCREEN_MODAL) && s->below) {
        s = s->below;
    }
    return s;
}

static void draw_frame(struct app *app, int *row, int *col)
{
    struct frame f;
    frame_init(&f);
    f.now = app->now();
    f.mark_kind = app->mark_kind;
    f.mark_time = app->mark_time;
    const struct screen *base = base_of(app->top);
    bool read_by_pupil = base->ops->flags & SCREEN_BESIDE;
    f.wordless = (app->beside && !app->helper) || read_by_pupil;
    f.no_date = f.bare_mark = read_by_pupil;
    if (app->mode && !read_by_pupil) {
        str_add(&f.mode, tr(app->mode));
    }
    compose(app->top, &f);
    add_message(app, &f);
    frame_draw(&f, app->top->ops->keys(app->top), app->rows, app->cols);
    bool asks = f.question.len > 0;
    *row = asks ? app->rows - 3 : frame_hint_row(app->rows, app->cols);
    *col = 1 + (int)width_str(asks ? f.question.ptr : f.hint.ptr);
    frame_release(&f);
}

static void paint_screens(struct app *app)
{
    int row = 0;
    int col = 0;
    struct screen *top = app->top;
    const struct screen *base = draw_stack(top);
    struct rect pane = frame_pane(app->rows, app->cols);
    unsigned no_pane = SCREEN_BARE | SCREEN_NO_PANE | SCREEN_BESIDE;
    bool alone = (base->ops->flags & no_pane) || app->beside;
    if (pane.cols > 0 && !alone && base->ops->pane) {
        base->ops->pane(base, pane);
    }
    if (!(top->ops->flags & SCREEN_BARE)) {
        draw_frame(app, &row, &col);
    }
    int at_row;
    int at_col;
    if (top->ops->cursor && top->ops->cursor(top, &at_row, &at_col)) {
        row = at_row;
        col = at_col;
    }
    draw_cursor(row, col);
}

void app_paint(struct app *app)
{
    if (!app->dirty || !app->top) {
        return;
    }
    term_size(app->term, &app->rows, &app->cols);
    app->dirty = false;
    app->behind = true;
    app->shown_minute = app->now() / MINUTE_MS;
    draw_begin();
    if (frame_too_small(app->rows, app->cols)) {
        draw_too_small(app->rows, app->cols);
    } else {
        paint_screens(app);
    }
    draw_end();
    doupdate();
}

/* --- events ------------------------------------------------------------- */

static void lock(struct app *app, enum lock_reason why)
{
    jobs_stop(&app->jobs, NULL);
    if (app->hooks.lock) {
        app->hooks.lock(app, why);
    }
    app->last_key = app->uptime();
}

static void run_command(struct app *app, enum command cmd)
{
    struct screen *s = app->top;
    if (cmd == CMD_NONE) {
        return;
    }
    if (cmd == CMD_LOCK) {
        lock(app, LOCK_ASKED);
    } else if (cmd == CMD_STOP) {
        app_tell(app, "%s", tr("Esc goes back"));
    } else if (s->ops->command && s->ops->command(s, cmd)) {
        app->dirty = true;
    } else if (cmd == CMD_BACK && s->below) {
        app_pop(app);
    } else if (app->hooks.command && app->hooks.command(app, cmd)) {
        app->dirty = true;
    }
}

static void hand_text(struct app *app, const char *text, size_t n)
{
    struct screen *s = app->top;
    if (n > 0 && s && s->ops->text) {
        char *part = xmemdupz(text, n);
        s->ops->text(s, part, n);
        xwipe(part, n);
    }
}

/*
 * Typed characters that are keys here are commands, what stands between them
 * is text.  After each the screen on top may be another one: what was typed
 * ahead goes there.
 */
static void type(struct app *app, const struct str *text)
{
    const char *from = text->ptr;
    const char *end = text->ptr + text->len;
    const char *s = from;
    while (s < end && app->top) {
        const char *start = s;
        uint32_t cp = utf8_next(&s);
        enum command cmd = keymap_lookup(app->top->ops->keys(app->top), cp);
        if (cmd != CMD_NONE) {
            hand_text(app, from, (size_t)(start - from));
            run_command(app, cmd);
            from = s;
        }
    }
    if (app->top) {
        hand_text(app, from, (size_t)(end - from));
    }
}

static void paste(struct app *app, struct event *ev)
{
    struct screen *s = app->top;
    if (s->ops->paste) {
        s->ops->paste(s, ev->text.ptr, ev->text.len);
    } else {
        for (size_t i = 0; i < ev->text.len; i++) {
            if (ev->text.ptr[i] == '\n') {
                ev->text.ptr[i] = ' ';
            }
        }
        hand_text(app, ev->text.ptr, ev->text.len);
    }
    if (ev->cut) {
        app_problem(app, "%s", tr("What was pasted is too long; only the first part was taken"));
    }
}

/* Keys while a modal job runs wait for its end; Esc stops it. */
static void hold(struct app *app, const struct job *job, struct event *ev)
{
    if (ev->kind == EVENT_KEY && ev->key == XKEY_CTRL('L')) {
        lock(app, LOCK_ASKED);
    } else if (ev->kind == EVENT_KEY && ev->key == XKEY_ESC) {
        if (!job->no_stop) {
            jobs_stop(&app->jobs, job->ctx);
        }
    } else {
        app->held = mem_grow(app->held, app->held_count, &app->held_cap, sizeof *app->held);
        app->held[app->held_count++] = *ev;
        str_init(&ev->text);
    }
}

static void resize(struct app *app)
{
    term_size(app->term, &app->rows, &app->cols);
    app_lay_out(app);
    draw_again();
}

static void input(struct app *app, struct event *ev)
{
    app->last_key = app->uptime();
    str_clear(&app->message);
    app->dirty = true;
    if (ev->kind == EVENT_KEY) {
        run_command(app, keymap_lookup(app->top->ops->keys(app->top), ev->key));
    } else if (ev->kind == EVENT_TEXT) {
        type(app, &ev->text);
    } else {
        paste(app, ev);
    }
}

static void release_held(struct app *app)
{
    size_t at = 0;
    while (at < app->held_count && app->top && !jobs_modal(&app->jobs)) {
        input(app, &app->held[at]);
        event_release(&app->held[at++]);
        app_bury(app);
    }
    app->held_count -= at;
    memmove(app->held, app->held + at, app->held_count * sizeof *app->held);
}

void app_dispatch(struct app *app, struct event *ev)
{
    const struct job *job = jobs_modal(&app->jobs);
    switch (ev->kind) {
    case EVENT_TICK:
        break;
    case EVENT_KEY:
    case EVENT_TEXT:
    case EVENT_PASTE:
        if (job) {
            app->last_key = app->uptime();
            hold(app, job, ev);
        } else if (app->top) {
            input(app, ev);
        }
        break;
    case EVENT_RESIZE:
        resize(app);
        break;
    case EVENT_SIGNAL:
        if (ev->key == SIGTSTP) {
            lock(app, LOCK_STOP);
            break;
        }
        jobs_stop(&app->jobs, NULL);
        if (app->hooks.quit_signal) {
            app->hooks.quit_signal(app, (int)ev->key);
        }
        app->quit = true;
        break;
    case EVENT_END:
        app->quit = true;
        break;
    }
    app_bury(app);
    if (app->held_count > 0) {
        release_held(app);
    }
}

/* The limit of the screen in sight: a question has that of what it asks about. */
static struct screen *idle_screen(struct app *app)
{
    struct screen *s = app->top;
    while (s && (s->ops->flags & SCREEN_MODAL) && s->ops->idle == 0 && s->below) {
        s = s->below;
    }
    return s;
}

static void check_idle(struct app *app, int64_t uptime)
{
    struct screen *s = idle_screen(app);
    if (!s) {
        return;
    }
    int64_t limit = s->ops->idle ? s->ops->idle : app->idle_limit;
    if (limit <= 0 || uptime - app->last_key < limit * 1000) {
        return;
    }
    if (s->ops->idled && s->ops->idled(s)) {
        app->last_key = uptime;
        app->dirty = true;
    } else {
        lock(app, LOCK_IDLE);
    }
}

static void tick(struct app *app)
{
    int64_t uptime = app->uptime();
    if (uptime - app->last_tick < TICK_MS) {
        return;
    }
    app->last_tick = uptime;
    int64_t now = app->now();
    if (app->hooks.tick) {
        app->hooks.tick(app, now);
    }
    for (struct screen *s = app->top; s; s = s->below) {
        if (s->ops->tick) {
            s->ops->tick(s, now);
        }
    }
    if (now / MINUTE_MS != app->shown_minute || jobs_modal(&app->jobs)) {
        app->dirty = true;
    }
    check_idle(app, uptime);
    app_bury(app);
}

/*
 * The answer to a key stands on the screen before the disk is asked.  Every
 * screen in sight has a turn even when keys wait: a draft is never put off.
 */
static bool after_paint(struct app *app)
{
    bool more = false;
    int64_t start = app->uptime();
    const struct screen *last = NULL;
    for (struct screen *s = app->top; s && !last; s = s->below) {
        bool did = s->ops->after && s->ops->after(s);
        more = more || did;
        while (did && !event_waits(&app->source) && app->uptime() - start < JOB_SLICE) {
            did = s->ops->after(s);
        }
        last = s->ops->flags & SCREEN_MODAL ? NULL : s;
    }
    return more;
}

bool app_is_busy(const struct app *app)
{
    return (app->top && (app->dirty || app->behind)) || app->jobs.count > 0;
}

void app_step(struct app *app)
{
    struct event ev;
    app_paint(app);
    app->behind = after_paint(app);
    int64_t wait = app->behind ? 0 : TICK_MS - (app->uptime() - app->last_tick);
    if (app->jobs.count > 0) {
        app->dirty = jobs_run(&app->jobs, JOB_SLICE, app->uptime) || app->dirty;
        wait = 0;
    }
    event_init(&ev);
    app->source.read(app->source.ctx, wait < 0 ? 0 : (int)wait, &ev);
    app_dispatch(app, &ev);
    event_release(&ev);
    if (!app->quit) {
        tick(app);
    }
}

void app_run(struct app *app)
{
    while (!app->quit) {
        app_step(app);
    }
}
