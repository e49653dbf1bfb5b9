// SPDX-License-Identifier: MIT
#include "core/sheet.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/machine.h"
#include "core/reg.h"
#include "locale/catalog.h"

static void set_text(char **field, const char *text)
{
    char *copy = text && text[0] ? xstrdup(text) : NULL;
    xwipe_str(*field);
    *field = copy;
}

bool sheet_measure_of(const struct scales *scales, const struct campaign_scale *row,
                      struct sheet_measure *out)
{
    const char *id = row->ident ? row->ident : "";
    const struct scale *scale =
        row->stamp ? scales_version(scales, id, row->stamp) : scales_find(scales, id);
    if (!scale) {
        return false;
    }
    *out = (struct sheet_measure){.scale = scale, .how = score_usual(scale)};
    out->factors = row->rule && strcmp(row->rule, "2") == 0;
    if (row->cuts) {
        out->how.table = scale_table_by_name(scale, row->cuts);
        return out->how.table != NULL;
    }
    return true;
}

void sheet_values(const struct sheet_measure *m, const char *answers,
                  int8_t values[SCALE_ITEMS_MAX])
{
    size_t n = answers ? strlen(answers) : 0;
    for (int i = 0; i < scale_answer_count(m->scale); i++) {
        const struct scale_option *option =
            (size_t)i < n ? scale_option_by_key(m->scale, i + 1, answers[i]) : NULL;
        values[i] = option ? option->value : SCALE_NO_ANSWER;
    }
}

/* --- scores --- */

static struct sheet_score *score_row(struct sheet *s, const char *id)
{
    const struct part *part = kind_part(&kind_sheet, "scores");
    struct rows *rows = record_rows(&s->head, part);
    for (size_t i = 0; i < rows->n; i++) {
        struct sheet_score *row = rows->at[i];
        if (row->ident && strcmp(row->ident, id) == 0) {
            return row;
        }
    }
    struct sheet_score *row = record_add_row(&s->head, part, 0);
    row->ident = xstrdup(id);
    return row;
}

static void put_score(struct sheet *s, const char *id, struct fraction value,
                      const struct scale_band *band, bool high)
{
    struct sheet_score *row = score_row(s, id);
    row->num = value.den ? value.num : NONE;
    row->den = value.den ? value.den : NONE;
    row->high = high;
    set_text(&row->band, band ? band->label : NULL);
}

void sheet_score(struct sheet *s, const struct sheet_measure *m, struct score_result *result)
{
    static const char *const statuses[] = {
        [SCORE_VALID] = "1", [SCORE_DOUBTFUL] = "2", [SCORE_INCOMPLETE] = "3"};
    int8_t values[SCALE_ITEMS_MAX];
    sheet_values(m, s->answers, values);
    score_sheet(m->scale, &m->how, values, result);
    set_text(&s->scale, m->scale->id);
    set_text(&s->stamp, m->scale->stamp);
    set_text(&s->cuts, m->how.table ? m->how.table->name : NULL);
    set_text(&s->status, statuses[result->status]);
    struct str flags = STR_INIT;
    score_flags(&flags, m->scale, result);
    set_text(&s->flags, flags.ptr);
    str_wipe(&flags);
    const struct scale_band *band = score_total_band(&m->how, result);
    put_score(s, "total", result->total, band, band && band->high);
    for (size_t i = 0; i < result->count; i++) {
        put_score(s, m->scale->scores[m->scale->columns[i]].id, result->value[i],
                  score_column_band(m->scale, &m->how, result, i), result->high[i]);
    }
}

/* --- acts --- */

static const char *add_act(struct reg *reg, struct changes *set, const struct sheet *s,
                           const char *machine, const char *move, const char *reason, int64_t by,
                           bool fresh)
{
    const struct act_wish wish = {.machine = machine_by_id(machine),
                                  .move = move,
                                  .subject = s->head.id,
                                  .pupil = s->pupil,
                                  .day = clock_today(),
                                  .at = clock_minute(clock_now()),
                                  .by = by,
                                  .evidence = NONE,
                                  .due = NONE,
                                  .reason = reason};
    return act_add(reg, set, &wish, fresh);
}

/* The state now; "-" before the first act.  ERR_IO, ERR_DAMAGED. */
static enum err state_now(struct reg *reg, const struct sheet *s, const char *machine,
                          char state[16])
{
    struct act *act = NULL;
    state[0] = '-';
    state[1] = '\0';
    enum err e = s->head.version ? act_now(reg, s->head.id, machine, &act) : ERR_NOT_FOUND;
    if (e != ERR_OK) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    size_t n = act->to_state ? strlen(act->to_state) : 0;
    if (n > 0 && n < 16) {
        memcpy(state, act->to_state, n + 1);
    }
    record_free(&act->head);
    return ERR_OK;
}

