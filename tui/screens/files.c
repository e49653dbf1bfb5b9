// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/attr.h"
#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/screens.h"

/*
 * Choosing a file: a folder's folders and files, narrowed by typing.  A typed
 * text with a slash is taken as a path.  Names stay bytes: a name that is not
 * UTF-8 (a stick from an old computer) is shown with placeholders and opens.
 */
struct file_entry {
    char *name;
    bool is_dir;
};

struct files_screen {
    char *title;
    char *suffix;
    char *dir;
    struct file_entry *at;
    size_t n, cap;
    size_t *shown;
    size_t shown_n;
    struct list list;
    char *broken; /* why the folder cannot be read, NULL */
    void (*done)(void *ctx, const char *path);
    void *ctx;
};

static const struct binding files_bindings[] = {
    {XKEY_LEFT, CMD_LEFT, N_("Folder above")},
    {XKEY_ESC, CMD_BACK, N_("Empty/back")},
    {XKEY_F3, CMD_NONE, NULL},
    {XKEY_F9, CMD_NONE, NULL},
};
static const struct keymap files_keymap = KEYMAP(files_bindings, &keymap_list);

static const struct keymap *files_keys(const struct screen *s)
{
    (void)s;
    return &files_keymap;
}

static void empty(struct files_screen *self)
{
    for (size_t i = 0; i < self->n; i++) {
        xfree(self->at[i].name);
    }
    self->n = 0;
    xfree(self->broken);
    self->broken = NULL;
}

/* `suffixes` are joined by '|'.  Sticks from other computers say .CSV as often as .csv. */
static bool ends_in(const char *name, const char *suffixes)
{
    size_t n = strlen(name);
    for (const char *p = suffixes; *p;) {
        size_t m = strcspn(p, "|");
        if (n > m && strncasecmp(name + n - m, p, m) == 0) {
            return true;
        }
        p += m + (p[m] == '|');
    }
    return *suffixes == '\0';
}

static bool wanted(const struct files_screen *self, const char *name, bool is_dir)
{
    return name[0] != '.' && (is_dir || ends_in(name, self->suffix));
}

static int compare(const void *a, const void *b)
{
    const struct file_entry *x = a;
    const struct file_entry *y = b;
    if (x->is_dir != y->is_dir) {
        return x->is_dir ? 1 : -1; /* files first: that is what is looked for */
    }
    return strcmp(x->name, y->name);
}

static void narrow(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct files_screen *self = s->self;
    xfree(self->shown);
    self->shown = xcalloc(self->n, sizeof *self->shown);
    self->shown_n = 0;
    for (size_t i = 0; i < self->n; i++) {
        if (!typed[0] || strchr(typed, '/') || strstr(self->at[i].name, typed)) {
            self->shown[self->shown_n++] = i;
        }
    }
}

static void read_dir(struct screen *s)
{
    struct files_screen *self = s->self;
    empty(self);
    DIR *d = opendir(self->dir);
    if (!d) {
        self->broken = xstrdup(tr("This folder cannot be read"));
    }
    const struct dirent *e;
    while (d && (e = readdir(d)) != NULL) {
        struct stat st;
        char *path = file_join(self->dir, e->d_name);
        bool there = stat(path, &st) == 0;
        bool is_dir = there && S_ISDIR(st.st_mode);
        xfree(path);
        if (there && wanted(self, e->d_name, is_dir)) {
            self->at = mem_grow(self->at, self->n, &self->cap, sizeof *self->at);
            self->at[self->n++] = (struct file_entry){xstrdup(e->d_name), is_dir};
        }
    }
    if (d) {
        closedir(d);
    }
    if (self->n) {
        qsort(self->at, self->n, sizeof *self->at, compare);
    }
    list_untype_all(&self->list);
    narrow(s, "");
    list_reload(&self->list);
    app_dirty(s->app);
}

static size_t count(void *ctx)
{
    const struct screen *s = ctx;
    return ((const struct files_screen *)s->self)->shown_n;
}

static void fetch(void *ctx, size_t at, struct list_row *row)
{
    const struct screen *s = ctx;
    const struct files_screen *self = s->self;
    const struct file_entry *e = &self->at[self->shown[at]];
    row->id = (int64_t)self->shown[at] + 1;
    row->cells[0] = utf8_valid(e->name, strlen(e->name), NULL) ? e->name : tr("(unreadable name)");
    row->cells[1] = e->is_dir ? tr("folder") : "";
}

static const struct list_column columns[] = {{"", 0, 30, LIST_LEFT, 0}, {"", 10, 0, LIST_LEFT, 1}};
static const struct list_look look = {
    .columns = columns, .count = COUNT(columns), .indent = 3, .no_titles = true};

