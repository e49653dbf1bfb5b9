// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/roster.h"
#include "tests/support/store.h"

/* Finding pupils: initials, pinyin, Chinese, class, class and initials, numbers. */

struct world {
    struct store store;
    int64_t seven_three, eight_one;
    int64_t zhang, li, qin, lv, gone;
};

static void set_text(struct world *w, int64_t id, const char *field, const char *text)
{
    struct record *rec;
    assert_int_equal(store_load(w->store.reg, id, &rec), ERR_OK);
    field_set_text(rec, spec_field(&kind_pupil.spec, field), text);
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    assert_int_equal(store_commit(w->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static int begin(void **state)
{
    struct world *w = xcalloc(1, sizeof *w);
    store_begin(&w->store);
    /* Grades as on the day of the test: the entry year is counted from today's term. */
    int year = calendar_term_of(w->store.reg->calendar, clock_today()).year;
    w->seven_three = store_class(&w->store, STAGE_JUNIOR, year, 3);
    w->eight_one = store_class(&w->store, STAGE_JUNIOR, year - 1, 1);
    w->zhang = store_pupil(&w->store, "张晓明", "1", w->seven_three);
    w->li = store_pupil(&w->store, "李萌", "2", w->seven_three);
    w->qin = store_pupil(&w->store, "覃子墨", "1", w->eight_one);
    w->lv = store_pupil(&w->store, "吕敏", "2", w->eight_one);
    w->gone = store_pupil(&w->store, "李敏", "2", w->eight_one);
    set_text(w, w->qin, "student_no", "G450802201203034517");
    set_text(w, w->li, "seat", "07");
    struct act_wish wish = {.machine = machine_by_id("enrolment"), .move = "leave",
                            .subject = w->gone, .pupil = w->gone, .day = clock_today(),
                            .at = NONE, .by = NONE, .evidence = NONE, .due = NONE};
    struct changes set = CHANGES_INIT;
    assert_null(act_add(w->store.reg, &set, &wish, false));
    assert_int_equal(store_commit(w->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    *state = w;
    return 0;
}

static int end(void **state)
{
    struct world *w = *state;
    store_end(&w->store);
    xfree(w);
    return 0;
}

/* Names found, in order, joined by spaces; the caller frees them. */
static char *found(const struct world *w, const char *typed, bool here)
{
    int64_t *ids;
    struct str s = STR_INIT;
    size_t n = roster_find(w->store.reg->roster, typed,
                           &(struct find_how){.class_id = NONE, .at_school_only = here}, &ids);
    for (size_t i = 0; i < n; i++) {
        str_addf(&s, "%s%s", i ? " " : "", roster_name(w->store.reg->roster, ids[i]));
    }
    xfree(ids);
    return str_steal(&s);
}

static void every_way_in(void **state)
{
    static const struct {
        const char *typed, *want;
    } cases[] = {
        {"zxm", "张晓明"},       {"ZXM", "张晓明"},      {"ｚｘｍ", "张晓明"},  {"zhangxiaoming", "张晓明"},
        {"xm", "张晓明"},        {"晓明", "张晓明"},     {"qzm", "覃子墨"},      {"tzm", "覃子墨"},
        {"lvmin", "吕敏"},       {"lumin", "吕敏"},      {"4517", "覃子墨"},     {"g4508022012", "覃子墨"},
        {"703", "李萌 张晓明"},  {"0703", "李萌 张晓明"}, {"703lm", "李萌"},      {"801q", "覃子墨"},
        {"07", "李萌"},          {"704", ""},            {"zzz", ""},           {"lm", "李萌 吕敏 李敏"},
    };
    const struct world *w = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *names = found(w, cases[i].typed, false);
        if (strcmp(names, cases[i].want) != 0) {
            fail_msg("%s finds [%s], not [%s]", cases[i].typed, names, cases[i].want);
        }
        xfree(names);
    }
}

static void who_left_comes_last_or_not_at_all(void **state)
{
    const struct world *w = *state;
    char *all = found(w, "", false);
    assert_string_equal(all, "李萌 张晓明 吕敏 覃子墨 李敏");
    char *here = found(w, "", true);
    assert_string_equal(here, "李萌 张晓明 吕敏 覃子墨");
    xfree(all);
    xfree(here);
}

static void namesakes_are_known(void **state)
{
    struct world *w = *state;
    assert_false(roster_pupil(w->store.reg->roster, w->zhang)->namesake);
    store_pupil(&w->store, "张晓明", "2", w->eight_one);
    assert_true(roster_pupil(w->store.reg->roster, w->zhang)->namesake);
    /* Somebody who left is no namesake. */
    assert_false(roster_pupil(w->store.reg->roster, w->li)->namesake);
    store_pupil(&w->store, "李敏", "2", w->eight_one);
    assert_false(roster_pupil(w->store.reg->roster, w->gone)->namesake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_way_in, begin, end),
        cmocka_unit_test_setup_teardown(who_left_comes_last_or_not_at_all, begin, end),
        cmocka_unit_test_setup_teardown(namesakes_are_known, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
