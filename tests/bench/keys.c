// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/kinds.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "tests/support/vscreen.h"
#include "tui/screens.h"

/*
 * keys DIR NAME: from a key to the painted screen (curses on /dev/null, so the
 * terminal's own time is not in it) in the pupil list, a pupil's file, a form
 * and the long-text editor.
 */
enum { ROUNDS = 40 };

/* One event through the whole loop, timed. */
static void press(struct vscreen *v, uint32_t key, struct samples *s)
{
    vscreen_key(v, key);
    double began = bench_now();
    vscreen_run(v);
    samples_add(s, bench_now() - began);
}

static void type(struct vscreen *v, const char *text, struct samples *s)
{
    for (const char *p = text; *p;) {
        char one[5];
        uint32_t cp = utf8_next(&p);
        one[utf8_encode(cp, one)] = '\0';
        vscreen_type(v, one);
        double began = bench_now();
        vscreen_run(v);
        samples_add(s, bench_now() - began);
    }
}

static void report(const char *what, const char *name, struct samples *s)
{
    char *line = str_format("a key in %s, %s, p99", what, name);
    bench_row(line, samples_part(s, 0.99), "ms", 3, 5);
    xfree(line);
    samples_release(s);
    *s = (struct samples){.at = NULL};
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    struct vscreen *v = vscreen_open(24, 80);
    struct app *app = vscreen_app(v);
    struct samples s = {.at = NULL};
    app->reg = reg;

    pupils_push(app, &(struct pupils_how){.typed = NULL});
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "wxt", &s);
        press(v, XKEY_DOWN, &s);
        press(v, XKEY_PGDN, &s);
        press(v, XKEY_ESC, &s);
    }
    report("the pupil list", argv[2], &s);

    int64_t talk = timeline_last(reg, &kind_talk, NONE);
    int64_t pupil = roster_pupil_at(reg->roster, roster_count(reg->roster) / 2)->id;
    pupil_push(app, pupil);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        press(v, XKEY_DOWN, &s);
        press(v, i % 2 ? XKEY_PGDN : XKEY_PGUP, &s);
        press(v, XKEY_TAB, &s);
    }
    report("a pupil's file", argv[2], &s);

    record_open_push(app, talk);
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        press(v, i % 16 < 8 ? XKEY_TAB : XKEY_SHIFT_TAB, &s);
    }
    report("a form, moving", argv[2], &s);
    app_pop(app);

    record_new_push(app, &kind_talk, pupil);
    vscreen_run(v);
    for (int i = 0; i < 12; i++) {
        vscreen_key(v, XKEY_TAB);
    }
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "昨晚又没睡，两点多才睡着，这样有十来天了。", &s);
    }
    report("a form, typing (drafts written as they fall due)", argv[2], &s);
    vscreen_key(v, XKEY_CTRL('E'));
    vscreen_run(v);
    for (int i = 0; i < ROUNDS; i++) {
        type(v, "外婆这两天住院，她一个人在宿舍，同宿舍的周末都回家。", &s);
    }
    report("the long text, 2,000 characters, typing", argv[2], &s);
    vscreen_close(v);
    reg_close(reg, false);
    return 0;
}
