// SPDX-License-Identifier: MIT
#include "core/machine.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "db/stmt.h"

/* --- the tables (machines.md 3; moves that need kinds not built yet are absent) --- */

static const struct state enrolment_states[] = {
    {"at_school", N_("at school")}, {"moved", N_("moved to another school")},
    {"graduated", N_("graduated")}, {"dropped", N_("dropped out")},
    {"died", N_("died")},
};
static const struct move enrolment_moves[] = {
    {"enter", N_("enters"), "-", "at_school", 0, NULL},
    {"leave", N_("moves to another school"), "at_school|dropped", "moved", 0, NULL},
    {"graduate", N_("graduates"), "at_school|dropped", "graduated", 0, NULL},
    {"drop", N_("drops out"), "at_school", "dropped", NEEDS_REASON, NULL},
    {"die", N_("dies"), "at_school|dropped", "died", NEEDS_REASON, NULL},
    {"back", N_("comes back"), "moved|graduated|dropped", "at_school", 0, NULL},
};

static const struct move placement_moves[] = {
    {"place", N_("is placed in a class"), "-", "*", 0, NULL},
    {"move", N_("changes class"), "*", "*", NEEDS_REASON, NULL},
    {"repeat", N_("repeats the year"), "*", "*", NEEDS_REASON, NULL},
    {"skip", N_("skips a year"), "*", "*", NEEDS_REASON, NULL},
};

static const struct move holder_moves[] = {
    {"appoint", N_("is appointed"), "-", "*", 0, NULL},
    {"replace", N_("takes over"), "*", "*", 0, NULL},
    {"vacate", N_("leaves the post"), "*", "-", 0, NULL},
};

static const struct state no_tell_states[] = {
    {"blocked", N_("must not be told")},
    {"lifted", N_("lifted")},
};
static const struct move no_tell_moves[] = {
    {"block", N_("must not be told"), "-", "blocked", NEEDS_REASON, NULL},
    {"lift", N_("may be told again"), "blocked", "lifted", NEEDS_REASON, NULL},
    {"again", N_("must not be told, again"), "lifted", "blocked", NEEDS_REASON, NULL},
};

static const struct state clue_states[] = {
    {"open", N_("undecided")},          {"meet", N_("to be talked with")},
    {"watch", N_("watched")},           {"merged", N_("joined to a record")},
    {"none", N_("nothing to be done")},
};
static const struct move clue_moves[] = {
    {"note", N_("is noted"), "-", "open", 0, NULL},
    {"know", N_("is recognised"), "open", "open", BY_KNOWING, NULL},
    {"meet", N_("talk is arranged"), "open|meet|watch", "meet", NEEDS_DUE, NULL},
    {"watch", N_("watch until"), "open|meet|watch", "watch", NEEDS_DUE | NEEDS_REASON, NULL},
    {"merge", N_("belongs to a record"), "open|meet|watch", "merged", NEEDS_EVIDENCE, NULL},
    {"none", N_("nothing needs doing"), "open|meet|watch", "none", NEEDS_REASON, NULL},
};

static const struct state promise_states[] = {
    {"open", N_("to be kept")},
    {"kept", N_("kept")},
    {"broken", N_("not kept")},
    {"dropped", N_("not needed any more")},
};
static const struct move promise_moves[] = {
    {"note", N_("is promised"), "-", "open", 0, NULL},
    {"keep", N_("is kept"), "open", "kept", 0, NULL},
    {"break", N_("could not be kept"), "open", "broken", NEEDS_REASON, NULL},
    {"drop", N_("is not needed any more"), "open", "dropped", NEEDS_REASON, NULL},
    {"move", N_("is put off"), "open", "open", NEEDS_REASON | NEEDS_DUE, NULL},
};

