// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/roster.h"

/* find DIR LIMIT: narrowing the names a key at a time; LIMIT ms is held by the median. */
enum { RUNS = 9 };

static const char *const typed[] = {"weixt",  "wxt",     "qinzm", "韦晓彤", "huangzixuan", "703",
                                    "703wei", "ouyang",  "l",     "梓涵",   "4508",        "g45",
                                    "zhx",    "bijingw", "xiaoy", "陆",     "81",          "qqq"};

static void narrow(const struct reg *reg, const char *text, struct samples *s)
{
    size_t n = strlen(text);
    for (size_t cut = 0; cut < n;) {
        uint32_t cp;
        cut += (size_t)utf8_decode(text + cut, n - cut, &cp);
        char *part = xmemdupz(text, cut);
        int64_t *ids = NULL;
        double began = bench_now();
        roster_find(reg->roster, part, &(struct find_how){.class_id = NONE}, &ids);
        samples_add(s, bench_now() - began);
        xfree(ids);
        xfree(part);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    struct reg *reg = bench_open(argv[1], true);
    struct samples s = {.at = NULL};
    for (int run = 0; run < RUNS; run++) {
        for (size_t i = 0; i < COUNT(typed); i++) {
            narrow(reg, typed[i], &s);
        }
    }
    char *what = str_format("narrowing %zu names, a key, median", roster_count(reg->roster));
    bench_row(what, samples_part(&s, 0.5), "ms", strtod(argv[2], NULL), 5);
    xfree(what);
    what = str_format("narrowing %zu names, a key, p99", roster_count(reg->roster));
    bench_row(what, samples_part(&s, 0.99), "ms", 3, 5);
    xfree(what);
    samples_release(&s);
    reg_close(reg, false);
    return 0;
}
