// SPDX-License-Identifier: MIT
#include "tests/fault/shown.h"

#include <stdlib.h>
#include <string.h>

#include "core/audit.h"
#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/calendar.h"
#include "core/draft.h"
#include "core/due.h"
#include "core/kinds.h"
#include "core/load.h"
#include "core/pack.h"
#include "core/roster.h"
#include "core/setting.h"
#include "core/timeline.h"
#include "db/stmt.h"

/* --- the set ---------------------------------------------------------------- */

void shown_release(struct shown *s)
{
    xfree(s->at);
    *s = (struct shown){.at = NULL};
}

static const uint64_t print_first = 0xcbf29ce484222325u;

static uint64_t print_add(uint64_t h, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ p[i]) * 0x100000001b3u;
    }
    return h;
}

static uint64_t print_text(uint64_t h, const char *text)
{
    return text ? print_add(h, text, strlen(text) + 1) : print_add(h, "\xff", 1);
}

static uint64_t print_int(uint64_t h, int64_t value)
{
    return print_add(h, &value, sizeof value);
}

static void add(struct shown *s, enum item_when when, const char *what, int64_t id, int64_t n,
                uint64_t print)
{
    s->at = mem_grow(s->at, s->count, &s->cap, sizeof *s->at);
    s->at[s->count++] = (struct shown_item){when, what, id, n, print};
}

static int compare_items(const void *a, const void *b)
{
    const struct shown_item *x = a;
    const struct shown_item *y = b;
    int c = strcmp(x->what, y->what);
    if (c == 0) {
        c = (x->id > y->id) - (x->id < y->id);
    }
    return c ? c : (x->n > y->n) - (x->n < y->n);
}

void shown_sort(struct shown *s)
{
    if (s->count) {
        qsort(s->at, s->count, sizeof *s->at, compare_items);
    }
}

bool shown_has(const struct shown *s, const struct shown_item *item)
{
    const struct shown_item *found =
        s->count ? bsearch(item, s->at, s->count, sizeof *s->at, compare_items) : NULL;
    return found && found->print == item->print;
}

void shown_compare(const struct shown *truth, const struct shown *now,
                   void (*each)(void *ctx, const struct shown_item *item, enum shown_as as),
                   void *ctx)
{
    size_t t = 0;
    size_t i = 0;
    while (t < truth->count || i < now->count) {
        int c = t == truth->count ? 1
                : i == now->count ? -1
                                  : compare_items(&truth->at[t], &now->at[i]);
        if (c < 0) {
            each(ctx, &truth->at[t++], SHOWN_MISSING);
        } else if (c > 0) {
            each(ctx, &now->at[i++], SHOWN_DIFFERENT);
        } else {
            if (truth->at[t].print != now->at[i].print) {
                each(ctx, &now->at[i], SHOWN_DIFFERENT);
            }
            t++;
            i++;
        }
    }
}

/* --- what opening has read --------------------------------------------------- */

static void show_pupils(struct shown *s, const struct roster *r)
{
    const struct pupil_card *p;
    uint64_t order = print_first;
    for (size_t i = 0; (p = roster_pupil_at(r, i)) != NULL; i++) {
        if (!p->name) {
            continue; /* acts about somebody whose record is not shown */
        }
        uint64_t h = print_text(print_first, p->name);
        h = print_text(print_text(h, p->pinyin), p->student_no);
        h = print_text(print_text(h, p->id_no), p->seat);
        h = print_int(print_int(h, p->born), p->sex * 2 + p->struck);
        add(s, SHOWN_SIGNED, "pupil", p->id, 0, h);
        h = print_int(print_text(print_first, p->state), p->class_id);
        add(s, SHOWN_OPENING, "pupil's state", p->id, 0, print_int(h, p->here * 2 + p->namesake));
        order = print_int(order, p->id);
    }
    add(s, SHOWN_OPENING, "order of pupils", 0, 0, order);
    int64_t *ids;
    size_t n = roster_find(r, "", &(struct find_how){.at_school_only = true, .class_id = NONE},
                           &ids);
    add(s, SHOWN_OPENING, "roster", 0, 0, print_add(print_first, ids, n * sizeof *ids));
    xfree(ids);
    add(s, SHOWN_OPENING, "pupils at school", 0, 0, roster_at_school(r));
}

static void show_blocks(struct shown *s, const struct roster *r)
{
    const struct pupil_card *p;
    for (size_t i = 0; (p = roster_pupil_at(r, i)) != NULL; i++) {
        const struct block_card *b;
        uint64_t h = print_first;
        for (size_t n = 0; (b = roster_block(r, p->id, n)) != NULL; n++) {
            h = print_text(h, b->person);
        }
        if (h != print_first) {
            add(s, SHOWN_OPENING, "who must not be told", p->id, 0, h);
        }
    }
}

