// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/codes.h"
#include "core/reg.h"
#include "core/roster.h"
#include "core/value.h"
#include "locale/catalog.h"
#include "locale/width.h"
#include "tui/app.h"
#include "tui/form_priv.h"
#include "tui/screens.h"
#include "tui/screens/form.h"

/* S9: what is typed into a field, and the lists that come up for it. */

/* --- choosing --- */

static void took_codes(void *ctx, const char *typed)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    form_set(self->form, self->pick, typed);
    form_go(self->form, self->pick);
    if (self->form->items[self->pick].field->type == FIELD_CODE) {
        form_next(self->form);
    }
    form_screen_again(s);
}

static void took_ref(void *ctx, const char *ref)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    form_set_ref(self->form, self->pick, ref);
    form_go(self->form, self->pick);
    form_next(self->form);
    form_screen_again(s);
}

static void took_pupil(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (pupil == NONE) {
        form_screen_again(s);
        return;
    }
    char *ref = str_format("@%lld", (long long)pupil);
    struct item *item = &self->form->items[self->pick];
    if (item->type == ITEM_ADD) {
        form_add_row(self->form, item->part);
        self->pick = self->form->focus;
    }
    if (self->form->pupil == NONE) {
        self->form->pupil = pupil;
    }
    took_ref(s, ref);
    xfree(ref);
}

/* --- @ in a text: a pupil by name, covered on every paper (core/print_names.c) --- */

bool form_screen_mentions(const struct app *app, const char *text, size_t n)
{
    const char *next = text;
    return n && !app->beside && utf8_narrow(utf8_next(&next)) == '@' && next == text + n;
}

static void took_mention(void *ctx, int64_t pupil)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    const char *name = roster_name(s->app->reg->roster, pupil);
    struct item *item = &self->form->items[self->pick];
    if (!edit_insert(item->edit, name, strlen(name), false)) {
        app_problem(s->app, "%s", tr("The field is full"));
    }
    form_touched(self->form, self->pick, utf8_count(name));
    form_screen_again(s);
}

static void ask_mention(struct screen *s)
{
    struct form_screen *self = s->self;
    self->pick = self->form->focus;
    pupils_push(s->app, &(struct pupils_how){.done = took_mention, .ctx = s});
}

/* "U+4DAE", "4dae": a character no input method has. */
static void took_code_point(void *ctx, const char *text)
{
    struct screen *s = ctx;
    struct form_screen *self = s->self;
    if (!text || !text[0]) {
        return;
    }
    bool prefixed = (text[0] == 'U' || text[0] == 'u') && text[1] == '+';
    char *end;
    unsigned long cp = strtoul(text + (prefixed ? 2 : 0), &end, 16);
    char bytes[5];
    int n = *end || cp > 0x10ffff ? 0 : utf8_encode((uint32_t)cp, bytes);
    if (!n || !width_is_text((uint32_t)cp)) {
        app_problem(s->app, tr("%s is no code point; they look like U+4DAE"), text);
        return;
    }
    edit_insert(self->form->items[self->pick].edit, bytes, (size_t)n, false);
    form_touched(self->form, self->pick, 1);
    form_screen_again(s);
}

/* In the grid initials are looked for in the class of the line before: 803 and wxt. */
static char *within_class(const struct form_screen *self, const char *typed)
{
    bool initials = typed && ((typed[0] | 0x20) >= 'a' && (typed[0] | 0x20) <= 'z');
    return initials && self->class_digits[0] ? str_format("%s%s", self->class_digits, typed)
                                             : NULL;
}

/* The list of what can stand in the focused item; `typed` narrows it. */
void form_screen_choose(struct screen *s, const char *typed)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    if (form_screen_refuses(s)) {
        return;
    }
    self->pick = self->form->focus;
    bool add_pupil = item->type == ITEM_ADD && item->part->inline_rows &&
                     item->part->spec->fields[0].type == FIELD_PUPIL;
    if (add_pupil || (item->type == ITEM_FIELD && item->field->type == FIELD_PUPIL)) {
        char *in_class = within_class(self, typed);
        pupils_push(s->app, &(struct pupils_how){.done = took_pupil, .ctx = s,
                                                 .typed = in_class ? in_class : typed,
                                                 .bare = s->app->beside});
        xfree(in_class);
        return;
    }
    if (item->type != ITEM_FIELD) {
        return;
    }
    switch (item->field->type) {
    case FIELD_CODE:
    case FIELD_CODES:
        codes_push(s->app, &(struct codes_how){.field = item->field,
                                               .typed = edit_text(item->edit),
                                               .done = took_codes,
                                               .ctx = s});
        break;
    case FIELD_STAFF:
    case FIELD_RECORD:
    case FIELD_PERSON:
        person_push(s->app, &(struct person_how){.field = item->field,
                                                 .pupil = self->form->pupil,
                                                 .typed = typed,
                                                 .done = took_ref,
                                                 .ctx = s});
        break;
    case FIELD_DATE:
        app_tell(s->app, "%s", tr("t today, -1 yesterday, +7, 3-5, 0305, 20260305, weekdays"));
        break;
    case FIELD_TIME:
        app_tell(s->app, "%s", tr("t now, 930, 14:05"));
        break;
    case FIELD_BOOL:
        app_tell(s->app, "%s", tr("1 is yes, 2 is no"));
        break;
    case FIELD_NOTE:
        longtext_push(s->app, self->form, self->form->focus);
        break;
    case FIELD_TEXT:
        line_push(s->app, tr("A character by its code point, like U+4DAE"), "", 8, took_code_point,
                  s);
        break;
    case FIELD_MONTH:
    case FIELD_INT:
    case FIELD_PUPIL:
    case FIELD_AUTO:
    case FIELD_TYPE_COUNT:
        break;
    }
}

