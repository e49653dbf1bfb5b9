// SPDX-License-Identifier: MIT
#include <string.h>

#include "core/base/mem.h"
#include "core/kinds.h"
#include "core/pack.h"
#include "tui/app.h"

/*
 * The place as bytes: for each screen its name and its own bytes, each with a length before it.
 * A question does not come back, but what was typed to it does: it is the last, called "line".
 */
static const char line_name[] = "line";

static void add_part(struct str *out, const char *bytes, size_t n)
{
    str_add_u32(out, (uint32_t)n);
    str_addn(out, bytes, n);
}

static void save_screen(const struct screen *s, struct str *out)
{
    if (s->below) {
        save_screen(s->below, out);
    }
    if ((s->ops->flags & SCREEN_UNPLACED) || !s->ops->restore) {
        return;
    }
    struct str own = STR_INIT;
    if (s->ops->save) {
        s->ops->save(s, &own);
    }
    add_part(out, s->ops->name, strlen(s->ops->name));
    add_part(out, own.ptr, own.len);
    str_wipe(&own);
}

void app_save_place(const struct app *app, struct str *out)
{
    if (app->top) {
        save_screen(app->top, out);
    }
    if (app->kept_line.len) {
        add_part(out, line_name, strlen(line_name));
        add_part(out, app->kept_line.ptr, app->kept_line.len);
    }
}

void app_put_kind(struct str *out, const struct kind *kind)
{
    pack_put_text(out, "kind", kind->spec.name, strlen(kind->spec.name));
}

const struct kind *app_kind(const char *bytes, size_t n)
{
    struct pack_entry e;
    if (!pack_find(bytes, n, "kind", &e)) {
        return NULL;
    }
    char *name = xmemdupz(e.value, e.len);
    const struct kind *kind = kind_by_name(name);
    xfree(name);
    return kind;
}

void app_place_add(struct str *place, const char *name)
{
    add_part(place, name, strlen(name));
    add_part(place, "", 0);
}

void app_keep(struct app *app, const char *of, const char *text)
{
    app_keep_nothing(app);
    if (text[0]) {
        pack_put_text(&app->kept_line, "of", of, strlen(of));
        pack_put_text(&app->kept_line, "text", text, strlen(text));
    }
}

char *app_kept(const struct app *app, const char *of)
{
    struct pack_entry what;
    struct pack_entry text;
    const struct str *kept = &app->kept_line;
    bool is_it = pack_find(kept->ptr, kept->len, "of", &what) &&
                 pack_find(kept->ptr, kept->len, "text", &text) && what.len == strlen(of) &&
                 memcmp(what.value, of, what.len) == 0;
    return is_it ? xmemdupz(text.value, text.len) : NULL;
}

void app_keep_nothing(struct app *app)
{
    str_wipe(&app->kept_line);
}

/* Take a length and that many bytes off the front; false if they are not there. */
static bool take_part(const char **bytes, size_t *n, const char **part, size_t *len)
{
    if (*n < 4) {
        return false;
    }
    size_t want = 0;
    for (int i = 0; i < 4; i++) {
        want = want << 8 | (unsigned char)(*bytes)[i];
    }
    if (want > *n - 4) {
        return false;
    }
    *part = *bytes + 4;
    *len = want;
    *bytes += 4 + want;
    *n -= 4 + want;
    return true;
}

static const struct screen_ops *kind(const char *name, size_t len,
                                     const struct screen_ops *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(known[i]->name) == len && memcmp(known[i]->name, name, len) == 0) {
            return known[i];
        }
    }
    return NULL;
}

size_t app_restore_place(struct app *app, const char *bytes, size_t n,
                         const struct screen_ops *const *known, size_t known_count)
{
    size_t came = 0;
    const char *name;
    const char *own;
    size_t name_len;
    size_t own_len;
    while (take_part(&bytes, &n, &name, &name_len) && take_part(&bytes, &n, &own, &own_len)) {
        if (name_len == strlen(line_name) && memcmp(name, line_name, name_len) == 0) {
            str_clear(&app->kept_line);
            str_addn(&app->kept_line, own, own_len);
            continue;
        }
        const struct screen_ops *ops = kind(name, name_len, known, known_count);
        struct screen *s = ops && ops->restore ? ops->restore(app, own, own_len) : NULL;
        if (!s) {
            break;
        }
        app_push(app, s);
        came++;
    }
    return came;
}
