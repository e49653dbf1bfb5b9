// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"

/* --- the change set --- */

static const struct part *written_part(void)
{
    return kind_part(&kind_import, "written");
}

/* Remember that this import writes a record's version. */
static void remember(struct import_job *imp, int64_t id, int64_t version, bool fresh)
{
    struct import_row *w = record_add_row(imp->record, written_part(), 0);
    w->record = id;
    w->version = version;
    w->fresh = fresh;
}

static int64_t class_of(struct import_job *imp, const struct import_line *row)
{
    if (!row->new_class) {
        return row->class_id;
    }
    size_t i = row->new_class - 1;
    if (!imp->made_ids[i]) {
        struct class *c = (struct class *)record_new(&kind_class, 0);
        char *stage = str_format("%d", (int)imp->made[i].stage);
        c->head.state = RECORD_STORED;
        c->stage = stage;
        c->entry = imp->made[i].entry;
        c->number = imp->made[i].number;
        imp->made_ids[i] = c->head.id;
        changes_put(&imp->set, &c->head);
        remember(imp, c->head.id, 1, true);
    }
    return imp->made_ids[i];
}

/* An act, remembered; what act_add() refuses is said and the rest goes on. */
static void add_act(struct import_job *imp, const struct import_line *row, int64_t pupil,
                    const char *machine, const char *move, const char *to, bool fresh)
{
    struct act_wish wish = {.machine = machine_by_id(machine),
                            .move = move,
                            .to = to,
                            .subject = pupil,
                            .pupil = pupil,
                            .day = imp->today,
                            .at = NONE,
                            .by = imp->reg->me,
                            .evidence = NONE,
                            .due = NONE,
                            .reason = fresh ? NULL : tr("roster import")};
    const char *why = act_add(imp->reg, &imp->set, &wish, fresh);
    if (why) {
        import_note(imp, row, NULL, why);
        return;
    }
    remember(imp, imp->set.at[imp->set.n - 1].rec->id, 1, true);
}

static void place(struct import_job *imp, const struct import_line *row, int64_t pupil, bool fresh)
{
    const struct pupil_card *card = roster_pupil(imp->reg->roster, pupil);
    int64_t class_id = class_of(imp, row);
    if (class_id == NONE) {
        return;
    }
    char *to = str_format("%lld", (long long)class_id);
    bool first = fresh || !card || card->class_id == NONE;
    add_act(imp, row, pupil, "placement", first ? "place" : "move", to, fresh);
    xfree(to);
}

static void build_new(struct import_job *imp, struct import_line *row)
{
    struct pupil *p = (struct pupil *)row->rec;
    int64_t id = p->head.id;
    if (!p->pinyin && p->name) {
        struct str pinyin = STR_INIT;
        pinyin_of_name(&pinyin, p->name);
        field_set_text(p, spec_field(&kind_pupil.spec, "pinyin"), pinyin.ptr);
        str_release(&pinyin);
    }
    p->head.state = import_has_required(&p->head) ? RECORD_STORED : RECORD_UNFINISHED;
    changes_put(&imp->set, &p->head);
    row->rec = NULL;
    remember(imp, id, 1, true);
    add_act(imp, row, id, "enrolment", "enter", NULL, true);
    place(imp, row, id, true);
}

static void build_changed(struct import_job *imp, struct import_line *row)
{
    if (row->rec) {
        remember(imp, row->rec->id, row->rec->version + 1, false);
        changes_put(&imp->set, row->rec);
        row->rec = NULL;
    }
    if (row->class_moves) {
        place(imp, row, row->pupil, false);
    }
}

static void build_end(struct import_job *imp)
{
    struct import_counts counts;
    import_count(imp, &counts);
    struct import *rec = (struct import *)imp->record;
    char *detail = str_format("students new=%zu changed=%zu same=%zu rejected=%zu %.16s",
                              counts.fresh, counts.changed, counts.same, counts.ask + counts.bad,
                              imp->digest);
    changes_audit(&imp->set, &(struct audit_entry){.action = AUDIT_IMPORT, .kind = "import",
                                                   .object = rec->head.id, .pupil = NONE,
                                                   .detail = detail});
    xfree(detail);
    changes_put(&imp->set, imp->record);
    imp->record = NULL;
}

/* --- writing in steps --- */

enum err import_write_begin(struct import_job *imp)
{
    BUG_ON(imp->phase != PHASE_DONE || imp->writing);
    size_t rows = 0;
    for (size_t i = 0; i < imp->row_count; i++) {
        rows += imp->rows[i].state == IMPORT_NEW || imp->rows[i].state == IMPORT_CHANGED;
    }
    imp->next = 0;
    if (rows) {
        if (imp->reg->read_only) {
            return ERR_READ_ONLY;
        }
        enum err e = backup_before(imp->reg, "import");
        if (e != ERR_OK) {
            return e;
        }
        struct import *rec = (struct import *)record_new(&kind_import, 0);
        rec->head.state = RECORD_STORED;
        rec->day = imp->today;
        rec->what = xstrdup("students");
        rec->file = xstrdup(imp->file);
        rec->digest = xstrdup(imp->digest);
        rec->rows_read = (int64_t)imp->row_count;
        imp->record = &rec->head;
        imp->record_id = rec->head.id;
        imp->made_ids = xcalloc(imp->made_count, sizeof *imp->made_ids);
        imp->set.bulk = true;
    }
    imp->writing = true;
    imp->write_total = 4 * rows;
    return ERR_OK;
}

static enum err write_once(struct import_job *imp, bool *done)
{
    if (imp->record && imp->next < imp->row_count) {
        struct import_line *row = &imp->rows[imp->next++];
        if (row->state == IMPORT_NEW) {
            build_new(imp, row);
            imp->write_done++;
        } else if (row->state == IMPORT_CHANGED) {
            build_changed(imp, row);
            imp->write_done++;
        }
        return ERR_OK;
    }
    if (imp->record) {
        imp->write_done = imp->set.n;
        build_end(imp);
        imp->write_done = 0;
        imp->write_total = imp->set.n;
        return commit_begin(imp->reg, &imp->set, &imp->commit);
    }
    if (!imp->commit) {
        *done = true;
        return ERR_OK;
    }
    imp->write_done++;
    return commit_step(imp->commit, 1, done, NULL);
}

enum err import_write_step(struct import_job *imp, size_t count, bool *done)
{
    *done = false;
    for (size_t i = 0; i < count && imp->failed == ERR_OK && !*done; i++) {
        imp->failed = write_once(imp, done);
    }
    return imp->failed;
}

enum err import_write_end(struct import_job *imp, bool stop, int64_t *id)
{
    *id = NONE;
    if (!imp->commit) {
        return imp->failed == ERR_OK && stop ? ERR_CANCELLED : imp->failed;
    }
    struct commit *commit = imp->commit;
    imp->commit = NULL;
    enum err e = imp->failed;
    if (stop || e != ERR_OK) {
        commit_abort(commit);
        e = stop ? ERR_CANCELLED : e;
    } else {
        e = commit_end(commit);
    }
    if (e == ERR_FULL) {
        e = store_commit(imp->reg, &imp->set, NULL); /* gives the ballast up */
    }
    if (e == ERR_OK) {
        *id = imp->record_id;
    }
    return e;
}
