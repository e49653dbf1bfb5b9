// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/statvfs.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/kinds.h"
#include "locale/catalog.h"
#include "tui/ask.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * S1, the first run: school and password; then S2 (code.c), the roster and the
 * day screen.  Nothing is on the disk before the code is confirmed: what was
 * typed is in this struct alone.
 */
enum first_field {
    FIRST_SCHOOL,
    FIRST_SHORT,
    FIRST_STAGES,
    FIRST_NAME,
    FIRST_SECRET,
    FIRST_AGAIN,
    FIRST_COUNT
};

struct first_run {
    struct app *app;
    struct entry fields[FIRST_COUNT];
    struct entries entries;
    struct key *key; /* while S2 shows its code */
    char *folder;
    uint64_t free_gb;
    bool warned; /* of Chinese in the password: F2 again takes it */
};

static const struct binding first_keys[] = {
    {XKEY_F2, CMD_DONE, N_("Next")},   {XKEY_F4, CMD_OPTIONS, N_("Options")},
    {XKEY_F9, CMD_MENU, N_("Demo")},   {XKEY_F12, CMD_NONE, NULL},
    {XKEY_ESC, CMD_BACK, N_("Leave")},
};
static const struct keymap first_map = KEYMAP(first_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &first_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct first_run *r = s->self;
    const struct entry *entry = &r->fields[r->entries.focus];
    str_add(&f->where, tr("New register"));
    str_add(&f->who, tr("Step 1 of 4: school and password"));
    f->mark_kind = MARK_NONE;
    if (entry->secret) {
        str_add(&f->hint, tr("Letters, digits, spaces, signs; no Chinese. Switch the input method "
                             "off first."));
    } else if (r->entries.focus == FIRST_STAGES) {
        str_add(&f->hint, tr("1 primary, 2 junior, 3 senior; a school of nine or twelve years has "
                             "several."));
    } else if (entry->remark) {
        str_add(&f->hint, tr(entry->remark));
    }
}

/* "初中" behind the digits of the stages. */
static void stage_words(const struct first_run *r, struct str *out)
{
    for (const char *c = entries_text(&r->entries, FIRST_STAGES); *c; c++) {
        const char one[2] = {*c, '\0'};
        const struct code *code = codes_find(&codes_stage, one);
        if (code) {
            str_addf(out, "%s%s", out->len ? tr(", ") : "", tr(code->label));
        }
    }
}

static void draw_below(int row, int width, bool small)
{
    static const char *const lines[] = {
        N_("Nobody can look the password up. Forgotten, only the recovery code of the next step "
           "helps."),
        N_("Both lost, nobody opens the register, not even who made this program."),
        "",
        N_("There is a register or a copy already: F4 restores it (not in the stage)."),
        N_("Only looking around: F9 opens a demo school (invented pupils, try anything)."),
    };
    for (size_t i = 0; i < COUNT(lines); i++) {
        if (lines[i][0]) {
            draw_text(row, ENTRY_LABEL_COL, width, tr(lines[i]), ROLE_PLAIN);
        }
        row += lines[i][0] || !small;
    }
}

static void draw(const struct screen *s, struct rect body)
{
    struct first_run *r = s->self;
    bool small = frame_is_small(s->app->rows, s->app->cols);
    int width = body.cols - 4;
    struct str words = STR_INIT;
    draw_text(body.row + !small, ENTRY_LABEL_COL, width,
              tr("There is no register on this computer yet. Four steps, five minutes; Esc leaves "
                 "no trace."),
              ROLE_PLAIN);
    entries_draw(&r->entries, body);
    stage_words(r, &words);
    draw_put(body.row + r->fields[FIRST_STAGES].row, ENTRY_FIELD_COL + 5, body.cols - 21, words.ptr,
             ROLE_PLAIN);
    int row = body.row + r->fields[FIRST_NAME].row + 1;
    draw_text(row, ENTRY_LABEL_COL, 11, tr("Place"), ROLE_PLAIN);
    str_clear(&words);
    str_addf(&words, tr("this disk, %llu GB free"), (unsigned long long)r->free_gb);
    draw_put(row, ENTRY_FIELD_COL, 40, r->folder, ROLE_PLAIN);
    if (!small) {
        draw_text(row, ENTRY_REMARK_COL, body.cols - ENTRY_REMARK_COL - 1, words.ptr, ROLE_DIM);
    }
    row = body.row + r->fields[FIRST_AGAIN].row + 1;
    draw_text(row, ENTRY_LABEL_COL, 11, tr("Strength"), ROLE_PLAIN);
    draw_text(row, ENTRY_FIELD_COL, body.cols - ENTRY_FIELD_COL - 1,
              tr(strength_words(strength_of(entries_text(&r->entries, FIRST_SECRET)))), ROLE_PLAIN);
    draw_below(row + 1 + !small, width, small);
    str_release(&words);
}

