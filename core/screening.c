// SPDX-License-Identifier: MIT
#include "core/screening.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/sheet.h"
#include "core/verify.h"
#include "db/stmt.h"

void seats_release(struct seats *seats)
{
    xfree(seats->at);
    *seats = (struct seats)SEATS_INIT;
}

/* --- the population --- */

/* Whether a line of the scope is about this pupil. */
static bool names(const struct reg *reg, const struct campaign_scope *row, int64_t pupil,
                  int64_t class_id, int64_t day)
{
    char what = row->what ? row->what[0] : 0;
    if (what == '3') {
        return row->pupil == pupil;
    }
    if (what == '2') {
        return row->class_ == class_id;
    }
    const struct class_card *c = roster_class(reg->roster, class_id);
    return what == '1' && c &&
           calendar_grade(reg->calendar, c->ref.stage, c->ref.entry, day) == row->grade;
}

/* A line about the pupil itself wins; else out wins over in; no "in" line is everybody. */
static bool takes_part(const struct reg *reg, const struct campaign *c, int64_t pupil,
                       int64_t class_id)
{
    const struct rows *rows = record_rows(&c->head, kind_part(&kind_campaign, "scopes"));
    bool any_in = false;
    bool in = false;
    bool out = false;
    for (size_t i = 0; i < rows->n; i++) {
        const struct campaign_scope *row = rows->at[i];
        bool is_out = row->side && row->side[0] == '2';
        bool own = row->what && row->what[0] == '3';
        bool named = names(reg, row, pupil, class_id, c->counted);
        if (named && own) {
            return !is_out;
        }
        any_in = any_in || (!is_out && !own);
        in = in || (named && !is_out);
        out = out || (named && is_out);
    }
    return !out && (in || !any_in);
}

/* State on a day is the last act with day <= it (machines.md 1.3). */
static const char population[] =
    "SELECT p.subject, CAST(p.to_state AS INTEGER) FROM act p"
    " WHERE p.machine = 'placement' AND p.day <= ?1"
    " AND (p.next IS NULL OR (SELECT n.day FROM act n WHERE n.id = p.next) > ?1)"
    " AND EXISTS (SELECT 1 FROM act e WHERE e.subject = p.subject AND e.machine = 'enrolment'"
    " AND e.to_state = 'at_school' AND e.day <= ?1"
    " AND (e.next IS NULL OR (SELECT n.day FROM act n WHERE n.id = e.next) > ?1))";

static enum err read_population(struct reg *reg, const struct campaign *c, int64_t class_id,
                                struct seats *out)
{
    struct stmt *q = stmt_new(reg->db, population);
    stmt_bind_int(q, 1, c->counted);
    while (stmt_row(q)) {
        int64_t pupil = stmt_int(q, 0);
        int64_t its_class = stmt_int(q, 1);
        const struct pupil_card *p = roster_pupil(reg->roster, pupil);
        if (!p || p->struck || (class_id != NONE && class_id != its_class) ||
            !takes_part(reg, c, pupil, its_class)) {
            continue;
        }
        out->at = mem_grow(out->at, out->n, &out->cap, sizeof *out->at);
        out->at[out->n++] =
            (struct seat){.pupil = pupil, .class_id = its_class, .sheet = NONE};
    }
    return stmt_finish(q);
}

/* --- their sheets --- */

static int missing_in(const char *answers)
{
    int n = 0;
    for (const char *p = answers ? answers : ""; *p; p++) {
        n += *p == SHEET_NO_ANSWER;
    }
    return n;
}

static int by_pupil(const void *a, const void *b)
{
    const struct seat *x = a;
    const struct seat *y = b;
    return (x->pupil > y->pupil) - (x->pupil < y->pupil);
}

/* A sheet that is not void stands before one that is; the newest comes last. */
static void take_sheet(struct seat *seat, struct stmt *q)
{
    bool is_void = stmt_int(q, 6);
    if (is_void && seat->sheet != NONE && !seat->is_void) {
        return;
    }
    const char *part = stmt_text(q, 2);
    const char *status = stmt_text(q, 3);
    seat->sheet = stmt_int(q, 0);
    seat->part = part ? part[0] : 0;
    seat->status = status ? status[0] : 0;
    seat->missing = missing_in(stmt_text(q, 4));
    seat->stored = stmt_int(q, 5) == RECORD_STORED;
    seat->is_void = is_void;
    seat->waits = seat->waits || stmt_int(q, 7);
    seat->again = stmt_int(q, 8) == 1;
}

