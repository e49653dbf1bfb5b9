// SPDX-License-Identifier: MIT
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/record.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/screens.h"

/* S33: about the field, and the keys of the screen below from its own table. */

struct help_screen {
    const struct field *field; /* NULL: about the screen alone */
    int no;
    bool bare; /* a pupil reads it: keys alone, no headings, a mark is its sign */
    struct binding *keys;
    size_t n;
    size_t top;
    size_t page; /* keys in sight, from the last drawing */
};

static const struct binding help_bindings[] = {
    {XKEY_PGUP, CMD_PAGE_UP, NULL}, {XKEY_PGDN, CMD_PAGE_DOWN, N_("More")},
    {XKEY_F1, CMD_BACK, NULL},      {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap help_keymap = KEYMAP(help_bindings, &keymap_global);

static const struct keymap *help_keys(const struct screen *s)
{
    (void)s;
    return &help_keymap;
}

static void help_head(const struct screen *s, struct frame *f)
{
    const struct help_screen *self = s->self;
    if (self->bare) {
        str_clear(&f->mode);
        f->no_date = f->wordless = true;
        return;
    }
    str_add(&f->where, tr("Help"));
    if (self->field && self->no) {
        str_addf(&f->who, tr("Field %d %s"), self->no, tr(self->field->label));
    } else if (self->field) {
        str_add(&f->who, tr(self->field->label));
    }
    str_add(&f->sum, tr("Every function key has a Ctrl twin. Letters are never commands."));
}

/* What a type of field takes. */
static const char *type_help(enum field_type type)
{
    switch (type) {
    case FIELD_DATE:
        return N_("A date: t today, -1 yesterday, +7, a weekday, 3-5, 0305, 20260305.");
    case FIELD_TIME:
        return N_("A time of day: t now, 930, 14:05.");
    case FIELD_MONTH:
        return N_("A month: 2026-03 or 202603.");
    case FIELD_CODE:
        return N_("One code: its digits, or F4 for the list. 90 not asked, 91 would not say, "
                  "92 not clear.");
    case FIELD_CODES:
        return N_("Several codes: digits take or let go, F4 shows the list.");
    case FIELD_BOOL:
        return N_("1 is yes, 2 is no; empty means nobody said.");
    case FIELD_PUPIL:
        return N_("A pupil: name, pinyin initials, class 703, both 703zxm.");
    case FIELD_STAFF:
    case FIELD_PERSON:
        return N_("A person: name or pinyin initials; F4 shows the list.");
    case FIELD_NOTE:
        return N_("Long text: Enter is a new line, Tab leaves, Ctrl-E opens the whole page.");
    case FIELD_INT:
    case FIELD_TEXT:
    case FIELD_RECORD:
    case FIELD_AUTO:
    case FIELD_TYPE_COUNT:
        break;
    }
    return "";
}

static int draw_field(const struct help_screen *self, struct rect body)
{
    if (!self->field) {
        return 0;
    }
    struct str text = STR_INIT;
    if (self->field->help) {
        str_addf(&text, "%s\n", tr(self->field->help));
    }
    const char *type = type_help(self->field->type);
    if (type[0]) {
        str_add(&text, tr(type));
    }
    int width = body.cols - 4 > 72 ? 72 : body.cols - 4;
    draw_put(body.row, body.col + 1, body.cols - 2, tr("What this field is"), ROLE_HEAD);
    size_t rows =
        draw_wrapped((struct rect){body.row + 1, body.col + 3, 5, width}, text.ptr, 0, ROLE_PLAIN);
    str_release(&text);
    return (int)(rows > 5 ? 5 : rows) + 2;
}

/* What a key does; on a page a pupil reads a mark is its sign, without a word. */
static const char *key_words(const struct binding *b, bool bare)
{
    if (bare && b->cmd == CMD_STAMP_DANGER) {
        return "*";
    }
    if (bare && b->cmd == CMD_STAMP_WORDS) {
        return ">";
    }
    return tr(b->label && b->label[0] ? b->label : command_help(b->cmd));
}

static void draw_key(const struct binding *b, bool bare, int row, int col, int cells)
{
    char first[KEY_NAME];
    char second[KEY_NAME];
    struct str line = STR_INIT;
    uint32_t twin = key_is_function(b->key) ? key_twin(b->key) : XKEY_NONE;
    key_label(b->key, first);
    str_addf(&line, "%-4s %-7s", first, twin == XKEY_NONE ? "" : key_label(twin, second));
    draw_text(row, col, 14, line.ptr, ROLE_HEAD);
    /* The word of row 24 says best what the key does here. */
    draw_text(row, col + 14, cells - 14, key_words(b, bare), ROLE_PLAIN);
    str_release(&line);
}

static void help_draw(const struct screen *s, struct rect body)
{
    struct help_screen *self = s->self;
    int used = draw_field(self, body);
    int row = body.row + used;
    if (!self->bare) {
        draw_put(row++, body.col + 1, body.cols - 2, tr("Keys that work here"), ROLE_HEAD);
    }
    int rows = body.row + body.rows - row;
    int columns = body.cols >= 80 ? 2 : 1;
    int cells = (body.cols - 2) / columns;
    self->page = rows > 0 ? (size_t)(rows * columns) : 1;
    for (int i = 0; i < rows * columns; i++) {
        size_t at = self->top + (size_t)i;
        if (at >= self->n) {
            break;
        }
        draw_key(&self->keys[at], self->bare, row + i % rows, body.col + 1 + i / rows * cells,
                 cells - 1);
    }
}

static bool help_command(struct screen *s, enum command cmd)
{
    struct help_screen *self = s->self;
    size_t page = self->page ? self->page : 1;
    app_dirty(s->app);
    if (cmd == CMD_BACK) {
        app_pop(s->app);
    } else if (cmd == CMD_PAGE_DOWN && self->top + page < self->n) {
        self->top += page;
    } else if (cmd == CMD_PAGE_UP) {
        self->top = self->top > page ? self->top - page : 0;
    }
    return cmd != CMD_BLANK && cmd != CMD_LOCK;
}

static void help_close(struct screen *s)
{
    struct help_screen *self = s->self;
    xfree(self->keys);
    xfree(self);
}

static const struct screen_ops help_ops = {
    .name = "help",
    .flags = SCREEN_UNPLACED,
    .keys = help_keys,
    .head = help_head,
    .draw = help_draw,
    .command = help_command,
    .close = help_close,
};

void help_push(struct app *app, const struct field *field, int no)
{
    const struct screen *below = app->top;
    if (!below) {
        return;
    }
    struct help_screen *self = xcalloc(1, sizeof *self);
    self->field = field;
    self->no = no;
    self->bare = app->beside || (below->ops->flags & SCREEN_BESIDE);
    struct binding *all;
    size_t n = keymap_effective(below->ops->keys(below), &all);
    self->keys = xcalloc(n, sizeof *self->keys);
    for (size_t i = 0; i < n; i++) {
        if (all[i].key != XKEY_NONE && all[i].cmd != CMD_NONE) {
            self->keys[self->n++] = all[i];
        }
    }
    xfree(all);
    app_push(app, screen_new(&help_ops, app, self));
}
