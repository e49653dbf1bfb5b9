// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/pinyin.h"
#include "locale/pinyin_table.h"

static uint32_t cp_of(const char *s)
{
    return utf8_next(&s);
}

static void test_readings(void **state)
{
    (void)state;
    static const struct {
        const char *character;
        const char *readings;
        const char *surname;
    } chars[] = {
        {"覃", "tan qin", "qin tan"},
        {"单", "dan chan shan", "shan dan chan"},
        {"曾", "ceng zeng", "zeng ceng"},
        {"解", "jie xie", "xie jie"},
        {"重", "zhong chong", "zhong chong"},
        {"吕", "lv", "lv"},
        {"女", "nv", "nv"},
        {"䶮", "yan", "yan"},
        {"㛃", "jie", "jie"},
        {"𠮷", "ji", "ji"},
        {"㼆", "ying", "ying"},
        {"𬱖", "di", "di"},
        {"茜", "xi qian", "xi qian"},
        {"晟", "sheng cheng", "sheng cheng"},
        {"a", "", ""},
        {"，", "", ""},
    };
    for (size_t i = 0; i < COUNT(chars); i++) {
        uint32_t cp = cp_of(chars[i].character);
        assert_string_equal(pinyin_readings(cp, false), chars[i].readings);
        assert_string_equal(pinyin_readings(cp, true), chars[i].surname);
    }
}

/* The surname's reading comes first, whatever else there is. */
static void test_surname_readings(void **state)
{
    (void)state;
    static const char *const surnames[][2] = {
        {"覃", "qin"},   {"单", "shan"},  {"曾", "zeng"},  {"解", "xie"},  {"缪", "miao"},
        {"仇", "qiu"},   {"查", "zha"},   {"朴", "piao"},  {"区", "ou"},   {"盖", "ge"},
        {"闭", "bi"},    {"韦", "wei"},   {"农", "nong"},  {"尉", "wei"},  {"华", "hua"},
        {"召", "shao"},  {"乐", "yue"},   {"员", "yun"},   {"翟", "zhai"}, {"种", "chong"},
        {"盛", "sheng"}, {"石", "shi"},   {"葛", "ge"},    {"那", "na"},   {"冼", "xian"},
        {"禤", "xuan"},  {"侬", "nong"},  {"长", "chang"}, {"沈", "shen"}, {"黄", "huang"},
        {"李", "li"},    {"张", "zhang"}, {"叶", "ye"},    {"万", "wan"},  {"车", "che"},
        {"薄", "bo"},    {"繁", "po"},    {"贾", "jia"},   {"晁", "chao"}, {"逄", "pang"},
    };
    for (size_t i = 0; i < COUNT(surnames); i++) {
        const char *r = pinyin_readings(cp_of(surnames[i][0]), true);
        size_t n = strlen(surnames[i][1]);
        assert_memory_equal(r, surnames[i][1], n);
        assert_true(r[n] == ' ' || r[n] == '\0');
    }
}

static void test_toned(void **state)
{
    (void)state;
    static const char *const chars[][2] = {
        {"䶮", "yan3"}, {"㛃", "jie2"}, {"𬱖", "di2"}, {"𠮷", "ji2"},  {"㼆", "ying2"},
        {"女", "nv3"},  {"家", "jia1"}, {"茜", "xi1"},   {"勰", "xie2"}, {"x", ""},
    };
    for (size_t i = 0; i < COUNT(chars); i++) {
        assert_string_equal(pinyin_toned(cp_of(chars[i][0])), chars[i][1]);
    }
}

/* The table is in order, and every reading is plain letters. */
static void test_table(void **state)
{
    (void)state;
    assert_true(pinyin_char_count > 40000);
    for (size_t i = 0; i < pinyin_char_count; i++) {
        assert_true(i == 0 || pinyin_chars[i] > pinyin_chars[i - 1]);
        uint32_t cp = pinyin_chars[i] >> PINYIN_SET_BITS;
        const char *r = pinyin_readings(cp, false);
        assert_true(*r >= 'a' && *r <= 'z');
        assert_int_equal(strspn(r, "abcdefghijklmnopqrstuvwxyz "), strlen(r));
    }
    for (size_t i = 1; i < pinyin_syllable_count; i++) {
        const char *before = pinyin_pool + pinyin_syllables[i - 1];
        assert_true(strcmp(before, pinyin_pool + pinyin_syllables[i]) < 0);
    }
    int without = 0; /* kilogram, decalitre and the like */
    for (uint32_t cp = 0x4E00; cp < 0x9FA6; cp++) {
        without += !*pinyin_readings(cp, false);
    }
    assert_true(without <= 10);
}

