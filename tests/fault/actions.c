// SPDX-License-Identifier: MIT
#include "tests/fault/actions.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/export.h"
#include "core/import.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/verify.h"
#include "db/db.h"
#include "tests/fault/says.h"

static const char typed_text[] = "她说：外婆住院以后";

/* --- what is there --- */

/* Open, look at everything, close.  0 if it does not open that way. */
static uint64_t look(struct scene *t, const struct reg_how *how, enum err otherwise)
{
    struct reg *reg = NULL;
    enum err e = reg_open(how, &reg, NULL);
    if (e != ERR_OK && e == otherwise) {
        return 0;
    }
    if (e != ERR_OK) {
        fail_msg("the register does not open: %s", err_msgid(e));
    }
    assert_false(reg->read_only);
    assert_int_equal(reg->side_file, ERR_OK);
    uint64_t sum = says(reg, t->newer);
    assert_int_equal(verify_all(reg, says_damage, (void *)(uintptr_t) "afterwards"), ERR_OK);
    reg_close(reg, false);
    return sum;
}

static uint64_t state(struct scene *t)
{
    return look(t, &(struct reg_how){.dir = t->store.dir, .key = t->secrets[0], .lock_fd = -1},
                ERR_OK);
}

/* Exactly one of two secrets opens it, and the password does; which one counts. */
static uint64_t state_by_secret(struct scene *t)
{
    uint64_t found[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        found[i] = look(t, &(struct reg_how){.dir = t->store.dir, .key = t->secrets[i],
                                             .lock_fd = -1},
                        ERR_CODE);
    }
    assert_true(!found[0] != !found[1]);
    uint64_t by_password = look(t, &(struct reg_how){.dir = t->store.dir, .lock_fd = -1,
                                                     .password = t->passwords[0]},
                                ERR_OK);
    assert_int_equal(by_password, found[0] + found[1]);
    return found[0] ? found[0] : ~found[1];
}

/* Exactly one of two passwords opens it. */
static uint64_t state_by_password(struct scene *t)
{
    uint64_t found[WAYS];
    for (size_t i = 0; i < WAYS; i++) {
        found[i] = look(t, &(struct reg_how){.dir = t->store.dir, .lock_fd = -1,
                                             .password = t->passwords[i]},
                        ERR_PASSWORD);
    }
    assert_true(!found[0] != !found[1]);
    return found[0] ? found[0] : ~found[1];
}

/* --- actions --- */

static enum err commit(struct scene *t, struct changes *set)
{
    enum err e = store_commit(t->store.reg, set, NULL);
    changes_release(set);
    return e;
}

static enum err open_by_password(struct scene *t)
{
    return reg_open(&(struct reg_how){.dir = t->store.dir, .password = t->passwords[0],
                                      .lock_fd = -1},
                    &t->store.reg, NULL);
}

static enum err open_by_key(struct scene *t)
{
    return reg_open(&(struct reg_how){.dir = t->store.dir, .key = t->secrets[0], .lock_fd = -1},
                    &t->store.reg, NULL);
}

static enum err close_it(struct scene *t)
{
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    return ERR_OK;
}

static struct act_wish wish_of(const char *machine, const char *move, int64_t subject)
{
    return (struct act_wish){.machine = machine_by_id(machine), .move = move, .subject = subject,
                             .pupil = subject, .day = date_from_civil(2026, 3, 2), .at = NONE,
                             .by = NONE, .evidence = NONE, .due = NONE, .reason = "分班"};
}

/* Add an act to the set; its state could not be read if it is refused. */
static enum err add_act(struct scene *t, struct changes *set, struct act_wish *wish, int64_t to,
                        bool fresh)
{
    char *words = str_format("%lld", (long long)to);
    wish->to = to ? words : NULL;
    const char *why = act_add(t->store.reg, set, wish, fresh);
    xfree(words);
    return why ? ERR_REFUSED : ERR_OK;
}

static enum err create(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    struct pupil *p = (struct pupil *)record_new(&kind_pupil, 0);
    int64_t id = p->head.id;
    p->head.state = RECORD_STORED;
    p->name = xstrdup("陆䶮");
    changes_put(&set, &p->head);
    struct act_wish enter = wish_of("enrolment", "enter", id);
    struct act_wish place = wish_of("placement", "place", id);
    enum err e = add_act(t, &set, &enter, 0, true);
    e = e == ERR_OK ? add_act(t, &set, &place, t->class_b, true) : e;
    if (e != ERR_OK) {
        changes_release(&set);
        return e;
    }
    return commit(t, &set);
}

static enum err edit(struct scene *t)
{
    struct record *rec;
    struct changes set = CHANGES_INIT;
    enum err e = store_load(t->store.reg, t->talk, &rec);
    if (e != ERR_OK) {
        return e;
    }
    field_set_text(rec, spec_field(&kind_talk.spec, "said"), "改过的话，改得很长很长");
    changes_put(&set, rec);
    return commit(t, &set);
}

