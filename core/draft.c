// SPDX-License-Identifier: MIT
#include "core/draft.h"

#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "db/stmt.h"

/* --- in memory --- */

void draft_init(struct draft *d, int64_t id, const struct kind *kind, int64_t base, int64_t pupil)
{
    *d = (struct draft){.id = id, .kind = kind, .base = base, .pupil = pupil, .next_seq = 1};
}

void draft_release(struct draft *d)
{
    for (size_t i = 0; i < d->n; i++) {
        xfree(d->texts[i].key);
        str_wipe(&d->texts[i].text);
    }
    xfree(d->texts);
    *d = (struct draft){.id = NONE};
}

static struct draft_text *find(const struct draft *d, const char *key)
{
    for (size_t i = 0; i < d->n; i++) {
        if (strcmp(d->texts[i].key, key) == 0) {
            return &d->texts[i];
        }
    }
    return NULL;
}

static struct draft_text *find_or_add(struct draft *d, const char *key)
{
    struct draft_text *t = find(d, key);
    if (!t) {
        d->texts = mem_grow(d->texts, d->n, &d->cap, sizeof *d->texts);
        t = &d->texts[d->n++];
        *t = (struct draft_text){xstrdup(key), STR_INIT};
    }
    return t;
}

const char *draft_get(const struct draft *d, const char *key)
{
    const struct draft_text *t = find(d, key);
    return t && t->text.len ? t->text.ptr : NULL;
}

void draft_set(struct draft *d, const char *key, const char *text, size_t n)
{
    struct draft_text *t = find_or_add(d, key);
    str_splice(&t->text, 0, t->text.len, text, n);
}

void draft_save_all(struct draft *d, struct changes *set)
{
    struct str pack = STR_INIT;
    for (size_t i = 0; i < d->n; i++) {
        if (d->texts[i].text.len) {
            pack_put_text(&pack, d->texts[i].key, d->texts[i].text.ptr, d->texts[i].text.len);
        }
    }
    changes_draft(set, d->id, d->kind->spec.name, d->base, d->pupil, &pack);
    d->next_seq = 1;
}

/* What a patch was typed on: put to another state of the text it is no patch. */
static int64_t text_digest(const struct str *text)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < text->len; i++) {
        h = (h ^ (uint8_t)text->ptr[i]) * 0x100000001b3u;
    }
    return (int64_t)(h >> 1); /* never NONE */
}

void draft_save_patch(struct draft *d, struct changes *set, const char *key, size_t at, size_t del,
                      const char *ins, size_t n)
{
    struct draft_text *t = find_or_add(d, key);
    BUG_ON(at > t->text.len || del > t->text.len - at);
    int64_t on = text_digest(&t->text);
    str_splice(&t->text, at, del, ins, n);
    if (d->next_seq > DRAFT_FOLD) {
        draft_save_all(d, set);
        return;
    }
    struct str pack = STR_INIT;
    pack_put_text(&pack, "key", key, strlen(key));
    pack_put_int(&pack, "at", (int64_t)at);
    pack_put_int(&pack, "del", (int64_t)del);
    pack_put_text(&pack, "ins", ins, n);
    pack_put_int(&pack, "on", on);
    changes_patch(set, d->id, d->next_seq++, &pack);
}

/* --- MACs --- */

