// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/backup_place.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/old_file.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "tests/support/desk.h"

/* Copies on the screens: the end of the day, menu 62, back from one, one pupil out of one. */

static struct {
    int locks;
    enum lock_reason why;
} seen;

static void on_lock(struct app *app, enum lock_reason why)
{
    (void)app;
    seen.locks++;
    seen.why = why;
}

static size_t copies(const struct desk *d)
{
    struct backup_list list = BACKUP_LIST_INIT;
    char *dir = backup_own_folder(d->store.dir);
    assert_int_equal(backup_list_add(&list, dir), ERR_OK);
    size_t n = list.n;
    backup_list_release(&list);
    xfree(dir);
    return n;
}

static char *a_copy(struct desk *d)
{
    struct backup_made made;
    char *dir = backup_own_folder(d->store.dir);
    struct backup_how how = {.dir = dir, .why = "asked"};
    assert_int_equal(backup_run(d->store.reg, &how, &made), ERR_OK);
    xfree(dir);
    return made.path;
}

static void the_day_ends_with_a_copy_and_the_lock(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    d.app->hooks.lock = on_lock;
    memset(&seen, 0, sizeof seen);
    today_push(d.app);
    desk_sees(&d, "还没备份过");
    desk_press(&d, XKEY_F2);
    desk_top(&d, "finish");
    desk_sees(&d, "没写完 1 条");
    desk_sees(&d, "覃子墨");
    assert_int_equal(copies(&d), 0);
    desk_press(&d, XKEY_F2);
    assert_int_equal(copies(&d), 1);
    assert_int_equal(seen.locks, 1);
    assert_int_equal(seen.why, LOCK_FINISHED);
    desk_press(&d, XKEY_ESC);
    desk_top(&d, "today");
    desk_sees(&d, "今天已备份到本机");
    desk_sees(&d, "只在本机");
    desk_end(&d);
}

/* Where no copy can be made that is said, and the screen stays until a person has read it. */
static void a_copy_that_fails_is_said(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    d.app->hooks.lock = on_lock;
    memset(&seen, 0, sizeof seen);
    char *own = backup_own_folder(d.store.dir);
    assert_int_equal(file_replace(own, "a file in its place", 19), ERR_OK);
    today_push(d.app);
    desk_press(&d, XKEY_F2);
    desk_press(&d, XKEY_F2);
    assert_int_equal(seen.locks, 0);
    desk_sees(&d, "备份到本机");
    desk_sees(&d, "还是上锁");
    desk_type(&d, "2");
    assert_int_equal(seen.locks, 1);
    assert_int_equal(seen.why, LOCK_ASKED);
    assert_int_equal(unlink(own), 0);
    xfree(own);
    desk_end(&d);
}

static void menu_62_lists_and_makes_copies(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    today_push(d.app);
    desk_press(&d, XKEY_F9);
    desk_type(&d, "62");
    desk_top(&d, "backups");
    desk_lacks(&d, "手动");
    desk_press(&d, XKEY_F2);
    assert_int_equal(copies(&d), 1);
    desk_sees(&d, "已备份到本机，核对过了");
    desk_sees(&d, ">本机           今天");
    desk_sees(&d, "手动");
    desk_press(&d, XKEY_F4);
    desk_sees(&d, "从别的文件恢复");
    desk_press(&d, XKEY_ESC);
    desk_press(&d, XKEY_ENTER);
    desk_sees(&d, "这份备份要做什么");
    desk_press(&d, XKEY_ESC);
    desk_press(&d, XKEY_ESC);
    desk_top(&d, "today");
    desk_end(&d);
}

/* --- the whole register --- */

