// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "tests/support/desk.h"
#include "tui/form_priv.h"

/* The model of a form, without a terminal. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin_store(d);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

/* --- helpers --- */

static struct form *open_new(struct desk *d, const struct kind *kind, int64_t pupil,
                             const struct record *like)
{
    struct form *f = NULL;
    struct form_start start = {.kind = kind, .pupil = pupil, .like = like};
    assert_int_equal(form_open(d->store.reg, &start, &f), ERR_OK);
    return f;
}

static struct form *open_id(struct desk *d, int64_t id)
{
    struct form *f = NULL;
    struct form_start start = {.id = id, .pupil = NONE};
    assert_int_equal(form_open(d->store.reg, &start, &f), ERR_OK);
    return f;
}

/* The item of a field, in whatever row it stands first. */
static size_t at(const struct form *f, const char *field)
{
    size_t i = form_find(f, field);
    if (i == SIZE_MAX) {
        fail_msg("no field %s is shown", field);
    }
    return i;
}

static void put(struct form *f, const char *field, const char *text)
{
    form_set(f, at(f, field), text);
}

static const char *typed(const struct form *f, const char *field)
{
    return form_typed(&f->items[at(f, field)]);
}

static void assert_echo(const struct form *f, const char *field, const char *want)
{
    struct str s = STR_INIT;
    form_echo(&s, f, at(f, field));
    assert_string_equal(s.ptr, want);
    str_release(&s);
}

static void flush(struct form *f)
{
    assert_int_equal(form_flush(f), ERR_OK);
    assert_false(form_is_stale(f));
}

static enum err store(struct form *f, bool unfinished)
{
    char *why = NULL;
    enum err e = form_store(f, unfinished, &why);
    xfree(why);
    return e;
}

static size_t draft_count(struct desk *d)
{
    struct draft_info *list;
    size_t n;
    assert_int_equal(draft_list(d->store.reg, &list, &n), ERR_OK);
    xfree(list);
    return n;
}

/* The power fails: nothing is closed, the form is gone, the register opens again. */
static int64_t kill_and_open(struct desk *d, struct form *f)
{
    int64_t id = f->rec->id;
    form_free(f);
    store_again(&d->store);
    return id;
}

static void fill_talk(struct form *f)
{
    put(f, "type", "02");
    put(f, "reason", "班主任反映：这周上课总趴着");
}

static struct talk *load_talk(struct desk *d, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load_kind(d->store.reg, &kind_talk, id, &rec), ERR_OK);
    return (struct talk *)rec;
}

/* --- first values --- */

static void first_values(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    assert_echo(f, "day", "2026-03-26 周四（今天）");
    assert_string_equal(typed(f, "began"), "10:22");
    assert_echo(f, "talker", "蓝月华");
    assert_echo(f, "place", "1  心理辅导室");
    assert_echo(f, "pupil", "韦晓彤 八(3)");
    assert_int_equal(form_sign(f, at(f, "place")), '^');
    assert_int_equal(form_sign(f, at(f, "type")), '*');
    assert_int_equal(form_sign(f, at(f, "reason")), ' ');
    assert_false(form_is_stale(f));
    assert_int_equal(draft_count(d), 0);
    /* Passing over a carried value is looking at it. */
    assert_true(form_go(f, at(f, "place")));
    assert_true(form_next(f));
    assert_int_equal(form_sign(f, at(f, "place")), ' ');
    form_free(f);
}

static void carries_over(void **state)
{
    struct desk *d = *state;
    struct talk *last = load_talk(d, d->talk);
    last->place = (xwipe_str(last->place), xstrdup("5"));
    last->talker = d->teacher;
    struct form *f = open_new(d, &kind_talk, d->li, &last->head);
    assert_echo(f, "place", "5  宿舍");
    assert_echo(f, "talker", "覃秀芳");
    assert_int_equal(form_sign(f, at(f, "talker")), '^');
    /* Nothing of what was said, of why, of when. */
    static const char *const never[] = {"reason", "said", "told", "agreed", "next_day", "source"};
    for (size_t i = 0; i < COUNT(never); i++) {
        assert_string_equal(typed(f, never[i]), "");
        assert_false(form_same(f, at(f, never[i]), &last->head));
    }
    assert_true(form_same(f, at(f, "type"), &last->head));
    assert_string_equal(typed(f, "type"), "02");
    assert_int_equal(form_sign(f, at(f, "type")), '^');
    form_free(f);
    record_free(&last->head);
}