static void test_of_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *pinyin;
        const char *surname;
    } names[] = {
        {"覃子墨", "qin zimo", "覃"},
        {"单雄信", "shan xiongxin", "单"},
        {"曾国强", "zeng guoqiang", "曾"},
        {"欧阳娜娜", "ouyang nana", "欧阳"},
        {"尉迟恭", "yuchi gong", "尉迟"},
        {"万俟卨", "moqi xie", "万俟"},
        {"令狐冲", "linghu chong", "令狐"},
        {"单于明", "chanyu ming", "单于"},
        {"澹台灭明", "tantai mieming", "澹台"},
        {"欧阳", "ou yang", "欧"},
        {"吕绿", "lv lv", "吕"},
        {"徐㼆", "xu ying", "徐"},
        {"韦㛃", "wei jie", "韦"},
        {"王𠮷", "wang ji", "王"},
        {"李", "li", "李"},
        {"", "", ""},
        {"张 三", "zhang san", "张"},
        {"阿依古丽·买买提", "ayiguli maimaiti", "阿依古丽"},
        {"古丽•买买提", "guli maimaiti", "古丽"},
        {"John Smith", "john smith", "John"},
        {"Ａｎｎａ", "anna", "Ａｎｎａ"},
        {"李A", "li a", "李"},
        {"王○", "wang ○", "王"},
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str out = STR_INIT;
        pinyin_of_name(&out, names[i].name);
        assert_string_equal(out.ptr, names[i].pinyin);
        assert_int_equal(pinyin_surname_len(names[i].name), strlen(names[i].surname));
        str_release(&out);
    }
}

static int match(const char *name, const char *own, const char *typed)
{
    struct str key = STR_INIT;
    pinyin_key(&key, name, own);
    int rank = pinyin_match(key.ptr, key.len, typed);
    /* The quick no never says no to a match. */
    assert_true(!rank || !(pinyin_needs(typed) & ~pinyin_letters(key.ptr, key.len)));
    str_release(&key);
    return rank;
}

static void test_quick_no(void **state)
{
    (void)state;
    static const struct {
        const char *key, *typed;
        bool may;
    } rows[] = {
        {"wei,xiao,tong,\n", "wxt", true}, {"wei,xiao,tong,\n", "wxz", false},
        {"wei,xiao,tong,\n", "e", false},  {"wei,xiao,tong,\n", "W X", true},
        {"lv,lv,\n", "lyu", true},         {"lv,lv,\n", "lulu", true},
        {"yu,xun,\n", "xv", true},         {"qin tan,zi,\n", "tz", true},
        {"", "a", false},                  {"", "", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t has = pinyin_letters(rows[i].key, strlen(rows[i].key));
        assert_int_equal(!(pinyin_needs(rows[i].typed) & ~has), rows[i].may);
    }
}

static void test_key(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *own;
        const char *key;
    } keys[] = {
        {"覃子墨", NULL, "qin tan,zi,mo,\n"},
        {"覃子墨", "", "qin tan,zi,mo,\n"},
        {"覃子墨", "tan zimo", "qin tan,zi,mo,\n"},
        {"覃子墨", "Qin Zimo; TAN ZIMO;qin zimu", "qin tan,zi,mo,\nqin,zi,mu,\n"},
        {"李西安", "lixian", "li,xi,an,\n"},
        {"李显", "lixian", "li,xian,\n"},
        {"方安", "fangan", "fang,an,\n"},
        {"李芳安", "li fan gan", "li,fang,an,\nli,fan,gan,\n"},
        {"吕梅", "lümei/lyu mei", "lv,mei,\nlyu,mei,\n"},
        {"李明", "lee ming", "li,ming,\nlee,ming,\n"},
        {"李明", "muhammad", "li,ming,\nmu,ha,m,ma,d,\n"},
        {"", NULL, "\n"},
    };
    for (size_t i = 0; i < COUNT(keys); i++) {
        struct str key = STR_INIT;
        pinyin_key(&key, keys[i].name, keys[i].own);
        assert_string_equal(key.ptr, keys[i].key);
        str_release(&key);
    }
}

