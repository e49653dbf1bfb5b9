// SPDX-License-Identifier: MIT
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"

/* Building a change set: core/commit.h. */

static struct change *add(struct changes *set, enum change_type type)
{
    set->at = mem_grow(set->at, set->n, &set->cap, sizeof *set->at);
    struct change *c = &set->at[set->n++];
    *c = (struct change){.type = type, .id = NONE, .pupil = NONE, .pack = STR_INIT};
    return c;
}

void changes_put(struct changes *set, struct record *rec)
{
    add(set, CHANGE_PUT)->rec = rec;
}

void changes_link(struct changes *set, struct record *act)
{
    BUG_ON(!(act->kind->flags & K_ACT));
    add(set, CHANGE_LINK)->rec = act;
}

static void move_pack(struct change *c, struct str *pack)
{
    c->pack = *pack;
    str_init(pack);
}

void changes_draft(struct changes *set, int64_t id, const char *kind, int64_t base, int64_t pupil,
                   struct str *pack)
{
    struct change *c = add(set, CHANGE_DRAFT);
    c->id = id;
    c->kind = kind;
    c->base = base;
    c->pupil = pupil;
    move_pack(c, pack);
}

void changes_patch(struct changes *set, int64_t id, int64_t seq, struct str *pack)
{
    struct change *c = add(set, CHANGE_PATCH);
    c->id = id;
    c->seq = seq;
    move_pack(c, pack);
}

void changes_drop_draft(struct changes *set, int64_t id)
{
    add(set, CHANGE_DROP_DRAFT)->id = id;
}

void changes_place(struct changes *set, struct str *pack)
{
    move_pack(add(set, CHANGE_PLACE), pack);
}

void changes_audit(struct changes *set, const struct audit_entry *entry)
{
    struct change *c = add(set, CHANGE_AUDIT);
    c->entry = *entry;
    c->detail = xstrdup(entry->detail);
    c->entry.detail = c->detail;
}

void changes_release(struct changes *set)
{
    for (size_t i = 0; i < set->n; i++) {
        record_free(set->at[i].rec);
        str_wipe(&set->at[i].pack);
        xfree(set->at[i].detail);
    }
    xfree(set->at);
    *set = (struct changes)CHANGES_INIT;
}
