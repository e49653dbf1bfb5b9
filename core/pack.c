// SPDX-License-Identifier: MIT
#include "core/pack.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"

/* --- writing --- */

static void put_head(struct str *out, const char *name, const char *suffix, char type, size_t len)
{
    size_t n = strlen(name) + strlen(suffix);
    BUG_ON(n > 255 || len > UINT32_MAX);
    str_addc(out, (char)n);
    str_add(out, name);
    str_add(out, suffix);
    str_addc(out, type);
    str_add_u32(out, (uint32_t)len);
}

void pack_put_text(struct str *out, const char *name, const char *text, size_t n)
{
    put_head(out, name, "", 'T', n);
    str_addn(out, text, n);
}

void pack_put_int(struct str *out, const char *name, int64_t value)
{
    put_head(out, name, "", 'I', 8);
    str_add_u64(out, (uint64_t)value);
}

/* What will be an entry: a field, a part or one aspect of a mark. */
struct item {
    const char *name;
    const char *suffix; /* "" or "#missing" ...: '#' sorts before every letter of a name */
    const struct field *field;
    const struct part *part;
    const struct mark *mark;
};

struct items {
    struct item *at;
    size_t n, cap;
};

static int compare_items(const struct item *a, const struct item *b)
{
    int c = strcmp(a->name, b->name);
    return c ? c : strcmp(a->suffix, b->suffix);
}

/* Insert in order: few entries, nearly sorted, no second pass. */
static void add_item(struct items *items, struct item item)
{
    items->at = mem_grow(items->at, items->n, &items->cap, sizeof *items->at);
    size_t i = items->n++;
    while (i > 0 && compare_items(&items->at[i - 1], &item) > 0) {
        items->at[i] = items->at[i - 1];
        i--;
    }
    items->at[i] = item;
}

static void collect_marks(struct items *items, const struct record *rec, int64_t row)
{
    for (size_t i = 0; i < rec->mark_count; i++) {
        const struct mark *m = &rec->marks[i];
        if (m->row != row) {
            continue;
        }
        if (m->missing != MISSING_NONE) {
            add_item(items, (struct item){.name = m->field, .suffix = "#missing", .mark = m});
        }
        if (m->typed) {
            add_item(items, (struct item){.name = m->field, .suffix = "#typed", .mark = m});
        }
        if (m->parked) {
            add_item(items, (struct item){.name = m->field, .suffix = "#parked", .mark = m});
        }
        if (m->note) {
            add_item(items, (struct item){.name = m->field, .suffix = "#note", .mark = m});
        }
    }
}

static void put_rows(struct str *out, const struct record *rec, const struct part *part);

static void put_item(struct str *out, const struct record *rec, const void *base,
                     const struct item *item)
{
    if (item->mark) {
        if (strcmp(item->suffix, "#missing") == 0) {
            put_head(out, item->name, item->suffix, 'I', 8);
            str_add_u64(out, (uint64_t)item->mark->missing);
            return;
        }
        const char *text = item->suffix[1] == 't'   ? item->mark->typed
                           : item->suffix[1] == 'p' ? item->mark->parked
                                                    : item->mark->note;
        put_head(out, item->name, item->suffix, 'T', strlen(text));
        str_add(out, text);
    } else if (item->part) {
        put_rows(out, rec, item->part);
    } else if (field_is_text(item->field->type)) {
        const char *text = *field_text(base, item->field);
        pack_put_text(out, item->name, text, strlen(text));
    } else {
        pack_put_int(out, item->name, *field_int(base, item->field));
    }
}

/* The entries of one row: the record's own (`row` 0) or a part's. */
static void put_base(struct str *out, const struct record *rec, const void *base,
                     const struct spec *spec, int64_t row)
{
    struct items items = {NULL, 0, 0};
    for (size_t i = 0; i < spec->count; i++) {
        if (!field_is_empty(base, &spec->fields[i])) {
            add_item(&items, (struct item){.name = spec->fields[i].name,
                                           .suffix = "",
                                           .field = &spec->fields[i]});
        }
    }
    for (size_t p = 0; row == 0 && p < rec->kind->part_count; p++) {
        const struct part *part = &rec->kind->parts[p];
        if (record_rows(rec, part)->n) {
            add_item(&items, (struct item){.name = part->name, .suffix = "", .part = part});
        }
    }
    collect_marks(&items, rec, row);
    for (size_t i = 0; i < items.n; i++) {
        put_item(out, rec, base, &items.at[i]);
    }
    xfree(items.at);
}

static void put_rows(struct str *out, const struct record *rec, const struct part *part)
{
    struct str value = STR_INIT;
    struct str one = STR_INIT;
    const struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        int64_t row = ROW_NO(rows->at[i]);
        str_clear(&one);
        put_base(&one, rec, rows->at[i], part->spec, row);
        str_add_u64(&value, (uint64_t)row);
        str_add_u32(&value, (uint32_t)one.len);
        str_addn(&value, one.ptr, one.len);
    }
    put_head(out, part->name, "", 'R', value.len);
    str_addn(out, value.ptr, value.len);
    str_wipe(&one);
    str_wipe(&value);
}

void pack_record(struct str *out, const struct record *rec)
{
    put_base(out, rec, rec, &rec->kind->spec, 0);
}

/* --- reading --- */

static uint64_t get_number(const char *p, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value << 8 | (unsigned char)p[i];
    }
    return value;
}

