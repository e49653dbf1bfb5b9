// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/demo.h"
#include "core/draft.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/stmt.h"
#include "tests/support/store.h"

struct demo_store {
    char dir[64];
    struct key *key;
    struct reg *reg;
};

static void begin(struct demo_store *s, const struct demo_how *how)
{
    memset(s, 0, sizeof *s);
    memcpy(s->dir, "/tmp/xindang-demo-XXXXXX", sizeof "/tmp/xindang-demo-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&s->key), ERR_OK);
    struct reg_new made = {.dir = s->dir, .school = "石榴湾初级中学", .password = "demo",
                           .cost = KDF_LIGHT, .is_demo = true};
    assert_int_equal(reg_make(&made, s->key), ERR_OK);
    struct reg_how open = {.dir = s->dir, .key = s->key, .lock_fd = -1};
    assert_int_equal(reg_open(&open, &s->reg, NULL), ERR_OK);
    assert_int_equal(demo_fill(s->reg, how), ERR_OK);
    reg_close(s->reg, false);
    assert_int_equal(reg_open(&open, &s->reg, NULL), ERR_OK);
}

static void end(struct demo_store *s)
{
    reg_close(s->reg, false);
    key_free(s->key);
    char *command = str_format("rm -rf '%s'", s->dir);
    assert_int_equal(system(command), 0);
    xfree(command);
}

static int64_t count(struct reg *reg, const char *sql)
{
    struct stmt *q = stmt_new(reg->db, sql);
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : NONE;
    assert_int_equal(stmt_finish(q), ERR_OK);
    return n;
}

static void print(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    print_message("%s %lld\n", msgid, (long long)n);
}

static struct demo_how usual(void)
{
    return (struct demo_how){.seed = 7, .students = 120, .years = 2,
                             .on = date_from_civil(2026, 3, 26)};
}

static void schools_of_all_sizes_are_sound(void **state)
{
    (void)state;
    static const struct {
        int students, years;
        const char *on;
        size_t classes; /* of the current pupils */
    } cases[] = {
        {1, 1, "2026-09-01", 3}, {120, 2, "2026-03-26", 3},  {305, 3, "2025-02-28", 6},
        {60, 12, "2015-06-29", 3}, {310, 1, "2039-12-31", 6},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct demo_how how = {.seed = i, .students = cases[i].students, .years = cases[i].years};
        assert_true(date_parse_iso(cases[i].on, &how.on));
        struct demo_store s;
        begin(&s, &how);
        assert_int_equal(verify_all(s.reg, print, NULL), ERR_OK);
        assert_int_equal(roster_at_school(s.reg->roster), cases[i].students);
        size_t current = 0;
        for (size_t c = 0; c < roster_class_count(s.reg->roster); c++) {
            struct class_ref ref = roster_class_at(s.reg->roster, c)->ref;
            int grade = calendar_grade(s.reg->calendar, ref.stage, ref.entry, how.on);
            current += grade >= 7 && grade <= 9;
        }
        assert_int_equal(current, cases[i].classes);
        end(&s);
    }
}

/* Line and pack of every record, one after the other. */
static void all_bytes(struct reg *reg, struct str *out)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        struct scan *scan = scan_open(reg, kinds[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            record_line(out, rec);
            pack_record(out, rec);
            record_free(rec);
        }
        assert_int_equal(scan_close(scan, NULL), ERR_OK);
    }
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
    (void)state;
    struct str bytes[3] = {STR_INIT, STR_INIT, STR_INIT};
    for (int i = 0; i < 3; i++) {
        struct demo_how how = usual();
        how.seed += i == 2;
        struct demo_store s;
        begin(&s, &how);
        all_bytes(s.reg, &bytes[i]);
        end(&s);
    }
    assert_int_equal(bytes[0].len, bytes[1].len);
    assert_memory_equal(bytes[0].ptr, bytes[1].ptr, bytes[0].len);
    assert_true(bytes[0].len != bytes[2].len ||
                memcmp(bytes[0].ptr, bytes[2].ptr, bytes[0].len) != 0);
    for (int i = 0; i < 3; i++) {
        str_release(&bytes[i]);
    }
}

