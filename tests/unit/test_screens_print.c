// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/machine.h"
#include "core/print.h"
#include "core/setting.h"
#include "tests/support/desk.h"
#include "tui/screens/form.h"

/* The preview (S28) by its keys, as text, on a computer without a printer. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin(d, 24, 80);
    setenv("PATH", d->store.dir, 1); /* no lp, no lpstat */
    setenv("HOME", d->store.dir, 1);
    struct changes set = CHANGES_INIT;
    setting_put(&set, "dot_matrix", "1", clock_today());
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    setenv("PATH", "/usr/bin:/bin", 1);
    desk_end(*state);
    xfree(*state);
    return 0;
}

static size_t waiting(struct desk *d)
{
    int64_t *ids;
    size_t n;
    assert_int_equal(print_waiting(d->store.reg, &ids, &n), ERR_OK);
    xfree(ids);
    return n;
}

static void file_to_preview(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F5);
    desk_top(d, "print");
    desk_sees(d, "学生个案摘要（会议用）");
    desk_sees(d, "不印：谈话内容、电话");
    desk_sees(d, "没有缺字");
    desk_sees(d, "未打印");
    desk_press(d, XKEY_F4);
    desk_sees(d, "要换什么");
    desk_type(d, "2");
    desk_sees(d, "这份给谁用");
    desk_type(d, "4");
    desk_sees(d, "学生个案摘要（班主任用）");
    desk_sees(d, "不印：谈话内容、分数、医院的话");
    desk_press(d, XKEY_PGDN);
    desk_sees(d, "优势和支持");
    desk_press(d, XKEY_PGUP);
    desk_press(d, XKEY_PGUP);
    desk_sees(d, "这是第一页");
    desk_press(d, XKEY_ESC);
    desk_sees(d, "什么也没有印");
    assert_int_equal(waiting(d), 0);
}

/* A window narrower than the page is moved over it. */
static void narrow(void **state)
{
    struct desk *d = *state;
    desk_screen(d, 18, 60);
    print_form_push(d->app, "summary", d->wei, NONE);
    vscreen_run(d->v);
    desk_lacks(d, "第二学期");
    desk_press(d, XKEY_RIGHT);
    desk_press(d, XKEY_RIGHT);
    desk_press(d, XKEY_RIGHT);
    desk_sees(d, "第二学期");
    desk_lacks(d, "2026-03-26 ");
    desk_press(d, XKEY_LEFT);
    desk_press(d, XKEY_LEFT);
    desk_sees(d, "2026-03-26");
}

static void form_to_preview(void **state)
{
    struct desk *d = *state;
    record_new_push(d->app, &kind_talk, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F5);
    desk_top(d, "form");
    desk_sees(d, "先按 F2 存好");
    desk_press(d, XKEY_ESC);
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    desk_press(d, XKEY_F5);
    desk_top(d, "print");
    desk_sees(d, "谈心谈话记录");
    desk_sees(d, "我怕我妈把我转走");
    desk_press(d, XKEY_ESC);
    /* With the pupil beside the keyboard there is no paper to read. */
    d->app->beside = true;
    desk_press(d, XKEY_F5);
    desk_top(d, "form");
    d->app->beside = false;
}

static void covers_names(void **state)
{
    struct desk *d = *state;
    int64_t talk = store_talk(&d->store, d->wei, date_from_civil(2026, 3, 20),
                              "覃子墨先动手，欧阳倩来劝。");
    print_form_push(d->app, "talk", d->wei, talk);
    vscreen_run(d->v);
    desk_sees(d, "正文里有 覃子墨，1 处");
    desk_press(d, XKEY_F6);
    desk_sees(d, "覃*先动手");
    desk_press(d, XKEY_TAB);
    desk_sees(d, "正文里有 欧阳倩，1 处");
    desk_sees(d, "欧阳倩来劝");
    desk_press(d, XKEY_F6);
    desk_sees(d, "欧阳*来劝");
    desk_press(d, XKEY_F6);
    desk_sees(d, "欧阳倩来劝");
}

/* @ in a text brings the list of pupils; Esc leaves the sign. */
static void mentions(void **state)
{
    struct desk *d = *state;
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    struct form_screen *form = d->app->top->self;
    form_go(form->form, form_find(form->form, "agreed"));
    desk_type(d, "和");
    desk_type(d, "@");
    desk_top(d, "pupil-picker");
    desk_type(d, "mxd");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "form");
    desk_type(d, "一起来");
    desk_sees(d, "和@蒙晓东一起来");
    desk_type(d, "@");
    desk_press(d, XKEY_ESC);
    desk_sees(d, "一起来@");
    desk_press(d, XKEY_BACKSPACE);
    /* On the whole page, too; nothing comes up with the pupil beside the keyboard. */
    form_go(form->form, form_find(form->form, "told"));
    desk_press(d, XKEY_CTRL('E'));
    desk_type(d, "@");
    desk_top(d, "pupil-picker");
    desk_type(d, "oyq");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "@欧阳倩");
    d->app->beside = true;
    desk_type(d, "@");
    desk_top(d, "longtext");
    d->app->beside = false;
    desk_press(d, XKEY_BACKSPACE);
    desk_press(d, XKEY_ESC);
    desk_press(d, XKEY_F2);
    print_form_push(d->app, "talk", d->wei, d->talk);
    vscreen_run(d->v);
    desk_sees(d, "和蒙*一起来");
    desk_lacks(d, "晓东");
    desk_lacks(d, "阳倩");
}

