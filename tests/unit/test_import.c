// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/machine.h"
#include "core/roster.h"
#include "core/verify.h"
#include "tests/support/store.h"

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

/* --- helpers --- */

static struct import_job *look_with(struct store *s, const char *text, const char *map)
{
    struct import_job *imp = NULL;
    struct import_fault fault;
    struct import_options options = {.encoding = ENC_UNKNOWN, .map = map, .file = "名册.csv"};
    assert_int_equal(import_open(s->reg, text, strlen(text), &options, &imp, &fault), ERR_OK);
    bool done = false;
    while (!done) {
        assert_int_equal(import_step(imp, 3, &done), ERR_OK);
    }
    return imp;
}

static struct import_job *look(struct store *s, const char *text)
{
    return look_with(s, text, NULL);
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
    return id;
}

/* new, changed, same, ask, bad, missing */
static void assert_counts(const struct import_job *imp, size_t fresh, size_t changed, size_t same,
                          size_t asks, size_t bad, size_t missing)
{
    struct import_counts c;
    import_count(imp, &c);
    assert_int_equal(c.fresh, fresh);
    assert_int_equal(c.changed, changed);
    assert_int_equal(c.same, same);
    assert_int_equal(c.ask, asks);
    assert_int_equal(c.bad, bad);
    assert_int_equal(c.missing, missing);
}

static int64_t import_text(struct store *s, const char *text)
{
    struct import_job *imp = look(s, text);
    int64_t id = write_it(imp);
    import_free(imp);
    return id;
}

static int64_t named(struct store *s, const char *name)
{
    int64_t *ids;
    struct find_how how = {.class_id = NONE};
    size_t n = roster_find(s->reg->roster, name, &how, &ids);
    int64_t id = n == 1 ? ids[0] : NONE;
    xfree(ids);
    return id;
}

static struct pupil *load(struct store *s, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load_kind(s->reg, &kind_pupil, id, &rec), ERR_OK);
    return (struct pupil *)rec;
}

static void assert_whole(struct store *s)
{
    assert_int_equal(verify_all(s->reg, NULL, NULL), ERR_OK);
}

/* --- values --- */

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year, month, day; /* 0: no date */
    } rows[] = {
        {"20120305", 2012, 3, 5},         {"2012-03-05", 2012, 3, 5},
        {"2012/3/5", 2012, 3, 5},         {"2012.3.5", 2012, 3, 5},
        {"2012年3月5日", 2012, 3, 5},     {"２０１２－０３－０５", 2012, 3, 5},
        {"2012/3/5 0:00:00", 2012, 3, 5}, {"2012-02-29", 2012, 2, 29},
        {"2011-02-29", 0, 0, 0},          {"2012-13-01", 0, 0, 0},
        {"3-5", 0, 0, 0},                 {"201203", 0, 0, 0},
        {"40973", 0, 0, 0},               {"去年", 0, 0, 0},
        {"12-03-05", 0, 0, 0},            {"2012-03-05-06", 0, 0, 0},
        {"99999999999", 0, 0, 0},         {"2012-03-05a", 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t date = NONE;
        bool good = import_date(rows[i].text, &date);
        assert_int_equal(good, rows[i].year != 0);
        assert_true(!good || date == date_from_civil(rows[i].year, rows[i].month, rows[i].day));
    }
}

static void test_months(void **state)
{
    (void)state;
    static const char *const same[] = {"202509", "2025-09", "2025/9", "2025年9月", "2025-09-01",
                                       "20250901"};
    for (size_t i = 0; i < COUNT(same); i++) {
        int64_t month = NONE;
        assert_true(import_month(same[i], &month));
        assert_true(month == 2025 * 12 + 8);
    }
    int64_t month;
    assert_false(import_month("2025", &month));
    assert_false(import_month("202513", &month));
}

static void test_clean(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *text;
        bool control;
    } rows[] = {
        {" 韦晓彤　", "韦晓彤", false},      {"450881\t", "450881", false},
        {"\xe2\x80\xad" "4508\xe2\x80\xac", "4508", false}, {"'=1", "=1", false},
        {"一\n二", "一 二", false},          {"a\x01", "a", true},
        {"\xef\xbb\xbf韦", "韦", false},     {"   ", "", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool control = false;
        char *text = import_clean(rows[i].cell, false, &control);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(control, rows[i].control);
        xfree(text);
    }
}

/* --- a first roster --- */

