// SPDX-License-Identifier: MIT
/* The page a pupil reads, the page after it, the notebook, and slips keyed a line each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/check.h"
#include "core/dateword.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/sweeps.h"
#include "core/tellable.h"
#include "core/timeline.h"
#include "db/db.h"
#include "locale/catalog.h"
#include "tests/support/desk.h"
#include "tui/screens.h"

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin(d, 24, 80);
    today_push(d->app);
    vscreen_run(d->v);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

/* Records of a kind, the last of them in `*last` (record_free it); how many. */
static size_t all_of(struct desk *d, const struct kind *kind, struct record **last)
{
    struct scan *scan = scan_open(d->store.reg, kind);
    struct record *rec;
    size_t n = 0;
    *last = NULL;
    while (scan_next(scan, &rec)) {
        record_free(*last);
        *last = rec;
        n++;
    }
    assert_int_equal(scan_close(scan, NULL), ERR_OK);
    return n;
}

static void talk(struct desk *d)
{
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_type(d, "昨晚又没睡");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "＞我怕我妈把我转走");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "有时候觉得没意思");
    desk_press(d, XKEY_CTRL('R'));
    desk_press(d, XKEY_ENTER);
    desk_type(d, "!周五前陪她把请假条交给覃老师");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "!给她留一本书");
}

/* No word of the house stands on the page: no class, level, title, name of a key. */
static void nothing_that_hurts_is_shown(void **state)
{
    static const char *const words[] = {"八(3)", "[3]", "谈话", "危险", "心理", "韦", "帮助",
                                        "存好", "演示", "原话", "周四"};
    struct desk *d = *state;
    talk(d);
    for (size_t i = 0; i < COUNT(words); i++) {
        desk_lacks(d, words[i]);
    }
    desk_sees(d, "晓彤");
    desk_sees(d, tr("stay   ask   put away   call   note the time"));
    desk_lacks(d, "12356");
    desk_press(d, XKEY_CTRL('R'));
    desk_sees(d, "12356"); /* the second press: the screen has been turned away */
    desk_press(d, XKEY_F1); /* help is keys alone */
    desk_top(d, "help");
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(words[i], "存好") != 0 && strcmp(words[i], "帮助") != 0) {
            desk_lacks(d, words[i]);
        }
    }
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_ESC);
    desk_top(d, "blank"); /* never a list */
}

static void the_clock_starts_with_the_first_key(void **state)
{
    struct desk *d = *state;
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    clock_set_offset(0);
    clock_set_offset((date_from_civil(2026, 3, 26) * 1440 + 2 * 60 + 40) * 60000 - clock_now());
    desk_type(d, "进来时低着头");
    desk_sees(d, "10:40");
    desk_press(d, XKEY_F2);
    clock_set_offset(0);
    clock_set_offset((date_from_civil(2026, 3, 26) * 1440 + 2 * 60 + 74) * 60000 - clock_now());
    desk_type(d, "2");
    desk_top(d, "after");
    desk_sees(d, "10:40");
    desk_sees(d, "11:14");
    desk_sees(d, "34");
}

static void closed_with_a_digit_each(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_top(d, "after");
    desk_sees(d, "有时候觉得没意思"); /* the danger line is quoted */
    desk_type(d, "2");               /* thoughts */
    desk_type(d, "0");               /* nobody was told yet */
    desk_type(d, "+7");
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_F8); /* the second promise was none */
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_promise, &rec), 1);
    const struct promise *p = (const struct promise *)rec;
    assert_string_equal(p->words, "周五前陪她把请假条交给覃老师");
    assert_true(p->due == date_from_civil(2026, 3, 27) && p->pupil == d->wei);
    record_free(rec);
    int64_t id = timeline_last(d->store.reg, &kind_talk, NONE);
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    const struct talk *t = (const struct talk *)rec;
    assert_string_equal(t->risk, "2");
    assert_true(t->next_day == date_from_civil(2026, 4, 2));
    assert_string_equal(t->agreed, "周五前陪她把请假条交给覃老师");
    assert_non_null(strstr(t->said, "〔危险〕10:22 有时候觉得没意思"));
    assert_non_null(strstr(t->said, "〔原话〕我怕我妈把我转走"));
    assert_int_equal(rec->state, RECORD_UNFINISHED); /* kind and source are still open */
    record_free(rec);
}

static void who_was_told_is_a_record(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    struct tellable list[TELLABLE_MOST];
    size_t n = tellable_list(d->store.reg, d->wei, list);
    assert_true(n >= 2);
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "1");
    desk_type(d, "1");
    desk_press(d, XKEY_F2);
    assert_int_equal(all_of(d, &kind_told, &rec), 1);
    assert_string_equal(((const struct told *)rec)->whom, list[0].person);
    assert_true(((const struct told *)rec)->pupil == d->wei);
    record_free(rec);
    tellable_free(list, n);
}

