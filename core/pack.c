// SPDX-License-Identifier: MIT
#include "core/pack.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"

/* --- writing --- */

/* The head of an entry whose value has `len` bytes and follows. */
static void put_head(struct str *out, const char *name, const char *suffix, char type, size_t len)
{
    size_t n = strlen(name);
    size_t m = strlen(suffix);
    BUG_ON(n + m > 255 || len > UINT32_MAX);
    char *p = str_extend(out, n + m + 2);
    *p = (char)(n + m);
    memcpy(p + 1, name, n);
    memcpy(p + 1 + n, suffix, m);
    p[1 + n + m] = type;
    str_add_u32(out, (uint32_t)len);
}

static void put_text(struct str *out, const char *name, const char *suffix, const char *text,
                     size_t n)
{
    put_head(out, name, suffix, 'T', n);
    str_addn(out, text, n);
}

static void put_int(struct str *out, const char *name, const char *suffix, int64_t value)
{
    put_head(out, name, suffix, 'I', 8);
    str_add_u64(out, (uint64_t)value);
}

void pack_put_text(struct str *out, const char *name, const char *text, size_t n)
{
    put_text(out, name, "", text, n);
}

void pack_put_int(struct str *out, const char *name, int64_t value)
{
    put_int(out, name, "", value);
}

/* What will be an entry: a field, a part or one aspect of a mark. */
struct item {
    const char *name;
    const char *suffix; /* "" or "#missing" ...: '#' sorts before every letter of a name */
    const struct field *field;
    const struct part *part;
    const char *text; /* of a mark; NULL: `value` */
    int64_t value;
};

/* Where an item comes: numbers are enough to compare most names. */
struct turn {
    uint64_t first_letters;
    const struct item *item;
};

struct items {
    struct item *at;
    struct turn *turns; /* in order */
    size_t n;
};

static uint64_t first_letters(const char *name)
{
    uint64_t order = 0;
    for (int i = 0; i < 8; i++) {
        order = order << 8 | (unsigned char)*name;
        name += *name != '\0';
    }
    return order;
}

static bool is_before(const struct turn *a, const struct turn *b)
{
    if (a->first_letters != b->first_letters) {
        return a->first_letters < b->first_letters;
    }
    int c = strcmp(a->item->name, b->item->name);
    return c ? c < 0 : strcmp(a->item->suffix, b->item->suffix) < 0;
}

/* Insert in order. */
static void add_item(struct items *items, struct item item)
{
    size_t i = items->n++;
    items->at[i] = item;
    const struct turn turn = {first_letters(item.name), &items->at[i]};
    while (i > 0 && is_before(&turn, &items->turns[i - 1])) {
        items->turns[i] = items->turns[i - 1];
        i--;
    }
    items->turns[i] = turn;
}

enum { ASPECTS = 4 };

static void collect_marks(struct items *items, const struct record *rec, int64_t row)
{
    for (size_t i = 0; i < rec->mark_count; i++) {
        const struct mark *m = &rec->marks[i];
        const struct item aspects[ASPECTS] = {{.suffix = "#missing", .value = (int64_t)m->missing},
                                              {.suffix = "#typed", .text = m->typed},
                                              {.suffix = "#parked", .text = m->parked},
                                              {.suffix = "#note", .text = m->note}};
        for (size_t k = 0; m->row == row && k < ASPECTS; k++) {
            struct item item = aspects[k];
            item.name = m->field;
            if (item.text || item.value) {
                add_item(items, item);
            }
        }
    }
}

static void put_rows(struct str *out, const struct record *rec, const struct part *part);

static void put_item(struct str *out, const struct record *rec, const void *base,
                     const struct item *item)
{
    if (item->part) {
        put_rows(out, rec, item->part);
    } else if (item->text) {
        put_text(out, item->name, item->suffix, item->text, strlen(item->text));
    } else if (!item->field) {
        put_int(out, item->name, item->suffix, item->value);
    } else if (field_is_text(item->field->type)) {
        const char *text = *field_text(base, item->field);
        put_text(out, item->name, "", text, strlen(text));
    } else {
        put_int(out, item->name, "", *field_int(base, item->field));
    }
}

/* The entries of one row: the record's own (`row` 0) or a part's. */
static void put_base(struct str *out, const struct record *rec, const void *base,
                     const struct spec *spec, int64_t row)
{
    size_t most = spec->count + rec->kind->part_count + ASPECTS * rec->mark_count;
    struct items items = {xcalloc(most, sizeof *items.at), xcalloc(most, sizeof *items.turns), 0};
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
        put_item(out, rec, base, items.turns[i].item);
    }
    xfree(items.turns);
    xfree(items.at);
}

/* Lengths are written over when what they count is there. */
static void put_rows(struct str *out, const struct record *rec, const struct part *part)
{
    const struct rows *rows = record_rows(rec, part);
    put_head(out, part->name, "", 'R', 0);
    size_t all = out->len;
    for (size_t i = 0; i < rows->n; i++) {
        int64_t row = ROW_NO(rows->at[i]);
        str_add_u64(out, (uint64_t)row);
        str_add_u32(out, 0);
        size_t one = out->len;
        put_base(out, rec, rows->at[i], part->spec, row);
        str_put_u32(out, one - 4, (uint32_t)(out->len - one));
    }
    BUG_ON(out->len - all > UINT32_MAX);
    str_put_u32(out, all - 4, (uint32_t)(out->len - all));
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
