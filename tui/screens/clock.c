// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/audit.h"
#include "core/base/mem.h"
#include "core/dateword.h"
#include "locale/catalog.h"
#include "tui/screens/entry.h"
#include "tui/screens/way.h"
#include "tui/session.h"

/*
 * What is said once after the password and refuses nothing: the register is
 * older than the one last used here; the computer's clock cannot be right, and
 * which day is it?
 */
struct clock_page {
    bool asks; /* the clock; else an older register */
    struct entry entry;
    struct entries entries;
};

static const int64_t DAY_MS = 24LL * 3600 * 1000;

static const struct binding clock_keys[] = {
    {XKEY_ENTER, CMD_OPEN, N_("Go on")},
    {XKEY_F2, CMD_DONE, NULL},
    {XKEY_ESC, CMD_NONE, NULL},
};
static const struct keymap clock_map = KEYMAP(clock_keys, &keymap_entries);

static const struct keymap *keys(const struct screen *s)
{
    (void)s;
    return &clock_map;
}

static void head(const struct screen *s, struct frame *f)
{
    const struct clock_page *c = s->self;
    f->mark_kind = MARK_NONE;
    if (c->asks) {
        str_add(&f->where, tr("Today"));
        str_add(&f->who, tr("The computer's clock cannot be right"));
        str_add(&f->hint, tr("3-26, 0326 and 2026-03-26 are all read. Enter alone takes the "
                             "clock's day."));
    } else {
        str_add(&f->where, tr("Register"));
        str_add(&f->who, tr("An older one than expected"));
    }
}

static void draw_clock(const struct screen *s, struct rect body)
{
    struct clock_page *c = s->self;
    const struct reg *reg = s->app->reg;
    struct str text = STR_INIT;
    char stamp[STAMP_TEXT];
    int width = body.cols - 4;
    str_addf(&text, tr("The clock says %.16s."), clock_format(clock_now(), stamp));
    draw_text(body.row + 1, 3, width, text.ptr, ROLE_PLAIN);
    str_clear(&text);
    str_addf(&text, tr("The newest entry of the register is of %.16s."),
             clock_format(reg->root.newest, stamp));
    draw_text(body.row + 2, 3, width, text.ptr, ROLE_PLAIN);
    draw_text(body.row + 6, 3, width,
              tr("Records made today get this date. The computer's own clock is not touched."),
              ROLE_PLAIN);
    str_release(&text);
    entries_draw(&c->entries, body);
}

static void draw_older(const struct screen *s, struct rect body)
{
    const struct reg *reg = s->app->reg;
    struct str text = STR_INIT;
    char stamp[STAMP_TEXT];
    int width = body.cols - 4;
    draw_text(body.row + 1, 3, width, tr(err_msgid(reg->side_file)), ROLE_HEAD);
    str_addf(&text, tr("The newest entry of the register is of %.16s."),
             clock_format(reg->root.newest, stamp));
    draw_text(body.row + 3, 3, width, text.ptr, ROLE_PLAIN);
    str_clear(&text);
    if (reg->side_file == ERR_OLDER_REGISTER) {
        str_add(&text, tr("That is so after a copy was put back, and then all is well. If nobody "
                          "put one back, what was written since is missing here: look for the "
                          "newer folder before you write on. This opening is noted in the trail."));
    } else {
        str_add(&text, tr("That is so when the register was used on another computer meanwhile, "
                          "or when this user's folder was put back from a copy. Nothing is "
                          "missing in the register."));
    }
    struct rect rest = {body.row + 5, 3, 5, width > 76 ? 76 : width};
    draw_wrapped(rest, text.ptr, 0, ROLE_PLAIN);
    str_release(&text);
}

static void draw(const struct screen *s, struct rect body)
{
    const struct clock_page *c = s->self;
    if (!s->app->reg) {
        return;
    }
    if (c->asks) {
        draw_clock(s, body);
    } else {
        draw_older(s, body);
    }
}

static bool cursor(const struct screen *s, int *row, int *col)
{
    const struct clock_page *c = s->self;
    *row = c->entries.cursor_row;
    *col = c->entries.cursor_col;
    return c->asks;
}

/* Take the day that was typed; false after saying what is wrong with it. */
static bool take_day(struct screen *s)
{
    const struct clock_page *c = s->self;
    struct session_state *session = session_of(s->app);
    struct str why = STR_INIT;
    int64_t today = clock_today();
    int64_t day = today;
    const char *typed = entries_text(&c->entries, 0);
    /* A date without a year is meant near the register's newest day, not near a wrong clock. */
    int64_t near = clock_date(s->app->reg->root.newest);
    bool good = typed[0] == '\0' || dateword_date(typed, near, true, &day, &why);
    if (!good) {
        app_problem(s->app, "%s", why.ptr);
    } else if (day != today) {
        session->clock_offset += (day - today) * DAY_MS;
        clock_set_offset(session->clock_offset);
        char *detail = str_format("%lld days", (long long)(day - today));
        audit_queue(s->app->reg,
                    &(struct audit_entry){
                        .action = AUDIT_CLOCK, .object = NONE, .pupil = NONE, .detail = detail});
        xfree(detail);
    }
    if (good) {
        reg_clock_is_right(s->app->reg);
    }
    str_release(&why);
    return good;
}

static bool command(struct screen *s, enum command cmd)
{
    struct clock_page *c = s->self;
    if (entries_command(&c->entries, cmd)) {
        return true;
    }
    if ((cmd == CMD_OPEN || cmd == CMD_DONE) && (!c->asks || take_day(s))) {
        app_pop(s->app);
        session_go_on(s->app);
    }
    return cmd != CMD_BLANK && cmd != CMD_HELP;
}

static void text(struct screen *s, const char *typed, size_t n)
{
    struct clock_page *c = s->self;
    if (c->asks) {
        entries_type(&c->entries, typed, n);
    }
}

static void close(struct screen *s)
{
    struct clock_page *c = s->self;
    entries_release(&c->entries);
    xfree(c);
}

static const struct screen_ops clock_ops = {
    .name = "clock",
    .flags = SCREEN_NO_PANE | SCREEN_UNPLACED | SCREEN_NO_SUM,
    .keys = keys,
    .head = head,
    .draw = draw,
    .cursor = cursor,
    .command = command,
    .text = text,
    .close = close,
};

static void push(struct app *app, bool asks)
{
    struct clock_page *c = xcalloc(1, sizeof *c);
    c->asks = asks;
    c->entry = (struct entry){.label = N_("Today is"), .max = 20, .row = 4};
    c->entries = (struct entries){.at = &c->entry, .n = 1, .cells = 20};
    entries_init(&c->entries);
    app_push(app, screen_new(&clock_ops, app, c));
}

void older_push(struct app *app)
{
    push(app, false);
}

void clock_push(struct app *app)
{
    push(app, true);
}
