// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/codes.h"
#include "core/commit.h"
#include "core/kinds.h"
#include "core/prefs.h"
#include "core/reg_lock.h"
#include "core/rewrite.h"
#include "core/roster.h"
#include "core/setting.h"
#include "core/verify.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app_main.h"
#include "tui/screens/settings.h"
#include "tui/screens/way.h"
#include "tui/session.h"

enum { IDLE_LEAST = 1, IDLE_MOST = 60, IDLE_USUAL = 5 };

/* --- storing ------------------------------------------------------------ */

static void get_pref(const struct settings *st, const char *name, const char *usual,
                     struct str *out)
{
    struct prefs prefs;
    prefs_load(&prefs, session_of(st->app)->dir);
    str_add(out, prefs_get(&prefs, name, usual));
    prefs_release(&prefs);
}

bool settings_put(struct app *app, const char *name, const char *value)
{
    struct prefs prefs;
    struct changes set = CHANGES_INIT;
    setting_put(&set, name, value ? value : "", clock_today());
    enum err e = store_commit(app->reg, &set, NULL);
    changes_release(&set);
    if (e == ERR_OK) {
        prefs_load(&prefs, session_of(app)->dir);
        prefs_set(&prefs, name, value);
        e = prefs_save(&prefs);
        prefs_release(&prefs);
    }
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
    }
    return e == ERR_OK;
}

void settings_follow_school(const struct settings *st)
{
    const struct reg *reg = st->app->reg;
    struct str now = STR_INIT;
    if (!reg || reg->read_only || !reg->calendar->short_name) {
        return;
    }
    get_pref(st, "school", "", &now);
    if (strcmp(now.ptr, reg->calendar->short_name) != 0) {
        struct prefs prefs;
        prefs_load(&prefs, session_of(st->app)->dir);
        prefs_set(&prefs, "school", reg->calendar->short_name);
        enum err e = prefs_save(&prefs);
        (void)e; /* the unlock page then shows the name as it was */
        prefs_release(&prefs);
    }
    str_release(&now);
}

/* --- 1 the school and its terms ----------------------------------------- */

static void school_name(const struct settings *st, struct str *out)
{
    const char *name = st->app->reg->calendar->school_name;
    str_add(out, name ? name : "");
}

static void school_short(const struct settings *st, struct str *out)
{
    const char *name = st->app->reg->calendar->short_name;
    str_add(out, name ? name : "");
}

static void school_stages(const struct settings *st, struct str *out)
{
    for (int i = STAGE_PRIMARY; i < STAGE_COUNT; i++) {
        const char code[2] = {(char)('0' + i), '\0'};
        if (st->app->reg->calendar->has_stage[i]) {
            str_addf(out, "%s%s", out->len ? tr(", ") : "",
                     tr(codes_find(&codes_stage, code)->label));
        }
    }
}

static void term_now(const struct settings *st, struct str *out)
{
    term_title(out, calendar_term_of(st->app->reg->calendar, clock_today()));
}

static void class_count(const struct settings *st, struct str *out)
{
    str_addf(out, "%zu", roster_class_count(st->app->reg->roster));
}

static void staff_count(const struct settings *st, struct str *out)
{
    str_addf(out, "%zu", roster_staff_count(st->app->reg->roster));
}

static void open_school(struct settings *st)
{
    int64_t id = st->app->reg->calendar->school;
    if (id == NONE) {
        session_of(st->app)->ways->record_new(st->app, &kind_school, NONE);
    } else {
        session_of(st->app)->ways->record_open(st->app, id);
    }
}

static void open_terms(struct settings *st)
{
    session_of(st->app)->ways->records(st->app, &kind_term);
}

static void open_classes(struct settings *st)
{
    session_of(st->app)->ways->records(st->app, &kind_class);
}

static void open_staff(struct settings *st)
{
    session_of(st->app)->ways->records(st->app, &kind_staff);
}

static const struct setting_row school_rows[] = {
    {.label = N_("Full name"), .value = school_name, .open = open_school},
    {.label = N_("Short name"), .value = school_short, .open = open_school},
    {.label = N_("Stages"), .value = school_stages, .open = open_school},
    {.label = N_("Terms"),
     .help = N_("When each term begins and its holidays; every date belongs to a term."),
     .value = term_now,
     .open = open_terms},
    {.label = N_("Classes"), .value = class_count, .open = open_classes},
    {.label = N_("Staff"), .value = staff_count, .open = open_staff},
};

/* --- 5 blank and lock --------------------------------------------------- */

static void idle_typed(const struct settings *st, struct str *out)
{
    str_addf(out, "%d", st->app->idle_limit / 60);
}

static void idle_value(const struct settings *st, struct str *out)
{
    str_addf(out, tr("%d minutes without a key"), st->app->idle_limit / 60);
}

