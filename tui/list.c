// SPDX-License-Identifier: MIT
#include "tui/list.h"

#include <string.h>

#include "core/base/debug.h"
#include "locale/breaks.h"
#include "tui/event.h"

enum { FIRST_PAGE = 19 }; /* rows of the body at 80x24, until list_draw() knows */

void list_init(struct list *l, const struct list_source *source)
{
    *l = (struct list){.source = *source, .page = FIRST_PAGE};
    str_init(&l->typed);
}

void list_release(struct list *l)
{
    str_wipe(&l->typed);
}

static int64_t id_at(const struct list *l, size_t at)
{
    struct list_row row = {0};
    l->source.fetch(l->source.ctx, at, &row);
    return row.id;
}

/* Keep the chosen row in sight, and heads above it when there is room. */
static void scroll(struct list *l)
{
    size_t page = l->page ? l->page : 1;
    if (l->top > l->chosen) {
        l->top = l->chosen;
    }
    if (l->chosen >= l->top + page) {
        l->top = l->chosen - page + 1;
    }
    if (l->top + page > l->count) {
        l->top = l->count > page ? l->count - page : 0;
    }
    while (l->top > 0 && l->chosen - (l->top - 1) < page && id_at(l, l->top - 1) == 0) {
        l->top--;
    }
}

/* The nearest row from `at` on, forwards or else backwards, that can be chosen. */
static bool settle(struct list *l, size_t at, bool forwards)
{
    for (int turn = 0; turn < 2; turn++) {
        size_t i = at;
        while (i < l->count) {
            int64_t id = id_at(l, i);
            if (id != 0) {
                l->chosen = i;
                l->id = id;
                return true;
            }
            /* Below 0 it wraps beyond the count and ends the loop. */
            i = forwards ? i + 1 : i - 1;
        }
        forwards = !forwards;
    }
    l->chosen = 0;
    l->id = 0;
    return false;
}

static size_t find(const struct list *l, int64_t id)
{
    if (l->source.find) {
        return l->source.find(l->source.ctx, id);
    }
    for (size_t i = 0; i < l->count; i++) {
        if (id_at(l, i) == id) {
            return i;
        }
    }
    return SIZE_MAX;
}

void list_reload(struct list *l)
{
    l->count = l->source.count(l->source.ctx);
    size_t at = l->id != 0 ? find(l, l->id) : SIZE_MAX;
    if (at >= l->count) {
        at = l->chosen < l->count ? l->chosen : l->count - 1;
    }
    if (l->count == 0) {
        l->chosen = 0;
        l->id = 0;
        l->top = 0;
        return;
    }
    settle(l, at, true);
    scroll(l);
}

void list_layout(struct list *l, size_t rows)
{
    l->page = rows ? rows : 1;
    if (l->count > 0) {
        scroll(l);
    }
}

bool list_read(struct list *l)
{
    bool did = false;
    for (size_t i = l->top; l->source.read && !did && i < l->count && i < l->top + l->page; i++) {
        did = l->source.read(l->source.ctx, i);
    }
    return did;
}

static bool go(struct list *l, size_t at, bool forwards)
{
    size_t was = l->chosen;
    settle(l, at, forwards);
    scroll(l);
    return l->chosen != was;
}

bool list_command(struct list *l, enum command cmd)
{
    size_t at = l->chosen;
    size_t last = l->count - 1;
    if (l->count == 0) {
        return false;
    }
    if (cmd == CMD_UP) {
        return at > 0 && go(l, at - 1, false);
    }
    if (cmd == CMD_DOWN) {
        return at < last && go(l, at + 1, true);
    }
    if (cmd == CMD_PAGE_UP) {
        return go(l, at > l->page ? at - l->page : 0, false);
    }
    if (cmd == CMD_PAGE_DOWN) {
        return go(l, last - at > l->page ? at + l->page : last, true);
    }
    if (cmd == CMD_HOME || cmd == CMD_TOP) {
        return go(l, 0, true);
    }
    if (cmd == CMD_END || cmd == CMD_BOTTOM) {
        return go(l, last, false);
    }
    return false;
}

bool list_choose(struct list *l, int64_t id)
{
    size_t at = id != 0 ? find(l, id) : SIZE_MAX;
    if (at >= l->count) {
        return false;
    }
    l->chosen = at;
    l->id = id;
    scroll(l);
    return true;
}

int64_t list_chosen(const struct list *l)
{
    return l->count > 0 ? l->id : 0;
}

/* The narrowed list begins at its top: the best match stands there. */
static void narrowed(struct list *l)
{
    l->source.narrow(l->source.ctx, l->typed.ptr);
    l->chosen = 0;
    l->top = 0;
    l->id = 0;
    list_reload(l);
}

bool list_type(struct list *l, const char *text, size_t n)
{
    size_t was = l->typed.len;
    if (!l->source.narrow) {
        return false;
    }
    event_clean(&l->typed, text, n, false);
    if (l->typed.len == was) {
        return false;
    }
    narrowed(l);
    return true;
}

bool list_untype(struct list *l)
{
    if (l->typed.len == 0) {
        return false;
    }
    str_cut(&l->typed, breaks_prev_grapheme(l->typed.ptr, l->typed.len, l->typed.len));
    narrowed(l);
    return true;
}

bool list_untype_all(struct list *l)
{
    if (l->typed.len == 0) {
        return false;
    }
    str_clear(&l->typed);
    /* The row chosen among the few stays chosen among the many. */
    int64_t id = l->id;
    narrowed(l);
    if (id != 0) {
        (void)list_choose(l, id); /* it may be gone meanwhile: then the first one is chosen */
    }
    return true;
}
