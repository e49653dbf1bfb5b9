// SPDX-License-Identifier: MIT
#ifndef CORE_HELPER_XLSX_H
#define CORE_HELPER_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/rows.h"
#include "core/base/str.h"

/*
 * Reading workbooks (ECMA-376, Office Open XML; .xlsx of Excel, WPS and what
 * other programs make).  A workbook is a stranger's file: a zip whose parts may
 * unpack to anything and whose XML may hold anything, so each step has a limit
 * and what goes past one is refused, never cut.
 */
enum {
    XLSX_ENTRIES_MOST = 10000,              /* parts of the zip */
    XLSX_PART_MOST = 256 * 1024 * 1024,     /* bytes of an unpacked part */
    XLSX_FREE_SIZE = 16 * 1024 * 1024,      /* up to here a part may swell as it likes, */
    XLSX_RATIO_MOST = 250,                  /* beyond it by this much */
    XLSX_DEPTH_MOST = 64,                   /* of XML elements */
    XLSX_ROWS_MOST = 1048576,               /* what Excel has */
    XLSX_COLUMNS_MOST = 16384,
    XLSX_CELLS_MOST = 4000000,              /* that are not empty */
    XLSX_TEXT_MOST = 64 * 1024 * 1024,      /* bytes of all cells, of all shared strings */
    XLSX_STRING_MOST = 256 * 1024,          /* bytes of one text; Excel has 32,767 characters */
    XLSX_SHEETS_MOST = 1024,
    XLSX_STYLES_MOST = 65536,
    XLSX_FORMATS_MOST = 4096,               /* that a workbook spells out */
};

/* --- xlsx_zip.c: the parts --- */

struct xlsx_zip;

/* ERR_BOOK_OLD, _LOCKED, _KIND, _BROKEN, _UNSAFE. `bytes` are borrowed until xlsx_zip_close(). */
NODISCARD enum err xlsx_zip_open(const struct str *bytes, struct xlsx_zip **zip);
void xlsx_zip_close(struct xlsx_zip *zip); /* NULL is allowed */

/* What is told of a part's XML. Names come without their prefix; the text in pieces. */
struct xlsx_xml {
    void (*start)(struct xlsx_xml *x, const char *name, const char **attributes);
    void (*end)(struct xlsx_xml *x, const char *name);
    void (*text)(struct xlsx_xml *x, const char *text, size_t n); /* NULL not wanted */
    void *self;
    /* set by xlsx_fail() */
    enum err failed;
    /* xlsx_zip.c's own */
    void *parser;
    int depth;
};

/*
 * Read a part. `*found` is whether there is one (false is ERR_OK).
 * ERR_BOOK_BROKEN, _LOCKED, _UNSAFE, or what a handler failed with.
 */
NODISCARD enum err xlsx_part_read(struct xlsx_zip *zip, const char *path, struct xlsx_xml *xml,
                                  bool *found);

/* Stop reading the part with `e`; the first one counts. */
void xlsx_fail(struct xlsx_xml *x, enum err e);

/* The value of an attribute without its prefix, NULL if it is not there. */
const char *xlsx_attribute(const char **attributes, const char *name);

/* --- xlsx_text.c: texts with their runs --- */

/*
 * A text element as it comes: <t> inside <si> or <is>, in runs or not; what
 * stands in <rPh> is how a name is read and no part of it.
 */
struct xlsx_text {
    struct str text;
    bool in_t;
    int phonetic; /* depth inside rPh */
};

void xlsx_text_start(struct xlsx_text *t, const char *name);
void xlsx_text_end(struct xlsx_text *t, const char *name);
/* false: longer than a text may be */
bool xlsx_text_add(struct xlsx_text *t, const char *text, size_t n);
/* _x000A_ and the like become what they stand for, line ends '\n'. */
void xlsx_text_decode(struct str *text);
/* What would be decoded and is meant as it stands is written so that it comes back. */
void xlsx_text_encode(struct str *text);

/* --- xlsx_parts.c: what stands beside the sheets --- */

struct xlsx_strings { /* xl/sharedStrings.xml */
    struct str pool;  /* each with a zero behind it */
    size_t *at;
    size_t n, cap;
};

struct xlsx_sheet {
    char *name;
    char *path; /* of its part */
    bool hidden;
};

struct xlsx_book {
    struct xlsx_zip *zip;
    struct xlsx_sheet *sheets; /* worksheets alone, as their tabs stand */
    size_t sheet_count, sheet_cap;
    char *strings_path; /* NULL: the workbook has none */
    char *styles_path;
    bool from_1904;
    struct xlsx_strings strings;
    struct xlsx_format *formats; /* by the style of a cell */
    size_t format_count, format_cap;
};

/* Workbook, its sheets, styles and shared strings. The errors of parts. */
NODISCARD enum err xlsx_book_open(struct xlsx_zip *zip, struct xlsx_book *book);
void xlsx_book_release(struct xlsx_book *book); /* wipes */

/* --- xlsx_format.c: what a number looks like --- */

/* What a number format makes of a number, as far as it matters here. */
struct xlsx_format {
    bool date;
    bool time;
    uint8_t digits; /* "00000": padded with zeros to so many; 0 not */
};

/* By number, for those that a file does not spell out. */
struct xlsx_format xlsx_format_builtin(unsigned id);
/* By code, "yyyy\-mm\-dd". */
struct xlsx_format xlsx_format_parse(const char *code);

/*
 * Append the number `raw` (as it stands in the file) as it is read: dates
 * 2012-03-05, times 14:05, numbers in their digits and without an exponent.
 * Excel keeps 15 digits: a number with more before its point has lost the others
 * and is written with an exponent ("4.50802201301010E+17"), so that nobody takes
 * it for whole.  What is no number is appended as it is.
 */
void xlsx_number(struct str *out, const char *raw, struct xlsx_format format, bool from_1904);

/* --- xlsx_sheet.c: the cells --- */

/*
 * Read a sheet and append its rows (core/base/rows.h), those with a value; an
 * error is its word (#N/A), a formula nobody computed #GETTING_DATA.  A cell
 * merged over several rows stands in each of them.  ERR_TOO_LARGE, the errors
 * of parts.
 */
NODISCARD enum err xlsx_sheet_read(struct xlsx_book *book, const struct xlsx_sheet *sheet,
                                   struct str *rows);

#endif
