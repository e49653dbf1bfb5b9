// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <limits.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/support/store.h"

static void definitions_are_sound(void **state)
{
    (void)state;
    struct str faults = STR_INIT;
    int n = kinds_check(&faults) + machines_check(&faults);
    assert_string_equal(faults.ptr, "");
    assert_int_equal(n, 0);
    str_release(&faults);
}

static void what_is_stored_comes_back(void **state)
{
    struct store *s = *state;
    int64_t c = store_class(s, STAGE_JUNIOR, 2024, 3);
    int64_t p = store_pupil(s, "韦晓彤", "2", c);
    int64_t t = store_talk(s, p, date_from_civil(2026, 3, 26), "昨晚又没睡，两点多才睡着。");
    store_again(s);
    struct record *rec;
    assert_int_equal(store_load_kind(s->reg, &kind_talk, t, &rec), ERR_OK);
    struct talk *talk = (struct talk *)rec;
    assert_string_equal(talk->said, "昨晚又没睡，两点多才睡着。");
    assert_string_equal(talk->number, "26-0001");
    assert_int_equal(rec->pupil, p);
    assert_int_equal(rec->version, 1);
    record_free(rec);
    const struct pupil_card *card = roster_pupil(s->reg->roster, p);
    assert_non_null(card);
    assert_string_equal(card->name, "韦晓彤");
    assert_int_equal(card->class_id, c);
    assert_string_equal(card->state, "at_school");
    assert_int_equal(roster_at_school(s->reg->roster), 1);
    assert_string_equal(roster_name(s->reg->roster, s->reg->me), "蓝月华");
}

static void saving_twice_changes_nothing(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "李明", "1", store_class(s, STAGE_JUNIOR, 2025, 1));
    int64_t t = store_talk(s, p, date_from_civil(2026, 3, 1), "好");
    int64_t generation = s->reg->root.generation;
    struct record *rec;
    assert_int_equal(store_load(s->reg, t, &rec), ERR_OK);
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    assert_int_equal(rec->version, 1);
    assert_int_equal(s->reg->root.generation, generation);
    changes_release(&set);
}

static void a_change_underneath_is_a_conflict(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "李明", "1", store_class(s, STAGE_JUNIOR, 2025, 1));
    int64_t t = store_talk(s, p, date_from_civil(2026, 3, 1), "第一稿");
    struct record *mine;
    struct record *theirs;
    assert_int_equal(store_load(s->reg, t, &mine), ERR_OK);
    assert_int_equal(store_load(s->reg, t, &theirs), ERR_OK);
    field_set_text(theirs, spec_field(&kind_talk.spec, "said"), "别人的改动");
    struct changes set = CHANGES_INIT;
    changes_put(&set, theirs);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    field_set_text(mine, spec_field(&kind_talk.spec, "said"), "我的改动");
    changes_put(&set, mine);
    int64_t conflict = 0;
    assert_int_equal(store_commit(s->reg, &set, &conflict), ERR_CONFLICT);
    assert_int_equal(conflict, t);
    changes_release(&set);
    struct record *old;
    assert_int_equal(store_load_version(s->reg, t, 1, &old), ERR_OK);
    assert_string_equal(((struct talk *)old)->said, "第一稿");
    record_free(old);
    assert_int_equal(verify_open(s->reg), ERR_OK);
}

static void acts_follow_their_machine(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "李明", "1", store_class(s, STAGE_JUNIOR, 2025, 1));
    struct act_wish wish = {.machine = machine_by_id("enrolment"), .move = "back", .subject = p,
                            .pupil = p, .day = date_from_civil(2026, 3, 1), .at = NONE,
                            .by = NONE, .evidence = NONE, .due = NONE};
    struct changes set = CHANGES_INIT;
    assert_non_null(act_add(s->reg, &set, &wish, false)); /* he is here */
    wish.move = "drop";
    assert_non_null(act_add(s->reg, &set, &wish, false)); /* without a reason */
    wish.reason = "外出打工";
    wish.day = date_from_civil(2025, 8, 31);
    assert_non_null(act_add(s->reg, &set, &wish, false)); /* days do not run backwards */
    wish.day = clock_today() + 1;
    assert_non_null(act_add(s->reg, &set, &wish, false)); /* nor into the future */
    assert_int_equal(set.n, 0);
    wish.day = date_from_civil(2026, 3, 1);
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "dropped");
    assert_null(act_correct(s->reg, &set, p, machine_by_id("enrolment"),
                            date_from_civil(2026, 3, 2), "弄错了人"));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "at_school");
    struct act *act;
    assert_int_equal(act_now(s->reg, p, "enrolment", &act), ERR_OK);
    assert_string_equal(act->to_state, "at_school");
    assert_int_not_equal(act->corrects, NONE);
    record_free(&act->head);
    store_again(s);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "at_school");
}

