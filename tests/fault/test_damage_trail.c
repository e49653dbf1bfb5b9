// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/verify.h"
#include "db/db.h"
#include "db/stmt.h"
#include "tests/fault/specimen.h"
#include "tests/support/store.h"

/* Somebody who has the key writes into the audit trail by the database shell. */

enum { ENTRIES = 240 };

struct trail {
    struct store s;
    int64_t last; /* seq of the newest entry */
    uint32_t seed;
};

static int begin(void **state)
{
    struct trail *t = xcalloc(1, sizeof *t);
    store_begin(&t->s);
    t->seed = 4711;
    for (int i = 0; i < ENTRIES; i++) {
        char *detail = str_format("rows=%d", i % 3);
        audit_queue(t->s.reg, &(struct audit_entry){.action = i % 2 ? AUDIT_READ : AUDIT_EXPORT,
                                                    .kind = i % 5 ? "talk" : NULL,
                                                    .object = i % 4 ? 1000 + i % 7 : NONE,
                                                    .pupil = i % 3 ? 7 : NONE,
                                                    .detail = i % 6 ? detail : NULL});
        xfree(detail);
    }
    assert_int_equal(store_flush(t->s.reg), ERR_OK);
    t->last = t->s.reg->root.audit_seq;
    assert_true(t->last >= ENTRIES);
    assert_int_equal(db_exec(t->s.reg->db, "DROP TRIGGER audit_fixed; DROP TRIGGER audit_kept;"),
                     ERR_OK);
    assert_int_equal(audit_read(t->s.reg, NULL, NULL, NULL), ERR_OK);
    *state = t;
    return 0;
}

static int end(void **state)
{
    struct trail *t = *state;
    store_end(&t->s);
    xfree(t);
    return 0;
}

static int64_t chance(struct trail *t, int64_t of)
{
    t->seed = t->seed * 1664525u + 1013904223u;
    return (int64_t)(t->seed >> 7) % of;
}

/*
 * What is done: A and B stand for two different entries, C for a number.  What
 * changes nothing (a value that stood there) is found by comparing the table.
 */
