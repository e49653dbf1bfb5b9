// SPDX-License-Identifier: MIT
#include "tui/round.h"

#include "core/backup.h"
#include "core/backup_place.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tui/app.h"

struct round {
    struct app *app;
    struct round_how how;
    char *why;
    enum round_part part;
    struct backup *copy; /* under way, NULL */
    struct round_result result;
    bool silent; /* nobody is there to be told */
};

static char *folder_for(const struct round *r, enum round_part part)
{
    char *folder = NULL;
    if (part == ROUND_HERE) {
        return r->how.here ? backup_own_folder(r->app->reg->dir) : NULL;
    }
    if (r->how.stick &&
        backup_chosen_stick(&device_world, r->app->reg->dir, &folder) != STICK_READY) {
        xfree(folder);
        folder = NULL;
    }
    return folder;
}

static void end_copy(struct round *r)
{
    struct backup_made made = {.path = NULL};
    r->result.part[r->part].e = backup_end(r->copy, &made);
    r->result.part[r->part].elsewhere = made.elsewhere;
    r->result.part[r->part].outside = made.outside;
    backup_made_release(&made);
    r->copy = NULL;
    r->part++;
}

static void begin_copy(struct round *r)
{
    char *folder = folder_for(r, r->part);
    if (!folder) {
        r->part++;
        return;
    }
    struct backup_how how = {.dir = folder, .why = r->why};
    r->result.part[r->part].tried = true;
    r->result.part[r->part].folder = folder;
    r->result.part[r->part].e = backup_begin(r->app->reg, &how, &r->copy);
    if (r->result.part[r->part].e != ERR_OK) {
        r->copy = NULL;
        r->part++;
    }
}

static bool step(void *ctx)
{
    struct round *r = ctx;
    if (!r->app->reg || r->part == ROUND_PARTS) {
        return false;
    }
    if (r->copy && !backup_step(r->copy)) {
        end_copy(r);
    } else if (!r->copy && !r->app->reg->committing) {
        begin_copy(r);
    }
    return r->part < ROUND_PARTS;
}

static void progress(void *ctx, size_t *done, size_t *total)
{
    const struct round *r = ctx;
    int64_t now = 0;
    int64_t all = 0;
    if (r->copy) {
        backup_progress(r->copy, &now, &all);
    }
    *done = (size_t)(now >> 10);
    *total = (size_t)(all >> 10);
}

static void ended(void *ctx, bool stopped)
{
    struct round *r = ctx;
    if (r->copy) {
        end_copy(r);
    }
    r->result.stopped = stopped;
    if (r->how.done && !r->silent) {
        r->how.done(r->how.ctx, &r->result);
    }
    for (int i = 0; i < ROUND_PARTS; i++) {
        xfree(r->result.part[i].folder);
    }
    xfree(r->why);
    xfree(r);
}

struct round *round_start(struct app *app, const struct round_how *how)
{
    if (app->reg->read_only) {
        app_problem(app, "%s", tr(err_msgid(verify_damage_count(app->reg) ? ERR_DAMAGED
                                                                          : ERR_READ_ONLY)));
        return NULL;
    }
    struct round *r = xcalloc(1, sizeof *r);
    r->app = app;
    r->how = *how;
    r->why = xstrdup(how->why);
    app_job(app, &(struct job){.title = how->title, .modal = how->title != NULL, .step = step,
                               .progress = progress, .done = ended, .ctx = r});
    return r;
}

void round_stop(struct round *round)
{
    if (round) {
        round->silent = true;
        jobs_stop(&round->app->jobs, round);
    }
}

/* --- words --- */

static void add_part(const struct round_result *result, enum round_part part, struct str *out)
{
    const char *gap = out->len ? "  " : "";
    if (result->part[part].e != ERR_OK) {
        str_addf(out, "%s%s: %s", gap, part == ROUND_HERE ? tr("Copy here") : tr("Stick"),
                 tr(err_msgid(result->part[part].e)));
    } else if (part == ROUND_HERE) {
        str_addf(out, "%s%s", gap, tr("Copied here and checked."));
    } else {
        char *name = backup_stick_name(result->part[part].folder);
        str_addf(out, "%s", gap);
        str_addf(out, tr("Copied to stick %s and checked; it is safe to unplug."), name);
        xfree(name);
    }
}

/* Both are good: one sentence. */
static void add_both(const struct round_result *result, struct str *out)
{
    char *name = backup_stick_name(result->part[ROUND_STICK].folder);
    str_addf(out, tr("Copied here and to stick %s and checked; it is safe to unplug."), name);
    xfree(name);
}

bool round_words(const struct round_result *result, struct str *out)
{
    bool good = true;
    bool tried = false;
    for (enum round_part part = ROUND_HERE; part < ROUND_PARTS; part++) {
        tried = tried || result->part[part].tried;
        good = good && result->part[part].e == ERR_OK;
    }
    if (good && result->part[ROUND_HERE].tried && result->part[ROUND_STICK].tried) {
        add_both(result, out);
    } else {
        for (enum round_part part = ROUND_HERE; part < ROUND_PARTS; part++) {
            if (result->part[part].tried) {
                add_part(result, part, out);
            }
        }
    }
    if (good && result->part[ROUND_STICK].tried && !result->part[ROUND_STICK].outside) {
        str_addf(out, " %s", tr("It does not count as one outside."));
    }
    if (!tried) {
        str_add(out, tr("Nothing was copied."));
    }
    return good && tried;
}
