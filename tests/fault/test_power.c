// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/import.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/fault/disk.h"
#include "tests/fault/says.h"
#include "tests/support/store.h"

/*
 * Power cuts (reliability.md, promises 1 and 10).  A scene is played once on a
 * disk that notes every call; then the folder is built anew as cuts at any
 * moment leave it.  Each time the register opens, whole and sound, and says
 * what it said after the last step that was acknowledged, or after the one
 * that was under way: never less, never something between.
 */
enum { STEPS = 64, SECRETS = 2, WORK_CUTS = 6600, MAKE_CUTS = 400, IMPORT_CUTS = 1500,
       MIGRATE_CUTS = 800, PASSWORD_CUTS = 100, REKEY_CUTS = 600, LARGE = 100 };

struct scene {
    struct store store;
    char cut[64];            /* the folder as the cut left it */
    struct key *secrets[SECRETS];
    const char *passwords[SECRETS];
    uint64_t states[STEPS];  /* what the register says after each step; 0 the beginning */
    int steps;
    size_t first; /* calls noted before the scene began */
    struct draft draft;
    int64_t class_a, class_b, pupil, talk;
};

/* A step is done and the program knows it. */
static void done(struct scene *t)
{
    assert_true(t->steps + 1 < STEPS);
    t->states[++t->steps] = says(t->store.reg, INT64_MAX);
    disk_ack(t->steps);
}

static void commit(struct scene *t, struct changes *set)
{
    assert_int_equal(store_commit(t->store.reg, set, NULL), ERR_OK);
    changes_release(set);
    done(t);
}

/* --- scenes --- */

static void people(struct scene *t)
{
    t->class_a = store_class(&t->store, STAGE_JUNIOR, 2024, 1);
    t->class_b = store_class(&t->store, STAGE_JUNIOR, 2024, 2);
    t->pupil = store_pupil(&t->store, "韦晓彤", "2", t->class_a);
    t->talk = store_talk(&t->store, t->pupil, date_from_civil(2026, 3, 1), "原来的话");
}

static void edit(struct scene *t, const char *said)
{
    struct record *rec;
    struct changes set = CHANGES_INIT;
    assert_int_equal(store_load(t->store.reg, t->talk, &rec), ERR_OK);
    field_set_text(rec, spec_field(&kind_talk.spec, "said"), said);
    changes_put(&set, rec);
    commit(t, &set);
}

static void type(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    draft_init(&t->draft, record_new_id(), &kind_talk, 0, t->pupil);
    draft_set(&t->draft, "said", "说了", strlen("说了"));
    draft_save_all(&t->draft, &set);
    commit(t, &set);
    for (int i = 0; i < 6; i++) {
        draft_save_patch(&t->draft, &set, "said", 0, 0, "又说了", strlen("又说了"));
        commit(t, &set);
    }
}

