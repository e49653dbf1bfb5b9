// SPDX-License-Identifier: MIT
#include "core/record.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/random.h"
#include "core/codes.h"

int64_t record_new_id(void)
{
    return clock_unique(random_u64());
}

/* Everything in `base` as "not there". */
static void init_fields(void *base, const struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (!field_is_text(spec->fields[i].type)) {
            *field_int(base, &spec->fields[i]) = NONE;
        }
    }
}

static void wipe_fields(void *base, const struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        field_clear(base, &spec->fields[i]);
    }
    xwipe(base, spec->size);
}

struct record *record_new(const struct kind *kind, int64_t id)
{
    struct record *rec = xcalloc(1, kind->spec.size);
    rec->kind = kind;
    rec->id = id ? id : record_new_id();
    rec->owner = NONE;
    rec->pupil = NONE;
    rec->day = NONE;
    rec->next_row = 1;
    init_fields(rec, &kind->spec);
    return rec;
}

static void free_mark(struct mark *m)
{
    xwipe_str(m->typed);
    xwipe_str(m->parked);
    xwipe_str(m->note);
}

void record_free(struct record *rec)
{
    if (!rec) {
        return;
    }
    for (size_t p = 0; p < rec->kind->part_count; p++) {
        struct rows *rows = record_rows(rec, &rec->kind->parts[p]);
        for (size_t i = 0; i < rows->n; i++) {
            wipe_fields(rows->at[i], rec->kind->parts[p].spec);
        }
        xfree(rows->at);
    }
    for (size_t i = 0; i < rec->mark_count; i++) {
        free_mark(&rec->marks[i]);
    }
    xfree(rec->marks);
    wipe_fields(rec, &rec->kind->spec);
}

struct record *record_copy(const struct record *rec)
{
    const struct kind *kind = rec->kind;
    struct record *copy = record_new(kind, rec->id);
    copy->owner = rec->owner;
    copy->pupil = rec->pupil;
    copy->day = rec->day;
    copy->state = rec->state;
    copy->version = rec->version;
    copy->typed_at = rec->typed_at;
    copy->generation = rec->generation;
    for (size_t i = 0; i < kind->spec.count; i++) {
        field_copy(copy, rec, &kind->spec.fields[i]);
    }
    for (size_t p = 0; p < kind->part_count; p++) {
        const struct part *part = &kind->parts[p];
        const struct rows *rows = record_rows(rec, part);
        for (size_t i = 0; i < rows->n; i++) {
            void *row = record_add_row(copy, part, ROW_NO(rows->at[i]));
            for (size_t f = 0; f < part->spec->count; f++) {
                field_copy(row, rows->at[i], &part->spec->fields[f]);
            }
        }
    }
    copy->next_row = rec->next_row;
    for (size_t i = 0; i < rec->mark_count; i++) {
        const struct mark *from = &rec->marks[i];
        struct mark *to = record_mark(copy, from->row, from->field);
        to->missing = from->missing;
        to->typed = xstrdup(from->typed);
        to->parked = xstrdup(from->parked);
        to->note = xstrdup(from->note);
    }
    return copy;
}

size_t record_pupils(const struct record *rec, int64_t **ids)
{
    size_t n = 0;
    size_t cap = 0;
    *ids = NULL;
    const struct field *own = rec->kind->pupil ? spec_field(&rec->kind->spec, rec->kind->pupil)
                                               : NULL;
    if (own && *field_int(rec, own) != NONE) {
        *ids = mem_grow(*ids, n, &cap, sizeof **ids);
        (*ids)[n++] = *field_int(rec, own);
    }
    for (size_t p = 0; p < rec->kind->part_count; p++) {
        const struct spec *spec = rec->kind->parts[p].spec;
        const struct rows *rows = record_rows(rec, &rec->kind->parts[p]);
        for (size_t i = 0; i < rows->n * spec->count; i++) {
            const struct field *f = &spec->fields[i % spec->count];
            int64_t id = f->type == FIELD_PUPIL ? *field_int(rows->at[i / spec->count], f) : NONE;
            bool known = id == NONE;
            for (size_t k = 0; k < n && !known; k++) {
                known = (*ids)[k] == id;
            }
            if (!known) {
                *ids = mem_grow(*ids, n, &cap, sizeof **ids);
                (*ids)[n++] = id;
            }
        }
    }
    return n;
}

