// SPDX-License-Identifier: MIT
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/load.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/verify.h"
#include "db/db.h"
#include "db/stmt.h"
#include "tests/support/store.h"

static const char password[] = "mima mima";

/* Two pupils, talks, an edited and a struck record, a draft with patches, a place. */
struct filled {
    struct store store;
    int64_t pupils[2], talk, struck;
};

static void commit(struct reg *reg, struct changes *set)
{
    assert_int_equal(store_commit(reg, set, NULL), ERR_OK);
    changes_release(set);
}

static struct talk *load_talk(struct reg *reg, int64_t id)
{
    struct record *rec;
    assert_int_equal(store_load_kind(reg, &kind_talk, id, &rec), ERR_OK);
    return (struct talk *)rec;
}

static void fill(struct filled *f)
{
    store_begin(&f->store);
    struct reg *reg = f->store.reg;
    int64_t class_id = store_class(&f->store, STAGE_JUNIOR, 2025, 3);
    f->pupils[0] = store_pupil(&f->store, "韦晓彤", "2", class_id);
    f->pupils[1] = store_pupil(&f->store, "覃㼆", "1", class_id);
    int64_t day = date_from_civil(2026, 3, 26);
    for (int i = 0; i < 30; i++) {
        f->talk = store_talk(&f->store, f->pupils[i % 2], day - i, "昨晚又没睡\n〔原话〕我怕");
    }
    f->struck = store_talk(&f->store, f->pupils[1], day, "记错了人");
    struct changes set = CHANGES_INIT;
    struct talk *t = load_talk(reg, f->talk);
    field_set_text(t, spec_field(&kind_talk.spec, "told"), "先听，再讲谁可以帮忙");
    record_mark(&t->head, 0, "next_day")->typed = xstrdup("4-31");
    changes_put(&set, &t->head);
    t = load_talk(reg, f->struck);
    t->head.state = RECORD_STRUCK;
    changes_put(&set, &t->head);
    struct draft d;
    draft_init(&d, record_new_id(), &kind_talk, 0, f->pupils[0]);
    draft_set(&d, "reason", "数学课哭了", strlen("数学课哭了"));
    draft_save_all(&d, &set);
    draft_save_patch(&d, &set, "reason", strlen("数学课哭了"), 0, "，趴着", strlen("，趴着"));
    draft_release(&d);
    struct str place = STR_INIT;
    str_add(&place, "place");
    changes_place(&set, &place);
    commit(reg, &set);
}

static void print(void *ctx, const char *msgid, int64_t n)
{
    (void)ctx;
    print_message("%s %lld\n", msgid, (long long)n);
}

static void assert_whole(struct filled *f, struct reg *reg)
{
    assert_int_equal(verify_all(reg, print, NULL), ERR_OK);
    assert_int_equal(roster_count(reg->roster), 2);
    assert_string_equal(roster_name(reg->roster, f->pupils[1]), "覃㼆");
    struct talk *t = load_talk(reg, f->talk);
    assert_int_equal(t->head.version, 2);
    assert_string_equal(t->said, "昨晚又没睡\n〔原话〕我怕");
    assert_string_equal(record_find_mark(&t->head, 0, "next_day")->typed, "4-31");
    record_free(&t->head);
    struct record *old;
    assert_int_equal(store_load_version(reg, f->talk, 1, &old), ERR_OK);
    assert_null(((struct talk *)old)->told);
    record_free(old);
    t = load_talk(reg, f->struck);
    assert_int_equal(t->head.state, RECORD_STRUCK);
    record_free(&t->head);
    struct draft_info *drafts;
    size_t n;
    assert_int_equal(draft_list(reg, &drafts, &n), ERR_OK);
    assert_int_equal(n, 1);
    struct draft d;
    assert_int_equal(draft_load(reg, drafts[0].id, &d), ERR_OK);
    assert_string_equal(draft_get(&d, "reason"), "数学课哭了，趴着");
    draft_release(&d);
    xfree(drafts);
    struct str place = STR_INIT;
    assert_int_equal(place_load(reg, &place), ERR_OK);
    assert_string_equal(place.ptr, "place");
    str_release(&place);
}

static int64_t count_entries(struct reg *reg, const char *action)
{
    struct stmt *q = stmt_new(reg->db, "SELECT count(*) FROM audit WHERE action = ?");
    stmt_bind_text(q, 1, action);
    int64_t n = stmt_row(q) ? stmt_int(q, 0) : 0;
    assert_int_equal(stmt_finish(q), ERR_OK);
    return n;
}