/* --- typed text --- */

static bool is_reference(const struct item *item)
{
    return item->type == ITEM_ADD || item->field->type == FIELD_PUPIL ||
           item->field->type == FIELD_STAFF || item->field->type == FIELD_RECORD ||
           item->field->type == FIELD_PERSON;
}

/* One digit into a field of several codes: complete after as many as the list has. */
static void digit_into_codes(struct screen *s, char digit)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    char code[3] = {digit, '\0', '\0'};
    if (item->field->codes->digits == 2 || (item->pending && item->field->codes->digits == 1)) {
        if (!item->pending) {
            item->pending = digit;
            return;
        }
        code[0] = item->pending;
        code[1] = digit;
        item->pending = 0;
    }
    if (!codes_find(item->field->codes, code)) {
        app_problem(s->app, tr("%s is not in the list; F4 shows it"), code);
        return;
    }
    form_toggle(self->form, self->form->focus, code);
}

/* Text into the focused item; bytes taken, the rest is for what comes next. */
static size_t take_text(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    const char *next = text;
    uint32_t cp = utf8_narrow(utf8_next(&next));
    size_t one = (size_t)(next - text);
    if (item->type == ITEM_ROW || (item->type == ITEM_ADD && !item->part->inline_rows)) {
        app_tell(s->app, "%s", tr("Enter opens this line"));
        return n;
    }
    if (cp == '?' && !form_typed(item)[0] && item->field->type != FIELD_NOTE &&
        item->field->type != FIELD_TEXT) {
        form_screen_choose(s, NULL);
        return n;
    }
    if (is_reference(item)) {
        char *typed = xmemdupz(text, n);
        form_screen_choose(s, typed);
        xwipe_str(typed);
        return n;
    }
    enum field_type type = item->field->type;
    bool digit = cp >= '0' && cp <= '9';
    if (type == FIELD_CODES) {
        if (digit) {
            digit_into_codes(s, (char)cp);
        } else if (cp != ' ') {
            form_screen_choose(s, NULL);
        }
        return one;
    }
    if (type == FIELD_NOTE || type == FIELD_TEXT) {
        if (!edit_insert(item->edit, text, n, false)) {
            app_problem(s->app, "%s", tr("The field is full"));
        }
        form_touched(self->form, self->form->focus, utf8_count(text));
        if (form_screen_mentions(s->app, text, n)) {
            ask_mention(s);
        }
        return n;
    }
    if ((type == FIELD_CODE || type == FIELD_BOOL) && !digit) {
        form_screen_choose(s, NULL);
        return one;
    }
    /* Into a value that stands there already the first digit writes a new one. */
    if (item->carried || self->form->arrived) {
        edit_set(item->edit, "");
    }
    /* Codes, dates and times are ASCII, whatever the input method makes of the digits. */
    char bytes[5];
    edit_insert(item->edit, bytes, (size_t)utf8_encode(cp, bytes), false);
    form_touched(self->form, self->form->focus, 1);
    if (value_is_full(item->field, edit_text(item->edit)) &&
        edit_cursor(item->edit) == edit_len(item->edit) &&
        !field_is_empty(form_base(self->form, item), item->field)) {
        form_screen_move(s, true);
    }
    return one;
}

void form_screen_text(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    self->asked = false;
    while (n) {
        struct screen *top = s->app->top;
        if (top != s) {
            /* A list came up: the rest is typed into it. */
            if (top->ops->text) {
                top->ops->text(top, text, n);
            }
            break;
        }
        size_t taken = take_text(s, text, n);
        text += taken;
        n -= taken;
    }
    form_screen_again(s);
}

void form_screen_paste(struct screen *s, const char *text, size_t n)
{
    struct form_screen *self = s->self;
    struct item *item = form_screen_item(self);
    bool takes = item->type == ITEM_FIELD && !item->ref &&
                 (item->field->type == FIELD_NOTE || item->field->type == FIELD_TEXT);
    if (!takes) {
        char *copy = xmemdupz(text, n);
        form_screen_text(s, copy, strcspn(copy, "\n"));
        xwipe_str(copy);
        return;
    }
    if (!edit_insert(item->edit, text, n, true)) {
        app_problem(s->app, "%s", tr("Not all of it fitted into the field"));
    }
    form_touched(self->form, self->form->focus, utf8_count(text));
    form_hasten(self->form);
    form_screen_again(s);
}
