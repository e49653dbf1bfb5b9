// SPDX-License-Identifier: MIT
/* Clues, liaison, appointments, promises: what they ask for, what is due of them, how they end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/due.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/morning.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/verify.h"
#include "tests/support/store.h"
#include "tui/form.h"

static int64_t day_of(int month, int day)
{
    return date_from_civil(2026, month, day);
}

/* The clock stands at ten in the morning of a day. */
static void it_is(int64_t day)
{
    clock_set_offset(0);
    clock_set_offset(day * 86400000LL + 2 * 3600000LL - clock_now());
}

static int setup(void **state)
{
    it_is(day_of(3, 26));
    return store_setup(state);
}

static int teardown(void **state)
{
    clock_set_offset(0);
    return store_teardown(state);
}

static int64_t a_pupil(struct store *s)
{
    return store_pupil(s, "韦晓彤", "2", store_class(s, STAGE_JUNIOR, 2024, 3));
}

static struct form *new_form(struct store *s, const struct kind *kind, int64_t pupil)
{
    struct form *f;
    assert_int_equal(form_open(s->reg, &(struct form_start){.kind = kind, .pupil = pupil}, &f),
                     ERR_OK);
    return f;
}

static void put(struct form *f, const char *field, const char *text)
{
    size_t at = form_find(f, field);
    assert_true(at != SIZE_MAX);
    if (text[0] == '@' || strchr("SPGT", text[0])) {
        form_set_ref(f, at, text);
    } else {
        form_set(f, at, text);
    }
}

static int64_t stored(struct form *f)
{
    char *why = NULL;
    size_t first;
    enum err e = form_store(f, false, &why);
    if (e == ERR_INVALID) {
        form_check(f, true, &first);
        fail_msg("%s: %s", f->items[first].field->name, f->items[first].problem);
    }
    assert_int_equal(e, ERR_OK);
    assert_null(why);
    int64_t id = f->rec->id;
    form_free(f);
    return id;
}

