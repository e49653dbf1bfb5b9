// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/rows.h"
#include "core/book.h"

/* Workbooks through the true helper, there and back. */

static void put_row(struct str *rows, size_t number, const char *const *cells, size_t n)
{
    rows_begin(rows, number);
    for (size_t i = 0; i < n; i++) {
        rows_cell(rows, cells[i], strlen(cells[i]));
    }
    rows_end(rows);
}

static enum err read_all(const struct str *bytes, const char *name, struct csv_sheet *sheet,
                         struct book_names *names, char **detail)
{
    struct errand *errand;
    enum err e = book_read_begin(bytes, name, &errand);
    assert_int_equal(e, ERR_OK);
    while (errand_step(errand, 10)) {
    }
    return book_read_end(errand, sheet, names, detail);
}

/* What a spreadsheet would change, take for a formula, or a file would break. */
static const char *const cells[] = {
    "450881200903154521", "G450881200903154521", "000123",  "13800000001", "2012-03-05",
    "1E5",                "TRUE",                "#N/A",    "=1+1",        "'=1+1",
    "+86",                "-",                   "@覃",     "\"引号\"",    "一,二;三\t四",
    "第一行\n第二行",     " 前后 ",              "𠮷䶮〇", "<b>&amp;",    "_x0041_",
    "",                   "心",
};

static void test_round_trip(void **state)
{
    (void)state;
    static const char *heads[COUNT(cells)];
    for (size_t i = 0; i < COUNT(cells); i++) {
        heads[i] = "栏";
    }
    struct str rows = STR_INIT;
    put_row(&rows, 1, heads, COUNT(heads));
    put_row(&rows, 2, cells, COUNT(cells));
    struct str bytes = STR_INIT;
    char *detail;
    assert_int_equal(book_write("学生:[1]", &rows, &bytes, &detail), ERR_OK);
    assert_true(book_is_one(bytes.ptr, bytes.len));
    struct csv_sheet sheet = SHEET_INIT;
    struct book_names names = BOOK_NAMES_INIT;
    assert_int_equal(read_all(&bytes, NULL, &sheet, &names, &detail), ERR_OK);
    assert_int_equal(names.n, 1);
    assert_string_equal(names.read, "学生1");
    assert_int_equal(sheet.row_count, 2);
    for (size_t i = 0; i < COUNT(cells); i++) {
        assert_string_equal(csv_unguard(sheet_cell(&sheet, 1, i)), cells[i]);
    }
    /* The same again is the same bytes: no name, no time of this computer is in it. */
    struct str again = STR_INIT;
    assert_int_equal(book_write("学生:[1]", &rows, &again, &detail), ERR_OK);
    assert_int_equal(again.len, bytes.len);
    assert_memory_equal(again.ptr, bytes.ptr, bytes.len);
    sheet_release(&sheet);
    book_names_release(&names);
    str_release(&rows);
    str_release(&bytes);
    str_release(&again);
}

/* Nothing is cut: a cell of 32,767 characters goes, one of 32,768 does not. */
static void test_long_cell(void **state)
{
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        struct str rows = STR_INIT;
        struct str text = STR_INIT;
        struct str bytes = STR_INIT;
        char *detail;
        for (size_t i = 0; i < 32767 + more; i++) {
            str_add(&text, "心");
        }
        const char *const row[] = {text.ptr};
        put_row(&rows, 1, row, 1);
        assert_int_equal(book_write("长", &rows, &bytes, &detail), more ? ERR_BOOK_CELL : ERR_OK);
        if (more) {
            assert_string_equal(detail, "1");
            assert_int_equal(bytes.len, 0);
        }
        xfree(detail);
        str_release(&rows);
        str_release(&text);
        str_release(&bytes);
    }
}

static void test_no_such_sheet(void **state)
{
    (void)state;
    struct str rows = STR_INIT;
    struct str bytes = STR_INIT;
    struct csv_sheet sheet = SHEET_INIT;
    struct book_names names = BOOK_NAMES_INIT;
    char *detail;
    put_row(&rows, 1, cells, 2);
    assert_int_equal(book_write("", &rows, &bytes, &detail), ERR_OK); /* Excel's own name */
    assert_int_equal(read_all(&bytes, "名册", &sheet, &names, &detail), ERR_BOOK_SHEET);
    assert_string_equal(detail, "名册");
    assert_int_equal(names.n, 1);
    assert_string_equal(names.at[0], "Sheet1");
    assert_null(names.read);
    xfree(detail);
    sheet_release(&sheet);
    book_names_release(&names);
    str_release(&rows);
    str_release(&bytes);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(book_is_name("名册.xlsx") && book_is_name("/tmp/A.XLSX"));
    assert_false(book_is_name(".xlsx") || book_is_name("a.xls") || book_is_name("xlsx"));
    assert_false(book_is_one("姓名,性别\n", 14) || book_is_one("", 0) || book_is_one("<", 1));
    assert_false(book_is_one("<-,\n", 4) || book_is_one("\0\0\0\0", 4));
    assert_true(book_is_one("\r\n<html>", 8) && book_is_one("\xef\xbb\xbf<?xml", 8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_long_cell),
        cmocka_unit_test(test_no_such_sheet),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
