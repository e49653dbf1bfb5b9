// SPDX-License-Identifier: MIT
#ifndef CORE_PRINT_H
#define CORE_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/document.h"
#include "core/kinds.h"

/*
 * Papers from records: which forms there are, for whom a paper is, and what of
 * a record may stand on it (.profiles in the .def files).  Every kind with a
 * paper number has a form of itself; only the case summary is composed.
 *
 * F_PRIVATE fields are on no paper.  Other pupils are covered by reference; names
 * found in running text are marked, and covered if the job says so.  Identity
 * numbers are on no paper (with the birth date their last digits give all of
 * them: domain.md 11), telephones are masked.  A person who must not be told is
 * not named as one to ring, to write to or as told.
 */
struct reg;

struct print_form {
    const char *name;        /* "summary", "file", a kind's name */
    const char *label;       /* msgid; trc("paper", label) is the title */
    const struct kind *kind; /* NULL: the summary */
};

/* Form number `at`, from 0; false behind the last. */
bool print_form_at(size_t at, struct print_form *form);
bool print_form_by_name(const char *name, struct print_form *form);

struct print_profile {
    unsigned bit;         /* PROFILE_* */
    const char *code;     /* of codes_print_profile */
    const char *name;     /* "class-teacher": the command line */
    const char *left_out; /* msgid: what the preview says is not printed */
};

/* Profile number `at`, from 0, NULL behind the last; by code; by the command line's name. */
const struct print_profile *print_profile_at(size_t at);
const struct print_profile *print_profile_by_code(const char *code);
const struct print_profile *print_profile_by_name(const char *name);

/*
 * A job in memory, not stored: form, profile, pupil, `about` (a record, NONE: all
 * of the pupil's of this kind).  One of this paper that waits in the register is
 * taken as it is; else the words and covered names of the last one are taken
 * over.  The caller frees it with record_free().
 */
struct print_job *print_job_new(struct reg *reg, const struct print_form *form,
                                const struct print_profile *profile, int64_t pupil,
                                int64_t about);

/* The job of the same paper for another profile; `job` is freed. */
struct print_job *print_job_choose(struct reg *reg, struct print_job *job,
                                   const struct print_profile *profile);

/* Whether a found name is covered; cover or show it. */
bool print_job_covers(const struct print_job *job, int64_t id);
void print_job_cover(struct print_job *job, int64_t id, bool covered);

/*
 * Why this may not be printed for whom it is for (不可告诉), a msgid; NULL if it
 * may.  Where a person at home must not be told, a paper for the parents is for
 * one of them by name (job->recipient).
 */
const char *print_refusal(struct reg *reg, const struct print_job *job);

/* Whether a paper of this job needs a recipient before it is printed. */
bool print_needs_recipient(struct reg *reg, const struct print_job *job);

/*
 * The paper.  `*damaged` counts records that are missing on it because they
 * are damaged; the paper says so itself.  `is_final`: it is printed and not only
 * looked at, so kinds of which the checking job has not counted all records are
 * counted first, which may take a second.  ERR_NOT_FOUND: there is no such
 * record of the pupil; the errors of reading.
 */
NODISCARD enum err print_document(struct reg *reg, const struct print_job *job, bool is_final,
                                  struct document *doc, int64_t *damaged);

/* The empty form of a kind, to be filled in by hand. */
void print_blank(struct reg *reg, const struct print_form *form, struct document *doc);

/*
 * Store the job: it gets its number.  ERR_OK also where it was stored before.
 * The job's own record is updated.
 */
NODISCARD enum err print_job_store(struct reg *reg, struct print_job *job);

/*
 * Note that it was printed: an act of machine print and an entry of the trail
 * with number, form, profile, pages and digest.  Before the paper leaves.
 */
NODISCARD enum err print_job_log(struct reg *reg, const struct print_job *job, size_t pages,
                                 const struct str *bytes, const char *where);

/* After it: which copy went to whom (PERSON, NULL not said); an act, and the trail. */
NODISCARD enum err print_job_given(struct reg *reg, const struct print_job *job, int copy,
                                   const char *whom);

/* It is not to be printed after all. */
NODISCARD enum err print_job_drop(struct reg *reg, const struct print_job *job);

/* Jobs stored and not printed yet, oldest first; of all pupils.  xfree() `*ids`. */
NODISCARD enum err print_waiting(struct reg *reg, int64_t **ids, size_t *count);
/* The newest jobs that were printed, at most `most`. */
NODISCARD enum err print_done(struct reg *reg, size_t most, int64_t **ids, size_t *count);

#endif