static const char first[] =
    "石榴湾中学2025级名册,,,,,\n"
    "学生姓名,性别,出生日期,全国学籍号,身份证号,班级名称,家长姓名,家长关系,家长电话,就读方式,校服\n"
    "韦 晓,女生,20120229,L450802201202290012,450881200903154521,2025级1班,黄玉兰,母亲,13800001111,住校,M\n"
    "覃子墨,男生,2012-03-01,G45080220120301001X,,2025级2班,,,,走读,L\n"
    "司马‧相如,男生,2012-03-02,,,2025级2班,,,,,\n";

static void test_new(void **state)
{
    struct store *s = *state;
    struct import_job *imp = look(s, first);
    assert_counts(imp, 3, 0, 0, 0, 0, 0);
    assert_true(write_it(imp) != NONE);
    import_free(imp);
    assert_int_equal(roster_at_school(s->reg->roster), 3);
    assert_int_equal(roster_class_count(s->reg->roster), 2);
    struct pupil *p = load(s, named(s, "韦晓"));
    assert_int_equal(p->head.state, RECORD_STORED);
    assert_string_equal(p->sex, "2");
    assert_string_equal(p->pinyin, "wei xiao");
    assert_string_equal(p->boarding, "2");
    assert_true(p->born == date_from_civil(2012, 2, 29));
    assert_int_equal(p->guardians.n, 1);
    const struct pupil_guardian *g = p->guardians.at[0];
    assert_string_equal(g->name, "黄玉兰");
    assert_string_equal(g->kin, "02");
    record_free(&p->head);
    assert_true(named(s, "司马·相如") != NONE);
    assert_whole(s);
}

static void test_idempotent(void **state)
{
    struct store *s = *state;
    import_text(s, first);
    int64_t generation = s->reg->root.generation;
    struct import_job *imp = look(s, first);
    assert_counts(imp, 0, 0, 3, 0, 0, 0);
    assert_true(write_it(imp) == NONE);
    import_free(imp);
    assert_true(s->reg->root.generation == generation);
    store_again(s);
    imp = look(s, first);
    assert_counts(imp, 0, 0, 3, 0, 0, 0);
    import_free(imp);
}

static void test_changed(void **state)
{
    struct store *s = *state;
    import_text(s, first);
    /* A formal number by identity, another class, an empty telephone, a masked number. */
    struct import_job *imp = look(s, "姓名,学籍号,身份证号,班级,家长姓名,家长电话\n"
                                     "韦晓,G450802201202290012,450881200903154521,2025级2班,,\n"
                                     "覃子墨,G4508**********001X,,,,\n");
    assert_counts(imp, 0, 1, 0, 1, 0, 1);
    assert_int_equal(import_row_at(imp, 1)->state, IMPORT_ASK);
    write_it(imp);
    import_free(imp);
    struct pupil *p = load(s, named(s, "韦晓"));
    assert_string_equal(p->student_no, "G450802201202290012");
    assert_int_equal(p->numbers.n, 1);
    assert_string_equal(((struct pupil_number *)p->numbers.at[0])->number, "L450802201202290012");
    assert_int_equal(p->guardians.n, 1);
    assert_string_equal(((struct pupil_guardian *)p->guardians.at[0])->phone, "13800001111");
    record_free(&p->head);
    const struct pupil_card *card = roster_pupil(s->reg->roster, named(s, "韦晓"));
    assert_int_equal(roster_class(s->reg->roster, card->class_id)->ref.number, 2);
    struct act *act;
    assert_int_equal(act_now(s->reg, card->id, "placement", &act), ERR_OK);
    assert_string_equal(act->move, "move");
    record_free(&act->head);
    /* The older file again: the number stays formal, the class goes back by its own act. */
    imp = look(s, "姓名,学籍号,身份证号\n韦晓,L450802201202290012,450881200903154521\n");
    assert_counts(imp, 0, 0, 1, 0, 0, 2);
    import_free(imp);
    assert_whole(s);
}

