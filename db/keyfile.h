// SPDX-License-Identifier: MIT
#ifndef DB_KEYFILE_H
#define DB_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "db/key.h"

/*
 * The key file `keys`: magic, version, when it was written, one or two wrapped
 * secrets (two only while `rekey` swaps registers) under the password by
 * Argon2id and XChaCha20-Poly1305; a BLAKE2b over the whole tells damage from a
 * wrong password; the whole stands twice in the file.  Replaced by rename.
 * Limits against a hostile header: 32 MiB x 3 to 1 GiB and 64 passes, and
 * memory times passes at most 4 GiB, so that it cannot cost minutes.  The
 * layout byte by byte stands in keyfile.c and docs/SECURITY.md.
 */
enum kdf_cost { KDF_LIGHT, KDF_NORMAL, KDF_STRONG };

struct kdf {
    uint64_t mem_bytes;
    uint32_t passes;
};

/*
 * Passes and memory: light 32 MiB x 3; normal 64 MiB and strong 256 MiB with
 * passes (3 to 16) measured on this machine to about 0.8 s and 2 s; below
 * 256 MiB of free memory 32 MiB with the passes doubled.  Measuring takes one
 * pass, a tenth of a second or so.
 */
struct kdf keyfile_calibrate(enum kdf_cost cost);

/*
 * Wrap `key` (and `second`, may be NULL) under `password` into `path`.
 * `password` has been through password_normal() and NFC; BUG if `kdf` is
 * outside the limits.  ERR_NOMEM when Argon2id does not get its memory;
 * file_replace()'s errors.
 */
NODISCARD enum err keyfile_write(const char *path, const struct key *key, const struct key *second,
                                 const char *password, struct kdf kdf);

/*
 * Unwrap.  `salt` (the register's first bytes, may be NULL: the first secret)
 * chooses between two secrets.
 * ERR_PASSWORD: the file is whole, the password wrong.
 * ERR_NOT_FOUND: the password is right, no secret in it belongs to `salt`.
 * ERR_KEYS_DAMAGED: neither copy is whole, or its parameters exceed the limits.
 * ERR_MISSING, ERR_NEWER, ERR_NO_PERMISSION, ERR_NOMEM, ERR_IO.
 */
NODISCARD enum err keyfile_open(const char *path, const char *password, const uint8_t *salt,
                                struct key **key);

struct keyfile_info {
    int64_t written_at; /* ms, clock_now() */
    struct kdf kdf;
    int secrets;         /* 1, or 2 while a rekey is unfinished */
    bool one_copy_bad;   /* the other one was used: write the file anew */
};

/* What stands in the file outside the wrap; no password needed. */
NODISCARD enum err keyfile_info(const char *path, struct keyfile_info *info);

/* The same from the file's bytes (the backup carries them inside itself). */
NODISCARD enum err keyfile_info_of(const void *bytes, size_t n, struct keyfile_info *info);

/*
 * The password of what was typed or stands in a password file, into the empty
 * `out`: drop a UTF-8 BOM, end at the first LF, drop one CR before it, full-width
 * ASCII and the ideographic space as ASCII.  Then the caller does NFC
 * (locale/), which db/ cannot.  ERR_INVALID if it is not UTF-8 or holds a zero
 * byte.  The caller wipes `bytes` and, also after an error, `out`.
 */
NODISCARD enum err password_normal(const char *bytes, size_t n, struct str *out);

#endif
