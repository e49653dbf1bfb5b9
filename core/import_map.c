// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/export.h"
#include "core/import_priv.h"
#include "locale/catalog.h"

/*
 * Headings of roster files and what they mean: the national 学生基本信息表, the
 * fitness upload and what schools keep (domain.md 9.1); further our own labels
 * and keys, so that an export comes back.  Keys are field names, "class",
 * "grade", and "guardian1_name" with father and mother as 4 and 5.
 */
static const struct {
    const char *key;
    const char *headings;
} aliases[] = {
    {"name", "姓名|学生姓名|名字|学生|student name|full name"},
    {"former_name", "曾用名"},
    {"pinyin", "姓名拼音|拼音"},
    {"sex", "性别|gender"},
    {"born", "出生日期|出生年月日|生日|出生年月|birth date|birthday|date of birth"},
    {"nation", "民族|民族代码|ethnicity"},
    {"polit", "政治面貌"},
    {"student_no", "学籍号|全国学籍号|国网学籍号|学籍号码|全国学籍号码|student no|student id"},
    {"seat", "班内学号|学号|座号|座位号|seat no"},
    {"id_type", "身份证件类型|证件类型"},
    {"id_no", "身份证号|身份证件号|证件号码|身份证号码|身份证|身份证件号码|id number|id no"},
    {"boarding", "就读方式|是否住宿|是否住校|住宿情况|寄宿"},
    {"dorm", "宿舍|寝室|宿舍床位|宿舍号"},
    {"entered", "入学年月|入学时间|入学日期"},
    {"phone", "联系电话|电话|手机|学生电话|手机号|手机号码|phone|telephone"},
    {"left_roster", "是否留守儿童|留守儿童|留守"},
    {"only_child", "是否独生子女|独生子女"},
    {"orphan", "是否孤儿|孤儿"},
    {"migrant", "是否进城务工人员随迁子女|进城务工人员随迁子女|随迁子女"},
    {"martyr", "是否烈士或优抚子女|烈士优抚子女|烈士或优抚子女|是否烈士优抚子女"},
    {"aid", "是否享受资助|是否低保|低保|脱贫户|建档立卡"},
    {"hukou", "户口性质|户口类型|户籍类型"},
    {"address", "家庭地址|现住址|家庭住址|住址|地址"},
    {"health", "健康状况|健康状态"},
    {"disability", "残疾类型|残疾人类型|是否残疾"},
    {"inclusion", "随班就读"},
    {"illness", "既往病史|病史"},
    {"class", "班级|班级名称|所在班级|班|行政班|class name"},
    {"grade", "年级|年级名称|所在年级"},
    {"guardian1_name", "家长姓名|家长|监护人|监护人姓名|家长1姓名|监护人1|家长1|成员1姓名|家庭成员1姓名"},
    {"guardian1_kin", "家长关系|监护人关系|与学生关系|家长1关系|监护人1角色|成员1关系|家庭成员1关系|关系"},
    {"guardian1_phone", "家长电话|监护人电话|家长手机|监护人联系电话|家长联系电话|家长1电话|成员1联系电话|家庭成员1联系电话|监护人1联系电话"},
    {"guardian1_work", "家长单位|家长工作单位|监护人工作单位|家长1工作单位|成员1工作单位|家庭成员1工作单位|工作单位"},
    {"guardian2_name", "家长2姓名|监护人2|家长2|成员2姓名|家庭成员2姓名"},
    {"guardian2_kin", "家长2关系|监护人2角色|成员2关系|家庭成员2关系"},
    {"guardian2_phone", "家长2电话|成员2联系电话|家庭成员2联系电话|监护人2联系电话"},
    {"guardian2_work", "家长2工作单位|成员2工作单位|家庭成员2工作单位"},
    {"guardian4_name", "父亲|父亲姓名|爸爸姓名"},
    {"guardian4_phone", "父亲电话|父亲手机|父亲联系电话"},
    {"guardian4_work", "父亲工作单位|父亲单位"},
    {"guardian5_name", "母亲|母亲姓名|妈妈姓名"},
    {"guardian5_phone", "母亲电话|母亲手机|母亲联系电话"},
    {"guardian5_work", "母亲工作单位|母亲单位"},
};

/* A heading without spaces, stars, brackets' width and case. */
static char *fold(const char *heading, size_t n)
{
    struct str s = STR_INIT;
    struct str out = STR_INIT;
    utf8_squeeze(&s, heading, n);
    for (const char *p = s.ptr; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (cp == U'★' || cp == U'*' || cp == U'_' || cp == 0xfeff || cp < 0x20) {
            continue;
        }
        if (cp >= 'A' && cp <= 'Z') {
            str_addc(&out, (char)(cp - 'A' + 'a'));
        } else {
            str_addn(&out, from, (size_t)(p - from));
        }
    }
    str_release(&s);
    return str_steal(&out);
}

