// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/state.h"

struct fixture {
    char *home;
    char *dir;
    char *path;
    struct key *key;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->home = xstrdup("/tmp/xindang-家-XXXXXX");
    assert_non_null(mkdtemp(f->home));
    f->dir = str_format("%s/state/xindang", f->home);
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&f->key), ERR_OK);
    f->path = file_join(f->dir, key_register_id(f->key));
    char *base = file_join(f->home, "state");
    assert_int_equal(setenv("XDG_STATE_HOME", base, 1), 0);
    xfree(base);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    char *command = str_format("rm -rf '%s'", f->home);
    assert_int_equal(system(command), 0);
    xfree(command);
    key_free(f->key);
    xfree(f->path);
    xfree(f->dir);
    xfree(f->home);
    xfree(f);
    return 0;
}

static const struct state sample = {
    .generation = 123456789012, .closing = 123456789013, .head = {1, 2, 3, 0xfe}};

static void test_round_trip(void **state)
{
    struct fixture *f = *state;
    struct state got = {0};
    assert_int_equal(state_read(f->key, &got), ERR_MISSING);
    assert_int_equal(state_write(f->key, &sample), ERR_OK);
    assert_int_equal(state_read(f->key, &got), ERR_OK);
    assert_int_equal(got.generation, sample.generation);
    assert_int_equal(got.closing, sample.closing);
    assert_memory_equal(got.head, sample.head, MAC_BYTES);
    struct state next = sample;
    next.generation = 0;
    assert_int_equal(state_write(f->key, &next), ERR_OK);
    assert_int_equal(state_read(f->key, &got), ERR_OK);
    assert_int_equal(got.generation, 0);
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(f->dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

/* Every bit, every length; another register's file under this name. */
static void test_tampered(void **state)
{
    struct fixture *f = *state;
    struct state got = {.generation = 77};
    struct str good = STR_INIT;
    assert_int_equal(state_write(f->key, &sample), ERR_OK);
    assert_int_equal(file_read(f->path, 1000, &good), ERR_OK);
    for (size_t i = 0; i < good.len * 8; i++) {
        good.ptr[i / 8] ^= (char)(1 << i % 8);
        assert_int_equal(file_replace(f->path, good.ptr, good.len), ERR_OK);
        assert_int_equal(state_read(f->key, &got), ERR_DAMAGED);
        good.ptr[i / 8] ^= (char)(1 << i % 8);
    }
    for (size_t n = 0; n < good.len; n++) {
        assert_int_equal(file_replace(f->path, good.ptr, n), ERR_OK);
        assert_int_equal(state_read(f->key, &got), ERR_DAMAGED);
    }
    str_add(&good, "x");
    assert_int_equal(file_replace(f->path, good.ptr, good.len), ERR_OK);
    assert_int_equal(state_read(f->key, &got), ERR_DAMAGED);
    assert_int_equal(got.generation, 77);
    str_release(&good);

    struct key *other = NULL;
    assert_int_equal(key_new(&other), ERR_OK);
    assert_int_equal(state_write(other, &sample), ERR_OK);
    char *path = file_join(f->dir, key_register_id(other));
    assert_int_equal(rename(path, f->path), 0);
    assert_int_equal(state_read(f->key, &got), ERR_DAMAGED);
    xfree(path);
    key_free(other);
}

static void test_places(void **state)
{
    struct fixture *f = *state;
    struct state got;
    struct stat st;
    char *old_home = xstrdup(getenv("HOME"));
    assert_int_equal(setenv("HOME", f->home, 1), 0);
    assert_int_equal(setenv("XDG_STATE_HOME", "relative/is/ignored", 1), 0);
    assert_int_equal(state_write(f->key, &sample), ERR_OK);
    char *path = str_format("%s/.local/state/xindang/%s", f->home, key_register_id(f->key));
    assert_int_equal(stat(path, &st), 0);
    xfree(path);
    unsetenv("HOME");
    unsetenv("XDG_STATE_HOME");
    assert_int_equal(state_read(f->key, &got), ERR_MISSING);
    assert_int_equal(state_write(f->key, &sample), ERR_MISSING);
    if (old_home) {
        setenv("HOME", old_home, 1);
    }
    xfree(old_home);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_tampered),
        TEST(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
