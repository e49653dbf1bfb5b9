// SPDX-License-Identifier: MIT
#include "tests/fault/specimen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/demo.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/pack.h"
#include "core/setting.h"
#include "core/timeline.h"
#include "db/stmt.h"

/* --- what is written -------------------------------------------------------- */

/* The ids of a query, the caller frees them. */
static size_t ids_of(struct reg *reg, const char *sql, int64_t **ids)
{
    size_t n = 0;
    size_t cap = 0;
    *ids = NULL;
    struct stmt *q = stmt_new(reg->db, sql);
    while (stmt_row(q)) {
        *ids = mem_grow(*ids, n, &cap, sizeof **ids);
        (*ids)[n++] = stmt_int(q, 0);
    }
    assert_int_equal(stmt_finish(q), ERR_OK);
    return n;
}

static void commit(struct reg *reg, struct changes *set)
{
    assert_int_equal(store_commit(reg, set, NULL), ERR_OK);
    changes_release(set);
}

/* Some sentences, longer with `n`: rows grow, move to other pages, overflow. */
static char *words(const char *what, size_t n)
{
    struct str s = STR_INIT;
    str_addf(&s, "%s %zu：", what, n);
    for (size_t i = 0; i < 1 + n % 7 * (n % 9 ? 1 : 14); i++) {
        str_add(&s, "说到家里的事就不作声了，过一会儿才接着讲。");
    }
    return str_steal(&s);
}

static void set_words(struct record *rec, const char *field, size_t n)
{
    char *text = words("补记", n);
    field_set_text(rec, spec_field(&rec->kind->spec, field), text);
    xfree(text);
}

static void edit_talk(struct record *rec, size_t i)
{
    struct talk *t = (struct talk *)rec;
    if (rec->state == RECORD_UNFINISHED && i % 2) {
        rec->state = RECORD_STORED; /* nothing but its line changes */
        return;
    }
    set_words(rec, "said", i);
    if (i % 3 == 0) {
        t->day += (int64_t)(i % 9) - 12; /* its places in all indexes move */
    }
    if (i % 4 == 0) {
        t->next_day = t->day + 9;
    }
    if (i % 5 == 0) {
        record_mark(rec, 0, "began")->typed = xstrdup("午饭前后");
        record_mark(rec, 0, "agreed")->note = xstrdup("再问一次");
    }
    if (i % 11 == 0) {
        rec->state = RECORD_UNFINISHED;
    }
}

static void edit_pupil(struct record *rec, size_t i)
{
    struct pupil *p = (struct pupil *)rec;
    char *phone = str_format("1380000%04zu", i);
    field_set_text(rec, spec_field(&kind_pupil.spec, "phone"), phone);
    xfree(phone);
    if (i % 4 == 0) {
        field_set_text(rec, spec_field(&kind_pupil.spec, "former_name"), p->name);
        field_set_text(rec, spec_field(&kind_pupil.spec, "name"), i % 8 ? "慕容知夏" : "覃子墨");
    }
    set_words(rec, "traits", i);
    const struct part *numbers = kind_part(&kind_pupil, "numbers");
    struct pupil_number *number = record_add_row(rec, numbers, 0);
    number->number = xstrdup("G110000000000000000");
    const struct part *events = kind_part(&kind_pupil, "events");
    ((struct pupil_event *)record_add_row(rec, events, 0))->words = words("家里", i);
    const struct part *care = kind_part(&kind_pupil, "treatments");
    ((struct pupil_treatment *)record_add_row(rec, care, 0))->words = words("医院", i);
    struct rows *guardians = record_rows(rec, kind_part(&kind_pupil, "guardians"));
    if (guardians->n > 1 && i % 3 == 0) {
        record_drop_row(rec, kind_part(&kind_pupil, "guardians"), 0);
    }
}

