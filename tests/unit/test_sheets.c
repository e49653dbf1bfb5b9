// SPDX-License-Identifier: MIT
/* Screenings and answer sheets: who takes part, what a key does, what is stored and counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/due.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/screening.h"
#include "core/verify.h"
#include "db/stmt.h"
#include "locale/catalog.h"
#include "tests/support/store.h"
#include "tui/keying.h"

struct room {
    struct store store;
    int64_t class_83, class_72, wei, meng, lu;
    int64_t campaign_id;
    struct campaign *campaign;
    struct scales scales;
    struct sheet_measure m;
};

static void begin(struct room *r, const char *scale)
{
    store_begin(&r->store);
    r->class_83 = store_class(&r->store, STAGE_JUNIOR, 2024, 3);
    r->class_72 = store_class(&r->store, STAGE_JUNIOR, 2025, 2);
    r->wei = store_pupil(&r->store, "韦晓彤", "2", r->class_83);
    r->meng = store_pupil(&r->store, "蒙晓东", "1", r->class_83);
    r->lu = store_pupil(&r->store, "陆浩然", "1", r->class_72);
    r->campaign_id = store_screening(&r->store, "春季排查", scale);
    r->scales = (struct scales)SCALES_INIT;
    struct record *rec;
    assert_int_equal(store_load(r->store.reg, r->campaign_id, &rec), ERR_OK);
    r->campaign = (struct campaign *)rec;
    assert_int_equal(scales_load(r->store.reg, &r->scales), ERR_OK);
    const struct rows *rows = record_rows(rec, kind_part(&kind_campaign, "scales"));
    assert_true(sheet_measure_of(&r->scales, rows->at[0], &r->m));
}

static void end(struct room *r)
{
    record_free(&r->campaign->head);
    scales_release(&r->scales);
    store_end(&r->store);
}

static void open_sheet(struct room *r, struct keying *k, int64_t pupil, int64_t sheet)
{
    assert_int_equal(keying_open(k, r->store.reg,
                                 &(struct keying_start){.campaign = r->campaign,
                                                        .m = &r->m,
                                                        .pupil = pupil,
                                                        .sheet = sheet,
                                                        .keyed_by = "T王丽",
                                                        .by = NONE}),
                     ERR_OK);
}

/* `n` times the same key; none of them fires. */
static void keys(struct keying *k, char key, int n)
{
    for (int i = 0; i < n; i++) {
        assert_int_equal(keying_type(k, key), KEYING_OK);
    }
}

static void keep(struct keying *k)
{
    const char *why;
    assert_int_equal(keying_store(k, &why), ERR_OK);
    assert_null(why);
}

/* The state of a machine; "-" before the first act. */
static void expect_state(struct room *r, int64_t subject, const char *machine, const char *state)
{
    struct act *act;
    enum err e = act_now(r->store.reg, subject, machine, &act);
    assert_string_equal(e == ERR_OK ? act->to_state : "-", state);
    record_free(e == ERR_OK ? &act->head : NULL);
}

static size_t due_seen(struct room *r)
{
    struct due_line *lines;
    size_t n;
    size_t found = 0;
    assert_int_equal(due_list(r->store.reg, clock_today(), &lines, &n), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        found += strcmp(lines[i].rule->id, "seen") == 0;
    }
    due_free(lines, n);
    return found;
}

static void count(struct room *r, struct tally *t, int64_t class_id)
{
    struct seats seats;
    assert_int_equal(
        screening_seats(r->store.reg, r->campaign, r->m.scale->id, NONE, &seats), ERR_OK);
    *t = screening_tally(&seats, class_id);
    seats_release(&seats);
}

static void whole_register_is_sound(struct room *r)
{
    store_again(&r->store);
    assert_int_equal(verify_all(r->store.reg, NULL, NULL), ERR_OK);
}

/* --- */

static void a_whole_sheet_is_scored_exactly(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '1', 15); /* learning 15 of 15 */
    keys(&k, '0', 85);
    assert_int_equal(keying_type(&k, '0'), KEYING_NO); /* the sheet is full */
    assert_int_equal(keying_missing(&k), 0);
    keep(&k);
    const struct sheet *s = k.rec;
    assert_int_equal(s->head.state, RECORD_STORED);
    assert_string_equal(s->status, "1");
    assert_string_equal(s->keyed_by, "T王丽");
    assert_string_equal(s->stamp, r.m.scale->stamp);
    assert_string_equal(s->cuts, "std");
    assert_int_equal(strlen(s->answers), 100);
    const struct rows *scores = record_rows(&s->head, kind_part(&kind_sheet, "scores"));
    const struct sheet_score *total = scores->at[0];
    const struct sheet_score *learning = scores->at[1];
    assert_string_equal(total->ident, "total");
    assert_true(total->num == 15 && total->den == 1 && total->high == 0);
    assert_string_equal(learning->ident, "learning");
    assert_true(learning->num == 15 && learning->high == 1);
    expect_state(&r, s->head.id, "validity", "valid");
    expect_state(&r, s->head.id, "alert", "-");
    expect_state(&r, s->head.id, "warning", "-"); /* rule 1: the total alone */
    keying_close(&k);
    whole_register_is_sound(&r);
    end(&r);
}

