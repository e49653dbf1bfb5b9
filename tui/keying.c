// SPDX-License-Identifier: MIT
#include "tui/keying.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/load.h"
#include "core/reg.h"
#include "locale/catalog.h"

static const char not_keyed = ' ';

/* --- opening --- */

static struct sheet *new_sheet(const struct keying_start *start, int64_t id)
{
    struct sheet *s = (struct sheet *)record_new(&kind_sheet, id);
    s->day = clock_today();
    s->campaign = start->campaign->head.id;
    s->pupil = start->pupil;
    s->scale = xstrdup(start->m->scale->id);
    s->part_in = xstrdup(SHEET_HANDED_IN);
    s->keyed_by = start->keyed_by ? xstrdup(start->keyed_by) : NULL;
    return s;
}

static bool is_of(const struct draft *d, const struct keying_start *start)
{
    char id[24];
    const char *campaign = draft_get(d, "campaign");
    const char *scale = draft_get(d, "scale");
    snprintf(id, sizeof id, "%lld", (long long)start->campaign->head.id);
    return campaign && scale && strcmp(campaign, id) == 0 &&
           strcmp(scale, start->m->scale->id) == 0;
}

/* The draft of this pupil's sheet; ERR_NOT_FOUND. */
static enum err find_draft(struct reg *reg, const struct keying_start *start, struct draft *out)
{
    struct draft_info *list = NULL;
    size_t n = 0;
    enum err e = draft_list(reg, &list, &n);
    bool found = false;
    for (size_t i = 0; e == ERR_OK && i < n && !found; i++) {
        if (list[i].kind != &kind_sheet || list[i].pupil != start->pupil) {
            continue;
        }
        e = draft_load(reg, list[i].id, out);
        found = e == ERR_OK && is_of(out, start);
        if (e == ERR_OK && !found) {
            draft_release(out);
        }
    }
    xfree(list);
    return e == ERR_OK && !found ? ERR_NOT_FOUND : e;
}

static void take_answers(struct keying *k, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    for (int i = 0; i < k->count; i++) {
        k->answers[i] = (size_t)i < n ? text[i] : not_keyed;
    }
    k->answers[k->count] = '\0';
}

static void take_draft(struct keying *k)
{
    const char *by = draft_get(&k->draft, "keyed_by");
    const char *fired = draft_get(&k->draft, "fired");
    const char *ahead = draft_get(&k->draft, "ahead");
    take_answers(k, draft_get(&k->draft, "answers"));
    if (by) {
        xwipe_str(k->rec->keyed_by);
        k->rec->keyed_by = xstrdup(by);
    }
    k->has_draft = true;
    k->touched = true;
    k->fired = fired ? (int)strtol(fired, NULL, 10) : 0;
    str_add(&k->ahead, ahead ? ahead : "");
}

/* An incomplete sheet goes on behind its last answer. */
static void blank_tail(struct keying *k)
{
    for (int i = k->count; i-- > 0 && k->answers[i] == SHEET_NO_ANSWER;) {
        k->answers[i] = not_keyed;
    }
}

static enum err load_stored(struct keying *k, int64_t id)
{
    struct record *rec;
    enum err e = store_load_kind(k->reg, &kind_sheet, id, &rec);
    if (e == ERR_OK) {
        k->rec = (struct sheet *)rec;
        take_answers(k, k->rec->answers);
        blank_tail(k);
    }
    return e;
}

enum err keying_open(struct keying *k, struct reg *reg, const struct keying_start *start)
{
    *k = (struct keying){.reg = reg, .m = start->m, .by = start->by};
    str_init(&k->ahead);
    draft_init(&k->draft, NONE, &kind_sheet, 0, start->pupil);
    k->count = scale_answer_count(start->m->scale);
    take_answers(k, NULL);
    struct draft found;
    enum err drafted = find_draft(reg, start, &found);
    int64_t id = drafted == ERR_OK ? found.id : start->sheet;
    enum err e = drafted == ERR_NOT_FOUND ? ERR_OK : drafted;
    if (e == ERR_OK && id != NONE) {
        e = load_stored(k, id);
        e = e == ERR_NOT_FOUND && drafted == ERR_OK ? ERR_OK : e;
    }
    if (e != ERR_OK) {
        if (drafted == ERR_OK) {
            draft_release(&found);
        }
        return e;
    }
    k->rec = k->rec ? k->rec : new_sheet(start, id == NONE ? 0 : id);
    if (drafted == ERR_OK) {
        k->draft = found;
        take_draft(k);
    } else {
        draft_init(&k->draft, k->rec->head.id, &kind_sheet, k->rec->head.version, start->pupil);
    }
    keying_end(k);
    k->at = k->fired ? k->fired : k->at;
    return ERR_OK;
}

