// SPDX-License-Identifier: MIT
#include "core/roster.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster_priv.h"
#include "core/verify.h"
#include "locale/pinyin.h"

struct roster *roster_new(const struct calendar *cal)
{
    struct roster *r = xcalloc(1, sizeof *r);
    r->cal = cal;
    return r;
}

static void free_pupil(struct pupil_card *p)
{
    if (p->name) {
        xwipe(p->name, (size_t)(p->sort - p->name) + p->sort_len);
    }
}

void roster_free(struct roster *r)
{
    if (!r) {
        return;
    }
    for (size_t i = 0; i < r->pupil_count; i++) {
        free_pupil(&r->pupils[i]);
    }
    for (size_t i = 0; i < r->staff_count; i++) {
        xwipe_str(r->staff[i].name);
        xwipe(r->staff[i].key, r->staff[i].key_len);
    }
    for (size_t i = 0; i < r->post_count; i++) {
        xfree(r->posts[i].title);
    }
    for (size_t i = 0; i < r->block_count; i++) {
        xwipe_str(r->blocks[i].person);
    }
    xfree(r->pupils);
    xfree(r->classes);
    xfree(r->staff);
    xfree(r->posts);
    xfree(r->blocks);
    xfree(r->slots);
    xfree(r->letters);
    xfree(r);
}

/* --- positions by id --- */

static size_t slot_of(const struct roster *r, int64_t id)
{
    uint64_t h = (uint64_t)id * 0x9e3779b97f4a7c15u;
    return (size_t)(h >> 20) & (r->slot_count - 1);
}

static void index_pupil(struct roster *r, size_t at)
{
    size_t s = slot_of(r, r->pupils[at].id);
    while (r->slots[s]) {
        s = (s + 1) & (r->slot_count - 1);
    }
    r->slots[s] = (uint32_t)at + 1;
}

static void index_all(struct roster *r)
{
    size_t want = 64;
    while (want < 2 * r->pupil_count + 2) {
        want *= 2;
    }
    xfree(r->slots);
    r->slots = xcalloc(want, sizeof *r->slots);
    r->slot_count = want;
    for (size_t i = 0; i < r->pupil_count; i++) {
        index_pupil(r, i);
    }
}

struct pupil_card *roster_slot(const struct roster *r, int64_t id)
{
    if (!r->slot_count) {
        return NULL;
    }
    for (size_t s = slot_of(r, id); r->slots[s]; s = (s + 1) & (r->slot_count - 1)) {
        struct pupil_card *p = &r->pupils[r->slots[s] - 1];
        if (p->id == id) {
            return p;
        }
    }
    return NULL;
}

/* The card of a pupil, made when an act about it comes before it. */
static struct pupil_card *pupil_card(struct roster *r, int64_t id)
{
    struct pupil_card *p = roster_slot(r, id);
    if (p) {
        return p;
    }
    r->pupils = mem_grow(r->pupils, r->pupil_count, &r->pupil_cap, sizeof *r->pupils);
    r->pupils[r->pupil_count] = (struct pupil_card){
        .id = id, .struck = true, .born = NONE, .class_id = NONE};
    r->pupil_count++;
    if (2 * r->pupil_count >= r->slot_count) {
        index_all(r);
    } else {
        index_pupil(r, r->pupil_count - 1);
    }
    r->dirty = true;
    return &r->pupils[r->pupil_count - 1];
}

/* --- learning --- */

/* Add a text and its end; where it begins, SIZE_MAX for NULL. */
static size_t add_text(struct str *texts, const char *text)
{
    size_t at = texts->len;
    if (text) {
        str_addn(texts, text, strlen(text) + 1);
    }
    return text ? at : SIZE_MAX;
}

/* Thousands of cards stay in memory: the texts of one are one block of their size. */
static void learn_pupil(struct roster *r, const struct pupil *rec)
{
    struct pupil_card *p = pupil_card(r, rec->head.id);
    struct str texts = STR_INIT;
    const char *const from[] = {rec->name ? rec->name : "", rec->pinyin, rec->student_no,
                                rec->id_no, rec->seat};
    const char **const to[] = {&p->pinyin, &p->student_no, &p->id_no, &p->seat};
    size_t at[COUNT(from)];
    free_pupil(p);
    for (size_t i = 0; i < COUNT(from); i++) {
        at[i] = add_text(&texts, from[i]);
    }
    size_t key = texts.len;
    pinyin_key(&texts, from[0], rec->pinyin);
    size_t sort = texts.len;
    pinyin_sort_key(&texts, from[0], rec->pinyin);
    p->name = xmemdupz(texts.ptr, texts.len);
    for (size_t i = 0; i < COUNT(to); i++) {
        *to[i] = at[i + 1] == SIZE_MAX ? NULL : p->name + at[i + 1];
    }
    p->key = p->name + key;
    p->key_len = (uint32_t)(sort - key);
    p->sort = p->name + sort;
    p->sort_len = (uint32_t)(texts.len - sort);
    p->sex = rec->sex ? rec->sex[0] : '\0';
    p->born = rec->born;
    p->struck = rec->head.state == RECORD_STRUCK;
    str_wipe(&texts);
    r->dirty = true;
}

