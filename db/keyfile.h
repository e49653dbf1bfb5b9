// SPDX-License-Identifier: MIT
#ifndef DB_KEYFILE_H
#define DB_KEYFILE_H

#include "db/key.h"

/*
 * The key file `keys`: magic, version, when it was written, one or two wrapped
 * secrets (two only while `rekey` swaps registers), each under the password by
 * Argon2id and XChaCha20-Poly1305; a BLAKE2b over the whole tells damage from a
 * wrong password; the whole stands twice in the file.  Replaced by rename.
 * Limits against a hostile header: 32 MiB x 3 to 1 GiB and 64 passes.
 */
enum kdf_cost { KDF_LIGHT, KDF_NORMAL, KDF_STRONG };

struct kdf {
    uint64_t mem_bytes;
    uint32_t passes;
};

/*
 * Passes and memory: light 32 MiB x 3; normal 64 MiB and strong 256 MiB with
 * passes (3 to 16) measured on this machine to about 0.8 s and 2 s; below
 * 256 MiB of free memory 32 MiB with the passes doubled.
 */
struct kdf keyfile_calibrate(enum kdf_cost cost);

/* Wrap `key` (and `second`, may be NULL) under `password` into `path`. */
NODISCARD enum err keyfile_write(const char *path, const struct key *key, const struct key *second,
                                 const char *password, struct kdf kdf);

/*
 * Unwrap.  `salt` (the register's first bytes, may be NULL) chooses between two
 * secrets.  ERR_PASSWORD: the file is whole, the password wrong.
 * ERR_KEYS_DAMAGED: neither copy is whole, or its parameters exceed the limits.
 * ERR_MISSING, ERR_NEWER, ERR_IO.
 */
NODISCARD enum err keyfile_open(const char *path, const char *password, const uint8_t *salt,
                                struct key **key);

struct keyfile_info {
    int64_t written_at; /* ms, clock_now() */
    struct kdf kdf;
    int secrets;         /* 1, or 2 while a rekey is unfinished */
    bool one_copy_bad;   /* the other one was used */
};

/* What stands in the file outside the wrap; no password needed. */
NODISCARD enum err keyfile_info(const char *path, struct keyfile_info *info);

#endif
