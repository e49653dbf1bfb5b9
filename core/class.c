// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/utf8.h"
#include "core/calendar.h"
#include "locale/catalog.h"

/* How classes are written and read: core/calendar.h. */

static const char *const grade_words[] = {"",   "一", "二", "三", "四",   "五",   "六",
                                          "七", "八", "九", "高一", "高二", "高三"};

static bool in_english(void)
{
    return strcmp(catalog_language(), "en") == 0;
}

void class_format(struct str *out, const struct calendar *cal, enum stage stage, int entry,
                  int number, int64_t day)
{
    int grade = calendar_grade(cal, stage, entry, day);
    int last = calendar_last_grade(cal, stage);
    if (grade > last) {
        str_addf(out, tr("class of %d (%d)"), entry + cal->years[stage], number);
    } else if (grade < calendar_first_grade(cal, stage) || grade >= (int)COUNT(grade_words)) {
        str_addf(out, tr("entry %d (%d)"), entry, number);
    } else if (in_english()) {
        str_addf(out, "%d(%d)", grade, number);
    } else {
        str_addf(out, "%s(%d)", grade_words[grade], number);
    }
}

/* --- reading --- */

/* What a spelling says, before the school decides what it means. */
struct spelling {
    int grade;        /* 1 to 12, 0 not said */
    enum stage stage; /* said by 小 初 高, with `grade` then 1 to 6 within it */
    int entry;        /* 2025级, 0 not said */
    int leaves;       /* 2028届: the year it leaves the school, 0 not said */
    int number;       /* 0 not said */
};

static int chinese_digit(uint32_t cp)
{
    static const uint32_t digits[] = {U'〇', U'一', U'二', U'三', U'四',
                                      U'五', U'六', U'七', U'八', U'九'};
    for (int i = 0; i < (int)COUNT(digits); i++) {
        if (digits[i] == cp) {
            return i;
        }
    }
    return -1;
}

/* 一 to 九十九 or ASCII digits at *s; 0 if there is no number there.  *digits: ASCII digits read. */
static int take_number(const char **s, int *digits)
{
    int value = 0;
    *digits = 0;
    while (**s >= '0' && **s <= '9' && *digits < 6) {
        value = value * 10 + (*(*s)++ - '0');
        ++*digits;
    }
    if (*digits) {
        return value;
    }
    for (;;) {
        const char *next = *s;
        uint32_t cp = *next ? utf8_next(&next) : 0;
        if (cp == U'十') {
            value = value ? value * 10 : 10;
            const char *after = next;
            int unit = *after ? chinese_digit(utf8_next(&after)) : -1;
            if (unit > 0) {
                value += unit;
                next = after;
            }
            *s = next;
            return value;
        }
        int d = cp ? chinese_digit(cp) : -1;
        if (d < 0) {
            return value;
        }
        value = value * 10 + d;
        *s = next;
    }
}

static bool take_word(const char **s, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(*s, word, n) != 0) {
        return false;
    }
    *s += n;
    return true;
}

static enum stage take_stage(const char **s)
{
    static const struct {
        const char *word;
        enum stage stage;
    } words[] = {{"小学", STAGE_PRIMARY}, {"初中", STAGE_JUNIOR}, {"高中", STAGE_SENIOR},
                 {"小", STAGE_PRIMARY},   {"初", STAGE_JUNIOR},   {"高", STAGE_SENIOR}};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (take_word(s, words[i].word)) {
            return words[i].stage;
        }
    }
    return STAGE_NONE;
}

/* Digits alone: 0701, 701, 1203, the fitness upload's 2101. */
static bool spell_digits(const struct calendar *cal, int value, int digits, struct spelling *sp)
{
    int head = value / 100;
    sp->number = value % 100;
    if (digits < 3 || digits > 4 || !sp->number) {
        return false;
    }
    static const struct {
        int first, last;
        enum stage stage;
    } fitness[] = {{11, 16, STAGE_PRIMARY}, {21, 24, STAGE_JUNIOR}, {31, 34, STAGE_SENIOR}};
    bool as_grade = head >= 1 && head <= 12 && (head < 10 || cal->has_stage[STAGE_SENIOR]);
    for (size_t i = 0; i < COUNT(fitness) && !as_grade; i++) {
        if (head >= fitness[i].first && head <= fitness[i].last &&
            cal->has_stage[fitness[i].stage]) {
            sp->stage = fitness[i].stage;
            sp->grade = head % 10;
            return true;
        }
    }
    sp->grade = head;
    return as_grade;
}

