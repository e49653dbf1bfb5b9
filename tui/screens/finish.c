// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/backup_place.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/draft.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/backup_words.h"
#include "tui/round.h"
#include "tui/screens.h"

/*
 * The end of the day (F2 of S4): what is half written is listed, copies are made
 * and checked, then the screen locks.
 */
struct finish_screen {
    struct app *app;
    struct str *drafts; /* a line each */
    size_t n;
    struct backup_last last;
    enum stick_state stick;
    char *folder; /* on the stick */
    struct round *round;
    bool leave; /* the program ends instead of the lock */
};

static const struct binding finish_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Copy and lock")},
    {XKEY_F4, CMD_OPTIONS, N_("Else")},
    {XKEY_ENTER, CMD_OPEN, NULL},
    {XKEY_ESC, CMD_BACK, N_("Go on")},
};
static const struct keymap finish_keymap = KEYMAP(finish_bindings, &keymap_global);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &finish_keymap;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct finish_screen *self = s->self;
    str_add(&f->where, trc("where", "Finish"));
    if (self->n) {
        str_addf(&f->sum, tr("Not finished %zu: they are kept and stand there tomorrow"), self->n);
    } else {
        str_add(&f->sum, tr("Everything is stored"));
    }
    if (s->app->reg->read_only) {
        str_add(&f->hint, tr("The register is read-only and is not copied. F2 locks."));
    } else {
        str_add(&f->hint, tr("F2: a copy is made, read back and checked; then the screen locks."));
    }
}

/* --- body --- */

static int draw_drafts(const struct finish_screen *self, int row, int last, int width)
{
    size_t i = 0;
    for (; i < self->n && row < last - 1; i++) {
        draw_text(row++, 3, width, self->drafts[i].ptr, ROLE_PLAIN);
    }
    if (i < self->n) {
        struct str more = STR_INIT;
        str_addf(&more, tr("%zu more"), self->n - i);
        draw_text(row++, 3, width, more.ptr, ROLE_DIM);
        str_release(&more);
    }
    return row + (self->n ? 1 : 0);
}

static void stick_words(const struct finish_screen *self, struct str *out)
{
    char *name = self->folder ? backup_stick_name(self->folder) : xstrdup("");
    switch (self->stick) {
    case STICK_NONE:
        str_add(out, tr("none was chosen yet: menu 62 chooses one"));
        break;
    case STICK_ABSENT:
        str_addf(out, tr("%s is not plugged in: plug it in before F2"), name);
        break;
    case STICK_READ_ONLY:
        str_addf(out, tr("%s cannot be written (its switch?)"), name);
        break;
    case STICK_READY:
        str_addf(out, tr("%s is plugged in: it gets a copy too"), name);
        break;
    }
    xfree(name);
}

static void draw(const struct screen *s, struct rect body)
{
    const struct finish_screen *self = s->self;
    struct str words = STR_INIT;
    int width = body.cols - 4;
    int row = draw_drafts(self, body.row + 1, body.row + body.rows - 5, width);
    draw_text(row++, 1, width, tr("Copies"), ROLE_HEAD);
    draw_text(row, 3, 12, tr("On this computer"), ROLE_PLAIN);
    if (self->last.here == NONE) {
        str_add(&words, tr("none yet"));
    } else {
        backup_words_when(&words, self->last.here, "", s->app->now());
    }
    draw_text(row++, 17, width - 14, words.ptr, ROLE_PLAIN);
    str_clear(&words);
    stick_words(self, &words);
    draw_text(row, 3, 12, tr("Stick"), ROLE_PLAIN);
    draw_text(row, 17, width - 14, words.ptr, ROLE_PLAIN);
    str_release(&words);
}

/* --- what is half written --- */

static void add_line(struct finish_screen *self, const struct reg *reg, int64_t pupil,
                     const struct kind *kind)
{
    struct str line = STR_INIT;
    str_addf(&line, "%s   %s", pupil == NONE ? "" : roster_name(reg->roster, pupil),
             kind ? tr(kind->label) : "");
    size_t cap = self->n;
    self->drafts = mem_grow(self->drafts, self->n, &cap, sizeof *self->drafts);
    self->drafts[self->n++] = line;
}

static void gather(struct finish_screen *self, struct reg *reg)
{
    struct draft_info *drafts = NULL;
    size_t n = 0;
    int64_t *ids = NULL;
    size_t m = 0;
    if (draft_list(reg, &drafts, &n) == ERR_OK) {
        for (size_t i = 0; i < n; i++) {
            add_line(self, reg, drafts[i].pupil, drafts[i].kind);
        }
    }
    if (timeline_unfinished(reg, &ids, &m) == ERR_OK) {
        for (size_t i = 0; i < m; i++) {
            bool listed = false;
            struct record *rec;
            for (size_t k = 0; k < n; k++) {
                listed = listed || drafts[k].id == ids[i];
            }
            if (!listed && store_load(reg, ids[i], &rec) == ERR_OK) {
                add_line(self, reg, rec->pupil, rec->kind);
                record_free(rec);
            }
        }
    }
    xfree(drafts);
    xfree(ids);
}