static void store_what_was_typed(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    struct talk *talk = (struct talk *)record_new(&kind_talk, t->draft.id);
    talk->head.state = RECORD_STORED;
    talk->day = date_from_civil(2026, 3, 3);
    talk->said = xstrdup(draft_get(&t->draft, "said"));
    struct talk_pupil *row = record_add_row(&talk->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = t->pupil;
    changes_put(&set, &talk->head);
    changes_drop_draft(&set, t->draft.id);
    draft_release(&t->draft);
    commit(t, &set);
}

static void move_class(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    char *to = str_format("%lld", (long long)t->class_b);
    struct act_wish wish = {.machine = machine_by_id("placement"), .move = "move", .to = to,
                            .subject = t->pupil, .pupil = t->pupil,
                            .day = date_from_civil(2026, 3, 2), .at = NONE, .by = NONE,
                            .evidence = NONE, .due = NONE, .reason = "分班"};
    assert_null(act_add(t->store.reg, &set, &wish, false));
    xfree(to);
    commit(t, &set);
}

static void close_and_open(struct scene *t)
{
    store_again(&t->store);
    done(t);
}

/* A day's work: created, edited, typed, stored, struck, moved, closed, opened. */
static void work(struct scene *t)
{
    store_pupil(&t->store, "陆䶮", "1", t->class_a);
    done(t);
    edit(t, "改过的话，改得很长很长");
    type(t);
    store_what_was_typed(t);
    close_and_open(t);
    assert_int_equal(record_strike(t->store.reg, t->talk, "写错了"), ERR_OK);
    done(t);
    move_class(t);
    assert_int_equal(record_strike(t->store.reg, t->talk, NULL), ERR_OK);
    done(t);
    edit(t, "第三次改");
    type(t);
    assert_int_equal(db_checkpoint(t->store.reg->db), ERR_OK);
    edit(t, "第四次改");
    close_and_open(t);
}

/* A roster: a verified copy, then everything in one commit; then taken back. */
static void import(struct scene *t)
{
    struct str csv = STR_INIT;
    struct import_job *imp;
    struct import_fault fault = {0};
    bool all = false;
    int64_t id;
    str_add(&csv, "学籍号,姓名,性别,班级\n");
    for (int i = 0; i < 40; i++) {
        str_addf(&csv, "G4500002013%08d,韦小%s,女,七(1)\n", i, i % 2 ? "彤" : "婷");
    }
    struct reg *reg = t->store.reg;
    assert_int_equal(import_open(reg, csv.ptr, csv.len,
                                 &(struct import_options){.encoding = ENC_UTF8}, &imp, &fault),
                     ERR_OK);
    while (!all) {
        assert_int_equal(import_step(imp, 100, &all), ERR_OK);
    }
    assert_int_equal(import_write_begin(imp), ERR_OK);
    for (all = false; !all;) {
        assert_int_equal(import_write_step(imp, 10, &all), ERR_OK);
    }
    assert_int_equal(import_write_end(imp, false, &id), ERR_OK);
    import_free(imp);
    done(t);
    struct str left = STR_INIT;
    assert_int_equal(import_take_back(reg, id, &left), ERR_OK);
    done(t);
    str_release(&left);
    str_release(&csv);
}

/* As the first program wrote it, then opened by this one. */
static void make_older(struct scene *t)
{
    people(t);
    store_make_older(&t->store, 1);
}

static void migrate(struct scene *t)
{
    store_again(&t->store);
    assert_true(t->store.reg->migrated);
    done(t);
    edit(t, "改过的话");
}

static void change_password(struct scene *t)
{
    assert_int_equal(reg_set_password(t->store.dir, t->store.key, t->passwords[1], KDF_LIGHT),
                     ERR_OK);
    done(t);
}

static void rekey(struct scene *t)
{
    struct rewrite_how how = {.why = AUDIT_REKEY};
    assert_int_equal(key_new(&t->secrets[1]), ERR_OK);
    assert_int_equal(rewrite_run(&t->store.reg, t->secrets[1], t->passwords[0], &how), ERR_OK);
    done(t);
    edit(t, "新钥匙下的话");
}

/* --- cutting --- */

/* By the secret itself, the old one or the new one: exactly one opens. */
static struct reg *open_by_secret(const struct scene *t, int acked)
{
    struct reg *reg = NULL;
    enum err e = ERR_CODE;
    (void)acked;
    for (size_t i = 0; i < SECRETS && t->secrets[i] && !reg; i++) {
        struct reg_how how = {.dir = t->cut, .key = t->secrets[i], .lock_fd = -1};
        e = reg_open(&how, &reg, NULL);
    }
    assert_int_equal(e, ERR_OK);
    return reg;
}

/* By password: once the new one was acknowledged the old one is worth nothing. */
static struct reg *open_by_password(const struct scene *t, int acked)
{
    struct reg *reg = NULL;
    enum err e = ERR_PASSWORD;
    for (size_t i = t->passwords[1] && acked ? 1 : 0; i < SECRETS && t->passwords[i] && !reg; i++) {
        struct reg_how how = {.dir = t->cut, .password = t->passwords[i], .lock_fd = -1};
        e = reg_open(&how, &reg, NULL);
        assert_true(e == ERR_OK || e == ERR_PASSWORD);
    }
    assert_int_equal(e, ERR_OK);
    return reg;
}

static void look(struct scene *t, const char *name, int acked,
                 struct reg *(*open)(const struct scene *t, int acked))
{
    struct reg *reg = open(t, acked);
    assert_false(reg->read_only);
    assert_int_equal(reg->side_file, ERR_OK);
    uint64_t now = says(reg, INT64_MAX);
    bool under_way = acked < t->steps && now == t->states[acked + 1];
    if (now != t->states[acked] && !under_way) {
        fail_msg("%s: after step %d the register says something else", name, acked);
    }
    assert_int_equal(verify_all(reg, says_damage, (void *)(uintptr_t)name), ERR_OK);
    reg_close(reg, false);
}

/* The cuts of one scene between two of its calls, spread evenly. */
static void cut(struct scene *t, const char *name, int cuts, size_t first,
                struct reg *(*open)(const struct scene *t, int acked))
{
    double began = seconds();
    char *ballast = file_join(t->store.dir, "ballast");
    char *linked = file_join(t->cut, "ballast");
    size_t calls = disk_calls() - first;
    cuts *= is_large() ? LARGE : 1;
    setenv("XDG_STATE_HOME", t->cut, 1);
    disk_rewind();
    for (int i = 0; i < cuts; i++) {
        size_t at = first + (size_t)i * (calls + 1) / (size_t)cuts;
        int acked = disk_cut(at);
        disk_build(t->cut, (enum disk_loss)(i % LOSSES), (uint64_t)i);
        assert_int_equal(link(ballast, linked), 0);
        look(t, name, acked, open);
    }
    setenv("XDG_STATE_HOME", t->store.dir, 1);
    print_message("%s: %d cuts between %zu calls, %.0f a second\n", name, cuts, calls,
                  cuts / (seconds() - began));
    xfree(ballast);
    xfree(linked);
}

static void begin(struct scene *t, void (*prepare)(struct scene *t))
{
    memset(t, 0, sizeof *t);
    store_begin(&t->store);
    snprintf(t->cut, sizeof t->cut, "/tmp/xindang-cut-XXXXXX"); /* beside it: the ballast is linked */
    assert_non_null(mkdtemp(t->cut));
    t->secrets[0] = t->store.key;
    t->passwords[0] = "mima mima";
    prepare(t);
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    disk_begin(t->store.dir);
    t->first = disk_calls();
    struct reg_how how = {.dir = t->store.dir, .key = t->store.key, .lock_fd = -1};
    if (prepare != make_older) {
        assert_int_equal(reg_open(&how, &t->store.reg, NULL), ERR_OK);
        t->states[0] = says(t->store.reg, INT64_MAX);
    }
}

static void end(struct scene *t)
{
    char *command = str_format("rm -rf '%s'", t->cut);
    assert_int_equal(system(command), 0);
    xfree(command);
    draft_release(&t->draft);
    key_free(t->secrets[1]);
    store_end(&t->store);
}

static void play(struct scene *t, void (*scene)(struct scene *t))
{
    scene(t);
    disk_end();
}

static void a_days_work(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, people);
    play(&t, work);
    cut(&t, "work", WORK_CUTS, t.first, open_by_secret);
    end(&t);
}

