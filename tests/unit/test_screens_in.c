// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/prefs.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "tests/support/store.h"
#include "tests/support/vscreen.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * The way in and the lock, without a terminal.  The screens it leads to are
 * plain ones of this file; what they are told is written down in `seen`.
 */
static struct {
    int today, import, pupils, talks, closing_ticks, execs;
    int64_t talk_pupil;
    bool bare;
    struct pupils_how how;
    struct str argv, env;
} seen;

static const struct binding plain_keys[] = {{XKEY_F2, CMD_DONE, N_("Store")}};
static const struct keymap plain_map = KEYMAP(plain_keys, &keymap_global);

static const struct keymap *plain(const struct screen *s)
{
    (void)s;
    return &plain_map;
}

static void plain_head(const struct screen *s, struct frame *f)
{
    str_add(&f->where, s->ops->name);
}

static void plain_draw(const struct screen *s, struct rect body)
{
    draw_text(body.row, 3, 40, strcmp(s->ops->name, "talk") == 0 ? "韦晓彤说的话" : "今日的事",
              ROLE_PLAIN);
}

static void plain_tick(struct screen *s, int64_t now)
{
    (void)now;
    seen.closing_ticks += s->app->closing;
}

static void plain_close(struct screen *s)
{
    (void)s;
}

static struct screen *restore_today(struct app *app, const char *bytes, size_t n);
static struct screen *restore_talk(struct app *app, const char *bytes, size_t n);

#define PLAIN(name_, restore_)                                                                     \
    {                                                                                              \
        .name = (name_), .keys = plain, .head = plain_head, .draw = plain_draw,                    \
        .tick = plain_tick, .restore = (restore_), .close = plain_close                            \
    }
static const struct screen_ops today_plain = PLAIN("today", restore_today);
static const struct screen_ops talk_plain = PLAIN("talk", restore_talk);
static const struct screen_ops pupils_plain = PLAIN("pupils", NULL);

static struct screen *restore_today(struct app *app, const char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return screen_new(&today_plain, app, NULL);
}

static struct screen *restore_talk(struct app *app, const char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return screen_new(&talk_plain, app, NULL);
}

static void to_today(struct app *app)
{
    seen.today++;
    app_push(app, screen_new(&today_plain, app, NULL));
}

static void to_import(struct app *app)
{
    (void)app;
    seen.import++;
}

static void to_pupils(struct app *app, const struct pupils_how *how)
{
    seen.pupils++;
    seen.how = *how;
    app_push(app, screen_new(&pupils_plain, app, NULL));
}

static void to_interview(struct app *app, int64_t pupil)
{
    seen.talks++;
    seen.talk_pupil = pupil;
    app_push(app, screen_new(&talk_plain, app, NULL));
}

static void to_new(struct app *app, const struct kind *kind, int64_t pupil)
{
    (void)app;
    (void)kind;
    (void)pupil;
}

static void to_record(struct app *app, int64_t id)
{
    (void)app;
    (void)id;
}

static void to_records(struct app *app, const struct kind *kind)
{
    (void)app;
    (void)kind;
}

static void to_codes(struct app *app, const struct codes_how *how)
{
    (void)app;
    how->done(how->ctx, "02 03");
}

static const struct screen_ops *const *known(size_t *count)
{
    static const struct screen_ops *const all[] = {&today_plain, &talk_plain, &settings_ops};
    *count = COUNT(all);
    return all;
}

static int no_exec(const char *path, char *const argv[], char *const envp[])
{
    assert_string_equal(path, "/proc/self/exe");
    seen.execs++;
    str_clear(&seen.argv);
    str_clear(&seen.env);
    for (size_t i = 0; argv[i]; i++) {
        str_addf(&seen.argv, "%s\n", argv[i]);
    }
    for (size_t i = 0; envp[i]; i++) {
        str_addf(&seen.env, "%s\n", envp[i]);
    }
    return -1;
}

static const struct session_ways ways = {
    .today = to_today,
    .import = to_import,
    .pupils = to_pupils,
    .interview = to_interview,
    .record_new = to_new,
    .record_open = to_record,
    .records = to_records,
    .codes = to_codes,
    .known = known,
    .exec = no_exec,
};

static bool on_command(struct app *app, enum command cmd)
{
    if (cmd == CMD_BLANK) {
        blank_push(app);
    }
    return cmd == CMD_BLANK;
}

