// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tests/support/desk.h"
#include "tui/screens/form.h"

/* What keys do on the screens of every day, without a terminal. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin(d, 24, 80);
    setenv("HOME", d->store.dir, 1);
    today_push(d->app);
    vscreen_run(d->v);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

static struct form *form_of(const struct desk *d)
{
    desk_top(d, "form");
    return ((struct form_screen *)d->app->top->self)->form;
}

static const char *focus_of(const struct desk *d)
{
    const struct item *item = form_focus(form_of(d));
    return item->type == ITEM_FIELD ? item->field->name : "";
}

static void go_to(struct desk *d, const char *field)
{
    struct form *f = form_of(d);
    assert_true(form_go(f, form_find(f, field)));
    app_lay_out(d->app);
    vscreen_run(d->v);
}

static const char *typed_in(const struct desk *d, const char *field)
{
    const struct form *f = form_of(d);
    return form_typed(&f->items[form_find(f, field)]);
}

static struct talk *load(struct desk *d, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load_kind(d->store.reg, &kind_talk, id, &rec), ERR_OK);
    return (struct talk *)rec;
}

static void clear(struct desk *d, size_t characters)
{
    for (size_t i = 0; i < characters; i++) {
        desk_press(d, XKEY_BACKSPACE);
    }
}

/* --- the way back --- */

/* A crash within the first second: the place knows the form with the first draft. */
static void first_words(void **state)
{
    struct desk *d = *state;
    struct str place = STR_INIT;
    d->app->hooks.tick = session_tick;
    d->session.entered = true;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "said");
    desk_type(d, "上课听不进去，晚上老是醒，说不想让妈妈知道这件事");
    assert_true(form_of(d)->has_draft);
    assert_int_equal(place_load(d->store.reg, &place), ERR_OK);
    bool knows = false;
    for (size_t i = 0; i + 4 <= place.len; i++) {
        knows = knows || memcmp(place.ptr + i, "form", 4) == 0;
    }
    assert_true(knows);
    str_release(&place);
}

/* Each tick writes what was typed since the last one, however fresh: a second is the most. */
static void every_tick_writes(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "reason");
    desk_type(d, "上课总趴着");
    struct draft draft;
    assert_int_equal(draft_load(d->store.reg, form_of(d)->rec->id, &draft), ERR_NOT_FOUND);
    vscreen_pass(d->v, 1);
    assert_int_equal(draft_load(d->store.reg, form_of(d)->rec->id, &draft), ERR_OK);
    assert_string_equal(draft_get(&draft, "reason"), "上课总趴着");
    draft_release(&draft);
}

/* --- finding --- */

static void narrowing(void **state)
{
    static const struct {
        const char *typed, *first;
        size_t n;
    } rows[] = {
        {"wxt", "韦晓彤", 1},   {"陆䶮", "陆䶮", 1},     {"luyan", "陆䶮", 1},
        {"qzm", "覃子墨", 1},   {"tzm", "覃子墨", 1},    {"706", "李明", 2},
        {"706qzm", "覃子墨", 1}, {"ll", "吕绿", 1},       {"lvlv", "吕绿", 1},
        {"ｗｘｔ", "韦晓彤", 1}, {"zzz", "", 0},
    };
    struct desk *d = *state;
    desk_press(d, XKEY_F3);
    desk_top(d, "pupils");
    for (size_t i = 0; i < COUNT(rows); i++) {
        desk_type(d, rows[i].typed);
        char *head = vscreen_line(d->v, 0);
        char *want = str_format(tr("%zu of %zu at school"), rows[i].n, (size_t)9);
        if (!strstr(head, want)) {
            fail_msg("%s: not %s in %s", rows[i].typed, want, head);
        }
        if (rows[i].n) {
            desk_sees(d, rows[i].first);
        }
        xfree(want);
        xfree(head);
        desk_press(d, XKEY_ESC);
        desk_top(d, "pupils");
    }
    desk_press(d, XKEY_ESC);
    desk_top(d, "today");
}

/* A name that occurs twice asks for the seat; the input method's digits are digits. */
static void namesakes(void **state)
{
    struct desk *d = *state;
    desk_type(d, "lm");
    desk_top(d, "pupils");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "2012");
    desk_type(d, "９９");
    desk_sees(d, tr("This is another seat number. Esc leaves this pupil"));
    desk_type(d, "０");
    desk_top(d, "pupils");
    desk_type(d, "５");
    desk_top(d, "pupil");
    desk_sees(d, "八(1)");
}

