// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/reg.h"
#include "core/roster.h"

/*
 * Whose row it is (domain.md 9.2): the student number, the identity number,
 * else name with date of birth and class.  What does not fit together asks a
 * person; nothing is guessed.
 */

/* --- the index --- */

static size_t hash(const char *key)
{
    uint64_t h = 1469598103934665603u;
    for (; *key; key++) {
        h = (h ^ (unsigned char)*key) * 1099511628211u;
    }
    return (size_t)(h ^ (h >> 32));
}

static void put(struct text_index *ix, char *key, int64_t value)
{
    size_t s = hash(key) & (ix->cap - 1);
    while (ix->slots[s].key) {
        s = (s + 1) & (ix->cap - 1);
    }
    ix->slots[s] = (struct text_slot){key, value};
}

void text_index_add(struct text_index *ix, const char *key, int64_t value)
{
    if (2 * (ix->n + 1) > ix->cap) {
        struct text_index bigger = {.cap = ix->cap ? 2 * ix->cap : 256};
        bigger.slots = xcalloc(bigger.cap, sizeof *bigger.slots);
        bigger.n = ix->n;
        for (size_t i = 0; i < ix->cap; i++) {
            if (ix->slots[i].key) {
                put(&bigger, ix->slots[i].key, ix->slots[i].value);
            }
        }
        xfree(ix->slots);
        *ix = bigger;
    }
    put(ix, xstrdup(key), value);
    ix->n++;
}

bool text_index_next(const struct text_index *ix, const char *key, size_t *cursor, int64_t *value)
{
    if (!ix->cap) {
        return false;
    }
    size_t s = *cursor ? *cursor & (ix->cap - 1) : hash(key) & (ix->cap - 1);
    for (; ix->slots[s].key; s = (s + 1) & (ix->cap - 1)) {
        if (strcmp(ix->slots[s].key, key) == 0) {
            *value = ix->slots[s].value;
            /* Kept above 0, which means the beginning. */
            *cursor = ((s + 1) & (ix->cap - 1)) + ix->cap;
            return true;
        }
    }
    *cursor = 0;
    return false;
}

void text_index_release(struct text_index *ix)
{
    for (size_t i = 0; i < ix->cap; i++) {
        xwipe_str(ix->slots[i].key);
    }
    xfree(ix->slots);
    *ix = (struct text_index){NULL, 0, 0};
}

void import_index_pupils(struct import_job *imp)
{
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(imp->reg->roster, i)) != NULL; i++) {
        if (p->struck) {
            continue;
        }
        text_index_add(&imp->by_name, p->name, p->id);
        if (p->student_no) {
            text_index_add(&imp->by_student_no, p->student_no, p->id);
        }
        if (p->id_no) {
            text_index_add(&imp->by_id_no, p->id_no, p->id);
        }
    }
}

/* --- one row --- */

static int64_t only_one(const struct text_index *ix, const char *key)
{
    size_t cursor = 0;
    int64_t id = NONE;
    if (key && text_index_next(ix, key, &cursor, &id)) {
        return id;
    }
    return NONE;
}

/* Who a pupil is, for a person who must choose: 李明 八(1) 2012-03-05. */
static void add_candidate(struct import_job *imp, struct str *out, int64_t id)
{
    const struct pupil_card *p = roster_pupil(imp->reg->roster, id);
    char date[DATE_TEXT];
    if (!p) {
        return;
    }
    str_addf(out, "%s%s ", out->len ? "; " : "", p->name);
    roster_class_label(out, imp->reg->roster, p->class_id, imp->today);
    str_addf(out, " %s [%lld]", date_format(p->born, date), (long long)p->id);
}

static void ask(struct import_job *imp, struct import_line *row, const char *msgid, int64_t a,
                int64_t b)
{
    struct str words = STR_INIT;
    add_candidate(imp, &words, a);
    if (b != NONE && b != a) {
        add_candidate(imp, &words, b);
    }
    row->pupil = a;
    import_reject(row, IMPORT_ASK, msgid, words.ptr);
    str_wipe(&words);
}

static bool differ(const char *a, const char *b)
{
    return a && b && strcmp(a, b) != 0;
}

