// SPDX-License-Identifier: MIT
#include "core/due.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/kinds.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "db/stmt.h"
#include "locale/catalog.h"

/* What is half a year old is not work any more. */
enum { OLDEST_DAYS = 180, DUE_ARGS = 2, WORDS_MOST = 40 };

enum column {
    COL_RULE,
    COL_SUBJECT,
    COL_KIND,
    COL_PUPIL,
    COL_DUE,
    COL_ARGS,
    COL_WHOM = COL_ARGS + DUE_ARGS /* a PERSON the line asks to speak to, NULL */
};

/* --- the statement: all rules in one --- */

/* 'session', 'talk': the kinds in which somebody of the school met the pupil. */
static void add_meetings(struct str *sql)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    const char *comma = "";
    for (size_t i = 0; i < n; i++) {
        if (kinds[i]->flags & K_MEET) {
            str_addf(sql, "%s'%s'", comma, kinds[i]->spec.name);
            comma = ", ";
        }
    }
}

static void add_rule(struct str *sql, size_t at)
{
    static const char meet[] = "{meet}";
    str_addf(sql, "%sSELECT %zu, * FROM (", at ? " UNION ALL " : "", at);
    const char *p = due_rules[at].sql;
    for (const char *hole; (hole = strstr(p, meet)) != NULL; p = hole + strlen(meet)) {
        str_addn(sql, p, (size_t)(hole - p));
        add_meetings(sql);
    }
    str_addf(sql, "%s)", p);
}

static struct stmt *query(struct reg *reg, int64_t until)
{
    struct str sql = STR_INIT;
    for (size_t i = 0; i < due_rule_count; i++) {
        add_rule(&sql, i);
    }
    struct stmt *q = stmt_new(reg->db, sql.ptr);
    str_release(&sql);
    stmt_bind_int(q, 1, until - OLDEST_DAYS);
    stmt_bind_int(q, 2, until);
    return q;
}

/* --- the reason --- */

/* The first line of a text, cut to what a line of the day screen can bear. */
static void add_words(struct str *out, const char *text)
{
    size_t n = strcspn(text, "\n");
    const char *end = text;
    for (int i = 0; i < WORDS_MOST && (size_t)(end - text) < n; i++) {
        utf8_next(&end);
    }
    str_addn(out, text, (size_t)(end - text));
}

/* Of `type` "DATE", "TEXT", "STATE:machine", "CODE:list". */
static void add_value(struct str *out, struct stmt *q, int col, const char *type, size_t n)
{
    const char *text = stmt_text(q, col);
    const char *colon = memchr(type, ':', n);
    char *of = colon ? xmemdupz(colon + 1, n - (size_t)(colon + 1 - type)) : NULL;
    if (strncmp(type, "DATE", 4) == 0) {
        char day[DATE_TEXT];
        str_add(out, date_format(stmt_int(q, col), day) + 5);
    } else if (!text) {
        str_add(out, "?");
    } else if (strncmp(type, "STATE:", 6) == 0) {
        const struct state *st = machine_state(machine_by_id(of), text);
        str_add(out, st ? tr(st->label) : text);
    } else if (strncmp(type, "CODE:", 5) == 0) {
        const struct code *code = codes_find(codes_list(of), text);
        str_add(out, code ? tr(code->label) : text);
    } else {
        add_words(out, text);
    }
    xfree(of);
}

/* The value of {name}: {due}, or the argument of that name. */
static void add_named(struct str *out, struct stmt *q, const char *args, const char *name, size_t n)
{
    if (n == 3 && strncmp(name, "due", n) == 0) {
        add_value(out, q, COL_DUE, "DATE", 4);
        return;
    }
    int col = COL_ARGS;
    for (const char *p = args; *p; col++) {
        size_t whole = strcspn(p, " ");
        const char *type = memchr(p, '=', whole);
        if (type && (size_t)(type - p) == n && strncmp(p, name, n) == 0) {
            type++;
            add_value(out, q, col, type, whole - (size_t)(type - p));
            return;
        }
        p += whole + (p[whole] == ' ');
    }
}

static char *reason(struct stmt *q, const struct due_rule *rule)
{
    struct str out = STR_INIT;
    const char *p = tr(rule->reason);
    for (const char *hole; (hole = strchr(p, '{')) != NULL;) {
        size_t n = strcspn(hole + 1, "}");
        str_addn(&out, p, (size_t)(hole - p));
        add_named(&out, q, rule->args, hole + 1, n);
        p = hole + 1 + n + (hole[1 + n] == '}');
    }
    str_add(&out, p);
    return str_steal(&out);
}

/* --- the order --- */

static int by_urgency(const struct due_line *a, const struct due_line *b)
{
    int by_class = (a->rule->class > b->rule->class) - (a->rule->class < b->rule->class);
    int by_day = (a->due > b->due) - (a->due < b->due);
    int by_record = (a->subject > b->subject) - (a->subject < b->subject);
    return by_class ? by_class : by_day ? by_day : by_record;
}

static int compare(const void *a, const void *b)
{
    return by_urgency(a, b);
}

/* Behind a pupil's first line come the pupil's others, in their order. */
static void gather_pupils(struct due_line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t to = i + 1;
        for (size_t k = i + 1; lines[i].pupil != NONE && k < n; k++) {
            if (lines[k].pupil == lines[i].pupil) {
                struct due_line moved = lines[k];
                memmove(&lines[to + 1], &lines[to], (k - to) * sizeof *lines);
                lines[to++] = moved;
            }
        }
        i = to - 1;
    }
}

/* A pupil's rules stop when the pupil leaves or is struck out; danger never does (A). */
static bool counts(const struct reg *reg, const struct due_rule *rule, int64_t pupil)
{
    const struct pupil_card *p = pupil == NONE ? NULL : roster_pupil(reg->roster, pupil);
    return pupil == NONE || (p && (p->here || rule->class == 'A'));
}

/* No line asks to tell, to call or to answer somebody who must not be told (machines.md 1). */
static bool asks_for_blocked(const struct reg *reg, int64_t pupil, const char *whom)
{
    return pupil != NONE && whom && roster_is_blocked(reg->roster, pupil, whom);
}

enum err due_list(struct reg *reg, int64_t until, struct due_line **lines, size_t *count)
{
    struct due_line *found = NULL;
    size_t n = 0;
    size_t cap = 0;
    struct stmt *q = query(reg, until);
    while (stmt_row(q)) {
        const struct due_rule *rule = &due_rules[stmt_int(q, COL_RULE)];
        int64_t pupil = stmt_int(q, COL_PUPIL);
        if (counts(reg, rule, pupil) && !asks_for_blocked(reg, pupil, stmt_text(q, COL_WHOM))) {
            found = mem_grow(found, n, &cap, sizeof *found);
            found[n++] = (struct due_line){
                rule,  stmt_int(q, COL_SUBJECT), kind_by_name(stmt_text(q, COL_KIND)),
                pupil, stmt_int(q, COL_DUE),     reason(q, rule)};
        }
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        due_free(found, n);
        return e;
    }
    if (n) {
        qsort(found, n, sizeof *found, compare);
        gather_pupils(found, n);
    }
    *lines = found;
    *count = n;
    return ERR_OK;
}

void due_free(struct due_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        xwipe_str(lines[i].reason);
    }
    xfree(lines);
}
