// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/backup_place.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "core/restore.h"
#include "locale/catalog.h"
#include "tui/backup_words.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * Back from a copy: what it is and what happens to the register that is there
 * (step 2; the list was step 1), then the receipt.
 */
enum restore_phase { PHASE_ASK, PHASE_WORK, PHASE_RECEIPT };

struct restore_screen {
    struct app *app;
    enum restore_phase phase;
    struct backup_file file;
    struct entry entry;
    struct entries entries;
    bool needs_password;
    bool there_is_one; /* a register, which is put aside */
    struct restore *job;
    char *password;
    enum err failed;
    struct restored done;
};

static const struct binding ask_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Restore")},
    {XKEY_F12, CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, N_("Another copy")},
};
static const struct keymap ask_map = KEYMAP(ask_keys, &keymap_entries);

static const struct binding receipt_keys[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Unlock")},
    {XKEY_F2, CMD_DONE, NULL},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_F12, CMD_NONE, NULL},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
    {XKEY_CTRL('L'), CMD_NONE, NULL},
    {XKEY_ESC, CMD_NONE, NULL},
};
static const struct keymap receipt_map = KEYMAP(receipt_keys, &keymap_global);

static const struct keymap *keys(const struct screen *s)
{
    const struct restore_screen *self = s->self;
    return self->phase == PHASE_ASK ? &ask_map : &receipt_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct restore_screen *self = s->self;
    bool receipt = self->phase == PHASE_RECEIPT;
    str_add(&f->where, trc("where", "Restore"));
    str_add(&f->who, receipt ? tr("Step 3 of 3: what was done")
                             : tr("Step 2 of 3: is it this one?"));
    f->mark_kind = MARK_NONE;
    if (receipt) {
        str_add(&f->hint, tr("Enter: to the page that asks for the password."));
    } else if (self->needs_password) {
        str_add(&f->hint, tr("Today's password, or the one of the time of the copy."));
    } else {
        str_add(&f->hint, tr("F2: the copy is checked first and only then takes its place."));
    }
}

/* --- body --- */

static int line(int row, int width, const char *label, const char *text)
{
    draw_text(row, 3, 12, label, ROLE_PLAIN);
    draw_text(row, 15, width - 15, text, ROLE_PLAIN);
    return row + 1;
}

static void draw_ask(const struct restore_screen *self, struct rect body)
{
    struct str words = STR_INIT;
    int row = body.row + 2;
    int width = body.cols - 1;
    char *folder = xmemdupz(self->file.path, (size_t)(self->file.name - self->file.path));
    char *short_folder = way_short_path(folder);
    row = line(row, width, tr("Copy"), self->file.name);
    row = line(row, width, tr("Lies in"), short_folder);
    if (self->file.ours) {
        backup_words_when(&words, self->file.moment, "", self->app->now());
        row = line(row, width, tr("Made"), words.ptr);
        row = line(row, width, tr("Why"), backup_words_why(self->file.why));
        str_clear(&words);
    }
    str_addf(&words, tr("%.1f MB"), (double)self->file.bytes / 1e6);
    row = line(row, width, tr("Size"), words.ptr);
    xfree(short_folder);
    xfree(folder);
    str_release(&words);
    struct rect rest = {row + 4, 3, 4, width - 3 > 76 ? 76 : width - 3};
    draw_wrapped(rest,
                 self->there_is_one
                     ? tr("What was written after this copy will not be in the register. The "
                          "register of now is put aside, into a folder beside it: nothing is "
                          "deleted.")
                     : tr("There is no register on this computer yet; the copy becomes it."),
                 0, ROLE_PLAIN);
}

static void draw_receipt(const struct restore_screen *self, struct rect body)
{
    const struct restored *done = &self->done;
    struct str words = STR_INIT;
    int row = body.row + 2;
    int width = body.cols - 1;
    char stamp[STAMP_TEXT];
    if (self->failed != ERR_OK) {
        struct rect text = {row, 3, 5, width - 3 > 76 ? 76 : width - 3};
        str_addf(&words,
                 done->kept ? tr("It was not restored: %s. The register lies in a folder beside "
                                 "it that begins with replaced.")
                            : tr("It was not restored: %s. The register is as it was."),
                 tr(err_msgid(self->failed)));
        draw_wrapped(text, words.ptr, 0, ROLE_PROBLEM);
        str_release(&words);
        return;
    }
    draw_text(row++, 1, width, tr("Restored and checked, record by record."), ROLE_HEAD);
    row = line(row + 1, width, tr("Copy"), self->file.name);
    str_addf(&words, "%.16s", clock_format(done->newest, stamp));
    row = line(row, width, tr("State of"), words.ptr);
    str_clear(&words);
    str_addf(&words, tr("%lld records, %lld pupils"), (long long)done->records,
             (long long)done->pupils);
    row = line(row, width, tr("Holds"), words.ptr);
    if (done->kept) {
        char *kept = way_short_path(done->kept);
        row = line(row, width, tr("The one before"), kept);
        xfree(kept);
    }
    struct rect rest = {row + 1, 3, 4, width - 3 > 76 ? 76 : width - 3};
    draw_wrapped(rest,
                 done->old_password ? tr("The password is the one of the time of the copy; the "
                                         "recovery code is the same as then.")
                                    : tr("Password and recovery code are those of today."),
                 0, ROLE_PLAIN);
    str_release(&words);
}

