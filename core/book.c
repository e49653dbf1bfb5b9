// SPDX-License-Identifier: MIT
#include "core/book.h"

#include <string.h>
#include <strings.h>

#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"

enum {
    READ_MOST = 80 * 1024 * 1024,    /* bytes of rows */
    READ_MS = 60 * 1000,
    WRITE_MOST = 256 * 1024 * 1024,  /* bytes of the workbook */
    WRITE_MS = 600 * 1000,           /* of the largest table on a slow computer; Esc stops it */
    NAME_MOST = 31,
};

bool book_is_one(const char *bytes, size_t n)
{
    const char *p = bytes;
    const char *end = bytes + n;
    if (n >= 4 && (memcmp(p, "PK\x03\x04", 4) == 0 || memcmp(p, "\xd0\xcf\x11\xe0", 4) == 0)) {
        return true;
    }
    p += n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (p < end && strchr(" \t\r\n", *p)) {
        p++;
    }
    /* A web page or XML that some systems write under the name of one. */
    return end - p > 2 && p[0] == '<' &&
           (p[1] == '!' || p[1] == '?' || strchr("htHT", p[1]) != NULL);
}

bool book_is_name(const char *path)
{
    size_t n = strlen(path);
    return n > 5 && strcasecmp(path + n - 5, ".xlsx") == 0;
}

void book_names_release(struct book_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        xfree(names->at[i]);
    }
    xfree(names->at);
    xfree(names->read);
    *names = (struct book_names)BOOK_NAMES_INIT;
}

/* --- reading ---------------------------------------------------------------- */

enum err book_read_begin(const struct str *bytes, const char *name, struct errand **errand)
{
    const char *const args[] = {"xlsx-read", name, NULL};
    return errand_begin(&(struct errand_order){.args = args,
                                               .in = bytes->ptr,
                                               .in_len = bytes->len,
                                               .out_most = READ_MOST,
                                               .ms_most = READ_MS},
                        errand);
}

/* "sheet NAME" and "read NAME", a line each. */
static void take_names(struct book_names *names, const struct str *said)
{
    for (const char *p = said->ptr; *p;) {
        size_t n = strcspn(p, "\n");
        if (strncmp(p, "sheet ", 6) == 0 && n > 6) {
            names->at = mem_grow(names->at, names->n, &names->cap, sizeof *names->at);
            names->at[names->n++] = xmemdupz(p + 6, n - 6);
        } else if (strncmp(p, "read ", 5) == 0) {
            xfree(names->read);
            names->read = xmemdupz(p + 5, n - 5);
        }
        p += n + (p[n] == '\n');
    }
}

/* As sheet_read() would have left the cells of a file that we wrote. */
static void take_cell(struct csv_sheet *s, const char *text, size_t n)
{
    s->cells = mem_grow(s->cells, s->cell_count, &s->cell_cap, sizeof *s->cells);
    size_t at = s->pool.len;
    s->cells[s->cell_count++] = at;
    str_addn(&s->pool, text, n);
    str_addc(&s->pool, '\0');
    if (csv_is_formula(s->pool.ptr + at)) {
        str_splice(&s->pool, at, 0, "'", 1);
    }
}

/* false: what came is no text, or a cell has a zero in it. */
static bool take_rows(struct csv_sheet *s, const struct str *rows)
{
    struct rows_cursor c = {rows->ptr, rows->ptr + rows->len};
    size_t number;
    if (!utf8_valid(rows->ptr, rows->len, NULL) || strlen(rows->ptr) != rows->len) {
        return false;
    }
    while (rows_next(&c, &number)) {
        size_t first = s->cell_count;
        const char *text;
        size_t n;
        while (rows_next_cell(&c, &text, &n)) {
            take_cell(s, text, n);
        }
        s->rows = mem_grow(s->rows, s->row_count, &s->row_cap, sizeof *s->rows);
        s->rows[s->row_count++] =
            (struct sheet_row){.first = first, .n = s->cell_count - first, .line = number};
    }
    return c.at == c.end;
}

enum err book_read_end(struct errand *errand, struct csv_sheet *sheet, struct book_names *names,
                       char **detail)
{
    struct errand_result result = ERRAND_RESULT_INIT;
    enum err e = errand_end(errand, &result);
    take_names(names, &result.said);
    if (e == ERR_OK && !take_rows(sheet, &result.out)) {
        e = ERR_HELPER_DIED;
    }
    *detail = result.detail;
    result.detail = NULL;
    errand_result_release(&result);
    return e;
}

/* --- writing ---------------------------------------------------------------- */

/* What Excel takes for a sheet's name: 31 characters and none of these. */
static char *sheet_name(const char *name)
{
    struct str out = STR_INIT;
    int n = 0;
    for (const char *p = name; *p && n < NAME_MOST; n++) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (cp >= ' ' && (cp > 0x7f || !strchr("[]:*?/\\'", (int)cp))) {
            str_addn(&out, from, (size_t)(p - from));
        }
    }
    return str_steal(&out);
}

enum err book_write_begin(const char *name, const struct str *rows, struct errand **errand)
{
    char *clean = sheet_name(name);
    const char *const args[] = {"xlsx-write", clean, tr("For internal use, keep confidential"),
                                NULL};
    enum err e = errand_begin(&(struct errand_order){.args = args,
                                                     .in = rows->ptr,
                                                     .in_len = rows->len,
                                                     .out_most = WRITE_MOST,
                                                     .ms_most = WRITE_MS},
                              errand);
    xfree(clean);
    return e;
}

enum err book_write_end(struct errand *errand, struct str *out, char **detail)
{
    struct errand_result result = ERRAND_RESULT_INIT;
    enum err e = errand_end(errand, &result);
    if (e == ERR_OK) {
        str_addn(out, result.out.ptr, result.out.len);
    }
    *detail = result.detail;
    result.detail = NULL;
    errand_result_release(&result);
    return e;
}

enum err book_write(const char *name, const struct str *rows, struct str *out, char **detail)
{
    enum { WAIT = 50 };
    struct errand *errand;
    *detail = NULL;
    enum err e = book_write_begin(name, rows, &errand);
    if (e != ERR_OK) {
        return e;
    }
    while (errand_step(errand, WAIT)) {
    }
    return book_write_end(errand, out, detail);
}
