// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/demo_priv.h"
#include "core/scales.h"
#include "core/sheet.h"

/* A screening of the invented school with MHT: one class is half keyed. */

enum { ITEMS = 100, YES_IN_HUNDRED = 22, MISSING_IN_THOUSAND = 2, KEYED_AT = 15 * 60 };

static int64_t class_of(const struct demo *d, const struct demo_pupil *p)
{
    return p->stay_count ? d->classes[p->stays[p->stay_count - 1].class_at].id : NONE;
}

static int64_t put_campaign(struct demo *d, int64_t day, const struct scale *scale)
{
    struct campaign *c = demo_record(d, &kind_campaign, demo_moment(day, 9 * 60));
    struct campaign_scale *row =
        record_add_row(&c->head, kind_part(&kind_campaign, "scales"), 0);
    bool autumn = d->terms[d->term_count - 1].ref.season == SEASON_AUTUMN;
    demo_text(&c->name, autumn ? "秋季心理危机排查" : "春季心理危机排查");
    demo_text(&c->consent, "2");
    c->counted = c->began = day;
    c->ended = day + 11;
    demo_text(&row->ident, scale->id);
    demo_text(&row->stamp, scale->stamp);
    demo_text(&row->cuts, scale->tables[0].name);
    demo_text(&row->rule, "1");
    struct record subject = {.id = c->head.id};
    demo_put(d, c);
    const struct demo_step steps[] = {{"plan", "planned", NULL, day, NONE, NONE},
                                      {"start", "running", NULL, day, NONE, NONE}};
    demo_put_steps(d, &subject, NONE, "campaign", steps, COUNT(steps));
    return subject.id;
}

/* No critical item is ticked: the invented school's danger lies elsewhere. */
static char *answers(struct demo *d, const struct scale *scale)
{
    char text[ITEMS + 1];
    for (int i = 0; i < ITEMS; i++) {
        text[i] = demo_chance(d, YES_IN_HUNDRED) ? '1' : '0';
        text[i] = demo_per_mille(d, MISSING_IN_THOUSAND) ? SHEET_NO_ANSWER : text[i];
    }
    for (size_t i = 0; i < scale->critical_count; i++) {
        text[scale->critical[i].item - 1] = '0';
    }
    text[ITEMS] = '\0';
    return xstrdup(text);
}

static void put_sheet(struct demo *d, const struct demo_pupil *p, int64_t campaign, int64_t day,
                      const struct sheet_measure *m)
{
    static const char *const moves[][2] = {[SCORE_VALID] = {"score", "valid"},
                                           [SCORE_DOUBTFUL] = {"doubt", "doubtful"},
                                           [SCORE_INCOMPLETE] = {"lack", "incomplete"}};
    struct sheet *s = demo_record(d, &kind_sheet, demo_moment(day, KEYED_AT));
    bool away = demo_chance(d, 6);
    s->day = day;
    s->campaign = campaign;
    s->pupil = p->id;
    s->keyed_by = str_format("S%lld", (long long)d->me);
    demo_text(&s->scale, m->scale->id);
    demo_text(&s->part_in, away ? SHEET_ON_LEAVE : SHEET_HANDED_IN);
    struct record subject = {.id = s->head.id};
    struct score_result result;
    if (!away) {
        s->answers = answers(d, m->scale);
        sheet_score(s, m, &result);
    }
    demo_put(d, s);
    if (!away) {
        const struct demo_step step = {
            moves[result.status][0], moves[result.status][1], NULL, day, NONE, NONE};
        demo_put_steps(d, &subject, p->id, "validity", &step, 1);
    }
}

void demo_put_screening(struct demo *d, int64_t day)
{
    struct scales scales = SCALES_INIT;
    scales_builtin(&scales);
    struct sheet_measure m = {.scale = scales_find(&scales, "mht")};
    m.how = score_usual(m.scale);
    int64_t campaign = put_campaign(d, day, m.scale);
    int64_t class_id = NONE;
    size_t n = 0;
    for (size_t i = d->first_here; i < d->pupil_count; i++) {
        const struct demo_pupil *p = &d->pupils[i];
        bool here = p->from <= day && day < p->until;
        class_id = here && class_id == NONE ? class_of(d, p) : class_id;
        if (here && class_of(d, p) == class_id && n++ % 2 == 0) {
            put_sheet(d, p, campaign, day, &m);
        }
    }
    scales_release(&scales);
}
