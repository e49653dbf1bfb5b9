// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <zip.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/helper/verb.h"
#include "core/helper/xlsx.h"

/* --- making workbooks ------------------------------------------------------- */

struct part {
    const char *path;
    const char *xml;
};

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define TYPE "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const struct part usual[] = {
    {"[Content_Types].xml", "<Types/>"},
    {"_rels/.rels",
     "<Relationships><Relationship Id=\"a\" " TYPE "officeDocument\" Target=\"xl/workbook.xml\"/>"
     "</Relationships>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships>"
     "<Relationship Id=\"r1\" " TYPE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"r2\" " TYPE "worksheet\" Target=\"/xl/worksheets/../worksheets/two.xml\"/>"
     "<Relationship Id=\"r3\" " TYPE "chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"
     "<Relationship Id=\"s\" " TYPE "sharedStrings\" Target=\"sharedStrings.xml\"/>"
     "<Relationship Id=\"t\" " TYPE "styles\" Target=\"../xl/styles.xml\"/>"
     "</Relationships>"},
    {"xl/workbook.xml",
     "<workbook " MAIN " xmlns:r=\"x\"><sheets><sheet name=\"图\" sheetId=\"9\" r:id=\"r3\"/>"
     "<sheet name=\"名册\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
    {"xl/styles.xml",
     "<styleSheet " MAIN "><numFmts count=\"1\"><numFmt numFmtId=\"176\" "
     "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts>"
     "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"176\"/>"
     "<xf numFmtId=\"22\"/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml",
     "<sst " MAIN "><si><t>姓名</t></si><si><r><t>覃</t></r><r><rPr><b/></rPr><t>子墨</t></r>"
     "<rPh sb=\"0\" eb=\"1\"><t>qin</t></rPh><phoneticPr fontId=\"1\"/></si><si><t/></si>"
     "<si><t xml:space=\"preserve\"> 第一行_x000D_\n第二行_x005F_x0041_</t></si></sst>"},
};

static void add_part(zip_t *zip, const char *path, const char *xml)
{
    zip_source_t *source = zip_source_buffer(zip, xml, strlen(xml), 0);
    assert_true(zip_file_add(zip, path, source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) >= 0);
}

/* The usual parts, and those that the test gives in their place. */
static void make_book(struct str *out, const struct part *parts, size_t count)
{
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    zip_source_keep(source);
    for (size_t i = 0; i < COUNT(usual); i++) {
        add_part(zip, usual[i].path, usual[i].xml);
    }
    for (size_t i = 0; i < count; i++) {
        if (parts[i].xml) {
            add_part(zip, parts[i].path, parts[i].xml);
        } else {
            zip_int64_t at = zip_name_locate(zip, parts[i].path, 0);
            assert_int_equal(zip_delete(zip, (zip_uint64_t)at), 0);
        }
    }
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t st;
    assert_int_equal(zip_source_stat(source, &st), 0);
    assert_int_equal(zip_source_open(source), 0);
    char *room = str_extend(out, st.size);
    assert_int_equal(zip_source_read(source, room, st.size), st.size);
    zip_source_close(source);
    zip_source_free(source);
}

#define SHEET(rows) "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"

/* --- reading them ----------------------------------------------------------- */

struct answer {
    enum err e;
    struct str rows;
    struct str remarks;
    char *detail;
};

static struct answer read_bytes(const struct str *bytes, const char *sheet)
{
    struct answer a = {ERR_OK, STR_INIT, STR_INIT, NULL};
    char *name = xstrdup(sheet);
    struct verb_call call = {.argc = sheet ? 1 : 0, .argv = &name, .in = bytes, .out = &a.rows,
                             .remarks = &a.remarks};
    a.e = verb_xlsx_read(&call);
    a.detail = call.detail;
    xfree(name);
    /* As one reads them: cells behind '|', a line a row. */
    for (size_t i = 0; i < a.rows.len; i++) {
        char *c = &a.rows.ptr[i];
        *c = *c == '\x1f' ? '|' : *c == '\n' ? '/' : *c == '\x1e' ? '\n' : *c;
    }
    return a;
}

