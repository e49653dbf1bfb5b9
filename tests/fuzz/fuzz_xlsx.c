// SPDX-License-Identifier: MIT
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zip.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/helper/verb.h"
#include "core/helper/xlsx.h"

/*
 * Any bytes as a workbook.  The first byte says what the others are: 'Z' the
 * file itself, any other the XML of one part (sheet, shared strings, styles,
 * workbook, relations) of a workbook that is sound without it.  What comes out
 * are rows of valid text, or an error that a file can have.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TYPE "Type=\"t/"

static const struct {
    const char *path;
    const char *xml;
} parts[] = {
    {"xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"a\" id=\"a\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships><Relationship Id=\"a\" " TYPE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"b\" " TYPE "sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"c\" " TYPE "styles\" Target=\"styles.xml\"/></Relationships>"},
    {"_rels/.rels", "<Relationships><Relationship Id=\"a\" " TYPE
                    "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"[Content_Types].xml", "<Types/>"},
};
enum { PARTS = sizeof parts / sizeof parts[0], FREE_PARTS = PARTS - 1 };

/* The workbook with the part number `which` replaced by these bytes, not packed. */
static void wrap(struct str *out, size_t which, const uint8_t *bytes, size_t n)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    BUG_ON(!zip);
    zip_source_keep(source);
    for (size_t i = 0; i < PARTS; i++) {
        const void *xml = i == which ? (const void *)bytes : parts[i].xml;
        zip_source_t *part = zip_source_buffer(zip, xml, i == which ? n : strlen(xml), 0);
        zip_int64_t at = zip_file_add(zip, parts[i].path, part, 0);
        BUG_ON(at < 0 || zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0);
    }
    BUG_ON(zip_close(zip) != 0);
    zip_stat_t st;
    BUG_ON(zip_source_stat(source, &st) != 0 || zip_source_open(source) != 0);
    char *room = str_extend(out, st.size);
    BUG_ON(zip_source_read(source, room, st.size) != (zip_int64_t)st.size);
    zip_source_close(source);
    zip_source_free(source);
}

static void check_rows(const struct str *rows)
{
    struct rows_cursor c = {rows->ptr, rows->ptr + rows->len};
    size_t number;
    size_t last = 0;
    BUG_ON(!utf8_valid(rows->ptr, rows->len, NULL));
    while (rows_next(&c, &number)) {
        const char *text;
        size_t n;
        BUG_ON(number <= last || number > XLSX_ROWS_MOST);
        last = number;
        while (rows_next_cell(&c, &text, &n)) {
            BUG_ON(memchr(text, '\0', n) != NULL);
        }
    }
    BUG_ON(c.at != c.end);
}

static bool is_of_a_file(enum err e)
{
    return e == ERR_OK || e == ERR_BOOK_OLD || e == ERR_BOOK_LOCKED || e == ERR_BOOK_KIND ||
           e == ERR_BOOK_BROKEN || e == ERR_BOOK_UNSAFE || e == ERR_TOO_LARGE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = STR_INIT;
    struct str rows = STR_INIT;
    struct str remarks = STR_INIT;
    if (size == 0) {
        return 0;
    }
    if (data[0] == 'Z') {
        str_addn(&bytes, data + 1, size - 1);
    } else {
        wrap(&bytes, data[0] % FREE_PARTS, data + 1, size - 1);
    }
    struct verb_call call = {.in = &bytes, .out = &rows, .remarks = &remarks};
    enum err e = verb_xlsx_read(&call);
    BUG_ON(!is_of_a_file(e));
    if (e == ERR_OK) {
        check_rows(&rows);
    }
    BUG_ON(!utf8_valid(remarks.ptr, remarks.len, NULL));
    xfree(call.detail);
    str_release(&bytes);
    str_release(&rows);
    str_release(&remarks);
    return 0;
}