static const struct mutation {
    const char *what;
    const char *sql;
    bool tail; /* opening sees it already */
} mutations[] = {
    {"moment", "UPDATE audit SET at = at + 1 + C WHERE seq = A", false},
    {"actor", "UPDATE audit SET actor = actor || 'x' WHERE seq = A", false},
    {"action", "UPDATE audit SET action = CASE action WHEN 'read' THEN 'print' ELSE 'read' END"
               " WHERE seq = A", false},
    {"kind", "UPDATE audit SET kind = CASE WHEN kind IS NULL THEN '' ELSE NULL END WHERE seq = A",
     false},
    {"object", "UPDATE audit SET object = coalesce(object + 1 + C, C) WHERE seq = A", false},
    {"object gone", "UPDATE audit SET object = CASE WHEN object IS NULL THEN 0 END WHERE seq = A",
     false},
    {"pupil", "UPDATE audit SET pupil = coalesce(pupil + 1 + C, C) WHERE seq = A", false},
    {"detail", "UPDATE audit SET detail = coalesce(detail || C, '') WHERE seq = A", false},
    {"from one to the next", "UPDATE audit SET actor = actor || action, action = '' WHERE seq = A",
     false},
    {"mac", "UPDATE audit SET mac = randomblob(32) WHERE seq = A", false},
    {"mac cut", "UPDATE audit SET mac = substr(mac, 1, C % 32) WHERE seq = A", false},
    {"mac longer", "UPDATE audit SET mac = mac || x'00' WHERE seq = A", false},
    {"mac of another", "UPDATE audit SET mac = (SELECT mac FROM audit WHERE seq = B) WHERE seq = A",
     false},
    {"removed", "DELETE FROM audit WHERE seq = A", false},
    {"several removed", "DELETE FROM audit WHERE seq BETWEEN A AND A + C % 9", false},
    {"removed, the rest moved up",
     "DELETE FROM audit WHERE seq = A; UPDATE audit SET seq = -seq WHERE seq > A;"
     " UPDATE audit SET seq = -seq - 1 WHERE seq < 0", true},
    {"one twice, the rest moved down",
     "UPDATE audit SET seq = -seq WHERE seq > A; UPDATE audit SET seq = -seq + 1 WHERE seq < 0;"
     " INSERT INTO audit SELECT A + 1, at, actor, action, kind, object, pupil, detail, mac"
     " FROM audit WHERE seq = A", true},
    {"one put between",
     "UPDATE audit SET seq = -seq WHERE seq > A; UPDATE audit SET seq = -seq + 1 WHERE seq < 0;"
     " INSERT INTO audit VALUES (A + 1, C, 'counsellor', 'read', 'talk', C, 7, NULL,"
     " randomblob(32))", true},
    {"one put behind", "INSERT INTO audit SELECT (SELECT max(seq) FROM audit) + 1 + C % 3, at,"
                       " actor, action, kind, object, pupil, detail, mac FROM audit"
                       " WHERE seq = A", true},
    {"one put before", "INSERT INTO audit SELECT -C, at, actor, action, kind, object, pupil,"
                       " detail, mac FROM audit WHERE seq = A", false},
    {"two exchanged", "UPDATE audit SET seq = -A WHERE seq = A; UPDATE audit SET seq = A"
                      " WHERE seq = B; UPDATE audit SET seq = B WHERE seq = -A", false},
    {"tail cut", "DELETE FROM audit WHERE seq >= A", true},
    {"tail cut by one", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", true},
    {"head cut", "DELETE FROM audit WHERE seq <= A", false},
    {"head cut, the rest moved up",
     "DELETE FROM audit WHERE seq <= A; UPDATE audit SET seq = -seq;"
     " UPDATE audit SET seq = -seq - A", true},
    {"all gone", "DELETE FROM audit", true},
};

/* The statement with its letters replaced. */
static char *fill_in(struct trail *t, const char *sql)
{
    int64_t a = 1 + chance(t, t->last);
    int64_t b = 1 + (a + chance(t, t->last - 1)) % t->last;
    int64_t c = 1 + chance(t, 1000);
    struct str s = STR_INIT;
    for (const char *p = sql; *p; p++) {
        bool letter = strchr("ABC", *p) && p[1] != 'S' && (p == sql || strchr(" -(", p[-1])) &&
                      !(p[1] >= 'A' && p[1] <= 'Z');
        if (letter) {
            str_addf(&s, "%lld", (long long)(*p == 'A' ? a : *p == 'B' ? b : c));
        } else {
            str_addc(&s, *p);
        }
    }
    return str_steal(&s);
}

static void say_nothing(void *ctx, const char *msgid, int64_t n)
{
    (void)msgid;
    (void)n;
    ++*(size_t *)ctx;
}

/* Nothing is remembered from one mutation to the next. */
static void forget(struct reg *reg)
{
    checker_free(reg->checker);
    reg->checker = checker_new();
    reg->read_only = false;
}

static void mutate(struct trail *t, const struct mutation *m, bool everything)
{
    struct reg *reg = t->s.reg;
    char *sql = fill_in(t, m->sql);
    assert_int_equal(db_begin(reg->db), ERR_OK);
    if (db_exec(reg->db, sql) != ERR_OK) {
        fail_msg("%s", sql);
    }
    int64_t bad = NONE;
    forget(reg);
    if (audit_read(reg, NULL, NULL, &bad) != ERR_DAMAGED || !reg->read_only) {
        fail_msg("not seen: %s: %s", m->what, sql);
    }
    assert_in_range(bad, 1, t->last + 1);
    assert_string_equal(verify_damage(reg, 0)->where, "audit");
    if (m->tail || everything) {
        forget(reg);
        enum err e = verify_open(reg);
        if (m->tail && e != ERR_DAMAGED) {
            fail_msg("not seen at opening: %s: %s", m->what, sql);
        }
    }
    if (everything) {
        size_t said = 0;
        forget(reg);
        assert_int_equal(verify_all(reg, say_nothing, &said), ERR_DAMAGED);
        assert_true(said > 0);
    }
    db_rollback(reg->db);
    forget(reg);
    xfree(sql);
}

static void entries_of_the_trail(void **state)
{
    struct trail *t = *state;
    size_t cases = specimen_torture() ? 104000 : 10010;
    for (size_t i = 0; i < cases; i++) {
        mutate(t, &mutations[i % COUNT(mutations)], i / COUNT(mutations) % 20 == 0);
    }
    assert_int_equal(audit_read(t->s.reg, NULL, NULL, NULL), ERR_OK);
    print_message("audit trail of %lld entries: %zu mutations of %zu kinds, all detected\n",
                  (long long)t->last, cases, COUNT(mutations));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_of_the_trail),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
