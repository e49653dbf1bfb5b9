// SPDX-License-Identifier: MIT
#include "tests/support/desk.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/load.h"
#include "core/machine.h"
#include "locale/catalog.h"
#include "locale/width.h"

/* --- records --- */

static void commit(struct desk *s, struct changes *set)
{
    assert_int_equal(store_commit(s->store.reg, set, NULL), ERR_OK);
    changes_release(set);
}

static int64_t pupil(struct desk *s, const char *name, const char *sex, int64_t class_id,
                     const char *seat)
{
    int64_t id = store_pupil(&s->store, name, sex, class_id);
    struct record *rec;
    assert_int_equal(store_load_kind(s->store.reg, &kind_pupil, id, &rec), ERR_OK);
    struct changes set = CHANGES_INIT;
    ((struct pupil *)rec)->seat = xstrdup(seat);
    changes_put(&set, rec);
    commit(s, &set);
    return id;
}

static void add_guardian(struct record *rec, const char *name, const char *kin, const char *phone)
{
    struct pupil_guardian *g = record_add_row(rec, kind_part(&kind_pupil, "guardians"), 0);
    g->name = xstrdup(name);
    g->kin = xstrdup(kin);
    g->phone = xstrdup(phone);
    g->reach = xstrdup("晚六点后");
}

static void fill_wei(struct desk *s)
{
    struct record *rec;
    assert_int_equal(store_load_kind(s->store.reg, &kind_pupil, s->wei, &rec), ERR_OK);
    struct pupil *p = (struct pupil *)rec;
    p->boarding = xstrdup("2");
    p->dorm = xstrdup("3 栋 402-5");
    p->strengths = xstrdup("画画；带弟弟很耐心；肯跟外婆讲心里话");
    p->avoid = xstrdup("外公去世；名次");
    add_guardian(rec, "黄小萍", "02", "13800005678");
    add_guardian(rec, "陈阿婆", "06", "13800001234");
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    commit(s, &set);
}

static int64_t add_staff(struct desk *s, const char *name)
{
    struct changes set = CHANGES_INIT;
    struct staff *t = (struct staff *)record_new(&kind_staff, 0);
    t->head.state = RECORD_STORED;
    t->name = xstrdup(name);
    t->role = xstrdup("2");
    int64_t id = t->head.id;
    changes_put(&set, &t->head);
    commit(s, &set);
    return id;
}

static int64_t talk(struct desk *s, int64_t who, int month, int day, int next, const char *said)
{
    int64_t id = store_talk(&s->store, who, date_from_civil(2026, month, day), said);
    struct record *rec;
    assert_int_equal(store_load_kind(s->store.reg, &kind_talk, id, &rec), ERR_OK);
    struct talk *t = (struct talk *)rec;
    t->talker = s->store.reg->me;
    t->type = xstrdup("02");
    t->place = xstrdup("1");
    t->mode = xstrdup("1");
    t->reason = xstrdup("班主任反映：上课总趴着");
    t->next_day = next ? date_from_civil(2026, month, next) : NONE;
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    commit(s, &set);
    return id;
}

static void leave_open(struct desk *s, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load_kind(s->store.reg, &kind_talk, id, &rec), ERR_OK);
    rec->state = RECORD_UNFINISHED;
    xwipe_str(((struct talk *)rec)->type);
    ((struct talk *)rec)->type = NULL;
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    commit(s, &set);
}

