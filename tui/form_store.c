// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/check.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/value.h"
#include "core/written.h"
#include "locale/catalog.h"
#include "tui/form_priv.h"

/* Checking a form, its draft, and storing it. */

/* --- checking --- */

static void set_problem(struct item *item, const char *words)
{
    xfree(item->problem);
    item->problem = xstrdup(words);
}

/* Shown if the row's own scope were open. */
static bool applies(const struct form *f, const struct item *item)
{
    return item->row < 0 || field_shown(form_base(f, item), form_spec(f, item), item->field);
}

static bool is_filled(const struct item *item)
{
    return form_typed(item)[0] || item->missing != MISSING_NONE;
}

/* Of the fields with the same `any` number in a row one must be filled. */
static bool any_is_filled(const struct form *f, const struct item *item)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct item *other = &f->items[i];
        if (other->type == ITEM_FIELD && other->part == item->part && other->row == item->row &&
            other->field->any == item->field->any && is_filled(other)) {
            return true;
        }
    }
    return false;
}

static bool check_item(struct form *f, struct item *item, bool all)
{
    if (!applies(f, item)) {
        return true;
    }
    bool good = form_parse(f, item, all || item->visited);
    if (good && (item->field->flags & F_REQUIRED) && !is_filled(item)) {
        good = false;
        if (all) {
            set_problem(item, tr("this must be filled"));
        }
    }
    if (good && form_wants_reason(f, item) && !is_filled(item)) {
        good = false;
        set_problem(item, tr("This needs a reason"));
    }
    if (good && item->field->any && !any_is_filled(f, item)) {
        good = false;
        if (all) {
            set_problem(item, tr("one line is wanted here or in the next box"));
        }
    }
    return good;
}

size_t form_check(struct form *f, bool all, size_t *first)
{
    size_t problems = 0;
    *first = SIZE_MAX;
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        bool good = true;
        if (item->type == ITEM_FIELD) {
            good = check_item(f, item, all);
        } else if (item->type == ITEM_ADD) {
            good = !item->part->inline_rows || record_rows(f->rec, item->part)->n > 0;
        }
        if (!good) {
            problems++;
            *first = *first == SIZE_MAX ? i : *first;
        }
    }
    struct check_problem p;
    for (size_t at = 0; check_next(f->reg->roster, f->rec, &at, &p);) {
        for (size_t i = 0; i < f->n; i++) {
            struct item *item = &f->items[i];
            if (item->type == ITEM_FIELD && !item->part && !item->row &&
                strcmp(item->field->name, p.field) == 0) {
                set_problem(item, tr(p.msgid));
                problems++;
                *first = *first == SIZE_MAX ? i : *first;
            }
        }
    }
    return problems;
}

/* --- the draft --- */

bool form_is_stale(const struct form *f)
{
    return f->unsaved > 0;
}

bool form_wants_flush(const struct form *f, int64_t uptime)
{
    return f->unsaved >= FORM_DUE || (f->unsaved && uptime - f->first_key >= 1000);
}

void form_hasten(struct form *f)
{
    if (f->unsaved && f->unsaved < FORM_DUE) {
        f->unsaved = FORM_DUE;
    }
}

static void add_patch(struct form *f, struct changes *set, const char *key, const char *text)
{
    const char *old = draft_get(&f->draft, key);
    size_t old_n = old ? strlen(old) : 0;
    size_t n = strlen(text);
    size_t same = 0;
    while (same < n && same < old_n && text[same] == old[same]) {
        same++;
    }
    size_t tail = 0;
    while (tail < n - same && tail < old_n - same && text[n - 1 - tail] == old[old_n - 1 - tail]) {
        tail++;
    }
    if (n == old_n && same == n) {
        return;
    }
    draft_save_patch(&f->draft, set, key, same, old_n - same - tail, text + same, n - same - tail);
}

static void rows_text(struct str *out, const struct form *f, const struct part *part)
{
    const struct rows *rows = record_rows(f->rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        str_addf(out, "%s%lld", i ? " " : "", (long long)ROW_NO(rows->at[i]));
    }
}

/* What nobody types, the class of a class's list: it has no item, the draft keeps it still. */
static void put_fixed(struct form *f)
{
    const struct spec *spec = &f->rec->kind->spec;
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *field = &spec->fields[i];
        if (!form_keeps_fixed(field) || field_is_empty(f->rec, field)) {
            continue;
        }
        char *key = str_format("fixed.%s", field->name);
        char *id = str_format("%lld", (long long)*field_int(f->rec, field));
        draft_set(&f->draft, key, id, strlen(id));
        xfree(key);
        xfree(id);
    }
}

