// SPDX-License-Identifier: MIT
/* Definitions of scales: every fault is named with its line; a school's own is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/installed.h"
#include "core/reg.h"
#include "core/scale_builtin.h"
#include "core/scales.h"
#include "core/score.h"
#include "tests/support/store.h"

/* A sound definition; its lines are replaced one at a time. */
static const char *const sound[] = {
    "scale own",                                       /* 1 */
    "version 1",                                       /* 2 */
    "title 自编量表",                                  /* 3 */
    "short OWN",                                       /* 4 */
    "grades 7-9",                                      /* 5 */
    "ages 12-",                                        /* 6 */
    "informant self",                                  /* 7 */
    "items 4",                                         /* 8 */
    "layout 4",                                        /* 9 */
    "option 0 0 否 = 没有 不",                         /* 10 */
    "option 1 1 是",                                   /* 11 */
    "extra 5-6 0 否 | 1 是",                           /* 12 */
    "reverse 4",                                       /* 13 */
    "text no 自编",                                    /* 14 */
    "source 自编",                                     /* 15 */
    "score a sum 1-3 甲 = 甲一",                       /* 16 */
    "score b sum 4 乙",                                /* 17 */
    "score c add a b 丙",                              /* 18 */
    "score d linear c 5/4 half_up 丁",                 /* 19 */
    "score e mean 1-4 戊",                             /* 20 */
    "score f count >= 1 1-4 己",                       /* 21 */
    "score g ratio c f 庚",                            /* 22 */
    "total c",                                         /* 23 */
    "columns a b e",                                   /* 24 */
    "missing refuse",                                  /* 25 */
    "missing some : prorate 2 a",                      /* 26 */
    "doubtful b >= 1 存疑",                            /* 27 */
    "critical 3 >= 1 轻生",                            /* 28 */
    "critical 6 >= 1 off 试过",                        /* 29 */
    "anchor 3 第 3 题问的是轻生吗",                    /* 30 */
    "table std 自编",                                  /* 31 */
    "band c 0 低 | 2.5 中 | >3 高 !",                  /* 32 */
    "band a b 0 低 | 1 高 !",                          /* 33 */
    "table or 自编",                                   /* 34 */
    "screen 阳性 ! | 阴性 if c > 3 or a b >= 3",       /* 35 */
};

/* The sound text with line `line` replaced by `words` (NULL: left out). */
static char *text_with(size_t line, const char *words)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < COUNT(sound); i++) {
        if (i + 1 != line) {
            str_addf(&text, "%s\n", sound[i]);
        } else if (words) {
            str_addf(&text, "%s\n", words);
        }
    }
    return str_steal(&text);
}

static struct scale *parse(const char *text, struct scale_faults *faults)
{
    *faults = (struct scale_faults)SCALE_FAULTS_INIT;
    return scale_parse(text, strlen(text), faults);
}

static void test_sound(void **state)
{
    (void)state;
    struct scale_faults faults;
    char *text = text_with(0, NULL);
    struct scale *s = parse(text, &faults);
    assert_int_equal(faults.count, 0);
    assert_non_null(s);
    assert_string_equal(s->id, "own");
    assert_int_equal(s->item_count, 4);
    assert_int_equal(scale_answer_count(s), 6);
    assert_int_equal(s->option_count, 2);
    assert_string_equal(s->scores[0].words, " 甲一 ");
    assert_ptr_equal(scale_option_by_word(s, 1, "没有"), &s->options[0]);
    assert_ptr_equal(scale_option_by_word(s, 1, "不"), &s->options[0]);
    assert_ptr_equal(scale_option_by_word(s, 1, "是"), &s->options[1]);
    assert_ptr_equal(scale_option_by_word(s, 1, "1"), &s->options[1]);
    assert_null(scale_option_by_word(s, 1, "有"));
    assert_null(scale_option_by_word(s, 1, ""));
    assert_true(scale_is_for(s, 9, 12) && !scale_is_for(s, 10, 12) && !scale_is_for(s, 1, 6));
    assert_int_equal(s->age_first, 12);
    assert_true(s->critical[1].off && s->critical[1].item == 6);
    assert_int_equal(s->tables[0].bands[0].at[1].low.num, 25);
    assert_int_equal(s->tables[0].bands[0].at[1].low.den, 10);
    assert_true(s->tables[0].bands[0].at[2].above && s->tables[0].bands[0].at[2].high);
    assert_int_equal(s->tables[1].clause_count, 2);
    scale_free(s);
    scale_faults_release(&faults);
    xfree(text);
}

