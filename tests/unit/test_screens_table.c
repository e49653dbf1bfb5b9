// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tests/support/desk.h"

/* Tables in and out through their screens (S27, S29): rows decided, names settled, read only. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin(d, 24, 80);
    setenv("HOME", d->store.dir, 1);
    today_push(d->app);
    vscreen_run(d->v);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

static size_t at_school(const struct desk *d)
{
    return roster_at_school(d->store.reg->roster);
}

/* --- out --- */

static void export_to_check(struct desk *d)
{
    desk_press(d, XKEY_F9);
    desk_type(d, "42");
    desk_type(d, "02"); /* the roster */
    desk_type(d, "1"); /* masked */
    desk_type(d, "1"); /* GBK */
    desk_top(d, "line");
    for (int i = 0; i < 80; i++) {
        desk_press(d, XKEY_BACKSPACE);
    }
    desk_type(d, "~/名册.csv");
    desk_press(d, XKEY_ENTER);
}

static void read_back(struct desk *d, const char *name, enum encoding encoding, struct str *out)
{
    struct str bytes = STR_INIT;
    char *path = str_format("%s/%s", d->store.dir, name);
    assert_int_equal(file_read(path, 1 << 20, &bytes), ERR_OK);
    size_t bad;
    assert_int_equal(encode_to_utf8(encoding, bytes.ptr, bytes.len, out, &bad), ERR_OK);
    str_release(&bytes);
    xfree(path);
}

static bool is_there(struct desk *d, const char *name)
{
    char *path = str_format("%s/%s", d->store.dir, name);
    bool there = access(path, F_OK) == 0;
    xfree(path);
    return there;
}

static void rare_names(void **state)
{
    struct desk *d = *state;
    export_to_check(d);
    desk_top(d, "export");
    desk_sees(d, "䶮");
    desk_sees(d, "U+2CC56");
    desk_press(d, XKEY_F2); /* nothing is settled: nothing is written */
    desk_top(d, "export");
    desk_sees(d, "2");
    assert_false(is_there(d, "名册.csv"));
    desk_type(d, "２"); /* pinyin for 陆䶮 */
    desk_sees(d, "陆(yan)");
    desk_type(d, "3"); /* a description for the other */
    desk_top(d, "line");
    desk_type(d, "𬱖"); /* which does not fit either */
    desk_press(d, XKEY_ENTER);
    desk_top(d, "export");
    desk_type(d, "3");
    desk_type(d, "由页");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, tr("All settled: F2 writes the file"));
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    struct str text = STR_INIT;
    read_back(d, "名册.csv", ENC_GBK, &text);
    assert_non_null(strstr(text.ptr, "陆(yan)"));
    assert_non_null(strstr(text.ptr, "黄〔由页〕"));
    assert_null(strstr(text.ptr, "?"));
    assert_non_null(strstr(text.ptr, "韦晓彤"));
    str_release(&text);
    assert_true(is_there(d, "生僻字说明.txt"));
    /* Proposed the next time and not applied unseen. */
    export_to_check(d);
    desk_top(d, "export");
    char *agreed = str_format(tr("agreed: %s"), "陆(yan)");
    desk_sees(d, agreed);
    xfree(agreed);
    desk_press(d, XKEY_F6);
    desk_press(d, XKEY_F6);
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
}

static void whole_file_wider(void **state)
{
    struct desk *d = *state;
    export_to_check(d);
    desk_type(d, "９");
    desk_top(d, "today");
    struct str text = STR_INIT;
    read_back(d, "名册.csv", ENC_GB18030, &text);
    assert_non_null(strstr(text.ptr, "陆䶮"));
    assert_non_null(strstr(text.ptr, "黄𬱖"));
    str_release(&text);
}

static void given_up(void **state)
{
    struct desk *d = *state;
    export_to_check(d);
    desk_press(d, XKEY_ESC);
    desk_top(d, "today");
    desk_sees(d, tr("No file was written"));
    assert_false(is_there(d, "名册.csv"));
    /* Whole numbers want a purpose. */
    desk_press(d, XKEY_F9);
    desk_type(d, "42");
    desk_type(d, "022");
    desk_top(d, "line");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "today");
    desk_sees(d, tr("Whole numbers need a purpose; nothing was written"));
    /* A folder that is not there is told and nothing is lost. */
    desk_press(d, XKEY_F9);
    desk_type(d, "42");
    desk_type(d, "06");
    desk_type(d, "1");
    desk_type(d, "1");
    for (int i = 0; i < 80; i++) {
        desk_press(d, XKEY_BACKSPACE);
    }
    desk_type(d, "/没有/这个/文件夹.csv");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "today");
    desk_sees(d, "/没有/这个/文件夹.csv");
}

/* --- in --- */

/*
 * Two rows that want a person (named as somebody known, of another class, no
 * number), one new, one that is known, one without a name.
 */
