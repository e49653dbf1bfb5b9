// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/draft.h"
#include "core/load.h"
#include "core/verify.h"
#include "tests/fault/disk.h"
#include "tests/fault/folder.h"
#include "tests/fault/says.h"
#include "tests/support/desk.h"
#include "tui/form.h"
#include "tui/screens/form.h"

/*
 * A full disk (reliability.md, promise 5), at 220 fill levels from no byte
 * free to more than is needed.  64 kB are typed: they are stored, the ballast
 * going for it where it must, and the person is told at once; a power cut then
 * loses nothing; with room again everything goes on and the ballast is back.
 */
enum { LEVELS = 220, STEP = 1000, TEXT = 64 * 1024, BALLAST = 2 << 20, DRAFTS = 64 };

struct full {
    struct desk desk;
    struct folder *before;
    char cut[64]; /* the folder as a power cut leaves it */
    char *text;
    int level;
    int gave;    /* levels at which the ballast went */
    int refused; /* at which nothing more could be stored */
};

static bool has_ballast(const struct full *t)
{
    struct stat st;
    char *path = file_join(t->desk.store.dir, "ballast");
    bool there = stat(path, &st) == 0 && st.st_size == BALLAST;
    xfree(path);
    return there;
}

static void fail_at(const struct full *t, const char *why)
{
    fail_msg("%d bytes free: %s", t->level * STEP, why);
}

static void open_it(struct full *t)
{
    struct store *s = &t->desk.store;
    assert_int_equal(reg_open(&(struct reg_how){.dir = s->dir, .key = s->key, .lock_fd = -1},
                              &s->reg, NULL),
                     ERR_OK);
    assert_false(s->reg->read_only);
}

static void close_it(struct full *t)
{
    reg_close(t->desk.store.reg, false);
    t->desk.store.reg = NULL;
}

/* The register as before, open, and so many bytes free. */
static void begin_level(struct full *t)
{
    folder_put(t->before);
    disk_begin(t->desk.store.dir);
    open_it(t);
    disk_limit(disk_used() + (int64_t)t->level * STEP);
}

/* What the power cut leaves is sound, and `n` drafts from `id` on hold the text. */
static void check_cut(struct full *t, int64_t id, int n)
{
    struct reg *reg = NULL;
    disk_cut(disk_calls());
    disk_build(t->cut, LOSE_ALL, 0);
    struct reg_how how = {.dir = t->cut, .key = t->desk.store.key, .lock_fd = -1};
    assert_int_equal(reg_open(&how, &reg, NULL), ERR_OK);
    assert_int_equal(verify_all(reg, says_damage, (void *)(uintptr_t) "full"), ERR_OK);
    for (int i = 0; i < n; i++) {
        struct draft d;
        if (draft_load(reg, id + i, &d) != ERR_OK) {
            fail_at(t, "a draft that was stored is not there");
        }
        const char *said = draft_get(&d, "said");
        if (!said || strncmp(said, t->text, TEXT) != 0) {
            fail_at(t, "a draft is not what was typed");
        }
        draft_release(&d);
    }
    reg_close(reg, false);
}

/* Opened once more with room enough: sound, and the ballast is there. */
static void check_after(struct full *t)
{
    disk_limit(-1);
    open_it(t);
    assert_int_equal(verify_all(t->desk.store.reg, says_damage, (void *)(uintptr_t) "full"),
                     ERR_OK);
    if (!has_ballast(t)) {
        fail_at(t, "the ballast did not come back");
    }
    disk_end();
    close_it(t);
}

/* --- through the form --- */

static struct form *new_talk(struct full *t)
{
    struct app *app = t->desk.app;
    record_new_push(app, &kind_talk, t->desk.wei);
    desk_top(&t->desk, "form");
    struct form_screen *screen = app->top->self;
    assert_true(form_go(screen->form, form_find(screen->form, "said")));
    form_screen_again(app->top);
    vscreen_run(t->desk.v);
    return screen->form;
}

static void must_be_stored(struct full *t, const struct form *form)
{
    if (form_is_stale(form) || form->failed) {
        fail_at(t, vscreen_dump(t->desk.v));
    }
}

static void paste_text(struct full *t, const struct form *form)
{
    vscreen_paste(t->desk.v, t->text);
    vscreen_run(t->desk.v); /* no second passes: the draft is stored and it is said by now */
    must_be_stored(t, form);
    if (!has_ballast(t)) {
        t->gave++;
        desk_sees(&t->desk, "磁盘满了");
    } else {
        desk_lacks(&t->desk, "磁盘");
    }
}

/* Twenty characters: due at once, whatever the clock says. */
static const char more[] = "又说了几句，说外婆下个月就能出院回家了。";

/* Typing, the quiet seconds in which the log is put away, typing. */
static void type_on(struct full *t, const struct form *form)
{
    desk_type(&t->desk, more);
    vscreen_pass(t->desk.v, 4);
    desk_type(&t->desk, more);
    vscreen_pass(t->desk.v, 1);
    must_be_stored(t, form);
}

