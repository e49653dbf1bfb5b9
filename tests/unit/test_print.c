// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/machine.h"
#include "core/page.h"
#include "core/print.h"
#include "core/roster.h"
#include "db/db.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "tests/support/desk.h"

/* Papers: what stands on them, for whom, and how they are laid out. */

static int setup(void **state)
{
    struct desk *d = xcalloc(1, sizeof *d);
    desk_begin_store(d);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk_end(*state);
    xfree(*state);
    return 0;
}

static struct print_job *job_of(struct desk *d, const char *form, const char *profile,
                                int64_t pupil, int64_t about)
{
    struct print_form f;
    assert_true(print_form_by_name(form, &f));
    return print_job_new(d->store.reg, &f, print_profile_by_name(profile), pupil, about);
}

/* The whole paper as text, without line ends inside. */
static char *text_of(struct desk *d, struct print_job *job)
{
    struct document doc;
    struct pages pages;
    struct str out = STR_INIT;
    int64_t damaged;
    assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_OK);
    assert_int_equal(pages_lay_out(&doc, paper_of(NULL), true, &pages), ERR_OK);
    for (size_t i = 0; i < pages.n; i++) {
        page_text(&out, &pages, i, "\n");
    }
    pages_release(&pages);
    document_release(&doc);
    return str_steal(&out);
}

static char *paper(struct desk *d, const char *form, const char *profile, int64_t pupil,
                   int64_t about)
{
    struct print_job *job = job_of(d, form, profile, pupil, about);
    char *text = text_of(d, job);
    record_free(&job->head);
    return text;
}

static void has(const char *text, const char *words)
{
    if (!strstr(text, words)) {
        fail_msg("%s is not in:\n%s", words, text);
    }
}

static void lacks(const char *text, const char *words)
{
    if (strstr(text, words)) {
        fail_msg("%s is in:\n%s", words, text);
    }
}

