// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "core/base/file.h"
#include "core/base/mem.h"

/* Each test has its own folder; `*state` is its path. */
static int set_up(void **state)
{
    const char *base = getenv("TMPDIR");
    char *dir = file_join(base ? base : "/tmp", "xindang-file-XXXXXX");
    *state = mkdtemp(dir);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    char *command = str_format("rm -rf '%s'", (char *)*state);
    int status = system(command);
    xfree(command);
    xfree(*state);
    return status;
}

static int count_entries(const char *dir)
{
    int n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    while (readdir(d)) {
        n++;
    }
    closedir(d);
    return n - 2;
}

static void test_replace_and_read(void **state)
{
    char *path = file_join(*state, "名单.csv");
    struct str out = STR_INIT;
    str_add(&out, ">");
    assert_int_equal(file_replace(path, "旧的内容", 12), ERR_OK);
    assert_int_equal(file_replace(path, "a\0心", 5), ERR_OK);
    assert_int_equal(file_read(path, 5, &out), ERR_OK);
    assert_int_equal(out.len, 6);
    assert_memory_equal(out.ptr, ">a\0心", 7);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(count_entries(*state), 1);
    assert_int_equal(file_read(path, 4, &out), ERR_TOO_LARGE);
    assert_int_equal(file_replace(path, "", 0), ERR_OK);
    str_clear(&out);
    assert_int_equal(file_read(path, 0, &out), ERR_OK);
    assert_int_equal(out.len, 0);
    str_release(&out);
    xfree(path);
}

/* What a killed writer left goes, its neighbours stay. */
static void test_sweep(void **state)
{
    static const char *const names[] = {"keys", "keys.new.4711", "keys.new", "settings.new.1"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = file_join(*state, names[i]);
        assert_int_equal(file_replace(path, "x", 1), ERR_OK);
        xfree(path);
    }
    file_sweep(*state, "keys", ".new.");
    assert_int_equal(count_entries(*state), 3);
    file_sweep(*state, "", ".new.");
    assert_int_equal(count_entries(*state), 2);
    file_sweep("/no/such/folder", "", "");
    assert_int_equal(count_entries(*state), 2);
}

static void test_large(void **state)
{
    char *path = file_join(*state, "large");
    struct str text = STR_INIT;
    struct str back = STR_INIT;
    while (text.len < 100000) {
        str_add(&text, "心档 7(3) ");
    }
    assert_int_equal(file_replace(path, text.ptr, text.len), ERR_OK);
    assert_int_equal(file_read(path, 1 << 20, &back), ERR_OK);
    assert_int_equal(back.len, text.len);
    assert_memory_equal(back.ptr, text.ptr, text.len);
    str_release(&text);
    str_release(&back);
    xfree(path);
}

static void test_refusals(void **state)
{
    struct str out = STR_INIT;
    char *missing = file_join(*state, "no/such");
    assert_int_equal(file_read(missing, 10, &out), ERR_MISSING);
    assert_int_equal(file_replace(missing, "a", 1), ERR_MISSING);
    assert_int_equal(file_sync_dir(missing), ERR_MISSING);
    assert_int_equal(file_read(*state, 10, &out), ERR_IO);
    /* A folder is in the way: it stays, and nothing lies beside it. */
    char *folder = file_join(*state, "folder");
    char *inside = file_join(folder, "a");
    assert_int_equal(file_make_dir(folder), ERR_OK);
    assert_int_equal(file_replace(inside, "a", 1), ERR_OK);
    assert_int_not_equal(file_replace(folder, "a", 1), ERR_OK);
    assert_int_equal(count_entries(*state), 1);
    assert_int_equal(count_entries(folder), 1);
    xfree(inside);
    xfree(folder);
    xfree(missing);
    assert_int_equal(out.len, 0);
    str_release(&out);
}

static void test_full_disk(void **state)
{
    (void)state;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        skip();
    }
    assert_int_equal(file_write_all(fd, "心", 3), ERR_FULL);
    assert_int_equal(file_write_all(fd, "", 0), ERR_OK);
    close(fd);
    assert_int_equal(file_write_all(-1, "a", 1), ERR_IO);
}

static void test_make_dir(void **state)
{
    char *deep = file_join(*state, "一/二/三");
    char *slash = file_join(*state, "四/");
    char *file = file_join(*state, "file");
    char *below = file_join(file, "x");
    assert_int_equal(file_make_dir(deep), ERR_OK);
    assert_int_equal(file_make_dir(deep), ERR_OK);
    assert_int_equal(file_make_dir(slash), ERR_OK);
    struct stat st;
    assert_int_equal(stat(deep, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(file_replace(file, "a", 1), ERR_OK);
    assert_int_equal(file_make_dir(file), ERR_EXISTS);
    assert_int_not_equal(file_make_dir(below), ERR_OK);
    assert_int_equal(file_make_dir("/"), ERR_OK);
    xfree(deep);
    xfree(slash);
    xfree(file);
    xfree(below);
}

static void test_join(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"a", "b", "a/b"},
        {"a/", "b", "a/b"},
        {"/", "b", "/b"},
        {"学校", "册", "学校/册"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *path = file_join(cases[i][0], cases[i][1]);
        assert_string_equal(path, cases[i][2]);
        xfree(path);
    }
}

static void test_errors(void **state)
{
    (void)state;
    for (int e = 0; e < ERR_COUNT; e++) {
        assert_in_range(err_status((enum err)e), 0, 8);
        assert_true(strlen(err_msgid((enum err)e)) > 3);
        assert_int_equal(err_status((enum err)e) == 0, e == ERR_OK);
    }
    static const struct {
        int number;
        enum err e;
    } numbers[] = {
        {0, ERR_OK},          {ENOENT, ERR_MISSING},       {ENOTDIR, ERR_MISSING},
        {ENOSPC, ERR_FULL},   {EDQUOT, ERR_FULL},          {EROFS, ERR_READ_ONLY},
        {EIO, ERR_IO},        {EACCES, ERR_NO_PERMISSION}, {ENOMEM, ERR_NOMEM},
        {EEXIST, ERR_EXISTS},
    };
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_int_equal(err_from_errno(numbers[i].number), numbers[i].e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_replace_and_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sweep, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_make_dir, set_up, tear_down),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
