// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/rewrite.h"
#include "core/verify.h"
#include "db/keyfile.h"
#include "tests/fault/specimen.h"
#include "tests/support/store.h"

/*
 * The key file with every byte changed; a wrong password and damage, told apart
 * whatever else is wrong with the folder.  Argon2id takes some 30 ms a call at
 * its cheapest, so the small form derives for a part of the cases and reads the
 * file outside the wrap (keyfile_info_of) for all of them.
 */

static const char right[] = SPECIMEN_PASSWORD;

struct keys {
    struct specimen made;
    struct str whole; /* the key file */
    unsigned seed;
};

static int begin(void **state)
{
    struct keys *k = xcalloc(1, sizeof *k);
    str_init(&k->whole);
    specimen_begin(&k->made);
    specimen_read(&k->made, "keys", &k->whole);
    k->seed = 20260326;
    *state = k;
    return 0;
}

static int end(void **state)
{
    struct keys *k = *state;
    specimen_end(&k->made);
    str_release(&k->whole);
    xfree(k);
    return 0;
}

static unsigned chance(struct keys *k, unsigned of)
{
    k->seed = k->seed * 1103515245u + 12345u;
    return (k->seed >> 8) % of;
}

/* The key file's own verdict on a password. */
static enum err open_keys(struct keys *k, const char *password, bool *same)
{
    struct key *key = NULL;
    char *path = file_join(k->made.dir, "keys");
    enum err e = keyfile_open(path, password, key_salt(k->made.key), &key);
    *same = key && memcmp(key_salt(key), key_salt(k->made.key), SALT_BYTES) == 0 &&
            strcmp(key_register_id(key), key_register_id(k->made.key)) == 0;
    key_free(key);
    xfree(path);
    return e;
}

/* --- every byte of the key file ------------------------------------------------ */

static void every_byte_of_the_key_file(void **state)
{
    struct keys *k = *state;
    static const uint8_t patterns[] = {0x01, 0x80, 0xff, 0x20, 0x02, 0x04, 0x08, 0x10, 0x40};
    size_t wanted = specimen_torture() ? COUNT(patterns) : 3;
    size_t derive = specimen_torture() ? 7 : 31; /* every so many cases by the password */
    size_t cases = 0;
    size_t opened = 0;
    size_t half = k->whole.len / 2;
    struct str bytes = STR_INIT;
    str_addn(&bytes, k->whole.ptr, k->whole.len);
    for (size_t at = 0; at < bytes.len; at++) {
        for (size_t p = 0; p < wanted; p++, cases++) {
            struct keyfile_info info;
            bytes.ptr[at] ^= (char)patterns[p];
            /* One copy is whole, and it is known that the other one is not. */
            assert_int_equal(keyfile_info_of(bytes.ptr, bytes.len, &info), ERR_OK);
            assert_true(info.one_copy_bad);
            if (cases % derive == 0) {
                bool same;
                specimen_write(&k->made, "keys", bytes.ptr, bytes.len);
                assert_int_equal(open_keys(k, right, &same), ERR_OK);
                assert_true(same);
                opened++;
            }
            /* And with the same byte of the other copy changed: damage, no derivation at all. */
            size_t other = (at + half) % bytes.len;
            bytes.ptr[other] ^= (char)patterns[p];
            assert_int_equal(keyfile_info_of(bytes.ptr, bytes.len, &info), ERR_KEYS_DAMAGED);
            specimen_write(&k->made, "keys", bytes.ptr, bytes.len);
            bool same;
            assert_int_equal(open_keys(k, right, &same), ERR_KEYS_DAMAGED);
            assert_int_equal(open_keys(k, "falsch", &same), ERR_KEYS_DAMAGED);
            bytes.ptr[other] ^= (char)patterns[p];
            bytes.ptr[at] ^= (char)patterns[p];
        }
    }
    print_message("key file of %zu bytes: %zu changes, %zu of them opened by the password, and %zu "
                  "to both copies\n",
                  bytes.len, cases, opened, cases);
    str_release(&bytes);
}

/* Both copies gone: the code opens, and whatever it opens is this register. */
static void the_code_opens_without_a_key_file(void **state)
{
    struct keys *k = *state;
    char code[CODE_TEXT];
    key_code(k->made.key, code);
    for (size_t i = 0; i < (specimen_torture() ? 200 : 20); i++) {
        struct str bytes = STR_INIT;
        str_addn(&bytes, k->whole.ptr, k->whole.len);
        bytes.ptr[chance(k, (unsigned)bytes.len / 2)] ^= 0x11;
        bytes.ptr[bytes.len / 2 + chance(k, (unsigned)bytes.len / 2)] ^= 0x11;
        specimen_write(&k->made, "keys", bytes.ptr, bytes.len);
        specimen_put(&k->made, k->made.newer.ptr, k->made.newer.len);
        struct key *key;
        struct reg *reg = NULL;
        int bad_group = 0;
        assert_int_equal(key_from_code(code, &key, &bad_group), ERR_OK);
        struct reg_how how = {.dir = k->made.dir, .password = right, .lock_fd = -1};
        assert_int_equal(reg_open(&how, &reg, NULL), ERR_KEYS_DAMAGED);
        assert_null(reg);
        how.password = NULL;
        how.key = key;
        assert_int_equal(reg_open(&how, &reg, NULL), ERR_OK);
        assert_int_equal(verify_rest(reg), ERR_OK);
        reg_close(reg, false);
        key_free(key);
        str_release(&bytes);
    }
    specimen_write(&k->made, "keys", k->whole.ptr, k->whole.len);
}

