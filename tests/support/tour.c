// SPDX-License-Identifier: MIT
#include "tests/support/tour.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "core/backup.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/machine.h"
#include "core/print.h"
#include "core/setting.h"
#include "locale/catalog.h"
#include "tui/screens/form.h"

static void done_nothing(void *ctx, const char *text)
{
    (void)ctx;
    (void)text;
}

static void done_pupil(void *ctx, int64_t pupil)
{
    (void)ctx;
    (void)pupil;
}

static void show_today(struct desk *d) { today_push(d->app); }
static void show_menu(struct desk *d) { menu_push(d->app, NONE); }
static void show_menu_of(struct desk *d) { menu_push(d->app, d->wei); }
static void show_pupil(struct desk *d) { pupil_push(d->app, d->wei); }
static void show_trail(struct desk *d) { audit_push(d->app, NONE); }
static void show_staff(struct desk *d) { records_push(d->app, &kind_staff); }
static void show_classes(struct desk *d) { records_push(d->app, &kind_class); }
static void show_talk(struct desk *d) { record_new_push(d->app, &kind_talk, d->wei); }
static void show_old_talk(struct desk *d) { record_open_push(d->app, d->talk); }
static void show_unfinished(struct desk *d) { record_open_push(d->app, d->open); }
static void show_sheet(struct desk *d) { record_open_push(d->app, d->wei); }
static void show_new_pupil(struct desk *d) { record_new_push(d->app, &kind_pupil, NONE); }
static void show_term(struct desk *d) { record_new_push(d->app, &kind_term, NONE); }
static void show_post(struct desk *d) { record_new_push(d->app, &kind_post, NONE); }
static void show_blocked(struct desk *d) { record_new_push(d->app, &kind_blocked, d->wei); }
static void show_steps(struct desk *d)
{
    moves_push(d->app, "enrolment placement", d->wei, d->wei);
}
static void show_imports(struct desk *d) { imports_push(d->app); }
static void show_import(struct desk *d) { import_push(d->app); }
static void show_settings(struct desk *d) { settings_push(d->app); }
static void show_blank(struct desk *d) { blank_push(d->app); }

static void show_pupils(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.typed = "lm"});
}

static void show_beside(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.bare = true});
}

static void show_picker(struct desk *d)
{
    pupils_push(d->app, &(struct pupils_how){.done = done_pupil});
}

static void show_files(struct desk *d)
{
    char *path = str_format("%s/2026春学籍.CSV", d->store.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fclose(f), 0);
    xfree(path);
    files_push(d->app, "名册", ".csv", done_nothing, NULL);
}

static void show_line(struct desk *d)
{
    record_open_push(d->app, d->talk);
    line_push(d->app, tr("Strike this record out. Why?"), "记错了人", 100, done_nothing, NULL);
}

static void show_codes(struct desk *d)
{
    const struct field *type = spec_field(&kind_talk.spec, "type");
    codes_push(d->app, &(struct codes_how){.field = type, .typed = "02", .done = done_nothing});
}

static void show_several(struct desk *d)
{
    const struct field *focus = spec_field(&kind_pupil.spec, "focus");
    codes_push(d->app,
               &(struct codes_how){.field = focus, .typed = "02 05", .done = done_nothing});
}

static void show_people(struct desk *d)
{
    const struct field *person = spec_field(&kind_blocked.spec, "person");
    person_push(d->app,
                &(struct person_how){.field = person, .pupil = d->wei, .done = done_nothing});
}

static void show_longtext(struct desk *d)
{
    record_open_push(d->app, d->talk);
    vscreen_run(d->v);
    struct form_screen *form = d->app->top->self;
    form_go(form->form, form_find(form->form, "said"));
    longtext_push(d->app, form->form, form->form->focus);
}

static void show_session(struct desk *d)
{
    record_new_push(d->app, &kind_session, d->wei);
}

