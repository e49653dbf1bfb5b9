// SPDX-License-Identifier: MIT
#ifndef LOCALE_PINYIN_TABLE_H
#define LOCALE_PINYIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The compiled readings: made by pinyin.awk from Unihan_Readings and pinyin.extra. */

/* Texts with a zero behind each; everything below points into it by offset. */
extern const char pinyin_pool[];

/* One set of readings, shared by all characters that have it. */
struct pinyin_set {
    uint16_t readings; /* "tan qin", most likely first */
    uint16_t surname;  /* "qin tan" */
    uint16_t toned;    /* "tan2" */
};
extern const struct pinyin_set pinyin_sets[];

/* Character << 12 | number of its set, in order. */
extern const uint32_t pinyin_chars[];
extern const size_t pinyin_char_count;
enum { PINYIN_SET_BITS = 12 };

/* Surnames of two characters, in order of `first`, then `second`. */
struct pinyin_compound {
    uint32_t first;
    uint32_t second;
    uint16_t reading_first;
    uint16_t reading_second;
};
extern const struct pinyin_compound pinyin_compounds[];
extern const size_t pinyin_compound_count;

/* Every syllable that is a reading, in byte order. */
extern const uint16_t pinyin_syllables[];
extern const size_t pinyin_syllable_count;

#endif
