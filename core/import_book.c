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

enum err import_book_step(struct import_job *imp)
{
    if (errand_step(imp->errand, STEP_MS)) {
        return ERR_OK;
    }
    char *detail;
    enum err e = book_read_end(imp->errand, &imp->sheet, &imp->sheets, &detail);
    imp->errand = NULL;
    str_wipe(&imp->book);
    if (e == ERR_OK) {
        return import_begin(imp, imp->map, &imp->fault);
    }
    imp->fault = (struct import_fault){
        NULL, 0, e == ERR_BOOK_SHEET ? add_names(detail, &imp->sheets) : detail};
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
