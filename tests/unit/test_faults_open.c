// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/backup.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/prefs.h"
#include "core/reg_lock.h"
#include "core/restore.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "db/ballast.h"
#include "db/db.h"
#include "db/schema.h"
#include "db/stmt.h"
#include "tests/support/store.h"

/* Opening what is half there, older, or not ours; bringing the schema up. */

static void fail_with(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    fail_msg("%s %lld", msgid, (long long)n);
}

static enum err open_by(struct store *s, const char *password)
{
    struct reg_how how = {.dir = s->dir, .password = password, .lock_fd = -1};
    how.key = password ? NULL : s->key;
    return reg_open(&how, &s->reg, NULL);
}

static void close_it(struct store *s)
{
    reg_close(s->reg, false);
    s->reg = NULL;
}

static void move_file(struct store *s, const char *from, const char *to)
{
    char *old = file_join(s->dir, from);
    char *fresh = file_join(s->dir, to);
    assert_int_equal(rename(old, fresh), 0);
    xfree(old);
    xfree(fresh);
}

static bool is_there(struct store *s, const char *name)
{
    char *path = file_join(s->dir, name);
    bool there = access(path, F_OK) == 0;
    xfree(path);
    return there;
}

static void put_file(struct store *s, const char *name, const char *text)
{
    char *path = file_join(s->dir, name);
    assert_int_equal(file_replace(path, text, strlen(text)), ERR_OK);
    xfree(path);
}

/* --- bringing the schema up --- */

static int64_t copies(struct store *s)
{
    char *command = str_format("ls '%s/backups' 2>/dev/null | grep -c migrate", s->dir);
    FILE *p = popen(command, "r");
    char line[16] = "";
    assert_non_null(p);
    assert_non_null(fgets(line, sizeof line, p));
    pclose(p);
    xfree(command);
    return strtoll(line, NULL, 10);
}

enum { STEPS_MAX = 64 };

/* The program's steps and one more, as the next version will have it. */
static struct reg_how with_one_more(struct store *s, struct schema_step steps[STEPS_MAX],
                                    const char *sql)
{
    int n = schema_step_count;
    assert_true(n < STEPS_MAX);
    memcpy(steps, schema_steps, (size_t)n * sizeof *steps);
    steps[n] = (struct schema_step){n + 1, sql};
    return (struct reg_how){.dir = s->dir, .key = s->key, .lock_fd = -1, .steps = steps,
                            .step_count = n + 1};
}

static bool has_migrated(struct store *s)
{
    struct stmt *q = stmt_new(s->reg->db, "SELECT 1 FROM audit WHERE action = 'migrate'");
    bool found = stmt_row(q);
    assert_int_equal(stmt_finish(q), ERR_OK);
    return found;
}

static void an_older_schema_is_brought_up_behind_a_verified_copy(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "缪茜", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
    close_it(s);
    struct schema_step steps[STEPS_MAX];
    struct reg_how how =
        with_one_more(s, steps, "CREATE TABLE later (id INTEGER PRIMARY KEY, words TEXT);");
    assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
    assert_true(s->reg->migrated);
    assert_int_equal(copies(s), 1);
    assert_string_equal(roster_pupil(s->reg->roster, p)->name, "缪茜");
    assert_int_equal(db_exec(s->reg->db, "SELECT id, words FROM later"), ERR_OK);
    assert_int_equal(store_flush(s->reg), ERR_OK);
    assert_true(has_migrated(s));
    assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
    close_it(s);
    /* Once, and the program of before says that it is too old. */
    assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
    assert_false(s->reg->migrated);
    assert_int_equal(copies(s), 1);
    close_it(s);
    assert_int_equal(open_by(s, NULL), ERR_NEWER);
    assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
}

static void a_step_that_fails_leaves_the_register_as_it_was(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "缪茜", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
    close_it(s);
    struct schema_step steps[STEPS_MAX];
    struct reg_how how =
        with_one_more(s, steps, "CREATE TABLE later (id); INSERT INTO missing VALUES (1);");
    assert_int_not_equal(reg_open(&how, &s->reg, NULL), ERR_OK);
    assert_null(s->reg);
    assert_int_equal(open_by(s, NULL), ERR_OK);
    assert_string_equal(roster_pupil(s->reg->roster, p)->name, "缪茜");
    assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
}

/* The newest copy was made before the schema was brought up: it holds the older one. */
static void assert_copy_of(struct store *s, int version)
{
    struct backup_list list = BACKUP_LIST_INIT;
    struct reg *copy;
    char *dir = backup_own_folder(s->dir);
    assert_int_equal(backup_list_add(&list, dir), ERR_OK);
    assert_true(list.n > 0);
    assert_string_equal(list.at[0].why, "migrate");
    assert_int_equal(reg_open_copy(list.at[0].path, s->key, &copy), ERR_OK);
    assert_int_equal(reg_schema(copy), version);
    reg_close(copy, false);
    /* And the way back from it leads to a register of today's schema. */
    char *fresh = file_join(s->dir, "restored");
    struct restore *r;
    struct restored done;
    struct restore_how how = {.dir = fresh, .from = list.at[0].path, .key = s->key,
                              .replace = true, .lock_fd = -1};
    assert_int_equal(restore_begin(&how, &r), ERR_OK);
    while (restore_step(r)) {
    }
    assert_int_equal(restore_end(r, &done), ERR_OK);
    assert_int_equal(done.pupils, 1);
    restored_release(&done);
    backup_list_release(&list);
    xfree(fresh);
    xfree(dir);
}

