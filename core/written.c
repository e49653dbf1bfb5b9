// SPDX-License-Identifier: MIT
#include "core/written.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "db/stmt.h"
#include "locale/catalog.h"

/* The record of `kind` that `owner` has written; NULL in `*rec` if there is none. */
static enum err find_owned(struct reg *reg, const struct kind *kind, int64_t owner,
                           struct record **rec)
{
    struct stmt *q = stmt_new(reg->db, "SELECT id FROM record WHERE owner = ? AND kind = ?");
    stmt_bind_int(q, 1, owner);
    stmt_bind_text(q, 2, kind->spec.name);
    int64_t id = stmt_row(q) ? stmt_int(q, 0) : NONE;
    enum err e = stmt_finish(q);
    *rec = NULL;
    return e != ERR_OK || id == NONE ? e : store_load_kind(reg, kind, id, rec);
}

static void put_text(char **field, const char *text)
{
    xwipe_str(*field);
    *field = xstrdup(text);
}

/* How somebody was told, by how they were spoken with (liaison_mode to how_told). */
static const char *how_of(const char *mode)
{
    static const char *const other[] = {"6", "4", "7", "1"};
    for (size_t i = 0; i < COUNT(other); i += 2) {
        if (strcmp(other[i], mode) == 0) {
            return other[i + 1];
        }
    }
    return mode;
}

static bool says_told(const struct liaison *l)
{
    return l->head.state == RECORD_STORED && l->told && l->person && l->pupil != NONE &&
           l->reached && strcmp(l->reached, "1") == 0;
}

static void fill_told(struct told *t, const struct liaison *l)
{
    t->head.owner = l->head.id;
    t->day = l->day;
    t->at = l->began;
    t->pupil = l->pupil;
    t->by = l->by;
    put_text(&t->whom, l->person);
    put_text(&t->how, l->mode ? how_of(l->mode) : NULL);
    put_text(&t->what, l->told);
}

/* The record's own mark: why it is struck; NULL: it is not. */
static void set_struck(struct record *rec, const char *why)
{
    struct mark *m = record_mark(rec, 0, "");
    xwipe_str(m->note);
    m->note = xstrdup(why);
    rec->state = why ? RECORD_STRUCK : RECORD_STORED;
    record_tidy_marks(rec);
}

static bool says_the_same(const struct record *a, const struct record *b)
{
    bool same = a->state == b->state;
    for (size_t i = 0; i < a->kind->spec.count && same; i++) {
        same = field_equal(a, b, &a->kind->spec.fields[i]);
    }
    return same;
}

static enum err told_by_liaison(struct reg *reg, const struct record *rec, struct changes *set)
{
    const struct liaison *l = (const struct liaison *)rec;
    struct record *before;
    enum err e = find_owned(reg, &kind_told, rec->id, &before);
    if (e != ERR_OK || (!before && !says_told(l))) {
        return e;
    }
    struct record *told = before ? record_copy(before) : record_new(&kind_told, 0);
    if (says_told(l)) {
        fill_told((struct told *)told, l);
        set_struck(told, NULL);
    } else {
        set_struck(told, tr("the liaison no longer says so"));
    }
    if (before && says_the_same(before, told)) {
        record_free(told); /* storing twice changes nothing */
    } else {
        changes_put(set, told);
    }
    record_free(before);
    return ERR_OK;
}

static const struct {
    const struct kind *kind;
    enum err (*write)(struct reg *reg, const struct record *rec, struct changes *set);
} writers[] = {
    {&kind_liaison, told_by_liaison},
};

enum err written_with(struct reg *reg, const struct record *rec, struct changes *set)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < COUNT(writers) && e == ERR_OK; i++) {
        if (writers[i].kind == rec->kind) {
            e = writers[i].write(reg, rec, set);
        }
    }
    return e;
}