/* Every text of the form into the draft's memory, or what changed as patches into `set`. */
static void put_texts(struct form *f, struct changes *set)
{
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        struct str rows = STR_INIT;
        char *key = str_format("rows.%s", f->rec->kind->parts[p].name);
        rows_text(&rows, f, &f->rec->kind->parts[p]);
        if (set) {
            add_patch(f, set, key, rows.ptr);
        } else {
            draft_set(&f->draft, key, rows.ptr, rows.len);
        }
        xfree(key);
        str_release(&rows);
    }
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        if (item->type != ITEM_FIELD || (set && !item->stale)) {
            continue;
        }
        struct str key = STR_INIT;
        form_key(&key, f, item);
        const char *text = form_typed(item);
        if (set) {
            add_patch(f, set, key.ptr, text);
        } else {
            draft_set(&f->draft, key.ptr, text, strlen(text));
        }
        str_add(&key, "#note");
        const char *note = item->note ? item->note : "";
        if (set) {
            add_patch(f, set, key.ptr, note);
        } else {
            draft_set(&f->draft, key.ptr, note, strlen(note));
        }
        str_release(&key);
    }
}

static void set_fresh(struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        f->items[i].stale = false;
    }
    f->unsaved = 0;
    f->first_key = 0;
}

enum err form_flush(struct form *f)
{
    if (!f->unsaved) {
        return ERR_OK;
    }
    struct changes set = CHANGES_INIT;
    if (f->has_draft) {
        put_texts(f, &set);
    } else {
        put_texts(f, NULL);
        put_fixed(f);
        draft_save_all(&f->draft, &set);
    }
    enum err e = set.n ? store_commit(f->reg, &set, NULL) : ERR_OK;
    changes_release(&set);
    f->failed = e != ERR_OK;
    if (e == ERR_OK) {
        f->has_draft = true;
        f->stored_at = clock_now();
        set_fresh(f);
    } else {
        /* The draft's memory ran ahead of the file: the next flush writes it whole. */
        f->has_draft = false;
        f->draft.next_seq = 1;
        f->unsaved = 1;
        f->first_key = clock_uptime();
    }
    return e;
}

enum err form_discard(struct form *f)
{
    struct changes set = CHANGES_INIT;
    changes_drop_draft(&set, f->rec->id);
    changes_audit(&set, &(struct audit_entry){.action = AUDIT_DRAFT_DROPPED,
                                              .kind = f->rec->kind->spec.name,
                                              .object = f->rec->id,
                                              .pupil = f->pupil});
    enum err e = store_commit(f->reg, &set, NULL);
    changes_release(&set);
    if (e == ERR_OK) {
        f->has_draft = false;
        set_fresh(f);
    }
    return e;
}

/* --- storing --- */

/* A row nobody wrote anything in. */
static bool row_is_empty(const struct form *f, const struct part *part, int64_t row)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct item *item = &f->items[i];
        if (item->type == ITEM_FIELD && item->part == part && item->row == row &&
            (is_filled(item) || item->note)) {
            return false;
        }
    }
    return true;
}

static void *row_of(struct record *rec, const struct part *part, int64_t row)
{
    struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        if (ROW_NO(rows->at[i]) == row) {
            return rows->at[i];
        }
    }
    return NULL;
}

/* What is not a value of an item's field goes into its mark. */
static void put_mark(const struct form *f, struct record *rec, const struct item *item)
{
    void *base = item->part ? row_of(rec, item->part, item->row) : rec;
    if (!base) {
        return;
    }
    struct mark *m = record_mark(rec, item->row, item->field->name);
    xwipe_str(m->typed);
    xwipe_str(m->parked);
    xwipe_str(m->note);
    *m = (struct mark){.row = item->row, .field = item->field->name};
    const char *typed = form_typed(item);
    if (!applies(f, item) && typed[0]) {
        m->parked = xstrdup(typed);
        field_clear(base, item->field);
    } else if (item->missing != MISSING_NONE) {
        m->missing = item->missing;
    } else if (typed[0] && field_is_empty(base, item->field)) {
        m->typed = xstrdup(typed);
    }
    m->note = xstrdup(item->note);
}

/* The record as it will be stored: hidden fields parked, empty rows gone. */
static struct record *build(struct form *f, bool unfinished)
{
    struct record *rec = record_copy(f->rec);
    rec->version = f->base;
    rec->state = unfinished ? RECORD_UNFINISHED : RECORD_STORED;
    for (size_t p = 0; p < rec->kind->part_count; p++) {
        const struct part *part = &rec->kind->parts[p];
        struct rows *rows = record_rows(rec, part);
        for (size_t i = rows->n; i-- > 0;) {
            if (row_is_empty(f, part, ROW_NO(rows->at[i]))) {
                record_drop_row(rec, part, i);
            }
        }
    }
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].type == ITEM_FIELD && f->items[i].row >= 0) {
            put_mark(f, rec, &f->items[i]);
        }
    }
    record_tidy_marks(rec);
    return rec;
}

