// SPDX-License-Identifier: MIT
#include "core/installed.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"

static const struct machine *the_machine(void)
{
    return machine_by_id("installed");
}

static enum err read_state(struct reg *reg, int64_t id, bool *in_use)
{
    struct act *act = NULL;
    enum err e = act_now(reg, id, the_machine()->id, &act);
    *in_use = e == ERR_OK && act->to_state && strcmp(act->to_state, "in_use") == 0;
    record_free(act ? &act->head : NULL);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err installed_each(struct reg *reg, const char *what,
                        void (*each)(const struct installed *rec, bool in_use, void *ctx),
                        void *ctx)
{
    struct record **all = NULL;
    struct record *rec;
    size_t n = 0;
    size_t cap = 0;
    struct scan *scan = scan_open(reg, &kind_installed);
    while (scan_next(scan, &rec)) {
        const struct installed *own = (const struct installed *)rec;
        if (rec->state == RECORD_STORED && own->what && strcmp(own->what, what) == 0 &&
            own->ident && own->text) {
            all = mem_grow(all, n, &cap, sizeof *all);
            all[n++] = rec;
        } else {
            record_free(rec);
        }
    }
    enum err e = scan_close(scan, NULL);
    for (size_t i = 0; i < n; i++) {
        bool in_use = false;
        enum err state = read_state(reg, all[i]->id, &in_use);
        e = e == ERR_OK ? state : e;
        each((const struct installed *)all[i], in_use, ctx);
        record_free(all[i]);
    }
    xfree(all);
    return e;
}

/* The newest in use under a name. */
struct search {
    const char *ident;
    int64_t found;
};

static void look(const struct installed *rec, bool in_use, void *ctx)
{
    struct search *search = ctx;
    if (in_use && strcmp(rec->ident, search->ident) == 0) {
        search->found = rec->head.id;
    }
}

static struct act_wish wish_of(const struct reg *reg, const char *move, int64_t subject)
{
    return (struct act_wish){.machine = the_machine(),
                             .move = move,
                             .subject = subject,
                             .pupil = NONE,
                             .day = clock_today(),
                             .at = NONE,
                             .by = reg->me,
                             .evidence = NONE,
                             .due = NONE};
}

/* `none`: the answer where nothing is in use. */
static const char *stop(struct reg *reg, struct changes *set, const char *what, const char *ident,
                        const char *none)
{
    struct search search = {.ident = ident, .found = NONE};
    enum err e = installed_each(reg, what, look, &search);
    if (e != ERR_OK) {
        return err_msgid(e);
    }
    if (search.found == NONE) {
        return none;
    }
    struct act_wish wish = wish_of(reg, "stop", search.found);
    return act_add(reg, set, &wish, false);
}

const char *installed_stop(struct reg *reg, struct changes *set, const char *what,
                           const char *ident)
{
    return stop(reg, set, what, ident, N_("Nothing is installed under this name"));
}

const char *installed_add(struct reg *reg, struct changes *set, const struct installed_wish *wish)
{
    const char *why = stop(reg, set, wish->what, wish->ident, NULL);
    if (why) {
        return why;
    }
    struct installed *rec = (struct installed *)record_new(&kind_installed, 0);
    rec->head.state = RECORD_STORED;
    rec->day = clock_today();
    rec->what = xstrdup(wish->what);
    rec->ident = xstrdup(wish->ident);
    rec->version = xstrdup(wish->version);
    rec->over = xstrdup(wish->over);
    rec->text = xstrdup(wish->text);
    record_derive(&rec->head, rec->day);
    struct act_wish act = wish_of(reg, "install", rec->head.id);
    changes_put(set, &rec->head);
    return act_add(reg, set, &act, true);
}
