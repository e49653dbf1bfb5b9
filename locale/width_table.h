// SPDX-License-Identifier: MIT
#ifndef LOCALE_WIDTH_TABLE_H
#define LOCALE_WIDTH_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The compiled widths: made by width.awk, sorted; what is in no range takes one cell. */
enum width_class {
    WIDTH_MARK,      /* combining: no cell of its own */
    WIDTH_FORMAT,    /* invisible or a line separator: no cell, never shown as it is */
    WIDTH_DOUBLE,    /* two cells */
    WIDTH_AMBIGUOUS, /* one or two, by setting */
    WIDTH_UNKNOWN,   /* unassigned, private or surrogate: never shown as it is */
};

struct width_range {
    uint32_t first;
    uint32_t last;
    enum width_class class;
};

extern const struct width_range width_ranges[];
extern const size_t width_range_count;

#endif