/* Rule 2 lets a high factor wait; the total decides otherwise, and a person takes it away. */
static void a_high_factor_waits_where_the_rule_says_so(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    r.m.factors = true;
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '1', 8);
    keys(&k, '0', 92);
    keep(&k);
    int64_t id = k.rec->head.id;
    expect_state(&r, id, "warning", "waiting");
    keying_go(&k, 1);
    keys(&k, '0', 1);
    keep(&k);
    expect_state(&r, id, "warning", "waiting"); /* answers never decide */
    keying_close(&k);
    end(&r);
}

static void one_missing_answer_gives_no_total(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '0', 27);
    keys(&k, '.', 1);
    keys(&k, '0', 18);
    keep(&k);
    int64_t id = k.rec->head.id;
    assert_string_equal(k.rec->status, "3");
    const struct rows *scores = record_rows(&k.rec->head, kind_part(&kind_sheet, "scores"));
    assert_true(((const struct sheet_score *)scores->at[0])->den == NONE);
    expect_state(&r, id, "validity", "incomplete");
    keying_close(&k);
    open_sheet(&r, &k, r.wei, id); /* it goes on behind the last answer */
    assert_int_equal(k.at, 46);
    keys(&k, '0', 54);
    assert_true(keying_go(&k, 28));
    keys(&k, '1', 1);
    keep(&k);
    expect_state(&r, id, "validity", "valid");
    assert_string_equal(k.rec->status, "1");
    keying_close(&k);
    whole_register_is_sound(&r);
    end(&r);
}

static void what_is_keyed_is_in_the_draft(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '1', 19);
    assert_false(keying_is_due(&k, k.first_key + 999));
    assert_true(keying_is_due(&k, k.first_key + 1000));
    keys(&k, '0', 1);
    assert_true(keying_is_due(&k, k.first_key)); /* twenty keys */
    assert_int_equal(keying_flush(&k), ERR_OK);
    keys(&k, '1', 3);
    assert_int_equal(keying_flush(&k), ERR_OK); /* a patch */
    int64_t id = k.rec->head.id;
    keying_close(&k);
    store_again(&r.store);
    open_sheet(&r, &k, r.wei, NONE);
    assert_true(k.rec->head.id == id);
    assert_int_equal(keying_done(&k), 23);
    assert_memory_equal(k.answers, "11111111111111111110111 ", 24);
    assert_string_equal(k.rec->keyed_by, "T王丽");
    keying_close(&k);
    open_sheet(&r, &k, r.meng, NONE); /* somebody else's is another sheet */
    assert_true(keying_is_empty(&k));
    keying_close(&k);
    end(&r);
}

/* --- the critical item --- */

/* Item 85 answered 1, with keys typed on. */
static void fire(struct room *r, struct keying *k)
{
    const char *why;
    open_sheet(r, k, r->wei, NONE);
    keys(k, '0', 84);
    assert_int_equal(keying_type(k, '1'), KEYING_FIRES);
    assert_int_equal(k->fired, 85);
    assert_int_equal(keying_type(k, '0'), KEYING_NO); /* nothing more is taken */
    assert_int_equal(keying_rise(k, &why), ERR_OK);
    keying_ahead(k, '0');
    keying_ahead(k, '1');
}

static void a_critical_item_is_in_the_file_at_once(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    fire(&r, &k);
    int64_t id = k.rec->head.id;
    expect_state(&r, id, "alert", "lit");
    assert_int_equal(due_seen(&r), 1);
    assert_int_equal(keying_flush(&k), ERR_OK);
    keying_close(&k);
    store_again(&r.store); /* as after a power cut: it stands there again, keys and all */
    open_sheet(&r, &k, r.wei, NONE);
    assert_int_equal(k.fired, 85);
    assert_string_equal(k.ahead.ptr, "01");
    const char *why;
    assert_int_equal(keying_answer(&k, "seen", &why), ERR_OK);
    expect_state(&r, id, "alert", "seen");
    assert_int_equal(due_seen(&r), 1); /* seen on the paper is not seen face to face */
    keys(&k, '0', 15);
    keep(&k);
    expect_state(&r, id, "alert", "seen");
    expect_state(&r, id, "warning", "waiting");
    struct act *act;
    assert_int_equal(act_now(r.store.reg, id, "alert", &act), ERR_OK);
    assert_true(act->at != NONE);
    record_free(&act->head);
    keying_close(&k);
    whole_register_is_sound(&r);
    end(&r);
}