static void learn_class(struct roster *r, const struct class *rec)
{
    struct class_card *c = NULL;
    for (size_t i = 0; i < r->class_count && !c; i++) {
        c = r->classes[i].id == rec->head.id ? &r->classes[i] : NULL;
    }
    if (!c) {
        r->classes = mem_grow(r->classes, r->class_count, &r->class_cap, sizeof *r->classes);
        c = &r->classes[r->class_count++];
    }
    *c = (struct class_card){
        .id = rec->head.id,
        .ref = {rec->stage ? (enum stage)(rec->stage[0] - '0') : STAGE_NONE, (int)rec->entry,
                (int)rec->number},
        .struck = rec->head.state == RECORD_STRUCK};
    r->dirty = true;
}

static void learn_staff(struct roster *r, const struct staff *rec)
{
    struct staff_card *c = NULL;
    for (size_t i = 0; i < r->staff_count && !c; i++) {
        c = r->staff[i].id == rec->head.id ? &r->staff[i] : NULL;
    }
    if (c) {
        xwipe_str(c->name);
        xwipe(c->key, c->key_len);
    } else {
        r->staff = mem_grow(r->staff, r->staff_count, &r->staff_cap, sizeof *r->staff);
        c = &r->staff[r->staff_count++];
    }
    struct str key = STR_INIT;
    pinyin_key(&key, rec->name ? rec->name : "", rec->pinyin);
    size_t key_len = key.len;
    *c = (struct staff_card){.id = rec->head.id,
                             .name = xstrdup(rec->name ? rec->name : ""),
                             .role = rec->role ? rec->role[0] : '\0',
                             .gone = rec->head.state == RECORD_STRUCK || rec->left_on != NONE,
                             .key = str_steal(&key),
                             .key_len = key_len};
    r->dirty = true;
}

static struct post_card *post_card(struct roster *r, int64_t id)
{
    for (size_t i = 0; i < r->post_count; i++) {
        if (r->posts[i].id == id) {
            return &r->posts[i];
        }
    }
    r->posts = mem_grow(r->posts, r->post_count, &r->post_cap, sizeof *r->posts);
    r->posts[r->post_count] = (struct post_card){.id = id, .class_id = NONE, .holder = NONE};
    return &r->posts[r->post_count++];
}

static void learn_post(struct roster *r, const struct post *rec)
{
    struct post_card *p = post_card(r, rec->head.id);
    xfree(p->title);
    p->title = xstrdup(rec->title ? rec->title : "");
    p->scope = rec->scope ? rec->scope[0] : '\0';
    p->class_id = rec->head.state == RECORD_STRUCK ? NONE : rec->class_;
}

static struct block_card *block_card(struct roster *r, int64_t id)
{
    for (size_t i = 0; i < r->block_count; i++) {
        if (r->blocks[i].id == id) {
            return &r->blocks[i];
        }
    }
    r->blocks = mem_grow(r->blocks, r->block_count, &r->block_cap, sizeof *r->blocks);
    r->blocks[r->block_count] = (struct block_card){.id = id, .pupil = NONE};
    return &r->blocks[r->block_count++];
}

static void learn_blocked(struct roster *r, const struct blocked *rec)
{
    struct block_card *b = block_card(r, rec->head.id);
    xwipe_str(b->person);
    b->person = xstrdup(rec->person);
    b->pupil = rec->head.state == RECORD_STRUCK ? NONE : rec->pupil;
}

