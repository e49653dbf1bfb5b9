// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/codes.h"
#include "core/load.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/value.h"
#include "core/verify.h"
#include "locale/catalog.h"

/*
 * The case summary (个案摘要): dates, numbers, kinds of problem and what was
 * agreed, never the content of a talk (domain.md B3), with the words that were
 * written for this reader.  Sections are rows of a table; which stand on a paper
 * is said by their profiles, what of a record in them by those of its fields.
 */
enum section_type {
    SECTION_WORDS,     /* a NOTE of the job */
    SECTION_FIELDS,    /* fields of the pupil's record as a box */
    SECTION_PART,      /* a part of it as a table */
    SECTION_MEETINGS,  /* talks and sessions of the school year as a table */
    SECTION_COUNT,     /* the same in one sentence */
    SECTION_TOLD,      /* who knows of it */
    SECTION_STRENGTHS, /* printed as empty where it is empty */
};

struct section {
    unsigned profiles;
    enum section_type type;
    const char *label; /* msgid */
    const char *of;    /* WORDS: field; PART: part; FIELDS: names by spaces */
    unsigned keep;     /* profiles in which it stands empty, to be filled in by hand */
};

enum { TO_WRITE = PROFILE_TEACHER | PROFILE_PARENT | PROFILE_HOSPITAL };

static const struct section sections[] = {
    {PROFILES_ALL, SECTION_WORDS, N_("Situation now"), "situation", TO_WRITE | PROFILE_MEETING},
    {PROFILES_CLINIC, SECTION_FIELDS, N_("Background"),
     "focus family family_category health disability selfharm selfharm_words illness "
     "family_illness", 0},
    {PROFILES_ROOM, SECTION_MEETINGS, N_("Talks and sessions of this school year"), NULL, 0},
    {PROFILE_PARENT | PROFILE_HOSPITAL, SECTION_COUNT, N_("What the school did"), NULL, 0},
    {PROFILES_ROOM, SECTION_TOLD, N_("Who has been told"), NULL, 0},
    {PROFILES_CLINIC, SECTION_PART, N_("What the hospital said, quoted"), "treatments", 0},
    {PROFILES_ROOM, SECTION_PART, N_("Events in life"), "events", 0},
    {PROFILES_CLINIC, SECTION_PART, N_("Guardians"), "guardians", 0},
    {PROFILE_FULL | PROFILE_TEACHER | PROFILE_PARENT | PROFILE_MEETING, SECTION_WORDS,
     N_("Please watch"), "watch", PROFILE_TEACHER | PROFILE_PARENT},
    {PROFILE_HOSPITAL, SECTION_WORDS, N_("Danger and safety"), "watch", PROFILE_HOSPITAL},
    {PROFILE_TEACHER | PROFILE_FULL, SECTION_WORDS, N_("Please help"), "help", PROFILE_TEACHER},
    {PROFILE_PARENT, SECTION_WORDS, N_("What the parents can do"), "help", PROFILE_PARENT},
    {PROFILE_MEETING, SECTION_WORDS, N_("To be decided"), "help", PROFILE_MEETING},
    {PROFILE_HOSPITAL, SECTION_WORDS, N_("What the school asks"), "help", PROFILE_HOSPITAL},
    {PROFILES_SCHOOL, SECTION_FIELDS, N_("Do not mention"), "avoid", 0},
    {PROFILES_ALL, SECTION_STRENGTHS, N_("Strengths and support"), NULL, PROFILES_ALL},
};

/* --- headings, numbered --- */

static void add_heading(struct print_build *b, size_t *number, const char *label)
{
    /* TRANSLATORS: numbers of sections, in order, a space between them */
    const char *numbers = tr("1 2 3 4 5 6 7 8 9 10 11 12");
    struct str text = STR_INIT;
    for (size_t i = 0; i < *number; i++) {
        const char *space = strchr(numbers, ' ');
        numbers = space ? space + 1 : numbers;
    }
    str_addn(&text, numbers, strcspn(numbers, " "));
    str_addf(&text, "%s%s", tr(". "), tr(label));
    document_add(b->doc, BLOCK_HEADING, text.ptr);
    (*number)++;
    str_release(&text);
}

/* --- the box on top --- */

static void add_cell(struct doc_row *row, const char *label, const char *text)
{
    row_cell(row, xstrdup(label));
    row_cell(row, xstrdup(text));
}

static void add_field(struct print_build *b, struct doc_row *row, const struct record *rec,
                      const char *name)
{
    const struct field *f = spec_field(&rec->kind->spec, name);
    row_cell(row, xstrdup(trc("paper field", f->label)));
    row_cell(row, print_value(b, rec, rec, f));
}