static void layout(struct screen *s, struct rect body)
{
    struct first_run *r = s->self;
    bool small = frame_is_small(s->app->rows, s->app->cols);
    int row = small ? 1 : 3;
    (void)body;
    for (size_t i = 0; i < FIRST_COUNT; i++) {
        /* The row of the place, and a blank one, stand in front of the password. */
        row += i == FIRST_SECRET ? (small ? 1 : 2) : 0;
        r->fields[i].row = row++;
    }
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct first_run *r = s->self;
    *row = r->entries.cursor_row;
    *col = r->entries.cursor_col;
    return true;
}

/* --- step 2 to 4 -------------------------------------------------------- */

static char *spaced_stages(const char *digits)
{
    struct str out = STR_INIT;
    for (const char *c = "123"; *c; c++) {
        if (strchr(digits, *c)) {
            str_addf(&out, "%s%c ", out.len ? "" : " ", *c);
        }
    }
    return str_steal(&out);
}

static enum err make(struct first_run *r, char *password)
{
    char *stages = spaced_stages(entries_text(&r->entries, FIRST_STAGES));
    struct reg_new how = {
        .dir = session_of(r->app)->dir,
        .school = entries_text(&r->entries, FIRST_SCHOOL),
        .short_name = entries_text(&r->entries, FIRST_SHORT),
        .stages = stages,
        .name = entries_text(&r->entries, FIRST_NAME),
        .password = password,
        .cost = KDF_NORMAL,
    };
    enum err e = reg_make(&how, r->key);
    xfree(stages);
    return e;
}

/* The code was typed back from the paper, or the page was left: then the code is void. */
static void code_done(void *ctx, bool confirmed)
{
    struct first_run *r = ctx;
    struct app *app = r->app;
    if (!confirmed) {
        key_free(r->key);
        r->key = NULL;
        app_tell(app, "%s", tr("The code just shown is void; F2 makes a new one."));
        return;
    }
    app_tell(app, "%s", tr("Making the register ..."));
    app_paint(app);
    char *password = session_normal(entries_text(&r->entries, FIRST_SECRET));
    enum err e = make(r, password);
    xwipe_str(password);
    if (e == ERR_OK) {
        e = session_open(app, NULL, r->key);
    }
    key_free(r->key);
    r->key = NULL;
    if (!app->reg) {
        app_problem(app, "%s", tr(err_msgid(e)));
        return;
    }
    app_tell(app, "%s",
             tr("The register is made. Step 3 of 4: the roster; Esc leaves it for later."));
    session_enter_new(app);
    session_of(app)->ways->import(app);
}

static bool complain(struct first_run *r, enum first_field field, const char *sentence)
{
    r->entries.focus = field;
    app_problem(r->app, "%s", sentence);
    return false;
}

static bool is_complete(struct first_run *r)
{
    const char *secret = entries_text(&r->entries, FIRST_SECRET);
    if (entries_text(&r->entries, FIRST_SCHOOL)[0] == '\0') {
        return complain(r, FIRST_SCHOOL, tr("The school's full name is missing."));
    }
    if (entries_text(&r->entries, FIRST_STAGES)[0] == '\0') {
        return complain(r, FIRST_STAGES, tr("The stage is missing: 1, 2 or 3."));
    }
    if (entries_text(&r->entries, FIRST_NAME)[0] == '\0') {
        return complain(r, FIRST_NAME,
                        tr("Your name is missing; it stands in every record as its writer."));
    }
    const char *again = entries_text(&r->entries, FIRST_AGAIN);
    const char *problem = password_pair_problem(secret, again, &r->warned);
    if (problem) {
        bool differ = strength_of(secret) >= STRENGTH_WEAK && strcmp(secret, again) != 0;
        return complain(r, differ ? FIRST_AGAIN : FIRST_SECRET, tr(problem));
    }
    return true;
}

static void next_step(struct first_run *r)
{
    if (!is_complete(r)) {
        return;
    }
    key_free(r->key);
    r->key = NULL;
    enum err e = key_new(&r->key);
    if (e != ERR_OK) {
        app_problem(r->app, "%s", tr(err_msgid(e)));
        return;
    }
    code_push(r->app, &(struct code_how){.where = tr("New register"),
                                         .step = tr("Step 2 of 4: recovery code"),
                                         .key = r->key,
                                         .done = code_done,
                                         .ctx = r});
}

/* --- leaving ------------------------------------------------------------ */

static void leave_answer(void *ctx, size_t answer)
{
    const struct first_run *r = ctx;
    if (answer == 1) {
        app_quit(r->app);
    }
}

static void leave(struct first_run *r)
{
    if (!entries_are_typed(&r->entries)) {
        app_quit(r->app);
        return;
    }
    const struct ask_answer answers[] = {{tr("Go on"), 0}, {tr("Leave"), 0}};
    ask_push(r->app, &(struct ask){.question = tr("Leave? What was typed is not kept anywhere."),
                                   .answers = answers,
                                   .count = COUNT(answers),
                                   .done = leave_answer,
                                   .ctx = r});
}