struct way {
    struct store store;
    struct session_state session;
    struct vscreen *v;
    struct app *app;
    struct event_source source;
};

/* The end of a script that a job outlives by a step is not the end of the program. */
static void read_on(void *ctx, int timeout_ms, struct event *ev)
{
    const struct way *w = ctx;
    w->source.read(w->source.ctx, timeout_ms, ev);
    ev->kind = ev->kind == EVENT_END ? EVENT_TICK : ev->kind;
}

static void begin_at(struct way *w, int rows, int cols, const char *dir)
{
    memset(&seen, 0, sizeof seen);
    str_init(&seen.argv);
    str_init(&seen.env);
    assert_true(catalog_choose("en"));
    w->v = vscreen_open(rows, cols);
    w->app = vscreen_app(w->v);
    w->source = w->app->source;
    w->app->source = (struct event_source){.read = read_on, .ctx = w};
    session_init(&w->session, w->app, dir, &ways);
    w->app->hooks.command = on_command;
}

/* A register that is there and closed, and the unlock page. */
static void begin(struct way *w)
{
    store_begin(&w->store);
    reg_close(w->store.reg, false);
    w->store.reg = NULL;
    begin_at(w, 24, 80, w->store.dir);
    unlock_push(w->app, false);
    vscreen_run(w->v);
}

static void end(struct way *w)
{
    session_close(w->app);
    vscreen_close(w->v);
    session_release(&w->session);
    str_release(&seen.argv);
    str_release(&seen.env);
    clock_set_offset(0);
    assert_true(catalog_choose("zh_CN"));
    store_end(&w->store);
}

static void press(struct way *w, uint32_t key)
{
    vscreen_key(w->v, key);
    vscreen_run(w->v);
}

static void type(struct way *w, const char *text)
{
    vscreen_type(w->v, text);
    vscreen_run(w->v);
}

static void unlock(struct way *w)
{
    type(w, "mima mima");
    press(w, XKEY_ENTER);
}

static void assert_sees(struct way *w, const char *text)
{
    if (!vscreen_has(w->v, text)) {
        char *all = vscreen_dump(w->v);
        fail_msg("\"%s\" is not on the screen:\n%s", text, all);
    }
}

static void assert_top(const struct way *w, const char *name)
{
    assert_string_equal(w->app->top->ops->name, name);
}

/* --- passwords ---------------------------------------------------------- */