static void menus(void **state)
{
    struct desk *d = *state;
    desk_press(d, XKEY_F9);
    desk_type(d, "66");
    desk_top(d, "records");
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F9);
    desk_type(d, "６４"); /* full-width */
    desk_top(d, "settings");
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F9);
    desk_type(d, "dc"); /* 导出 */
    desk_press(d, XKEY_ENTER);
    desk_top(d, "ask-list");
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F9);
    desk_type(d, "77"); /* no such line: nothing happens */
    desk_top(d, "menu");
    desk_sees(d, tr("There is no such line here"));
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_ESC);
    desk_top(d, "today");
    /* A talk asks for whom, and typing ahead reaches the list. */
    desk_press(d, XKEY_F9);
    desk_type(d, "11wxt");
    desk_top(d, "pupil-picker");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "form");
    assert_true(form_of(d)->pupil == d->wei);
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F9);
    desk_type(d, "00");
    assert_true(d->app->quit);
}

/* --- a talk --- */

static void a_talk(void **state)
{
    struct desk *d = *state;
    desk_sees(d, tr("Talk again"));
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F7);
    desk_type(d, "11");
    desk_top(d, "form");
    for (int i = 0; i < 20 && strcmp(focus_of(d), "type") != 0; i++) {
        desk_press(d, XKEY_ENTER);
    }
    assert_string_equal(focus_of(d), "type");
    desk_type(d, "０２"); /* full: leaves by itself */
    assert_string_equal(focus_of(d), "source");
    desk_type(d, "2");
    assert_string_equal(focus_of(d), "reason");
    desk_type(d, "这周上课总趴着，昨天数学课哭了");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "昨晚又没睡。");
    desk_press(d, XKEY_ENTER); /* a new line: long text */
    desk_type(d, "我怕我妈把我转走。");
    desk_press(d, XKEY_CTRL('Q'));
    desk_sees(d, "原话 我怕我妈把我转走。");
    desk_press(d, XKEY_TAB);
    assert_string_equal(focus_of(d), "told");
    go_to(d, "next_steps");
    desk_type(d, "１3");
    desk_sees(d, "[x]1");
    desk_sees(d, "[x]3");
    desk_type(d, "1");
    desk_sees(d, "[ ]1");
    int64_t id = form_of(d)->rec->id;
    desk_press(d, XKEY_F2);
    desk_top(d, "pupil");
    desk_sees(d, tr("Stored"));
    desk_sees(d, "这周上课总趴着");
    struct talk *t = load(d, id);
    assert_string_equal(t->type, "02");
    assert_string_equal(t->source, "2");
    assert_string_equal(t->said, "昨晚又没睡。\n〔原话〕我怕我妈把我转走。");
    assert_string_equal(t->next_steps, " 3 ");
    record_free(&t->head);
    /* Somebody met her: the day screen's line is gone by itself. */
    desk_press(d, XKEY_ESC);
    desk_top(d, "today");
    desk_lacks(d, tr("Talk again"));
}

static void today_to_the_record(void **state)
{
    struct desk *d = *state;
    desk_press(d, XKEY_END);
    desk_press(d, XKEY_DOWN);
    desk_press(d, XKEY_ENTER); /* the line of 韦晓彤 */
    desk_top(d, "form");
    assert_true(form_of(d)->pupil == d->wei);
    desk_press(d, XKEY_ESC);
    desk_lacks(d, tr("half written, kept as a draft")); /* nothing was typed: no draft */
    desk_press(d, XKEY_ENTER);
    go_to(d, "reason");
    desk_type(d, "写到一半");
    desk_press(d, XKEY_ESC);
    desk_sees(d, tr("The text stays as a draft; the day screen lists it"));
    desk_sees(d, tr("half written, kept as a draft"));
    desk_sees(d, tr("stored as unfinished"));
    desk_press(d, XKEY_HOME);
    desk_press(d, XKEY_ENTER);
    assert_string_equal(typed_in(d, "reason"), "写到一半");
}

static void twice_f2(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->li);
    vscreen_run(d->v);
    go_to(d, "reason");
    desk_type(d, "自己来的");
    go_to(d, "next_day");
    desk_type(d, "4-31");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, form_of(d)->items[form_find(form_of(d), "next_day")].problem);
    int64_t id = form_of(d)->rec->id;
    desk_press(d, XKEY_F2);
    desk_top(d, "form");
    assert_string_equal(focus_of(d), "type"); /* the first that is missing */
    /* Typing between the two takes the second one back to a check. */
    go_to(d, "agreed");
    desk_type(d, "周五");
    desk_press(d, XKEY_F2);
    desk_top(d, "form");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    desk_sees(d, tr("Kept as unfinished; it is listed on the day screen"));
    record_open_push(d->app, id);
    vscreen_run(d->v);
    assert_string_equal(typed_in(d, "next_day"), "4-31");
    desk_sees(d, "4-31");
}