/* --- checking --- */

static void required_and_any(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    size_t first;
    assert_int_equal(form_check(f, false, &first), 3); /* type; reason, said of one group */
    assert_null(f->items[at(f, "type")].problem);      /* quiet until left */
    assert_int_equal(store(f, false), ERR_INVALID);
    assert_non_null(f->items[at(f, "type")].problem);
    put(f, "type", "02");
    put(f, "said", "说睡不好");
    assert_int_equal(form_check(f, true, &first), 0);
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
}

static void quiet_until_left(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    form_go(f, at(f, "next_day"));
    put(f, "next_day", "4-31");
    assert_null(f->items[f->focus].problem);
    size_t left = f->focus;
    assert_true(form_next(f));
    assert_non_null(f->items[left].problem);
    assert_int_equal(form_sign(f, left), '!');
    /* It does not hold the cursor, and is mended by typing something that fits. */
    assert_true(form_go(f, left));
    put(f, "next_day", "4-2");
    assert_true(form_next(f));
    assert_null(f->items[left].problem);
    form_free(f);
}

static void honest_empties(void **state)
{
    static const struct {
        const char *typed;
        enum missing missing;
        const char *echo;
    } rows[] = {{"90", MISSING_UNASKED, "90  没问"},
                {"91", MISSING_REFUSED, "91  不肯说"},
                {"92", MISSING_UNCLEAR, "92  不清楚"}};
    struct desk *d = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct form *f = open_id(d, d->li);
        put(f, "born", rows[i].typed);
        assert_int_equal(f->items[at(f, "born")].missing, rows[i].missing);
        assert_echo(f, "born", rows[i].echo);
        size_t first;
        assert_int_equal(form_check(f, true, &first), 0);
        assert_int_equal(store(f, false), ERR_OK);
        form_free(f);
        f = open_id(d, d->li);
        assert_echo(f, "born", rows[i].echo);
        struct pupil *p = (struct pupil *)f->rec;
        assert_true(p->born == NONE);
        /* A date takes its place and the mark goes. */
        put(f, "born", "20120903");
        assert_int_equal(store(f, false), ERR_OK);
        form_free(f);
        f = open_id(d, d->li);
        assert_int_equal(f->items[at(f, "born")].missing, MISSING_NONE);
        form_free(f);
    }
}

static void parks_and_restores(void **state)
{
    struct desk *d = *state;
    struct form *f = open_id(d, d->wei);
    assert_string_equal(typed(f, "dorm"), "3 栋 402-5");
    put(f, "boarding", "1");
    assert_int_equal(form_find(f, "dorm"), SIZE_MAX);
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    f = open_id(d, d->wei);
    assert_int_equal(form_find(f, "dorm"), SIZE_MAX);
    struct record *stored;
    assert_int_equal(store_load_kind(d->store.reg, &kind_pupil, d->wei, &stored), ERR_OK);
    assert_null(((struct pupil *)stored)->dorm); /* nothing counts a parked value */
    record_free(stored);
    put(f, "boarding", "2");
    assert_string_equal(typed(f, "dorm"), "3 栋 402-5");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    f = open_id(d, d->wei);
    assert_string_equal(((struct pupil *)f->rec)->dorm, "3 栋 402-5");
    assert_int_equal(f->rec->mark_count, 0);
    form_free(f);
}

/* --- unfinished --- */

static void unfinished_keeps_the_text(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    put(f, "reason", "自己来的");
    put(f, "next_day", "4-31");
    put(f, "began", "25点");
    assert_int_equal(store(f, false), ERR_INVALID);
    assert_int_equal(store(f, true), ERR_OK);
    int64_t id = kill_and_open(d, f);
    assert_int_equal(draft_count(d), 0);
    int64_t *ids;
    size_t n;
    assert_int_equal(timeline_unfinished(d->store.reg, &ids, &n), ERR_OK);
    assert_int_equal(n, 2); /* the one of the desk and this one */
    xfree(ids);
    f = open_id(d, id);
    assert_int_equal(f->rec->state, RECORD_UNFINISHED);
    assert_string_equal(typed(f, "next_day"), "4-31");
    assert_string_equal(typed(f, "began"), "25点");
    assert_true(((struct talk *)f->rec)->next_day == NONE);
    put(f, "next_day", "4-2");
    put(f, "began", "930");
    put(f, "type", "01");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    struct talk *t = load_talk(d, id);
    assert_int_equal(t->head.state, RECORD_STORED);
    assert_int_equal(t->head.mark_count, 0);
    assert_true(t->next_day == date_from_civil(2026, 4, 2));
    assert_int_equal(t->began, 9 * 60 + 30);
    record_free(&t->head);
}

