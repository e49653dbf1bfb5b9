// SPDX-License-Identifier: MIT
#include "tests/support/store.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/campaign.h"
#include "core/machine.h"
#include "core/scales.h"
#include "db/db.h"
#include "db/schema.h"

void store_begin(struct store *s)
{
    memset(s, 0, sizeof *s);
    snprintf(s->dir, sizeof s->dir, "/tmp/xindang-test-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    setenv("XDG_STATE_HOME", s->dir, 1);
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&s->key), ERR_OK);
    struct reg_new how = {.dir = s->dir,
                          .school = "石榴湾初级中学",
                          .short_name = "石榴湾中学",
                          .stages = " 2 ",
                          .name = "蓝月华",
                          .password = "mima mima",
                          .cost = KDF_LIGHT};
    assert_int_equal(reg_make(&how, s->key), ERR_OK);
    assert_int_equal(reg_open(&(struct reg_how){.dir = s->dir, .key = s->key, .lock_fd = -1},
                              &s->reg, NULL),
                     ERR_OK);
}

void store_again(struct store *s)
{
    reg_close(s->reg, false);
    s->reg = NULL;
    assert_int_equal(reg_open(&(struct reg_how){.dir = s->dir, .key = s->key, .lock_fd = -1},
                              &s->reg, NULL),
                     ERR_OK);
}

int store_setup(void **state)
{
    struct store *s = xcalloc(1, sizeof *s);
    store_begin(s);
    *state = s;
    return 0;
}

int store_teardown(void **state)
{
    store_end(*state);
    xfree(*state);
    return 0;
}

/* Each step of db/schema.c backwards. */
static const char *const undo_steps[] = {
    [2] = "ALTER TABLE record_pupil RENAME TO newer;"
          "CREATE TABLE record_pupil (pupil INTEGER NOT NULL, day INTEGER NOT NULL,"
          " record INTEGER NOT NULL, PRIMARY KEY (pupil, day, record)) WITHOUT ROWID;"
          "INSERT INTO record_pupil SELECT pupil, day, record FROM newer;"
          "DROP TABLE newer;"
          "CREATE INDEX record_pupil_record ON record_pupil(record);",
    [3] = "DROP TABLE session;",
    [4] = "DROP TABLE clue; DROP TABLE liaison; DROP TABLE appointment; DROP TABLE caller;"
          "DROP TABLE told; DROP TABLE promise;"
          "ALTER TABLE talk RENAME TO newer;"
          "CREATE TABLE talk (id INTEGER PRIMARY KEY, day INTEGER, began INTEGER, ended "
          "INTEGER, talker INTEGER, others TEXT, place TEXT, mode TEXT, type TEXT, source"
          " TEXT, reason TEXT, said TEXT, told TEXT, seen TEXT, agreed TEXT, next_day "
          "INTEGER, next_steps TEXT, number TEXT);"
          "INSERT INTO talk SELECT id, day, began, ended, talker, others, place, mode, "
          "type, source, reason, said, told, seen, agreed, next_day, next_steps, number "
          "FROM newer;"
          "DROP TABLE newer;"
          "CREATE INDEX talk_next ON talk(next_day) WHERE next_day IS NOT NULL;",
    [5] = "DROP TABLE print_job;",
    [6] = "DROP TABLE sweep; DROP TABLE handin; DROP TABLE handin_unseen;",
    [7] = "DROP TABLE installed;",
    [8] = "DROP TABLE campaign; DROP TABLE campaign_scope; DROP TABLE campaign_scale;"
          "DROP TABLE sheet; DROP TABLE sheet_score;",
};

void store_make_older(struct store *s, int version)
{
    assert_int_equal(COUNT(undo_steps), schema_step_count + 1);
    for (int step = schema_step_count; step > version; step--) {
        assert_int_equal(db_exec(s->reg->db, undo_steps[step]), ERR_OK);
    }
    char *sql = str_format("PRAGMA user_version = %d", version);
    assert_int_equal(db_exec(s->reg->db, sql), ERR_OK);
    xfree(sql);
}

void store_end(struct store *s)
{
    reg_close(s->reg, false);
    key_free(s->key);
    char *command = str_format("rm -rf '%s'", s->dir);
    assert_int_equal(system(command), 0);
    xfree(command);
}

static void commit(struct store *s, struct changes *set)
{
    assert_int_equal(store_commit(s->reg, set, NULL), ERR_OK);
    changes_release(set);
}

int64_t store_class(struct store *s, enum stage stage, int entry, int number)
{
    struct changes set = CHANGES_INIT;
    struct class *c = (struct class *)record_new(&kind_class, 0);
    char code[] = {(char)('0' + (int)stage), '\0'};
    c->head.state = RECORD_STORED;
    c->stage = xstrdup(code);
    c->entry = entry;
    c->number = number;
    int64_t id = c->head.id;
    changes_put(&set, &c->head);
    commit(s, &set);
    return id;
}

