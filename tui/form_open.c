// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "core/value.h"
#include "tui/form_priv.h"

/* Opening a form: a new record with its first values, a stored one, a draft over it, an act. */

static void prefill(struct form *f, const struct form_start *start)
{
    const struct spec *spec = &f->rec->kind->spec;
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *field = &spec->fields[i];
        bool carries = field->carry == CARRY_PREFILL || field->carry == CARRY_SKIP;
        if (carries && start->like && !field_is_empty(start->like, field)) {
            field_copy(f->rec, start->like, field);
        } else {
            value_first(f->reg, f->rec, field);
        }
    }
    if (start->pupil == NONE) {
        return;
    }
    const struct field *own = f->rec->kind->pupil ? spec_field(spec, f->rec->kind->pupil) : NULL;
    if (own) {
        field_set_int(f->rec, own, start->pupil);
        return;
    }
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        const struct part *part = &f->rec->kind->parts[p];
        if (part->inline_rows && part->spec->fields[0].type == FIELD_PUPIL) {
            void *row = record_add_row(f->rec, part, 0);
            field_set_int(row, &part->spec->fields[0], start->pupil);
            return;
        }
    }
}

static void mark_carried(struct form *f, const struct form_start *start)
{
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        if (item->type != ITEM_FIELD || item->part || item->row) {
            continue;
        }
        item->carried = (item->field->carry == CARRY_PREFILL || item->field->carry == CARRY_SKIP) &&
                        edit_len(item->edit) + (item->ref != NULL) > 0;
        item->skipped = item->carried && item->field->carry == CARRY_SKIP && start->like;
    }
}

static void begin_first_acts(struct form *f)
{
    const char *p = f->rec->kind->machines;
    while (p && *p) {
        size_t n = strcspn(p, " ");
        char *id = xmemdupz(p, n);
        const struct machine *m = machine_by_id(id);
        xfree(id);
        BUG_ON(!m || f->first_count == FORM_FIRST_ACTS);
        f->first[f->first_count++] =
            (struct first_act){.value = NONE, .day = clock_today(), .machine = m};
        p += n + (p[n] == ' ');
    }
}

static struct form *new_form(struct reg *reg, struct record *rec)
{
    struct form *f = xcalloc(1, sizeof *f);
    f->reg = reg;
    f->rec = rec;
    f->base = rec->version;
    f->pupil = rec->pupil;
    return f;
}

/* What shown_if put aside and what did not parse comes back as text. */
static void take_marks(struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        const struct mark *m = item->type == ITEM_FIELD && item->row >= 0
                                   ? record_find_mark(f->rec, item->row, item->field->name)
                                   : NULL;
        if (!m) {
            continue;
        }
        const char *text = m->typed ? m->typed : m->parked;
        if (text) {
            edit_set(item->edit, text);
            form_parse(f, item, false);
        }
        item->missing = m->missing;
        xwipe_str(item->note);
        item->note = xstrdup(m->note);
    }
}

/* What is given once is read only as soon as it is stored. */
static void fix_items(struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        item->fixed = item->type == ITEM_FIELD && !item->row && (item->field->flags & F_ONCE) &&
                      !field_is_empty(f->rec, item->field);
    }
}

/* What a step rests on is proposed: the newest record about the pupil since the subject's day. */
static void propose_evidence(struct form *f)
{
    struct act *act = (struct act *)f->rec;
    struct timeline_entry newest[4];
    struct record *subject;
    if (!(f->move->needs & NEEDS_EVIDENCE) || f->pupil == NONE ||
        store_load(f->reg, act->subject, &subject) != ERR_OK) {
        return;
    }
    size_t n = timeline_page(f->reg, f->pupil, NULL, 0, COUNT(newest), newest);
    for (size_t i = 0; i < n && act->evidence == NONE; i++) {
        timeline_read(f->reg, &newest[i]);
        bool serves = !newest[i].damaged && !(newest[i].kind->flags & (K_ACT | K_SMALL)) &&
                      newest[i].id != act->subject && newest[i].state != RECORD_STRUCK &&
                      newest[i].day >= subject->day;
        act->evidence = serves ? newest[i].id : NONE;
    }
    timeline_release(newest, n);
    record_free(subject);
}

bool form_keeps_fixed(const struct field *field)
{
    return (field->flags & F_FIXED) && field->type == FIELD_RECORD;
}

static void take_fixed(struct form *f)
{
    const struct spec *spec = &f->rec->kind->spec;
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *field = &spec->fields[i];
        char *key = str_format("fixed.%s", field->name);
        const char *id = form_keeps_fixed(field) ? draft_get(&f->draft, key) : NULL;
        if (id && field_is_empty(f->rec, field)) {
            field_set_int(f->rec, field, strtoll(id, NULL, 10));
        }
        xfree(key);
    }
}

