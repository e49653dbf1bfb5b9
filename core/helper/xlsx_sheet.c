// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/helper/xlsx.h"

/* The cells of one sheet. */

struct cell {
    uint32_t row, column; /* from 0 */
    size_t at, n; /* in the pool */
};

/* Cells merged over more than one row: those below are as the first. */
struct merged {
    uint32_t first, last, column;
};

struct sheet_reader {
    struct xlsx_book *book;
    struct cell *cells; /* in the order of rows, and of columns in each */
    size_t n, cap;
    struct merged *merged;
    size_t merged_n, merged_cap;
    struct str pool;
    uint32_t row, column; /* of the cell being read */
    uint32_t next_row, next_column;
    char type[12];
    size_t style;
    bool in_value, has_formula;
    struct str value;
    struct xlsx_text text; /* of an inline string */
};

/* --- where a cell is -------------------------------------------------------- */

/* "BC12": column 54, row 11; `*end` behind it. false if it is none. */
static bool take_reference(const char *s, uint32_t *row, uint32_t *column, const char **end)
{
    uint32_t c = 0;
    uint32_t r = 0;
    while (*s == '$' || (*s >= 'A' && *s <= 'Z')) {
        if (*s != '$') {
            c = c * 26 + (uint32_t)(*s - 'A' + 1);
        }
        if (c > XLSX_COLUMNS_MOST) {
            return false;
        }
        s++;
    }
    s += *s == '$';
    for (; *s >= '0' && *s <= '9'; s++) {
        r = r * 10 + (uint32_t)(*s - '0');
        if (r > XLSX_ROWS_MOST) {
            return false;
        }
    }
    *row = r - 1;
    *column = c - 1;
    *end = s;
    return c > 0 && r > 0;
}

static void start_row(struct xlsx_xml *x, const char **attributes)
{
    struct sheet_reader *r = x->self;
    const char *number = xlsx_attribute(attributes, "r");
    unsigned long row = number ? strtoul(number, NULL, 10) : r->next_row + 1ul;
    /* Rows come in their order; one that goes back would stand twice. */
    if (row == 0 || row > XLSX_ROWS_MOST || row - 1 < r->next_row) {
        xlsx_fail(x, row > XLSX_ROWS_MOST ? ERR_TOO_LARGE : ERR_BOOK_BROKEN);
        return;
    }
    r->row = (uint32_t)row - 1;
    r->next_row = r->row + 1;
    r->next_column = 0;
}

static void start_cell(struct xlsx_xml *x, const char **attributes)
{
    struct sheet_reader *r = x->self;
    const char *reference = xlsx_attribute(attributes, "r");
    const char *type = xlsx_attribute(attributes, "t");
    const char *style = xlsx_attribute(attributes, "s");
    const char *end;
    uint32_t row = r->row;
    r->column = r->next_column;
    if ((reference && (!take_reference(reference, &row, &r->column, &end) || *end ||
                       row != r->row)) ||
        r->column < r->next_column || r->column >= XLSX_COLUMNS_MOST || r->next_row == 0) {
        xlsx_fail(x, ERR_BOOK_BROKEN);
        return;
    }
    r->next_column = r->column + 1;
    r->style = style ? strtoul(style, NULL, 10) : 0;
    r->has_formula = false;
    size_t n = type ? strlen(type) : 0;
    n = n < sizeof r->type ? n : sizeof r->type - 1;
    memcpy(r->type, type ? type : "", n);
    r->type[n] = '\0';
    str_clear(&r->value);
    str_clear(&r->text.text);
}

/* --- what stands in it ------------------------------------------------------ */

static void add_cell(struct xlsx_xml *x, const char *text, size_t n)
{
    struct sheet_reader *r = x->self;
    if (n == 0) {
        return;
    }
    if (r->n >= XLSX_CELLS_MOST || r->pool.len + n > XLSX_TEXT_MOST) {
        xlsx_fail(x, ERR_TOO_LARGE);
        return;
    }
    r->cells = mem_grow(r->cells, r->n, &r->cap, sizeof *r->cells);
    r->cells[r->n++] = (struct cell){r->row, r->column, r->pool.len, n};
    str_addn(&r->pool, text, n);
}

