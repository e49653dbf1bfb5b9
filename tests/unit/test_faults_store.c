// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/support/store.h"

/* What a hostile reading of the store found: each test failed once. */

static void fail_with(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    fail_msg("%s %lld", msgid, (long long)n);
}

static void is_sound(struct store *s)
{
    assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
}

static int64_t a_pupil(struct store *s)
{
    return store_pupil(s, "覃子墨", "1", store_class(s, STAGE_JUNIOR, 2024, 3));
}

static struct talk *new_talk(int64_t pupil, const char *said)
{
    struct talk *t = (struct talk *)record_new(&kind_talk, 0);
    t->head.state = RECORD_STORED;
    t->day = date_from_civil(2026, 3, 2);
    t->said = xstrdup(said);
    ((struct talk_pupil *)record_add_row(&t->head, kind_part(&kind_talk, "pupils"), 0))->pupil =
        pupil;
    return t;
}

/* A record that cannot be written: its id is taken. */
static struct record *taken(int64_t id)
{
    struct talk *t = (struct talk *)record_new(&kind_talk, id);
    t->head.state = RECORD_STORED;
    return &t->head;
}

static void a_failed_set_is_as_before(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct talk *t = new_talk(p, "第一次");
    struct changes set = CHANGES_INIT;
    set.bulk = true;
    changes_put(&set, &t->head);
    changes_put(&set, taken(p));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_CONFLICT);
    for (size_t i = 0; i < set.n; i++) {
        assert_int_equal(set.at[i].rec->version, 0);
        assert_int_equal(set.at[i].rec->typed_at, 0);
        assert_int_equal(set.at[i].rec->generation, 0);
    }
    assert_null(t->number);
    is_sound(s);
    /* The same record by itself, and one more: two numbers. */
    struct changes alone = CHANGES_INIT;
    changes_put(&alone, record_copy(&t->head));
    changes_put(&alone, &new_talk(p, "第二次")->head);
    assert_int_equal(store_commit(s->reg, &alone, NULL), ERR_OK);
    assert_string_equal(((struct talk *)alone.at[0].rec)->number, "26-0001");
    assert_string_equal(((struct talk *)alone.at[1].rec)->number, "26-0002");
    changes_release(&alone);
    changes_release(&set);
    is_sound(s);
}

/* Two kinds whose packs are alike under one id: never taken for one record. */
static void an_id_of_another_kind_is_a_conflict(void **state)
{
    struct store *s = *state;
    struct changes set = CHANGES_INIT;
    struct staff *staff = (struct staff *)record_new(&kind_staff, 4711);
    staff->head.state = RECORD_STORED;
    staff->name = xstrdup("覃子墨");
    changes_put(&set, &staff->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    struct pupil *pupil = (struct pupil *)record_new(&kind_pupil, 4711);
    pupil->head.state = RECORD_STORED;
    pupil->name = xstrdup("覃子墨");
    changes_put(&set, &pupil->head);
    for (int64_t version = 0; version < 2; version++) {
        pupil->head.version = version;
        int64_t conflict = 0;
        assert_int_equal(store_commit(s->reg, &set, &conflict), ERR_CONFLICT);
        assert_int_equal(conflict, 4711);
    }
    changes_release(&set);
    assert_null(roster_pupil(s->reg->roster, 4711));
    is_sound(s);
}

static void one_record_twice_in_a_set_is_two_versions(void **state)
{
    struct store *s = *state;
    struct talk *t = new_talk(a_pupil(s), "一稿");
    struct record *second = record_copy(&t->head);
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    field_set_text(second, spec_field(&kind_talk.spec, "said"), "二稿");
    changes_put(&set, second);
    /* The second does not know the first: a conflict, and nothing of either stays. */
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_CONFLICT);
    struct record *rec;
    assert_int_equal(store_load(s->reg, t->head.id, &rec), ERR_NOT_FOUND);
    second->version = 1;
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    assert_int_equal(second->version, 2);
    changes_release(&set);
    is_sound(s);
}

