// SPDX-License-Identifier: MIT
/* Interview, the page after it, notebook, lists, due work: what a hostile reader found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/steps.h"
#include "core/sweeps.h"
#include "core/tellable.h"
#include "core/timeline.h"
#include "core/written.h"
#include "locale/catalog.h"
#include "tests/support/desk.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/interview.h"
#include "tui/textfield.h"

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

static struct sweep_class class_now(struct desk *d)
{
    struct sweep_class now;
    assert_int_equal(sweep_class_load(d->store.reg, d->class_83, clock_today(), &now), ERR_OK);
    return now;
}

static void put(struct desk *d, struct record *rec)
{
    struct changes set = CHANGES_INIT;
    rec->state = RECORD_STORED;
    changes_put(&set, rec);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static bool is_due(struct desk *d, const struct kind *kind)
{
    struct due_line *due;
    size_t count;
    bool seen = false;
    assert_int_equal(due_list(d->store.reg, clock_today() + 7, &due, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        seen = seen || due[i].kind == kind;
    }
    due_free(due, count);
    return seen;
}

/* A sign is a mark, never the character whose number ends like the sign's. */
static void no_character_is_taken_for_a_mark(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_type(d, "太累了");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "别人都睡了");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "放学不想回家");
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_press(d, XKEY_F2);
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    int64_t id = timeline_last(d->store.reg, &kind_talk, NONE);
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    const char *said = ((const struct talk *)rec)->said;
    assert_non_null(strstr(said, "\n太累了\n别人都睡了\n放学不想回家"));
    record_free(rec);
}

/* The line that asks why was left: the record is not stored as if there were nothing to say. */
static void leaving_the_sentence_is_asked_about(void **state)
{
    struct desk *d = *state;
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "0");
    desk_top(d, "line");
    desk_press(d, XKEY_ESC);
    desk_top(d, "after");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "0");
    desk_press(d, XKEY_F2);
    desk_top(d, "after");
}

/* Back to the text and here again: who was told and what was dropped still stand. */
static void the_answers_survive_a_look_at_the_text(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "2");
    desk_type(d, "1");
    for (int i = 0; i < 3; i++) {
        desk_press(d, XKEY_ENTER);
    }
    desk_press(d, XKEY_F8); /* the second promise was none */
    desk_press(d, XKEY_ESC);
    desk_top(d, "interview");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "再坐了一会儿");
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_told, &rec), 1);
    record_free(rec);
    assert_int_equal(all_of(d, &kind_promise, &rec), 1);
    record_free(rec);
}

/* Somebody becomes one who must not be told while the page stands there. */
static void who_is_blocked_meanwhile_is_not_told(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    struct tellable list[TELLABLE_MOST];
    size_t n = tellable_list(d->store.reg, d->wei, list);
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "1");
    desk_type(d, "1");
    store_block(&d->store, d->wei, list[0].person);
    tellable_free(list, n);
    desk_press(d, XKEY_F2);
    desk_top(d, "after");
    assert_int_equal(all_of(d, &kind_told, &rec), 0);
    record_free(rec);
}

/* A day in a sentence is counted from the day of the talk, not from that of the page. */
static void friday_is_the_friday_of_the_talk(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    talk(d);
    desk_press(d, XKEY_F2);
    clock_set_offset(0);
    clock_set_offset((date_from_civil(2026, 3, 30) * 1440 + 2 * 60) * 60000 - clock_now());
    desk_type(d, "2");
    desk_type(d, "2");
    desk_type(d, "0");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_promise, &rec), 2);
    record_free(rec);
    struct due_line *due;
    size_t count;
    bool seen = false;
    assert_int_equal(due_list(d->store.reg, date_from_civil(2026, 3, 30), &due, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        seen = seen || (due[i].kind == &kind_promise && due[i].due == date_from_civil(2026, 3, 27));
    }
    due_free(due, count);
    assert_true(seen);
}

/* A promise longer than its field, and more of them than the page shows. */
static void long_and_many_promises_are_stored(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    interview_push(d->app, d->wei);
    vscreen_run(d->v);
    for (int i = 0; i < 9; i++) {
        desk_press(d, XKEY_ENTER);
        desk_type(d, "!答应的事");
    }
    desk_press(d, XKEY_ENTER);
    desk_type(d, "!");
    for (int i = 0; i < 30; i++) {
        desk_type(d, "陪她把请假条交给老师");
    }
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_type(d, "1");
    desk_type(d, "0");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    assert_int_equal(all_of(d, &kind_promise, &rec), 10);
    record_free(rec);
}