size_t record_lies_with(const struct record *rec, int64_t **ids)
{
    size_t n = record_pupils(rec, ids);
    if (n == 0 && rec->pupil != NONE) {
        *ids = xcalloc(1, sizeof **ids);
        (*ids)[n++] = rec->pupil;
    }
    return n;
}

void record_derive(struct record *rec, int64_t typed_day)
{
    const struct field *day = rec->kind->day ? spec_field(&rec->kind->spec, rec->kind->day) : NULL;
    rec->day = day ? *field_int(rec, day) : NONE;
    if (rec->day == NONE) {
        rec->day = typed_day;
    }
    /* An act lies with its subject's pupil, which whoever makes it has set. */
    if (!(rec->kind->flags & K_ACT)) {
        int64_t *ids;
        size_t n = record_pupils(rec, &ids);
        rec->pupil = n ? ids[0] : NONE;
        xfree(ids);
    }
}

struct rows *record_rows(const struct record *rec, const struct part *part)
{
    return (struct rows *)((uintptr_t)rec + part->offset);
}

void *record_add_row(struct record *rec, const struct part *part, int64_t row)
{
    struct rows *rows = record_rows(rec, part);
    struct row *added = xcalloc(1, part->spec->size);
    init_fields(added, part->spec);
    added->row = row ? row : rec->next_row;
    if (added->row >= rec->next_row) {
        rec->next_row = added->row + 1;
    }
    rows->at = mem_grow(rows->at, rows->n, &rows->cap, sizeof *rows->at);
    rows->at[rows->n++] = added;
    return added;
}

void record_drop_row(struct record *rec, const struct part *part, size_t at)
{
    struct rows *rows = record_rows(rec, part);
    BUG_ON(at >= rows->n);
    int64_t row = ROW_NO(rows->at[at]);
    wipe_fields(rows->at[at], part->spec);
    memmove(&rows->at[at], &rows->at[at + 1], (rows->n - at - 1) * sizeof *rows->at);
    rows->n--;
    for (size_t i = 0; i < rec->mark_count; i++) {
        struct mark *m = &rec->marks[i];
        if (m->row == row) {
            free_mark(m);
            *m = (struct mark){.row = row, .field = m->field};
        }
    }
    record_tidy_marks(rec);
}

bool field_is_text(enum field_type type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_NOTE:
    case FIELD_CODE:
    case FIELD_CODES:
    case FIELD_PERSON:
    case FIELD_AUTO:
        return true;
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_TIME:
    case FIELD_INT:
    case FIELD_BOOL:
    case FIELD_PUPIL:
    case FIELD_STAFF:
    case FIELD_RECORD:
    case FIELD_TYPE_COUNT:
        break;
    }
    return false;
}

char **field_text(const void *base, const struct field *f)
{
    return (char **)((uintptr_t)base + f->offset);
}

int64_t *field_int(const void *base, const struct field *f)
{
    return (int64_t *)((uintptr_t)base + f->offset);
}

bool field_is_empty(const void *base, const struct field *f)
{
    return field_is_text(f->type) ? *field_text(base, f) == NULL : *field_int(base, f) == NONE;
}

void field_set_text(void *base, const struct field *f, const char *value)
{
    char *copy = value && value[0] ? xstrdup(value) : NULL;
    xwipe_str(*field_text(base, f));
    *field_text(base, f) = copy;
}

void field_set_int(void *base, const struct field *f, int64_t value)
{
    *field_int(base, f) = value;
}

void field_clear(void *base, const struct field *f)
{
    if (field_is_text(f->type)) {
        field_set_text(base, f, NULL);
    } else {
        field_set_int(base, f, NONE);
    }
}

