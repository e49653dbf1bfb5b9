// SPDX-License-Identifier: MIT
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "db/keyfile.h"
#include "db/secret.h"

/* --- the text -------------------------------------------------------------- */

enum err password_normal(const char *bytes, size_t n, struct str *out)
{
    static const char bom[] = "\xef\xbb\xbf";
    if (n >= 3 && memcmp(bytes, bom, 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    const char *end = n ? memchr(bytes, '\n', n) : NULL;
    n = end ? (size_t)(end - bytes) : n;
    if (n && bytes[n - 1] == '\r') {
        n--;
    }
    while (n) {
        uint32_t cp = 0;
        int length = utf8_decode(bytes, n, &cp);
        if (length <= 0 || cp == 0) {
            return ERR_INVALID;
        }
        char narrow[5];
        int narrow_n = utf8_encode(utf8_narrow(cp), narrow);
        str_addn(out, narrow, (size_t)narrow_n);
        mem_zero(narrow, sizeof narrow);
        bytes += length;
        n -= (size_t)length;
    }
    return ERR_OK;
}

/* --- its cost -------------------------------------------------------------- */

#define MIB ((uint64_t)1 << 20)

/* Bytes of memory to be had without swapping; 0 if that cannot be said. */
static uint64_t free_memory(void)
{
    struct str text = STR_INIT;
    uint64_t kib = 0;
    if (file_read("/proc/meminfo", 64 * 1024, &text) == ERR_OK) {
        static const char label[] = "MemAvailable:";
        const char *at = strstr(text.ptr, label);
        kib = at ? strtoull(at + sizeof label - 1, NULL, 10) : 0;
    }
    str_release(&text);
    return kib * 1024;
}

/* Milliseconds of one pass over `mem` bytes, at least 1; 0 if it cannot be had. */
static int64_t pass_time(uint64_t mem)
{
    uint8_t salt[crypto_pwhash_argon2id_SALTBYTES] = {0};
    uint8_t out[32];
    int64_t began = clock_uptime();
    if (crypto_pwhash(out, sizeof out, "", 0, salt, 1, (size_t)mem, crypto_pwhash_ALG_ARGON2ID13) !=
        0) {
        return 0;
    }
    int64_t took = clock_uptime() - began;
    return took > 0 ? took : 1;
}

struct kdf keyfile_calibrate(enum kdf_cost cost)
{
    static const struct {
        uint64_t mem;
        int64_t ms;
    } aims[] = {
        [KDF_LIGHT] = {32 * MIB, 0},
        [KDF_NORMAL] = {64 * MIB, 800},
        [KDF_STRONG] = {256 * MIB, 2000},
    };
    enum { LEAST = 3, MOST = 16 };
    const struct kdf light = {.mem_bytes = 32 * MIB, .passes = LEAST};
    if (cost == KDF_LIGHT) {
        return light;
    }
    uint64_t available = free_memory();
    bool scarce = available && available < 256 * MIB;
    uint64_t mem = scarce ? 32 * MIB : aims[cost].mem;
    int64_t pass = pass_time(mem);
    if (pass == 0) {
        return light;
    }
    /* Half the memory is half the time a pass, so the same aim doubles the passes. */
    int64_t most = scarce ? 2 * MOST : MOST;
    int64_t passes = aims[cost].ms / pass;
    passes = passes < LEAST ? LEAST : passes > most ? most : passes;
    return (struct kdf){.mem_bytes = mem, .passes = (uint32_t)passes};
}