static bool is_among(const char *folded, const char *headings)
{
    for (const char *p = headings; *p;) {
        size_t n = strcspn(p, "|");
        char *one = fold(p, n);
        bool same = strcmp(one, folded) == 0;
        xfree(one);
        if (same) {
            return true;
        }
        p += n + (p[n] == '|');
    }
    return false;
}

/* What a key means; false if there is no such key. */
static bool read_key(const char *key, struct import_column *column)
{
    if (strcmp(key, "class") == 0 || strcmp(key, "grade") == 0) {
        column->target = key[0] == 'c' ? TARGET_CLASS : TARGET_GRADE;
        return true;
    }
    if (strncmp(key, "guardian", 8) == 0 && key[8] >= '1' && key[8] < '1' + IMPORT_GUARDIANS &&
        key[9] == '_') {
        column->field = spec_field(kind_part(&kind_pupil, "guardians")->spec, key + 10);
        column->slot = key[8] - '0';
        column->target = TARGET_GUARDIAN;
        return column->field != NULL;
    }
    column->field = spec_field(&kind_pupil.spec, key);
    column->target = TARGET_FIELD;
    return column->field && !(column->field->flags & (F_FIXED | F_PRIVATE));
}

/* The labels an export writes, in both languages: folded label -> key. */
struct labels {
    struct label {
        char *folded;
        char *key;
    } *at;
    size_t n, cap;
};

static void add_labels(struct labels *labels)
{
    size_t count;
    struct export_column *columns = export_columns(export_table("students"), &count);
    for (size_t i = 0; i < count; i++) {
        struct str label = STR_INIT;
        export_label(&label, &columns[i]);
        labels->at = mem_grow(labels->at, labels->n, &labels->cap, sizeof *labels->at);
        labels->at[labels->n++] = (struct label){.folded = fold(label.ptr, label.len),
                                                 .key = xstrdup(columns[i].key)};
        str_release(&label);
    }
    export_columns_free(columns, count);
}

static void collect_labels(struct labels *labels)
{
    const char *language = catalog_language();
    catalog_choose("zh_CN");
    add_labels(labels);
    catalog_choose("en");
    add_labels(labels);
    catalog_choose(language);
}

static void release_labels(struct labels *labels)
{
    for (size_t i = 0; i < labels->n; i++) {
        xfree(labels->at[i].folded);
        xfree(labels->at[i].key);
    }
    xfree(labels->at);
}

static void read_heading(const struct labels *labels, const char *heading,
                         struct import_column *column)
{
    *column = (struct import_column){.target = TARGET_IGNORED};
    char *key = xstrdup(heading);
    bool found = key[0] && read_key(key, column);
    xfree(key);
    char *folded = fold(heading, strlen(heading));
    for (size_t i = 0; !found && folded[0] && i < labels->n; i++) {
        found = strcmp(labels->at[i].folded, folded) == 0 &&
                read_key(labels->at[i].key, column);
    }
    for (size_t i = 0; !found && folded[0] && i < COUNT(aliases); i++) {
        found = is_among(folded, aliases[i].headings) && read_key(aliases[i].key, column);
    }
    if (!found) {
        *column = (struct import_column){.target = TARGET_IGNORED};
    }
    xfree(folded);
}

/* Columns of one row taken as headings; the number understood. */
static size_t read_headings(struct import_job *imp, const struct labels *labels, size_t row,
                            struct import_column **columns, size_t *count)
{
    size_t known = 0;
    *count = imp->sheet.rows[row].n;
    *columns = xcalloc(*count, sizeof **columns);
    for (size_t c = 0; c < *count; c++) {
        const char *heading = sheet_cell(&imp->sheet, row, c);
        read_heading(labels, csv_unguard(heading), &(*columns)[c]);
        (*columns)[c].heading = xstrdup(heading);
        known += (*columns)[c].target != TARGET_IGNORED;
    }
    return known;
}

static void free_columns(struct import_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xfree(columns[i].heading);
    }
    xfree(columns);
}

static bool same_target(const struct import_column *a, const struct import_column *b)
{
    return a->target == b->target && a->field == b->field && a->slot == b->slot;
}

static bool is_field(const struct import_column *column, enum import_target target,
                     const char *name)
{
    return column->target == target && strcmp(column->field->name, name) == 0;
}