static void no_printer(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    vscreen_run(d->v);
    desk_press(d, XKEY_F5);
    desk_press(d, XKEY_F2);
    desk_sees(d, "这台电脑没有打印机");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "pupil");
    desk_sees(d, "没有印；存在菜单 43 里，印号 26-0001");
    assert_int_equal(waiting(d), 1);
    prints_push(d->app, NONE);
    vscreen_run(d->v);
    desk_sees(d, "等着印 1 份");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "print");
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_sees(d, "存到哪里");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "这是第几份");
    desk_press(d, XKEY_ENTER);
    desk_top(d, "person");
    desk_type(d, "覃秀芳");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "打印好了，已记下，印号 26-0001");
    desk_sees(d, "等着印 0 份，印过 1 份");
    char *path = str_format("%s/印件-26-0001.prn", d->store.dir);
    struct str bytes = STR_INIT;
    assert_int_equal(file_read(path, 1 << 20, &bytes), ERR_OK);
    assert_memory_equal(bytes.ptr, "\x1b@", 2);
    str_release(&bytes);
    xfree(path);
}

static void drops(void **state)
{
    struct desk *d = *state;
    pupil_push(d->app, d->wei);
    print_form_push(d->app, "summary", d->wei, NONE);
    vscreen_run(d->v);
    desk_press(d, XKEY_F4);
    desk_type(d, "8");
    desk_sees(d, "存着了，以后在菜单 43 里印");
    prints_push(d->app, NONE);
    vscreen_run(d->v);
    desk_press(d, XKEY_F8);
    desk_sees(d, "这份不印了，已记下");
    assert_int_equal(waiting(d), 0);
}

static void rare(void **state)
{
    struct desk *d = *state;
    print_form_push(d->app, "summary", d->lu, NONE);
    vscreen_run(d->v);
    desk_sees(d, "缺 1 个字");
    desk_press(d, XKEY_F2);
    desk_sees(d, "有 1 个字打不出来：〔U+4DAE yǎn〕");
    desk_press(d, XKEY_ESC);
    desk_top(d, "print");
    assert_int_equal(waiting(d), 0);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
    desk_sees(d, "陆〔U+4DAE");
    desk_sees(d, "这台电脑没有打印机");
}

static void block_mother(struct desk *d)
{
    struct changes set = CHANGES_INIT;
    struct blocked *b = (struct blocked *)record_new(&kind_blocked, 0);
    b->head.state = RECORD_STORED;
    b->pupil = d->wei;
    b->person = str_format("G%lld.1", (long long)d->wei);
    b->reason = xstrdup("强制报告");
    struct act_wish wish = {.machine = machine_by_id("no_tell"), .move = "block",
                            .subject = b->head.id, .pupil = d->wei, .day = clock_today(),
                            .at = NONE, .by = NONE, .evidence = NONE, .due = NONE,
                            .reason = "强制报告"};
    changes_put(&set, &b->head);
    assert_null(act_add(d->store.reg, &set, &wish, true));
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static void not_to_be_told(void **state)
{
    struct desk *d = *state;
    block_mother(d);
    pupil_push(d->app, d->wei);
    print_form_push(d->app, "summary", d->wei, NONE);
    vscreen_run(d->v);
    desk_press(d, XKEY_F4);
    desk_type(d, "2");
    desk_type(d, "5");
    desk_sees(d, "家长用");
    desk_press(d, XKEY_F2);
    desk_top(d, "person");
    desk_lacks(d, "黄小萍");
    desk_sees(d, "陈阿婆");
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "致 外婆 陈阿婆");
    desk_sees(d, "这台电脑没有打印机");
    desk_type(d, "2");
    desk_press(d, XKEY_ENTER);
    desk_press(d, XKEY_ENTER);
    desk_sees(d, "打印好了，已记下");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(file_to_preview, setup, teardown),
        cmocka_unit_test_setup_teardown(narrow, setup, teardown),
        cmocka_unit_test_setup_teardown(form_to_preview, setup, teardown),
        cmocka_unit_test_setup_teardown(covers_names, setup, teardown),
        cmocka_unit_test_setup_teardown(mentions, setup, teardown),
        cmocka_unit_test_setup_teardown(no_printer, setup, teardown),
        cmocka_unit_test_setup_teardown(drops, setup, teardown),
        cmocka_unit_test_setup_teardown(rare, setup, teardown),
        cmocka_unit_test_setup_teardown(not_to_be_told, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