static const struct rewrite_how as_rekey = {.why = AUDIT_REKEY};

static enum err open_with(struct filled *f, const char *pass, const struct key *key)
{
    struct reg_how how = {.dir = f->store.dir, .password = pass, .key = key, .lock_fd = -1};
    return reg_open(&how, &f->store.reg, NULL);
}

static bool is_there(struct filled *f, const char *name)
{
    char *path = file_join(f->store.dir, name);
    bool there = access(path, F_OK) == 0;
    xfree(path);
    return there;
}

static int secrets(struct filled *f)
{
    char *path = file_join(f->store.dir, "keys");
    struct keyfile_info info;
    assert_int_equal(keyfile_info(path, &info), ERR_OK);
    xfree(path);
    return info.secrets;
}

static void a_new_key_keeps_everything(void **state)
{
    (void)state;
    struct filled f;
    fill(&f);
    struct backup_made made_copy;
    char *backups = backup_own_folder(f.store.dir);
    struct backup_how how = {.dir = backups, .why = "asked"};
    assert_int_equal(backup_run(f.store.reg, &how, &made_copy), ERR_OK);
    const char *copy = strrchr(made_copy.path, '/') + 1;
    int64_t made = count_entries(f.store.reg, "create");
    struct key *fresh;
    assert_int_equal(key_new(&fresh), ERR_OK);
    assert_int_equal(rewrite_run(&f.store.reg, fresh, "falsch", &as_rekey), ERR_PASSWORD);
    assert_whole(&f, f.store.reg);
    assert_int_equal(rewrite_run(&f.store.reg, fresh, password, &as_rekey), ERR_OK);
    assert_whole(&f, f.store.reg);
    assert_int_equal(count_entries(f.store.reg, "create"), made);
    assert_int_equal(count_entries(f.store.reg, "rekey"), 1);
    assert_false(is_there(&f, "register.new"));
    assert_int_equal(secrets(&f), 1);

    reg_close(f.store.reg, false);
    assert_int_equal(open_with(&f, NULL, f.store.key), ERR_CODE);
    assert_int_equal(open_with(&f, password, NULL), ERR_OK);
    reg_close(f.store.reg, false);
    assert_int_equal(open_with(&f, NULL, fresh), ERR_OK);
    assert_whole(&f, f.store.reg);

    struct str names = STR_INIT;
    assert_int_equal(rewrite_old_copies(f.store.dir, key_salt(f.store.key), &names), ERR_OK);
    assert_memory_equal(names.ptr, copy, strlen(copy));
    assert_int_equal(names.len, strlen(copy) + 1);
    str_clear(&names);
    assert_int_equal(rewrite_old_copies(f.store.dir, key_salt(fresh), &names), ERR_OK);
    assert_int_equal(names.len, 0);
    str_release(&names);
    backup_made_release(&made_copy);
    xfree(backups);
    key_free(fresh);
    store_end(&f.store);
}

static bool is_not_second(void *ctx, const struct record *rec)
{
    return rec->pupil != *(const int64_t *)ctx && rec->id != *(const int64_t *)ctx;
}

static bool stop_at_once(void *ctx, int64_t done, int64_t all)
{
    (void)ctx;
    return done > all;
}

static void compaction_and_filter(void **state)
{
    (void)state;
    struct filled f;
    fill(&f);
    struct rewrite_how how = {.why = AUDIT_CHECK};
    assert_int_equal(rewrite_run(&f.store.reg, NULL, NULL, &how), ERR_OK);
    assert_whole(&f, f.store.reg);
    store_again(&f.store);
    assert_whole(&f, f.store.reg);

    how.keep = is_not_second;
    how.ctx = &f.pupils[1];
    assert_int_equal(rewrite_run(&f.store.reg, NULL, NULL, &how), ERR_OK);
    assert_int_equal(roster_count(f.store.reg->roster), 1);
    struct record *rec;
    assert_int_equal(store_load(f.store.reg, f.struck, &rec), ERR_NOT_FOUND);
    assert_int_equal(store_load_version(f.store.reg, f.struck, 1, &rec), ERR_NOT_FOUND);
    assert_int_equal(verify_all(f.store.reg, print, NULL), ERR_OK);
    store_end(&f.store);
}

