// SPDX-License-Identifier: MIT
#include "core/score_file.h"

#include <string.h>

#include "core/base/attr.h"
#include "core/base/utf8.h"
#include "core/csv.h"

enum { NO_KEY = -2 };

static bool reject(struct score_reject *why, const char *reason, int item, const char *word)
{
    *why = (struct score_reject){.reason = reason, .item = item, .word = word};
    return false;
}

/* --- the header --- */

static void learn_keys(struct score_reader *r)
{
    memset(r->values, NO_KEY, sizeof r->values);
    for (int besides = 0; besides < 2; besides++) {
        size_t count;
        const struct scale_option *options =
            scale_item_options(r->scale, besides ? r->scale->item_count + 1 : 1, &count);
        for (size_t i = 0; i < count; i++) {
            r->values[besides][(unsigned char)options[i].key] = options[i].value;
        }
        r->values[besides]['.'] = r->values[besides][' '] = SCALE_NO_ANSWER;
    }
}

/* "7" is item 7; 0 for what is not the number of an item. */
static int item_of(const struct scale *scale, const char *name)
{
    int item = 0;
    size_t n = strspn(name, "0123456789");
    if (!n || name[n] || n > 3 || name[0] == '0') {
        return 0;
    }
    for (const char *c = name; *c; c++) {
        item = item * 10 + (*c - '0');
    }
    return item <= scale_answer_count(scale) ? item : 0;
}

/* Where the column is noted; NULL for one that is left alone. */
static int *place_of(struct score_reader *r, const char *name)
{
    int item = item_of(r->scale, name);
    return strcmp(name, "id") == 0        ? &r->id
           : strcmp(name, "answers") == 0 ? &r->answers
           : item                         ? &r->items[item - 1]
                                          : NULL;
}

bool score_read_header(struct score_reader *r, const struct scale *scale,
                       const struct csv_row *row, struct score_reject *why)
{
    *r = (struct score_reader){.scale = scale, .width = row->n, .id = -1, .answers = -1};
    memset(r->items, -1, sizeof r->items);
    learn_keys(r);
    for (size_t i = 0; i < row->n; i++) {
        int *place = place_of(r, row->cells[i]);
        if (place && *place >= 0) {
            return reject(why, N_("This column stands twice"), 0, row->cells[i]);
        }
        if (place) {
            *place = (int)i;
        }
    }
    if (r->id < 0) {
        return reject(why, N_("The first line has no column id"), 0, "");
    }
    for (int item = 1; r->answers < 0 && item <= scale->item_count; item++) {
        if (r->items[item - 1] < 0) {
            return reject(why, N_("There is neither a column answers nor one for every item"),
                          item, "");
        }
    }
    return true;
}

/* --- a row --- */

bool score_row_is_empty(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        if (row->cells[i][0]) {
            return false;
        }
    }
    return true;
}

static int value_of(const struct score_reader *r, int item, char key)
{
    return (unsigned char)key < 128 ? r->values[item > r->scale->item_count][(unsigned char)key]
                                    : NO_KEY;
}

/* The first character of `text`, kept in the reject. */
static bool reject_key(struct score_reject *why, int item, const char *text)
{
    uint32_t cp = 0;
    int n = utf8_decode(text, strlen(text), &cp);
    reject(why, N_("This is not an answer of the scale"), item, NULL);
    if (n > 0) {
        memcpy(why->short_word, text, (size_t)n);
    }
    why->word = why->short_word;
    return false;
}

/* "01.1": a character an item. */
static bool read_answers(const struct score_reader *r, const char *cell, int8_t *answers,
                         struct score_reject *why)
{
    int item = 0;
    for (const char *c = cell; *c; item++) {
        int value = item < r->scale->item_count ? value_of(r, item + 1, *c) : NO_KEY;
        if (item >= r->scale->item_count) {
            return reject(why, N_("There are more answers than the scale has items"), item + 1,
                          "");
        }
        if (value == NO_KEY) {
            return reject_key(why, item + 1, c);
        }
        answers[item] = (int8_t)value;
        c++;
    }
    return item == r->scale->item_count ||
           reject(why, N_("There are fewer answers than the scale has items"), item + 1, "");
}

