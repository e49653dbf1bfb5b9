// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "tui/event.h"
#include "tui/key.h"
#include "tui/term.h"

/* A terminal whose keyboard is a pipe. */
struct keyboard {
    int feed;
    FILE *in;
    FILE *out;
    struct term *term;
    struct event_reader *reader;
};

static void start(struct keyboard *k, const char *type)
{
    int ends[2];
    setenv("LC_ALL", "C.UTF-8", 1);
    assert_int_equal(pipe(ends), 0);
    k->feed = ends[1];
    k->in = fdopen(ends[0], "r");
    k->out = fopen("/dev/null", "w");
    assert_int_equal(term_open_on(&k->term, k->out, k->in, type), TERM_READY);
    k->reader = event_reader_new(k->term);
}

static void stop(struct keyboard *k)
{
    event_reader_free(k->reader);
    term_close(k->term);
    fclose(k->in);
    fclose(k->out);
    if (k->feed >= 0) {
        close(k->feed);
    }
}

static void feed(const struct keyboard *k, const char *bytes, size_t n)
{
    assert_int_equal(write(k->feed, bytes, n), n);
}

static struct event read_one(const struct keyboard *k)
{
    struct event ev;
    event_init(&ev);
    event_read(k->reader, 100, &ev);
    return ev;
}

struct key_case {
    const char *bytes;
    enum event_kind kind;
    uint32_t key;
    const char *text;
};

static const struct key_case cases[] = {
    {"\033OP", EVENT_KEY, XKEY_F1, ""},
    {"\033[11~", EVENT_KEY, XKEY_F1, ""},
    {"\033[24~", EVENT_KEY, XKEY_F12, ""},
    {"\007", EVENT_KEY, XKEY_CTRL('G'), ""},
    {"\r", EVENT_KEY, XKEY_ENTER, ""},
    {"\t", EVENT_KEY, XKEY_TAB, ""},
    {"\033[Z", EVENT_KEY, XKEY_SHIFT_TAB, ""},
    {"\177", EVENT_KEY, XKEY_BACKSPACE, ""},
    {"\010", EVENT_KEY, XKEY_BACKSPACE, ""},
    {"\033", EVENT_KEY, XKEY_ESC, ""},
    {"\033[A", EVENT_KEY, XKEY_UP, ""},
    {"\033OA", EVENT_KEY, XKEY_UP, ""},
    {"\033[1;5D", EVENT_KEY, XKEY_CTRL_LEFT, ""},
    {"\033[5~", EVENT_KEY, XKEY_PGUP, ""},
    {"\033[3~", EVENT_KEY, XKEY_DELETE, ""},
    {"\032", EVENT_KEY, XKEY_CTRL('Z'), ""},
    {"\023", EVENT_KEY, XKEY_CTRL('S'), ""},
    {"张三", EVENT_TEXT, 0, "张三"},
    {"ｑ𠮷１", EVENT_TEXT, 0, "ｑ𠮷１"},
    {"a\xff\xfe"
     "b\xe5\xbc"
     "c",
     EVENT_TEXT, 0, "abc"}, /* invalid bytes go, nothing else */
    {"\xe5\xbc", EVENT_TICK, 0, ""},
    {"\xC4\x8A", EVENT_TEXT, 0, "\xC4\x8A"}, /* U+010A has the number of curses' F2 */
    {"\033[200~一\r二\033[A\x07三\033[201~", EVENT_PASTE, 0, "一\n二三"},
};

static void test_keys(void **state)
{
    (void)state;
    static const char *const types[] = {"xterm-256color", "screen", "xterm-kitty-unknown"};
    for (size_t t = 0; t < COUNT(types); t++) {
        struct keyboard k;
        start(&k, types[t]);
        for (size_t i = 0; i < COUNT(cases); i++) {
            feed(&k, cases[i].bytes, strlen(cases[i].bytes));
            struct event ev = read_one(&k);
            if (ev.kind != cases[i].kind || strcmp(ev.text.ptr, cases[i].text) != 0 ||
                (ev.kind == EVENT_KEY && ev.key != cases[i].key)) {
                fail_msg("%s case %zu: kind %d key %x text %s", types[t], i, (int)ev.kind, ev.key,
                         ev.text.ptr);
            }
            event_release(&ev);
        }
        stop(&k);
    }
}

