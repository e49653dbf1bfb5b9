// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "tui/edit_state.h"

/* Undo: steps of bytes out and bytes in; a burst of typing grows one step. */

static void step_release(struct step *s)
{
    str_wipe(&s->del);
    str_wipe(&s->ins);
}

void edit_forget_steps(struct edit *e)
{
    for (size_t i = 0; i < e->step_count; i++) {
        step_release(&e->steps[i]);
    }
    e->step_count = 0;
    e->done = 0;
    e->in_burst = false;
}

/* Whether the change goes on with what the last step did; if so it is added to it. */
static bool join(struct edit *e, enum step_kind kind, size_t at, const char *del, size_t ndel,
                 const char *ins, size_t nins)
{
    if (!e->in_burst || e->done == 0) {
        return false;
    }
    struct step *last = &e->steps[e->done - 1];
    if (last->kind != kind) {
        return false;
    }
    switch (kind) {
    case STEP_TYPE:
        if (at != last->at + last->ins.len) {
            return false;
        }
        str_addn(&last->ins, ins, nins);
        return true;
    case STEP_BACKSPACE:
        if (at + ndel != last->at) {
            return false;
        }
        str_splice(&last->del, 0, 0, del, ndel);
        last->at = at;
        return true;
    case STEP_DELETE:
        if (at != last->at) {
            return false;
        }
        str_addn(&last->del, del, ndel);
        return true;
    case STEP_WHOLE:
        return false;
    }
    return false;
}

void edit_record(struct edit *e, enum step_kind kind, size_t at, size_t del, const char *ins,
                 size_t n)
{
    if (e->limits.secret) {
        return;
    }
    while (e->step_count > e->done) {
        step_release(&e->steps[--e->step_count]);
    }
    if (!join(e, kind, at, e->text.ptr + at, del, ins, n)) {
        if (e->step_count == EDIT_UNDO) {
            step_release(&e->steps[0]);
            e->step_count--;
            memmove(e->steps, e->steps + 1, e->step_count * sizeof *e->steps);
        }
        e->steps = mem_grow(e->steps, e->step_count, &e->step_cap, sizeof *e->steps);
        struct step *s = &e->steps[e->step_count++];
        *s = (struct step){.kind = kind, .at = at, .before = e->cursor};
        str_init(&s->del);
        str_init(&s->ins);
        str_addn(&s->del, e->text.ptr + at, del);
        str_addn(&s->ins, ins, n);
        e->done = e->step_count;
    }
    e->in_burst = true;
}

void edit_record_cursor(struct edit *e)
{
    if (e->done > 0) {
        e->steps[e->done - 1].after = e->cursor;
    }
}

void edit_break(struct edit *e)
{
    e->in_burst = false;
}

bool edit_undo(struct edit *e)
{
    edit_break(e);
    if (e->done == 0) {
        return false;
    }
    const struct step *s = &e->steps[--e->done];
    edit_splice(e, s->at, s->ins.len, s->del.ptr, s->del.len);
    edit_place(e, s->before);
    return true;
}

bool edit_redo(struct edit *e)
{
    edit_break(e);
    if (e->done == e->step_count) {
        return false;
    }
    const struct step *s = &e->steps[e->done++];
    edit_splice(e, s->at, s->del.len, s->ins.ptr, s->ins.len);
    edit_place(e, s->after);
    return true;
}
