// SPDX-License-Identifier: MIT
#include "core/scale_parse.h"

#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

/* --- statements that say what the scale is --- */

static void take_text(struct scale_parse *p, char **text)
{
    char *label = scale_label(p);
    if (label && scale_line_ends(p)) {
        xfree(*text);
        *text = label;
    } else {
        xfree(label);
    }
}

static void say_scale(struct scale_parse *p)
{
    const char *name = scale_name(p);
    if (name && scale_line_ends(p)) {
        p->scale->id = xstrdup(name);
    }
}

static void say_version(struct scale_parse *p)
{
    int64_t version;
    if (scale_number(p, 1, 999999, &version) && scale_line_ends(p)) {
        p->scale->version = (int)version;
    }
}

static void say_title(struct scale_parse *p)
{
    take_text(p, &p->scale->title);
}

static void say_short(struct scale_parse *p)
{
    take_text(p, &p->scale->shorter);
}

static void say_edition(struct scale_parse *p)
{
    take_text(p, &p->scale->edition);
}

static void say_frame(struct scale_parse *p)
{
    take_text(p, &p->scale->frame);
}

static void say_source(struct scale_parse *p)
{
    take_text(p, &p->scale->source);
}

static void say_informant(struct scale_parse *p)
{
    const char *word = scale_word(p);
    if (!word || (strcmp(word, "self") != 0 && strcmp(word, "parent") != 0 &&
                  strcmp(word, "teacher") != 0)) {
        scale_fault(p, word, N_("An informant is self, parent or teacher"));
    } else if (scale_line_ends(p)) {
        p->scale->informant = xstrdup(word);
    }
}

static void say_grades(struct scale_parse *p)
{
    int first;
    int last;
    if (scale_take(p, "none")) {
        scale_line_ends(p);
        return;
    }
    const char *word = scale_word(p);
    if (!scale_range(word, SCALE_GRADE_LAST, &first, &last)) {
        scale_fault(p, word, N_("Grades are like 4-12, up to 12, or none"));
        return;
    }
    for (int grade = first; scale_line_ends(p) && grade <= last; grade++) {
        p->scale->grades[grade] = true;
    }
}

static void say_ages(struct scale_parse *p)
{
    const char *word = scale_word(p);
    if (!scale_range(word, 99, &p->scale->age_first, &p->scale->age_last)) {
        scale_fault(p, word, N_("Ages are like 11-17 or 16-"));
    } else {
        scale_line_ends(p);
    }
}

static void say_items(struct scale_parse *p)
{
    int64_t n;
    if (scale_number(p, 1, SCALE_ITEMS_MAX, &n) && scale_line_ends(p)) {
        p->scale->item_count = (int)n;
    }
}

static void say_layout(struct scale_parse *p)
{
    int64_t n;
    if (scale_number(p, 1, 20, &n) && scale_line_ends(p)) {
        p->scale->layout = (int)n;
    }
}

static void say_text(struct scale_parse *p)
{
    bool yes = scale_take(p, "yes");
    if (!yes && !scale_take(p, "no")) {
        scale_fault(p, scale_peek(p), N_("The text may be shown: yes or no, and why"));
        return;
    }
    p->scale->has_text = yes;
    take_text(p, &p->scale->text_reason);
}

static void say_item(struct scale_parse *p)
{
    int item;
    if (!scale_item(p, p->scale->item_count, &item)) {
        return;
    }
    char **text = &p->scale->item_text[item - 1];
    if (!p->scale->has_text) {
        scale_fault(p, NULL, N_("The wording of items stands only under \"text yes\""));
    } else if (*text) {
        scale_fault(p, NULL, N_("This item has its wording already"));
    } else {
        take_text(p, text);
    }
}

/* --- the statements, in the order in which they stand best --- */

enum { ONCE = 1 << 0, NEEDED = 1 << 1, DECIDES = 1 << 2 /* a number may hang on it */ };

static const struct statement {
    const char *name;
    void (*take)(struct scale_parse *p);
    unsigned flags;
} statements[] = {
    {"scale", say_scale, ONCE | NEEDED},
    {"version", say_version, ONCE | NEEDED},
    {"title", say_title, ONCE | NEEDED},
    {"short", say_short, ONCE | NEEDED},
    {"edition", say_edition, ONCE},
    {"grades", say_grades, ONCE | NEEDED},
    {"ages", say_ages, ONCE},
    {"informant", say_informant, ONCE | NEEDED},
    {"frame", say_frame, ONCE},
    {"items", say_items, ONCE | NEEDED | DECIDES},
    {"layout", say_layout, ONCE},
    {"option", scale_say_option, NEEDED | DECIDES},
    {"extra", scale_say_extra, ONCE | DECIDES},
    {"reverse", scale_say_reverse, ONCE | DECIDES},
    {"text", say_text, ONCE | NEEDED},
    {"item", say_item, 0},
    {"source", say_source, ONCE | NEEDED},
    {"score", scale_say_score, NEEDED | DECIDES},
    {"total", scale_say_total, ONCE | NEEDED | DECIDES},
    {"columns", scale_say_columns, ONCE | DECIDES},
    {"missing", scale_say_missing, NEEDED | DECIDES},
    {"doubtful", scale_say_doubtful, ONCE | DECIDES},
    {"critical", scale_say_critical, DECIDES},
    {"anchor", scale_say_anchor, 0},
    {"table", scale_say_table, DECIDES},
    {"band", scale_say_band, DECIDES},
    {"screen", scale_say_screen, DECIDES},
};