/* --- passwords and damage ------------------------------------------------------- */

/* Something done to the register; whether it opens sound with the right password. */
struct harm {
    const char *what;
    bool sound;
    void (*do_it)(struct keys *k, struct str *bytes);
};

static void harm_nothing(struct keys *k, struct str *bytes)
{
    (void)k;
    (void)bytes;
}

static void harm_salt(struct keys *k, struct str *bytes)
{
    bytes->ptr[chance(k, SALT_BYTES)] ^= (char)(1 << chance(k, 8));
}

static void harm_salt_zero(struct keys *k, struct str *bytes)
{
    (void)k;
    memset(bytes->ptr, 0, SALT_BYTES);
}

static void harm_first_page(struct keys *k, struct str *bytes)
{
    bytes->ptr[SALT_BYTES + chance(k, 4040 - SALT_BYTES)] ^= (char)(1 << chance(k, 8));
}

static void harm_first_page_zero(struct keys *k, struct str *bytes)
{
    (void)k;
    memset(bytes->ptr, 0, SPECIMEN_PAGE);
}

static void harm_first_page_noise(struct keys *k, struct str *bytes)
{
    for (size_t i = 0; i < SPECIMEN_PAGE; i++) {
        bytes->ptr[i] = (char)chance(k, 256);
    }
}

static void harm_cut(struct keys *k, struct str *bytes)
{
    str_cut(bytes, chance(k, (unsigned)bytes->len - SPECIMEN_PAGE));
}

static void harm_cut_short(struct keys *k, struct str *bytes)
{
    str_cut(bytes, chance(k, 64));
}

static void harm_older(struct keys *k, struct str *bytes)
{
    str_cut(bytes, 0);
    str_addn(bytes, k->made.older.ptr, k->made.older.len);
}

static const struct harm harms[] = {
    {"nothing", true, harm_nothing},
    {"a bit of the salt", true, harm_salt},
    {"the salt gone", true, harm_salt_zero},
    {"a bit of the first page", false, harm_first_page},
    {"the first page gone", false, harm_first_page_zero},
    {"noise for the first page", false, harm_first_page_noise},
    {"cut off", false, harm_cut},
    {"cut off at once", false, harm_cut_short},
    {"an older copy", true, harm_older},
    {"no register", false, NULL},
};

/* Passwords that are none: near the right one, long, empty, Chinese. */
static void wrong_password(struct keys *k, char *out, size_t n)
{
    static const char *const some[] = {"", "mima", "mima  mima", "Mima mima", "mima mima ",
                                       "密码密码", "falsch"};
    unsigned pick = chance(k, COUNT(some) + 3);
    if (pick < COUNT(some)) {
        snprintf(out, n, "%s", some[pick]);
        return;
    }
    snprintf(out, n, "%s", right);
    out[chance(k, sizeof right - 1)] ^= (char)(1 << chance(k, 5));
}

/* Key file and register harmed or not, the password right or not: one thing is said. */
static void one_case(struct keys *k, const struct harm *harm, bool bad_keys, bool good)
{
    char other[64];
    struct str bytes = STR_INIT;
    struct str keys = STR_INIT;
    str_addn(&bytes, k->made.newer.ptr, k->made.newer.len);
    str_addn(&keys, k->whole.ptr, k->whole.len);
    specimen_put(&k->made, bytes.ptr, bytes.len);
    if (harm->do_it) {
        harm->do_it(k, &bytes);
        specimen_put(&k->made, bytes.ptr, bytes.len);
    } else {
        specimen_remove(&k->made, "register.db");
    }
    for (unsigned c = 0; c < 2 && bad_keys; c++) {
        unsigned half = (unsigned)keys.len / 2;
        keys.ptr[c * half + chance(k, half)] ^= (char)(1 << chance(k, 8));
    }
    specimen_write(&k->made, "keys", keys.ptr, keys.len);
    wrong_password(k, other, sizeof other);
    struct reg_how how = {.dir = k->made.dir, .password = good ? right : other, .lock_fd = -1};
    struct reg *reg = NULL;
    enum err e = reg_open(&how, &reg, NULL);
    enum err wanted = bad_keys      ? ERR_KEYS_DAMAGED
                      : !good       ? ERR_PASSWORD
                      : harm->sound ? ERR_OK
                                    : ERR_DAMAGED;
    if (e != wanted || (reg != NULL) != (e == ERR_OK)) {
        fail_msg("%s, keys %s, password %s: %d and not %d", harm->what, bad_keys ? "bad" : "good",
                 good ? "right" : other, (int)e, (int)wanted);
    }
    reg_close(reg, false);
    str_release(&bytes);
    str_release(&keys);
}

