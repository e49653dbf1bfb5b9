// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/print.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "db/stmt.h"
#include "locale/catalog.h"

/* Jobs: what is to be printed, kept in the register, and what became of it. */

static void put(char **text, const char *value)
{
    xwipe_str(*text);
    *text = value && value[0] ? xstrdup(value) : NULL;
}

/* 学生个案摘要（班主任用） */
static void set_title(struct print_job *job)
{
    struct print_form form;
    const struct code *code = codes_find(&codes_print_profile, job->profile);
    if (!print_form_by_name(job->form, &form) || !code) {
        return;
    }
    char *title = str_format(tr("%s (%s)"), trc("paper", form.label), trc("paper", code->label));
    put(&job->title, title);
    xfree(title);
}


static bool same_paper(const struct print_job *a, const struct print_job *b)
{
    return a->form && strcmp(a->form, b->form) == 0 && a->profile &&
           strcmp(a->profile, b->profile) == 0 && a->about == b->about &&
           a->head.state != RECORD_STRUCK;
}

/* The newest stored job of this paper, NULL if there is none. */
static struct print_job *last_job(struct reg *reg, const struct print_job *like)
{
    enum { LOOK_BACK = 32 };
    struct timeline_entry page[LOOK_BACK];
    struct print_job *found = NULL;
    size_t n = timeline_page(reg, like->pupil, &kind_print_job, 0, LOOK_BACK, page);
    for (size_t i = 0; i < n && !found; i++) {
        struct record *rec;
        if (store_load_kind(reg, &kind_print_job, page[i].id, &rec) != ERR_OK) {
            continue;
        }
        if (same_paper((struct print_job *)rec, like)) {
            found = (struct print_job *)rec;
        } else {
            record_free(rec);
        }
    }
    timeline_release(page, n);
    return found;
}

/* Whether nothing has become of it yet: then it is still the one to be printed. */
static bool is_open(struct reg *reg, int64_t job)
{
    struct act *act = NULL;
    enum err e = act_now(reg, job, "print", &act);
    if (e == ERR_OK) {
        record_free(&act->head);
    }
    return e == ERR_NOT_FOUND;
}

struct print_job *print_job_new(struct reg *reg, const struct print_form *form,
                                const struct print_profile *profile, int64_t pupil,
                                int64_t about)
{
    struct print_job *job = (struct print_job *)record_new(&kind_print_job, 0);
    job->head.state = RECORD_STORED;
    job->day = clock_today();
    job->pupil = pupil;
    job->about = about;
    job->form = xstrdup(form->name);
    job->profile = xstrdup(profile->code);
    job->sheet = xstrdup("1");
    struct print_job *last = last_job(reg, job);
    if (last && is_open(reg, last->head.id)) {
        record_free(&job->head);
        job = last;
    } else if (last) {
        put(&job->situation, last->situation);
        put(&job->watch, last->watch);
        put(&job->help, last->help);
        put(&job->covered, last->covered);
        record_free(&last->head);
    }
    set_title(job);
    return job;
}

struct print_job *print_job_choose(struct reg *reg, struct print_job *job,
                                   const struct print_profile *profile)
{
    struct print_form form;
    if (!print_form_by_name(job->form, &form)) {
        return job;
    }
    struct print_job *other = print_job_new(reg, &form, profile, job->pupil, job->about);
    put(&other->sheet, job->sheet);
    other->watermark = job->watermark;
    record_free(&job->head);
    return other;
}

/* --- covered names: ids with spaces around them --- */

static char *key_of(int64_t id)
{
    return str_format(" %lld ", (long long)id);
}

bool print_job_covers(const struct print_job *job, int64_t id)
{
    char *key = key_of(id);
    bool has = job->covered && strstr(job->covered, key);
    xfree(key);
    return has;
}

void print_job_cover(struct print_job *job, int64_t id, bool covered)
{
    if (print_job_covers(job, id) == covered) {
        return;
    }
    struct str all = STR_INIT;
    char *key = key_of(id);
    if (covered) {
        str_add(&all, job->covered ? job->covered : " ");
        str_add(&all, key + 1);
    } else {
        const char *at = strstr(job->covered, key);
        str_addn(&all, job->covered, (size_t)(at - job->covered) + 1);
        str_add(&all, at + strlen(key));
    }
    put(&job->covered, strcmp(all.ptr, " ") == 0 ? NULL : all.ptr);
    xfree(key);
    str_release(&all);
}

/* --- the door --- */