/* FNV-1a (Fowler, Noll, Vo): a digest against mix-ups, not against malice. */
static void digest(struct scale_parse *p, const char *word)
{
    for (const char *c = word; *c; c++) {
        p->digest = (p->digest ^ (unsigned char)*c) * 16777619u;
    }
    p->digest = (p->digest ^ ' ') * 16777619u;
}

static void take_statement(struct scale_parse *p)
{
    const char *name = scale_word(p);
    for (size_t i = 0; i < COUNT(statements); i++) {
        if (strcmp(statements[i].name, name) != 0) {
            continue;
        }
        /* "total" once for the scale, and once for each table. */
        bool again = (p->seen & (UINT64_C(1) << i)) != 0 && !(strcmp(name, "total") == 0 &&
                                                              p->scale->table_count);
        p->seen |= UINT64_C(1) << i;
        for (size_t k = 0; statements[i].flags & DECIDES && k < p->count; k++) {
            digest(p, p->words[k]);
        }
        if (again && statements[i].flags & ONCE) {
            scale_fault(p, name, N_("This is said twice"));
        } else {
            statements[i].take(p);
        }
        return;
    }
    scale_fault(p, name, N_("There is no statement of this name"));
}

static void check_needed(struct scale_parse *p)
{
    for (size_t i = 0; i < COUNT(statements); i++) {
        if (statements[i].flags & NEEDED && !(p->seen & (UINT64_C(1) << i))) {
            scale_fault(p, statements[i].name, N_("This is not said anywhere"));
        }
    }
}

/* --- lines --- */

/* The words of a line up to a '#'; `line` is cut in place. */
static void cut_words(struct scale_parse *p, char *line)
{
    p->count = p->at = 0;
    for (char *c = line; *c && *c != '#';) {
        size_t n = strcspn(c, " \t\r");
        if (n) {
            p->words = mem_grow(p->words, p->count, &p->cap, sizeof *p->words);
            p->words[p->count++] = c;
        }
        bool ends = !c[n];
        c[n] = '\0';
        c += ends ? n : n + 1;
    }
}

static void take_lines(struct scale_parse *p, char *text)
{
    char *next;
    for (char *line = text; line; line = next) {
        next = strchr(line, '\n');
        if (next) {
            *next++ = '\0';
        }
        p->line++;
        cut_words(p, line);
        if (p->count) {
            take_statement(p);
        }
    }
    p->line = 0;
}

/* The line of byte `at`. */
static size_t line_of(const char *text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += text[i] == '\n';
    }
    return line;
}

/* The first byte that would act on a terminal; `n` if there is none. */
static size_t control_in(const char *text, size_t n)
{
    size_t at = 0;
    while (at < n && ((unsigned char)text[at] >= 0x20 || strchr("\t\r\n", text[at])) &&
           text[at] != 0x7f && text[at]) {
        at++;
    }
    return at;
}

static bool is_text(struct scale_parse *p, const char *text, size_t n)
{
    size_t bad = n;
    const char *reason = NULL;
    if (n > SCALE_TEXT_MAX) {
        return scale_fault(p, NULL, N_("The file is too large for a definition"));
    }
    if (!utf8_valid(text, n, &bad)) {
        reason = N_("This is not UTF-8. Save the file as UTF-8");
    } else if ((bad = control_in(text, n)) < n) {
        reason = N_("There is a control character in this line");
    }
    if (reason) {
        p->line = line_of(text, bad);
        scale_fault(p, NULL, reason);
        p->line = 0;
    }
    return !reason;
}

struct scale *scale_parse(const char *text, size_t n, struct scale_faults *faults)
{
    static const char bom[] = "\xef\xbb\xbf";
    size_t skip = n >= 3 && memcmp(text, bom, 3) == 0 ? 3 : 0;
    struct scale_parse p = {.faults = faults, .digest = 2166136261u};
    size_t faults_before = faults->count;
    p.scale = xcalloc(1, sizeof *p.scale);
    p.scale->doubtful_score = -1;
    p.scale->layout = 10;
    if (is_text(&p, text, n)) {
        char *copy = xmemdupz(text + skip, n - skip);
        take_lines(&p, copy);
        check_needed(&p);
        if (faults->count == faults_before) {
            scale_check_whole(&p);
        }
        xfree(p.words);
        xfree(copy);
    }
    if (faults->count > faults_before) {
        scale_free(p.scale);
        return NULL;
    }
    snprintf(p.scale->stamp, sizeof p.scale->stamp, "%d-%08x", p.scale->version, p.digest);
    return p.scale;
}
