// SPDX-License-Identifier: MIT
#ifndef TUI_BACKUP_WORDS_H
#define TUI_BACKUP_WORDS_H

#include <stdint.h>

#include "core/backup.h"
#include "core/base/str.h"

/* Copies in words for people; all of it is appended. */

/* "3 天前（03-23 周一 16:58，U 盘）"; `moment` as in struct backup_file, `where` "" or a place. */
void backup_words_when(struct str *out, int64_t moment, const char *where, int64_t now);

/* The newest copy there is: "today 10:22", or that there is none yet. */
void backup_words_last(struct str *out, const struct backup_last *last, int64_t now);

/* Row 2 of the day screen: how old the copy outside is. */
void backup_words_age(struct str *out, const struct backup_last *last, int64_t now);

/* Row 23 of the day screen: here and outside, a sentence each. */
void backup_words_both(struct str *out, const struct backup_last *last, int64_t now);

/* Why it was made: "each day"; a word of `struct backup_file`. */
const char *backup_words_why(const char *why);

#endif
