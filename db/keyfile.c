// SPDX-License-Identifier: MIT
#include "db/keyfile.h"

#include <sodium.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "db/secret.h"

/*
 * One copy, numbers big-endian; two equal copies make the file:
 *
 *      0   8  magic "XINDANGK"
 *      8   4  version, 1
 *     12   4  length of the copy, its hash included
 *     16   8  written at, ms since 1970 UTC
 *     24   8  Argon2id memory in bytes
 *     32   4  Argon2id passes
 *     36   4  number of secrets, 1 or 2
 *     40  16  Argon2id salt
 *     56  58  a secret: 24 nonce, 18 sealed, 16 tag; XChaCha20-Poly1305-IETF
 *             under Argon2id(password), associated data: bytes 0 to 55 and one
 *             byte with the secret's number
 *    ...  32  BLAKE2b-256 of everything before it
 *
 * A later version keeps magic, version, length and the hash at the end.
 */
enum {
    MAGIC_BYTES = 8,
    KEYFILE_VERSION = 1,
    AT_VERSION = 8,
    AT_LENGTH = 12,
    AT_WRITTEN = 16,
    AT_MEM = 24,
    AT_PASSES = 32,
    AT_SECRETS = 36,
    AT_SALT = 40,
    HEAD_BYTES = AT_SALT + crypto_pwhash_argon2id_SALTBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEALED_BYTES = SECRET_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SLOT_BYTES = NONCE_BYTES + SEALED_BYTES,
    HASH_BYTES = 32,
    WRAP_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    KEYFILE_LIMIT = 64 * 1024,
};

static const char magic[MAGIC_BYTES + 1] = "XINDANGK";

#define MIB ((uint64_t)1 << 20)
#define KDF_MEM_MIN (32 * MIB)
#define KDF_MEM_MAX (1024 * MIB)
#define KDF_WORK_MAX (4096 * MIB)
enum { KDF_PASSES_MIN = 3, KDF_PASSES_MAX = 64 };

static bool kdf_is_allowed(struct kdf kdf)
{
    return kdf.mem_bytes >= KDF_MEM_MIN && kdf.mem_bytes <= KDF_MEM_MAX &&
           kdf.passes >= KDF_PASSES_MIN && kdf.passes <= KDF_PASSES_MAX &&
           kdf.mem_bytes * kdf.passes <= KDF_WORK_MAX;
}

static uint64_t get_number(const uint8_t *at, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

/* --- reading what is outside the wrap -------------------------------------- */

/* A copy that is whole, or of a later version and whole: its length, else 0. */
static size_t copy_length(const uint8_t *bytes, size_t n)
{
    if (n < HEAD_BYTES + HASH_BYTES || memcmp(bytes, magic, MAGIC_BYTES) != 0) {
        return 0;
    }
    uint64_t length = get_number(bytes + AT_LENGTH, 4);
    if (length < HEAD_BYTES + HASH_BYTES || length > n) {
        return 0;
    }
    uint8_t hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, bytes, length - HASH_BYTES, NULL, 0);
    return memcmp(hash, bytes + length - HASH_BYTES, HASH_BYTES) == 0 ? (size_t)length : 0;
}

/*
 * The first whole copy in the file, wherever damage has moved it; `*whole`
 * counts them up to two.  NULL if there is none.
 */
static const uint8_t *find_copy(const uint8_t *bytes, size_t n, int *whole)
{
    const uint8_t *found = NULL;
    *whole = 0;
    for (size_t at = 0; at < n && *whole < 2;) {
        size_t length = copy_length(bytes + at, n - at);
        if (length) {
            found = found ? found : bytes + at;
            ++*whole;
        }
        at += length ? length : 1;
    }
    return found;
}

/* Check a whole copy and read its header. */
static enum err read_head(const uint8_t *copy, struct keyfile_info *info)
{
    if (get_number(copy + AT_VERSION, 4) > KEYFILE_VERSION) {
        return ERR_NEWER;
    }
    uint64_t secrets = get_number(copy + AT_SECRETS, 4);
    struct kdf kdf = {
        .mem_bytes = get_number(copy + AT_MEM, 8),
        .passes = (uint32_t)get_number(copy + AT_PASSES, 4),
    };
    if (get_number(copy + AT_VERSION, 4) != KEYFILE_VERSION || secrets < 1 || secrets > 2 ||
        get_number(copy + AT_LENGTH, 4) != HEAD_BYTES + secrets * SLOT_BYTES + HASH_BYTES ||
        !kdf_is_allowed(kdf)) {
        return ERR_KEYS_DAMAGED;
    }
    info->written_at = (int64_t)get_number(copy + AT_WRITTEN, 8);
    info->kdf = kdf;
    info->secrets = (int)secrets;
    return ERR_OK;
}

static enum err read_copy(const void *bytes, size_t n, struct keyfile_info *info,
                          const uint8_t **copy)
{
    int whole = 0;
    const uint8_t *found = find_copy(bytes, n, &whole);
    struct keyfile_info read = {.one_copy_bad = whole < 2};
    enum err e = found ? read_head(found, &read) : ERR_KEYS_DAMAGED;
    if (e == ERR_OK) {
        *info = read;
        *copy = found;
    }
    return e;
}

enum err keyfile_info_of(const void *bytes, size_t n, struct keyfile_info *info)
{
    const uint8_t *copy = NULL;
    return read_copy(bytes, n, info, &copy);
}

