// SPDX-License-Identifier: MIT
#include "core/campaign.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/machine.h"
#include "core/reg.h"
#include "db/stmt.h"

const char *campaign_add_scale(struct campaign *c, const struct scale *scale)
{
    const struct part *part = kind_part(&kind_campaign, "scales");
    struct rows *rows = record_rows(&c->head, part);
    for (size_t i = 0; i < rows->n; i++) {
        const char *ident = ((const struct campaign_scale *)rows->at[i])->ident;
        if (ident && strcmp(ident, scale->id) == 0) {
            return N_("This scale is part of the screening already");
        }
    }
    struct campaign_scale *row = record_add_row(&c->head, part, 0);
    row->ident = xstrdup(scale->id);
    row->stamp = xstrdup(scale->stamp);
    row->cuts = scale->table_count ? xstrdup(scale->tables[0].name) : NULL;
    row->rule = xstrdup("1");
    return NULL;
}

static void add_scope(struct campaign *c, const struct campaign_wish *wish)
{
    if (!wish->grade && wish->class_id == NONE) {
        return;
    }
    struct campaign_scope *row =
        record_add_row(&c->head, kind_part(&kind_campaign, "scopes"), 0);
    row->what = xstrdup(wish->grade ? "1" : "2");
    row->grade = wish->grade ? wish->grade : NONE;
    row->class_ = wish->grade ? NONE : wish->class_id;
    row->side = xstrdup("1");
}

const char *campaign_begin(struct reg *reg, struct changes *set, const struct campaign_wish *wish,
                           int64_t *id)
{
    if (!wish->name || !wish->name[0]) {
        return N_("A screening needs a name");
    }
    struct campaign *c = (struct campaign *)record_new(&kind_campaign, 0);
    c->head.state = RECORD_STORED;
    c->name = xstrdup(wish->name);
    c->counted = clock_today();
    add_scope(c, wish);
    const char *why = campaign_add_scale(c, wish->scale);
    record_derive(&c->head, clock_today());
    *id = c->head.id;
    changes_put(set, &c->head);
    const struct act_wish act = {.machine = machine_by_id("campaign"),
                                 .move = "plan",
                                 .subject = *id,
                                 .pupil = NONE,
                                 .day = clock_today(),
                                 .at = NONE,
                                 .by = reg->me,
                                 .evidence = NONE,
                                 .due = NONE};
    return why ? why : act_add(reg, set, &act, true);
}

enum err campaign_list(struct reg *reg, int64_t **ids, size_t *n)
{
    return stmt_take_ints(stmt_new(reg->db, "SELECT id FROM record WHERE kind = 'campaign'"
                                            " AND state <> 2 ORDER BY day DESC, id DESC"),
                          ids, n);
}