static void draft_mac(const struct reg *reg, int64_t id, const char *kind, int64_t base,
                      int64_t pupil, int64_t at, const void *pack, size_t n, uint8_t *mac)
{
    struct str bytes = STR_INIT;
    str_add_u64(&bytes, (uint64_t)id);
    str_addc(&bytes, (char)strlen(kind));
    str_add(&bytes, kind);
    str_add_u64(&bytes, (uint64_t)base);
    str_add_u64(&bytes, (uint64_t)pupil);
    str_add_u64(&bytes, (uint64_t)at);
    str_addn(&bytes, pack, n);
    key_mac(reg->key, "draft", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
}

static void patch_mac(const struct reg *reg, int64_t id, int64_t seq, int64_t at, const void *pack,
                      size_t n, uint8_t *mac)
{
    struct str bytes = STR_INIT;
    str_add_u64(&bytes, (uint64_t)id);
    str_add_u64(&bytes, (uint64_t)seq);
    str_add_u64(&bytes, (uint64_t)at);
    str_addn(&bytes, pack, n);
    key_mac(reg->key, "patch", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
}

static void place_mac(const struct reg *reg, int64_t at, const void *pack, size_t n, uint8_t *mac)
{
    struct str bytes = STR_INIT;
    str_add_u64(&bytes, (uint64_t)at);
    str_addn(&bytes, pack, n);
    key_mac(reg->key, "place", bytes.ptr, bytes.len, mac);
    str_wipe(&bytes);
}

/* --- writing --- */

/* Take the MACs a query gives out of the sum. */
static enum err subtract(struct reg *reg, const char *sql, int64_t id)
{
    struct stmt *q = stmt_new(reg->db, sql);
    stmt_bind_int(q, 1, id);
    while (stmt_row(q)) {
        size_t n;
        const void *mac = stmt_blob(q, 0, &n);
        if (n == MAC_BYTES) {
            root_subtract(&reg->root, mac);
        }
    }
    return stmt_finish(q);
}

static enum err run_id(struct reg *reg, const char *sql, int64_t id)
{
    struct stmt *q = stmt_new(reg->db, sql);
    stmt_bind_int(q, 1, id);
    return stmt_run(q);
}

static enum err drop(struct reg *reg, int64_t id)
{
    enum err e = subtract(reg, "SELECT mac FROM draft WHERE id = ?", id);
    if (e == ERR_OK) {
        e = subtract(reg, "SELECT mac FROM patch WHERE draft = ?", id);
    }
    if (e == ERR_OK) {
        e = run_id(reg, "DELETE FROM draft WHERE id = ?", id);
    }
    return e == ERR_OK ? run_id(reg, "DELETE FROM patch WHERE draft = ?", id) : e;
}

static enum err put_draft(struct reg *reg, const struct change *c, int64_t now)
{
    enum err e = drop(reg, c->id);
    if (e != ERR_OK) {
        return e;
    }
    uint8_t mac[MAC_BYTES];
    draft_mac(reg, c->id, c->kind, c->base, c->pupil, now, c->pack.ptr, c->pack.len, mac);
    struct stmt *q = stmt_new(reg->db, "INSERT INTO draft (id, kind, base, pupil, at, pack, mac)"
                                       " VALUES (?, ?, ?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, c->id);
    stmt_bind_text(q, 2, c->kind);
    stmt_bind_int(q, 3, c->base);
    if (c->pupil == NONE) {
        stmt_bind_null(q, 4);
    } else {
        stmt_bind_int(q, 4, c->pupil);
    }
    stmt_bind_int(q, 5, now);
    stmt_bind_blob(q, 6, c->pack.ptr, c->pack.len);
    stmt_bind_blob(q, 7, mac, MAC_BYTES);
    root_add(&reg->root, mac);
    return stmt_run(q);
}

static enum err put_patch(struct reg *reg, const struct change *c, int64_t now)
{
    uint8_t mac[MAC_BYTES];
    patch_mac(reg, c->id, c->seq, now, c->pack.ptr, c->pack.len, mac);
    struct stmt *q = stmt_new(reg->db, "INSERT INTO patch (draft, seq, at, pack, mac)"
                                       " VALUES (?, ?, ?, ?, ?)");
    stmt_bind_int(q, 1, c->id);
    stmt_bind_int(q, 2, c->seq);
    stmt_bind_int(q, 3, now);
    stmt_bind_blob(q, 4, c->pack.ptr, c->pack.len);
    stmt_bind_blob(q, 5, mac, MAC_BYTES);
    root_add(&reg->root, mac);
    return stmt_run(q);
}

static enum err put_place(struct reg *reg, const struct change *c, int64_t now)
{
    enum err e = subtract(reg, "SELECT mac FROM place WHERE id = ?", 1);
    if (e != ERR_OK) {
        return e;
    }
    uint8_t mac[MAC_BYTES];
    place_mac(reg, now, c->pack.ptr, c->pack.len, mac);
    struct stmt *q = stmt_new(reg->db, "INSERT OR REPLACE INTO place (id, at, pack, mac)"
                                       " VALUES (1, ?, ?, ?)");
    stmt_bind_int(q, 1, now);
    stmt_bind_blob(q, 2, c->pack.ptr, c->pack.len);
    stmt_bind_blob(q, 3, mac, MAC_BYTES);
    root_add(&reg->root, mac);
    return stmt_run(q);
}

enum err draft_apply(struct reg *reg, const struct change *change, int64_t now)
{
    switch (change->type) {
    case CHANGE_DRAFT:
        return put_draft(reg, change, now);
    case CHANGE_PATCH:
        return put_patch(reg, change, now);
    case CHANGE_DROP_DRAFT:
        return drop(reg, change->id);
    case CHANGE_PLACE:
        return put_place(reg, change, now);
    case CHANGE_PUT:
    case CHANGE_LINK:
    case CHANGE_AUDIT:
        break;
    }
    BUG("change %d", (int)change->type);
}

/* --- reading --- */

/* Whether the stored MAC at column `at` is `mac`. */
static bool fits(struct stmt *q, int at, const uint8_t mac[MAC_BYTES])
{
    size_t n;
    const void *stored = stmt_blob(q, at, &n);
    return n == MAC_BYTES && key_mac_equal(stored, mac);
}

/* Columns id, kind, base, pupil, at, pack, mac of a row of `draft`. */
static bool read_draft(struct reg *reg, struct stmt *q, struct draft *d, uint8_t mac[MAC_BYTES])
{
    size_t n;
    const char *name = stmt_text(q, 1);
    const struct kind *kind = name ? kind_by_name(name) : NULL;
    if (!kind) {
        return false;
    }
    draft_init(d, stmt_int(q, 0), kind, stmt_int(q, 2), stmt_int(q, 3));
    d->at = stmt_int(q, 4);
    const void *pack = stmt_blob(q, 5, &n);
    draft_mac(reg, d->id, name, d->base, d->pupil, d->at, pack, n, mac);
    if (!fits(q, 6, mac)) {
        return false;
    }
    size_t at = 0;
    struct pack_entry e;
    while (pack_next(pack, n, &at, &e)) {
        char *key = xmemdupz(e.name, e.name_len);
        draft_set(d, key, e.value, e.len);
        xfree(key);
    }
    return at == n;
}

static bool apply_patch(struct draft *d, const void *pack, size_t n)
{
    struct pack_entry key;
    struct pack_entry at;
    struct pack_entry del;
    struct pack_entry ins;
    if (!pack_find(pack, n, "key", &key) || !pack_find(pack, n, "at", &at) ||
        !pack_find(pack, n, "del", &del) || !pack_find(pack, n, "ins", &ins)) {
        return false;
    }
    char *name = xmemdupz(key.value, key.len);
    struct draft_text *t = find_or_add(d, name);
    xfree(name);
    struct pack_entry on; /* patches of earlier versions have none */
    if (pack_find(pack, n, "on", &on) && pack_int(&on) != text_digest(&t->text)) {
        return false;
    }
    int64_t from = pack_int(&at);
    int64_t gone = pack_int(&del);
    if (from < 0 || gone < 0 || (uint64_t)from > t->text.len ||
        (uint64_t)gone > t->text.len - (uint64_t)from) {
        return false;
    }
    str_splice(&t->text, (size_t)from, (size_t)gone, ins.value, ins.len);
    return true;
}

static enum err load_patches(struct reg *reg, struct draft *d)
{
    bool good = true;
    struct stmt *q = stmt_new(reg->db, "SELECT seq, at, pack, mac FROM patch WHERE draft = ?"
                                       " ORDER BY seq");
    stmt_bind_int(q, 1, d->id);
    while (good && stmt_row(q)) {
        size_t n;
        const void *pack = stmt_blob(q, 2, &n);
        uint8_t mac[MAC_BYTES];
        patch_mac(reg, d->id, stmt_int(q, 0), stmt_int(q, 1), pack, n, mac);
        good = stmt_int(q, 0) == d->next_seq && fits(q, 3, mac) && apply_patch(d, pack, n);
        d->next_seq++;
        d->at = stmt_int(q, 1);
    }
    enum err e = stmt_finish(q);
    return e == ERR_OK && !good ? ERR_DAMAGED : e;
}

enum err draft_load(struct reg *reg, int64_t id, struct draft *d)
{
    struct draft loaded;
    draft_init(&loaded, id, NULL, 0, NONE);
    uint8_t mac[MAC_BYTES];
    struct stmt *q = stmt_new(reg->db, "SELECT id, kind, base, pupil, at, pack, mac FROM draft"
                                       " WHERE id = ?");
    stmt_bind_int(q, 1, id);
    bool found = stmt_row(q);
    bool good = found && read_draft(reg, q, &loaded, mac);
    enum err e = stmt_finish(q);
    if (e == ERR_OK && !good) {
        e = found ? ERR_DAMAGED : ERR_NOT_FOUND;
    }
    if (e == ERR_OK) {
        e = load_patches(reg, &loaded);
    }
    if (e != ERR_OK) {
        draft_release(&loaded);
        return e;
    }
    *d = loaded;
    return ERR_OK;
}

enum err draft_list(struct reg *reg, struct draft_info **list, size_t *count)
{
    struct draft_info *found = NULL;
    size_t n = 0;
    size_t cap = 0;
    struct stmt *q =
        stmt_new(reg->db, "SELECT d.id, d.kind, d.base, d.pupil,"
                          " coalesce((SELECT max(p.at) FROM patch p WHERE p.draft = d.id), d.at)"
                          " FROM draft d ORDER BY 5 DESC");
    while (stmt_row(q)) {
        const char *name = stmt_text(q, 1);
        const struct kind *kind = name ? kind_by_name(name) : NULL;
        if (kind) {
            found = mem_grow(found, n, &cap, sizeof *found);
            found[n++] = (struct draft_info){stmt_int(q, 0), kind, stmt_int(q, 2), stmt_int(q, 3),
                                             stmt_int(q, 4)};
        }
    }
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        xfree(found);
        return e;
    }
    *list = found;
    *count = n;
    return ERR_OK;
}

enum err place_load(struct reg *reg, struct str *pack)
{
    struct stmt *q = stmt_new(reg->db, "SELECT at, pack, mac FROM place WHERE id = 1");
    bool found = stmt_row(q);
    bool good = false;
    if (found) {
        size_t n;
        const void *bytes = stmt_blob(q, 1, &n);
        uint8_t mac[MAC_BYTES];
        place_mac(reg, stmt_int(q, 0), bytes, n, mac);
        good = fits(q, 2, mac);
        if (good) {
            str_addn(pack, bytes, n);
        }
    }
    enum err e = stmt_finish(q);
    if (e == ERR_OK && !good) {
        e = found ? ERR_DAMAGED : ERR_NOT_FOUND;
    }
    return e;
}

enum err draft_verify(struct reg *reg, struct root *sum)
{
    bool good = true;
    uint8_t mac[MAC_BYTES];
    struct stmt *q = stmt_new(reg->db, "SELECT id, kind, base, pupil, at, pack, mac FROM draft");
    while (stmt_row(q)) {
        struct draft d;
        draft_init(&d, NONE, NULL, 0, NONE);
        good = read_draft(reg, q, &d, mac) && good;
        root_add(sum, mac);
        draft_release(&d);
    }
    enum err e = stmt_finish(q);
    q = stmt_new(reg->db, "SELECT draft, seq, at, pack, mac FROM patch");
    while (stmt_row(q)) {
        size_t n;
        const void *pack = stmt_blob(q, 3, &n);
        patch_mac(reg, stmt_int(q, 0), stmt_int(q, 1), stmt_int(q, 2), pack, n, mac);
        good = fits(q, 4, mac) && good;
        root_add(sum, mac);
    }
    enum err other = stmt_finish(q);
    e = e == ERR_OK ? other : e;
    q = stmt_new(reg->db, "SELECT at, pack, mac FROM place");
    while (stmt_row(q)) {
        size_t n;
        const void *pack = stmt_blob(q, 1, &n);
        place_mac(reg, stmt_int(q, 0), pack, n, mac);
        good = fits(q, 2, mac) && good;
        root_add(sum, mac);
    }
    other = stmt_finish(q);
    e = e == ERR_OK ? other : e;
    return e == ERR_OK && !good ? ERR_DAMAGED : e;
}
