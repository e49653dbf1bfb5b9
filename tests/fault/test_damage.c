// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/fault/shown.h"
#include "tests/fault/specimen.h"

/*
 * One page of the register is not what was written: zero, one bit, cut off, or
 * what the same page was at an earlier time.  Whatever the program shows after
 * that is the truth, or it has said that something is damaged:
 *
 *  - what has a MAC of its own is never shown as anything but the truth, or, where
 *    opening said ERR_DAMAGED, as it was once written (the MAC of an older state
 *    is good by itself, the sum over all of them is not; a draft that lacks its
 *    newest patches is such a state too);
 *  - what opening reads whole (people, classes, states, settings, drafts) is
 *    the truth, or the opening said ERR_DAMAGED;
 *  - a record that cannot be shown is noted when it is asked for;
 *  - lists are the truth, or damage is noted when the job is through, also where
 *    nothing was read before; earlier versions and the trail are left to the
 *    moment they are read.
 */

struct world {
    struct specimen made;
    struct shown opening, rest, trail; /* the truth */
    struct shown once;                 /* the truth of the older copy */
};

static int begin(void **state)
{
    struct world *w = xcalloc(1, sizeof *w);
    struct reg *reg;
    specimen_begin(&w->made);
    specimen_put(&w->made, w->made.newer.ptr, w->made.newer.len);
    assert_int_equal(specimen_open(&w->made, &reg), ERR_OK);
    shown_opening(&w->opening, reg);
    shown_rest(&w->rest, reg, NULL);
    assert_int_equal(shown_trail(&w->trail, reg), ERR_OK);
    assert_int_equal(verify_rest(reg), ERR_OK);
    reg_close(reg, false);
    shown_sort(&w->opening);
    shown_sort(&w->rest);
    shown_sort(&w->trail);
    specimen_put(&w->made, w->made.older.ptr, w->made.older.len);
    assert_int_equal(specimen_open(&w->made, &reg), ERR_OK);
    shown_opening(&w->once, reg);
    shown_rest(&w->once, reg, NULL);
    reg_close(reg, false);
    shown_sort(&w->once);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    specimen_end(&w->made);
    shown_release(&w->opening);
    shown_release(&w->rest);
    shown_release(&w->trail);
    shown_release(&w->once);
    xfree(w);
    return 0;
}

static size_t pages_of(const struct str *bytes)
{
    return bytes->len / SPECIMEN_PAGE;
}

/* --- one case ---------------------------------------------------------------- */

struct tally {
    size_t cases;
    size_t unopened; /* nothing opens: ERR_DAMAGED */
    size_t opening;  /* said at opening */
    size_t loading;  /* said when what is damaged was read */
    size_t job;      /* said by the job */
    size_t harmless; /* nothing said, everything shown is the truth */
    size_t older;    /* items shown as they once were, after opening said so */
    size_t missed;
};

struct trial {
    const struct world *w;
    struct reg *reg;
    const char *kind;
    size_t page;
    struct tally *tally;
    bool said_at_opening;
    bool job_is_through; /* and has found nothing */
    bool wrong;   /* shown as good and not the truth */
    bool missed;
    bool pending; /* a list differs: the job has to say so */
};

static void miss(struct trial *t, const struct shown_item *item, const char *how)
{
    if (!t->missed) {
        t->missed = true;
        t->tally->missed++;
        print_error("%s page %zu: %s %lld/%lld %s\n", t->kind, t->page, item ? item->what : "",
                    (long long)(item ? item->id : 0), (long long)(item ? item->n : 0), how);
    }
}

static bool is_noted(const struct trial *t)
{
    return t->reg->read_only && verify_damage_count(t->reg) > 0;
}

static void judge(void *ctx, const struct shown_item *item, enum shown_as as)
{
    struct trial *t = ctx;
    if (t->job_is_through && strcmp(item->what, "earlier version") != 0) {
        miss(t, item, "is not the truth, and the job alone found nothing");
    } else if (item->when == SHOWN_SIGNED && as == SHOWN_DIFFERENT) {
        bool draft = strcmp(item->what, "draft") == 0;
        if (t->said_at_opening && (draft || shown_has(&t->w->once, item))) {
            t->tally->older++;
            return;
        }
        miss(t, item, "is shown as good and is not the truth");
    } else if (item->when == SHOWN_JOB) {
        t->pending = true;
    } else if (item->when == SHOWN_OPENING && !t->said_at_opening) {
        miss(t, item, "is not the truth, and the opening was said to be good");
    } else if (!is_noted(t)) {
        miss(t, item, "is missing, and nothing is noted");
    }
}

