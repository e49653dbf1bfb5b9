// SPDX-License-Identifier: MIT
#include "core/export.h"

#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/export_priv.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"

/* --- which columns --- */

static bool is_asked(const char *keys, const char *key)
{
    size_t n = strlen(key);
    for (const char *p = keys; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        if (strncmp(p, key, n) == 0 && (p[n] == ',' || !p[n])) {
            return true;
        }
    }
    return false;
}

/* The first key that is no column; NULL if all are. */
static char *unknown_key(const struct export_job *job, const char *keys)
{
    for (const char *p = keys; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        size_t n = strcspn(p, ",");
        bool known = false;
        for (size_t i = 0; i < job->all_count && !known; i++) {
            known = strlen(job->all[i].key) == n && strncmp(job->all[i].key, p, n) == 0;
        }
        if (!known) {
            return xmemdupz(p, n);
        }
    }
    return NULL;
}

static void choose_columns(struct export_job *job, const char *keys)
{
    job->columns = xcalloc(job->all_count, sizeof *job->columns);
    for (size_t i = 0; i < job->all_count; i++) {
        if (!keys || is_asked(keys, job->all[i].key)) {
            job->columns[job->column_count++] = &job->all[i];
        }
    }
}

/* --- one cell --- */

static void put_value(struct export_job *job, struct str *out, const void *base,
                      const struct field *f)
{
    enum value_style style = job->options.codes ? VALUE_CODES : VALUE_WORDS;
    if (field_is_empty(base, f)) {
        return;
    }
    if ((f->flags & F_MASKED) && !job->options.full) {
        value_mask(out, *field_text(base, f));
        return;
    }
    value_format(out, job->reg, base, f, style);
}

/* An honest empty of a field that is no code list. */
static void put_missing(struct export_job *job, struct str *out, const struct record *rec,
                        const struct field *f)
{
    const struct mark *m = record_find_mark(rec, 0, f->name);
    if (!m || m->missing == MISSING_NONE) {
        return;
    }
    if (job->options.codes) {
        str_addf(out, "%d", (int)m->missing);
    } else {
        str_add(out, value_missing_word(m->missing));
    }
}

static void put_pupil(struct export_job *job, struct str *out, int64_t pupil)
{
    const struct pupil_card *card = roster_pupil(job->reg->roster, pupil);
    str_add(out, roster_name(job->reg->roster, pupil));
    if (card && card->class_id != NONE) {
        str_addc(out, ' ');
        roster_class_label(out, job->reg->roster, card->class_id, job->today);
    }
}

/* The rows of a part joined; a field that only some rows have says whose it is. */
static void put_joined(struct export_job *job, struct str *out, const struct record *rec,
                       const struct export_column *c)
{
    const struct rows *rows = record_rows(rec, c->part);
    for (size_t i = 0; i < rows->n; i++) {
        if (field_is_empty(rows->at[i], c->field)) {
            continue;
        }
        str_add(out, out->len ? "；" : "");
        if (c->what == EXPORT_PUPILS && !job->options.codes) {
            put_pupil(job, out, *field_int(rows->at[i], c->field));
            continue;
        }
        const struct field *pupil = rows->n > 1 ? spec_field(c->part->spec, "pupil") : NULL;
        if (pupil && c->what == EXPORT_PART) {
            str_addf(out, "%s ", roster_name(job->reg->roster, *field_int(rows->at[i], pupil)));
        }
        put_value(job, out, rows->at[i], c->field);
    }
}

static void put_cell(struct export_job *job, struct str *out, const struct record *rec,
                     const struct export_column *c)
{
    switch (c->what) {
    case EXPORT_ID:
        str_addf(out, "%lld", (long long)rec->id);
        break;
    case EXPORT_CLASS: {
        const struct pupil_card *card = roster_pupil(job->reg->roster, rec->id);
        if (card) {
            roster_class_label(out, job->reg->roster, card->class_id, job->today);
        }
        break;
    }
    case EXPORT_STATE: {
        const struct pupil_card *card = roster_pupil(job->reg->roster, rec->id);
        const struct state *st =
            card ? machine_state(machine_by_id("enrolment"), card->state) : NULL;
        if (st) {
            str_add(out, job->options.codes ? st->id : tr(st->label));
        }
        break;
    }
    case EXPORT_FIELD:
        if (field_is_empty(rec, c->field)) {
            put_missing(job, out, rec, c->field);
        } else {
            put_value(job, out, rec, c->field);
        }
        break;
    case EXPORT_SLOT: {
        const struct rows *rows = record_rows(rec, c->part);
        if ((size_t)c->slot <= rows->n) {
            put_value(job, out, rows->at[c->slot - 1], c->field);
        }
        break;
    }
    case EXPORT_PUPILS:
    case EXPORT_PART:
        put_joined(job, out, rec, c);
        break;
    }
}

