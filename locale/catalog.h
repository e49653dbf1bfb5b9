// SPDX-License-Identifier: MIT
#ifndef LOCALE_CATALOG_H
#define LOCALE_CATALOG_H

#include <stdbool.h>

#include "core/base/attr.h"

/*
 * Words for people.  msgids are English sentences; the Chinese comes from
 * zh_CN.po, compiled in, so that it is there under any locale.  Chinese is the
 * language until catalog_choose() says otherwise.
 */

/* The translation of `msgid`, or `msgid` itself.  Never NULL; static storage. */
const char *tr(const char *msgid) FORMAT_ARG(1);

/*
 * The same where one English word is two Chinese ones: `context` tells them
 * apart ("where": at most six cells, for row 1).  Without an entry of its own
 * it is tr().
 */
const char *trc(const char *context, const char *msgid) FORMAT_ARG(2);

/* "zh_CN" or "en"; false (nothing changed) for another one. */
bool catalog_choose(const char *language);

/* The language now: "zh_CN" or "en". */
const char *catalog_language(void);

#endif
