// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/ballast.h"
#include "db/db.h"
#include "tests/support/faultvfs.h"
#include "tests/support/store.h"

/*
 * Every act of the program with its n-th read, write, truncate or sync failing,
 * once or from then on.  Afterwards what was acknowledged is in the file, the
 * file is sound, and the program in memory either goes on or says no.
 */

/* --- the register and what is done with it --- */

struct story {
    struct store store;
    int64_t class_a, class_b, pupil, talk;
    struct draft draft; /* as the form holds it */
    char *file, *log;
    char *snapshot;     /* the file before */
};

/* What one step wants to be true of the stored file when it went through, and when not. */
struct step {
    const char *name;
    enum err (*run)(struct story *t);
    /* 1: what it did is there, 0: nothing of it is; anything else is half of it. */
    int (*is_done)(struct story *t);
};

static enum err commit(struct story *t, struct changes *set)
{
    enum err e = store_commit(t->store.reg, set, NULL);
    for (size_t i = 0; e != ERR_OK && i < set->n; i++) {
        /* The set is as before. */
        assert_true(set->at[i].type != CHANGE_PUT || set->at[i].rec->generation !=
                    t->store.reg->root.generation + 1);
    }
    changes_release(set);
    return e;
}

static struct act_wish wish_of(struct story *t, const char *machine, const char *move)
{
    return (struct act_wish){.machine = machine_by_id(machine), .move = move, .subject = t->pupil,
                             .pupil = t->pupil, .day = date_from_civil(2026, 3, 2), .at = NONE,
                             .by = NONE, .evidence = NONE, .due = NONE, .reason = "分班"};
}

static enum err create(struct story *t)
{
    struct changes set = CHANGES_INIT;
    struct pupil *p = (struct pupil *)record_new(&kind_pupil, 77);
    p->head.state = RECORD_STORED;
    p->name = xstrdup("陆䶮");
    changes_put(&set, &p->head);
    struct act_wish wish = wish_of(t, "enrolment", "enter");
    wish.subject = wish.pupil = 77;
    assert_null(act_add(t->store.reg, &set, &wish, true));
    return commit(t, &set);
}

static int is_created(struct story *t)
{
    struct record *rec;
    struct act *act;
    enum err e = store_load(t->store.reg, 77, &rec);
    enum err of_act = act_now(t->store.reg, 77, "enrolment", &act);
    const struct pupil_card *card = roster_pupil(t->store.reg->roster, 77);
    if (e == ERR_OK && of_act == ERR_OK) {
        assert_string_equal(card->name, "陆䶮");
        record_free(rec);
        record_free(&act->head);
        return 1;
    }
    return e == ERR_NOT_FOUND && of_act == ERR_NOT_FOUND && !card ? 0 : 2;
}

static enum err edit(struct story *t)
{
    struct record *rec;
    enum err e = store_load(t->store.reg, t->talk, &rec);
    if (e != ERR_OK) {
        return e;
    }
    field_set_text(rec, spec_field(&kind_talk.spec, "said"), "改过的话，改得很长很长");
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    return commit(t, &set);
}

static int is_edited(struct story *t)
{
    struct record *rec;
    assert_int_equal(store_load(t->store.reg, t->talk, &rec), ERR_OK);
    bool fresh = strcmp(((struct talk *)rec)->said, "改过的话，改得很长很长") == 0;
    int done = fresh && rec->version == 2 ? 1 : !fresh && rec->version == 1 ? 0 : 2;
    record_free(rec);
    return done;
}

static enum err type_more(struct story *t)
{
    struct changes set = CHANGES_INIT;
    draft_save_patch(&t->draft, &set, "said", 0, 0, "又", 3);
    return commit(t, &set);
}

static int is_typed(struct story *t)
{
    struct draft d;
    assert_int_equal(draft_load(t->store.reg, t->draft.id, &d), ERR_OK);
    const char *said = draft_get(&d, "said");
    int done = strcmp(said, "又说了") == 0 ? 1 : strcmp(said, "说了") == 0 ? 0 : 2;
    draft_release(&d);
    return done;
}

static enum err move_class(struct story *t)
{
    struct changes set = CHANGES_INIT;
    struct act_wish wish = wish_of(t, "placement", "move");
    char *to = str_format("%lld", (long long)t->class_b);
    wish.to = to;
    const char *why = act_add(t->store.reg, &set, &wish, false);
    xfree(to);
    if (why) {
        changes_release(&set);
        return ERR_IO; /* the state could not be read */
    }
    return commit(t, &set);
}

