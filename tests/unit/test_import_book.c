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
#include "core/idcard.h"
#include "core/import.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/verify.h"
#include "tests/support/store.h"

/* Rosters that are workbooks, and identity numbers that a spreadsheet damaged. */

static int setup(void **state)
{
    struct store *s = xcalloc(1, sizeof *s);
    store_begin(s);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    store_end(*state);
    xfree(*state);
    return 0;
}

/* A workbook of lines of text with commas. */
static void make_book(struct str *bytes, const char *text)
{
    struct str rows = STR_INIT;
    size_t number = 0;
    char *detail;
    for (const char *p = text; *p;) {
        rows_begin(&rows, ++number);
        for (;;) {
            size_t n = strcspn(p, ",\n");
            rows_cell(&rows, p, n);
            p += n;
            if (*p != ',') {
                break;
            }
            p++;
        }
        rows_end(&rows);
        p += *p == '\n';
    }
    assert_int_equal(book_write("名册", &rows, bytes, &detail), ERR_OK);
    str_release(&rows);
}

static enum err look_at(struct store *s, const char *text, const char *sheet,
                        struct import_job **imp)
{
    struct str bytes = STR_INIT;
    struct import_fault fault;
    struct import_options options = {.encoding = ENC_UNKNOWN, .file = "名册.xlsx", .sheet = sheet};
    make_book(&bytes, text);
    assert_int_equal(import_open(s->reg, bytes.ptr, bytes.len, &options, imp, &fault), ERR_OK);
    str_release(&bytes); /* the job has its own */
    bool done = false;
    enum err e = ERR_OK;
    while (e == ERR_OK && !done) {
        e = import_step(*imp, 3, &done);
    }
    return e;
}

static struct import_job *look(struct store *s, const char *text)
{
    struct import_job *imp;
    assert_int_equal(look_at(s, text, NULL, &imp), ERR_OK);
    return imp;
}

static int64_t write_it(struct import_job *imp)
{
    int64_t id;
    bool done = false;
    assert_int_equal(import_write_begin(imp), ERR_OK);
    while (!done) {
        assert_int_equal(import_write_step(imp, 5, &done), ERR_OK);
    }
    assert_int_equal(import_write_end(imp, false, &id), ERR_OK);
    import_free(imp);
    return id;
}

static struct import_counts counts_of(const struct import_job *imp)
{
    struct import_counts c;
    import_count(imp, &c);
    return c;
}

/* The identity number of the pupil of this name as the register has it; the caller frees it. */
static char *id_no_of(struct store *s, const char *name)
{
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(s->reg->roster, i)) != NULL; i++) {
        if (strcmp(p->name, name) == 0) {
            return xstrdup(p->id_no);
        }
    }
    fail_msg("no pupil %s", name);
    return NULL;
}

static void assert_id_no(struct store *s, const char *name, const char *number)
{
    char *have = id_no_of(s, name);
    if (number ? !have || strcmp(have, number) != 0 : have != NULL) {
        fail_msg("%s: %s, not %s", name, have ? have : "none", number ? number : "none");
    }
    xfree(have);
}

#define HEAD "姓名,性别,出生日期,学籍号,身份证号,班级\n"

static void test_a_workbook_is_a_roster(void **state)
{
    struct store *s = *state;
    struct import_job *imp = look(s, HEAD "覃子墨,男,2012-03-05,,,2025级1班\n\n,,,,,\n"
                                          "韦晓彤,女,2012-03-01,,#N/A,2025级1班\n"
                                          ",女,2012-03-01,,,2025级1班\n");
    assert_true(import_is_book(imp));
    assert_string_equal(import_sheet(imp), "名册");
    struct import_counts c = counts_of(imp);
    assert_int_equal(c.fresh, 2);
    assert_int_equal(c.bad, 1);
    assert_int_equal(import_row_at(imp, 1)->line, 5); /* as Excel numbers it */
    assert_int_equal(import_note_count(imp), 1);
    struct str rejects = STR_INIT;
    assert_int_equal(import_rejects(imp, false, &rejects), ERR_OK);
    assert_memory_equal(rejects.ptr, "\xef\xbb\xbf姓名,", 10);
    str_clear(&rejects);
    assert_int_equal(import_rejects(imp, true, &rejects), ERR_OK);
    assert_true(book_is_one(rejects.ptr, rejects.len));
    str_release(&rejects);
    write_it(imp);
    assert_int_equal(verify_all(s->reg, NULL, NULL), ERR_OK);
    /* The same once more changes nothing. */
    imp = look(s, HEAD "覃子墨,男,2012-03-05,,,2025级1班\n");
    assert_int_equal(counts_of(imp).same, 1);
    import_free(imp);
}

