// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"

/*
 * A record as its form, from the definition of its kind: labels in the bureau's
 * words, short fields two to a row, texts over the whole width, parts as tables.
 */

/* Longer values have a row to themselves. */
enum { SHORT_TEXT = 60, IDENTITY_DIGITS = 15 };

static const char *label_of(const struct field *f)
{
    return trc("paper field", f->label);
}

/* --- one value --- */

bool print_shows(const struct print_build *b, const void *base, const struct spec *spec,
                 const struct field *f)
{
    unsigned profiles = f->profiles ? f->profiles : PROFILE_FULL;
    return !(f->flags & (F_PRIVATE | F_FIXED)) && (profiles & b->profile) &&
           (!b->job || field_shown(base, spec, f));
}

static void add_masked(struct str *out, const char *text)
{
    if (utf8_count(text) >= IDENTITY_DIGITS) {
        str_add(out, tr("on file"));
    } else {
        value_mask(out, text);
    }
}

/* A reference to a person as the profile shows it; false: no reference. */
static bool add_reference(struct print_build *b, struct str *out, const void *base,
                          const struct field *f)
{
    if (f->type == FIELD_PUPIL) {
        print_pupil(b, out, *field_int(base, f));
    } else if (f->type == FIELD_PERSON) {
        print_person(b, out, *field_text(base, f));
    } else {
        return false;
    }
    return true;
}

static void add_value(struct print_build *b, struct str *out, const void *base,
                      const struct field *f)
{
    bool is_words = f->type == FIELD_TEXT || f->type == FIELD_NOTE;
    if (field_is_empty(base, f) || add_reference(b, out, base, f)) {
        return;
    }
    if (f->flags & F_MASKED) {
        add_masked(out, *field_text(base, f));
    } else if (is_words) {
        print_words(b, out, *field_text(base, f));
    } else {
        value_format(out, b->reg, base, f, VALUE_WORDS);
    }
}

/* The margin note of a field (Ctrl-K), numbered; it stands under the box. */
static void add_note(struct print_build *b, struct str *out, const struct mark *m)
{
    if (!m || !m->note || b->profile != PROFILE_FULL) {
        return;
    }
    str_addf(out, tr("[note %zu]"), ++b->note_count);
    str_addf(&b->notes, "%s%s ", b->notes.len ? "\n" : "", tr("Note"));
    str_addf(&b->notes, "%zu: ", b->note_count);
    print_words(b, &b->notes, m->note);
}

static void add_choices(struct str *out, const struct field *f)
{
    for (size_t i = 0; f->codes && i < f->codes->count; i++) {
        str_addf(out, "%s□%s", i ? "  " : "", tr(f->codes->codes[i].label));
    }
    if (f->type == FIELD_BOOL) {
        str_addf(out, "□%s  □%s", tr("yes"), tr("no"));
    }
}

char *print_value(struct print_build *b, const struct record *rec, const void *base,
                  const struct field *f)
{
    struct str out = STR_INIT;
    if (!b->job) {
        add_choices(&out, f);
        return str_steal(&out);
    }
    const struct mark *m =
        record_find_mark(rec, base == rec ? 0 : ROW_NO(base), f->name);
    if (m && m->missing != MISSING_NONE) {
        str_add(&out, value_missing_word(m->missing));
    } else if (m && m->typed && field_is_empty(base, f)) {
        print_words(b, &out, m->typed);
    } else {
        add_value(b, &out, base, f);
    }
    add_note(b, &out, m);
    return str_steal(&out);
}

/* --- the box of fields --- */

struct boxed {
    struct print_build *b;
    const struct record *rec;
    struct block *block; /* NULL: none open */
    struct doc_row *row; /* a row with room for another short pair */
};

static struct block *open_box(struct boxed *x)
{
    if (!x->block) {
        x->block = document_add(x->b->doc, BLOCK_PAIRS, NULL);
    }
    return x->block;
}

static bool is_long(const struct boxed *x, const struct field *f)
{
    bool choices = !x->b->job && f->codes && f->codes->count > 2;
    return f->type == FIELD_NOTE || f->type == FIELD_CODES || choices ||
           (f->type == FIELD_TEXT && (f->max == 0 || f->max > SHORT_TEXT));
}

static void put_pair(struct boxed *x, const char *label, char *value, bool alone, int least)
{
    struct block *block = open_box(x);
    struct doc_row *row = alone ? NULL : x->row;
    x->row = NULL;
    if (!row) {
        row = block_row(block);
        x->row = alone ? NULL : row;
    }
    row_cell(row, xstrdup(label));
    row_cell(row, value);
    row->least = least;
}

