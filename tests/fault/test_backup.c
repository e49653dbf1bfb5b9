// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/restore.h"
#include "core/roster.h"
#include "core/verify.h"
#include "tests/fault/disk.h"
#include "tests/fault/folder.h"
#include "tests/fault/says.h"
#include "tests/support/store.h"

/*
 * Copies (reliability.md, promises 8 and 9).  A stick with a copy on it gets a
 * new one and is pulled out, or fails, at every call: what has a copy's name is
 * whole and opens, and there always is one.  A restore that is cut off leaves
 * the old register or the restored one, and both open.
 */
struct scene {
    struct store store;
    char stick[64];
    char cut[64];
    struct folder *before; /* of the stick, or of the store */
    int cases, refused;
    char *copy;
};

static char where[160];

static void make_folder(char path[64], const char *name)
{
    snprintf(path, 64, "/tmp/xindang-%s-XXXXXX", name);
    assert_non_null(mkdtemp(path));
}

static void remove_folder(const char *path)
{
    char *command = str_format("rm -rf '%s'", path);
    assert_int_equal(system(command), 0);
    xfree(command);
}

static void begin(struct scene *t)
{
    memset(t, 0, sizeof *t);
    store_begin(&t->store);
    make_folder(t->stick, "stick");
    make_folder(t->cut, "cut");
    store_pupil(&t->store, "缪茜", "2", store_class(&t->store, STAGE_JUNIOR, 2024, 3));
}

static void end(struct scene *t, const char *what)
{
    print_message("# %s: %d cases, %d refused\n", what, t->cases, t->refused);
    folder_free(t->before);
    remove_folder(t->stick);
    remove_folder(t->cut);
    xfree(t->copy);
    store_end(&t->store);
}

/* --- what lies on the stick --- */

/* Every file with a copy's name is a whole register; how many there are. */
static int whole_copies(const struct scene *t, const char *dir, int64_t *newest)
{
    struct backup_list list = BACKUP_LIST_INIT;
    char *command = str_format("ls '%s' | grep -c '\\.xd$'", dir);
    FILE *names = popen(command, "r");
    int count = -1;
    assert_non_null(names);
    assert_int_equal(fscanf(names, "%d", &count), 1);
    pclose(names);
    xfree(command);
    assert_int_equal(backup_list_add(&list, dir), ERR_OK);
    if ((int)list.n != count) {
        fail_msg("%s: a file with a copy's name is none", where);
    }
    for (size_t i = 0; i < list.n; i++) {
        struct reg *copy;
        if (reg_open_copy(list.at[i].path, t->store.key, &copy) != ERR_OK) {
            fail_msg("%s: a copy does not open", where);
        }
        assert_int_equal(verify_all(copy, says_damage, where), ERR_OK);
        reg_close(copy, false);
    }
    *newest = list.n ? list.at[0].generation : 0;
    backup_list_release(&list);
    return count;
}

static enum err copy_to_stick(struct scene *t)
{
    struct backup_how how = {.dir = t->stick, .why = "daily"};
    return backup_run(t->store.reg, &how, NULL);
}

/* A stick with one copy; the register has gone on since. */
static void begin_stick(struct scene *t)
{
    begin(t);
    assert_int_equal(copy_to_stick(t), ERR_OK);
    store_pupil(&t->store, "韦卓", "1", store_class(&t->store, STAGE_JUNIOR, 2024, 4));
    t->before = folder_take(t->stick);
}

static void pull_out_at_each_call(struct scene *t, bool fat)
{
    enum { SEEDS = 12 };
    int64_t newest;
    folder_put(t->before);
    disk_begin(t->stick);
    disk_like_fat(fat);
    size_t first = disk_calls(); /* what is there already */
    assert_int_equal(copy_to_stick(t), ERR_OK);
    disk_ack(1);
    size_t calls = disk_calls();
    disk_end();
    assert_true(calls > first + 6);
    assert_int_equal(whole_copies(t, t->stick, &newest), 1);
    int64_t after = newest;
    for (enum disk_loss loss = LOSE_NOTHING; loss < LOSSES; loss++) {
        disk_rewind();
        for (size_t n = first; n <= calls; n++) {
            int told = disk_cut(n);
            uint64_t seeds = loss == LOSE_SOME || loss == LOSE_TORN ? SEEDS : 1;
            for (uint64_t seed = 0; seed < seeds; seed++) {
                snprintf(where, sizeof where, "%s, loss %d, call %zu of %zu, seed %d",
                         fat ? "FAT" : "a disk", (int)loss, n, calls, (int)seed);
                disk_build(t->cut, loss, seed);
                if (whole_copies(t, t->cut, &newest) == 0) {
                    fail_msg("%s: no copy is left", where);
                }
                /* Told that it is done, and folders can be synced: it is there. */
                if (told && !fat && newest != after) {
                    fail_msg("%s: the new copy is gone", where);
                }
                t->cases++;
            }
        }
    }
}

static void a_copy_cut_off_at_each_call(void **state)
{
    (void)state;
    struct scene t;
    begin_stick(&t);
    pull_out_at_each_call(&t, false);
    pull_out_at_each_call(&t, true);
    end(&t, "pulled out");
}

