// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/print_priv.h"
#include "core/reg.h"
#include "core/roster.h"
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

void print_heading(struct print_build *b, size_t *number, const char *label)
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

/* --- sections --- */

static void add_words(struct print_build *b, const struct section *s, size_t *number)
{
    const struct record *rec = &b->job->head;
    const char *words = *field_text(rec, spec_field(&rec->kind->spec, s->of));
    if (words || (s->keep & b->profile)) {
        struct str text = STR_INIT;
        print_words(b, &text, words ? words : "");
        print_heading(b, number, s->label);
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
            print_heading(b, number, s->label);
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
    print_heading(b, number, s->label);
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
    print_heading(b, number, s->label);
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
            print_heading(b, number, s->label);
            meetings_table(b, m);
        }
        break;
    case SECTION_COUNT:
        print_heading(b, number, s->label);
        meetings_count(b, m);
        break;
    case SECTION_TOLD:
        meetings_told(b, m, s->label, number);
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
    if (b->is_final) {
        meetings_check(b);
    }
    enum err e = meetings_read(b, &m);
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