/* What was typed together comes apart at keys and stays in order. */
static void test_order(void **state)
{
    (void)state;
    static const char bytes[] = "lm\033OB\r你好\033";
    static const struct key_case expected[] = {
        {NULL, EVENT_TEXT, 0, "lm"},       {NULL, EVENT_KEY, XKEY_DOWN, ""},
        {NULL, EVENT_KEY, XKEY_ENTER, ""}, {NULL, EVENT_TEXT, 0, "你好"},
        {NULL, EVENT_KEY, XKEY_ESC, ""},   {NULL, EVENT_TICK, 0, ""},
    };
    struct keyboard k;
    start(&k, "xterm-256color");
    feed(&k, bytes, sizeof bytes - 1);
    for (size_t i = 0; i < COUNT(expected); i++) {
        struct event ev = read_one(&k);
        assert_int_equal(ev.kind, expected[i].kind);
        assert_string_equal(ev.text.ptr, expected[i].text);
        if (ev.kind == EVENT_KEY) {
            assert_int_equal(ev.key, expected[i].key);
        }
        event_release(&ev);
    }
    stop(&k);
}

/* A character that arrives in two halves is one character. */
static void test_halves(void **state)
{
    (void)state;
    struct keyboard k;
    start(&k, "xterm-256color");
    feed(&k, "\xe5\xbc", 2);
    pid_t child = fork();
    if (child == 0) {
        struct timespec pause = {0, 3000000};
        nanosleep(&pause, NULL);
        ssize_t written = write(k.feed, "\xa0", 1);
        _exit(written != 1);
    }
    struct event ev = read_one(&k);
    assert_int_equal(ev.kind, EVENT_TEXT);
    assert_string_equal(ev.text.ptr, "张");
    event_release(&ev);
    stop(&k);
}

/* Without marks more than twenty characters at once are a paste, with them they are not. */
static void test_unmarked_paste(void **state)
{
    (void)state;
    static const char long_text[] = "一二三四五六七八九十一二三四五六七八九十\r末行";
    struct keyboard k;
    start(&k, "screen");
    feed(&k, long_text, sizeof long_text - 1);
    struct event ev = read_one(&k);
    assert_int_equal(ev.kind, term_marks_paste(k.term) ? EVENT_TEXT : EVENT_PASTE);
    if (ev.kind == EVENT_PASTE) {
        assert_string_equal(ev.text.ptr, "一二三四五六七八九十一二三四五六七八九十\n末行");
    }
    event_release(&ev);
    stop(&k);
}

/* 100 kB within a second, nothing lost; the rest of more than PASTE_MAX is left out. */
static void test_large_paste(void **state)
{
    (void)state;
    static const size_t sizes[] = {100000, PASTE_MAX + 5000};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct keyboard k;
        start(&k, "xterm-256color");
        pid_t child = fork();
        if (child == 0) {
            FILE *to = fdopen(k.feed, "w");
            fputs("\033[200~", to);
            for (size_t n = 0; n < sizes[i]; n++) {
                fputc(n % 50 == 49 ? '\r' : 'x', to);
            }
            fputs("\033[201~", to);
            _exit(fclose(to) != 0);
        }
        int64_t begin = clock_uptime();
        struct event ev = read_one(&k);
        assert_int_equal(ev.kind, EVENT_PASTE);
        assert_int_equal(ev.text.len, sizes[i] < PASTE_MAX ? sizes[i] : PASTE_MAX);
        assert_int_equal(ev.cut, sizes[i] > PASTE_MAX);
        assert_true(sizes[i] > PASTE_MAX || clock_uptime() - begin < 5000);
        event_release(&ev);
        stop(&k);
    }
}

static void test_end(void **state)
{
    (void)state;
    struct keyboard k;
    start(&k, "xterm-256color");
    feed(&k, "完", 3);
    close(k.feed);
    k.feed = -1;
    enum event_kind last = EVENT_TICK;
    for (int i = 0; i < 10 && last != EVENT_END; i++) {
        struct event ev = read_one(&k);
        last = ev.kind;
        event_release(&ev);
    }
    assert_int_equal(last, EVENT_END);
    stop(&k);
}

static void test_dumb(void **state)
{
    (void)state;
    struct term *t = NULL;
    FILE *out = fopen("/dev/null", "w");
    FILE *in = fopen("/dev/null", "r");
    assert_int_equal(term_open_on(&t, out, in, "dumb"), TERM_DUMB);
    setenv("LC_ALL", "zh_CN.GB18030", 1);
    assert_int_equal(term_open_on(&t, out, in, "xterm"), TERM_CHARSET);
    setenv("LC_ALL", "C", 1);
    assert_int_equal(term_open_on(&t, out, in, "xterm"), TERM_READY);
    term_close(t);
    fclose(out);
    fclose(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),        cmocka_unit_test(test_order),
        cmocka_unit_test(test_halves),      cmocka_unit_test(test_unmarked_paste),
        cmocka_unit_test(test_large_paste), cmocka_unit_test(test_end),
        cmocka_unit_test(test_dumb),
    };
    return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