static void add_who(struct print_build *b, const struct pupil *p)
{
    const struct pupil_card *card = roster_pupil(b->reg->roster, p->head.id);
    struct block *box = document_add(b->doc, BLOCK_PAIRS, NULL);
    struct doc_row *row = block_row(box);
    struct str text = STR_INIT;
    add_field(b, row, &p->head, "name");
    add_field(b, row, &p->head, "sex");
    int64_t age = date_age(p->born, b->day);
    if (age != NONE) {
        str_addf(&text, "%d", (int)age);
    }
    add_cell(row, tr("Age"), text.ptr);
    row = block_row(box);
    str_clear(&text);
    print_class(b, &text, p->head.id);
    add_cell(row, tr("Class"), text.ptr);
    int64_t teacher = card ? roster_class_teacher(b->reg->roster, card->class_id) : NONE;
    add_cell(row, tr("Class teacher"), roster_name(b->reg->roster, teacher));
    str_clear(&text);
    char *boarding = print_value(b, &p->head, &p->head,
                                 spec_field(&kind_pupil.spec, "boarding"));
    str_add(&text, boarding);
    if (p->dorm && (b->profile & PROFILES_SCHOOL)) {
        str_addf(&text, " %s", p->dorm);
    }
    add_cell(row, tr("Boards"), text.ptr);
    xwipe_str(boarding);
    str_wipe(&text);
}

/* --- meetings --- */

/* What it was about, as far as this reader may know: codes that stand in lists. */
static char *about(struct print_build *b, const struct record *rec)
{
    struct str out = STR_INIT;
    for (size_t i = 0; i < rec->kind->spec.count; i++) {
        const struct field *f = &rec->kind->spec.fields[i];
        bool coded = f->type == FIELD_CODE || f->type == FIELD_CODES;
        if (coded && f->width && print_shows(b, rec, &rec->kind->spec, f)) {
            char *value = print_value(b, rec, rec, f);
            str_add(&out, value);
            xwipe_str(value);
        }
    }
    return str_steal(&out);
}

static char *agreed(struct print_build *b, const struct record *rec)
{
    const struct field *f = spec_field(&rec->kind->spec, "agreed");
    return f && print_shows(b, rec, &rec->kind->spec, f) ? print_value(b, rec, rec, f)
                                                         : xstrdup("");
}

static bool is_meeting(const struct record *rec)
{
    return rec->kind->flags & K_MEET;
}

/* What a summary tells of: meetings, and who was told. */
static bool is_wanted(const struct record *rec, int64_t first, int64_t last)
{
    return (is_meeting(rec) || rec->kind == &kind_told) && rec->state != RECORD_STRUCK &&
           rec->day >= first && rec->day <= last;
}

/* First and last day of the school year of the paper. */
static void school_year(const struct print_build *b, int64_t *first, int64_t *last)
{
    struct term_ref term = calendar_term_of(b->reg->calendar, b->day);
    *first = calendar_term_first(b->reg->calendar,
                                 (struct term_ref){term.year, SEASON_AUTUMN});
    *last = calendar_term_last(b->reg->calendar, (struct term_ref){term.year, SEASON_SPRING});
}

struct meetings {
    struct record **at; /* newest first */
    size_t n, cap;
    size_t met; /* of them meetings */
};

/* Whether all records there should be are there, which the job may not have seen yet. */
static void check_kinds(struct print_build *b)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        bool wanted = (kinds[i]->flags & K_MEET) || kinds[i] == &kind_told;
        if (wanted && verify_kind(b->reg, kinds[i]) == ERR_DAMAGED) {
            b->damaged++;
        }
    }
}

static enum err read_meetings(struct print_build *b, struct meetings *m)
{
    enum { PAGE = 64 };
    struct timeline_entry page[PAGE];
    int64_t first, last;
    size_t got;
    enum err e = ERR_OK;
    school_year(b, &first, &last);
    for (int64_t from = 0;
         e == ERR_OK && (got = timeline_page(b->reg, b->pupil, NULL, from, PAGE, page)) > 0;
         from += PAGE) {
        for (size_t i = 0; i < got && e == ERR_OK; i++) {
            struct record *rec = NULL;
            e = store_load(b->reg, page[i].id, &rec);
            b->damaged += e == ERR_DAMAGED || e == ERR_NOT_FOUND;
            e = e == ERR_DAMAGED || e == ERR_NOT_FOUND ? ERR_OK : e;
            if (rec && is_wanted(rec, first, last)) {
                m->met += is_meeting(rec);
                m->at = mem_grow(m->at, m->n, &m->cap, sizeof *m->at);
                m->at[m->n++] = rec;
            } else {
                record_free(rec);
            }
        }
        timeline_release(page, got);
    }
    return e;
}

