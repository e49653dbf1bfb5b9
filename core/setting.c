// SPDX-License-Identifier: MIT
#include "core/setting.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/verify.h"

struct setting_cache {
    struct entry {
        int64_t id, since;
        char *key;
        char *value; /* NULL: nothing */
    } *at;
    size_t n, cap;
};

struct setting_cache *setting_cache_new(void)
{
    return xcalloc(1, sizeof(struct setting_cache));
}

void setting_cache_free(struct setting_cache *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < c->n; i++) {
        xfree(c->at[i].key);
        xfree(c->at[i].value);
    }
    xfree(c->at);
    xfree(c);
}

void setting_learn(struct setting_cache *c, const struct record *rec)
{
    if (rec->kind != &kind_setting) {
        return;
    }
    const struct setting *s = (const struct setting *)rec;
    size_t i = 0;
    while (i < c->n && c->at[i].id != rec->id) {
        i++;
    }
    if (i == c->n) {
        c->at = mem_grow(c->at, c->n, &c->cap, sizeof *c->at);
        c->n++;
    } else {
        xfree(c->at[i].key);
        xfree(c->at[i].value);
    }
    bool struck = rec->state == RECORD_STRUCK;
    c->at[i] = (struct entry){rec->id, s->since, xstrdup(struck || !s->key ? "" : s->key),
                              xstrdup(s->value)};
}

enum err setting_load(struct reg *reg)
{
    struct scan *scan = scan_open(reg, &kind_setting);
    struct record *rec;
    while (scan_next(scan, &rec)) {
        setting_learn(reg->settings, rec);
        record_free(rec);
    }
    enum err e = verify_past(reg, "setting", NONE, scan_close(scan, NULL));
    return e == ERR_DAMAGED ? ERR_OK : e;
}

const char *setting_get(const struct reg *reg, const char *key, int64_t day, const char *usual)
{
    const struct entry *best = NULL;
    for (size_t i = 0; i < reg->settings->n; i++) {
        const struct entry *s = &reg->settings->at[i];
        bool newer = !best || s->since > best->since ||
                     (s->since == best->since && s->id > best->id);
        if (s->since <= day && strcmp(s->key, key) == 0 && newer) {
            best = s;
        }
    }
    return best && best->value ? best->value : usual;
}

int64_t setting_int(const struct reg *reg, const char *key, int64_t day, int64_t usual)
{
    const char *value = setting_get(reg, key, day, NULL);
    return value ? strtoll(value, NULL, 10) : usual;
}

void setting_put(struct changes *set, const char *key, const char *value, int64_t day)
{
    struct setting *s = (struct setting *)record_new(&kind_setting, 0);
    s->head.state = RECORD_STORED;
    s->key = xstrdup(key);
    s->value = value && value[0] ? xstrdup(value) : NULL;
    s->since = day;
    changes_put(set, &s->head);
}
