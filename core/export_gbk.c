// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/csv.h"
#include "core/errand.h"
#include "core/export_priv.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/roster.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"

/*
 * What an encoding cannot hold (domain.md 10, screens.md S27).  Nothing ever
 * becomes a question mark: symbols are mended by a fixed table, names are
 * written otherwise only when a person said how, and a sheet beside the file
 * says whose.
 */

static bool text_fits(enum encoding enc, const char *text)
{
    bool fits = true;
    while (fits && *text) {
        uint32_t cp = utf8_next(&text);
        fits = cp < 0x80 || encode_fits(enc, cp);
    }
    return fits;
}

/* The same text with the symbols mended; NULL if none had to be. */
static char *mend(enum encoding enc, const char *text, size_t *mended)
{
    struct str out = STR_INIT;
    size_t n = 0;
    for (const char *p = text; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        const char *other = cp < 0x80 || encode_fits(enc, cp) ? NULL : encode_symbol(enc, cp);
        n += other != NULL;
        str_addn(&out, other ? other : from, other ? strlen(other) : (size_t)(p - from));
    }
    if (!n) {
        str_wipe(&out);
        return NULL;
    }
    *mended += n;
    return str_steal(&out);
}

/* Whose name holds the character; else the first pupil of the row. */
static int64_t whose(const struct export_job *job, const struct export_row *row, uint32_t cp)
{
    char bytes[5];
    utf8_encode(cp, bytes);
    for (size_t i = 0; i < row->pupil_count; i++) {
        if (strstr(roster_name(job->reg->roster, row->pupils[i]), bytes)) {
            return row->pupils[i];
        }
    }
    return row->pupil_count ? row->pupils[0] : NONE;
}

static void note_misfits(struct export_job *job, size_t row, size_t column)
{
    for (const char *p = export_cell(job, row, column); *p;) {
        uint32_t cp = utf8_next(&p);
        if (cp < 0x80 || encode_fits(job->options.encoding, cp)) {
            continue;
        }
        job->misfits = mem_grow(job->misfits, job->misfit_count, &job->misfit_cap,
                                sizeof *job->misfits);
        struct misfit *m = &job->misfits[job->misfit_count++];
        *m = (struct misfit){.row = row, .column = column, .cp = cp,
                             .pupil = whose(job, &job->rows[row], cp)};
        snprintf(m->name, sizeof m->name, "U+%04X", (unsigned)cp);
        snprintf(m->reading, sizeof m->reading, "%.30s", pinyin_toned(cp));
    }
}

size_t export_check(struct export_job *job, size_t *mended)
{
    enum encoding enc = job->options.encoding;
    *mended = 0;
    job->misfit_count = 0;
    for (size_t r = 0; r < job->row_count; r++) {
        for (size_t c = 0; c < job->column_count; c++) {
            char *cell = job->rows[r].cells[c];
            if (!cell || text_fits(enc, cell)) {
                continue;
            }
            char *other = mend(enc, cell, mended);
            if (other) {
                xwipe_str(cell);
                job->rows[r].cells[c] = other;
            }
            note_misfits(job, r, c);
        }
    }
    return job->misfit_count;
}

const struct misfit *export_misfit_at(const struct export_job *job, size_t at)
{
    return &job->misfits[at];
}

/* --- writing them otherwise --- */

/* yan3 without its digit. */
static void add_reading(struct str *out, uint32_t cp)
{
    const char *reading = pinyin_toned(cp);
    str_addn(out, reading, strcspn(reading, "0123456789 "));
}

static char *replace_misfits(const struct export_job *job, const char *text)
{
    struct str out = STR_INIT;
    for (const char *p = text; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        const char *reading = pinyin_toned(cp);
        if (cp < 0x80 || encode_fits(job->options.encoding, cp)) {
            str_addn(&out, from, (size_t)(p - from));
        } else if (job->options.misfits == MISFITS_SUBSTITUTE && reading[0]) {
            str_addc(&out, '(');
            add_reading(&out, cp);
            str_addc(&out, ')');
        } else {
            str_addf(&out, "〔U+%04X%s%s〕", (unsigned)cp, reading[0] ? " " : "", reading);
        }
    }
    return str_steal(&out);
}

/* Every `name` in the cell as `other`. */
static void exchange(char **cell, const char *name, const char *other)
{
    struct str out = STR_INIT;
    size_t n = strlen(name);
    const char *from = *cell;
    for (const char *at; (at = strstr(from, name)) != NULL; from = at + n) {
        str_addn(&out, from, (size_t)(at - from));
        str_add(&out, other);
    }
    str_add(&out, from);
    xwipe_str(*cell);
    *cell = str_steal(&out);
}