static void test_ask_and_decide(void **state)
{
    struct store *s = *state;
    import_text(s, first);
    static const char text[] = "姓名,性别,出生日期,学籍号,班级\n"
                               "覃子墨,男生,2012-03-01,G450802201203010999,2025级1班\n"
                               "覃子墨,男生,2012-09-09,G450802201209090999,2025级1班\n";
    struct import_job *imp = look(s, text);
    /* The same day, another number: a person must look.  Another day: somebody else. */
    assert_counts(imp, 1, 0, 0, 1, 0, 2);
    assert_non_null(import_row_at(imp, 0)->detail);
    struct str rejects = STR_INIT;
    assert_int_equal(import_rejects(imp, false, &rejects), ERR_OK);
    assert_non_null(strstr(rejects.ptr, "G450802201203010999"));
    assert_null(strstr(rejects.ptr, "G450802201209090999"));
    str_release(&rejects);
    assert_int_equal(import_decide(imp, 0, IMPORT_SAME_PERSON), ERR_OK);
    assert_counts(imp, 1, 1, 0, 0, 0, 2);
    import_free(imp);
    imp = look(s, text);
    assert_int_equal(import_decide(imp, 0, IMPORT_NEW_PERSON), ERR_OK);
    assert_int_equal(import_decide(imp, 1, IMPORT_SKIP), ERR_OK);
    write_it(imp);
    import_free(imp);
    assert_int_equal(roster_at_school(s->reg->roster), 4);
    assert_whole(s);
}