static const struct state appointment_states[] = {
    {"asked", N_("to be confirmed")}, {"agreed", N_("agreed")},       {"came", N_("came")},
    {"missed", N_("did not come")},   {"cancelled", N_("cancelled")},
};
static const struct move appointment_moves[] = {
    {"agree", N_("is agreed"), "-", "agreed", 0, "settled=1"},
    {"ask", N_("is asked for"), "-", "asked", 0, "settled=2"},
    {"confirm", N_("is confirmed"), "asked", "agreed", 0, NULL},
    {"came", N_("came"), "asked|agreed", "came", NEEDS_EVIDENCE, NULL},
    {"missed", N_("did not come"), "asked|agreed", "missed", 0, NULL},
    {"move", N_("is moved to another day"), "asked|agreed", "agreed", NEEDS_REASON | NEEDS_DUE,
     NULL},
    {"cancel", N_("is cancelled"), "asked|agreed", "cancelled", NEEDS_REASON, NULL},
};

static const struct state print_states[] = {
    {"printed", N_("printed")},
    {"dropped", N_("not to be printed")},
};
static const struct move print_moves[] = {
    {"print", N_("is printed"), "-|printed", "printed", 0, NULL},
    {"give", N_("is handed out"), "printed", "printed", 0, NULL},
    {"drop", N_("is not printed"), "-", "dropped", 0, NULL},
};

static const struct state handin_states[] = {
    {"zero", N_("handed in: nobody to tell of")},
    {"filled", N_("handed in: pupils to tell of")},
    {"back", N_("sent back")},
};
static const struct move handin_moves[] = {
    {"zero", N_("is handed in: nobody to tell of"), "-|back", "zero", 0, "content=1"},
    {"filled", N_("is handed in: pupils to tell of"), "-|back", "filled", 0, "content=2"},
    {"back", N_("is sent back"), "zero|filled", "back", NEEDS_REASON, NULL},
};
static const struct state installed_states[] = {
    {"in_use", N_("in use")},
    {"stopped", N_("out of use")},
};
static const struct move installed_moves[] = {
    {"install", N_("is installed"), "-", "in_use", 0, NULL},
    {"stop", N_("is taken out of use"), "in_use", "stopped", 0, NULL},
    {"again", N_("is used again"), "stopped", "in_use", 0, NULL},
};

static const struct state campaign_states[] = {
    {"planned", N_("in preparation")},
    {"running", N_("running")},
    {"collected", N_("all collected")},
    {"closed", N_("closed")},
};
static const struct move campaign_moves[] = {
    {"plan", N_("is prepared"), "-", "planned", 0, NULL},
    {"start", N_("begins"), "planned", "running", 0, NULL},
    {"collect", N_("is all collected"), "running", "collected", 0, NULL},
    {"close", N_("is closed"), "running|collected", "closed", 0, NULL},
    {"again", N_("is taken up again"), "collected|closed", "running", NEEDS_REASON, NULL},
};

static const struct state alert_states[] = {
    {"lit", N_("lit, nobody has answered")},
    {"seen", N_("seen")},
    {"acted", N_("being dealt with")},
    {"wrong", N_("keyed wrong")},
};
static const struct move alert_moves[] = {
    {"rise", N_("a critical item fires"), "-", "lit", BY_PROGRAM, NULL},
    {"more", N_("a critical item fires again"), "lit|seen|acted|wrong", "lit", BY_PROGRAM, NULL},
    {"seen", N_("is seen"), "lit", "seen", 0, NULL},
    {"act", N_("is dealt with at once"), "lit|seen", "acted", 0, NULL},
    {"wrong", N_("was keyed wrong"), "lit|seen|acted", "wrong", NEEDS_REASON, NULL},
};

static const struct state validity_states[] = {
    {"valid", N_("valid")},
    {"doubtful", N_("doubtful")},
    {"incomplete", N_("answers missing")},
    {"void", N_("void")},
};
static const struct move validity_moves[] = {
    {"score", N_("is scored, valid"), "-", "valid", BY_PROGRAM, NULL},
    {"doubt", N_("is scored, doubtful"), "-", "doubtful", BY_PROGRAM, NULL},
    {"lack", N_("is scored, answers missing"), "-", "incomplete", BY_PROGRAM, NULL},
    {"rescore", N_("is scored again, valid"), "*", "valid", BY_PROGRAM, NULL},
    {"redoubt", N_("is scored again, doubtful"), "*", "doubtful", BY_PROGRAM, NULL},
    {"relack", N_("is scored again, answers missing"), "*", "incomplete", BY_PROGRAM, NULL},
    {"void", N_("is made void"), "valid|doubtful|incomplete", "void", NEEDS_REASON | NEEDS_DUE,
     NULL},
};

