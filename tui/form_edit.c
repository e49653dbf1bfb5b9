// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/form_priv.h"

/* Changes of a form: texts, choices, rows. */

static bool is_reference(const struct field *field)
{
    return field->type == FIELD_PUPIL || field->type == FIELD_STAFF ||
           field->type == FIELD_RECORD || field->type == FIELD_PERSON;
}

void form_fill(struct form *f, struct item *item)
{
    struct str text = STR_INIT;
    value_format(&text, f->reg, form_base(f, item), item->field, VALUE_TYPED);
    xwipe_str(item->ref);
    item->ref = NULL;
    if (is_reference(item->field)) {
        item->ref = text.len ? xstrdup(text.ptr) : NULL;
        edit_set(item->edit, "");
    } else {
        edit_set(item->edit, text.ptr);
    }
    str_wipe(&text);
}

/* The only pupil or member of staff that typed text can mean; NONE. */
static int64_t only_hit(struct form *f, const struct field *field, const char *typed)
{
    const struct find_how here = {.class_id = NONE, .at_school_only = true};
    int64_t *ids;
    size_t n = field->type == FIELD_STAFF
                   ? roster_find_staff_like(f->reg->roster, typed, &ids)
                   : roster_find(f->reg->roster, typed, &here, &ids);
    int64_t id = n == 1 ? ids[0] : NONE;
    const struct pupil_card *p = id != NONE ? roster_pupil(f->reg->roster, id) : NULL;
    xfree(ids);
    /* A name that occurs twice is never taken without a look. */
    return p && p->namesake ? NONE : id;
}

bool form_parse(struct form *f, struct item *item, bool complain)
{
    void *base = form_base(f, item);
    const char *typed = edit_text(item->edit);
    struct str why = STR_INIT;
    item->missing = item->ref ? MISSING_NONE : value_missing(item->field, typed);
    bool good = true;
    if (item->missing != MISSING_NONE) {
        field_clear(base, item->field);
    } else {
        if (!item->ref && typed[0] && complain &&
            (item->field->type == FIELD_STAFF || item->field->type == FIELD_PUPIL)) {
            int64_t id = only_hit(f, item->field, typed);
            if (id != NONE) {
                item->ref = str_format("@%lld", (long long)id);
                edit_set(item->edit, "");
                item->stale = true;
            }
        }
        good = value_parse(f->reg, base, item->field, form_typed(item), &why);
        if (!good) {
            field_clear(base, item->field);
        }
    }
    xfree(item->problem);
    item->problem = !good && complain ? xstrdup(why.ptr) : NULL;
    str_release(&why);
    return good;
}

void form_touched(struct form *f, size_t at, size_t characters)
{
    struct item *item = &f->items[at];
    item->stale = true;
    item->carried = false;
    f->arrived = false;
    f->unsaved += characters ? characters : 1;
    if (!f->first_key) {
        f->first_key = clock_uptime();
    }
    form_parse(f, item, false);
}

void form_set(struct form *f, size_t at, const char *text)
{
    struct item *item = &f->items[at];
    xwipe_str(item->ref);
    item->ref = NULL;
    edit_replace(item->edit, 0, edit_len(item->edit), text, strlen(text));
    form_touched(f, at, 1);
}

void form_set_ref(struct form *f, size_t at, const char *ref)
{
    struct item *item = &f->items[at];
    xwipe_str(item->ref);
    item->ref = ref && ref[0] ? xstrdup(ref) : NULL;
    edit_set(item->edit, "");
    form_touched(f, at, 1);
}

void form_toggle(struct form *f, size_t at, const char *code)
{
    struct item *item = &f->items[at];
    BUG_ON(item->field->type != FIELD_CODES);
    const char *now = *field_text(form_base(f, item), item->field);
    char *codes = codes_toggle(item->field->codes, now ? now : "", code);
    size_t n = strlen(codes);
    char *typed = n > 2 ? xmemdupz(codes + 1, n - 2) : xstrdup("");
    form_set(f, at, typed);
    xfree(typed);
    xfree(codes);
}

void form_set_note(struct form *f, size_t at, const char *note)
{
    struct item *item = &f->items[at];
    xwipe_str(item->note);
    item->note = note && note[0] ? xstrdup(note) : NULL;
    form_touched(f, at, 1);
}

bool form_same(struct form *f, size_t at, const struct record *like)
{
    struct item *item = &f->items[at];
    if (item->type != ITEM_FIELD || item->fixed || item->part || item->row || !like ||
        like->kind != f->rec->kind || item->field->carry == CARRY_NEVER ||
        item->field->type == FIELD_NOTE || (item->field->flags & (F_PRIVATE | F_FIXED)) ||
        field_is_empty(like, item->field)) {
        return false;
    }
    field_copy(f->rec, like, item->field);
    form_fill(f, item);
    form_touched(f, at, 1);
    item->carried = true;
    return true;
}

