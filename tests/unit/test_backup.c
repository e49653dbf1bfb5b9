// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/restore.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/support/store.h"

static void print(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    print_message("# %s %lld\n", msgid, (long long)n);
}

/* Files of a folder whose name has `has`. */
static int files(const char *dir, const char *has)
{
    DIR *folder = opendir(dir);
    const struct dirent *entry;
    int n = 0;
    while (folder && (entry = readdir(folder)) != NULL) {
        n += entry->d_name[0] != '.' && strstr(entry->d_name, has) != NULL;
    }
    if (folder) {
        closedir(folder);
    }
    return n;
}

/* A folder beside the store, made and emptied by its name. */
static char *folder(const struct store *s, const char *name)
{
    char *path = file_join(s->dir, name);
    assert_int_equal(file_make_dir(path), ERR_OK);
    return path;
}

static int64_t someone(struct store *s, const char *name)
{
    return store_pupil(s, name, "2", store_class(s, STAGE_JUNIOR, 2024, 3));
}

/* --- making one --- */

static void a_copy_is_the_register_of_its_moment(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    someone(s, "缪茜");
    struct backup_made made;
    struct backup_how how = {.dir = dir, .why = "asked"};
    assert_int_equal(backup_run(s->reg, &how, &made), ERR_OK);
    assert_int_equal(made.generation, s->reg->root.generation);
    assert_int_equal(made.records, s->reg->root.records);
    assert_false(made.outside); /* the same disk, or nobody can tell */
    struct backup_file file;
    assert_int_equal(backup_file_read(made.path, &file), ERR_OK);
    assert_true(file.ours);
    assert_string_equal(file.why, "asked");
    assert_int_equal(file.generation, made.generation);
    assert_int_equal(file.bytes, made.bytes);
    struct str keys = STR_INIT;
    assert_int_equal(backup_file_keys(&file, &keys), ERR_OK);
    struct keyfile_info info;
    assert_int_equal(keyfile_info_of(keys.ptr, keys.len, &info), ERR_OK);
    str_release(&keys);
    struct reg *copy;
    assert_int_equal(reg_open_copy(made.path, s->key, &copy), ERR_OK);
    assert_int_equal(copy->root.generation, made.generation);
    assert_int_equal(verify_all(copy, print, NULL), ERR_OK);
    reg_close(copy, false);
    assert_int_equal(files(dir, ""), 1); /* no log, nothing half written */
    backup_file_release(&file);
    backup_made_release(&made);
    xfree(dir);
}

static void a_file_of_ones_own_is_never_overwritten(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    char *path = file_join(dir, "我的备份");
    struct backup_how how = {.file = path, .why = "asked"};
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_OK);
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_EXISTS);
    how.file = "/nonexistent/folder/x";
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_MISSING);
    assert_int_equal(files(dir, ""), 1);
    xfree(path);
    xfree(dir);
}

/* Commits go on while it is copied, checkpoints wait, and the copy is that of the beginning. */
static void work_goes_on_while_it_is_copied(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    struct backup *b;
    struct backup_made made;
    struct backup_how how = {.dir = dir, .why = "daily"};
    assert_int_equal(backup_begin(s->reg, &how, &b), ERR_OK);
    int64_t generation = s->reg->root.generation;
    someone(s, "覃子墨");
    assert_true(db_wal_size(s->reg->db) > 0);
    assert_false(store_wants_checkpoint(s->reg, 60000));
    assert_int_equal(store_checkpoint(s->reg), ERR_OK);
    assert_true(db_wal_size(s->reg->db) > 0);
    while (backup_step(b)) {
        int64_t done;
        int64_t all;
        backup_progress(b, &done, &all);
        assert_true(done <= all);
    }
    assert_int_equal(backup_end(b, &made), ERR_OK);
    assert_int_equal(made.generation, generation);
    assert_true(s->reg->root.generation > generation);
    assert_true(store_wants_checkpoint(s->reg, 60000));
    assert_int_equal(store_checkpoint(s->reg), ERR_OK);
    assert_int_equal(db_wal_size(s->reg->db), 0);
    backup_made_release(&made);
    xfree(dir);
}