static void strengths(void **state)
{
    (void)state;
    static const struct {
        const char *password;
        enum strength strength;
        bool wide;
    } cases[] = {
        {"", STRENGTH_NONE, false},
        {"abc", STRENGTH_SHORT, false},
        {"12345678", STRENGTH_WEAK, false},
        {"aaaaaaaaaaaaaaaaaaaa", STRENGTH_WEAK, false},
        {"abcdefghijklmnop", STRENGTH_WEAK, false},
        {"shiliuwan", STRENGTH_WEAK, false},
        {"shiliuwan2026!", STRENGTH_FAIR, false},
        {"shan qiao mian yu", STRENGTH_GOOD, false},
        {"mima 密码 mima", STRENGTH_FAIR, true},
        {"ｍｉｍａｍｉｍａ", STRENGTH_WEAK, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (strength_of(cases[i].password) != cases[i].strength) {
            fail_msg("%s: %d", cases[i].password, (int)strength_of(cases[i].password));
        }
        assert_int_equal(strength_has_wide(cases[i].password), cases[i].wide);
    }
}

static void pairs(void **state)
{
    (void)state;
    bool warned = false;
    assert_non_null(password_pair_problem("kurz", "kurz", &warned));
    assert_non_null(password_pair_problem("mima mima 1", "mima mima 2", &warned));
    assert_null(password_pair_problem("mima mima 1", "mima mima 1", &warned));
    assert_non_null(password_pair_problem("密码密码密码密码", "密码密码密码密码", &warned));
    assert_null(password_pair_problem("密码密码密码密码", "密码密码密码密码", &warned));
}

/* --- first run ---------------------------------------------------------- */

static bool nothing_there(const char *dir)
{
    return access(dir, F_OK) != 0;
}

static void fill_first_run(struct way *w, const char *again)
{
    static const char *const fields[] = {"石榴湾初级中学", "石榴湾中学", "2", "蓝月华",
                                         "mima mima 22"};
    for (size_t i = 0; i < COUNT(fields); i++) {
        type(w, fields[i]);
        press(w, XKEY_TAB);
    }
    type(w, again);
}

/* The group the code page asks for, as it stands on the page. */
static void asked_group(struct way *w, char group[CODE_GROUP_CHARS + 1])
{
    char *all = vscreen_dump(w->v);
    const char *ask = strstr(all, "type group ");
    assert_non_null(ask);
    char *label = str_format("Group %c", ask[strlen("type group ")]);
    const char *at = strstr(all, label);
    assert_non_null(at);
    at += strlen(label) + strspn(at + strlen(label), " ");
    memcpy(group, at, CODE_GROUP_CHARS);
    group[CODE_GROUP_CHARS] = '\0';
    xfree(label);
    xfree(all);
}

static void begin_first(struct way *w, char *dir, size_t n)
{
    memset(w, 0, sizeof *w);
    snprintf(w->store.dir, sizeof w->store.dir, "/tmp/xindang-test-XXXXXX");
    assert_non_null(mkdtemp(w->store.dir));
    setenv("XDG_STATE_HOME", w->store.dir, 1);
    assert_int_equal(key_start(), ERR_OK);
    snprintf(dir, n, "%s/new", w->store.dir);
    begin_at(w, 24, 80, dir);
    first_run_push(w->app);
    vscreen_run(w->v);
}

static void first_run_leaves_nothing(void **state)
{
    (void)state;
    struct way w;
    char dir[128];
    begin_first(&w, dir, sizeof dir);
    assert_sees(&w, "Step 1 of 4");
    press(&w, XKEY_ESC);
    assert_true(w.app->quit);
    w.app->quit = false;
    fill_first_run(&w, "mima mima 22");
    press(&w, XKEY_F2);
    assert_sees(&w, "Step 2 of 4");
    assert_true(nothing_there(dir));
    press(&w, XKEY_ESC);
    assert_sees(&w, "Step 1 of 4");
    assert_sees(&w, "is void");
    press(&w, XKEY_ESC); /* something was typed: it asks, and staying is the first answer */
    assert_sees(&w, "1 Go on  2 Leave");
    press(&w, XKEY_ENTER);
    assert_false(w.app->quit);
    press(&w, XKEY_ESC);
    type(&w, "2");
    assert_true(w.app->quit);
    assert_true(nothing_there(dir));
    end(&w);
}

static void first_run_names_what_is_missing(void **state)
{
    (void)state;
    struct way w;
    char dir[128];
    begin_first(&w, dir, sizeof dir);
    press(&w, XKEY_F2);
    assert_sees(&w, "full name is missing");
    fill_first_run(&w, "mima mima 2");
    press(&w, XKEY_F2);
    assert_sees(&w, "passwords differ");
    type(&w, "汉");
    assert_sees(&w, "input method is probably on");
    assert_true(nothing_there(dir));
    end(&w);
}

static void first_run_makes_a_register(void **state)
{
    (void)state;
    struct way w;
    char dir[128];
    char group[CODE_GROUP_CHARS + 1];
    begin_first(&w, dir, sizeof dir);
    fill_first_run(&w, "mima mima 22");
    press(&w, XKEY_F2);
    type(&w, "00000");
    press(&w, XKEY_F2);
    assert_sees(&w, "reads otherwise");
    assert_true(nothing_there(dir));
    for (int i = 0; i < CODE_GROUP_CHARS; i++) {
        press(&w, XKEY_BACKSPACE);
    }
    asked_group(&w, group);
    for (char *c = group; *c; c++) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c); /* small letters are as good */
    }
    type(&w, group);
    press(&w, XKEY_ENTER);
    assert_sees(&w, "That is right");
    press(&w, XKEY_F2);
    assert_int_equal(seen.today, 1);
    assert_int_equal(seen.import, 1);
    assert_non_null(w.app->reg);
    assert_string_equal(w.app->reg->calendar->school_name, "石榴湾初级中学");
    assert_true(w.app->reg->calendar->has_stage[STAGE_JUNIOR]);
    session_lock(w.app, LOCK_ASKED);
    type(&w, "mima mima 22");
    press(&w, XKEY_ENTER);
    assert_non_null(w.app->reg);
    end(&w);
}

/* --- unlock and lock ---------------------------------------------------- */

