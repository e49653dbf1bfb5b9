// SPDX-License-Identifier: MIT
#include "tui/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/form_priv.h"

const struct field form_first_fields[3] = {
    [FIRST_CLASS] = {.name = "value",
                     .label = N_("Class"),
                     .type = FIELD_RECORD,
                     .of = "class",
                     .flags = F_REQUIRED,
                     .offset = offsetof(struct first_act, value)},
    [FIRST_STAFF] = {.name = "value",
                     .label = N_("Holder"),
                     .type = FIELD_STAFF,
                     .flags = F_REQUIRED,
                     .offset = offsetof(struct first_act, value)},
    [FIRST_DAY] = {.name = "day",
                   .label = N_("Since"),
                   .type = FIELD_DATE,
                   .flags = F_REQUIRED,
                   .offset = offsetof(struct first_act, day)},
};
static const struct spec first_spec = {"first", form_first_fields, 3, sizeof(struct first_act)};

/* --- where an item lies --- */

static void *find_row(const struct record *rec, const struct part *part, int64_t row)
{
    const struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        if (ROW_NO(rows->at[i]) == row) {
            return rows->at[i];
        }
    }
    BUG("%s row %lld", part->name, (long long)row);
}

void *form_base(const struct form *f, const struct item *item)
{
    if (item->row < 0) {
        return (void *)(uintptr_t)&f->first[-item->row - 1];
    }
    return item->part ? find_row(f->rec, item->part, item->row) : f->rec;
}

const struct spec *form_spec(const struct form *f, const struct item *item)
{
    return item->row < 0 ? &first_spec : item->part ? item->part->spec : &f->rec->kind->spec;
}

void form_key(struct str *out, const struct form *f, const struct item *item)
{
    if (item->row < 0) {
        str_addf(out, "first.%s.", f->first[-item->row - 1].machine->id);
    } else if (item->part) {
        str_addf(out, "%s.%lld.", item->part->name, (long long)item->row);
    }
    str_add(out, item->field->name);
}

/* --- items --- */

void form_free_item(struct item *item)
{
    edit_free(item->edit);
    xwipe_str(item->ref);
    xfree(item->problem);
    xwipe_str(item->note);
}

static struct item *add_item(struct form *f, struct item item)
{
    f->items = mem_grow(f->items, f->n, &f->cap, sizeof *f->items);
    f->items[f->n] = item;
    return &f->items[f->n++];
}

/* Take over the item of the same field from the items before, or make it. */
static void add_field(struct form *f, struct item *old, size_t old_n, const struct part *part,
                      int64_t row, const struct field *field)
{
    for (size_t i = 0; i < old_n; i++) {
        if (old[i].edit && old[i].field == field && old[i].part == part && old[i].row == row) {
            add_item(f, old[i]);
            old[i].edit = NULL;
            old[i].ref = old[i].problem = old[i].note = NULL;
            return;
        }
    }
    struct edit_limits limits = {.max = field->max > 0 && field_is_text(field->type)
                                            ? (size_t)field->max + 200
                                            : 0,
                                 .one_line = field->type != FIELD_NOTE};
    form_fill(f, add_item(f, (struct item){.type = ITEM_FIELD, .part = part, .row = row,
                                           .field = field, .edit = edit_new(&limits)}));
}

static void add_part(struct form *f, struct item *old, size_t old_n, const struct part *part)
{
    const struct rows *rows = record_rows(f->rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        int64_t row = ROW_NO(rows->at[i]);
        if (part->inline_rows) {
            add_field(f, old, old_n, part, row, &part->spec->fields[0]);
            continue;
        }
        add_item(f, (struct item){.type = ITEM_ROW, .part = part, .row = row});
        for (size_t k = 0; k < part->spec->count; k++) {
            add_field(f, old, old_n, part, row, &part->spec->fields[k]);
        }
    }
    if (rows->n < (size_t)(part->max ? part->max : 99)) {
        add_item(f, (struct item){.type = ITEM_ADD, .part = part});
    }
}

static void add_parts_after(struct form *f, struct item *old, size_t old_n, const char *after)
{
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        const struct part *part = &f->rec->kind->parts[p];
        bool here = after ? part->after && strcmp(part->after, after) == 0 : !part->after;
        if (here) {
            add_part(f, old, old_n, part);
        }
    }
}

/* What an inline row has besides its first field stands behind everything else, row by row. */
static void add_inline_rest(struct form *f, struct item *old, size_t old_n)
{
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        const struct part *part = &f->rec->kind->parts[p];
        const struct rows *rows = record_rows(f->rec, part);
        for (size_t i = 0; part->inline_rows && i < rows->n; i++) {
            for (size_t k = 1; k < part->spec->count; k++) {
                add_field(f, old, old_n, part, ROW_NO(rows->at[i]), &part->spec->fields[k]);
            }
        }
    }
}

