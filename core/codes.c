// SPDX-License-Identifier: MIT
#include "core/codes.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"

#define LIST(name, digits, text) static const struct code table_##name[] = {
#define CODE(c, ...) {.code = (c), .label = __VA_ARGS__},
#define END                                                                                        \
    }                                                                                              \
    ;
#include "core/codes.def"
#undef LIST
#undef CODE
#undef END

#define LIST(list, digit_count, text)                                                              \
    const struct code_list codes_##list = {                                                        \
        .name = #list, .label = (text), .digits = (digit_count), .codes = table_##list,            \
        .count = COUNT(table_##list)};
#define CODE(...)
#define END
#include "core/codes.def"
#undef LIST
#undef CODE
#undef END

const struct code codes_missing[3] = {
    {.code = "90", .label = N_("not asked")},
    {.code = "91", .label = N_("would not say")},
    {.code = "92", .label = N_("not clear")},
};

const struct code_list *codes_list(const char *name)
{
    static const struct code_list *const lists[] = {
#define X(list) &codes_##list,
        CODE_LISTS(X)
#undef X
    };
    for (size_t i = 0; i < COUNT(lists); i++) {
        if (strcmp(lists[i]->name, name) == 0) {
            return lists[i];
        }
    }
    BUG("no list of codes is called %s", name);
}

const struct code *codes_find(const struct code_list *list, const char *code)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->codes[i].code, code) == 0) {
            return &list->codes[i];
        }
    }
    for (size_t i = 0; i < COUNT(codes_missing); i++) {
        if (strcmp(codes_missing[i].code, code) == 0) {
            return &codes_missing[i];
        }
    }
    return NULL;
}

/* Compare texts as people write them: spaces aside, full-width ASCII as ASCII. */
static bool same_words(const char *a, const char *b, size_t b_len)
{
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    utf8_squeeze(&x, a, strlen(a));
    utf8_squeeze(&y, b, b_len);
    bool same = x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0;
    str_release(&x);
    str_release(&y);
    return same;
}

static bool in_alternatives(const char *alternatives, const char *text)
{
    for (const char *p = alternatives; p && *p;) {
        const char *bar = strchr(p, '|');
        size_t n = bar ? (size_t)(bar - p) : strlen(p);
        if (same_words(text, p, n)) {
            return true;
        }
        p = bar ? bar + 1 : NULL;
    }
    return false;
}

const struct code *codes_by_text(const struct code_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct code *c = &list->codes[i];
        const char *label = tr(c->label);
        if (same_words(text, label, strlen(label)) ||
            same_words(text, c->label, strlen(c->label)) || in_alternatives(c->alias, text)) {
            return c;
        }
        /* 汉族 for 汉: only nationalities may carry the word. */
        size_t n = strlen(text);
        if (list == &codes_nation && n > 3 && strcmp(text + n - 3, "族") == 0) {
            char *bare = xmemdupz(text, n - 3);
            bool same = in_alternatives(c->alias, bare);
            xfree(bare);
            if (same) {
                return c;
            }
        }
    }
    for (size_t i = 0; i < COUNT(codes_missing); i++) {
        const char *label = tr(codes_missing[i].label);
        if (same_words(text, label, strlen(label))) {
            return &codes_missing[i];
        }
    }
    return NULL;
}

bool codes_has(const char *codes, const char *code)
{
    size_t n = strlen(code);
    for (const char *p = codes; p && (p = strstr(p, code)) != NULL; p += n) {
        if (p > codes && p[-1] == ' ' && p[n] == ' ') {
            return true;
        }
    }
    return false;
}

static void add_code(struct str *out, const char *code)
{
    if (!out->len) {
        str_addc(out, ' ');
    }
    str_addf(out, "%s ", code);
}

char *codes_toggle(const struct code_list *list, const char *codes, const char *code)
{
    struct str out = STR_INIT;
    bool adding = !codes_has(codes, code);
    /* An honest empty and an answer do not go together: the last one typed holds. */
    bool empty_code = strlen(code) == 2 && codes_find(list, code) >= codes_missing &&
                      codes_find(list, code) < codes_missing + COUNT(codes_missing);
    if (empty_code) {
        if (adding) {
            add_code(&out, code);
        }
        return str_steal(&out);
    }
    for (size_t i = 0; i < list->count; i++) {
        const char *c = list->codes[i].code;
        if (strcmp(c, code) == 0 ? adding : codes_has(codes, c)) {
            add_code(&out, c);
        }
    }
    return str_steal(&out);
}