/* --- all rows --- */

static bool is_wanted(const struct export_job *job, const struct record *rec)
{
    if (rec->state == RECORD_STRUCK) {
        return false;
    }
    return !job->options.has_term || rec->kind == &kind_pupil ||
           (rec->day >= job->first && rec->day <= job->last);
}

static void add_row(struct export_job *job, const struct record *rec)
{
    job->rows = mem_grow(job->rows, job->row_count, &job->row_cap, sizeof *job->rows);
    struct export_row *row = &job->rows[job->row_count++];
    *row = (struct export_row){0};
    if (rec->kind == &kind_pupil) {
        row->pupils = xcalloc(1, sizeof *row->pupils);
        row->pupils[row->pupil_count++] = rec->id;
    } else {
        row->pupil_count = record_pupils(rec, &row->pupils);
    }
    row->cells = xcalloc(job->column_count, sizeof *row->cells);
    struct str cell = STR_INIT;
    for (size_t c = 0; c < job->column_count; c++) {
        str_clear(&cell);
        put_cell(job, &cell, rec, job->columns[c]);
        row->cells[c] = cell.len ? xmemdupz(cell.ptr, cell.len) : NULL;
    }
    str_wipe(&cell);
}

enum err export_open(struct reg *reg, const struct export_options *options,
                     struct export_job **out, char **unknown, int64_t *damaged)
{
    struct export_job *job = xcalloc(1, sizeof *job);
    str_init(&job->book_rows);
    job->reg = reg;
    job->options = *options;
    job->today = clock_today();
    job->all = export_columns(options->kind, &job->all_count);
    *unknown = unknown_key(job, options->columns);
    *damaged = 0;
    if (*unknown) {
        export_free(job);
        return ERR_USAGE;
    }
    choose_columns(job, options->columns);
    if (options->has_term) {
        job->first = calendar_term_first(reg->calendar, options->term);
        job->last = calendar_term_last(reg->calendar, options->term);
    }
    struct scan *scan = scan_open(reg, options->kind);
    struct record *rec;
    while (scan_next(scan, &rec)) {
        if (is_wanted(job, rec)) {
            add_row(job, rec);
        }
        record_free(rec);
    }
    enum err e = scan_close(scan, damaged);
    if (e != ERR_OK) {
        export_free(job);
        return e;
    }
    *out = job;
    return ERR_OK;
}

void export_free(struct export_job *job)
{
    if (!job) {
        return;
    }
    for (size_t r = 0; r < job->row_count; r++) {
        for (size_t c = 0; c < job->column_count; c++) {
            xwipe_str(job->rows[r].cells[c]);
        }
        xfree(job->rows[r].cells);
        xfree(job->rows[r].pupils);
    }
    xfree(job->rows);
    str_wipe(&job->book_rows);
    xfree(job->trouble);
    xfree(job->misfits);
    xfree(job->columns);
    export_columns_free(job->all, job->all_count);
    xfree(job);
}

size_t export_row_count(const struct export_job *job)
{
    return job->row_count;
}

const struct export_column *export_column_at(const struct export_job *job, size_t at)
{
    return job->columns[at];
}

const char *export_cell(const struct export_job *job, size_t row, size_t column)
{
    const char *cell = job->rows[row].cells[column];
    return cell ? cell : "";
}

/* --- the file --- */

enum err export_log(struct export_job *job, const struct str *bytes)
{
    uint8_t mac[MAC_BYTES];
    key_mac(job->reg->key, "export", bytes->ptr, bytes->len, mac);
    struct str detail = STR_INIT;
    str_addf(&detail, "%s rows=%zu %s %s digest=", job->options.kind->table, job->row_count,
             job->options.book ? "XLSX" : encode_name(job->options.encoding),
             job->options.full ? "full" : "masked");
    for (size_t i = 0; i < 8; i++) {
        str_addf(&detail, "%02x", mac[i]);
    }
    if (job->options.purpose) {
        str_addf(&detail, " purpose=%s", job->options.purpose);
    }
    audit_queue(job->reg, &(struct audit_entry){.action = AUDIT_EXPORT,
                                                .kind = job->options.kind->spec.name,
                                                .object = NONE,
                                                .pupil = NONE,
                                                .detail = detail.ptr});
    str_release(&detail);
    return job->reg->read_only ? ERR_OK : store_flush(job->reg);
}