static const char sheets_of[] =
    "SELECT s.id, s.pupil, s.part_in, s.status, s.answers, r.state,"
    " EXISTS (SELECT 1 FROM act v WHERE v.subject = s.id AND v.machine = 'validity'"
    "  AND v.to_state = 'void' AND v.next IS NULL),"
    " EXISTS (SELECT 1 FROM act w WHERE w.subject = s.id AND w.machine = 'warning'"
    "  AND w.to_state = 'waiting' AND w.next IS NULL),"
    " s.again"
    " FROM sheet s INDEXED BY sheet_campaign JOIN record r ON r.id = s.id"
    " WHERE s.campaign = ?1 AND s.scale = ?2 AND r.state <> 2 ORDER BY s.id";

static enum err read_sheets(struct reg *reg, const struct campaign *c, const char *scale,
                            struct seats *out)
{
    enum err e = verify_kind(reg, &kind_sheet);
    if (e != ERR_OK) {
        return e;
    }
    qsort(out->at, out->n, sizeof *out->at, by_pupil);
    struct stmt *q = stmt_new(reg->db, sheets_of);
    stmt_bind_int(q, 1, c->head.id);
    stmt_bind_text(q, 2, scale);
    while (stmt_row(q)) {
        struct seat key = {.pupil = stmt_int(q, 1)};
        struct seat *seat =
            out->n ? bsearch(&key, out->at, out->n, sizeof *out->at, by_pupil) : NULL;
        if (seat) {
            take_sheet(seat, q);
        }
    }
    return stmt_finish(q);
}

/* --- the order of the pile --- */

struct placed {
    struct seat seat;
    size_t class_at;
    long number;
    const char *sort;
};

static int by_pile(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    if (x->class_at != y->class_at) {
        return x->class_at < y->class_at ? -1 : 1;
    }
    if (x->number != y->number) {
        return x->number < y->number ? -1 : 1;
    }
    int by_name = strcmp(x->sort, y->sort);
    return by_name ? by_name : by_pupil(&x->seat, &y->seat);
}

static size_t class_position(const struct roster *r, int64_t class_id)
{
    for (size_t i = 0; i < roster_class_count(r); i++) {
        if (roster_class_at(r, i)->id == class_id) {
            return i;
        }
    }
    return SIZE_MAX;
}

static void sort_seats(const struct reg *reg, struct seats *out)
{
    struct placed *all = xcalloc(out->n ? out->n : 1, sizeof *all);
    for (size_t i = 0; i < out->n; i++) {
        const struct pupil_card *p = roster_pupil(reg->roster, out->at[i].pupil);
        bool same = i > 0 && out->at[i].class_id == out->at[i - 1].class_id;
        all[i].seat = out->at[i];
        all[i].class_at =
            same ? all[i - 1].class_at : class_position(reg->roster, out->at[i].class_id);
        all[i].number = p && p->seat ? strtol(p->seat, NULL, 10) : 1000;
        all[i].sort = p ? p->sort : "";
    }
    qsort(all, out->n, sizeof *all, by_pile);
    for (size_t i = 0; i < out->n; i++) {
        out->at[i] = all[i].seat;
    }
    xfree(all);
}

enum err screening_seats(struct reg *reg, const struct campaign *c, const char *scale,
                         int64_t class_id, struct seats *out)
{
    *out = (struct seats)SEATS_INIT;
    enum err e = read_population(reg, c, class_id, out);
    if (e == ERR_OK) {
        e = read_sheets(reg, c, scale, out);
    }
    if (e != ERR_OK) {
        seats_release(out);
        return e;
    }
    sort_seats(reg, out);
    return ERR_OK;
}

/* --- counting --- */

static void count_seat(struct tally *t, const struct seat *s)
{
    size_t *column = &t->none;
    if (s->part == '2') {
        column = &t->leave;
    } else if (s->part == '3') {
        column = &t->exempt;
    } else if (s->part == '4') {
        column = &t->absent;
    } else if (s->part == '5') {
        column = &t->declined;
    } else if (s->part == '1' && s->stored) {
        column = &t->done;
    }
    (*column)++;
    t->due++;
    t->voids += s->is_void;
    t->waits += s->waits;
}

struct tally screening_tally(const struct seats *seats, int64_t class_id)
{
    struct tally t = {0};
    for (size_t i = 0; i < seats->n; i++) {
        if (class_id == NONE || seats->at[i].class_id == class_id) {
            count_seat(&t, &seats->at[i]);
        }
    }
    return t;
}

int tally_percent(const struct tally *t)
{
    size_t of = t->due - t->leave - t->exempt;
    return of ? (int)(t->done * 100 / of) : -1;
}

size_t tally_untested(const struct tally *t)
{
    return t->none + t->absent + t->declined;
}