static void a_stopped_one_leaves_nothing(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    struct backup *b;
    struct backup *other;
    struct backup_how how = {.dir = dir, .why = "daily"};
    assert_int_equal(backup_begin(s->reg, &how, &b), ERR_OK);
    assert_int_equal(backup_end(b, NULL), ERR_CANCELLED);
    assert_int_equal(files(dir, ""), 0);
    /* One that is begun meanwhile takes the place of the other; closing the register too. */
    assert_int_equal(backup_begin(s->reg, &how, &b), ERR_OK);
    how.why = "asked";
    assert_int_equal(backup_begin(s->reg, &how, &other), ERR_OK);
    assert_false(backup_step(b));
    assert_int_equal(backup_end(b, NULL), ERR_CANCELLED);
    reg_close(s->reg, false);
    s->reg = NULL;
    assert_false(backup_step(other));
    assert_int_equal(backup_end(other, NULL), ERR_CANCELLED);
    assert_int_equal(files(dir, ""), 0);
    xfree(dir);
}

/* Bytes changed in the file underneath, where nothing has looked yet. */
static void damage(const char *path, off_t at)
{
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "damage", 6, at), 6);
    close(fd);
}

static void a_damaged_register_makes_no_copy(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    char *path = reg_path(s->reg, "register.db");
    struct backup_how how = {.dir = dir, .why = "daily"};
    someone(s, "缪茜");
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_OK);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    damage(path, st.st_size - 2000);
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_DAMAGED);
    assert_int_equal(files(dir, ""), 1); /* the good one */
    verify_note(s->reg, "file", NONE);
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_DAMAGED);
    assert_int_equal(files(dir, ""), 1);
    xfree(path);
    xfree(dir);
}

/* --- which stay --- */

static void add(struct backup_list *list, int64_t day, int64_t generation, const char *why)
{
    list->at = mem_grow(list->at, list->n, &list->cap, sizeof *list->at);
    struct backup_file *file = &list->at[list->n++];
    *file = (struct backup_file){
        .ours = true, .moment = day * 1440 + 1000, .generation = generation};
    snprintf(file->why, sizeof file->why, "%s", why);
}

static size_t kept(const struct backup_list *list, bool *keep)
{
    static const uint8_t salt[SALT_BYTES];
    size_t n = 0;
    backup_list_keep(list, salt, keep);
    for (size_t i = 0; i < list->n; i++) {
        n += keep[i];
    }
    return n;
}

/* A copy each day for three years, the newest first. */
static void seven_days_four_weeks_twelve_months(void **state)
{
    (void)state;
    struct backup_list list = BACKUP_LIST_INIT;
    bool keep[1096];
    int64_t today = date_from_civil(2026, 3, 26); /* a Thursday */
    for (int i = 0; i < 1095; i++) {
        add(&list, today - i, 2000 - i, "daily");
    }
    size_t n = kept(&list, keep);
    for (int i = 0; i < 7; i++) {
        assert_true(keep[i]);
    }
    assert_true(keep[4]);                /* Sunday of the week before */
    assert_true(keep[11] && keep[18]);   /* and of the two before that */
    assert_false(keep[7] || keep[12]);
    assert_true(keep[26]);               /* 28 February */
    assert_true(keep[54]);               /* 31 January */
    int64_t april = today - date_from_civil(2025, 4, 30);
    assert_true(keep[april]);            /* the twelfth month */
    assert_false(keep[april + 30]);
    assert_int_equal(n, 7 + 2 + 11);
    backup_list_release(&list);
}

