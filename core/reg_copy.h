// SPDX-License-Identifier: MIT
#ifndef CORE_REG_COPY_H
#define CORE_REG_COPY_H

#include "core/base/err.h"

/*
 * Verified copies of the register: one file holds the database, then the key
 * file, then a trailer (16 bytes magic, two u64: length of database and key
 * file).  SQLite reads by the page count in its header, so the copy opens as
 * it is, by this program and by the stock shell.
 */
#define REG_COPY_MAGIC "xindang backup 1"

/* How the copies are named: 2026-03-26-102205-import-g000123.xd */
struct reg;

#endif
