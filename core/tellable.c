// SPDX-License-Identifier: MIT
#include "core/tellable.h"

#include <string.h>

#include "core/base/mem.h"
#include "core/codes.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"

/* Takes `person`; nobody twice, nobody who must not be told. */
static void add(const struct reg *reg, int64_t pupil, struct tellable *out, size_t *n, char *person,
                const char *title, const char *name)
{
    bool wanted = *n < TELLABLE_MOST && !roster_is_blocked(reg->roster, pupil, person);
    for (size_t i = 0; i < *n && wanted; i++) {
        wanted = strcmp(out[i].person, person) != 0;
    }
    if (wanted) {
        out[(*n)++] = (struct tellable){person, xstrdup(title), str_format("%s%s", title, name)};
    } else {
        xfree(person);
    }
}

static void add_staff(const struct reg *reg, int64_t pupil, struct tellable *out, size_t *n,
                      int64_t staff, const char *title)
{
    if (staff != NONE && staff != reg->me) {
        add(reg, pupil, out, n, str_format("S%lld", (long long)staff), title,
            roster_name(reg->roster, staff));
    }
}

static void add_guardians(struct reg *reg, int64_t pupil, struct tellable *out, size_t *n)
{
    struct record *rec;
    if (store_load_kind(reg, &kind_pupil, pupil, &rec) != ERR_OK) {
        return;
    }
    const struct rows *rows = record_rows(rec, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct pupil_guardian *g = rows->at[i];
        const struct code *kin = g->kin ? codes_find(&codes_kin, g->kin) : NULL;
        const char *name = g->name ? g->name : tr("guardian");
        add(reg, pupil, out, n, str_format("G%lld.%lld", (long long)pupil, (long long)g->head.row),
            kin ? tr(kin->label) : name, "");
    }
    record_free(rec);
}

size_t tellable_list(struct reg *reg, int64_t pupil, struct tellable out[TELLABLE_MOST])
{
    size_t n = 0;
    const struct pupil_card *p = roster_pupil(reg->roster, pupil);
    if (!p) {
        return 0;
    }
    add_staff(reg, pupil, out, &n, roster_class_teacher(reg->roster, p->class_id),
              tr("class teacher"));
    add_guardians(reg, pupil, out, &n);
    for (size_t i = 0; i < roster_post_count(reg->roster); i++) {
        const struct post_card *post = roster_post_at(reg->roster, i);
        if (post->scope == '1') {
            add_staff(reg, pupil, out, &n, post->holder, post->title);
        }
    }
    return n;
}

void tellable_free(struct tellable *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        xfree(list[i].person);
        xfree(list[i].title);
        xwipe_str(list[i].words);
    }
}