/* Nothing goes because time passes: after a summer without copies all are there. */
static void a_day_is_one_that_has_a_copy(void **state)
{
    (void)state;
    struct backup_list list = BACKUP_LIST_INIT;
    bool keep[8];
    add(&list, date_from_civil(2026, 9, 1), 9, "daily");
    for (int i = 0; i < 6; i++) {
        add(&list, date_from_civil(2026, 6, 20 - i), 8 - i, "daily");
    }
    assert_int_equal(kept(&list, keep), 7);
    backup_list_release(&list);
}

/* A clock that woke in 2009: by generation, not by its date. */
static void a_wrong_clock_pushes_nothing_out(void **state)
{
    (void)state;
    struct backup_list list = BACKUP_LIST_INIT;
    bool keep[16];
    add(&list, date_from_civil(2009, 1, 1), 20, "daily");
    add(&list, date_from_civil(2009, 1, 1), 19, "daily");
    for (int i = 0; i < 6; i++) {
        add(&list, date_from_civil(2026, 3, 26 - i), 18 - i, "daily");
    }
    assert_int_equal(kept(&list, keep), 7);
    assert_true(keep[0]);
    assert_false(keep[1]); /* the older one of that day */
    backup_list_release(&list);
}

static void what_was_made_before_something_stays_longer(void **state)
{
    (void)state;
    struct backup_list list = BACKUP_LIST_INIT;
    bool keep[16];
    int64_t day = date_from_civil(2026, 3, 26);
    add(&list, day, 20, "asked");
    for (int i = 0; i < 5; i++) {
        add(&list, day, 19 - i, i % 2 ? "daily" : "import");
    }
    add(&list, day, 10, "import");
    add(&list, day, 9, "migrate");
    static const uint8_t other[SALT_BYTES] = {1};
    add(&list, day, 1, "daily");
    memcpy(list.at[8].salt, other, SALT_BYTES); /* another register's */
    kept(&list, keep);
    static const bool want[] = {true, true, false, true, false, true, false, true, true};
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_int_equal(keep[i], want[i]);
    }
    backup_list_release(&list);
}

static void old_ones_go_when_a_new_one_has_come(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    char *part = file_join(dir, "2026-03-01-101010-daily-g000001.xd.part");
    char *note = file_join(dir, "请勿删除.txt");
    struct backup_how how = {.dir = dir, .why = "daily"};
    assert_int_equal(file_replace(part, "", 0), ERR_OK);
    assert_int_equal(file_replace(note, "字", 3), ERR_OK);
    for (int i = 0; i < 3; i++) {
        someone(s, "缪茜");
        assert_int_equal(backup_run(s->reg, &how, NULL), ERR_OK);
    }
    assert_int_equal(files(dir, ".xd"), 1); /* of one day the newest */
    assert_int_equal(files(dir, ""), 2);
    struct backup_list list = BACKUP_LIST_INIT;
    assert_int_equal(backup_list_add(&list, dir), ERR_OK);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.at[0].generation, s->reg->root.generation);
    /* A later generation lies there: this register is the older one, and takes nothing away. */
    char *later = str_format("%s/2026-03-27-101010-daily-g009999.xd", dir);
    assert_true(backup_newest_moment(dir) != NONE);
    assert_int_equal(rename(list.at[0].path, later), 0);
    assert_int_equal(backup_newest_moment(dir), date_from_civil(2026, 3, 27) * 1440 + 610);
    assert_int_equal(backup_newest_moment("/nonexistent"), NONE);
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_OK);
    assert_int_equal(files(dir, ".xd"), 2);
    backup_list_release(&list);
    xfree(later);
    xfree(part);
    xfree(note);
    xfree(dir);
}

/* --- names and files --- */