static void release(struct answer *a)
{
    str_release(&a->rows);
    str_release(&a->remarks);
    xfree(a->detail);
}

static struct answer read_parts(const struct part *parts, size_t count, const char *sheet)
{
    struct str bytes = STR_INIT;
    make_book(&bytes, parts, count);
    struct answer a = read_bytes(&bytes, sheet);
    str_release(&bytes);
    return a;
}

static struct answer read_sheet(const char *xml)
{
    struct part part = {"xl/worksheets/sheet1.xml", xml};
    return read_parts(&part, 1, NULL);
}

/* --- what cells are --------------------------------------------------------- */

static const struct {
    const char *what;
    const char *xml;
    const char *rows;
} sheets[] = {
    {"shared strings, runs, no phonetics, escapes, CR LF",
     SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
           "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>"),
     "1|姓名|覃子墨|| 第一行/第二行_x0041_\n"},
    {"an inline string with runs",
     SHEET("<row><c t=\"inlineStr\"><is><r><t>韦</t></r><r><t>晓彤</t></r></is></c></row>"),
     "1|韦晓彤\n"},
    {"gaps between rows and cells, empty rows, empty cells",
     SHEET("<row r=\"3\"><c r=\"C3\"><v>1</v></c></row><row r=\"5\"/><row r=\"8\">"
           "<c r=\"A8\" s=\"0\"/><c r=\"B8\"><v>2</v></c><c><v>3</v></c></row>"),
     "3|||1\n8||2|3\n"},
    {"a number in a date's clothes, both calendars of names",
     SHEET("<row><c s=\"1\"><v>40969</v></c><c s=\"2\"><v>40969.0</v></c>"
           "<c s=\"3\"><v>40969.5</v></c><c s=\"1\"><v>-3</v></c></row>"),
     "1|2012-03-01|2012-03-01|2012-03-01 12:00|-3\n"},
    {"true, false, an error, a result, a result that is empty, one nobody computed",
     SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c>"
           "<c t=\"str\"><f>A1</f><v>=1+1</v></c><c t=\"str\"><f>A1</f><v></v></c>"
           "<c><f>A1&amp;B1</f></c></row>"),
     "1|TRUE|FALSE|#N/A|=1+1||#GETTING_DATA\n"},
    {"days as such", SHEET("<row><c t=\"d\"><v>2012-03-05T00:00:00</v></c>"
                           "<c t=\"d\"><v>2012-03-05T14:05:00</v></c></row>"),
     "1|2012-03-05|2012-03-05 14:05:00\n"},
    {"a style there is not", SHEET("<row><c s=\"77\"><v>1</v></c></row>"), "1|1\n"},
    {"other prefixes",
     "<x:worksheet xmlns:x=\"y\"><x:sheetData><x:row x:r=\"2\"><x:c x:r=\"B2\"><x:v>7</x:v></x:c>"
     "</x:row></x:sheetData></x:worksheet>",
     "2||7\n"},
    {"merged down and across",
     "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>"
     "<row r=\"2\"><c r=\"A2\"><v>3</v></c></row><row r=\"3\"><c r=\"B3\"/><c r=\"C3\"><v>5</v></c>"
     "</row><row r=\"4\"><c r=\"A4\"><v>6</v></c></row></sheetData><mergeCells>"
     "<mergeCell ref=\"B1:B3\"/><mergeCell ref=\"A4:C4\"/><mergeCell ref=\"A9:A1048576\"/>"
     "<mergeCell ref=\"nonsense\"/></mergeCells></worksheet>",
     "1|1|2\n2|3|2\n3||2|5\n4|6\n"},
    {"nothing", SHEET(""), ""},
};

static void test_sheets(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sheets); i++) {
        struct answer a = read_sheet(sheets[i].xml);
        if (a.e != ERR_OK || strcmp(a.rows.ptr, sheets[i].rows) != 0) {
            fail_msg("%s: %s, %s", sheets[i].what, err_name(a.e), a.rows.ptr);
        }
        release(&a);
    }
}