static const struct wrong {
    size_t line;
    const char *words; /* NULL: the line is left out, and the fault is of the whole */
    size_t at;         /* line of the fault, 0 the whole */
    const char *word, *reason;
} wrongs[] = {
    {1, "scale Own", 1, "Own", "A name of small letters, digits and _ stands here"},
    {1, "scale", 1, "", "A name of small letters, digits and _ stands here"},
    {1, NULL, 0, "scale", "This is not said anywhere"},
    {2, "version 0", 2, "0", "This number is too small or too large here"},
    {2, "version eins", 2, "eins", "A number stands here"},
    {2, "version 2 3", 2, "3", "Nothing belongs here any more"},
    {3, "title", 3, "", "Words are missing at the end"},
    {3, NULL, 0, "title", "This is not said anywhere"},
    {4, "shorter OWN", 4, "shorter", "There is no statement of this name"},
    {5, "grades 7-13", 5, "7-13", "Grades are like 4-12, up to 12, or none"},
    {5, "grades 9-7", 5, "9-7", "Grades are like 4-12, up to 12, or none"},
    {6, "ages 100-", 6, "100-", "Ages are like 11-17 or 16-"},
    {7, "informant pupil", 7, "pupil", "An informant is self, parent or teacher"},
    {8, "items 121", 8, "121", "This number is too small or too large here"},
    {9, "layout 0", 9, "0", "This number is too small or too large here"},
    {10, "option . 0 否", 10, ".", "The key of an answer is one digit or letter"},
    {10, "option 00 0 否", 10, "00", "The key of an answer is one digit or letter"},
    {10, "option 0 10 否", 10, "10", "This number is too small or too large here"},
    {11, "option 0 1 是", 11, "0", "This key has an answer already"},
    {11, "option 1 0 是", 11, "", "Another answer has this value"},
    {11, "option 1 1", 11, "", "Words are missing at the end"},
    {12, "extra 6-7 0 否 | 1 是", 12, "6-7",
     "What is asked besides is a range right behind the items"},
    {12, "extra 5-6 a 否 | 1 是", 12, "a", "The key of such an answer is its value, a digit"},
    {13, "reverse 5", 13, "5", "The scale has no such item"},
    {13, "reverse 4 4", 13, "4", "An item stands here twice"},
    {13, "reverse 3-", 13, "3-", "Items are numbers like 7 or ranges like 1-15"},
    {13, "reverse", 13, "", "Numbers of items stand here"},
    {14, "text maybe", 14, "maybe", "The text may be shown: yes or no, and why"},
    {15, "item 1 题目", 15, "", "The wording of items stands only under \"text yes\""},
    {15, "source 自编\nsource 又一次", 16, "source", "This is said twice"},
    {16, "score a sum 1-4 0 甲", 16, "0", "The scale has no such item"},
    {16, "score a sum 1-3", 16, "", "Words are missing at the end"},
    {16, "score a median 1-3 甲", 16, "median",
     "A score is a sum, mean, count, sumif, add, ratio or linear"},
    {17, "score a sum 4 乙", 17, "a", "Another score has this name"},
    {18, "score c add a x 丙", 18, "x", "No score of this name stands above"},
    {18, "score c add a a 丙", 18, "a", "A score stands here twice"},
    {18, "score c add 丙", 18, "丙", "Names of scores stand here"},
    {19, "score d linear c 5:4 half_up 丁", 19, "5:4", "A fraction like 5/4 stands here"},
    {19, "score d linear c 5/0 half_up 丁", 19, "5/0", "A fraction like 5/4 stands here"},
    {19, "score d linear c 5/4 up 丁", 19, "up", "How it is rounded: half_up, trunc or exact"},
    {19, "score d linear z 5/4 trunc 丁", 19, "z", "No score of this name stands above"},
    {19, "score d linear c 1/1 exact 丁\nscore h linear d 1/1 exact 辛", 20, "d",
     "A score like this cannot be multiplied"},
    {20, "score e mean 1-4 戊\nscore h add a e 辛", 21, "e",
     "Only whole numbers can be added, not means"},
    {21, "score f count > 1 1-4 己", 21, ">", "A comparison like >= 2 stands here"},
    {22, "score g ratio c e 庚", 22, "", "A ratio is of two scores that are whole numbers"},
    {23, "total z", 23, "z", "No score of this name stands above"},
    {24, "columns a z", 24, "z", "No score of this name stands above"},
    {25, "missing guess", 25, "guess", "Missing answers are refused or prorated"},
    {25, NULL, 24, "", ""}, /* nothing wrong: the second rule is left */
    {26, "missing refuse : refuse", 26, "refuse", "Another rule has this name"},
    {26, "missing some : prorate 4 a", 26, "a", "Only sums of so many items can be prorated"},
    {26, "missing some : prorate 2 c", 26, "c", "Only sums of so many items can be prorated"},
    {27, "doubtful c >= 1 存疑", 27, "c", "No sum of this name stands above"},
    {27, "doubtful b >= 2 存疑", 27, "2", "This number is too small or too large here"},
    {28, "critical 7 >= 1 轻生", 28, "7", "The scale has no such item"},
    {28, "critical 3 >= 2 轻生", 28, "",
     "No answer, or every answer, of this item is over the limit"},
    {28, "critical 3 >= 0 轻生", 28, "",
     "No answer, or every answer, of this item is over the limit"},
    {29, "critical 3 >= 1 又一次", 29, "", "This item is critical already"},
    {30, "anchor 9 问", 30, "9", "The scale has no such item"},
    {31, "table std", 31, "", "Words are missing at the end"},
    {32, "band c 0 低 | 0 中", 32, "0", "A band begins above the one before"},
    {32, "band c >2 低 | 2 中", 32, "2", "A band begins above the one before"},
    {32, "band c 1 低 | 2 中", 32, "c", "The lowest values have no band"},
    {32, "band c 0 低 | 5 中", 32, "c", "No value of this score reaches the last band"},
    {32, "band c 0 低 | 2.345 中", 32, "2.345", "A number like 12 or 2.5 stands here"},
    {32, "band c 0 低 | zwei 中", 32, "zwei", "A number like 12 or 2.5 stands here"},
    {32, "band c 0 | 2 中", 32, "", "Words are missing at the end"},
    {33, "band c 0 低 | 1 高", 33, "c", "This score has its bands already"},
    {32, NULL, 0, "std", "This table says nothing about the total"},
    {34, "table std 自编", 34, "std", "Another table has this name"},
    {35, "screen 阳性 | 阴性 c > 3", 35, "", "The word \"if\" and a comparison are missing"},
    {35, "screen 阳性 阴性 if c > 3", 35, "", "Two words parted by | stand here"},
    {35, "screen 阳性 | 阴性 if c < 3", 35, "<", "A comparison like >= 2 stands here"},
    {17, "score b sum 3 乙\nreverse", 18, "reverse", "This is said twice"},
    {9, "layout 4\x01", 9, "", "There is a control character in this line"},
    {9, "layout 4 \xff", 9, "", "This is not UTF-8. Save the file as UTF-8"},
};