static void wrong_passwords_wait(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    assert_sees(&w, "石榴湾中学");
    type(&w, "bu dui");
    press(&w, XKEY_ENTER);
    assert_sees(&w, "next try waits 2 seconds");
    assert_null(w.app->reg);
    unlock(&w);
    assert_sees(&w, "Not yet: 2 more seconds");
    vscreen_pass(w.v, 3);
    press(&w, XKEY_ENTER); /* what was typed meanwhile was kept */
    assert_non_null(w.app->reg);
    assert_int_equal(seen.today, 1);
    end(&w);
}

static void lock_hands_on_nothing(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    setenv("XINDANG_SECRET_OF_SOMEBODY", "geheim", 1);
    unlock(&w);
    to_interview(w.app, 7);
    vscreen_run(w.v);
    assert_sees(&w, "韦晓彤");
    press(&w, XKEY_CTRL('L'));
    unsetenv("XINDANG_SECRET_OF_SOMEBODY");
    assert_null(w.app->reg);
    assert_int_equal(seen.execs, 1);
    assert_int_equal(seen.closing_ticks, 2); /* day screen and talk wrote what they had */
    assert_sees(&w, "Locked");
    assert_false(vscreen_has(w.v, "韦晓彤"));
    char *argv = str_format("xindang\n--store\n%s\n--lang\nen\n", w.store.dir);
    assert_string_equal(seen.argv.ptr, argv);
    xfree(argv);
    assert_null(strstr(seen.env.ptr, "geheim"));
    assert_null(strstr(seen.env.ptr, "mima"));
    assert_non_null(strstr(seen.env.ptr, "XINDANG_HANDED="));
    press(&w, XKEY_ESC); /* the program is not left from here */
    assert_false(w.app->quit);
    seen.today = 0;
    unlock(&w);
    assert_top(&w, "talk");
    assert_string_equal(w.app->top->below->ops->name, "today");
    assert_int_equal(seen.today, 0); /* it came back with the place */
    end(&w);
}

static void idle_locks(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    unlock(&w);
    vscreen_pass(w.v, 301);
    assert_null(w.app->reg);
    assert_sees(&w, "no key was pressed");
    end(&w);
}

static void handed_on_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int fd;
        const char *terminal;
        int64_t offset;
    } cases[] = {
        {"3:00af:1:0", true, 3, "00af", 0},
        {"12::2:-86400000", true, 12, "", -86400000},
        {"", false, 0, "", 0},
        {"x:00:1:0", false, 0, "", 0},
        {"0:00:1:0", false, 0, "", 0}, /* never a standard stream */
        {"3:00", false, 0, "", 0},
        {"3:00:9:0", false, 0, "", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct session_handed handed;
        setenv(SESSION_HANDED, cases[i].text, 1);
        assert_int_equal(session_handed(&handed), cases[i].good);
        assert_null(getenv(SESSION_HANDED));
        if (cases[i].good) {
            assert_int_equal(handed.lock_fd, cases[i].fd);
            assert_string_equal(handed.terminal.ptr, cases[i].terminal);
            assert_int_equal(handed.clock_offset, cases[i].offset);
        } else {
            assert_int_equal(handed.lock_fd, -1);
        }
        str_release(&handed.terminal);
    }
}

/* --- F7 ----------------------------------------------------------------- */

static void straight_to_a_talk(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    type(&w, "mima mima");
    press(&w, XKEY_F7);
    assert_int_equal(seen.today, 0);
    assert_int_equal(seen.pupils, 1);
    assert_true(seen.how.bare);
    assert_true(w.app->beside);
    app_pop(w.app); /* as the list does it: off the stack, then the pupil */
    seen.how.done(seen.how.ctx, 42);
    vscreen_pass(w.v, 2);
    assert_int_equal(seen.talks, 1);
    assert_int_equal(seen.talk_pupil, 42);
    assert_non_null(w.app->reg);
    press(&w, XKEY_ESC); /* the talk is left: the password again */
    vscreen_pass(w.v, 1);
    assert_null(w.app->reg);
    assert_false(w.app->beside);
    assert_top(&w, "unlock");
    unlock(&w);
    assert_top(&w, "today");
    assert_int_equal(seen.today, 0); /* never used before: it lay below the talk all the same */
    end(&w);
}

static void leaving_the_list_locks(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    type(&w, "mima mima");
    press(&w, XKEY_F7);
    app_pop(w.app);
    seen.how.done(seen.how.ctx, NONE);
    vscreen_pass(w.v, 1);
    assert_null(w.app->reg);
    assert_int_equal(seen.today, 0);
    end(&w);
}