static void a_register_of_every_older_step_is_brought_up(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "缪茜", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
    int64_t talk = store_talk(s, p, date_from_civil(2026, 3, 2), "两点多才睡着");
    int64_t struck = store_talk(s, p, date_from_civil(2026, 3, 9), "写错了");
    assert_int_equal(record_strike(s->reg, struck, "写错了"), ERR_OK);
    for (int version = schema_step_count - 1; version > 0; version--) {
        store_make_older(s, version);
        close_it(s);
        assert_int_equal(open_by(s, NULL), ERR_OK);
        assert_true(s->reg->migrated);
        assert_copy_of(s, version);
        assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
        assert_int_equal(timeline_count(s->reg, p, &kind_talk), 2);
        assert_int_equal(timeline_last(s->reg, &kind_talk, p), talk);
    }
}

/* --- what is half there --- */

static void folders_that_are_not_whole(void **state)
{
    struct store *s = *state;
    close_it(s);
    /* Keys and no register. */
    move_file(s, "register.db", "elsewhere");
    assert_int_equal(open_by(s, "mima mima"), ERR_DAMAGED);
    assert_null(s->reg);
    assert_int_equal(open_by(s, "falsch"), ERR_PASSWORD);
    assert_int_equal(open_by(s, NULL), ERR_DAMAGED);
    /* Both empty, or of a few bytes. */
    static const char *const stumps[] = {"", "SQLite", "0123456789abcdef"};
    for (size_t i = 0; i < 3; i++) {
        put_file(s, "register.db", stumps[i]);
        assert_int_equal(open_by(s, "mima mima"), ERR_DAMAGED);
        assert_null(s->reg);
    }
    move_file(s, "elsewhere", "register.db");
    /* The register and no keys, then empty and half-written ones: the code opens it. */
    move_file(s, "keys", "away");
    static const char *const keys[] = {NULL, "", "XINDANGK\0", "两行\n"};
    for (size_t i = 0; i < 4; i++) {
        if (keys[i]) {
            put_file(s, "keys", keys[i]);
        }
        assert_int_equal(open_by(s, "mima mima"), ERR_KEYS_DAMAGED);
        assert_int_equal(open_by(s, NULL), ERR_OK);
        close_it(s);
    }
    /* And a new password makes the key file anew. */
    assert_int_equal(reg_set_password(s->dir, s->key, "xin mima", KDF_LIGHT), ERR_OK);
    assert_int_equal(open_by(s, "xin mima"), ERR_OK);
    assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
}

/* The first 16 bytes hold nothing that password or code do not give. */
static void the_first_bytes_gone_are_nothing_lost(void **state)
{
    struct store *s = *state;
    int64_t p = store_pupil(s, "缪茜", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
    struct key *other;
    assert_int_equal(key_new(&other), ERR_OK);
    for (int by_code = 0; by_code < 2; by_code++) {
        close_it(s);
        char *path = file_join(s->dir, "register.db");
        int fd = open(path, O_WRONLY);
        static const char zeros[SALT_BYTES];
        assert_int_equal(pwrite(fd, zeros, sizeof zeros, 0), sizeof zeros);
        close(fd);
        xfree(path);
        assert_int_equal(open_by(s, "falsch"), ERR_PASSWORD);
        struct reg_how how = {.dir = s->dir, .key = other, .lock_fd = -1};
        assert_int_equal(reg_open(&how, &s->reg, NULL), ERR_CODE);
        assert_int_equal(open_by(s, by_code ? NULL : "mima mima"), ERR_OK);
        assert_string_equal(roster_pupil(s->reg->roster, p)->name, "缪茜");
        assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
    }
    key_free(other);
}

static enum err make_at(const char *dir, const struct key *key)
{
    return reg_make(&(struct reg_new){.dir = dir,
                                      .school = "石榴湾初级中学",
                                      .short_name = "石榴湾中学",
                                      .stages = " 2 ",
                                      .name = "蓝月华",
                                      .password = "mima mima",
                                      .cost = KDF_LIGHT},
                    key);
}

/* Killed at some moment of making one: there is none, and one can be made. */
static void a_register_is_there_whole_or_not_at_all(void **state)
{
    struct store *s = *state;
    int open = 0;
    int none = 0;
    enum { TIMES = 12, STEP_NS = 9000000 };
    for (int i = 0; i < TIMES; i++) {
        char *dir = file_join(s->dir, "neu");
        pid_t child = fork();
        if (child == 0) {
            enum err made = make_at(dir, s->key);
            _exit(made == ERR_OK ? 0 : 1);
        }
        nanosleep(&(struct timespec){.tv_nsec = i * (long)STEP_NS}, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, NULL, 0), child);
        struct reg *reg = NULL;
        struct reg_how how = {.dir = dir, .password = "mima mima", .lock_fd = -1};
        enum err e = reg_open(&how, &reg, NULL);
        open += e == ERR_OK;
        none += e == ERR_NO_REGISTER;
        assert_true(e == ERR_OK || e == ERR_NO_REGISTER);
        if (e == ERR_NO_REGISTER) {
            assert_int_equal(make_at(dir, s->key), ERR_OK);
            assert_int_equal(reg_open(&how, &reg, NULL), ERR_OK);
        }
        assert_int_equal(verify_all(reg, fail_with, NULL), ERR_OK);
        assert_string_equal(roster_name(reg->roster, reg->me), "蓝月华");
        reg_close(reg, false);
        char *command = str_format("rm -rf '%s'", dir);
        assert_int_equal(system(command), 0);
        xfree(command);
        xfree(dir);
    }
    assert_true(none > 0);
    assert_true(open + none == TIMES);
}