/* A register that is being made: a whole one or none, and then one can be made. */
static void a_new_register(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, people);
    struct reg_new how = {.school = "石榴湾初级中学", .stages = " 2 ", .name = "蓝月华",
                          .password = "mima mima", .cost = KDF_LIGHT};
    char *dir = file_join(t.store.dir, "fresh");
    how.dir = dir;
    assert_int_equal(reg_make(&how, t.store.key), ERR_OK);
    disk_ack(1);
    disk_end();
    char *cut = file_join(t.cut, "fresh");
    how.dir = cut;
    int cuts = MAKE_CUTS * (is_large() ? LARGE : 1);
    for (int i = 0; i < cuts; i++) {
        size_t calls = disk_calls() - t.first;
        int acked = disk_cut(t.first + (size_t)i * (calls + 1) / (size_t)cuts);
        disk_build(t.cut, (enum disk_loss)(i % LOSSES), (uint64_t)i);
        struct reg_how open = {.dir = cut, .key = t.store.key, .lock_fd = -1};
        if (acked) {
            open.key = NULL; /* the key file must be there as well */
            open.password = how.password;
        }
        struct reg *reg = NULL;
        enum err e = reg_open(&open, &reg, NULL);
        assert_true(e == ERR_OK || (e == ERR_NO_REGISTER && !acked));
        if (e == ERR_OK) {
            assert_int_equal(verify_all(reg, says_damage, (void *)(uintptr_t)"make"), ERR_OK);
            assert_int_equal(timeline_last(reg, &kind_staff, NONE) != NONE, 1);
            reg_close(reg, false);
        } else if (i % 8 == 0) {
            assert_int_equal(reg_make(&how, t.store.key), ERR_OK);
        }
    }
    print_message("make: %d cuts between %zu calls\n", cuts, disk_calls() - t.first);
    xfree(dir);
    xfree(cut);
    end(&t);
}

static void an_import(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, people);
    play(&t, import);
    cut(&t, "import", IMPORT_CUTS, t.first, open_by_secret);
    end(&t);
}

static void a_migration(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, make_older);
    play(&t, migrate);
    t.states[0] = t.states[1]; /* the schema alone is another one */
    cut(&t, "migrate", MIGRATE_CUTS, t.first, open_by_secret);
    end(&t);
}

static void a_new_password(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, people);
    t.passwords[1] = "xin mima";
    size_t before = disk_calls();
    play(&t, change_password);
    cut(&t, "password", PASSWORD_CUTS, before, open_by_password);
    end(&t);
}

/* Where the key file changes, at the end, the password must open what stands there. */
static void a_new_code(void **state)
{
    struct scene t;
    (void)state;
    begin(&t, people);
    play(&t, rekey);
    cut(&t, "rekey", REKEY_CUTS, t.first, open_by_secret);
    cut(&t, "rekey, by password", REKEY_CUTS / 4, t.first + (disk_calls() - t.first) * 3 / 4,
        open_by_password);
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_register), cmocka_unit_test(a_days_work),
        cmocka_unit_test(an_import),      cmocka_unit_test(a_migration),
        cmocka_unit_test(a_new_password), cmocka_unit_test(a_new_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
