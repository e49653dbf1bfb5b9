// SPDX-License-Identifier: MIT
/* memfd_create() */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/helper/verb.h"
#include "core/helper/xlsx.h"
#include "locale/width.h"

/*
 * xlsx-write SHEET FOOTER: the rows of standard input (core/base/rows.h) as a workbook
 * with one sheet.  Every cell is text, so that no digit of a number is lost and
 * nothing is a formula; the first row is bold, stays in sight, and stands on
 * every page if it is printed (A4 across, FOOTER below).
 *
 * libxlsxwriter keeps its parts in files it gets from lxw_tmpfile().  Ours stands in
 * front of the library's and gives memory without a name; where it should not, the
 * library finds no folder and the verb refuses.  The workbook itself is a memfd, too.
 */
enum { WIDTH_LEAST = 6, WIDTH_MOST = 60, COLUMNS_MOST = 512, FILE_MOST = 256 * 1024 * 1024 };

/* Declared by the library, so not const. */
FILE *lxw_tmpfile(char *tmpdir)
{
    (void)tmpdir;
    int fd = memfd_create("part", MFD_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+b");
    if (!file && fd >= 0) {
        close(fd);
    }
    return file;
}

/* Cells each column wants, as wide as its widest line. */
static size_t measure(const struct str *in, size_t widths[COLUMNS_MOST])
{
    struct rows_cursor c = {in->ptr, in->ptr + in->len};
    struct str line = STR_INIT;
    size_t columns = 0;
    size_t number;
    while (rows_next(&c, &number)) {
        const char *text;
        size_t n;
        for (size_t at = 0; rows_next_cell(&c, &text, &n); at++) {
            if (at >= COLUMNS_MOST) {
                continue;
            }
            const char *stop = memchr(text, '\n', n);
            str_clear(&line);
            str_addn(&line, text, stop ? (size_t)(stop - text) : n);
            size_t cells = width_str(line.ptr);
            widths[at] = cells > widths[at] ? cells : widths[at];
            columns = at + 1 > columns ? at + 1 : columns;
        }
    }
    str_wipe(&line);
    return columns;
}

static void set_columns(lxw_worksheet *sheet, const size_t *widths, size_t count,
                        lxw_format *format)
{
    for (size_t i = 0; i < count; i++) {
        size_t cells = widths[i] + 2;
        cells = cells < WIDTH_LEAST ? WIDTH_LEAST : cells > WIDTH_MOST ? WIDTH_MOST : cells;
        worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, (double)cells, format);
    }
}

static enum err write_cells(lxw_worksheet *sheet, struct verb_call *call, lxw_format *head,
                            lxw_format *body)
{
    struct rows_cursor c = {call->in->ptr, call->in->ptr + call->in->len};
    size_t number;
    struct str cell = STR_INIT;
    enum err e = ERR_OK;
    for (lxw_row_t row = 0; e == ERR_OK && rows_next(&c, &number); row++) {
        const char *text;
        size_t n;
        for (lxw_col_t at = 0; rows_next_cell(&c, &text, &n); at++) {
            str_clear(&cell);
            str_addn(&cell, text, n);
            xlsx_text_encode(&cell);
            lxw_error bad = worksheet_write_string(sheet, row, at, cell.ptr, row ? body : head);
            if (bad != LXW_NO_ERROR && e == ERR_OK) {
                call->detail = str_format("%u", (unsigned)row + 1);
                e = bad == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? ERR_BOOK_CELL : ERR_BOOK_ROWS;
            }
        }
    }
    str_wipe(&cell);
    return e;
}

/* What the school prints of it is no worse guarded than our own papers (domain.md 8.2). */
static void set_pages(lxw_worksheet *sheet, const char *footer)
{
    enum { A4 = 9 };
    char *text = str_format("&C%s    &P / &N", footer);
    worksheet_set_paper(sheet, A4);
    worksheet_set_landscape(sheet);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_footer(sheet, text);
    xfree(text);
}

static enum err fill(lxw_workbook *book, struct verb_call *call)
{
    lxw_doc_properties nobody = {.created = 315532800}; /* 1980, as in every zip */
    size_t widths[COLUMNS_MOST] = {0};
    workbook_set_properties(book, &nobody);
    lxw_format *head = workbook_add_format(book);
    lxw_format *body = workbook_add_format(book);
    format_set_bold(head);
    format_set_num_format_index(head, 49); /* @, text */
    format_set_num_format_index(body, 49);
    const char *name = call->argv[0][0] ? call->argv[0] : NULL;
    if (name && workbook_validate_sheet_name(book, name) != LXW_NO_ERROR) {
        return ERR_USAGE;
    }
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    if (!sheet) {
        return ERR_NO_TMPFS;
    }
    set_columns(sheet, widths, measure(call->in, widths), body);
    worksheet_freeze_panes(sheet, 1, 0);
    set_pages(sheet, call->argv[1]);
    return write_cells(sheet, call, head, body);
}

enum err verb_xlsx_write(struct verb_call *call)
{
    if (call->argc != 2) {
        return ERR_USAGE;
    }
    int fd = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0) {
        return ERR_NOMEM;
    }
    char path[64];
    char nowhere[] = "/proc/self/fd/none"; /* no file is ever made by a name */
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = nowhere};
    lxw_workbook *book = workbook_new_opt(path, &options);
    enum err e = book ? fill(book, call) : ERR_NOMEM;
    if (book && workbook_close(book) != LXW_NO_ERROR && e == ERR_OK) {
        e = ERR_HELPER_LIMIT;
    }
    if (e == ERR_OK) {
        e = file_read(path, FILE_MOST, call->out);
    }
    close(fd);
    return e;
}
