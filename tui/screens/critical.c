// SPDX-License-Identifier: MIT
#include "tui/screens/critical.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/steps.h"
#include "core/tellable.h"
#include "locale/catalog.h"
#include "tui/draw.h"

struct critical {
    struct critical_how how;
    struct str phones;
};

static const struct binding critical_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("I have seen it")},
    {XKEY_F8, CMD_STRIKE, N_("Keyed wrong")},
    {XKEY_CTRL('R'), CMD_STAMP_DANGER, N_("Deal with it now")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, NULL},
};
static const struct keymap critical_keymap = KEYMAP(critical_bindings, &keymap_global);
static const struct binding helper_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Put aside")},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, NULL},
};
static const struct keymap helper_keymap = KEYMAP(helper_bindings, &keymap_global);

static const struct keymap *critical_keys(const struct screen *s)
{
    const struct critical *self = s->self;
    return self->how.helper ? &helper_keymap : &critical_keymap;
}

/* --- what stands on it --- */

/* Those of the school who can be told about the pupil, with their telephones. */
static void add_staff(struct str *out, struct reg *reg, int64_t pupil)
{
    enum { SHOWN = 3 };
    struct tellable list[TELLABLE_MOST];
    size_t n = tellable_list(reg, pupil, list);
    size_t shown = 0;
    for (size_t i = 0; i < n && shown < SHOWN; i++) {
        struct record *rec;
        int64_t id = 0;
        for (const char *p = list[i].person + 1; list[i].person[0] == 'S' && *p; p++) {
            id = id * 10 + (*p - '0');
        }
        if (id == 0 || store_load_kind(reg, &kind_staff, id, &rec) != ERR_OK) {
            continue;
        }
        const struct staff *staff = (const struct staff *)rec;
        const char *phone = staff->short_phone ? staff->short_phone : staff->phone;
        str_addf(out, "%s%s %s", shown++ ? "    " : "", list[i].words, phone ? phone : "");
        record_free(rec);
    }
    tellable_free(list, n);
}

static const struct scale_critical *critical_of(const struct keying *k)
{
    const struct scale *s = k->m->scale;
    size_t i = 0;
    while (i + 1 < s->critical_count && s->critical[i].item != k->fired) {
        i++;
    }
    return &s->critical[i];
}

static const char *answer_label(const struct keying *k)
{
    const struct scale_option *o =
        scale_option_by_key(k->m->scale, k->fired, k->answers[k->fired - 1]);
    return o ? o->label : "?";
}

static void critical_head(const struct screen *s, struct frame *f)
{
    const struct critical *self = s->self;
    const struct keying *k = self->how.k;
    const struct roster *r = s->app->reg->roster;
    const struct pupil_card *p = roster_pupil(r, k->rec->pupil);
    str_add(&f->where, tr("Answer sheets"));
    if (p) {
        str_addf(&f->who, "%s ", p->name);
        roster_class_label(&f->who, r, p->class_id, clock_today());
        str_addf(&f->who, tr(" no. %s"), p->seat ? p->seat : "-");
    }
    if (!self->how.helper) {
        str_add(&f->hint, tr("Digits and Enter do nothing here, for fear of a hasty hand."));
    }
    char at[STAMP_TEXT];
    str_addf(&f->mark, tr("noted %s"), clock_format(k->stored_at, at) + sizeof "2026-03-05");
}

/* The keys that came meanwhile, and where they will go. */
static void draw_ahead(const struct keying *k, int row, struct rect body)
{
    struct str line = STR_INIT;
    size_t n = k->ahead.len;
    if (n) {
        str_addf(&line, tr("The keys you typed on (%s) are kept: they go to item %d and on."),
                 k->ahead.ptr, k->fired + 1);
        draw_text(row, body.col + 3, body.cols - 4, line.ptr, ROLE_PLAIN);
    }
    str_wipe(&line);
}

static void draw_helper(const struct critical *self, const struct reg *reg, struct rect body)
{
    struct str line = STR_INIT;
    const char *me = reg->me == NONE ? "" : roster_name(reg->roster, reg->me);
    str_addf(&line, tr("Please hand this sheet to %s by itself."),
             me[0] ? me : tr("the counsellor"));
    draw_text(body.row + 2, body.col + 3, body.cols - 4, line.ptr, ROLE_HEAD);
    draw_text(body.row + 4, body.col + 3, body.cols - 4,
              tr("F2 goes on; the keys you typed are kept."), ROLE_PLAIN);
    draw_ahead(self->how.k, body.row + 6, body);
    str_release(&line);
}

static int draw_steps(const struct critical *self, struct reg *reg, int row, struct rect body)
{
    static const char *const numbers[STEP_COUNT] = {N_("one"), N_("two"), N_("three"), N_("four")};
    for (int i = 0; i < STEP_COUNT && row < body.row + body.rows; i++) {
        draw_text(row, body.col + 3, 4, tr(numbers[i]), ROLE_PLAIN);
        draw_text(row++, body.col + 7, body.cols - 8,
                  steps_text(reg, self->how.k->rec->pupil, i), ROLE_PLAIN);
    }
    return row;
}