static void a_slip_of_the_key_is_the_other_answer(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    const char *why;
    begin(&r, "mht");
    fire(&r, &k);
    int64_t id = k.rec->head.id;
    assert_int_equal(keying_answer(&k, "wrong", &why), ERR_OK);
    assert_int_equal(k.answers[84], '0');
    keys(&k, '0', 15);
    keep(&k);
    expect_state(&r, id, "alert", "wrong");
    expect_state(&r, id, "warning", "-");
    assert_int_equal(due_seen(&r), 0);
    keying_go(&k, 97); /* and another critical item lights it again */
    assert_int_equal(keying_type(&k, '1'), KEYING_FIRES);
    assert_int_equal(keying_rise(&k, &why), ERR_OK);
    expect_state(&r, id, "alert", "lit");
    assert_int_equal(due_seen(&r), 1);
    keying_close(&k);
    end(&r);
}

/* With more than two answers the item is open again. */
static void a_slip_among_several_answers_is_keyed_again(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    const char *why;
    begin(&r, "phq9");
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '0', 8);
    assert_int_equal(keying_type(&k, '2'), KEYING_FIRES);
    assert_int_equal(keying_rise(&k, &why), ERR_OK);
    assert_int_equal(keying_answer(&k, "wrong", &why), ERR_OK);
    assert_int_equal(k.answers[8], SHEET_NO_ANSWER);
    keying_close(&k);
    end(&r);
}

/* A helper's key lights it, and no helper puts it out. */
static void a_helper_leaves_it_lit(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    const char *why;
    begin(&r, "mht");
    fire(&r, &k);
    int64_t id = k.rec->head.id;
    assert_int_equal(keying_answer(&k, NULL, &why), ERR_OK);
    keys(&k, '0', 15);
    keep(&k);
    expect_state(&r, id, "alert", "lit");
    keying_close(&k);
    end(&r);
}

static void only_a_meeting_face_to_face_clears_it(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    begin(&r, "mht");
    fire(&r, &k);
    int64_t talk = store_talk(&r.store, r.wei, clock_today(), "谈过");
    struct record *rec;
    for (int face = 0; face < 2; face++) {
        struct changes set = CHANGES_INIT;
        assert_int_equal(store_load(r.store.reg, talk, &rec), ERR_OK);
        xfree(((struct talk *)rec)->mode);
        ((struct talk *)rec)->mode = xstrdup(face ? "1" : "2"); /* by telephone first */
        changes_put(&set, rec);
        assert_int_equal(store_commit(r.store.reg, &set, NULL), ERR_OK);
        changes_release(&set);
        assert_int_equal(due_seen(&r), face ? 0 : 1);
    }
    keying_close(&k);
    end(&r);
}

/* --- counting --- */

static void part(struct room *r, int64_t pupil, const char *what)
{
    struct keying k;
    const char *why;
    open_sheet(r, &k, pupil, NONE);
    assert_int_equal(keying_part(&k, what, &why), ERR_OK);
    keying_close(&k);
}

static void the_rate_leaves_out_leave_and_exempt_alone(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    struct tally t;
    begin(&r, "mht");
    count(&r, &t, NONE);
    assert_true(t.due == 3 && t.none == 3 && tally_percent(&t) == 0 && tally_untested(&t) == 3);
    part(&r, r.wei, SHEET_ON_LEAVE);
    part(&r, r.meng, SHEET_ABSENT);
    count(&r, &t, NONE);
    assert_true(t.leave == 1 && t.absent == 1 && t.none == 1 && t.done == 0);
    assert_int_equal(tally_untested(&t), 2);
    open_sheet(&r, &k, r.lu, NONE);
    keys(&k, '0', 99);
    count(&r, &t, NONE);
    assert_int_equal(t.done, 0); /* being keyed is not in */
    keep(&k);
    keying_close(&k);
    count(&r, &t, NONE);
    assert_int_equal(t.done, 1);
    assert_int_equal(tally_percent(&t), 50); /* one of two: leave is out, absent is not */
    count(&r, &t, r.class_83);
    assert_int_equal(tally_percent(&t), 0);
    assert_true(tally_percent(&(struct tally){.due = 2, .leave = 1, .exempt = 1}) == -1);
    assert_true(tally_percent(&(struct tally){.due = 1000, .done = 999}) == 99);
    end(&r);
}