static void strike_and_back(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F8);
    desk_top(d, "line");
    desk_press(d, XKEY_ENTER); /* without a reason nothing is struck */
    desk_lacks(d, tr("[struck out] "));
    desk_press(d, XKEY_F8);
    desk_type(d, "记到别人名下了");
    desk_press(d, XKEY_F2);
    desk_top(d, "pupil");
    desk_sees(d, tr("Struck out; F8 takes it back"));
    desk_sees(d, tr("[struck out] "));
    struct talk *t = load(d, d->talk);
    assert_int_equal(t->head.state, RECORD_STRUCK);
    assert_string_equal(t->said, "昨晚又没睡，两点多才睡着。\n〔原话〕我怕我妈把我转走。");
    record_free(&t->head);
    desk_press(d, XKEY_F8);
    desk_sees(d, tr("Taken back"));
    t = load(d, d->talk);
    assert_int_equal(t->head.state, RECORD_STORED);
    record_free(&t->head);
}

static void lists_of_codes(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "type");
    desk_press(d, XKEY_F4);
    desk_top(d, "codes");
    desk_type(d, "xl"); /* 心理疏导; never renumbered */
    desk_sees(d, "02");
    desk_lacks(d, "01 ");
    desk_press(d, XKEY_ESC); /* empties the narrowing */
    desk_top(d, "codes");
    desk_press(d, XKEY_ESC);
    desk_top(d, "form");
    assert_string_equal(typed_in(d, "type"), "");
    desk_type(d, "?");
    desk_top(d, "codes");
    desk_type(d, "0");
    desk_press(d, XKEY_BACKSPACE);
    desk_type(d, "０５");
    desk_top(d, "form");
    assert_string_equal(typed_in(d, "type"), "05");
    go_to(d, "type");
    desk_press(d, XKEY_F4);
    desk_type(d, "90"); /* an honest empty stands in every list */
    desk_top(d, "form");
    assert_string_equal(typed_in(d, "type"), "90");
    desk_press(d, XKEY_ESC);
    /* Several: digits take and let go, Esc leaves the field as it was. */
    record_open_push(d->app, d->wei);
    vscreen_run(d->v);
    go_to(d, "focus");
    desk_press(d, XKEY_F4);
    desk_type(d, "0205");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "form");
    assert_string_equal(typed_in(d, "focus"), "02 05");
    desk_press(d, XKEY_F4);
    desk_type(d, "02");
    desk_press(d, XKEY_ESC);
    assert_string_equal(typed_in(d, "focus"), "02 05");
    desk_type(d, "02"); /* and in the field itself */
    assert_string_equal(typed_in(d, "focus"), "05");
    desk_press(d, XKEY_ESC);
}

static void lists_of_people(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "talker");
    desk_type(d, "qxf");
    desk_top(d, "person");
    desk_sees(d, "覃秀芳");
    desk_lacks(d, "蓝月华 ");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "form");
    desk_sees(d, "覃秀芳");
    /* 4: one more pupil, found by class and initials. */
    struct form *f = form_of(d);
    for (size_t i = 0; i < f->n; i++) {
        if (f->items[i].type == ITEM_ADD) {
            assert_true(form_go(f, i));
        }
    }
    desk_type(d, "706qzm");
    desk_top(d, "pupil-picker");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "form");
    desk_sees(d, "覃子墨 七(6)");
    desk_sees(d, "韦晓彤 八(3)");
    desk_press(d, XKEY_ESC);
}

/* --- text --- */