/* No step names one who must not be told. */
static void steps_never_name_who_is_blocked(void **state)
{
    struct desk *d = *state;
    store_teacher(&d->store, d->class_83, d->teacher);
    char *person = str_format("S%lld", (long long)d->teacher);
    store_block(&d->store, d->wei, person);
    xfree(person);
    for (int i = 0; i < STEP_COUNT; i++) {
        assert_null(strstr(steps_text(d->store.reg, d->wei, i), "班主任"));
    }
}

/* Locked in the middle of a line of a class's list: the line still is that class's. */
static void a_line_restored_is_still_of_its_class(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    grid_push_class(d->app, &kind_sweep, d->class_83);
    vscreen_run(d->v);
    desk_type(d, "wxt");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "0714");
    desk_press(d, XKEY_ENTER);
    struct form *f = ((struct form_screen *)d->app->top->self)->form;
    form_keep(d->app, f);
    struct str place = STR_INIT;
    size_t known;
    const struct screen_ops *const *all = screens_known(&known);
    app_save_place(d->app, &place);
    app_pop_to(d->app, NULL);
    assert_true(app_restore_place(d->app, place.ptr, place.len, all, known) > 0);
    str_wipe(&place);
    vscreen_run(d->v);
    desk_top(d, "grid");
    desk_type(d, "04");
    desk_type(d, "1");
    desk_type(d, "爷爷带，常迟到");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "1");
    desk_press(d, XKEY_F2);
    desk_type(d, "0");
    assert_int_equal(all_of(d, &kind_sweep, &rec), 1);
    assert_true(((const struct sweep *)rec)->class_ == d->class_83);
    record_free(rec);
}

/* One pupil listed twice is one pupil looked at. */
static void a_pupil_listed_twice_is_one(void **state)
{
    struct desk *d = *state;
    for (int i = 0; i < 2; i++) {
        struct sweep *s = (struct sweep *)record_new(&kind_sweep, 0);
        s->head.state = RECORD_STORED;
        s->day = clock_today();
        s->pupil = d->wei;
        s->class_ = d->class_83;
        s->focus = xstrdup(" 07 ");
        s->found = xstrdup("04");
        s->obtained = xstrdup("1");
        s->seen = xstrdup("常迟到");
        s->opinion = xstrdup("1");
        struct changes set = CHANGES_INIT;
        changes_put(&set, &s->head);
        assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
        changes_release(&set);
    }
    struct sweep_class now = class_now(d);
    assert_int_equal(sweep_class_done(&now), 1);
}

/* What is typed for a telephone beside the pupil is a number. */
static void a_telephone_is_digits(void **state)
{
    struct desk *d = *state;
    notebook_push(d->app, d->wei);
    vscreen_run(d->v);
    for (int i = 0; i < 3; i++) {
        desk_press(d, XKEY_DOWN);
    }
    desk_press(d, XKEY_ENTER);
    desk_type(d, "不记得了");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "5678");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "１３８ ０００１ ２３９９");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "2399");
}

/* An import leaves words where a number should stand: no half of a character is shown. */
static void words_for_a_telephone_are_passed_over(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    assert_int_equal(store_load(d->store.reg, d->wei, &rec), ERR_OK);
    const struct part *part = kind_part(&kind_pupil, "guardians");
    const struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        field_set_text(rows->at[i], spec_field(part->spec, "phone"), "不记得");
    }
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    notebook_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_top(d, "notebook");
    desk_lacks(d, "记得");
}

/* To speak again with somebody is not asked for once that person must not be told. */
static void nobody_blocked_is_to_be_spoken_with_again(void **state)
{
    struct desk *d = *state;
    struct liaison *l = (struct liaison *)record_new(&kind_liaison, 0);
    l->day = clock_today() - 2;
    l->next_day = clock_today();
    l->pupil = d->wei;
    l->person = str_format("G%lld.1", (long long)d->wei);
    l->side = xstrdup("1");
    l->mode = xstrdup("2");
    l->reached = xstrdup("1");
    l->reason = xstrdup("周末回家的事");
    l->by = d->store.reg->me;
    put(d, &l->head);
    assert_true(is_due(d, &kind_liaison));
    char *person = str_format("G%lld.1", (long long)d->wei);
    store_block(&d->store, d->wei, person);
    xfree(person);
    assert_false(is_due(d, &kind_liaison));
}

