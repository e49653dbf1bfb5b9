// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

/* S9: the ends of a form: storing, a change underneath, striking; and the rows of its parts. */

/* --- rows --- */

void form_screen_open_row(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    const struct part *part = item->part;
    int64_t row = item->type == ITEM_ADD ? form_add_row(self->form, part) : item->row;
    form_enter_row(self->form, part, row);
    self->view.top = 0;
    form_screen_again(s);
}

void form_screen_drop_row(struct screen *s)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    form_drop_row(self->form, item->part, item->row);
    form_hasten(self->form);
    app_tell(s->app, "%s", tr("This line is taken away; it stays in the record's history"));
    form_screen_again(s);
}

/* --- storing --- */

static void seen_differences(void *ctx)
{
    struct screen *s = ctx;
    app_tell(s->app, "%s", tr("F2 now stores what stands here; the other version is kept"));
    form_screen_again(s);
}

/* Changed underneath: what only the other side changed comes in, the rest is shown. */
static void merge(struct screen *s)
{
    struct form_screen *self = s->self;
    size_t both;
    struct record *stored;
    enum err e = form_rebase(self->form, &both, &stored);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    form_keep(s->app, self->form);
    if (both) {
        differences_push(s->app, stored, self->form->rec, DIFFERENCES_TYPED, seen_differences, s);
    } else {
        app_tell(s->app, "%s",
                 tr("This record was changed meanwhile; that is taken in. F2 stores both"));
    }
    record_free(stored);
    form_screen_again(s);
}

static void go_to_problem(struct screen *s, size_t first)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    const struct item *item = &f->items[first];
    if (f->scope_part && (item->part != f->scope_part || item->row != f->scope_row)) {
        form_leave_row(f);
    }
    if (!form_is_shown(f, first) && item->part && item->row > 0) {
        form_enter_row(f, item->part, item->row);
    }
    form_go(f, first);
    f->items[first].visited = true;
    struct str label = STR_INIT;
    form_label(&label, f, first);
    const char *why = f->items[first].type == ITEM_FIELD && f->items[first].problem
                          ? f->items[first].problem
                          : tr("this must be filled");
    app_problem(s->app, tr("%s: %s. F2 again keeps it as unfinished."), label.ptr, why);
    str_release(&label);
}

bool form_screen_try(struct screen *s, bool *open)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    char *why = NULL;
    enum err e = form_store(f, self->asked, &why);
    size_t first;
    switch ((int)e) {
    case ERR_OK:
        *open = form_check(f, true, &first) > 0;
        app_mark(s->app, MARK_SAVED, f->stored_at);
        break;
    case ERR_INVALID:
        form_check(f, true, &first);
        self->asked = true;
        go_to_problem(s, first);
        form_screen_again(s);
        break;
    case ERR_CONFLICT:
        merge(s);
        break;
    case ERR_REFUSED:
        app_problem(s->app, "%s", why ? why : tr(err_msgid(e)));
        break;
    default:
        f->failed = true;
        app_problem(s->app, "%s", tr(err_msgid(e)));
        break;
    }
    xfree(why);
    return e == ERR_OK;
}

void form_screen_store(struct screen *s)
{
    const struct form_screen *self = s->self;
    bool open = false;
    if (!form_screen_try(s, &open)) {
        return;
    }
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
    app_tell(s->app, "%s", open ? tr("Kept as unfinished; it is listed on the day screen")
                                : tr("Stored"));
}

/* --- striking --- */

static void struck(void *ctx, const char *reason)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (!reason || !reason[0]) {
        return;
    }
    enum err e = record_strike(self->form->reg, self->form->rec->id, reason);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
    app_tell(s->app, "%s", tr("Struck out; F8 takes it back"));
}

static void draft_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (answer != 1) {
        return;
    }
    enum err e = form_discard(self->form);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_changed(s->app, &(struct notice){.record = self->form->rec->id, .kind = -1});
    app_pop(s->app);
}

void form_screen_strike(struct screen *s)
{
    struct form_screen *self = s->self;
    struct form *f = self->form;
    const struct item *item = form_screen_item(self);
    if (item->type == ITEM_ROW ||
        (item->type == ITEM_FIELD && item->part && item->part->inline_rows && !f->scope_part)) {
        form_screen_drop_row(s);
    } else if (f->has_draft || form_is_stale(f)) {
        const struct ask_answer answers[] = {{tr("keep it"), 0}, {tr("give up what was typed"), 0}};
        ask_push(s->app, &(struct ask){.question = tr("Give up the draft of this form?"),
                                       .answers = answers, .count = COUNT(answers),
                                       .done = draft_answer, .ctx = s});
    } else if (f->base && f->rec->state == RECORD_STRUCK) {
        enum err e = record_strike(f->reg, f->rec->id, NULL);
        app_changed(s->app, &(struct notice){.record = f->rec->id, .kind = -1});
        app_pop(s->app);
        app_tell(s->app, "%s", e == ERR_OK ? tr("Taken back") : tr(err_msgid(e)));
    } else if (f->base) {
        line_push(s->app, tr("Strike this record out. Why?"), "", 100, struck, s);
    } else {
        app_pop(s->app);
    }
}