/* The fault is there, with its line and word; others may follow from it. */
static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrongs); i++) {
        const struct wrong *w = &wrongs[i];
        struct scale_faults faults;
        char *text = text_with(w->line, w->words);
        struct scale *s = parse(text, &faults);
        if (!w->reason[0]) {
            assert_non_null(s);
            assert_int_equal(faults.count, 0);
        } else {
            assert_null(s);
            assert_true(faults.count > 0);
            const struct scale_fault *f = &faults.at[0];
            if (f->line != w->at || strcmp(f->word, w->word) != 0 ||
                strcmp(f->reason, w->reason) != 0) {
                fail_msg("%s: line %zu, \"%s\": %s", w->words ? w->words : sound[w->line - 1],
                         f->line, f->word, f->reason);
            }
        }
        scale_free(s);
        scale_faults_release(&faults);
        xfree(text);
    }
}

/* Every fault, not the first alone. */
static void test_every_fault_is_named(void **state)
{
    (void)state;
    static const char text[] = "scale x\nfoo 1\nitems 3\noption 1 1 a\noption 1 2 b\n"
                               "score s sum 1-4 和\nband s 0 a\n";
    struct scale_faults faults;
    assert_null(parse(text, &faults));
    static const size_t lines[] = {2, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assert_in_range(faults.count, 5, COUNT(lines));
    for (size_t i = 0; i < faults.count; i++) {
        assert_int_equal(faults.at[i].line, lines[i]);
    }
    scale_faults_release(&faults);
    /* An item that no score has. */
    static const char item_left_out[] =
        "scale x\nversion 1\ntitle x\nshort x\ngrades none\ninformant self\nitems 3\n"
        "option 0 0 a\noption 1 1 b\ntext no x\nsource x\nscore s sum 1 3 和\ntotal s\n"
        "missing refuse\n";
    assert_null(parse(item_left_out, &faults));
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.at[0].word, "2");
    assert_string_equal(faults.at[0].reason, "This item is in no score");
    scale_faults_release(&faults);
    char *long_text = xmalloc(SCALE_TEXT_MAX + 2);
    memset(long_text, '\n', SCALE_TEXT_MAX + 1);
    long_text[SCALE_TEXT_MAX + 1] = '\0';
    assert_null(parse(long_text, &faults));
    assert_string_equal(faults.at[0].reason, "The file is too large for a definition");
    scale_faults_release(&faults);
    xfree(long_text);
}