static void talk_at_the_door_survives_a_lock(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    unlock(&w);
    press(&w, XKEY_CTRL('L'));
    type(&w, "mima mima");
    press(&w, XKEY_F7);
    app_pop(w.app);
    seen.how.done(seen.how.ctx, 42);
    vscreen_pass(w.v, 1);
    press(&w, XKEY_CTRL('L'));
    unlock(&w);
    assert_top(&w, "talk");
    assert_string_equal(w.app->top->below->ops->name, "today");
    assert_false(w.app->beside);
    end(&w);
}

/* --- blank page --------------------------------------------------------- */

static void blank_page(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    press(&w, XKEY_F12); /* also where nothing is open */
    assert_top(&w, "blank");
    press(&w, XKEY_F12);
    assert_top(&w, "unlock");
    unlock(&w);
    press(&w, XKEY_F12);
    assert_sees(&w, "spring 2026");
    assert_false(vscreen_has(w.v, "today"));
    type(&w, "abc 韦晓彤");
    press(&w, XKEY_ENTER);
    press(&w, XKEY_ESC);
    assert_top(&w, "blank");
    press(&w, XKEY_F12);
    assert_top(&w, "today");
    press(&w, XKEY_F12);
    vscreen_pass(w.v, 61);
    press(&w, XKEY_F12);
    assert_top(&w, "blank");
    type(&w, "bu dui");
    press(&w, XKEY_ENTER);
    assert_top(&w, "blank");
    vscreen_pass(w.v, 5);
    unlock(&w);
    assert_top(&w, "today");
    end(&w);
}

/* --- recovery code ------------------------------------------------------ */

static void new_password(struct way *w, const char *password)
{
    type(w, password);
    press(w, XKEY_TAB);
    type(w, password);
    press(w, XKEY_F2);
}

static void recovery_sets_a_password(void **state)
{
    (void)state;
    struct way w;
    char code[CODE_TEXT];
    begin(&w);
    char *keys = file_join(w.store.dir, "keys");
    assert_int_equal(unlink(keys), 0); /* the code is enough */
    xfree(keys);
    press(&w, XKEY_F4);
    type(&w, "AAAAA");
    press(&w, XKEY_F2);
    assert_sees(&w, "35 characters");
    key_code(w.store.key, code);
    code[7] = code[7] == 'A' ? 'B' : 'A';
    for (int i = 0; i < 5; i++) {
        press(&w, XKEY_BACKSPACE);
    }
    type(&w, code);
    press(&w, XKEY_F2);
    assert_sees(&w, "Group 2 does not fit");
    key_code(w.store.key, code);
    for (size_t i = 0; i < CODE_TEXT; i++) {
        press(&w, XKEY_BACKSPACE);
    }
    type(&w, code);
    press(&w, XKEY_F2);
    assert_sees(&w, "The code is right");
    assert_int_equal(seen.today, 0);
    new_password(&w, "xin mima 33");
    assert_int_equal(seen.today, 1);
    assert_sees(&w, "new password holds");
    press(&w, XKEY_CTRL('L'));
    unlock(&w);
    assert_sees(&w, "Not the password");
    vscreen_pass(w.v, 5);
    type(&w, "xin mima 33");
    press(&w, XKEY_ENTER);
    assert_non_null(w.app->reg);
    end(&w);
}

static void code_of_another_register(void **state)
{
    (void)state;
    struct way w;
    char code[CODE_TEXT];
    struct key *other;
    begin(&w);
    assert_int_equal(key_new(&other), ERR_OK);
    key_code(other, code);
    key_free(other);
    press(&w, XKEY_F4);
    type(&w, code);
    press(&w, XKEY_F2);
    assert_sees(&w, "another register");
    assert_null(w.app->reg);
    press(&w, XKEY_ESC);
    assert_top(&w, "unlock");
    end(&w);
}

/* --- said first --------------------------------------------------------- */

static void a_clock_behind_is_asked(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    clock_set_offset(-60LL * 24 * 3600 * 1000);
    int64_t real = clock_today() + 60;
    unlock(&w);
    assert_top(&w, "clock");
    assert_int_equal(seen.today, 0);
    type(&w, "gestern");
    press(&w, XKEY_ENTER);
    assert_top(&w, "clock");
    for (int i = 0; i < 8; i++) {
        press(&w, XKEY_BACKSPACE);
    }
    char date[DATE_TEXT];
    type(&w, date_format(real, date));
    w.session.clock_offset = -60LL * 24 * 3600 * 1000; /* what the test itself set */
    press(&w, XKEY_ENTER);
    assert_top(&w, "today");
    assert_int_equal(clock_today(), real);
    end(&w);
}