static void edit_well(struct scene *t)
{
    assert_int_equal(edit(t), ERR_OK);
}

static enum err draft_first(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    draft_init(&t->draft, t->typed + 1, &kind_talk, 0, t->pupil);
    draft_set(&t->draft, "said", "说了", strlen("说了"));
    draft_save_all(&t->draft, &set);
    return commit(t, &set);
}

static enum err draft_more(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    enum err e = draft_load(t->store.reg, t->typed, &t->draft);
    if (e != ERR_OK) {
        return e;
    }
    draft_save_patch(&t->draft, &set, "said", 0, 0, "又", strlen("又"));
    return commit(t, &set);
}

/* What was typed becomes a record. */
static enum err store_draft(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    enum err e = draft_load(t->store.reg, t->typed, &t->draft);
    if (e != ERR_OK) {
        return e;
    }
    struct talk *talk = (struct talk *)record_new(&kind_talk, t->draft.id);
    talk->head.state = RECORD_STORED;
    talk->day = date_from_civil(2026, 3, 3);
    talk->said = xstrdup(draft_get(&t->draft, "said"));
    struct talk_pupil *row = record_add_row(&talk->head, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = t->pupil;
    changes_put(&set, &talk->head);
    changes_drop_draft(&set, t->draft.id);
    return commit(t, &set);
}

static enum err strike(struct scene *t)
{
    return record_strike(t->store.reg, t->talk, "写错了");
}

static enum err move_class(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    struct act_wish wish = wish_of("placement", "move", t->pupil);
    enum err e = add_act(t, &set, &wish, t->class_b, false);
    if (e != ERR_OK) {
        changes_release(&set);
        return e;
    }
    return commit(t, &set);
}

static void roster_file(struct str *csv)
{
    str_add(csv, "学籍号,姓名,性别,班级\n");
    for (int i = 0; i < 12; i++) {
        str_addf(csv, "G4500002013%08d,韦小%s,女,七(1)\n", i, i % 2 ? "彤" : "婷");
    }
}

static enum err write_import(struct import_job *imp, int64_t *id)
{
    bool all = false;
    enum err e = ERR_OK;
    while (e == ERR_OK && !all) {
        e = import_step(imp, 100, &all);
    }
    e = e == ERR_OK ? import_write_begin(imp) : e;
    if (e != ERR_OK) {
        return e;
    }
    for (all = false; e == ERR_OK && !all;) {
        e = import_write_step(imp, 10, &all);
    }
    return import_write_end(imp, false, id);
}

static enum err import(struct scene *t)
{
    struct str csv = STR_INIT;
    struct import_job *imp = NULL;
    struct import_fault fault = {0};
    roster_file(&csv);
    enum err e = import_open(t->store.reg, csv.ptr, csv.len,
                             &(struct import_options){.encoding = ENC_UTF8}, &imp, &fault);
    if (e == ERR_OK) {
        e = write_import(imp, &t->import);
    }
    import_free(imp);
    xfree(fault.detail);
    str_release(&csv);
    return e;
}

static void import_well(struct scene *t)
{
    assert_int_equal(import(t), ERR_OK);
}

static enum err take_back(struct scene *t)
{
    struct str left = STR_INIT;
    enum err e = import_take_back(t->store.reg, t->import, &left);
    str_release(&left);
    return e;
}

/* --- files out --- */

static char *export_path(const struct scene *t)
{
    return file_join(t->store.dir, "talks.csv");
}

/* In the order of the program: logged first, then written. */
static enum err write_table(struct export_job *job, const char *path)
{
    struct str bytes = STR_INIT;
    size_t mended;
    (void)export_check(job, &mended);
    enum err e = export_bytes(job, &bytes);
    e = e == ERR_OK ? export_log(job, &bytes) : e;
    e = e == ERR_OK ? file_replace(path, bytes.ptr, bytes.len) : e;
    str_release(&bytes);
    return e;
}

static enum err export(struct scene *t)
{
    struct export_options options = {.kind = export_table("talks"), .encoding = ENC_UTF8,
                                     .end = "\n"};
    struct export_job *job = NULL;
    char *unknown = NULL;
    int64_t damaged = 0;
    char *path = export_path(t);
    enum err e = export_open(t->store.reg, &options, &job, &unknown, &damaged);
    e = e == ERR_OK && damaged ? ERR_DAMAGED : e;
    e = e == ERR_OK ? write_table(job, path) : e;
    export_free(job);
    xfree(unknown);
    xfree(path);
    return e;
}

static uint64_t state_of_export(struct scene *t)
{
    struct str bytes = STR_INIT;
    char *path = export_path(t);
    uint64_t sum = state(t);
    enum err e = file_read(path, 1 << 20, &bytes);
    assert_true(e == ERR_OK || e == ERR_MISSING);
    for (size_t i = 0; i < bytes.len; i++) {
        sum = sum * 31 + (unsigned char)bytes.ptr[i];
    }
    str_release(&bytes);
    xfree(path);
    return sum;
}

/* --- the whole file --- */

/* As the first program wrote it. */
static void make_older(struct scene *t)
{
    store_make_older(&t->store, 1);
}

static enum err change_password(struct scene *t)
{
    return reg_set_password(t->store.dir, t->secrets[0], t->passwords[1], KDF_LIGHT);
}

static enum err rekey(struct scene *t)
{
    struct rewrite_how how = {.why = AUDIT_REKEY};
    return rewrite_run(&t->store.reg, t->secrets[1], t->passwords[0], &how);
}

static char *fresh_dir(const struct scene *t)
{
    return file_join(t->store.dir, "fresh");
}

static enum err make(struct scene *t)
{
    struct reg_new how = {.school = "石榴湾初级中学", .stages = " 2 ", .name = "蓝月华",
                          .password = t->passwords[0], .cost = KDF_LIGHT};
    char *dir = fresh_dir(t);
    how.dir = dir;
    enum err e = reg_make(&how, t->secrets[1]);
    xfree(dir);
    return e;
}

static uint64_t state_of_fresh(struct scene *t)
{
    char *dir = fresh_dir(t);
    uint64_t sum = look(t, &(struct reg_how){.dir = dir, .password = t->passwords[0],
                                             .lock_fd = -1},
                        ERR_NO_REGISTER);
    xfree(dir);
    return sum;
}

/* clang-format off */
static const struct action actions[] = {
    {.name = "open", .allocations = 8, .closed = true, .run = open_by_password, .state = state, .no_before = true,
     .small = 6},
    {.name = "close", .allocations = 48, .warm = edit_well, .run = close_it, .state = state, .no_before = true},
    {.name = "create", .allocations = 48, .run = create, .state = state},
    {.name = "edit", .allocations = 48, .run = edit, .state = state},
    {.name = "draft, first", .allocations = 48, .run = draft_first, .state = state},
    {.name = "draft, patch", .allocations = 48, .run = draft_more, .state = state},
    {.name = "store", .allocations = 48, .run = store_draft, .state = state},
    {.name = "strike", .allocations = 48, .run = strike, .state = state},
    {.name = "act", .allocations = 48, .run = move_class, .state = state},
    {.name = "import", .allocations = 48, .run = import, .state = state, .small = 20},
    {.name = "take back", .allocations = 48, .prepare = import_well, .run = take_back, .state = state, .small = 20},
    {.name = "export", .allocations = 48, .run = export, .state = state_of_export},
    {.name = "migrate", .allocations = 48, .prepare = make_older, .closed = true, .run = open_by_key, .state = state,
     .no_before = true, .small = 20},
    {.name = "password", .allocations = 5, .run = change_password, .state = state_by_password, .small = 2},
    {.name = "rekey", .allocations = 6, .run = rekey, .state = state_by_secret, .small = 6},
    {.name = "make", .allocations = 6, .closed = true, .run = make, .state = state_of_fresh, .small = 6},
};
/* clang-format on */

const struct action *actions_all(size_t *n)
{
    *n = COUNT(actions);
    return actions;
}

/* --- scenes --- */

static void half_typed(struct scene *t)
{
    struct changes set = CHANGES_INIT;
    t->typed = record_new_id();
    t->newer = t->typed + 1;
    draft_init(&t->draft, t->typed, &kind_talk, 0, t->pupil);
    draft_set(&t->draft, "said", typed_text, strlen(typed_text));
    draft_save_all(&t->draft, &set);
    assert_int_equal(commit(t, &set), ERR_OK);
}

void scene_begin(struct scene *t, const struct action *a)
{
    memset(t, 0, sizeof *t);
    t->draft.id = NONE;
    store_begin(&t->store);
    t->secrets[0] = t->store.key;
    assert_int_equal(key_new(&t->secrets[1]), ERR_OK);
    t->passwords[0] = "mima mima";
    t->passwords[1] = "xin mima";
    t->class_a = store_class(&t->store, STAGE_JUNIOR, 2024, 1);
    t->class_b = store_class(&t->store, STAGE_JUNIOR, 2024, 2);
    t->pupil = store_pupil(&t->store, "韦晓彤", "2", t->class_a);
    t->talk = store_talk(&t->store, t->pupil, date_from_civil(2026, 3, 1), "原来的话");
    half_typed(t);
    if (a->prepare) {
        a->prepare(t);
    }
    scene_close(t);
    t->before = folder_take(t->store.dir);
}

void scene_end(struct scene *t)
{
    scene_close(t);
    folder_free(t->before);
    key_free(t->secrets[1]);
    store_end(&t->store);
}

void scene_open(struct scene *t)
{
    assert_int_equal(open_by_key(t), ERR_OK);
}

void scene_close(struct scene *t)
{
    reg_close(t->store.reg, false);
    t->store.reg = NULL;
    draft_release(&t->draft);
}