void keying_close(struct keying *k)
{
    draft_release(&k->draft);
    str_wipe(&k->ahead);
    record_free(k->rec ? &k->rec->head : NULL);
    memset(k->answers, 0, sizeof k->answers);
    k->rec = NULL;
}

/* --- keys --- */

static void changed(struct keying *k)
{
    if (k->unsaved++ == 0) {
        k->first_key = clock_uptime();
    }
    k->touched = true;
}

static const struct scale_critical *critical_of(const struct keying *k, int item)
{
    const struct scale *s = k->m->scale;
    for (size_t i = 0; i < s->critical_count; i++) {
        if (s->critical[i].item == item) {
            return &s->critical[i];
        }
    }
    return NULL;
}

enum keying_result keying_type(struct keying *k, char key)
{
    int item = k->at + 1;
    const struct scale_option *option =
        k->at < k->count ? scale_option_by_key(k->m->scale, item, key) : NULL;
    if (k->fired || k->at >= k->count || (!option && key != SHEET_NO_ANSWER)) {
        return KEYING_NO;
    }
    for (int i = 0; i < k->at; i++) { /* what was jumped over has no answer */
        k->answers[i] = k->answers[i] == not_keyed ? SHEET_NO_ANSWER : k->answers[i];
    }
    bool same = k->answers[k->at] == key;
    k->answers[k->at++] = key;
    changed(k);
    const struct scale_critical *critical = critical_of(k, item);
    if (!same && critical && option &&
        score_is_critical(critical, option->value, k->m->how.optional)) {
        k->fired = item;
        return KEYING_FIRES;
    }
    return KEYING_OK;
}

void keying_back(struct keying *k)
{
    k->at -= k->at > 0;
}

bool keying_go(struct keying *k, int item)
{
    if (item < 1 || item > k->count) {
        return false;
    }
    k->at = item - 1;
    return true;
}

void keying_end(struct keying *k)
{
    k->at = keying_done(k);
}

int keying_done(const struct keying *k)
{
    int n = k->count;
    while (n > 0 && k->answers[n - 1] == not_keyed) {
        n--;
    }
    return n;
}

bool keying_is_empty(const struct keying *k)
{
    return keying_done(k) == 0;
}

int keying_missing(const struct keying *k)
{
    int n = 0;
    for (int i = 0; i < k->m->scale->item_count; i++) {
        n += k->answers[i] == not_keyed || k->answers[i] == SHEET_NO_ANSWER;
    }
    return n;
}

void keying_ahead(struct keying *k, char key)
{
    str_addc(&k->ahead, key);
    changed(k);
}

/* --- the draft --- */

bool keying_is_due(const struct keying *k, int64_t uptime)
{
    return k->unsaved >= KEYING_DUE || (k->unsaved && uptime - k->first_key >= 1000);
}

/* One text of the draft: set for a whole one, a patch of its change for a stored one. */
static void put_text(struct keying *k, struct changes *set, const char *key, const char *text)
{
    const char *old = draft_get(&k->draft, key);
    size_t old_n = old ? strlen(old) : 0;
    size_t n = strlen(text);
    if (!k->has_draft) {
        draft_set(&k->draft, key, text, n);
        return;
    }
    size_t same = 0;
    while (same < n && same < old_n && text[same] == old[same]) {
        same++;
    }
    if (same < n || same < old_n) {
        draft_save_patch(&k->draft, set, key, same, old_n - same, text + same, n - same);
    }
}

static void put_texts(struct keying *k, struct changes *set)
{
    char id[24];
    char fired[12];
    char answers[SCALE_ITEMS_MAX + 1];
    snprintf(id, sizeof id, "%lld", (long long)k->rec->campaign);
    snprintf(fired, sizeof fired, "%d", k->fired);
    memcpy(answers, k->answers, sizeof answers);
    answers[keying_done(k)] = '\0';
    put_text(k, set, "campaign", id);
    put_text(k, set, "scale", k->m->scale->id);
    put_text(k, set, "keyed_by", k->rec->keyed_by ? k->rec->keyed_by : "");
    put_text(k, set, "answers", answers);
    put_text(k, set, "fired", k->fired ? fired : "");
    put_text(k, set, "ahead", k->ahead.ptr);
    memset(answers, 0, sizeof answers);
}

/* The draft's memory ran ahead of the file: the next flush writes it whole. */
static void after_flush(struct keying *k, enum err e)
{
    k->has_draft = e == ERR_OK;
    if (e == ERR_OK) {
        k->unsaved = 0;
        k->stored_at = clock_now();
    } else {
        k->draft.next_seq = 1;
        k->unsaved = k->unsaved ? k->unsaved : 1;
        k->first_key = clock_uptime();
    }
}

enum err keying_flush(struct keying *k)
{
    if (!k->unsaved) {
        return ERR_OK;
    }
    struct changes set = CHANGES_INIT;
    bool whole = !k->has_draft;
    put_texts(k, &set);
    if (whole) {
        draft_save_all(&k->draft, &set);
    }
    enum err e = set.n ? store_commit(k->reg, &set, NULL) : ERR_OK;
    changes_release(&set);
    after_flush(k, e);
    return e;
}