int64_t store_pupil(struct store *s, const char *name, const char *sex, int64_t class_id)
{
    struct changes set = CHANGES_INIT;
    struct pupil *p = (struct pupil *)record_new(&kind_pupil, 0);
    p->head.state = RECORD_STORED;
    p->name = xstrdup(name);
    p->sex = xstrdup(sex);
    p->born = date_from_civil(2012, 9, 3);
    int64_t id = p->head.id;
    changes_put(&set, &p->head);
    char *to = str_format("%lld", (long long)class_id);
    struct act_wish wish = {.machine = machine_by_id("enrolment"), .move = "enter", .subject = id,
                            .pupil = id, .day = date_from_civil(2025, 9, 1), .at = NONE,
                            .by = NONE, .evidence = NONE, .due = NONE};
    assert_null(act_add(s->reg, &set, &wish, true));
    wish.machine = machine_by_id("placement");
    wish.move = "place";
    wish.to = to;
    assert_null(act_add(s->reg, &set, &wish, true));
    commit(s, &set);
    xfree(to);
    return id;
}

int64_t store_talk(struct store *s, int64_t pupil, int64_t day, const char *said)
{
    struct changes set = CHANGES_INIT;
    struct talk *t = (struct talk *)record_new(&kind_talk, 0);
    t->head.state = RECORD_STORED;
    t->day = day;
    t->said = xstrdup(said);
    struct talk_pupil *row = record_add_row(&t->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = pupil;
    int64_t id = t->head.id;
    changes_put(&set, &t->head);
    commit(s, &set);
    return id;
}

/* Store a subject with its first act, on the day given. */
static int64_t put_subject(struct store *s, struct record *rec, const char *machine, int64_t day,
                           int64_t due)
{
    struct changes set = CHANGES_INIT;
    rec->state = RECORD_STORED;
    record_derive(rec, day);
    int64_t id = rec->id;
    const struct machine *m = machine_by_id(machine);
    struct act_wish wish = {.machine = m, .move = machine_first(m, rec)->id, .subject = id,
                            .pupil = rec->pupil, .day = day, .at = NONE, .by = NONE,
                            .evidence = NONE, .due = due};
    changes_put(&set, rec);
    assert_null(act_add(s->reg, &set, &wish, true));
    commit(s, &set);
    return id;
}

int64_t store_clue(struct store *s, int64_t pupil, const char *words, int64_t day)
{
    struct clue *c = (struct clue *)record_new(&kind_clue, 0);
    c->day = day;
    c->pupil = pupil;
    c->who = pupil == NONE ? xstrdup(words) : NULL;
    c->words = xstrdup(words);
    c->found = xstrdup("04");
    c->obtained = xstrdup("1");
    return put_subject(s, &c->head, "clue", day, NONE);
}

int64_t store_appointment(struct store *s, int64_t pupil, int64_t day, int64_t lesson)
{
    struct appointment *a = (struct appointment *)record_new(&kind_appointment, 0);
    a->day = day;
    a->lesson = lesson;
    a->pupil = pupil;
    a->who = xstrdup("1");
    a->matter = xstrdup("上次请她带作息表来");
    a->settled = xstrdup("1");
    int64_t today = clock_today();
    return put_subject(s, &a->head, "appointment", day > today ? today : day, NONE);
}

int64_t store_block(struct store *s, int64_t pupil, const char *person)
{
    struct blocked *b = (struct blocked *)record_new(&kind_blocked, 0);
    b->pupil = pupil;
    b->person = xstrdup(person);
    b->reason = xstrdup("孩子说告诉他会挨打");
    struct changes set = CHANGES_INIT;
    b->head.state = RECORD_STORED;
    int64_t id = b->head.id;
    struct act_wish wish = {.machine = machine_by_id("no_tell"), .move = "block", .subject = id,
                            .pupil = pupil, .day = clock_today(), .at = NONE, .by = NONE,
                            .evidence = NONE, .due = NONE, .reason = b->reason};
    changes_put(&set, &b->head);
    assert_null(act_add(s->reg, &set, &wish, true));
    commit(s, &set);
    return id;
}

void store_teacher(struct store *s, int64_t class_id, int64_t staff)
{
    struct changes set = CHANGES_INIT;
    struct post *p = (struct post *)record_new(&kind_post, 0);
    p->head.state = RECORD_STORED;
    p->title = xstrdup("班主任");
    p->scope = xstrdup("3");
    p->class_ = class_id;
    char *to = str_format("%lld", (long long)staff);
    struct act_wish wish = {.machine = machine_by_id("holder"), .move = "appoint", .to = to,
                            .subject = p->head.id, .pupil = NONE, .day = clock_today(),
                            .at = NONE, .by = NONE, .evidence = NONE, .due = NONE};
    changes_put(&set, &p->head);
    assert_null(act_add(s->reg, &set, &wish, true));
    commit(s, &set);
    xfree(to);
}

int64_t store_screening(struct store *s, const char *name, const char *scale)
{
    struct changes set = CHANGES_INIT;
    struct scales scales = SCALES_INIT;
    int64_t id;
    scales_builtin(&scales);
    const struct campaign_wish wish = {
        .name = name, .scale = scales_find(&scales, scale), .class_id = NONE};
    assert_non_null(wish.scale);
    assert_null(campaign_begin(s->reg, &set, &wish, &id));
    commit(s, &set);
    scales_release(&scales);
    return id;
}