static enum err read_file(const char *path, struct str *out)
{
    enum err e = file_read(path, KEYFILE_LIMIT, out);
    return e == ERR_TOO_LARGE ? ERR_KEYS_DAMAGED : e;
}

enum err keyfile_info(const char *path, struct keyfile_info *info)
{
    struct str file = STR_INIT;
    enum err e = read_file(path, &file);
    if (e == ERR_OK) {
        e = keyfile_info_of(file.ptr, file.len, info);
    }
    str_release(&file);
    return e;
}

/* --- the wrap -------------------------------------------------------------- */

/* Argon2id into guarded memory; NULL when it does not get its memory. */
static uint8_t *wrap_key(const char *password, const uint8_t *head, struct kdf kdf)
{
    uint8_t *key = secret_alloc(WRAP_BYTES);
    if (crypto_pwhash(key, WRAP_BYTES, password, strlen(password), head + AT_SALT, kdf.passes,
                      (size_t)kdf.mem_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        secret_free(key);
        return NULL;
    }
    return key;
}

static void slot_data(const uint8_t *head, int slot, uint8_t out[HEAD_BYTES + 1])
{
    memcpy(out, head, HEAD_BYTES);
    out[HEAD_BYTES] = (uint8_t)slot;
}

static void seal(const struct key *key, int slot, const uint8_t *wrap, struct str *copy)
{
    uint8_t data[HEAD_BYTES + 1];
    slot_data((const uint8_t *)copy->ptr, slot, data);
    uint8_t sealed[SLOT_BYTES];
    randombytes_buf(sealed, NONCE_BYTES);
    unsigned long long n = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, &n, key_secret(key),
                                               SECRET_BYTES, data, sizeof data, NULL, sealed, wrap);
    BUG_ON(n != SEALED_BYTES);
    str_addn(copy, sealed, sizeof sealed);
}

/* The key in slot `slot`; NULL if the wrap does not open it. */
static struct key *unseal(const uint8_t *copy, int slot, const uint8_t *wrap)
{
    uint8_t data[HEAD_BYTES + 1];
    slot_data(copy, slot, data);
    const uint8_t *nonce = copy + HEAD_BYTES + slot * SLOT_BYTES;
    uint8_t *secret = secret_alloc(SECRET_BYTES);
    struct key *key = NULL;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, nonce + NONCE_BYTES,
                                                   SEALED_BYTES, data, sizeof data, nonce,
                                                   wrap) == 0) {
        key = key_from_secret(secret);
    }
    secret_free(secret);
    return key;
}

enum err keyfile_write(const char *path, const struct key *key, const struct key *second,
                       const char *password, struct kdf kdf)
{
    BUG_ON(!kdf_is_allowed(kdf));
    uint32_t secrets = second ? 2 : 1;
    struct str copy = STR_INIT;
    str_add(&copy, magic);
    str_add_u32(&copy, KEYFILE_VERSION);
    str_add_u32(&copy, HEAD_BYTES + secrets * SLOT_BYTES + HASH_BYTES);
    str_add_u64(&copy, (uint64_t)clock_now());
    str_add_u64(&copy, kdf.mem_bytes);
    str_add_u32(&copy, kdf.passes);
    str_add_u32(&copy, secrets);
    uint8_t salt[crypto_pwhash_argon2id_SALTBYTES];
    randombytes_buf(salt, sizeof salt);
    str_addn(&copy, salt, sizeof salt);

    enum err e = ERR_NOMEM;
    uint8_t *wrap = wrap_key(password, (const uint8_t *)copy.ptr, kdf);
    if (wrap) {
        seal(key, 0, wrap, &copy);
        if (second) {
            seal(second, 1, wrap, &copy);
        }
        uint8_t hash[HASH_BYTES];
        crypto_generichash(hash, sizeof hash, (const uint8_t *)copy.ptr, copy.len, NULL, 0);
        str_addn(&copy, hash, sizeof hash);
        struct str file = STR_INIT;
        str_addn(&file, copy.ptr, copy.len);
        str_addn(&file, copy.ptr, copy.len);
        e = file_replace(path, file.ptr, file.len);
        str_release(&file);
    }
    secret_free(wrap);
    str_release(&copy);
    return e;
}

/* Open the slots in turn until one belongs to `salt`. */
static enum err choose(const uint8_t *copy, int secrets, const uint8_t *wrap, const uint8_t *salt,
                       struct key **out)
{
    enum err e = ERR_PASSWORD;
    for (int slot = 0; slot < secrets; slot++) {
        struct key *key = unseal(copy, slot, wrap);
        if (!key) {
            continue;
        }
        if (!salt || memcmp(salt, key_salt(key), SALT_BYTES) == 0) {
            *out = key;
            return ERR_OK;
        }
        key_free(key);
        e = ERR_NOT_FOUND;
    }
    return e;
}

enum err keyfile_open(const char *path, const char *password, const uint8_t *salt, struct key **key)
{
    struct str file = STR_INIT;
    struct keyfile_info info = {0};
    const uint8_t *copy = NULL;
    enum err e = read_file(path, &file);
    if (e == ERR_OK) {
        e = read_copy(file.ptr, file.len, &info, &copy);
    }
    if (e == ERR_OK) {
        uint8_t *wrap = wrap_key(password, copy, info.kdf);
        e = wrap ? choose(copy, info.secrets, wrap, salt, key) : ERR_NOMEM;
        secret_free(wrap);
    }
    str_release(&file);
    return e;
}