/* Not even the ballast's room is left: that is said, and what is typed stays in the form. */
static void type_into_nothing(struct full *t, const struct form *form)
{
    disk_limit(0);
    desk_type(&t->desk, more);
    if (form_is_stale(form)) {
        t->refused++;
        desk_sees(&t->desk, "磁盘满了。什么都没有改动");
    }
}

static void store_unfinished(struct full *t, int64_t id)
{
    struct record *rec;
    desk_press(&t->desk, XKEY_F2);
    desk_press(&t->desk, XKEY_F2);
    desk_sees(&t->desk, "没写完");
    assert_int_equal(store_load(t->desk.store.reg, id, &rec), ERR_OK);
    assert_memory_equal(((struct talk *)rec)->said, t->text, TEXT);
    record_free(rec);
}

static void one_level_of_the_form(struct full *t)
{
    begin_level(t);
    desk_screen(&t->desk, 24, 80);
    t->desk.app->hooks.tick = session_tick;
    const struct form *form = new_talk(t);
    int64_t id = form->rec->id;
    paste_text(t, form);
    check_cut(t, id, 1);
    type_on(t, form);
    check_cut(t, id, 1);
    if (t->level % 2) {
        type_into_nothing(t, form);
        disk_limit(-1); /* room comes back while it is open */
        desk_type(&t->desk, more);
        vscreen_pass(t->desk.v, 2);
        must_be_stored(t, form);
        desk_lacks(&t->desk, "磁盘");
        store_unfinished(t, id);
    }
    session_close(t->desk.app); /* or it is closed on the full disk */
    t->desk.store.reg = NULL;
    if (t->level % 2 == 0) {
        check_cut(t, id, 1);
    }
    check_after(t);
}

/* --- through the store --- */

static enum err save(struct full *t, int64_t id)
{
    struct draft d;
    struct changes set = CHANGES_INIT;
    draft_init(&d, id, &kind_talk, 0, t->desk.wei);
    draft_set(&d, "said", t->text, TEXT);
    draft_save_all(&d, &set);
    enum err e = store_commit(t->desk.store.reg, &set, NULL);
    changes_release(&set);
    draft_release(&d);
    return e;
}

/* Drafts until nothing goes any more, not even without the ballast. */
static void one_level_of_the_store(struct full *t)
{
    int64_t id = record_new_id();
    enum err e = ERR_OK;
    int n = 0;
    begin_level(t);
    while (n < DRAFTS && (e = save(t, id + n)) == ERR_OK) {
        n++;
    }
    if (n == 0) {
        fail_at(t, err_msgid(e));
    }
    assert_int_equal(e, ERR_FULL);
    assert_false(has_ballast(t));
    t->gave++;
    t->refused++;
    check_cut(t, id, n);
    disk_limit(-1);
    assert_int_equal(save(t, id + n), ERR_OK);
    check_cut(t, id, n + 1);
    close_it(t);
    check_after(t);
}

/* --- the loop --- */

static void begin(struct full *t)
{
    memset(t, 0, sizeof *t);
    desk_begin(&t->desk, 24, 80);
    session_close(t->desk.app);
    t->desk.store.reg = NULL;
    t->before = folder_take(t->desk.store.dir);
    snprintf(t->cut, sizeof t->cut, "/tmp/xindang-cut-XXXXXX");
    assert_non_null(mkdtemp(t->cut));
    t->text = xcalloc(1, TEXT + 1);
    for (size_t at = 0; at + 3 <= TEXT; at += 3) {
        memcpy(t->text + at, at % 300 == 297 ? "。" : at % 5 ? "睡" : "说", 3);
    }
    t->text[TEXT - 1] = '.';
}

static void end(struct full *t)
{
    char *command = str_format("rm -rf '%s'", t->cut);
    assert_int_equal(system(command), 0);
    xfree(command);
    xfree(t->text);
    folder_free(t->before);
    desk_end(&t->desk);
}

static void each_level(const char *name, void (*one)(struct full *t), int every)
{
    struct full t;
    int cases = 0;
    double began = seconds();
    begin(&t);
    for (t.level = 0; t.level < LEVELS; t.level += is_large() ? 1 : every) {
        one(&t);
        cases++;
    }
    end(&t);
    print_message("%s: %d fill levels, the ballast went at %d, then no room at %d; %.1f s\n", name,
                  cases, t.gave, t.refused, seconds() - began);
}

static void typing_on_a_full_disk(void **state)
{
    (void)state;
    each_level("form", one_level_of_the_form, 1);
}

static void storing_on_a_full_disk(void **state)
{
    (void)state;
    each_level("store", one_level_of_the_store, 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_on_a_full_disk),
        cmocka_unit_test(storing_on_a_full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