static void judge_trail(void *ctx, const struct shown_item *item, enum shown_as as)
{
    struct trial *t = ctx;
    if (as == SHOWN_DIFFERENT) {
        miss(t, item, "of the trail is shown and is not the truth");
    }
}

static void look(struct trial *t)
{
    struct shown now = {.at = NULL};
    shown_rest(&now, t->reg, &t->w->rest);
    shown_sort(&now);
    shown_compare(&t->w->rest, &now, judge, t);
    shown_release(&now);
    enum err e = shown_trail(&now, t->reg);
    shown_sort(&now);
    if (e != ERR_OK && !is_noted(t)) {
        miss(t, NULL, "the trail is damaged, and nothing is noted");
    }
    if (e == ERR_OK && now.count != t->w->trail.count) {
        miss(t, NULL, "the trail is shorter and said to be good");
    }
    shown_compare(&t->w->trail, &now, judge_trail, t);
    shown_release(&now);
}

static void look_at_opening(struct trial *t)
{
    struct shown now = {.at = NULL};
    shown_opening(&now, t->reg);
    shown_sort(&now);
    shown_compare(&t->w->opening, &now, judge, t);
    shown_release(&now);
}

static void refuses_to_write(struct trial *t)
{
    struct changes set = CHANGES_INIT;
    struct staff *s = (struct staff *)record_new(&kind_staff, 0);
    s->head.state = RECORD_STORED;
    s->name = xstrdup("韦若兰");
    changes_put(&set, &s->head);
    if (store_commit(t->reg, &set, NULL) != ERR_READ_ONLY) {
        miss(t, NULL, "the damaged register takes a commit");
    }
    changes_release(&set);
}

/* What is said, at three times; true if anything was. */
static bool follow(struct trial *t)
{
    t->said_at_opening = is_noted(t);
    look_at_opening(t);
    look(t);
    if (db_failed(t->reg->db) != ERR_OK) {
        /* As the program does: what can be read is shown on. */
        enum err e = reg_heal(t->reg);
        (void)e;
        look(t);
    }
    bool said_by_loading = is_noted(t);
    enum err e = verify_rest(t->reg);
    if (t->pending && !is_noted(t)) {
        miss(t, NULL, "a list is not the truth, and the job found nothing");
    }
    if ((e != ERR_OK) != is_noted(t)) {
        miss(t, NULL, "what the job says and what is noted are not the same");
    }
    struct tally *tally = t->tally;
    ++*(t->said_at_opening ? &tally->opening
        : said_by_loading  ? &tally->loading
        : is_noted(t)      ? &tally->job
                           : &tally->harmless);
    return is_noted(t);
}

/* The same without anything read: the job finds it by itself. */
static void the_job_alone(struct trial *t)
{
    enum err e = specimen_open(&t->w->made, &t->reg);
    if (e != ERR_OK) {
        miss(t, NULL, "opens otherwise the second time");
        return;
    }
    e = verify_rest(t->reg);
    if (!is_noted(t)) {
        t->job_is_through = true;
        look(t);
        t->job_is_through = false;
    } else if (e != ERR_DAMAGED) {
        miss(t, NULL, "the job notes damage and does not say so");
    }
    reg_close(t->reg, false);
}

static void try_bytes(struct trial *t, const char *bytes, size_t n)
{
    const struct specimen *made = &t->w->made;
    specimen_put(made, bytes, n);
    t->tally->cases++;
    t->missed = t->pending = t->said_at_opening = false;
    enum err e = specimen_open(made, &t->reg);
    if (!t->reg) {
        t->tally->unopened++;
        if (e != ERR_DAMAGED) {
            miss(t, NULL, "nothing opens, and it is not said to be damage");
        }
    } else if ((e != ERR_OK && e != ERR_DAMAGED) || (e == ERR_DAMAGED) != is_noted(t)) {
        miss(t, NULL, "what the opening says and what is noted are not the same");
    }
    bool said = !t->reg;
    if (t->reg) {
        said = follow(t);
        if (said) {
            refuses_to_write(t);
        }
        reg_close(t->reg, false);
    }
    if (said && !specimen_is(made, bytes, n)) {
        miss(t, NULL, "the damaged file was written to");
    }
    if (said && t->reg && !t->said_at_opening) {
        the_job_alone(t);
    }
}

