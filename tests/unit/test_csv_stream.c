// SPDX-License-Identifier: MIT
/* Tables a row at a time: the same rows as sheet_read() gives, wherever the chunks end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/csv.h"
#include "core/csv_stream.h"

static char path[] = "/tmp/xindang-stream-XXXXXX";

static int setup(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 || close(fd) != 0;
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

static struct csv_stream *stream_of(const char *text, size_t n)
{
    struct csv_stream *s;
    assert_int_equal(file_replace(path, text, n), ERR_OK);
    assert_int_equal(csv_stream_open(path, &s), ERR_OK);
    return s;
}

/* "line:cell|cell" of the next row; "end", "not text", or the error's name. */
static void next(struct csv_stream *s, const char *expected)
{
    struct csv_row row;
    struct str out = STR_INIT;
    enum err e = csv_stream_next(s, &row);
    if (e != ERR_OK) {
        str_addf(&out, "%zu:%s", row.line, err_name(e));
    } else if (!row.is_text) {
        str_addf(&out, "%zu:not text", row.line);
    } else if (!row.cells) {
        str_add(&out, "end");
    } else {
        str_addf(&out, "%zu:", row.line);
        for (size_t i = 0; i < row.n; i++) {
            str_addf(&out, "%s%s", i ? "|" : "", row.cells[i]);
        }
    }
    assert_string_equal(out.ptr, expected);
    str_release(&out);
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *rows[6];
    } cases[] = {
        {"", {"end"}},
        {"\n\r\n", {"end"}},
        {"\xef\xbb\xbfid,answers\r\na,01\r\n", {"1:id|answers", "2:a|01", "end"}},
        {"id,1\na, 0 \n\nb,\n,", {"1:id|1", "2:a| 0 ", "4:b|", "5:|", "end"}},
        {"id;a\r1;2\r3;4", {"1:id|a", "2:1|2", "3:3|4", "end"}},
        {"id\ta\n1\t2,3\n", {"1:id|a", "2:1|2,3", "end"}},
        {"id,n\n\"a\",\"x, y\"\n\"b\nb\",\"\"\"q\"\"\"\nc,1\n",
         {"1:id|n", "2:a|x, y", "3:b\nb|\"q\"", "5:c|1", "end"}},
        {"id\n\"a\" \n", {"1:id", "2:INVALID"}},
        {"id,n\na,\"open\nb,1\n", {"1:id|n", "2:INVALID"}},
        {"id,n\na,x\"y\n", {"1:id|n", "2:INVALID"}},
        {"id\n\xb0\xa1\nb\n", {"1:id", "2:not text", "3:b", "end"}},
        {"id\n\"\xb0\n\xa1\"\nb\n", {"1:id", "2:not text", "4:b", "end"}},
        {"id\n\"a\"", {"1:id", "2:a", "end"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct csv_stream *s = stream_of(cases[i].text, strlen(cases[i].text));
        for (size_t k = 0; cases[i].rows[k]; k++) {
            next(s, cases[i].rows[k]);
        }
        csv_stream_close(s);
    }
}

/* Line ends and quoted cells on every side of the chunks' borders. */
static void test_chunks(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    struct csv_sheet sheet = SHEET_INIT;
    size_t line = 0;
    for (int i = 0; text.len < 1300000; i++) {
        str_addf(&text, i % 3 ? "%d,%.*s\r\n" : "\"%d\",\"%.*s\r\n\"\n", i, i % 301,
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    }
    assert_int_equal(sheet_read(text.ptr, text.len, ',', &sheet, &line), ERR_OK);
    struct csv_stream *s = stream_of(text.ptr, text.len);
    struct csv_row row;
    for (size_t r = 0; r < sheet.row_count; r++) {
        assert_int_equal(csv_stream_next(s, &row), ERR_OK);
        assert_int_equal(row.n, sheet.rows[r].n);
        assert_int_equal(row.line, sheet.rows[r].line);
        for (size_t c = 0; c < row.n; c++) {
            assert_string_equal(row.cells[c], sheet_cell(&sheet, r, c));
        }
    }
    next(s, "end");
    size_t whole;
    assert_int_equal(csv_stream_done(s, &whole), text.len);
    assert_int_equal(whole, text.len);
    csv_stream_close(s);
    sheet_release(&sheet);
    str_release(&text);
}

static void test_too_long(void **state)
{
    (void)state;
    size_t n = 3u << 20;
    char *text = xmalloc(n);
    memset(text, 'x', n);
    memcpy(text, "id\n", 3);
    struct csv_stream *s = stream_of(text, n);
    next(s, "1:id");
    next(s, "2:TOO_LARGE");
    csv_stream_close(s);
    /* Many short lines in one pair of quotation marks are one row too. */
    memset(text, '\n', n);
    memcpy(text, "id\n\"", 4);
    s = stream_of(text, n);
    next(s, "1:id");
    next(s, "2:TOO_LARGE");
    csv_stream_close(s);
    xfree(text);
}

static void test_no_file(void **state)
{
    (void)state;
    struct csv_stream *s;
    assert_int_equal(csv_stream_open("/nowhere/x.csv", &s), ERR_MISSING);
    struct csv_row row;
    assert_int_equal(csv_stream_open("/tmp", &s), ERR_OK);
    assert_int_not_equal(csv_stream_next(s, &row), ERR_OK);
    csv_stream_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests_name("csv_stream", tests, setup, teardown);
}