static void draft_begin(struct form *f)
{
    if (f->draft.kind) {
        draft_release(&f->draft);
    }
    draft_init(&f->draft, f->rec->id, f->rec->kind, f->base, f->pupil);
}

/* An act's draft says which machine, move and subject it is about. */
static bool resume_act(struct form *f)
{
    const char *machine = draft_get(&f->draft, "machine");
    const char *move = draft_get(&f->draft, "move");
    const char *subject = draft_get(&f->draft, "subject");
    f->machine = machine ? machine_by_id(machine) : NULL;
    f->move = f->machine && move ? machine_move(f->machine, move) : NULL;
    if (!f->move || !subject) {
        return false;
    }
    struct act *act = (struct act *)f->rec;
    act->subject = strtoll(subject, NULL, 10);
    act->head.owner = act->subject;
    f->pupil = f->draft.pupil;
    if (f->machine->value) {
        f->first[f->first_count++] =
            (struct first_act){.value = NONE, .day = NONE, .machine = f->machine};
    }
    return true;
}

static enum err open_old(struct reg *reg, const struct form_start *start, struct form **out)
{
    struct draft draft;
    struct record *rec = NULL;
    enum err draft_error = draft_load(reg, start->id, &draft);
    enum err e = store_load(reg, start->id, &rec);
    if (draft_error != ERR_OK && draft_error != ERR_NOT_FOUND) {
        e = e == ERR_OK ? draft_error : e;
    }
    if (e == ERR_NOT_FOUND && draft_error == ERR_OK) {
        rec = record_new(draft.kind, start->id);
        e = ERR_OK;
    }
    if (e != ERR_OK) {
        record_free(rec);
        if (draft_error == ERR_OK) {
            draft_release(&draft);
        }
        return e;
    }
    struct form *f = new_form(reg, rec);
    if (draft_error == ERR_OK) {
        f->draft = draft;
        f->has_draft = true;
        f->base = draft.base;
        f->pupil = draft.pupil;
        f->stored_at = draft.at;
        if (!rec->version && rec->kind == &kind_act && !resume_act(f)) {
            form_free(f);
            return ERR_DAMAGED;
        }
    } else {
        f->pupil = rec->pupil;
        draft_begin(f);
    }
    if (!rec->version && !f->move) {
        begin_first_acts(f);
    }
    form_rebuild(f);
    if (rec->version) {
        fix_items(f);
    }
    take_marks(f);
    if (f->has_draft) {
        take_fixed(f);
        form_take_draft(f);
    }
    *out = f;
    return ERR_OK;
}

enum err form_open(struct reg *reg, const struct form_start *start, struct form **form)
{
    if (start->id) {
        enum err e = open_old(reg, start, form);
        if (e != ERR_OK) {
            return e;
        }
    } else {
        struct form *f = new_form(reg, record_new(start->kind, 0));
        f->pupil = start->pupil;
        prefill(f, start);
        begin_first_acts(f);
        draft_begin(f);
        form_rebuild(f);
        mark_carried(f, start);
        *form = f;
    }
    (*form)->focus = 0;
    (*form)->arrived = true;
    if (!form_is_shown(*form, 0)) {
        form_next(*form);
    }
    return ERR_OK;
}

enum err form_open_act(struct reg *reg, const struct machine *machine, const struct move *move,
                       int64_t subject, int64_t pupil, struct form **form)
{
    struct act *act = (struct act *)record_new(&kind_act, 0);
    act->subject = subject;
    act->head.owner = subject;
    act->day = clock_today();
    act->by_staff = reg->me;
    struct form *f = new_form(reg, &act->head);
    f->pupil = pupil;
    f->machine = machine;
    f->move = move;
    if (machine->value && strcmp(move->to, "*") == 0) {
        f->first[f->first_count++] =
            (struct first_act){.value = NONE, .day = NONE, .machine = machine};
    }
    propose_evidence(f);
    draft_begin(f);
    char *id = str_format("%lld", (long long)subject);
    draft_set(&f->draft, "subject", id, strlen(id));
    draft_set(&f->draft, "machine", machine->id, strlen(machine->id));
    draft_set(&f->draft, "move", move->id, strlen(move->id));
    xfree(id);
    form_rebuild(f);
    *form = f;
    return ERR_OK;
}

void form_free(struct form *f)
{
    if (!f) {
        return;
    }
    for (size_t i = 0; i < f->n; i++) {
        form_free_item(&f->items[i]);
    }
    xfree(f->items);
    draft_release(&f->draft);
    record_free(f->rec);
    xfree(f);
}
