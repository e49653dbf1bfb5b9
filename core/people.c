// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster_priv.h"
#include "locale/catalog.h"

/* Asking the roster: core/roster.h. */

size_t roster_count(const struct roster *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->pupil_count; i++) {
        n += !r->pupils[i].struck;
    }
    return n;
}

size_t roster_at_school(const struct roster *r)
{
    return r->here_count;
}

const struct pupil_card *roster_pupil(const struct roster *r, int64_t id)
{
    return roster_slot(r, id);
}

const struct pupil_card *roster_pupil_at(const struct roster *r, size_t at)
{
    return at < r->pupil_count ? &r->pupils[at] : NULL;
}

const struct class_card *roster_class(const struct roster *r, int64_t id)
{
    for (size_t i = 0; i < r->class_count; i++) {
        if (r->classes[i].id == id) {
            return &r->classes[i];
        }
    }
    return NULL;
}

size_t roster_class_count(const struct roster *r)
{
    return r->class_count;
}

const struct class_card *roster_class_at(const struct roster *r, size_t at)
{
    return at < r->class_count ? &r->classes[at] : NULL;
}

const struct staff_card *roster_staff(const struct roster *r, int64_t id)
{
    for (size_t i = 0; i < r->staff_count; i++) {
        if (r->staff[i].id == id) {
            return &r->staff[i];
        }
    }
    return NULL;
}

size_t roster_staff_count(const struct roster *r)
{
    return r->staff_count;
}

int64_t roster_find_class(const struct roster *r, struct class_ref ref)
{
    for (size_t i = 0; i < r->class_count; i++) {
        const struct class_card *c = &r->classes[i];
        if (!c->struck && c->ref.stage == ref.stage && c->ref.entry == ref.entry &&
            c->ref.number == ref.number) {
            return c->id;
        }
    }
    return NONE;
}

size_t roster_post_count(const struct roster *r)
{
    return r->post_count;
}

const struct post_card *roster_post_at(const struct roster *r, size_t at)
{
    return at < r->post_count ? &r->posts[at] : NULL;
}

int64_t roster_class_teacher(const struct roster *r, int64_t class_id)
{
    for (size_t i = 0; i < r->post_count; i++) {
        if (r->posts[i].scope == '3' && r->posts[i].class_id == class_id) {
            return r->posts[i].holder;
        }
    }
    return NONE;
}

bool roster_is_blocked(const struct roster *r, int64_t pupil, const char *person)
{
    for (size_t i = 0; i < r->block_count; i++) {
        const struct block_card *b = &r->blocks[i];
        if (b->in_force && b->pupil == pupil && b->person && person &&
            strcmp(b->person, person) == 0) {
            return true;
        }
    }
    return false;
}

const struct block_card *roster_block(const struct roster *r, int64_t pupil, size_t n)
{
    for (size_t i = 0; i < r->block_count; i++) {
        if (r->blocks[i].in_force && r->blocks[i].pupil == pupil && n-- == 0) {
            return &r->blocks[i];
        }
    }
    return NULL;
}

const char *roster_name(const struct roster *r, int64_t id)
{
    const struct pupil_card *p = roster_slot(r, id);
    if (p && p->name) {
        return p->name;
    }
    const struct staff_card *s = roster_staff(r, id);
    return s ? s->name : "";
}

void roster_class_label(struct str *out, const struct roster *r, int64_t class_id, int64_t day)
{
    const struct class_card *c = roster_class(r, class_id);
    if (c) {
        class_format(out, r->cal, c->ref.stage, c->ref.entry, c->ref.number, day);
    }
}

/* Row `row` of a pupil's guardians: 妈妈 黄玉兰. */
static void guardian_words(struct str *out, struct reg *reg, int64_t pupil, int64_t row)
{
    struct record *rec;
    if (store_load_kind(reg, &kind_pupil, pupil, &rec) != ERR_OK) {
        return;
    }
    const struct rows *rows = record_rows(rec, kind_part(&kind_pupil, "guardians"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct pupil_guardian *g = rows->at[i];
        if (g->head.row == row) {
            const struct code *kin = g->kin ? codes_find(&codes_kin, g->kin) : NULL;
            str_addf(out, "%s%s%s", kin ? tr(kin->label) : "", kin && g->name ? " " : "",
                     g->name ? g->name : "");
        }
    }
    record_free(rec);
}

void roster_person_words(struct str *out, struct reg *reg, const char *person)
{
    char *end;
    int64_t id = strtoll(person + 1, &end, 10);
    switch (person[0]) {
    case 'T':
        str_add(out, person + 1);
        break;
    case 'G':
        guardian_words(out, reg, id, *end == '.' ? strtoll(end + 1, NULL, 10) : 0);
        break;
    default:
        str_add(out, roster_name(reg->roster, id));
        break;
    }
}
