// SPDX-License-Identifier: MIT
#include "core/press.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/base/mem.h"
#include "core/errand.h"

/* 200 full pages make some 3 MB; the time is for a slow disk that has the fonts cold. */
enum { PDF_MOST = 64 * 1024 * 1024, MS_MOST = 60000, WAIT = 50 };

struct press {
    struct errand *errand;
    struct str wire; /* borrowed by the errand */
};

void press_result_release(struct press_result *r)
{
    str_wipe(&r->pdf);
    xfree(r->missing);
    xwipe_str(r->detail);
    *r = (struct press_result)PRESS_RESULT_INIT;
}

enum err press_begin(const struct pages *pages, struct press **out)
{
    static const char *const args[] = {"print", NULL};
    struct press *press = xcalloc(1, sizeof *press);
    str_init(&press->wire);
    pages_wire(pages, clock_now(), &press->wire);
    enum err e = errand_begin(&(struct errand_order){.args = args,
                                                     .in = press->wire.ptr,
                                                     .in_len = press->wire.len,
                                                     .out_most = PDF_MOST,
                                                     .ms_most = MS_MOST},
                              &press->errand);
    if (e != ERR_OK) {
        str_wipe(&press->wire);
        xfree(press);
        return e;
    }
    *out = press;
    return ERR_OK;
}

bool press_step(struct press *press, int ms)
{
    return errand_step(press->errand, ms);
}

/* "missing U+4DAE" lines. */
static void read_missing(struct press_result *r, const char *said)
{
    static const char word[] = "missing U+";
    size_t cap = 0;
    for (const char *p = strstr(said, word); p; p = strstr(p + 1, word)) {
        r->missing = mem_grow(r->missing, r->missing_count, &cap, sizeof *r->missing);
        r->missing[r->missing_count++] = (uint32_t)strtoul(p + sizeof word - 1, NULL, 16);
    }
}

enum err press_end(struct press *press, struct press_result *r)
{
    struct errand_result result = ERRAND_RESULT_INIT;
    enum err e = errand_end(press->errand, &result);
    if (e == ERR_OK) {
        str_wipe(&r->pdf);
        r->pdf = result.out;
        str_init(&result.out);
        read_missing(r, result.said.ptr);
        e = r->missing_count > PRESS_MISSING_MOST ? ERR_NO_FONT : ERR_OK;
    } else {
        r->detail = xstrdup(result.detail);
    }
    errand_result_release(&result);
    str_wipe(&press->wire);
    xfree(press);
    return e;
}

enum err press_run(const struct pages *pages, struct press_result *r)
{
    struct press *press;
    enum err e = press_begin(pages, &press);
    if (e != ERR_OK) {
        return e;
    }
    while (press_step(press, WAIT)) {
    }
    return press_end(press, r);
}
