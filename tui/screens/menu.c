// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/screens.h"
#include "tui/screens/form.h"
#include "tui/screens/ops.h"

/*
 * S5: everything there is, in groups, by two digits that never change.  Records
 * come from the kinds' own numbers; what a number has no screen for is absent.
 */
struct menu_line {
    int no;
    const char *label; /* msgid */
    void (*open)(struct app *app, int64_t pupil);
    bool asks; /* for whom, if the menu is about nobody */
};

static void open_import(struct app *app, int64_t pupil)
{
    (void)pupil;
    import_push(app);
}

static void open_export(struct app *app, int64_t pupil)
{
    (void)pupil;
    export_push(app);
}

static void open_settings(struct app *app, int64_t pupil)
{
    (void)pupil;
    settings_push(app);
}

static void open_backups(struct app *app, int64_t pupil)
{
    (void)pupil;
    backups_push(app);
}

static void open_staff(struct app *app, int64_t pupil)
{
    (void)pupil;
    records_push(app, &kind_staff);
}

static void open_appointments(struct app *app, int64_t pupil)
{
    ledger_push(app, &kind_appointment, pupil);
}

/* The kinds whose slips are keyed a line each: those with columns for the grid. */
static const struct kind *slip_kind(size_t n)
{
    size_t count;
    const struct kind *const *kinds = kinds_all(&count);
    for (size_t i = 0; i < count; i++) {
        bool has = false;
        for (size_t k = 0; k < kinds[i]->spec.count; k++) {
            has = has || (kinds[i]->spec.fields[k].grid && kinds[i] != &kind_sweep);
        }
        if (has && n-- == 0) {
            return kinds[i];
        }
    }
    return NULL;
}

static void slips_answer(void *ctx, size_t answer)
{
    struct app *app = ctx;
    if (answer > 0) {
        grid_push(app, slip_kind(answer - 1));
    }
}

static void open_slips(struct app *app, int64_t pupil)
{
    (void)pupil;
    struct ask_answer answers[ASK_MOST] = {{tr("nothing"), 0}};
    size_t n = 1;
    for (const struct kind *k; (k = slip_kind(n - 1)) != NULL; n++) {
        answers[n].words = trc("paper", k->label);
    }
    ask_push(app, &(struct ask){.question = tr("Slips of which form?"),
                                .answers = answers,
                                .count = n,
                                .done = slips_answer,
                                .ctx = app});
}

static void open_sweeps(struct app *app, int64_t pupil)
{
    (void)pupil;
    sweeps_push(app);
}

static void open_campaigns(struct app *app, int64_t pupil)
{
    (void)pupil;
    campaigns_push(app);
}

static const struct menu_line house[] = {
    {15, N_("Appointments, callers"), open_appointments, false},
    {16, N_("Interview"), interview_push, true},
    {17, N_("Pupil beside me"), notebook_push, true},
    {18, N_("Paper slips"), open_slips, false},
    {42, N_("Export"), open_export, false},
    {43, N_("Print"), prints_push, false},
    {51, N_("Class sweep"), open_sweeps, false},
    {52, N_("Screenings, answer sheets"), open_campaigns, false},
    {61, N_("Import"), open_import, false},
    {62, N_("Backup, restore"), open_backups, false},
    {64, N_("Settings"), open_settings, false},
    {65, N_("Who saw, who exported"), audit_push, false},
    {66, N_("Directory, posts"), open_staff, false},
};

static const struct {
    int first; /* tens of the numbers */
    const char *label;
    int column;
} groups[] = {
    {1, N_("Every day"), 0},      {2, N_("One pupil's"), 0}, {4, N_("Handed out"), 1},
    {5, N_("A term, a year"), 2}, {6, N_("House"), 2},
};

enum { MENU_MOST = 60, COLUMN_CELLS = 26 };

struct menu_item {
    int no;
    const char *label;
    const struct kind *kind;                      /* a record, or */
    void (*open)(struct app *app, int64_t pupil); /* a screen */
    bool asks;
};

struct menu_screen {
    int64_t pupil; /* whom it is about, NONE */
    struct menu_item items[MENU_MOST];
    size_t n;
    size_t chosen; /* among all items */
    struct str typed;
    size_t waiting; /* the line a pupil is being chosen for */
};