/* EIO and the like from the n-th call on, or once; reading fails as well. */
static void a_stick_that_fails_at_each_call(void **state)
{
    static const struct {
        int error;
        bool for_ever;
    } modes[] = {{EIO, true}, {EIO, false}, {ENODEV, true}, {ENOSPC, true}, {EROFS, true}};
    (void)state;
    struct scene t;
    begin_stick(&t);
    for (size_t m = 0; m < COUNT(modes); m++) {
        int asked = 0;
        for (int n = 0; n <= asked; n++) {
            int64_t newest;
            snprintf(where, sizeof where, "error %d, call %d of %d", modes[m].error, n, asked);
            folder_put(t.before);
            disk_begin(t.stick);
            disk_like_fat(m % 2 == 0);
            disk_fail(n, modes[m].error, modes[m].for_ever);
            disk_fail_reads(modes[m].error == EIO);
            enum err e = copy_to_stick(&t);
            asked = n == 0 ? disk_asked() : asked; /* the first time nothing fails */
            disk_end();
            if (e == ERR_DAMAGED) {
                fail_msg("%s: the register is blamed", where);
            }
            assert_true(whole_copies(&t, t.stick, &newest) >= 1);
            t.cases++;
            t.refused += e != ERR_OK;
        }
    }
    /* The register knows nothing of it, and a whole stick gets its copy. */
    assert_int_equal(copy_to_stick(&t), ERR_OK);
    assert_int_equal(verify_all(t.store.reg, says_damage, where), ERR_OK);
    end(&t, "failing stick");
}

/* --- back --- */

/* A copy with one pupil; the register has two, and is closed. */
static void begin_restore(struct scene *t)
{
    begin(t);
    t->copy = file_join(t->stick, "copy.xd");
    struct backup_how how = {.file = t->copy, .why = "asked"};
    assert_int_equal(backup_run(t->store.reg, &how, NULL), ERR_OK);
    store_pupil(&t->store, "韦卓", "1", store_class(&t->store, STAGE_JUNIOR, 2024, 4));
    assert_int_equal(reg_set_password(t->store.dir, t->store.key, "xin mima", KDF_LIGHT), ERR_OK);
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    t->before = folder_take(t->store.dir);
}

/* By the password of then, so that the key file of the copy comes along. */
static enum err restore(struct scene *t)
{
    struct restore *r;
    struct restored done;
    struct restore_how how = {.dir = t->store.dir, .from = t->copy, .password = "mima mima",
                              .replace = true, .lock_fd = -1};
    enum err e = restore_begin(&how, &r);
    if (e != ERR_OK) {
        return e;
    }
    while (restore_step(r)) {
    }
    e = restore_end(r, &done);
    restored_release(&done);
    return e;
}

/* Pupils in the register that stands there: it opens by the key and by the password it has. */
static size_t pupils(const struct scene *t, const char *dir)
{
    struct reg *reg = NULL;
    struct reg_how how = {.dir = dir, .key = t->store.key, .lock_fd = -1};
    if (reg_open(&how, &reg, NULL) != ERR_OK) {
        fail_msg("%s: the register does not open", where);
    }
    assert_int_equal(verify_all(reg, says_damage, where), ERR_OK);
    size_t n = roster_count(reg->roster);
    reg_close(reg, false);
    return n;
}

static void opens_by_its_password(const struct scene *t, const char *dir, size_t n)
{
    struct reg *reg = NULL;
    struct reg_how how = {
        .dir = dir, .password = n == 1 ? "mima mima" : "xin mima", .lock_fd = -1};
    (void)t;
    if (reg_open(&how, &reg, NULL) != ERR_OK) {
        fail_msg("%s: its password does not open it", where);
    }
    reg_close(reg, false);
}

static void a_restore_cut_off_at_each_call(void **state)
{
    (void)state;
    struct scene t;
    begin_restore(&t);
    disk_begin(t.store.dir);
    size_t first = disk_calls();
    assert_int_equal(restore(&t), ERR_OK);
    disk_ack(1);
    size_t calls = disk_calls();
    disk_end();
    assert_int_equal(pupils(&t, t.store.dir), 1);
    for (enum disk_loss loss = LOSE_NOTHING; loss < LOSSES; loss++) {
        disk_rewind();
        for (size_t n = first; n <= calls; n++) {
            snprintf(where, sizeof where, "restore, loss %d, call %zu of %zu", (int)loss, n, calls);
            int told = disk_cut(n);
            disk_build(t.cut, loss, n);
            size_t found = pupils(&t, t.cut);
            if (told && found != 1) {
                fail_msg("%s: it was told as done and is not", where);
            }
            if (n % 8 == 0) { /* deriving a key takes a tenth of a second */
                opens_by_its_password(&t, t.cut, found);
            }
            t.cases++;
        }
    }
    end(&t, "restore cut off");
}

static void a_restore_that_fails_at_each_call(void **state)
{
    (void)state;
    struct scene t;
    begin_restore(&t);
    int asked = 0;
    for (int n = 0; n <= asked; n++) {
        snprintf(where, sizeof where, "restore, failing call %d of %d", n, asked);
        folder_put(t.before);
        disk_begin(t.store.dir);
        disk_fail(n, n % 2 ? EIO : ENOSPC, n % 3 == 0);
        enum err e = restore(&t);
        asked = n == 0 ? disk_asked() : asked;
        disk_end();
        size_t found = pupils(&t, t.store.dir);
        if (e == ERR_OK && found != 1) {
            fail_msg("%s: it was told as done and is not", where);
        }
        bool for_ever = n % 3 == 0; /* then nothing can be put back either */
        if (e != ERR_OK && found != 2 && !disk_failed_sync() && !for_ever) {
            fail_msg("%s: it said no and stands", where);
        }
        if (n % 4 == 0) {
            opens_by_its_password(&t, t.store.dir, found);
        }
        t.cases++;
        t.refused += e != ERR_OK;
    }
    end(&t, "failing restore");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_cut_off_at_each_call),
        cmocka_unit_test(a_stick_that_fails_at_each_call),
        cmocka_unit_test(a_restore_cut_off_at_each_call),
        cmocka_unit_test(a_restore_that_fails_at_each_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
