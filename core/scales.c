// SPDX-License-Identifier: MIT
#include "core/scales.h"

#include <string.h>

#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
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
        add(scales, scale);
        scale_faults_release(&faults);
    }
}

void scales_release(struct scales *scales)
{
    for (size_t i = 0; i < scales->count; i++) {
        scale_free(scales->at[i].scale);
    }
    xfree(scales->at);
    *scales = (struct scales)SCALES_INIT;
}

const struct scale *scales_find(const struct scales *scales, const char *id)
{
    for (size_t i = 0; i < scales->count; i++) {
        if (scales->at[i].in_use && strcmp(scales->at[i].scale->id, id) == 0) {
            return scales->at[i].scale;
        }
    }
    return NULL;
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
