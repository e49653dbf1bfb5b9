// SPDX-License-Identifier: MIT
#include "tests/fault/says.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"

static void mix(uint64_t *h, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    while (n--) {
        *h = (*h ^ *p++) * 0x100000001b3u;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Ids in eight bytes (values of a pack) and in digits (what an act is about). */
static void make_ids_one(struct str *pack, int64_t newer)
{
    enum { DIGITS = 18 };
    for (size_t i = 0; i + 8 <= pack->len; i++) {
        uint64_t n = 0;
        for (size_t k = 0; k < 8; k++) {
            n = n << 8 | (unsigned char)pack->ptr[i + k];
        }
        /* Times are not that large, and texts begin above or far below. */
        if (n > (uint64_t)newer && n - (uint64_t)newer < (uint64_t)1 << 44) {
            memset(pack->ptr + i, 0, 8);
        }
    }
    for (char *p = pack->ptr; p < pack->ptr + pack->len; p++) {
        if (is_digit(*p)) {
            char *end;
            bool is_id = strtoll(p, &end, 10) > newer && end - p >= DIGITS;
            memset(p, is_id ? '0' : *p, is_id ? (size_t)(end - p) : 1);
            p = is_id ? end - 1 : p;
        }
    }
}

static uint64_t hash_record(const struct record *rec, int64_t newer)
{
    uint64_t h = 0xcbf29ce484222325u;
    int64_t id = rec->id > newer ? newer : rec->id;
    struct str pack = STR_INIT;
    pack_record(&pack, rec);
    if (newer != INT64_MAX) {
        make_ids_one(&pack, newer);
    }
    mix(&h, rec->kind->spec.name, strlen(rec->kind->spec.name));
    mix(&h, &id, sizeof id);
    mix(&h, &rec->version, sizeof rec->version);
    mix(&h, &rec->state, sizeof rec->state);
    mix(&h, pack.ptr, pack.len);
    str_release(&pack);
    return h;
}

static uint64_t hash_drafts(struct reg *reg)
{
    struct draft_info *list;
    size_t n;
    uint64_t sum = 0;
    assert_int_equal(draft_list(reg, &list, &n), ERR_OK);
    for (size_t i = 0; i < n; i++) {
        struct draft d;
        assert_int_equal(draft_load(reg, list[i].id, &d), ERR_OK);
        for (size_t k = 0; k < d.n; k++) {
            uint64_t h = 0x84222325u;
            mix(&h, d.texts[k].key, strlen(d.texts[k].key));
            mix(&h, d.texts[k].text.ptr, d.texts[k].text.len);
            mix(&h, &d.id, sizeof d.id);
            sum += h;
        }
        draft_release(&d);
    }
    xfree(list);
    return sum;
}

uint64_t says(struct reg *reg, int64_t newer)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    uint64_t sum = hash_drafts(reg);
    for (size_t i = 0; i < n; i++) {
        struct scan *scan = scan_open(reg, kinds[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            sum += hash_record(rec, newer);
            record_free(rec);
        }
        assert_int_equal(scan_close(scan, NULL), ERR_OK);
    }
    return sum;
}

void says_damage(void *ctx, const char *msgid, int64_t n)
{
    fail_msg("%s: %s %lld", (const char *)ctx, msgid, (long long)n);
}

bool is_large(void)
{
    const char *s = getenv("TORTURE");
    return s && strcmp(s, "1") == 0;
}

double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}
