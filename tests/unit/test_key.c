// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "db/key.h"
#include "db/secret.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static struct key *new_key(void)
{
    struct key *key = NULL;
    assert_int_equal(key_new(&key), ERR_OK);
    return key;
}

static struct key *from_code(const char *code)
{
    struct key *key = NULL;
    int bad = -1;
    assert_int_equal(key_from_code(code, &key, &bad), ERR_OK);
    assert_int_equal(bad, 0);
    return key;
}

/* The group a wrong code is blamed on; the code must be refused. */
static int bad_group(const char *code)
{
    struct key *key = NULL;
    int bad = -1;
    assert_int_equal(key_from_code(code, &key, &bad), ERR_CODE);
    assert_null(key);
    return bad;
}

static void test_start_hides_memory(void **state)
{
    (void)state;
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_start(), ERR_OK);
    struct rlimit core;
    assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
    assert_int_equal(core.rlim_max, 0);
    mode_t old = umask(077);
    assert_int_equal(old, 077);
}

/* The derivation is the file format: a change here loses every register. */
static void test_derivation_is_fixed(void **state)
{
    (void)state;
    uint8_t secret[SECRET_BYTES];
    for (size_t i = 0; i < sizeof secret; i++) {
        secret[i] = (uint8_t)(i * 13 + 7);
    }
    struct key *key = key_from_secret(secret);
    char code[CODE_TEXT];
    key_code(key, code);
    assert_string_equal(code, "0WA21-2BHVZ-91APD-4VVWT-H6BAS-7C5XK-SBBYX");
    assert_string_equal(key_register_id(key), "4b0d2be16f2f8b936e77060b25137fd4");
    assert_string_equal(key_sql(key),
                        "x'ee1baa066a54481ca0f6f8a019342c430ab958707bb6131869be1855cb44c43f"
                        "a01470177b339d1a20f90ce404176c02'");
    uint8_t mac[MAC_BYTES];
    key_mac(key, "record", "心档", 6, mac);
    static const uint8_t expect[] = {0xea, 0x2f, 0xfa, 0xc5, 0x37, 0x61, 0x97, 0xda};
    assert_memory_equal(mac, expect, 8);
    key_free(key);
}

static void test_sql_holds_key_and_salt(void **state)
{
    (void)state;
    struct key *key = new_key();
    const char *sql = key_sql(key);
    assert_int_equal(strlen(sql), 2 + 96 + 1);
    for (int i = 0; i < SALT_BYTES; i++) {
        char byte[3] = {sql[2 + 64 + 2 * i], sql[2 + 64 + 2 * i + 1], '\0'};
        assert_int_equal(strtoul(byte, NULL, 16), key_salt(key)[i]);
    }
    assert_int_equal(strlen(key_register_id(key)), 2 * REGISTER_ID_BYTES);
    key_free(key);
    key_free(NULL);
}

static void test_mac_depends_on_all(void **state)
{
    (void)state;
    struct key *one = new_key();
    struct key *two = new_key();
    uint8_t a[MAC_BYTES];
    uint8_t b[MAC_BYTES];
    key_mac(one, "record", "王小明", 9, a);
    key_mac(one, "record", "王小明", 9, b);
    assert_true(key_mac_equal(a, b));
    key_mac(one, "audit", "王小明", 9, b);
    assert_false(key_mac_equal(a, b));
    key_mac(two, "record", "王小明", 9, b);
    assert_false(key_mac_equal(a, b));
    key_mac(one, "record", "王小朋", 9, b);
    assert_false(key_mac_equal(a, b));
    key_mac(one, "record", "", 0, b);
    assert_false(key_mac_equal(a, b));
    key_free(one);
    key_free(two);
}

static void test_code_round_trip(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct key *key = new_key();
        char code[CODE_TEXT];
        key_code(key, code);
        assert_int_equal(strlen(code), 41);
        struct key *again = from_code(code);
        assert_memory_equal(key_secret(key), key_secret(again), SECRET_BYTES);
        assert_memory_equal(key_salt(key), key_salt(again), SALT_BYTES);
        key_free(again);
        key_free(key);
    }
}

/* One wrong character of a code is always blamed on its group. */
static void test_code_names_the_group(void **state)
{
    (void)state;
    srand(7);
    for (int i = 0; i < 2000; i++) {
        uint8_t secret[SECRET_BYTES];
        for (size_t k = 0; k < sizeof secret; k++) {
            secret[k] = (uint8_t)(rand() >> 4);
        }
        struct key *key = key_from_secret(secret);
        char code[CODE_TEXT];
        key_code(key, code);
        key_free(key);
        for (int at = i % 7; at < 41; at += 7) {
            if (code[at] == '-') {
                continue;
            }
            char right = code[at];
            char wrong = alphabet[(size_t)rand() % 32];
            if (wrong == right) {
                continue;
            }
            code[at] = wrong;
            assert_int_equal(bad_group(code), at / 6 + 1);
            code[at] = right;
        }
    }
}

