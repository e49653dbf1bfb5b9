// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/load.h"
#include "core/verify.h"
#include "tests/fault/actions.h"
#include "tests/fault/says.h"
#include "tests/support/desk.h"
#include "tui/form.h"
#include "tui/screens/form.h"

/*
 * Every action of the program with its n-th allocation failing, once or from
 * then on, whoever asked for it: we, SQLite, libsodium, curses (reliability.md,
 * promise 4).  A child does it; it may end through the die path, say no, or go
 * on, but never crash.  Afterwards the register is sound and says what it said
 * before or what it says after the action; what was in a draft is there.
 */

/* --- malloc & co. --- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *old, size_t n);
void *__libc_memalign(size_t align, size_t n);

/* In memory that the children share. */
struct shared {
    int asked, fail_at; /* 0: nothing is counted */
    bool counts, for_ever;
    size_t acked; /* bytes of the typed text that are said to be in the file */
};

static struct shared *shared;

static bool fails(void)
{
    if (!shared || !shared->counts) {
        return false;
    }
    int n = ++shared->asked;
    bool now = shared->fail_at && (n == shared->fail_at || (shared->for_ever && n > shared->fail_at));
    errno = now ? ENOMEM : errno;
    return now;
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
    return fails() ? NULL : __libc_calloc(count, n);
}

void *realloc(void *old, size_t n)
{
    return fails() ? NULL : __libc_realloc(old, n);
}

void *aligned_alloc(size_t align, size_t n)
{
    return fails() ? NULL : __libc_memalign(align, n);
}

int posix_memalign(void **p, size_t align, size_t n)
{
    *p = fails() ? NULL : __libc_memalign(align, n);
    return *p ? 0 : ENOMEM;
}

/* --- a child --- */

enum { DONE = 0, DIED = 1, REFUSED = 40 }; /* DIED: debug_die_nomem() */

struct tally {
    int cases, done, refused, died;
};

static char where[128]; /* the case that runs; told when it fails */

static void fail_from(int n, bool for_ever)
{
    shared->asked = 0;
    shared->fail_at = n;
    shared->for_ever = for_ever;
    shared->counts = true;
}

/* Crashes are the parent's to see; what is said goes to a file. */
static void child_prepare(const char *said)
{
    static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS};
    for (size_t i = 0; i < COUNT(signals); i++) {
        signal(signals[i], SIG_DFL);
    }
    int fd = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(fd, STDERR_FILENO);
}

static void say_file(const char *path)
{
    struct str text = STR_INIT;
    if (file_read(path, 1 << 16, &text) == ERR_OK) {
        print_message("# %s", text.ptr);
    }
    str_release(&text);
}

/* Run `run(ctx)` in a child; its answer. */
static int in_child(int (*run)(void *ctx), void *ctx, const char *dir)
{
    char *said = str_format("%s.said", dir);
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        child_prepare(said);
        _exit(run(ctx));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    shared->counts = false;
    if (!WIFEXITED(status)) {
        say_file(said);
        fail_msg("the child ended by signal %d", WTERMSIG(status));
    }
    unlink(said);
    xfree(said);
    return WEXITSTATUS(status);
}

static void count(struct tally *tally, int answer)
{
    tally->cases++;
    tally->done += answer == DONE;
    tally->died += answer == DIED;
    tally->refused += answer >= REFUSED;
    assert_true(answer == DONE || answer == DIED || answer >= REFUSED);
    /* Want of memory is never told as damage. */
    assert_int_not_equal(answer, REFUSED + ERR_DAMAGED);
    assert_int_not_equal(answer, REFUSED + ERR_KEYS_DAMAGED);
}

/* Case `i` of `cases`, spread over `n` allocations, other ones in each mode. */
static int nth(int i, int cases, int n, bool for_ever)
{
    return cases == n ? i + 1 : 1 + (int)((2 * (int64_t)i + for_ever) * (n - 1) / (2 * cases - 1));
}

/* --- actions at the store --- */

struct trial {
    struct scene scene;
    const struct action *action;
    int n;
    bool for_ever;
};