static bool idle_store(struct settings *st, const char *text)
{
    char *end;
    long minutes = text ? strtol(text, &end, 10) : IDLE_USUAL;
    if (text && (*end != '\0' || minutes < IDLE_LEAST || minutes > IDLE_MOST)) {
        app_problem(st->app, tr("A number of minutes from %d to %d."), IDLE_LEAST, IDLE_MOST);
        return false;
    }
    char *value = text ? str_format("%ld", minutes) : NULL;
    bool good = settings_put(st->app, "idle_minutes", value);
    xfree(value);
    if (good) {
        st->app->idle_limit = (int)minutes * 60;
    }
    return good;
}

static void blank_value(const struct settings *st, struct str *out)
{
    struct str own = STR_INIT;
    get_pref(st, "blank", "", &own);
    str_add(out, own.len ? tr("the school's own text") : tr("a timetable of the school day"));
    str_release(&own);
}

static void open_blank(struct settings *st)
{
    blank_text_push(st->app);
}

static const struct setting_row lock_rows[] = {
    {.label = N_("Lock after"),
     .help = N_("The day's page and lists of cases lock after two minutes at the latest."),
     .value = idle_value,
     .ask = N_("Lock after how many minutes without a key? (1 to 60)"),
     .max = 2,
     .typed = idle_typed,
     .store = idle_store},
    {.label = N_("Blank page"),
     .help = N_("What F12 shows: a notice that may hang on any wall."),
     .value = blank_value,
     .open = open_blank},
};

/* --- 12 keyboard and width ---------------------------------------------- */

static void width_typed(const struct settings *st, struct str *out)
{
    get_pref(st, "ambiguous", "1", out);
}

static void width_value(const struct settings *st, struct str *out)
{
    struct str width = STR_INIT;
    width_typed(st, &width);
    str_add(out, strcmp(width.ptr, "2") == 0 ? tr("2 cells") : tr("1 cell"));
    str_release(&width);
}

static bool width_store(struct settings *st, const char *text)
{
    if (text && strcmp(text, "1") != 0 && strcmp(text, "2") != 0) {
        app_problem(st->app, "%s", tr("1 or 2."));
        return false;
    }
    bool good = settings_put(st->app, "ambiguous", text);
    if (good) {
        width_set_ambiguous(text && text[0] == '2' ? 2 : 1);
        draw_again();
        app_lay_out(st->app);
    }
    return good;
}

static void width_sample(const struct settings *st, struct str *out)
{
    (void)st;
    str_add(out, "“”‘’…—·①※→■℃|");
}

static void width_ruler(const struct settings *st, struct str *out)
{
    (void)st;
    size_t cells = width_str("“”‘’…—·①※→■℃");
    for (size_t i = 0; i < cells; i++) {
        str_addc(out, '-');
    }
    str_addc(out, '|');
}

static void language_typed(const struct settings *st, struct str *out)
{
    (void)st;
    str_add(out, strcmp(catalog_language(), "en") == 0 ? "2" : "1");
}

static void language_value(const struct settings *st, struct str *out)
{
    (void)st;
    str_add(out, strcmp(catalog_language(), "en") == 0 ? "English" : "中文");
}

static bool language_store(struct settings *st, const char *text)
{
    if (text && strcmp(text, "1") != 0 && strcmp(text, "2") != 0) {
        app_problem(st->app, "%s", tr("1 or 2."));
        return false;
    }
    const char *language = text && text[0] == '2' ? "en" : "zh_CN";
    bool good = settings_put(st->app, "language", language);
    if (good) {
        (void)catalog_choose(language);
        app_lay_out(st->app);
    }
    return good;
}

static const struct setting_row key_rows[] = {
    {.label = N_("Signs of unclear width"),
     .help = N_("If the two bars below do not stand under each other, take the other value."),
     .value = width_value,
     .ask = N_("How many cells do these signs take on this terminal? (1 or 2)"),
     .max = 1,
     .typed = width_typed,
     .store = width_store},
    {.label = " ", .value = width_sample},
    {.label = " ", .value = width_ruler},
    {.label = N_("Language"),
     .value = language_value,
     .ask = N_("1 Chinese, 2 English"),
     .max = 1,
     .typed = language_typed,
     .store = language_store},
};

/* --- 13 password and recovery code -------------------------------------- */

static void keys_written(const struct settings *st, struct str *out)
{
    struct keyfile_info info;
    char date[DATE_TEXT];
    char *path = reg_path(st->app->reg, "keys");
    if (keyfile_info(path, &info) == ERR_OK) {
        str_addf(out, tr("set on %s"), date_format(clock_date(info.written_at), date));
    }
    xfree(path);
}

static void open_password(struct settings *st)
{
    if (st->app->reg->read_only) {
        app_problem(st->app, "%s", tr(err_msgid(ERR_READ_ONLY)));
    } else {
        password_push(st->app);
    }
}

void settings_forget(struct settings *st)
{
    key_free(st->key);
    st->key = NULL;
    xwipe_str(st->password);
    st->password = NULL;
}

/* How many copies in backups/ the code that was just replaced still opens. */
static size_t count_old_copies(const struct session_state *session, const uint8_t salt[SALT_BYTES])
{
    struct str names = STR_INIT;
    size_t n = 0;
    if (rewrite_old_copies(session->dir, salt, &names) == ERR_OK) {
        for (const char *c = names.ptr; *c; c++) {
            n += *c == '\n';
        }
    }
    str_release(&names);
    return n;
}

