// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/width.h"

/* Graphemes of a text, each followed by |. */
static void test_graphemes(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        const char *parts;
    } texts[] = {
        {"", ""},
        {"ab", "a|b|"},
        {"心档，好", "心|档|，|好|"},
        {"e\u0301e", "e\u0301|e|"},
        {"中\u0301文", "中\u0301|文|"},
        {"葛\U000e0100城", "葛\U000e0100|城|"},
        {"❤\ufe0fa", "❤\ufe0f|a|"},
        {"👩\u200d👧\u200d👦好", "👩\u200d👧\u200d👦|好|"},
        {"🇨🇳🇨🇳", "🇨🇳|🇨🇳|"},
        {"\r\na\n\n", "\r\n|a|\n|\n|"},
        {"\u1112\u1161\u11ab한", "\u1112\u1161\u11ab|한|"},
        {"𠮷野", "𠮷|野|"},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *s = texts[i].s;
        size_t n = strlen(s);
        struct str out = STR_INIT;
        size_t ends[16];
        size_t count = 0;
        for (size_t at = 0; at < n;) {
            size_t next = breaks_next_grapheme(s, n, at);
            str_addn(&out, s + at, next - at);
            str_addc(&out, '|');
            ends[count++] = at;
            at = next;
        }
        assert_string_equal(out.ptr, texts[i].parts);
        for (size_t at = n; at > 0;) {
            at = breaks_prev_grapheme(s, n, at);
            assert_int_equal(at, ends[--count]);
        }
        assert_int_equal(breaks_next_grapheme(s, n, n), n);
        assert_int_equal(breaks_prev_grapheme(s, n, 0), 0);
        str_release(&out);
    }
}

static void test_words(void **state)
{
    (void)state;
    const char *s = "他说 hello, 7年级。\n再谈";
    static const char *const words[] = {"他说 ", "hello", ", ", "7", "年级", "。\n", "再谈"};
    size_t n = strlen(s);
    size_t at = 0;
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t next = breaks_next_word(s, n, at);
        assert_int_equal(next - at, strlen(words[i]));
        assert_memory_equal(s + at, words[i], next - at);
        at = next;
    }
    assert_int_equal(at, n);
    for (size_t i = COUNT(words); i-- > 0;) {
        size_t prev = breaks_prev_word(s, n, at);
        assert_int_equal(at - prev, strlen(words[i]));
        at = prev;
    }
    assert_int_equal(breaks_prev_word(s, n, 0), 0);
    assert_int_equal(breaks_next_word(s, n, n), n);
    assert_int_equal(breaks_prev_word("  ", 2, 2), 0);
}

static void assert_lines(const char *s, size_t cells, const char *want)
{
    struct line *lines;
    size_t count = breaks_lines(s, strlen(s), cells, &lines);
    struct str out = STR_INIT;
    for (size_t i = 0; i < count; i++) {
        str_addn(&out, s + lines[i].start, lines[i].len);
        str_addc(&out, '|');
    }
    assert_string_equal(out.ptr, want);
    str_release(&out);
    xfree(lines);
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t cells;
        const char *lines;
    } texts[] = {
        {"", 10, "|"},
        {"\n", 10, "||"},
        {"a\n", 10, "a||"},
        {"a\n\nb", 10, "a||b|"},
        {"今天天气很好", 4, "今天|天气|很好|"},
        {"今天天气很好", 5, "今天|天气|很好|"},
        {"今天，天气好。", 4, "今|天，|天气|好。|"},
        {"今天，天气好。", 6, "今天，|天气|好。|"},
        {"他说「不想去」，就走", 6, "他说|「不想|去」，|就走|"},
        {"见《心理》一书", 4, "见|《心|理》|一书|"},
        {"hello world", 6, "hello |world|"},
        {"hello world", 5, "hello |world|"},
        {"hello    world", 5, "hello    |world|"},
        {"internationalization", 8, "internat|ionaliza|tion|"},
        {"a internationalization", 8, "a |internat|ionaliza|tion|"},
        {"做SCL-90量表", 6, "做|SCL-90|量表|"},
        {"等……再说", 4, "等……|再说|"},
        {"阿里·买买提", 6, "阿里·|买买提|"},
        {"中文", 1, "中|文|"},
        {"，，", 2, "，|，|"},
        {"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301|"},
        {"(一)(二)", 4, "(一)|(二)|"},
        {"𠮷野𠮷野", 4, "𠮷野|𠮷野|"},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_lines(texts[i].s, texts[i].cells, texts[i].lines);
    }
}

/* An opening quote goes with what follows, a closing one with what precedes. */
static void test_chinese_quotes(void **state)
{
    (void)state;
    assert_lines("他说“不想”去", 5, "他说|“不|想”去|");
    assert_lines("他说：“不想去”后来", 8, "他说：|“不想去”|后来|");
    width_set_ambiguous(2);
    assert_lines("他说“不想”去", 6, "他说|“不|想”去|");
    width_set_ambiguous(1);
}

/* Whatever the width: nothing lost, nothing split, no line too long, no mark misplaced. */
static void test_lines_hold_together(void **state)
{
    (void)state;
    const char *s =
        "　　2026年3月5日，班主任说：“她（小雨）最近不肯说话……”问了e\u0301lan和👩\u200d👧；"
        "很长的词internationalization、《青少年抑郁量表》得分 18 分。\n第二段，𠮷野家。";
    for (size_t cells = 4; cells < 90; cells++) {
        struct line *lines;
        size_t n = strlen(s);
        size_t count = breaks_lines(s, n, cells, &lines);
        size_t at = 0;
        for (size_t i = 0; i < count; i++) {
            assert_true(lines[i].start == at || (s[at] == '\n' && lines[i].start == at + 1));
            char *line = xmemdupz(s + lines[i].start, lines[i].len);
            assert_true(utf8_valid(line, lines[i].len, NULL));
            size_t trailing = lines[i].len && line[lines[i].len - 1] == ' ';
            assert_true(width_str(line) <= cells + trailing);
            if (cells >= 24) {
                static const char *const never[] = {"，", "。", "；", "”", "）", "》", "、", "："};
                for (size_t k = 0; k < COUNT(never); k++) {
                    assert_int_not_equal(strncmp(line, never[k], strlen(never[k])), 0);
                }
            }
            xfree(line);
            at = lines[i].start + lines[i].len;
        }
        assert_int_equal(at, n);
        xfree(lines);
    }
}

static void test_nfc(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        const char *nfc;
    } texts[] = {
        {"", ""},           {"心档 abc", "心档 abc"},
        {"e\u0301", "é"},   {"\u1112\u1161\u11ab", "한"},
        {"か\u3099", "が"}, {"𠮷", "𠮷"},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        char *out = breaks_nfc(texts[i].s);
        assert_string_equal(out, texts[i].nfc);
        xfree(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graphemes),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_chinese_quotes),
        cmocka_unit_test(test_lines_hold_together),
        cmocka_unit_test(test_nfc),
    };
    return cmocka_run_group_tests_name("breaks", tests, NULL, NULL);
}