static int draw_keys(int row, int wrong_row_cells, const struct critical *self, struct rect body)
{
    size_t n;
    scale_item_options(self->how.k->m->scale, self->how.k->fired, &n);
    const char *const lines[] = {
        tr("F2      seen, go on keying; it is the first line of what is due"),
        tr("Ctrl-R  deal with it now: begin a talk with the pupil"),
        n == 2 ? tr("F8      a slip of the key: put in the other answer")
               : tr("F8      a slip of the key: back to this item"),
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        draw_text(row++, body.col + 3, wrong_row_cells, lines[i], ROLE_PLAIN);
    }
    return row;
}

static void critical_draw(const struct screen *s, struct rect body)
{
    const struct critical *self = s->self;
    struct reg *reg = s->app->reg;
    const struct keying *k = self->how.k;
    if (self->how.helper) {
        draw_helper(self, reg, body);
        return;
    }
    bool small = body.rows < 17;
    struct str line = STR_INIT;
    int row = body.row + !small;
    str_addf(&line, tr("Stop    item %d is answered %s"), k->fired, answer_label(k));
    draw_text(row++, body.col + 2, body.cols - 3, line.ptr, ROLE_DANGER);
    str_clear(&line);
    row += !small;
    str_addf(&line, tr("This item asks about: %s. Somebody must see the pupil today,"),
             critical_of(k)->words);
    draw_text(row++, body.col + 3, body.cols - 4, line.ptr, ROLE_PLAIN);
    draw_text(row++, body.col + 3, body.cols - 4,
              tr("before the total is known, before the class is done."), ROLE_PLAIN);
    row += !small;
    if (!small) {
        row = draw_steps(self, reg, row, body) + 1;
    }
    draw_text(row++, body.col + 3, body.cols - 4, self->phones.ptr, ROLE_PLAIN);
    draw_text(row++, body.col + 3, body.cols - 4, steps_phones(reg), ROLE_PLAIN);
    row = draw_keys(row + !small, body.cols - 4, self, body);
    draw_ahead(k, row + !small, body);
    if (small) {
        draw_steps(self, reg, row + 1, body);
    }
    str_wipe(&line);
}

static bool critical_cursor(const struct screen *s, int *row, int *col)
{
    *row = s->body.row + s->body.rows - 1;
    *col = s->body.col;
    return true;
}

/* --- keys --- */

static void leave(struct screen *s, enum critical_way way)
{
    const struct critical *self = s->self;
    struct critical_how how = self->how;
    app_pop(s->app);
    how.done(how.ctx, way);
}

static bool critical_command(struct screen *s, enum command cmd)
{
    const struct critical *self = s->self;
    if (cmd == CMD_DONE) {
        leave(s, CRITICAL_SEEN);
    } else if (cmd == CMD_STRIKE && !self->how.helper) {
        leave(s, CRITICAL_WRONG);
    } else if (cmd == CMD_STAMP_DANGER && !self->how.helper) {
        leave(s, CRITICAL_ACT);
    } else if (cmd == CMD_STRIKE || cmd == CMD_BACK) {
        app_tell(s->app, "%s", self->how.helper ? tr("F2 goes on")
                                                : tr("F2, Ctrl-R or F8: one of these three"));
    } else {
        return cmd != CMD_HELP && cmd != CMD_BLANK && cmd != CMD_LOCK;
    }
    return true;
}

static void critical_text(struct screen *s, const char *text, size_t n)
{
    const struct critical *self = s->self;
    const char *end = text + n;
    while (text < end) {
        uint32_t cp = utf8_narrow(utf8_next(&text));
        if (cp >= '!' && cp < 127) {
            keying_ahead(self->how.k, (char)cp);
        }
    }
    app_dirty(s->app);
}

static bool critical_after(struct screen *s)
{
    const struct critical *self = s->self;
    bool due = keying_is_due(self->how.k, clock_uptime());
    if (due && keying_flush(self->how.k) != ERR_OK) {
        app_mark(s->app, MARK_UNSAVED, s->app->now());
    }
    return due;
}

static void critical_close(struct screen *s)
{
    struct critical *self = s->self;
    str_wipe(&self->phones);
    xfree(self);
}

static const struct screen_ops critical_ops = {
    .name = "critical",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED,
    .keys = critical_keys,
    .head = critical_head,
    .draw = critical_draw,
    .cursor = critical_cursor,
    .command = critical_command,
    .text = critical_text,
    .after = critical_after,
    .close = critical_close,
};

void critical_push(struct app *app, const struct critical_how *how)
{
    struct critical *self = xcalloc(1, sizeof *self);
    self->how = *how;
    str_init(&self->phones);
    if (!how->helper) {
        add_staff(&self->phones, app->reg, how->k->rec->pupil);
    }
    app_push(app, screen_new(&critical_ops, app, self));
}
