// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/export.h"
#include "core/import.h"
#include "core/load.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"
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
    catalog_choose("zh_CN");
    store_end(*state);
    xfree(*state);
    return 0;
}

static void set_field(struct store *s, int64_t id, const char *field, const char *value)
{
    struct changes set = CHANGES_INIT;
    struct record *rec;
    assert_int_equal(store_load(s->reg, id, &rec), ERR_OK);
    field_set_text(rec, spec_field(&rec->kind->spec, field), value);
    changes_put(&set, rec);
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static struct export_job *open_job(struct store *s, struct export_options options)
{
    struct export_job *job = NULL;
    char *unknown = NULL;
    int64_t damaged;
    options.end = "\n";
    assert_int_equal(export_open(s->reg, &options, &job, &unknown, &damaged), ERR_OK);
    assert_int_equal(damaged, 0);
    return job;
}

/* The whole file of one export, as UTF-8 behind the heading line. */
static char *export_text(struct store *s, struct export_options options)
{
    struct export_job *job = open_job(s, options);
    struct str bytes = STR_INIT;
    struct str text = STR_INIT;
    size_t mended;
    size_t bad;
    export_check(job, &mended);
    assert_int_equal(export_bytes(job, &bytes), ERR_OK);
    assert_int_equal(encode_to_utf8(options.encoding, bytes.ptr, bytes.len, &text, &bad), ERR_OK);
    export_free(job);
    char *rows = xstrdup(strchr(text.ptr, '\n') + 1);
    str_release(&bytes);
    str_release(&text);
    return rows;
}

static void assert_rows(struct store *s, struct export_options options, const char *rows)
{
    char *text = export_text(s, options);
    assert_string_equal(text, rows);
    xfree(text);
}

static void test_students(void **state)
{
    struct store *s = *state;
    catalog_choose("en");
    int64_t class_id = store_class(s, STAGE_JUNIOR, 2022, 3);
    int64_t id = store_pupil(s, "韦晓彤", "2", class_id);
    set_field(s, id, "student_no", "G45088120090315452X");
    set_field(s, id, "phone", "+86 13800001111");
    set_field(s, id, "school_life", "-1 分钟，\"好\"");
    struct export_options o = {.kind = export_table("students"),
                               .encoding = ENC_UTF8,
                               .columns = "name,sex,born,phone,school_life"};
    struct str expected = STR_INIT;
    str_add(&expected, "韦晓彤,female,2012-09-03,'");
    value_mask(&expected, "+86 13800001111");
    str_add(&expected, ",\"'-1 分钟，\"\"好\"\"\"\n");
    assert_rows(s, o, expected.ptr);
    str_release(&expected);
    o.codes = true;
    o.full = true;
    assert_rows(s, o, "韦晓彤,2,2012-09-03,'+86 13800001111,\"'-1 分钟，\"\"好\"\"\"\n");
    o.columns = "student_no";
    assert_rows(s, o, "G45088120090315452X\n");
    o.full = false;
    char *masked = export_text(s, o);
    assert_non_null(strstr(masked, "***"));
    assert_null(strstr(masked, "20090315"));
    xfree(masked);
}

static void test_columns(void **state)
{
    struct store *s = *state;
    struct export_job *job = NULL;
    char *unknown = NULL;
    int64_t damaged;
    struct export_options o = {.kind = export_table("students"), .columns = "name,nope", .end = ""};
    assert_int_equal(export_open(s->reg, &o, &job, &unknown, &damaged), ERR_USAGE);
    assert_string_equal(unknown, "nope");
    xfree(unknown);
    assert_null(export_table("nope"));
    /* What is private leaves in no column at all. */
    static const char *const tables[] = {"students", "talks", "sessions"};
    for (size_t t = 0; t < COUNT(tables); t++) {
        size_t n;
        struct export_column *columns = export_columns(export_table(tables[t]), &n);
        for (size_t i = 0; i < n; i++) {
            assert_true(!columns[i].field || !(columns[i].field->flags & F_PRIVATE));
            for (size_t k = 0; k < i; k++) {
                assert_string_not_equal(columns[i].key, columns[k].key);
            }
        }
        export_columns_free(columns, n);
    }
}

static void test_talks(void **state)
{
    struct store *s = *state;
    int64_t class_id = store_class(s, STAGE_JUNIOR, 2025, 3);
    int64_t id = store_pupil(s, "韦晓彤", "2", class_id);
    store_talk(s, id, date_from_civil(2025, 10, 9), "=睡不着");
    store_talk(s, id, date_from_civil(2026, 3, 5), "好一些了");
    struct export_options o = {.kind = export_table("talks"),
                               .encoding = ENC_UTF8,
                               .columns = "day,said",
                               .has_term = true,
                               .term = {2025, 1}};
    assert_rows(s, o, "2025-10-09,'=睡不着\n");
    o.term.season = 2;
    assert_rows(s, o, "2026-03-05,好一些了\n");
    o.columns = "pupils";
    char *text = export_text(s, o);
    assert_non_null(strstr(text, "韦晓彤 "));
    xfree(text);
}

static void test_misfits(void **state)
{
    struct store *s = *state;
    int64_t class_id = store_class(s, STAGE_JUNIOR, 2025, 3);
    int64_t long_ = store_pupil(s, "陆䶮", "1", class_id);
    store_pupil(s, "韦㛃", "2", class_id);
    set_field(s, long_, "export_name", "陆龑");
    set_field(s, long_, "hobbies", "☑ 画画 • 唱歌");
    struct export_options o = {.kind = export_table("students"),
                               .encoding = ENC_GBK,
                               .columns = "name"};
    struct export_job *job = open_job(s, o);
    struct str bytes = STR_INIT;
    size_t mended;
    assert_int_equal(export_check(job, &mended), 2);
    assert_int_equal(export_bytes(job, &bytes), ERR_ENCODING);
    assert_string_equal(bytes.ptr, "");
    const struct misfit *m = export_misfit_at(job, 0);
    assert_string_equal(m->name, "U+4DAE");
    assert_string_equal(m->reading, "yan3");
    assert_true(m->pupil == long_);
    export_free(job);
    o.misfits = MISFITS_SUBSTITUTE;
    assert_rows(s, o, "陆龑\n韦(jie)\n");
    o.misfits = MISFITS_DESCRIBE;
    assert_rows(s, o, "陆〔U+4DAE yan3〕\n韦〔U+36C3 jie2〕\n");
    /* The sheet beside it names the characters themselves. */
    job = open_job(s, o);
    export_check(job, &mended);
    assert_int_equal(export_bytes(job, &bytes), ERR_OK);
    struct str sheet = STR_INIT;
    export_side_sheet(job, &sheet);
    assert_non_null(strstr(sheet.ptr, "䶮"));
    assert_non_null(strstr(sheet.ptr, "U+36C3"));
    export_free(job);
    str_release(&sheet);
    str_release(&bytes);
    /* Everything holds in GB18030; symbols are mended without a question. */
    o.encoding = ENC_GB18030;
    o.misfits = MISFITS_FAIL;
    assert_rows(s, o, "陆䶮\n韦㛃\n");
    o.encoding = ENC_GBK;
    o.columns = "hobbies";
    job = open_job(s, o);
    assert_int_equal(export_check(job, &mended), 0);
    assert_int_equal(mended, 2);
    export_free(job);
}

static void count_exports(void *ctx, const struct audit_row *row)
{
    size_t *n = ctx;
    if (strcmp(row->action, "export") == 0) {
        assert_non_null(strstr(row->detail, "students rows=1"));
        assert_non_null(strstr(row->detail, "purpose=上报"));
        ++*n;
    }
}

static void test_saved_and_logged(void **state)
{
    struct store *s = *state;
    store_pupil(s, "韦晓彤", "2", store_class(s, STAGE_JUNIOR, 2025, 3));
    struct export_options o = {.kind = export_table("students"), .encoding = ENC_UTF8_BOM,
                               .full = true, .purpose = "上报"};
    struct export_job *job = open_job(s, o);
    struct str bytes = STR_INIT;
    struct str back = STR_INIT;
    assert_int_equal(export_bytes(job, &bytes), ERR_OK);
    assert_int_equal(export_log(job, &bytes), ERR_OK);
    char *path = file_join(s->dir, "名单.csv");
    assert_int_equal(file_replace(path, bytes.ptr, bytes.len), ERR_OK);
    assert_int_equal(file_read(path, 1 << 20, &back), ERR_OK);
    assert_int_equal(back.len, bytes.len);
    assert_memory_equal(back.ptr, "\xef\xbb\xbf", 3);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    size_t n = 0;
    int64_t bad;
    assert_int_equal(audit_read(s->reg, count_exports, &n, &bad), ERR_OK);
    assert_int_equal(n, 1);
    assert_int_equal(file_replace("/proc/nowhere/名单.csv", bytes.ptr, bytes.len) == ERR_OK, false);
    xfree(path);
    str_release(&bytes);
    str_release(&back);
    export_free(job);
}

/* A full export in either language comes back as unchanged. */
static void test_round_trip(void **state)
{
    struct store *s = *state;
    static const char text[] =
        "姓名,性别,出生日期,学籍号,身份证号,班级,家长姓名,家长关系,家长电话,独生子女,入学年月,地址\n"
        "韦晓彤,女生,2012-09-03,G45088120090315452X,450881200903154521,2025级1班,黄玉兰,母亲,"
        "13800001111,是,202509,=港北区\n"
        "陆䶮,男生,2012-09-04,,,2025级1班,,,,,,\n";
    static const char *const languages[] = {"en", "zh_CN"};
    struct import_job *imp = NULL;
    struct import_fault fault;
    struct import_options options = {.encoding = ENC_UTF8};
    struct import_counts counts;
    bool done = false;
    int64_t id;
    assert_int_equal(import_open(s->reg, text, strlen(text), &options, &imp, &fault), ERR_OK);
    assert_int_equal(import_step(imp, 1000, &done), ERR_OK);
    assert_int_equal(import_write_begin(imp), ERR_OK);
    assert_int_equal(import_write_step(imp, 1000, &done), ERR_OK);
    assert_int_equal(import_write_end(imp, false, &id), ERR_OK);
    import_free(imp);
    for (size_t i = 0; i < COUNT(languages); i++) {
        struct str bytes = STR_INIT;
        struct export_options o = {.kind = export_table("students"), .encoding = ENC_GB18030,
                                   .full = true};
        assert_true(catalog_choose(languages[i]));
        struct export_job *job = open_job(s, o);
        assert_int_equal(export_bytes(job, &bytes), ERR_OK);
        export_free(job);
        assert_true(catalog_choose(languages[1 - i]));
        options.encoding = ENC_UNKNOWN;
        assert_int_equal(import_open(s->reg, bytes.ptr, bytes.len, &options, &imp, &fault),
                         ERR_OK);
        assert_int_equal(import_step(imp, 1000, &done), ERR_OK);
        import_count(imp, &counts);
        assert_int_equal(counts.same, 2);
        assert_int_equal(counts.changed + counts.fresh + counts.ask + counts.bad, 0);
        import_free(imp);
        str_release(&bytes);
    }
}

int main(void)
{
#define WITH_STORE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(test_students),   WITH_STORE(test_columns),
        WITH_STORE(test_talks),      WITH_STORE(test_misfits),
        WITH_STORE(test_round_trip), WITH_STORE(test_saved_and_logged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
