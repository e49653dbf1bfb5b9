// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <sys/resource.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/page.h"
#include "core/press.h"
#include "locale/encode.h"
#include "tests/bench/bench.h"

/*
 * Twenty pages to a PDF: laid out here, pressed by the helper beside this program.
 * The text has some 900 different characters, bold and plain, boxes and a table.
 */
enum { PAGES = 20, RUNS = 7, KINDS = 900 };

static void add_words(struct str *out, unsigned *at, int n)
{
    for (int i = 0; i < n; i++) {
        char one[5];
        uint32_t cp;
        do {
            cp = 0x4e00 + (*at)++ * 23 % 20900;
        } while (!encode_fits(ENC_GBK, cp));
        *at = *at % KINDS;
        str_addn(out, one, (size_t)utf8_encode(cp, one));
        str_add(out, i % 19 == 18 ? "，" : "");
    }
}

static char *words(unsigned *at, int n)
{
    struct str out = STR_INIT;
    add_words(&out, at, n);
    return str_steal(&out);
}

static void fill(struct document *doc)
{
    unsigned at = 0;
    document_init(doc);
    for (int page = 0; page < PAGES; page++) {
        char *title = words(&at, 12);
        document_add(doc, BLOCK_TITLE, title);
        xfree(title);
        struct block *box = document_add(doc, BLOCK_PAIRS, NULL);
        for (int r = 0; r < 10; r++) {
            struct doc_row *row = block_row(box);
            row_cell(row, words(&at, 4));
            row_cell(row, words(&at, r % 3 ? 8 : 60));
        }
        struct block *table = document_add(doc, BLOCK_TABLE, NULL);
        for (int r = 0; r < 12; r++) {
            struct doc_row *row = block_row(table);
            row_cell(row, xstrdup("2026-03-26 10:22"));
            row_cell(row, words(&at, 6));
            row_cell(row, words(&at, 10));
        }
    }
}

int main(void)
{
    struct document doc;
    struct samples times = {.at = NULL};
    fill(&doc);
    for (int i = 0; i < RUNS; i++) {
        struct pages pages;
        struct press_result r = PRESS_RESULT_INIT;
        double began = bench_now();
        bench_must(pages_lay_out(&doc, paper_of(NULL), false, &pages), "pages_lay_out");
        if (pages.n != PAGES) {
            fprintf(stderr, "print: %zu pages\n", pages.n);
            return 1;
        }
        bench_must(press_run(&pages, &r), "press_run");
        samples_add(&times, bench_now() - began);
        press_result_release(&r);
        pages_release(&pages);
    }
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    bench_row("twenty pages to a PDF", samples_part(&times, 0.5), "ms", 500, 1);
    bench_row("   memory of the helper", (double)used.ru_maxrss / 1024, "MB", 64, 1);
    samples_release(&times);
    document_release(&doc);
    return 0;
}
