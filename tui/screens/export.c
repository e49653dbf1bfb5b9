// SPDX-License-Identifier: MIT
#include <limits.h>
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"
#include "locale/pinyin.h"
#include "tui/screens.h"
#include "tui/screens/export.h"

/* S27: what the encoding cannot hold is settled before a file is written. */

static const struct binding export_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Write the file")},
    {XKEY_F6, CMD_SAME, N_("As agreed")},
    {XKEY_ENTER, CMD_DOWN, N_("Next")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap export_keymap = KEYMAP(export_bindings, &keymap_list);

static const struct keymap *export_keys(const struct screen *s)
{
    (void)s;
    return &export_keymap;
}

void export_screen_free(struct export_screen *self)
{
    export_free(self->job);
    xfree(self->settled);
    xfree(self->purpose);
    xfree(self->path);
    list_release(&self->list);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_wipe(&self->cells[i]);
    }
    xfree(self);
}

/* Read the table anew with the choices made so far. */
static enum err open_job(struct app *app, struct export_screen *self)
{
    char *unknown = NULL;
    export_free(self->job);
    self->job = NULL;
    enum err e = export_open(app->reg,
                             &(struct export_options){.kind = self->kind,
                                                      .encoding = self->encoding,
                                                      .book = self->book,
                                                      .misfits = MISFITS_SUBSTITUTE,
                                                      .full = self->full,
                                                      .purpose = self->purpose,
                                                      .end = "\r\n"},
                             &self->job, &unknown, &self->damaged);
    xfree(unknown);
    if (e == ERR_OK) {
        self->misfits = export_check(self->job, &self->mended);
    }
    return e;
}

/* --- the list of misfits --- */

static bool is_name(const struct export_screen *self, const struct misfit *m)
{
    const struct field *f = export_column_at(self->job, m->column)->field;
    return f && strcmp(f->name, "name") == 0 && m->pupil != NONE && self->kind == &kind_pupil;
}

/* The pupil's agreed name for such files; the caller frees it. */
static char *agreed_name(struct reg *reg, int64_t pupil)
{
    struct record *rec;
    if (pupil == NONE || store_load_kind(reg, &kind_pupil, pupil, &rec) != ERR_OK) {
        return NULL;
    }
    char *name = xstrdup(((const struct pupil *)rec)->export_name);
    record_free(rec);
    return name;
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct export_screen *)s->self)->misfits;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    struct screen *s = ctx;
    struct export_screen *self = s->self;
    const struct misfit *m = export_misfit_at(self->job, at);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    char bytes[5];
    utf8_encode(m->cp, bytes);
    str_add(&self->cells[0], roster_name(s->app->reg->roster, m->pupil));
    str_add(&self->cells[1], bytes);
    str_addf(&self->cells[2], "%s %s", m->name, m->reading);
    export_label(&self->cells[3], export_column_at(self->job, m->column));
    char *agreed = agreed_name(s->app->reg, m->pupil);
    if (self->settled[at]) {
        str_addf(&self->cells[4], "%s", is_name(self, m) && agreed ? agreed : tr("by its pinyin"));
    } else if (agreed) {
        str_addf(&self->cells[4], tr("agreed: %s"), agreed);
    } else {
        str_add(&self->cells[4], "_");
    }
    xwipe_str(agreed);
    row->id = (int64_t)at + 1;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {N_("Pupil"), 10, 0, LIST_LEFT, 0},        {N_("Char"), 5, 0, LIST_LEFT, 0},
    {N_("Code point, reading"), 18, 0, LIST_LEFT, 1}, {N_("Column"), 12, 0, LIST_LEFT, 2},
    {N_("Written as"), 0, 16, LIST_LEFT, 0},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 3};

static size_t open_misfits(const struct export_screen *self)
{
    size_t n = 0;
    for (size_t i = 0; i < self->misfits; i++) {
        n += !self->settled[i];
    }
    return n;
}

static void export_head(const struct screen *s, struct frame *f)
{
    const struct export_screen *self = s->self;
    str_add(&f->where, tr("Check"));
    str_addf(&f->who, "%s  %s", tr(self->kind->label), encode_name(self->encoding));
    str_addf(&f->sum,
             tr("%zu rows; %zu characters do not fit %s. No file is written before all are "
                "settled."),
             export_row_count(self->job), self->misfits, encode_name(self->encoding));
    str_add(&f->hint, tr("1 agreed characters  2 pinyin  3 a description  9 whole file GB18030"));
    if (open_misfits(self)) {
        str_addf(&f->tell, tr("%zu still open"), open_misfits(self));
    } else {
        str_add(&f->tell, tr("All settled: F2 writes the file"));
    }
}

static void export_draw(const struct screen *s, struct rect body)
{
    struct export_screen *self = s->self;
    list_draw(&self->list, &look, body);
    if (self->mended) {
        struct str line = STR_INIT;
        str_addf(&line, tr("%zu symbols (nobody's name) were mended by the fixed table"),
                 self->mended);
        draw_text(body.row + body.rows - 1, body.col + 1, body.cols - 2, line.ptr, ROLE_DIM);
        str_release(&line);
    }
}

/* --- choices --- */

static const struct misfit *chosen(const struct export_screen *self)
{
    int64_t at = list_chosen(&self->list);
    return at ? export_misfit_at(self->job, (size_t)at - 1) : NULL;
}

/* All misfits of one pupil's name are settled together. */
static void settle(struct screen *s)
{
    struct export_screen *self = s->self;
    const struct misfit *m = chosen(self);
    for (size_t i = 0; m && i < self->misfits; i++) {
        const struct misfit *other = export_misfit_at(self->job, i);
        bool same = other == m || (is_name(self, m) && is_name(self, other) &&
                                   other->pupil == m->pupil);
        self->settled[i] = self->settled[i] || same;
    }
    list_command(&self->list, CMD_DOWN);
    app_dirty(s->app);
}

