// SPDX-License-Identifier: MIT
#ifndef CORE_DUE_TABLE_H
#define CORE_DUE_TABLE_H

#include <stddef.h>

#include "core/base/attr.h"

/*
 * A rule of due work (machines.md 5), made by core/due.awk from core/due/ID.sql.
 * Its statement gives a row a line: subject, kind of it, pupil or NULL, the day it
 * is due, and two arguments of the reason; ?1 is the oldest day that counts, ?2 the
 * last day asked about, {meet} the kinds that are a meeting with the pupil.
 */
struct due_rule {
    const char *id;
    char class;         /* A danger, B parents or plan missing, C promises, D the rest */
    const char *verb;   /* msgid */
    const char *reason; /* msgid; {due} and the names in `args` stand for values */
    const char *why;    /* msgid: why the line is there, in general */
    const char *enter; /* what Enter does: "same" writes a record of that kind, "steps" its steps */
    const char *args;  /* "day=DATE state=STATE:clue": name and type of the two arguments */
    const char *sql;
};

extern const struct due_rule due_rules[];
extern const size_t due_rule_count;

#endif
