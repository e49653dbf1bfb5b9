// SPDX-License-Identifier: MIT
#include <sodium.h>
#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "db/secret.h"

/*
 * The recovery code: 140 bits as 28 symbols of five bits, four to a group, and
 * behind each four a check symbol over GF(32) (x^5 + x^2 + 1):
 *
 *     check = 2 s1 + 4 s2 + 8 s3 + 16 s4 + group
 *
 * The weights differ from each other, from 0 and from the check symbol's own
 * weight 1, so one wrong symbol and two exchanged symbols of a group are always
 * noticed; the group's number is added, so exchanged groups are, too.
 */
enum { DATA_CHARS = CODE_GROUP_CHARS - 1, CODE_CHARS = CODE_GROUPS * CODE_GROUP_CHARS };

/* Crockford's base 32: digits and letters without I L O U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static unsigned times_two(unsigned x)
{
    x <<= 1;
    return x & 32u ? x ^ 0x25u : x;
}

static unsigned check_symbol(int group, const uint8_t symbols[DATA_CHARS])
{
    unsigned sum = 0;
    for (int i = DATA_CHARS - 1; i >= 0; i--) {
        sum = times_two(sum ^ symbols[i]);
    }
    return sum ^ (unsigned)group;
}

/* Data symbol `at`, 0 to 27: five bits from the top. */
static uint8_t secret_symbol(const uint8_t secret[SECRET_BYTES], size_t at)
{
    size_t bit = at * 5;
    unsigned two = (unsigned)secret[bit / 8] << 8;
    if (bit / 8 + 1 < SECRET_BYTES) {
        two |= secret[bit / 8 + 1];
    }
    return (two >> (11 - bit % 8)) & 31u;
}

void key_code(const struct key *key, char out[CODE_TEXT])
{
    const uint8_t *secret = key_secret(key);
    char *at = out;
    for (int group = 1; group <= CODE_GROUPS; group++) {
        uint8_t symbols[DATA_CHARS];
        for (int i = 0; i < DATA_CHARS; i++) {
            symbols[i] = secret_symbol(secret, (size_t)((group - 1) * DATA_CHARS + i));
            *at++ = alphabet[symbols[i]];
        }
        *at++ = alphabet[check_symbol(group, symbols)];
        *at++ = group < CODE_GROUPS ? '-' : '\0';
        mem_zero(symbols, sizeof symbols);
    }
}

/* A space or a dash of any kind, which input methods put in. */
static bool is_filler(uint32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n' || cp == 0xa0 || cp == '-' ||
           (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xfeff;
}

enum { BAD_SYMBOL = 0xff };

static uint8_t symbol_of(uint32_t cp)
{
    if (cp >= 'a' && cp <= 'z') {
        cp -= 'a' - 'A';
    }
    cp = cp == 'O' ? '0' : cp == 'I' || cp == 'L' ? '1' : cp;
    const char *found = cp && cp < 128 ? strchr(alphabet, (int)cp) : NULL;
    return found ? (uint8_t)(found - alphabet) : BAD_SYMBOL;
}

/*
 * The symbols of what was typed, at most `max`; the number that were there.
 * What is no symbol counts as one that fits nowhere, so that its group is named.
 */
static size_t read_symbols(const char *typed, uint8_t *symbols, size_t max)
{
    size_t left = strlen(typed);
    size_t count = 0;
    while (left) {
        uint32_t cp = 0;
        int n = utf8_decode(typed, left, &cp);
        cp = n > 0 ? utf8_narrow(cp) : 0;
        n = n > 0 ? n : 1;
        typed += n;
        left -= (size_t)n;
        if (is_filler(cp)) {
            continue;
        }
        if (count < max) {
            symbols[count] = symbol_of(cp);
        }
        count++;
    }
    return count;
}

static bool group_fits(int group, const uint8_t symbols[CODE_GROUP_CHARS])
{
    for (int i = 0; i < CODE_GROUP_CHARS; i++) {
        if (symbols[i] == BAD_SYMBOL) {
            return false;
        }
    }
    return check_symbol(group, symbols) == symbols[DATA_CHARS];
}

bool key_group_fits(int group, const char *typed)
{
    BUG_ON(group < 1 || group > CODE_GROUPS);
    uint8_t symbols[CODE_GROUP_CHARS];
    size_t count = read_symbols(typed, symbols, sizeof symbols);
    bool fits = count == CODE_GROUP_CHARS && group_fits(group, symbols);
    mem_zero(symbols, sizeof symbols);
    return fits;
}

enum err key_from_code(const char *typed, struct key **key, int *bad_group)
{
    uint8_t *symbols = secret_alloc(CODE_CHARS);
    uint8_t *secret = secret_alloc(SECRET_BYTES);
    memset(secret, 0, SECRET_BYTES);
    enum err e = ERR_OK;
    *bad_group = 0;
    if (read_symbols(typed, symbols, CODE_CHARS) != CODE_CHARS) {
        e = ERR_CODE;
    }
    for (int group = 1; e == ERR_OK && group <= CODE_GROUPS; group++) {
        const uint8_t *of_group = symbols + (group - 1) * CODE_GROUP_CHARS;
        if (!group_fits(group, of_group)) {
            *bad_group = group;
            e = ERR_CODE;
            break;
        }
        for (int i = 0; i < DATA_CHARS; i++) {
            size_t bit = (size_t)((group - 1) * DATA_CHARS + i) * 5;
            unsigned two = (unsigned)of_group[i] << (11 - bit % 8);
            secret[bit / 8] |= (uint8_t)(two >> 8);
            if (bit / 8 + 1 < SECRET_BYTES) {
                secret[bit / 8 + 1] |= (uint8_t)(two & 0xff);
            }
        }
    }
    if (e == ERR_OK) {
        *key = key_from_secret(secret);
    }
    secret_free(secret);
    secret_free(symbols);
    return e;
}
