// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "tests/support/vscreen.h"
#include "tui/list.h"

/* Rows with the ids `first` to `first + count - 1`; every tenth is a head. */
struct rows {
    int64_t first;
    size_t count;
    bool heads;
    size_t fetched;
    size_t read; /* rows read so far: each once, in order */
    char name[64];
    char narrowed[64];
};

static size_t count(void *ctx)
{
    const struct rows *r = ctx;
    return r->count;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct rows *r = ctx;
    r->fetched++;
    assert_true(at < r->count);
    if (r->heads && at % 10 == 0) {
        row->whole = "要做的";
        row->role = ROLE_HEAD;
        return;
    }
    row->id = r->first + (int64_t)at;
    snprintf(r->name, sizeof r->name, "学生%d", (int)row->id);
    row->cells[0] = r->name;
    row->cells[1] = "八(1)";
    row->cells[2] = "[2]";
    row->cells[3] = "03-12 谈话";
    row->cells[4] = "同名 2 人";
    row->sign = at % 2 ? "!!" : NULL;
}

static size_t find(void *ctx, int64_t id)
{
    const struct rows *r = ctx;
    return id >= r->first && id < r->first + (int64_t)r->count ? (size_t)(id - r->first) : SIZE_MAX;
}

static bool read_row(void *ctx, size_t at)
{
    struct rows *r = ctx;
    bool lacks = at >= r->read;
    r->read += lacks;
    return lacks;
}

static void narrow(void *ctx, const char *typed)
{
    struct rows *r = ctx;
    snprintf(r->narrowed, sizeof r->narrowed, "%s", typed);
    r->count = typed[0] ? 3 : 100;
}

static struct list_source source(struct rows *r, bool indexed)
{
    return (struct list_source){.count = count, .fetch = fetch, .find = indexed ? find : NULL,
                                .narrow = narrow, .ctx = r};
}

static void test_moves(void **state)
{
    (void)state;
    static const struct {
        enum command cmd;
        bool moved;
        size_t chosen;
        size_t top;
    } steps[] = {
        {CMD_UP, false, 1, 0},      {CMD_DOWN, true, 2, 0},     {CMD_PAGE_DOWN, true, 8, 3},
        {CMD_DOWN, true, 9, 4},     {CMD_DOWN, true, 11, 6},    {CMD_UP, true, 9, 6},
        {CMD_END, true, 99, 94},    {CMD_DOWN, false, 99, 94},  {CMD_PAGE_UP, true, 93, 93},
        {CMD_HOME, true, 1, 0},     {CMD_PAGE_UP, false, 1, 0}, {CMD_TAKE, false, 1, 0},
        {CMD_BOTTOM, true, 99, 94}, {CMD_TOP, true, 1, 0},
    };
    struct rows r = {.first = 1000, .count = 100, .heads = true};
    struct list_source s = source(&r, true);
    struct list l;
    list_init(&l, &s);
    list_layout(&l, 6);
    list_reload(&l);
    for (size_t i = 0; i < COUNT(steps); i++) {
        bool moved = list_command(&l, steps[i].cmd);
        if (moved != steps[i].moved || l.chosen != steps[i].chosen || l.top != steps[i].top) {
            fail_msg("step %zu: moved %d chosen %zu top %zu", i, moved, l.chosen, l.top);
        }
        assert_int_equal(list_chosen(&l), 1000 + l.chosen);
    }
    list_release(&l);
}

static void test_reload(void **state)
{
    (void)state;
    for (int indexed = 0; indexed < 2; indexed++) {
        struct rows r = {.first = 1, .count = 50};
        struct list_source s = source(&r, indexed);
        struct list l;
        list_init(&l, &s);
        list_layout(&l, 10);
        list_reload(&l);
        assert_true(list_choose(&l, 30));
        r.first = 11; /* ten rows at the front went */
        r.count = 40;
        list_reload(&l);
        assert_int_equal(list_chosen(&l), 30);
        assert_int_equal(l.chosen, 19);
        r.first = 41; /* the chosen one went: the row at its place */
        r.count = 10;
        list_reload(&l);
        assert_int_equal(list_chosen(&l), 50);
        r.count = 0;
        list_reload(&l);
        assert_int_equal(list_chosen(&l), 0);
        assert_false(list_command(&l, CMD_DOWN));
        assert_false(list_choose(&l, 41));
        r.count = 1;
        list_reload(&l);
        assert_int_equal(list_chosen(&l), 41);
        list_release(&l);
    }
}