static const struct binding menu_bindings[] = {
    {XKEY_CTRL('L'), CMD_LOCK, N_("Lock")},
    {XKEY_NONE, CMD_NONE, N_("00Leave")},
    {XKEY_LEFT, CMD_LEFT, NULL},
    {XKEY_RIGHT, CMD_RIGHT, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap menu_keymap = KEYMAP(menu_bindings, &keymap_list);

static const struct keymap *menu_keys(const struct screen *s)
{
    (void)s;
    return &menu_keymap;
}

/* Whether it is asked for whom before the form opens. */
static bool wants_pupil(const struct kind *kind)
{
    return kind == &kind_pupil || ((kind->flags & K_PUPIL) && !(kind->flags & K_UNKNOWN));
}

/* All lines there are: kinds with a number and the house's own. */
static void fill(struct menu_screen *self)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        if (kinds[i]->menu) {
            self->items[self->n++] = (struct menu_item){kinds[i]->menu, kinds[i]->label, kinds[i],
                                                        NULL, wants_pupil(kinds[i])};
        }
    }
    for (size_t i = 0; i < COUNT(house); i++) {
        self->items[self->n++] =
            (struct menu_item){house[i].no, house[i].label, NULL, house[i].open, house[i].asks};
    }
    for (size_t i = 1; i < self->n; i++) {
        struct menu_item item = self->items[i];
        size_t k = i;
        for (; k > 0 && self->items[k - 1].no > item.no; k--) {
            self->items[k] = self->items[k - 1];
        }
        self->items[k] = item;
    }
}

static bool fits(const struct menu_screen *self, size_t i)
{
    const char *typed = self->typed.ptr;
    if (!typed[0]) {
        return true;
    }
    char no[8];
    snprintf(no, sizeof no, "%d", self->items[i].no);
    const char *label = trc("menu", self->items[i].label);
    return strncmp(no, typed, strlen(typed)) == 0 || pinyin_initials_match(label, typed) ||
           strstr(label, typed) != NULL;
}

static void menu_head(const struct screen *s, struct frame *f)
{
    const struct menu_screen *self = s->self;
    str_add(&f->where, tr("Menu"));
    form_who(&f->who, s->app->reg, self->pupil);
    str_addf(&f->sum, "%s%s_", tr("Find: "), self->typed.ptr);
    f->sum_focus = true;
    str_add(&f->hint, self->pupil == NONE
                          ? tr("Two digits, or pinyin initials. A record asks for whom.")
                          : tr("Two digits, or pinyin initials. It is about this pupil."));
}

static void draw_item(const struct menu_screen *self, size_t i, int row, int col, int cells)
{
    char no[8];
    struct str line = STR_INIT;
    snprintf(no, sizeof no, "%02d", self->items[i].no);
    str_addf(&line, "%s %s", no, trc("menu", self->items[i].label));
    bool chosen = i == self->chosen;
    draw_text(row, col, cells, line.ptr,
              chosen          ? ROLE_CHOSEN
              : fits(self, i) ? ROLE_PLAIN
                              : ROLE_DIM);
    str_release(&line);
}

static void menu_draw(const struct screen *s, struct rect body)
{
    const struct menu_screen *self = s->self;
    int next[3] = {0, 0, 0};
    int columns = body.cols >= 80 ? 3 : 2;
    for (size_t g = 0; g < COUNT(groups); g++) {
        int c = groups[g].column < columns ? groups[g].column : columns - 1;
        int col = body.col + 1 + c * COLUMN_CELLS;
        bool headed = false;
        for (size_t i = 0; i < self->n; i++) {
            if (self->items[i].no / 10 != groups[g].first || !fits(self, i)) {
                continue;
            }
            if (!headed && next[c] < body.rows) {
                draw_text(body.row + next[c]++, col, COLUMN_CELLS - 1, tr(groups[g].label),
                          ROLE_HEAD);
                headed = true;
            }
            if (next[c] < body.rows) {
                draw_item(self, i, body.row + next[c]++, col, COLUMN_CELLS - 2);
            }
        }
        next[c] += headed;
    }
}

static bool menu_cursor(const struct screen *s, int *row, int *col)
{
    const struct menu_screen *self = s->self;
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->typed.ptr);
    return true;
}

/* --- opening --- */

static void open_for(struct app *app, const struct menu_item *item, int64_t pupil)
{
    app_pop(app);
    if (item->open) {
        item->open(app, pupil);
    } else if (item->kind == &kind_pupil) {
        record_open_push(app, pupil);
    } else {
        record_new_push(app, item->kind, pupil);
    }
}

static void chose_pupil(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    const struct menu_screen *self = s->self;
    if (pupil != NONE) {
        open_for(s->app, &self->items[self->waiting], pupil);
    }
}