/* --- what is refused -------------------------------------------------------- */

static const struct {
    const char *what;
    struct part part; /* in place of the usual one; without xml it is left out */
    enum err e;
} refused[] = {
    {"a DOCTYPE",
     {"xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]>" SHEET("<row/>")},
     ERR_BOOK_UNSAFE},
    {"an entity of a file",
     {"xl/sharedStrings.xml", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><sst/>"},
     ERR_BOOK_UNSAFE},
    {"XML that ends too soon", {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>"},
     ERR_BOOK_BROKEN},
    {"a sheet's part that is not there", {"xl/sharedStrings.xml", "<sst/>"}, ERR_BOOK_BROKEN},
    {"a string there is not",
     {"xl/worksheets/sheet1.xml", SHEET("<row><c t=\"s\"><v>99</v></c></row>")},
     ERR_BOOK_BROKEN},
    {"rows that go back",
     {"xl/worksheets/sheet1.xml", SHEET("<row r=\"5\"/><row r=\"5\"><c><v>1</v></c></row>")},
     ERR_BOOK_BROKEN},
    {"cells that go back",
     {"xl/worksheets/sheet1.xml",
      SHEET("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>")},
     ERR_BOOK_BROKEN},
    {"a cell of another row",
     {"xl/worksheets/sheet1.xml", SHEET("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>")},
     ERR_BOOK_BROKEN},
    {"a cell outside rows", {"xl/worksheets/sheet1.xml", SHEET("<c><v>1</v></c>")},
     ERR_BOOK_BROKEN},
    {"more rows than Excel has",
     {"xl/worksheets/sheet1.xml", SHEET("<row r=\"1048577\"/>")},
     ERR_TOO_LARGE},
    {"no sheets", {"xl/workbook.xml", "<workbook/>"}, ERR_BOOK_KIND},
    {"a text document",
     {"_rels/.rels",
      "<Relationships><Relationship Id=\"a\" " TYPE "officeDocument\" Target=\"word/document.xml\"/>"
      "</Relationships>"},
     ERR_BOOK_KIND},
    {"a binary workbook",
     {"_rels/.rels",
      "<Relationships><Relationship Id=\"a\" " TYPE "officeDocument\" Target=\"xl/workbook.bin\"/>"
      "</Relationships>"},
     ERR_BOOK_KIND},
    {"any zip", {"[Content_Types].xml", NULL}, ERR_BOOK_KIND},
    {"no relations", {"_rels/.rels", NULL}, ERR_BOOK_KIND},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        const struct part parts[] = {{"xl/worksheets/sheet1.xml", SHEET("<row/>")},
                                     refused[i].part};
        bool leave_out = strstr(refused[i].what, "not there") != NULL;
        struct answer a = read_parts(parts + leave_out, COUNT(parts) - leave_out, NULL);
        if (a.e != refused[i].e || a.rows.len) {
            fail_msg("%s: %s", refused[i].what, err_name(a.e));
        }
        release(&a);
    }
}

static void test_other_files(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        enum err e;
    } files[] = {
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\0o\0r\0k\0b\0o\0o\0k\0", 25, ERR_BOOK_OLD},
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
         "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
         40, ERR_BOOK_LOCKED},
        {"PK\x03\x04 half a zip", 16, ERR_BOOK_BROKEN},
        {"", 0, ERR_BOOK_KIND},
        {"PK", 2, ERR_BOOK_KIND},
        {"<html><table>", 13, ERR_BOOK_KIND},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct str bytes = STR_INIT;
        str_addn(&bytes, files[i].bytes, files[i].n);
        struct answer a = read_bytes(&bytes, NULL);
        assert_int_equal(a.e, files[i].e);
        release(&a);
        str_release(&bytes);
    }
}

/* A part of so many bytes, all of them spaces between two rows. */
static struct answer read_swollen(size_t size)
{
    struct str xml = STR_INIT;
    str_add(&xml, "<worksheet><sheetData><row/>");
    memset(str_extend(&xml, size), ' ', size);
    str_add(&xml, "<row/></sheetData></worksheet>");
    struct answer a = read_sheet(xml.ptr);
    str_release(&xml);
    return a;
}

