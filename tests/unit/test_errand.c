// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/errand.h"

/* The helper of a test is a script in a folder of its own; `*state` is its path. */
static int set_up(void **state)
{
    char dir[] = "/tmp/xindang-errand-XXXXXX";
    if (!mkdtemp(dir)) {
        return -1;
    }
    *state = file_join(dir, "helper");
    return 0;
}

static int tear_down(void **state)
{
    char *path = *state;
    unlink(path);
    *strrchr(path, '/') = '\0';
    int bad = rmdir(path);
    xfree(path);
    return bad;
}

static void write_helper(const char *path, const char *script)
{
    struct str text = STR_INIT;
    str_addf(&text, "#!/bin/sh\n%s\n", script);
    assert_int_equal(file_replace(path, text.ptr, text.len), ERR_OK);
    assert_int_equal(chmod(path, 0700), 0);
    str_release(&text);
}

static const char *const args[] = {"say", "覃子墨", NULL};

static struct errand_order order_for(const char *path)
{
    return (struct errand_order){
        .args = args, .in = "心", .in_len = 3, .out_most = 1000, .ms_most = 10000, .program = path};
}

/* What comes of a helper that is this script. */
static enum err run_script(void **state, const char *script, struct errand_result *result)
{
    write_helper(*state, script);
    struct errand_order order = order_for(*state);
    return errand_run(&order, result);
}

static void no_child_is_left(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void test_answer(void **state)
{
    struct errand_result r = ERRAND_RESULT_INIT;
    enum err e = run_script(state, "echo \"$1 $2\"; /bin/cat; echo one >&2; echo two >&2", &r);
    assert_int_equal(e, ERR_OK);
    assert_string_equal(r.out.ptr, "say 覃子墨\n心");
    assert_string_equal(r.said.ptr, "one\ntwo\n");
    assert_null(r.detail);
    errand_result_release(&r);
    no_child_is_left();
}

/* How helpers end, and what each end is. */
static const struct {
    const char *name;
    const char *script;
    enum err expected;
    const char *detail;
} ends[] = {
    {"crash", "echo half an answer; kill -SEGV $$", ERR_HELPER_DIED, NULL},
    {"abort", "kill -ABRT $$", ERR_HELPER_DIED, NULL},
    {"too much of the processor", "kill -XCPU $$", ERR_HELPER_LIMIT, NULL},
    {"no memory", "echo 'xindang: out of memory' >&2; exit 1", ERR_HELPER_LIMIT, NULL},
    {"refusal", "printf 'err TOO_LARGE\\tsheet 3\\n' >&2; exit 4", ERR_TOO_LARGE, "sheet 3"},
    {"refusal behind remarks", "printf 'a\\nerr FULL\\t\\n' >&2; exit 8", ERR_FULL, NULL},
    {"unknown error", "printf 'err BAD_WEATHER\\there\\n' >&2; exit 4", ERR_HELPER_DIED, NULL},
    {"another status than its error", "printf 'err FULL\\t\\n' >&2; exit 3", ERR_HELPER_DIED, NULL},
    {"success that is none", "printf 'err OK\\t\\n' >&2; exit 5", ERR_HELPER_DIED, NULL},
    {"loader", "echo 'cannot open shared object' >&2; exit 127", ERR_HELPER_DIED, NULL},
    {"flood", "while :; do echo 0123456789012345678901234567890123456789; done", ERR_HELPER_LIMIT,
     NULL},
    {"flood of words", "while :; do echo 0123456789012345678901234567890123456789 >&2; done",
     ERR_HELPER_LIMIT, NULL},
};

static void test_ends(void **state)
{
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct errand_result r = ERRAND_RESULT_INIT;
        enum err e = run_script(state, ends[i].script, &r);
        if (e != ends[i].expected) {
            fail_msg("%s: %s", ends[i].name, err_name(e));
        }
        assert_int_equal(r.out.len, 0);
        assert_true((r.detail == NULL) == (ends[i].detail == NULL));
        if (r.detail) {
            assert_string_equal(r.detail, ends[i].detail);
        }
        errand_result_release(&r);
    }
    no_child_is_left();
}

/* It reads nothing, or not to the end, of more than a socket holds. */
static void test_deaf(void **state)
{
    char *much = xcalloc(1, 4000000);
    static const char *const scripts[] = {"exit 0", "exec 0<&-; echo done", "read -r x; exit 0"};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        write_helper(*state, scripts[i]);
        struct errand_order order = order_for(*state);
        order.in = much;
        order.in_len = 4000000;
        struct errand_result r = ERRAND_RESULT_INIT;
        assert_int_equal(errand_run(&order, &r), ERR_OK);
        errand_result_release(&r);
    }
    xfree(much);
    no_child_is_left();
}

