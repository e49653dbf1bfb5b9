// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tui/draw.h"
#include "tui/screens/pupil.h"

/* The face sheet: what one must know of a pupil in ten seconds. */

static struct str *add_row(struct face *face, const char *label)
{
    struct face_row *row = &face->rows[face->n++];
    row->label = label;
    row->is_number = row->is_warning = false;
    str_clear(&row->text);
    return &row->text;
}

static void add_blocked(struct face *face, struct reg *reg)
{
    struct str *text = NULL;
    const struct block_card *b;
    for (size_t i = 0; (b = roster_block(reg->roster, face->pupil, i)) != NULL; i++) {
        if (!text) {
            text = add_row(face, tr("DO NOT TELL"));
            face->rows[face->n - 1].is_warning = true;
        } else {
            str_add(text, tr(", "));
        }
        if (b->person) {
            roster_person_words(text, reg, b->person);
        }
    }
    if (verify_damage_count(reg) > 0) {
        /* The entry that names a person may be the damaged one. */
        text = text ? text : add_row(face, tr("DO NOT TELL"));
        face->rows[0].is_warning = true;
        str_addf(text, "%s%s", text->len ? "   " : "",
                 tr("damage: there may be others; ask before anybody is told"));
    }
}

static void add_now(struct face *face, struct reg *reg, const struct pupil *p)
{
    struct str *text = add_row(face, tr("Now"));
    const struct pupil_card *card = roster_pupil(reg->roster, face->pupil);
    const struct machine *m = machine_by_id("enrolment");
    const struct state *st = card ? machine_state(m, card->state) : NULL;
    str_add(text, st ? tr(st->label) : "-");
    const struct field *boarding = spec_field(&kind_pupil.spec, "boarding");
    if (!field_is_empty(p, boarding)) {
        str_add(text, "   ");
        value_format(text, reg, p, boarding, VALUE_WORDS);
    }
    if (p->dorm) {
        str_addf(text, " %s", p->dorm);
    }
    if (p->born != NONE) {
        char day[DATE_TEXT];
        str_addf(text, "   %s %s", tr("born"), date_format(p->born, day));
    }
}

/* Whom to ring; who must not be told is neither named nor numbered here. */
static void add_guardians(struct face *face, struct reg *reg, const struct pupil *p,
                          bool shown)
{
    struct str *text = add_row(face, tr("Ring"));
    face->rows[face->n - 1].is_number = true;
    const struct rows *rows = record_rows(&p->head, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct pupil_guardian *g = rows->at[i];
        char *person = str_format("G%lld.%lld", (long long)face->pupil, (long long)g->head.row);
        bool blocked = roster_is_blocked(reg->roster, face->pupil, person);
        xfree(person);
        if (blocked) {
            continue;
        }
        const struct code *kin = g->kin ? codes_find(&codes_kin, g->kin) : NULL;
        str_addf(text, "%s%s %s ", text->len ? "   " : "", kin ? tr(kin->label) : "",
                 g->name ? g->name : "");
        if (g->phone && shown) {
            str_add(text, g->phone);
        } else if (g->phone) {
            value_mask(text, g->phone);
        }
        if (g->reach) {
            str_addf(text, " %s", g->reach);
        }
    }
    if (!text->len) {
        str_add(text, tr("no guardian is on file"));
    }
}

static void add_school(struct face *face, struct reg *reg)
{
    struct str *text = add_row(face, tr("Class"));
    const struct pupil_card *card = roster_pupil(reg->roster, face->pupil);
    int64_t teacher = card ? roster_class_teacher(reg->roster, card->class_id) : NONE;
    str_addf(text, "%s %s", tr("class teacher"),
             teacher == NONE ? "-" : roster_name(reg->roster, teacher));
}

static void add_text(struct face *face, const char *label, const char *text)
{
    struct str *out = add_row(face, label);
    str_add(out, text ? text : tr("(empty: please fill in)"));
    for (size_t i = 0; i < out->len; i++) {
        if (out->ptr[i] == '\n') {
            out->ptr[i] = ' ';
        }
    }
}

static void add_treatment(struct face *face, const struct pupil *p)
{
    const struct rows *rows = record_rows(&p->head, kind_part(&kind_pupil, "treatments"));
    const struct pupil_treatment *last = rows->n ? rows->at[rows->n - 1] : NULL;
    if (!last) {
        return;
    }
    struct str *text = add_row(face, tr("Treatment"));
    str_addf(text, "%s %s", last->org ? last->org : "", last->medicine ? last->medicine : "");
    if (last->said_by) {
        str_addf(text, tr(" (said by %s)"), last->said_by);
    }
    if (last->next_visit != NONE) {
        char day[DATE_TEXT];
        str_addf(text, "   %s %s", tr("next visit"), date_format(last->next_visit, day) + 5);
    }
}

void face_init(struct face *face, int64_t pupil)
{
    *face = (struct face){.pupil = pupil};
    for (size_t i = 0; i < FACE_ROWS; i++) {
        str_init(&face->rows[i].text);
    }
}

void face_release(struct face *face)
{
    for (size_t i = 0; i < FACE_ROWS; i++) {
        str_wipe(&face->rows[i].text);
    }
}

void face_fill(struct face *face, struct reg *reg)
{
    struct record *rec;
    face->n = 0;
    if (store_load_kind(reg, &kind_pupil, face->pupil, &rec) != ERR_OK) {
        str_add(add_row(face, tr("DAMAGED")),
                tr("this pupil's first page cannot be trusted and is not shown"));
        return;
    }
    const struct pupil *p = (const struct pupil *)rec;
    add_blocked(face, reg);
    add_now(face, reg, p);
    add_guardians(face, reg, p, face->numbers);
    add_school(face, reg);
    if (p->avoid) {
        add_text(face, tr("Do not mention"), p->avoid);
    }
    add_text(face, tr("Strengths"), p->strengths);
    add_treatment(face, p);
    record_free(rec);
    if (face->at >= face->n) {
        face->at = 0;
    }
}

bool face_move(struct face *face, bool down)
{
    if (down ? face->at + 1 >= face->n : face->at <= 1) {
        return false;
    }
    face->at = down ? face->at + 1 : face->at - 1;
    return true;
}

int face_draw(const struct face *face, struct rect body, bool inside)
{
    int row = body.row;
    bool small = body.rows < 17;
    /* A small window shows three of its rows, with the chosen one among them. */
    size_t first = small && inside && face->at > 3 ? face->at - 2 : 1;
    size_t end = small && face->n > first + 3 ? first + 3 : face->n;
    for (size_t i = first; i < end; i++) {
        const struct face_row *r = &face->rows[i];
        bool here = inside && i == face->at;
        draw_text(row, body.col, body.cols, "", here ? ROLE_CHOSEN : ROLE_PLAIN);
        draw_put(row, body.col + 1, 10, r->label, here ? ROLE_CHOSEN : ROLE_HEAD);
        draw_text(row, body.col + 12, body.cols - 13, r->text.ptr,
                  here            ? ROLE_CHOSEN
                  : r->is_warning ? ROLE_PROBLEM
                                  : ROLE_PLAIN);
        row++;
    }
    return row;
}