static void add_shared(struct xlsx_xml *x)
{
    struct sheet_reader *r = x->self;
    const struct xlsx_strings *s = &r->book->strings;
    char *end;
    unsigned long at = strtoul(r->value.ptr, &end, 10);
    if (*end || end == r->value.ptr || at >= s->n) {
        xlsx_fail(x, ERR_BOOK_BROKEN);
        return;
    }
    const char *text = s->pool.ptr + s->at[at];
    add_cell(x, text, strlen(text));
}

/* An ISO day that some programs write as such: 2012-03-05T00:00:00. */
static void add_day(struct xlsx_xml *x)
{
    struct sheet_reader *r = x->self;
    char *t = strchr(r->value.ptr, 'T');
    if (t && strncmp(t, "T00:00:00", 9) == 0) {
        str_cut(&r->value, (size_t)(t - r->value.ptr));
    } else if (t) {
        *t = ' ';
    }
    add_cell(x, r->value.ptr, r->value.len);
}

static void add_number(struct xlsx_xml *x)
{
    struct sheet_reader *r = x->self;
    struct str shown = STR_INIT;
    struct xlsx_format format = {false, false, 0};
    if (r->style < r->book->format_count) {
        format = r->book->formats[r->style];
    }
    xlsx_number(&shown, r->value.ptr, format, r->book->from_1904);
    add_cell(x, shown.ptr, shown.len);
    str_wipe(&shown);
}

static void end_cell(struct xlsx_xml *x)
{
    struct sheet_reader *r = x->self;
    if (strcmp(r->type, "inlineStr") == 0) {
        xlsx_text_decode(&r->text.text);
        add_cell(x, r->text.text.ptr, r->text.text.len);
    } else if (r->value.len == 0 && r->has_formula && strcmp(r->type, "str") != 0) {
        /* No program has computed it; Excel shows this where it waits for a value. */
        add_cell(x, "#GETTING_DATA", 13);
    } else if (r->value.len == 0) {
        return;
    } else if (strcmp(r->type, "s") == 0) {
        add_shared(x);
    } else if (strcmp(r->type, "str") == 0) {
        xlsx_text_decode(&r->value);
        add_cell(x, r->value.ptr, r->value.len);
    } else if (strcmp(r->type, "b") == 0) {
        add_cell(x, r->value.ptr[0] == '1' ? "TRUE" : "FALSE", r->value.ptr[0] == '1' ? 4 : 5);
    } else if (strcmp(r->type, "e") == 0) {
        add_cell(x, r->value.ptr, r->value.len);
    } else if (strcmp(r->type, "d") == 0) {
        add_day(x);
    } else {
        add_number(x);
    }
}

/* "A2:B9": what stands in A2 stands in A3 to A9 too. */
static void take_merged(struct xlsx_xml *x, const char **attributes)
{
    struct sheet_reader *r = x->self;
    const char *reference = xlsx_attribute(attributes, "ref");
    const char *end = NULL;
    struct merged m;
    uint32_t last_column;
    if (!reference || !take_reference(reference, &m.first, &m.column, &end) || *end != ':' ||
        !take_reference(end + 1, &m.last, &last_column, &end) || *end || m.last < m.first) {
        return; /* of a single cell, or nothing that can be followed */
    }
    if (r->merged_n >= XLSX_STYLES_MOST) {
        xlsx_fail(x, ERR_TOO_LARGE);
    } else if (m.last > m.first) {
        r->merged = mem_grow(r->merged, r->merged_n, &r->merged_cap, sizeof *r->merged);
        r->merged[r->merged_n++] = m;
    }
}

/* --- the XML ---------------------------------------------------------------- */

static void sheet_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct sheet_reader *r = x->self;
    if (strcmp(name, "c") == 0) {
        start_cell(x, attributes);
    } else if (strcmp(name, "row") == 0) {
        start_row(x, attributes);
    } else if (strcmp(name, "v") == 0) {
        r->in_value = true;
    } else if (strcmp(name, "f") == 0) {
        r->has_formula = true;
    } else if (strcmp(name, "mergeCell") == 0) {
        take_merged(x, attributes);
    } else {
        xlsx_text_start(&r->text, name);
    }
}

static void sheet_end(struct xlsx_xml *x, const char *name)
{
    struct sheet_reader *r = x->self;
    if (strcmp(name, "c") == 0) {
        end_cell(x);
    } else if (strcmp(name, "v") == 0) {
        r->in_value = false;
    } else {
        xlsx_text_end(&r->text, name);
    }
}