static void commit(struct desk *d, struct record *rec)
{
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

/* --- what may stand there --- */

/* "Q0712": short enough for any field and column, and of no other one. */
static void token(char out[8], size_t kind, size_t field)
{
    snprintf(out, 8, "Q%02u%02u", (unsigned)kind % 100, (unsigned)field % 100);
}

static struct record *filled(struct desk *d, const struct kind *kind, size_t number)
{
    struct record *rec = record_new(kind, kind == &kind_pupil ? d->wei : 0);
    rec->state = RECORD_STORED;
    for (size_t i = 0; i < kind->spec.count; i++) {
        const struct field *f = &kind->spec.fields[i];
        char word[8];
        token(word, number, i);
        bool free_words = (f->type == FIELD_TEXT || f->type == FIELD_NOTE) && !(f->flags & F_MASKED);
        if (free_words) {
            field_set_text(rec, f, word);
        } else if (f->type == FIELD_PUPIL) {
            field_set_int(rec, f, d->wei);
        }
    }
    for (size_t p = 0; p < kind->part_count; p++) {
        const struct part *part = &kind->parts[p];
        void *row = record_add_row(rec, part, 0);
        for (size_t i = 0; i < part->spec->count; i++) {
            const struct field *f = &part->spec->fields[i];
            char word[8];
            token(word, number, 50 + 10 * p + i);
            bool free_words =
                (f->type == FIELD_TEXT || f->type == FIELD_NOTE) && !(f->flags & F_MASKED);
            if (free_words) {
                field_set_text(row, f, word);
            } else if (f->type == FIELD_PUPIL) {
                field_set_int(row, f, d->wei);
            }
        }
    }
    return rec;
}

/* A token may be broken over two lines of a narrow column. */
static bool stands(const char *text, const char *word)
{
    struct str flat = STR_INIT;
    for (const char *p = text; *p; p++) {
        if (*p != ' ' && *p != '\n') {
            str_addc(&flat, *p);
        }
    }
    bool found = strstr(flat.ptr, word) != NULL;
    str_release(&flat);
    return found;
}

static void check_fields(const struct spec *spec, size_t number, size_t first, unsigned profile,
                         const char *text)
{
    for (size_t i = 0; i < spec->count; i++) {
        const struct field *f = &spec->fields[i];
        char word[8];
        token(word, number, first + i);
        unsigned profiles = f->profiles ? f->profiles : PROFILE_FULL;
        bool may = (profiles & profile) && !(f->flags & (F_PRIVATE | F_FIXED));
        if (!may && stands(text, word)) {
            fail_msg("%s.%s stands on a paper it may not stand on:\n%s", spec->name, f->name, text);
        }
        bool free_words = (f->type == FIELD_TEXT || f->type == FIELD_NOTE) &&
                          !(f->flags & (F_MASKED | F_SEVERAL)) && !f->shown_if;
        if (may && free_words && first == 0 && !stands(text, word)) {
            fail_msg("%s.%s does not stand on its own paper", spec->name, f->name);
        }
    }
}

/* Every kind with a form, every profile, every field: exactly what its definition says. */
static void fields_by_profile(void **state)
{
    struct desk *d = *state;
    struct print_form form;
    for (size_t k = 1; print_form_at(k, &form); k++) {
        struct record *rec = filled(d, form.kind, k);
        int64_t id = rec->id;
        if (form.kind == &kind_pupil) {
            struct record *stored;
            assert_int_equal(store_load(d->store.reg, d->wei, &stored), ERR_OK);
            rec->version = stored->version;
            record_free(stored);
        }
        commit(d, rec);
        const struct print_profile *p;
        for (size_t i = 0; (p = print_profile_at(i)) != NULL; i++) {
            char *text = paper(d, form.name, p->name, d->wei, id);
            check_fields(&form.kind->spec, k, 0, p->bit, text);
            for (size_t n = 0; n < form.kind->part_count; n++) {
                check_fields(form.kind->parts[n].spec, k, 50 + 10 * n, p->bit, text);
            }
            xfree(text);
        }
    }
}

/* Numbers of identity are on no paper, telephones are masked, whatever the profile. */
static void numbers(void **state)
{
    struct desk *d = *state;
    struct record *rec;
    assert_int_equal(store_load_kind(d->store.reg, &kind_pupil, d->wei, &rec), ERR_OK);
    ((struct pupil *)rec)->id_no = xstrdup("45080220120229001X");
    ((struct pupil *)rec)->student_no = xstrdup("G45080220120229001X");
    ((struct pupil *)rec)->id_type = xstrdup("1");
    commit(d, rec);
    const struct print_profile *p;
    for (size_t i = 0; (p = print_profile_at(i)) != NULL; i++) {
        const char *const forms[] = {"summary", "file"};
        for (size_t k = 0; k < COUNT(forms); k++) {
            char *text = paper(d, forms[k], p->name, d->wei, NONE);
            lacks(text, "001X");
            lacks(text, "450802");
            lacks(text, "13800005678");
            xfree(text);
        }
    }
    char *text = paper(d, "file", "full", d->wei, NONE);
    has(text, "已登记");
    has(text, "138****5678");
    xfree(text);
}

/* --- other pupils --- */

static int64_t shared_talk(struct desk *d)
{
    int64_t id = store_talk(&d->store, d->wei, date_from_civil(2026, 3, 20),
                            "和覃子墨、晓东吵架，欧阳倩来劝。\n覃子墨先动手。");
    struct record *rec;
    assert_int_equal(store_load_kind(d->store.reg, &kind_talk, id, &rec), ERR_OK);
    struct talk_pupil *row = record_add_row(rec, kind_part(&kind_talk, "pupils"), 0);
    row->pupil = d->qin;
    row->line = xstrdup("单独说的话");
    row->note = xstrdup("工作笔记里的话");
    commit(d, rec);
    return id;
}

static void others_by_reference(void **state)
{
    struct desk *d = *state;
    int64_t talk = shared_talk(d);
    char *text = paper(d, "talk", "full", d->wei, talk);
    has(text, "韦晓彤 八(3)班17号；覃*");
    lacks(text, "单独说的话");
    lacks(text, "工作笔记");
    xfree(text);
    text = paper(d, "talk", "full", d->qin, talk);
    has(text, "韦*；覃子墨 七(6)班08号");
    has(text, "单独说的话");
    xfree(text);
    text = paper(d, "talk", "parent", d->wei, talk);
    has(text, "〔同学〕");
    lacks(text, "覃");
    xfree(text);
    /* It is no paper of a pupil who was not there. */
    struct print_job *job = job_of(d, "talk", "full", d->li, talk);
    struct document doc;
    int64_t damaged;
    assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_NOT_FOUND);
    record_free(&job->head);
}