static void test_bomb(void **state)
{
    (void)state;
    struct answer small = read_swollen(XLSX_FREE_SIZE / 2);
    assert_int_equal(small.e, ERR_OK);
    release(&small);
    struct answer large = read_swollen(2 * (size_t)XLSX_FREE_SIZE);
    assert_int_equal(large.e, ERR_BOOK_UNSAFE);
    release(&large);
}

static void test_deep(void **state)
{
    (void)state;
    struct str xml = STR_INIT;
    for (int i = 0; i < 100000; i++) {
        str_add(&xml, "<a>");
    }
    struct answer a = read_sheet(xml.ptr);
    assert_int_equal(a.e, ERR_BOOK_UNSAFE);
    release(&a);
    str_release(&xml);
}

static void test_long_text(void **state)
{
    (void)state;
    struct str xml = STR_INIT;
    str_add(&xml, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
    memset(str_extend(&xml, XLSX_STRING_MOST + 1), 'a', XLSX_STRING_MOST + 1);
    str_add(&xml, "</t></is></c></row></sheetData></worksheet>");
    struct answer a = read_sheet(xml.ptr);
    assert_int_equal(a.e, ERR_BOOK_UNSAFE);
    release(&a);
    str_release(&xml);
}

/* --- which sheet ------------------------------------------------------------ */

static void test_which_sheet(void **state)
{
    (void)state;
    const struct part parts[] = {
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"x\"><workbookPr date1904=\"true\"/><sheets>"
         "<sheet name=\"旧&#10;表\" state=\"hidden\" r:id=\"r1\"/>"
         "<sheet name=\"图\" r:id=\"r3\"/><sheet name=\"七(1) &amp; 七(2)\" r:id=\"r2\"/>"
         "</sheets></workbook>"},
        {"xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row>")},
        {"xl/worksheets/two.xml", SHEET("<row><c s=\"1\"><v>39507</v></c></row>")},
    };
    struct part moved[COUNT(parts) + 1];
    memcpy(moved, parts, sizeof parts);
    moved[COUNT(parts)] = (struct part){
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" " TYPE "worksheet\" "
        "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" " TYPE "worksheet\" "
        "Target=\"/xl/worksheets/two.xml\"/>"
        "<Relationship Id=\"t\" " TYPE "styles\" Target=\"../xl/styles.xml\"/></Relationships>"};
    struct answer a = read_parts(moved, COUNT(moved), NULL);
    assert_int_equal(a.e, ERR_OK);
    assert_string_equal(a.rows.ptr, "1|2012-03-01\n");
    assert_string_equal(a.remarks.ptr, "sheet 七(1) & 七(2)\nread 七(1) & 七(2)\n");
    release(&a);
    a = read_parts(moved, COUNT(moved), "旧\n表");
    assert_int_equal(a.e, ERR_OK);
    assert_string_equal(a.rows.ptr, "1|1\n");
    release(&a);
    a = read_parts(moved, COUNT(moved), "没有");
    assert_int_equal(a.e, ERR_BOOK_SHEET);
    assert_string_equal(a.detail, "没有");
    assert_string_equal(a.remarks.ptr, "sheet 七(1) & 七(2)\n");
    release(&a);
}

/* Folders written as Windows writes them, and names in other cases. */
static void test_odd_names(void **state)
{
    (void)state;
    const struct part parts[] = {
        {"xl/workbook.xml", NULL},
        {"XL\\Workbook.xml", "<workbook xmlns:r=\"x\"><sheets><sheet name=\"名册\" r:id=\"r1\"/>"
                             "</sheets></workbook>"},
        {"xl\\worksheets\\SHEET1.xml", SHEET("<row><c><v>1</v></c></row>")},
    };
    struct answer a = read_parts(parts, COUNT(parts), NULL);
    assert_int_equal(a.e, ERR_OK);
    assert_string_equal(a.rows.ptr, "1|1\n");
    release(&a);
}

