// SPDX-License-Identifier: MIT
#ifndef CORE_SPOOL_H
#define CORE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/page.h"

/*
 * The system's printers, by lp and lpstat of CUPS.  The document goes
 * to standard input, never into a file of ours; its title in the queue is
 * neutral; when it has been printed the queue's own copy is purged, which CUPS
 * would keep for a day (reliability.md 5.2).  Each errand is stepped while no
 * key waits.
 */
struct spool_printers {
    char **names;
    size_t n;
    char *usual; /* the system's own choice, NULL */
};
void spool_printers_release(struct spool_printers *p);

struct errand;

/* lpstat.  ERR_NO_PRINTER: there is no such program. */
NODISCARD enum err spool_ask(struct errand **errand);
/* Its end: ERR_NO_PRINTER when there is none. */
NODISCARD enum err spool_answer(struct errand *errand, struct spool_printers *p);

struct spool_order {
    const char *printer; /* NULL: the system's own choice */
    const char *title;   /* "xindang 26-0012": a serial number, never a name */
    const struct paper *paper;
    bool is_raw;         /* bytes of a dot-matrix printer */
    int copies;
    const struct str *bytes; /* borrowed until spool_sent() */
};

/* lp.  ERR_NO_PRINTER as above. */
NODISCARD enum err spool_send(const struct spool_order *order, struct errand **errand);
/*
 * Its end: the queue's number of the job ("laser-12"), the caller's to xfree().
 * ERR_PRINTER with what lp said in `*said` (NULL nothing).
 */
NODISCARD enum err spool_sent(struct errand *errand, char **job, char **said);

/* Is the job still in the queue?  lpstat, and its end. */
NODISCARD enum err spool_look(struct errand **errand);
NODISCARD enum err spool_looked(struct errand *errand, const char *job, bool *waits);

/*
 * Purge a job that has ended, by the helper (core/helper/unspool.c says why not by
 * `cancel -x`).  ERR_NO_PRINTER: the queue is on another computer; an error at its end:
 * the queue keeps it.
 */
NODISCARD enum err spool_purge(const char *job, struct errand **errand);
NODISCARD enum err spool_purged(struct errand *errand);

/* For commands: send, wait at most `ms` until it is printed, purge.  `*left`: it still waits. */
NODISCARD enum err spool_print(const struct spool_order *order, int ms, char **job, char **said,
                               bool *left);

#endif
