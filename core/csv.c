// SPDX-License-Identifier: MIT
#include "core/csv.h"

#include <csv.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"

void sheet_release(struct csv_sheet *sheet)
{
    str_wipe(&sheet->pool);
    xfree(sheet->cells);
    xfree(sheet->rows);
    *sheet = (struct csv_sheet)SHEET_INIT;
}

/* --- reading --- */

struct reader {
    struct csv_sheet *sheet;
    size_t row_first; /* cell the open row begins with */
    size_t row_line;  /* line the open row begins on */
};

static void take_cell(void *bytes, size_t n, void *ctx)
{
    struct reader *r = ctx;
    struct csv_sheet *s = r->sheet;
    s->cells = mem_grow(s->cells, s->cell_count, &s->cell_cap, sizeof *s->cells);
    s->cells[s->cell_count++] = s->pool.len;
    str_addn(&s->pool, bytes ? bytes : "", n);
    str_addc(&s->pool, '\0');
}

static void take_row(int c, void *ctx)
{
    (void)c;
    struct reader *r = ctx;
    struct csv_sheet *s = r->sheet;
    s->rows = mem_grow(s->rows, s->row_count, &s->row_cap, sizeof *s->rows);
    s->rows[s->row_count++] = (struct sheet_row){.first = r->row_first,
                                                 .n = s->cell_count - r->row_first,
                                                 .line = r->row_line};
    r->row_first = s->cell_count;
}

/* Bytes up to and with the next line end (LF, CR LF, or a CR alone). */
static size_t line_bytes(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\n') {
            return i + 1;
        }
        if (text[i] == '\r') {
            return i + 1 < n && text[i + 1] == '\n' ? i + 2 : i + 1;
        }
    }
    return n;
}

static bool has_odd_quotes(const char *text, size_t n)
{
    bool odd = false;
    for (const char *p = text; (p = memchr(p, '"', n - (size_t)(p - text))) != NULL; p++) {
        odd = !odd;
    }
    return odd;
}

enum err sheet_read(const char *text, size_t n, char delimiter, struct csv_sheet *sheet,
                    size_t *line)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return ERR_NOMEM;
    }
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_blk_size(&parser, 4096);
    struct reader r = {.sheet = sheet, .row_first = sheet->cell_count, .row_line = 1};
    enum err e = ERR_OK;
    bool in_quotes = false;
    size_t at_line = 1;
    /* A physical line at a time, so that rows know where they began. */
    for (size_t at = 0; e == ERR_OK && at < n; at_line++) {
        size_t len = line_bytes(text + at, n - at);
        r.row_line = in_quotes ? r.row_line : at_line;
        if (csv_parse(&parser, text + at, len, take_cell, take_row, &r) != len) {
            e = csv_error(&parser) == CSV_EPARSE ? ERR_INVALID : ERR_NOMEM;
        }
        in_quotes = in_quotes != has_odd_quotes(text + at, len);
        at += len;
    }
    if (e == ERR_OK && csv_fini(&parser, take_cell, take_row, &r) != 0) {
        e = csv_error(&parser) == CSV_EPARSE ? ERR_INVALID : ERR_NOMEM;
    }
    csv_free(&parser);
    if (e == ERR_INVALID) {
        *line = r.row_line;
    }
    return e;
}

const char *sheet_cell(const struct csv_sheet *sheet, size_t row, size_t column)
{
    const struct sheet_row *r = &sheet->rows[row];
    return column < r->n ? sheet->pool.ptr + sheet->cells[r->first + column] : "";
}

char sheet_delimiter(const char *text, size_t n)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[COUNT(candidates)] = {0};
    bool in_quotes = false;
    size_t lines = 0;
    for (size_t i = 0; i < n && lines < 5; i++) {
        if (text[i] == '"') {
            in_quotes = !in_quotes;
        }
        lines += !in_quotes && text[i] == '\n';
        for (size_t c = 0; c < COUNT(candidates); c++) {
            counts[c] += !in_quotes && text[i] == candidates[c];
        }
    }
    size_t best = 0;
    for (size_t c = 1; c < COUNT(candidates); c++) {
        best = counts[c] > counts[best] ? c : best;
    }
    return candidates[best];
}

/* --- writing --- */

bool csv_is_formula(const char *text)
{
    while (*text == '\'') {
        text++;
    }
    while (*text == ' ') {
        text++;
    }
    if (*text == '\0') {
        return false;
    }
    switch (utf8_next(&text)) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xff1d: /* ＝ */
    case 0xff0b: /* ＋ */
    case 0xff0d: /* － */
    case 0xff20: /* ＠ */
        return true;
    default:
        return false;
    }
}

const char *csv_unguard(const char *text)
{
    return text[0] == '\'' && csv_is_formula(text) ? text + 1 : text;
}

static bool needs_quotes(const struct csv_writer *w, const char *text, size_t n)
{
    return memchr(text, w->delimiter, n) || memchr(text, '"', n) || memchr(text, '\n', n) ||
           memchr(text, '\r', n) || (n && (text[0] == ' ' || text[n - 1] == ' ' ||
                                           text[0] == '\t' || text[n - 1] == '\t'));
}

static void put_cell(struct csv_writer *w, const char *guard, const char *text)
{
    if (w->in_row++) {
        str_addc(w->out, w->delimiter);
    }
    size_t n = strlen(text);
    if (!needs_quotes(w, text, n)) {
        str_add(w->out, guard);
        str_addn(w->out, text, n);
        return;
    }
    str_addc(w->out, '"');
    str_add(w->out, guard);
    for (const char *p = text; *p; p++) {
        if (*p == '"') {
            str_addc(w->out, '"');
        }
        str_addc(w->out, *p);
    }
    str_addc(w->out, '"');
}

void csv_text(struct csv_writer *w, const char *text)
{
    put_cell(w, csv_is_formula(text) ? "'" : "", text);
}

void csv_plain(struct csv_writer *w, const char *text)
{
    put_cell(w, "", text);
}

void csv_end(struct csv_writer *w)
{
    str_add(w->out, w->end);
    w->in_row = 0;
}
