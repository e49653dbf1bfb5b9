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

static void free_item(struct item *item)
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
        /* One day serves all first acts: that of the last machine. */
        if (i + 1 == f->first_count && !f->move) {
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
                 {"due", NEEDS_DUE}};
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
        free_item(&old[i]);
    }
    xfree(old);
    if (f->focus >= f->n) {
        f->focus = f->n - 1;
    }
}

/* --- opening --- */

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
        f->first[f->first_count++] = (struct first_act){
            .value = NONE, .day = clock_today(), .machine = m};
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
        f->first[f->first_count++] = (struct first_act){
            .value = NONE, .day = NONE, .machine = f->machine};
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
    take_marks(f);
    if (f->has_draft) {
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
        f->first[f->first_count++] = (struct first_act){.value = NONE, .day = NONE,
                                                        .machine = machine};
    }
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
        free_item(&f->items[i]);
    }
    xfree(f->items);
    draft_release(&f->draft);
    record_free(f->rec);
    xfree(f);
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

bool form_is_shown(const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
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

/* --- what is shown --- */

/* Of several pupils each has lines of its own: the label says whose. */
static void add_whose(struct str *out, const struct form *f, const struct item *item)
{
    bool own_line = item->part && item->part->inline_rows &&
                    item->field != &item->part->spec->fields[0] &&
                    record_rows(f->rec, item->part)->n > 1;
    if (own_line) {
        const struct field *whose = &item->part->spec->fields[0];
        const struct pupil_card *p = whose->type == FIELD_PUPIL
                                         ? roster_pupil(f->reg->roster,
                                                        *field_int(form_base(f, item), whose))
                                         : NULL;
        str_addf(out, " %s", p ? p->name : "");
    }
}

void form_label(struct str *out, const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
    if (item->type == ITEM_ADD) {
        bool first = !record_rows(f->rec, item->part)->n;
        str_add(out, first ? tr(item->part->label) : tr("One more"));
    } else if (item->type == ITEM_ROW) {
        str_add(out, tr(item->part->label));
    } else {
        str_add(out, tr(item->field->label));
        add_whose(out, f, item);
    }
}

/* A part row in one line: its values, by two spaces. */
static void row_line(struct str *out, const struct form *f, const struct item *item)
{
    const void *base = form_base(f, item);
    size_t before = out->len;
    for (size_t i = 0; i < item->part->spec->count; i++) {
        const struct field *field = &item->part->spec->fields[i];
        struct str one = STR_INIT;
        value_format(&one, f->reg, base, field, VALUE_WORDS);
        if (one.len && out->len > before) {
            str_add(out, "  ");
        }
        if (one.len && (field->flags & F_MASKED)) {
            value_mask(out, one.ptr);
        } else {
            str_addn(out, one.ptr, strcspn(one.ptr, "\n"));
        }
        str_wipe(&one);
    }
}

void form_echo(struct str *out, const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
    if (item->type == ITEM_ROW) {
        row_line(out, f, item);
        return;
    }
    if (item->type == ITEM_ADD) {
        return;
    }
    const void *base = form_base(f, item);
    if (item->missing != MISSING_NONE) {
        str_addf(out, "%d  %s", (int)item->missing, value_missing_word(item->missing));
    } else if (!field_is_empty(base, item->field)) {
        value_format(out, f->reg, base, item->field, VALUE_SCREEN);
    } else {
        str_add(out, edit_text(item->edit));
    }
}

const char *form_typed(const struct item *item)
{
    return item->ref ? item->ref : edit_text(item->edit);
}

bool form_wants_reason(const struct form *f, const struct item *item)
{
    return f->move && (f->move->needs & NEEDS_REASON) &&
           strcmp(item->field->name, "reason") == 0;
}

char form_sign(const struct form *f, size_t at)
{
    const struct item *item = &f->items[at];
    if (item->type == ITEM_ADD) {
        bool wanted = item->part->inline_rows && !record_rows(f->rec, item->part)->n;
        return wanted ? '*' : ' ';
    }
    if (item->type != ITEM_FIELD) {
        return ' ';
    }
    bool empty = !form_typed(item)[0] && item->missing == MISSING_NONE;
    if (item->problem && !empty) {
        return '!';
    }
    if (empty && ((item->field->flags & F_REQUIRED) || form_wants_reason(f, item))) {
        return '*';
    }
    return item->carried ? '^' : ' ';
}

/* --- the place --- */

void form_save_place(const struct form *f, struct str *pack)
{
    const struct item *item = &f->items[f->focus];
    struct str key = STR_INIT;
    if (item->type == ITEM_FIELD) {
        form_key(&key, f, item);
    }
    pack_put_text(pack, "field", key.ptr, key.len);
    pack_put_int(pack, "focus", (int64_t)f->focus);
    pack_put_int(pack, "cursor", item->edit ? (int64_t)edit_cursor(item->edit) : 0);
    if (f->scope_part) {
        pack_put_text(pack, "part", f->scope_part->name, strlen(f->scope_part->name));
        pack_put_int(pack, "row", f->scope_row);
    }
    str_release(&key);
}

void form_restore_place(struct form *f, const char *bytes, size_t n)
{
    struct pack_entry e;
    if (pack_find(bytes, n, "part", &e)) {
        char *name = xmemdupz(e.value, e.len);
        const struct part *part = kind_part(f->rec->kind, name);
        xfree(name);
        struct pack_entry row;
        if (part && pack_find(bytes, n, "row", &row)) {
            form_enter_row(f, part, pack_int(&row));
        }
    }
    struct pack_entry field;
    bool by_name = pack_find(bytes, n, "field", &field) && field.len;
    for (size_t i = 0; by_name && i < f->n; i++) {
        struct str key = STR_INIT;
        if (f->items[i].type == ITEM_FIELD) {
            form_key(&key, f, &f->items[i]);
        }
        if (key.len == field.len && memcmp(key.ptr, field.value, key.len) == 0 &&
            form_is_shown(f, i)) {
            f->focus = i;
        }
        str_release(&key);
    }
    if (!by_name && pack_find(bytes, n, "focus", &e)) {
        int64_t at = pack_int(&e);
        if (at >= 0 && (size_t)at < f->n && form_is_shown(f, (size_t)at)) {
            f->focus = (size_t)at;
        }
    }
    struct item *item = form_focus(f);
    if (item->edit && pack_find(bytes, n, "cursor", &e)) {
        int64_t at = pack_int(&e);
        edit_set_cursor(item->edit, at > 0 ? (size_t)at : 0);
    }
}
