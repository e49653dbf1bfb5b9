// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/form_priv.h"

/* What a form says: labels, values as echoed, signs; and where its cursor is. */

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

/* What was carried and not looked at is no text, so no draft has it: a digit for each item. */
static void save_carried(const struct form *f, struct str *pack)
{
    struct str signs = STR_INIT;
    bool any = false;
    for (size_t i = 0; i < f->n; i++) {
        const struct item *item = &f->items[i];
        str_addc(&signs, (char)('0' + item->carried + 2 * item->skipped));
        any = any || item->carried || item->skipped;
    }
    if (any) {
        pack_put_text(pack, "carried", signs.ptr, signs.len);
    }
    str_release(&signs);
}

static void restore_carried(struct form *f, const char *bytes, size_t n)
{
    struct pack_entry signs;
    if (!pack_find(bytes, n, "carried", &signs) || signs.len != f->n) {
        return;
    }
    for (size_t i = 0; i < f->n; i++) {
        f->items[i].carried = (signs.value[i] - '0') & 1;
        f->items[i].skipped = (signs.value[i] - '0') & 2;
    }
}

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
    save_carried(f, pack);
    str_release(&key);
}

void form_restore_place(struct form *f, const char *bytes, size_t n)
{
    struct pack_entry e;
    restore_carried(f, bytes, n);
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
