// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/keyfile.h"
#include "db/secret.h"

static const char password[] = "心理室的灯-2026";

struct fixture {
    char *dir;
    char *path;
    struct key *key;
    struct key *second;
    struct str bytes; /* of a good file with both secrets */
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = xstrdup("/tmp/xindang-keys-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->path = file_join(f->dir, "keys");
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&f->key), ERR_OK);
    assert_int_equal(key_new(&f->second), ERR_OK);
    str_init(&f->bytes);
    assert_int_equal(
        keyfile_write(f->path, f->key, f->second, password, keyfile_calibrate(KDF_LIGHT)), ERR_OK);
    assert_int_equal(file_read(f->path, 4096, &f->bytes), ERR_OK);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    key_free(f->key);
    key_free(f->second);
    unlink(f->path);
    rmdir(f->dir);
    xfree(f->path);
    xfree(f->dir);
    str_release(&f->bytes);
    xfree(f);
    return 0;
}

static void put(const struct fixture *f, const void *bytes, size_t n)
{
    assert_int_equal(file_replace(f->path, bytes, n), ERR_OK);
}

static enum err open_with(const struct fixture *f, const char *text, const uint8_t *salt,
                          const struct key *expect)
{
    struct key *key = NULL;
    enum err e = keyfile_open(f->path, text, salt, &key);
    assert_int_equal(e == ERR_OK, key != NULL);
    if (key && expect) {
        assert_memory_equal(key_secret(key), key_secret(expect), SECRET_BYTES);
    }
    key_free(key);
    return e;
}

static void test_round_trip(void **state)
{
    struct fixture *f = *state;
    put(f, f->bytes.ptr, f->bytes.len);
    assert_int_equal(open_with(f, password, NULL, f->key), ERR_OK);
    assert_int_equal(open_with(f, password, key_salt(f->key), f->key), ERR_OK);
    assert_int_equal(open_with(f, password, key_salt(f->second), f->second), ERR_OK);
    assert_int_equal(open_with(f, "心理室的灯-2027", NULL, NULL), ERR_PASSWORD);
    assert_int_equal(open_with(f, "", NULL, NULL), ERR_PASSWORD);
    uint8_t other[SALT_BYTES] = {1};
    assert_int_equal(open_with(f, password, other, NULL), ERR_NOT_FOUND);
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(st.st_size < 4096);
}

static void test_info(void **state)
{
    struct fixture *f = *state;
    struct keyfile_info info;
    put(f, f->bytes.ptr, f->bytes.len);
    assert_int_equal(keyfile_info(f->path, &info), ERR_OK);
    assert_int_equal(info.secrets, 2);
    assert_int_equal(info.kdf.mem_bytes, 32 << 20);
    assert_int_equal(info.kdf.passes, 3);
    assert_false(info.one_copy_bad);
    assert_true(clock_now() - info.written_at < 600000);
    unlink(f->path);
    assert_int_equal(keyfile_info(f->path, &info), ERR_MISSING);
    assert_int_equal(open_with(f, password, NULL, NULL), ERR_MISSING);
    put(f, "", 0);
    assert_int_equal(keyfile_info(f->path, &info), ERR_KEYS_DAMAGED);
}

static void flip(struct str *s, size_t from, size_t n)
{
    s->ptr[from + (size_t)rand() % n] ^= (char)(1 << rand() % 8);
}

/* A wrong password and a damaged file are never mixed up. */
static void test_flips(void **state)
{
    struct fixture *f = *state;
    size_t half = f->bytes.len / 2;
    srand(11);
    for (int i = 0; i < 1000; i++) {
        struct str s = STR_INIT;
        struct keyfile_info info;
        str_addn(&s, f->bytes.ptr, f->bytes.len);
        flip(&s, i % 2 ? half : 0, half);
        assert_int_equal(keyfile_info_of(s.ptr, s.len, &info), ERR_OK);
        assert_true(info.one_copy_bad);
        assert_int_equal(info.secrets, 2);
        if (i % 100 < 2) {
            put(f, s.ptr, s.len);
            assert_int_equal(open_with(f, password, NULL, f->key), ERR_OK);
        }
        flip(&s, i % 2 ? 0 : half, half);
        put(f, s.ptr, s.len);
        assert_int_equal(open_with(f, password, NULL, NULL), ERR_KEYS_DAMAGED);
        str_release(&s);
    }
}

static void test_cut_and_shifted(void **state)
{
    struct fixture *f = *state;
    struct keyfile_info info;
    size_t half = f->bytes.len / 2;
    for (size_t n = 0; n < f->bytes.len; n++) {
        enum err e = keyfile_info_of(f->bytes.ptr, n, &info);
        assert_int_equal(e, n < half ? ERR_KEYS_DAMAGED : ERR_OK);
        e = keyfile_info_of(f->bytes.ptr + n, f->bytes.len - n, &info);
        assert_int_equal(e, n > half ? ERR_KEYS_DAMAGED : ERR_OK);
    }
    struct str s = STR_INIT;
    str_add(&s, "前面多了几个字节");
    str_addn(&s, f->bytes.ptr, f->bytes.len);
    assert_int_equal(keyfile_info_of(s.ptr, s.len, &info), ERR_OK);
    assert_false(info.one_copy_bad);
    str_release(&s);
}

