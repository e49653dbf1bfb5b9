// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/calendar.h"
#include "core/dateword.h"
#include "core/kinds.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/timeline.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens/form.h"

/* What a form says in its frame. */

void form_who(struct str *out, struct reg *reg, int64_t pupil)
{
    const struct pupil_card *p = pupil == NONE ? NULL : roster_pupil(reg->roster, pupil);
    if (!p) {
        return;
    }
    int64_t today = clock_today();
    str_add(out, p->name);
    if (p->sex == '1' || p->sex == '2') {
        str_addf(out, " %s", p->sex == '1' ? tr("male") : tr("female"));
    }
    int64_t age = date_age(p->born, today);
    if (age != NONE) {
        str_addf(out, tr(" aged %d"), (int)age);
    }
    if (p->class_id != NONE) {
        struct str label = STR_INIT;
        roster_class_label(&label, reg->roster, p->class_id, today);
        str_addf(out, tr(" class %s"), label.ptr);
        str_release(&label);
    }
    if (p->seat) {
        str_addf(out, tr(" no. %s"), p->seat);
    }
}

/*
 * 谈心谈话记录    本学期第 4 次，上次 03-19               表 B4  编号 26-0137
 * With the pupil beside the keyboard no date of an old record stands here.
 */
static void sum(const struct form_screen *self, bool beside, struct frame *f)
{
    const struct form *form = self->form;
    const struct kind *kind = form->rec->kind;
    struct reg *reg = form->reg;
    if (form->move) {
        str_addf(&f->sum, "%s  %s", tr(form->machine->label), tr(form->move->label));
        return;
    }
    str_add(&f->sum, trc("paper", kind->label));
    if (form->scope_part) {
        str_addf(&f->sum, " / %s", tr(form->scope_part->label));
        return;
    }
    if ((kind->flags & K_MEET) && form->pupil != NONE && !beside) {
        struct term_ref term = calendar_term_of(reg->calendar, clock_today());
        int64_t n = timeline_between(reg, kind, form->pupil,
                                     calendar_term_first(reg->calendar, term),
                                     calendar_term_last(reg->calendar, term));
        const struct kind *met;
        int64_t last = timeline_last_meeting(reg, form->pupil, &met);
        char day[DATE_TEXT];
        str_add(&f->sum, "    ");
        str_addf(&f->sum, tr("no. %d this term"), (int)n + (form->base == 0));
        if (last != NONE && form->base == 0) {
            str_addf(&f->sum, tr(", last met %s"), date_format(last, day) + 5);
        }
    }
    const struct field *number = kind->numbered ? spec_field(&kind->spec, kind->numbered) : NULL;
    if (kind->paper) {
        str_addf(&f->sum, "    %s %s", tr("form"), kind->paper);
    }
    if (number && !field_is_empty(form->rec, number)) {
        str_addf(&f->sum, "  %s %s", tr("number"), *field_text(form->rec, number));
    }
    if (form->rec->state == RECORD_STRUCK) {
        str_addf(&f->sum, "  %s", tr("STRUCK OUT"));
    } else if (form->base && form->rec->state == RECORD_UNFINISHED) {
        str_addf(&f->sum, "  %s", tr("unfinished"));
    }
}

/* Row 22: how the typing was read, or what the field is. */
static void hint(const struct form_screen *self, struct frame *f)
{
    const struct form *form = self->form;
    const struct item *item = &form->items[form->focus];
    if (item->type == ITEM_ROW) {
        str_add(&f->hint, tr("Enter opens this line, F8 takes it away"));
        return;
    }
    if (item->type == ITEM_ADD) {
        str_add(&f->hint, item->part->inline_rows
                              ? tr("Type the name, pinyin initials or class and initials (703zxm)")
                              : tr("Enter adds a line"));
        return;
    }
    const struct field *field = item->field;
    const void *base = form_base(form, item);
    bool dated = field->type == FIELD_DATE && !field_is_empty(base, field);
    if (dated) {
        dateword_reading(&f->hint, *field_int(base, field), clock_today());
    } else if (field->help) {
        str_add(&f->hint, tr(field->help));
    } else if (field->type == FIELD_CODE || field->type == FIELD_CODES) {
        str_addf(&f->hint, tr("%s: digits choose, F4 shows the list"), tr(field->codes->label));
    } else if (field->type == FIELD_BOOL) {
        str_add(&f->hint, tr("1 is yes, 2 is no"));
    } else if (field->may_be_missing) {
        str_add(&f->hint, tr("90 not asked, 91 would not say, 92 not clear"));
    }
    if (item->note) {
        str_addf(&f->hint, "%s%s %s", f->hint.len ? "   " : "", tr("Note:"), item->note);
    }
}

void form_mark(const struct form *form, struct frame *f)
{
    if (form->failed) {
        f->mark_kind = MARK_UNSAVED;
    } else if (form->has_draft) {
        f->mark_kind = MARK_DRAFT;
        f->mark_time = form->stored_at;
    } else {
        /* A record that was only opened was stored some other day: no time stands here then. */
        f->mark_kind = form->base && form->stored_at ? MARK_SAVED : MARK_NONE;
        f->mark_time = form->stored_at;
    }
}

void form_head(const struct screen *s, struct frame *f)
{
    const struct form_screen *self = s->self;
    const struct form *form = self->form;
    const struct item *item = &form->items[form->focus];
    str_add(&f->where, trc("where", form->rec->kind->label));
    if (form->rec->kind == &kind_pupil && form->base) {
        form_who(&f->who, form->reg, form->rec->id);
    } else {
        form_who(&f->who, form->reg, form->pupil);
    }
    sum(self, s->app->beside, f);
    hint(self, f);
    if (item->type == ITEM_FIELD && item->problem && item->visited) {
        if (item->field->no) {
            str_addf(&f->problem, tr("Field %d: %s. Change it and go on, or leave it for now."),
                     item->field->no, item->problem);
        } else {
            str_addf(&f->problem, tr("%s: %s. Change it and go on, or leave it for now."),
                     tr(item->field->label), item->problem);
        }
    }
    form_mark(form, f);
}
