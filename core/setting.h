// SPDX-License-Identifier: MIT
#ifndef CORE_SETTING_H
#define CORE_SETTING_H

#include "core/commit.h"

/*
 * Settings kept in the register as records, each value with the day it holds
 * from: what was printed yesterday keeps yesterday's words.
 */
struct setting_cache;
struct setting_cache *setting_cache_new(void);
void setting_cache_free(struct setting_cache *c); /* NULL is allowed */
void setting_learn(struct setting_cache *c, const struct record *rec);
NODISCARD enum err setting_load(struct reg *reg);

/* The value that holds on `day`, or `usual`. */
const char *setting_get(const struct reg *reg, const char *key, int64_t day, const char *usual);
int64_t setting_int(const struct reg *reg, const char *key, int64_t day, int64_t usual);

/* Add a new value, valid from `day`, to a change set. */
void setting_put(struct changes *set, const char *key, const char *value, int64_t day);

#endif