static void three_steps_back_with_a_receipt(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    d.session.is_demo = true; /* no new program */
    char *path = a_copy(&d);
    store_pupil(&d.store, "后来的人", "1", d.class_83);
    today_push(d.app);
    desk_press(&d, XKEY_F9);
    desk_type(&d, "62");
    desk_press(&d, XKEY_ENTER);
    desk_type(&d, "3");
    desk_top(&d, "restore");
    desk_sees(&d, "什么");
    desk_press(&d, XKEY_F2);
    d.store.reg = NULL; /* closed for it */
    assert_null(d.app->reg);
    desk_sees(&d, "已恢复，逐条核对过了");
    desk_sees(&d, "9 位学生");
    desk_sees(&d, "replaced-2026-03-26");
    desk_sound(&d, "receipt");
    desk_press(&d, XKEY_ENTER);
    desk_top(&d, "unlock");
    desk_type(&d, "mima mima");
    desk_press(&d, XKEY_ENTER);
    d.store.reg = d.app->reg;
    assert_non_null(d.store.reg);
    desk_top(&d, "today");
    assert_int_equal(roster_count(d.store.reg->roster), 9);
    xfree(path);
    desk_end(&d);
}

/* A copy of another register asks for its password; a wrong one changes nothing. */
static void a_copy_of_another_register_asks_for_its_password(void **state)
{
    (void)state;
    struct desk d;
    struct store other;
    desk_begin(&d, 24, 80);
    store_begin(&other);
    char *path = file_join(d.store.dir, "other.xd");
    struct backup_how how = {.file = path, .why = "asked"};
    assert_int_equal(backup_run(other.reg, &how, NULL), ERR_OK);
    today_push(d.app);
    restore_push(d.app, path);
    desk_press(&d, XKEY_F2);
    desk_sees(&d, "先输密码");
    desk_type(&d, "wrong");
    desk_press(&d, XKEY_F2);
    desk_sees(&d, "不是这份备份的密码");
    assert_ptr_equal(d.app->reg, d.store.reg);
    desk_press(&d, XKEY_ESC);
    desk_top(&d, "today");
    restore_push(d.app, "/nonexistent.xd");
    desk_top(&d, "today");
    xfree(path);
    store_end(&other);
    desk_end(&d);
}

/* --- one pupil --- */

static void change_talk(struct desk *d, const char *reason)
{
    struct record *rec;
    struct changes set = CHANGES_INIT;
    assert_int_equal(store_load(d->store.reg, d->talk, &rec), ERR_OK);
    field_set_text(rec, spec_field(&kind_talk.spec, "reason"), reason);
    changes_put(&set, rec);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static char *reason_of(struct desk *d)
{
    struct record *rec;
    assert_int_equal(store_load(d->store.reg, d->talk, &rec), ERR_OK);
    char *reason = xstrdup(((struct talk *)rec)->reason);
    record_free(rec);
    return reason;
}

static void one_record_is_taken_out_of_an_old_copy(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    char *path = a_copy(&d);
    char *before = reason_of(&d);
    old_file_push(d.app, path, d.wei);
    desk_sees(&d, "这份档案和备份里的一样");
    desk_press(&d, XKEY_ESC);
    change_talk(&d, "误改的缘由");
    int64_t generation = d.store.reg->root.generation;
    old_file_push(d.app, path, d.wei);
    desk_sees(&d, "有 1 条记录");
    desk_sees(&d, "后来改过");
    desk_press(&d, XKEY_ENTER);
    desk_top(&d, "differences");
    desk_sees(&d, "误改的缘由");
    desk_sees(&d, "备份里的");
    desk_press(&d, XKEY_ESC);
    desk_press(&d, XKEY_F2);
    assert_int_equal(d.store.reg->root.generation, generation);
    desk_type(&d, "2");
    desk_sees(&d, "拿回来了");
    desk_sees(&d, "这份档案和备份里的一样");
    char *after = reason_of(&d);
    assert_string_equal(after, before);
    struct record *rec;
    assert_int_equal(store_load(d.store.reg, d.talk, &rec), ERR_OK);
    int64_t version = rec->version;
    record_free(rec);
    /* What stood there is in the history. */
    assert_int_equal(store_load_version(d.store.reg, d.talk, version - 1, &rec), ERR_OK);
    assert_string_equal(((struct talk *)rec)->reason, "误改的缘由");
    record_free(rec);
    xfree(before);
    xfree(after);
    xfree(path);
    desk_end(&d);
}

static void struck_gone_and_fixed(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    char *path = a_copy(&d);
    assert_int_equal(record_strike(d.store.reg, d.talk, "记错了人"), ERR_OK);
    struct old_copy *old;
    struct old_record *list;
    size_t n;
    assert_int_equal(old_copy_open(d.store.reg, path, &old), ERR_OK);
    assert_int_equal(old_copy_compare(old, d.wei, &list, &n), ERR_OK);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].state, OLD_STRUCK);
    assert_int_equal(old_copy_take_back(old, &list[0]), ERR_OK);
    old_records_free(list, n);
    assert_int_equal(old_copy_compare(old, d.wei, &list, &n), ERR_OK);
    assert_int_equal(n, 0);
    old_records_free(list, n);
    assert_int_equal(old_copy_compare(old, record_new_id(), &list, &n), ERR_NOT_FOUND);
    old_copy_close(old);
    assert_int_equal(old_copy_open(d.store.reg, "/nonexistent", &old), ERR_MISSING);
    xfree(path);
    desk_end(&d);
}