static const char *put_validity(struct reg *reg, struct changes *set, const struct sheet *s,
                                enum score_status status, int64_t by)
{
    static const struct {
        const char *state, *first, *again;
    } moves[] = {[SCORE_VALID] = {"valid", "score", "rescore"},
                 [SCORE_DOUBTFUL] = {"doubtful", "doubt", "redoubt"},
                 [SCORE_INCOMPLETE] = {"incomplete", "lack", "relack"}};
    char now[16];
    enum err e = state_now(reg, s, "validity", now);
    if (e != ERR_OK) {
        return err_msgid(e);
    }
    if (strcmp(now, "void") == 0 || strcmp(now, moves[status].state) == 0) {
        return NULL; /* only the counsellor voids, and takes it back */
    }
    bool first = strcmp(now, "-") == 0;
    return add_act(reg, set, s, "validity", first ? moves[status].first : moves[status].again,
                   NULL, by, s->head.version == 0);
}

/* "MHT, item 85 answered 是". */
static char *alert_words(const struct sheet *s, const struct sheet_measure *m, int item)
{
    size_t n = s->answers ? strlen(s->answers) : 0;
    const struct scale_option *option =
        (size_t)item <= n ? scale_option_by_key(m->scale, item, s->answers[item - 1]) : NULL;
    return str_format(tr("%s item %d answered %s"), m->scale->shorter, item,
                      option ? option->label : "?");
}

static const char *put_alert(struct reg *reg, struct changes *set, const struct sheet *s,
                             const struct sheet_measure *m, int item, bool again, int64_t by)
{
    char now[16];
    enum err e = state_now(reg, s, "alert", now);
    if (e != ERR_OK) {
        return err_msgid(e);
    }
    bool first = strcmp(now, "-") == 0;
    if (!first && !again && strcmp(now, "wrong") != 0) {
        return NULL;
    }
    char *words = alert_words(s, m, item);
    const char *why = add_act(reg, set, s, "alert", first ? "rise" : "more", words, by,
                              s->head.version == 0);
    xwipe_str(words);
    return why;
}

static const char *put_warning(struct reg *reg, struct changes *set, const struct sheet *s,
                               const struct sheet_measure *m, const struct score_result *result,
                               int64_t by)
{
    const struct scale_band *band = score_total_band(&m->how, result);
    bool waits = result->critical_count > 0 || (band && band->high);
    for (size_t i = 0; i < result->count && m->factors; i++) {
        waits = waits || result->high[i];
    }
    char now[16];
    enum err e = state_now(reg, s, "warning", now);
    if (e != ERR_OK) {
        return err_msgid(e);
    }
    if (!waits || strcmp(now, "-") != 0) {
        return NULL; /* one that waits or was decided stays so until a person decides */
    }
    return add_act(reg, set, s, "warning", "rise", NULL, by, s->head.version == 0);
}

const char *sheet_put(struct reg *reg, struct changes *set, struct sheet *s,
                      const struct sheet_measure *m, int64_t by)
{
    struct score_result result = {0};
    bool handed_in = s->part_in && strcmp(s->part_in, SHEET_HANDED_IN) == 0;
    if (handed_in) {
        sheet_score(s, m, &result);
    } else {
        set_text(&s->scale, m->scale->id);
    }
    s->head.state = RECORD_STORED;
    record_derive(&s->head, clock_today());
    changes_put(set, &s->head);
    if (!handed_in) {
        return NULL;
    }
    const char *why = put_validity(reg, set, s, result.status, by);
    if (result.critical_count && !why) { /* one alert a sheet; its marks name the other items */
        why = put_alert(reg, set, s, m, m->scale->critical[result.critical[0]].item, false, by);
    }
    return why ? why : put_warning(reg, set, s, m, &result, by);
}

const char *sheet_rise(struct reg *reg, struct changes *set, struct sheet *s,
                       const struct sheet_measure *m, const struct scale_critical *critical,
                       int64_t by)
{
    set_text(&s->scale, m->scale->id);
    set_text(&s->stamp, m->scale->stamp);
    set_text(&s->cuts, m->how.table ? m->how.table->name : NULL);
    if (s->head.version == 0) {
        s->head.state = RECORD_UNFINISHED;
    }
    record_derive(&s->head, clock_today());
    changes_put(set, &s->head);
    return put_alert(reg, set, s, m, critical->item, true, by);
}

const char *sheet_alert_move(struct reg *reg, struct changes *set, const struct sheet *s,
                             const char *move, const char *reason, int64_t by)
{
    return add_act(reg, set, s, "alert", move, reason, by, false);
}
