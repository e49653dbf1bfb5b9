// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/idcard.h"
#include "core/import_priv.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"

/* A row of the file as a pupil's record, and that record over a known one. */

static const struct part *guardians(void)
{
    return kind_part(&kind_pupil, "guardians");
}

/* --- guardians --- */

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Grandfather and father may have one name: two kins that are known and differ are two people. */
static bool kin_may_be(const struct pupil_guardian *a, const struct pupil_guardian *b)
{
    return !a->kin || !b->kin || strcmp(a->kin, b->kin) == 0 || strcmp(a->kin, "99") == 0 ||
           strcmp(b->kin, "99") == 0;
}

/* The guardian it is: by name, else by kin, else (nothing but a number) by telephone. */
static struct pupil_guardian *find_guardian(const struct record *rec,
                                            const struct pupil_guardian *g)
{
    const struct rows *rows = record_rows(rec, guardians());
    for (size_t i = 0; g->name && i < rows->n; i++) {
        struct pupil_guardian *have = rows->at[i];
        if (same_text(have->name, g->name) && kin_may_be(have, g)) {
            return have;
        }
    }
    for (size_t i = 0; g->kin && strcmp(g->kin, "99") != 0 && i < rows->n; i++) {
        struct pupil_guardian *have = rows->at[i];
        if (same_text(have->kin, g->kin)) {
            return have;
        }
    }
    for (size_t i = 0; !g->name && g->phone && i < rows->n; i++) {
        struct pupil_guardian *have = rows->at[i];
        if (same_text(have->phone, g->phone)) {
            return have;
        }
    }
    return NULL;
}

static bool is_empty_guardian(const struct pupil_guardian *g)
{
    const struct spec *spec = guardians()->spec;
    for (size_t i = 0; i < spec->count; i++) {
        if (!field_is_empty(g, &spec->fields[i])) {
            return false;
        }
    }
    return true;
}

static void copy_given(void *to, const void *from, const struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        if (!field_is_empty(from, &spec->fields[i])) {
            field_copy(to, from, &spec->fields[i]);
        }
    }
}

/* Whether all that `g` says stands in `have`. */
static bool has_all(const struct pupil_guardian *have, const struct pupil_guardian *g)
{
    const struct spec *spec = guardians()->spec;
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        if (!field_is_empty(g, f) && !field_equal(have, g, f)) {
            return false;
        }
    }
    return true;
}

/* Put one guardian into `rec`; a person who must not be told is left as he stands. */
static void merge_guardian(struct import_job *imp, struct import_line *row, struct record *rec,
                           const struct pupil_guardian *g)
{
    struct pupil_guardian *have = find_guardian(rec, g);
    if (have) {
        char *person = str_format("G%lld.%lld", (long long)rec->id, (long long)have->head.row);
        bool blocked = roster_is_blocked(imp->reg->roster, rec->id, person);
        xfree(person);
        if (blocked && !has_all(have, g)) {
            import_note(imp, row, NULL,
                        N_("A guardian who must not be told stands in this row; nothing of that "
                           "guardian was changed"));
        }
        if (blocked) {
            return;
        }
    } else {
        if (record_rows(rec, guardians())->n >= (size_t)guardians()->max) {
            import_note(imp, row, NULL, N_("There is no room for another guardian"));
            return;
        }
        have = record_add_row(rec, guardians(), 0);
    }
    copy_given(have, g, guardians()->spec);
}

/* --- reading --- */

/* The heading of a field's column in this file, for messages. */
static const char *heading_of(const struct import_job *imp, const char *field)
{
    for (size_t c = 0; c < imp->column_count; c++) {
        const struct import_column *column = &imp->columns[c];
        if (column->target == TARGET_FIELD && strcmp(column->field->name, field) == 0) {
            return column->heading;
        }
    }
    return NULL;
}

/* A number that a spreadsheet ate is said and not taken. */
static void drop_damaged(struct import_job *imp, struct import_line *row, const char *field)
{
    const struct field *f = spec_field(&kind_pupil.spec, field);
    const char *number = *field_text(row->rec, f);
    if (number && number_is_damaged(number)) {
        if (strcmp(field, "id_no") == 0) {
            import_repair_read(row);
        }
        import_note(imp, row, heading_of(imp, field), idcard_msgid(IDCARD_DAMAGED));
        field_set_text(row->rec, f, NULL);
    }
}

