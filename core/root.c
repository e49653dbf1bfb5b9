// SPDX-License-Identifier: MIT
#include "core/root.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "db/stmt.h"

void root_init(struct root *root)
{
    *root = (struct root){.generation = 0};
    str_init(&root->counters);
}

void root_release(struct root *root)
{
    str_release(&root->counters);
}

static void root_mac(const struct key *key, const struct root *root, uint8_t out[MAC_BYTES])
{
    struct str bytes = STR_INIT;
    str_add_u64(&bytes, (uint64_t)root->generation);
    str_add_u64(&bytes, (uint64_t)root->records);
    str_add_u64(&bytes, (uint64_t)root->newest);
    str_add_u64(&bytes, (uint64_t)root->audit_seq);
    str_addn(&bytes, root->audit_head, MAC_BYTES);
    str_addn(&bytes, root->sum, MAC_BYTES);
    str_add_u64(&bytes, (uint64_t)root->noted);
    str_addn(&bytes, root->counters.ptr, root->counters.len);
    key_mac(key, "root", bytes.ptr, bytes.len, out);
    str_release(&bytes);
}

static bool take_mac(struct stmt *q, int at, uint8_t out[MAC_BYTES])
{
    size_t n;
    const void *bytes = stmt_blob(q, at, &n);
    if (!bytes || n != MAC_BYTES) {
        return false;
    }
    memcpy(out, bytes, MAC_BYTES);
    return true;
}

enum err root_load(struct db *db, const struct key *key, struct root *root)
{
    struct root r;
    root_init(&r);
    uint8_t stored[MAC_BYTES];
    bool good = false;
    struct stmt *q = stmt_new(db, "SELECT generation, records, newest, audit_seq, audit_head, sum,"
                                  " noted, counters, mac FROM root WHERE id = 1");
    if (stmt_row(q)) {
        r.generation = stmt_int(q, 0);
        r.records = stmt_int(q, 1);
        r.newest = stmt_int(q, 2);
        r.audit_seq = stmt_int(q, 3);
        r.noted = stmt_int(q, 6);
        const char *counters = stmt_text(q, 7);
        good = take_mac(q, 4, r.audit_head) && take_mac(q, 5, r.sum) && counters &&
               take_mac(q, 8, stored);
        str_add(&r.counters, counters ? counters : "");
    }
    enum err e = stmt_finish(q);
    if (e == ERR_OK && good) {
        uint8_t mac[MAC_BYTES];
        root_mac(key, &r, mac);
        good = key_mac_equal(mac, stored);
    }
    if (e == ERR_OK && good) {
        root_release(root);
        *root = r;
        return ERR_OK;
    }
    root_release(&r);
    return e == ERR_OK ? ERR_DAMAGED : e;
}

enum err root_store(struct db *db, const struct key *key, const struct root *root)
{
    uint8_t mac[MAC_BYTES];
    root_mac(key, root, mac);
    struct stmt *q = stmt_new(db, "INSERT OR REPLACE INTO root (id, generation, records, newest,"
                                  " audit_seq, audit_head, sum, noted, counters, mac)"
                                  " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, root->generation);
    stmt_bind_int(q, 2, root->records);
    stmt_bind_int(q, 3, root->newest);
    stmt_bind_int(q, 4, root->audit_seq);
    stmt_bind_blob(q, 5, root->audit_head, MAC_BYTES);
    stmt_bind_blob(q, 6, root->sum, MAC_BYTES);
    stmt_bind_int(q, 7, root->noted);
    stmt_bind_text(q, 8, root->counters.ptr);
    stmt_bind_blob(q, 9, mac, MAC_BYTES);
    return stmt_run(q);
}

void root_add(struct root *root, const uint8_t mac[MAC_BYTES])
{
    unsigned carry = 0;
    for (int i = MAC_BYTES - 1; i >= 0; i--) {
        unsigned digit = (unsigned)root->sum[i] + mac[i] + carry;
        root->sum[i] = (uint8_t)digit;
        carry = digit >> 8;
    }
    root->records++;
}

void root_subtract(struct root *root, const uint8_t mac[MAC_BYTES])
{
    unsigned borrow = 0;
    for (int i = MAC_BYTES - 1; i >= 0; i--) {
        unsigned digit = 256u + root->sum[i] - mac[i] - borrow;
        root->sum[i] = (uint8_t)digit;
        borrow = digit < 256;
    }
    root->records--;
}

int64_t root_next_number(struct root *root, const char *count)
{
    size_t n = strlen(count);
    int64_t number = 1;
    const char *line = root->counters.ptr;
    while (*line && !(strncmp(line, count, n) == 0 && line[n] == '=')) {
        const char *end = strchr(line, '\n');
        line = end ? end + 1 : line + strlen(line);
    }
    size_t at = (size_t)(line - root->counters.ptr);
    size_t old = 0;
    if (*line) {
        number = strtoll(line + n + 1, NULL, 10) + 1;
        old = strcspn(line, "\n") + 1;
    }
    char *fresh = str_format("%s=%lld\n", count, (long long)number);
    str_splice(&root->counters, at, old, fresh, strlen(fresh));
    xfree(fresh);
    return number;
}