void desk_begin_store(struct desk *s)
{
    memset(s, 0, sizeof *s);
    int64_t minutes = date_from_civil(2026, 3, 26) * 24 * 60 + (10 - 8) * 60 + 22;
    clock_set_offset(0);
    clock_set_offset((minutes * 60 + 5) * 1000 - clock_now());
    assert_true(catalog_choose("zh_CN"));
    store_begin(&s->store);
    s->class_83 = store_class(&s->store, STAGE_JUNIOR, 2024, 3);
    s->class_81 = store_class(&s->store, STAGE_JUNIOR, 2024, 1);
    s->class_76 = store_class(&s->store, STAGE_JUNIOR, 2025, 6);
    s->class_72 = store_class(&s->store, STAGE_JUNIOR, 2025, 2);
    s->teacher = add_staff(s, "覃秀芳");
    s->wei = pupil(s, "韦晓彤", "2", s->class_83, "17");
    s->li = pupil(s, "李明", "1", s->class_81, "05");
    s->li_two = pupil(s, "李明", "1", s->class_76, "21");
    s->lu = pupil(s, "陆䶮", "1", s->class_72, "02");
    s->huang = pupil(s, "黄𬱖", "2", s->class_81, "33");
    s->qin = pupil(s, "覃子墨", "1", s->class_76, "08");
    pupil(s, "欧阳倩", "2", s->class_83, "21");
    pupil(s, "吕绿", "2", s->class_72, "40");
    pupil(s, "蒙晓东", "1", s->class_83, "11");
    fill_wei(s);
    talk(s, s->wei, 3, 3, 0, "说睡不好。外婆住院。");
    s->talk = talk(s, s->wei, 3, 12, 20, "昨晚又没睡，两点多才睡着。\n〔原话〕我怕我妈把我转走。");
    s->open = talk(s, s->qin, 3, 19, 0, "同桌换了以后不说话。");
    leave_open(s, s->open);
}

/* --- the screen --- */

static const struct session_ways ways = {
    .today = today_push,
    .import = import_push,
    .pupils = pupils_push,
    .interview = interview_push,
    .record_new = record_new_push,
    .record_open = record_open_push,
    .records = records_push,
    .codes = codes_push,
    .known = screens_known,
};

static void open_screen(struct desk *s, int rows, int cols)
{
    s->v = vscreen_open(rows, cols);
    s->app = vscreen_app(s->v);
    session_init(&s->session, s->app, s->store.dir, &ways);
    s->app->hooks = (struct app_hooks){.command = screens_command};
    s->app->reg = s->store.reg;
}

static void close_screen(struct desk *s)
{
    s->app->reg = NULL;
    vscreen_close(s->v);
    session_release(&s->session);
    s->v = NULL;
}

void desk_begin(struct desk *s, int rows, int cols)
{
    desk_begin_store(s);
    open_screen(s, rows, cols);
}

void desk_screen(struct desk *s, int rows, int cols)
{
    close_screen(s);
    open_screen(s, rows, cols);
}

void desk_end(struct desk *s)
{
    if (s->v) {
        close_screen(s);
    }
    store_end(&s->store);
    clock_set_offset(0);
}

void desk_press(struct desk *s, uint32_t key)
{
    vscreen_key(s->v, key);
    vscreen_run(s->v);
}

void desk_type(struct desk *s, const char *text)
{
    vscreen_type(s->v, text);
    vscreen_run(s->v);
}

void desk_sees(struct desk *s, const char *text)
{
    vscreen_run(s->v);
    if (!vscreen_has(s->v, text)) {
        fail_msg("\"%s\" is not on the screen:\n%s", text, vscreen_dump(s->v));
    }
}

void desk_lacks(struct desk *s, const char *text)
{
    vscreen_run(s->v);
    if (vscreen_has(s->v, text)) {
        fail_msg("\"%s\" is on the screen:\n%s", text, vscreen_dump(s->v));
    }
}

void desk_top(const struct desk *s, const char *name)
{
    if (strcmp(s->app->top->ops->name, name) != 0) {
        fail_msg("on top is %s, not %s:\n%s", s->app->top->ops->name, name, vscreen_dump(s->v));
    }
}