static void test_match(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *own;
        const char *typed;
        int rank;
    } cases[] = {
        {"黎明", NULL, "lm", 3},
        {"黎明", NULL, "liming", 3},
        {"黎明", NULL, "li ming", 3},
        {"黎明", NULL, "LI MING", 3},
        {"黎明", NULL, "lming", 3},
        {"黎明", NULL, "lim", 3},
        {"黎明", NULL, "l", 2},
        {"黎明", NULL, "li", 2},
        {"黎明", NULL, "m", 1},
        {"黎明", NULL, "ming", 1},
        {"黎明", NULL, "ml", 0},
        {"黎明", NULL, "lmx", 0},
        {"黎明", NULL, "x", 0},
        {"黎明", NULL, "i", 0}, /* no initial */
        {"覃子墨", NULL, "t", 2},
        {"墨", NULL, "m", 3},
        {"覃子墨", "Zhao Qin", "z", 2}, /* the second line begins so */
        {"黎明", NULL, "", 2},
        {"黎明", NULL, "  ", 2},
        {"黎明", NULL, "黎", 0},
        {"覃子墨", NULL, "qzm", 3},
        {"覃子墨", NULL, "tzm", 3},
        {"覃子墨", NULL, "qin", 2},
        {"覃子墨", NULL, "tan", 2},
        {"覃子墨", NULL, "qzimo", 3},
        {"覃子墨", NULL, "qinzm", 3},
        {"覃子墨", NULL, "zm", 1},
        {"覃子墨", NULL, "zimo", 1},
        {"覃子墨", NULL, "qm", 0},
        {"吕绿", NULL, "lvlv", 3},
        {"吕绿", NULL, "lulu", 3},
        {"吕绿", NULL, "lyu", 2},
        {"徐女", NULL, "xvnv", 3},
        {"徐女", NULL, "xunu", 3},
        {"陆明", NULL, "lv", 0},
        {"张中山", NULL, "zhzhsh", 3},
        {"张中山", NULL, "zzs", 3},
        {"张中山", NULL, "zhzs", 3},
        {"张中山", NULL, "zhongs", 1},
        {"李西安", NULL, "lixian", 3},
        {"李西安", NULL, "li xi'an", 3},
        {"单于明", NULL, "chanyum", 3},
        {"单于明", NULL, "syming", 3},
        {"欧阳娜娜", NULL, "oynn", 3},
        {"欧阳娜娜", NULL, "ouyang", 2},
        {"阿依古丽·买买提", NULL, "aygl", 2},
        {"阿依古丽·买买提", NULL, "mmt", 1},
        {"李A1", NULL, "lia1", 3},
        {"李明", "lee ming", "lee", 2},
        {"重明", "chong ming", "cm", 3},
        {"李明", "li ming; ri ming", "rm", 3},
        {"", NULL, "a", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int rank = match(cases[i].name, cases[i].own, cases[i].typed);
        if (rank != cases[i].rank) {
            fail_msg("%s / %s: %d, not %d", cases[i].name, cases[i].typed, rank, cases[i].rank);
        }
    }
}

/* What is typed letter by letter never stops matching on the way to the name. */
static void test_match_every_prefix(void **state)
{
    (void)state;
    static const char *const names[] = {"覃子墨", "欧阳娜娜", "吕绿荷", "阿依古丽·买买提",
                                        "张庄霜"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct str full = STR_INIT;
        pinyin_of_name(&full, names[i]);
        for (size_t n = full.len; n > 0; n--) {
            str_cut(&full, n);
            assert_true(match(names[i], NULL, full.ptr) >= 2);
        }
        str_release(&full);
    }
    /* Longer than what is compared, and long ones that fail late. */
    struct str name = STR_INIT;
    struct str typed = STR_INIT;
    for (int i = 0; i < 25; i++) {
        str_add(&name, "南");
        str_add(&typed, "nan");
    }
    assert_true(match(name.ptr, NULL, typed.ptr) >= 2);
    str_cut(&typed, 40);
    str_addc(&typed, 'x');
    assert_int_equal(match(name.ptr, NULL, typed.ptr), 0);
    str_release(&name);
    str_release(&typed);
}

static void test_sort(void **state)
{
    (void)state;
    static const char *const sorted[][2] = {
        {"安然", NULL}, {"李明", NULL},   {"李明明", NULL}, {"黎安", NULL}, {"连城", NULL},
        {"吕梅", NULL}, {"欧阳娜", NULL}, {"覃子墨", NULL}, {"单雄", NULL}, {"覃子墨", "tan zimo"},
        {"王○", NULL},  {"曾强", NULL},   {"张三", NULL},   {"○明", NULL},
    };
    struct str before = STR_INIT;
    for (size_t i = 0; i < COUNT(sorted); i++) {
        struct str key = STR_INIT;
        pinyin_sort_key(&key, sorted[i][0], sorted[i][1]);
        assert_null(memchr(key.ptr, '\0', key.len));
        size_t n = key.len < before.len ? key.len : before.len;
        int c = memcmp(before.ptr, key.ptr, n);
        assert_true(c < 0 || (c == 0 && before.len <= key.len));
        str_release(&before);
        before = key;
    }
    str_release(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readings), cmocka_unit_test(test_surname_readings),
        cmocka_unit_test(test_toned),    cmocka_unit_test(test_table),
        cmocka_unit_test(test_of_name),  cmocka_unit_test(test_key),
        cmocka_unit_test(test_quick_no),
        cmocka_unit_test(test_match),    cmocka_unit_test(test_match_every_prefix),
        cmocka_unit_test(test_sort),
    };
    return cmocka_run_group_tests_name("pinyin", tests, NULL, NULL);
}
