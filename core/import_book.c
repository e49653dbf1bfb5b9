// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import_priv.h"

/* A roster that is a workbook: the helper reads it, then all is as for a text file. */

enum { STEP_MS = 4 }; /* a step of a job may take 8 */

enum err import_book_open(struct import_job *imp, const char *bytes, size_t n,
                          const struct import_options *options)
{
    imp->is_book = true;
    imp->phase = PHASE_FETCH;
    imp->encoding = ENC_UTF8_BOM; /* what rejects are written in */
    imp->delimiter = ',';
    imp->map = xstrdup(options->map);
    imp->sheet_named = options->sheet != NULL;
    str_addn(&imp->book, bytes, n);
    return book_read_begin(&imp->book, options->sheet, &imp->errand);
}

/* What there is instead of a sheet that was asked for by a name. */
static char *add_names(char *detail, const struct book_names *names)
{
    struct str out = STR_INIT;
    str_add(&out, detail ? detail : "");
    for (size_t i = 0; i < names->n; i++) {
        str_addf(&out, "%s%s", i ? ", " : " (", names->at[i]);
    }
    str_add(&out, names->n ? ")" : "");
    xfree(detail);
    return str_steal(&out);
}

/* What a sheet without headings has left behind. */
static void forget_sheet(struct import_job *imp)
{
    for (size_t c = 0; c < imp->column_count; c++) {
        xfree(imp->columns[c].heading);
    }
    xfree(imp->columns);
    imp->columns = NULL;
    imp->column_count = 0;
    sheet_release(&imp->sheet);
}

/*
 * The first sheet has no headings and none was asked for by its name: it may
 * be the instructions that come with a roster, and one behind it is meant.
 * false: there is none, or the helper does not start.
 */
static bool try_next(struct import_job *imp)
{
    if (imp->sheet_named || imp->sheet_at + 1 >= imp->sheets.n) {
        return false;
    }
    struct errand *errand;
    if (book_read_begin(&imp->book, imp->sheets.at[imp->sheet_at + 1], &errand) != ERR_OK) {
        return false;
    }
    imp->sheet_at++;
    imp->errand = errand;
    forget_sheet(imp);
    book_names_release(&imp->sheets);
    xfree(imp->fault.detail);
    imp->fault = (struct import_fault){NULL, 0, NULL};
    return true;
}

enum err import_book_step(struct import_job *imp)
{
    if (errand_step(imp->errand, STEP_MS)) {
        return ERR_OK;
    }
    char *detail;
    enum err e = book_read_end(imp->errand, &imp->sheet, &imp->sheets, &detail);
    imp->errand = NULL;
    if (e == ERR_OK) {
        e = import_begin(imp, imp->map, &imp->fault);
        if (e == ERR_INVALID && try_next(imp)) {
            return ERR_OK;
        }
    } else {
        imp->fault = (struct import_fault){
            NULL, 0, e == ERR_BOOK_SHEET ? add_names(detail, &imp->sheets) : detail};
    }
    str_wipe(&imp->book);
    return e;
}

void import_take_fault(struct import_job *imp, struct import_fault *fault)
{
    *fault = imp->fault;
    imp->fault = (struct import_fault){NULL, 0, NULL};
}

void import_book_free(struct import_job *imp)
{
    if (imp->errand) {
        char *detail;
        enum err e = book_read_end(imp->errand, &imp->sheet, &imp->sheets, &detail);
        (void)e; /* nobody waits for what a given-up file holds */
        xfree(detail);
    }
    book_names_release(&imp->sheets);
    str_wipe(&imp->book);
    xfree(imp->map);
    xfree(imp->fault.detail);
}

bool import_is_book(const struct import_job *imp)
{
    return imp->is_book;
}

const char *import_sheet(const struct import_job *imp)
{
    return imp->sheets.read ? imp->sheets.read : "";
}

size_t import_sheet_count(const struct import_job *imp)
{
    return imp->sheets.n;
}

const char *import_sheet_at(const struct import_job *imp, size_t at)
{
    return imp->sheets.at[at];
}
