// SPDX-License-Identifier: MIT
#include "core/document.h"

#include <string.h>

#include "core/base/debug.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/encode.h"
#include "locale/pinyin.h"

void document_init(struct document *doc)
{
    memset(doc, 0, sizeof *doc);
    doc->school = xstrdup("");
    doc->confidential = xstrdup("");
    doc->printed = xstrdup("");
    doc->serial = xstrdup("");
    doc->watermark = xstrdup("");
}

static void wipe(void *ctx, char **text)
{
    (void)ctx;
    xwipe_str(*text);
    *text = NULL;
}

void document_release(struct document *doc)
{
    document_each(doc, wipe, NULL);
    for (size_t i = 0; i < doc->n; i++) {
        xfree(doc->blocks[i].rows);
    }
    for (size_t i = 0; i < doc->name_count; i++) {
        xwipe_str(doc->names[i].name);
    }
    xfree(doc->blocks);
    memset(doc, 0, sizeof *doc);
}

struct block *document_add(struct document *doc, enum block_type type, const char *text)
{
    doc->blocks = mem_grow(doc->blocks, doc->n, &doc->cap, sizeof *doc->blocks);
    struct block *b = &doc->blocks[doc->n++];
    *b = (struct block){.type = type};
    b->text = xstrdup(text ? text : "");
    b->left = xstrdup("");
    b->right = xstrdup("");
    return b;
}

struct doc_row *block_row(struct block *b)
{
    b->rows = mem_grow(b->rows, b->n, &b->cap, sizeof *b->rows);
    struct doc_row *row = &b->rows[b->n++];
    *row = (struct doc_row){.n = 0};
    return row;
}

void row_cell(struct doc_row *row, char *text)
{
    BUG_ON(row->n == DOC_CELLS);
    row->cells[row->n++] = text;
}

void document_each(struct document *doc, void (*each)(void *ctx, char **text), void *ctx)
{
    each(ctx, &doc->school);
    each(ctx, &doc->confidential);
    each(ctx, &doc->printed);
    each(ctx, &doc->serial);
    each(ctx, &doc->watermark);
    for (size_t i = 0; i < doc->n; i++) {
        struct block *b = &doc->blocks[i];
        each(ctx, &b->text);
        each(ctx, &b->left);
        each(ctx, &b->right);
        for (size_t r = 0; r < b->n; r++) {
            for (size_t c = 0; c < b->rows[r].n; c++) {
                each(ctx, &b->rows[r].cells[c]);
            }
        }
    }
}

/* --- characters that cannot be written --- */

struct lacking {
    uint32_t *cps;
    size_t n, cap;
};

static bool has(const uint32_t *cps, size_t n, uint32_t cp)
{
    for (size_t i = 0; i < n; i++) {
        if (cps[i] == cp) {
            return true;
        }
    }
    return false;
}

/* Symbols that are nobody's name are mended by the fixed table of exports. */
static void mend(char **text)
{
    struct str out = STR_INIT;
    bool any = false;
    for (const char *p = *text; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        const char *other =
            cp < 0x80 || encode_fits(ENC_GBK, cp) ? NULL : encode_symbol(ENC_GBK, cp);
        str_addn(&out, other ? other : from, other ? strlen(other) : (size_t)(p - from));
        any = any || other;
    }
    if (any) {
        xwipe_str(*text);
        *text = str_steal(&out);
    }
    str_wipe(&out);
}

static void look(void *ctx, char **text)
{
    struct lacking *l = ctx;
    mend(text);
    for (const char *p = *text; *p;) {
        uint32_t cp = utf8_next(&p);
        bool fits = cp < 0x80 || encode_fits(ENC_GBK, cp);
        if (!fits && !has(l->cps, l->n, cp)) {
            l->cps = mem_grow(l->cps, l->n, &l->cap, sizeof *l->cps);
            l->cps[l->n++] = cp;
        }
    }
}

size_t document_lacking(struct document *doc, uint32_t **cps)
{
    struct lacking l = {NULL, 0, 0};
    document_each(doc, look, &l);
    *cps = l.cps;
    return l.n;
}

/* "yan3" as "yǎn": the mark stands on a or e, on the o of ou, else on the last vowel. */
static void add_toned(struct str *out, const char *toned)
{
    static const char *const marks[][5] = {
        {"a", "ā", "á", "ǎ", "à"}, {"e", "ē", "é", "ě", "è"}, {"i", "ī", "í", "ǐ", "ì"},
        {"o", "ō", "ó", "ǒ", "ò"}, {"u", "ū", "ú", "ǔ", "ù"}, {"v", "ǖ", "ǘ", "ǚ", "ǜ"},
    };
    size_t n = strcspn(toned, "12345 ");
    int tone = toned[n] >= '1' && toned[n] <= '4' ? toned[n] - '0' : 0;
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < n && tone; i++) {
        bool settled = at != SIZE_MAX && (strchr("ae", toned[at]) ||
                                          (toned[at] == 'o' && toned[i] == 'u'));
        at = strchr("aeiouv", toned[i]) && !settled ? i : at;
    }
    for (size_t i = 0; i < n; i++) {
        const char *plain = toned[i] == 'v' ? "ü" : NULL;
        for (size_t m = 0; i == at && m < 6; m++) {
            plain = marks[m][0][0] == toned[i] ? marks[m][tone] : plain;
        }
        if (plain) {
            str_add(out, plain);
        } else {
            str_addc(out, toned[i]);
        }
    }
}

void document_describe_char(struct str *out, uint32_t cp)
{
    const char *toned = pinyin_toned(cp);
    str_addf(out, "〔U+%04X%s", (unsigned)cp, toned[0] ? " " : "");
    add_toned(out, toned);
    str_add(out, "〕");
}

struct describe {
    const uint32_t *cps;
    size_t n;
};

static void describe(void *ctx, char **text)
{
    const struct describe *d = ctx;
    struct str out = STR_INIT;
    bool any = false;
    for (const char *p = *text; *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (has(d->cps, d->n, cp)) {
            document_describe_char(&out, cp);
            any = true;
        } else {
            str_addn(&out, from, (size_t)(p - from));
        }
    }
    if (any) {
        xwipe_str(*text);
        *text = str_steal(&out);
    }
    str_wipe(&out);
}

void document_describe(struct document *doc, const uint32_t *cps, size_t n)
{
    if (n) {
        document_each(doc, describe, &(struct describe){cps, n});
    }
}