/* A dated record begins on its day, one that lies ahead on the day it is typed. */
static int64_t first_day(const struct form *f)
{
    const char *name = f->rec->kind->day;
    const struct field *day = name ? spec_field(&f->rec->kind->spec, name) : NULL;
    if (!day) {
        return f->first[f->first_count - 1].day;
    }
    int64_t typed = *field_int(f->rec, day);
    int64_t today = clock_today();
    return typed == NONE || typed > today ? today : typed;
}

static const char *add_act(struct form *f, struct changes *set, const struct machine *machine,
                           const char *move, const struct first_act *first, int64_t pupil,
                           bool fresh)
{
    const struct act *typed = f->move ? (const struct act *)f->rec : NULL;
    char *to = first && first->value != NONE ? str_format("%lld", (long long)first->value) : NULL;
    const struct field *reason = spec_field(&f->rec->kind->spec, "reason");
    const struct field *due = spec_field(&f->rec->kind->spec, "due");
    struct act_wish wish = {
        .machine = machine,
        .move = move,
        .to = to,
        .subject = typed ? typed->subject : f->rec->id,
        .pupil = pupil,
        .day = typed ? typed->day : first_day(f),
        .at = NONE,
        .by = typed ? typed->by_staff : f->reg->me,
        .evidence = typed ? typed->evidence : NONE,
        .due = typed ? typed->due
               : due ? *field_int(f->rec, due)
                     : NONE,
        .reason = reason ? *field_text(f->rec, reason) : NULL,
        .whom = typed ? typed->whom : NULL,
    };
    const char *why = act_add(f->reg, set, &wish, fresh);
    xfree(to);
    return why;
}

/* The first acts lie with the pupil the record is about, not with where it was opened. */
static enum err add_first(struct form *f, struct record *rec, struct changes *set, char **why)
{
    record_derive(rec, clock_today());
    for (size_t i = 0; i < f->first_count; i++) {
        const struct machine *m = f->first[i].machine;
        int64_t pupil = rec->kind == &kind_pupil ? rec->id : rec->pupil;
        const struct move *move = machine_first(m, rec);
        BUG_ON(!move);
        const char *no = add_act(f, set, m, move->id, &f->first[i], pupil, true);
        if (no) {
            *why = xstrdup(tr(no));
            return ERR_REFUSED;
        }
    }
    return ERR_OK;
}

/* A pupil nobody knew becomes known: a step of its own, of every machine that has one. */
static enum err add_known(struct form *f, const struct record *rec, struct changes *set, char **why)
{
    const struct field *own =
        rec->kind->pupil ? spec_field(&rec->kind->spec, rec->kind->pupil) : NULL;
    const struct machine *m = rec->kind->machines ? machine_by_id(rec->kind->machines) : NULL;
    if (!own || !(own->flags & F_ONCE) || !m || field_is_empty(rec, own)) {
        return ERR_OK;
    }
    struct record *before;
    enum err e = store_load(f->reg, rec->id, &before);
    if (e != ERR_OK) {
        return e;
    }
    bool known = !field_is_empty(before, own);
    record_free(before);
    if (known) {
        return ERR_OK;
    }
    struct act *now;
    e = act_now(f->reg, rec->id, m->id, &now);
    const char *no = NULL;
    for (size_t i = 0; e == ERR_OK && i < m->move_count && !no; i++) {
        if ((m->moves[i].needs & BY_KNOWING) && move_is_from(&m->moves[i], now->to_state)) {
            no = add_act(f, set, m, m->moves[i].id, NULL, *field_int(rec, own), false);
        }
    }
    if (e == ERR_OK) {
        record_free(&now->head);
    }
    *why = no ? xstrdup(tr(no)) : NULL;
    return no ? ERR_REFUSED : e;
}

static enum err commit_form(struct form *f, struct changes *set)
{
    changes_drop_draft(set, f->rec->id);
    int64_t conflict;
    enum err e = store_commit(f->reg, set, &conflict);
    if (e != ERR_OK) {
        return e;
    }
    f->has_draft = false;
    set_fresh(f);
    return ERR_OK;
}

static enum err store_act(struct form *f, char **why)
{
    struct changes set = CHANGES_INIT;
    const char *no = add_act(f, &set, f->machine, f->move->id, f->first_count ? &f->first[0] : NULL,
                             f->pupil, false);
    enum err e = ERR_REFUSED;
    if (no) {
        *why = xstrdup(tr(no));
    } else {
        e = commit_form(f, &set);
    }
    changes_release(&set);
    if (e == ERR_OK) {
        f->stored_at = clock_now();
    }
    return e;
}