static void add_first_acts(struct form *f, struct item *old, size_t old_n)
{
    for (size_t i = 0; i < f->first_count; i++) {
        const struct machine *m = f->first[i].machine;
        int64_t row = -(int64_t)i - 1;
        if (m->value) {
            bool staff = strcmp(m->value, "staff") == 0;
            add_field(f, old, old_n, NULL, row,
                      &form_first_fields[staff ? FIRST_STAFF : FIRST_CLASS]);
        }
        /* One day serves all first acts: that of the last machine; a dated record's is its own. */
        if (i + 1 == f->first_count && !f->move && !f->rec->kind->day) {
            add_field(f, old, old_n, NULL, row, &form_first_fields[FIRST_DAY]);
        }
    }
}

/* Fields of an act that a move asks for. */
static bool act_shows(const struct move *move, const struct field *field)
{
    static const struct {
        const char *name;
        unsigned need; /* 0: always */
    } shown[] = {{"day", 0}, {"by_staff", 0}, {"reason", 0}, {"whom", NEEDS_WHOM},
                 {"due", NEEDS_DUE},
                 {"evidence", NEEDS_EVIDENCE}};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        if (strcmp(field->name, shown[i].name) == 0) {
            return !shown[i].need || (move->needs & shown[i].need);
        }
    }
    return false;
}

void form_rebuild(struct form *f)
{
    struct item *old = f->items;
    size_t old_n = f->n;
    f->items = NULL;
    f->n = f->cap = 0;
    const struct spec *spec = &f->rec->kind->spec;
    if (f->move) {
        add_first_acts(f, old, old_n);
    }
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *field = &spec->fields[i];
        bool wanted = f->move ? act_shows(f->move, field)
                              : field->type != FIELD_AUTO && !(field->flags & F_FIXED);
        if (wanted) {
            add_field(f, old, old_n, NULL, 0, field);
        }
        if (!f->move) {
            add_parts_after(f, old, old_n, field->name);
        }
        if (i == 0 && !f->move) {
            add_first_acts(f, old, old_n);
        }
    }
    add_parts_after(f, old, old_n, NULL);
    add_inline_rest(f, old, old_n);
    for (size_t i = 0; i < old_n; i++) {
        form_free_item(&old[i]);
    }
    xfree(old);
    if (f->focus >= f->n) {
        f->focus = f->n - 1;
    }
}

/* --- focus --- */

/* Whether an item belongs to the scope that is on the screen. */
static bool in_scope(const struct form *f, const struct item *item)
{
    if (f->scope_part) {
        return item->type == ITEM_FIELD && item->part == f->scope_part &&
               item->row == f->scope_row;
    }
    if (item->type != ITEM_FIELD || !item->part) {
        return true;
    }
    /* Rows of an inline part show all their fields: the first in its place. */
    return item->part->inline_rows;
}

/* A column of the grid of slips; a slip is about one pupil. */
static bool in_grid(const struct form *f, const struct item *item)
{
    if (item->type == ITEM_ADD) {
        return item->part->grid && record_rows(f->rec, item->part)->n == 0;
    }
    if (item->type != ITEM_FIELD || item->row < 0) {
        return false;
    }
    bool of_part = item->part && item->part->grid;
    return of_part ? item->field == &item->part->spec->fields[0] : item->field->grid > 0;
}

bool form_is_shown(const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
    if (f->grid && !in_grid(f, item)) {
        return false;
    }
    if (!in_scope(f, item)) {
        return false;
    }
    if (item->type != ITEM_FIELD || item->row < 0) {
        return true;
    }
    if ((item->field->flags & F_SEVERAL) && record_rows(f->rec, item->part)->n < 2) {
        return false;
    }
    return field_shown(form_base(f, item), form_spec(f, item), item->field);
}

struct item *form_focus(struct form *f)
{
    return &f->items[f->focus];
}

/* The focus leaves an item: its problem may be named now, its mark of carrying goes. */
static void leave(struct form *f)
{
    struct item *item = form_focus(f);
    item->visited = true;
    item->carried = false;
    item->pending = 0;
    if (item->type == ITEM_FIELD) {
        form_parse(f, item, true);
        edit_break(item->edit);
    }
}

bool form_go(struct form *f, size_t at)
{
    if (at >= f->n || !form_is_shown(f, at)) {
        return false;
    }
    if (at != f->focus) {
        leave(f);
        f->arrived = true;
    }
    f->focus = at;
    return true;
}

bool form_next(struct form *f)
{
    size_t at = f->focus + 1;
    while (at < f->n && (!form_is_shown(f, at) || f->items[at].skipped)) {
        at++;
    }
    if (at < f->n) {
        return form_go(f, at);
    }
    leave(f);
    return false;
}

bool form_prev(struct form *f)
{
    for (size_t at = f->focus; at-- > 0;) {
        if (form_is_shown(f, at)) {
            return form_go(f, at);
        }
    }
    return false;
}

size_t form_find(const struct form *f, const char *field)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].type == ITEM_FIELD && strcmp(f->items[i].field->name, field) == 0 &&
            form_is_shown(f, i)) {
            return i;
        }
    }
    return SIZE_MAX;
}
