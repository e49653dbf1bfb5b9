// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/screens/sheets.h"

/* S14 as it is drawn: the pile at the left, the sheet in the shape of the paper at the right. */
enum {
    SEAT_COL = 2,
    NAME_COL = 5,
    NAME_CELLS = 10,
    STATE_COL = 16,
    STATE_CELLS = 8,
    SHEET_COL = 25,
    LABEL_CELLS = 9, /* "  1- 10  " */
    COUNT_CELLS = 5,
    LEGEND_ROWS = 5,
    GROUP = 5
};

/* --- counting --- */

struct sheets_counts sheets_count(const struct sheets_screen *self)
{
    struct sheets_counts n = {0};
    for (size_t i = 0; i < self->seats.n; i++) {
        const struct seat *seat = &self->seats.at[i];
        bool here = self->open && i == self->at && !keying_is_empty(&self->k);
        size_t *column = &n.none;
        if (here && (self->k.touched || !seat->stored)) {
            column = &n.at_work;
        } else if (seat->part == '2') {
            column = &n.leave;
        } else if (seat->part == '3') {
            column = &n.exempt;
        } else if (seat->part == '4') {
            column = &n.absent;
        } else if (seat->part == '5') {
            column = &n.declined;
        } else if (seat->part == '1' && seat->stored && !seat->is_void) {
            column = &n.done;
            n.missing += seat->status == '3';
        } else if (seat->part == '1' && !seat->stored) {
            column = &n.at_work;
        }
        (*column)++;
    }
    return n;
}

static void add_count(struct str *out, const char *format, size_t n)
{
    if (n) {
        struct str part = STR_INIT;
        /* One literal a call: the formats stand in sheets_head(). */
        str_add(&part, format);
        str_addf(&part, " %zu", n);
        str_addf(out, "  %s", part.ptr);
        str_release(&part);
    }
}

static void add_hint(const struct sheets_screen *self, struct str *out)
{
    const struct keying *k = &self->k;
    if (self->jump >= 0) {
        str_addf(out, tr("Which item? %.0d_   Enter goes there"), self->jump);
        return;
    }
    int gap = -1;
    int done = self->open ? keying_done(k) : 0;
    for (int i = 0; i < done; i++) {
        gap = k->answers[i] == SHEET_NO_ANSWER ? i : gap;
    }
    if (gap >= 0) {
        str_addf(out, tr("Item %d has no answer; it will be listed, and the pupil can be asked."),
                 gap + 1);
    } else if (self->helper) {
        str_add(out, tr("Only the number pad. F2 or Esc when you are done: the password is "
                        "asked."));
    } else {
        str_add(out, tr("Only the number pad. Up and Down change the sheet; each row is stored."));
    }
}

void sheets_head(const struct screen *s, struct frame *f)
{
    const struct sheets_screen *self = s->self;
    const struct roster *r = s->app->reg->roster;
    const struct scale *scale = self->m.scale;
    str_add(&f->where, tr("Answer sheets"));
    roster_class_label(&f->who, r, self->class_id, self->campaign->counted);
    str_addf(&f->who, tr(" %s %d items  %s"), scale->shorter, scale->item_count,
             self->campaign->name ? self->campaign->name : "");
    struct sheets_counts n = sheets_count(self);
    str_addf(&f->sum, tr("Keyed %zu"), n.done);
    add_count(&f->sum, tr("being keyed"), n.at_work);
    add_count(&f->sum, tr("not keyed yet"), n.none);
    add_count(&f->sum, tr("on leave"), n.leave);
    add_count(&f->sum, tr("exempt"), n.exempt);
    add_count(&f->sum, tr("absent"), n.absent);
    add_count(&f->sum, tr("declined"), n.declined);
    add_count(&f->sum, tr("answers missing"), n.missing);
    str_addf(&f->sum, tr("   %zu in all"), self->seats.n);
    if (self->helper) {
        str_add(&f->sum, tr("   keyed by: "));
        roster_person_words(&f->sum, s->app->reg, self->keyed_by);
    }
    add_hint(self, &f->hint);
    if (self->about) {
        str_add(&f->question, tr("What is it about this sheet?"));
        str_add(&f->tell, tr("1 on leave  2 exempt  3 absent  4 declined  5 void (done again)"));
    }
    if (self->open && self->k.unsaved == 0 && self->k.stored_at) {
        f->mark_kind = self->k.touched ? MARK_DRAFT : MARK_SAVED;
        f->mark_time = self->k.stored_at;
    }
}