void field_copy(void *to, const void *from, const struct field *f)
{
    if (field_is_text(f->type)) {
        field_set_text(to, f, *field_text(from, f));
    } else {
        field_set_int(to, f, *field_int(from, f));
    }
}

bool field_equal(const void *a, const void *b, const struct field *f)
{
    if (!field_is_text(f->type)) {
        return *field_int(a, f) == *field_int(b, f);
    }
    const char *x = *field_text(a, f);
    const char *y = *field_text(b, f);
    return x && y ? strcmp(x, y) == 0 : x == y;
}

const struct field *spec_field(const struct spec *spec, const char *name)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (strcmp(spec->fields[i].name, name) == 0) {
            return &spec->fields[i];
        }
    }
    return NULL;
}

const struct part *kind_part(const struct kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->part_count; i++) {
        if (strcmp(kind->parts[i].name, name) == 0) {
            return &kind->parts[i];
        }
    }
    return NULL;
}

/* Whether `value`, or for CODES one of its codes, is among "2|3". */
static bool among(const char *value, const char *alternatives)
{
    for (const char *p = alternatives; *p;) {
        size_t n = strcspn(p, "|");
        char code[8];
        BUG_ON(n >= sizeof code);
        memcpy(code, p, n);
        code[n] = '\0';
        if (strcmp(value, code) == 0 || codes_has(value, code)) {
            return true;
        }
        p += n + (p[n] == '|');
    }
    return false;
}

bool field_holds(const void *base, const struct spec *spec, const char *condition)
{
    size_t n = strcspn(condition, "!=");
    bool negated = condition[n] == '!';
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *g = &spec->fields[i];
        if (strncmp(g->name, condition, n) != 0 || g->name[n]) {
            continue;
        }
        BUG_ON(!field_is_text(g->type));
        const char *value = *field_text(base, g);
        return among(value ? value : "", condition + n + 1 + negated) != negated;
    }
    BUG("%s: %s", spec->name, condition);
}

bool field_shown(const void *base, const struct spec *spec, const struct field *f)
{
    return !f->shown_if || field_holds(base, spec, f->shown_if);
}

struct mark *record_mark(struct record *rec, int64_t row, const char *field)
{
    for (size_t i = 0; i < rec->mark_count; i++) {
        if (rec->marks[i].row == row && strcmp(rec->marks[i].field, field) == 0) {
            return &rec->marks[i];
        }
    }
    rec->marks = mem_grow(rec->marks, rec->mark_count, &rec->mark_cap, sizeof *rec->marks);
    rec->marks[rec->mark_count] = (struct mark){.row = row, .field = field};
    return &rec->marks[rec->mark_count++];
}

const struct mark *record_find_mark(const struct record *rec, int64_t row, const char *field)
{
    for (size_t i = 0; i < rec->mark_count; i++) {
        if (rec->marks[i].row == row && strcmp(rec->marks[i].field, field) == 0) {
            return &rec->marks[i];
        }
    }
    return NULL;
}

static bool has_row(const struct record *rec, int64_t row)
{
    bool found = row == 0;
    for (size_t p = 0; p < rec->kind->part_count && !found; p++) {
        const struct rows *rows = record_rows(rec, &rec->kind->parts[p]);
        for (size_t i = 0; i < rows->n && !found; i++) {
            found = ROW_NO(rows->at[i]) == row;
        }
    }
    return found;
}

void record_tidy_marks(struct record *rec)
{
    size_t kept = 0;
    for (size_t i = 0; i < rec->mark_count; i++) {
        struct mark m = rec->marks[i];
        bool says = m.missing != MISSING_NONE || m.typed || m.parked || m.note;
        /* A stored mark of a row that is gone would read as damage. */
        if (says && has_row(rec, m.row)) {
            rec->marks[kept++] = m;
        } else {
            free_mark(&m);
        }
    }
    rec->mark_count = kept;
}