/* 0 and a danger mark do not go together without a sentence; F2 names what is missing. */
static void danger_and_not_asked_want_a_sentence(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "0");
    desk_top(d, "line");
    desk_type(d, "上课铃响了，约了下午再问");
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_F2);
    desk_top(d, "after");
    desk_sees(d, tr("Who was told? 0 is nobody yet. F2 again stores it as unfinished."));
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    int64_t id = timeline_last(d->store.reg, &kind_talk, NONE);
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    const struct mark *m = record_find_mark(rec, 0, "risk");
    assert_non_null(m);
    assert_string_equal(m->note, "上课铃响了，约了下午再问");
    record_free(rec);
}

static void empty_is_left_without_a_trace(void **state)
{
    struct desk *d = *state;
    int64_t records = d->store.reg->root.records;
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_top(d, "today");
    assert_true(d->store.reg->root.records == records);
}

/* --- who can be told --- */

static void nobody_blocked_is_offered(void **state)
{
    struct desk *d = *state;
    struct tellable list[TELLABLE_MOST];
    size_t n = tellable_list(d->store.reg, d->wei, list);
    char *person = NULL;
    for (size_t i = 0; i < n; i++) {
        person = !person && list[i].person[0] == 'G' ? xstrdup(list[i].person) : person;
    }
    assert_non_null(person);
    tellable_free(list, n);
    store_block(&d->store, d->wei, person);
    n = tellable_list(d->store.reg, d->wei, list);
    for (size_t i = 0; i < n; i++) {
        assert_string_not_equal(list[i].person, person);
    }
    tellable_free(list, n);
    notebook_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_lacks(d, "5678");
    xfree(person);
}

/* --- the notebook --- */

static void the_notebook_asks_for_the_password(void **state)
{
    struct desk *d = *state;
    notebook_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_top(d, "notebook");
    desk_sees(d, "韦晓彤");
    desk_sees(d, "5678");
    desk_lacks(d, "[3]");
    desk_lacks(d, "心理");
    desk_press(d, XKEY_F9); /* no menu from here */
    desk_top(d, "notebook");
    desk_press(d, XKEY_ESC);
    desk_type(d, "1");
    desk_top(d, "notebook");
    desk_press(d, XKEY_ESC);
    desk_type(d, "2");
    desk_top(d, "unlock");
    assert_true(d->session.leaving); /* it locks at the end of the event */
}

static void the_notebook_puts_right(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    notebook_push(d->app, d->wei);
    vscreen_run(d->v);
    for (int i = 0; i < 3; i++) {
        desk_press(d, XKEY_DOWN);
    }
    desk_press(d, XKEY_ENTER);
    desk_type(d, "13800001234");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "1234");
    for (int i = 0; i < 3; i++) {
        desk_press(d, XKEY_DOWN);
    }
    desk_press(d, XKEY_ENTER);
    desk_type(d, "4-2");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "2026-04-02");
    assert_int_equal(all_of(d, &kind_appointment, &rec), 1);
    assert_true(((const struct appointment *)rec)->day == date_from_civil(2026, 4, 2));
    record_free(rec);
}

/* --- a day named in a sentence --- */

static void days_in_sentences(void **state)
{
    (void)state;
    int64_t today = date_from_civil(2026, 3, 26); /* a Thursday */
    static const struct {
        const char *words;
        int month, day; /* 0: none */
    } tries[] = {{"周五前把请假条交给覃老师", 3, 27}, {"下周二一起去图书馆", 3, 31},
                 {"4月2日来拿书", 4, 2},              {"4-2 再谈", 4, 2},
                 {"明天早上见", 3, 27},               {"给她留一本书", 0, 0},
                 {"做 20 个俯卧撑", 0, 0},            {"然后再说", 0, 0},
                 {"昨天说过的事", 0, 0}};
    for (size_t i = 0; i < COUNT(tries); i++) {
        int64_t day = NONE;
        bool named = dateword_in(tries[i].words, today, &day);
        assert_int_equal(named, tries[i].month != 0);
        if (named && day != date_from_civil(2026, tries[i].month, tries[i].day)) {
            fail_msg("%s: day %d", tries[i].words, (int)(day - today));
        }
    }
}

/* --- slips --- */