/* "10:20" and "10:54" in one place. */
static void join(struct boxed *x, char *value)
{
    struct doc_row *row = x->block && x->block->n ? &x->block->rows[x->block->n - 1] : NULL;
    if (row && row->n && value[0]) {
        char *before = row->cells[row->n - 1];
        row->cells[row->n - 1] = str_format(tr("%s to %s"), before, value);
        xwipe_str(before);
    }
    xwipe_str(value);
}

static void put_section(struct boxed *x, const char **section)
{
    if (*section) {
        row_cell(block_row(open_box(x)), xstrdup(trc("paper section", *section)));
        x->row = NULL;
        *section = NULL;
    }
}

static void put_field(struct boxed *x, const void *base, const struct field *f)
{
    struct print_build *b = x->b;
    char *value = print_value(b, x->rec, base, f);
    if (f->flags & F_JOINED) {
        join(x, value);
        return;
    }
    int lines = f->type != FIELD_NOTE ? 1 : f->lines ? f->lines : 3;
    put_pair(x, label_of(f), value, is_long(x, f), b->job ? 1 : lines * 2);
}

/* --- parts --- */

/* A telephone number takes all its digits, what is short little, words the rest. */
static int column_cells(const struct field *f)
{
    switch ((int)f->type) {
    case FIELD_DATE:
        return 12;
    case FIELD_BOOL:
        return 8;
    case FIELD_CODE:
        return 10;
    default:
        return f->flags & F_MASKED ? 13 : 0;
    }
}

/* Somebody at home who must not be told is no one to ring: 2 left out, 1 named as such, 0 no. */
static int blocked_row(const struct print_build *b, const struct part *part, const void *row)
{
    if (!b->job || part->spec != kind_part(&kind_pupil, "guardians")->spec) {
        return 0;
    }
    char *person = str_format("G%lld.%lld", (long long)b->pupil, (long long)ROW_NO(row));
    bool blocked = roster_is_blocked(b->reg->roster, b->pupil, person);
    xfree(person);
    return !blocked ? 0 : b->profile == PROFILE_FULL ? 1 : 2;
}

static char *part_cell(struct print_build *b, const struct record *rec, const struct part *part,
                       const void *row, const struct field *f, int blocked)
{
    bool is_name = f->type == FIELD_CODE || strcmp(f->name, "name") == 0;
    if (blocked == 1 && !is_name) {
        return xstrdup(strcmp(f->name, "remark") == 0 ? tr("DO NOT TELL") : "");
    }
    return field_shown(row, part->spec, f) ? print_value(b, rec, row, f) : xstrdup("");
}

bool print_part(struct print_build *b, const struct record *rec, const struct part *part,
                const char *heading)
{
    const struct field *shown[DOC_CELLS];
    size_t n = 0;
    for (size_t i = 0; i < part->spec->count && n < DOC_CELLS; i++) {
        const struct field *f = &part->spec->fields[i];
        unsigned profiles = f->profiles ? f->profiles : PROFILE_FULL;
        if ((profiles & b->profile) && !(f->flags & (F_PRIVATE | F_FIXED))) {
            shown[n++] = f;
        }
    }
    const struct rows *rows = record_rows(rec, part);
    if (!n || (b->job && !rows->n)) {
        return false;
    }
    if (heading) {
        document_add(b->doc, BLOCK_HEADING, heading);
    }
    struct block *table = document_add(b->doc, BLOCK_TABLE, NULL);
    struct doc_row *head = block_row(table);
    for (size_t i = 0; i < n; i++) {
        row_cell(head, xstrdup(label_of(shown[i])));
        table->widths[i] = column_cells(shown[i]);
    }
    for (size_t r = 0; r < (b->job ? rows->n : 3); r++) {
        int blocked = b->job ? blocked_row(b, part, rows->at[r]) : 0;
        struct doc_row *row = blocked == 2 ? NULL : block_row(table);
        for (size_t i = 0; row && i < n; i++) {
            row_cell(row, b->job ? part_cell(b, rec, part, rows->at[r], shown[i], blocked)
                                 : xstrdup(""));
        }
    }
    return true;
}

/* The row of a part that is this pupil's: the others' lines are nobody else's business. */
static const void *own_row(const struct print_build *b, const struct record *rec,
                           const struct part *part)
{
    const struct rows *rows = record_rows(rec, part);
    for (size_t i = 0; i < rows->n; i++) {
        if (*field_int(rows->at[i], &part->spec->fields[0]) == b->pupil) {
            return rows->at[i];
        }
    }
    return NULL;
}