static void what_a_crash_of_the_making_leaves_is_no_register(void **state)
{
    struct store *s = *state;
    close_it(s);
    move_file(s, "keys", "keys.new");
    move_file(s, "register.db", "register.new");
    assert_int_equal(open_by(s, "mima mima"), ERR_NO_REGISTER);
    assert_int_equal(make_at(s->dir, s->key), ERR_OK);
    assert_int_equal(open_by(s, "mima mima"), ERR_OK);
    assert_false(is_there(s, "register.new"));
    assert_false(is_there(s, "keys.new"));
    assert_int_equal(verify_all(s->reg, fail_with, NULL), ERR_OK);
}

static void a_key_file_that_was_not_yet_in_place_is_put_there(void **state)
{
    struct store *s = *state;
    close_it(s);
    move_file(s, "keys", "keys.new");
    assert_int_equal(open_by(s, "mima mima"), ERR_OK);
    assert_true(is_there(s, "keys"));
    assert_false(is_there(s, "keys.new"));
}

static void a_key_file_of_two_secrets(void **state)
{
    struct store *s = *state;
    struct key *other;
    assert_int_equal(key_new(&other), ERR_OK);
    close_it(s);
    /* Before and after the rename of an interrupted rekey: whichever the register has. */
    assert_int_equal(rewrite_keys(s->dir, other, s->key, "mima mima"), ERR_OK);
    assert_int_equal(open_by(s, "mima mima"), ERR_OK);
    close_it(s);
    char *keys = file_join(s->dir, "keys");
    struct keyfile_info info;
    assert_int_equal(keyfile_info(keys, &info), ERR_OK);
    assert_int_equal(info.secrets, 1);
    xfree(keys);
    assert_int_equal(open_by(s, "mima mima"), ERR_OK);
    key_free(other);
}

/* --- the side file --- */

static void copy_register(struct store *s, const char *from, const char *to)
{
    char *command = str_format("cp '%s/%s' '%s/%s'", s->dir, from, s->dir, to);
    assert_int_equal(system(command), 0);
    xfree(command);
}

static void an_older_register_is_told_also_when_it_says_it_is_a_demo(void **state)
{
    struct store *s = *state;
    for (int demo = 0; demo < 2; demo++) {
        close_it(s);
        copy_register(s, "register.db", "older");
        assert_int_equal(open_by(s, NULL), ERR_OK);
        store_class(s, STAGE_JUNIOR, 2024, 1);
        store_class(s, STAGE_JUNIOR, 2024, 2);
        close_it(s);
        copy_register(s, "older", "register.db");
        if (demo) {
            struct prefs prefs;
            prefs_load(&prefs, s->dir);
            prefs_set(&prefs, "demo", "yes");
            assert_int_equal(prefs_save(&prefs), ERR_OK);
            prefs_release(&prefs);
        }
        assert_int_equal(open_by(s, NULL), ERR_OK);
        assert_int_equal(s->reg->side_file, ERR_OLDER_REGISTER);
    }
}

static void the_ballast_comes_back(void **state)
{
    struct store *s = *state;
    assert_true(ballast_release(s->dir));
    store_again(s);
    assert_true(is_there(s, "ballast") || ballast_free_space(s->dir) < 80 * 1024 * 1024);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_older_schema_is_brought_up_behind_a_verified_copy),
        TEST(a_register_of_every_older_step_is_brought_up),
        TEST(a_step_that_fails_leaves_the_register_as_it_was),
        TEST(folders_that_are_not_whole),
        TEST(the_first_bytes_gone_are_nothing_lost),
        TEST(a_register_is_there_whole_or_not_at_all),
        TEST(what_a_crash_of_the_making_leaves_is_no_register),
        TEST(a_key_file_that_was_not_yet_in_place_is_put_there),
        TEST(a_key_file_of_two_secrets),
        TEST(an_older_register_is_told_also_when_it_says_it_is_a_demo),
        TEST(the_ballast_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
