// SPDX-License-Identifier: MIT
#include "core/import.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"

void import_note(struct import_job *imp, const struct import_line *row, const char *heading,
                 const char *msgid)
{
    imp->notes = mem_grow(imp->notes, imp->note_count, &imp->note_cap, sizeof *imp->notes);
    imp->notes[imp->note_count++] =
        (struct import_note){.line = row->line, .heading = xstrdup(heading), .msgid = msgid};
}

void import_reject(struct import_line *row, enum import_state state, const char *msgid,
                   const char *detail)
{
    row->state = state;
    row->why = msgid;
    xwipe_str(row->detail);
    row->detail = xstrdup(detail);
}

/* --- opening --- */

static void note_digest(struct import_job *imp, const char *bytes, size_t n)
{
    uint8_t mac[MAC_BYTES];
    key_mac(imp->reg->key, "import", bytes, n, mac);
    struct str hex = STR_INIT;
    for (size_t i = 0; i < MAC_BYTES; i++) {
        str_addf(&hex, "%02x", mac[i]);
    }
    memcpy(imp->digest, hex.ptr, sizeof imp->digest);
    str_release(&hex);
}

static enum err read_text(struct import_job *imp, const char *bytes, size_t n, struct str *text,
                          struct import_fault *fault)
{
    if (imp->encoding == ENC_UNKNOWN) {
        imp->encoding = encode_guess(bytes, n);
    }
    if (imp->encoding == ENC_UNKNOWN) {
        *fault = (struct import_fault){N_("The encoding of the file cannot be told; name it"), 0,
                                       NULL};
        return ERR_ENCODING;
    }
    size_t bad = 0;
    enum err e = encode_to_utf8(imp->encoding, bytes, n, text, &bad);
    if (e == ERR_ENCODING) {
        size_t line = 1;
        for (size_t i = 0; i < bad; i++) {
            line += bytes[i] == '\n';
        }
        *fault = (struct import_fault){N_("A character does not fit the encoding of the file"),
                                       line, xstrdup(encode_name(imp->encoding))};
    }
    return e;
}

static bool is_empty_row(const struct import_job *imp, size_t sheet_row)
{
    for (size_t c = 0; c < imp->sheet.rows[sheet_row].n; c++) {
        const char *cell = sheet_cell(&imp->sheet, sheet_row, c);
        if (cell[strspn(cell, " \t\r\n")]) {
            return false;
        }
    }
    return true;
}

static void make_rows(struct import_job *imp)
{
    imp->rows = xcalloc(imp->sheet.row_count, sizeof *imp->rows);
    for (size_t i = imp->header + 1; i < imp->sheet.row_count; i++) {
        if (!is_empty_row(imp, i)) {
            imp->rows[imp->row_count++] = (struct import_line){.sheet_row = i,
                                                              .line = imp->sheet.rows[i].line,
                                                              .pupil = NONE,
                                                              .class_id = NONE};
        }
    }
}

enum err import_begin(struct import_job *imp, const char *map, struct import_fault *fault)
{
    enum err e = import_map_columns(imp, map, fault);
    if (e == ERR_OK) {
        imp->words = xcalloc(imp->column_count, sizeof *imp->words);
        make_rows(imp);
        imp->phase = PHASE_READ;
    }
    return e;
}

static enum err open_text(struct import_job *imp, const char *bytes, size_t n, const char *map,
                          struct import_fault *fault)
{
    struct str text = STR_INIT;
    enum err e = read_text(imp, bytes, n, &text, fault);
    if (e == ERR_OK) {
        imp->delimiter = sheet_delimiter(text.ptr, text.len);
        e = sheet_read(text.ptr, text.len, imp->delimiter, &imp->sheet, &fault->line);
        fault->msgid = e == ERR_INVALID ? N_("Quotation marks do not fit together") : fault->msgid;
    }
    if (e == ERR_OK) {
        e = import_begin(imp, map, fault);
    }
    str_wipe(&text);
    return e;
}

enum err import_open(struct reg *reg, const char *bytes, size_t n,
                     const struct import_options *options, struct import_job **out,
                     struct import_fault *fault)
{
    struct import_job *imp = xcalloc(1, sizeof *imp);
    *fault = (struct import_fault){NULL, 0, NULL};
    imp->reg = reg;
    imp->sheet = (struct csv_sheet)SHEET_INIT;
    imp->set = (struct changes)CHANGES_INIT;
    imp->file = xstrdup(options->file);
    imp->today = clock_today();
    imp->encoding = options->encoding;
    note_digest(imp, bytes, n);
    str_init(&imp->book);
    enum err e = book_is_one(bytes, n) ? import_book_open(imp, bytes, n, options)
                                       : open_text(imp, bytes, n, options->map, fault);
    if (e != ERR_OK) {
        import_free(imp);
        return e;
    }
    *out = imp;
    return ERR_OK;
}