static struct act_wish wish_of(const char *machine, const char *move, int64_t pupil)
{
    return (struct act_wish){.machine = machine_by_id(machine), .move = move, .subject = pupil,
                             .pupil = pupil, .day = date_from_civil(2026, 3, 2), .at = NONE,
                             .by = NONE, .evidence = NONE, .due = NONE, .reason = "外出打工"};
}

static void two_steps_in_one_set_are_a_chain(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct act_wish wish = wish_of("enrolment", "drop", p);
    struct changes set = CHANGES_INIT;
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_non_null(act_add(s->reg, &set, &wish, false)); /* he has dropped out by then */
    wish.move = "back";
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    is_sound(s);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "at_school");
    struct act *act;
    assert_int_equal(act_now(s->reg, p, "enrolment", &act), ERR_OK);
    assert_string_equal(act->move, "back");
    record_free(&act->head);
}

static void a_second_state_is_refused_by_the_door(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct act_wish wish = wish_of("enrolment", "drop", p);
    struct changes first = CHANGES_INIT;
    struct changes second = CHANGES_INIT;
    struct changes fresh = CHANGES_INIT;
    assert_null(act_add(s->reg, &first, &wish, false));
    assert_null(act_add(s->reg, &second, &wish, false)); /* from the same state */
    wish.move = "enter";
    assert_null(act_add(s->reg, &fresh, &wish, true)); /* as if there was none */
    assert_int_equal(store_commit(s->reg, &first, NULL), ERR_OK);
    int64_t conflict = 0;
    assert_int_equal(store_commit(s->reg, &second, &conflict), ERR_CONFLICT);
    assert_true(conflict != 0);
    assert_int_equal(store_commit(s->reg, &fresh, NULL), ERR_CONFLICT);
    fresh.bulk = true;
    assert_int_equal(store_commit(s->reg, &fresh, NULL), ERR_CONFLICT);
    assert_int_equal(store_commit(s->reg, &first, NULL), ERR_OK); /* saving twice */
    changes_release(&first);
    changes_release(&second);
    changes_release(&fresh);
    is_sound(s);
}

static void a_stored_act_is_never_edited(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct act *act;
    assert_int_equal(act_now(s->reg, p, "enrolment", &act), ERR_OK);
    field_set_text(act, spec_field(&kind_act.spec, "to_state"), "died");
    struct changes set = CHANGES_INIT;
    changes_put(&set, &act->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_CONFLICT);
    changes_release(&set);
    is_sound(s);
}

static void the_first_act_taken_back_leaves_nothing(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct changes set = CHANGES_INIT;
    static const char *const machines[] = {"enrolment", "placement"};
    for (size_t i = 0; i < 2; i++) {
        assert_null(act_correct(s->reg, &set, p, machine_by_id(machines[i]),
                                date_from_civil(2026, 3, 2), "录错了学校"));
    }
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    is_sound(s);
    struct act *act;
    assert_int_equal(act_now(s->reg, p, "enrolment", &act), ERR_OK);
    assert_null(act->to_state);
    record_free(&act->head);
    for (int again = 0; again < 2; again++) {
        const struct pupil_card *card = roster_pupil(s->reg->roster, p);
        assert_string_equal(card->state, "");
        assert_int_equal(card->class_id, NONE);
        assert_int_equal(roster_at_school(s->reg->roster), 0);
        store_again(s);
    }
    struct act_wish wish = wish_of("enrolment", "enter", p);
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "at_school");
    is_sound(s);
}