/* One cell of one item; blanks around it do not matter. */
static bool read_cell(const struct score_reader *r, const char *cell, int item, int8_t *answer,
                      struct score_reject *why)
{
    while (cell[0] == ' ') {
        cell++;
    }
    int value = cell[0] ? value_of(r, item, cell[0]) : SCALE_NO_ANSWER;
    bool alone = !cell[0] || !cell[1] || !cell[1 + strspn(cell + 1, " ")];
    if (value == NO_KEY || !alone) {
        return reject(why, N_("This is not an answer of the scale"), item, cell);
    }
    *answer = (int8_t)value;
    return true;
}

/* More cells than the header has: something slipped, unless they are empty. */
static bool is_wider(const struct score_reader *r, const struct csv_row *row)
{
    for (size_t i = r->width; i < row->n; i++) {
        if (row->cells[i][0]) {
            return true;
        }
    }
    return false;
}

bool score_read_row(const struct score_reader *r, const struct csv_row *row, const char **id,
                    int8_t *answers, struct score_reject *why)
{
    if (!row->is_text) {
        return reject(why, N_("This is not UTF-8. Save the file as UTF-8"), 0, "");
    }
    if (is_wider(r, row)) {
        return reject(why, N_("There are more cells than in the first line"), 0, "");
    }
    if ((size_t)r->id >= row->n || (r->answers >= 0 && (size_t)r->answers >= row->n)) {
        return reject(why, N_("There are fewer cells than in the first line"), 0, "");
    }
    *id = row->cells[r->id];
    int first = r->answers < 0 ? 1 : r->scale->item_count + 1;
    if (r->answers >= 0 && !read_answers(r, row->cells[r->answers], answers, why)) {
        return false;
    }
    for (int item = first; item <= scale_answer_count(r->scale); item++) {
        int column = r->items[item - 1];
        answers[item - 1] = SCALE_NO_ANSWER;
        if (column >= 0 && (size_t)column >= row->n) {
            return reject(why, N_("There are fewer cells than in the first line"), item, "");
        }
        if (column >= 0 && !read_cell(r, row->cells[column], item, &answers[item - 1], why)) {
            return false;
        }
    }
    return true;
}

/* --- the result --- */

void score_write_header(struct str *out, const struct scale *scale, const struct score_how *how,
                        bool bands)
{
    str_add(out, "id,status,total,band");
    for (size_t i = 0; i < scale->column_count; i++) {
        const char *id = scale->scores[scale->columns[i]].id;
        str_addf(out, ",%s", id);
        if (bands && how->table && scale_table_bands(how->table, scale->columns[i])) {
            str_addf(out, ",%s_band", id);
        }
    }
    str_add(out, ",flags\n");
}

void score_write_row(struct str *out, const char *id, const struct scale *scale,
                     const struct score_how *how, bool bands, const struct score_result *r)
{
    struct csv_writer w = {.out = out, .delimiter = ',', .end = "\n"};
    const struct scale_band *band = score_total_band(how, r);
    size_t total = how->table ? how->table->total : scale->total;
    csv_text(&w, id);
    csv_plain(&w, score_status_name(r->status));
    str_addc(out, ',');
    score_format(out, &scale->scores[total], r->total);
    csv_plain(&w, band ? band->label : "");
    for (size_t i = 0; i < scale->column_count; i++) {
        str_addc(out, ',');
        score_format(out, &scale->scores[scale->columns[i]], r->value[i]);
        if (bands && how->table && scale_table_bands(how->table, scale->columns[i])) {
            band = score_column_band(scale, how, r, i);
            csv_plain(&w, band ? band->label : "");
        }
    }
    str_addc(out, ',');
    score_flags(out, scale, r);
    csv_end(&w);
}
