// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/helper/verb.h"
#include "core/helper/xlsx.h"

/*
 * xlsx-read [SHEET]: the workbook of standard input as rows (core/base/rows.h)
 * of the sheet of that name, else of the first that is not hidden.  Remarks:
 * "sheet NAME" for each that is not hidden, in the order of their tabs, and
 * "read NAME" for the one it is.
 */

static void remark(struct verb_call *call, const char *what, const char *name)
{
    str_addf(call->remarks, "%s ", what);
    size_t at = call->remarks->len;
    str_add(call->remarks, name);
    for (; at < call->remarks->len; at++) {
        char *c = &call->remarks->ptr[at];
        *c = (unsigned char)*c < ' ' ? ' ' : *c; /* a line of its own */
    }
    str_addc(call->remarks, '\n');
}

static const struct xlsx_sheet *choose(const struct xlsx_book *book, const char *name)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct xlsx_sheet *s = &book->sheets[i];
        if (name ? strcmp(s->name, name) == 0 : !s->hidden) {
            return s;
        }
    }
    return name ? NULL : &book->sheets[0];
}

static enum err read_book(struct verb_call *call, struct xlsx_book *book)
{
    const char *name = call->argc ? call->argv[0] : NULL;
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (!book->sheets[i].hidden) {
            remark(call, "sheet", book->sheets[i].name);
        }
    }
    const struct xlsx_sheet *sheet = choose(book, name);
    if (!sheet) {
        call->detail = xstrdup(name);
        return ERR_BOOK_SHEET;
    }
    remark(call, "read", sheet->name);
    return xlsx_sheet_read(book, sheet, call->out);
}

enum err verb_xlsx_read(struct verb_call *call)
{
    struct xlsx_zip *zip = NULL;
    if (call->argc > 1) {
        return ERR_USAGE;
    }
    enum err e = xlsx_zip_open(call->in, &zip);
    if (e == ERR_OK) {
        struct xlsx_book book;
        e = xlsx_book_open(zip, &book);
        e = e == ERR_OK ? read_book(call, &book) : e;
        xlsx_book_release(&book);
    }
    xlsx_zip_close(zip);
    return e;
}
