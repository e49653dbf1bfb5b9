// SPDX-License-Identifier: MIT
#ifndef LOCALE_PINYIN_H
#define LOCALE_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/str.h"

/*
 * Pinyin of names.  The table is made at build time from unicode-data's
 * Unihan_Readings (kTGHZ2013, kXHC1983, kMandarin, else the first of
 * kHanyuPinyin), every reading kept, plus the reviewed list pinyin.extra
 * (surname readings first: 覃 qin, 单 shan, 曾 zeng, 解 xie, 缪 miao ...; and
 * compound surnames).  Readings are plain letters a-z, ü written v, no tones.
 */

/*
 * Readings of one character, most likely first, separated by single spaces:
 * "zhong chong".  `as_surname` puts the surname reading first.  "" if it has none.
 */
const char *pinyin_readings(uint32_t cp, bool as_surname);

/* The reading with its tone digit for a rare character, "yan3"; "" if unknown. */
const char *pinyin_toned(uint32_t cp);

/*
 * The pinyin of a name as one proposes it for 姓名拼音: "qin zimo", surname
 * (one or two characters by the list) first, lower case.  Characters without a
 * reading are left as they are.  Appended to `out`.
 */
void pinyin_of_name(struct str *out, const char *name);

/*
 * How many bytes of `name` are the surname: the part before a space or a
 * separator dot if there is one, else two characters by the list of compound
 * surnames (if another follows), else one.
 */
size_t pinyin_surname_len(const char *name);

/*
 * A search key of a name: all readings of each character, for
 * pinyin_match().  Compact bytes, appended to `out`; made once per pupil.
 * `typed_pinyin` (may be NULL or "") is the pupil's own 姓名拼音 field, one or
 * more spellings separated by `;`, `,` or `/`, and is matched beside the table.
 */
void pinyin_key(struct str *out, const char *name, const char *typed_pinyin);

/*
 * Whether what was typed matches the key: initials ("lm"), full pinyin
 * ("liming", "li ming"), a mixture ("lming"), a prefix of any of these, or the
 * characters themselves are compared by the caller.  v and u both find ü;
 * case and spaces do not matter.  Returns 0 no match; else a rank, higher is
 * better (whole name 3, from the first character 2, from a later one 1).
 * Nothing typed matches with 2.  What is behind 63 bytes is not compared.
 */
int pinyin_match(const char *key, size_t key_len, const char *typed);

/*
 * A quick no before pinyin_match(): the letters of a key and those that begin a
 * reading, and what typed text needs of them.  A key can only match if
 * `pinyin_needs(typed) & ~pinyin_letters(key, n)` is 0.
 */
uint64_t pinyin_letters(const char *key, size_t key_len);
uint64_t pinyin_needs(const char *typed);

/*
 * The sort key of a name: first readings in order, so that memcmp() sorts as
 * a Chinese class list does (pinyin, then code points).  Appended to `out`.
 */
void pinyin_sort_key(struct str *out, const char *name, const char *typed_pinyin);

/* Whether the initials of `text` begin with `typed`, or any reading's initials do. */
bool pinyin_initials_match(const char *text, const char *typed);

#endif