static void sheet_text(struct xlsx_xml *x, const char *text, size_t n)
{
    struct sheet_reader *r = x->self;
    if (r->in_value) {
        str_addn(&r->value, text, n);
    }
    if (!xlsx_text_add(&r->text, text, n) || r->value.len > XLSX_STRING_MOST) {
        xlsx_fail(x, ERR_BOOK_UNSAFE);
    }
}

/* --- rows out --------------------------------------------------------------- */

static int by_column(const void *a, const void *b)
{
    const struct merged *x = a;
    const struct merged *y = b;
    return x->column != y->column ? (x->column < y->column ? -1 : 1)
                                  : (x->first < y->first ? -1 : x->first > y->first);
}

/* The cell at a place, NULL if it is empty. */
static const struct cell *cell_at(const struct sheet_reader *r, uint32_t row, uint32_t column)
{
    size_t low = 0;
    size_t high = r->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct cell *c = &r->cells[middle];
        if (c->row == row && c->column == column) {
            return c;
        }
        if (c->row < row || (c->row == row && c->column < column)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* What an empty cell shows because it is merged with one above; NULL nothing. */
static const struct cell *shown_from_above(const struct sheet_reader *r, uint32_t row,
                                           uint32_t column)
{
    size_t low = 0;
    size_t high = r->merged_n;
    while (low < high) { /* the last one of the column that begins above */
        size_t middle = low + (high - low) / 2;
        const struct merged *m = &r->merged[middle];
        if (m->column < column || (m->column == column && m->first < row)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct merged *m = low > 0 ? &r->merged[low - 1] : NULL;
    return m && m->column == column && m->last >= row ? cell_at(r, m->first, column) : NULL;
}

/* Where the merged cells of a row end, in columns. */
static uint32_t merged_width(const struct sheet_reader *r, uint32_t row)
{
    uint32_t width = 0;
    for (size_t i = 0; i < r->merged_n; i++) {
        const struct merged *m = &r->merged[i];
        width = row >= m->first && row <= m->last && m->column + 1 > width ? m->column + 1 : width;
    }
    return width;
}

static void put_row(const struct sheet_reader *r, size_t first, size_t behind, struct str *rows)
{
    uint32_t row = r->cells[first].row;
    uint32_t width = r->cells[behind - 1].column + 1;
    uint32_t merged = merged_width(r, row);
    rows_begin(rows, (size_t)row + 1);
    for (uint32_t column = 0; column < (merged > width ? merged : width); column++) {
        bool is_here = first < behind && r->cells[first].column == column;
        const struct cell *c = is_here ? &r->cells[first] : shown_from_above(r, row, column);
        first += is_here;
        rows_cell(rows, c ? r->pool.ptr + c->at : "", c ? c->n : 0);
    }
    rows_end(rows);
}

static enum err put_rows(struct sheet_reader *r, struct str *rows)
{
    if (r->merged_n) {
        qsort(r->merged, r->merged_n, sizeof *r->merged, by_column);
    }
    for (size_t i = 0; i < r->n;) {
        size_t behind = i;
        while (behind < r->n && r->cells[behind].row == r->cells[i].row) {
            behind++;
        }
        put_row(r, i, behind, rows);
        if (rows->len > XLSX_TEXT_MOST) {
            return ERR_TOO_LARGE;
        }
        i = behind;
    }
    return ERR_OK;
}

enum err xlsx_sheet_read(struct xlsx_book *book, const struct xlsx_sheet *sheet, struct str *rows)
{
    struct sheet_reader r = {
        .book = book, .pool = STR_INIT, .value = STR_INIT, .text = {.text = STR_INIT}};
    struct xlsx_xml x = {
        .start = sheet_start, .end = sheet_end, .text = sheet_text, .self = &r};
    bool found = true;
    enum err e = xlsx_part_read(book->zip, sheet->path, &x, &found);
    e = e == ERR_OK && !found ? ERR_BOOK_BROKEN : e;
    e = e == ERR_OK ? put_rows(&r, rows) : e;
    xfree(r.cells);
    xfree(r.merged);
    str_wipe(&r.pool);
    str_wipe(&r.value);
    str_wipe(&r.text.text);
    return e;
}