static void show_house(struct shown *s, const struct roster *r)
{
    for (size_t i = 0; i < roster_class_count(r); i++) {
        const struct class_card *c = roster_class_at(r, i);
        uint64_t h = print_int(print_first, (int64_t)c->ref.stage * 2 + c->struck);
        h = print_int(print_int(h, c->ref.entry), c->ref.number);
        add(s, SHOWN_SIGNED, "class", c->id, 0, h);
        add(s, SHOWN_OPENING, "class teacher", c->id, 0,
            print_int(print_first, roster_class_teacher(r, c->id)));
    }
    int64_t *ids;
    size_t n = roster_find_staff_like(r, "", &ids);
    add(s, SHOWN_OPENING, "staff", 0, 0, print_add(print_first, ids, n * sizeof *ids));
    for (size_t i = 0; i < n; i++) {
        const struct staff_card *c = roster_staff(r, ids[i]);
        add(s, SHOWN_SIGNED, "member of staff", c->id, 0,
            print_int(print_text(print_first, c->name), c->role * 2 + c->gone));
    }
    xfree(ids);
    for (size_t i = 0; i < roster_post_count(r); i++) {
        const struct post_card *c = roster_post_at(r, i);
        uint64_t h = print_text(print_first, c->title);
        add(s, SHOWN_OPENING, "post", c->id, 0,
            print_int(print_int(print_int(h, c->scope), c->class_id), c->holder));
    }
}

static void show_calendar(struct shown *s, const struct reg *reg)
{
    const struct calendar *cal = reg->calendar;
    uint64_t h = print_text(print_text(print_first, cal->school_name), cal->short_name);
    for (size_t i = 0; i < cal->n; i++) {
        const struct known_term *t = &cal->terms[i];
        h = print_int(print_int(h, t->ref.year * 2 + t->ref.season), t->began);
    }
    add(s, SHOWN_OPENING, "calendar", 0, 0, h);
    static const char *const keys[] = {"me", "footer", "lock_after", "head"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        add(s, SHOWN_OPENING, "setting", 0, (int64_t)i,
            print_text(print_first, setting_get(reg, keys[i], clock_today(), NULL)));
    }
}

static uint64_t print_draft(const struct draft *d)
{
    uint64_t h = print_int(print_int(print_text(print_first, d->kind->spec.name), d->base), d->at);
    for (size_t i = 0; i < d->n; i++) {
        h = print_text(print_text(h, d->texts[i].key), d->texts[i].text.ptr);
    }
    return h;
}

static void show_drafts(struct shown *s, struct reg *reg)
{
    struct draft_info *list = NULL;
    size_t n = 0;
    uint64_t h = print_first;
    if (draft_list(reg, &list, &n) != ERR_OK) {
        n = 0;
    }
    for (size_t i = 0; i < n; i++) {
        h = print_int(print_int(print_int(h, list[i].id), list[i].pupil), list[i].at);
        struct draft d;
        if (draft_load(reg, list[i].id, &d) == ERR_OK) {
            add(s, SHOWN_SIGNED, "draft", d.id, 0, print_draft(&d));
            draft_release(&d);
        }
    }
    add(s, SHOWN_OPENING, "drafts", 0, 0, h);
    xfree(list);
    struct str place = STR_INIT;
    if (place_load(reg, &place) == ERR_OK) {
        add(s, SHOWN_SIGNED, "place", 0, 0, print_add(print_first, place.ptr, place.len));
    }
    str_release(&place);
}

void shown_opening(struct shown *s, struct reg *reg)
{
    show_pupils(s, reg->roster);
    show_blocks(s, reg->roster);
    show_house(s, reg->roster);
    show_calendar(s, reg);
    show_drafts(s, reg);
}

/* --- lists and records ------------------------------------------------------- */

static uint64_t print_record(const struct record *rec)
{
    struct str bytes = STR_INIT;
    record_line(&bytes, rec);
    pack_record(&bytes, rec);
    uint64_t h = print_add(print_first, bytes.ptr, bytes.len);
    str_release(&bytes);
    return h;
}

static void show_record(struct shown *s, struct reg *reg, int64_t id)
{
    struct record *rec;
    if (store_load(reg, id, &rec) != ERR_OK) {
        return;
    }
    int64_t version = rec->version;
    add(s, SHOWN_SIGNED, "record", id, 0, print_record(rec));
    record_free(rec);
    for (int64_t v = version - 1; v > 0; v--) {
        if (store_load_version(reg, id, v, &rec) == ERR_OK) {
            add(s, SHOWN_SIGNED, "earlier version", id, v, print_record(rec));
            record_free(rec);
        }
    }
}