static void test_bad_rows(void **state)
{
    struct store *s = *state;
    static const struct {
        const char *text;
        size_t fresh, bad, notes;
    } rows[] = {
        {"姓名,性别\n,男生\n", 0, 1, 0},
        {"姓名,出生日期\n韦一,2012-13-01\n", 0, 1, 0},
        {"姓名,性别\n韦一,不知\n", 0, 1, 0},
        {"姓名,班级\n韦一,火箭班\n", 0, 1, 0},
        {"姓名,班级\n韦\x02,2025级1班\n", 0, 1, 0},
        {"姓名,学籍号\n韦一,G1\n韦二,G1\n", 1, 1, 0},
        {"姓名,出生日期\n韦一,2012-01-01\n韦一,2012-01-01\n", 1, 1, 0},
        {"姓名,民族\n韦一,火星\n", 1, 0, 1},
        {"姓名,身份证号\n韦一,4.50802E+17\n", 1, 0, 1},
        {"姓名,身份证号\n韦一,450881200903154522\n", 1, 0, 1},
        {"姓名,性别,身份证号\n韦一,男生,450881200903154521\n", 1, 0, 1},
        {"姓名,留守\n韦一,1\n", 1, 0, 1},
        {"姓名,独生子女\n,\n , \n韦一,是\n", 1, 0, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct import_job *imp = look(s, rows[i].text);
        assert_counts(imp, rows[i].fresh, 0, 0, 0, rows[i].bad, 0);
        assert_int_equal(import_note_count(imp), rows[i].notes);
        import_free(imp);
    }
}

static void test_guardians(void **state)
{
    struct store *s = *state;
    int64_t class_id = store_class(s, STAGE_JUNIOR, 2025, 1);
    int64_t id = store_pupil(s, "莫雨欣", "2", class_id);
    static const char text[] = "姓名,出生日期,班级,父亲姓名,父亲电话,母亲姓名,监护人1姓名,监护人1关系\n"
                               "莫雨欣,2012-09-03,2025级1班,莫大,13800002222,农秀,莫大,父亲\n";
    import_text(s, text);
    struct pupil *p = load(s, id);
    assert_int_equal(p->guardians.n, 2);
    int64_t father = ((struct pupil_guardian *)p->guardians.at[0])->head.row;
    record_free(&p->head);
    /* The father must not be told: nothing of his row changes, the mother's does. */
    struct changes set = CHANGES_INIT;
    struct blocked *b = (struct blocked *)record_new(&kind_blocked, 0);
    b->head.state = RECORD_STORED;
    b->pupil = id;
    b->person = str_format("G%lld.%lld", (long long)id, (long long)father);
    b->reason = xstrdup("有危险");
    struct act_wish wish = {.machine = machine_by_id("no_tell"), .move = "block",
                            .subject = b->head.id, .pupil = id, .day = clock_today(), .at = NONE,
                            .by = NONE, .evidence = NONE, .due = NONE, .reason = "有危险"};
    changes_put(&set, &b->head);
    assert_null(act_add(s->reg, &set, &wish, true));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    struct import_job *imp = look(s, "姓名,出生日期,班级,父亲姓名,父亲电话,母亲姓名,母亲电话\n"
                                     "莫雨欣,2012-09-03,2025级1班,莫大,13899999999,农秀,13800003333\n");
    assert_counts(imp, 0, 1, 0, 0, 0, 0);
    write_it(imp);
    import_free(imp);
    p = load(s, id);
    assert_int_equal(p->guardians.n, 2);
    assert_string_equal(((struct pupil_guardian *)p->guardians.at[0])->phone, "13800002222");
    assert_string_equal(((struct pupil_guardian *)p->guardians.at[1])->phone, "13800003333");
    record_free(&p->head);
}

static void test_take_back(void **state)
{
    struct store *s = *state;
    struct str left = STR_INIT;
    int64_t one = import_text(s, first);
    int64_t two = import_text(s, "姓名,学籍号,班级,座号\n覃子墨,G45080220120301001X,2025级1班,7\n");
    int64_t pupil = named(s, "覃子墨");
    assert_int_equal(import_take_back(s->reg, two, &left), ERR_OK);
    assert_string_equal(left.ptr, "");
    assert_int_equal(import_take_back(s->reg, two, &left), ERR_REFUSED);
    struct pupil *p = load(s, pupil);
    assert_null(p->seat);
    assert_int_equal(p->head.version, 3);
    record_free(&p->head);
    const struct pupil_card *card = roster_pupil(s->reg->roster, pupil);
    assert_int_equal(roster_class(s->reg->roster, card->class_id)->ref.number, 2);
    /* One pupil was changed since, another has a talk: both stay and are named. */
    store_talk(s, named(s, "韦晓"), clock_today(), "说了几句");
    assert_int_equal(import_take_back(s->reg, one, &left), ERR_OK);
    assert_non_null(strstr(left.ptr, "覃子墨"));
    assert_non_null(strstr(left.ptr, "韦晓"));
    assert_null(strstr(left.ptr, "司马"));
    assert_int_equal(roster_at_school(s->reg->roster), 2);
    assert_int_equal(roster_count(s->reg->roster), 2);
    assert_int_equal(import_take_back(s->reg, pupil, &left), ERR_NOT_FOUND);
    str_release(&left);
    assert_whole(s);
}

static void test_stop(void **state)
{
    struct store *s = *state;
    struct import_job *imp = look(s, first);
    int64_t id;
    bool done;
    assert_int_equal(import_write_begin(imp), ERR_OK);
    assert_int_equal(import_write_step(imp, 6, &done), ERR_OK);
    assert_int_equal(import_write_end(imp, true, &id), ERR_CANCELLED);
    import_free(imp);
    assert_int_equal(roster_count(s->reg->roster), 0);
    assert_whole(s);
}

/* --- files --- */

static void test_encodings(void **state)
{
    struct store *s = *state;
    static const enum encoding all[] = {ENC_UTF8, ENC_UTF8_BOM, ENC_GB18030, ENC_UTF16LE,
                                        ENC_UTF16BE};
    static const char text[] = "姓名;班级\r\n陆䶮;2025级1班\r\n黄𬱖;2025级1班\r\n";
    for (size_t i = 0; i < COUNT(all); i++) {
        struct str bytes = STR_INIT;
        struct import_job *imp = NULL;
        struct import_fault fault;
        struct import_options options = {.encoding = ENC_UNKNOWN};
        bool done = false;
        assert_int_equal(encode_from_utf8(all[i], text, strlen(text), &bytes, NULL), ERR_OK);
        assert_int_equal(import_open(s->reg, bytes.ptr, bytes.len, &options, &imp, &fault),
                         ERR_OK);
        assert_int_equal(import_step(imp, 1000, &done), ERR_OK);
        assert_true(done);
        assert_counts(imp, 2, 0, 0, 0, 0, 0);
        import_free(imp);
        str_release(&bytes);
    }
}

static void test_refused_files(void **state)
{
    struct store *s = *state;
    static const struct {
        const char *text, *map;
        enum err e;
        size_t line;
    } rows[] = {
        {"", NULL, ERR_INVALID, 1},
        {"甲,乙\n1,2\n", NULL, ERR_INVALID, 1},
        {"姓名\n\"韦\n", NULL, ERR_INVALID, 2},
        {"姓名\n韦\n", "姓名=nobody\n", ERR_INVALID, 1},
        {"姓名\n韦\n", "\n姓名=\n", ERR_INVALID, 1},
        {"a\xff\xff\xff\xff", NULL, ERR_ENCODING, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct import_job *imp = NULL;
        struct import_fault fault;
        struct import_options options = {.encoding = ENC_UNKNOWN, .map = rows[i].map};
        assert_int_equal(import_open(s->reg, rows[i].text, strlen(rows[i].text), &options, &imp,
                                     &fault),
                         rows[i].e);
        assert_null(imp);
        assert_non_null(fault.msgid);
        assert_int_equal(fault.line, rows[i].line);
        xfree(fault.detail);
    }
}

static void test_map(void **state)
{
    struct store *s = *state;
    struct import_job *imp = look_with(s, "姓名,班级,行政,代号\n韦一,701,2025级3班,9\n",
                                       "# 本校\n班级=\n行政 = class\n代号=seat\n");
    assert_counts(imp, 1, 0, 0, 0, 0, 0);
    write_it(imp);
    import_free(imp);
    const struct pupil_card *card = roster_pupil(s->reg->roster, named(s, "韦一"));
    assert_string_equal(card->seat, "9");
    assert_int_equal(roster_class(s->reg->roster, card->class_id)->ref.number, 3);
}

/* The national form repeats 姓名 and 联系电话 for each member of the family. */
static void test_family_blocks(void **state)
{
    struct store *s = *state;
    import_text(s, "姓名★,性别★,联系电话,姓名,关系,联系电话,姓名,关系,联系电话\n"
                   "韦一,女生,13800000001,韦大,父亲,13800000002,农秀,母亲,13800000003\n");
    struct pupil *p = load(s, named(s, "韦一"));
    assert_string_equal(p->phone, "13800000001");
    assert_int_equal(p->guardians.n, 2);
    const struct pupil_guardian *mother = p->guardians.at[1];
    assert_string_equal(mother->name, "农秀");
    assert_string_equal(mother->kin, "02");
    assert_string_equal(mother->phone, "13800000003");
    record_free(&p->head);
}

/* 2028届 is who leaves in 2028; a class that has left is read as we write it. */
static void test_leaving_year(void **state)
{
    struct store *s = *state;
    int64_t gone = store_class(s, STAGE_JUNIOR, 2010, 4);
    store_pupil(s, "覃老生", "1", gone);
    struct str text = STR_INIT;
    str_add(&text, "姓名,出生日期,班级\n韦一,2012-01-01,2028届1班\n覃老生,2012-09-03,");
    roster_class_label(&text, s->reg->roster, gone, clock_today());
    str_add(&text, "\n");
    struct import_job *imp = look(s, text.ptr);
    assert_counts(imp, 1, 0, 1, 0, 0, 0);
    write_it(imp);
    import_free(imp);
    str_release(&text);
    const struct pupil_card *card = roster_pupil(s->reg->roster, named(s, "韦一"));
    const struct class_ref ref = roster_class(s->reg->roster, card->class_id)->ref;
    assert_int_equal(ref.entry, 2025);
    assert_int_equal(ref.number, 1);
}

/* Two stages of one school leave in one year: one label, and each pupil keeps the own class. */
static void test_label_of_two_classes(void **state)
{
    struct store *s = *state;
    int64_t primary = store_class(s, STAGE_PRIMARY, 2014, 4);
    int64_t junior = store_class(s, STAGE_JUNIOR, 2017, 4);
    store_pupil(s, "覃小学", "1", primary);
    store_pupil(s, "韦初中", "1", junior);
    struct str label = STR_INIT;
    struct str other = STR_INIT;
    roster_class_label(&label, s->reg->roster, primary, clock_today());
    roster_class_label(&other, s->reg->roster, junior, clock_today());
    assert_string_equal(label.ptr, other.ptr);
    char *text = str_format("姓名,出生日期,班级,学籍号\n覃小学,2012-09-03,%s,\n韦初中,2012-09-03,%s,\n",
                            label.ptr, label.ptr);
    struct import_job *imp = look(s, text);
    for (size_t i = 0; i < 2; i++) {
        if (import_row_at(imp, i)->state == IMPORT_ASK) {
            assert_int_equal(import_decide(imp, i, IMPORT_SAME_PERSON), ERR_OK);
        }
        assert_int_equal(import_row_at(imp, i)->state, IMPORT_SAME);
    }
    import_free(imp);
    xfree(text);
    str_release(&label);
    str_release(&other);
}

int main(void)
{
#define WITH_STORE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),    cmocka_unit_test(test_months),
        cmocka_unit_test(test_clean),    WITH_STORE(test_new),
        WITH_STORE(test_idempotent),     WITH_STORE(test_changed),
        WITH_STORE(test_ask_and_decide), WITH_STORE(test_bad_rows),
        WITH_STORE(test_guardians),      WITH_STORE(test_take_back),
        WITH_STORE(test_stop),           WITH_STORE(test_encodings),
        WITH_STORE(test_refused_files),  WITH_STORE(test_map),
        WITH_STORE(test_family_blocks),  WITH_STORE(test_leaving_year),
        WITH_STORE(test_label_of_two_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
