// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/kinds.h"
#include "core/machine.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

/* The steps that are possible now, of one subject's machines; digits choose. */

enum { MOVES_MOST = 24 };

struct step {
    const struct machine *machine;
    const struct move *move;
    int64_t subject;
    char *words;
};

struct moves_screen {
    int64_t pupil;
    struct step steps[MOVES_MOST];
    size_t n;
    struct list list;
};

static const struct binding moves_bindings[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Take this step")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap moves_keymap = KEYMAP(moves_bindings, &keymap_list);

static const struct keymap *moves_keys(const struct screen *s)
{
    (void)s;
    return &moves_keymap;
}

static void add_machine(struct screen *s, const struct machine *m, int64_t subject,
                        const char *about)
{
    struct moves_screen *self = s->self;
    struct act *now = NULL;
    enum err e = act_now(s->app->reg, subject, m->id, &now);
    const char *state = e == ERR_OK && now->to_state ? now->to_state : "-";
    for (size_t i = 0; i < m->move_count && self->n < MOVES_MOST; i++) {
        if (move_is_from(&m->moves[i], state) && !(m->moves[i].needs & (BY_KNOWING | BY_PROGRAM))) {
            self->steps[self->n++] = (struct step){
                m, &m->moves[i], subject,
                str_format("%s%s%s", about, about[0] ? ": " : "", tr(m->moves[i].label))};
        }
    }
    record_free(now ? &now->head : NULL);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct moves_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct moves_screen *self = s->self;
    static const char digits[][2] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", " "};
    row->id = (int64_t)at + 1;
    row->cells[0] = digits[at < 9 ? at : 9];
    row->cells[1] = tr(self->steps[at].machine->label);
    row->cells[2] = self->steps[at].words;
}

static const struct list_column columns[] = {
    {"", 2, 0, LIST_LEFT, 0}, {"", 14, 0, LIST_LEFT, 1}, {"", 0, 10, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void moves_head(const struct screen *s, struct frame *f)
{
    const struct moves_screen *self = s->self;
    str_add(&f->where, tr("Steps"));
    form_who(&f->who, s->app->reg, self->pupil);
    str_add(&f->sum, tr("Only what is possible now stands here"));
    str_add(&f->hint, tr("A step has a day, somebody who took it, and often a reason"));
}

static void moves_draw(const struct screen *s, struct rect body)
{
    struct moves_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static void take(struct screen *s, size_t at)
{
    struct moves_screen *self = s->self;
    if (at >= self->n) {
        return;
    }
    const struct step step = self->steps[at];
    struct app *app = s->app;
    int64_t pupil = self->pupil;
    app_pop(app);
    act_push(app, step.machine, step.move, step.subject, pupil);
}

static bool moves_command(struct screen *s, enum command cmd)
{
    struct moves_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_OPEN) {
        int64_t at = list_chosen(&self->list);
        take(s, at ? (size_t)at - 1 : MOVES_MOST);
        return true;
    }
    if (cmd == CMD_BACK) {
        app_pop(s->app);
        return true;
    }
    return list_command(&self->list, cmd);
}

static void moves_text(struct screen *s, const char *text, size_t n)
{
    const char *at = text;
    uint32_t cp = n ? utf8_narrow(utf8_next(&at)) : 0;
    if (cp >= '1' && cp <= '9') {
        take(s, (size_t)(cp - '1'));
    }
}

static void moves_close(struct screen *s)
{
    struct moves_screen *self = s->self;
    for (size_t i = 0; i < self->n; i++) {
        xfree(self->steps[i].words);
    }
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops moves_ops = {
    .name = "moves",
    .flags = SCREEN_UNPLACED,
    .keys = moves_keys,
    .head = moves_head,
    .draw = moves_draw,
    .command = moves_command,
    .text = moves_text,
    .close = moves_close,
};

void moves_push(struct app *app, const char *machines, int64_t subject, int64_t pupil)
{
    struct moves_screen *self = xcalloc(1, sizeof *self);
    self->pupil = pupil;
    struct screen *s = screen_new(&moves_ops, app, self);
    for (const char *p = machines; *p;) {
        size_t n = strcspn(p, " ");
        char *id = xmemdupz(p, n);
        add_machine(s, machine_by_id(id), subject, "");
        xfree(id);
        p += n + (p[n] == ' ');
    }
    const struct block_card *b;
    for (size_t i = 0; pupil != NONE && (b = roster_block(app->reg->roster, pupil, i)) != NULL;
         i++) {
        struct str who = STR_INIT;
        if (b->person) {
            roster_person_words(&who, app->reg, b->person);
        }
        add_machine(s, machine_by_id("no_tell"), b->id, who.ptr);
        str_wipe(&who);
    }
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    list_reload(&self->list);
    app_push(app, s);
}