/*
 * The first of two columns for one thing is it: 家庭地址 before 现住址.  A second
 * 姓名 begins the national form's block of a family member, whose 关系, 联系电话
 * and 工作单位 follow it.
 */
static void drop_doubles(struct import_job *imp)
{
    const struct spec *guardian = kind_part(&kind_pupil, "guardians")->spec;
    int slot = 0;
    for (size_t i = 0; i < imp->column_count; i++) {
        struct import_column *column = &imp->columns[i];
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            again = same_target(column, &imp->columns[k]);
        }
        if (!again) {
            continue;
        }
        if (is_field(column, TARGET_FIELD, "name") && slot < GUARDIAN_FATHER - 1) {
            slot++;
            column->target = TARGET_GUARDIAN;
            column->field = spec_field(guardian, "name");
            column->slot = slot;
        } else if (slot && is_field(column, TARGET_FIELD, "phone")) {
            column->target = TARGET_GUARDIAN;
            column->field = spec_field(guardian, "phone");
            column->slot = slot;
        } else if (slot > 1 && column->target == TARGET_GUARDIAN && column->slot == 1) {
            column->slot = slot;
        } else {
            column->target = TARGET_IGNORED;
        }
    }
}

/* --- the map a person wrote --- */

static enum err map_line(struct import_job *imp, const char *text, size_t n, size_t line,
                         struct import_fault *fault)
{
    const char *equals = memchr(text, '=', n);
    if (!equals || n == 0 || text[0] == '#') {
        return ERR_OK;
    }
    char *heading = fold(text, (size_t)(equals - text));
    struct str key = STR_INIT;
    utf8_squeeze(&key, equals + 1, n - (size_t)(equals + 1 - text));
    struct import_column to = {.target = TARGET_IGNORED};
    enum err e = ERR_OK;
    if (key.len && !read_key(key.ptr, &to)) {
        *fault = (struct import_fault){N_("The map names a column that there is not"), line,
                                       xstrdup(key.ptr)};
        e = ERR_INVALID;
    }
    for (size_t c = 0; e == ERR_OK && c < imp->column_count; c++) {
        struct import_column *column = &imp->columns[c];
        char *folded = fold(column->heading, strlen(column->heading));
        if (strcmp(folded, heading) == 0) {
            column->target = key.len ? to.target : TARGET_IGNORED;
            column->field = to.field;
            column->slot = to.slot;
        } else if (key.len && same_target(column, &to)) {
            column->target = TARGET_IGNORED; /* the person's word goes before the table's */
        }
        xfree(folded);
    }
    xfree(heading);
    str_release(&key);
    return e;
}

static enum err apply_map(struct import_job *imp, const char *map, struct import_fault *fault)
{
    size_t line = 1;
    enum err e = ERR_OK;
    for (const char *p = map; e == ERR_OK && *p; line++) {
        size_t n = strcspn(p, "\r\n");
        e = map_line(imp, p, n, line, fault);
        p += n;
        p += *p == '\r';
        p += *p == '\n';
    }
    return e;
}

static bool has_column(const struct import_job *imp, const char *name)
{
    for (size_t c = 0; c < imp->column_count; c++) {
        const struct import_column *column = &imp->columns[c];
        if (column->target == TARGET_FIELD && strcmp(column->field->name, name) == 0) {
            return true;
        }
    }
    return false;
}

enum err import_map_columns(struct import_job *imp, const char *map, struct import_fault *fault)
{
    enum { HEADER_ROWS = 5 };
    struct labels labels = {NULL, 0, 0};
    collect_labels(&labels);
    size_t best = 0;
    for (size_t row = 0; row < imp->sheet.row_count && row < HEADER_ROWS; row++) {
        struct import_column *columns;
        size_t count;
        size_t known = read_headings(imp, &labels, row, &columns, &count);
        if (known > best || !imp->columns) {
            free_columns(imp->columns, imp->column_count);
            imp->columns = columns;
            imp->column_count = count;
            imp->header = row;
            best = known;
        } else {
            free_columns(columns, count);
        }
    }
    release_labels(&labels);
    drop_doubles(imp);
    enum err e = map ? apply_map(imp, map, fault) : ERR_OK;
    if (e == ERR_OK && !has_column(imp, "name") && !has_column(imp, "student_no") &&
        !has_column(imp, "id_no")) {
        *fault = (struct import_fault){
            N_("No line with headings was found in the first five: one needs a name or a number"),
            1, NULL};
        e = ERR_INVALID;
    }
    return e;
}