/* --- the pile --- */

static void add_state(struct str *out, const struct sheets_screen *self, size_t i)
{
    const struct seat *seat = &self->seats.at[i];
    bool here = self->open && i == self->at;
    if (here && self->k.touched && !keying_is_empty(&self->k)) {
        str_addf(out, "%d", keying_done(&self->k));
    } else if (seat->part == '1' && seat->is_void) {
        str_add(out, tr("void"));
    } else if (seat->part == '1' && !seat->stored) {
        str_add(out, tr("begun"));
    } else if (seat->part == '1' && seat->status == '3') {
        str_addf(out, tr("lacks %d"), seat->missing);
    } else if (seat->part == '1') {
        str_add(out, tr("done"));
    } else if (seat->part) {
        static const char *const words[] = {N_("on leave"), N_("exempt"), N_("absent"),
                                            N_("declined")};
        str_add(out, tr(words[(seat->part - '2') & 3]));
    }
    str_add(out, seat->again ? " +" : "");
}

static void draw_pile(const struct sheets_screen *self, const struct reg *reg, struct rect body)
{
    int cells = SHEET_COL - 1;
    draw_text(body.row, body.col, SHEET_COL, tr("  no name       keyed to"), ROLE_HEAD);
    size_t room = body.rows > 1 ? (size_t)body.rows - 1 : 0;
    size_t top = self->at > room / 2 ? self->at - room / 2 : 0;
    top = self->seats.n > room && top > self->seats.n - room ? self->seats.n - room : top;
    top = self->seats.n <= room ? 0 : top;
    for (size_t i = top; i < self->seats.n && i < top + room; i++) {
        int row = body.row + 1 + (int)(i - top);
        const struct pupil_card *p = roster_pupil(reg->roster, self->seats.at[i].pupil);
        enum role role = i == self->at ? ROLE_CHOSEN : ROLE_PLAIN;
        struct str state = STR_INIT;
        add_state(&state, self, i);
        draw_text(row, body.col, cells, i == self->at ? ">" : "", role);
        draw_text(row, body.col + SEAT_COL, 2, p && p->seat ? p->seat : "", role);
        draw_text(row, body.col + NAME_COL, NAME_CELLS, p ? p->name : "", role);
        draw_text(row, body.col + STATE_COL, STATE_CELLS, state.ptr, role);
        str_release(&state);
    }
}

/* --- the sheet --- */

struct grid {
    int col, per_row, answers, counts; /* column of answers, of counts; 0: no counts */
    bool tight;                        /* no blank between answers */
    size_t options;
};

static int answers_cells(int per_row, bool tight)
{
    int groups = (per_row - 1) / GROUP;
    return tight ? per_row + groups : 2 * per_row - 1 + groups;
}

static struct grid grid_of(const struct sheets_screen *self, struct rect body)
{
    struct grid g = {.col = body.col + SHEET_COL, .per_row = self->per_row};
    int room = body.cols - SHEET_COL - LABEL_CELLS;
    g.tight = answers_cells(g.per_row, false) > room - 3 * COUNT_CELLS;
    g.answers = g.col + LABEL_CELLS;
    g.options = self->m.scale->option_count;
    int after = g.answers + answers_cells(g.per_row, g.tight) + 1;
    bool fits = after + (int)(g.options + 1) * COUNT_CELLS <= body.col + body.cols;
    g.counts = fits ? after : 0;
    return g;
}

static int cell_of(const struct grid *g, int in_row)
{
    int groups = in_row / GROUP;
    return g->answers + (g->tight ? in_row + groups : 2 * in_row + groups);
}

static void draw_titles(const struct sheets_screen *self, const struct reg *reg,
                        const struct grid *g, struct rect body)
{
    struct str line = STR_INIT;
    const struct pupil_card *p = roster_pupil(reg->roster, self->seats.at[self->at].pupil);
    str_addf(&line, tr("%s no. %s   item %d"), p ? p->name : "", p && p->seat ? p->seat : "-",
             self->k.at < self->k.count ? self->k.at + 1 : self->k.count);
    int cells = (g->counts ? g->counts : body.col + body.cols - 1) - g->col;
    draw_text(body.row, g->col, cells, line.ptr, ROLE_HEAD);
    str_release(&line);
    const struct scale *scale = self->m.scale;
    for (size_t i = 0; g->counts && i <= g->options; i++) {
        char key[] = {i < g->options ? scale->options[i].key : SHEET_NO_ANSWER, '\0'};
        bool words = i < g->options && g->options <= 3 &&
                     width_str(scale->options[i].label) < COUNT_CELLS;
        const char *title = words             ? scale->options[i].label
                            : i == g->options ? tr("no answer")
                                              : key;
        draw_right(body.row, g->counts + (int)i * COUNT_CELLS, COUNT_CELLS - 1, title, ROLE_HEAD);
    }
}