static void scope_says_who_takes_part(void **state)
{
    (void)state;
    struct room r;
    struct tally t;
    begin(&r, "mht");
    const struct part *scopes = kind_part(&kind_campaign, "scopes");
    struct campaign_scope *grade = record_add_row(&r.campaign->head, scopes, 0);
    grade->what = xstrdup("1");
    grade->grade = calendar_grade(r.store.reg->calendar, STAGE_JUNIOR, 2024, r.campaign->counted);
    grade->side = xstrdup("1");
    count(&r, &t, NONE);
    assert_int_equal(t.due, 2);
    xfree(grade->what);
    grade->what = xstrdup("2");
    grade->class_ = r.class_83;
    count(&r, &t, NONE);
    assert_int_equal(t.due, 2);
    struct campaign_scope *one = record_add_row(&r.campaign->head, scopes, 0);
    one->what = xstrdup("3");
    one->pupil = r.wei;
    one->side = xstrdup("2");
    count(&r, &t, NONE);
    assert_int_equal(t.due, 1); /* but not this one */
    xfree(one->side);
    one->side = xstrdup("1");
    one->pupil = r.lu;
    count(&r, &t, NONE);
    assert_int_equal(t.due, 3); /* and this one of another class */
    end(&r);
}

static void void_is_kept_and_asks_for_another(void **state)
{
    (void)state;
    struct room r;
    struct keying k;
    struct tally t;
    begin(&r, "mht");
    open_sheet(&r, &k, r.wei, NONE);
    keys(&k, '0', 100);
    keep(&k);
    int64_t id = k.rec->head.id;
    keying_close(&k);
    struct changes set = CHANGES_INIT;
    const struct act_wish wish = {.machine = machine_by_id("validity"), .move = "void",
                                  .subject = id, .pupil = r.wei, .day = clock_today(),
                                  .at = NONE, .by = NONE, .evidence = NONE,
                                  .due = clock_today() + 7, .reason = "全填一个答案"};
    assert_null(act_add(r.store.reg, &set, &wish, false));
    assert_int_equal(store_commit(r.store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    count(&r, &t, NONE);
    assert_true(t.voids == 1 && t.done == 1);
    open_sheet(&r, &k, r.wei, NONE); /* the grid begins a new one */
    keys(&k, '0', 99);
    keys(&k, '1', 1);
    keep(&k);
    assert_true(k.rec->head.id != id);
    keying_close(&k);
    count(&r, &t, NONE);
    assert_true(t.voids == 0 && t.done == 1);
    expect_state(&r, id, "validity", "void");
    whole_register_is_sound(&r);
    end(&r);
}

/* A screening keeps its version; one that is gone is said, not replaced by another. */
static void the_version_of_the_screening_counts(void **state)
{
    (void)state;
    struct room r;
    struct sheet_measure m;
    begin(&r, "mht");
    const struct rows *rows = record_rows(&r.campaign->head, kind_part(&kind_campaign, "scales"));
    struct campaign_scale *row = rows->at[0];
    assert_string_equal(row->stamp, r.m.scale->stamp);
    row->stamp[0] = '9';
    assert_false(sheet_measure_of(&r.scales, row, &m));
    xfree(row->stamp);
    row->stamp = NULL;
    assert_true(sheet_measure_of(&r.scales, row, &m));
    row->cuts[0] = 'x';
    assert_false(sheet_measure_of(&r.scales, row, &m));
    row->ident[0] = 'x';
    assert_false(sheet_measure_of(&r.scales, row, &m));
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_sheet_is_scored_exactly),
        cmocka_unit_test(a_high_factor_waits_where_the_rule_says_so),
        cmocka_unit_test(one_missing_answer_gives_no_total),
        cmocka_unit_test(what_is_keyed_is_in_the_draft),
        cmocka_unit_test(a_critical_item_is_in_the_file_at_once),
        cmocka_unit_test(a_slip_of_the_key_is_the_other_answer),
        cmocka_unit_test(a_slip_among_several_answers_is_keyed_again),
        cmocka_unit_test(a_helper_leaves_it_lit),
        cmocka_unit_test(only_a_meeting_face_to_face_clears_it),
        cmocka_unit_test(the_rate_leaves_out_leave_and_exempt_alone),
        cmocka_unit_test(scope_says_who_takes_part),
        cmocka_unit_test(void_is_kept_and_asks_for_another),
        cmocka_unit_test(the_version_of_the_screening_counts),
    };
    return cmocka_run_group_tests_name("sheets", tests, NULL, NULL);
}
