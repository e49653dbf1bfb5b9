// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/roster_priv.h"
#include "locale/pinyin.h"

/* Finding people by what was typed: core/roster.h. */

struct query {
    char *text;  /* squeezed; ASCII in lower case */
    bool is_han; /* holds a character beyond ASCII: compared as it is */
    int grade;   /* 703: grade 7 class 3; 0 none */
    int number;
    const char *rest;   /* behind the class digits */
    uint64_t needs;     /* pinyin_needs() of it; 0 when it holds a Chinese character */
    const char *digits; /* a number to look for in seats and student numbers; NULL */
};

static struct query read_query(const char *typed)
{
    struct query q = {0};
    struct str s = STR_INIT;
    utf8_squeeze(&s, typed, strlen(typed));
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') {
            s.ptr[i] = (char)(s.ptr[i] - 'A' + 'a');
        }
        q.is_han = q.is_han || (unsigned char)s.ptr[i] >= 0x80;
    }
    q.text = str_steal(&s);
    q.rest = q.text;
    size_t digits = strspn(q.text, "0123456789");
    if (digits == 3 || digits == 4) {
        long value = strtol(q.text, NULL, 10);
        q.grade = (int)(value / 100);
        q.number = (int)(value % 100);
        q.rest = q.text + digits;
    }
    q.digits = digits && !q.text[digits] ? q.text : NULL;
    q.needs = q.is_han ? 0 : pinyin_needs(q.rest);
    /* A student number begins with a letter and goes on in digits. */
    if (!q.digits && strlen(q.text) > 4 &&
        strspn(q.text + 1, "0123456789x") == strlen(q.text + 1)) {
        q.digits = q.text;
    }
    return q;
}

static bool holds_number(const char *number, const char *digits)
{
    if (!number) {
        return false;
    }
    size_t n = strlen(digits);
    for (const char *p = number; strlen(p) >= n; p++) {
        size_t i = 0;
        while (i < n && (p[i] == digits[i] ||
                         (p[i] >= 'A' && p[i] <= 'Z' && p[i] - 'A' + 'a' == digits[i]))) {
            i++;
        }
        if (i == n) {
            return true;
        }
    }
    return false;
}

/* Rank of a name for the text behind class digits: 0 no match. */
static int rank_name(const struct query *q, const char *name, const char *key, size_t key_len,
                     const char *text)
{
    if (!text[0]) {
        return 1;
    }
    if (q->is_han) {
        const char *at = strstr(name, text);
        return !at ? 0 : strcmp(name, text) == 0 ? 4 : at == name ? 3 : 2;
    }
    return pinyin_match(key, key_len, text);
}

struct hit {
    int64_t id;
    int64_t order; /* smaller is better */
};

static int compare_hits(const void *a, const void *b)
{
    const struct hit *x = a;
    const struct hit *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static int rank_pupil(const struct roster *r, const struct query *q, size_t at,
                      const int *class_match)
{
    int rank = 0;
    bool may_match = !(q->needs & ~r->letters[at]);
    if (!may_match && !q->digits) {
        return 0;
    }
    const struct pupil_card *p = &r->pupils[at];
    if (may_match && q->grade && p->class_at < r->class_count && class_match[p->class_at]) {
        rank = rank_name(q, p->name, p->key, p->key_len, q->rest);
    }
    if (!rank && q->digits) {
        bool long_enough = strlen(q->digits) >= 4;
        rank = p->seat && strcmp(p->seat, q->digits) == 0 ? 2
               : long_enough &&
                       (holds_number(p->student_no, q->digits) || holds_number(p->id_no, q->digits))
                   ? 3
                   : 0;
    }
    if (may_match && !rank && !q->digits && q->rest == q->text) {
        rank = rank_name(q, p->name, p->key, p->key_len, q->text);
    }
    return rank;
}

/*
 * Hits in order without comparing them: pupils stand in the order of names, so
 * counting per place (at school first, then rank, then class) is enough.
 */
struct sorter {
    size_t *begins; /* per place: hits before it */
    size_t places, classes;
};

enum { RANKS = 8 };

static size_t place_of(const struct sorter *s, const struct pupil_card *p, int rank)
{
    size_t class_at = s->classes > 1 ? p->class_at : 0;
    size_t before = p->here ? 0 : RANKS;
    return (before + (size_t)(RANKS - 1 - rank)) * s->classes + class_at;
}

static bool is_asked_for(const struct pupil_card *p, const struct find_how *how)
{
    return !p->struck && (how->class_id == NONE || p->class_id == how->class_id) &&
           (!how->at_school_only || p->here);
}

size_t roster_find(const struct roster *r, const char *typed, const struct find_how *how,
                   int64_t **ids)
{
    struct query q = read_query(typed);
    int *class_match = xcalloc(r->class_count, sizeof *class_match);
    uint32_t *places = xcalloc(r->pupil_count, sizeof *places); /* + 1; 0 no match */
    int64_t today = clock_today();
    for (size_t c = 0; q.grade && c < r->class_count; c++) {
        const struct class_ref *ref = &r->classes[c].ref;
        class_match[c] = ref->number == q.number &&
                         calendar_grade(r->cal, ref->stage, ref->entry, today) == q.grade;
    }
    bool by_class = !q.text[0] || q.grade;
    struct sorter s = {.classes = by_class ? r->class_count + 1 : 1};
    s.places = 2 * RANKS * s.classes;
    s.begins = xcalloc(s.places + 1, sizeof *s.begins);
    size_t n = 0;
    for (size_t i = 0; i < r->pupil_count; i++) {
        int rank = q.text[0] ? rank_pupil(r, &q, i, class_match) : 1;
        const struct pupil_card *p = &r->pupils[i];
        if (rank && is_asked_for(p, how)) {
            places[i] = (uint32_t)place_of(&s, p, rank) + 1;
            s.begins[places[i]]++;
            n++;
        }
    }
    for (size_t k = 0; k < s.places; k++) {
        s.begins[k + 1] += s.begins[k];
    }
    *ids = xcalloc(n, sizeof **ids);
    for (size_t i = 0; i < r->pupil_count; i++) {
        if (places[i]) {
            (*ids)[s.begins[places[i] - 1]++] = r->pupils[i].id;
        }
    }
    xfree(s.begins);
    xfree(places);
    xfree(class_match);
    xwipe_str(q.text);
    return how->limit && n > how->limit ? how->limit : n;
}

size_t roster_find_staff_like(const struct roster *r, const char *typed, int64_t **ids)
{
    struct query q = read_query(typed);
    struct hit *hits = xcalloc(r->staff_count, sizeof *hits);
    size_t n = 0;
    for (size_t i = 0; i < r->staff_count; i++) {
        const struct staff_card *s = &r->staff[i];
        int rank = s->gone ? 0 : rank_name(&q, s->name, s->key, s->key_len, q.text);
        if (rank) {
            hits[n++] = (struct hit){s->id, (int64_t)(8 - rank) * (1 << 24) + (int64_t)i};
        }
    }
    if (n) {
        qsort(hits, n, sizeof *hits, compare_hits);
    }
    *ids = xcalloc(n, sizeof **ids);
    for (size_t i = 0; i < n; i++) {
        (*ids)[i] = hits[i].id;
    }
    xfree(hits);
    xwipe_str(q.text);
    return n;
}

int64_t roster_by_student_no(const struct roster *r, const char *number)
{
    for (size_t i = 0; i < r->pupil_count; i++) {
        const struct pupil_card *p = &r->pupils[i];
        if (!p->struck && p->student_no && strcmp(p->student_no, number) == 0) {
            return p->id;
        }
    }
    return NONE;
}
