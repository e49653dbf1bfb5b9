// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "db/stmt.h"
#include "locale/catalog.h"

/* Which papers there are, for whom, and when there is none. */

/* --- forms --- */

static struct print_form form_of(const struct kind *kind)
{
    return (struct print_form){kind == &kind_pupil ? "file" : kind->spec.name, kind->label, kind};
}

bool print_form_at(size_t at, struct print_form *form)
{
    if (at == 0) {
        *form = (struct print_form){"summary", N_("Case summary"), NULL};
        return true;
    }
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        if (kinds[i]->paper && --at == 0) {
            *form = form_of(kinds[i]);
            return true;
        }
    }
    return false;
}

bool print_form_by_name(const char *name, struct print_form *form)
{
    for (size_t i = 0; print_form_at(i, form); i++) {
        if (strcmp(form->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* --- profiles --- */

static const struct print_profile profiles[] = {
    {PROFILE_FULL, "1", "full", N_("working notes, numbers of identity")},
    {PROFILE_MEETING, "2", "meeting", N_("what was said in talks, telephones")},
    {PROFILE_TEACHER, "3", "class-teacher", N_("what was said in talks, scores, the hospital")},
    {PROFILE_PARENT, "4", "parent", N_("what was said in talks, scores, other pupils")},
    {PROFILE_HOSPITAL, "5", "hospital", N_("what was said in talks, other pupils")},
};

const struct print_profile *print_profile_at(size_t at)
{
    return at < COUNT(profiles) ? &profiles[at] : NULL;
}

const struct print_profile *print_profile_by_code(const char *code)
{
    for (size_t i = 0; code && i < COUNT(profiles); i++) {
        if (strcmp(profiles[i].code, code) == 0) {
            return &profiles[i];
        }
    }
    return &profiles[0];
}

const struct print_profile *print_profile_by_name(const char *name)
{
    for (size_t i = 0; i < COUNT(profiles); i++) {
        if (strcmp(profiles[i].name, name) == 0) {
            return &profiles[i];
        }
    }
    return NULL;
}

/* --- who must not be told --- */

static bool somebody_at_home(const struct reg *reg, int64_t pupil)
{
    const struct block_card *card;
    for (size_t i = 0; (card = roster_block(reg->roster, pupil, i)) != NULL; i++) {
        if (!card->person || card->person[0] != 'S') {
            return true;
        }
    }
    return false;
}

bool print_needs_recipient(struct reg *reg, const struct print_job *job)
{
    return print_profile_by_code(job->profile)->bit == PROFILE_PARENT &&
           somebody_at_home(reg, job->pupil);
}

static bool class_teacher_is_blocked(const struct reg *reg, int64_t pupil)
{
    const struct pupil_card *card = roster_pupil(reg->roster, pupil);
    int64_t teacher = card ? roster_class_teacher(reg->roster, card->class_id) : NONE;
    char *person = str_format("S%lld", (long long)teacher);
    bool blocked = teacher != NONE && roster_is_blocked(reg->roster, pupil, person);
    xfree(person);
    return blocked;
}

/* Whether a form says anything to this reader. */
static bool says_something(const struct print_job *job, unsigned profile)
{
    struct print_form form;
    bool says = !print_form_by_name(job->form ? job->form : "", &form) || !form.kind;
    for (size_t i = 0; !says && i < form.kind->spec.count; i++) {
        says = form.kind->spec.fields[i].profiles & profile;
    }
    return says || profile == PROFILE_FULL;
}

const char *print_refusal(struct reg *reg, const struct print_job *job)
{
    unsigned profile = print_profile_by_code(job->profile)->bit;
    if (!says_something(job, profile)) {
        return N_("Nothing of this record is for this reader");
    }
    bool goes_out = profile == PROFILE_PARENT || profile == PROFILE_TEACHER;
    if (goes_out && verify_damage_count(reg) > 0) {
        return N_("The register is damaged; who must not be told may be missing from it. Ask "
                  "before anybody gets a paper");
    }
    if (profile == PROFILE_TEACHER && class_teacher_is_blocked(reg, job->pupil)) {
        return N_("The class teacher must not be told about this pupil");
    }
    if (job->recipient && roster_is_blocked(reg->roster, job->pupil, job->recipient)) {
        return N_("This person must not be told about the pupil");
    }
    if (!print_needs_recipient(reg, job)) {
        return NULL;
    }
    return job->recipient && job->recipient[0] == 'G'
               ? NULL
               : N_("Somebody at home must not be told. Choose the guardian it is for");
}

/* --- the paper --- */

static void set(char **text, char *value)
{
    xwipe_str(*text);
    *text = value;
}

static void add_frame(struct print_build *b, const char *serial)
{
    struct document *doc = b->doc;
    char stamp[STAMP_TEXT];
    clock_format(clock_now(), stamp);
    set(&doc->school, xstrdup(b->reg->calendar->school_name ? b->reg->calendar->school_name : ""));
    set(&doc->confidential, xstrdup(tr("Internal, keep confidential")));
    if (!b->job) {
        return;
    }
    set(&doc->printed, str_format(tr("printed by %s %.16s"),
                                  roster_name(b->reg->roster, b->reg->me), stamp));
    set(&doc->serial, serial ? str_format("%s %s", tr("Print no."), serial) : xstrdup(""));
    if (b->job->watermark == 1) {
        set(&doc->watermark, xstrdup(tr("Internal, keep confidential")));
    }
}

/* Records of the kind that lie with the pupil, oldest first. */
static enum err all_records(struct print_build *b, const struct kind *kind, bool *any)
{
    enum err e = b->is_final ? verify_kind(b->reg, kind) : ERR_OK;
    b->damaged += e == ERR_DAMAGED;
    int64_t n = timeline_count(b->reg, b->pupil, kind);
    e = ERR_OK;
    for (int64_t i = n; i-- > 0 && e == ERR_OK;) {
        struct timeline_entry entry;
        struct record *rec = NULL;
        if (timeline_page(b->reg, b->pupil, kind, i, 1, &entry) != 1) {
            continue;
        }
        e = store_load(b->reg, entry.id, &rec);
        timeline_release(&entry, 1);
        if (e == ERR_DAMAGED || e == ERR_NOT_FOUND) {
            b->damaged++;
            e = ERR_OK;
        } else if (e == ERR_OK && rec->state != RECORD_STRUCK) {
            print_record(b, rec);
            *any = true;
        }
        record_free(rec);
    }
    return e;
}

static bool lies_with(const struct record *rec, int64_t pupil)
{
    int64_t *ids;
    size_t n = record_pupils(rec, &ids);
    bool lies = rec->id == pupil;
    for (size_t i = 0; i < n; i++) {
        lies = lies || ids[i] == pupil;
    }
    xfree(ids);
    return lies;
}

static enum err one_record(struct print_build *b, const struct kind *kind, int64_t id)
{
    struct record *rec;
    enum err e = store_load_kind(b->reg, kind, id, &rec);
    if (e != ERR_OK) {
        return e;
    }
    if (lies_with(rec, b->pupil)) {
        print_record(b, rec);
    } else {
        e = ERR_NOT_FOUND;
    }
    record_free(rec);
    return e;
}

static enum err add_records(struct print_build *b)
{
    struct print_form form;
    const struct print_job *job = b->job;
    if (!print_form_by_name(job->form ? job->form : "summary", &form)) {
        return ERR_NOT_FOUND;
    }
    if (form.kind && form.kind != &kind_pupil && job->about == NONE) {
        bool any = false;
        enum err e = all_records(b, form.kind, &any);
        return e != ERR_OK || any ? e : ERR_NOT_FOUND;
    }
    if (form.kind && form.kind != &kind_pupil) {
        return one_record(b, form.kind, job->about);
    }
    struct record *rec = NULL;
    enum err e = store_load_kind(b->reg, &kind_pupil, b->pupil, &rec);
    if (e == ERR_OK && form.kind) {
        print_record(b, rec);
    } else if (e == ERR_OK) {
        e = print_summary(b, (const struct pupil *)rec);
    }
    record_free(rec);
    return e;
}

enum err print_document(struct reg *reg, const struct print_job *job, bool is_final,
                        struct document *doc, int64_t *damaged)
{
    struct print_build b = {.reg = reg, .job = job, .pupil = job->pupil, .doc = doc,
                            .profile = print_profile_by_code(job->profile)->bit,
                            .day = clock_today(), .is_final = is_final};
    document_init(doc);
    str_init(&b.notes);
    names_begin(&b);
    enum err e = add_records(&b);
    names_end(&b);
    add_frame(&b, job->serial);
    if (b.damaged) {
        char *note = str_format(tr("%lld damaged records are missing here"),
                                (long long)b.damaged);
        document_add(doc, BLOCK_NOTE, note);
        xfree(note);
    }
    *damaged = b.damaged;
    str_wipe(&b.notes);
    if (e != ERR_OK) {
        document_release(doc);
    }
    return e;
}

void print_blank(struct reg *reg, const struct print_form *form, struct document *doc)
{
    struct print_build b = {.reg = reg, .pupil = NONE, .doc = doc, .profile = PROFILE_FULL,
                            .day = clock_today()};
    struct record *rec = record_new(form->kind, 0);
    document_init(doc);
    str_init(&b.notes);
    print_record(&b, rec);
    add_frame(&b, NULL);
    str_release(&b.notes);
    record_free(rec);
}