/* The stamp follows what decides a number, and nothing else. */
static void test_stamp(void **state)
{
    (void)state;
    static const struct {
        size_t line;
        const char *words;
        bool same;
    } rows[] = {
        {3, "title 别的名字  # 注", true}, {15, "source 别处", true},
        {14, "text no 别的理由", true},    {30, "anchor 3 换句话", true},
        {13, "reverse   4  # 注", true},   {13, "reverse 3", false},
        {16, "score a sum 1 2 4 甲", false}, {28, "critical 2 >= 1 轻生", false},
        {32, "band c 0 低 | 3 高 !", false}, {2, "version 2", false},
    };
    struct scale_faults faults;
    char *text = text_with(0, NULL);
    struct scale *s = parse(text, &faults);
    scale_faults_release(&faults);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *other = text_with(rows[i].line, rows[i].words);
        struct scale *o = parse(other, &faults);
        assert_non_null(o);
        assert_int_equal(strcmp(o->stamp, s->stamp) == 0, rows[i].same);
        scale_free(o);
        scale_faults_release(&faults);
        xfree(other);
    }
    scale_free(s);
    xfree(text);
}

/* --- in a register --- */

static char *mht_with(const char *from, const char *to)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < scale_builtin_count; i++) {
        if (strcmp(scale_builtins[i].id, "mht") == 0) {
            str_add(&text, scale_builtins[i].text);
        }
    }
    char *at = strstr(text.ptr, from);
    assert_non_null(at);
    str_splice(&text, (size_t)(at - text.ptr), strlen(from), to, strlen(to));
    return str_steal(&text);
}