static void test_narrow(void **state)
{
    (void)state;
    struct rows r = {.first = 1, .count = 100};
    struct list_source s = source(&r, true);
    struct list l;
    list_init(&l, &s);
    list_reload(&l);
    assert_true(list_choose(&l, 50));
    assert_true(list_type(&l, "lm", 2));
    assert_true(list_type(&l, "黎", strlen("黎")));
    assert_string_equal(r.narrowed, "lm黎");
    assert_int_equal(list_chosen(&l), 1);
    assert_true(list_command(&l, CMD_DOWN));
    assert_true(list_untype(&l));
    assert_string_equal(r.narrowed, "lm");
    assert_true(list_command(&l, CMD_DOWN));
    assert_true(list_untype_all(&l));
    assert_string_equal(r.narrowed, "");
    assert_int_equal(list_chosen(&l), 2);
    assert_false(list_untype(&l));
    assert_false(list_type(&l, "\x01", 1));
    list_release(&l);
}

/* The pupil list (screens.md S6). */
static const struct list_column columns[] = {
    {"姓名", 9, 0, LIST_LEFT, 0},      {"班级", 8, 0, LIST_LEFT, 0},  {"级", 3, 0, LIST_LEFT, 0},
    {"最近一次", 17, 0, LIST_LEFT, 2}, {"说明", 0, 12, LIST_LEFT, 1},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 3};

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        int cells;
        int widths[5];
    } cases[] = {
        {80, {9, 8, 3, 17, 36}}, {60, {9, 8, 3, 17, 16}}, {56, {9, 8, 3, 17, 12}},
        {55, {9, 8, 3, 17, 0}},  {30, {9, 8, 3, 0, 0}},   {10, {9, 8, 3, 0, 0}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int widths[LIST_COLUMNS];
        list_columns(&look, cases[i].cells, widths);
        assert_memory_equal(widths, cases[i].widths, sizeof cases[i].widths);
    }
}

static void test_draw(void **state)
{
    (void)state;
    struct rows r = {.first = 1, .count = 25};
    struct list_source s = source(&r, true);
    struct list l;
    struct vscreen *v = vscreen_open(24, 80);
    list_init(&l, &s);
    list_reload(&l);
    list_command(&l, CMD_DOWN);
    struct rect at = {2, 0, 10, 60};
    draw_begin();
    list_draw(&l, &look, at);
    static const char *const expected[] = {
        "   姓名      班级     级  最近一次          说明",
        "   学生1     八(1)    [2] 03-12 谈话        同名 2 人",
        ">!!学生2     八(1)    [2] 03-12 谈话        同名 2 人",
    };
    for (size_t i = 0; i < COUNT(expected); i++) {
        char *line = vscreen_line(v, 2 + (int)i);
        assert_string_equal(line, expected[i]);
        xfree(line);
    }
    char *more = str_format(tr("%zu more below"), (size_t)17);
    char *line = vscreen_line(v, 11);
    assert_string_equal(line + 3, more);
    xfree(line);
    xfree(more);
    assert_int_equal(vscreen_look(v, 4, 59), VLOOK_REVERSE);
    assert_int_equal(vscreen_look(v, 4, 60), 0);
    /* A page costs a page, whatever the length. */
    r.count = 20000;
    list_reload(&l);
    list_command(&l, CMD_END);
    r.fetched = 0;
    list_command(&l, CMD_PAGE_UP);
    list_draw(&l, &look, at);
    assert_true(r.fetched < 40);
    list_release(&l);
    vscreen_close(v);
}

/* What a row needs from the disk is read a row a call, and only for those in sight. */
static void test_read(void **state)
{
    (void)state;
    struct rows r = {.first = 1, .count = 100};
    struct list_source s = source(&r, true);
    struct list l;
    list_init(&l, &s);
    list_reload(&l);
    list_layout(&l, 5);
    assert_false(list_read(&l)); /* nothing has to be read */
    l.source.read = read_row;
    for (size_t i = 1; i <= 5; i++) {
        assert_true(list_read(&l));
        assert_int_equal(r.read, i);
    }
    assert_false(list_read(&l));
    list_command(&l, CMD_PAGE_DOWN);
    assert_true(list_read(&l));
    r.count = 0;
    list_reload(&l);
    assert_false(list_read(&l));
    list_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves),  cmocka_unit_test(test_reload),
        cmocka_unit_test(test_narrow), cmocka_unit_test(test_columns),
        cmocka_unit_test(test_draw),   cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
