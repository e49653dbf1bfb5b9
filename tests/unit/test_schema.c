// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/verify.h"
#include "db/stmt.h"
#include "tests/support/store.h"

/* The migrated schema equals the definitions, both ways. */

static void compare_table(struct store *s, const struct spec *spec, bool is_part)
{
    char *sql = str_format("PRAGMA table_info(\"%s\")", spec->name);
    struct stmt *q = stmt_new(s->reg->db, sql);
    size_t columns = 0;
    size_t own = is_part ? 3 : 1; /* owner, row, pos; id */
    while (stmt_row(q)) {
        const char *name = stmt_text(q, 1);
        if (columns++ < own) {
            continue;
        }
        const struct field *f = spec_field(spec, name);
        if (!f) {
            fail_msg("%s.%s is a column and no field", spec->name, name);
            continue;
        }
        assert_string_equal(stmt_text(q, 2), field_is_text(f->type) ? "TEXT" : "INTEGER");
    }
    assert_int_equal(stmt_finish(q), ERR_OK);
    if (columns != own + spec->count) {
        fail_msg("%s has %zu fields and %zu columns", spec->name, spec->count, columns - own);
    }
    xfree(sql);
}

static void schema_equals_definitions(void **state)
{
    struct store *s = *state;
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        compare_table(s, &kinds[i]->spec, false);
        for (size_t p = 0; p < kinds[i]->part_count; p++) {
            compare_table(s, kinds[i]->parts[p].spec, true);
        }
    }
}

/* An index has no MAC: what is not compared with its table can lie unseen. */
static void every_index_is_compared(void **state)
{
    struct store *s = *state;
    struct stmt *q = stmt_new(s->reg->db, "SELECT name FROM sqlite_master WHERE type = 'index'"
                                          " AND name NOT LIKE 'sqlite_autoindex%'"
                                          " AND name <> 'audit_pupil'");
    size_t n = 0;
    while (stmt_row(q)) {
        if (!verify_knows_index(stmt_text(q, 0))) {
            fail_msg("core/verify.c does not compare the index %s", stmt_text(q, 0));
        }
        n++;
    }
    assert_int_equal(stmt_finish(q), ERR_OK);
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(schema_equals_definitions, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(every_index_is_compared, store_setup, store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