static void names_in_text(void **state)
{
    struct desk *d = *state;
    int64_t talk = shared_talk(d);
    struct print_job *job = job_of(d, "talk", "full", d->wei, talk);
    struct document doc;
    int64_t damaged;
    assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_OK);
    /* Whole names of the school, given names of the class; a name is marked, not taken away. */
    assert_int_equal(doc.name_count, 3);
    assert_string_equal(doc.names[0].name, "覃子墨");
    assert_int_equal(doc.names[0].times, 2);
    assert_string_equal(doc.names[1].name, "晓东");
    assert_string_equal(doc.names[2].name, "欧阳倩");
    assert_false(doc.names[0].covered);
    document_release(&doc);

    print_job_cover(job, d->qin, true);
    char *text = text_of(d, job);
    lacks(text, "覃子墨");
    has(text, "和覃*、晓东吵架");
    has(text, "覃*先动手");
    xfree(text);
    print_job_cover(job, d->qin, false);
    assert_null(job->covered);
    text = text_of(d, job);
    has(text, "和覃子墨、晓东吵架");
    xfree(text);
    record_free(&job->head);
}

/* @ and a name was meant as a reference: covered on every paper, not asked about. */
static void references(void **state)
{
    struct desk *d = *state;
    int64_t talk = store_talk(&d->store, d->wei, date_from_civil(2026, 3, 20),
                              "同桌@蒙晓东每天等她，@韦晓彤自己也说；问过@覃秀芳。信箱 a@b.cn");
    const struct print_profile *p;
    for (size_t i = 0; (p = print_profile_at(i)) != NULL; i++) {
        char *text = paper(d, "talk", p->name, d->wei, talk);
        lacks(text, "晓东");
        xfree(text);
    }
    struct print_job *job = job_of(d, "talk", "full", d->wei, talk);
    struct document doc;
    int64_t damaged;
    assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_OK);
    assert_int_equal(doc.name_count, 0);
    document_release(&doc);
    char *text = text_of(d, job);
    has(text, "同桌蒙*每天等她，韦晓彤自己也说；问过覃秀芳。信箱 a@b.cn");
    xfree(text);
    record_free(&job->head);
}

/* --- damage --- */

static void damaged_is_said(void **state)
{
    struct desk *d = *state;
    char *sql = str_format("UPDATE talk SET agreed = '换过' WHERE id = %lld", (long long)d->talk);
    assert_int_equal(db_exec(d->store.reg->db, sql), ERR_OK);
    xfree(sql);
    struct print_job *job = job_of(d, "summary", "meeting", d->wei, NONE);
    struct document doc;
    int64_t damaged;
    assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_OK);
    assert_true(damaged > 0);
    document_release(&doc);
    char *text = text_of(d, job);
    has(text, "损坏");
    lacks(text, "换过");
    lacks(text, "2026-03-12");
    has(text, "2026-03-03");
    xfree(text);
    /* The register is read-only by now: it prints all the same, but for nobody at home. */
    assert_true(d->store.reg->read_only);
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    assert_null(job->serial);
    assert_null(print_refusal(d->store.reg, job));
    record_free(&job->head);
    job = job_of(d, "summary", "parent", d->wei, NONE);
    assert_non_null(print_refusal(d->store.reg, job));
    record_free(&job->head);
}