/* A clock that ran ahead dated the register; once a person named the day, it counts no more. */
static void a_clock_said_to_be_right_is_believed(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    clock_set_offset(-60LL * 24 * 3600 * 1000);
    unlock(&w);
    assert_top(&w, "clock");
    assert_true(w.app->reg->root.newest > clock_now());
    press(&w, XKEY_ENTER);
    assert_top(&w, "today");
    assert_true(w.app->reg->root.newest <= clock_now());
    end(&w);
}

static void a_clock_ahead_is_asked_once(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    clock_set_offset(40LL * 24 * 3600 * 1000);
    unlock(&w);
    assert_top(&w, "clock");
    press(&w, XKEY_ENTER); /* the clock is right: it was a long holiday */
    assert_top(&w, "today");
    end(&w);
}

/* One byte in each page of the file from number `from` (0 the first) on. */
static void spoil(const char *dir, long from)
{
    struct stat st;
    char *path = file_join(dir, "register.db");
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(stat(path, &st), 0);
    for (long at = from * 4096 + 2000; at < (long)st.st_size; at += 4096) {
        fseek(file, at, SEEK_SET);
        int c = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(c ^ 0x55, file);
    }
    fclose(file);
    xfree(path);
}

/* Whatever page it is: said on a page of its own or in a sentence, never passed over, no crash. */
static void damage_is_said_before_anything(void **state)
{
    (void)state;
    for (long from = 0; from < 40; from += 4) {
        struct way w;
        begin(&w);
        spoil(w.store.dir, from);
        unlock(&w);
        if (!w.app->reg) {
            assert_sees(&w, "damaged");
        } else if (strcmp(w.app->top->ops->name, "damage") == 0) {
            assert_sees(&w, "for reading only");
            assert_int_equal(seen.today, 0);
            press(&w, XKEY_ENTER);
            assert_top(&w, "today");
            press(&w, XKEY_CTRL('L'));
            assert_top(&w, "unlock");
        } else {
            vscreen_pass(w.v, 1);
            assert_top(&w, "today");
        }
        end(&w);
    }
}

/* What the checking job finds on the way is told, and nothing is written any more. */
static void damage_found_later_is_told(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    unlock(&w);
    assert_false(w.app->reg->read_only);
    verify_note(w.app->reg, "talk", 7);
    vscreen_pass(w.v, 1);
    assert_sees(&w, "only read from now on");
    assert_true(w.app->reg->read_only);
    press(&w, XKEY_CTRL('L'));
    assert_top(&w, "unlock");
    end(&w);
}

/* The page itself. */
static void damage_page(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    unlock(&w);
    verify_note(w.app->reg, "talk", 7);
    verify_note(w.app->reg, "talk", 8);
    verify_note(w.app->reg, "file", NONE);
    verify_note(w.app->reg, "record_pupil", 8);
    damage_push(w.app);
    vscreen_run(w.v);
    assert_sees(&w, ": 2 places");
    assert_sees(&w, "the file itself: 1 place");
    assert_sees(&w, "which records belong to which pupil: 1 place");
    assert_sees(&w, "last written in order");
    assert_sees(&w, "ask before anybody is told");
    press(&w, XKEY_ESC);
    assert_true(w.app->quit);
    end(&w);
}

/* --- settings ----------------------------------------------------------- */

static void settings_are_kept(void **state)
{
    (void)state;
    struct way w;
    struct prefs prefs;
    begin(&w);
    unlock(&w);
    settings_push(w.app);
    vscreen_run(w.v);
    assert_sees(&w, "石榴湾初级中学");
    type(&w, "5");
    press(&w, XKEY_ENTER);
    press(&w, XKEY_ENTER);
    press(&w, XKEY_BACKSPACE);
    type(&w, "99");
    press(&w, XKEY_ENTER);
    assert_sees(&w, "from 1 to 60");
    press(&w, XKEY_ENTER);
    press(&w, XKEY_BACKSPACE);
    type(&w, "8");
    press(&w, XKEY_ENTER);
    assert_int_equal(w.app->idle_limit, 480);
    prefs_load(&prefs, w.store.dir);
    assert_int_equal(prefs_int(&prefs, "idle_minutes", 0), 8);
    prefs_release(&prefs);
    press(&w, XKEY_CTRL('L'));
    unlock(&w);
    assert_top(&w, "settings"); /* the same chapter, the same row */
    assert_sees(&w, "8 minutes");
    press(&w, XKEY_F6);
    assert_int_equal(w.app->idle_limit, 300);
    end(&w);
}

