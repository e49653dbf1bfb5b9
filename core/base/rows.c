// SPDX-License-Identifier: MIT
#include "core/base/rows.h"

#include <string.h>

enum { ROW_END = 0x1e, CELL = 0x1f };

void rows_begin(struct str *out, size_t number)
{
    str_addf(out, "%zu", number);
}

void rows_cell(struct str *out, const char *text, size_t n)
{
    str_addc(out, CELL);
    size_t at = out->len;
    str_addn(out, text, n);
    for (; at < out->len; at++) {
        if (out->ptr[at] == ROW_END || out->ptr[at] == CELL) {
            out->ptr[at] = ' ';
        }
    }
}

void rows_end(struct str *out)
{
    str_addc(out, ROW_END);
}

bool rows_next(struct rows_cursor *c, size_t *number)
{
    const char *from = c->at;
    *number = 0;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9' && c->at - from < 10) {
        *number = *number * 10 + (size_t)(*c->at++ - '0');
    }
    return c->at > from && c->at < c->end && (*c->at == CELL || *c->at == ROW_END);
}

bool rows_next_cell(struct rows_cursor *c, const char **text, size_t *n)
{
    if (c->at < c->end && *c->at == ROW_END) {
        c->at++;
        return false;
    }
    if (c->at >= c->end || *c->at != CELL) {
        return false;
    }
    c->at++;
    *text = c->at;
    while (c->at < c->end && *c->at != CELL && *c->at != ROW_END) {
        c->at++;
    }
    *n = (size_t)(c->at - *text);
    return true;
}