static void long_text(void **state)
{
    struct desk *d = *state;
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    go_to(d, "said");
    desk_press(d, XKEY_CTRL('E'));
    desk_top(d, "longtext");
    desk_press(d, XKEY_CTRL_END);
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_CTRL('R'));
    desk_type(d, "说有时候觉得没意思");
    desk_sees(d, "危险 10:");
    desk_press(d, XKEY_F4);
    desk_type(d, "3"); /* 答应 */
    desk_sees(d, "答应 10:");
    vscreen_paste(d->v, "一段很长的话\n第二段");
    vscreen_run(d->v);
    desk_sees(d, "第二段");
    desk_press(d, XKEY_CTRL('Z'));
    desk_lacks(d, "第二段");
    desk_lacks(d, "一段很长的话");
    desk_press(d, XKEY_CTRL('Y'));
    desk_sees(d, "第二段");
    int row, col;
    vscreen_cursor(d->v, &row, &col);
    desk_press(d, XKEY_ESC);
    desk_top(d, "form");
    assert_string_equal(focus_of(d), "said");
    desk_press(d, XKEY_CTRL('E'));
    int row_after, col_after;
    vscreen_cursor(d->v, &row_after, &col_after);
    assert_int_equal(row, row_after);
    assert_int_equal(col, col_after);
    desk_press(d, XKEY_TAB);
    assert_string_equal(focus_of(d), "told");
}

/* B3: whoever writes self-harm has asked about the risk, or does not store it as finished. */
static void a_session(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_session, d->li);
    vscreen_run(d->v);
    go_to(d, "source");
    desk_type(d, "1");
    go_to(d, "problem");
    desk_type(d, "0215");
    go_to(d, "complaint");
    desk_type(d, "这两周睡不着");
    go_to(d, "risk");
    desk_type(d, "90");
    desk_press(d, XKEY_F2);
    desk_top(d, "form");
    assert_string_equal(focus_of(d), "risk");
    desk_sees(d, tr("field 9 says self-harm: the risk must be asked"));
    desk_press(d, XKEY_BACKSPACE);
    desk_press(d, XKEY_BACKSPACE);
    desk_type(d, "2");
    go_to(d, "next_day");
    desk_type(d, "+1");
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    desk_sees(d, "李明");
    desk_sees(d, "剩 1 天"); /* its next day is work */
    int64_t id = timeline_last(d->store.reg, &kind_session, d->li);
    struct record *rec;
    assert_int_equal(store_load(d->store.reg, id, &rec), ERR_OK);
    const struct session *s = (const struct session *)rec;
    assert_int_equal(rec->state, RECORD_STORED);
    assert_int_equal(rec->pupil, d->li);
    assert_string_equal(s->problem, " 02 15 ");
    assert_string_equal(s->risk, "2");
    assert_non_null(s->number);
    record_free(rec);
}

/* A stamp on the first row of a box stands where the label's end would; none is cut in half. */
static void stamp_beside_a_label(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_session, d->li);
    vscreen_run(d->v);
    go_to(d, "state_now");
    desk_sees(d, "10 目前心理状况");
    desk_press(d, XKEY_CTRL('Q'));
    desk_type(d, "不想来上学");
    desk_sees(d, "10 目前心理 原话 不想来上学");
    desk_press(d, XKEY_CTRL('Q'));
    desk_sees(d, "10 目前心理状况  不想来上学");
}

static void pasting(void **state)
{
    struct desk *d = *state;
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    go_to(d, "reason"); /* one line: newlines become spaces */
    size_t before = strlen(typed_in(d, "reason"));
    vscreen_paste(d->v, "上一行\n下一行");
    vscreen_run(d->v);
    assert_string_equal(typed_in(d, "reason") + before, "上一行 下一行");
    desk_press(d, XKEY_CTRL('Z'));
    assert_int_equal(strlen(typed_in(d, "reason")), before);
    go_to(d, "next_day"); /* digits one by one, as if typed */
    clear(d, 12);
    vscreen_paste(d->v, "4-2\n");
    vscreen_run(d->v);
    assert_true(((struct talk *)form_of(d)->rec)->next_day == date_from_civil(2026, 4, 2));
    desk_press(d, XKEY_ESC);
}

static void help_keeps_the_field(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "agreed");
    desk_type(d, "周五前把请假条");
    desk_press(d, XKEY_LEFT);
    char *before = vscreen_dump(d->v);
    int row, col, row_after, col_after;
    vscreen_cursor(d->v, &row, &col);
    static const uint32_t ways[] = {XKEY_F1, XKEY_F3, XKEY_F9, XKEY_CTRL('K'), XKEY_CTRL('E')};
    for (size_t i = 0; i < COUNT(ways); i++) {
        desk_press(d, ways[i]);
        desk_press(d, XKEY_ESC);
        desk_top(d, "form");
        vscreen_cursor(d->v, &row_after, &col_after);
        assert_int_equal(row, row_after);
        assert_int_equal(col, col_after);
        assert_string_equal(typed_in(d, "agreed"), "周五前把请假条");
    }
    xfree(before);
    desk_press(d, XKEY_ESC);
}

