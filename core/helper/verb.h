// SPDX-License-Identifier: MIT
#ifndef CORE_HELPER_VERB_H
#define CORE_HELPER_VERB_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/str.h"

/*
 * What xindang-helper can do.  It is a program of its own because the libraries
 * in it (pango, cairo, xlsxwriter, zip, expat) are large and read what strangers
 * made: it has no key and no register, and its end is never the end of xindang.
 *
 *     xindang-helper VERB [ARGUMENT...] < bytes > bytes
 *
 * The other side is core/errand.h.  Standard error has lines of text: remarks a
 * verb makes (their form is the verb's), and when it could not be done a last line
 * "err NAME<tab>detail", NAME being one of ERR_LIST.
 */
struct verb_call {
    int argc;           /* arguments behind the verb */
    char *const *argv;
    const struct str *in;
    struct str *out;    /* written to standard output when the verb is done */
    struct str *remarks; /* lines for standard error, each ended with '\n' */
    char *detail;       /* where or what, behind an error; xmalloc, NULL nothing */
};

struct verb {
    const char *name;
    /* On an error nothing of `out` is written; its name and `detail` are said. */
    enum err (*run)(struct verb_call *call);
    unsigned memory;    /* address space, MiB */
    unsigned seconds;   /* of the processor */
    unsigned files;     /* descriptors, with the three standard ones */
    unsigned file_size; /* of a file it may write, MiB */
    bool threads;       /* its libraries make some (pango looks for fonts in one) */
};

/* limits.c: hold this process to `verb`; ERR_REFUSED when the system will not. */
NODISCARD enum err limits_set(const struct verb *verb);

/* xlsx_read.c */
NODISCARD enum err verb_xlsx_read(struct verb_call *call);
/* unspool.c: a printed job out of the queue */
NODISCARD enum err verb_unspool(struct verb_call *call);

/* print.c: pages to PDF */
NODISCARD enum err verb_print(struct verb_call *call);

/* xlsx_write.c */
NODISCARD enum err verb_xlsx_write(struct verb_call *call);

#endif