static void look_for_stick(struct finish_screen *self)
{
    xfree(self->folder);
    self->stick = backup_chosen_stick(&device_world, self->app->reg->dir, &self->folder);
}

/* --- keys --- */

static void end(struct finish_screen *self, enum lock_reason why)
{
    struct app *app = self->app;
    if (self->leave) {
        app_quit(app);
    } else if (app->hooks.lock) {
        app->hooks.lock(app, why);
    }
}

static void after_trouble(void *ctx, size_t answer)
{
    struct finish_screen *self = ctx;
    if (answer == 1) {
        end(self, LOCK_ASKED);
    }
}

static void copied(void *ctx, const struct round_result *result)
{
    struct finish_screen *self = ctx;
    struct app *app = self->app;
    struct str words = STR_INIT;
    self->round = NULL;
    if (result->stopped) {
        app_tell(app, "%s", tr("Stopped. Nothing half written stays."));
    } else if (round_words(result, &words)) {
        bool stick = result->part[ROUND_STICK].tried && result->part[ROUND_STICK].elsewhere;
        end(self, stick ? LOCK_FINISHED_STICK : LOCK_FINISHED);
    } else {
        const struct ask_answer answers[] = {
            {tr("stay here"), 0}, {self->leave ? tr("leave all the same") : tr("lock all the same"),
                                   0}};
        ask_push(app, &(struct ask){.question = words.ptr, .answers = answers,
                                    .count = COUNT(answers), .done = after_trouble, .ctx = self});
    }
    str_release(&words);
}

static void begin(struct finish_screen *self)
{
    struct app *app = self->app;
    if (self->round) {
        return;
    }
    if (app->reg->read_only) {
        end(self, LOCK_ASKED);
        return;
    }
    look_for_stick(self);
    self->round = round_start(app, &(struct round_how){.why = "daily", .here = true, .stick = true,
                                                       .title = N_("Copying and checking"),
                                                       .done = copied, .ctx = self});
}

static void else_answer(void *ctx, size_t answer)
{
    struct finish_screen *self = ctx;
    if (answer == 1) {
        self->leave = true;
        begin(self);
    } else if (answer == 2) {
        end(self, LOCK_ASKED);
    } else if (answer == 3) {
        app_quit(self->app);
    }
}

static void ask_else(struct finish_screen *self)
{
    const struct ask_answer answers[] = {{tr("nothing"), 0},
                                         {tr("copy, then leave the program"), 0},
                                         {tr("lock without a copy"), 0},
                                         {tr("leave without a copy"), 0}};
    self->leave = false;
    ask_push(self->app, &(struct ask){.question = tr("What else?"), .answers = answers,
                                      .count = COUNT(answers), .done = else_answer, .ctx = self});
}

static bool command(struct screen *s, enum command cmd)
{
    struct finish_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
    case CMD_OPEN:
        self->leave = false;
        begin(self);
        return true;
    case CMD_OPTIONS:
        ask_else(self);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return false;
    }
}

/* A stick that is plugged in while the page stands is seen. */
static void tick(struct screen *s, int64_t now)
{
    struct finish_screen *self = s->self;
    enum stick_state before = self->stick;
    (void)now;
    if (!s->app->reg || self->round) {
        return;
    }
    look_for_stick(self);
    if (self->stick != before) {
        app_dirty(s->app);
    }
}

static void close(struct screen *s)
{
    struct finish_screen *self = s->self;
    round_stop(self->round);
    for (size_t i = 0; i < self->n; i++) {
        str_wipe(&self->drafts[i]);
    }
    xfree(self->drafts);
    backup_last_release(&self->last);
    xfree(self->folder);
    xfree(self);
}

static const struct screen_ops finish_ops = {
    .name = "finish",
    .flags = SCREEN_UNPLACED,
    .idle = 120,
    .keys = keys,
    .head = head,
    .draw = draw,
    .command = command,
    .tick = tick,
    .close = close,
};

void finish_push(struct app *app)
{
    struct finish_screen *self = xcalloc(1, sizeof *self);
    self->app = app;
    gather(self, app->reg);
    backup_last_read(app->reg->dir, &self->last);
    look_for_stick(self);
    app_push(app, screen_new(&finish_ops, app, self));
}