static void show_file_of(struct shown *s, struct reg *reg, int64_t pupil)
{
    enum { PAGE = 64 };
    struct timeline_entry page[PAGE];
    uint64_t ids = print_first;
    size_t n;
    for (int64_t from = 0; (n = timeline_page(reg, pupil, NULL, from, PAGE, page)) > 0;
         from += PAGE) {
        for (size_t i = 0; i < n; i++) {
            timeline_read(reg, &page[i]);
            ids = print_int(ids, page[i].id);
            if (!page[i].damaged) {
                uint64_t h = print_text(print_int(print_first, page[i].day), page[i].line.ptr);
                add(s, SHOWN_JOB, "line", pupil, page[i].id, print_int(h, page[i].by));
            }
        }
        timeline_release(page, n);
    }
    add(s, SHOWN_JOB, "file", pupil, 0, ids);
    static const struct kind *const kinds[] = {NULL, &kind_talk, &kind_act, &kind_blocked};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        add(s, SHOWN_JOB, "count", pupil, (int64_t)i,
            (uint64_t)timeline_count(reg, pupil, kinds[i]));
    }
    const struct kind *met = NULL;
    int64_t from = date_from_civil(2025, 9, 1);
    uint64_t h = print_int(print_first, timeline_last(reg, &kind_talk, pupil));
    h = print_int(h, timeline_last_meeting(reg, pupil, &met));
    h = print_int(h, timeline_between(reg, &kind_talk, pupil, from, from + 365));
    add(s, SHOWN_JOB, "meetings", pupil, 0, h);
}

static void show_work(struct shown *s, struct reg *reg)
{
    struct due_line *due = NULL;
    int64_t *ids = NULL;
    size_t n = 0;
    uint64_t h = print_first;
    if (due_list(reg, date_from_civil(2026, 4, 30), &due, &n) == ERR_OK) {
        for (size_t i = 0; i < n; i++) {
            h = print_int(print_int(h, due[i].subject), due[i].pupil);
            h = print_add(print_int(h, due[i].due), due[i].reason, strlen(due[i].reason));
        }
        due_free(due, n);
    }
    add(s, SHOWN_JOB, "due", 0, 0, h);
    h = print_first;
    if (timeline_unfinished(reg, &ids, &n) == ERR_OK) {
        h = print_add(h, ids, n * sizeof *ids);
        xfree(ids);
    }
    add(s, SHOWN_JOB, "unfinished", 0, 0, h);
    add(s, SHOWN_JOB, "last typed", 0, 0, (uint64_t)timeline_last(reg, &kind_talk, NONE));
}

/* An export of each kind: what is left out has been counted as damaged. */
static void show_exports(struct shown *s, struct reg *reg)
{
    size_t n;
    const struct kind *const *kinds = kinds_all(&n);
    for (size_t i = 0; i < n; i++) {
        struct scan *scan = scan_open(reg, kinds[i]);
        struct record *rec;
        while (scan_next(scan, &rec)) {
            add(s, SHOWN_SIGNED, "exported", rec->id, 0, print_record(rec));
            record_free(rec);
        }
        enum err e = scan_close(scan, NULL);
        (void)e; /* what is missing is looked at */
    }
}

void shown_rest(struct shown *s, struct reg *reg, const struct shown *truth)
{
    const struct pupil_card *p;
    show_work(s, reg);
    for (size_t i = 0; (p = roster_pupil_at(reg->roster, i)) != NULL; i++) {
        show_file_of(s, reg, p->id);
    }
    show_exports(s, reg);
    if (truth) {
        for (size_t i = 0; i < truth->count; i++) {
            if (strcmp(truth->at[i].what, "record") == 0) {
                show_record(s, reg, truth->at[i].id);
            }
        }
        return;
    }
    struct stmt *q = stmt_new(reg->db, "SELECT id FROM record ORDER BY id");
    while (stmt_row(q)) {
        show_record(s, reg, stmt_int(q, 0));
    }
    enum err e = stmt_finish(q);
    (void)e; /* of the undamaged register */
}

/* --- the trail --------------------------------------------------------------- */

static void show_entry(void *ctx, const struct audit_row *row)
{
    struct shown *s = ctx;
    uint64_t h = print_text(print_text(print_int(print_first, row->at), row->actor), row->action);
    h = print_int(print_int(print_text(h, row->kind), row->object), row->pupil);
    add(s, SHOWN_SIGNED, "entry", row->seq, 0, print_text(h, row->detail));
}

enum err shown_trail(struct shown *s, struct reg *reg)
{
    return audit_read(reg, show_entry, s, NULL);
}