static void free_words(struct import_job *imp)
{
    for (size_t c = 0; imp->words && c < imp->column_count; c++) {
        for (size_t i = 0; i < imp->words[c].n; i++) {
            xfree(imp->words[c].at[i].text);
            xfree(imp->words[c].at[i].value);
        }
        xfree(imp->words[c].at);
    }
    xfree(imp->words);
    for (size_t c = 0; c < imp->column_count; c++) {
        xfree(imp->columns[c].heading);
    }
    xfree(imp->columns);
    for (size_t i = 0; i < imp->class_count; i++) {
        xfree(imp->classes[i].text);
    }
    xfree(imp->classes);
}

void import_free(struct import_job *imp)
{
    if (!imp) {
        return;
    }
    BUG_ON(imp->commit != NULL);
    if (imp->scan) {
        enum err e = scan_close(imp->scan, NULL);
        (void)e; /* nobody waits for what a given-up scan found */
    }
    for (size_t i = 0; i < imp->row_count; i++) {
        record_free(imp->rows[i].rec);
        xwipe_str(imp->rows[i].detail);
        xwipe_str(imp->rows[i].damaged);
        xwipe_str(imp->rows[i].whole);
    }
    for (size_t i = 0; i < imp->note_count; i++) {
        xfree(imp->notes[i].heading);
    }
    free_words(imp);
    import_book_free(imp);
    text_index_release(&imp->by_student_no);
    text_index_release(&imp->by_id_no);
    text_index_release(&imp->by_name);
    changes_release(&imp->set);
    record_free(imp->record);
    sheet_release(&imp->sheet);
    xfree(imp->rows);
    xfree(imp->notes);
    xfree(imp->made);
    xfree(imp->made_ids);
    xfree(imp->matches);
    xfree(imp->file);
    xfree(imp);
}

/* --- classifying, a phase after the other --- */

static void next_phase(struct import_job *imp)
{
    imp->phase++;
    imp->next = 0;
}

/* One known pupil of the scan beside the row that is about this pupil. */
static enum err compare_next(struct import_job *imp)
{
    struct record *known;
    if (!imp->scan) {
        imp->scan = scan_open(imp->reg, &kind_pupil);
    }
    if (imp->match_at == imp->match_count || !scan_next(imp->scan, &known)) {
        enum err e = scan_close(imp->scan, NULL);
        imp->scan = NULL;
        next_phase(imp);
        return e;
    }
    imp->next++;
    while (imp->match_at < imp->match_count && imp->matches[imp->match_at].pupil < known->id) {
        imp->match_at++;
    }
    if (imp->match_at < imp->match_count && imp->matches[imp->match_at].pupil == known->id) {
        import_compare_row(imp, &imp->rows[imp->matches[imp->match_at++].row], known);
    }
    record_free(known);
    return ERR_OK;
}

/* Rows whose pupil the scan left out, because the record is damaged. */
static void settle_rows(struct import_job *imp)
{
    for (size_t i = 0; i < imp->row_count; i++) {
        if (imp->rows[i].state == IMPORT_WAITING) {
            import_reject(&imp->rows[i], IMPORT_BAD, N_("The stored record is damaged"), NULL);
        }
        import_repair_settle(&imp->rows[i]);
    }
}

static enum err step_once(struct import_job *imp)
{
    struct import_line *row = imp->next < imp->row_count ? &imp->rows[imp->next] : NULL;
    switch (imp->phase) {
    case PHASE_FETCH:
        return import_book_step(imp);
    case PHASE_READ:
        if (!row) {
            import_index_pupils(imp);
            next_phase(imp);
            return ERR_OK;
        }
        import_read_row(imp, row);
        imp->next++;
        return ERR_OK;
    case PHASE_MATCH:
        if (!row) {
            next_phase(imp);
            return ERR_OK;
        }
        if (row->state == IMPORT_WAITING) {
            import_match_row(imp, row);
        }
        imp->next++;
        return ERR_OK;
    case PHASE_SORT:
        import_sort_matches(imp);
        next_phase(imp);
        return ERR_OK;
    case PHASE_COMPARE: {
        enum err e = compare_next(imp);
        if (e == ERR_OK && imp->phase == PHASE_DONE) {
            settle_rows(imp);
        }
        return e;
    }
    case PHASE_DONE:
        break;
    }
    return ERR_OK;
}

