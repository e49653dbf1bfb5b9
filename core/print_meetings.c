// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "locale/catalog.h"

/* What a summary tells of the school year: meetings, and who was told of the pupil. */

/* What it was about, as far as this reader may know: codes that stand in lists. */
static char *about(struct print_build *b, const struct record *rec)
{
    struct str out = STR_INIT;
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        bool coded = f->type == FIELD_CODE || f->type == FIELD_CODES;
        if (coded && f->width && print_shows(b, rec, &rec->kind->spec, f)) {
            char *value = print_value(b, rec, rec, f);
            str_add(&out, value);
            xwipe_str(value);
        }
    }
    return str_steal(&out);
}

static char *agreed(struct print_build *b, const struct record *rec)
{
    const struct field *f = spec_field(&rec->kind->spec, "agreed");
    return f && print_shows(b, rec, &rec->kind->spec, f) ? print_value(b, rec, rec, f)
                                                         : xstrdup("");
}

static bool is_meeting(const struct record *rec)
{
    return rec->kind->flags & K_MEET;
}

/* What a summary tells of: meetings, and who was told. */
static bool is_wanted(const struct record *rec, int64_t first, int64_t last)
{
    return (is_meeting(rec) || rec->kind == &kind_told) && rec->state != RECORD_STRUCK &&
           rec->day >= first && rec->day <= last;
}

/* First and last day of the school year of the paper. */
static void school_year(const struct print_build *b, int64_t *first, int64_t *last)
{
    struct term_ref term = calendar_term_of(b->reg->calendar, b->day);
    *first = calendar_term_first(b->reg->calendar,
                                 (struct term_ref){term.year, SEASON_AUTUMN});
    *last = calendar_term_last(b->reg->calendar, (struct term_ref){term.year, SEASON_SPRING});
}

/* Whether all records there should be are there, which the job may not have seen yet. */
void meetings_check(struct print_build *b)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        bool wanted = (kinds[i]->flags & K_MEET) || kinds[i] == &kind_told;
        if (wanted && verify_kind(b->reg, kinds[i]) == ERR_DAMAGED) {
            b->damaged++;
        }
    }
}

enum err meetings_read(struct print_build *b, struct meetings *m)
{
    enum { PAGE = 64 };
    struct timeline_entry page[PAGE];
    int64_t first, last;
    size_t got;
    enum err e = ERR_OK;
    school_year(b, &first, &last);
    for (int64_t from = 0;
         e == ERR_OK && (got = timeline_page(b->reg, b->pupil, NULL, from, PAGE, page)) > 0;
         from += PAGE) {
        for (size_t i = 0; i < got && e == ERR_OK; i++) {
            struct record *rec = NULL;
            e = store_load(b->reg, page[i].id, &rec);
            b->damaged += e == ERR_DAMAGED || e == ERR_NOT_FOUND;
            e = e == ERR_DAMAGED || e == ERR_NOT_FOUND ? ERR_OK : e;
            if (rec && is_wanted(rec, first, last)) {
                m->met += is_meeting(rec);
                m->at = mem_grow(m->at, m->n, &m->cap, sizeof *m->at);
                m->at[m->n++] = rec;
            } else {
                record_free(rec);
            }
        }
        timeline_release(page, got);
    }
    return e;
}

void meetings_table(struct print_build *b, const struct meetings *m)
{
    struct block *table = document_add(b->doc, BLOCK_TABLE, NULL);
    struct doc_row *head = block_row(table);
    const char *const titles[] = {tr("Date"), tr("Meeting"), tr("Matter"),
                                  trc("paper field", "Agreed")};
    const int widths[] = {12, 12, 20, 0};
    for (size_t i = 0; i < COUNT(titles); i++) {
        row_cell(head, xstrdup(titles[i]));
        table->widths[i] = widths[i];
    }
    for (size_t i = m->n; i-- > 0;) {
        char day[DATE_TEXT];
        if (!is_meeting(m->at[i])) {
            continue;
        }
        struct doc_row *row = block_row(table);
        row_cell(row, xstrdup(date_format(m->at[i]->day, day)));
        row_cell(row, xstrdup(tr(m->at[i]->kind->label)));
        row_cell(row, about(b, m->at[i]));
        row_cell(row, agreed(b, m->at[i]));
    }
}

/* Date, who, what of it; somebody who must not be told is on no paper as one who was. */
void meetings_told(struct print_build *b, const struct meetings *m, const char *label,
                     size_t *number)
{
    const char *const names[] = {"whom", "what"};
    const char *const titles[] = {tr("Date"), tr("Whom"), tr("What was told")};
    struct block *table = NULL;
    for (size_t i = m->n; i-- > 0;) {
        const struct told *told = (const struct told *)m->at[i];
        bool named = m->at[i]->kind == &kind_told && told->whom &&
                     !roster_is_blocked(b->reg->roster, b->pupil, told->whom);
        if (!named) {
            continue;
        }
        if (!table) {
            print_heading(b, number, label);
            table = document_add(b->doc, BLOCK_TABLE, NULL);
            struct doc_row *head = block_row(table);
            for (size_t t = 0; t < COUNT(titles); t++) {
                row_cell(head, xstrdup(titles[t]));
                table->widths[t] = t == 0 ? 12 : 0;
            }
        }
        char day[DATE_TEXT];
        struct doc_row *row = block_row(table);
        row_cell(row, xstrdup(date_format(m->at[i]->day, day)));
        for (size_t k = 0; k < COUNT(names); k++) {
            row_cell(row, print_value(b, m->at[i], m->at[i],
                                      spec_field(&kind_told.spec, names[k])));
        }
    }
}

/* "In this school year: sessions 3, talks 4; last on 2026-03-19." */
void meetings_count(struct print_build *b, const struct meetings *m)
{
    struct str text = STR_INIT;
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t k = 0; k < n; k++) {
        int count = 0;
        for (size_t i = 0; i < m->n; i++) {
            count += is_meeting(m->at[i]) && m->at[i]->kind == kinds[k];
        }
        if (count) {
            str_addf(&text, "%s", text.len ? tr(", ") : "");
            str_addf(&text, tr("%s %d times"), tr(kinds[k]->label), count);
        }
    }
    size_t last = 0;
    while (last < m->n && !is_meeting(m->at[last])) {
        last++;
    }
    if (m->met) {
        char day[DATE_TEXT];
        struct str all = STR_INIT;
        str_addf(&all, tr("In this school year: %s; last on %s."), text.ptr,
                 date_format(m->at[last]->day, day));
        document_add(b->doc, BLOCK_TEXT, all.ptr);
        str_release(&all);
    } else {
        document_add(b->doc, BLOCK_TEXT, tr("Nobody has met the pupil in this school year."));
    }
    str_release(&text);
}
