// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "tests/fault/actions.h"
#include "tests/fault/disk.h"
#include "tests/fault/says.h"

/*
 * Every action of the program with its n-th call to the disk failing
 * (reliability.md, promise 4): once or from then on, with EIO (reading too) or
 * ENOSPC.  Afterwards the register opens and is sound; if the action said it
 * was done, everything is there; if it said no, what was there before is
 * there, what was typed too, and done again on a good disk it succeeds.
 *
 * One thing no program can know: when an fsync() fails, whether what it should
 * have made safe is on the disk.  Then the action says no, and what is there
 * is either the state before or the one after, whole.
 */
struct mode {
    const char *name;
    int error;
    bool for_ever;
};

static const struct mode modes[] = {
    {"EIO once", EIO, false},
    {"EIO for ever", EIO, true},
    {"ENOSPC once", ENOSPC, false},
    {"ENOSPC for ever", ENOSPC, true},
};

struct tally {
    int cases, refused, stood;
};

static char where[128]; /* the case that runs; told when it fails */

static void begin(struct scene *t, const struct action *a)
{
    folder_put(t->before);
    disk_begin(t->store.dir);
    if (!a->closed) {
        scene_open(t);
    }
    if (a->warm) {
        a->warm(t);
    }
}

/* The action with call `n` failing (0 none); how many calls it made. */
static int run(struct scene *t, const struct action *a, const struct mode *m, int n, enum err *e)
{
    begin(t, a);
    disk_fail(n, m->error, m->for_ever);
    disk_fail_reads(m->error == EIO);
    *e = a->run(t);
    int asked = disk_asked();
    scene_close(t); /* on the same disk */
    disk_end();
    return asked;
}

static void again(struct scene *t, const struct action *a, uint64_t after)
{
    if (!a->closed) {
        scene_open(t);
    }
    enum err e = a->run(t);
    if (e != ERR_OK) {
        fail_msg("again: %s", err_msgid(e));
    }
    scene_close(t);
    assert_true(a->state(t) == after);
}

static void check(struct scene *t, const struct action *a, const uint64_t states[2], enum err e,
                  struct tally *tally)
{
    uint64_t now = a->state(t);
    if (now != states[0] && now != states[1]) {
        fail_msg("half of it is there");
    }
    tally->cases++;
    tally->refused += e != ERR_OK;
    if (e == ERR_OK) {
        assert_true(now == states[1]);
    } else if (now == states[0]) {
        again(t, a, states[1]);
    } else {
        tally->stood++;
        if (!disk_failed_sync()) {
            fail_msg("it said no (%s) and stands", err_msgid(e));
        }
    }
}

static void fail_each(struct scene *t, const struct action *a, const struct mode *m,
                      struct tally *tally)
{
    uint64_t states[2];
    enum err e;
    folder_put(t->before);
    states[0] = a->state(t);
    int calls = run(t, a, m, 0, &e);
    assert_int_equal(e, ERR_OK);
    states[1] = a->state(t);
    if (a->no_before) {
        states[0] = states[1];
    }
    assert_true(calls > 0);
    assert_true(a->no_before == (states[0] == states[1]));
    int cases = !is_large() && a->small && a->small < calls ? a->small : calls;
    int shift = (int)(m - modes); /* each mode looks at other ones, the last at the last */
    for (int i = 0; i < cases; i++) {
        int n = 1 + (i * 4 + shift) * (calls - 1) / (cases * 4 - 1);
        n = cases == calls ? i + 1 : n;
        snprintf(where, sizeof where, "%s, %s, call %d of %d", a->name, m->name, n, calls);
        run(t, a, m, n, &e);
        check(t, a, states, e, tally);
    }
}

static void every_call(void **state)
{
    const struct action *a = *state;
    struct scene t;
    struct tally tally = {0};
    double began = seconds();
    scene_begin(&t, a);
    for (size_t i = 0; i < COUNT(modes); i++) {
        fail_each(&t, a, &modes[i], &tally);
    }
    scene_end(&t);
    where[0] = '\0';
    print_message("%s: %d cases, %d said no, %d of these after a failed fsync stood; %.1f s\n",
                  a->name, tally.cases, tally.refused, tally.stood, seconds() - began);
}

static int tell_where(void **state)
{
    (void)state;
    if (where[0]) {
        print_message("# failed at: %s\n", where);
    }
    return 0;
}

/* All of them, or the one that is named. */
int main(int argc, char **argv)
{
    size_t n;
    const struct action *all = actions_all(&n);
    struct CMUnitTest tests[32] = {{0}};
    for (size_t i = 0; i < n; i++) {
        tests[i] = (struct CMUnitTest){.name = all[i].name, .test_func = every_call,
                                       .teardown_func = tell_where,
                                       .initial_state = (void *)(uintptr_t)&all[i]};
    }
    cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
    return _cmocka_run_group_tests("calls", tests, n, NULL, NULL);
}