static const struct state warning_states[] = {
    {"waiting", N_("waiting for a talk")},
    {"cleared", N_("ruled out")},
    {"watch", N_("needs attention")},
    {"intervene", N_("needs help")},
};
static const struct move warning_moves[] = {
    {"rise", N_("waits for a talk"), "-", "waiting", BY_PROGRAM, NULL},
    {"clear", N_("is ruled out"), "waiting", "cleared", NEEDS_EVIDENCE | NEEDS_REASON, NULL},
    {"watch", N_("needs attention"), "waiting", "watch", NEEDS_EVIDENCE | NEEDS_REASON, NULL},
    {"intervene", N_("needs help"), "waiting", "intervene", NEEDS_EVIDENCE | NEEDS_REASON, NULL},
    {"again", N_("waits for a talk again"), "cleared|watch|intervene", "waiting", NEEDS_REASON,
     NULL},
};

static const struct machine enrolment = {
    "enrolment",      N_("Enrolment"),         "pupil",         NULL,
    enrolment_states, COUNT(enrolment_states), enrolment_moves, COUNT(enrolment_moves)};
static const struct machine placement = {
    "placement", N_("Class"), "pupil", "class", NULL, 0, placement_moves, COUNT(placement_moves)};
static const struct machine holder = {"holder",     N_("Holder"),       "post", "staff", NULL, 0,
                                      holder_moves, COUNT(holder_moves)};
static const struct machine no_tell = {"no_tell",     N_("Must not be told"), "blocked",
                                       NULL,          no_tell_states,         COUNT(no_tell_states),
                                       no_tell_moves, COUNT(no_tell_moves)};

static const struct machine clue = {"clue",      N_("Clue"),         "clue",     NULL,
                                    clue_states, COUNT(clue_states), clue_moves, COUNT(clue_moves)};
static const struct machine promise = {"promise",     N_("Promise"),       "promise",
                                       NULL,          promise_states,      COUNT(promise_states),
                                       promise_moves, COUNT(promise_moves)};
static const struct machine appointment = {
    "appointment",      N_("Appointment"),         "appointment",     NULL,
    appointment_states, COUNT(appointment_states), appointment_moves, COUNT(appointment_moves)};

static const struct machine print = {"print",     N_("Print"),       "print_job",
                                     NULL,        print_states,      COUNT(print_states),
                                     print_moves, COUNT(print_moves)};

static const struct machine handin = {"handin",     N_("Hand-in"),      "handin",
                                      NULL,         handin_states,      COUNT(handin_states),
                                      handin_moves, COUNT(handin_moves)};

static const struct machine installed = {
    "installed", N_("Own definition"), "installed", NULL, installed_states, COUNT(installed_states),
    installed_moves, COUNT(installed_moves)};

static const struct machine campaign = {
    "campaign",      N_("Screening"),         "campaign",     NULL,
    campaign_states, COUNT(campaign_states), campaign_moves, COUNT(campaign_moves)};
static const struct machine alert = {"alert",      N_("Critical item"), "sheet",
                                     NULL,         alert_states,        COUNT(alert_states),
                                     alert_moves,  COUNT(alert_moves)};
static const struct machine validity = {
    "validity",      N_("Validity"),         "sheet",        NULL,
    validity_states, COUNT(validity_states), validity_moves, COUNT(validity_moves)};
static const struct machine warning = {
    "warning",      N_("Waits for a talk"), "sheet",       NULL,
    warning_states, COUNT(warning_states),  warning_moves, COUNT(warning_moves)};

static const struct machine *const all[] = {
    &alert,   &appointment, &campaign,  &clue,  &enrolment, &handin, &holder,
    &installed, &no_tell, &placement,   &print,     &promise, &validity, &warning};

const struct machine *machine_by_id(const char *id)
{
    for (size_t i = 0; i < COUNT(all); i++) {
        if (strcmp(all[i]->id, id) == 0) {
            return all[i];
        }
    }
    return NULL;
}

