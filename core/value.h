// SPDX-License-Identifier: MIT
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include <stdbool.h>

#include "core/record.h"
#include "core/base/str.h"

/*
 * A field's value in words, and words as a value: the one place that knows
 * how each type is written on a screen, in a file, and by a hand.
 */
struct reg;

enum value_style {
    VALUE_SCREEN, /* "1  心理辅导室", "2026-03-26 周四（今天）" */
    VALUE_WORDS,  /* "心理辅导室", "2026-03-26", names: lists, files, paper */
    VALUE_CODES,  /* stored codes and ids */
    VALUE_TYPED,  /* what stands in the field while it is edited: "1", "02 05", "@id" */
};

/* Append the value of one field; nothing if it is empty.  `reg` gives names and today. */
void value_format(struct str *out, struct reg *reg, const void *base, const struct field *f,
                  enum value_style style);

/*
 * Read what was typed into the field.  "" clears it.  References are "@id"
 * (PUPIL, STAFF, RECORD) or a PERSON's canonical text.  False with a
 * translated sentence in `why`; the field is then unchanged.
 */
bool value_parse(struct reg *reg, void *base, const struct field *f, const char *typed,
                 struct str *why);

/* The value a new record begins with ("today", "me", a code ...); false if there is none. */
bool value_first(struct reg *reg, void *base, const struct field *f);

/* 90, 91, 92 typed into a field that allows the honest empties; MISSING_NONE otherwise. */
enum missing value_missing(const struct field *f, const char *typed);
/* The word of an honest empty, translated. */
const char *value_missing_word(enum missing missing);

/* Whether a digit, code or date field is complete and leaves by itself. */
bool value_is_full(const struct field *f, const char *typed);

/*
 * The record in one line for a timeline or a list: its F_LINE fields, cut to
 * their first line; appended.
 */
void value_line(struct str *out, struct reg *reg, const struct record *rec);

/* "138****5678", "450881********4521": F_MASKED values as they are shown; appended. */
void value_mask(struct str *out, const char *text);

#endif