static void open_item(struct screen *s, size_t i)
{
    struct menu_screen *self = s->self;
    if (self->pupil == NONE && self->items[i].asks) {
        self->waiting = i;
        pupils_push(s->app, &(struct pupils_how){.done = chose_pupil, .ctx = s});
    } else {
        open_for(s->app, &self->items[i], self->pupil);
    }
}

/* What was typed chooses the first line that fits; two digits open it. */
static void after_typing(struct screen *s)
{
    struct menu_screen *self = s->self;
    const char *typed = self->typed.ptr;
    if (strcmp(typed, "00") == 0) {
        struct app *app = s->app;
        app_pop(app); /* the next start comes back to what lies below */
        app_quit(app);
        return;
    }
    if (strcmp(typed, "0") == 0) {
        return; /* the first half of 00 */
    }
    bool two_digits = strlen(typed) == 2 && strspn(typed, "0123456789") == 2;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < self->n; i++) {
        if (fits(self, i) && found == SIZE_MAX) {
            found = i;
        }
    }
    if (found == SIZE_MAX) {
        str_cut(&self->typed, utf8_prev(typed, self->typed.len));
        app_tell(s->app, "%s", tr("There is no such line here"));
        return;
    }
    self->chosen = found;
    if (two_digits) {
        open_item(s, found);
    }
}

static void step(struct menu_screen *self, int by)
{
    size_t at = self->chosen;
    for (size_t tries = 0; tries < self->n; tries++) {
        at = by > 0 ? (at + 1) % self->n : (at + self->n - 1) % self->n;
        if (fits(self, at)) {
            self->chosen = at;
            return;
        }
    }
}

static bool menu_command(struct screen *s, enum command cmd)
{
    struct menu_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_UP:
    case CMD_LEFT:
        step(self, -1);
        return true;
    case CMD_DOWN:
    case CMD_RIGHT:
        step(self, 1);
        return true;
    case CMD_OPEN:
        open_item(s, self->chosen);
        return true;
    case CMD_BACKSPACE:
        if (self->typed.len) {
            str_cut(&self->typed, utf8_prev(self->typed.ptr, self->typed.len));
        }
        return true;
    case CMD_BACK:
        if (self->typed.len) {
            str_clear(&self->typed);
        } else {
            app_pop(s->app);
        }
        return true;
    default:
        return false;
    }
}

static void menu_text(struct screen *s, const char *text, size_t n)
{
    struct menu_screen *self = s->self;
    const char *end = text + n;
    while (text < end && s->app->top == s && !s->app->quit) {
        char bytes[5];
        uint32_t cp = utf8_narrow(utf8_next(&text));
        str_addn(&self->typed, bytes, (size_t)utf8_encode(cp, bytes));
        after_typing(s);
    }
    /* What was typed ahead is for the screen that came up. */
    struct screen *top = s->app->top;
    if (text < end && top && top != s && !s->app->quit && top->ops->text) {
        top->ops->text(top, text, (size_t)(end - text));
    }
    app_dirty(s->app);
}

static void menu_save(const struct screen *s, struct str *out)
{
    const struct menu_screen *self = s->self;
    pack_put_int(out, "pupil", self->pupil);
    pack_put_text(out, "typed", self->typed.ptr, self->typed.len);
    pack_put_int(out, "chosen", self->items[self->chosen].no);
}

static struct screen *make(struct app *app, int64_t pupil)
{
    struct menu_screen *self = xcalloc(1, sizeof *self);
    self->pupil = pupil;
    str_init(&self->typed);
    fill(self);
    return screen_new(&menu_ops, app, self);
}

static struct screen *menu_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    if (!pack_find(bytes, n, "pupil", &e)) {
        return NULL;
    }
    struct screen *s = make(app, pack_int(&e));
    struct menu_screen *self = s->self;
    if (pack_find(bytes, n, "typed", &e)) {
        str_addn(&self->typed, e.value, e.len);
    }
    int64_t no = pack_find(bytes, n, "chosen", &e) ? pack_int(&e) : NONE;
    for (size_t i = 0; i < self->n; i++) {
        self->chosen = self->items[i].no == no ? i : self->chosen;
    }
    return s;
}

static void menu_close(struct screen *s)
{
    struct menu_screen *self = s->self;
    str_release(&self->typed);
    xfree(self);
}

const struct screen_ops menu_ops = {
    .name = "menu",
    .keys = menu_keys,
    .head = menu_head,
    .draw = menu_draw,
    .cursor = menu_cursor,
    .command = menu_command,
    .text = menu_text,
    .save = menu_save,
    .restore = menu_restore,
    .close = menu_close,
};

void menu_push(struct app *app, int64_t pupil)
{
    app_push(app, make(app, pupil));
}