static void a_wrong_password_is_not_damage(void **state)
{
    struct keys *k = *state;
    size_t derived = 0;
    size_t cases = 0;
    size_t want = specimen_torture() ? 1500 : 1040;
    size_t derive = specimen_torture() ? 1 : 12; /* of the cases with good keys, one in so many */
    for (size_t i = 0; cases < want; i++) {
        const struct harm *harm = &harms[i % COUNT(harms)];
        bool bad_keys = i / COUNT(harms) % derive != 0 || i % 7 == 3;
        one_case(k, harm, bad_keys, i / COUNT(harms) / derive % 3 == 0);
        derived += !bad_keys;
        cases++;
    }
    print_message("passwords and damage: %zu cases told apart, %zu of them with a derivation\n",
                  cases, derived);
    specimen_write(&k->made, "keys", k->whole.ptr, k->whole.len);
    specimen_put(&k->made, k->made.newer.ptr, k->made.newer.len);
}

/* A code of another register, and this one's on a damaged register. */
static void a_wrong_code_is_not_damage(void **state)
{
    struct keys *k = *state;
    struct key *other;
    assert_int_equal(key_new(&other), ERR_OK);
    static const struct {
        size_t harm;
        enum err own, strange;
    } rows[] = {
        {0, ERR_OK, ERR_CODE},      {2, ERR_OK, ERR_CODE},         {3, ERR_DAMAGED, ERR_CODE},
        {4, ERR_DAMAGED, ERR_DAMAGED}, {7, ERR_DAMAGED, ERR_DAMAGED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (int strange = 0; strange < 2; strange++) {
            struct str bytes = STR_INIT;
            str_addn(&bytes, k->made.newer.ptr, k->made.newer.len);
            harms[rows[i].harm].do_it(k, &bytes);
            if (rows[i].harm == 7) {
                str_cut(&bytes, 15); /* no salt to compare with */
            }
            specimen_put(&k->made, bytes.ptr, bytes.len);
            struct reg *reg = NULL;
            struct reg_how how = {.dir = k->made.dir, .key = strange ? other : k->made.key,
                                  .lock_fd = -1};
            assert_int_equal(reg_open(&how, &reg, NULL), strange ? rows[i].strange : rows[i].own);
            reg_close(reg, false);
            str_release(&bytes);
        }
    }
    key_free(other);
}

/* --- what was put back as a whole ------------------------------------------------ */

enum { GENERATIONS = 16 };

struct moment {
    struct str db, state;
};

static void read_state(struct keys *k, struct str *out)
{
    char *name = str_format("xindang/%s", key_register_id(k->made.key));
    specimen_read(&k->made, name, out);
    xfree(name);
}

static void put_moment(struct keys *k, const struct moment *db, const struct moment *state)
{
    char *name = str_format("xindang/%s", key_register_id(k->made.key));
    specimen_put(&k->made, db->db.ptr, db->db.len);
    specimen_write(&k->made, name, state->state.ptr, state->state.len);
    xfree(name);
}

/* Any older register under a newer state file, any older state file beside a newer register. */
static void whole_files_put_back(void **state)
{
    struct keys *k = *state;
    int n = specimen_torture() ? GENERATIONS : GENERATIONS / 2;
    struct moment at[GENERATIONS];
    struct reg *reg;
    specimen_put(&k->made, k->made.newer.ptr, k->made.newer.len);
    struct store s = {.key = k->made.key};
    for (int i = 0; i < n; i++) {
        assert_int_equal(specimen_open(&k->made, &reg), ERR_OK);
        s.reg = reg;
        if (i % 3) {
            store_class(&s, STAGE_JUNIOR, 2024, 30 + i);
        }
        reg_close(reg, false);
        str_init(&at[i].db);
        str_init(&at[i].state);
        specimen_read(&k->made, "register.db", &at[i].db);
        read_state(k, &at[i].state);
    }
    size_t cases = 0;
    for (int db = 0; db < n; db++) {
        for (int st = 0; st < n; st++, cases++) {
            put_moment(k, &at[db], &at[st]);
            assert_int_equal(specimen_open(&k->made, &reg), ERR_OK);
            enum err wanted = db < st   ? ERR_OLDER_REGISTER
                              : db > st ? ERR_OLDER_STATE
                                        : ERR_OK;
            if (reg->side_file != wanted) {
                fail_msg("register %d, state %d: %d", db, st, (int)reg->side_file);
            }
            reg_close(reg, false);
        }
    }
    print_message("whole files put back: %zu pairs of %d moments\n", cases, n);
    for (int i = 0; i < n; i++) {
        str_release(&at[i].db);
        str_release(&at[i].state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_of_the_key_file),
        cmocka_unit_test(the_code_opens_without_a_key_file),
        cmocka_unit_test(a_wrong_password_is_not_damage),
        cmocka_unit_test(a_wrong_code_is_not_damage),
        cmocka_unit_test(whole_files_put_back),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
