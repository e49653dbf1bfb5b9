// SPDX-License-Identifier: MIT
#ifndef DB_KEY_H
#define DB_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * The secret, what is derived from it, and the recovery code.
 *
 * The secret is 140 random bits.  From it are derived (BLAKE2b, keyed by
 * purpose): the 32-byte database key, the 16-byte salt (which are the first 16
 * bytes of register.db, so a secret is verified by comparing them even when
 * the key file is lost), the MAC keys and the register's id.  All of it lives
 * in guarded memory (sodium_malloc) and is wiped by key_free().
 */
enum { SECRET_BYTES = 18, SALT_BYTES = 16, MAC_BYTES = 32, REGISTER_ID_BYTES = 16 };

struct key; /* opaque: secret and everything derived */

/*
 * Call first of all (again does no harm): memory of the libraries, libsodium, RLIMIT_CORE 0,
 * PR_SET_DUMPABLE 0 (not in debug builds, whose leak checker is a tracer),
 * umask 077.  ERR_LIBRARY if one of them is refused: then nothing secret may
 * be handled.
 */
NODISCARD enum err key_start(void);

/* A new random secret.  ERR_OK always; without memory the program ends. */
NODISCARD enum err key_new(struct key **key);

/* A second key of the same secret, the caller's to free. */
struct key *key_copy(const struct key *key);

/*
 * Keep it out of the swap in a child process, too, where the system allows it:
 * fork() does not hand that on.
 */
void key_stay(const struct key *key);

/* Overwrite and free; NULL is allowed. */
void key_free(struct key *key);

/* The salt a register under this key begins with. */
const uint8_t *key_salt(const struct key *key);

/* The register's id as 32 hex digits (derived; names the state file). */
const char *key_register_id(const struct key *key);

/* "x'96 hex'" for SQLCipher, in guarded memory, valid as long as the key. */
const char *key_sql(const struct key *key);

/*
 * Keyed BLAKE2b-256 of `n` bytes.  `domain` (1 to 16 bytes, BUG otherwise)
 * keeps uses apart ("record", "audit", "root", "state", "draft" ...): a MAC of
 * one never passes as another.
 */
void key_mac(const struct key *key, const char *domain, const void *bytes, size_t n,
             uint8_t out[MAC_BYTES]);

/* Whether two MACs are equal, in constant time. */
bool key_mac_equal(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES]);

/* --- the recovery code: seven groups of five, the fifth a check character --- */

enum { CODE_GROUPS = 7, CODE_GROUP_CHARS = 5, CODE_TEXT = 48 };

/* "K7Q2T-9XWRM-...": Crockford's base 32 without I L O U, position-weighted checks. */
void key_code(const struct key *key, char out[CODE_TEXT]);

/*
 * The key of a typed code: any case, spaces and dashes, full-width letters,
 * O read as 0 and I or L as 1.  ERR_CODE with `*bad_group` 1 to 7 the first
 * group whose check fails, or 0 when the number of characters is wrong.
 */
NODISCARD enum err key_from_code(const char *typed, struct key **key, int *bad_group);

/* Whether the text of one group is five characters that fit (group 1 to 7, BUG otherwise). */
bool key_group_fits(int group, const char *typed);

#endif