static int run_action(void *ctx)
{
    struct trial *r = ctx;
    struct scene *t = &r->scene;
    if (!r->action->closed) {
        scene_open(t);
    }
    if (r->action->warm) {
        r->action->warm(t);
    }
    fail_from(r->n, r->for_ever);
    enum err e = r->action->run(t);
    if (e != ERR_OK && t->store.reg) {
        scene_close(t); /* a program that goes on also ends one day */
    }
    return e == ERR_OK ? DONE : REFUSED + (int)e;
}

static int run_once(struct trial *r, int n, bool for_ever)
{
    folder_put(r->scene.before);
    r->n = n;
    r->for_ever = for_ever;
    return in_child(run_action, r, r->scene.store.dir);
}

static void fail_each(struct trial *r, bool for_ever, struct tally *tally)
{
    struct scene *t = &r->scene;
    uint64_t before;
    folder_put(t->before);
    before = r->action->state(t);
    assert_int_equal(run_once(r, 0, false), DONE);
    uint64_t after = r->action->state(t);
    before = r->action->no_before ? after : before;
    int all = 0;
    assert_int_equal(run_once(r, 0, false), DONE);
    all = shared->asked;
    int cases = is_large() || all < r->action->allocations ? all : r->action->allocations;
    for (int i = 0; i < cases; i++) {
        int n = nth(i, cases, all, for_ever);
        snprintf(where, sizeof where, "%s, allocation %d of %d%s", r->action->name, n, all,
                 for_ever ? " and all behind" : "");
        int answer = run_once(r, n, for_ever);
        count(tally, answer);
        uint64_t now = r->action->state(t);
        if (now != after && (now != before || answer == DONE)) {
            fail_msg("answer %d, and something else is there", answer);
        }
    }
}

static void every_allocation(void **state)
{
    struct trial r = {.action = *state};
    struct tally tally = {0};
    double began = seconds();
    scene_begin(&r.scene, r.action);
    fail_each(&r, false, &tally);
    fail_each(&r, true, &tally);
    scene_end(&r.scene);
    where[0] = '\0';
    print_message("%s: %d cases, %d done, %d said no, %d ended; %.1f s\n", r.action->name,
                  tally.cases, tally.done, tally.refused, tally.died, seconds() - began);
}

/* --- typing and storing a talk --- */

enum { TYPED = 6, FORM_CASES = 60 };
static const char first[] = "她说：外婆住院以后，家里只有她和弟弟两个人。";
static const char more[] = "又说了几句，说外婆下个月就能出院回家了。";

struct typing {
    struct desk desk;
    struct folder *before;
    int64_t id; /* of the talk */
    int n;
    bool for_ever;
};

static void acknowledge(const struct form *form, size_t typed)
{
    shared->acked = form_is_stale(form) ? shared->acked : typed;
}

static void open_form(struct typing *t)
{
    struct store *s = &t->desk.store;
    struct reg_how how = {.dir = s->dir, .key = s->key, .lock_fd = -1};
    assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
    desk_screen(&t->desk, 24, 80);
    record_open_push(t->desk.app, t->id);
    struct form_screen *screen = t->desk.app->top->self;
    assert_true(form_go(screen->form, form_find(screen->form, "said")));
    /*
     * Curses takes the tables of its second paint without a look; in the program
     * those were taken on the unlock page, before there was a text.
     */
    for (int i = 0; i < 2; i++) {
        form_screen_again(t->desk.app->top);
        desk_type(&t->desk, "一");
        vscreen_run(t->desk.v);
        desk_press(&t->desk, XKEY_BACKSPACE);
    }
}

static int type_and_store(void *ctx)
{
    struct typing *t = ctx;
    open_form(t);
    struct form_screen *screen = t->desk.app->top->self;
    size_t typed = sizeof first - 1;
    shared->acked = typed;
    fail_from(t->n, t->for_ever);
    for (int i = 0; i < TYPED; i++) {
        desk_type(&t->desk, more);
        typed += sizeof more - 1;
        acknowledge(screen->form, typed);
    }
    desk_press(&t->desk, XKEY_F2);
    desk_press(&t->desk, XKEY_F2); /* unfinished */
    session_close(t->desk.app);
    return DONE;
}

