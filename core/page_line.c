// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/page_priv.h"
#include "locale/width.h"

/* Lines of text on a page, and its rules. */

void page_new(struct layout *l)
{
    struct pages *p = l->pages;
    p->at = mem_grow(p->at, p->n, &p->cap, sizeof *p->at);
    l->page = &p->at[p->n++];
    *l->page = (struct page){.n = 0};
    l->y = 0;
}

static void page_add_run(struct page *page, struct run run)
{
    page->runs = mem_grow(page->runs, page->n, &page->cap, sizeof *page->runs);
    page->runs[page->n++] = run;
}

void page_add_rule(struct layout *l, int x1, int y1, int x2, int y2)
{
    struct page *p = l->page;
    p->rules = mem_grow(p->rules, p->rule_count, &p->rule_cap, sizeof *p->rules);
    p->rules[p->rule_count++] = (struct rule){x1, y1, x2, y2};
}

/* --- text broken into lines, the marks of names taken out --- */

static void take_marks(struct wrapped *w, const char *text)
{
    int name = -1;
    size_t start = 0;
    for (const char *p = text; *p; p++) {
        if (*p == DOC_NAME && p[1]) {
            name = *++p - DOC_NAME_FIRST;
            start = w->text.len;
        } else if (*p == DOC_NAME_END) {
            if (w->span_count < COUNT(w->spans)) {
                w->spans[w->span_count++] = (struct span){start, w->text.len, name};
            }
        } else {
            str_addc(&w->text, *p);
        }
    }
}

void page_wrap(struct wrapped *w, const char *text, int cells)
{
    memset(w, 0, sizeof *w);
    str_init(&w->text);
    take_marks(w, text);
    w->n = breaks_lines(w->text.ptr, w->text.len, (size_t)cells, &w->lines);
}

void page_unwrap(struct wrapped *w)
{
    str_wipe(&w->text);
    xfree(w->lines);
}

/* The end of the piece that begins at `at`, and the name it belongs to. */
static size_t piece_end(const struct wrapped *w, size_t at, size_t end, int *name)
{
    *name = -1;
    for (size_t i = 0; i < w->span_count; i++) {
        const struct span *s = &w->spans[i];
        if (at >= s->start && at < s->end) {
            *name = s->name;
            return s->end < end ? s->end : end;
        }
        if (s->start > at && s->start < end) {
            return s->start;
        }
    }
    return end;
}

void page_put_line(struct layout *l, const struct wrapped *w, size_t i, int y, int cell,
                     int width, enum run_align align, unsigned style)
{
    size_t at = w->lines[i].start;
    size_t end = at + w->lines[i].len;
    while (end > at && w->text.ptr[end - 1] == ' ') {
        end--;
    }
    while (at < end) {
        int name;
        size_t to = align == RUN_LEFT ? piece_end(w, at, end, &name) : end;
        name = align == RUN_LEFT ? name : -1;
        char *text = xmemdupz(w->text.ptr + at, to - at);
        int used = (int)width_str(text);
        page_add_run(l->page, (struct run){.line = y, .cell = cell, .width = align ? width : used,
                                      .align = align, .style = style, .name = name,
                                      .text = text});
        cell += used;
        at = to;
    }
}

void page_put_text(struct layout *l, int y, int cell, int width, enum run_align align,
                     unsigned style, const char *text)
{
    struct wrapped w;
    page_wrap(&w, text, 10 * PAGE_CELLS);
    page_put_line(l, &w, 0, y, cell, width, align, style);
    page_unwrap(&w);
}