static int is_moved(struct story *t)
{
    struct act *act;
    assert_int_equal(act_now(t->store.reg, t->pupil, "placement", &act), ERR_OK);
    int64_t to = strtoll(act->to_state, NULL, 10);
    record_free(&act->head);
    /* What memory says is what the file says. */
    assert_int_equal(roster_pupil(t->store.reg->roster, t->pupil)->class_id, to);
    return to == t->class_b ? 1 : to == t->class_a ? 0 : 2;
}

enum { BULK = 200 };

static enum err bring_in(struct story *t)
{
    struct changes set = CHANGES_INIT;
    set.bulk = true;
    for (int i = 0; i < BULK; i++) {
        struct talk *talk = (struct talk *)record_new(&kind_talk, 1000 + i);
        talk->head.state = RECORD_STORED;
        talk->day = date_from_civil(2026, 3, 2);
        talk->said = xcalloc(1, 3000);
        memset(talk->said, 'x', 2999);
        changes_put(&set, &talk->head);
    }
    return commit(t, &set);
}

static int is_brought_in(struct story *t)
{
    int n = 0;
    for (int i = 0; i < BULK; i++) {
        struct record *rec = NULL;
        n += store_load(t->store.reg, 1000 + i, &rec) == ERR_OK;
        if (rec) {
            char number[16];
            snprintf(number, sizeof number, "26-%04d", i + 2);
            assert_string_equal(((struct talk *)rec)->number, number);
        }
        record_free(rec);
    }
    return n == BULK ? 1 : n ? 2 : 0;
}

static const struct step steps[] = {
    {"create", create, is_created}, {"edit", edit, is_edited},
    {"draft", type_more, is_typed}, {"act", move_class, is_moved},
    {"bulk", bring_in, is_brought_in},
};

/* --- the loop --- */

/* "cp A B" and the like. */
static void shell(const char *verb, const char *a, const char *b)
{
    char *command = str_format("%s '%s' '%s'", verb, a, b);
    assert_int_equal(system(command), 0);
    xfree(command);
}

static void fail_with(void *ctx, const char *msgid, int64_t n)
{
    fail_msg("%s: %s %lld", (const char *)ctx, msgid, (long long)n);
}

static void story_begin(struct story *t)
{
    store_begin(&t->store);
    t->class_a = store_class(&t->store, STAGE_JUNIOR, 2024, 1);
    t->class_b = store_class(&t->store, STAGE_JUNIOR, 2024, 2);
    t->pupil = store_pupil(&t->store, "韦晓彤", "2", t->class_a);
    t->talk = store_talk(&t->store, t->pupil, date_from_civil(2026, 3, 1), "原来的话");
    draft_init(&t->draft, record_new_id(), &kind_talk, 0, t->pupil);
    draft_set(&t->draft, "said", "说了", 6);
    struct changes set = CHANGES_INIT;
    draft_save_all(&t->draft, &set);
    assert_int_equal(commit(t, &set), ERR_OK);
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    t->snapshot = str_format("%s/before", t->store.dir);
    t->file = str_format("%s/register.db", t->store.dir);
    t->log = str_format("%s/register.db-wal", t->store.dir);
    shell("cp", t->file, t->snapshot);
}

static void reopen(struct story *t, const char *vfs, enum err want)
{
    struct reg_how how = {.dir = t->store.dir, .key = t->store.key, .lock_fd = -1, .vfs = vfs};
    assert_int_equal(reg_open(&how, &t->store.reg, NULL), want);
}

/* The register of before again, and the draft in memory as it was. */
static void restore(struct story *t)
{
    unlink(t->log);
    shell("cp", t->snapshot, t->file);
}

static void after_failure(struct story *t, const struct step *step, enum err e)
{
    struct reg *reg = t->store.reg;
    assert_true(e == ERR_IO || e == ERR_FULL || e == ERR_DAMAGED || e == ERR_READ_ONLY);
    assert_false(reg->committing);
    /* Memory is of use: it goes on, or refuses cleanly. */
    fault.fail_at = 0;
    enum err again = step->run == type_more ? ERR_OK : step->run(t);
    if (db_failed(reg->db) == ERR_OK) {
        assert_true(again == ERR_OK || reg->read_only);
        return;
    }
    assert_int_not_equal(step->run == type_more ? ERR_IO : again, ERR_OK);
    assert_int_equal(reg_heal(reg), ERR_OK);
    assert_true(reg->read_only);
    /* Healed, it says what is in the file, whether or not the failed commit got there. */
    assert_true(step->is_done(t) < 2);
    assert_int_equal(verify_all(reg, fail_with, (void *)(uintptr_t)step->name), ERR_OK);
}

