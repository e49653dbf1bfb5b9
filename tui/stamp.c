// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "tui/edit.h"

/* Stored data, the same in every language. */
static const char *const stamps[] = {
    [STAMP_NONE] = "",        [STAMP_WORDS] = "原话",   [STAMP_DANGER] = "危险",
    [STAMP_SUPPORT] = "支持", [STAMP_PROMISE] = "答应", [STAMP_SILENCE] = "沉默",
    [STAMP_CRYING] = "哭",
};

_Static_assert(COUNT(stamps) == STAMP_COUNT, "a word for every stamp");

#define OPEN "〔"
#define CLOSE "〕"

const char *stamp_word(enum stamp stamp)
{
    return stamps[stamp];
}

enum stamp stamp_of_line(const char *line, size_t n, size_t *skip)
{
    size_t open = strlen(OPEN);
    size_t close = strlen(CLOSE);
    *skip = 0;
    if (n < open || memcmp(line, OPEN, open) != 0) {
        return STAMP_NONE;
    }
    for (int i = STAMP_NONE + 1; i < STAMP_COUNT; i++) {
        size_t word = strlen(stamps[i]);
        size_t whole = open + word + close;
        if (n >= whole && memcmp(line + open, stamps[i], word) == 0 &&
            memcmp(line + open + word, CLOSE, close) == 0) {
            *skip = whole;
            return (enum stamp)i;
        }
    }
    return STAMP_NONE;
}
