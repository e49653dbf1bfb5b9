// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/ops.h"

/* The trail, verified while it is read, newest first: all of it or one pupil's. */
struct audit_screen {
    int64_t pupil; /* NONE: all */
    struct trail_line {
        char *when, *what, *who;
    } *lines;
    size_t n, cap;
    int64_t bad; /* first entry that does not fit, NONE */
    struct list list;
};

static const struct binding audit_bindings[] = {
    {XKEY_ENTER, CMD_NONE, NULL},
};
static const struct keymap audit_keymap = KEYMAP(audit_bindings, &keymap_list);

static const struct keymap *audit_keys(const struct screen *s)
{
    (void)s;
    return &audit_keymap;
}

/*
 * An entry in words.  Fingerprints and the words of machines in its detail are
 * for the command `audit`; here stands what was shown, and what for.
 */
static char *describe(const struct audit_row *row, const struct kind *kind)
{
    const char *detail = row->detail ? row->detail : "";
    const char *purpose = strstr(detail, "purpose=");
    struct str out = STR_INIT;
    str_addf(&out, "%s %s", tr(audit_label(row->action)), kind ? tr(kind->label) : "");
    if (strcmp(detail, "phone") == 0) {
        str_addf(&out, " %s", tr("Telephone"));
    } else if (purpose) {
        str_addf(&out, " %s", purpose + strlen("purpose="));
    }
    return str_steal(&out);
}

static void take(void *ctx, const struct audit_row *row)
{
    struct screen *s = ctx;
    struct audit_screen *self = s->self;
    if (self->pupil != NONE && row->pupil != self->pupil) {
        return;
    }
    char when[STAMP_TEXT];
    const struct kind *kind = row->kind ? kind_by_name(row->kind) : NULL;
    self->lines = mem_grow(self->lines, self->n, &self->cap, sizeof *self->lines);
    self->lines[self->n++] = (struct trail_line){
        .when = xstrdup(clock_format(row->at, when)),
        .what = describe(row, kind),
        .who = xstrdup(row->pupil == NONE ? "" : roster_name(s->app->reg->roster, row->pupil)),
    };
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct audit_screen *)s->self)->n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct audit_screen *self = s->self;
    const struct trail_line *line = &self->lines[self->n - 1 - at];
    row->id = (int64_t)at + 1;
    row->cells[0] = line->when;
    row->cells[1] = line->who;
    row->cells[2] = line->what;
}

static const struct list_column columns[] = {{N_("When"), 19, 0, LIST_LEFT, 0},
                                             {N_("Pupil"), 10, 0, LIST_LEFT, 1},
                                             {N_("What"), 0, 20, LIST_LEFT, 0}};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1};

static void audit_head(const struct screen *s, struct frame *f)
{
    const struct audit_screen *self = s->self;
    str_add(&f->where, tr("Trail"));
    str_add(&f->who, self->pupil == NONE ? "" : roster_name(s->app->reg->roster, self->pupil));
    str_addf(&f->sum, tr("%zu entries, newest first"), self->n);
    if (self->bad != NONE) {
        str_addf(&f->problem, tr("From entry %lld on the trail does not fit: it was tampered with"),
                 (long long)self->bad);
    } else {
        str_add(&f->tell, tr("The chain was verified from its beginning."));
    }
    str_add(&f->hint, tr("Who did what and when; never what the words were"));
}

static void audit_draw(const struct screen *s, struct rect body)
{
    struct audit_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool audit_command(struct screen *s, enum command cmd)
{
    struct audit_screen *self = s->self;
    app_dirty(s->app);
    if (cmd == CMD_BACK) {
        app_pop(s->app);
        return true;
    }
    return list_command(&self->list, cmd);
}

static void audit_save(const struct screen *s, struct str *out)
{
    const struct audit_screen *self = s->self;
    pack_put_int(out, "pupil", self->pupil);
}

static struct screen *make(struct app *app, int64_t pupil)
{
    struct audit_screen *self = xcalloc(1, sizeof *self);
    self->pupil = pupil;
    self->bad = NONE;
    struct screen *s = screen_new(&audit_ops, app, self);
    enum err e = store_flush(app->reg);
    e = e == ERR_OK ? audit_read(app->reg, take, s, &self->bad) : e;
    if (e != ERR_OK && e != ERR_DAMAGED) {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    list_reload(&self->list);
    return s;
}

static struct screen *audit_restore(struct app *app, const char *bytes, size_t n)
{
    struct pack_entry e;
    return pack_find(bytes, n, "pupil", &e) ? make(app, pack_int(&e)) : NULL;
}

static void audit_close(struct screen *s)
{
    struct audit_screen *self = s->self;
    for (size_t i = 0; i < self->n; i++) {
        xfree(self->lines[i].when);
        xwipe_str(self->lines[i].what);
        xwipe_str(self->lines[i].who);
    }
    xfree(self->lines);
    list_release(&self->list);
    xfree(self);
}

const struct screen_ops audit_ops = {
    .name = "audit",
    .idle = 120,
    .keys = audit_keys,
    .head = audit_head,
    .draw = audit_draw,
    .command = audit_command,
    .save = audit_save,
    .restore = audit_restore,
    .close = audit_close,
};

void audit_push(struct app *app, int64_t pupil)
{
    app_push(app, make(app, pupil));
}