/* A copy of a program before this one is brought up beside the register, and goes again. */
static void a_copy_with_an_older_schema(void **state)
{
    (void)state;
    struct desk d;
    desk_begin(&d, 24, 80);
    char *dir = xstrdup(d.store.dir);
    store_make_older(&d.store, 1);
    reg_close(d.store.reg, false);
    d.store.reg = d.app->reg = NULL;
    /* Opening brings it up, behind a copy of the old schema. */
    struct reg_how how = {.dir = d.store.dir, .key = d.store.key, .lock_fd = -1};
    assert_int_equal(reg_open(&how, &d.store.reg, NULL), ERR_OK);
    d.app->reg = d.store.reg;
    struct backup_list files = BACKUP_LIST_INIT;
    char *own = backup_own_folder(dir);
    assert_int_equal(backup_list_add(&files, own), ERR_OK);
    assert_int_equal(files.n, 1);
    assert_string_equal(files.at[0].why, "migrate");
    change_talk(&d, "后来的缘由");
    struct old_copy *old;
    struct old_record *list;
    size_t n;
    assert_int_equal(old_copy_open(d.store.reg, files.at[0].path, &old), ERR_OK);
    assert_int_equal(old_copy_compare(old, d.wei, &list, &n), ERR_OK);
    assert_true(n >= 1);
    old_records_free(list, n);
    old_copy_close(old);
    char *command = str_format("ls '%s' | grep -q new", dir);
    assert_int_not_equal(system(command), 0);
    xfree(command);
    backup_list_release(&files);
    xfree(own);
    xfree(dir);
    desk_end(&d);
}

/* --- sticks --- */

static void nothing_goes_to_a_stick_nobody_chose(void **state)
{
    (void)state;
    struct store s;
    char *folder = NULL;
    store_begin(&s);
    char *stick = file_join(s.dir, "KINGSTON");
    assert_int_equal(backup_chosen_stick(&device_world, s.dir, &folder), STICK_NONE);
    assert_null(folder);
    assert_int_equal(backup_choose_stick(s.dir, stick), ERR_OK);
    /* It is remembered; as no stick is mounted there it is not used. */
    assert_int_equal(backup_chosen_stick(&device_world, s.dir, &folder), STICK_ABSENT);
    char *name = backup_stick_name(folder);
    assert_string_equal(name, "KINGSTON");
    xfree(name);
    xfree(folder);
    assert_int_equal(backup_forget_stick(s.dir), ERR_OK);
    assert_int_equal(backup_chosen_stick(&device_world, s.dir, NULL), STICK_NONE);
    xfree(stick);
    store_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_ends_with_a_copy_and_the_lock),
        cmocka_unit_test(a_copy_that_fails_is_said),
        cmocka_unit_test(menu_62_lists_and_makes_copies),
        cmocka_unit_test(three_steps_back_with_a_receipt),
        cmocka_unit_test(a_copy_of_another_register_asks_for_its_password),
        cmocka_unit_test(one_record_is_taken_out_of_an_old_copy),
        cmocka_unit_test(struck_gone_and_fixed),
        cmocka_unit_test(a_copy_with_an_older_schema),
        cmocka_unit_test(nothing_goes_to_a_stick_nobody_chose),
    };
    return cmocka_run_group_tests_name("backup screens", tests, NULL, NULL);
}