/* Two steps of one day, the clock set back between them: the later one holds. */
static void steps_of_a_day_follow_the_commits_not_the_clock(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct act_wish wish = wish_of("enrolment", "drop", p);
    struct changes set = CHANGES_INIT;
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    clock_set_offset(-3600000);
    wish.move = "back";
    const char *why = act_add(s->reg, &set, &wish, false);
    enum err e = why ? ERR_OK : store_commit(s->reg, &set, NULL);
    clock_set_offset(0);
    assert_null(why);
    assert_int_equal(e, ERR_OK);
    changes_release(&set);
    store_again(s);
    assert_string_equal(roster_pupil(s->reg->roster, p)->state, "at_school");
    struct act *act;
    assert_int_equal(act_now(s->reg, p, "enrolment", &act), ERR_OK);
    assert_string_equal(act->move, "back");
    record_free(&act->head);
}

static void a_mark_of_a_row_that_is_gone_is_not_stored(void **state)
{
    struct store *s = *state;
    struct talk *t = new_talk(a_pupil(s), "两个人一起来的");
    const struct part *pupils = kind_part(&kind_talk, "pupils");
    struct talk_pupil *row = record_add_row(&t->head, pupils, 0);
    int64_t no = row->head.row;
    record_mark(&t->head, no, "line")->note = xstrdup("待问");
    record_drop_row(&t->head, pupils, 1);
    record_mark(&t->head, no, "line")->typed = xstrdup("后来又记上的");
    int64_t id = t->head.id;
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    struct record *rec;
    assert_int_equal(store_load(s->reg, id, &rec), ERR_OK);
    assert_int_equal(rec->mark_count, 0);
    /* The number of the row that is gone is not given again. */
    row = record_add_row(rec, pupils, 0);
    assert_true(row->head.row > no);
    record_free(rec);
    is_sound(s);
}

static void strike(struct store *s, int64_t id, const char *reason)
{
    assert_int_equal(record_strike(s->reg, id, reason), ERR_OK);
}

static void an_unfinished_record_comes_back_unfinished(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct talk *t = new_talk(p, "还没写完");
    int64_t id = t->head.id;
    t->head.state = RECORD_UNFINISHED;
    record_mark(&t->head, 0, "began")->typed = xstrdup("下午第二节");
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    for (int i = 0; i < 2; i++) {
        strike(s, id, "记错了人");
        strike(s, id, NULL);
        struct record *rec;
        assert_int_equal(store_load(s->reg, id, &rec), ERR_OK);
        assert_int_equal(rec->state, RECORD_UNFINISHED);
        assert_string_equal(record_find_mark(rec, 0, "began")->typed, "下午第二节");
        record_free(rec);
    }
    int64_t whole = store_talk(s, p, date_from_civil(2026, 3, 3), "写完了的");
    strike(s, whole, "重复");
    strike(s, whole, NULL);
    struct record *rec;
    assert_int_equal(store_load(s->reg, whole, &rec), ERR_OK);
    assert_int_equal(rec->state, RECORD_STORED);
    record_free(rec);
    assert_int_equal(store_load_version(s->reg, whole, 2, &rec), ERR_OK);
    assert_int_equal(rec->state, RECORD_STRUCK);
    assert_int_equal(rec->pupil, p);
    record_free(rec);
    is_sound(s);
}

static void a_struck_pupil_takes_no_step_and_has_no_due_work(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct talk *t = new_talk(p, "下周再来");
    t->next_day = date_from_civil(2026, 3, 9);
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    for (int struck = 0; struck < 2; struck++) {
        struct due_line *lines;
        size_t n;
        assert_int_equal(due_list(s->reg, date_from_civil(2026, 3, 10), &lines, &n), ERR_OK);
        assert_int_equal(n, struck ? 0 : 1);
        due_free(lines, n);
        if (!struck) {
            strike(s, p, "同一个人录了两次");
        }
    }
    struct act_wish wish = wish_of("enrolment", "drop", p);
    assert_non_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(set.n, 0);
}