static void rekey_confirmed(void *ctx, bool confirmed)
{
    struct settings *st = ctx;
    struct app *app = st->app;
    if (!confirmed) {
        settings_forget(st);
        app_tell(app, "%s",
                 tr("Nothing was changed: the old recovery code holds, the new is void."));
        return;
    }
    uint8_t salt[SALT_BYTES];
    memcpy(salt, key_salt(app->reg->key), SALT_BYTES);
    app_tell(app, "%s", tr("Writing the register anew under the new code ..."));
    app_paint(app);
    jobs_stop(&app->jobs, NULL);
    enum err e =
        rewrite_run(&app->reg, st->key, st->password, &(struct rewrite_how){.why = AUDIT_REKEY});
    settings_forget(st);
    session_reopened(app);
    if (e != ERR_OK) {
        app_problem(app, "%s", tr(err_msgid(e)));
    } else {
        app_tell(app, tr("The new recovery code holds. Copies that the old one still opens: %zu."),
                 count_old_copies(session_of(app), salt));
    }
}

static void rekey_password(void *ctx, const char *password)
{
    struct settings *st = ctx;
    settings_forget(st);
    if (key_new(&st->key) != ERR_OK) {
        return;
    }
    st->password = xstrdup(password);
    code_push(st->app, &(struct code_how){.where = tr("Code"),
                                          .step = tr("New recovery code"),
                                          .key = st->key,
                                          .done = rekey_confirmed,
                                          .ctx = st});
}

static void open_rekey(struct settings *st)
{
    if (st->app->reg->read_only) {
        app_problem(st->app, "%s", tr(err_msgid(ERR_READ_ONLY)));
    } else {
        password_ask_push(st->app,
                          tr("A new recovery code makes the old one void. First the "
                             "password."),
                          rekey_password, st);
    }
}

static const struct setting_row secret_rows[] = {
    {.label = N_("Password"), .value = keys_written, .open = open_password},
    {.label = N_("New recovery code"),
     .help =
         N_("When the envelope was opened, lost or photographed. The register is written anew."),
     .open = open_rekey},
};

/* --- 14 about ----------------------------------------------------------- */

static void about_version(const struct settings *st, struct str *out)
{
    (void)st;
    str_add(out, XINDANG_VERSION);
}

static void about_register(const struct settings *st, struct str *out)
{
    str_add(out, key_register_id(st->app->reg->key));
}

static void about_schema(const struct settings *st, struct str *out)
{
    str_addf(out, "%d", reg_schema(st->app->reg));
}

static void about_generation(const struct settings *st, struct str *out)
{
    str_addf(out, "%lld", (long long)st->app->reg->root.generation);
}

static void about_cipher(const struct settings *st, struct str *out)
{
    str_add(out, "SQLCipher ");
    reg_cipher(st->app->reg, out);
}

static void about_damage(const struct settings *st, struct str *out)
{
    size_t n = verify_damage_count(st->app->reg);
    if (n > 0) {
        str_addf(out, tr("%zu places; the register is only read"), n);
    } else {
        str_add(out, tr("none found"));
    }
}

static void about_folder(const struct settings *st, struct str *out)
{
    char *path = way_short_path(session_of(st->app)->dir);
    str_add(out, path);
    xfree(path);
}

static const struct setting_row about_rows[] = {
    {.label = N_("Version"), .value = about_version},
    {.label = N_("Cipher"), .value = about_cipher},
    {.label = N_("Damaged places"), .value = about_damage},
    {.label = N_("Folder"), .value = about_folder},
    {.label = N_("Register id"), .value = about_register},
    {.label = N_("Schema"), .value = about_schema},
    {.label = N_("Commits so far"), .value = about_generation},
};

#define ROWS(array) (array), COUNT(array)

static const struct setting_chapter chapters[] = {
    {1, N_("School and terms"), N_("What was printed yesterday keeps yesterday's words."),
     ROWS(school_rows)},
    {5, N_("Blank and lock"), N_("What a passer-by may see, and when the screen locks."),
     ROWS(lock_rows)},
    {6, N_("Copies"), N_("They are verified when they are made; one on a stick is what counts."),
     settings_backup_rows, SETTINGS_BACKUP_ROWS},
    {8, N_("What to do in danger"),
     N_("These steps stand beside the text when a line is marked as danger."), ROWS(step_rows)},
    {12, N_("Keys and width"), N_("For terminals that draw some signs wider than others."),
     ROWS(key_rows)},
    {13, N_("Password and code"),
     N_("The password opens every day, the recovery code when it is "
        "forgotten."),
     ROWS(secret_rows)},
    {14, N_("About"), N_("What somebody who helps you may ask for; no pupil stands in it."),
     ROWS(about_rows)},
};

const struct setting_chapter *settings_chapters(size_t *count)
{
    *count = COUNT(chapters);
    return chapters;
}
