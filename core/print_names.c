// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"

/*
 * Names on paper.  Running text is compared with the names of the school: whole
 * names of all pupils and staff, and the given names (of two characters) of the
 * pupil's own class.  It is never sure whom a text means, so what is found is
 * marked and a person decides.
 *
 * @ and a name is a reference: whoever wrote it said that another pupil is meant.
 * It is stored as it is read, "@" and the name, so that it survives exports,
 * searches and this program; on paper it is covered without asking.
 */

static int by_name(const void *a, const void *b)
{
    const struct name_entry *x = a;
    const struct name_entry *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int order = memcmp(x->name, y->name, n);
    return order          ? order
           : x->len != y->len ? (x->len < y->len ? -1 : 1)
           : x->id < y->id    ? -1
                              : x->id > y->id;
}

static void add(struct name_index *index, const char *name, int64_t id, bool is_staff)
{
    size_t len = strlen(name);
    const char *p = name;
    if (!len || utf8_count(name) < 2) {
        return;
    }
    uint32_t first = utf8_next(&p) & 0xffff;
    index->first[first / 64] |= (uint64_t)1 << (first % 64);
    index->at = mem_grow(index->at, index->n, &index->cap, sizeof *index->at);
    index->at[index->n++] = (struct name_entry){name, len, id, is_staff};
}

static void add_pupils(struct print_build *b)
{
    const struct roster *r = b->reg->roster;
    const struct pupil_card *own = roster_pupil(r, b->pupil);
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(r, i)) != NULL; i++) {
        bool is_own = own && p->name && strcmp(p->name, own->name) == 0;
        if (p->struck || !p->name || is_own) {
            continue;
        }
        add(&b->names, p->name, p->id, false);
        const char *given = p->name + pinyin_surname_len(p->name);
        if (own && own->class_id != NONE && p->class_id == own->class_id &&
            utf8_count(given) == 2) {
            add(&b->names, given, p->id, false);
        }
    }
}

static void add_staff(struct print_build *b)
{
    size_t found = 0;
    int64_t *ids;
    size_t n = roster_find_staff_like(b->reg->roster, "", &ids);
    for (; found < n; found++) {
        const struct staff_card *s = roster_staff(b->reg->roster, ids[found]);
        if (s && s->id != b->reg->me) {
            add(&b->names, s->name, s->id, true);
        }
    }
    xfree(ids);
}

void names_begin(struct print_build *b)
{
    memset(&b->names, 0, sizeof b->names);
    add_pupils(b);
    add_staff(b);
    if (b->names.n) {
        qsort(b->names.at, b->names.n, sizeof *b->names.at, by_name);
    }
}

void names_end(struct print_build *b)
{
    xfree(b->names.at);
}

