// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/idcard.h"
#include "core/import_priv.h"
#include "core/load.h"
#include "core/value.h"

/*
 * Identity numbers that a spreadsheet damaged (4.50802E+17, or 000 at the end).
 * A student number is a letter and the pupil's identity number for most pupils:
 * where its first digits are those that are left, its check character fits and
 * its birthday and sex are the row's, it gives the number back.  That is offered;
 * a person takes it or does not.  What the register has stays as it is.
 */

static void drop_repair(struct import_line *row)
{
    xwipe_str(row->whole);
    row->whole = NULL;
    row->repair = REPAIR_NONE;
}

/* Whether `whole` may be the number of the pupil in `p`. */
static bool may_be(const struct import_line *row, const char *whole, const struct pupil *p)
{
    struct idcard card;
    return idcard_check(whole, &card) == IDCARD_GOOD &&
           number_may_have_been(row->damaged, whole) &&
           (p->born == NONE || p->born == card.born) && (!p->sex || p->sex[0] == card.sex) &&
           (!p->id_type || strcmp(p->id_type, "1") == 0);
}

static void offer(struct import_line *row, const struct pupil *p)
{
    const char *whole = idcard_of_student_no(p->student_no);
    if (whole && may_be(row, whole, p)) {
        row->whole = xstrdup(whole);
        row->repair = REPAIR_OFFERED;
    }
}

void import_repair_read(struct import_line *row)
{
    const struct pupil *p = (const struct pupil *)row->rec;
    row->damaged = xstrdup(p->id_no);
    offer(row, p);
}

void import_repair_compare(struct import_job *imp, struct import_line *row,
                           const struct record *known)
{
    const struct pupil *p = (const struct pupil *)known;
    if (!row->damaged) {
        return;
    }
    if (!p->id_no) {
        if (row->repair == REPAIR_NONE) {
            offer(row, p);
        }
        return;
    }
    drop_repair(row);
    if (number_may_have_been(row->damaged, p->id_no)) {
        row->why = N_("damaged in the file; the register's own stays");
        xwipe_str(row->detail);
        struct str masked = STR_INIT;
        value_mask(&masked, p->id_no);
        row->detail = str_steal(&masked);
    } else {
        row->why = N_("damaged in the file and not the register's, which stays");
        import_note(imp, row, NULL, row->why);
    }
}

void import_repair_settle(struct import_line *row)
{
    bool is_taken = row->state == IMPORT_NEW || row->state == IMPORT_CHANGED ||
                    row->state == IMPORT_SAME;
    if (!row->damaged || !is_taken || row->repair == REPAIR_TAKEN) {
        return;
    }
    if (row->repair == REPAIR_OFFERED) {
        struct str masked = STR_INIT;
        value_mask(&masked, row->whole);
        row->why = N_("damaged; the student number has this");
        xwipe_str(row->detail);
        row->detail = str_steal(&masked);
    } else if (!row->why || row->state == IMPORT_NEW) {
        row->why = idcard_msgid(IDCARD_DAMAGED);
    }
}

/* The record the number goes into: as it will be stored, or the stored one. */
static enum err record_for(struct import_job *imp, struct import_line *row)
{
    if (row->rec) {
        return ERR_OK;
    }
    enum err e = store_load_kind(imp->reg, &kind_pupil, row->pupil, &row->rec);
    if (e == ERR_OK) {
        row->state = IMPORT_CHANGED;
    }
    return e;
}

enum err import_repair_decide(struct import_job *imp, struct import_line *row,
                              enum import_decision decision)
{
    bool is_taken = row->state == IMPORT_NEW || row->state == IMPORT_CHANGED ||
                    row->state == IMPORT_SAME;
    if (row->repair != REPAIR_OFFERED || !is_taken) {
        return ERR_REFUSED;
    }
    if (decision == IMPORT_LEAVE_EMPTY) {
        row->repair = REPAIR_REFUSED;
        return ERR_OK;
    }
    enum err e = record_for(imp, row);
    if (e == ERR_OK) {
        field_set_text(row->rec, spec_field(&kind_pupil.spec, "id_no"), row->whole);
        row->repair = REPAIR_TAKEN;
    }
    return e;
}
