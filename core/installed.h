// SPDX-License-Identifier: MIT
#ifndef CORE_INSTALLED_H
#define CORE_INSTALLED_H

#include "core/commit.h"
#include "core/kinds.h"

/*
 * What a school brings itself where the program brings data: a scale, a report,
 * a form, as a versioned record (core/kinds/installed.def) with the machine
 * `installed`.  The caller has checked the text; nothing here reads it.
 */
struct reg;

#define INSTALLED_SCALE "1" /* of codes_installed */

struct installed_wish {
    const char *what;    /* a code of codes_installed */
    const char *ident;   /* "mht" */
    const char *version; /* "2-9c2f01ab" */
    const char *over;    /* the program's own version of it, NULL none */
    const char *text;
};

/*
 * Every record of one `what` that is not struck, with whether it is in use,
 * oldest first.  `each` borrows the record.  ERR_IO, ERR_DAMAGED.
 */
NODISCARD enum err installed_each(struct reg *reg, const char *what,
                                  void (*each)(const struct installed *rec, bool in_use, void *ctx),
                                  void *ctx);

/*
 * Add the record to a change set, and take what was in use under this name out
 * of use.  NULL, or a msgid saying why not.
 */
const char *installed_add(struct reg *reg, struct changes *set, const struct installed_wish *wish);

/*
 * Take out of use what is installed under this name, so that the program's own
 * counts again.  NULL, or a msgid: nothing is installed under it.
 */
const char *installed_stop(struct reg *reg, struct changes *set, const char *what,
                           const char *ident);

#endif
