// SPDX-License-Identifier: MIT
#include "core/kinds.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/str.h"

#define IS_PART
#define SPEC_NAME term_holiday
#define DEF "core/kinds/term_holiday.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME handin_unseen
#define DEF "core/kinds/handin_unseen.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME import_row
#define DEF "core/kinds/import_row.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME pupil_guardian
#define DEF "core/kinds/pupil_guardian.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME pupil_treatment
#define DEF "core/kinds/pupil_treatment.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME pupil_event
#define DEF "core/kinds/pupil_event.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME pupil_number
#define DEF "core/kinds/pupil_number.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME talk_pupil
#define DEF "core/kinds/talk_pupil.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME campaign_scope
#define DEF "core/kinds/campaign_scope.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME campaign_scale
#define DEF "core/kinds/campaign_scale.def"
#include "core/kinds/table.h"
#define IS_PART
#define SPEC_NAME sheet_score
#define DEF "core/kinds/sheet_score.def"
#include "core/kinds/table.h"

#define IS_KIND
#define SPEC_NAME act
#define DEF "core/kinds/act.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME appointment
#define DEF "core/kinds/appointment.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME blocked
#define DEF "core/kinds/blocked.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME caller
#define DEF "core/kinds/caller.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME campaign
#define DEF "core/kinds/campaign.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME class
#define DEF "core/kinds/class.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME clue
#define DEF "core/kinds/clue.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME handin
#define DEF "core/kinds/handin.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME import
#define DEF "core/kinds/import.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME installed
#define DEF "core/kinds/installed.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME liaison
#define DEF "core/kinds/liaison.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME post
#define DEF "core/kinds/post.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME print_job
#define DEF "core/kinds/print_job.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME promise
#define DEF "core/kinds/promise.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME pupil
#define DEF "core/kinds/pupil.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME school
#define DEF "core/kinds/school.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME session
#define DEF "core/kinds/session.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME setting
#define DEF "core/kinds/setting.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME sheet
#define DEF "core/kinds/sheet.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME staff
#define DEF "core/kinds/staff.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME sweep
#define DEF "core/kinds/sweep.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME talk
#define DEF "core/kinds/talk.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME term
#define DEF "core/kinds/term.def"
#include "core/kinds/table.h"
#define IS_KIND
#define SPEC_NAME told
#define DEF "core/kinds/told.def"
#include "core/kinds/table.h"

static const struct kind *const all[] = {
#define X(name) &kind_##name,
    KINDS(X)
#undef X
};

const struct kind *const *kinds_all(size_t *count)
{
    *count = COUNT(all);
    return all;
}

const struct kind *kind_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i]->spec.name, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}

static bool is_plain_name(const char *name)
{
    return name[0] >= 'a' && name[0] <= 'z' &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* The field a shown_if names, NULL if the condition is not of its form. */
static const struct field *condition_field(const struct spec *spec, const char *condition)
{
    char name[40];
    size_t n = strcspn(condition, "!=");
    if (n == 0 || n >= sizeof name) {
        return NULL;
    }
    memcpy(name, condition, n);
    name[n] = '\0';
    return spec_field(spec, name);
}

static int check_field(const struct spec *spec, size_t at, struct str *faults)
{
    const struct field *f = &spec->fields[at];
    const char *fault = NULL;
    bool coded = f->type == FIELD_CODE || f->type == FIELD_CODES;
    if (!is_plain_name(f->name)) {
        fault = "its name is not plain";
    } else if (spec_field(spec, f->name) != f) {
        fault = "its name stands twice";
    } else if (!f->label || !f->label[0]) {
        fault = "it has no label";
    } else if (coded != (f->codes != NULL)) {
        fault = "a list belongs to CODE and CODES, and only to them";
    } else if (f->offset % _Alignof(int64_t) || f->offset + sizeof(int64_t) > spec->size) {
        fault = "it lies outside the struct";
    } else if (f->shown_if && !condition_field(spec, f->shown_if)) {
        fault = "shown_if names no field of its row";
    } else if (f->type == FIELD_NOTE && f->carry == CARRY_PREFILL) {
        fault = "running text never carries";
    }
    if (fault) {
        str_addf(faults, "%s.%s: %s\n", spec->name, f->name, fault);
    }
    return fault != NULL;
}

static int check_spec(const struct spec *spec, struct str *faults)
{
    int n = 0;
    for (size_t i = 0; i < spec->count; i++) {
        n += check_field(spec, i, faults);
    }
    return n;
}

static int check_kind_fields(const struct kind *kind, struct str *faults)
{
    const struct {
        const char *name;
        enum field_type type;
    } named[] = {{kind->day, FIELD_DATE}, {kind->pupil, FIELD_PUPIL}, {kind->numbered, FIELD_AUTO}};
    int n = 0;
    for (size_t i = 0; i < COUNT(named); i++) {
        const struct field *f = named[i].name ? spec_field(&kind->spec, named[i].name) : NULL;
        if (named[i].name && (!f || f->type != named[i].type)) {
            str_addf(faults, "%s: no fitting field %s\n", kind->spec.name, named[i].name);
            n++;
        }
    }
    for (size_t i = 0; i < kind->part_count; i++) {
        n += check_spec(kind->parts[i].spec, faults);
    }
    return n;
}

int kinds_check(struct str *faults)
{
    int n = 0;
    for (size_t i = 0; i < COUNT(all); i++) {
        n += check_spec(&all[i]->spec, faults) + check_kind_fields(all[i], faults);
        if (i && strcmp(all[i - 1]->spec.name, all[i]->spec.name) >= 0) {
            str_addf(faults, "%s: KINDS is not in the order of names\n", all[i]->spec.name);
            n++;
        }
    }
    return n;
}