/* --- the place --- */

static void place_comes_back(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    go_to(d, "said");
    desk_type(d, "昨晚又没睡");
    desk_press(d, XKEY_LEFT);
    desk_press(d, XKEY_CTRL('E'));
    int row, col, row_after, col_after;
    vscreen_cursor(d->v, &row, &col);
    char *before = vscreen_line(d->v, row);
    struct str place = STR_INIT;
    d->app->closing = true;
    vscreen_pass(d->v, 1);
    app_save_place(d->app, &place);
    size_t known_count;
    const struct screen_ops *const *known = screens_known(&known_count);
    desk_screen(d, 24, 80);
    assert_int_equal(app_restore_place(d->app, place.ptr, place.len, known, known_count), 3);
    vscreen_run(d->v);
    vscreen_cursor(d->v, &row_after, &col_after);
    char *after = vscreen_line(d->v, row_after);
    desk_top(d, "longtext");
    assert_string_equal(after, before);
    assert_int_equal(row, row_after);
    assert_int_equal(col, col_after);
    xfree(before);
    xfree(after);
    str_release(&place);
}

/* A narrowed list of one class comes back as it was. */
static void list_comes_back(void **state)
{
    struct desk *d = *state;
    desk_press(d, XKEY_F3);
    desk_type(d, "lm");
    desk_press(d, XKEY_F4);
    desk_type(d, "2"); /* the class of this line */
    char *before = vscreen_dump(d->v);
    struct str place = STR_INIT;
    app_save_place(d->app, &place);
    size_t known_count;
    const struct screen_ops *const *known = screens_known(&known_count);
    desk_screen(d, 24, 80);
    assert_int_equal(app_restore_place(d->app, place.ptr, place.len, known, known_count), 2);
    vscreen_run(d->v);
    char *after = vscreen_dump(d->v);
    assert_string_equal(before, after);
    xfree(before);
    xfree(after);
    str_release(&place);
}

/* --- changed underneath, and a register that takes nothing --- */

static void conflict(void **state)
{
    struct desk *d = *state;
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    go_to(d, "agreed");
    desk_type(d, "我这边写的");
    struct talk *t = load(d, d->talk);
    t->seen = xstrdup("那边写的");
    struct changes set = CHANGES_INIT;
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    desk_press(d, XKEY_F2); /* only the other side changed `seen`: it is taken in */
    desk_top(d, "form");
    assert_string_equal(typed_in(d, "agreed"), "我这边写的");
    assert_string_equal(typed_in(d, "seen"), "那边写的");
    t = load(d, d->talk);
    xwipe_str(t->agreed);
    t->agreed = xstrdup("那边又写的");
    changes_put(&set, &t->head);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    desk_press(d, XKEY_F2); /* both changed `agreed`: both are shown */
    desk_top(d, "differences");
    desk_sees(d, "那边又写的");
    desk_sees(d, "我这边写的");
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
    t = load(d, d->talk);
    assert_string_equal(t->agreed, "我这边写的");
    assert_string_equal(t->seen, "那边写的");
    record_free(&t->head);
}

static void read_only(void **state)
{
    struct desk *d = *state;
    d->store.reg->read_only = true;
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    go_to(d, "agreed");
    desk_type(d, "这些字写不进损坏的册子，可是还在屏幕上，一个也不能丢");
    desk_sees(d, tr(err_msgid(ERR_READ_ONLY)));
    desk_sees(d, tr("Not stored"));
    desk_press(d, XKEY_CTRL('E'));
    desk_top(d, "longtext");
    desk_sees(d, tr("Not stored"));
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F2);
    desk_top(d, "form");
    desk_sees(d, tr(err_msgid(ERR_READ_ONLY)));
    assert_string_equal(typed_in(d, "agreed"),
                        "这些字写不进损坏的册子，可是还在屏幕上，一个也不能丢");
    d->store.reg->read_only = false;
    desk_press(d, XKEY_F2);
    desk_top(d, "today");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(first_words),
        T(every_tick_writes),
        T(narrowing),       T(namesakes),        T(menus),         T(a_talk),
        T(today_to_the_record), T(twice_f2),     T(strike_and_back), T(lists_of_codes),
        T(lists_of_people), T(long_text),        T(stamp_beside_a_label), T(a_session), T(pasting),       T(help_keeps_the_field),
        T(place_comes_back), T(list_comes_back), T(conflict),      T(read_only),
    };
    return cmocka_run_group_tests_name("screens_keys", tests, NULL, NULL);
}
