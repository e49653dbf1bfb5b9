// SPDX-License-Identifier: MIT
#ifndef TUI_FORM_PRIV_H
#define TUI_FORM_PRIV_H

#include "tui/form.h"

/* The inside of the form model, shared by the form*.c files. */

/* The struct an item's field lies in. */
void *form_base(const struct form *f, const struct item *item);
/* The spec of that struct. */
const struct spec *form_spec(const struct form *f, const struct item *item);

/* "reason", "pupils.3.note", "first.placement.value"; appended. */
void form_key(struct str *out, const struct form *f, const struct item *item);

/* Overwrite and free what an item holds. */
void form_free_item(struct item *item);

/* Make the items anew from the record's rows; texts of items that stay are kept. */
void form_rebuild(struct form *f);

/* Put the value of the record into an item's text. */
void form_fill(struct form *f, struct item *item);

/* Read an item's text into the record; the sentence of a problem is kept in the item. */
bool form_parse(struct form *f, struct item *item, bool complain);

/* Fields of a first act: its value (a record or staff) and day. */
extern const struct field form_first_fields[3];
enum { FIRST_CLASS, FIRST_STAFF, FIRST_DAY };

/* Whether it is the reason of an act that must have one. */
bool form_wants_reason(const struct form *f, const struct item *item);

/* Texts of a draft over the items, rows first. */
void form_take_draft(struct form *f);

/* A field without an item whose value a draft keeps (a record's id). */
bool form_keeps_fixed(const struct field *field);

#endif