/* Every wrong symbol and every exchange inside one group, without exception. */
static void test_group_notices_all(void **state)
{
    (void)state;
    struct key *key = new_key();
    char code[CODE_TEXT];
    key_code(key, code);
    for (int group = 1; group <= CODE_GROUPS; group++) {
        char text[CODE_GROUP_CHARS + 1] = {0};
        memcpy(text, code + (group - 1) * 6, CODE_GROUP_CHARS);
        assert_true(key_group_fits(group, text));
        for (int at = 0; at < CODE_GROUP_CHARS; at++) {
            char right = text[at];
            for (const char *c = alphabet; *c; c++) {
                text[at] = *c;
                assert_int_equal(key_group_fits(group, text), *c == right);
            }
            text[at] = right;
            for (int other = 0; other < at; other++) {
                text[at] = text[other];
                text[other] = right;
                assert_int_equal(key_group_fits(group, text), text[at] == right);
                text[other] = text[at];
                text[at] = right;
            }
        }
        for (int other = 1; other <= CODE_GROUPS; other++) {
            assert_int_equal(key_group_fits(other, text), other == group);
        }
        assert_false(key_group_fits(group, ""));
        text[4] = '\0';
        assert_false(key_group_fits(group, text));
    }
    key_free(key);
}

static void test_code_swapped_groups(void **state)
{
    (void)state;
    struct key *key = new_key();
    char code[CODE_TEXT];
    char swapped[CODE_TEXT];
    key_code(key, code);
    memcpy(swapped, code, sizeof code);
    memcpy(swapped + 6, code + 12, 5);
    memcpy(swapped + 12, code + 6, 5);
    assert_int_equal(bad_group(swapped), 2);
    key_free(key);
}

/* The code as a tired person with an input method types it. */
static void test_code_is_forgiving(void **state)
{
    (void)state;
    uint8_t zero[SECRET_BYTES] = {0x00, 0x44, 0x20, 0x0f, 0xff};
    struct key *key = key_from_secret(zero);
    char code[CODE_TEXT];
    key_code(key, code);
    struct str typed = STR_INIT;
    for (const char *c = code; *c; c++) {
        char wide[4] = {'\xef', '\xbc', (char)(0x80 + *c - 0x20), '\0'};
        if (*c == '0') {
            str_add(&typed, c > code + 20 ? "o" : "Ｏ");
        } else if (*c == '1') {
            str_add(&typed, c > code + 20 ? "l" : "I");
        } else if (*c == '-') {
            str_add(&typed, c > code + 20 ? "　" : " — ");
        } else if (*c >= 'A' && c > code + 20) {
            str_addc(&typed, (char)(*c + 32));
        } else if (*c < 'A') {
            str_add(&typed, wide);
        } else {
            str_addc(&typed, *c);
        }
    }
    str_add(&typed, "\r\n");
    struct key *again = from_code(typed.ptr);
    assert_memory_equal(key_secret(key), key_secret(again), SECRET_BYTES);
    key_free(again);
    str_release(&typed);
    key_free(key);
}

static void test_code_wrong_shapes(void **state)
{
    (void)state;
    struct key *key = new_key();
    char code[CODE_TEXT];
    key_code(key, code);
    struct str s = STR_INIT;
    assert_int_equal(bad_group(""), 0);
    assert_int_equal(bad_group("恢复码"), 0);
    str_addf(&s, "%s7", code);
    assert_int_equal(bad_group(s.ptr), 0);
    str_cut(&s, 40);
    assert_int_equal(bad_group(s.ptr), 0);
    static const struct {
        const char *symbol;
    } strange[] = {{"U"}, {"*"}, {"心"}, {"\xff"}, {"\x01"}, {"😀"}};
    for (size_t i = 0; i < COUNT(strange); i++) {
        str_clear(&s);
        str_addn(&s, code, 26);
        str_add(&s, strange[i].symbol);
        str_add(&s, code + 27);
        assert_int_equal(bad_group(s.ptr), 5);
    }
    str_release(&s);
    key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_hides_memory),     cmocka_unit_test(test_derivation_is_fixed),
        cmocka_unit_test(test_sql_holds_key_and_salt), cmocka_unit_test(test_mac_depends_on_all),
        cmocka_unit_test(test_code_round_trip),        cmocka_unit_test(test_code_names_the_group),
        cmocka_unit_test(test_group_notices_all),      cmocka_unit_test(test_code_swapped_groups),
        cmocka_unit_test(test_code_is_forgiving),      cmocka_unit_test(test_code_wrong_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
