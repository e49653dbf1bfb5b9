// SPDX-License-Identifier: MIT
#ifndef CORE_KINDS_H
#define CORE_KINDS_H

#include "core/codes.h"
#include "core/record.h"

/*
 * The kinds of record: a line in KINDS and a .def file each.  The structs are
 * declared from the .def files, so that rules read as C: talk->began.
 */
#define KINDS(X)                                                                                   \
    X(act) X(appointment) X(blocked) X(caller) X(campaign) X(class) X(clue) X(handin) X(import)    \
    X(installed) X(liaison) X(post) X(print_job) X(promise) X(pupil) X(school) X(session)          \
    X(setting) X(sheet) X(staff) X(sweep) X(talk) X(term) X(told)

#define SPEC_HEAD struct row
#define SPEC_NAME term_holiday
#define DEF "core/kinds/term_holiday.def"
#include "core/kinds/define.h"
#define SPEC_NAME import_row
#define DEF "core/kinds/import_row.def"
#include "core/kinds/define.h"
#define SPEC_NAME handin_unseen
#define DEF "core/kinds/handin_unseen.def"
#include "core/kinds/define.h"
#define SPEC_NAME pupil_guardian
#define DEF "core/kinds/pupil_guardian.def"
#include "core/kinds/define.h"
#define SPEC_NAME pupil_treatment
#define DEF "core/kinds/pupil_treatment.def"
#include "core/kinds/define.h"
#define SPEC_NAME pupil_event
#define DEF "core/kinds/pupil_event.def"
#include "core/kinds/define.h"
#define SPEC_NAME pupil_number
#define DEF "core/kinds/pupil_number.def"
#include "core/kinds/define.h"
#define SPEC_NAME talk_pupil
#define DEF "core/kinds/talk_pupil.def"
#include "core/kinds/define.h"
#define SPEC_NAME campaign_scope
#define DEF "core/kinds/campaign_scope.def"
#include "core/kinds/define.h"
#define SPEC_NAME campaign_scale
#define DEF "core/kinds/campaign_scale.def"
#include "core/kinds/define.h"
#define SPEC_NAME sheet_score
#define DEF "core/kinds/sheet_score.def"
#include "core/kinds/define.h"
#undef SPEC_HEAD

#define SPEC_HEAD struct record
#define SPEC_NAME act
#define DEF "core/kinds/act.def"
#include "core/kinds/define.h"
#define SPEC_NAME appointment
#define DEF "core/kinds/appointment.def"
#include "core/kinds/define.h"
#define SPEC_NAME blocked
#define DEF "core/kinds/blocked.def"
#include "core/kinds/define.h"
#define SPEC_NAME caller
#define DEF "core/kinds/caller.def"
#include "core/kinds/define.h"
#define SPEC_NAME campaign
#define DEF "core/kinds/campaign.def"
#include "core/kinds/define.h"
#define SPEC_NAME class
#define DEF "core/kinds/class.def"
#include "core/kinds/define.h"
#define SPEC_NAME clue
#define DEF "core/kinds/clue.def"
#include "core/kinds/define.h"
#define SPEC_NAME handin
#define DEF "core/kinds/handin.def"
#include "core/kinds/define.h"
#define SPEC_NAME import
#define DEF "core/kinds/import.def"
#include "core/kinds/define.h"
#define SPEC_NAME installed
#define DEF "core/kinds/installed.def"
#include "core/kinds/define.h"
#define SPEC_NAME liaison
#define DEF "core/kinds/liaison.def"
#include "core/kinds/define.h"
#define SPEC_NAME post
#define DEF "core/kinds/post.def"
#include "core/kinds/define.h"
#define SPEC_NAME print_job
#define DEF "core/kinds/print_job.def"
#include "core/kinds/define.h"
#define SPEC_NAME promise
#define DEF "core/kinds/promise.def"
#include "core/kinds/define.h"
#define SPEC_NAME pupil
#define DEF "core/kinds/pupil.def"
#include "core/kinds/define.h"
#define SPEC_NAME school
#define DEF "core/kinds/school.def"
#include "core/kinds/define.h"
#define SPEC_NAME session
#define DEF "core/kinds/session.def"
#include "core/kinds/define.h"
#define SPEC_NAME setting
#define DEF "core/kinds/setting.def"
#include "core/kinds/define.h"
#define SPEC_NAME sheet
#define DEF "core/kinds/sheet.def"
#include "core/kinds/define.h"
#define SPEC_NAME staff
#define DEF "core/kinds/staff.def"
#include "core/kinds/define.h"
#define SPEC_NAME sweep
#define DEF "core/kinds/sweep.def"
#include "core/kinds/define.h"
#define SPEC_NAME talk
#define DEF "core/kinds/talk.def"
#include "core/kinds/define.h"
#define SPEC_NAME term
#define DEF "core/kinds/term.def"
#include "core/kinds/define.h"
#define SPEC_NAME told
#define DEF "core/kinds/told.def"
#include "core/kinds/define.h"
#undef SPEC_HEAD

#define X(name) extern const struct kind kind_##name;
KINDS(X)
#undef X

/* All kinds in the order of their names; *count of them. */
const struct kind *const *kinds_all(size_t *count);

/* The kind called `name`, NULL if there is none. */
const struct kind *kind_by_name(const char *name);

/*
 * Faults of the definitions, one sentence a line in English, appended to
 * `faults`: names plain and unique, constraints where a type wants them,
 * shown_if about a field of the row, offsets inside the struct.  Run by tests
 * and by every start of a debug build.  Returns the number of faults.
 */
struct str;
int kinds_check(struct str *faults);

#endif
