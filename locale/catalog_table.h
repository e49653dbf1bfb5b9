// SPDX-License-Identifier: MIT
#ifndef LOCALE_CATALOG_TABLE_H
#define LOCALE_CATALOG_TABLE_H

#include <stddef.h>

/* The compiled catalog: made by po2c.awk from zh_CN.po, sorted by bytes. */
struct catalog_entry {
    const char *msgid; /* with a context in front: context, EOT, msgid */
    const char *msgstr;
};

extern const struct catalog_entry catalog_zh_CN[];
extern const size_t catalog_zh_CN_count;

#endif