/* --- what every picture must be --- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words of three letters and more that a Chinese screen may have. */
static bool is_known_word(const char *word, size_t n)
{
    static const char *const known[] = {"Ctrl", "Esc",  "Enter", "Tab", "Shift",  "PgUp", "PgDn",
                                        "Home", "End",  "GBK",   "GB",  "UTF",    "CSV",  "csv",
                                        "Left", "Right", "Backspace", "Delete", "xindang",
                                        "Excel", "WPS",
                                        /* scales are called so in Chinese too */
                                        "MHT", "MSSMHS", "PHQ", "GAD", "SDQ", "SCL", "SDS", "SAS",
                                        "CES", "DSRSC", "SCARED", "NumLock", "ASLEC", "SIOSS", "ISI", "AIS"};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strlen(known[i]) == n && memcmp(known[i], word, n) == 0) {
            return true;
        }
    }
    return false;
}

static void no_english(const char *line, const char *what, const char *all)
{
    for (const char *p = line; *p;) {
        size_t n = 0;
        while (is_letter(p[n])) {
            n++;
        }
        /* Paths and examples of typing are nobody's sentence. */
        bool is_typed = p > line && (strchr("/_.-", p[-1]) != NULL ||
                                     (p[-1] >= '0' && p[-1] <= '9'));
        /* A reading: yan3. */
        is_typed = is_typed || (p[n] >= '1' && p[n] <= '5');
        if (n >= 3 && !is_typed && !is_known_word(p, n)) {
            fail_msg("%s: \"%.*s\" is English in:\n%s", what, (int)n, p, all);
        }
        p += n ? n : 1;
    }
}

void desk_sound(struct desk *s, const char *what)
{
    char *all = vscreen_dump(s->v);
    bool chinese = strcmp(catalog_language(), "zh_CN") == 0;
    for (int row = 0; row < s->app->rows; row++) {
        char *line = vscreen_line(s->v, row);
        if (!utf8_valid(line, strlen(line), NULL) || width_str(line) > (size_t)s->app->cols) {
            fail_msg("%s: row %d is wider than %d:\n%s", what, row + 1, s->app->cols, all);
        }
        /* A wide character cut in two reads back as a replacement or a control. */
        for (const char *p = line; *p;) {
            uint32_t cp = utf8_next(&p);
            if (cp < 0x20 || cp == 0xFFFD) {
                fail_msg("%s: half a character in row %d:\n%s", what, row + 1, all);
            }
        }
        if (chinese) {
            no_english(line, what, all);
        }
        xfree(line);
    }
    xfree(all);
}

/* "10:22:07" as "hh:mm:ss": the seconds a test takes are not part of a picture. */
static void hide_seconds(char *text)
{
    for (char *p = text; strlen(p) >= 8; p++) {
        bool is_time = p[2] == ':' && p[5] == ':';
        for (int i = 0; is_time && i < 8; i++) {
            is_time = i == 2 || i == 5 || (p[i] >= '0' && p[i] <= '9');
        }
        if (is_time) {
            memcpy(p, "hh:mm:ss", 8);
        }
    }
}

void desk_golden(struct desk *s, const char *name)
{
    char *path = str_format("tests/data/%s.screen", name);
    char *now = vscreen_dump(s->v);
    hide_seconds(now);
    if (getenv("UPDATE_SCREENS")) {
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fputs(now, f);
        assert_int_equal(fclose(f), 0);
    } else {
        struct str want = STR_INIT;
        if (file_read(path, 1 << 20, &want) != ERR_OK) {
            fail_msg("%s is missing; make update-screens writes it", path);
        }
        const char *a = want.ptr;
        const char *b = now;
        for (int row = 1; *a || *b; row++) {
            size_t n = strcspn(a, "\n");
            size_t m = strcspn(b, "\n");
            if (n != m || memcmp(a, b, n) != 0) {
                fail_msg("%s row %d:\n  %.*s\nis now\n  %.*s\nof\n%s", path, row, (int)n, a, (int)m,
                         b, now);
            }
            a += n + (a[n] == '\n');
            b += m + (b[m] == '\n');
        }
        str_release(&want);
    }
    xfree(now);
    xfree(path);
}
