// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/page.h"
#include "locale/encode.h"
#include "locale/width.h"

/* Pages as text, as a dot-matrix printer's bytes, and as what the helper takes. */

/* Where a run's first cell lies. */
static int run_cell(const struct run *run)
{
    int gap = run->width - (int)width_str(run->text);
    gap = gap < 0 ? 0 : gap;
    return run->cell + (run->align == RUN_CENTRE ? gap / 2 : run->align == RUN_RIGHT ? gap : 0);
}

static int by_place(const void *a, const void *b)
{
    const struct run *x = *(const struct run *const *)a;
    const struct run *y = *(const struct run *const *)b;
    return x->line != y->line ? x->line - y->line : run_cell(x) - run_cell(y);
}

void page_text(struct str *out, const struct pages *pages, size_t at, const char *end)
{
    const struct page *page = &pages->at[at];
    const struct run **runs = xcalloc(page->n + 1, sizeof *runs);
    for (size_t i = 0; i < page->n; i++) {
        runs[i] = &page->runs[i];
    }
    int cells = width_set_ambiguous(PAPER_AMBIGUOUS);
    qsort(runs, page->n, sizeof *runs, by_place);
    size_t i = 0;
    for (int line = 0; line < pages->lines; line++) {
        int cell = 0;
        for (; i < page->n && runs[i]->line == line; i++) {
            for (int to = run_cell(runs[i]); cell < to; cell++) {
                str_addc(out, ' ');
            }
            str_add(out, runs[i]->text);
            cell += (int)width_str(runs[i]->text);
        }
        str_add(out, end);
    }
    width_set_ambiguous(cells);
    xfree(runs);
}

enum err pages_dot_matrix(const struct pages *pages, struct str *out)
{
    const struct paper *paper = pages->paper;
    int margin = (paper->form - pages->lines) / 2;
    struct str text = STR_INIT;
    for (size_t i = 0; i < pages->n; i++) {
        for (int k = 0; k < margin; k++) {
            str_add(&text, "\r\n");
        }
        page_text(&text, pages, i, "\r\n");
        str_addc(&text, '\f');
    }
    str_add(out, "\x1b@\x1b" "C");
    str_addc(out, (char)paper->form);
    str_add(out, "\x1c&");
    enum err e = encode_from_utf8(ENC_GBK, text.ptr, text.len, out, NULL);
    if (e == ERR_OK) {
        str_add(out, "\x1c.");
    }
    str_wipe(&text);
    return e;
}

void pages_wire(const struct pages *pages, int64_t now, struct str *out)
{
    char stamp[STAMP_TEXT];
    str_addf(out, "pages 1\nsheet %d %d %d %d\ndate %s\n", pages->paper->width,
             pages->paper->height, PAGE_CELLS, pages->lines, clock_format(now, stamp));
    if (pages->watermark[0]) {
        str_addf(out, "watermark %s\n", pages->watermark);
    }
    for (size_t i = 0; i < pages->n; i++) {
        const struct page *page = &pages->at[i];
        str_add(out, "page\n");
        for (size_t k = 0; k < page->rule_count; k++) {
            const struct rule *r = &page->rules[k];
            str_addf(out, "rule %d %d %d %d\n", r->x1, r->y1, r->x2, r->y2);
        }
        for (size_t k = 0; k < page->n; k++) {
            const struct run *r = &page->runs[k];
            str_addf(out, "text %d %d %d %d %u %s\n", r->line, r->cell, r->width, (int)r->align,
                     r->style, r->text);
        }
    }
}