/* One step with call `n` of it failing; false when there was no such call. */
static bool fail_once(struct story *t, const struct step *step, int n)
{
    restore(t);
    reopen(t, "fault", ERR_OK);
    assert_int_equal(store_flush(t->store.reg), ERR_OK);
    t->draft.next_seq = 1;
    draft_set(&t->draft, "said", "说了", 6);
    fault.calls = 0;
    fault.fail_at = n;
    enum err e = step->run(t);
    bool reached = fault.calls >= n;
    bool kept = true;
    if (e != ERR_OK) {
        after_failure(t, step, e);
        kept = t->store.reg->read_only || step->run == type_more;
    }
    fault.fail_at = 0;
    reg_close(t->store.reg, false);
    reopen(t, NULL, ERR_OK);
    int done = step->is_done(t);
    assert_true(done < 2);
    if (e == ERR_OK || !kept) {
        assert_int_equal(done, 1); /* acknowledged, or made good the second time */
    }
    assert_int_equal(verify_all(t->store.reg, fail_with, (void *)(uintptr_t)step->name), ERR_OK);
    /* And the program goes on with the file. */
    if (!done) {
        t->draft.next_seq = 1;
        draft_set(&t->draft, "said", "说了", 6);
        assert_int_equal(step->run(t), ERR_OK);
        assert_int_equal(step->is_done(t), 1);
    }
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    return reached;
}

static void loop(int result, bool for_ever)
{
    struct story t = {.talk = 0};
    story_begin(&t);
    fault.result = result;
    fault.for_ever = for_ever;
    for (size_t i = 0; i < COUNT(steps); i++) {
        int n = 1;
        /* Of a bulk set's hundreds of calls every 61st. */
        while (fail_once(&t, &steps[i], n)) {
            n += steps[i].run == bring_in && n > 10 ? 61 : 1;
            assert_true(n < 5000);
        }
        assert_true(n > 2);
    }
    draft_release(&t.draft);
    xfree(t.snapshot);
    xfree(t.file);
    xfree(t.log);
    reopen(&t, NULL, ERR_OK);
    store_end(&t.store);
}

/*
 * Opening, one edit, closing, each with call n of it failing: what was
 * acknowledged is there, and the next opening finds nothing damaged.
 */
static void way_in_and_out(int result, bool for_ever, bool in)
{
    struct story t = {.talk = 0};
    story_begin(&t);
    fault.result = result;
    fault.for_ever = for_ever;
    bool reached = true;
    for (int n = 1; reached; n++) {
        assert_true(n < 5000);
        restore(&t);
        fault.calls = 0;
        fault.fail_at = in ? n : 0;
        struct reg_how how = {.dir = t.store.dir, .key = t.store.key, .lock_fd = -1,
                              .vfs = "fault"};
        enum err e = reg_open(&how, &t.store.reg, NULL);
        enum err edited = ERR_IO;
        if (e == ERR_OK || e == ERR_DAMAGED) {
            edited = in ? ERR_IO : edit(&t);
            assert_true(in || edited == ERR_OK);
            fault.calls = in ? fault.calls : 0;
            fault.fail_at = n;
            reg_close(t.store.reg, false);
        }
        t.store.reg = NULL;
        reached = fault.calls >= n;
        fault.fail_at = 0;
        reopen(&t, NULL, ERR_OK);
        assert_int_equal(is_edited(&t), edited == ERR_OK);
        assert_int_equal(verify_all(t.store.reg, fail_with, (void *)(uintptr_t) "way"), ERR_OK);
        reg_close(t.store.reg, false);
    }
    draft_release(&t.draft);
    xfree(t.snapshot);
    xfree(t.file);
    xfree(t.log);
    reopen(&t, NULL, ERR_OK);
    store_end(&t.store);
}

static void opening_and_closing_on_a_bad_disk(void **state)
{
    (void)state;
    for (int in = 0; in < 2; in++) {
        way_in_and_out(SQLITE_IOERR_WRITE, false, in);
        way_in_and_out(SQLITE_IOERR_WRITE, true, in);
        way_in_and_out(SQLITE_FULL, true, in);
    }
}

static int setup(void **state)
{
    (void)state;
    assert_int_equal(key_start(), ERR_OK);
    fault_register();
    return 0;
}

static void a_disk_that_fails_once(void **state)
{
    (void)state;
    loop(SQLITE_IOERR_WRITE, false);
}

static void a_disk_that_fails_for_ever(void **state)
{
    (void)state;
    loop(SQLITE_IOERR_WRITE, true);
}

static void a_disk_that_is_full_once(void **state)
{
    (void)state;
    loop(SQLITE_FULL, false);
}

static void a_disk_that_is_full_for_ever(void **state)
{
    (void)state;
    loop(SQLITE_FULL, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_that_fails_once),
        cmocka_unit_test(a_disk_that_fails_for_ever),
        cmocka_unit_test(a_disk_that_is_full_once),
        cmocka_unit_test(a_disk_that_is_full_for_ever),
        cmocka_unit_test(opening_and_closing_on_a_bad_disk),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
