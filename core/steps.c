// SPDX-License-Identifier: MIT
#include "core/steps.h"

#include "core/base/attr.h"
#include "core/base/date.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/setting.h"
#include "locale/catalog.h"

enum { STEP_CALL = 1, STEP_TELL = 2 };

/* Public hotlines: the city's and the national ones (domain.md 7, screens.md S11). */
static const struct {
    const char *key;
    const char *usual; /* msgid */
} steps[STEP_COUNT + 1] = {
    {"danger_1", N_("Get three things clear: thoughts, a plan, means.")},
    {"danger_2", N_("A plan or means: stay with the pupil; call the deputy head at once.")},
    {"danger_3", N_("Thoughts alone: tell class teacher and guardians today, assess today.")},
    {"danger_4", N_("Say: I must let those know who can protect you; I tell you first.")},
    {"danger_phones",
     N_("Guigang 0775-4200330    national 12356    youth 12355    urgent 110  120")},
};

const char *steps_key(int step)
{
    BUG_ON(step < 0 || step > STEP_COUNT);
    return steps[step].key;
}

/* The school's own words; empty ones are none. */
static const char *own_or_usual(const struct reg *reg, int step)
{
    const char *own = setting_get(reg, steps_key(step), clock_today(), "");
    return own[0] ? own : tr(steps[step].usual);
}

static bool staff_is_blocked(const struct reg *reg, int64_t pupil, int64_t staff)
{
    char *person = str_format("S%lld", (long long)staff);
    bool blocked = staff != NONE && roster_is_blocked(reg->roster, pupil, person);
    xfree(person);
    return blocked;
}

static bool teacher_is_blocked(const struct reg *reg, int64_t pupil)
{
    const struct pupil_card *p = roster_pupil(reg->roster, pupil);
    return p && staff_is_blocked(reg, pupil, roster_class_teacher(reg->roster, p->class_id));
}

/* One of those who lead the school: the step that calls them names none. */
static bool school_post_is_blocked(const struct reg *reg, int64_t pupil)
{
    bool blocked = false;
    for (size_t i = 0; i < roster_post_count(reg->roster); i++) {
        const struct post_card *post = roster_post_at(reg->roster, i);
        blocked = blocked || (post->scope == '1' && staff_is_blocked(reg, pupil, post->holder));
    }
    return blocked;
}

const char *steps_text(const struct reg *reg, int64_t pupil, int step)
{
    bool guarded = step == STEP_TELL && pupil != NONE && roster_block(reg->roster, pupil, 0);
    if (guarded && teacher_is_blocked(reg, pupil)) {
        return tr("Thoughts alone: assess today; whom to tell, the conference says.");
    }
    if (guarded) {
        return tr("Thoughts alone: tell the class teacher, assess today; whom at home, the "
                  "conference says.");
    }
    if (step == STEP_CALL && pupil != NONE && school_post_is_blocked(reg, pupil)) {
        return tr("A plan or means: stay with the pupil; call 110 or 120; whom else, you know.");
    }
    return own_or_usual(reg, step);
}

const char *steps_phones(const struct reg *reg)
{
    return own_or_usual(reg, STEP_COUNT);
}
