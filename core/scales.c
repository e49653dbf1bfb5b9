// SPDX-License-Identifier: MIT
#include "core/scales.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/installed.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/scale_builtin.h"

static struct scales_entry *add(struct scales *scales, struct scale *scale)
{
    scales->at = mem_grow(scales->at, scales->count, &scales->cap, sizeof *scales->at);
    struct scales_entry *entry = &scales->at[scales->count++];
    *entry = (struct scales_entry){.scale = scale, .record = NONE, .in_use = true};
    return entry;
}

void scales_builtin(struct scales *scales)
{
    for (size_t i = 0; i < scale_builtin_count; i++) {
        struct scale_faults faults = SCALE_FAULTS_INIT;
        const char *text = scale_builtins[i].text;
        struct scale *scale = scale_parse(text, strlen(text), &faults);
        BUG_ON(!scale || strcmp(scale->id, scale_builtins[i].id) != 0);
        add(scales, scale)->text = text;
        scale_faults_release(&faults);
    }
}

void scales_release(struct scales *scales)
{
    for (size_t i = 0; i < scales->count; i++) {
        scale_free(scales->at[i].scale);
        xfree(scales->at[i].own_text);
    }
    xfree(scales->at);
    *scales = (struct scales)SCALES_INIT;
}

/* The entry that stands for an id, of the program or in use. */
static struct scales_entry *find(const struct scales *scales, const char *id, bool builtin)
{
    for (size_t i = 0; i < scales->count; i++) {
        struct scales_entry *entry = &scales->at[i];
        if ((builtin ? entry->record == NONE : entry->in_use) &&
            strcmp(entry->scale->id, id) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* One that is installed comes behind those before it, and in front of them if it is in use. */
static void take_installed(const struct installed *rec, bool in_use, void *ctx)
{
    struct scales *scales = ctx;
    struct scale_faults faults = SCALE_FAULTS_INIT;
    struct scale *scale = scale_parse(rec->text, strlen(rec->text), &faults);
    scale_faults_release(&faults);
    if (!scale) {
        scales->unreadable++;
        return;
    }
    struct scales_entry *before = in_use ? find(scales, scale->id, false) : NULL;
    if (before) {
        before->in_use = false;
    }
    const struct scales_entry *own = find(scales, scale->id, true);
    bool outdated = own && rec->over && strcmp(rec->over, own->scale->stamp) != 0;
    struct scales_entry *entry = add(scales, scale);
    entry->own_text = xstrdup(rec->text);
    entry->text = entry->own_text;
    entry->record = rec->head.id;
    entry->in_use = in_use;
    entry->outdated = in_use && outdated;
}

enum err scales_load(struct reg *reg, struct scales *scales)
{
    scales_builtin(scales);
    return installed_each(reg, INSTALLED_SCALE, take_installed, scales);
}

const struct scales_entry *scales_entry(const struct scales *scales, const char *id)
{
    return find(scales, id, false);
}

const struct scale *scales_find(const struct scales *scales, const char *id)
{
    const struct scales_entry *entry = find(scales, id, false);
    return entry ? entry->scale : NULL;
}

const struct scale *scales_version(const struct scales *scales, const char *id, const char *stamp)
{
    for (size_t i = 0; i < scales->count; i++) {
        const struct scale *scale = scales->at[i].scale;
        if (strcmp(scale->id, id) == 0 && strcmp(scale->stamp, stamp) == 0) {
            return scale;
        }
    }
    return NULL;
}

const char *scales_short(const struct scales *scales, const char *id)
{
    const struct scale *scale = scales_find(scales, id);
    return scale ? scale->shorter : id;
}

bool scales_suit(const struct calendar *calendar, const struct scale *scale)
{
    for (enum stage stage = STAGE_PRIMARY; stage < STAGE_COUNT; stage++) {
        if (calendar->has_stage[stage] &&
            scale_is_for(scale, calendar_first_grade(calendar, stage),
                         calendar_last_grade(calendar, stage))) {
            return true;
        }
    }
    return false;
}

/* Why a definition cannot be installed beside those known; NULL it can. */
static const char *refusal(const struct scales *scales, const struct scale *scale,
                           const char *text)
{
    const struct scales_entry *now = scales_entry(scales, scale->id);
    if (now && !now->outdated && strcmp(now->text, text) == 0) {
        return N_("This very definition is in use already");
    }
    if (scales_version(scales, scale->id, scale->stamp)) {
        return NULL; /* only words differ: the numbers stay comparable */
    }
    for (size_t i = 0; i < scales->count; i++) {
        const struct scale *known = scales->at[i].scale;
        if (strcmp(known->id, scale->id) == 0 && known->version >= scale->version) {
            return N_("It scores otherwise than the version known; give it a higher version");
        }
    }
    return NULL;
}

const char *scales_install(struct reg *reg, struct changes *set, const struct scale *scale,
                           const char *text)
{
    struct scales scales = SCALES_INIT;
    enum err e = scales_load(reg, &scales);
    const char *why = e == ERR_OK ? refusal(&scales, scale, text) : err_msgid(e);
    if (!why) {
        const struct scales_entry *own = find(&scales, scale->id, true);
        why = installed_add(reg, set,
                            &(struct installed_wish){.what = INSTALLED_SCALE,
                                                     .ident = scale->id,
                                                     .version = scale->stamp,
                                                     .over = own ? own->scale->stamp : NULL,
                                                     .text = text});
    }
    scales_release(&scales);
    return why;
}

/* --- when the program's own changed underneath --- */

struct outdated {
    struct scales_old *list;
    size_t count, cap;
};

static void look_outdated(const struct installed *rec, bool in_use, void *ctx)
{
    struct outdated *found = ctx;
    for (size_t i = 0; in_use && rec->over && i < scale_builtin_count; i++) {
        const struct scale_builtin *own = &scale_builtins[i];
        if (strcmp(own->id, rec->ident) != 0) {
            continue;
        }
        struct scale_faults faults = SCALE_FAULTS_INIT;
        struct scale *scale = scale_parse(own->text, strlen(own->text), &faults);
        if (scale && strcmp(scale->stamp, rec->over) != 0) {
            found->list = mem_grow(found->list, found->count, &found->cap, sizeof *found->list);
            found->list[found->count++] =
                (struct scales_old){.record = rec->head.id, .name = xstrdup(scale->shorter)};
        }
        scale_free(scale);
        scale_faults_release(&faults);
    }
}

enum err scales_outdated(struct reg *reg, struct scales_old **list, size_t *count)
{
    struct outdated found = {.list = NULL};
    enum err e = installed_each(reg, INSTALLED_SCALE, look_outdated, &found);
    *list = found.list;
    *count = found.count;
    return e;
}

void scales_outdated_free(struct scales_old *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xfree(list[i].name);
    }
    xfree(list);
}

const char *scales_keep(struct reg *reg, struct changes *set, int64_t record)
{
    struct record *rec = NULL;
    struct scale_faults faults = SCALE_FAULTS_INIT;
    enum err e = store_load_kind(reg, &kind_installed, record, &rec);
    if (e != ERR_OK) {
        return err_msgid(e);
    }
    const char *text = ((const struct installed *)rec)->text;
    struct scale *scale = scale_parse(text, strlen(text), &faults);
    const char *why = scale ? scales_install(reg, set, scale, text)
                            : N_("This version of the program cannot read the definition");
    scale_free(scale);
    scale_faults_release(&faults);
    record_free(rec);
    return why;
}

const char *scales_stop(struct reg *reg, struct changes *set, int64_t record)
{
    struct record *rec = NULL;
    enum err e = store_load_kind(reg, &kind_installed, record, &rec);
    const char *why = e == ERR_OK ? installed_stop(reg, set, INSTALLED_SCALE,
                                                   ((const struct installed *)rec)->ident)
                                  : err_msgid(e);
    record_free(rec);
    return why;
}
