// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/backup_place.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/reg.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/ask.h"
#include "tui/backup_words.h"
#include "tui/list.h"
#include "tui/round.h"
#include "tui/screens.h"
#include "tui/session.h"

/*
 * Menu 62: the copies there are, on this computer and on the sticks that are
 * plugged in, and what can be done with them.  Without an open register, and
 * before a damaged one, it is the list to restore from.
 */
struct backups_screen {
    struct backup_list files;
    struct sticks sticks;
    struct list list;
    struct backup_last last;
    enum stick_state stick;
    char *folder; /* the chosen one's */
    struct round *round;
    char *chosen; /* path of the copy a question is about */
    struct str cells[5];
};

static const struct binding house_bindings[] = {
    {XKEY_F2, CMD_DONE, N_("Copy now")},
    {XKEY_F4, CMD_OPTIONS, N_("Stick, other file")},
    {XKEY_ENTER, CMD_OPEN, N_("With this one")},
};
static const struct keymap house_keymap = KEYMAP(house_bindings, &keymap_list);

static const struct binding way_bindings[] = {
    {XKEY_F4, CMD_OPTIONS, N_("Other file")},
    {XKEY_ENTER, CMD_OPEN, N_("Restore")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
    {XKEY_CTRL('R'), CMD_NONE, NULL},
};
static const struct keymap way_keymap = KEYMAP(way_bindings, &keymap_list);

/* Whether there is a register that is whole, with all that can be done with it. */
static bool in_house(const struct screen *s)
{
    return s->app->reg && !s->app->reg->read_only;
}

static const struct keymap *keys(const struct screen *s)
{
    return in_house(s) ? &house_keymap : &way_keymap;
}

/* --- what there is --- */

static bool is_other(const struct screen *s, const struct backup_file *file)
{
    return s->app->reg && memcmp(key_salt(s->app->reg->key), file->salt, SALT_BYTES) != 0;
}

/* Those of this register first; each kind stays in its order. */
static void own_first(const struct screen *s, struct backup_list *list)
{
    size_t own = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (!is_other(s, &list->at[i])) {
            struct backup_file file = list->at[i];
            memmove(&list->at[own + 1], &list->at[own], (i - own) * sizeof file);
            list->at[own++] = file;
        }
    }
}

static void gather(struct screen *s)
{
    struct backups_screen *self = s->self;
    const char *store = session_of(s->app)->dir;
    char *own = backup_own_folder(store);
    bool good = backup_list_add(&self->files, own) == ERR_OK;
    device_sticks(&device_world, store, &self->sticks);
    for (size_t i = 0; i < self->sticks.n; i++) {
        char *folder = backup_stick_folder(self->sticks.at[i].path);
        good = backup_list_add(&self->files, folder) == ERR_OK && good;
        xfree(folder);
    }
    if (!good) {
        app_problem(s->app, "%s", tr("A folder of copies cannot be read"));
    }
    xfree(own);
    own_first(s, &self->files);
    backup_last_read(store, &self->last);
    self->stick = backup_chosen_stick(&device_world, store, &self->folder);
}

static void forget(struct backups_screen *self)
{
    backup_list_release(&self->files);
    device_sticks_release(&self->sticks);
    backup_last_release(&self->last);
    xfree(self->folder);
    self->folder = NULL;
}

static void reload(struct screen *s)
{
    struct backups_screen *self = s->self;
    forget(self);
    gather(s);
    list_reload(&self->list);
    app_dirty(s->app);
}

/* --- rows --- */

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct backups_screen *)s->self)->files.n;
}

static void add_place(const struct screen *s, const struct backup_file *file, struct str *out)
{
    char *folder = xmemdupz(file->path, (size_t)(file->name - file->path) - 1);
    char *own = backup_own_folder(session_of(s->app)->dir);
    if (strcmp(folder, own) == 0) {
        str_add(out, tr("This computer"));
    } else {
        char *name = backup_stick_name(folder);
        str_add(out, name);
        xfree(name);
    }
    xfree(own);
    xfree(folder);
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    struct backups_screen *self = s->self;
    const struct backup_file *file = &self->files.at[at];
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_clear(&self->cells[i]);
    }
    add_place(s, file, &self->cells[0]);
    backup_words_when(&self->cells[1], file->moment, "", s->app->now());
    str_add(&self->cells[2], is_other(s, file) ? tr("another register's")
                                               : backup_words_why(file->why));
    str_addf(&self->cells[3], "%lld", (long long)file->generation);
    str_addf(&self->cells[4], tr("%.1f MB"), (double)file->bytes / 1e6);
    row->id = (int64_t)at + 1;
    row->role = is_other(s, file) ? ROLE_DIM : ROLE_PLAIN;
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        row->cells[i] = self->cells[i].ptr;
    }
}