enum err import_step(struct import_job *imp, size_t count, bool *done)
{
    enum err e = ERR_OK;
    bool waits = imp->phase == PHASE_FETCH; /* for the helper, as long as a step may take */
    for (size_t i = 0; i < (waits ? 1 : count) && e == ERR_OK && imp->phase != PHASE_DONE; i++) {
        e = step_once(imp);
    }
    *done = imp->phase == PHASE_DONE;
    return e;
}

void import_progress(const struct import_job *imp, size_t *done, size_t *total)
{
    if (imp->writing) {
        *done = imp->write_done;
        *total = imp->write_total;
        return;
    }
    size_t known = imp->match_count ? roster_count(imp->reg->roster) : 0;
    *total = 2 * imp->row_count + known;
    *done = imp->phase == PHASE_FETCH     ? 0
            : imp->phase == PHASE_READ    ? imp->next
            : imp->phase == PHASE_MATCH   ? imp->row_count + imp->next
            : imp->phase == PHASE_COMPARE ? 2 * imp->row_count + imp->next
                                          : *total;
}

/* --- asking --- */

size_t import_row_count(const struct import_job *imp)
{
    return imp->row_count;
}

const struct import_line *import_row_at(const struct import_job *imp, size_t at)
{
    return &imp->rows[at];
}

size_t import_note_count(const struct import_job *imp)
{
    return imp->note_count;
}

const struct import_note *import_note_at(const struct import_job *imp, size_t at)
{
    return &imp->notes[at];
}

size_t import_column_count(const struct import_job *imp)
{
    return imp->column_count;
}

const struct import_column *import_column_at(const struct import_job *imp, size_t at)
{
    return &imp->columns[at];
}

const char *import_cell(const struct import_job *imp, size_t row, size_t column)
{
    return sheet_cell(&imp->sheet, imp->rows[row].sheet_row, column);
}

enum encoding import_encoding(const struct import_job *imp)
{
    return imp->encoding;
}

char import_delimiter(const struct import_job *imp)
{
    return imp->delimiter;
}

void import_count(const struct import_job *imp, struct import_counts *counts)
{
    *counts = (struct import_counts){0};
    struct text_index named = {NULL, 0, 0};
    for (size_t i = 0; i < imp->row_count; i++) {
        const struct import_line *row = &imp->rows[i];
        counts->fresh += row->state == IMPORT_NEW;
        counts->changed += row->state == IMPORT_CHANGED;
        counts->same += row->state == IMPORT_SAME;
        counts->ask += row->state == IMPORT_ASK;
        counts->bad += row->state == IMPORT_BAD;
        counts->skipped += row->state == IMPORT_SKIPPED;
        counts->offered += row->repair == REPAIR_OFFERED && row->state != IMPORT_ASK &&
                           row->state != IMPORT_BAD && row->state != IMPORT_SKIPPED;
        if (row->pupil != NONE) {
            char *key = str_format("%lld", (long long)row->pupil);
            text_index_add(&named, key, 1);
            xfree(key);
        }
    }
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(imp->reg->roster, i)) != NULL; i++) {
        char *key = str_format("%lld", (long long)p->id);
        size_t cursor = 0;
        int64_t value;
        counts->missing += p->here &&
                           !text_index_next(&named, key, &cursor, &value);
        xfree(key);
    }
    text_index_release(&named);
}

enum err import_decide(struct import_job *imp, size_t at, enum import_decision decision)
{
    struct import_line *row = &imp->rows[at];
    if (imp->phase != PHASE_DONE || imp->writing || row->state == IMPORT_BAD) {
        return ERR_REFUSED;
    }
    if (decision == IMPORT_SKIP) {
        row->state = IMPORT_SKIPPED;
        return ERR_OK;
    }
    if (decision == IMPORT_RESTORE || decision == IMPORT_LEAVE_EMPTY) {
        return import_repair_decide(imp, row, decision);
    }
    if (row->state != IMPORT_ASK) {
        return ERR_REFUSED;
    }
    if (decision == IMPORT_NEW_PERSON) {
        row->state = IMPORT_NEW;
        row->pupil = NONE;
        import_repair_settle(row);
        return ERR_OK;
    }
    if (import_is_claimed(imp, row->pupil, row)) {
        return ERR_REFUSED;
    }
    struct record *known;
    enum err e = store_load_kind(imp->reg, &kind_pupil, row->pupil, &known);
    if (e == ERR_OK) {
        import_compare_row(imp, row, known);
        import_repair_settle(row);
        record_free(known);
    }
    return e;
}
