// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "tests/support/vscreen.h"
#include "tui/screens.h"

/*
 * keys DIR NAME: from a key to the painted screen (curses on /dev/null, so the
 * terminal's own time is not in it) in the pupil list, a pupil's file, a form
 * and the long-text editor; and how long the loop is busy with it in all: rows
 * read behind the paint, drafts written.
 */
enum { ROUNDS = 40, FILES = 200 };

static struct samples painted;
static struct samples done;

/* The event that waits, through the loop: to the paint, and until nothing is left to do. */
static void run(struct vscreen *v)
{
    struct app *app = vscreen_app(v);
    double began = bench_now();
    app_step(app);
    app_paint(app);
    samples_add(&painted, bench_now() - began);
    while (app_is_busy(app)) {
        app_step(app);
    }
    samples_add(&done, bench_now() - began);
}

static void press(struct vscreen *v, uint32_t key)
{
    vscreen_key(v, key);
    run(v);
}

static void type(struct vscreen *v, const char *text)
{
    for (const char *p = text; *p;) {
        char one[5];
        uint32_t cp = utf8_next(&p);
        one[utf8_encode(cp, one)] = '\0';
        vscreen_type(v, one);
        run(v);
    }
}

static void report(const char *what, const char *name)
{
    char *line = str_format("a key in %s, %s, p99", what, name);
    bench_row(line, samples_part(&painted, 0.99), "ms", 3, 5);
    xfree(line);
    line = str_format("   until nothing is left to read or write, p99");
    bench_note(line, samples_part(&done, 0.99), "ms");
    xfree(line);
    samples_release(&painted);
    samples_release(&done);
    painted = done = (struct samples){.at = NULL};
}

static void in_the_list(struct vscreen *v)
{
    pupils_push(vscreen_app(v), &(struct pupils_how){.typed = NULL});
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "wxt");
        press(v, XKEY_DOWN);
        press(v, XKEY_PGDN);
        press(v, XKEY_ESC);
    }
}

/* Enter opens the files of pupils everywhere in the register, none of them twice. */
static void opening_files(struct vscreen *v, const struct reg *reg)
{
    struct app *app = vscreen_app(v);
    uint64_t random = 1;
    size_t step = roster_count(reg->roster) / FILES;
    for (size_t i = 0; i < FILES; i++) {
        size_t at = i * step + (size_t)random_below(&random, (int64_t)step);
        const struct pupil_card *p = roster_pupil_at(reg->roster, at);
        pupils_push(app, &(struct pupils_how){.typed = p->student_no});
        vscreen_run(v);
        press(v, XKEY_ENTER);
        while (app->top->below) {
            app_pop(app);
            app_bury(app);
        }
    }
}

static void in_a_file(struct vscreen *v, int64_t pupil)
{
    pupil_push(vscreen_app(v), pupil);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        press(v, XKEY_DOWN);
        press(v, i % 2 ? XKEY_PGDN : XKEY_PGUP);
        press(v, XKEY_TAB);
    }
}

static void moving_in_a_form(struct vscreen *v, int64_t talk)
{
    record_open_push(vscreen_app(v), talk);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        press(v, i % 16 < 8 ? XKEY_TAB : XKEY_SHIFT_TAB);
    }
    app_pop(vscreen_app(v));
}

static void typing_in_a_form(struct vscreen *v, int64_t pupil)
{
    record_new_push(vscreen_app(v), &kind_talk, pupil);
    vscreen_run(v);
    for (int i = 0; i < 12; i++) {
        vscreen_key(v, XKEY_TAB);
    }
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "昨晚又没睡，两点多才睡着，这样有十来天了。");
    }
}

static void typing_in_the_long_text(struct vscreen *v)
{
    vscreen_key(v, XKEY_CTRL('E'));
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "外婆这两天住院，她一个人在宿舍，同宿舍的周末都回家。");
    }
}

static void typing_in_the_interview(struct vscreen *v, int64_t pupil)
{
    interview_push(vscreen_app(v), pupil);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "外婆这两天住院，她一个人在宿舍，同宿舍的周末都回家。");
        press(v, XKEY_ENTER);
    }
}

static void keying_slips(struct vscreen *v)
{
    grid_push(vscreen_app(v), &kind_talk);
    vscreen_run(v);
    press(v, XKEY_DOWN); /* the date is today, the pupil stays empty */
    press(v, XKEY_DOWN);
    press(v, XKEY_DOWN);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "05昨天数学课哭了");
        for (int k = 0; k < 3; k++) {
            press(v, XKEY_SHIFT_TAB);
        }
        press(v, XKEY_DOWN);
        press(v, XKEY_DOWN);
    }
}

static void in_a_ledger(struct vscreen *v)
{
    ledger_push(vscreen_app(v), &kind_clue, NONE);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        press(v, XKEY_DOWN);
        press(v, i % 3 ? XKEY_PGDN : XKEY_PGUP);
    }
}

/* The day screen made anew, as each time it comes back on top. */
static void the_day_screen(struct vscreen *v, struct reg *reg, const char *name)
{
    struct samples due = {.at = NULL};
    for (int i = 0; i < ROUNDS; i++) {
        double began = bench_now();
        today_push(vscreen_app(v));
        samples_add(&painted, bench_now() - began);
        vscreen_run(v);
        app_pop(vscreen_app(v));
        app_bury(vscreen_app(v));
        struct due_line *lines;
        size_t n;
        began = bench_now();
        if (due_list(reg, clock_today() + 7, &lines, &n) == ERR_OK) {
            samples_add(&due, bench_now() - began);
            due_free(lines, n);
        }
    }
    char *line = str_format("due list, %s", name);
    bench_row(line, samples_part(&due, 0.5), "ms", 100, 1);
    xfree(line);
    line = str_format("day screen made anew, %s", name);
    bench_note(line, samples_part(&painted, 0.5), "ms");
    xfree(line);
    samples_release(&due);
    samples_release(&painted);
    painted = (struct samples){.at = NULL};
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    struct vscreen *v = vscreen_open(24, 80);
    vscreen_app(v)->reg = reg;
    int64_t talk = timeline_last(reg, &kind_talk, NONE);
    int64_t pupil = roster_pupil_at(reg->roster, roster_count(reg->roster) / 2)->id;

    in_the_list(v);
    report("the pupil list", argv[2]);
    opening_files(v, reg);
    report("the pupil list that opens a file", argv[2]);
    in_a_file(v, pupil);
    report("a pupil's file", argv[2]);
    moving_in_a_form(v, talk);
    report("a form, moving", argv[2]);
    typing_in_a_form(v, pupil);
    report("a form, typing", argv[2]);
    typing_in_the_long_text(v);
    report("the long text, 2,000 characters, typing", argv[2]);
    typing_in_the_interview(v, pupil);
    report("the interview, typing", argv[2]);
    keying_slips(v);
    report("the grid of slips", argv[2]);
    in_a_ledger(v);
    report("a ledger", argv[2]);
    the_day_screen(v, reg, argv[2]);
    vscreen_close(v);
    reg_close(reg, false);
    return 0;
}