static const struct list_column columns[] = {
    {N_("Place"), 14, 0, LIST_LEFT, 0},  {N_("Made"), 0, 24, LIST_LEFT, 0},
    {N_("Why"), 12, 0, LIST_LEFT, 3},    {N_("Commits"), 8, 0, LIST_RIGHT, 2},
    {N_("Size"), 10, 0, LIST_RIGHT, 1},
};
static const struct list_look look = {.columns = columns, .count = COUNT(columns), .indent = 1};

static void head(const struct screen *s, struct frame *f)
{
    const struct backups_screen *self = s->self;
    str_add(&f->where, tr("Backups"));
    if (!in_house(s)) {
        str_add(&f->who, tr("Step 1 of 3: which copy?"));
        f->mark_kind = MARK_NONE;
    }
    if (in_house(s)) {
        backup_words_both(&f->sum, &self->last, s->app->now());
    } else {
        str_addf(&f->sum, tr("Copies on this computer and on sticks that are plugged in: %zu"),
                 self->files.n);
    }
    if (self->files.n) {
        str_add(&f->hint, tr("Each was read back, opened and checked before it got its name."));
    } else {
        str_add(&f->hint, tr("None here. Plug the stick in and come again, or F4 names the file."));
    }
}

static void draw(const struct screen *s, struct rect body)
{
    struct backups_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

/* --- copying --- */

static void copied(void *ctx, const struct round_result *result)
{
    struct screen *s = ctx;
    struct backups_screen *self = s->self;
    struct str words = STR_INIT;
    self->round = NULL;
    if (result->stopped) {
        app_tell(s->app, "%s", tr("Stopped. Nothing half written stays."));
        return;
    }
    reload(s);
    if (round_words(result, &words)) {
        app_tell(s->app, "%s", words.ptr);
    } else {
        app_problem(s->app, "%s", words.ptr);
    }
    str_release(&words);
}

static void copy_now(struct screen *s, bool here)
{
    struct backups_screen *self = s->self;
    if (!self->round) {
        self->round = round_start(
            s->app, &(struct round_how){.why = "asked", .here = here, .stick = true,
                                        .title = N_("Copying and checking"), .done = copied,
                                        .ctx = s});
    }
}

/* --- F4: a stick, another file --- */

static void other_file(void *ctx, const char *path)
{
    struct screen *s = ctx;
    if (path) {
        restore_push(s->app, path);
    }
}

/* The sticks that can be written, as many as a question has answers for. */
static const struct stick *offered(const struct backups_screen *self, size_t at)
{
    for (size_t i = 0; i < self->sticks.n && at < ASK_MOST - 3; i++) {
        if (!self->sticks.at[i].read_only && at-- == 0) {
            return &self->sticks.at[i];
        }
    }
    return NULL;
}

static void choose_stick(struct screen *s, const struct stick *stick)
{
    enum err e = backup_choose_stick(session_of(s->app)->dir, stick->path);
    if (e == ERR_OK) {
        copy_now(s, false);
    } else {
        app_problem(s->app, "%s", tr(err_msgid(e)));
    }
}

static void forget_stick(struct screen *s)
{
    enum err e = backup_forget_stick(session_of(s->app)->dir);
    reload(s);
    app_tell(s->app, "%s", e == ERR_OK
                               ? tr("No stick is used by itself any more. Its copies stay.")
                               : tr(err_msgid(e)));
}

static void stick_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct backups_screen *self = s->self;
    size_t n = 0;
    while (offered(self, n)) {
        n++;
    }
    if (answer > n + 1) {
        forget_stick(s);
    } else if (answer == n + 1) {
        files_push(s->app, tr("A copy"), BACKUP_END, other_file, s);
    } else if (answer > 0) {
        const struct stick *stick = offered(self, answer - 1);
        if (stick) {
            choose_stick(s, stick);
        }
    }
}

