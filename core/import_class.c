// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/attr.h"
#include "core/base/mem.h"
#include "core/import_priv.h"
#include "core/reg.h"
#include "core/roster.h"
#include "locale/catalog.h"

/* The class that a row names: known, to be made, or the one the pupil is in. */

/* Whether we write this class so, in either language. */
static bool is_label_of(const struct import_job *imp, const char *text, int64_t class_id)
{
    const struct roster *r = imp->reg->roster;
    const char *language = catalog_language();
    static const char *const languages[] = {"zh_CN", "en"};
    bool same = false;
    for (size_t i = 0; i < COUNT(languages) && !same; i++) {
        struct str label = STR_INIT;
        catalog_choose(languages[i]);
        roster_class_label(&label, r, class_id, imp->today);
        same = strcmp(text, label.ptr) == 0;
        str_release(&label);
    }
    catalog_choose(language);
    return same;
}

/* The class that we write like this ourselves, also where it has left the school; NULL none. */
static const struct class_card *class_by_label(const struct import_job *imp, const char *text)
{
    const struct roster *r = imp->reg->roster;
    const struct class_card *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < roster_class_count(r); i++) {
        const struct class_card *c = roster_class_at(r, i);
        if (!c->struck && is_label_of(imp, text, c->id)) {
            found = c;
            n++;
        }
    }
    return n == 1 ? found : NULL;
}

const char *import_read_class(struct import_job *imp, struct import_line *row, const char *text,
                              const char *grade)
{
    char *key = str_format("%s\n%s", grade ? grade : "", text);
    struct import_class *known = NULL;
    for (size_t i = 0; i < imp->class_count && !known; i++) {
        known = strcmp(imp->classes[i].text, key) == 0 ? &imp->classes[i] : NULL;
    }
    if (!known) {
        imp->classes = mem_grow(imp->classes, imp->class_count, &imp->class_cap,
                                sizeof *imp->classes);
        known = &imp->classes[imp->class_count++];
        known->text = xstrdup(key);
        const struct class_card *own = class_by_label(imp, text);
        known->good = own || class_parse(imp->reg->calendar, text, grade, imp->today, &known->ref);
        if (own) {
            known->ref = own->ref;
        }
    }
    xfree(key);
    if (!known->good) {
        return N_("This cannot be read as a class; write it like 701");
    }
    row->class_id = roster_find_class(imp->reg->roster, known->ref);
    for (size_t i = 0; row->class_id == NONE && i < imp->made_count && !row->new_class; i++) {
        const struct class_ref *made = &imp->made[i];
        if (made->stage == known->ref.stage && made->entry == known->ref.entry &&
            made->number == known->ref.number) {
            row->new_class = i + 1;
        }
    }
    if (row->class_id == NONE && !row->new_class) {
        imp->made = mem_grow(imp->made, imp->made_count, &imp->made_cap, sizeof *imp->made);
        imp->made[imp->made_count++] = known->ref;
        row->new_class = imp->made_count;
    }
    return NULL;
}

/* Primary and junior classes that left in one year have one label; the pupil's own is meant. */
bool import_names_class(struct import_job *imp, const struct import_line *row, int64_t class_id)
{
    bool named = row->class_id == class_id;
    for (size_t c = 0; !named && class_id != NONE && c < imp->column_count; c++) {
        if (imp->columns[c].target == TARGET_CLASS) {
            bool has_control;
            char *text = import_clean(sheet_cell(&imp->sheet, row->sheet_row, c), false,
                                      &has_control);
            named = is_label_of(imp, text, class_id);
            xfree(text);
        }
    }
    return named;
}