static void learn_act(struct roster *r, const struct act *act)
{
    if (act->next != NONE || !act->machine) {
        return;
    }
    const char *to = act->to_state ? act->to_state : "";
    if (strcmp(act->machine, "enrolment") == 0) {
        struct pupil_card *p = pupil_card(r, act->subject);
        size_t n = strlen(to) < sizeof p->state - 1 ? strlen(to) : sizeof p->state - 1;
        memcpy(p->state, to, n);
        p->state[n] = '\0';
    } else if (strcmp(act->machine, "placement") == 0) {
        pupil_card(r, act->subject)->class_id = to[0] ? strtoll(to, NULL, 10) : NONE;
    } else if (strcmp(act->machine, "holder") == 0) {
        post_card(r, act->subject)->holder = to[0] ? strtoll(to, NULL, 10) : NONE;
    } else if (strcmp(act->machine, "no_tell") == 0) {
        block_card(r, act->subject)->in_force = strcmp(to, "blocked") == 0;
    }
    r->dirty = true;
}

void roster_learn(struct roster *r, const struct record *rec)
{
    if (rec->kind == &kind_pupil) {
        learn_pupil(r, (const struct pupil *)rec);
    } else if (rec->kind == &kind_act) {
        learn_act(r, (const struct act *)rec);
    } else if (rec->kind == &kind_class) {
        learn_class(r, (const struct class *)rec);
    } else if (rec->kind == &kind_staff) {
        learn_staff(r, (const struct staff *)rec);
    } else if (rec->kind == &kind_post) {
        learn_post(r, (const struct post *)rec);
    } else if (rec->kind == &kind_blocked) {
        learn_blocked(r, (const struct blocked *)rec);
    }
}

static int compare_keys(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len;
    int c = n ? memcmp(a, b, n) : 0;
    return c ? c : (a_len > b_len) - (a_len < b_len);
}

static int compare_pupils(const void *a, const void *b)
{
    const struct pupil_card *x = a;
    const struct pupil_card *y = b;
    int c = compare_keys(x->sort, x->sort_len, y->sort, y->sort_len);
    return c ? c : (x->id > y->id) - (x->id < y->id);
}

static int compare_classes(const void *a, const void *b)
{
    const struct class_card *x = a;
    const struct class_card *y = b;
    if (x->ref.stage != y->ref.stage) {
        return x->ref.stage < y->ref.stage ? -1 : 1;
    }
    if (x->ref.entry != y->ref.entry) {
        return x->ref.entry > y->ref.entry ? -1 : 1; /* the younger grade first */
    }
    return (x->ref.number > y->ref.number) - (x->ref.number < y->ref.number);
}

static size_t class_position(const struct roster *r, int64_t class_id)
{
    size_t c = 0;
    while (c < r->class_count && r->classes[c].id != class_id) {
        c++;
    }
    return c;
}

void roster_settle(struct roster *r)
{
    if (!r->dirty) {
        return;
    }
    if (r->pupil_count) {
        qsort(r->pupils, r->pupil_count, sizeof *r->pupils, compare_pupils);
    }
    if (r->class_count) {
        qsort(r->classes, r->class_count, sizeof *r->classes, compare_classes);
    }
    index_all(r);
    r->letters = xreallocarray(r->letters, r->pupil_count, sizeof *r->letters);
    r->here_count = 0;
    /* Namesakes stand near each other: same sort key, then same name. */
    for (size_t i = 0; i < r->pupil_count; i++) {
        struct pupil_card *p = &r->pupils[i];
        p->here = !p->struck && strcmp(p->state, "at_school") == 0;
        p->namesake = false;
        r->letters[i] = pinyin_letters(p->key, p->key_len);
        p->class_at = (uint32_t)class_position(r, p->class_id);
        r->here_count += p->here;
    }
    for (size_t i = 0; i < r->pupil_count; i++) {
        struct pupil_card *a = &r->pupils[i];
        for (size_t k = i + 1; a->here && k < r->pupil_count; k++) {
            struct pupil_card *b = &r->pupils[k];
            if (compare_keys(a->sort, a->sort_len, b->sort, b->sort_len) != 0) {
                break;
            }
            if (b->here && strcmp(a->name, b->name) == 0) {
                a->namesake = true;
                b->namesake = true;
            }
        }
    }
    r->dirty = false;
}

enum err roster_load(struct reg *reg)
{
    static const struct kind *const people[] = {&kind_class, &kind_staff, &kind_post, &kind_pupil,
                                                &kind_blocked, &kind_act};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct scan *scan = scan_open(reg, people[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            roster_learn(reg->roster, rec);
            record_free(rec);
        }
        enum err e = verify_past(reg, people[i]->spec.name, NONE, scan_close(scan, NULL));
        if (e != ERR_OK && e != ERR_DAMAGED) {
            return e;
        }
    }
    roster_settle(reg->roster);
    return ERR_OK;
}