/* Every code is in its list, every text within its field's length. */
static void assert_fields(const void *base, const struct spec *spec)
{
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        const char *text = field_is_text(f->type) ? *field_text(base, f) : NULL;
        if (!text) {
            continue;
        }
        assert_true(text[0] != '\0');
        if (f->type == FIELD_CODE && !codes_find(f->codes, text)) {
            fail_msg("%s.%s: no code %s", spec->name, f->name, text);
        }
        for (const char *p = text; f->type == FIELD_CODES && p[1]; p += f->codes->digits + 1) {
            char *code = xmemdupz(p + 1, (size_t)f->codes->digits);
            if (!codes_find(f->codes, code)) {
                fail_msg("%s.%s: no code in '%s'", spec->name, f->name, text);
            }
            xfree(code);
        }
        if (f->type == FIELD_TEXT && f->max && utf8_count(text) > (size_t)f->max) {
            fail_msg("%s.%s is too long: %s", spec->name, f->name, text);
        }
    }
}

static void fields_hold_what_they_may(void **state)
{
    (void)state;
    struct demo_how how = usual();
    struct demo_store s;
    begin(&s, &how);
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        struct scan *scan = scan_open(s.reg, kinds[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            assert_fields(rec, &kinds[i]->spec);
            for (size_t p = 0; p < kinds[i]->part_count; p++) {
                const struct rows *rows = record_rows(rec, &kinds[i]->parts[p]);
                for (size_t r = 0; r < rows->n; r++) {
                    assert_fields(rows->at[r], kinds[i]->parts[p].spec);
                }
            }
            record_free(rec);
        }
        assert_int_equal(scan_close(scan, NULL), ERR_OK);
    }
    end(&s);
}

static void what_a_school_has(void **state)
{
    (void)state;
    struct demo_how how = usual();
    how.students = 400;
    struct demo_store s;
    begin(&s, &how);
    struct reg *reg = s.reg;
    assert_string_equal(reg->calendar->school_name, "石榴湾初级中学");
    assert_string_equal(roster_name(reg->roster, reg->me), "蓝月华");
    assert_int_equal(count(reg, "SELECT count(*) FROM term"), 4);
    assert_int_equal(count(reg, "SELECT count(*) FROM blocked"), 2);
    assert_int_equal(count(reg, "SELECT count(*) FROM draft"), 2);
    assert_int_equal(count(reg, "SELECT count(*) FROM audit WHERE action = 'import'"), 1);
    /* Nothing lies after the last day, nobody is talked with who is not there. */
    assert_int_equal(count(reg, "SELECT count(*) FROM record WHERE day > 20538"
                                " AND kind <> 'appointment'"),
                     0);
    assert_int_equal(
        count(reg, "SELECT count(*) FROM record WHERE typed_at > (20539 * 24 - 8) * 3600000"), 0);
    /* Legal moves, chains that fit. */
    struct scan *scan = scan_open(reg, &kind_act);
    struct record *rec;
    while (scan_next(scan, &rec)) {
        const struct act *act = (const struct act *)rec;
        const struct machine *m = machine_by_id(act->machine);
        assert_non_null(m);
        assert_non_null(machine_move(m, act->move));
        record_free(rec);
    }
    assert_int_equal(scan_close(scan, NULL), ERR_OK);
    assert_int_equal(
        count(reg, "SELECT count(*) FROM act a JOIN act b ON b.id = a.next"
                   " WHERE ifnull(a.to_state, '') <> ifnull(b.from_state, '')"), 0);
    /* Every class in use has a class teacher. */
    for (size_t i = 0; i < roster_class_count(reg->roster); i++) {
        const struct class_card *c = roster_class_at(reg->roster, i);
        bool current = calendar_grade(reg->calendar, c->ref.stage, c->ref.entry, how.on) <= 9;
        assert_int_equal(roster_class_teacher(reg->roster, c->id) != NONE, current);
    }
    int64_t talks = count(reg, "SELECT count(*) FROM talk");
    assert_in_range(talks, 400 * 12, 400 * 24);
    end(&s);
}

/* The bed is what the rewrite is tried on as well. */
static void it_can_be_rewritten(void **state)
{
    (void)state;
    struct demo_how how = usual();
    struct demo_store s;
    begin(&s, &how);
    int64_t before = s.reg->root.records;
    struct key *fresh;
    assert_int_equal(key_new(&fresh), ERR_OK);
    assert_int_equal(rewrite_run(&s.reg, fresh, "demo",
                                 &(struct rewrite_how){.why = AUDIT_REKEY}), ERR_OK);
    assert_int_equal(s.reg->root.records, before);
    assert_int_equal(verify_all(s.reg, print, NULL), ERR_OK);
    key_free(fresh);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schools_of_all_sizes_are_sound),
        cmocka_unit_test(the_same_seed_gives_the_same_bytes),
        cmocka_unit_test(fields_hold_what_they_may),
        cmocka_unit_test(what_a_school_has),
        cmocka_unit_test(it_can_be_rewritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
