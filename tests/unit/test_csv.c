// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/csv.h"

static void test_rows(void **state)
{
    (void)state;
    static const char text[] = "姓名,备注\r\n"
                               "韦晓彤,\"一行\n两行\"\r\n"
                               "\r\n"
                               "\"覃\"\"子墨\"\"\",\r"
                               "李明,a,多一格";
    struct csv_sheet s = SHEET_INIT;
    size_t line = 0;
    assert_int_equal(sheet_read(text, strlen(text), ',', &s, &line), ERR_OK);
    assert_int_equal(s.row_count, 4);
    static const size_t lines[] = {1, 2, 5, 6};
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_int_equal(s.rows[i].line, lines[i]);
    }
    assert_string_equal(sheet_cell(&s, 1, 1), "一行\n两行");
    assert_string_equal(sheet_cell(&s, 2, 0), "覃\"子墨\"");
    assert_string_equal(sheet_cell(&s, 2, 1), "");
    assert_string_equal(sheet_cell(&s, 2, 7), "");
    assert_string_equal(sheet_cell(&s, 3, 2), "多一格");
    sheet_release(&s);
}

static void test_bad_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
    } rows[] = {
        {"姓名\n\"韦晓彤\n李明\n", 2},
        {"姓名\n韦\"晓彤\n", 2},
        {"姓名\n李明\n\"韦\"晓彤\n", 3},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct csv_sheet s = SHEET_INIT;
        size_t line = 0;
        assert_int_equal(sheet_read(rows[i].text, strlen(rows[i].text), ',', &s, &line),
                         ERR_INVALID);
        assert_int_equal(line, rows[i].line);
        sheet_release(&s);
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct csv_sheet s = SHEET_INIT;
    size_t line = 0;
    assert_int_equal(sheet_read("", 0, ',', &s, &line), ERR_OK);
    assert_int_equal(s.row_count, 0);
    sheet_release(&s);
}

static void test_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char delimiter;
    } rows[] = {
        {"姓名,性别\n韦晓彤,女\n", ','},
        {"姓名;性别\n韦,晓彤;女;a\n", ';'},
        {"姓名\t性别\t班级\n", '\t'},
        {"\"a;b;c;d\",e\n", ','},
        {"姓名\n", ','},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(sheet_delimiter(rows[i].text, strlen(rows[i].text)), rows[i].delimiter);
    }
}

/* What is written is guarded, and comes back as it was. */
static void test_guard(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"韦晓彤", "韦晓彤"},
        {"=1+1", "'=1+1"},
        {"+86 13800001111", "'+86 13800001111"},
        {"-5", "'-5"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"＝1", "'＝1"},
        {"－1", "'－1"},
        {"  =1", "\"'  =1\""},
        {"\t=1", "\"'\t=1\""},
        {"'=1", "''=1"},
        {"'abc", "'abc"},
        {"", ""},
        {" ", "\" \""},
        {"a,b", "\"a,b\""},
        {"说\"好\"", "\"说\"\"好\"\"\""},
        {"a\nb", "\"a\nb\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = STR_INIT;
        struct csv_writer w = {.out = &out, .delimiter = ',', .end = "\n"};
        csv_text(&w, rows[i].text);
        csv_text(&w, "x");
        csv_end(&w);
        struct str expected = STR_INIT;
        str_addf(&expected, "%s,x\n", rows[i].written);
        assert_string_equal(out.ptr, expected.ptr);
        struct csv_sheet s = SHEET_INIT;
        size_t line;
        assert_int_equal(sheet_read(out.ptr, out.len, ',', &s, &line), ERR_OK);
        assert_string_equal(csv_unguard(sheet_cell(&s, 0, 0)), rows[i].text);
        sheet_release(&s);
        str_release(&expected);
        str_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),      cmocka_unit_test(test_bad_quotes),
        cmocka_unit_test(test_empty),     cmocka_unit_test(test_delimiter),
        cmocka_unit_test(test_guard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