static void edit_small(struct record *rec, size_t i)
{
    static const struct {
        const struct kind *kind;
        const char *field;
        const char *text;
    } small[] = {
        {&kind_staff, "short_phone", "6021"}, {&kind_post, "title", "年级组长"},
        {&kind_school, "short_name", "石榴湾初中"}, {&kind_blocked, "reason", "法院的判决"},
        {&kind_setting, "value", "改过的"},
    };
    (void)i;
    for (size_t k = 0; k < COUNT(small); k++) {
        bool me = rec->kind == &kind_setting && strcmp(((struct setting *)rec)->key, "me") == 0;
        if (small[k].kind == rec->kind && !me) {
            field_set_text(rec, spec_field(&rec->kind->spec, small[k].field), small[k].text);
        }
    }
    if (rec->kind == &kind_term) {
        ((struct term *)rec)->lessons_end++;
        const struct part *part = kind_part(&kind_term, "holidays");
        struct term_holiday *day = record_add_row(rec, part, 0);
        day->name = xstrdup("运动会");
        day->began = ((struct term *)rec)->began + 40;
    } else if (rec->kind == &kind_import) {
        ((struct import *)rec)->taken_back = rec->day + 1;
    }
}

/* Which records are edited, every `step`th, and how. */
static const struct {
    const char *ids;
    size_t step;
    void (*edit)(struct record *rec, size_t i);
} edits[] = {
    {"SELECT id FROM talk ORDER BY id", 2, edit_talk},
    {"SELECT id FROM pupil ORDER BY id", 3, edit_pupil},
    {"SELECT id FROM staff ORDER BY id", 3, edit_small},
    {"SELECT id FROM post ORDER BY id", 2, edit_small},
    {"SELECT id FROM school", 1, edit_small},
    {"SELECT id FROM blocked", 1, edit_small},
    {"SELECT id FROM term", 2, edit_small},
    {"SELECT id FROM setting", 1, edit_small},
    {"SELECT id FROM import", 1, edit_small},
};

static void edit_all(struct reg *reg, size_t round)
{
    for (size_t k = 0; k < COUNT(edits); k++) {
        int64_t *ids;
        size_t n = ids_of(reg, edits[k].ids, &ids);
        for (size_t i = edits[k].step > 1 ? round % edits[k].step : 0; i < n; i += edits[k].step) {
            struct changes set = CHANGES_INIT;
            struct record *rec;
            assert_int_equal(store_load(reg, ids[i], &rec), ERR_OK);
            if (rec->state != RECORD_STRUCK) {
                edits[k].edit(rec, i + round * 5);
            }
            changes_put(&set, rec);
            commit(reg, &set);
        }
        xfree(ids);
    }
}

static void strike_some(struct reg *reg)
{
    int64_t *ids;
    size_t n = ids_of(reg, "SELECT id FROM record WHERE kind IN ('talk', 'pupil') AND state = 1"
                           " ORDER BY typed_at", &ids);
    for (size_t i = 0; i < n; i += 17) {
        assert_int_equal(record_strike(reg, ids[i], "记错了人"), ERR_OK);
    }
    xfree(ids);
}

/* Steps of every machine from where each subject stands. */
static const struct {
    const char *subjects;
    const char *machine, *move;
    const char *to; /* a query for the id, NULL none */
    size_t step;
} steps[] = {
    {"SELECT subject FROM act WHERE machine = 'enrolment' AND to_state = 'at_school'"
     " AND next IS NULL", "enrolment", "leave", NULL, 9},
    {"SELECT subject FROM act WHERE machine = 'placement' AND next IS NULL ORDER BY id",
     "placement", "move", "SELECT id FROM class ORDER BY id DESC LIMIT 1", 4},
    {"SELECT subject FROM act WHERE machine = 'holder' AND next IS NULL", "holder", "replace",
     "SELECT id FROM staff ORDER BY id DESC LIMIT 1", 2},
    {"SELECT subject FROM act WHERE machine = 'no_tell' AND to_state = 'blocked' AND next IS NULL",
     "no_tell", "lift", NULL, 2},
};