static void put_pupils(struct boxed *x, const struct part *part)
{
    struct print_build *b = x->b;
    const struct rows *rows = record_rows(x->rec, part);
    struct str names = STR_INIT;
    if (!(part->spec->fields[0].profiles & b->profile)) {
        return;
    }
    for (size_t i = 0; i < rows->n; i++) {
        str_add(&names, i ? tr("; ") : "");
        print_pupil(b, &names, *field_int(rows->at[i], &part->spec->fields[0]));
    }
    put_pair(x, trc("paper field", part->label), str_steal(&names), true, 1);
    const void *own = own_row(b, x->rec, part);
    for (size_t i = 1; own && i < part->spec->count; i++) {
        const struct field *f = &part->spec->fields[i];
        bool single = (f->flags & F_SEVERAL) && rows->n < 2;
        if (print_shows(b, own, part->spec, f) && !single) {
            put_field(x, own, f);
        }
    }
}

static void put_parts(struct boxed *x, const char *field)
{
    const struct kind *kind = x->rec->kind;
    for (size_t p = 0; p < kind->part_count; p++) {
        const struct part *part = &kind->parts[p];
        bool here = part->after ? field && strcmp(part->after, field) == 0 : !field;
        if (!here) {
            continue;
        }
        if (part->inline_rows && part->spec->fields[0].type == FIELD_PUPIL) {
            put_pupils(x, part);
        } else if (print_part(x->b, x->rec, part, trc("paper field", part->label))) {
            x->block = NULL;
            x->row = NULL;
        }
    }
}

static void put_fields(struct boxed *x)
{
    const struct record *rec = x->rec;
    const char *section = NULL;
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        section = f->section ? f->section : section;
        if (print_shows(x->b, rec, &rec->kind->spec, f)) {
            put_section(x, &section);
            put_field(x, rec, f);
        }
        put_parts(x, f->name);
    }
    put_parts(x, NULL);
}

/* --- the whole form --- */

static void add_title(struct print_build *b, const struct record *rec)
{
    const struct kind *kind = rec->kind;
    struct str title = STR_INIT;
    struct str number = STR_INIT;
    struct str term = STR_INIT;
    str_add(&title, trc("paper", kind->label));
    if (b->job && rec->state != RECORD_STORED) {
        str_addf(&title, " %s", rec->state == RECORD_STRUCK ? trc("paper", "(struck out)")
                                                          : trc("paper", "(unfinished)"));
    }
    const struct field *f = kind->numbered ? spec_field(&kind->spec, kind->numbered) : NULL;
    if (f && !field_is_empty(rec, f)) {
        str_addf(&number, "%s %s", tr("number"), *field_text(rec, f));
    } else if (kind->paper) {
        str_addf(&number, "%s %s", tr("form"), kind->paper);
    }
    term_title(&term, calendar_term_of(b->reg->calendar, b->day));
    struct block *block = document_add(b->doc, BLOCK_TITLE, title.ptr);
    xfree(block->left);
    xfree(block->right);
    block->left = str_steal(&number);
    block->right = str_steal(&term);
    str_release(&title);
}

/* Who did it signs first; then the one who looks it through. */
static void add_signs(struct print_build *b, const struct record *rec)
{
    const char *who = tr("Written by");
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        if (f->type == FIELD_STAFF && !(f->flags & (F_PRIVATE | F_FIXED))) {
            who = label_of(f);
            break;
        }
    }
    struct doc_row *row = block_row(document_add(b->doc, BLOCK_SIGN, NULL));
    row_cell(row, xstrdup(who));
    row_cell(row, xstrdup(tr("Looked through")));
    row_cell(row, xstrdup(tr("Date")));
}

/* The pupil's own first page says the class, which is no field of it. */
static void put_class(struct boxed *x)
{
    const struct roster *r = x->b->reg->roster;
    const struct pupil_card *p = roster_pupil(r, x->rec->id);
    int64_t teacher = p ? roster_class_teacher(r, p->class_id) : NONE;
    struct str text = STR_INIT;
    print_class(x->b, &text, x->rec->id);
    put_pair(x, tr("Class"), str_steal(&text), false, 1);
    put_pair(x, tr("Class teacher"), xstrdup(roster_name(r, teacher)), false, 1);
}

void print_record(struct print_build *b, const struct record *rec)
{
    b->day = rec->kind->day && b->job ? rec->day : clock_today();
    str_clear(&b->notes);
    b->note_count = 0;
    struct boxed x = {.b = b, .rec = rec};
    add_title(b, rec);
    if (rec->kind == &kind_pupil) {
        put_class(&x);
    }
    put_fields(&x);
    if (b->notes.len) {
        document_add(b->doc, BLOCK_NOTE, b->notes.ptr);
    }
    add_signs(b, rec);
}