static void show_act(struct desk *d)
{
    const struct machine *m = machine_by_id("placement");
    act_push(d->app, m, machine_move(m, "move"), d->wei, d->wei);
}

static void show_row(struct desk *d)
{
    record_open_push(d->app, d->wei);
    vscreen_run(d->v);
    struct form_screen *form = d->app->top->self;
    form_enter_row(form->form, kind_part(&kind_pupil, "guardians"), 1);
    app_lay_out(d->app);
}

static void show_field_help(struct desk *d)
{
    record_new_push(d->app, &kind_talk, d->wei);
    help_push(d->app, spec_field(&kind_talk.spec, "reason"), 11);
}

static void show_help(struct desk *d)
{
    today_push(d->app);
    help_push(d->app, NULL, 0);
}

/* As text, which needs no helper program. */
static void as_text(struct desk *d)
{
    struct changes set = CHANGES_INIT;
    setting_put(&set, "dot_matrix", "1", clock_today());
    assert_int_equal(store_commit(d->store.reg, &set, NULL), ERR_OK);
    changes_release(&set);
}

static void show_print(struct desk *d)
{
    as_text(d);
    print_form_push(d->app, "summary", d->wei, NONE);
}

static void show_print_talk(struct desk *d)
{
    as_text(d);
    print_form_push(d->app, "talk", d->wei, d->talk);
}

static void show_prints(struct desk *d)
{
    struct print_form form;
    assert_true(print_form_by_name("summary", &form));
    struct print_job *job = print_job_new(d->store.reg, &form, print_profile_by_name("parent"),
                                          d->li, NONE);
    assert_int_equal(print_job_store(d->store.reg, job), ERR_OK);
    record_free(&job->head);
    prints_push(d->app, NONE);
}

static void show_export(struct desk *d)
{
    today_push(d->app);
    export_push(d->app);
    desk_type(d, "02");
    desk_type(d, "1");
    desk_type(d, "1");         /* GBK */
    desk_press(d, XKEY_ENTER); /* the path it proposes */
}

static void show_tables(struct desk *d)
{
    today_push(d->app);
    export_push(d->app);
}

static void show_clue(struct desk *d) { record_new_push(d->app, &kind_clue, d->wei); }
static void show_liaison(struct desk *d) { record_new_push(d->app, &kind_liaison, d->wei); }
static void show_appointment(struct desk *d) { record_new_push(d->app, &kind_appointment, NONE); }
static void show_caller(struct desk *d) { record_new_push(d->app, &kind_caller, NONE); }

static void show_interview(struct desk *d)
{
    interview_push(d->app, d->wei);
    desk_type(d, "昨晚又没睡，两点多才睡着。");
    desk_press(d, XKEY_ENTER);
    desk_type(d, ">有时候觉得没意思。");
    desk_press(d, XKEY_CTRL('R'));
    desk_press(d, XKEY_ENTER);
    desk_type(d, "！周五前陪她把请假条交给覃老师");
}

static void show_after(struct desk *d)
{
    show_interview(d);
    desk_press(d, XKEY_F2);
    desk_type(d, "2");
}

static void show_screenings(struct desk *d)
{
    store_screening(&d->store, "春季排查", "mht");
    campaigns_push(d->app);
}

/* In class 8(3), three pupils: the first on leave, the second half keyed. */
static void show_sheets(struct desk *d)
{
    int64_t id = store_screening(&d->store, "春季排查", "mht");
    sheets_push(d->app, &(struct sheets_how){
                            .campaign = id, .class_id = d->class_83, .pupil = NONE});
    desk_type(d, "*");
    desk_type(d, "1");
    desk_type(d, "1011001010001010010101000000.00010");
}

static void show_critical(struct desk *d)
{
    show_sheets(d);
    desk_type(d, "/85");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "1011");
}