/* A header made by somebody hostile, with a hash that fits. */
static void test_hostile_headers(void **state)
{
    struct fixture *f = *state;
    static const struct {
        size_t at;
        uint8_t bytes[8];
        size_t n;
        enum err expect;
    } rows[] = {
        {8, {0, 0, 0, 2}, 4, ERR_NEWER},
        {8, {0, 0, 0, 0}, 4, ERR_KEYS_DAMAGED},
        {24, {0, 0, 0, 0, 0x40, 0, 0, 1}, 8, ERR_KEYS_DAMAGED}, /* over 1 GiB */
        {24, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 8, ERR_KEYS_DAMAGED},
        {24, {0, 0, 0, 0, 0x01, 0xff, 0xff, 0xff}, 8, ERR_KEYS_DAMAGED}, /* below 32 MiB */
        {32, {0, 0, 0, 2}, 4, ERR_KEYS_DAMAGED},
        {32, {0, 0, 0, 65}, 4, ERR_KEYS_DAMAGED},
        {32, {0, 0, 0, 64}, 4, ERR_OK}, /* 64 x 32 MiB is within the work limit */
        {24, {0, 0, 0, 0, 0x40, 0, 0, 0}, 8, ERR_OK},
        {36, {0, 0, 0, 0}, 4, ERR_KEYS_DAMAGED},
        {36, {0, 0, 0, 1}, 4, ERR_KEYS_DAMAGED}, /* does not agree with the length */
        {36, {0x80, 0, 0, 2}, 4, ERR_KEYS_DAMAGED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct keyfile_info info;
        struct str s = STR_INIT;
        str_addn(&s, f->bytes.ptr, f->bytes.len / 2);
        memcpy(s.ptr + rows[i].at, rows[i].bytes, rows[i].n);
        crypto_generichash((uint8_t *)s.ptr + s.len - 32, 32, (uint8_t *)s.ptr, s.len - 32, NULL,
                           0);
        assert_int_equal(keyfile_info_of(s.ptr, s.len, &info), rows[i].expect);
        str_release(&s);
    }
}

static void test_calibration(void **state)
{
    (void)state;
    static const enum kdf_cost costs[] = {KDF_LIGHT, KDF_NORMAL, KDF_STRONG};
    for (size_t i = 0; i < COUNT(costs); i++) {
        struct kdf kdf = keyfile_calibrate(costs[i]);
        assert_in_range(kdf.passes, 3, 32);
        assert_in_range(kdf.mem_bytes, 32 << 20, 256 << 20);
    }
}

static void test_password_text(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t n;
        enum err e;
        const char *out;
    } rows[] = {
        {"", 0, ERR_OK, ""},
        {"灯塔2026", 10, ERR_OK, "灯塔2026"},
        {"\xef\xbb\xbf灯塔\r\n", 11, ERR_OK, "灯塔"},
        {"abc\n第二行", 13, ERR_OK, "abc"},
        {"\n\n", 2, ERR_OK, ""},
        {"a\r", 2, ERR_OK, "a"},
        {"a\r\r\n", 4, ERR_OK, "a\r"},
        {"Ａｂ１！～　x", 19, ERR_OK, "Ab1!~ x"},
        {"\xef\xbb\xbf", 3, ERR_OK, ""},
        {" a b ", 5, ERR_OK, " a b "},
        {"a\0b", 3, ERR_INVALID, NULL},
        {"\xb5\xc6", 2, ERR_INVALID, NULL}, /* GBK */
        {"\xe7\x81", 2, ERR_INVALID, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str s = STR_INIT;
        assert_int_equal(password_normal(rows[i].in, rows[i].n, &s), rows[i].e);
        if (rows[i].e == ERR_OK) {
            assert_string_equal(s.ptr, rows[i].out);
        }
        str_wipe(&s);
    }
}

static void test_write_errors(void **state)
{
    struct fixture *f = *state;
    struct kdf light = keyfile_calibrate(KDF_LIGHT);
    assert_int_equal(keyfile_write("/nonexistent/keys", f->key, NULL, password, light),
                     ERR_MISSING);
    assert_int_equal(keyfile_write(f->path, f->second, NULL, "另一个", light), ERR_OK);
    struct keyfile_info info;
    assert_int_equal(keyfile_info(f->path, &info), ERR_OK);
    assert_int_equal(info.secrets, 1);
    assert_int_equal(open_with(f, "另一个", NULL, f->second), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),      cmocka_unit_test(test_info),
        cmocka_unit_test(test_flips),           cmocka_unit_test(test_cut_and_shifted),
        cmocka_unit_test(test_hostile_headers), cmocka_unit_test(test_calibration),
        cmocka_unit_test(test_password_text),   cmocka_unit_test(test_write_errors),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
