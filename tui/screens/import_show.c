// SPDX-License-Identifier: MIT
#include "tui/screens/import.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "locale/catalog.h"
#include "locale/encode.h"
#include "locale/width.h"

/* What S29 shows of a roster file. */

const char *import_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool import_asks_number(const struct import_line *line)
{
    return line->repair != REPAIR_NONE && line->state != IMPORT_ASK && line->state != IMPORT_BAD;
}

/* --- the list --- */

size_t import_show_count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct import_screen *)s->self)->shown_n;
}

/* The name in the row: the cell of the pupil's own field "name". */
static const char *name_in(const struct import_job *job, size_t row)
{
    for (size_t c = 0; c < import_column_count(job); c++) {
        const struct import_column *col = import_column_at(job, c);
        if (col->target == TARGET_FIELD && strcmp(col->field->name, "name") == 0) {
            return import_cell(job, row, c);
        }
    }
    return "";
}

static const char *state_word(const struct import_line *line)
{
    if (import_asks_number(line) && line->state != IMPORT_SKIPPED) {
        return line->repair == REPAIR_OFFERED ? tr("you decide")
               : line->repair == REPAIR_TAKEN ? tr("restored")
                                              : tr("left empty");
    }
    switch (line->state) {
    case IMPORT_ASK:
        return tr("you decide");
    case IMPORT_BAD:
        return tr("unreadable");
    case IMPORT_SKIPPED:
        return tr("left out");
    case IMPORT_NEW:
        return tr("new pupil");
    case IMPORT_CHANGED:
    case IMPORT_SAME:
        return tr("this one");
    case IMPORT_WAITING:
        break;
    }
    return "";
}

void import_show_fetch(void *ctx, size_t at, struct list_row *out)
{
    struct screen *s = ctx;
    struct import_screen *self = s->self;
    size_t row = self->shown[at];
    const struct import_line *line = import_row_at(self->job, row);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    str_addf(&self->cells[0], tr("row %zu"), line->line);
    const char *why = line->why ? tr(line->why) : "";
    const char *detail = line->detail ? line->detail : "";
    bool number_first = line->damaged && line->state != IMPORT_ASK && line->state != IMPORT_BAD;
    str_addf(&self->cells[1], "%s  %s%s%s", name_in(self->job, row), number_first ? detail : why,
             detail[0] ? "  " : "", number_first ? why : detail);
    str_add(&self->cells[2], state_word(line));
    out->id = (int64_t)row + 1;
    out->cells[0] = self->cells[0].ptr;
    out->cells[1] = self->cells[1].ptr;
    out->cells[2] = self->cells[2].ptr;
}

static const struct list_column columns[] = {{"", 10, 0, LIST_LEFT, 0},
                                             {"", 0, 20, LIST_LEFT, 0},
                                             {"", 10, 0, LIST_LEFT, 0}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 1, .no_titles = true};

/* --- drawing --- */

/* What a digit says about the chosen row. */
static void add_hint(struct import_screen *self, struct str *hint)
{
    int64_t at = list_chosen(&self->list);
    const struct import_line *line = at ? import_row_at(self->job, (size_t)at - 1) : NULL;
    if (!line) {
        str_add(hint, tr("F2 writes: a verified copy first; the whole import can be taken back"));
    } else if (import_asks_number(line)) {
        str_add(hint, tr("1 use this number   2 leave the number empty   3 leave this row"));
    } else if (!import_wants_person(self, (size_t)at - 1)) {
        str_add(hint, tr("Nothing to decide: the row goes without this   3 leave this row"));
    } else {
        str_add(hint, tr("1 this is the one   2 a new pupil   3 leave this row"));
    }
}