static void a_draft_survives_patch_by_patch(void **state)
{
    struct store *s = *state;
    struct draft d;
    draft_init(&d, record_new_id(), &kind_talk, 0, NONE);
    draft_set(&d, "day", "2026-03-26", 10);
    struct changes set = CHANGES_INIT;
    draft_save_all(&d, &set);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    const char *word = "说";
    for (int i = 0; i < 200; i++) {
        draft_save_patch(&d, &set, "said", (size_t)i * 3, 0, word, 3);
        assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
        changes_release(&set);
    }
    store_again(s);
    struct draft back;
    assert_int_equal(draft_load(s->reg, d.id, &back), ERR_OK);
    assert_int_equal(strlen(draft_get(&back, "said")), 600);
    assert_string_equal(draft_get(&back, "day"), "2026-03-26");
    draft_release(&back);
    changes_drop_draft(&set, d.id);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_int_equal(draft_load(s->reg, d.id, &back), ERR_NOT_FOUND);
    assert_int_equal(verify_open(s->reg), ERR_OK);
    draft_release(&d);
}

static void say_nothing(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    fail_msg("%s %lld", msgid, (long long)n);
}

static void the_whole_register_is_sound(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "李明", "1", store_class(s, STAGE_JUNIOR, 2025, 1));
    for (int i = 0; i < 30; i++) {
        store_talk(s, p, date_from_civil(2026, 3, 1), "一");
    }
    assert_int_equal(verify_all(s->reg, say_nothing, NULL), ERR_OK);
}

static void an_edited_row_is_named_damaged(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "李明", "1", store_class(s, STAGE_JUNIOR, 2025, 1));
    int64_t t = store_talk(s, p, date_from_civil(2026, 3, 1), "原来的话");
    assert_int_equal(db_exec(s->reg->db, "UPDATE talk SET said = '别的话'"), ERR_OK);
    struct record *rec;
    assert_int_equal(store_load(s->reg, t, &rec), ERR_DAMAGED);
    assert_true(verify_damage_count(s->reg) > 0);
    assert_int_equal(verify_damage(s->reg, 0)->id, t);
    assert_true(s->reg->read_only);
    struct changes set = CHANGES_INIT;
    changes_audit(&set, &(struct audit_entry){.action = AUDIT_READ, .object = t, .pupil = p});
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_READ_ONLY);
    changes_release(&set);
}

static void a_pack_comes_back_whole(void **state)
{
    (void)state;
    struct talk *t = (struct talk *)record_new(&kind_talk, 0);
    t->day = 20000;
    t->said = xstrdup("两行\n文字");
    struct talk_pupil *row = record_add_row(&t->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = 17;
    row->note = xstrdup("自己的话");
    record_mark(&t->head, row->head.row, "note")->note = xstrdup("为什么");
    record_mark(&t->head, 0, "began")->missing = MISSING_UNCLEAR;
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    pack_record(&a, &t->head);
    struct record *back = record_new(&kind_talk, t->head.id);
    assert_true(pack_into_record(back, a.ptr, a.len));
    pack_record(&b, back);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
    for (size_t cut = 1; cut < a.len; cut++) {
        struct record *broken = record_new(&kind_talk, 1);
        bool good = pack_into_record(broken, a.ptr, cut);
        if (good) { /* only at the end of an entry */
            struct str c = STR_INIT;
            pack_record(&c, broken);
            assert_int_equal(c.len, cut);
            str_release(&c);
        }
        record_free(broken);
    }
    record_free(back);
    record_free(&t->head);
    str_release(&a);
    str_release(&b);
}

/* Counts down; true until it is 0. */
static bool still_wanted(void *ctx)
{
    int *left = ctx;
    *left -= *left > 0;
    return *left > 0;
}

/* A key that waits ends the reading of an index; it is begun again, and nothing is called damaged. */
static void the_checking_job_gives_way(void **state)
{
    struct store *s = *state;
    int64_t pupil = store_pupil(s, "韦晓彤", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
    for (int i = 0; i < 900; i++) {
        store_talk(s, pupil, date_from_civil(2025, 9, 1) + i % 200, "第几次");
    }
    store_again(s);
    bool done = false;
    int keys = INT_MAX;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(verify_step(s->reg, 256, still_wanted, &keys, &done), ERR_OK);
        assert_false(done);
    }
    assert_true(keys < INT_MAX);
    keys = 3;
    for (int i = 0; i < 100 && !done; i++) {
        assert_int_equal(verify_step(s->reg, 256, still_wanted, &keys, &done), ERR_OK);
    }
    assert_true(done);
    assert_int_equal(verify_damage_count(s->reg), 0);
    assert_int_equal(verify_rest(s->reg), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definitions_are_sound),
        cmocka_unit_test(a_pack_comes_back_whole),
        cmocka_unit_test_setup_teardown(what_is_stored_comes_back, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(saving_twice_changes_nothing, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_change_underneath_is_a_conflict, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(acts_follow_their_machine, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_draft_survives_patch_by_patch, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(the_whole_register_is_sound, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(the_checking_job_gives_way, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(an_edited_row_is_named_damaged, store_setup, store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