/* --- rows --- */

static void rows_changed(struct form *f)
{
    form_rebuild(f);
    f->unsaved++;
    if (!f->first_key) {
        f->first_key = clock_uptime();
    }
}

int64_t form_add_row(struct form *f, const struct part *part)
{
    int64_t row = ROW_NO(record_add_row(f->rec, part, 0));
    rows_changed(f);
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].part == part && f->items[i].row == row && form_is_shown(f, i)) {
            f->focus = i;
            break;
        }
    }
    return row;
}

void form_drop_row(struct form *f, const struct part *part, int64_t row)
{
    const struct rows *rows = record_rows(f->rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        if (ROW_NO(rows->at[i]) == row) {
            record_drop_row(f->rec, part, i);
            break;
        }
    }
    rows_changed(f);
    if (!form_is_shown(f, f->focus) && !form_prev(f)) {
        form_next(f);
    }
}

void form_enter_row(struct form *f, const struct part *part, int64_t row)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].type == ITEM_FIELD && f->items[i].part == part && f->items[i].row == row) {
            f->scope_part = part;
            f->scope_row = row;
            f->focus = i;
            return;
        }
    }
}

void form_leave_row(struct form *f)
{
    const struct part *part = f->scope_part;
    int64_t row = f->scope_row;
    f->scope_part = NULL;
    f->scope_row = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].part == part && f->items[i].row == row && form_is_shown(f, i)) {
            f->focus = i;
            return;
        }
    }
}

/* --- a draft over the items --- */

/* "rows.pupils" = "1 3": the rows that were there, in their order. */
static void take_rows(struct form *f, const struct part *part, const char *text)
{
    struct rows *rows = record_rows(f->rec, part);
    struct str kept = STR_INIT;
    for (const char *p = text; *p;) {
        char *end;
        long long row = strtoll(p, &end, 10);
        if (end == p) {
            break;
        }
        bool there = false;
        for (size_t i = 0; i < rows->n; i++) {
            there = there || ROW_NO(rows->at[i]) == row;
        }
        if (!there && row > 0) {
            record_add_row(f->rec, part, row);
        }
        str_addf(&kept, " %lld ", row);
        p = end;
    }
    for (size_t i = rows->n; i-- > 0;) {
        char *mine = str_format(" %lld ", (long long)ROW_NO(rows->at[i]));
        if (!strstr(kept.ptr, mine)) {
            record_drop_row(f->rec, part, i);
        }
        xfree(mine);
    }
    str_release(&kept);
}

/*
 * A draft also holds the texts of rows that were taken away ("pupils.2.note").
 * Their numbers are never given again: another pupil would get those texts.
 */
static void keep_row_numbers(struct form *f)
{
    for (size_t i = 0; i < f->draft.n; i++) {
        const char *dot = strchr(f->draft.texts[i].key, '.');
        long long row = dot ? strtoll(dot + 1, NULL, 10) : 0;
        if (row >= f->rec->next_row) {
            f->rec->next_row = row + 1;
        }
    }
}

void form_take_draft(struct form *f)
{
    keep_row_numbers(f);
    for (size_t p = 0; p < f->rec->kind->part_count; p++) {
        const struct part *part = &f->rec->kind->parts[p];
        char *key = str_format("rows.%s", part->name);
        const char *rows = draft_get(&f->draft, key);
        bool said = false;
        for (size_t i = 0; i < f->draft.n; i++) {
            said = said || strcmp(f->draft.texts[i].key, key) == 0;
        }
        if (said) {
            take_rows(f, part, rows ? rows : "");
        }
        xfree(key);
    }
    form_rebuild(f);
    for (size_t i = 0; i < f->n; i++) {
        struct item *item = &f->items[i];
        if (item->type != ITEM_FIELD) {
            continue;
        }
        struct str key = STR_INIT;
        form_key(&key, f, item);
        const char *text = draft_get(&f->draft, key.ptr);
        bool is_ref = text && is_reference(item->field) &&
                      (text[0] == '@' || (item->field->type == FIELD_PERSON &&
                                          strchr("SPGT", text[0])));
        xwipe_str(item->ref);
        item->ref = is_ref ? xstrdup(text) : NULL;
        edit_set(item->edit, text && !is_ref ? text : "");
        str_add(&key, "#note");
        /* The draft holds every note there is: none in it means that it was taken away. */
        const char *note = draft_get(&f->draft, key.ptr);
        xwipe_str(item->note);
        item->note = note && note[0] ? xstrdup(note) : NULL;
        str_release(&key);
        form_parse(f, item, true);
        item->stale = false;
    }
}