static void slips_keep_teacher_and_date(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    size_t before = all_of(d, &kind_talk, &rec);
    record_free(rec);
    grid_push(d->app, &kind_talk);
    vscreen_run(d->v);
    desk_type(d, "0320");
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "grid");
    desk_press(d, XKEY_ENTER); /* the teacher stays the counsellor */
    desk_type(d, "05");
    desk_type(d, "和同桌吵架");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "换座位一周");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "和同桌吵架");
    desk_type(d, "803wxt"); /* the next slip begins at the pupil */
    desk_press(d, XKEY_ENTER);
    desk_type(d, "02");
    desk_type(d, "想家");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_talk, &rec), before + 2);
    const struct talk *t = (const struct talk *)rec;
    assert_true(t->day == date_from_civil(2026, 3, 20));
    assert_string_equal(t->reason, "想家");
    assert_string_equal(t->type, "02");
    assert_int_equal(rec->state, RECORD_STORED);
    record_free(rec);
}

static void a_slip_says_what_is_missing(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    size_t before = all_of(d, &kind_talk, &rec);
    record_free(rec);
    grid_push(d->app, &kind_talk);
    vscreen_run(d->v);
    desk_type(d, "0320");
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_F2); /* no kind, no reason */
    desk_top(d, "grid");
    assert_int_equal(all_of(d, &kind_talk, &rec), before);
    record_free(rec);
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_talk, &rec), before + 1);
    assert_int_equal(rec->state, RECORD_UNFINISHED);
    record_free(rec);
}

/* What could not be read is said first of all, and is never "all done". */
static void a_day_that_cannot_be_read_says_so(void **state)
{
    struct desk *d = *state;
    desk_lacks(d, "没有全读出来");
    assert_int_equal(db_exec(d->store.reg->db, "DROP INDEX talk_next"), ERR_OK);
    app_changed(d->app, &(struct notice){.record = 0, .kind = -1});
    vscreen_run(d->v);
    desk_sees(d, "没有全读出来");
    desk_lacks(d, "都做完了");
}

/* --- the class sweep --- */

static struct sweep_class class_now(struct desk *d)
{
    struct sweep_class now;
    assert_int_equal(sweep_class_load(d->store.reg, d->class_83, clock_today(), &now), ERR_OK);
    return now;
}

/* Only pupils with something are keyed; the signature counts the others as looked at. */
static void a_signature_looks_at_the_others(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    struct sweep_class before = class_now(d);
    assert_true(before.due > 0);
    assert_int_equal(sweep_class_done(&before), 0);
    store_teacher(&d->store, d->class_83, d->teacher);
    sweeps_push(d->app);
    vscreen_run(d->v);
    grid_push_class(d->app, &kind_sweep, d->class_83);
    vscreen_run(d->v);
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "0714");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "04");
    desk_type(d, "1");
    desk_type(d, "爷爷带，常迟到");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "1");
    desk_press(d, XKEY_F2);
    desk_type(d, "2"); /* signed: nothing of the others */
    desk_top(d, "sweeps");
    struct sweep_class now = class_now(d);
    assert_int_equal(now.listed, 1);
    assert_int_equal(sweep_class_done(&now), now.due);
    assert_false(now.zero);
    assert_int_equal(all_of(d, &kind_sweep, &rec), 1);
    const struct sweep *s = (const struct sweep *)rec;
    assert_string_equal(s->focus, " 07 14 ");
    assert_string_equal(s->opinion, "1");
    assert_true(s->pupil == d->wei && s->class_ == d->class_83);
    record_free(rec);
    assert_int_equal(all_of(d, &kind_handin, &rec), 1);
    record_free(rec);
}

/* 15 受侵害: the parents are not told first, and a form that says so is not finished. */
static void harm_is_not_told_to_parents(void **state)
{
    struct sweep *s = (struct sweep *)record_new(&kind_sweep, 0);
    s->focus = xstrdup(" 15 ");
    s->parents = xstrdup("1");
    size_t at = 0;
    struct check_problem problem;
    struct desk *d = *state;
    assert_true(check_next(d->store.reg->roster, &s->head, &at, &problem));
    assert_string_equal(problem.field, "parents");
    record_free(&s->head);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(nothing_that_hurts_is_shown),
        T(the_clock_starts_with_the_first_key),
        T(closed_with_a_digit_each),
        T(who_was_told_is_a_record),
        T(danger_and_not_asked_want_a_sentence),
        T(empty_is_left_without_a_trace),
        T(nobody_blocked_is_offered),
        T(the_notebook_asks_for_the_password),
        T(the_notebook_puts_right),
        cmocka_unit_test(days_in_sentences),
        T(slips_keep_teacher_and_date),
        T(a_slip_says_what_is_missing),
        T(a_day_that_cannot_be_read_says_so),
        T(a_signature_looks_at_the_others),
        T(harm_is_not_told_to_parents),
    };
    return cmocka_run_group_tests_name("interview", tests, NULL, NULL);
}