/* Install; the words that refused it, NULL for none. */
static const char *install(struct store *s, const char *text)
{
    struct scale_faults faults;
    struct scale *scale = parse(text, &faults);
    assert_non_null(scale);
    struct changes set = CHANGES_INIT;
    const char *why = scales_install(s->reg, &set, scale, text);
    if (!why) {
        assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    }
    changes_release(&set);
    scale_free(scale);
    scale_faults_release(&faults);
    return why;
}

static void test_install(void **state)
{
    struct store *s = *state;
    struct scales scales = SCALES_INIT;
    char *same_version = mht_with("critical  97 >= 1", "critical  96 >= 1");
    char *wording = mht_with("title     心理健康诊断测验", "title     心理健康测验");
    char *second = mht_with("version   1", "version   2");
    assert_string_equal(
        install(s, same_version),
        "It scores otherwise than the version known; give it a higher version");
    assert_null(install(s, wording));
    assert_string_equal(install(s, wording), "This very definition is in use already");
    assert_null(install(s, second));
    store_again(s);
    assert_int_equal(scales_load(s->reg, &scales), ERR_OK);
    assert_int_equal(scales.count, scale_builtin_count + 2);
    const struct scales_entry *now = scales_entry(&scales, "mht");
    assert_int_equal(now->scale->version, 2);
    assert_true(now->record != NONE && !now->outdated);
    assert_string_equal(now->text, second);
    /* The program's own version and its result stay findable. */
    const struct scale *own = scales_version(&scales, "mht", scales.at[8].scale->stamp);
    assert_string_equal(scales.at[8].scale->id, "mht");
    assert_false(scales.at[8].in_use);
    assert_int_equal(own->version, 1);
    scales_release(&scales);
    /* Out of use: the program's own counts again. */
    struct changes set = CHANGES_INIT;
    assert_null(installed_stop(s->reg, &set, INSTALLED_SCALE, "mht"));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    assert_int_equal(scales_load(s->reg, &scales), ERR_OK);
    assert_int_equal(scales_entry(&scales, "mht")->record, NONE);
    scales_release(&scales);
    assert_string_equal(installed_stop(s->reg, &set, INSTALLED_SCALE, "mht"),
                        "Nothing is installed under this name");
    changes_release(&set);
    xfree(same_version);
    xfree(wording);
    xfree(second);
}

/* A record that a later program finds: over another version of its own, or not to be read. */
static void test_outdated(void **state)
{
    struct store *s = *state;
    char *text = mht_with("version   1", "version   2");
    struct changes set = CHANGES_INIT;
    struct installed_wish wish = {.what = INSTALLED_SCALE, .ident = "mht", .version = "2-x",
                                  .over = "1-anders", .text = text};
    assert_null(installed_add(s->reg, &set, &wish));
    wish.ident = "own";
    wish.over = NULL;
    wish.text = "scale own\nnew words of a later program\n";
    assert_null(installed_add(s->reg, &set, &wish));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
    struct scales scales = SCALES_INIT;
    assert_int_equal(scales_load(s->reg, &scales), ERR_OK);
    assert_true(scales_entry(&scales, "mht")->outdated);
    assert_int_equal(scales.unreadable, 1);
    scales_release(&scales);
    xfree(text);
}

/* A junior school is offered no adult scales and none for the senior school alone. */
static void test_suits_the_school(void **state)
{
    struct store *s = *state;
    struct scales scales = SCALES_INIT;
    scales_builtin(&scales);
    static const struct {
        const char *id;
        bool suits;
    } rows[] = {{"mht", true},    {"mssmhs", true}, {"sds", false},  {"sas", false},
                {"scl90", false}, {"cesd", true},   {"dsrsc", true}, {"sdq_parent", true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(scales_suit(s->reg->calendar, scales_find(&scales, rows[i].id)),
                         rows[i].suits);
    }
    scales_release(&scales);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_every_fault_is_named),
        cmocka_unit_test(test_stamp),
        cmocka_unit_test_setup_teardown(test_install, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(test_outdated, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(test_suits_the_school, store_setup, store_teardown),
    };
    return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