static void take_steps(struct reg *reg)
{
    for (size_t k = 0; k < COUNT(steps); k++) {
        int64_t *ids;
        int64_t *to = NULL;
        size_t n = ids_of(reg, steps[k].subjects, &ids);
        bool valued = steps[k].to && ids_of(reg, steps[k].to, &to) > 0;
        char *value = valued ? str_format("%lld", (long long)to[0]) : NULL;
        for (size_t i = 0; i < n; i += steps[k].step) {
            struct changes set = CHANGES_INIT;
            struct act *now;
            assert_int_equal(act_now(reg, ids[i], steps[k].machine, &now), ERR_OK);
            struct act_wish wish = {.machine = machine_by_id(steps[k].machine),
                                    .move = steps[k].move, .to = value, .subject = ids[i],
                                    .pupil = now->head.pupil, .day = now->day, .at = NONE,
                                    .by = reg->me, .evidence = NONE, .due = NONE,
                                    .reason = "家长申请"};
            const char *why = act_add(reg, &set, &wish, false);
            (void)why; /* who has left, or was struck, takes no step */
            commit(reg, &set);
            record_free(&now->head);
        }
        xfree(value);
        xfree(to);
        xfree(ids);
    }
}

static void new_import(struct reg *reg, size_t round)
{
    struct changes set = CHANGES_INIT;
    struct import *imp = (struct import *)record_new(&kind_import, 0);
    imp->head.state = RECORD_STORED;
    imp->day = date_from_civil(2026, 3, 20);
    imp->file = xstrdup("七年级花名册.csv");
    int64_t *ids;
    size_t n = ids_of(reg, "SELECT id FROM pupil ORDER BY id", &ids);
    for (size_t i = round; i < n; i++) {
        struct import_row *row = record_add_row(&imp->head, kind_part(&kind_import, "written"), 0);
        row->record = ids[i];
        row->version = 1;
    }
    xfree(ids);
    changes_put(&set, &imp->head);
    setting_put(&set, "footer", round ? "第二版" : "第一版", date_from_civil(2026, 3, 1));
    commit(reg, &set);
}

static void new_talks(struct reg *reg, size_t round, size_t count)
{
    int64_t *pupils;
    size_t n = ids_of(reg, "SELECT id FROM pupil ORDER BY id", &pupils);
    struct changes set = CHANGES_INIT;
    for (size_t i = 0; i < count; i++) {
        struct talk *t = (struct talk *)record_new(&kind_talk, 0);
        t->head.state = i % 13 == 0 ? RECORD_UNFINISHED : RECORD_STORED;
        t->day = date_from_civil(2026, 1, 5) + (int64_t)(i * 7 % 80);
        t->talker = reg->me;
        t->said = words(round ? "再谈" : "初谈", i);
        t->next_day = i % 3 ? NONE : t->day + 14;
        for (size_t k = 0; k < 1 + i % 2; k++) {
            const struct part *part = kind_part(&kind_talk, "pupils");
            struct talk_pupil *row = record_add_row(&t->head, part, 0);
            row->pupil = pupils[(i * 5 + k * 3 + round) % n];
            row->note = xstrdup("自己的想法");
        }
        if (i % 7 == 0) {
            record_mark(&t->head, 0, "mode")->missing = MISSING_UNCLEAR;
        }
        changes_put(&set, &t->head);
    }
    commit(reg, &set);
    xfree(pupils);
}

/* Typing goes on: a text anew, and patches. */
static void type_on(struct draft *d, struct changes *set, bool anew, size_t n)
{
    if (anew) {
        char *text = words("草稿", n);
        draft_set(d, "said", text, strlen(text));
        draft_save_all(d, set);
        xfree(text);
    }
    for (size_t k = 0; k < 9; k++) {
        draft_save_patch(d, set, "said", 0, 0, "又", 3);
    }
}

/* Drafts with patches, some given up, some typed on, and the place. */
static void new_drafts(struct reg *reg, size_t round)
{
    struct changes set = CHANGES_INIT;
    struct draft_info *list;
    size_t n;
    assert_int_equal(draft_list(reg, &list, &n), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        struct draft d;
        assert_int_equal(draft_load(reg, list[i].id, &d), ERR_OK);
        if (i % 3 == 0) {
            changes_drop_draft(&set, d.id);
        } else {
            type_on(&d, &set, i % 3 == 1, i);
        }
        draft_release(&d);
    }
    xfree(list);
    for (size_t i = 0; i < 4; i++) {
        struct draft d;
        draft_init(&d, record_new_id(), &kind_talk, 0, NONE);
        type_on(&d, &set, true, i + round * 3);
        draft_release(&d);
    }
    struct str place = STR_INIT;
    pack_put_text(&place, "screen", round ? "today" : "pupil", 5);
    changes_place(&set, &place);
    commit(reg, &set);
    str_release(&place);
}