bool pack_next(const void *bytes, size_t n, size_t *at, struct pack_entry *entry)
{
    const char *p = bytes;
    if (*at >= n) {
        return false;
    }
    size_t name_len = (unsigned char)p[*at];
    if (n - *at < 1 + name_len + 5) {
        return false;
    }
    size_t len = (size_t)get_number(p + *at + 2 + name_len, 4);
    if (n - *at - name_len - 6 < len) {
        return false;
    }
    *entry = (struct pack_entry){
        .name = p + *at + 1,
        .name_len = name_len,
        .type = p[*at + 1 + name_len],
        .value = p + *at + 6 + name_len,
        .len = len,
    };
    *at += 6 + name_len + len;
    return true;
}

int64_t pack_int(const struct pack_entry *entry)
{
    return entry->type == 'I' && entry->len == 8 ? (int64_t)get_number(entry->value, 8) : NONE;
}

bool pack_is(const struct pack_entry *entry, const char *name)
{
    return strlen(name) == entry->name_len && memcmp(entry->name, name, entry->name_len) == 0;
}

bool pack_find(const void *bytes, size_t n, const char *name, struct pack_entry *entry)
{
    size_t at = 0;
    while (pack_next(bytes, n, &at, entry)) {
        if (pack_is(entry, name)) {
            return true;
        }
    }
    return false;
}

static const struct field *entry_field(const struct spec *spec, const char *name, size_t n)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (strlen(spec->fields[i].name) == n && memcmp(spec->fields[i].name, name, n) == 0) {
            return &spec->fields[i];
        }
    }
    return NULL;
}

/* `field#aspect`: a mark. */
static bool take_mark(struct record *rec, const struct spec *spec, int64_t row,
                      const struct pack_entry *e, size_t hash)
{
    const struct field *f = entry_field(spec, e->name, hash);
    if (!f && hash) {
        return false;
    }
    struct pack_entry aspect = *e;
    aspect.name += hash;
    aspect.name_len -= hash;
    struct mark *m = record_mark(rec, row, f ? f->name : "");
    if (pack_is(&aspect, "#missing")) {
        int64_t code = pack_int(e);
        m->missing = (enum missing)code;
        return code >= MISSING_UNASKED && code <= MISSING_UNCLEAR;
    }
    char **slot = pack_is(&aspect, "#typed")    ? &m->typed
                  : pack_is(&aspect, "#parked") ? &m->parked
                  : pack_is(&aspect, "#note")   ? &m->note
                                                : NULL;
    if (!slot || *slot || e->type != 'T' || (e->len && memchr(e->value, '\0', e->len))) {
        return false;
    }
    *slot = xmemdupz(e->value, e->len);
    return true;
}

static bool take_field(void *base, const struct field *f, const struct pack_entry *e)
{
    if (field_is_text(f->type)) {
        if (e->type != 'T' || !e->len || memchr(e->value, '\0', e->len)) {
            return false;
        }
        char *text = xmemdupz(e->value, e->len);
        field_set_text(base, f, text);
        xwipe_str(text);
        return true;
    }
    field_set_int(base, f, pack_int(e));
    return e->type == 'I' && e->len == 8;
}

static bool take_base(struct record *rec, void *base, const struct spec *spec, int64_t row,
                      const char *bytes, size_t n);

static bool take_rows(struct record *rec, const struct part *part, const struct pack_entry *e)
{
    size_t at = 0;
    while (at < e->len) {
        if (e->len - at < 12) {
            return false;
        }
        int64_t row = (int64_t)get_number(e->value + at, 8);
        size_t len = (size_t)get_number(e->value + at + 8, 4);
        at += 12;
        if (row < 1 || e->len - at < len) {
            return false;
        }
        void *base = record_add_row(rec, part, row);
        if (!take_base(rec, base, part->spec, row, e->value + at, len)) {
            return false;
        }
        at += len;
    }
    return e->type == 'R';
}

/* One record has one pack: names go up, so none comes twice. */
static bool comes_after(const struct pack_entry *e, const struct pack_entry *before)
{
    size_t n = e->name_len < before->name_len ? e->name_len : before->name_len;
    int c = memcmp(before->name, e->name, n);
    return c < 0 || (c == 0 && before->name_len < e->name_len);
}

static bool take_base(struct record *rec, void *base, const struct spec *spec, int64_t row,
                      const char *bytes, size_t n)
{
    size_t at = 0;
    struct pack_entry e;
    struct pack_entry before = {.name = ""};
    while (at < n) {
        if (!pack_next(bytes, n, &at, &e) || !comes_after(&e, &before)) {
            return false;
        }
        before = e;
        const char *hash = memchr(e.name, '#', e.name_len);
        const struct field *f = entry_field(spec, e.name, e.name_len);
        bool taken = false;
        if (hash) {
            taken = take_mark(rec, spec, row, &e, (size_t)(hash - e.name));
        } else if (f) {
            taken = take_field(base, f, &e);
        } else if (row == 0) {
            for (size_t p = 0; p < rec->kind->part_count && !taken; p++) {
                taken = pack_is(&e, rec->kind->parts[p].name) &&
                        take_rows(rec, &rec->kind->parts[p], &e);
            }
        }
        if (!taken) {
            return false;
        }
    }
    return true;
}

bool pack_into_record(struct record *rec, const void *bytes, size_t n)
{
    return take_base(rec, rec, &rec->kind->spec, 0, bytes, n);
}
