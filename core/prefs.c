// SPDX-License-Identifier: MIT
#include "core/prefs.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

enum { PREFS_LIMIT = 64 * 1024 };

static void take_line(struct prefs *p, const char *line, size_t n)
{
    const char *equals = memchr(line, '=', n);
    if (!equals || equals == line || line[0] == '#') {
        return;
    }
    struct str value = STR_INIT;
    for (const char *s = equals + 1; s < line + n; s++) {
        if (*s == '\\' && s + 1 < line + n) {
            s++;
            str_addc(&value, *s == 'n' ? '\n' : *s);
        } else {
            str_addc(&value, *s);
        }
    }
    char *name = xmemdupz(line, (size_t)(equals - line));
    prefs_set(p, name, value.ptr);
    xfree(name);
    str_release(&value);
}

void prefs_load(struct prefs *p, const char *dir)
{
    *p = (struct prefs){.dir = xstrdup(dir)};
    char *path = file_join(dir, "settings");
    struct str text = STR_INIT;
    if (file_read(path, PREFS_LIMIT, &text) == ERR_OK && utf8_valid(text.ptr, text.len, NULL)) {
        for (size_t at = 0; at < text.len;) {
            size_t n = strcspn(text.ptr + at, "\n");
            take_line(p, text.ptr + at, n);
            at += n + 1;
        }
    }
    str_release(&text);
    xfree(path);
}

void prefs_release(struct prefs *p)
{
    for (size_t i = 0; i < p->n; i++) {
        xfree(p->at[i].name);
        xfree(p->at[i].value);
    }
    xfree(p->at);
    xfree(p->dir);
    *p = (struct prefs){.dir = NULL};
}

const char *prefs_get(const struct prefs *p, const char *name, const char *usual)
{
    for (size_t i = 0; i < p->n; i++) {
        if (strcmp(p->at[i].name, name) == 0) {
            return p->at[i].value;
        }
    }
    return usual;
}

int prefs_int(const struct prefs *p, const char *name, int usual)
{
    const char *value = prefs_get(p, name, "");
    char *end;
    long n = strtol(value, &end, 10);
    return end == value || *end || n < -1000000 || n > 1000000 ? usual : (int)n;
}

void prefs_set(struct prefs *p, const char *name, const char *value)
{
    size_t i = 0;
    while (i < p->n && strcmp(p->at[i].name, name) != 0) {
        i++;
    }
    if (i < p->n) {
        xfree(p->at[i].value);
        p->at[i].value = xstrdup(value);
        if (!value) {
            xfree(p->at[i].name);
            p->at[i] = p->at[--p->n];
        }
    } else if (value) {
        p->at = mem_grow(p->at, p->n, &p->cap, sizeof *p->at);
        p->at[p->n++] = (struct pref){xstrdup(name), xstrdup(value)};
    }
}

enum err prefs_save(const struct prefs *p)
{
    struct str text = STR_INIT;
    for (size_t i = 0; i < p->n; i++) {
        str_addf(&text, "%s=", p->at[i].name);
        for (const char *s = p->at[i].value; *s; s++) {
            if (*s == '\n' || *s == '\\') {
                str_addc(&text, '\\');
            }
            str_addc(&text, *s == '\n' ? 'n' : *s);
        }
        str_addc(&text, '\n');
    }
    char *path = file_join(p->dir, "settings");
    enum err e = file_replace(path, text.ptr, text.len);
    xfree(path);
    str_release(&text);
    return e;
}