/* The demo is another run of the program, so that nothing typed here stays in memory. */
static void to_demo(struct first_run *r)
{
    session_of(r->app)->to_demo = true;
    app_quit(r->app);
}

/* --- keys --------------------------------------------------------------- */

static void stages_chosen(void *ctx, const char *typed)
{
    struct first_run *r = ctx;
    struct str digits = STR_INIT;
    utf8_squeeze(&digits, typed, strlen(typed));
    textfield_set(&r->fields[FIRST_STAGES].field, digits.ptr);
    str_release(&digits);
    r->entries.focus = FIRST_NAME;
}

static void options(struct first_run *r)
{
    if (r->entries.focus != FIRST_STAGES) {
        backups_push(r->app);
        return;
    }
    session_of(r->app)->ways->codes(
        r->app, &(struct codes_how){.field = spec_field(&kind_school.spec, "stages"),
                                    .typed = entries_text(&r->entries, FIRST_STAGES),
                                    .done = stages_chosen,
                                    .ctx = r});
}

static bool command(struct screen *s, enum command cmd)
{
    struct first_run *r = s->self;
    if (entries_command(&r->entries, cmd)) {
        return true;
    }
    if (cmd == CMD_DONE || cmd == CMD_OPEN) {
        next_step(r);
    } else if (cmd == CMD_OPTIONS) {
        options(r);
    } else if (cmd == CMD_MENU) {
        to_demo(r);
    } else if (cmd == CMD_BACK) {
        leave(r);
    }
    return cmd != CMD_HELP;
}

/* In the stage a digit takes or lets go. */
static void type_stage(struct first_run *r, const char *typed, size_t n)
{
    struct str narrow = STR_INIT;
    utf8_squeeze(&narrow, typed, n);
    for (const char *c = narrow.ptr; *c; c++) {
        if (*c < '1' || *c > '3') {
            continue;
        }
        struct str digits = STR_INIT;
        const char *now = entries_text(&r->entries, FIRST_STAGES);
        for (char d = '1'; d <= '3'; d++) {
            if ((strchr(now, d) != NULL) != (d == *c)) {
                str_addc(&digits, d);
            }
        }
        textfield_set(&r->fields[FIRST_STAGES].field, digits.ptr);
        str_release(&digits);
    }
    str_release(&narrow);
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct first_run *r = s->self;
    if (r->entries.focus == FIRST_STAGES) {
        type_stage(r, typed, n);
        return;
    }
    entries_type(&r->entries, typed, n);
    r->warned = false;
    if (entries_focus(&r->entries)->secret &&
        strength_has_wide(textfield_text(&entries_focus(&r->entries)->field))) {
        app_problem(s->app, "%s",
                    tr("Chinese or full-width characters: the input method is probably on. Press "
                       "Shift and type again."));
    }
}

static void close(struct screen *s)
{
    struct first_run *r = s->self;
    entries_release(&r->entries);
    key_free(r->key);
    xfree(r->folder);
    xfree(r);
}

static const struct screen_ops first_run_ops = {
    .name = "first-run",
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

/* Gigabytes free where the folder will be: of the nearest folder above that is there. */
static uint64_t free_space(const char *dir)
{
    struct statvfs vfs;
    char *path = xstrdup(dir);
    while (path[0] && statvfs(path, &vfs) != 0) {
        char *slash = strrchr(path, '/');
        if (!slash || slash == path) {
            xfree(path);
            path = xstrdup("/");
            if (statvfs(path, &vfs) != 0) {
                vfs = (struct statvfs){0};
            }
            break;
        }
        *slash = '\0';
    }
    xfree(path);
    return (uint64_t)vfs.f_bavail * vfs.f_frsize / 1000000000U;
}

void first_run_push(struct app *app)
{
    static const struct entry fields[FIRST_COUNT] = {
        [FIRST_SCHOOL] = {.label = N_("School"), .remark = N_("heads every table"), .max = 60},
        [FIRST_SHORT] = {.label = N_("Short name"),
                         .remark = N_("for the screen's first row"),
                         .max = 30},
        [FIRST_STAGES] = {.label = N_("Stage"), .remark = N_("F4 lists them"), .max = 3},
        [FIRST_NAME] = {.label = N_("Your name"), .remark = N_("writer of each record"), .max = 50},
        [FIRST_SECRET] = {.label = N_("Password"),
                          .remark = N_("8 characters or more"),
                          .max = 200,
                          .secret = true},
        [FIRST_AGAIN] = {.label = N_("Once more"),
                         .remark = N_("the same"),
                         .max = 200,
                         .secret = true},
    };
    struct first_run *r = xcalloc(1, sizeof *r);
    r->app = app;
    memcpy(r->fields, fields, sizeof fields);
    r->entries = (struct entries){.at = r->fields, .n = FIRST_COUNT};
    entries_init(&r->entries);
    r->folder = way_short_path(session_of(app)->dir);
    r->free_gb = free_space(session_of(app)->dir);
    app_push(app, screen_new(&first_run_ops, app, r));
}