static void show_helper(struct desk *d)
{
    show_sheets(d);
    desk_press(d, XKEY_F4);
    desk_type(d, "3");
    desk_type(d, "王丽");
    desk_press(d, XKEY_ENTER);
    desk_type(d, "01010010100101001010");
}

static void show_progress(struct desk *d)
{
    show_screenings(d);
    desk_press(d, XKEY_ENTER);
}

static void show_slips(struct desk *d) { grid_push(d->app, &kind_talk); }

static void show_sweeps(struct desk *d) { sweeps_push(d->app); }
static void show_sweep(struct desk *d) { grid_push_class(d->app, &kind_sweep, d->class_83); }

/* Somebody nobody knows, and somebody who comes. */
static void show_ledger(struct desk *d)
{
    store_clue(&d->store, NONE, "短发，七年级，周二在天台", date_from_civil(2026, 3, 24));
    store_appointment(&d->store, d->wei, date_from_civil(2026, 3, 26), 3);
    ledger_push(d->app, &kind_clue, NONE);
}

static void show_coming(struct desk *d)
{
    show_ledger(d);
    today_push(d->app);
}

static void show_finish(struct desk *d) { finish_push(d->app); }

/* A copy in the register's own folder, its path. */
static char *a_copy(struct desk *d)
{
    struct backup_made made;
    char *dir = backup_own_folder(d->store.dir);
    struct backup_how how = {.dir = dir, .why = "asked", .quick = true};
    assert_int_equal(backup_run(d->store.reg, &how, &made), ERR_OK);
    xfree(dir);
    return made.path;
}

static void show_backups(struct desk *d)
{
    xfree(a_copy(d));
    backups_push(d->app);
}

/* One of another register, so that a password is asked and nothing happens without it. */
static void show_restore(struct desk *d)
{
    char *path = a_copy(d);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fputc('x', f), 'x');
    assert_int_equal(fclose(f), 0);
    restore_push(d->app, path);
    xfree(path);
}

static void show_old_file(struct desk *d)
{
    char *path = a_copy(d);
    old_file_push(d->app, path, d->wei);
    xfree(path);
}

const struct tour_stop tour[] = {
    {"today", show_today},       {"menu", show_menu},         {"menu-pupil", show_menu_of},
    {"pupils", show_pupils},     {"beside", show_beside},     {"picker", show_picker},
    {"pupil", show_pupil},       {"trail", show_trail},       {"staff", show_staff},
    {"classes", show_classes},   {"talk", show_talk},         {"talk-old", show_old_talk},
    {"unfinished", show_unfinished}, {"sheet", show_sheet},   {"pupil-new", show_new_pupil},
    {"term", show_term},         {"post", show_post},         {"blocked", show_blocked},
    {"steps", show_steps},       {"act", show_act},           {"imports", show_imports},
    {"import-file", show_import}, {"settings", show_settings}, {"blank", show_blank},
    {"files", show_files},       {"line", show_line},         {"codes", show_codes},
    {"codes-several", show_several}, {"people", show_people}, {"longtext", show_longtext},
    {"guardian", show_row},      {"help-field", show_field_help}, {"help", show_help},
    {"session", show_session}, {"print", show_print}, {"print-talk", show_print_talk},
    {"prints", show_prints}, {"export", show_export},
    {"tables", show_tables},     {"clue", show_clue},         {"liaison", show_liaison},
    {"appointment", show_appointment}, {"caller", show_caller}, {"ledger", show_ledger},
    {"coming", show_coming},    {"interview", show_interview}, {"after", show_after},
    {"slips", show_slips},       {"sweeps", show_sweeps},     {"sweep", show_sweep},
    {"finish", show_finish},   {"backups", show_backups},
    {"restore", show_restore}, {"old-file", show_old_file},
    {"screenings", show_screenings}, {"progress", show_progress},
    {"sheets-keyed", show_sheets}, {"critical", show_critical}, {"sheets-helper", show_helper},
};

const size_t tour_length = COUNT(tour);