static void write_round(struct reg *reg, size_t round)
{
    new_import(reg, round);
    new_talks(reg, round, round ? 24 : 50);
    new_drafts(reg, round);
    edit_all(reg, round);
    strike_some(reg);
    take_steps(reg);
}

/* --- the folder ------------------------------------------------------------- */

void specimen_read(const struct specimen *s, const char *name, struct str *out)
{
    char *path = file_join(s->dir, name);
    str_clear(out);
    assert_int_equal(file_read(path, 64 << 20, out), ERR_OK);
    xfree(path);
}

void specimen_write(const struct specimen *s, const char *name, const void *bytes, size_t n)
{
    char *path = file_join(s->dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, bytes, n), ERR_OK);
    close(fd);
    xfree(path);
}

void specimen_remove(const struct specimen *s, const char *name)
{
    char *path = file_join(s->dir, name);
    unlink(path);
    xfree(path);
}

void specimen_put(const struct specimen *s, const void *bytes, size_t n)
{
    specimen_remove(s, "register.db-wal");
    specimen_write(s, "register.db", bytes, n);
}

bool specimen_is(const struct specimen *s, const void *bytes, size_t n)
{
    struct str now = STR_INIT;
    struct stat st;
    char *wal = file_join(s->dir, "register.db-wal");
    specimen_read(s, "register.db", &now);
    bool same = now.len == n && memcmp(now.ptr, bytes, n) == 0;
    same = same && (stat(wal, &st) != 0 || st.st_size == 0);
    xfree(wal);
    str_release(&now);
    return same;
}

enum err specimen_open(const struct specimen *s, struct reg **reg)
{
    *reg = NULL;
    return reg_open(&(struct reg_how){.dir = s->dir, .key = s->key, .lock_fd = -1}, reg, NULL);
}

bool specimen_torture(void)
{
    const char *wanted = getenv("TORTURE");
    return wanted && strcmp(wanted, "1") == 0;
}

static const char *memory_folder(void)
{
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

void specimen_begin(struct specimen *s)
{
    *s = (struct specimen){.older = STR_INIT, .newer = STR_INIT};
    snprintf(s->dir, sizeof s->dir, "%s/xindang-damage-XXXXXX", memory_folder());
    assert_non_null(mkdtemp(s->dir));
    setenv("XDG_STATE_HOME", s->dir, 1);
    assert_int_equal(key_start(), ERR_OK);
    assert_int_equal(key_new(&s->key), ERR_OK);
    struct reg_new made = {.dir = s->dir, .school = "石榴湾初级中学",
                           .password = SPECIMEN_PASSWORD, .cost = KDF_LIGHT, .is_demo = true};
    assert_int_equal(reg_make(&made, s->key), ERR_OK);
    specimen_remove(s, "settings"); /* a demo would have no side file */
    struct reg *reg;
    assert_int_equal(specimen_open(s, &reg), ERR_OK);
    struct demo_how how = {.seed = DEMO_SEED, .students = 60, .years = 1,
                           .on = date_from_civil(2026, 3, 26)};
    assert_int_equal(demo_fill(reg, &how), ERR_OK);
    write_round(reg, 0);
    reg_close(reg, false);
    specimen_read(s, "register.db", &s->older);
    assert_int_equal(specimen_open(s, &reg), ERR_OK);
    write_round(reg, 1);
    reg_close(reg, false);
    specimen_read(s, "register.db", &s->newer);
}

void specimen_end(struct specimen *s)
{
    char *command = str_format("rm -rf '%s'", s->dir);
    assert_int_equal(system(command), 0);
    xfree(command);
    key_free(s->key);
    str_release(&s->older);
    str_release(&s->newer);
}