/* Say what is odd about the numbers; damaged ones are not taken. */
static void check_numbers(struct import_job *imp, struct import_line *row)
{
    struct pupil *p = (struct pupil *)row->rec;
    struct idcard card;
    drop_damaged(imp, row, "student_no");
    drop_damaged(imp, row, "phone");
    drop_damaged(imp, row, "id_no");
    if (!p->id_no || (p->id_type && strcmp(p->id_type, "1") != 0)) {
        return;
    }
    enum idcard_fault fault = idcard_check(p->id_no, &card);
    if (fault != IDCARD_GOOD) {
        import_note(imp, row, heading_of(imp, "id_no"), idcard_msgid(fault));
    }
    if (fault == IDCARD_GOOD && p->born != NONE && p->born != card.born) {
        import_note(imp, row, NULL,
                    N_("The date of birth and the identity number do not agree"));
    }
    if (fault == IDCARD_GOOD && p->sex && p->sex[0] != card.sex) {
        import_note(imp, row, NULL, N_("The sex and the identity number do not agree"));
    }
}

/* Where a cell's value goes: the pupil or one of the guardians of this row. */
static void *target_of(struct import_line *row, const struct import_column *column,
                       struct record *members)
{
    if (column->target == TARGET_FIELD) {
        return row->rec;
    }
    return record_rows(members, guardians())->at[column->slot - 1];
}

/* An error of the spreadsheet is worth a look of its own, also where the row goes on. */
static void say_error(struct import_line *row, const char *why, const char *heading)
{
    if (!row->why) {
        row->why = why;
        row->detail = xstrdup(heading);
    }
}

static void read_cell(struct import_job *imp, struct import_line *row, size_t c,
                      struct record *members)
{
    const struct import_column *column = &imp->columns[c];
    const char *cell = sheet_cell(&imp->sheet, row->sheet_row, c);
    if (!cell[0]) {
        return;
    }
    bool has_control = false;
    bool refuse = true;
    char *text = import_clean(cell, column->field && column->field->type == FIELD_NOTE,
                              &has_control);
    const char *why = NULL;
    if (has_control) {
        why = N_("The cell holds control characters");
    } else if (import_is_error(text)) {
        why = N_("The spreadsheet has an error here and no value; nothing was taken over");
        refuse = false;
        say_error(row, why, column->heading);
    } else if (text[0] && column->target == TARGET_CLASS) {
        const char *grade = NULL;
        char *grade_text = NULL;
        for (size_t g = 0; g < imp->column_count; g++) {
            if (imp->columns[g].target == TARGET_GRADE) {
                grade_text = import_clean(sheet_cell(&imp->sheet, row->sheet_row, g), false,
                                          &has_control);
                grade = grade_text[0] ? grade_text : NULL;
            }
        }
        why = import_read_class(imp, row, text, grade);
        xfree(grade_text);
    } else if (text[0] && column->field) {
        why = import_set(&imp->words[c], target_of(row, column, members), column->field, text,
                         &refuse);
    }
    if (why && refuse) {
        import_reject(row, IMPORT_BAD, why, column->heading);
    } else if (why) {
        import_note(imp, row, column->heading, why);
    }
    xwipe_str(text);
}

/* The guardians of the row, each once, as the new pupil would have them. */
static void take_members(struct import_job *imp, struct import_line *row, struct record *members)
{
    const struct rows *rows = record_rows(members, guardians());
    for (size_t i = 0; i < rows->n; i++) {
        struct pupil_guardian *g = rows->at[i];
        if (g->phone && number_is_damaged(g->phone)) {
            import_note(imp, row, NULL, idcard_msgid(IDCARD_DAMAGED));
            field_set_text(g, spec_field(guardians()->spec, "phone"), NULL);
        }
        if (is_empty_guardian(g)) {
            continue;
        }
        if (!g->kin && (i + 1 == GUARDIAN_FATHER || i + 1 == GUARDIAN_MOTHER)) {
            field_set_text(g, spec_field(guardians()->spec, "kin"),
                           i + 1 == GUARDIAN_FATHER ? "01" : "02");
        }
        merge_guardian(imp, row, row->rec, g);
    }
}