static bool dates_differ(int64_t a, int64_t b)
{
    return a != NONE && b != NONE && a != b;
}

enum number_change { NUMBER_SAME, NUMBER_NEWER, NUMBER_OLDER, NUMBER_OTHER };

/* What a row's student number is beside the stored one: every spring L turns into G. */
static enum number_change compare_numbers(const char *given, const char *stored)
{
    if (!differ(given, stored)) {
        return NUMBER_SAME;
    }
    bool given_formal = given[0] == 'G';
    bool stored_formal = stored[0] == 'G';
    return given_formal == stored_formal ? NUMBER_OTHER
           : given_formal               ? NUMBER_NEWER
                                        : NUMBER_OLDER;
}

/* The formal number never turns back into a temporary one. */
static void keep_newer_number(struct import_job *imp, struct import_line *row,
                              const struct pupil_card *card)
{
    struct pupil *p = (struct pupil *)row->rec;
    if (compare_numbers(p->student_no, card->student_no) == NUMBER_OLDER) {
        import_note(imp, row, NULL, N_("The older student number of this pupil; the newer stays"));
        field_set_text(p, spec_field(&kind_pupil.spec, "student_no"), NULL);
    }
}

/* By a number: NULL if all fits, else why a person must look. */
static const char *doubt_number(const struct import_line *row, const struct pupil_card *card)
{
    const struct pupil *p = (const struct pupil *)row->rec;
    if (differ(p->name, card->name) && dates_differ(p->born, card->born)) {
        return N_("The number is that of a pupil with another name and date of birth");
    }
    if (compare_numbers(p->student_no, card->student_no) != NUMBER_OTHER) {
        return NULL;
    }
    return N_("The identity number is that of a pupil with another student number");
}

/* Whether the stored pupil's class is the row's. */
static bool same_class(const struct import_line *row, const struct pupil_card *card)
{
    return row->class_id != NONE && row->class_id == card->class_id;
}

enum likeness { UNLIKE, PERHAPS, ALIKE };

/* How far a pupil of the same name is the row's. */
static enum likeness compare_card(const struct import_line *row, const struct pupil_card *card)
{
    const struct pupil *p = (const struct pupil *)row->rec;
    bool letter_only = p->student_no && card->student_no &&
                       strcmp(p->student_no + 1, card->student_no + 1) == 0;
    bool numbers_differ = (differ(p->student_no, card->student_no) && !letter_only) ||
                          differ(p->id_no, card->id_no);
    bool born_known = p->born != NONE && card->born != NONE;
    if (born_known && p->born != card->born) {
        return UNLIKE;
    }
    if (numbers_differ) {
        return born_known ? PERHAPS : UNLIKE;
    }
    return letter_only || same_class(row, card) ? ALIKE : PERHAPS;
}

static void match_by_name(struct import_job *imp, struct import_line *row)
{
    const struct pupil *p = (const struct pupil *)row->rec;
    int64_t alike = NONE;
    int64_t perhaps = NONE;
    int64_t other = NONE;
    size_t n_alike = 0;
    size_t cursor = 0;
    int64_t id;
    while (text_index_next(&imp->by_name, p->name, &cursor, &id)) {
        enum likeness how = compare_card(row, roster_pupil(imp->reg->roster, id));
        if (how == ALIKE) {
            n_alike++;
            other = alike;
            alike = id;
        } else if (how == PERHAPS) {
            other = perhaps != NONE ? perhaps : other;
            perhaps = id;
        }
    }
    if (n_alike == 1) {
        row->pupil = alike;
        keep_newer_number(imp, row, roster_pupil(imp->reg->roster, alike));
    } else if (n_alike > 1) {
        ask(imp, row, N_("Several pupils of this name are in this class"), alike, other);
    } else if (perhaps != NONE) {
        ask(imp, row, N_("A pupil of this name is here already and may be the same"), perhaps,
            other);
    }
}