static void step(struct store *s, const char *machine, const char *move, int64_t subject,
                 int64_t pupil, int64_t due, const char *reason)
{
    struct changes set = CHANGES_INIT;
    struct act_wish wish = {.machine = machine_by_id(machine),
                            .move = move,
                            .subject = subject,
                            .pupil = pupil,
                            .day = clock_today(),
                            .at = NONE,
                            .by = NONE,
                            .evidence = NONE,
                            .due = due,
                            .reason = reason};
    assert_null(act_add(s->reg, &set, &wish, false));
    assert_int_equal(store_commit(s->reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

/* How many lines a rule has up to a day; the reason of the first in `reason` (NULL: not asked). */
static size_t due_of(struct store *s, const char *rule, int64_t until, char **reason)
{
    struct due_line *lines;
    size_t n;
    size_t found = 0;
    assert_int_equal(due_list(s->reg, until, &lines, &n), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(lines[i].rule->id, rule) == 0 && found++ == 0 && reason) {
            *reason = xstrdup(lines[i].reason);
        }
    }
    due_free(lines, n);
    return found;
}

static const char *state_now(struct store *s, int64_t subject, const char *machine, char out[20])
{
    struct act *act;
    assert_int_equal(act_now(s->reg, subject, machine, &act), ERR_OK);
    snprintf(out, 20, "%s", act->to_state ? act->to_state : "-");
    record_free(&act->head);
    return out;
}

/* --- the rules themselves --- */

/* Every name a reason speaks of is one of the rule's arguments. */
static void reasons_name_their_arguments(void **state)
{
    (void)state;
    assert_true(due_rule_count >= 5);
    for (size_t i = 0; i < due_rule_count; i++) {
        const struct due_rule *rule = &due_rules[i];
        for (const char *p = strchr(rule->reason, '{'); p; p = strchr(p + 1, '{')) {
            char name[24];
            size_t n = strcspn(p + 1, "}");
            assert_true(n < sizeof name - 1);
            memcpy(name, p + 1, n);
            name[n] = '=';
            name[n + 1] = '\0';
            if (strcmp(name, "due=") != 0 && !strstr(rule->args, name)) {
                fail_msg("%s: {%s} is no argument", rule->id, name);
            }
        }
        bool known = strcmp(rule->enter, "same") == 0 || strcmp(rule->enter, "steps") == 0;
        assert_true(known);
    }
}

/* --- clues --- */

static void an_unknown_pupil_is_held_open_and_recognised(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    struct form *f = new_form(s, &kind_clue, NONE);
    put(f, "who", "短发，周二在天台");
    put(f, "words", "一个人坐在边上，喊了才下来");
    put(f, "found", "04");
    put(f, "obtained", "1");
    int64_t id = stored(f);

    int64_t *ids;
    size_t n;
    assert_int_equal(morning_unknown(s->reg, &ids, &n), ERR_OK);
    assert_int_equal(n, 1);
    assert_true(ids[0] == id);
    xfree(ids);
    assert_int_equal(due_of(s, "clue_open", day_of(4, 30), NULL), 0);

    assert_int_equal(form_open(s->reg, &(struct form_start){.id = id, .pupil = NONE}, &f), ERR_OK);
    char *ref = str_format("@%lld", (long long)wei);
    put(f, "pupil", ref);
    stored(f);
    assert_int_equal(morning_unknown(s->reg, &ids, &n), ERR_OK);
    assert_int_equal(n, 0);
    xfree(ids);
    struct act *act;
    assert_int_equal(act_now(s->reg, id, "clue", &act), ERR_OK);
    assert_string_equal(act->move, "know");
    assert_true(act->head.pupil == wei);
    record_free(&act->head);

    /* Known once, it is never unlinked: the form does not let it be changed. */
    assert_int_equal(form_open(s->reg, &(struct form_start){.id = id, .pupil = NONE}, &f), ERR_OK);
    assert_true(f->items[form_find(f, "pupil")].fixed);
    form_free(f);
    xfree(ref);
}

static void a_clue_is_due_until_it_is_decided(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    char text[20];
    int64_t id = store_clue(s, wei, "作文里写「没有人会发现」", day_of(3, 25));
    char *reason = NULL;
    assert_int_equal(due_of(s, "clue_open", day_of(3, 26), &reason), 1);
    assert_non_null(strstr(reason, "03-25"));
    assert_non_null(strstr(reason, "没有人会发现"));
    xfree(reason);
    assert_int_equal(due_of(s, "clue_open", day_of(3, 25), NULL), 0);

    step(s, "clue", "meet", id, wei, day_of(3, 27), NULL);
    assert_int_equal(due_of(s, "clue_open", day_of(4, 30), NULL), 0);
    assert_int_equal(due_of(s, "clue_due", day_of(3, 26), NULL), 0);
    assert_int_equal(due_of(s, "clue_due", day_of(3, 27), NULL), 1);
    store_talk(s, wei, day_of(3, 26), "谈过了");
    assert_int_equal(due_of(s, "clue_due", day_of(3, 27), NULL), 0);

    /* Watching ends by a decision alone. */
    step(s, "clue", "watch", id, wei, day_of(3, 26), "再看两天");
    assert_int_equal(due_of(s, "clue_due", day_of(3, 26), NULL), 1);
    step(s, "clue", "none", id, wei, NONE, "写的是小说里的话，语文老师在场");
    assert_int_equal(due_of(s, "clue_due", day_of(4, 30), NULL), 0);
    assert_string_equal(state_now(s, id, "clue", text), "none");
}

static void a_decision_wants_what_it_says(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    int64_t id = store_clue(s, wei, "手臂上有划痕", day_of(3, 25));
    static const struct {
        const char *move, *reason;
        int due; /* day of April, 0 none */
        bool legal;
    } tries[] = {{"meet", NULL, 0, false},      {"watch", NULL, 2, false},
                 {"watch", "先看看", 0, false}, {"merge", NULL, 0, false},
                 {"none", NULL, 0, false},      {"watch", "先看看", 2, true}};
    for (size_t i = 0; i < COUNT(tries); i++) {
        struct changes set = CHANGES_INIT;
        struct act_wish wish = {.machine = machine_by_id("clue"),
                                .move = tries[i].move,
                                .subject = id,
                                .pupil = wei,
                                .day = clock_today(),
                                .at = NONE,
                                .by = NONE,
                                .evidence = NONE,
                                .due = tries[i].due ? day_of(4, tries[i].due) : NONE,
                                .reason = tries[i].reason};
        bool legal = act_add(s->reg, &set, &wish, false) == NULL;
        assert_int_equal(legal, tries[i].legal);
        changes_release(&set);
    }
}

/* --- liaison --- */

static struct form *a_liaison(struct store *s, int64_t pupil, const char *person)
{
    struct form *f = new_form(s, &kind_liaison, pupil);
    put(f, "person", person);
    put(f, "mode", "3");
    put(f, "reason", "这周三天没吃午饭");
    return f;
}

static struct record *only_told(struct store *s)
{
    struct scan *scan = scan_open(s->reg, &kind_told);
    struct record *rec = NULL;
    struct record *other = NULL;
    scan_next(scan, &rec);
    assert_false(scan_next(scan, &other));
    assert_int_equal(scan_close(scan, NULL), ERR_OK);
    return rec;
}

static void what_was_told_is_written_once(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    struct form *f = a_liaison(s, wei, "T妈妈");
    put(f, "told", "1 3");
    int64_t id = stored(f);
    struct record *rec = only_told(s);
    const struct told *t = (const struct told *)rec;
    assert_string_equal(t->whom, "T妈妈");
    assert_string_equal(t->what, " 1 3 ");
    assert_string_equal(t->how, "3");
    assert_true(rec->owner == id && t->pupil == wei);
    record_free(rec);

    /* Corrected: the same record is brought up to date, and struck when nothing was told. */
    assert_int_equal(form_open(s->reg, &(struct form_start){.id = id, .pupil = NONE}, &f), ERR_OK);
    put(f, "told", "1 2 3");
    stored(f);
    rec = only_told(s);
    assert_string_equal(((const struct told *)rec)->what, " 1 2 3 ");
    record_free(rec);
    assert_int_equal(form_open(s->reg, &(struct form_start){.id = id, .pupil = NONE}, &f), ERR_OK);
    put(f, "reached", "2");
    stored(f);
    rec = only_told(s);
    assert_int_equal(rec->state, RECORD_STRUCK);
    int64_t version = rec->version;
    record_free(rec);

    /* Stored once more it stays as it is; said again it is there again. */
    for (int again = 0; again < 2; again++) {
        assert_int_equal(form_open(s->reg, &(struct form_start){.id = id, .pupil = NONE}, &f),
                         ERR_OK);
        put(f, "reached", again ? "1" : "2");
        stored(f);
        rec = only_told(s);
        assert_int_equal(rec->version, version + again);
        assert_int_equal(rec->state, again ? RECORD_STORED : RECORD_STRUCK);
        assert_null(again ? record_find_mark(rec, 0, "") : NULL);
        record_free(rec);
    }
    assert_int_equal(verify_damage_count(s->reg), 0);
}

static void nobody_blocked_is_told(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    int64_t other = store_pupil(s, "陆铭", "1", store_class(s, STAGE_JUNIOR, 2024, 4));
    store_block(s, wei, "T继父");
    static const char *const refused[] = {"T继父", "T家里人"};
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct form *f = a_liaison(s, wei, refused[i]);
        size_t first;
        assert_true(form_check(f, true, &first) > 0);
        assert_string_equal(f->items[first].field->name, "person");
        form_free(f);
    }
    stored(a_liaison(s, other, "T继父"));
}

static void a_contact_that_was_agreed_is_due(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    for (int about = 0; about < 2; about++) {
        struct form *f = a_liaison(s, about ? wei : NONE, "T外婆");
        put(f, "next_day", "3-28");
        stored(f);
        assert_int_equal(due_of(s, "contact_again", day_of(3, 28), NULL), 1);
        it_is(day_of(3, 27));
        stored(a_liaison(s, about ? wei : NONE, "T外婆"));
        assert_int_equal(due_of(s, "contact_again", day_of(3, 28), NULL), 0);
        it_is(day_of(3, 26));
    }
}

/* --- appointments --- */

static void who_comes_today(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    int64_t third = store_appointment(s, wei, day_of(3, 26), 3);
    int64_t gone = store_appointment(s, wei, day_of(3, 25), 8);
    int64_t ahead = store_appointment(s, wei, day_of(3, 27), 1);
    struct coming *list;
    size_t n;
    assert_int_equal(morning_coming(s->reg, day_of(3, 26), &list, &n), ERR_OK);
    assert_int_equal(n, 2);
    assert_true(list[0].id == gone && list[1].id == third);
    morning_free(list, n);

    step(s, "appointment", "missed", gone, wei, NONE, NULL);
    step(s, "appointment", "move", third, wei, day_of(3, 27), "她要考试");
    assert_int_equal(morning_coming(s->reg, day_of(3, 27), &list, &n), ERR_OK);
    assert_int_equal(n, 2);
    assert_true(list[0].id == ahead && list[1].id == third);
    morning_free(list, n);
}

static void to_be_confirmed_is_another_beginning(void **state)
{
    struct store *s = *state;
    char text[20];
    static const struct {
        const char *settled, *state;
    } ways[] = {{"1", "agreed"}, {"2", "asked"}};
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct form *f = new_form(s, &kind_appointment, NONE);
        put(f, "day", "4-2");
        put(f, "at", "1720");
        put(f, "name", "小海");
        put(f, "settled", ways[i].settled);
        assert_string_equal(state_now(s, stored(f), "appointment", text), ways[i].state);
    }
}

