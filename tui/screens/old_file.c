// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/old_file.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/list.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

/*
 * One pupil's file as it is in an old copy: the records that differ, field by
 * field; a single one is taken back as a new version, the one of now stays in
 * its history.
 */
struct old_file_screen {
    struct old_copy *old;
    int64_t pupil;
    struct old_record *records;
    size_t n;
    struct list list;
    struct str cells[4];
};

static const struct binding bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Take it from there")},
    {XKEY_ENTER, CMD_OPEN, N_("Differences")},
};
static const struct keymap map = KEYMAP(bindings, &keymap_list);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &map;
}

static void compare(struct screen *s)
{
    struct old_file_screen *self = s->self;
    old_records_free(self->records, self->n);
    self->records = NULL;
    self->n = 0;
    enum err e = old_copy_compare(self->old, self->pupil, &self->records, &self->n);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", e == ERR_NOT_FOUND ? tr("The copy does not know this pupil yet")
                                                     : tr(err_msgid(e)));
    }
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- rows --- */

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct old_file_screen *)s->self)->n;
}

static const char *state_words(const struct old_record *record)
{
    switch (record->state) {
    case OLD_GONE:
        return tr("is not there now");
    case OLD_STRUCK:
        return tr("struck out since");
    case OLD_CHANGED:
        break;
    }
    return record->fixed ? tr("followed by another step") : tr("changed since");
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    struct old_file_screen *self = s->self;
    const struct old_record *record = &self->records[at];
    char day[DATE_TEXT];
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    str_add(&self->cells[0], date_format(record->old->day, day));
    str_add(&self->cells[1], tr(record->old->kind->label));
    str_add(&self->cells[2], state_words(record));
    row->id = record->old->id;
    row->role = record->fixed ? ROLE_DIM : ROLE_PLAIN;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {N_("Day"), 12, 0, LIST_LEFT, 0},
    {N_("Record"), 16, 0, LIST_LEFT, 0},
    {N_("In the copy it is as then; now it"), 0, 20, LIST_LEFT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1};

static void head(const struct screen *s, struct frame *f)
{
    const struct old_file_screen *self = s->self;
    str_add(&f->where, tr("Old copy"));
    form_who(&f->who, s->app->reg, self->pupil);
    if (self->n) {
        str_addf(&f->sum, tr("%zu records are another in the copy"), self->n);
        str_add(&f->hint, tr("F2 takes this one back as a new version; the one of now stays in its "
                             "history."));
    } else {
        str_add(&f->sum, tr("The file is the same in the copy"));
        str_add(&f->hint, tr("Records that were made after the copy are not listed."));
    }
}

static void draw(const struct screen *s, struct rect body)
{
    struct old_file_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- keys --- */

static const struct old_record *chosen(const struct old_file_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        if (self->records[i].old->id == list_chosen(&self->list)) {
            return &self->records[i];
        }
    }
    return NULL;
}

static void seen(void *ctx)
{
    struct screen *s = ctx;
    app_dirty(s->app);
}

static void show(struct screen *s)
{
    const struct old_record *record = chosen(s->self);
    if (!record) {
        return;
    }
    /* A record that is not there now is compared with an empty one. */
    struct record *empty = record->now ? NULL : record_new(record->old->kind, record->old->id);
    differences_push(s->app, record->now ? record->now : empty, record->old, DIFFERENCES_OLD, seen,
                     s);
    record_free(empty);
}

static void take_back_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct old_file_screen *self = s->self;
    const struct old_record *record = chosen(self);
    if (answer != 1 || !record) {
        return;
    }
    int64_t id = record->old->id;
    enum err e = old_copy_take_back(self->old, record);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    app_mark(s->app, MARK_SAVED, s->app->now());
    app_tell(s->app, "%s", tr("Taken back. The one of before stands in its history."));
    compare(s);
    app_changed(s->app, &(struct notice){.record = id, .kind = -1});
}

static void take_back(struct screen *s)
{
    const struct old_record *record = chosen(s->self);
    if (!record) {
        return;
    }
    if (record->fixed) {
        app_tell(s->app, "%s",
                 tr("A step is only followed by another; it is not taken back here."));
        return;
    }
    const struct ask_answer answers[] = {{tr("leave it"), 0}, {tr("take it back"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("Store this record as it was in the copy?"),
                                   .answers = answers, .count = COUNT(answers),
                                   .done = take_back_answer, .ctx = s});
}

static bool command(struct screen *s, enum command cmd)
{
    struct old_file_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
        take_back(s);
        return true;
    case CMD_OPEN:
        show(s);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void close(struct screen *s)
{
    struct old_file_screen *self = s->self;
    old_records_free(self->records, self->n);
    old_copy_close(self->old);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops old_file_ops = {
    .name = "old-file",
    .flags = SCREEN_UNPLACED,
    .idle = 120,
    .keys = keys,
    .head = head,
    .draw = draw,
    .command = command,
    .close = close,
};

void old_file_push(struct app *app, const char *path, int64_t pupil)
{
    struct old_copy *old;
    app_tell(app, "%s", tr("Opening ..."));
    app_paint(app);
    enum err e = old_copy_open(app->reg, path, &old);
    app_tell(app, "%s", "");
    if (e != ERR_OK) {
        app_problem(app, "%s",
                    e == ERR_CODE ? tr("This copy belongs to another register, or to an older "
                                       "recovery code.")
                                  : tr(err_msgid(e)));
        return;
    }
    struct old_file_screen *self = xcalloc(1, sizeof *self);
    self->old = old;
    self->pupil = pupil;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&old_file_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    audit_queue(app->reg, &(struct audit_entry){.action = AUDIT_READ, .kind = "pupil",
                                                .object = pupil, .pupil = pupil,
                                                .detail = "copy"});
    app_push(app, s);
    compare(s);
}