const struct move *machine_move(const struct machine *m, const char *id)
{
    for (size_t i = 0; i < m->move_count; i++) {
        if (strcmp(m->moves[i].id, id) == 0) {
            return &m->moves[i];
        }
    }
    return NULL;
}

const struct state *machine_state(const struct machine *m, const char *id)
{
    for (size_t i = 0; i < m->state_count; i++) {
        if (strcmp(m->states[i].id, id) == 0) {
            return &m->states[i];
        }
    }
    return NULL;
}

bool move_is_from(const struct move *move, const char *state)
{
    if (strcmp(move->from, "*") == 0) {
        return strcmp(state, "-") != 0;
    }
    size_t n = strlen(state);
    for (const char *p = move->from; p; p = strchr(p, '|') ? strchr(p, '|') + 1 : NULL) {
        if (strncmp(p, state, n) == 0 && (p[n] == '|' || !p[n])) {
            return true;
        }
    }
    return false;
}

const struct move *machine_first(const struct machine *m, const struct record *subject)
{
    for (size_t i = 0; i < m->move_count; i++) {
        const struct move *move = &m->moves[i];
        if (move_is_from(move, "-") &&
            (!move->when || field_holds(subject, &subject->kind->spec, move->when))) {
            return move;
        }
    }
    return NULL;
}

/* --- reading --- */

enum err act_now(struct reg *reg, int64_t subject, const char *machine, struct act **act)
{
    struct stmt *q = stmt_new(reg->db, "SELECT id FROM act WHERE subject = ? AND machine = ?"
                                       " AND next IS NULL");
    stmt_bind_int(q, 1, subject);
    stmt_bind_text(q, 2, machine);
    int64_t id = stmt_row(q) ? stmt_int(q, 0) : NONE;
    enum err e = stmt_finish(q);
    if (e != ERR_OK) {
        return e;
    }
    if (id == NONE) {
        return ERR_NOT_FOUND;
    }
    struct record *rec;
    e = store_load_kind(reg, &kind_act, id, &rec);
    if (e == ERR_OK) {
        *act = (struct act *)rec;
    }
    return e;
}

/* --- making --- */

static const char *missing_need(const struct act_wish *wish, const struct move *move)
{
    if ((move->needs & NEEDS_REASON) && !(wish->reason && wish->reason[0])) {
        return N_("This needs a reason");
    }
    if ((move->needs & NEEDS_DUE) && wish->due == NONE) {
        return N_("This needs a day on which it is looked at again");
    }
    if ((move->needs & NEEDS_WHOM) && !wish->whom) {
        return N_("Say who it was");
    }
    if ((move->needs & NEEDS_EVIDENCE) && wish->evidence == NONE) {
        return N_("This needs the record it rests on");
    }
    return NULL;
}

static struct act *new_act(const struct act_wish *wish, const char *from, const char *to)
{
    struct act *act = (struct act *)record_new(&kind_act, 0);
    act->head.state = RECORD_STORED;
    act->head.owner = wish->subject;
    act->head.pupil = wish->pupil;
    act->subject = wish->subject;
    act->machine = xstrdup(wish->machine->id);
    act->move = xstrdup(wish->move);
    act->from_state = strcmp(from, "-") == 0 ? NULL : xstrdup(from);
    act->to_state = strcmp(to, "-") == 0 ? NULL : xstrdup(to);
    act->day = wish->day;
    act->at = wish->at;
    act->by_staff = wish->by;
    act->evidence = wish->evidence;
    act->due = wish->due;
    act->reason = wish->reason && wish->reason[0] ? xstrdup(wish->reason) : NULL;
    act->whom = wish->whom ? xstrdup(wish->whom) : NULL;
    return act;
}

/*
 * The act of the same set that holds the state; NULL if there is none.  A bulk
 * set has one step a subject and machine; the door refuses another.
 */
static struct act *act_in_set(const struct changes *set, const struct act_wish *wish)
{
    for (size_t i = set->bulk ? 0 : set->n; i-- > 0;) {
        const struct change *c = &set->at[i];
        struct act *act = (struct act *)c->rec;
        if (c->type == CHANGE_PUT && c->rec->kind == &kind_act && act->next == NONE &&
            act->subject == wish->subject && strcmp(act->machine, wish->machine->id) == 0) {
            return act;
        }
    }
    return NULL;
}