static void ask_stick(struct screen *s)
{
    struct backups_screen *self = s->self;
    device_sticks_release(&self->sticks);
    device_sticks(&device_world, session_of(s->app)->dir, &self->sticks);
    struct ask_answer answers[ASK_MOST];
    char *words[ASK_MOST];
    size_t n = 0;
    answers[n++] = (struct ask_answer){tr("nothing"), 0};
    for (const struct stick *stick; (stick = offered(self, n - 1)) != NULL;) {
        char *name = backup_stick_name(stick->path);
        words[n] = str_format(stick->outside ? tr("to stick %s") : tr("to %s (not outside)"), name);
        answers[n] = (struct ask_answer){words[n], 0};
        n++;
        xfree(name);
    }
    size_t named = n;
    answers[n++] = (struct ask_answer){tr("restore another file"), 0};
    if (self->stick != STICK_NONE) {
        answers[n++] = (struct ask_answer){tr("forget the stick"), 0};
    }
    ask_push(s->app, &(struct ask){
                         .question = named > 1
                                         ? tr("To which stick, now and whenever it is plugged in?")
                                         : tr("No stick is plugged in. What else?"),
                         .answers = answers, .count = n, .done = stick_answer, .ctx = s});
    for (size_t i = 1; i < named; i++) {
        xfree(words[i]);
    }
}

/* --- Enter: with one copy --- */

static void chose_pupil(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    struct backups_screen *self = s->self;
    if (pupil != NONE) {
        old_file_push(s->app, self->chosen, pupil);
    }
}

static void copy_answer(void *ctx, size_t answer)
{
    struct screen *s = ctx;
    struct backups_screen *self = s->self;
    if (answer == 1) {
        pupils_push(s->app, &(struct pupils_how){.done = chose_pupil, .ctx = s});
    } else if (answer == 2) {
        restore_push(s->app, self->chosen);
    }
}

static void open_chosen(struct screen *s)
{
    struct backups_screen *self = s->self;
    int64_t at = list_chosen(&self->list);
    if (!at) {
        return;
    }
    const struct backup_file *file = &self->files.at[at - 1];
    if (!in_house(s) || is_other(s, file)) {
        restore_push(s->app, file->path);
        return;
    }
    xfree(self->chosen);
    self->chosen = xstrdup(file->path);
    const struct ask_answer answers[] = {{tr("nothing"), 0},
                                         {tr("look into one pupil's file of then"), 0},
                                         {tr("the whole register back to then"), 0}};
    ask_push(s->app, &(struct ask){.question = tr("What with this copy?"), .answers = answers,
                                   .count = COUNT(answers), .done = copy_answer, .ctx = s});
}

static bool command(struct screen *s, enum command cmd)
{
    struct backups_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_DONE:
        if (in_house(s)) {
            copy_now(s, true);
        }
        return true;
    case CMD_OPTIONS:
        if (in_house(s)) {
            ask_stick(s);
        } else {
            files_push(s->app, tr("A copy"), BACKUP_END, other_file, s);
        }
        return true;
    case CMD_OPEN:
        open_chosen(s);
        return true;
    case CMD_BACK:
        app_pop(s->app);
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void resumed(struct screen *s, const struct screen_ops *from)
{
    (void)from;
    reload(s);
}

static void close(struct screen *s)
{
    struct backups_screen *self = s->self;
    round_stop(self->round);
    forget(self);
    xfree(self->chosen);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_release(&self->cells[i]);
    }
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops backups_ops = {
    .name = "backups",
    .flags = SCREEN_UNPLACED,
    .keys = keys,
    .head = head,
    .draw = draw,
    .command = command,
    .resumed = resumed,
    .close = close,
};

void backups_push(struct app *app)
{
    struct backups_screen *self = xcalloc(1, sizeof *self);
    for (size_t i = 0; i < COUNT(self->cells); i++) {
        str_init(&self->cells[i]);
    }
    struct screen *s = screen_new(&backups_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .ctx = s});
    gather(s);
    app_push(app, s);
    list_reload(&self->list);
}