/* --- numbers ---------------------------------------------------------------- */

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const char *code;
        const char *shown;
    } rows[] = {
        {"701", "General", "701"},
        {"-0", "General", "0"},
        {"-12.50", "General", "-12.5"},
        {"0.1", "0.00", "0.1"},
        {"0.30000000000000004", "General", "0.3"},
        {"1E-3", "General", "0.001"},
        {"1.5E3", "General", "1500"},
        {"999999999999999.9", "General", "1000000000000000"},
        {"138000000001", "General", "138000000001"},
        {"1.3800000001E10", "General", "13800000001"},
        {"123456789012345", "0", "123456789012345"},
        {"1234567890123456", "0", "1.23456789012345E+15"},
        {"450881200903154521", "0", "4.50881200903154E+17"},
        {"4.50881200903154E+17", "0", "4.50881200903154E+17"},
        {"450881200903154000", "@", "4.50881200903154E+17"},
        {"5", "00", "05"},
        {"0", "000", "000"},
        {"12345", "000", "12345"},
        {"5.5", "00", "5.5"},
        {"1E99", "General", "1E99"},
        {"abc", "General", "abc"},
        {"", "General", ""},
        {"1.2.3", "General", "1.2.3"},
        {"40969", "yyyy-mm-dd", "2012-03-01"},
        {"40969", "yyyy\"年\"m\"月\"", "2012-03-01"},
        {"40969", "[$-804]yyyy/m/d;@", "2012-03-01"},
        {"40969.75", "yyyy/m/d h:mm", "2012-03-01 18:00"},
        {"40969.75", "yyyy/m/d", "2012-03-01"},
        {"40969.999999999", "yyyy/m/d h:mm:ss", "2012-03-02"},
        {"0.604166666666667", "h:mm", "14:30"},
        {"0.6042", "h:mm:ss", "14:30:03"},
        {"1.5", "[h]:mm", "1900-01-01 12:00"},
        {"59", "yyyy-mm-dd", "1900-02-28"},
        {"60", "yyyy-mm-dd", "60"},
        {"61", "yyyy-mm-dd", "1900-03-01"},
        {"1", "yyyy-mm-dd", "1900-01-01"},
        {"0", "yyyy-mm-dd", "0"},
        {"2958465", "yyyy-mm-dd", "9999-12-31"},
        {"2958467", "yyyy-mm-dd", "2958467"},
        {"7", "0\"day\"", "7"},
        {"7", "\\d0", "7"},
        {"7", "[Red]0", "7"},
        {"7", "0_d", "7"},
        {"7", "0;dd", "7"},
        {"3", "m", "1900-01-03"},
        {"7", "\"", "7"},
        {"7", "[", "7"},
        {"7", "\\", "7"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = STR_INIT;
        xlsx_number(&out, rows[i].raw, xlsx_format_parse(rows[i].code), false);
        if (strcmp(out.ptr, rows[i].shown) != 0) {
            fail_msg("%s as %s: %s, not %s", rows[i].raw, rows[i].code, out.ptr, rows[i].shown);
        }
        str_release(&out);
    }
}

static void test_calendars(void **state)
{
    (void)state;
    struct str out = STR_INIT;
    xlsx_number(&out, "0", xlsx_format_builtin(14), true);
    assert_string_equal(out.ptr, "1904-01-01");
    str_clear(&out);
    xlsx_number(&out, "39507", xlsx_format_builtin(57), true);
    assert_string_equal(out.ptr, "2012-03-01");
    str_release(&out);
    assert_true(xlsx_format_builtin(31).date && xlsx_format_builtin(58).date);
    assert_true(xlsx_format_builtin(20).time && !xlsx_format_builtin(20).date);
    assert_false(xlsx_format_builtin(49).date || xlsx_format_builtin(0).date);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheets),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_other_files), cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_deep),        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_which_sheet), cmocka_unit_test(test_odd_names),
        cmocka_unit_test(test_numbers),     cmocka_unit_test(test_calendars),
    };
    return cmocka_run_group_tests_name("helper_xlsx", tests, NULL, NULL);
}