static void check_typed(struct typing *t)
{
    struct store *s = &t->desk.store;
    struct reg_how how = {.dir = s->dir, .key = s->key, .lock_fd = -1};
    struct record *rec = NULL;
    struct draft d;
    assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
    assert_false(s->reg->read_only);
    assert_int_equal(verify_all(s->reg, says_damage, (void *)(uintptr_t) "memory"), ERR_OK);
    bool drafted = draft_load(s->reg, t->id, &d) == ERR_OK;
    if (!drafted) {
        assert_int_equal(store_load(s->reg, t->id, &rec), ERR_OK);
    }
    const char *said = drafted ? draft_get(&d, "said") : ((struct talk *)rec)->said;
    assert_true(strncmp(said, first, sizeof first - 1) == 0);
    if (strlen(said) < shared->acked) {
        fail_msg("%zu bytes are there, %zu were said to be", strlen(said), shared->acked);
    }
    if (drafted) {
        draft_release(&d);
    }
    record_free(rec);
    reg_close(s->reg, false);
    s->reg = NULL;
}

static int type_once(struct typing *t, int n, bool for_ever)
{
    folder_put(t->before);
    t->n = n;
    t->for_ever = for_ever;
    int answer = in_child(type_and_store, t, t->desk.store.dir);
    check_typed(t);
    return answer;
}

/* A talk that was begun and is in its draft. */
static void begin_typing(struct typing *t)
{
    memset(t, 0, sizeof *t);
    desk_begin(&t->desk, 24, 80);
    struct draft d;
    struct changes set = CHANGES_INIT;
    t->id = record_new_id();
    draft_init(&d, t->id, &kind_talk, 0, t->desk.wei);
    draft_set(&d, "said", first, sizeof first - 1);
    draft_save_all(&d, &set);
    assert_int_equal(store_commit(t->desk.store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    draft_release(&d);
    session_close(t->desk.app);
    t->desk.store.reg = NULL;
    t->before = folder_take(t->desk.store.dir);
}

static void typing_without_memory(void **state)
{
    struct typing t;
    struct tally tally = {0};
    double began = seconds();
    (void)state;
    begin_typing(&t);
    assert_int_equal(type_once(&t, 0, false), DONE);
    int all = shared->asked;
    assert_int_equal(shared->acked, sizeof first - 1 + TYPED * (sizeof more - 1));
    int cases = is_large() ? all : FORM_CASES;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        for (int i = 0; i < cases; i++) {
            int n = nth(i, cases, all, for_ever);
            snprintf(where, sizeof where, "form, allocation %d of %d%s", n, all,
                     for_ever ? " and all behind" : "");
            count(&tally, type_once(&t, n, for_ever));
        }
    }
    folder_free(t.before);
    desk_end(&t.desk);
    where[0] = '\0';
    print_message("form: %d cases of %d allocations, %d went on, %d ended; %.1f s\n", tally.cases,
                  all, tally.done, tally.died, seconds() - began);
}

/* --- */

static int tell_where(void **state)
{
    (void)state;
    if (where[0]) {
        print_message("# failed at: %s\n", where);
    }
    return 0;
}

static int setup(void **state)
{
    (void)state;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return shared == MAP_FAILED;
}

/* All of them, or the one that is named. */
int main(int argc, char **argv)
{
    size_t n;
    const struct action *all = actions_all(&n);
    struct CMUnitTest tests[32] = {{0}};
    for (size_t i = 0; i < n; i++) {
        tests[i] = (struct CMUnitTest){.name = all[i].name, .test_func = every_allocation,
                                       .teardown_func = tell_where,
                                       .initial_state = (void *)(uintptr_t)&all[i]};
    }
    tests[n++] = (struct CMUnitTest){.name = "form", .test_func = typing_without_memory,
                                     .teardown_func = tell_where};
    cmocka_set_test_filter(argc > 1 ? argv[1] : NULL);
    return _cmocka_run_group_tests("memory", tests, n, setup, NULL);
}