static void a_stopped_one_changes_nothing(void **state)
{
    (void)state;
    struct filled f;
    fill(&f);
    struct changes set = CHANGES_INIT;
    set.bulk = true;
    for (int i = 0; i < 8100; i++) {
        struct setting *s = (struct setting *)record_new(&kind_setting, 0);
        s->head.state = RECORD_STORED;
        s->key = str_format("test%d", i);
        s->since = 0;
        changes_put(&set, &s->head);
    }
    commit(f.store.reg, &set);
    struct rewrite_how how = {.why = AUDIT_REKEY, .tick = stop_at_once};
    assert_int_equal(rewrite_run(&f.store.reg, NULL, NULL, &how), ERR_CANCELLED);
    assert_false(is_there(&f, "register.new"));
    assert_whole(&f, f.store.reg);
    store_end(&f.store);
}

static void a_damaged_one_is_not_rewritten(void **state)
{
    (void)state;
    struct filled f;
    fill(&f);
    struct stmt *q = stmt_new(f.store.reg->db, "UPDATE talk SET said = 'x' WHERE id = ?");
    stmt_bind_int(q, 1, f.talk);
    assert_int_equal(stmt_run(q), ERR_OK);
    struct rewrite_how how = {.why = AUDIT_CHECK};
    assert_int_equal(rewrite_run(&f.store.reg, NULL, NULL, &how), ERR_DAMAGED);
    assert_false(is_there(&f, "register.new"));
    assert_true(verify_damage_count(f.store.reg) > 0);
    assert_int_equal(verify_damage(f.store.reg, 0)->id, f.talk);
    store_end(&f.store);
}

/* The machine stops after a step: the password opens a whole register, and what was left goes. */
static void a_crash_after_each_step(void **state)
{
    (void)state;
    for (int steps = 1; steps <= 4; steps++) {
        struct filled f;
        fill(&f);
        struct key *fresh;
        assert_int_equal(key_new(&fresh), ERR_OK);
        const char *dir = f.store.dir;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            bool good = rewrite_copy(f.store.reg, fresh, &as_rekey) == ERR_OK;
            if (good && steps > 1) {
                good = rewrite_keys(dir, f.store.key, fresh, password) == ERR_OK;
            }
            if (good && steps > 2) {
                reg_close(f.store.reg, false);
                good = rewrite_swap(dir) == ERR_OK;
            }
            if (good && steps > 3) {
                good = rewrite_keys(dir, fresh, NULL, password) == ERR_OK;
            }
            _exit(good ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        /* The child's register is the parent's: the parent lets go without a word. */
        assert_int_equal(is_there(&f, "register.new"), steps < 3);
        assert_int_equal(secrets(&f), steps == 2 || steps == 3 ? 2 : 1);
        struct reg *left = f.store.reg;
        db_close(left->db);
        left->db = NULL;
        left->read_only = true;
        reg_close(left, false);
        assert_int_equal(open_with(&f, password, NULL), ERR_OK);
        assert_whole(&f, f.store.reg);
        const uint8_t *salt = key_salt(steps > 2 ? fresh : f.store.key);
        assert_memory_equal(key_salt(f.store.reg->key), salt, SALT_BYTES);
        assert_false(is_there(&f, "register.new"));
        assert_int_equal(secrets(&f), 1);
        store_end(&f.store);
        key_free(fresh);
    }
}

static void an_old_log_is_never_played_into_the_new_file(void **state)
{
    (void)state;
    struct filled f;
    fill(&f);
    reg_close(f.store.reg, false);
    char *wal = file_join(f.store.dir, "register.db-wal");
    assert_int_equal(file_replace(wal, "frames", 6), ERR_OK);
    assert_int_equal(rewrite_swap(f.store.dir), ERR_REFUSED);
    unlink(wal);
    xfree(wal);
    assert_int_equal(open_with(&f, password, NULL), ERR_OK);
    assert_whole(&f, f.store.reg);
    store_end(&f.store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_key_keeps_everything),
        cmocka_unit_test(compaction_and_filter),
        cmocka_unit_test(a_stopped_one_changes_nothing),
        cmocka_unit_test(a_damaged_one_is_not_rewritten),
        cmocka_unit_test(a_crash_after_each_step),
        cmocka_unit_test(an_old_log_is_never_played_into_the_new_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