/* Came rests on the record of that meeting, which is proposed. */
static void came_rests_on_a_record(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    int64_t id = store_appointment(s, wei, day_of(3, 26), 3);
    const struct machine *m = machine_by_id("appointment");
    struct form *f;
    char *why;
    assert_int_equal(form_open_act(s->reg, m, machine_move(m, "came"), id, wei, &f), ERR_OK);
    assert_int_equal(form_store(f, false, &why), ERR_REFUSED);
    assert_non_null(why);
    xfree(why);
    form_free(f);
    int64_t talk = store_talk(s, wei, day_of(3, 26), "来了");
    assert_int_equal(form_open_act(s->reg, m, machine_move(m, "came"), id, wei, &f), ERR_OK);
    assert_true(((const struct act *)f->rec)->evidence == talk);
    stored(f);
    struct coming *list;
    size_t n;
    assert_int_equal(morning_coming(s->reg, day_of(3, 30), &list, &n), ERR_OK);
    assert_int_equal(n, 0);
    morning_free(list, n);
}

/* --- promises --- */

static void a_promise_waits_until_it_is_kept(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    struct form *f = new_form(s, &kind_promise, wei);
    put(f, "due", "3-27");
    put(f, "words", "陪她把请假条交给覃老师");
    int64_t id = stored(f);
    char *reason = NULL;
    assert_int_equal(due_of(s, "promise", day_of(3, 26), NULL), 0);
    assert_int_equal(due_of(s, "promise", day_of(3, 27), &reason), 1);
    assert_non_null(strstr(reason, "陪她把请假条交给覃老师"));
    xfree(reason);
    step(s, "promise", "move", id, wei, day_of(4, 1), "覃老师出差");
    assert_int_equal(due_of(s, "promise", day_of(3, 31), NULL), 0);
    assert_int_equal(due_of(s, "promise", day_of(4, 1), NULL), 1);
    step(s, "promise", "keep", id, wei, NONE, NULL);
    assert_int_equal(due_of(s, "promise", day_of(4, 30), NULL), 0);
}