/* Read back: what the status line says is what is in the file. */
static enum err read_back(struct form *f)
{
    struct record *stored;
    enum err e = store_load(f->reg, f->rec->id, &stored);
    if (e == ERR_OK) {
        f->base = stored->version;
        f->rec->version = stored->version;
        f->stored_at = clock_now();
        record_free(stored);
    }
    return e;
}

/* A subject without its first act is nothing: those fields are never left open. */
static bool lacks_first_act(const struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].type == ITEM_FIELD && f->items[i].row < 0 && !is_filled(&f->items[i])) {
            return true;
        }
    }
    return false;
}

static enum err store_record(struct form *f, bool unfinished, struct changes *set, char **why)
{
    struct record *rec = build(f, unfinished);
    changes_put(set, rec);
    enum err e = f->base ? add_known(f, rec, set, why) : add_first(f, rec, set, why);
    if (e == ERR_OK) {
        e = written_with(f->reg, rec, set);
    }
    if (e == ERR_OK) {
        e = commit_form(f, set);
    }
    return e == ERR_OK ? read_back(f) : e;
}

enum err form_store_with(struct form *f, bool unfinished, struct changes *set, char **why)
{
    *why = NULL;
    size_t first;
    size_t problems = form_check(f, true, &first);
    enum err e = ERR_INVALID;
    if (f->move && !problems) {
        e = store_act(f, why);
    } else if (!f->move && (!problems || (unfinished && !lacks_first_act(f)))) {
        e = store_record(f, problems > 0, set, why);
    }
    changes_release(set);
    return e;
}

enum err form_store(struct form *f, bool unfinished, char **why)
{
    struct changes set = CHANGES_INIT;
    return form_store_with(f, unfinished, &set, why);
}

/* --- a change underneath --- */

static bool same_rows(const struct record *a, const struct record *b, const struct part *part)
{
    const struct rows *x = record_rows(a, part);
    const struct rows *y = record_rows(b, part);
    bool same = x->n == y->n;
    for (size_t i = 0; same && i < x->n; i++) {
        same = ROW_NO(x->at[i]) == ROW_NO(y->at[i]);
        for (size_t k = 0; same && k < part->spec->count; k++) {
            same = field_equal(x->at[i], y->at[i], &part->spec->fields[k]);
        }
    }
    return same;
}

static void take_stored_rows(struct form *f, const struct record *stored, const struct part *part)
{
    while (record_rows(f->rec, part)->n) {
        record_drop_row(f->rec, part, 0);
    }
    const struct rows *rows = record_rows(stored, part);
    for (size_t i = 0; i < rows->n; i++) {
        void *row = record_add_row(f->rec, part, ROW_NO(rows->at[i]));
        for (size_t k = 0; k < part->spec->count; k++) {
            field_copy(row, rows->at[i], &part->spec->fields[k]);
        }
    }
}

/* One of the record's own fields: mine, the version it began from, the one stored now. */
static bool merge_field(struct form *f, struct item *item, const struct record *base,
                        const struct record *stored)
{
    bool mine_changed = !field_equal(f->rec, base, item->field);
    bool theirs_changed = !field_equal(stored, base, item->field);
    if (!mine_changed && theirs_changed) {
        field_copy(f->rec, stored, item->field);
        form_fill(f, item);
        item->stale = true;
    }
    return mine_changed && theirs_changed && !field_equal(f->rec, stored, item->field);
}

enum err form_rebase(struct form *f, size_t *both, struct record **stored)
{
    struct record *base;
    enum err e = store_load(f->reg, f->rec->id, stored);
    if (e != ERR_OK) {
        return e;
    }
    e = store_load_version(f->reg, f->rec->id, f->base, &base);
    if (e != ERR_OK) {
        record_free(*stored);
        return e;
    }
    *both = 0;
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        const struct part *part = &f->rec->kind->parts[p];
        if (same_rows(f->rec, base, part)) {
            take_stored_rows(f, *stored, part);
        } else {
            *both += !same_rows(*stored, base, part);
        }
    }
    if ((*stored)->next_row > f->rec->next_row) {
        f->rec->next_row = (*stored)->next_row;
    }
    form_rebuild(f);
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        if (item->type == ITEM_FIELD && !item->part && !item->row) {
            *both += merge_field(f, item, base, *stored);
        }
    }
    f->base = (*stored)->version;
    f->rec->version = f->base;
    /* The draft says from now on which version it began from: it is written whole. */
    f->draft.base = f->base;
    f->has_draft = false;
    f->unsaved++;
    record_free(base);
    return ERR_OK;
}