static void password_is_changed(void **state)
{
    (void)state;
    struct way w;
    begin(&w);
    unlock(&w);
    password_push(w.app);
    vscreen_run(w.v);
    type(&w, "mima mima");
    press(&w, XKEY_TAB);
    new_password(&w, "xin mima 33");
    assert_sees(&w, "new password holds");
    press(&w, XKEY_CTRL('L'));
    type(&w, "xin mima 33");
    press(&w, XKEY_ENTER);
    assert_non_null(w.app->reg);
    end(&w);
}

static void recovery_code_is_renewed(void **state)
{
    (void)state;
    struct way w;
    char before[CODE_TEXT];
    char after[CODE_TEXT];
    char group[CODE_GROUP_CHARS + 1];
    begin(&w);
    unlock(&w);
    settings_push(w.app);
    vscreen_run(w.v);
    type(&w, "13");
    press(&w, XKEY_ENTER);
    press(&w, XKEY_DOWN);
    press(&w, XKEY_ENTER);
    unlock(&w); /* the password once more */
    assert_top(&w, "code");
    asked_group(&w, group);
    type(&w, group);
    press(&w, XKEY_F2);
    assert_top(&w, "settings");
    assert_sees(&w, "new recovery code holds");
    key_code(w.store.key, before);
    key_code(w.app->reg->key, after);
    assert_string_not_equal(before, after);
    press(&w, XKEY_CTRL('L'));
    unlock(&w);
    assert_non_null(w.app->reg);
    end(&w);
}

/* --- every size, every keymap ------------------------------------------- */

static void sizes_and_keys(void **state)
{
    (void)state;
    static const int sizes[][2] = {{18, 60}, {24, 80}, {25, 81}, {60, 200}, {10, 20}};
    static void (*const pages[])(struct app * app) = {
        first_run_push, blank_push, settings_push, damage_push,
        older_push,     clock_push, recovery_push, password_push,
    };
    struct way w;
    begin(&w);
    unlock(&w);
    for (size_t i = 0; i < COUNT(pages); i++) {
        pages[i](w.app);
        struct str faults = STR_INIT;
        if (!keymap_check(w.app->top->ops->keys(w.app->top), &faults)) {
            fail_msg("%s: %s", w.app->top->ops->name, faults.ptr);
        }
        str_release(&faults);
        for (size_t j = 0; j < COUNT(sizes); j++) {
            vscreen_resize(w.v, sizes[j][0], sizes[j][1]);
            vscreen_run(w.v);
            press(&w, XKEY_DOWN);
        }
        app_pop(w.app);
        app_bury(w.app);
    }
    vscreen_resize(w.v, 24, 80);
    vscreen_run(w.v);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strengths),
        cmocka_unit_test(pairs),
        cmocka_unit_test(first_run_leaves_nothing),
        cmocka_unit_test(first_run_names_what_is_missing),
        cmocka_unit_test(first_run_makes_a_register),
        cmocka_unit_test(wrong_passwords_wait),
        cmocka_unit_test(lock_hands_on_nothing),
        cmocka_unit_test(idle_locks),
        cmocka_unit_test(handed_on_words),
        cmocka_unit_test(straight_to_a_talk),
        cmocka_unit_test(leaving_the_list_locks),
        cmocka_unit_test(talk_at_the_door_survives_a_lock),
        cmocka_unit_test(blank_page),
        cmocka_unit_test(recovery_sets_a_password),
        cmocka_unit_test(code_of_another_register),
        cmocka_unit_test(a_clock_behind_is_asked),
        cmocka_unit_test(a_clock_ahead_is_asked_once),
        cmocka_unit_test(a_clock_said_to_be_right_is_believed),
        cmocka_unit_test(damage_is_said_before_anything),
        cmocka_unit_test(damage_found_later_is_told),
        cmocka_unit_test(damage_page),
        cmocka_unit_test(settings_are_kept),
        cmocka_unit_test(password_is_changed),
        cmocka_unit_test(recovery_code_is_renewed),
        cmocka_unit_test(sizes_and_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