static void test_hangs(void **state)
{
    static const char *const scripts[] = {"exec /bin/sleep 60", "exec 1>&- 2>&-; exec /bin/sleep 60"};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        write_helper(*state, scripts[i]);
        struct errand_order order = order_for(*state);
        order.ms_most = 200;
        struct errand_result r = ERRAND_RESULT_INIT;
        int64_t from = clock_uptime();
        assert_int_equal(errand_run(&order, &r), ERR_HELPER_LIMIT);
        assert_in_range(clock_uptime() - from, 200, 30000);
        errand_result_release(&r);
        no_child_is_left();
    }
}

/* Stopped half way, as by Esc. */
static void test_stopped(void **state)
{
    write_helper(*state, "exec /bin/sleep 60");
    struct errand_order order = order_for(*state);
    struct errand *errand;
    struct errand_result r = ERRAND_RESULT_INIT;
    assert_int_equal(errand_begin(&order, &errand), ERR_OK);
    assert_true(errand_step(errand, 0));
    assert_true(errand_step(errand, 0));
    assert_int_equal(errand_end(errand, &r), ERR_CANCELLED);
    errand_result_release(&r);
    no_child_is_left();
}

static void test_missing(void **state)
{
    struct errand_order order = order_for("/nowhere/xindang-helper");
    struct errand *errand = NULL;
    assert_int_equal(errand_begin(&order, &errand), ERR_HELPER_MISSING);
    write_helper(*state, "exit 0");
    assert_int_equal(chmod(*state, 0600), 0);
    order.program = *state;
    assert_int_equal(errand_begin(&order, &errand), ERR_HELPER_MISSING);
    assert_null(errand);
    no_child_is_left();
}

/* Of our descriptors and our environment it gets what it must have. */
static void test_sees_nothing(void **state)
{
    int fd = open("/dev/null", O_RDONLY);
    assert_true(fd > 2);
    setenv("XINDANG_STORE", "/secret", 1);
    setenv("HOME", "/home/lan", 1);
    unsetenv("XDG_DATA_HOME");
    struct errand_result r = ERRAND_RESULT_INIT;
    enum err e = run_script(state, "cd /proc/self/fd; echo *; exec /usr/bin/env", &r);
    assert_int_equal(e, ERR_OK);
    /* 10 is the script itself, 3 the folder that is being read. */
    assert_true(strncmp(r.out.ptr, "0 1 10 2 3\n", 11) == 0 ||
                strncmp(r.out.ptr, "0 1 10 2\n", 9) == 0);
    assert_null(strstr(r.out.ptr, "secret"));
    assert_non_null(strstr(r.out.ptr, "HOME=/home/lan\n"));
    assert_non_null(strstr(r.out.ptr, "LC_ALL=C.UTF-8\n"));
    errand_result_release(&r);
    close(fd);
}

/* The true one: unknown words are refused, and it is found beside this program. */
static void test_true_helper(void **state)
{
    (void)state;
    static const char *const unknown[] = {"sing", NULL};
    struct errand_order order = {.args = unknown, .out_most = 10, .ms_most = 10000};
    struct errand_result r = ERRAND_RESULT_INIT;
    assert_int_equal(errand_run(&order, &r), ERR_USAGE);
    errand_result_release(&r);
}

static void test_rows(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    rows_begin(&s, 7);
    rows_cell(&s, "a\x1e"
                  "b\n心",
              7);
    rows_cell(&s, "", 0);
    rows_cell(&s, "450802201301010000", 18);
    rows_end(&s);
    rows_begin(&s, 12);
    rows_end(&s);
    struct rows_cursor c = {s.ptr, s.ptr + s.len};
    size_t number, n;
    const char *text;
    assert_true(rows_next(&c, &number));
    assert_int_equal(number, 7);
    assert_true(rows_next_cell(&c, &text, &n));
    assert_int_equal(n, 7);
    assert_memory_equal(text, "a b\n心", 7);
    assert_true(rows_next_cell(&c, &text, &n) && n == 0);
    assert_true(rows_next_cell(&c, &text, &n) && n == 18);
    assert_false(rows_next_cell(&c, &text, &n));
    assert_true(rows_next(&c, &number));
    assert_int_equal(number, 12);
    assert_false(rows_next_cell(&c, &text, &n));
    assert_false(rows_next(&c, &number));
    c = (struct rows_cursor){"x\x1e", s.ptr};
    assert_false(rows_next(&c, &number));
    str_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deaf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hangs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stopped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sees_nothing, set_up, tear_down),
        cmocka_unit_test(test_true_helper),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests_name("errand", tests, NULL, NULL);
}