/* --- storing --- */

/* Every item has a character: what was not keyed has no answer. */
static void set_answers(struct keying *k)
{
    char text[SCALE_ITEMS_MAX + 1];
    memcpy(text, k->answers, sizeof text);
    for (int i = 0; i < k->count; i++) {
        text[i] = text[i] == not_keyed ? SHEET_NO_ANSWER : text[i];
    }
    xwipe_str(k->rec->answers);
    k->rec->answers = keying_is_empty(k) ? NULL : xstrdup(text);
    memset(text, 0, sizeof text);
}

/* Commit a set that holds a copy of the record, and take over its new version. */
static enum err commit(struct keying *k, struct changes *set)
{
    int64_t id = k->rec->head.id;
    enum err e = store_commit(k->reg, set, NULL);
    struct record *fresh;
    if (e == ERR_OK) {
        e = store_load_kind(k->reg, &kind_sheet, id, &fresh); /* read back */
    }
    if (e == ERR_OK) {
        record_free(&k->rec->head);
        k->rec = (struct sheet *)fresh;
        k->draft.base = fresh->version;
        k->stored_at = clock_now();
    }
    return e;
}

static struct sheet *copy_of(struct keying *k)
{
    set_answers(k);
    return (struct sheet *)record_copy(&k->rec->head);
}

enum err keying_rise(struct keying *k, const char **why)
{
    struct changes set = CHANGES_INIT;
    const struct scale_critical *critical = critical_of(k, k->fired);
    *why = sheet_rise(k->reg, &set, copy_of(k), k->m, critical, k->by);
    k->has_draft = false;
    k->unsaved++;
    put_texts(k, NULL);
    draft_save_all(&k->draft, &set);
    enum err e = *why ? ERR_REFUSED : commit(k, &set);
    changes_release(&set);
    after_flush(k, e);
    return e;
}

/* The other answer of two; with more of them it is keyed again. */
static void take_back(struct keying *k)
{
    size_t n;
    const struct scale_option *options = scale_item_options(k->m->scale, k->fired, &n);
    char *answer = &k->answers[k->fired - 1];
    if (n == 2) {
        *answer = options[0].key == *answer ? options[1].key : options[0].key;
    } else {
        *answer = SHEET_NO_ANSWER;
    }
}

enum err keying_answer(struct keying *k, const char *move, const char **why)
{
    struct changes set = CHANGES_INIT;
    *why = NULL;
    enum err e = ERR_OK;
    if (move) {
        bool wrong = strcmp(move, "wrong") == 0;
        *why = sheet_alert_move(k->reg, &set, k->rec, move, wrong ? tr("a slip of the key") : NULL,
                                k->by);
        e = *why ? ERR_REFUSED : store_commit(k->reg, &set, NULL);
    }
    changes_release(&set);
    if (e != ERR_OK) {
        return e;
    }
    if (move && strcmp(move, "wrong") == 0) {
        take_back(k);
    }
    k->fired = 0;
    changed(k);
    return ERR_OK;
}

static enum err store(struct keying *k, const char **why)
{
    struct changes set = CHANGES_INIT;
    *why = sheet_put(k->reg, &set, copy_of(k), k->m, k->by);
    changes_drop_draft(&set, k->rec->head.id);
    enum err e = *why ? ERR_REFUSED : commit(k, &set);
    changes_release(&set);
    if (e == ERR_OK) {
        int64_t pupil = k->draft.pupil;
        draft_release(&k->draft);
        draft_init(&k->draft, k->rec->head.id, &kind_sheet, k->rec->head.version, pupil);
        k->has_draft = k->touched = false;
        k->unsaved = 0;
    }
    return e;
}

enum err keying_part(struct keying *k, const char *part, const char **why)
{
    if (!keying_is_empty(k)) {
        *why = N_("Answers are keyed on this sheet; make it void first");
        return ERR_REFUSED;
    }
    xwipe_str(k->rec->part_in);
    k->rec->part_in = xstrdup(part);
    return store(k, why);
}

void keying_again(struct keying *k)
{
    k->rec->again = k->rec->again == 1 ? NONE : 1;
    k->touched = true;
}

enum err keying_store(struct keying *k, const char **why)
{
    *why = NULL;
    if (!k->touched || (keying_is_empty(k) && k->rec->head.version == 0)) {
        return ERR_OK;
    }
    if (!keying_is_empty(k) && strcmp(k->rec->part_in, SHEET_HANDED_IN) != 0) {
        xwipe_str(k->rec->part_in); /* came back and filled it in after all */
        k->rec->part_in = xstrdup(SHEET_HANDED_IN);
    }
    return store(k, why);
}
