// SPDX-License-Identifier: MIT
#ifndef CORE_CODES_H
#define CORE_CODES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Code lists (domain.md 7).  The short code is stored, the label is shown.
 * Lists of up to nine entries have one digit, longer ones two, so that a
 * choice is complete when its field is full; a list never reorders itself.
 * 90, 91, 92 are the honest empties of every list and are not in the tables.
 */
struct code {
    const char *code;  /* "1" or "05" */
    const char *label; /* msgid */
    const char *help;  /* msgid: meaning against its neighbours; NULL */
    const char *alias; /* further spellings on import, separated by |; NULL */
};

struct code_list {
    const char *name;  /* "talk_type": settings and tests know it by this */
    const char *label; /* msgid */
    int digits;        /* 1 or 2 */
    const struct code *codes;
    size_t count;
};

#define CODE_LISTS(X)                                                                              \
    X(sex) X(id_type) X(nation) X(polit) X(health) X(disability) X(inclusion) X(boarding)          \
    X(left_roster) X(left_civil) X(hukou) X(kin) X(family) X(family_category) X(parenting)         \
    X(life_event) X(focus) X(selfharm) X(talk_place) X(talk_mode) X(talk_type) X(talk_source)      \
    X(next_step) X(session_mode) X(session_form) X(session_source) X(problem) X(severity) X(risk)  \
    X(technique) X(effect) X(stage) X(season) X(staff_role) X(post_scope) X(patient) X(spoken)     \
    X(how_told) X(paper) X(find_way) X(obtained) X(liaison_side) X(liaison_mode) X(reached)        \
    X(told_what) X(attitude) X(comer) X(booking) X(settled) X(first_again) X(asked_first)         \
    X(opinion) X(measure) X(parents_told) X(handin_form) X(handin_content) \
    X(print_profile) X(print_sheet) X(installed) X(consent) X(talk_rule) X(scope_what) \
    X(scope_side) X(part_in) X(sheet_status)
#define X(name) extern const struct code_list codes_##name;
CODE_LISTS(X)
#undef X

/* The list of a name; BUG if there is none. */
const struct code_list *codes_list(const char *name);

/*
 * The entry with this code, NULL if the list has none.  90-92 answer with the
 * shared entries of the honest empties.
 */
const struct code *codes_find(const struct code_list *list, const char *code);

/*
 * The entry a text of a file means: its Chinese label, its English label or an
 * alias, spaces aside; digits are never taken for a code here (domain.md 9.3).
 * NULL if there is none.
 */
const struct code *codes_by_text(const struct code_list *list, const char *text);

/* 90, 91, 92 in order. */
extern const struct code codes_missing[3];

/* " 02 05 " -> whether it holds `code`; adding and removing keep list order (xfree the result). */
bool codes_has(const char *codes, const char *code);
char *codes_toggle(const struct code_list *list, const char *codes, const char *code);

#endif