/* The first entry whose name is these `len` bytes, NULL none. */
static const struct name_entry *find(const struct name_index *index, const char *text, size_t len)
{
    struct name_entry key = {text, len, INT64_MIN, false};
    size_t low = 0;
    size_t high = index->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_name(&index->at[middle], &key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct name_entry *e = low < index->n ? &index->at[low] : NULL;
    return e && e->len == len && memcmp(e->name, text, len) == 0 ? e : NULL;
}

/* The longest name that begins here. */
static const struct name_entry *name_at(const struct name_index *index, const char *text)
{
    enum { LONGEST = 12 }; /* characters: names of other nations with a dot in them */
    const struct name_entry *best = NULL;
    const char *p = text;
    uint32_t first = utf8_next(&p) & 0xffff;
    if (!(index->first[first / 64] >> (first % 64) & 1)) {
        return NULL;
    }
    for (int i = 1; i < LONGEST && *p; i++) {
        utf8_next(&p);
        const struct name_entry *e = find(index, text, (size_t)(p - text));
        best = e ? e : best;
    }
    return best;
}

/* The document's entry of a found name; -1 when there are too many. */
static int note_name(struct print_build *b, const struct name_entry *e)
{
    struct document *doc = b->doc;
    for (size_t i = 0; i < doc->name_count; i++) {
        if (strlen(doc->names[i].name) == e->len &&
            memcmp(doc->names[i].name, e->name, e->len) == 0) {
            doc->names[i].times++;
            return (int)i;
        }
    }
    if (doc->name_count == DOC_NAMES) {
        return -1;
    }
    doc->names[doc->name_count] =
        (struct doc_name){.id = e->id,
                          .name = xmemdupz(e->name, e->len),
                          .is_staff = e->is_staff,
                          .covered = b->job && print_job_covers(b->job, e->id),
                          .times = 1};
    return (int)doc->name_count++;
}

void print_cover(struct str *out, const char *name)
{
    /* The surname, or of a given name its first character: 谭*, 小*. */
    size_t n = pinyin_surname_len(name);
    const char *p = name;
    utf8_next(&p);
    str_addn(out, name, n && n < strlen(name) ? n : (size_t)(p - name));
    str_addc(out, '*');
}

/* "@莫欣敏" at `p`: written covered; the bytes taken, 0 if it is no reference. */
static size_t put_reference(struct print_build *b, struct str *out, const char *p)
{
    const char *own = roster_name(b->reg->roster, b->pupil);
    size_t len = strlen(own);
    if (*p != '@') {
        return 0;
    }
    const struct name_entry *e = p[1] ? name_at(&b->names, p + 1) : NULL;
    if (!e && len && strncmp(p + 1, own, len) == 0) {
        str_add(out, own);
        return 1 + len;
    }
    if (!e) {
        return 0;
    }
    if (e->is_staff) {
        str_addn(out, e->name, e->len);
    } else {
        print_pupil(b, out, e->id);
    }
    return 1 + e->len;
}

void print_words(struct print_build *b, struct str *out, const char *text)
{
    for (const char *p = text; *p;) {
        size_t taken = put_reference(b, out, p);
        if (taken) {
            p += taken;
            continue;
        }
        const struct name_entry *e = name_at(&b->names, p);
        int number = e ? note_name(b, e) : -1;
        if (!e) {
            const char *from = p;
            utf8_next(&p);
            str_addn(out, from, (size_t)(p - from));
            continue;
        }
        /* A name beyond those that can be shown one by one is covered. */
        bool covered = number < 0 || b->doc->names[number].covered;
        if (number >= 0) {
            str_addc(out, DOC_NAME);
            str_addc(out, (char)(DOC_NAME_FIRST + number));
        }
        if (covered) {
            char *name = xmemdupz(e->name, e->len);
            print_cover(out, name);
            xwipe_str(name);
        } else {
            str_addn(out, e->name, e->len);
        }
        if (number >= 0) {
            str_addc(out, DOC_NAME_END);
        }
        p += e->len;
    }
}

void print_class(struct print_build *b, struct str *out, int64_t pupil)
{
    const struct pupil_card *p = roster_pupil(b->reg->roster, pupil);
    if (!p || p->class_id == NONE) {
        return;
    }
    struct str label = STR_INIT;
    roster_class_label(&label, b->reg->roster, p->class_id, b->day);
    str_addf(out, tr("class %s"), label.ptr);
    str_release(&label);
    if (p->seat && (b->profile & PROFILES_SCHOOL)) {
        str_addf(out, tr(" no. %s"), p->seat);
    }
}

void print_pupil(struct print_build *b, struct str *out, int64_t id)
{
    const char *name = roster_name(b->reg->roster, id);
    if (id == b->pupil) {
        str_addf(out, "%s ", name);
        print_class(b, out, id);
    } else if (b->profile & (PROFILE_PARENT | PROFILE_HOSPITAL)) {
        /* Outside the school not even the surname says anything. */
        str_add(out, tr("[a schoolmate]"));
    } else {
        print_cover(out, name);
    }
}

void print_person(struct print_build *b, struct str *out, const char *person)
{
    if (roster_is_blocked(b->reg->roster, b->pupil, person)) {
        return;
    }
    if (person[0] == 'P') {
        print_pupil(b, out, strtoll(person + 1, NULL, 10));
    } else if (person[0] == 'T') {
        print_words(b, out, person + 1);
    } else {
        roster_person_words(out, b->reg, person);
    }
}