static void add_meetings(struct print_build *b, const struct meetings *m)
{
    struct block *table = document_add(b->doc, BLOCK_TABLE, NULL);
    struct doc_row *head = block_row(table);
    const char *const titles[] = {tr("Date"), tr("Meeting"), tr("Matter"),
                                  trc("paper field", "Agreed")};
    const int widths[] = {12, 12, 20, 0};
    for (size_t i = 0; i < COUNT(titles); i++) {
        row_cell(head, xstrdup(titles[i]));
        table->widths[i] = widths[i];
    }
    for (size_t i = m->n; i-- > 0;) {
        char day[DATE_TEXT];
        if (!is_meeting(m->at[i])) {
            continue;
        }
        struct doc_row *row = block_row(table);
        row_cell(row, xstrdup(date_format(m->at[i]->day, day)));
        row_cell(row, xstrdup(tr(m->at[i]->kind->label)));
        row_cell(row, about(b, m->at[i]));
        row_cell(row, agreed(b, m->at[i]));
    }
}

/* Date, who, what of it; somebody who must not be told is on no paper as one who was. */
static void add_told(struct print_build *b, const struct meetings *m, const char *label,
                     size_t *number)
{
    const char *const names[] = {"whom", "what"};
    const char *const titles[] = {tr("Date"), tr("Whom"), tr("What was told")};
    struct block *table = NULL;
    for (size_t i = m->n; i-- > 0;) {
        const struct told *told = (const struct told *)m->at[i];
        bool named = m->at[i]->kind == &kind_told && told->whom &&
                     !roster_is_blocked(b->reg->roster, b->pupil, told->whom);
        if (!named) {
            continue;
        }
        if (!table) {
            add_heading(b, number, label);
            table = document_add(b->doc, BLOCK_TABLE, NULL);
            struct doc_row *head = block_row(table);
            for (size_t t = 0; t < COUNT(titles); t++) {
                row_cell(head, xstrdup(titles[t]));
                table->widths[t] = t == 0 ? 12 : 0;
            }
        }
        char day[DATE_TEXT];
        struct doc_row *row = block_row(table);
        row_cell(row, xstrdup(date_format(m->at[i]->day, day)));
        for (size_t k = 0; k < COUNT(names); k++) {
            row_cell(row, print_value(b, m->at[i], m->at[i],
                                      spec_field(&kind_told.spec, names[k])));
        }
    }
}

/* "In this school year: sessions 3, talks 4; last on 2026-03-19." */
static void add_count(struct print_build *b, const struct meetings *m)
{
    struct str text = STR_INIT;
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t k = 0; k < n; k++) {
        int count = 0;
        for (size_t i = 0; i < m->n; i++) {
            count += is_meeting(m->at[i]) && m->at[i]->kind == kinds[k];
        }
        if (count) {
            str_addf(&text, "%s", text.len ? tr(", ") : "");
            str_addf(&text, tr("%s %d times"), tr(kinds[k]->label), count);
        }
    }
    size_t last = 0;
    while (last < m->n && !is_meeting(m->at[last])) {
        last++;
    }
    if (m->met) {
        char day[DATE_TEXT];
        struct str all = STR_INIT;
        str_addf(&all, tr("In this school year: %s; last on %s."), text.ptr,
                 date_format(m->at[last]->day, day));
        document_add(b->doc, BLOCK_TEXT, all.ptr);
        str_release(&all);
    } else {
        document_add(b->doc, BLOCK_TEXT, tr("Nobody has met the pupil in this school year."));
    }
    str_release(&text);
}

/* --- sections --- */

static void add_words(struct print_build *b, const struct section *s, size_t *number)
{
    const struct record *rec = &b->job->head;
    const char *words = *field_text(rec, spec_field(&rec->kind->spec, s->of));
    if (words || (s->keep & b->profile)) {
        struct str text = STR_INIT;
        print_words(b, &text, words ? words : "");
        add_heading(b, number, s->label);
        document_add(b->doc, BLOCK_TEXT, text.ptr);
        str_wipe(&text);
    }
}

/* Fields that have a value: a summary has no empty boxes. */
static void add_fields(struct print_build *b, const struct section *s, const struct record *rec,
                       size_t *number)
{
    struct block *box = NULL;
    for (const char *p = s->of; *p;) {
        size_t n = strcspn(p, " ");
        char *name = xmemdupz(p, n);
        const struct field *f = spec_field(&rec->kind->spec, name);
        xfree(name);
        p += n + (p[n] == ' ');
        if (!print_shows(b, rec, &rec->kind->spec, f)) {
            continue;
        }
        char *value = print_value(b, rec, rec, f);
        if (value[0] && !box) {
            add_heading(b, number, s->label);
            box = document_add(b->doc, BLOCK_PAIRS, NULL);
        }
        if (value[0]) {
            struct doc_row *row = block_row(box);
            row_cell(row, xstrdup(trc("paper field", f->label)));
            row_cell(row, value);
        } else {
            xfree(value);
        }
    }
}