/* --- the draft --- */

static void type_on(struct form *f, const char *field, const char *text)
{
    struct item *item = &f->items[at(f, field)];
    edit_bottom(item->edit);
    edit_insert(item->edit, text, strlen(text), false);
    form_touched(f, at(f, field), 1);
}

static void draft_comes_back(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    struct str want = STR_INIT;
    /* More patches than are kept before they are folded. */
    for (int i = 0; i < DRAFT_FOLD + 9; i++) {
        char piece[32];
        snprintf(piece, sizeof piece, "第%d句。", i);
        type_on(f, "said", piece);
        str_add(&want, piece);
        flush(f);
    }
    type_on(f, "agreed", "𠮷利请假，〔原话〕不是章");
    edit_set_cursor(f->items[at(f, "said")].edit, 0);
    edit_insert(f->items[at(f, "said")].edit, "开头。", strlen("开头。"), false);
    form_touched(f, at(f, "said"), 3);
    flush(f);
    int64_t id = kill_and_open(d, f);
    assert_int_equal(draft_count(d), 1);
    f = open_id(d, id);
    assert_true(f->has_draft);
    assert_int_equal(strncmp(typed(f, "said"), "开头。", strlen("开头。")), 0);
    assert_string_equal(typed(f, "said") + strlen("开头。"), want.ptr);
    assert_string_equal(typed(f, "agreed"), "𠮷利请假，〔原话〕不是章");
    assert_echo(f, "pupil", "韦晓彤 八(3)");
    assert_int_equal(f->pupil, d->wei);
    put(f, "type", "02");
    assert_int_equal(store(f, false), ERR_OK);
    assert_int_equal(draft_count(d), 0);
    form_free(f);
    str_release(&want);
    assert_int_equal(verify_all(d->store.reg, NULL, NULL), ERR_OK);
}

static void draft_over_a_record(void **state)
{
    struct desk *d = *state;
    struct form *f = open_id(d, d->talk);
    put(f, "agreed", "周五前交请假条");
    put(f, "reason", "");
    flush(f);
    int64_t id = kill_and_open(d, f);
    struct talk *stored = load_talk(d, id);
    assert_null(stored->agreed); /* a draft is no record */
    record_free(&stored->head);
    f = open_id(d, id);
    assert_string_equal(typed(f, "agreed"), "周五前交请假条");
    assert_string_equal(typed(f, "reason"), ""); /* taken away in the draft */
    assert_int_equal(form_discard(f), ERR_OK);
    form_free(f);
    f = open_id(d, id);
    assert_string_equal(typed(f, "agreed"), "");
    assert_string_equal(typed(f, "reason"), "班主任反映：上课总趴着");
    form_free(f);
}

static void flushes_in_time(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    assert_false(form_wants_flush(f, clock_uptime()));
    type_on(f, "reason", "一");
    assert_false(form_wants_flush(f, clock_uptime()));
    assert_true(form_wants_flush(f, clock_uptime() + 1000));
    form_touched(f, at(f, "reason"), 19);
    assert_true(form_wants_flush(f, clock_uptime()));
    flush(f);
    assert_false(form_wants_flush(f, clock_uptime() + 5000));
    form_free(f);
}

/* Enter walks in the order of the paper: what one of several pupils has alone comes last. */
static void walks_in_order(void **state)
{
    static const char *const order[] = {"day",    "began", "ended", "pupil",  "",     "talker",
                                        "others", "place", "mode",  "type",   "source", "reason",
                                        "said",   "told",  "seen",  "agreed", "next_day",
                                        "next_steps", "risk", "note"};
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    for (size_t i = 0; i < COUNT(order); i++) {
        const struct item *item = form_focus(f);
        assert_string_equal(item->type == ITEM_FIELD ? item->field->name : "", order[i]);
        assert_int_equal(form_next(f), i + 1 < COUNT(order));
    }
    form_free(f);
}

/* --- rows --- */

static const struct part *pupils_part(void)
{
    return kind_part(&kind_talk, "pupils");
}