/* The name agreed with one family, where the pupil's name stands in the row. */
static enum err use_agreed_name(struct export_job *job, struct export_row *row, int64_t pupil)
{
    struct record *rec;
    enum err e = store_load_kind(job->reg, &kind_pupil, pupil, &rec);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND || e == ERR_DAMAGED ? ERR_OK : e;
    }
    const struct pupil *p = (const struct pupil *)rec;
    bool agreed = p->name && p->export_name && text_fits(job->options.encoding, p->export_name) &&
                  !text_fits(job->options.encoding, p->name);
    for (size_t c = 0; agreed && c < job->column_count; c++) {
        const struct export_column *column = job->columns[c];
        bool is_name = column->what == EXPORT_PUPILS || column->what == EXPORT_PART ||
                       (column->what == EXPORT_FIELD && strcmp(column->key, "name") == 0);
        if (is_name && row->cells[c]) {
            exchange(&row->cells[c], p->name, p->export_name);
        }
    }
    record_free(rec);
    return ERR_OK;
}

static enum err settle(struct export_job *job)
{
    size_t row = SIZE_MAX;
    for (size_t i = 0; i < job->misfit_count; i++) {
        const struct misfit *m = &job->misfits[i];
        struct export_row *r = &job->rows[m->row];
        bool agreed = m->row != row && job->options.misfits == MISFITS_SUBSTITUTE;
        for (size_t k = 0; agreed && k < r->pupil_count; k++) {
            enum err e = use_agreed_name(job, r, r->pupils[k]);
            if (e != ERR_OK) {
                return e;
            }
        }
        row = m->row;
        char *other = replace_misfits(job, r->cells[m->column]);
        xwipe_str(r->cells[m->column]);
        r->cells[m->column] = other;
    }
    return ERR_OK;
}

/* The workbook, waited for. */
static enum err book_bytes(struct export_job *job, struct str *out)
{
    enum { WAIT = 50 };
    struct errand *errand;
    enum err e = export_book_begin(job, &errand);
    if (e == ERR_OK) {
        while (errand_step(errand, WAIT)) {
        }
        e = export_book_end(job, errand, out);
    }
    return e;
}

enum err export_bytes(struct export_job *job, struct str *out)
{
    if (job->options.book) {
        return book_bytes(job, out);
    }
    if (job->misfit_count) {
        enum err e = job->options.misfits == MISFITS_FAIL ? ERR_ENCODING : settle(job);
        if (e != ERR_OK) {
            return e;
        }
    }
    struct str text = STR_INIT;
    struct csv_writer w = {.out = &text, .delimiter = ',', .end = job->options.end};
    for (size_t c = 0; c < job->column_count; c++) {
        struct str label = STR_INIT;
        export_label(&label, job->columns[c]);
        csv_plain(&w, label.ptr);
        str_release(&label);
    }
    csv_end(&w);
    for (size_t r = 0; r < job->row_count; r++) {
        for (size_t c = 0; c < job->column_count; c++) {
            const struct field *f = job->columns[c]->field;
            bool number = job->columns[c]->what == EXPORT_ID || (f && f->type == FIELD_INT);
            if (number) {
                csv_plain(&w, export_cell(job, r, c));
            } else {
                csv_text(&w, export_cell(job, r, c));
            }
        }
        csv_end(&w);
    }
    enum err e = encode_from_utf8(job->options.encoding, text.ptr, text.len, out, NULL);
    str_wipe(&text);
    return e;
}

/* --- the sheet beside the file --- */

void export_side_sheet(const struct export_job *job, struct str *out)
{
    if (!job->misfit_count) {
        return;
    }
    struct str text = STR_INIT;
    str_add(&text, tr("These characters do not fit the encoding of the file and are written "
                      "otherwise in it."));
    str_add(&text, "\r\n\r\n");
    for (size_t i = 0; i < job->misfit_count; i++) {
        const struct misfit *m = &job->misfits[i];
        char bytes[5];
        struct str label = STR_INIT;
        utf8_encode(m->cp, bytes);
        export_label(&label, job->columns[m->column]);
        str_addf(&text, "%zu  %s  %s  %s  %s  %s: %s\r\n", m->row + 2,
                 roster_name(job->reg->roster, m->pupil), bytes, m->name, m->reading, label.ptr,
                 export_cell(job, m->row, m->column));
        str_release(&label);
    }
    /* The sheet must hold what the file cannot. */
    enum err e = encode_from_utf8(ENC_UTF8_BOM, text.ptr, text.len, out, NULL);
    (void)e; /* UTF-8 holds everything */
    str_wipe(&text);
}