static void files_that_are_no_copies(void **state)
{
    struct store *s = *state;
    char *dir = folder(s, "out");
    struct backup_made made;
    struct backup_how how = {.dir = dir, .why = "asked"};
    assert_int_equal(backup_run(s->reg, &how, &made), ERR_OK);
    struct str bytes = STR_INIT;
    assert_int_equal(file_read(made.path, 1 << 26, &bytes), ERR_OK);
    char *path = file_join(dir, "其他.xd");
    static const size_t cut[] = {0, 31, 4096, 5000};
    struct backup_file file;
    for (size_t i = 0; i < COUNT(cut); i++) {
        assert_int_equal(file_replace(path, bytes.ptr, cut[i]), ERR_OK);
        assert_int_equal(backup_file_read(path, &file), ERR_NO_COPY);
    }
    assert_int_equal(file_replace(path, bytes.ptr, bytes.len - 1), ERR_OK);
    assert_int_equal(backup_file_read(path, &file), ERR_NO_COPY);
    bytes.ptr[bytes.len - 9]++; /* the length of the database */
    assert_int_equal(file_replace(path, bytes.ptr, bytes.len), ERR_OK);
    assert_int_equal(backup_file_read(path, &file), ERR_NO_COPY);
    bytes.ptr[bytes.len - 9]--;
    assert_int_equal(file_replace(path, bytes.ptr, bytes.len), ERR_OK);
    assert_int_equal(backup_file_read(path, &file), ERR_OK);
    assert_false(file.ours); /* a whole copy under a name of somebody's own: never rotated */
    backup_file_release(&file);
    assert_int_equal(backup_file_read("/nonexistent", &file), ERR_MISSING);
    struct backup_list list = BACKUP_LIST_INIT;
    assert_int_equal(backup_list_add(&list, dir), ERR_OK);
    assert_int_equal(list.n, 1);
    backup_list_release(&list);
    str_release(&bytes);
    backup_made_release(&made);
    xfree(path);
    xfree(dir);
}

/* --- back again --- */

static char *a_copy(struct store *s, const char *name)
{
    char *path = file_join(s->dir, name);
    struct backup_how how = {.file = path, .why = "asked"};
    assert_int_equal(backup_run(s->reg, &how, NULL), ERR_OK);
    return path;
}

static enum err restore(const struct restore_how *how, struct restored *done)
{
    struct restore *r;
    enum err e = restore_begin(how, &r);
    if (e != ERR_OK) {
        return e;
    }
    while (restore_step(r)) {
    }
    e = restore_end(r, done);
    if (e != ERR_OK) {
        assert_null(done->kept);
    }
    return e;
}

static void back_into_an_empty_folder(void **state)
{
    struct store *s = *state;
    someone(s, "缪茜");
    char *copy = a_copy(s, "copy.xd");
    char *dir = file_join(s->dir, "new");
    struct restored done;
    struct restore_how how = {.dir = dir, .from = copy, .password = "wrong", .lock_fd = -1};
    assert_int_equal(restore(&how, &done), ERR_PASSWORD);
    assert_int_equal(files(dir, "keys"), 0);
    how.password = "mima mima";
    assert_int_equal(restore(&how, &done), ERR_OK);
    assert_null(done.kept);
    assert_true(done.old_password);
    assert_int_equal(done.pupils, 1);
    restored_release(&done);
    struct reg *reg;
    struct reg_how open = {.dir = dir, .password = "mima mima", .lock_fd = -1};
    assert_int_equal(reg_open(&open, &reg, NULL), ERR_OK);
    assert_string_equal(roster_pupil_at(reg->roster, 0)->name, "缪茜");
    assert_int_equal(verify_all(reg, print, NULL), ERR_OK);
    reg_close(reg, false);
    assert_int_equal(files(dir, "restore"), 0);
    assert_int_equal(files(dir, "new"), 0);
    xfree(dir);
    xfree(copy);
}