/* A pupil's lines stand together where the most urgent of them stands. */
static void a_pupils_lines_stand_together(void **state)
{
    struct store *s = *state;
    int64_t wei = a_pupil(s);
    int64_t lu = store_pupil(s, "陆铭", "1", store_class(s, STAGE_JUNIOR, 2024, 4));
    store_clue(s, lu, "上课睡觉", day_of(3, 20));
    store_clue(s, wei, "午饭没吃", day_of(3, 22));
    struct form *f = new_form(s, &kind_promise, wei);
    put(f, "due", "3-27");
    put(f, "words", "陪她去");
    stored(f);
    struct due_line *lines;
    size_t n;
    assert_int_equal(due_list(s->reg, day_of(3, 30), &lines, &n), ERR_OK);
    assert_int_equal(n, 3);
    assert_true(lines[0].pupil == wei && lines[0].rule->class == 'C');
    assert_true(lines[1].pupil == wei && lines[2].pupil == lu);
    due_free(lines, n);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_name_their_arguments),
        T(an_unknown_pupil_is_held_open_and_recognised),
        T(a_clue_is_due_until_it_is_decided),
        T(a_decision_wants_what_it_says),
        T(what_was_told_is_written_once),
        T(nobody_blocked_is_told),
        T(a_contact_that_was_agreed_is_due),
        T(who_comes_today),
        T(to_be_confirmed_is_another_beginning),
        T(came_rests_on_a_record),
        T(a_promise_waits_until_it_is_kept),
        T(a_pupils_lines_stand_together),
    };
    return cmocka_run_group_tests_name("daily", tests, NULL, NULL);
}
