// SPDX-License-Identifier: MIT
#ifndef CORE_TELLABLE_H
#define CORE_TELLABLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Who can be told about a pupil, in the order one thinks of them: class teacher,
 * guardians, those who hold the school's posts.  Who must not be told is not among them.
 */
struct reg;

enum { TELLABLE_MOST = 9 };

struct tellable {
    char *person; /* PERSON: "S12", "G12.3" */
    char *title;  /* 班主任, 妈妈 */
    char *words;  /* 班主任覃秀芳, 妈妈 */
};

/* Up to TELLABLE_MOST; tellable_free() them. */
size_t tellable_list(struct reg *reg, int64_t pupil, struct tellable out[TELLABLE_MOST]);
void tellable_free(struct tellable *list, size_t n);

#endif