static void draw_counts(const struct sheets_screen *self, const struct grid *g, int row, int from,
                        int until)
{
    const struct scale *scale = self->m.scale;
    for (size_t i = 0; g->counts && i <= g->options; i++) {
        char key = i < g->options ? scale->options[i].key : SHEET_NO_ANSWER;
        char text[12];
        int n = 0;
        int keyed = 0;
        for (int k = from; k < until; k++) {
            n += self->k.answers[k] == key;
            keyed += self->k.answers[k] != ' ';
        }
        bool full = keyed == until - from;
        snprintf(text, sizeof text, "%d", n);
        bool shown = keyed && (i < g->options || full || n);
        draw_right(row, g->counts + (int)i * COUNT_CELLS, COUNT_CELLS - 1, shown ? text : "",
                   ROLE_PLAIN);
    }
}

static void draw_items(struct sheets_screen *self, const struct grid *g, int row, int from)
{
    const struct keying *k = &self->k;
    int until = from + g->per_row < k->count ? from + g->per_row : k->count;
    char label[24];
    snprintf(label, sizeof label, "%3d-%3d", from + 1, until);
    draw_text(row, g->col, LABEL_CELLS, label, ROLE_DIM);
    for (int i = from; i < until; i++) {
        char text[] = {k->answers[i], '\0'};
        bool here = i == k->at;
        int col = cell_of(g, i - from);
        text[0] = here && text[0] == ' ' ? '_' : text[0];
        draw_text(row, col, 1, text, here ? ROLE_FOCUS : ROLE_PLAIN);
        if (here) {
            self->cursor_row = row;
            self->cursor_col = col;
        }
    }
    draw_counts(self, g, row, from, until);
}

static void draw_legend(const struct sheets_screen *self, int row, int col, int cells)
{
    struct str line = STR_INIT;
    size_t n;
    int item = self->k.at < self->k.count ? self->k.at + 1 : self->k.count;
    const struct scale_option *options = scale_item_options(self->m.scale, item, &n);
    for (size_t i = 0; i < n; i++) {
        str_addf(&line, "%c %s  ", options[i].key, options[i].label);
    }
    str_add(&line, tr(". no answer"));
    draw_text(row, col, cells, line.ptr, ROLE_PLAIN);
    draw_text(row + 1, col, cells, tr("- back one   / to item   Enter next sheet"), ROLE_PLAIN);
    draw_text(row + 2, col, cells, tr("* this sheet: leave, exempt, absent, declined, void"),
              ROLE_PLAIN);
    draw_text(row + 3, col, cells, tr("+ mark it to be looked at again"), ROLE_PLAIN);
    str_release(&line);
}

void sheets_draw(const struct screen *s, struct rect body)
{
    struct sheets_screen *self = s->self;
    const struct reg *reg = s->app->reg;
    self->cursor_row = body.row + body.rows - 1;
    self->cursor_col = body.col + SHEET_COL;
    if (!self->open) {
        draw_text(body.row + 1, body.col + 2, body.cols - 3,
                  tr("Nobody of this class takes part in this screening."), ROLE_PLAIN);
        return;
    }
    draw_pile(self, reg, body);
    struct grid g = grid_of(self, body);
    draw_titles(self, reg, &g, body);
    int rows = (self->k.count + g.per_row - 1) / g.per_row;
    int room = body.rows - 1;
    int row_at = (self->k.at < self->k.count ? self->k.at : self->k.count - 1) / g.per_row;
    int top = rows > room && row_at > room / 2 ? row_at - room / 2 : 0;
    top = rows > room && top > rows - room ? rows - room : top;
    int row = body.row + 1;
    for (int i = top; i < rows && i < top + room; i++) {
        draw_items(self, &g, row++, i * g.per_row);
    }
    if (self->k.at == self->k.count) {
        self->cursor_row = row - 1;
        self->cursor_col = cell_of(&g, self->k.count - 1 - (rows - 1) * g.per_row) + 1;
    }
    if (body.row + body.rows - row >= LEGEND_ROWS) {
        draw_legend(self, row + 1, g.col, body.col + body.cols - g.col - 1);
    }
}