static void add_part(struct print_build *b, const struct section *s, const struct record *rec,
                     size_t *number)
{
    size_t before = b->doc->n;
    add_heading(b, number, s->label);
    if (!print_part(b, rec, kind_part(rec->kind, s->of), NULL)) {
        /* Nothing there: the heading goes again. */
        struct block *heading = &b->doc->blocks[before];
        xfree(heading->text);
        xfree(heading->left);
        xfree(heading->right);
        b->doc->n = before;
        (*number)--;
    }
}

static void add_strengths(struct print_build *b, const struct section *s,
                          const struct record *rec, size_t *number)
{
    static const char *const names[] = {"strengths", "hobbies"};
    struct str text = STR_INIT;
    for (size_t i = 0; i < COUNT(names); i++) {
        char *value = print_value(b, rec, rec, spec_field(&rec->kind->spec, names[i]));
        str_addf(&text, "%s%s", text.len && value[0] ? "\n" : "", value);
        xwipe_str(value);
    }
    add_heading(b, number, s->label);
    document_add(b->doc, BLOCK_TEXT, text.ptr);
    str_wipe(&text);
}

static void add_section(struct print_build *b, const struct section *s,
                        const struct record *rec, const struct meetings *m, size_t *number)
{
    switch (s->type) {
    case SECTION_WORDS:
        add_words(b, s, number);
        break;
    case SECTION_FIELDS:
        add_fields(b, s, rec, number);
        break;
    case SECTION_PART:
        add_part(b, s, rec, number);
        break;
    case SECTION_MEETINGS:
        if (m->met) {
            add_heading(b, number, s->label);
            add_meetings(b, m);
        }
        break;
    case SECTION_COUNT:
        add_heading(b, number, s->label);
        add_count(b, m);
        break;
    case SECTION_TOLD:
        add_told(b, m, s->label, number);
        break;
    case SECTION_STRENGTHS:
        add_strengths(b, s, rec, number);
        break;
    }
}

static void add_title(struct print_build *b)
{
    struct str left = STR_INIT;
    struct str term = STR_INIT;
    if (b->job->recipient) {
        str_addf(&left, "%s ", tr("Addressed to"));
        print_person(b, &left, b->job->recipient);
    } else {
        char day[DATE_TEXT];
        str_add(&left, date_format(b->day, day));
    }
    term_title(&term, calendar_term_of(b->reg->calendar, b->day));
    struct block *title = document_add(b->doc, BLOCK_TITLE, b->job->title);
    xfree(title->left);
    xfree(title->right);
    title->left = str_steal(&left);
    title->right = str_steal(&term);
}

static const char *const *sign_labels(unsigned profile, size_t *n)
{
    static const char *const school[] = {N_("Handed out by"), N_("Recipient"), N_("Date")};
    static const char *const parent[] = {N_("Signature of the parent"),
                                         N_("Relation to the pupil"), N_("Date")};
    static const char *const clinic[] = {N_("Handed out by"), N_("Stamp of the school"),
                                         N_("Date")};
    *n = COUNT(school);
    return profile == PROFILE_PARENT ? parent : profile == PROFILE_HOSPITAL ? clinic : school;
}

static void add_end(struct print_build *b)
{
    if (b->profile & (PROFILE_PARENT | PROFILE_HOSPITAL)) {
        document_add(b->doc, BLOCK_NOTE,
                     tr("This is what the school has seen. It is no diagnosis and no proof of "
                        "one."));
    }
    size_t n;
    const char *const *labels = sign_labels(b->profile, &n);
    struct doc_row *row = block_row(document_add(b->doc, BLOCK_SIGN, NULL));
    for (size_t i = 0; i < n; i++) {
        row_cell(row, xstrdup(tr(labels[i])));
    }
}

enum err print_summary(struct print_build *b, const struct pupil *p)
{
    struct meetings m = {NULL, 0, 0, 0};
    check_kinds(b);
    enum err e = read_meetings(b, &m);
    size_t number = 0;
    if (e == ERR_OK) {
        add_title(b);
        add_who(b, p);
        for (size_t i = 0; i < COUNT(sections); i++) {
            if (sections[i].profiles & b->profile) {
                add_section(b, &sections[i], &p->head, &m, &number);
            }
        }
        add_end(b);
    }
    for (size_t i = 0; i < m.n; i++) {
        record_free(m.at[i]);
    }
    xfree(m.at);
    return e;
}
