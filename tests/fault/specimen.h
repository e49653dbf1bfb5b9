// SPDX-License-Identifier: MIT
#ifndef TESTS_FAULT_SPECIMEN_H
#define TESTS_FAULT_SPECIMEN_H

#include "core/base/str.h"
#include "core/reg.h"

/*
 * A register of a fictional school in two copies, both taken after closing: an
 * older one and a newer one in which something of every table and every index
 * has changed.  What is put into the folder is damaged by the tests.
 */
enum { SPECIMEN_PAGE = 4096 };

struct specimen {
    char dir[64];
    struct key *key;
    struct str older, newer; /* bytes of register.db */
};

#define SPECIMEN_PASSWORD "mima mima"

void specimen_begin(struct specimen *s);
void specimen_end(struct specimen *s);

/* Make register.db these bytes, without a log beside it. */
void specimen_put(const struct specimen *s, const void *bytes, size_t n);

/* Whether register.db is these bytes still, and no log lies beside it. */
bool specimen_is(const struct specimen *s, const void *bytes, size_t n);

/* Open by the key; NULL where nothing opens. */
enum err specimen_open(const struct specimen *s, struct reg **reg);

/* Any file of the folder, read and written. */
void specimen_read(const struct specimen *s, const char *name, struct str *out);
void specimen_write(const struct specimen *s, const char *name, const void *bytes, size_t n);
void specimen_remove(const struct specimen *s, const char *name);

/* Whether the large form is wanted (TORTURE=1). */
bool specimen_torture(void);

#endif
