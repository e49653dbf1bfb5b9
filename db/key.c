// SPDX-License-Identifier: MIT
#include "db/key.h"

#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core/base/debug.h"
#include "db/memory.h"
#include "db/secret.h"

enum { DB_KEY_BYTES = 32, SQL_TEXT = 2 + 2 * (DB_KEY_BYTES + SALT_BYTES) + 2 };

/* Bytes only, so that guarded memory, which is aligned at its end, fits it. */
struct key {
    uint8_t secret[SECRET_BYTES];
    uint8_t salt[SALT_BYTES];
    uint8_t mac[MAC_BYTES];
    char id[2 * REGISTER_ID_BYTES + 1];
    char sql[SQL_TEXT];
};

enum err key_start(void)
{
    memory_start();
    if (sodium_init() < 0) {
        return ERR_LIBRARY;
    }
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        return ERR_LIBRARY;
    }
#ifndef DEBUG /* the leak checker of debug builds works by ptrace */
    if (prctl(PR_SET_DUMPABLE, 0) != 0) {
        return ERR_LIBRARY;
    }
#endif
    umask(077);
    return ERR_OK;
}

void *secret_alloc(size_t n)
{
    void *p = sodium_malloc(n);
    if (!p) {
        debug_die_nomem();
    }
    return p;
}

void secret_free(void *p)
{
    sodium_free(p);
}

/*
 * Keyed BLAKE2b with the domain as its personalisation: another domain is
 * another function, and it costs no extra block.
 */
static void keyed_hash(const uint8_t *key, size_t key_n, const char *domain, const void *bytes,
                       size_t n, uint8_t *out, size_t out_n)
{
    uint8_t person[crypto_generichash_blake2b_PERSONALBYTES] = {0};
    size_t domain_n = strlen(domain);
    BUG_ON(domain_n == 0 || domain_n > sizeof person);
    memcpy(person, domain, domain_n);
    int rc =
        crypto_generichash_blake2b_salt_personal(out, out_n, bytes, n, key, key_n, NULL, person);
    BUG_ON(rc != 0);
}

static void derive(const struct key *key, const char *purpose, uint8_t *out, size_t n)
{
    keyed_hash(key->secret, SECRET_BYTES, purpose, NULL, 0, out, n);
}

struct key *key_from_secret(const uint8_t secret[SECRET_BYTES])
{
    struct key *key = secret_alloc(sizeof *key);
    memcpy(key->secret, secret, SECRET_BYTES);
    key->secret[SECRET_BYTES - 1] &= 0xf0;

    /* These labels are the file format: they never change. */
    uint8_t *db_key = secret_alloc(DB_KEY_BYTES);
    derive(key, "xindang database", db_key, DB_KEY_BYTES);
    derive(key, "xindang salt", key->salt, SALT_BYTES);
    derive(key, "xindang mac", key->mac, MAC_BYTES);
    uint8_t id[REGISTER_ID_BYTES];
    derive(key, "xindang id", id, sizeof id);
    sodium_bin2hex(key->id, sizeof key->id, id, sizeof id);

    char *at = key->sql;
    *at++ = 'x';
    *at++ = '\'';
    sodium_bin2hex(at, 2 * DB_KEY_BYTES + 1, db_key, DB_KEY_BYTES);
    at += 2 * DB_KEY_BYTES;
    sodium_bin2hex(at, 2 * SALT_BYTES + 1, key->salt, SALT_BYTES);
    at += 2 * SALT_BYTES;
    *at++ = '\'';
    *at = '\0';
    secret_free(db_key);
    sodium_mprotect_readonly(key);
    return key;
}

const uint8_t *key_secret(const struct key *key)
{
    return key->secret;
}

enum err key_new(struct key **key)
{
    uint8_t *secret = secret_alloc(SECRET_BYTES);
    randombytes_buf(secret, SECRET_BYTES);
    *key = key_from_secret(secret);
    secret_free(secret);
    return ERR_OK;
}

struct key *key_copy(const struct key *key)
{
    return key_from_secret(key->secret);
}

void key_stay(const struct key *key)
{
    (void)sodium_mlock((void *)(uintptr_t)key, sizeof *key);
}

void key_free(struct key *key)
{
    secret_free(key); /* makes it writable again and overwrites it */
}

const uint8_t *key_salt(const struct key *key)
{
    return key->salt;
}

const char *key_register_id(const struct key *key)
{
    return key->id;
}

const char *key_sql(const struct key *key)
{
    return key->sql;
}

void key_mac(const struct key *key, const char *domain, const void *bytes, size_t n,
             uint8_t out[MAC_BYTES])
{
    keyed_hash(key->mac, MAC_BYTES, domain, bytes, n, out, MAC_BYTES);
}

bool key_mac_equal(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES])
{
    return sodium_memcmp(a, b, MAC_BYTES) == 0;
}
