// SPDX-License-Identifier: MIT
#ifndef DB_SCHEMA_H
#define DB_SCHEMA_H

#include "db/migrate.h"

/* The steps of this program's schema, for migrate_run(); in db/schema.c. */
extern const struct schema_step schema_steps[];
extern const int schema_step_count;

#endif