static void a_pack_is_read_one_way(void **state)
{
    (void)state;
    static const struct {
        const char *names[2];
        bool good;
    } table[] = {
        {{"reason", "said"}, true},
        {{"said", "reason"}, false},
        {{"said", "said"}, false},
        {{"said", "said#note"}, true},
        {{"said#note", "said"}, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct str pack = STR_INIT;
        pack_put_text(&pack, table[i].names[0], "甲", 3);
        pack_put_text(&pack, table[i].names[1], "乙", 3);
        struct record *rec = record_new(&kind_talk, 1);
        assert_int_equal(pack_into_record(rec, pack.ptr, pack.len), table[i].good);
        record_free(rec);
        str_release(&pack);
    }
    struct str zero = STR_INIT;
    pack_put_text(&zero, "said#note", "a\0b", 3);
    struct record *rec = record_new(&kind_talk, 1);
    assert_false(pack_into_record(rec, zero.ptr, zero.len));
    record_free(rec);
    str_release(&zero);
}

static void count(void *ctx, const char *msgid, int64_t n)
{
    (void)msgid;
    (void)n;
    ++*(int *)ctx;
}

static void a_check_reads_again_what_the_job_has_seen(void **state)
{
    struct store *s = *state;
    store_talk(s, a_pupil(s), date_from_civil(2026, 3, 2), "原来的话");
    assert_int_equal(verify_rest(s->reg), ERR_OK);
    assert_int_equal(db_exec(s->reg->db, "UPDATE talk SET said = '别的话'"), ERR_OK);
    int said = 0;
    assert_int_equal(verify_all(s->reg, count, &said), ERR_DAMAGED);
    assert_true(said > 0);
}

/* What no MAC covers by itself is compared with what one does. */
static void lines_of_an_index_or_the_trail_do_not_vanish_unseen(void **state)
{
    static const struct {
        const char *sql;
        const char *where;
    } table[] = {
        {"DELETE FROM record_pupil WHERE record IN (SELECT id FROM talk)", "record_pupil"},
        {"UPDATE record_pupil SET pupil = pupil + 1", "record_pupil"},
        {"UPDATE record_pupil SET day = day - 400", "record_pupil"},
        {"UPDATE record_pupil SET kind = 'act' WHERE kind = 'talk'", "record_pupil"},
        {"UPDATE record_pupil SET state = 2 WHERE kind = 'talk'", "record_pupil"},
        {"INSERT INTO record_pupil SELECT 5, day, id, kind, state FROM record", "record_pupil"},
        {"DROP TRIGGER audit_kept; DELETE FROM audit WHERE seq > 3", "audit"},
        {"DROP TRIGGER audit_kept; DELETE FROM audit", "audit"},
        {"DELETE FROM history", "sum"},
        {"DELETE FROM field_mark", "talk"},
        {"DELETE FROM talk_pupil", "talk"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct store s;
        store_begin(&s);
        struct talk *t = new_talk(a_pupil(&s), "原来的话");
        record_mark(&t->head, 0, "began")->missing = MISSING_UNCLEAR;
        struct changes set = CHANGES_INIT;
        changes_put(&set, &t->head);
        assert_int_equal(store_commit(s.reg, &set, NULL), ERR_OK);
        field_set_text(t, spec_field(&kind_talk.spec, "said"), "改过的话");
        assert_int_equal(store_commit(s.reg, &set, NULL), ERR_OK);
        changes_release(&set);
        is_sound(&s);
        assert_int_equal(db_exec(s.reg->db, table[i].sql), ERR_OK);
        int said = 0;
        assert_int_equal(verify_all(s.reg, count, &said), ERR_DAMAGED);
        assert_true(s.reg->read_only);
        bool named = false;
        for (size_t k = 0; k < verify_damage_count(s.reg); k++) {
            named = named || strcmp(verify_damage(s.reg, k)->where, table[i].where) == 0;
        }
        if (!named) {
            fail_msg("%s is not named", table[i].sql);
        }
        store_end(&s);
    }
}

/* The file is gone from under the open register: whoever reads is told, nothing crashes. */
static void a_file_that_is_gone_refuses(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    int64_t talk = store_talk(s, p, date_from_civil(2026, 3, 2), "原来的话");
    store_again(s);
    char *path = reg_path(s->reg, "register.db");
    assert_int_equal(truncate(path, 0), 0);
    xfree(path);
    struct record *rec = NULL;
    assert_int_not_equal(store_load(s->reg, talk, &rec), ERR_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_not_equal(reg_heal(s->reg), ERR_OK);
        assert_true(s->reg->read_only);
        assert_int_not_equal(store_load(s->reg, talk, &rec), ERR_OK);
        assert_int_equal(timeline_count(s->reg, p, NULL), 0);
    }
    assert_string_equal(roster_name(s->reg->roster, p), roster_pupil(s->reg->roster, p)->name);
    struct talk *t = new_talk(p, "写不进去");
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    assert_int_not_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static void damage_found_meanwhile_ends_a_long_commit(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    struct changes set = CHANGES_INIT;
    struct talk *t = new_talk(p, "写到一半");
    changes_put(&set, &t->head);
    struct commit *commit;
    bool done;
    assert_int_equal(commit_begin(s->reg, &set, &commit), ERR_OK);
    assert_int_equal(commit_step(commit, 1, &done, NULL), ERR_OK);
    assert_true(done);
    verify_note(s->reg, "talk", 17);
    assert_int_equal(commit_end(commit), ERR_READ_ONLY);
    assert_int_equal(t->head.version, 0);
    struct record *rec;
    assert_int_equal(store_load(s->reg, t->head.id, &rec), ERR_NOT_FOUND);
    changes_release(&set);
}

static void a_long_text_is_typed_in_many_patches(void **state)
{
    struct store *s = *state;
    enum { CHARS = 1000000, PATCHES = 200 };
    struct str text = STR_INIT;
    for (int i = 0; i < CHARS; i++) {
        str_add(&text, "深");
    }
    struct draft d;
    draft_init(&d, record_new_id(), &kind_talk, 0, NONE);
    draft_set(&d, "said", text.ptr, text.len);
    struct changes set = CHANGES_INIT;
    draft_save_all(&d, &set);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    for (int i = 0; i < PATCHES; i++) {
        int64_t before = db_bytes_written(s->reg->db);
        draft_save_patch(&d, &set, "said", (size_t)i * 6, 0, "夜", 3);
        bool whole = set.at[0].type == CHANGE_DRAFT;
        assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
        changes_release(&set);
        /* A patch is small whatever the text is; every DRAFT_FOLD of them one is not. */
        assert_true(whole || db_bytes_written(s->reg->db) - before < 64 * 1024);
        assert_int_equal(whole, i % (DRAFT_FOLD + 1) == DRAFT_FOLD);
    }
    store_again(s);
    struct draft back;
    assert_int_equal(draft_load(s->reg, d.id, &back), ERR_OK);
    assert_int_equal(strlen(draft_get(&back, "said")), 3 * (CHARS + PATCHES));
    assert_memory_equal(draft_get(&back, "said"), "夜深夜深", 12);
    draft_release(&back);
    draft_release(&d);
    /* And as a record. */
    struct talk *t = new_talk(a_pupil(s), text.ptr);
    int64_t id = t->head.id;
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    struct record *rec;
    assert_int_equal(store_load(s->reg, id, &rec), ERR_OK);
    assert_string_equal(((struct talk *)rec)->said, text.ptr);
    record_free(rec);
    str_release(&text);
    is_sound(s);
}

static void ten_thousand_drafts_are_listed_and_dropped(void **state)
{
    struct store *s = *state;
    enum { DRAFTS = 10000 };
    int64_t *ids = xcalloc(DRAFTS, sizeof *ids);
    struct changes set = CHANGES_INIT;
    for (int i = 0; i < DRAFTS; i++) {
        struct draft d;
        ids[i] = record_new_id();
        draft_init(&d, ids[i], &kind_talk, 0, NONE);
        draft_save_all(&d, &set);
        draft_save_patch(&d, &set, "said", 0, 0, "说", 3);
        draft_save_patch(&d, &set, "said", 3, 0, "了", 3);
        draft_release(&d);
    }
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    store_again(s);
    struct draft_info *list;
    size_t n;
    assert_int_equal(draft_list(s->reg, &list, &n), ERR_OK);
    assert_int_equal(n, DRAFTS);
    xfree(list);
    struct draft d;
    assert_int_equal(draft_load(s->reg, ids[DRAFTS / 2], &d), ERR_OK);
    assert_string_equal(draft_get(&d, "said"), "说了");
    draft_release(&d);
    for (int i = 0; i < DRAFTS; i++) {
        changes_drop_draft(&set, ids[i]);
    }
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    xfree(ids);
    is_sound(s);
}

/* A read that stands open does not stop a commit, and does not see half of one. */
static void a_commit_while_a_scan_is_open(void **state)
{
    struct store *s = *state;
    int64_t p = a_pupil(s);
    for (int i = 0; i < 20; i++) {
        store_talk(s, p, date_from_civil(2026, 3, 1), "一");
    }
    struct scan *scan = scan_open(s->reg, &kind_talk);
    struct record *rec;
    assert_true(scan_next(scan, &rec));
    record_free(rec);
    store_talk(s, p, date_from_civil(2026, 3, 2), "二");
    assert_int_equal(store_checkpoint(s->reg), ERR_REFUSED);
    size_t n = 1;
    while (scan_next(scan, &rec)) {
        record_free(rec);
        n++;
    }
    assert_true(n >= 20);
    int64_t damaged = 0;
    assert_int_equal(scan_close(scan, &damaged), ERR_OK);
    assert_int_equal(damaged, 0);
    assert_false(s->reg->read_only);
    assert_int_equal(store_checkpoint(s->reg), ERR_OK);
    is_sound(s);
}

/* A clock that ran ahead does not date records for ever. */
static void a_day_confirmed_holds_against_a_clock_that_ran_ahead(void **state)
{
    struct store *s = *state;
    const int64_t year = (int64_t)365 * 86400000;
    clock_set_offset(10 * year);
    store_class(s, STAGE_JUNIOR, 2024, 7);
    clock_set_offset(0);
    store_again(s);
    assert_true(s->reg->clock_doubt > 9 * year);
    reg_clock_is_right(s->reg);
    int64_t id = store_class(s, STAGE_JUNIOR, 2024, 8);
    struct record *rec;
    assert_int_equal(store_load(s->reg, id, &rec), ERR_OK);
    assert_true(rec->typed_at <= clock_now());
    assert_true(rec->day <= clock_today());
    record_free(rec);
    store_again(s);
    assert_int_equal(s->reg->clock_doubt, 0);
    is_sound(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_failed_set_is_as_before),
        TEST(an_id_of_another_kind_is_a_conflict),
        TEST(one_record_twice_in_a_set_is_two_versions),
        TEST(two_steps_in_one_set_are_a_chain),
        TEST(a_second_state_is_refused_by_the_door),
        TEST(a_stored_act_is_never_edited),
        TEST(the_first_act_taken_back_leaves_nothing),
        TEST(steps_of_a_day_follow_the_commits_not_the_clock),
        TEST(a_mark_of_a_row_that_is_gone_is_not_stored),
        TEST(an_unfinished_record_comes_back_unfinished),
        TEST(a_struck_pupil_takes_no_step_and_has_no_due_work),
        cmocka_unit_test(a_pack_is_read_one_way),
        TEST(a_check_reads_again_what_the_job_has_seen),
        cmocka_unit_test(lines_of_an_index_or_the_trail_do_not_vanish_unseen),
        TEST(a_file_that_is_gone_refuses),
        TEST(damage_found_meanwhile_ends_a_long_commit),
        TEST(a_long_text_is_typed_in_many_patches),
        TEST(ten_thousand_drafts_are_listed_and_dropped),
        TEST(a_commit_while_a_scan_is_open),
        TEST(a_day_confirmed_holds_against_a_clock_that_ran_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