static void test_faults(void **state)
{
    struct store *s = *state;
    struct import_job *imp;
    struct import_fault fault;
    assert_int_equal(look_at(s, HEAD, "别的", &imp), ERR_BOOK_SHEET);
    import_take_fault(imp, &fault);
    assert_string_equal(fault.detail, "别的 (名册)");
    xfree(fault.detail);
    import_free(imp);
    assert_int_equal(look_at(s, "甲,乙\n1,2\n", NULL, &imp), ERR_INVALID);
    import_take_fault(imp, &fault);
    assert_non_null(fault.msgid);
    xfree(fault.detail);
    import_free(imp);
    /* Given up while the helper works. */
    struct str bytes = STR_INIT;
    struct import_options options = {.encoding = ENC_UNKNOWN};
    make_book(&bytes, HEAD);
    assert_int_equal(import_open(s->reg, bytes.ptr, bytes.len, &options, &imp, &fault), ERR_OK);
    import_free(imp);
    str_release(&bytes);
}

/* --- damaged identity numbers ---------------------------------------------- */

static void test_may_have_been(void **state)
{
    (void)state;
    static const struct {
        const char *number, *whole;
        bool may;
    } rows[] = {
        {"4.50881200903154E+17", "450881200903154521", true},
        {"4.50881200903155E+17", "450881200903154521", true},
        {"4.50881200903153E+17", "450881200903154521", false},
        {"4.50881E+17", "450881200903154521", true},
        {"4.50882E+17", "450881900903154521", true},
        {"4.50882E+17", "450881200903154521", false},
        {"4.5088e17", "450880120903154521", true},
        {"4.50881E+16", "450881200903154521", false},
        {"4E+17", "450881200903154521", false},
        {"450881200903154000", "450881200903154521", true},
        {"450881200903155000", "450881200903154521", true},
        {"450881200903144000", "450881200903154521", false},
        {"45088120090315400", "450881200903154521", false},
        {"450881200903154000", "G50881200903154521", false},
        {"450881200903154000", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (number_may_have_been(rows[i].number, rows[i].whole) != rows[i].may) {
            fail_msg("%s, %s", rows[i].number, rows[i].whole);
        }
    }
    assert_string_equal(idcard_of_student_no("L450881200903154521"), "450881200903154521");
    assert_null(idcard_of_student_no("G450881200903154520"));
    assert_null(idcard_of_student_no("450881200903154521"));
    assert_null(idcard_of_student_no(NULL));
}

/* A new pupil: the student number gives it back, and it is taken by a word alone. */
static void test_offered(void **state)
{
    struct store *s = *state;
    static const char file[] =
        HEAD "韦晓彤,女,2009-03-15,G450881200903154521,450881200903154000,2025级1班\n"
             "黄梓涵,女,2009-03-15,,4.50881200903154E+17,2025级1班\n"
             "农志勇,男,2009-03-15,L450881200903154521,4.50881E+17,2025级1班\n"
             "陆思敏,女,2009-03-16,G450881200903154521,4.50881E+17,2025级1班\n"
             "卢敏,女,,G450802201202290012,4.50881E+17,2025级1班\n";
    struct import_job *imp = look(s, file);
    struct import_counts c = counts_of(imp);
    assert_int_equal(c.fresh + c.bad, 5);
    assert_int_equal(c.offered, 1); /* sex, birthday or digits of the others are not the row's */
    const struct import_line *row = import_row_at(imp, 0);
    assert_int_equal(row->repair, REPAIR_OFFERED);
    assert_string_equal(row->whole, "450881200903154521");
    assert_string_equal(row->detail, "450881********4521");
    assert_int_equal(import_row_at(imp, 1)->repair, REPAIR_NONE);
    assert_non_null(import_row_at(imp, 1)->why);
    /* Nobody said a word: the pupil comes without a number. */
    write_it(imp);
    assert_id_no(s, "韦晓彤", NULL);
    /* The file once more: the pupil is known, the number is offered again and now taken. */
    imp = look(s, file);
    row = import_row_at(imp, 0);
    assert_int_equal(row->state, IMPORT_SAME);
    assert_int_equal(import_decide(imp, 1, IMPORT_RESTORE), ERR_REFUSED);
    assert_int_equal(import_decide(imp, 0, IMPORT_RESTORE), ERR_OK);
    assert_int_equal(import_decide(imp, 0, IMPORT_RESTORE), ERR_REFUSED);
    assert_int_equal(row->state, IMPORT_CHANGED);
    assert_int_equal(counts_of(imp).offered, 0);
    int64_t id = write_it(imp);
    assert_id_no(s, "韦晓彤", "450881200903154521");
    /* It is taken back with the import, and taken again. */
    struct str left = STR_INIT;
    assert_int_equal(import_take_back(s->reg, id, &left), ERR_OK);
    assert_int_equal(left.len, 0);
    str_release(&left);
    assert_id_no(s, "韦晓彤", NULL);
    imp = look(s, file);
    assert_int_equal(import_decide(imp, 0, IMPORT_RESTORE), ERR_OK);
    write_it(imp);
    assert_int_equal(verify_all(s->reg, NULL, NULL), ERR_OK);
    /* Once more: the register has it whole and keeps it. */
    imp = look(s, file);
    row = import_row_at(imp, 0);
    assert_int_equal(row->state, IMPORT_SAME);
    assert_int_equal(row->repair, REPAIR_NONE);
    assert_string_equal(row->detail, "450881********4521");
    import_free(imp);
}

static void test_new_with_number(void **state)
{
    struct store *s = *state;
    struct import_job *imp = look(
        s, HEAD "韦晓彤,女,2009-03-15,G450881200903154521,4.50881E+17,2025级1班\n");
    assert_int_equal(import_decide(imp, 0, IMPORT_RESTORE), ERR_OK);
    assert_int_equal(import_row_at(imp, 0)->state, IMPORT_NEW);
    write_it(imp);
    assert_id_no(s, "韦晓彤", "450881200903154521");
    imp = look(s, HEAD "韦晓彤,女,2009-03-15,,4.50802E+17,2025级1班\n");
    assert_int_equal(import_note_count(imp), 2); /* damaged, and another than ours */
    write_it(imp);
    assert_id_no(s, "韦晓彤", "450881200903154521");
}

/* The register's own student number gives back what the file has damaged. */
static void test_from_the_register(void **state)
{
    struct store *s = *state;
    write_it(look(s, HEAD "韦晓彤,女,2009-03-15,G450881200903154521,,2025级1班\n"));
    struct import_job *imp =
        look(s, HEAD "韦晓彤,女,2009-03-15,,450881200903154000,2025级1班\n");
    assert_int_equal(counts_of(imp).offered, 1);
    assert_int_equal(import_decide(imp, 0, IMPORT_LEAVE_EMPTY), ERR_OK);
    assert_int_equal(counts_of(imp).offered, 0);
    assert_int_equal(import_row_at(imp, 0)->state, IMPORT_SAME);
    import_free(imp);
    imp = look(s, HEAD "韦晓彤,女,2009-03-15,,450881200903154000,2025级1班\n");
    assert_int_equal(import_decide(imp, 0, IMPORT_RESTORE), ERR_OK);
    write_it(imp);
    assert_id_no(s, "韦晓彤", "450881200903154521");
}

/* Known by the number that was given back, though the name is written otherwise. */
static void test_known_by_it(void **state)
{
    struct store *s = *state;
    write_it(look(s, HEAD "韦晓彤,女,2009-03-15,,450881200903154521,2025级1班\n"));
    struct import_job *imp = look(
        s, HEAD "韦小彤,女,2009-03-15,G450881200903154521,4.50881200903154E+17,2025级2班\n");
    const struct import_line *row = import_row_at(imp, 0);
    assert_int_equal(row->state, IMPORT_CHANGED);
    assert_int_equal(row->repair, REPAIR_NONE);
    assert_int_equal(counts_of(imp).fresh, 0);
    import_free(imp);
}

/* Two people of one name in one family stay two. */
static void test_grandfather_and_father(void **state)
{
    struct store *s = *state;
    static const char file[] =
        "姓名,出生日期,班级,监护人1姓名,监护人1关系,监护人1电话,监护人2姓名,监护人2关系,监护人2电话\n"
        "韦月慧,2012-10-28,2025级1班,韦家军,爷爷,13800007166,韦家军,父亲,13800000708\n";
    write_it(look(s, file));
    struct record *rec;
    assert_int_equal(store_load_kind(s->reg, &kind_pupil, roster_pupil_at(s->reg->roster, 0)->id,
                                     &rec),
                     ERR_OK);
    const struct pupil *p = (const struct pupil *)rec;
    assert_int_equal(p->guardians.n, 2);
    assert_string_equal(((struct pupil_guardian *)p->guardians.at[0])->phone, "13800007166");
    assert_string_equal(((struct pupil_guardian *)p->guardians.at[1])->phone, "13800000708");
    record_free(rec);
    struct import_job *imp = look(s, file);
    assert_int_equal(counts_of(imp).same, 1);
    import_free(imp);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_a_workbook_is_a_roster), T(test_faults),
        cmocka_unit_test(test_may_have_been),
        T(test_offered),                T(test_new_with_number),
        T(test_from_the_register),      T(test_known_by_it),
        T(test_grandfather_and_father),
    };
    return cmocka_run_group_tests_name("import_book", tests, NULL, NULL);
}
