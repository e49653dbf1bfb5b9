// SPDX-License-Identifier: MIT
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "locale/breaks.h"
#include "locale/encode.h"
#include "locale/width.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes: decoded or refused, shown without a control, broken into lines that fit. */
static void check_text(const char *s, size_t n)
{
    struct str shown = STR_INIT;
    width_filter(&shown, s, false);
    for (size_t i = 0; i < shown.len; i++) {
        if ((unsigned char)shown.ptr[i] < 0x20 || shown.ptr[i] == 0x7f) {
            abort();
        }
    }
    size_t used;
    size_t cut = width_prefix(shown.ptr, 20, &used);
    if (!utf8_valid(shown.ptr, shown.len, NULL) || !utf8_valid(shown.ptr, cut, NULL)) {
        abort();
    }
    struct line *lines;
    size_t count = breaks_lines(s, n, 20, &lines);
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].start < end || lines[i].start + lines[i].len > n) {
            abort();
        }
        end = lines[i].start + lines[i].len;
    }
    xfree(lines);
    str_release(&shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *s = xmemdupz(data, size);
    size_t bad = size;
    bool valid = utf8_valid(s, size, &bad);
    if (!valid && bad >= size) {
        abort();
    }
    if (valid && strlen(s) == size) {
        check_text(s, size);
    }
    struct str out = STR_INIT;
    size_t at;
    enum encoding enc = encode_guess(data, size);
    if (enc != ENC_UNKNOWN && encode_to_utf8(enc, data, size, &out, &at) == ERR_OK &&
        !utf8_valid(out.ptr, out.len, NULL)) {
        abort();
    }
    str_release(&out);
    xfree(s);
    return 0;
}