/* A spelling with words, squeezed: no spaces, ASCII brackets. */
static bool spell_words(const char *s, struct spelling *sp)
{
    int digits;
    sp->stage = take_stage(&s);
    int value = take_number(&s, &digits);
    if (take_word(&s, "级")) {
        sp->entry = value;
        value = 0;
    } else if (take_word(&s, "届")) {
        sp->leaves = value;
        value = 0;
    } else if (take_word(&s, "年级") || take_word(&s, "年") || *s == '(' || sp->stage) {
        sp->grade = value;
        value = 0;
    }
    if (!value && *s) {
        take_word(&s, "(");
        take_word(&s, "第");
        value = take_number(&s, &digits);
        take_word(&s, ")");
    }
    sp->number = value;
    take_word(&s, "班");
    take_word(&s, "级");
    return *s == '\0' && (sp->number || sp->grade || sp->entry || sp->leaves);
}

static bool spell(const struct calendar *cal, const char *text, struct spelling *sp)
{
    struct str s = STR_INIT;
    utf8_squeeze(&s, text, strlen(text));
    *sp = (struct spelling){0, STAGE_NONE, 0, 0, 0};
    bool good;
    size_t digits = strspn(s.ptr, "0123456789");
    if (digits == s.len && digits >= 3) {
        good = spell_digits(cal, (int)strtol(s.ptr, NULL, 10), (int)digits, sp);
    } else {
        good = s.len && spell_words(s.ptr, sp);
    }
    str_release(&s);
    return good;
}

/* The stage a grade lies in at this school. */
static enum stage stage_of_grade(const struct calendar *cal, int grade)
{
    for (int s = STAGE_PRIMARY; s < STAGE_COUNT; s++) {
        if (cal->has_stage[s] && grade >= calendar_first_grade(cal, (enum stage)s) &&
            grade <= calendar_last_grade(cal, (enum stage)s)) {
            return (enum stage)s;
        }
    }
    return STAGE_NONE;
}

/*
 * 2028届 as a year of entry: the stage said, else the one in which it is at
 * school in `year`, else the school's last, which it has left.
 */
static int entry_of_leaving(const struct calendar *cal, int leaves, int year, enum stage *stage)
{
    enum stage last = STAGE_NONE;
    for (int s = STAGE_PRIMARY; s < STAGE_COUNT && *stage == STAGE_NONE; s++) {
        int behind = year - (leaves - cal->years[s]);
        if (cal->has_stage[s]) {
            last = (enum stage)s;
            *stage = behind >= 0 && behind < cal->years[s] ? last : STAGE_NONE;
        }
    }
    *stage = *stage == STAGE_NONE ? last : *stage;
    return leaves - cal->years[*stage];
}

static bool place(const struct calendar *cal, const struct spelling *sp, int64_t day,
                  struct class_ref *out)
{
    int year = calendar_term_of(cal, day).year;
    enum stage stage = sp->stage;
    int grade = sp->grade;
    int said = sp->leaves ? entry_of_leaving(cal, sp->leaves, year, &stage) : sp->entry;
    if (stage != STAGE_NONE && grade) {
        /* 初一 is the first grade of junior school, but 初七 is written too. */
        int first = calendar_first_grade(cal, stage);
        grade = grade < first ? first + grade - 1 : grade;
    } else if (grade) {
        stage = stage_of_grade(cal, grade);
    } else if (said && stage == STAGE_NONE) {
        for (int s = STAGE_PRIMARY; s < STAGE_COUNT && stage == STAGE_NONE; s++) {
            int behind = year - said;
            if (cal->has_stage[s] && behind >= 0 && behind < cal->years[s]) {
                stage = (enum stage)s;
            }
        }
    }
    if (stage == STAGE_NONE || !cal->has_stage[stage] || sp->number < 1 || sp->number > 99) {
        return false;
    }
    int entry = said ? said : year - (grade - calendar_first_grade(cal, stage));
    if (!said && (grade < calendar_first_grade(cal, stage) ||
                       grade > calendar_last_grade(cal, stage))) {
        return false;
    }
    *out = (struct class_ref){stage, entry, sp->number};
    return entry > 1990 && entry < 2200;
}

bool class_parse(const struct calendar *cal, const char *text, const char *grade_text, int64_t day,
                 struct class_ref *out)
{
    struct spelling sp;
    struct spelling grade = {0, STAGE_NONE, 0, 0, 0};
    bool has_grade = grade_text && grade_text[0] && spell(cal, grade_text, &grade);
    if (!spell(cal, text, &sp)) {
        /* A bare "1" beside a grade column. */
        char *end;
        long number = strtol(text, &end, 10);
        if (!has_grade || *end || number < 1 || number > 99) {
            return false;
        }
        sp = (struct spelling){0, STAGE_NONE, 0, 0, (int)number};
    }
    if (has_grade && !sp.grade && !sp.entry && !sp.leaves) {
        /* 七年级, 初一, 2025级 or a bare 7, which spelling read as a number. */
        sp.stage = grade.stage;
        sp.entry = grade.entry;
        sp.leaves = grade.leaves;
        sp.grade = grade.grade ? grade.grade : grade.entry || grade.leaves ? 0 : grade.number;
    }
    return place(cal, &sp, day, out);
}