static const char roster[] = "姓名,性别,出生日期,班级\n"
                             "韦晓彤,女,2012-09-03,七年级2班\n"
                             "李明,男,2012-09-03,0801\n"
                             "农志勇,男,2011-08-08,八(3)\n"
                             "覃子墨,男,2012-09-03,八(1)\n"
                             ",男,2012-01-01,八(1)\n";

static void open_file(struct desk *d, const char *name, const char *text)
{
    char *path = str_format("%s/%s", d->store.dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
    xfree(path);
    desk_press(d, XKEY_F9);
    desk_type(d, "61");
    if (strcmp(d->app->top->ops->name, "ask") == 0) {
        desk_press(d, XKEY_ENTER);
    }
    desk_top(d, "files");
    desk_type(d, "新");
    desk_press(d, XKEY_ENTER);
    vscreen_run(d->v);
}

static void sees_counts(struct desk *d, size_t fresh, size_t changed, size_t same, size_t asks,
                        size_t bad)
{
    char *all = vscreen_line(d->v, 3);
    char *want = str_format(tr("New %zu   Changed %zu   Unchanged %zu   You decide %zu   "
                               "Unreadable %zu   Not in the file %zu"),
                            fresh, changed, same, asks, bad, (size_t)0);
    size_t n = strlen(want);
    while (n && want[n - 1] >= '0' && want[n - 1] <= '9') {
        n--; /* how many are not in the file is not what is tested */
    }
    if (strncmp(all + strspn(all, " "), want, n) != 0) {
        fail_msg("not \"%s\":\n%s", want, vscreen_dump(d->v));
    }
    xfree(all);
    xfree(want);
}

static void rows_are_decided(void **state)
{
    struct desk *d = *state;
    size_t before = at_school(d);
    open_file(d, "新学籍.CSV", roster);
    desk_top(d, "import");
    desk_sound(d, "import");
    struct str first = STR_INIT;
    char *counts = vscreen_line(d->v, 3);
    str_add(&first, counts);
    xfree(counts);
    desk_sees(d, tr("you decide"));
    desk_sees(d, tr("unreadable"));
    desk_press(d, XKEY_HOME);
    desk_type(d, "1");
    desk_sees(d, tr("this one"));
    desk_type(d, "２");
    sees_counts(d, 2, 1, 1, 0, 1);
    /* Another word about the same row: the first was a slip. */
    desk_press(d, XKEY_HOME);
    desk_type(d, "3");
    desk_sees(d, tr("left out"));
    desk_lacks(d, tr("this one"));
    sees_counts(d, 2, 0, 1, 0, 1);
    /* Both are taken back, the last one first. */
    desk_press(d, XKEY_CTRL('Z'));
    sees_counts(d, 1, 0, 1, 1, 1);
    desk_press(d, XKEY_CTRL('Z'));
    desk_lacks(d, tr("left out"));
    counts = vscreen_line(d->v, 3);
    assert_string_equal(counts, first.ptr);
    xfree(counts);
    str_release(&first);
    assert_int_equal(at_school(d), before); /* nothing is written by looking */
    desk_press(d, XKEY_HOME);
    desk_type(d, "1");
    desk_press(d, XKEY_F6); /* as the row before */
    sees_counts(d, 1, 2, 1, 0, 1);
    desk_press(d, XKEY_F2);
    vscreen_run(d->v);
    desk_top(d, "today");
    assert_int_equal(at_school(d), before + 1);
    assert_int_equal(verify_all(d->store.reg, NULL, NULL), ERR_OK);
    /* The same file again changes nothing. */
    open_file(d, "新学籍.CSV", roster);
    sees_counts(d, 0, 0, 4, 0, 1);
    desk_press(d, XKEY_ESC);
    desk_sees(d, tr("Nothing was written"));
    /* And it is taken back as a whole. */
    imports_push(d->app);
    vscreen_run(d->v);
    desk_press(d, XKEY_F8);
    desk_type(d, "2");
    vscreen_run(d->v);
    desk_sees(d, tr("[taken back]"));
    assert_int_equal(at_school(d), before);
    assert_int_equal(verify_all(d->store.reg, NULL, NULL), ERR_OK);
}

static void bad_files(void **state)
{
    static const struct {
        const char *text, *is;
    } rows[] = {
        {"", "empty"},
        {"\xFF\xFE\xFA\x81\x30", "bytes of no encoding"},
        {"甲,乙,丙\n1,2,3\n", "headings nobody knows"},
        {"姓名,性别\n\"韦晓彤,女\n", "a quote that never ends"},
    };
    struct desk *d = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_file(d, "新学籍.csv", rows[i].text);
        if (strcmp(d->app->top->ops->name, "today") != 0 || !d->app->message_is_problem) {
            fail_msg("%s: %s\n%s", rows[i].is, d->app->top->ops->name, vscreen_dump(d->v));
        }
        desk_sound(d, rows[i].is);
    }
}