static void report(const char *kind, const struct tally *t)
{
    print_message("%s: %zu cases; nothing opens %zu, said at opening %zu, when read %zu, by the "
                  "job %zu; harmless %zu; missed %zu (items shown as they once were: %zu)\n",
                  kind, t->cases, t->unopened, t->opening, t->loading, t->job, t->harmless,
                  t->missed, t->older);
}

/* --- each kind of damage ------------------------------------------------------ */

/* One page of the newer copy changed by `change`; every `step`th page. */
static struct tally each_page(struct world *w, const char *kind, size_t first, size_t step,
                              void (*change)(const struct world *w, char *page, size_t at))
{
    struct tally tally = {.cases = 0};
    struct str bytes = STR_INIT;
    str_addn(&bytes, w->made.newer.ptr, w->made.newer.len);
    for (size_t at = first; at < pages_of(&bytes); at += step) {
        struct trial t = {.w = w, .kind = kind, .page = at + 1, .tally = &tally};
        char *page = bytes.ptr + at * SPECIMEN_PAGE;
        change(w, page, at);
        if (memcmp(page, w->made.newer.ptr + at * SPECIMEN_PAGE, SPECIMEN_PAGE) != 0) {
            try_bytes(&t, bytes.ptr, bytes.len);
        }
        memcpy(page, w->made.newer.ptr + at * SPECIMEN_PAGE, SPECIMEN_PAGE);
    }
    str_release(&bytes);
    report(kind, &tally);
    return tally;
}

static void make_zero(const struct world *w, char *page, size_t at)
{
    (void)w;
    (void)at;
    memset(page, 0, SPECIMEN_PAGE);
}

static void make_older(const struct world *w, char *page, size_t at)
{
    if (at < pages_of(&w->made.older)) {
        memcpy(page, w->made.older.ptr + at * SPECIMEN_PAGE, SPECIMEN_PAGE);
    }
}

/* In what is encrypted, in the initial vector, in the page's own MAC. */
static void flip_body(const struct world *w, char *page, size_t at)
{
    (void)w;
    page[(16 + at * 211) % 4040] ^= (char)(1 << at % 8);
}

static void flip_vector(const struct world *w, char *page, size_t at)
{
    (void)w;
    page[4048 + at % 16] ^= (char)(1 << at % 8);
}

static void flip_mac(const struct world *w, char *page, size_t at)
{
    (void)w;
    page[4064 + at % 20] ^= (char)(1 << at % 8);
}

static void pages_put_back_from_an_older_copy(void **state)
{
    struct world *w = *state;
    struct tally t = each_page(w, "older page", 0, 1, make_older);
    assert_true(t.cases >= 100);
    assert_int_equal(t.missed, 0);
}

static void pages_of_zeros(void **state)
{
    struct tally t = each_page(*state, "zero page", 0, specimen_torture() ? 1 : 8, make_zero);
    assert_int_equal(t.missed, 0);
}

static void single_bits(void **state)
{
    struct world *w = *state;
    static void (*const flips[])(const struct world *, char *, size_t) = {flip_body, flip_vector,
                                                                         flip_mac};
    static const char *const names[] = {"bit in the body", "bit in the vector", "bit in the MAC"};
    size_t step = specimen_torture() ? 1 : 27;
    for (size_t i = 0; i < COUNT(flips); i++) {
        size_t first = specimen_torture() ? 0 : i * 9;
        struct tally t = each_page(w, names[i], first, step, flips[i]);
        assert_int_equal(t.missed, 0);
        assert_int_equal(t.cases, (pages_of(&w->made.newer) - first + step - 1) / step);
    }
}

static void files_cut_off(void **state)
{
    struct world *w = *state;
    struct tally tally = {.cases = 0};
    const struct str *whole = &w->made.newer;
    for (size_t at = 0; at < pages_of(whole); at += specimen_torture() ? 1 : 3) {
        struct trial t = {.w = w, .kind = "cut", .page = at + 1, .tally = &tally};
        try_bytes(&t, whole->ptr, at * SPECIMEN_PAGE);
        try_bytes(&t, whole->ptr, at * SPECIMEN_PAGE + 1 + at * 37 % (SPECIMEN_PAGE - 1));
    }
    report("cut", &tally);
    assert_int_equal(tally.missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_put_back_from_an_older_copy),
        cmocka_unit_test(pages_of_zeros),
        cmocka_unit_test(single_bits),
        cmocka_unit_test(files_cut_off),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
