// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/csv.h"
#include "core/idcard.h"
#include "core/import_priv.h"

/*
 * Any bytes as a table: whatever reads is written, read again and the same;
 * cells go through the readers of dates, months and numbers.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_cell(const char *cell)
{
    bool control = false;
    int64_t value;
    char *clean = import_clean(cell, true, &control);
    BUG_ON(!utf8_valid(clean, strlen(clean), NULL));
    BUG_ON(import_date(clean, &value) && value == NONE);
    BUG_ON(import_month(clean, &value) && value == NONE);
    BUG_ON(idcard_check(clean, NULL) == IDCARD_GOOD && strlen(clean) != 18);
    xfree(clean);
}

static void write_again(const struct csv_sheet *sheet, char delimiter)
{
    struct str text = STR_INIT;
    struct csv_sheet again = SHEET_INIT;
    struct csv_writer w = {.out = &text, .delimiter = delimiter, .end = "\r\n"};
    size_t line;
    for (size_t r = 0; r < sheet->row_count; r++) {
        for (size_t c = 0; c < sheet->rows[r].n; c++) {
            csv_text(&w, sheet_cell(sheet, r, c));
            read_cell(sheet_cell(sheet, r, c));
        }
        csv_end(&w);
    }
    BUG_ON(sheet_read(text.ptr, text.len, delimiter, &again, &line) != ERR_OK);
    /* A row of one empty cell is written as an empty line, which is no row. */
    for (size_t r = 0, k = 0; r < sheet->row_count; r++) {
        if (sheet->rows[r].n == 1 && !sheet_cell(sheet, r, 0)[0]) {
            continue;
        }
        BUG_ON(k >= again.row_count || again.rows[k].n != sheet->rows[r].n);
        for (size_t c = 0; c < sheet->rows[r].n; c++) {
            BUG_ON(strcmp(csv_unguard(sheet_cell(&again, k, c)), sheet_cell(sheet, r, c)) != 0);
        }
        k++;
    }
    sheet_release(&again);
    str_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    if (size == 0 || memchr(text, '\0', size) || !utf8_valid(text, size, NULL)) {
        return 0;
    }
    struct csv_sheet sheet = SHEET_INIT;
    size_t line = 0;
    char *copy = xmemdupz(text, size);
    char delimiter = sheet_delimiter(copy, size);
    enum err e = sheet_read(copy, size, delimiter, &sheet, &line);
    if (e == ERR_OK) {
        write_again(&sheet, delimiter);
    } else {
        BUG_ON(e != ERR_INVALID || line == 0);
    }
    sheet_release(&sheet);
    xfree(copy);
    return 0;
}