static size_t row_item(const struct form *f, int64_t row, const char *field)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct item *item = &f->items[i];
        if (item->type == ITEM_FIELD && item->row == row && item->part &&
            strcmp(item->field->name, field) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

static int64_t add_pupil(struct form *f, int64_t pupil)
{
    int64_t row = form_add_row(f, pupils_part());
    char *ref = str_format("@%lld", (long long)pupil);
    form_set_ref(f, row_item(f, row, "pupil"), ref);
    xfree(ref);
    return row;
}

static void two_pupils(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    assert_int_equal(form_find(f, "line"), SIZE_MAX); /* only with several */
    int64_t second = add_pupil(f, d->qin);
    assert_true(form_is_shown(f, row_item(f, 1, "line")));
    form_set(f, row_item(f, 1, "line"), "只说韦晓彤的");
    form_set(f, row_item(f, second, "line"), "只说覃子墨的");
    form_set(f, row_item(f, second, "note"), "覃子墨的工作笔记");
    struct str label = STR_INIT;
    form_label(&label, f, row_item(f, second, "note"));
    assert_non_null(strstr(label.ptr, "覃子墨")); /* whose it is stands beside it */
    str_release(&label);
    fill_talk(f);
    assert_int_equal(store(f, false), ERR_OK);
    int64_t id = kill_and_open(d, f);
    struct talk *t = load_talk(d, id);
    const struct rows *rows = record_rows(&t->head, pupils_part());
    assert_int_equal(rows->n, 2);
    const struct talk_pupil *a = rows->at[0];
    const struct talk_pupil *b = rows->at[1];
    assert_true(a->pupil == d->wei && b->pupil == d->qin);
    assert_string_equal(a->line, "只说韦晓彤的");
    assert_string_equal(b->line, "只说覃子墨的");
    assert_null(a->note);
    assert_string_equal(b->note, "覃子墨的工作笔记");
    record_free(&t->head);
    /* Both have it in their timeline. */
    assert_int_equal(timeline_count(d->store.reg, d->qin, &kind_talk), 2);
}

static void the_same_pupil_twice(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    add_pupil(f, d->wei);
    fill_talk(f);
    assert_int_equal(store(f, false), ERR_INVALID);
    form_free(f);
}

static void row_numbers_are_never_reused(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    int64_t second = add_pupil(f, d->qin);
    form_set(f, row_item(f, second, "note"), "覃子墨的秘密");
    flush(f);
    form_drop_row(f, pupils_part(), second);
    assert_int_equal(row_item(f, second, "note"), SIZE_MAX);
    flush(f);
    int64_t third = add_pupil(f, d->li);
    assert_true(third > second);
    form_drop_row(f, pupils_part(), third);
    flush(f);
    int64_t id = kill_and_open(d, f);
    /* Over a crash the number of the dropped row is not given again either. */
    f = open_id(d, id);
    int64_t fourth = add_pupil(f, d->li);
    assert_true(fourth > second);
    flush(f);
    kill_and_open(d, f);
    f = open_id(d, id);
    assert_string_equal(form_typed(&f->items[row_item(f, fourth, "note")]), "");
    fill_talk(f);
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    struct talk *t = load_talk(d, id);
    const struct rows *rows = record_rows(&t->head, pupils_part());
    assert_int_equal(rows->n, 2);
    assert_null(((const struct talk_pupil *)rows->at[1])->note);
    record_free(&t->head);
}

static void guardians(void **state)
{
    struct desk *d = *state;
    const struct part *part = kind_part(&kind_pupil, "guardians");
    struct form *f = open_id(d, d->wei);
    int64_t row = form_add_row(f, part);
    form_enter_row(f, part, row);
    put(f, "name", "韦国强");
    put(f, "kin", "01");
    form_leave_row(f);
    assert_null(f->scope_part);
    int64_t empty = form_add_row(f, part); /* nothing is typed into it */
    assert_true(empty > row);
    size_t first;
    (void)form_check(f, true, &first);
    assert_int_equal(store(f, true), ERR_OK);
    form_free(f);
    f = open_id(d, d->wei);
    const struct rows *rows = record_rows(f->rec, part);
    assert_int_equal(rows->n, 3);
    assert_string_equal(((const struct pupil_guardian *)rows->at[2])->name, "韦国强");
    form_free(f);
}

/* --- changed underneath --- */

static void conflict_loses_nothing(void **state)
{
    struct desk *d = *state;
    struct form *f = open_id(d, d->talk);
    put(f, "agreed", "我这边写的");
    struct form *other = open_id(d, d->talk);
    put(other, "agreed", "那边写的");
    assert_int_equal(store(other, false), ERR_OK);
    form_free(other);
    assert_int_equal(store(f, false), ERR_CONFLICT);
    assert_string_equal(typed(f, "agreed"), "我这边写的");
    flush(f);
    int64_t id = kill_and_open(d, f);
    f = open_id(d, id);
    assert_string_equal(typed(f, "agreed"), "我这边写的");
    assert_int_equal(store(f, false), ERR_CONFLICT); /* the draft knows what it began from */
    struct talk *t = load_talk(d, id);
    assert_string_equal(t->agreed, "那边写的");
    /* Said to go on: the newer version becomes the base. */
    f->base = t->head.version;
    record_free(&t->head);
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    t = load_talk(d, id);
    assert_string_equal(t->agreed, "我这边写的");
    record_free(&t->head);
}

/* --- acts --- */

static struct form *open_act(struct desk *d, const char *machine, const char *move,
                             int64_t subject)
{
    const struct machine *m = machine_by_id(machine);
    struct form *f = NULL;
    assert_int_equal(form_open_act(d->store.reg, m, machine_move(m, move), subject, subject, &f),
                     ERR_OK);
    return f;
}

static void placement_moves(void **state)
{
    struct desk *d = *state;
    struct form *f = open_act(d, "placement", "move", d->wei);
    char *ref = str_format("@%lld", (long long)d->class_81);
    form_set_ref(f, at(f, "value"), ref);
    xfree(ref);
    char *why = NULL;
    assert_int_equal(form_store(f, false, &why), ERR_INVALID); /* it wants a reason */
    assert_int_equal(form_store(f, true, &why), ERR_INVALID);  /* an act is never unfinished */
    put(f, "reason", "分班");
    put(f, "day", "2025-08-01");
    assert_int_equal(form_store(f, false, &why), ERR_REFUSED); /* before the last step */
    assert_non_null(why);
    xfree(why);
    put(f, "day", "3-20");
    flush(f);
    int64_t id = kill_and_open(d, f);
    f = open_id(d, id); /* the draft of an act knows its machine, move and subject */
    assert_string_equal(f->machine->id, "placement");
    assert_string_equal(f->move->id, "move");
    assert_string_equal(typed(f, "reason"), "分班");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    const struct pupil_card *p = roster_pupil(d->store.reg->roster, d->wei);
    assert_true(p->class_id == d->class_81);
    assert_int_equal(draft_count(d), 0);
}

static void a_new_pupil(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_pupil, NONE, NULL);
    assert_int_equal(f->first_count, 2);
    put(f, "name", "农志勇");
    put(f, "sex", "1");
    put(f, "born", "20110808");
    assert_int_equal(store(f, true), ERR_INVALID); /* without a class it is nobody's */
    char *ref = str_format("@%lld", (long long)d->class_72);
    form_set_ref(f, at(f, "value"), ref);
    xfree(ref);
    flush(f);
    int64_t id = kill_and_open(d, f);
    f = open_id(d, id);
    assert_echo(f, "value", "七(2)");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    const struct pupil_card *p = roster_pupil(d->store.reg->roster, id);
    assert_non_null(p);
    assert_true(p->class_id == d->class_72);
    assert_string_equal(p->state, "at_school");
    assert_int_equal(verify_all(d->store.reg, NULL, NULL), ERR_OK);
}

