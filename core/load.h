// SPDX-License-Identifier: MIT
#ifndef CORE_LOAD_H
#define CORE_LOAD_H

#include "core/base/str.h"
#include "core/record.h"
#include "db/key.h"

/*
 * Reading records.  What leaves here has been authenticated: the line in
 * `record` and the pack of the row with its parts fit the MAC.
 */
struct reg;
struct stmt;

/* ERR_NOT_FOUND; ERR_DAMAGED (noted with the checker); ERR_IO.  `*rec` is the caller's. */
NODISCARD enum err store_load(struct reg *reg, int64_t id, struct record **rec);

/* The same with the kind known; ERR_NOT_FOUND if the record is of another kind. */
NODISCARD enum err store_load_kind(struct reg *reg, const struct kind *kind, int64_t id,
                                   struct record **rec);

/*
 * All records of one kind in the order of their ids, each authenticated, read
 * from the tables and not through an index.  scan_next() gives false at the
 * end; damaged records are noted with the checker, counted and left out; that
 * some are not there at all is noted at the end and counts as one.
 */
struct scan;
struct scan *scan_open(struct reg *reg, const struct kind *kind);
bool scan_next(struct scan *scan, struct record **rec); /* the caller frees it */
NODISCARD enum err scan_close(struct scan *scan, int64_t *damaged);

/* A superseded version, with the line it had.  ERR_NOT_FOUND, ERR_DAMAGED (noted). */
NODISCARD enum err store_load_version(struct reg *reg, int64_t id, int64_t version,
                                      struct record **rec);

/* Whether a row of `history` (line, pack, mac from column `at` on) is as it was written. */
bool version_is_authentic(const struct key *key, struct stmt *q, int at);

/* The bytes that are authenticated beside the pack. */
void record_line(struct str *out, const struct record *rec);
void record_mac(const struct key *key, const struct record *rec, uint8_t mac[MAC_BYTES]);

#endif