void import_match_row(struct import_job *imp, struct import_line *row)
{
    const struct pupil *p = (const struct pupil *)row->rec;
    int64_t by_student = only_one(&imp->by_student_no, p->student_no);
    int64_t by_id = only_one(&imp->by_id_no, p->id_no ? p->id_no : row->whole);
    if (by_student != NONE && by_id != NONE && by_student != by_id) {
        ask(imp, row, N_("The student number is one pupil's and the identity number another's"),
            by_student, by_id);
        return;
    }
    int64_t found = by_student != NONE ? by_student : by_id;
    if (found != NONE) {
        const struct pupil_card *card = roster_pupil(imp->reg->roster, found);
        const char *doubt = doubt_number(row, card);
        if (doubt) {
            ask(imp, row, doubt, found, NONE);
        } else {
            row->pupil = found;
            keep_newer_number(imp, row, card);
        }
    } else if (p->name) {
        match_by_name(imp, row);
    } else {
        import_reject(row, IMPORT_BAD, N_("There is no name, and no number that is known"), NULL);
    }
}

/* --- rows against each other --- */

static int compare_matches(const void *a, const void *b)
{
    const struct import_match *x = a;
    const struct import_match *y = b;
    if (x->pupil != y->pupil) {
        return x->pupil < y->pupil ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

static void reject_double(struct import_line *row, const struct import_line *first)
{
    char *line = str_format("%zu", first->line);
    import_reject(row, IMPORT_BAD, N_("This is the pupil of an earlier line of the file"), line);
    xfree(line);
}

/* A key of a new pupil that no other line may have; returns the line that has it. */
static const struct import_line *claim(struct import_job *imp, struct text_index *seen,
                                      const char *key, size_t row)
{
    size_t cursor = 0;
    int64_t first;
    if (text_index_next(seen, key, &cursor, &first)) {
        return &imp->rows[first];
    }
    text_index_add(seen, key, (int64_t)row);
    return NULL;
}

/* New pupils by number, and by name, birth and class where there is no number. */
static void reject_new_doubles(struct import_job *imp)
{
    struct text_index seen = {NULL, 0, 0};
    for (size_t i = 0; i < imp->row_count; i++) {
        struct import_line *row = &imp->rows[i];
        if (row->state != IMPORT_WAITING || row->pupil != NONE) {
            continue;
        }
        const struct pupil *p = (const struct pupil *)row->rec;
        const struct import_line *first = NULL;
        if (p->student_no) {
            first = claim(imp, &seen, p->student_no, i);
        }
        if (!first && p->id_no) {
            first = claim(imp, &seen, p->id_no, i);
        }
        if (!first && !p->student_no && !p->id_no) {
            char *key = str_format("%s\n%lld\n%lld\n%zu", p->name, (long long)p->born,
                                   (long long)row->class_id, row->new_class);
            first = claim(imp, &seen, key, i);
            xfree(key);
        }
        if (first) {
            reject_double(row, first);
        } else {
            row->state = IMPORT_NEW;
        }
    }
    text_index_release(&seen);
}

void import_sort_matches(struct import_job *imp)
{
    imp->matches = xcalloc(imp->row_count, sizeof *imp->matches);
    for (size_t i = 0; i < imp->row_count; i++) {
        const struct import_line *row = &imp->rows[i];
        if (row->pupil != NONE && row->state == IMPORT_WAITING) {
            imp->matches[imp->match_count++] = (struct import_match){row->pupil, i};
        }
    }
    if (imp->match_count) {
        qsort(imp->matches, imp->match_count, sizeof *imp->matches, compare_matches);
    }
    size_t kept = 0;
    for (size_t i = 0; i < imp->match_count; i++) {
        struct import_match m = imp->matches[i];
        if (kept && imp->matches[kept - 1].pupil == m.pupil) {
            reject_double(&imp->rows[m.row], &imp->rows[imp->matches[kept - 1].row]);
        } else {
            imp->matches[kept++] = m;
        }
    }
    imp->match_count = kept;
    reject_new_doubles(imp);
}

bool import_is_claimed(const struct import_job *imp, int64_t pupil,
                       const struct import_line *except)
{
    for (size_t i = 0; i < imp->row_count; i++) {
        const struct import_line *row = &imp->rows[i];
        if (row != except && row->pupil == pupil &&
            (row->state == IMPORT_CHANGED || row->state == IMPORT_SAME)) {
            return true;
        }
    }
    return false;
}