static void a_new_post(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_post, NONE, NULL);
    put(f, "title", "班主任");
    put(f, "scope", "3");
    char *class_ref = str_format("@%lld", (long long)d->class_83);
    char *staff_ref = str_format("@%lld", (long long)d->teacher);
    form_set_ref(f, at(f, "class_"), class_ref);
    form_set_ref(f, at(f, "value"), staff_ref);
    xfree(class_ref);
    xfree(staff_ref);
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    assert_true(roster_class_teacher(d->store.reg->roster, d->class_83) == d->teacher);
}

/* Opened from one pupil and turned to another: record and act lie with that one. */
static void a_block_of_another_pupil(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_blocked, d->wei, NULL);
    int64_t other = store_pupil(&d->store, "黄梓涵", "1", d->class_83);
    char *ref = str_format("@%lld", (long long)other);
    form_set_ref(f, at(f, "pupil"), ref);
    xfree(ref);
    form_set_ref(f, at(f, "person"), "T继父");
    put(f, "reason", "孩子怕他知道");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    assert_null(roster_block(d->store.reg->roster, d->wei, 0));
    assert_non_null(roster_block(d->store.reg->roster, other, 0));
    assert_true(roster_is_blocked(d->store.reg->roster, other, "T继父"));
    assert_int_equal(timeline_count(d->store.reg, d->wei, &kind_act), 2);
    assert_int_equal(timeline_count(d->store.reg, other, &kind_act), 3);
}

