// SPDX-License-Identifier: MIT
#ifndef CORE_PACK_H
#define CORE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"
#include "core/record.h"

/*
 * Canonical bytes of a record with its parts.  An entry is
 *
 *     name length (u8)  name  type (1 byte)  value length (u32)  value
 *
 * numbers big-endian; entries in the byte order of their names; empty fields
 * are left out, so that adding a column changes no pack.  Types: 'T' text,
 * 'I' a signed number in eight bytes, 'R' the rows of a part (u64 row, u32
 * length, the row's own entries, and so on).  Marks are entries called
 * `field#missing`, `field#typed`, `field#parked`, `field#note`.
 *
 * The pack is what is authenticated, kept as history, compared, carried.
 */

/* Append the pack of `rec`. */
void pack_record(struct str *out, const struct record *rec);

/*
 * Fill the empty record `rec` (of the right kind) from a pack.  False if the
 * bytes are not a pack of this kind; `rec` is then half filled and is freed.
 */
bool pack_into_record(struct record *rec, const void *bytes, size_t n);

/* --- single entries, for drafts and places --- */
void pack_put_text(struct str *out, const char *name, const char *text, size_t n);
void pack_put_int(struct str *out, const char *name, int64_t value);

struct pack_entry {
    const char *name; /* not ended by a zero */
    size_t name_len;
    char type;         /* 'T', 'I', 'R' */
    const char *value; /* not ended by a zero */
    size_t len;
};

/* Step over one entry at `*at` of `n` bytes; false at the end or on bad bytes. */
bool pack_next(const void *bytes, size_t n, size_t *at, struct pack_entry *entry);

/* The entry called `name`; false if there is none. */
bool pack_find(const void *bytes, size_t n, const char *name, struct pack_entry *entry);

int64_t pack_int(const struct pack_entry *entry); /* NONE if it is no number */
bool pack_is(const struct pack_entry *entry, const char *name);

#endif
