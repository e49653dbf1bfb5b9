// SPDX-License-Identifier: MIT
#ifndef CORE_ROOT_H
#define CORE_ROOT_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/base/str.h"
#include "db/key.h"

/*
 * The root row: what moves with every commit and so ties the whole file to one
 * moment.  The sum is that of all MACs in record, history, draft, patch and
 * place, modulo 2^256: an old page put back changes it.
 */
struct db;

struct root {
    int64_t generation; /* commits so far */
    int64_t records;    /* rows that take part in the sum */
    int64_t newest;     /* newest clock_now() seen */
    int64_t audit_seq;
    uint8_t audit_head[MAC_BYTES];
    uint8_t sum[MAC_BYTES]; /* big-endian */
    int64_t noted;          /* generation told to the side file at the last close */
    struct str counters;    /* "talk-26=137\n...": numbers given */
};

void root_init(struct root *root);
void root_release(struct root *root);

/* Read and authenticate.  ERR_DAMAGED if it is missing or its MAC does not fit. */
NODISCARD enum err root_load(struct db *db, const struct key *key, struct root *root);

/* Write inside the open transaction. */
NODISCARD enum err root_store(struct db *db, const struct key *key, const struct root *root);

/* Put a MAC into the sum, or take it out. */
void root_add(struct root *root, const uint8_t mac[MAC_BYTES]);
void root_subtract(struct root *root, const uint8_t mac[MAC_BYTES]);

/* The next number of a count ("talk-26"), from 1. */
int64_t root_next_number(struct root *root, const char *count);

#endif