/* --- typing who it is --- */

static void one_name_is_enough(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    size_t i = at(f, "talker");
    form_set_ref(f, i, NULL);
    form_set(f, i, "qxf");
    form_go(f, i);
    assert_true(form_next(f));
    assert_echo(f, "talker", "覃秀芳");
    form_free(f);
    f = open_new(d, &kind_talk, NONE, NULL);
    int64_t row = form_add_row(f, pupils_part());
    i = row_item(f, row, "pupil");
    form_set(f, i, "李明"); /* there are two: nobody is taken without a look */
    form_go(f, i);
    form_next(f);
    assert_null(f->items[row_item(f, row, "pupil")].ref);
    form_free(f);
}

/* --- the place --- */

static void place(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    put(f, "said", "昨晚又没睡，两点多才睡着");
    flush(f);
    form_go(f, at(f, "said"));
    edit_set_cursor(form_focus(f)->edit, strlen("昨晚又"));
    struct str pack = STR_INIT;
    form_save_place(f, &pack);
    int64_t id = kill_and_open(d, f);
    f = open_id(d, id);
    form_restore_place(f, pack.ptr, pack.len);
    assert_string_equal(form_focus(f)->field->name, "said");
    assert_int_equal(edit_cursor(form_focus(f)->edit), strlen("昨晚又"));
    /* A place cut short or of something else does no harm. */
    for (size_t n = 0; n < pack.len; n++) {
        form_restore_place(f, pack.ptr, n);
        assert_true(form_is_shown(f, f->focus));
    }
    form_free(f);
    str_clear(&pack);
    const struct part *part = kind_part(&kind_pupil, "guardians");
    f = open_id(d, d->wei);
    form_enter_row(f, part, 2);
    form_go(f, at(f, "work"));
    form_save_place(f, &pack);
    form_free(f);
    f = open_id(d, d->wei);
    form_restore_place(f, pack.ptr, pack.len);
    assert_ptr_equal(f->scope_part, part);
    assert_int_equal(f->scope_row, 2);
    assert_string_equal(form_focus(f)->field->name, "work");
    form_free(f);
    str_release(&pack);
}

static void notes(void **state)
{
    struct desk *d = *state;
    struct form *f = open_new(d, &kind_talk, d->wei, NULL);
    fill_talk(f);
    form_set_note(f, at(f, "agreed"), "她不肯约");
    flush(f);
    int64_t id = kill_and_open(d, f);
    f = open_id(d, id);
    assert_string_equal(f->items[at(f, "agreed")].note, "她不肯约");
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
    f = open_id(d, id);
    assert_string_equal(f->items[at(f, "agreed")].note, "她不肯约");
    form_set_note(f, at(f, "agreed"), "");
    flush(f);
    kill_and_open(d, f);
    f = open_id(d, id);
    assert_null(f->items[at(f, "agreed")].note);
    form_free(f);
}

/* --- a register that takes nothing --- */

static void read_only_keeps_the_text(void **state)
{
    struct desk *d = *state;
    struct form *f = open_id(d, d->talk);
    d->store.reg->read_only = true;
    put(f, "agreed", "写不进去的话");
    assert_int_not_equal(form_flush(f), ERR_OK);
    assert_int_not_equal(store(f, false), ERR_OK);
    assert_string_equal(typed(f, "agreed"), "写不进去的话");
    assert_true(form_is_stale(f));
    d->store.reg->read_only = false;
    flush(f); /* as soon as it can be written, it is */
    assert_int_equal(store(f, false), ERR_OK);
    form_free(f);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(first_values), T(carries_over), T(required_and_any), T(quiet_until_left),
        T(honest_empties), T(parks_and_restores), T(unfinished_keeps_the_text),
        T(draft_comes_back), T(draft_over_a_record), T(flushes_in_time),
        T(walks_in_order), T(two_pupils),
        T(the_same_pupil_twice), T(row_numbers_are_never_reused), T(guardians),
        T(conflict_loses_nothing), T(placement_moves), T(a_new_pupil), T(a_new_post),
        T(a_block_of_another_pupil),
        T(one_name_is_enough), T(place), T(notes), T(read_only_keeps_the_text),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