static void files_head(const struct screen *s, struct frame *f)
{
    const struct files_screen *self = s->self;
    str_add(&f->where, tr("File on disk"));
    str_add(&f->who, self->title);
    if (self->list.typed.len) {
        str_addf(&f->sum, "%s%s_", tr("Find: "), self->list.typed.ptr);
    } else {
        str_add(&f->sum, utf8_valid(self->dir, strlen(self->dir), NULL) ? self->dir : "?");
    }
    str_add(&f->problem, self->broken ? self->broken : "");
    char *ends = xstrdup(self->suffix);
    for (char *p = ends; (p = strchr(p, '|')) != NULL;) {
        *p = ' ';
    }
    str_addf(&f->hint, tr("Files that end in %s; type part of a name, or a whole path with /"),
             ends);
    xfree(ends);
}

static void files_draw(const struct screen *s, struct rect body)
{
    struct files_screen *self = s->self;
    list_draw(&self->list, &look, body);
}

static bool files_cursor(const struct screen *s, int *row, int *col)
{
    const struct files_screen *self = s->self;
    *row = 1;
    *col = 1 + (int)width_str(tr("Find: ")) + (int)width_str(self->list.typed.ptr);
    return self->list.typed.len > 0;
}

static void finish(struct screen *s, const char *path)
{
    struct files_screen *self = s->self;
    void (*done)(void *ctx, const char *path) = self->done;
    void *ctx = self->ctx;
    char *copy = xstrdup(path);
    app_pop(s->app);
    done(ctx, copy);
    xfree(copy);
}

static void go(struct screen *s, char *path)
{
    struct files_screen *self = s->self;
    struct stat st;
    if (stat(path, &st) != 0) {
        app_problem(s->app, "%s", tr("There is no such file. Check the path"));
    } else if (S_ISDIR(st.st_mode)) {
        xfree(self->dir);
        self->dir = xstrdup(path);
        read_dir(s);
    } else {
        finish(s, path);
    }
}

static void open_chosen(struct screen *s)
{
    struct files_screen *self = s->self;
    const char *typed = self->list.typed.ptr;
    char *path;
    if (strchr(typed, '/')) {
        const char *home = getenv("HOME");
        path = typed[0] == '~' && home ? str_format("%s%s", home, typed + 1) : xstrdup(typed);
    } else if (list_chosen(&self->list)) {
        path = file_join(self->dir, self->at[list_chosen(&self->list) - 1].name);
    } else {
        return;
    }
    go(s, path);
    xfree(path);
}

static void go_up(struct screen *s)
{
    struct files_screen *self = s->self;
    char *slash = strrchr(self->dir, '/');
    if (slash) {
        slash[slash == self->dir] = '\0';
        read_dir(s);
    }
}

static bool files_command(struct screen *s, enum command cmd)
{
    struct files_screen *self = s->self;
    app_dirty(s->app);
    switch ((int)cmd) {
    case CMD_OPEN:
        open_chosen(s);
        return true;
    case CMD_LEFT:
        go_up(s);
        return true;
    case CMD_BACKSPACE:
        if (!list_untype(&self->list)) {
            go_up(s);
        }
        return true;
    case CMD_BACK:
        if (!list_untype_all(&self->list)) {
            finish(s, NULL);
        }
        return true;
    default:
        return list_command(&self->list, cmd);
    }
}

static void files_text(struct screen *s, const char *text, size_t n)
{
    struct files_screen *self = s->self;
    list_type(&self->list, text, n);
    app_dirty(s->app);
}

static void files_close(struct screen *s)
{
    struct files_screen *self = s->self;
    empty(self);
    xfree(self->at);
    xfree(self->shown);
    xfree(self->title);
    xfree(self->suffix);
    xfree(self->dir);
    list_release(&self->list);
    xfree(self);
}

static const struct screen_ops files_ops = {
    .name = "files",
    .flags = SCREEN_UNPLACED,
    .keys = files_keys,
    .head = files_head,
    .draw = files_draw,
    .cursor = files_cursor,
    .command = files_command,
    .text = files_text,
    .close = files_close,
};

void files_push(struct app *app, const char *title, const char *suffix,
                void (*done)(void *ctx, const char *path), void *ctx)
{
    struct files_screen *self = xcalloc(1, sizeof *self);
    const char *home = getenv("HOME");
    self->title = xstrdup(title);
    self->suffix = xstrdup(suffix);
    self->dir = xstrdup(home && home[0] ? home : "/");
    self->done = done;
    self->ctx = ctx;
    struct screen *s = screen_new(&files_ops, app, self);
    list_init(&self->list, &(struct list_source){.count = count, .fetch = fetch, .narrow = narrow,
                                                 .ctx = s});
    app_push(app, s);
    read_dir(s);
}
