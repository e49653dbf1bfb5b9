// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/export.h"
#include "core/kinds.h"
#include "locale/catalog.h"

/* The columns a table has: from the definition of its kind and nothing else. */

enum { SLOTS = 3 };

const struct kind *export_table(const char *name)
{
    size_t count;
    const struct kind *const *all = kinds_all(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->table && strcmp(all[i]->table, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}

struct columns {
    struct export_column *at;
    size_t n, cap;
};

static void add(struct columns *c, struct export_column column)
{
    c->at = mem_grow(c->at, c->n, &c->cap, sizeof *c->at);
    c->at[c->n++] = column;
}

static const struct field *pupil_field(const struct part *part)
{
    for (size_t i = 0; i < part->spec->count; i++) {
        if (part->spec->fields[i].type == FIELD_PUPIL) {
            return &part->spec->fields[i];
        }
    }
    return NULL;
}

/* Parts: guardians flattened, pupils joined, the rest is the record's own and stays. */
static void add_part(struct columns *c, const struct kind *kind, const struct part *part)
{
    const struct field *pupil = pupil_field(part);
    if (!pupil && (kind != &kind_pupil || strcmp(part->name, "guardians") != 0)) {
        return;
    }
    for (int slot = 1; !pupil && slot <= SLOTS; slot++) {
        for (size_t i = 0; i < part->spec->count; i++) {
            const struct field *f = &part->spec->fields[i];
            add(c, (struct export_column){.key = str_format("guardian%d_%s", slot, f->name),
                                          .what = EXPORT_SLOT,
                                          .field = f,
                                          .part = part,
                                          .slot = slot});
        }
    }
    for (size_t i = 0; pupil && i < part->spec->count; i++) {
        const struct field *f = &part->spec->fields[i];
        if (f == pupil) {
            add(c, (struct export_column){.key = xstrdup(part->name),
                                          .what = EXPORT_PUPILS,
                                          .field = f,
                                          .part = part});
        } else if (!(f->flags & F_PRIVATE)) {
            add(c, (struct export_column){.key = str_format("%s_%s", part->name, f->name),
                                          .what = EXPORT_PART,
                                          .field = f,
                                          .part = part});
        }
    }
}

static bool stands_after(const struct part *part, const char *field)
{
    return part->after ? field && strcmp(part->after, field) == 0 : !field;
}

static void add_parts(struct columns *c, const struct kind *kind, const char *field)
{
    for (size_t p = 0; p < kind->part_count; p++) {
        if (stands_after(&kind->parts[p], field)) {
            add_part(c, kind, &kind->parts[p]);
        }
    }
}

struct export_column *export_columns(const struct kind *kind, size_t *count)
{
    struct columns c = {NULL, 0, 0};
    add(&c, (struct export_column){.key = xstrdup("id"), .what = EXPORT_ID});
    if (kind == &kind_pupil) {
        add(&c, (struct export_column){.key = xstrdup("class"), .what = EXPORT_CLASS});
        add(&c, (struct export_column){.key = xstrdup("enrolment"), .what = EXPORT_STATE});
    }
    for (size_t i = 0; i < kind->spec.count; i++) {
        const struct field *f = &kind->spec.fields[i];
        if (!(f->flags & F_PRIVATE)) {
            add(&c, (struct export_column){.key = xstrdup(f->name),
                                           .what = EXPORT_FIELD,
                                           .field = f});
        }
        add_parts(&c, kind, f->name);
    }
    add_parts(&c, kind, NULL);
    *count = c.n;
    return c.at;
}

void export_columns_free(struct export_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xfree(columns[i].key);
    }
    xfree(columns);
}

void export_label(struct str *out, const struct export_column *column)
{
    switch (column->what) {
    case EXPORT_ID:
        str_add(out, tr("Record id"));
        break;
    case EXPORT_CLASS:
        str_add(out, tr("Class"));
        break;
    case EXPORT_STATE:
        str_add(out, tr("Enrolment"));
        break;
    case EXPORT_FIELD:
    case EXPORT_PUPILS:
    case EXPORT_PART:
        str_add(out, tr(column->field->label));
        break;
    case EXPORT_SLOT:
        /* TRANSLATORS: guardian 1, 2 or 3 and the field: "Guardian 1 Name" */
        str_addf(out, tr("Guardian %d %s"), column->slot, tr(column->field->label));
        break;
    }
}
