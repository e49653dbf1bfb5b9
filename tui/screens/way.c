// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "tui/screens/way.h"

/*
 * A rough judgement, in words and never in years: what it looks at is length,
 * how many different characters there are, words, and runs such as 1234 or
 * aaaa.  The key derivation (0.8 s a try) does the rest.
 */
struct shape {
    size_t chars;
    size_t runs;    /* characters that follow the one before: 1234, aaaa, 4321 */
    size_t words;   /* separated by spaces */
    size_t classes; /* small, capital, digit, other, beyond ASCII */
};

static unsigned class_of(uint32_t cp)
{
    bool small = cp >= 'a' && cp <= 'z';
    bool capital = cp >= 'A' && cp <= 'Z';
    bool digit = cp >= '0' && cp <= '9';
    return small ? 1 : capital ? 2 : digit ? 4 : cp < 0x80 ? 8 : 16;
}

static struct shape look(const char *password)
{
    struct shape s = {0};
    unsigned classes = 0;
    uint32_t before = ' ';
    while (*password) {
        uint32_t cp = utf8_next(&password);
        s.chars++;
        s.runs += cp == before || cp == before + 1 || cp + 1 == before;
        s.words += cp != ' ' && before == ' ';
        classes |= cp == ' ' ? 0 : class_of(cp);
        before = cp;
    }
    for (unsigned bit = 1; bit <= 16; bit <<= 1) {
        s.classes += (classes & bit) != 0;
    }
    return s;
}

enum strength strength_of(const char *password)
{
    struct shape s = look(password);
    if (s.chars == 0) {
        return STRENGTH_NONE;
    }
    if (s.chars < PASSWORD_LEAST) {
        return STRENGTH_SHORT;
    }
    size_t worth = s.chars - s.runs + 2 * (s.classes - (s.classes > 0));
    if (worth >= 18 || (s.words >= 4 && worth >= 14)) {
        return STRENGTH_GOOD;
    }
    return worth >= 12 ? STRENGTH_FAIR : STRENGTH_WEAK;
}

const char *strength_words(enum strength s)
{
    static const char *const words[] = {
        [STRENGTH_NONE] = " ",
        [STRENGTH_SHORT] = N_("Too short: at least 8 characters."),
        [STRENGTH_WEAK] =
            N_("Rather weak. Make it longer: four words that do not belong together."),
        [STRENGTH_FAIR] =
            N_("Good enough. Four unrelated words are easy to keep in mind and better."),
        [STRENGTH_GOOD] = N_("Strong."),
    };
    return words[s];
}

bool strength_has_wide(const char *password)
{
    bool wide = false;
    while (*password) {
        uint32_t cp = utf8_next(&password);
        wide = wide || cp >= 0x2E80;
    }
    return wide;
}

const char *password_pair_problem(const char *first, const char *again, bool *warned)
{
    if (strength_of(first) < STRENGTH_WEAK) {
        return N_("The password needs at least 8 characters.");
    }
    if (strcmp(first, again) != 0) {
        return N_("The two passwords differ. Type the second once more.");
    }
    if (strength_has_wide(first) && !*warned) {
        *warned = true;
        return N_("Chinese in the password: it may not be typable elsewhere. F2 again takes it.");
    }
    return NULL;
}

char *way_short_path(const char *path)
{
    const char *home = getenv("HOME");
    size_t n = home ? strlen(home) : 0;
    bool inside = n > 1 && strncmp(path, home, n) == 0 && (path[n] == '/' || path[n] == '\0');
    return inside ? str_format("~%s", path + n) : xstrdup(path);
}
