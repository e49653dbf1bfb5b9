// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "db/stmt.h"
#include "locale/catalog.h"

/* Taking an import back: core/import.h. */

struct undo {
    struct reg *reg;
    struct import *record;
    struct changes set;
    struct str *left;
    int64_t *ids; /* of all it wrote, sorted */
    size_t n;
    int64_t kept; /* the new pupil left last: the acts behind it are left too */
    int64_t today;
    enum err failed;
};

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool was_written(const struct undo *u, int64_t id)
{
    return u->n && bsearch(&id, u->ids, u->n, sizeof *u->ids, compare_ids) != NULL;
}

static void leave(struct undo *u, int64_t id, const char *msgid)
{
    const char *name = roster_name(u->reg->roster, id);
    str_addf(u->left, "%s%s%lld: %s\n", name, name[0] ? " " : "", (long long)id, tr(msgid));
}

/* Whether something that is not of this import lies with a pupil. */
static bool has_others(struct undo *u, int64_t pupil)
{
    bool found = false;
    struct stmt *q = stmt_new(u->reg->db, "SELECT record FROM record_pupil WHERE pupil = ?");
    stmt_bind_int(q, 1, pupil);
    while (!found && stmt_row(q)) {
        int64_t id = stmt_int(q, 0);
        found = id != pupil && !was_written(u, id);
    }
    enum err e = stmt_finish(q);
    u->failed = u->failed == ERR_OK ? e : u->failed;
    return found;
}

static void strike(struct undo *u, struct record *rec)
{
    struct mark *m = record_mark(rec, 0, "");
    xwipe_str(m->note);
    m->note = xstrdup(tr("import taken back"));
    rec->state = RECORD_STRUCK;
    changes_put(&u->set, rec);
}

/* The version before, over the one that stands. */
static void put_back(struct undo *u, struct record *now)
{
    struct record *former;
    enum err e = store_load_version(u->reg, now->id, now->version - 1, &former);
    if (e != ERR_OK) {
        u->failed = e == ERR_NOT_FOUND ? ERR_DAMAGED : e;
        record_free(now);
        return;
    }
    former->owner = now->owner;
    former->version = now->version;
    former->typed_at = now->typed_at;
    former->next_row = former->next_row > now->next_row ? former->next_row : now->next_row;
    former->state = import_has_required(former) ? RECORD_STORED : RECORD_UNFINISHED;
    changes_put(&u->set, former);
    record_free(now);
}

/* An act is corrected where it still is the last of its machine. */
static void correct(struct undo *u, const struct act *act)
{
    if (act->subject == u->kept) {
        return;
    }
    if (act->next != NONE) {
        leave(u, act->subject, N_("a later step stands on the import's; it stays"));
        return;
    }
    const char *why = act_correct(u->reg, &u->set, act->subject, machine_by_id(act->machine),
                                  u->today, tr("import taken back"));
    if (why) {
        leave(u, act->subject, why);
    }
}

/* A class that somebody is in by another way stays. */
static bool class_is_used(const struct undo *u, int64_t class_id)
{
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(u->reg->roster, i)) != NULL; i++) {
        if (p->class_id == class_id && !p->struck && !was_written(u, p->id)) {
            return true;
        }
    }
    return false;
}

static void take_back(struct undo *u, const struct import_row *w)
{
    struct record *rec;
    enum err e = store_load(u->reg, w->record, &rec);
    if (e != ERR_OK) {
        u->failed = e;
        return;
    }
    if (rec->kind == &kind_act) {
        correct(u, (const struct act *)rec);
        record_free(rec);
        return;
    }
    const char *why = NULL;
    if (rec->version != w->version) {
        why = N_("it was changed since; it stays as it is");
    } else if (rec->kind == &kind_pupil && w->fresh == 1 && has_others(u, rec->id)) {
        why = N_("there are records about this pupil by now; the pupil stays");
    } else if (rec->kind == &kind_class && class_is_used(u, rec->id)) {
        why = N_("there are other pupils in this class by now; the class stays");
    }
    if (why) {
        leave(u, rec->id, why);
        u->kept = w->fresh == 1 ? rec->id : u->kept;
        record_free(rec);
    } else if (w->fresh == 1) {
        strike(u, rec);
    } else {
        put_back(u, rec);
    }
}

static enum err undo_all(struct undo *u)
{
    const struct rows *rows = record_rows(&u->record->head, kind_part(&kind_import, "written"));
    u->n = rows->n;
    u->ids = xcalloc(rows->n, sizeof *u->ids);
    for (size_t i = 0; i < rows->n; i++) {
        u->ids[i] = ((const struct import_row *)rows->at[i])->record;
    }
    if (u->n) {
        qsort(u->ids, u->n, sizeof *u->ids, compare_ids);
    }
    for (size_t i = 0; i < rows->n && u->failed == ERR_OK; i++) {
        take_back(u, rows->at[i]);
    }
    if (u->failed != ERR_OK) {
        return u->failed;
    }
    u->record->taken_back = u->today;
    changes_audit(&u->set, &(struct audit_entry){.action = AUDIT_IMPORT, .kind = "import",
                                                 .object = u->record->head.id, .pupil = NONE,
                                                 .detail = "students taken back"});
    changes_put(&u->set, &u->record->head);
    u->record = NULL;
    return store_commit(u->reg, &u->set, NULL);
}

enum err import_take_back(struct reg *reg, int64_t id, struct str *left)
{
    struct record *rec;
    enum err e = store_load_kind(reg, &kind_import, id, &rec);
    if (e != ERR_OK) {
        return e;
    }
    struct undo u = {.reg = reg,
                     .record = (struct import *)rec,
                     .set = CHANGES_INIT,
                     .left = left,
                     .kept = NONE,
                     .today = clock_today()};
    u.set.bulk = true;
    e = u.record->taken_back != NONE ? ERR_REFUSED : undo_all(&u);
    changes_release(&u.set);
    record_free(u.record ? &u.record->head : NULL);
    xfree(u.ids);
    return e;
}