enum err print_job_store(struct reg *reg, struct print_job *job)
{
    if (reg->read_only) {
        return ERR_OK; /* a damaged register prints all the same, without a number */
    }
    struct changes set = CHANGES_INIT;
    struct record *rec = record_copy(&job->head);
    changes_put(&set, rec);
    enum err e = store_commit(reg, &set, NULL);
    if (e == ERR_OK) {
        const struct print_job *stored = (const struct print_job *)rec;
        put(&job->serial, stored->serial);
        job->head.version = rec->version;
        job->head.typed_at = rec->typed_at;
        job->head.generation = rec->generation;
        job->head.pupil = rec->pupil;
        job->head.day = rec->day;
    }
    changes_release(&set);
    return e;
}

/* One act of machine print with its entry in the trail. */
static enum err act(struct reg *reg, const struct print_job *job, const char *move,
                    const char *reason, const char *whom, const char *detail)
{
    const struct audit_entry entry = {.action = AUDIT_PRINT, .kind = "print_job",
                                      .object = job->head.id, .pupil = job->pupil,
                                      .detail = detail};
    if (reg->read_only) {
        audit_queue(reg, &entry);
        return ERR_OK;
    }
    struct changes set = CHANGES_INIT;
    struct act_wish wish = {.machine = machine_by_id("print"), .move = move,
                            .subject = job->head.id, .pupil = NONE, .day = clock_today(),
                            .at = clock_minute(clock_now()), .by = reg->me, .evidence = NONE,
                            .due = NONE, .reason = reason, .whom = whom};
    const char *why = act_add(reg, &set, &wish, false);
    changes_audit(&set, &entry);
    enum err e = why ? ERR_REFUSED : store_commit(reg, &set, NULL);
    changes_release(&set);
    return e;
}

enum err print_job_log(struct reg *reg, const struct print_job *job, size_t pages,
                       const struct str *bytes, const char *where)
{
    uint8_t mac[MAC_BYTES];
    struct str detail = STR_INIT;
    key_mac(reg->key, "print", bytes->ptr, bytes->len, mac);
    str_addf(&detail, "%s %s %s pages=%zu to=%s digest=", job->serial ? job->serial : "-",
             job->form, print_profile_by_code(job->profile)->name, pages, where);
    for (size_t i = 0; i < 8; i++) {
        str_addf(&detail, "%02x", mac[i]);
    }
    enum err e = act(reg, job, "print", NULL, NULL, detail.ptr);
    str_release(&detail);
    return e;
}

enum err print_job_given(struct reg *reg, const struct print_job *job, int copy, const char *whom)
{
    bool words = whom && whom[0] == 'T';
    if (whom && (roster_is_blocked(reg->roster, job->pupil, whom) ||
                 (words && roster_block(reg->roster, job->pupil, 0)))) {
        return ERR_REFUSED;
    }
    char *reason = str_format(tr("copy %d"), copy);
    char *detail = str_format("%s copy=%d given=%s", job->serial ? job->serial : "-", copy,
                              whom ? whom : "-");
    enum err e = act(reg, job, "give", reason, whom, detail);
    xfree(reason);
    xwipe_str(detail);
    return e;
}

enum err print_job_drop(struct reg *reg, const struct print_job *job)
{
    return act(reg, job, "drop", NULL, NULL, "dropped");
}

/* --- lists --- */

static enum err list(struct reg *reg, const char *sql, int64_t most, int64_t **ids, size_t *count)
{
    int64_t *found = NULL;
    size_t n = 0;
    size_t cap = 0;
    struct stmt *q = stmt_new(reg->db, sql);
    stmt_bind_int(q, 1, most);
    while (stmt_row(q)) {
        found = mem_grow(found, n, &cap, sizeof *found);
        found[n++] = stmt_int(q, 0);
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        xfree(found);
        return e;
    }
    *ids = found;
    *count = n;
    return ERR_OK;
}

enum err print_waiting(struct reg *reg, int64_t **ids, size_t *count)
{
    return list(reg,
                "SELECT p.id FROM print_job p JOIN record r ON r.id = p.id WHERE r.state <> 2"
                " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.subject = p.id"
                " AND a.machine = 'print') ORDER BY p.id LIMIT ?",
                INT32_MAX, ids, count);
}

enum err print_done(struct reg *reg, size_t most, int64_t **ids, size_t *count)
{
    return list(reg,
                "SELECT subject FROM act WHERE machine = 'print' AND to_state = 'printed'"
                " AND next IS NULL ORDER BY id DESC LIMIT ?",
                (int64_t)most, ids, count);
}