/* Keep the name agreed for files that lack a character. */
static void keep_name(struct screen *s, const char *name)
{
    struct export_screen *self = s->self;
    const struct misfit *m = chosen(self);
    struct record *rec;
    if (!m || store_load_kind(s->app->reg, &kind_pupil, m->pupil, &rec) != ERR_OK) {
        return;
    }
    field_set_text(rec, spec_field(&kind_pupil.spec, "export_name"), name);
    struct changes set = CHANGES_INIT;
    changes_put(&set, rec);
    enum err e = store_commit(s->app->reg, &set, NULL);
    changes_release(&set);
    if (e != ERR_OK) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    settle(s);
}

/* The name with each misfit as (reading), or with `words` for the one of `m`. */
static char *name_with(struct screen *s, const struct misfit *m, const char *words)
{
    const struct export_screen *self = s->self;
    struct str out = STR_INIT;
    for (const char *p = roster_name(s->app->reg->roster, m->pupil); *p;) {
        const char *from = p;
        uint32_t cp = utf8_next(&p);
        if (cp < 0x80 || encode_fits(self->encoding, cp)) {
            str_addn(&out, from, (size_t)(p - from));
        } else if (words && cp == m->cp) {
            str_addf(&out, "〔%s〕", words);
        } else {
            const char *reading = pinyin_toned(cp);
            str_addf(&out, "(%.*s)", (int)strcspn(reading, "12345"), reading);
        }
    }
    return str_steal(&out);
}

static void typed(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct export_screen *self = s->self;
    const struct misfit *m = chosen(self);
    if (!text || !text[0] || !m) {
        return;
    }
    struct str probe = STR_INIT;
    bool fits = encode_from_utf8(self->encoding, text, strlen(text), &probe, NULL) == ERR_OK;
    str_release(&probe);
    if (!fits) {
        app_problem(s->app, tr("These words do not fit %s either"), encode_name(self->encoding));
        return;
    }
    char *name = self->choice == 3 ? name_with(s, m, text) : xstrdup(text);
    keep_name(s, name);
    xwipe_str(name);
}

static void widen(struct screen *s);

static void choose(struct screen *s, char digit)
{
    struct export_screen *self = s->self;
    const struct misfit *m = chosen(self);
    if (digit == '9') {
        widen(s);
        return;
    }
    if (!m) {
        return;
    }
    if (!is_name(self, m)) {
        /* In running text only the pinyin stands in; it is nobody's legal name. */
        settle(s);
        return;
    }
    self->choice = digit - '0';
    if (digit == '2') {
        char *name = name_with(s, m, NULL);
        keep_name(s, name);
        xwipe_str(name);
        return;
    }
    char *agreed = agreed_name(s->app->reg, m->pupil);
    line_push(s->app,
              digit == '1' ? tr("The whole name as the family writes it on such papers")
                           : tr("How the character looks, part by part"),
              digit == '1' && agreed ? agreed : "", 50, typed, s);
    xwipe_str(agreed);
}

/* --- done --- */

static void write_settled(struct screen *s)
{
    struct export_screen *self = s->self;
    if (open_misfits(self)) {
        app_problem(s->app, tr("%zu still open"), open_misfits(self));
        return;
    }
    enum err e = open_job(s->app, self);
    if (e != ERR_OK && e != ERR_DAMAGED) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    struct app *app = s->app;
    export_write(app, self);
    app_pop(app);
}

static void widen(struct screen *s)
{
    struct export_screen *self = s->self;
    self->encoding = ENC_GB18030;
    enum err e = open_job(s->app, self);
    if (e != ERR_OK && e != ERR_DAMAGED) {
        app_problem(s->app, "%s", tr(err_msgid(e)));
        return;
    }
    struct app *app = s->app;
    export_write(app, self);
    app_pop(app);
}

static bool export_command(struct screen *s, enum command cmd)
{
    struct export_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
        write_settled(s);
        return true;
    case CMD_SAME: {
        const struct misfit *m = chosen(self);
        char *agreed = m ? agreed_name(s->app->reg, m->pupil) : NULL;
        if (agreed) {
            settle(s);
        } else {
            app_tell(s->app, "%s", tr("Nothing was agreed for this pupil yet"));
        }
        xwipe_str(agreed);
        return true;
    }
    case CMD_BACK:
        app_pop(s->app);
        app_tell(s->app, "%s", tr("No file was written"));
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void export_text(struct screen *s, const char *text, size_t n)
{
    const char *at = text;
    uint32_t cp = n ? utf8_narrow(utf8_next(&at)) : 0;
    if ((cp >= '1' && cp <= '3') || cp == '9') {
        choose(s, (char)cp);
    }
}

static void export_close(struct screen *s)
{
    export_screen_free(s->self);
}

static const struct screen_ops export_ops = {
    .name = "export",
    .flags = SCREEN_UNPLACED,
    .keys = export_keys,
    .head = export_head,
    .draw = export_draw,
    .command = export_command,
    .text = export_text,
    .close = export_close,
};

void export_start(struct app *app, struct export_screen *self)
{
    enum err e = open_job(app, self);
    if (e != ERR_OK && e != ERR_DAMAGED) {
        app_problem(app, "%s", tr(err_msgid(e)));
        export_screen_free(self);
        return;
    }
    if (self->book) {
        export_write_book(app, self);
        return;
    }
    if (!self->misfits) {
        export_write(app, self);
        export_screen_free(self);
        return;
    }
    self->settled = xcalloc(self->misfits, sizeof *self->settled);
    struct screen *s = screen_new(&export_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    app_push(app, s);
    list_reload(&self->list);
}