void import_read_row(struct import_job *imp, struct import_line *row)
{
    row->rec = record_new(&kind_pupil, 0);
    struct record *members = record_new(&kind_pupil, 0);
    for (int i = 0; i < IMPORT_GUARDIANS; i++) {
        record_add_row(members, guardians(), 0);
    }
    for (size_t c = 0; c < imp->column_count && row->state == IMPORT_WAITING; c++) {
        if (imp->columns[c].target != TARGET_IGNORED && imp->columns[c].target != TARGET_GRADE) {
            read_cell(imp, row, c, members);
        }
    }
    if (row->state == IMPORT_WAITING) {
        take_members(imp, row, members);
        check_numbers(imp, row);
    }
    record_free(members);
}

/* --- comparing --- */

bool import_has_required(const struct record *rec)
{
    const struct spec *spec = &rec->kind->spec;
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        const struct mark *m = record_find_mark(rec, 0, f->name);
        if ((f->flags & F_REQUIRED) && field_is_empty(rec, f) &&
            !(m && m->missing != MISSING_NONE)) {
            return false;
        }
    }
    return true;
}

/* An older student number is kept: L turns into G every spring (domain.md 9.2). */
static void keep_number(struct import_job *imp, struct pupil *pupil, const char *old)
{
    struct pupil_number *n = record_add_row(&pupil->head, kind_part(&kind_pupil, "numbers"), 0);
    n->number = xstrdup(old);
    n->until = imp->today;
}

static bool same_record(const struct record *a, const struct record *b)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    pack_record(&x, a);
    pack_record(&y, b);
    bool same = x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0;
    str_wipe(&x);
    str_wipe(&y);
    return same;
}

/* The row says who the pupil is in another way than the register: worth a look. */
static void note_identity(struct import_job *imp, const struct import_line *row,
                          const struct pupil *known)
{
    const struct pupil *given = (const struct pupil *)row->rec;
    if (given->name && known->name && strcmp(given->name, known->name) != 0) {
        import_note(imp, row, NULL, N_("The name differs from the register's and is changed"));
    }
    if (given->id_no && known->id_no && strcmp(given->id_no, known->id_no) != 0) {
        import_note(imp, row, NULL,
                    N_("The identity number differs from the register's and is changed"));
    }
    if (given->born != NONE && known->born != NONE && given->born != known->born) {
        import_note(imp, row, NULL,
                    N_("The date of birth differs from the register's and is changed"));
    }
}

void import_compare_row(struct import_job *imp, struct import_line *row,
                        const struct record *known)
{
    const struct pupil_card *card = roster_pupil(imp->reg->roster, known->id);
    struct record *merged = record_copy(known);
    struct pupil *after = (struct pupil *)merged;
    const struct pupil *before = (const struct pupil *)known;
    note_identity(imp, row, before);
    copy_given(merged, row->rec, &kind_pupil.spec);
    const struct rows *rows = record_rows(row->rec, guardians());
    for (size_t i = 0; i < rows->n; i++) {
        merge_guardian(imp, row, merged, rows->at[i]);
    }
    if (before->student_no && strcmp(before->student_no, after->student_no) != 0) {
        keep_number(imp, after, before->student_no);
    }
    import_repair_compare(imp, row, known);
    int64_t class_now = card ? card->class_id : NONE;
    row->class_moves = (row->new_class || row->class_id != NONE) &&
                       !import_names_class(imp, row, class_now);
    if (card && card->state[0] && strcmp(card->state, "at_school") != 0) {
        import_note(imp, row, NULL,
                    N_("This pupil has left the school; coming back is entered by hand"));
    }
    if (same_record(known, merged)) {
        row->state = row->class_moves ? IMPORT_CHANGED : IMPORT_SAME;
        record_free(merged);
        merged = NULL;
    } else {
        row->state = IMPORT_CHANGED;
        if (merged->state == RECORD_UNFINISHED && import_has_required(merged)) {
            merged->state = RECORD_STORED;
        }
    }
    row->pupil = known->id;
    record_free(row->rec);
    row->rec = merged;
}
