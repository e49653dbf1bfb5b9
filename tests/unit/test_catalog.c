// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/base/attr.h"
#include "core/base/err.h"
#include "locale/catalog.h"
#include "locale/catalog_table.h"

static void test_every_error_has_its_chinese(void **state)
{
    (void)state;
    for (int e = 0; e < ERR_COUNT; e++) {
        const char *msgid = err_msgid((enum err)e);
        const char *text = tr(msgid);
        if (text == msgid) {
            fail_msg("no Chinese for: %s", msgid);
        }
        assert_null(strstr(text, "错误"));
        assert_null(strstr(text, "非法"));
        assert_null(strstr(text, "失败"));
    }
    assert_string_equal(tr("The password is not right"), "密码不对");
}

static void test_table_is_sorted(void **state)
{
    (void)state;
    assert_true(catalog_zh_CN_count >= ERR_COUNT);
    for (size_t i = 1; i < catalog_zh_CN_count; i++) {
        assert_true(strcmp(catalog_zh_CN[i - 1].msgid, catalog_zh_CN[i].msgid) < 0);
        assert_true(*catalog_zh_CN[i].msgstr != '\0');
    }
}

/* Every entry is found, the ones with a context only through it. */
static void test_lookup(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalog_zh_CN_count; i++) {
        const char *key = catalog_zh_CN[i].msgid;
        const char *eot = strchr(key, '\004');
        if (!eot) {
            assert_ptr_equal(tr(key), catalog_zh_CN[i].msgstr);
            continue;
        }
        char context[256];
        size_t n = (size_t)(eot - key);
        assert_true(n < sizeof context);
        memcpy(context, key, n);
        context[n] = '\0';
        assert_ptr_equal(trc(context, eot + 1), catalog_zh_CN[i].msgstr);
    }
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "zzzz", "Dona", "Don", "Donee", "没有"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_ptr_equal(tr(texts[i]), texts[i]);
        assert_ptr_equal(trc("no such context", texts[i]), texts[i]);
    }
    /* Without an entry of its own a context falls back to the plain word. */
    assert_ptr_equal(trc("no such context", "Done"), tr("Done"));
}

static void test_language(void **state)
{
    (void)state;
    assert_string_equal(catalog_language(), "zh_CN");
    assert_true(catalog_choose("en"));
    assert_string_equal(catalog_language(), "en");
    assert_string_equal(tr("Done"), "Done");
    assert_false(catalog_choose("fr"));
    assert_false(catalog_choose(""));
    assert_string_equal(catalog_language(), "en");
    assert_true(catalog_choose("zh"));
    assert_string_equal(catalog_language(), "zh_CN");
    assert_true(catalog_choose("zh_CN"));
    assert_string_equal(tr("Done"), "好了");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_error_has_its_chinese),
        cmocka_unit_test(test_table_is_sorted),
        cmocka_unit_test(test_lookup),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_language),
    };
    return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