/* A struck subject takes no act (machines.md 1.6). */
static bool is_struck(struct reg *reg, int64_t subject)
{
    struct stmt *q = stmt_new(reg->db, "SELECT 1 FROM record WHERE id = ? AND state = 2");
    stmt_bind_int(q, 1, subject);
    bool struck = stmt_row(q);
    return stmt_finish(q) == ERR_OK && struck;
}

/* Link first: the door wants the machine free when the new act comes. */
static void add_behind(struct changes *set, struct act *before, bool stored, struct act *act)
{
    if (before) {
        before->next = act->head.id;
    }
    if (stored) {
        changes_link(set, &before->head);
    }
    changes_put(set, &act->head);
}

const char *act_add(struct reg *reg, struct changes *set, const struct act_wish *wish, bool fresh)
{
    const struct move *move = machine_move(wish->machine, wish->move);
    if (!move) {
        return N_("There is no such step here");
    }
    struct act *before = act_in_set(set, wish);
    bool stored = false;
    if (!fresh && !before) {
        enum err e = act_now(reg, wish->subject, wish->machine->id, &before);
        if (e != ERR_OK && e != ERR_NOT_FOUND) {
            return err_msgid(e);
        }
        stored = e == ERR_OK;
    }
    const char *from = before && before->to_state ? before->to_state : "-";
    const char *to = strcmp(move->to, "*") == 0 ? wish->to : move->to;
    const char *why = missing_need(wish, move);
    if (!why && (!move_is_from(move, from) || (!fresh && is_struck(reg, wish->subject)))) {
        why = N_("This step is not possible from where things stand now");
    }
    if (!why && wish->day > clock_today()) {
        why = N_("An act cannot lie in the future");
    }
    if (!why && before && wish->day < before->day) {
        why = N_("The day lies before the last step; days do not run backwards");
    }
    if (why) {
        record_free(stored ? &before->head : NULL);
        return why;
    }
    add_behind(set, before, stored, new_act(wish, from, to));
    return NULL;
}

const char *act_correct(struct reg *reg, struct changes *set, int64_t subject,
                        const struct machine *machine, int64_t day, const char *reason)
{
    struct act *last;
    enum err e = act_now(reg, subject, machine->id, &last);
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? N_("There is nothing to correct yet") : err_msgid(e);
    }
    const char *why = NULL;
    if (!reason || !reason[0]) {
        why = N_("This needs a reason");
    } else if (last->corrects != NONE) {
        why = N_("This step corrects another one already");
    } else if (day < last->day) {
        why = N_("The day lies before the last step; days do not run backwards");
    }
    if (why) {
        record_free(&last->head);
        return why;
    }
    struct act_wish wish = {.machine = machine,
                            .move = last->move,
                            .subject = subject,
                            .pupil = last->head.pupil,
                            .day = day,
                            .at = NONE,
                            .by = reg->me,
                            .evidence = NONE,
                            .due = NONE,
                            .reason = reason};
    struct act *act = new_act(&wish, last->to_state ? last->to_state : "-",
                              last->from_state ? last->from_state : "-");
    act->corrects = last->head.id;
    add_behind(set, last, true, act);
    return NULL;
}

int machines_check(struct str *faults)
{
    int n = 0;
    for (size_t i = 0; i < COUNT(all); i++) {
        const struct machine *m = all[i];
        if (!kind_by_name(m->subject) || (m->value && !kind_by_name(m->value))) {
            str_addf(faults, "%s: subject or value is no kind\n", m->id);
            n++;
        }
        for (size_t k = 0; k < m->move_count; k++) {
            const struct move *move = &m->moves[k];
            bool value = strcmp(move->to, "*") == 0 || strcmp(move->to, "-") == 0;
            if (m->value ? !value : !machine_state(m, move->to)) {
                str_addf(faults, "%s.%s: it leads nowhere\n", m->id, move->id);
                n++;
            }
        }
    }
    return n;
}
