// SPDX-License-Identifier: MIT
#ifndef DB_SECRET_H
#define DB_SECRET_H

#include "db/key.h"

/* The raw secret: for key.c, code.c and keyfile.c only. */

/*
 * The key of a secret; everything is derived here.  The last four of the 144
 * bits are ignored.  The caller wipes its copy.
 */
struct key *key_from_secret(const uint8_t secret[SECRET_BYTES]);

/* The secret, in guarded memory, valid as long as the key. */
const uint8_t *key_secret(const struct key *key);

/*
 * Guarded memory that ends the program when there is none, and its release
 * with overwriting (NULL is allowed).  A page that cannot be locked into
 * memory is used all the same: without swap it makes no difference, and
 * refusing to open the register would.
 */
void *secret_alloc(size_t n);
void secret_free(void *p);

#endif