void import_show_head(const struct screen *s, struct frame *f)
{
    struct import_screen *self = s->self;
    str_add(&f->where, tr("Roster"));
    str_add(&f->who, import_base_name(self->path));
    if (!self->job || self->phase == IMPORT_LOOKING) {
        return;
    }
    char delimiter[2] = {import_delimiter(self->job), '\0'};
    if (import_is_book(self->job)) {
        str_addf(&f->sum, tr("%zu rows   sheet %s, one of %zu   only looked at, nothing written"),
                 import_row_count(self->job), import_sheet(self->job),
                 import_sheet_count(self->job));
        add_hint(self, &f->hint);
        return;
    }
    str_addf(&f->sum, tr("%zu rows   %s   separated by %s   only looked at, nothing written"),
             import_row_count(self->job), encode_name(import_encoding(self->job)),
             delimiter[0] == '\t' ? "Tab" : delimiter);
    add_hint(self, &f->hint);
}

static void draw_columns(const struct import_screen *self, struct rect r)
{
    draw_put(r.row, r.col + 1, 12, tr("Heading"), ROLE_HEAD);
    draw_put(r.row, r.col + 22, 12, tr("Taken as"), ROLE_HEAD);
    draw_put(r.row, r.col + 42, 20, tr("First two rows"), ROLE_HEAD);
    int row = 1;
    size_t more = 0;
    for (size_t c = 0; c < import_column_count(self->job); c++) {
        const struct import_column *col = import_column_at(self->job, c);
        if (row >= r.rows) {
            more++;
            continue;
        }
        const char *as = col->target == TARGET_IGNORED ? tr("not wanted")
                         : col->target == TARGET_CLASS ? tr("Class")
                         : col->target == TARGET_GRADE ? tr("Grade")
                                                       : tr(col->field->label);
        draw_text(r.row + row, r.col + 1, 20, col->heading, ROLE_PLAIN);
        draw_text(r.row + row, r.col + 22, 19, as,
                  col->target == TARGET_IGNORED ? ROLE_DIM : ROLE_PLAIN);
        for (size_t i = 0; i < 2 && i < import_row_count(self->job); i++) {
            /* Long numbers are not shown whole over somebody's shoulder. */
            const char *cell = import_cell(self->job, i, c);
            bool masked = col->field && (col->field->flags & F_MASKED);
            size_t used;
            int n = (int)(masked ? width_prefix(cell, 5, &used) : strlen(cell));
            char *shown = str_format("%.*s%s", n, cell, masked && cell[0] ? "**" : "");
            draw_text(r.row + row, r.col + 42 + (int)i * 17, 16, shown, ROLE_PLAIN);
            xwipe_str(shown);
        }
        row++;
    }
    if (more) {
        struct str s = STR_INIT;
        str_addf(&s, tr("and %zu more columns"), more);
        draw_right(r.row, r.col + r.cols - 20, 18, s.ptr, ROLE_DIM);
        str_release(&s);
    }
}

void import_show_draw(const struct screen *s, struct rect body)
{
    struct import_screen *self = s->self;
    if (!self->job || self->phase == IMPORT_LOOKING) {
        return;
    }
    const struct import_counts *c = &self->counts;
    struct str line = STR_INIT;
    str_addf(&line, tr("New %zu   Changed %zu   Unchanged %zu   You decide %zu   Unreadable %zu   "
                       "Not in the file %zu"),
             c->fresh, c->changed, c->same, c->ask + c->offered, c->bad, c->missing);
    draw_text(body.row + 1, body.col + 1, body.cols - 2, line.ptr, ROLE_HEAD);
    int rows = body.rows > 14 ? 8 : 4;
    draw_columns(self, (struct rect){body.row + 3, body.col, rows, body.cols});
    int row = body.row + 4 + rows;
    str_clear(&line);
    str_add(&line, self->shown_n ? tr("Rows that need you") : tr("Every row could be read"));
    draw_text(row++, body.col + 1, body.cols - 2, line.ptr, ROLE_HEAD);
    str_release(&line);
    list_draw(&self->list, &look,
              (struct rect){row, body.col, body.row + body.rows - row, body.cols});
}