static void draw(const struct screen *s, struct rect body)
{
    struct restore_screen *self = s->self;
    if (self->phase == PHASE_RECEIPT) {
        draw_receipt(self, body);
        return;
    }
    draw_ask(self, body);
    if (self->needs_password) {
        entries_draw(&self->entries, body);
    }
}

static void layout(struct screen *s, struct rect body)
{
    struct restore_screen *self = s->self;
    (void)body;
    self->entry.row = 8;
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct restore_screen *self = s->self;
    *row = self->entries.cursor_row;
    *col = self->entries.cursor_col;
    return self->phase == PHASE_ASK && self->needs_password;
}

/* --- the work --- */

static bool step(void *ctx)
{
    struct restore_screen *self = ctx;
    return self->job && restore_step(self->job);
}

static void progress(void *ctx, size_t *done, size_t *total)
{
    const struct restore_screen *self = ctx;
    int64_t now = 0;
    int64_t all = 0;
    if (self->job) {
        restore_progress(self->job, &now, &all);
    }
    *done = (size_t)(now >> 10);
    *total = (size_t)(all >> 10);
}

static void ended(void *ctx, bool stopped)
{
    struct restore_screen *self = ctx;
    (void)stopped;
    if (self->job) {
        self->failed = restore_end(self->job, &self->done);
        self->job = NULL;
    }
    self->phase = PHASE_RECEIPT;
    app_dirty(self->app);
}

/* The register may still be open: it is closed once the copy is known to be the right one. */
static enum err begin_restore(struct restore_screen *self)
{
    struct session_state *session = session_of(self->app);
    struct reg *reg = self->app->reg;
    struct key *key = reg ? key_copy(reg->key) : NULL;
    struct restore_how how = {.dir = session->dir,
                              .from = self->file.path,
                              .password = self->password,
                              .key = key,
                              .replace = self->there_is_one,
                              .lock_fd = reg ? reg->lock_fd : session->lock_fd};
    enum err e = restore_begin(&how, &self->job);
    key_free(key);
    return e;
}

static void go(struct restore_screen *self)
{
    struct app *app = self->app;
    if (self->needs_password) {
        xwipe_str(self->password);
        self->password = session_normal(entries_text(&self->entries, 0));
        if (!self->password) {
            app_problem(app, "%s", tr("Type the password first."));
            return;
        }
    }
    app_tell(app, "%s", tr("Opening ..."));
    app_paint(app);
    enum err e = begin_restore(self);
    app_tell(app, "%s", "");
    if (e != ERR_OK) {
        app_problem(app, "%s",
                    e == ERR_PASSWORD ? tr("Not the password of this copy.") : tr(err_msgid(e)));
        return;
    }
    if (app->reg) {
        session_shut(app);
    }
    self->phase = PHASE_WORK;
    app_job(app, &(struct job){.title = N_("Copying and checking"), .modal = true, .no_stop = true,
                               .step = step, .progress = progress, .done = ended, .ctx = self});
}

static bool command(struct screen *s, enum command cmd)
{
    struct restore_screen *self = s->self;
    app_dirty(s->app);
    if (self->phase == PHASE_RECEIPT) {
        if (cmd == CMD_OPEN || cmd == CMD_DONE) {
            session_anew(s->app);
        }
        return cmd != CMD_HELP;
    }
    if (cmd == CMD_DONE || (cmd == CMD_OPEN && self->needs_password)) {
        go(self);
    } else if (cmd == CMD_BACK) {
        app_pop(s->app);
    } else if (self->needs_password) {
        (void)entries_command(&self->entries, cmd);
    }
    return cmd != CMD_HELP;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct restore_screen *self = s->self;
    if (self->phase == PHASE_ASK && self->needs_password) {
        entries_type(&self->entries, typed, n);
    }
}

static void close(struct screen *s)
{
    struct restore_screen *self = s->self;
    if (self->job) {
        jobs_stop(&self->app->jobs, self);
    }
    entries_release(&self->entries);
    restored_release(&self->done);
    backup_file_release(&self->file);
    xwipe_str(self->password);
    xfree(self);
}

static const struct screen_ops restore_ops = {
    .name = "restore",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .layout = layout,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .close = close,
};

/* Whether the key of the open register opens the copy: then no password is asked. */
static bool key_fits(const struct reg *reg, const struct backup_file *file)
{
    return reg && memcmp(key_salt(reg->key), file->salt, SALT_BYTES) == 0;
}

void restore_push(struct app *app, const char *path)
{
    struct backup_file file;
    enum err e = backup_file_read(path, &file);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    struct restore_screen *self = xcalloc(1, sizeof *self);
    self->app = app;
    self->file = file;
    self->needs_password = !key_fits(app->reg, &file);
    self->there_is_one = reg_exists(session_of(app)->dir);
    self->entry = (struct entry){.label = N_("Password"), .max = 200, .secret = true};
    self->entries = (struct entries){.at = &self->entry, .n = 1};
    entries_init(&self->entries);
    app_push(app, screen_new(&restore_ops, app, self));
}
