// SPDX-License-Identifier: MIT
#include "locale/catalog.h"

#include <string.h>

#include "locale/catalog_table.h"

/* Whether msgids are shown as they are: see docs/HACKING.md, allowed statics. */
static bool in_english;

bool catalog_choose(const char *language)
{
    if (strcmp(language, "en") == 0) {
        in_english = true;
    } else if (strcmp(language, "zh_CN") == 0 || strcmp(language, "zh") == 0) {
        in_english = false;
    } else {
        return false;
    }
    return true;
}

const char *catalog_language(void)
{
    return in_english ? "en" : "zh_CN";
}

/* Compare a table key with context and msgid joined by EOT, as gettext does. */
static int key_compare(const char *key, const char *context, const char *msgid)
{
    if (context) {
        size_t n = strlen(context);
        int c = strncmp(key, context, n);
        if (c != 0) {
            return c;
        }
        if (key[n] != '\004') {
            return (unsigned char)key[n] - '\004';
        }
        key += n + 1;
    }
    return strcmp(key, msgid);
}

static const char *lookup(const char *context, const char *msgid)
{
    size_t lo = 0;
    size_t hi = catalog_zh_CN_count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = key_compare(catalog_zh_CN[mid].msgid, context, msgid);
        if (c == 0) {
            return catalog_zh_CN[mid].msgstr;
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

const char *tr(const char *msgid)
{
    const char *found = in_english ? NULL : lookup(NULL, msgid);
    return found ? found : msgid;
}

const char *trc(const char *context, const char *msgid)
{
    const char *found = in_english ? NULL : lookup(context, msgid);
    return found ? found : tr(msgid);
}