/* The old register is put aside, the numbers of commits go on, today's password holds. */
static void back_over_a_register(void **state)
{
    struct store *s = *state;
    someone(s, "缪茜");
    char *copy = a_copy(s, "copy.xd");
    int64_t later = someone(s, "后来的人");
    assert_int_equal(reg_set_password(s->dir, s->key, "xin mima", KDF_LIGHT), ERR_OK);
    int64_t generation = s->reg->root.generation;
    reg_close(s->reg, false);
    s->reg = NULL;
    struct restored done;
    struct restore_how how = {.dir = s->dir, .from = copy, .password = "xin mima", .lock_fd = -1};
    assert_int_equal(restore(&how, &done), ERR_HAS_REGISTER);
    how.replace = true;
    assert_int_equal(restore(&how, &done), ERR_OK);
    assert_false(done.old_password);
    assert_non_null(done.kept);

    struct reg_how open = {.dir = s->dir, .password = "xin mima", .lock_fd = -1};
    assert_int_equal(reg_open(&open, &s->reg, NULL), ERR_OK);
    assert_null(roster_pupil(s->reg->roster, later));
    assert_int_equal(roster_count(s->reg->roster), 1);
    assert_true(s->reg->root.generation > generation);
    assert_int_equal(s->reg->side_file, ERR_OK);

    struct reg *old;
    open.dir = done.kept;
    assert_int_equal(reg_open(&open, &old, NULL), ERR_OK);
    assert_non_null(roster_pupil(old->roster, later));
    reg_close(old, false);
    restored_release(&done);
    xfree(copy);
}

static void nothing_is_replaced_by_what_does_not_verify(void **state)
{
    struct store *s = *state;
    int64_t p = someone(s, "缪茜");
    char *copy = a_copy(s, "copy.xd");
    struct stat st;
    assert_int_equal(stat(copy, &st), 0);
    damage(copy, st.st_size / 2);
    reg_close(s->reg, false);
    s->reg = NULL;
    struct restored done;
    struct restore_how how = {.dir = s->dir, .from = copy, .key = s->key, .replace = true,
                              .lock_fd = -1};
    assert_int_equal(restore(&how, &done), ERR_DAMAGED);
    struct key *other;
    assert_int_equal(key_new(&other), ERR_OK);
    how.key = other;
    assert_int_equal(restore(&how, &done), ERR_CODE);
    key_free(other);
    assert_int_equal(files(s->dir, "replaced"), 0);
    assert_int_equal(files(s->dir, "new"), 0);
    struct reg_how open = {.dir = s->dir, .key = s->key, .lock_fd = -1};
    assert_int_equal(reg_open(&open, &s->reg, NULL), ERR_OK);
    assert_non_null(roster_pupil(s->reg->roster, p));
    xfree(copy);
}

/* Another register's copy: its own password opens it, and its key file comes along. */
static void back_from_another_registers_copy(void **state)
{
    struct store *s = *state;
    struct store other;
    someone(s, "缪茜");
    store_begin(&other);
    char *copy = a_copy(s, "copy.xd");
    reg_close(other.reg, false);
    other.reg = NULL;
    struct restored done;
    struct restore_how how = {.dir = other.dir, .from = copy, .key = s->key, .replace = true,
                              .lock_fd = -1};
    assert_int_equal(restore(&how, &done), ERR_OK);
    restored_release(&done);
    struct reg_how open = {.dir = other.dir, .password = "mima mima", .lock_fd = -1};
    assert_int_equal(reg_open(&open, &other.reg, NULL), ERR_OK);
    assert_string_equal(key_register_id(other.reg->key), key_register_id(s->key));
    store_end(&other);
    xfree(copy);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_the_register_of_its_moment),
        TEST(a_file_of_ones_own_is_never_overwritten),
        TEST(work_goes_on_while_it_is_copied),
        TEST(a_stopped_one_leaves_nothing),
        TEST(a_damaged_register_makes_no_copy),
        cmocka_unit_test(seven_days_four_weeks_twelve_months),
        cmocka_unit_test(a_day_is_one_that_has_a_copy),
        cmocka_unit_test(a_wrong_clock_pushes_nothing_out),
        cmocka_unit_test(what_was_made_before_something_stays_longer),
        TEST(old_ones_go_when_a_new_one_has_come),
        TEST(files_that_are_no_copies),
        TEST(back_into_an_empty_folder),
        TEST(back_over_a_register),
        TEST(nothing_is_replaced_by_what_does_not_verify),
        TEST(back_from_another_registers_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