static void other_encoding(void **state)
{
    struct desk *d = *state;
    open_file(d, "新学籍.csv", roster);
    desk_type(d, "1");
    desk_press(d, XKEY_F4);
    desk_type(d, "5"); /* UTF-16: it is not */
    vscreen_run(d->v);
    desk_top(d, "import"); /* read as before, and that it did not fit is said */
    desk_sees(d, "UTF-8");
    desk_press(d, XKEY_F4);
    desk_type(d, "3");
    vscreen_run(d->v);
    desk_top(d, "import");
    desk_sees(d, tr("you decide"));
    desk_press(d, XKEY_ESC);
}

/* Two numbers that a spreadsheet ate: one after the other, or both by F4. */
static void damaged_numbers(void **state)
{
    static const char file[] =
        "姓名,性别,出生日期,学籍号,身份证号,班级\n"
        "农志勇,男,2012-11-05,L450802201211053155,4.50802201211053E+17,八(3)\n"
        "覃小墨,男,2012-08-14,G450802201208141293,450802201208141000,八(3)\n"
        "卢敏,女,2012-08-14,,450802201208141000,八(3)\n";
    struct desk *d = *state;
    open_file(d, "新学籍.csv", file);
    desk_top(d, "import");
    sees_counts(d, 3, 0, 0, 2, 0);
    desk_sees(d, "450802********3155");
    desk_press(d, XKEY_HOME);
    desk_sees(d, tr("1 use this number   2 leave the number empty   3 leave this row"));
    desk_type(d, "1");
    desk_sees(d, tr("restored"));
    desk_press(d, XKEY_F6); /* as the row before */
    sees_counts(d, 3, 0, 0, 0, 0);
    desk_press(d, XKEY_CTRL('Z'));
    sees_counts(d, 3, 0, 0, 1, 0);
    desk_press(d, XKEY_HOME);
    desk_type(d, "3"); /* a second word about the same row */
    desk_sees(d, tr("left out"));
    sees_counts(d, 2, 0, 0, 1, 0);
    desk_press(d, XKEY_HOME);
    desk_type(d, "2");
    desk_sees(d, tr("left empty"));
    sees_counts(d, 3, 0, 0, 1, 0);
    desk_press(d, XKEY_CTRL('Z'));
    sees_counts(d, 3, 0, 0, 2, 0);
    desk_press(d, XKEY_END);
    desk_sees(d, tr("Nothing to decide: the row goes without this   3 leave this row"));
    desk_press(d, XKEY_F4);
    desk_type(d, "6");
    sees_counts(d, 3, 0, 0, 0, 0);
    desk_sound(d, "import");
    desk_press(d, XKEY_F2);
    vscreen_run(d->v);
    desk_top(d, "today");
    open_file(d, "新学籍.csv", file);
    sees_counts(d, 0, 0, 3, 0, 0); /* the register has them and keeps them */
    desk_press(d, XKEY_ESC);
}

/* The roster goes out as a workbook and is looked at as one. */
static void workbooks(void **state)
{
    struct desk *d = *state;
    desk_press(d, XKEY_F9);
    desk_type(d, "42");
    desk_type(d, "02");
    desk_type(d, "1"); /* masked */
    desk_type(d, "2"); /* a workbook */
    desk_top(d, "line");
    for (int i = 0; i < 80; i++) {
        desk_press(d, XKEY_BACKSPACE);
    }
    desk_type(d, "~/名册.xlsx");
    desk_press(d, XKEY_ENTER);
    vscreen_run(d->v);
    desk_top(d, "today");
    assert_true(is_there(d, "名册.xlsx"));
    assert_false(is_there(d, "生僻字说明.txt")); /* everything fits */
    desk_press(d, XKEY_F9);
    desk_type(d, "61");
    if (strcmp(d->app->top->ops->name, "ask") == 0) {
        desk_press(d, XKEY_ENTER);
    }
    desk_type(d, "xlsx");
    desk_press(d, XKEY_ENTER);
    vscreen_run(d->v);
    desk_top(d, "import");
    desk_sound(d, "import");
    sees_counts(d, 0, 0, at_school(d), 0, 0);
    desk_press(d, XKEY_F4);
    desk_sees(d, tr("Which sheet is the roster?"));
    desk_type(d, "2");
    vscreen_run(d->v);
    sees_counts(d, 0, 0, at_school(d), 0, 0);
    desk_press(d, XKEY_ESC);
    /* A workbook that is none is told, and one is back where one was. */
    open_file(d, "新旧.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on");
    vscreen_run(d->v);
    desk_top(d, "today");
    desk_sees(d, tr(err_msgid(ERR_BOOK_OLD)));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(rare_names), T(whole_file_wider), T(given_up),
        T(rows_are_decided), T(bad_files), T(other_encoding),
        T(damaged_numbers), T(workbooks),
    };
    return cmocka_run_group_tests_name("screens_table", tests, NULL, NULL);
}