/* --- who must not be told --- */

static void block(struct desk *d, int64_t pupil, const char *person)
{
    struct changes set = CHANGES_INIT;
    struct blocked *b = (struct blocked *)record_new(&kind_blocked, 0);
    b->head.state = RECORD_STORED;
    b->pupil = pupil;
    b->person = xstrdup(person);
    b->reason = xstrdup("强制报告");
    struct act_wish wish = {.machine = machine_by_id("no_tell"), .move = "block",
                            .subject = b->head.id, .pupil = pupil, .day = clock_today(),
                            .at = NONE, .by = NONE, .evidence = NONE, .due = NONE,
                            .reason = "强制报告"};
    changes_put(&set, &b->head);
    assert_null(act_add(d->store.reg, &set, &wish, true));
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static void never_named_as_told(void **state)
{
    struct desk *d = *state;
    char *mother = str_format("G%lld.1", (long long)d->wei);
    char *granny = str_format("G%lld.2", (long long)d->wei);
    struct told *told = (struct told *)record_new(&kind_told, 0);
    told->head.state = RECORD_STORED;
    told->day = date_from_civil(2026, 3, 12);
    told->pupil = d->wei;
    told->whom = xstrdup(mother);
    int64_t told_id = told->head.id;
    commit(d, &told->head);
    char *text = paper(d, "summary", "meeting", d->wei, NONE);
    has(text, "已经告诉的人");
    has(text, "黄小萍");
    xfree(text);

    block(d, d->wei, mother);
    const struct print_profile *p;
    for (size_t i = 0; (p = print_profile_at(i)) != NULL; i++) {
        text = paper(d, "summary", p->name, d->wei, NONE);
        lacks(text, "已经告诉的人");
        lacks(text, "5678");
        if (p->bit != PROFILE_FULL) {
            lacks(text, "黄小萍");
        }
        xfree(text);
    }
    /* In the cabinet's own copy the name stands, with what it means, and no number. */
    text = paper(d, "file", "full", d->wei, NONE);
    has(text, "黄小萍");
    has(text, "不可告诉");
    lacks(text, "5678");
    has(text, "138****1234");
    xfree(text);
    text = paper(d, "told", "full", d->wei, told_id);
    lacks(text, "黄小萍");
    xfree(text);
    xfree(mother);
    xfree(granny);
}

static void refused(void **state)
{
    struct desk *d = *state;
    char *mother = str_format("G%lld.1", (long long)d->wei);
    char *granny = str_format("G%lld.2", (long long)d->wei);
    struct print_job *job = job_of(d, "summary", "parent", d->wei, NONE);
    assert_null(print_refusal(d->store.reg, job));
    block(d, d->wei, mother);
    assert_non_null(print_refusal(d->store.reg, job));
    assert_true(print_needs_recipient(d->store.reg, job));
    job->recipient = xstrdup(mother);
    assert_non_null(print_refusal(d->store.reg, job));
    xfree(job->recipient);
    job->recipient = xstrdup("T家长");
    assert_non_null(print_refusal(d->store.reg, job));
    xfree(job->recipient);
    job->recipient = xstrdup(granny);
    assert_null(print_refusal(d->store.reg, job));
    char *text = text_of(d, job);
    has(text, "陈阿婆");
    xfree(text);
    /* Nor is it given to that person afterwards, nor to somebody in words. */
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    struct str bytes = STR_INIT;
    assert_int_equal(print_job_log(d->store.reg, job, 1, &bytes, "file"), ERR_OK);
    assert_int_equal(print_job_given(d->store.reg, job, 1, mother), ERR_REFUSED);
    assert_int_equal(print_job_given(d->store.reg, job, 1, "T她妈"), ERR_REFUSED);
    assert_int_equal(print_job_given(d->store.reg, job, 1, granny), ERR_OK);
    record_free(&job->head);
    /* What says nothing to a reader is not printed for him. */
    job = job_of(d, "told", "class-teacher", d->wei, NONE);
    assert_non_null(print_refusal(d->store.reg, job));
    record_free(&job->head);
    xfree(mother);
    xfree(granny);
}

/* --- the summary --- */

static void summary_words(void **state)
{
    struct desk *d = *state;
    struct print_job *job = job_of(d, "summary", "class-teacher", d->wei, NONE);
    job->situation = xstrdup("睡眠差，课上易困；情绪起伏，愿意交谈。");
    job->watch = xstrdup("连续两天不吃饭：当天告诉蓝老师。");
    char *text = text_of(d, job);
    has(text, "学生个案摘要（班主任用）");
    has(text, "一、目前情况");
    has(text, "睡眠差，课上易困");
    has(text, "二、请您留意");
    has(text, "三、请您帮忙"); /* nothing was written: lines to write on */
    has(text, "____________________");
    has(text, "画画；带弟弟很耐心");
    lacks(text, "昨晚又没睡"); /* no content of a talk in any summary */
    lacks(text, "监护人");
    has(text, "第 1 页/共 1 页");
    xfree(text);
    /* The next one begins with these words, for this reader alone. */
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    struct str bytes = STR_INIT;
    assert_int_equal(print_job_log(d->store.reg, job, 1, &bytes, "file"), ERR_OK);
    int64_t first = job->head.id;
    record_free(&job->head);
    job = job_of(d, "summary", "class-teacher", d->wei, NONE);
    assert_true(job->head.id != first);
    assert_string_equal(job->watch, "连续两天不吃饭：当天告诉蓝老师。");
    job = print_job_choose(d->store.reg, job, print_profile_by_name("parent"));
    assert_null(job->watch);
    record_free(&job->head);
    const struct print_profile *p;
    for (size_t i = 0; (p = print_profile_at(i)) != NULL; i++) {
        text = paper(d, "summary", p->name, d->wei, NONE);
        lacks(text, "昨晚又没睡");
        lacks(text, "我怕我妈");
        has(text, "优势和支持");
        xfree(text);
    }
}

/* --- jobs --- */

static size_t waiting(struct desk *d)
{
    int64_t *ids;
    size_t n;
    assert_int_equal(print_waiting(d->store.reg, &ids, &n), ERR_OK);
    xfree(ids);
    return n;
}

static void jobs_wait(void **state)
{
    struct desk *d = *state;
    struct print_job *job = job_of(d, "summary", "meeting", d->wei, NONE);
    assert_int_equal(waiting(d), 0);
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    assert_string_equal(job->serial, "26-0001");
    assert_int_equal(waiting(d), 1);
    /* The same paper asked for again is the one that waits. */
    struct print_job *same = job_of(d, "summary", "meeting", d->wei, NONE);
    assert_true(same->head.id == job->head.id);
    record_free(&same->head);
    char *text = text_of(d, job);
    has(text, "印号 26-0001");
    xfree(text);
    store_again(&d->store);
    assert_int_equal(waiting(d), 1);
    struct str bytes = STR_INIT;
    assert_int_equal(print_job_log(d->store.reg, job, 2, &bytes, "laser"), ERR_OK);
    assert_int_equal(waiting(d), 0);
    int64_t *ids;
    size_t n;
    assert_int_equal(print_done(d->store.reg, 10, &ids, &n), ERR_OK);
    assert_int_equal(n, 1);
    xfree(ids);
    assert_int_equal(print_job_drop(d->store.reg, job), ERR_REFUSED);
    record_free(&job->head);
    job = job_of(d, "file", "full", d->wei, NONE);
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    assert_int_equal(waiting(d), 1);
    assert_int_equal(print_job_drop(d->store.reg, job), ERR_OK);
    assert_int_equal(waiting(d), 0);
    record_free(&job->head);
}

/* --- characters that cannot be written --- */

static void described(void **state)
{
    (void)state;
    struct str s = STR_INIT;
    document_describe_char(&s, 0x4dae);
    assert_string_equal(s.ptr, "〔U+4DAE yǎn〕");
    str_clear(&s);
    document_describe_char(&s, 0x2cc56);
    assert_string_equal(s.ptr, "〔U+2CC56 dí〕");
    str_release(&s);
    struct document doc;
    uint32_t *cps;
    document_init(&doc);
    document_add(&doc, BLOCK_TEXT, "陆䶮☑陆䶮");
    size_t n = document_lacking(&doc, &cps);
    assert_int_equal(n, 1);
    assert_int_equal(cps[0], 0x4dae);
    document_describe(&doc, cps, n);
    assert_non_null(strstr(doc.blocks[0].text, "陆〔U+4DAE yǎn〕"));
    assert_null(strstr(doc.blocks[0].text, "☑"));
    xfree(cps);
    document_release(&doc);
}

/* --- bytes of a dot-matrix printer, to the byte --- */

static void golden(const struct str *bytes, const char *name)
{
    char *path = str_format("tests/data/%s", name);
    struct str old = STR_INIT;
    if (getenv("UPDATE_SCREENS")) {
        assert_int_equal(file_replace(path, bytes->ptr, bytes->len), ERR_OK);
    }
    assert_int_equal(file_read(path, 1 << 20, &old), ERR_OK);
    if (old.len != bytes->len || memcmp(old.ptr, bytes->ptr, old.len) != 0) {
        fail_msg("%s differs: %zu bytes, were %zu", path, bytes->len, old.len);
    }
    str_release(&old);
    xfree(path);
}

static void dot_matrix(void **state)
{
    struct desk *d = *state;
    static const struct {
        const char *form, *profile, *sheet, *file;
    } papers[] = {
        {"summary", "class-teacher", "1", "summary-a4.prn"},
        {"talk", "full", "2", "talk-241.prn"},
        {"talk", "meeting", "3", "talk-241-half.prn"},
    };
    for (size_t i = 0; i < COUNT(papers); i++) {
        struct print_job *job = job_of(d, papers[i].form, papers[i].profile, d->wei,
                                       papers[i].form[0] == 't' ? d->talk : NONE);
        struct document doc;
        struct pages pages;
        struct str bytes = STR_INIT;
        int64_t damaged;
        assert_int_equal(print_document(d->store.reg, job, true, &doc, &damaged), ERR_OK);
        assert_int_equal(pages_lay_out(&doc, paper_of(papers[i].sheet), true, &pages), ERR_OK);
        assert_int_equal(pages_dot_matrix(&pages, &bytes), ERR_OK);
        assert_memory_equal(bytes.ptr, "\x1b@\x1b" "C", 4);
        assert_int_equal(bytes.ptr[4], pages.paper->form);
        assert_memory_equal(bytes.ptr + 5, "\x1c&", 2);
        assert_memory_equal(bytes.ptr + bytes.len - 3, "\f\x1c.", 3);
        /* As many lines as the form has, less those of the form feed. */
        size_t lines = 0;
        for (size_t k = 0; k < bytes.len; k++) {
            lines += bytes.ptr[k] == '\n';
        }
        assert_true(lines <= (size_t)pages.paper->form * pages.n);
        golden(&bytes, papers[i].file);
        str_release(&bytes);
        pages_release(&pages);
        document_release(&doc);
        record_free(&job->head);
    }
    struct document doc;
    struct pages pages;
    struct str bytes = STR_INIT;
    document_init(&doc);
    document_add(&doc, BLOCK_TEXT, "陆䶮");
    assert_int_equal(pages_lay_out(&doc, paper_of(NULL), true, &pages), ERR_OK);
    assert_int_equal(pages_dot_matrix(&pages, &bytes), ERR_ENCODING);
    str_release(&bytes);
    pages_release(&pages);
    document_release(&doc);
}

/* --- layout --- */

/* The lines of a page that have text, the foot's left out. */
static size_t written(const struct page *page, int lines)
{
    size_t n = 0;
    for (int y = 0; y < lines - 3; y++) {
        bool any = false;
        for (size_t i = 0; i < page->n; i++) {
            any = any || page->runs[i].line == y;
        }
        n += any;
    }
    return n;
}

static const char *at_line(const struct page *page, int line)
{
    for (size_t i = 0; i < page->n; i++) {
        if (page->runs[i].line == line) {
            return page->runs[i].text;
        }
    }
    return "";
}

static void lay(struct document *doc, struct pages *pages)
{
    assert_int_equal(pages_lay_out(doc, paper_of(NULL), false, pages), ERR_OK);
    for (size_t p = 0; p < pages->n; p++) {
        const struct page *page = &pages->at[p];
        for (size_t i = 0; i < page->n; i++) {
            const struct run *run = &page->runs[i];
            assert_true(run->line >= 0 && run->line < pages->lines);
            assert_true(run->cell >= 0 && run->cell + run->width <= PAGE_CELLS);
        }
        for (size_t i = 0; i < page->rule_count; i++) {
            assert_true(page->rules[i].y2 <= pages->lines - 3 && page->rules[i].x2 <= PAGE_CELLS);
        }
    }
}

static void page_counts(void **state)
{
    (void)state;
    for (int n = 1; n <= PAGE_MOST + 1; n += n < 4 ? 1 : n < 190 ? 31 : 1) {
        struct document doc;
        struct pages pages;
        document_init(&doc);
        for (int i = 0; i < n; i++) {
            document_add(&doc, BLOCK_TITLE, "一页");
        }
        if (n > PAGE_MOST) {
            assert_int_equal(pages_lay_out(&doc, paper_of(NULL), false, &pages), ERR_TOO_LARGE);
        } else {
            lay(&doc, &pages);
            assert_int_equal(pages.n, n);
            struct str text = STR_INIT;
            page_text(&text, &pages, (size_t)n - 1, "\n");
            char *count = str_format("第 %d 页/共 %d 页", n, n);
            has(text.ptr, count);
            xfree(count);
            str_release(&text);
            pages_release(&pages);
        }
        document_release(&doc);
    }
}

/* A table over three pages has its head on each; a heading is never the last line. */
static void tables_break(void **state)
{
    (void)state;
    for (int before = 0; before < 40; before++) {
        struct document doc;
        struct pages pages;
        document_init(&doc);
        for (int i = 0; i < before; i++) {
            document_add(&doc, BLOCK_TEXT, "行");
        }
        document_add(&doc, BLOCK_HEADING, "表的标题");
        struct block *table = document_add(&doc, BLOCK_TABLE, NULL);
        for (int r = 0; r < 90; r++) {
            struct doc_row *row = block_row(table);
            row_cell(row, r ? str_format("第%d", r) : xstrdup("表头"));
            row_cell(row, xstrdup(r % 7 ? "值" : "很长的值，一行放不下，所以要折成两行或者三行，"
                                                "这样才知道行会不会被切开，切开了就不好看"));
        }
        lay(&doc, &pages);
        size_t heads = 0;
        for (size_t p = 0; p < pages.n; p++) {
            for (size_t i = 0; i < pages.at[p].n; i++) {
                const struct run *run = &pages.at[p].runs[i];
                heads += strcmp(run->text, "表头") == 0;
                if (strcmp(run->text, "表的标题") == 0) {
                    assert_string_equal(at_line(&pages.at[p], run->line + 1), "表头");
                }
            }
        }
        assert_true(heads + 1 >= pages.n && heads >= 3);
        pages_release(&pages);
        document_release(&doc);
    }
}

/* A paragraph of so many lines behind so many others: how it lies, and the signatures. */
static void check_breaks(int before, int length)
{
    struct str words = STR_INIT;
    struct document doc;
    struct pages pages;
    for (int i = 0; i < 36 * (length - 1) + 5; i++) {
        str_add(&words, "字");
    }
    document_init(&doc);
    for (int i = 0; i < before; i++) {
        document_add(&doc, BLOCK_TEXT, "行");
    }
    document_add(&doc, BLOCK_TEXT, words.ptr);
    struct doc_row *row = block_row(document_add(&doc, BLOCK_SIGN, NULL));
    for (int i = 0; i < 6; i++) {
        row_cell(row, str_format("签名%d", i));
    }
    lay(&doc, &pages);
    for (size_t p = 0; p < pages.n; p++) {
        size_t lines = 0;
        size_t signs = 0;
        for (size_t i = 0; i < pages.at[p].n; i++) {
            const struct run *run = &pages.at[p].runs[i];
            lines += strncmp(run->text, "字字", 6) == 0;
            signs += strncmp(run->text, "签名", 6) == 0;
        }
        assert_true(lines != 1);
        assert_true(signs == 0 || signs == 6);
        assert_true(written(&pages.at[p], pages.lines) > 0);
    }
    pages_release(&pages);
    document_release(&doc);
    str_release(&words);
}

/* Neither the first nor the last line of a paragraph alone; signatures on one page. */
static void widows(void **state)
{
    (void)state;
    for (int length = 2; length < 7; length++) {
        for (int before = 0; before < 42; before++) {
            check_breaks(before, length);
        }
    }
}

/* A text longer than a page is split, and nothing of it is lost. */
static void long_cell(void **state)
{
    (void)state;
    struct document doc;
    struct pages pages;
    struct str words = STR_INIT;
    document_init(&doc);
    for (int i = 0; i < 3000; i++) {
        str_addf(&words, "%d、", i);
    }
    struct doc_row *row = block_row(document_add(&doc, BLOCK_PAIRS, NULL));
    row_cell(row, xstrdup("学生表述"));
    row_cell(row, xstrdup(words.ptr));
    lay(&doc, &pages);
    assert_true(pages.n > 3);
    struct str all = STR_INIT;
    for (size_t p = 0; p < pages.n; p++) {
        for (size_t i = 0; i < pages.at[p].n; i++) {
            const struct run *run = &pages.at[p].runs[i];
            if (run->cell > 5 && run->line < pages.lines - 3) {
                str_add(&all, run->text);
            }
        }
    }
    assert_string_equal(all.ptr, words.ptr);
    str_release(&all);
    str_release(&words);
    pages_release(&pages);
    document_release(&doc);
}

static void blank_forms(void **state)
{
    struct desk *d = *state;
    struct print_form form;
    for (size_t i = 1; print_form_at(i, &form); i++) {
        struct document doc;
        struct pages pages;
        print_blank(d->store.reg, &form, &doc);
        lay(&doc, &pages);
        struct str text = STR_INIT;
        page_text(&text, &pages, 0, "\n");
        has(text.ptr, trc("paper", form.label));
        lacks(text.ptr, "工作笔记");
        lacks(text.ptr, "蓝月华");
        str_release(&text);
        pages_release(&pages);
        document_release(&doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_by_profile, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(others_by_reference, setup, teardown),
        cmocka_unit_test_setup_teardown(names_in_text, setup, teardown),
        cmocka_unit_test_setup_teardown(references, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(never_named_as_told, setup, teardown),
        cmocka_unit_test_setup_teardown(refused, setup, teardown),
        cmocka_unit_test_setup_teardown(summary_words, setup, teardown),
        cmocka_unit_test_setup_teardown(jobs_wait, setup, teardown),
        cmocka_unit_test_setup_teardown(dot_matrix, setup, teardown),
        cmocka_unit_test_setup_teardown(blank_forms, setup, teardown),
        cmocka_unit_test(described),
        cmocka_unit_test(page_counts),
        cmocka_unit_test(tables_break),
        cmocka_unit_test(widows),
        cmocka_unit_test(long_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