/* A liaison struck out told nobody. */
static void a_struck_liaison_told_nobody(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    struct liaison *l = (struct liaison *)record_new(&kind_liaison, 0);
    l->day = clock_today();
    l->pupil = d->wei;
    l->person = str_format("G%lld.1", (long long)d->wei);
    l->side = xstrdup("1");
    l->mode = xstrdup("2");
    l->reached = xstrdup("1");
    l->told = xstrdup(" 1 ");
    l->reason = xstrdup("周末回家的事");
    l->by = d->store.reg->me;
    int64_t id = l->head.id;
    struct changes set = CHANGES_INIT;
    l->head.state = RECORD_STORED;
    changes_put(&set, &l->head);
    assert_int_equal(written_with(d->store.reg, &l->head, &set), ERR_OK);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_int_equal(record_strike(d->store.reg, id, "写错了人"), ERR_OK);
    assert_int_equal(all_of(d, &kind_told, &rec), 1);
    assert_int_equal(rec->state, RECORD_STRUCK);
    record_free(rec);
    assert_int_equal(record_strike(d->store.reg, id, NULL), ERR_OK);
    assert_int_equal(all_of(d, &kind_told, &rec), 1);
    assert_int_equal(rec->state, RECORD_STORED);
    record_free(rec);
}

/* A talk before the clue, on its day, was not the talk that was arranged. */
static void an_earlier_talk_does_not_clear_a_clue(void **state)
{
    struct desk *d = *state;
    int64_t today = clock_today();
    store_talk(&d->store, d->qin, today, "课间聊了几句");
    int64_t id = store_clue(&d->store, d->qin, "周记写不想活", today);
    struct changes set = CHANGES_INIT;
    struct act_wish wish = {.machine = machine_by_id("clue"), .move = "meet", .subject = id,
                            .pupil = d->qin, .day = today, .at = NONE, .by = d->store.reg->me,
                            .evidence = NONE, .due = today};
    assert_null(act_add(d->store.reg, &set, &wish, false));
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_true(is_due(d, &kind_clue));
    store_talk(&d->store, d->qin, today, "问了周记里的话");
    assert_false(is_due(d, &kind_clue));
}

/* The text changed under a scrolled field (undo, a code taken, a value that comes with it). */
static void a_scrolled_field_takes_another_text(void **state)
{
    struct desk *d = *state;
    struct form *f;
    struct form_start start = {.kind = &kind_talk, .pupil = d->wei};
    assert_int_equal(form_open(d->store.reg, &start, &f), ERR_OK);
    struct textfield field = {.edit = f->items[form_find(f, "reason")].edit};
    edit_set(field.edit, "和同桌吵架以后不说话");
    field.from = 4;
    textfield_draw(&field, 3, 3, 6, true);
    assert_int_equal(field.from % 3, 0);
    form_free(f);
}

/* What is being written is not opened a second time on top of itself. */
static void a_record_is_open_once(void **state)
{
    struct desk *d = *state;
    talk(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_top(d, "after");
    const struct screen *page = d->app->top;
    const struct form *f = ((const struct interview *)page->below->self)->form;
    record_open_push(d->app, f->rec->id);
    vscreen_run(d->v);
    desk_top(d, "after");
    desk_sees(d, tr("This is being written already: Esc goes back to it"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(no_character_is_taken_for_a_mark),
        T(leaving_the_sentence_is_asked_about),
        T(the_answers_survive_a_look_at_the_text),
        T(who_is_blocked_meanwhile_is_not_told),
        T(friday_is_the_friday_of_the_talk),
        T(long_and_many_promises_are_stored),
        T(steps_never_name_who_is_blocked),
        T(a_line_restored_is_still_of_its_class),
        T(a_pupil_listed_twice_is_one),
        T(a_telephone_is_digits),
        T(words_for_a_telephone_are_passed_over),
        T(nobody_blocked_is_to_be_spoken_with_again),
        T(a_struck_liaison_told_nobody),
        T(an_earlier_talk_does_not_clear_a_clue),
        T(a_scrolled_field_takes_another_text),
        T(a_record_is_open_once),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
