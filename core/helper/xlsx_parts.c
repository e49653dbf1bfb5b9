// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/helper/xlsx.h"

/* Workbook, relations, shared strings and styles: what a sheet is read with. */

/* --- relations: which part is where ---------------------------------------- */

struct relation {
    char *id;
    char *type; /* last word of its address: "worksheet" */
    char *target;
};

struct relations {
    struct relation *at;
    size_t n, cap;
};

static void release_relations(struct relations *r)
{
    for (size_t i = 0; i < r->n; i++) {
        xfree(r->at[i].id);
        xfree(r->at[i].type);
        xfree(r->at[i].target);
    }
    xfree(r->at);
}

static void relation_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct relations *r = x->self;
    const char *id = xlsx_attribute(attributes, "Id");
    const char *type = xlsx_attribute(attributes, "Type");
    const char *target = xlsx_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target) {
        return;
    }
    if (r->n >= XLSX_ENTRIES_MOST) {
        xlsx_fail(x, ERR_BOOK_UNSAFE);
        return;
    }
    const char *slash = strrchr(type, '/');
    r->at = mem_grow(r->at, r->n, &r->cap, sizeof *r->at);
    r->at[r->n++] = (struct relation){.id = xstrdup(id),
                                      .type = xstrdup(slash ? slash + 1 : type),
                                      .target = xstrdup(target)};
}

static void ignore_end(struct xlsx_xml *x, const char *name)
{
    (void)x;
    (void)name;
}

static enum err read_relations(struct xlsx_zip *zip, const char *path, struct relations *r)
{
    bool found;
    struct xlsx_xml x = {.start = relation_start, .end = ignore_end, .self = r};
    enum err e = xlsx_part_read(zip, path, &x, &found);
    return e == ERR_OK && !found ? ERR_BOOK_KIND : e;
}

/* Bytes of the folder above the one that is `n` bytes of `path`, each with its slash. */
static size_t folder_above(const char *path, size_t n)
{
    n -= n > 0;
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    return n;
}

/* "../media/x" and "/xl/x" seen from the part `base`. */
static char *resolve(const char *base, const char *target)
{
    const char *slash = strrchr(base, '/');
    size_t folder = slash ? (size_t)(slash - base) + 1 : 0;
    if (target[0] == '/') {
        return xstrdup(target + 1);
    }
    for (; strncmp(target, "../", 3) == 0; target += 3) {
        folder = folder_above(base, folder);
    }
    return str_format("%.*s%s", (int)folder, base, target);
}

static const struct relation *relation_of_type(const struct relations *r, const char *type)
{
    for (size_t i = 0; i < r->n; i++) {
        if (strcmp(r->at[i].type, type) == 0) {
            return &r->at[i];
        }
    }
    return NULL;
}

/* --- the workbook ----------------------------------------------------------- */

struct workbook_reader {
    struct xlsx_book *book;
    const struct relations *relations;
    const char *path;
};

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void take_sheet(struct xlsx_xml *x, const char **attributes)
{
    struct workbook_reader *r = x->self;
    struct xlsx_book *book = r->book;
    const char *name = xlsx_attribute(attributes, "name");
    const char *id = xlsx_attribute(attributes, "id");
    const char *state = xlsx_attribute(attributes, "state");
    for (size_t i = 0; name && id && i < r->relations->n; i++) {
        const struct relation *to = &r->relations->at[i];
        if (strcmp(to->id, id) != 0 || strcmp(to->type, "worksheet") != 0) {
            continue; /* a sheet may be a chart */
        }
        if (book->sheet_count >= XLSX_SHEETS_MOST) {
            xlsx_fail(x, ERR_BOOK_UNSAFE);
            return;
        }
        book->sheets = mem_grow(book->sheets, book->sheet_count, &book->sheet_cap,
                                sizeof *book->sheets);
        book->sheets[book->sheet_count++] =
            (struct xlsx_sheet){.name = xstrdup(name),
                                .path = resolve(r->path, to->target),
                                .hidden = state && strcmp(state, "visible") != 0};
        return;
    }
}

static void workbook_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct workbook_reader *r = x->self;
    if (strcmp(name, "sheet") == 0) {
        take_sheet(x, attributes);
    } else if (strcmp(name, "workbookPr") == 0) {
        r->book->from_1904 = is_true(xlsx_attribute(attributes, "date1904"));
    }
}

static enum err read_workbook(struct xlsx_book *book, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    char *relations_path = str_format("%.*s_rels/%s.rels", (int)folder, path, path + folder);
    struct relations relations = {NULL, 0, 0};
    struct workbook_reader r = {book, &relations, path};
    struct xlsx_xml x = {.start = workbook_start, .end = ignore_end, .self = &r};
    bool found = true;
    enum err e = read_relations(book->zip, relations_path, &relations);
    if (e == ERR_OK) {
        e = xlsx_part_read(book->zip, path, &x, &found);
    }
    if (e == ERR_OK && (!found || book->sheet_count == 0)) {
        e = ERR_BOOK_KIND;
    }
    const struct relation *strings = relation_of_type(&relations, "sharedStrings");
    const struct relation *styles = relation_of_type(&relations, "styles");
    book->strings_path = strings ? resolve(path, strings->target) : NULL;
    book->styles_path = styles ? resolve(path, styles->target) : NULL;
    release_relations(&relations);
    xfree(relations_path);
    return e;
}

/* --- shared strings --------------------------------------------------------- */

struct string_reader {
    struct xlsx_strings *strings;
    struct xlsx_text text;
};

static void strings_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    (void)attributes;
    struct string_reader *r = x->self;
    xlsx_text_start(&r->text, name);
}

static void strings_text(struct xlsx_xml *x, const char *text, size_t n)
{
    struct string_reader *r = x->self;
    if (!xlsx_text_add(&r->text, text, n)) {
        xlsx_fail(x, ERR_BOOK_UNSAFE);
    }
}

static void strings_end(struct xlsx_xml *x, const char *name)
{
    struct string_reader *r = x->self;
    struct xlsx_strings *s = r->strings;
    xlsx_text_end(&r->text, name);
    if (strcmp(name, "si") != 0) {
        return;
    }
    xlsx_text_decode(&r->text.text);
    if (s->pool.len + r->text.text.len > XLSX_TEXT_MOST || s->n >= XLSX_CELLS_MOST) {
        xlsx_fail(x, ERR_TOO_LARGE);
        return;
    }
    s->at = mem_grow(s->at, s->n, &s->cap, sizeof *s->at);
    s->at[s->n++] = s->pool.len;
    str_addn(&s->pool, r->text.text.ptr, r->text.text.len + 1);
    str_clear(&r->text.text);
}

static enum err read_strings(struct xlsx_book *book)
{
    struct string_reader r = {.strings = &book->strings, .text = {.text = STR_INIT}};
    struct xlsx_xml x = {
        .start = strings_start, .end = strings_end, .text = strings_text, .self = &r};
    bool found;
    enum err e = book->strings_path ? xlsx_part_read(book->zip, book->strings_path, &x, &found)
                                    : ERR_OK;
    str_wipe(&r.text.text);
    return e;
}

/* --- styles ----------------------------------------------------------------- */

struct style_reader {
    struct xlsx_book *book;
    bool in_cells; /* cellXfs: the styles that cells name */
    struct own_format {
        unsigned id;
        struct xlsx_format format;
    } *own;
    size_t own_n, own_cap;
};

static struct xlsx_format format_of(const struct style_reader *r, unsigned id)
{
    for (size_t i = 0; i < r->own_n; i++) {
        if (r->own[i].id == id) {
            return r->own[i].format;
        }
    }
    return xlsx_format_builtin(id);
}

static void styles_start(struct xlsx_xml *x, const char *name, const char **attributes)
{
    struct style_reader *r = x->self;
    struct xlsx_book *book = r->book;
    const char *id = xlsx_attribute(attributes, "numFmtId");
    unsigned number = id ? (unsigned)strtoul(id, NULL, 10) : 0;
    if (strcmp(name, "cellXfs") == 0) {
        r->in_cells = true;
    } else if (r->own_n >= XLSX_FORMATS_MOST || book->format_count >= XLSX_STYLES_MOST) {
        xlsx_fail(x, ERR_BOOK_UNSAFE);
    } else if (strcmp(name, "numFmt") == 0) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        r->own = mem_grow(r->own, r->own_n, &r->own_cap, sizeof *r->own);
        r->own[r->own_n++] = (struct own_format){number, xlsx_format_parse(code ? code : "")};
    } else if (strcmp(name, "xf") == 0 && r->in_cells) {
        book->formats = mem_grow(book->formats, book->format_count, &book->format_cap,
                                 sizeof *book->formats);
        book->formats[book->format_count++] = format_of(r, number);
    }
}

static void styles_end(struct xlsx_xml *x, const char *name)
{
    struct style_reader *r = x->self;
    if (strcmp(name, "cellXfs") == 0) {
        r->in_cells = false;
    }
}

static enum err read_styles(struct xlsx_book *book)
{
    struct style_reader r = {.book = book};
    struct xlsx_xml x = {.start = styles_start, .end = styles_end, .self = &r};
    bool found;
    enum err e = book->styles_path ? xlsx_part_read(book->zip, book->styles_path, &x, &found)
                                   : ERR_OK;
    xfree(r.own);
    return e;
}

/* --- all of it -------------------------------------------------------------- */

enum err xlsx_book_open(struct xlsx_zip *zip, struct xlsx_book *book)
{
    *book = (struct xlsx_book){.zip = zip, .strings = {.pool = STR_INIT}};
    struct relations relations = {NULL, 0, 0};
    enum err e = read_relations(zip, "_rels/.rels", &relations);
    const struct relation *document = relation_of_type(&relations, "officeDocument");
    const char *dot = document ? strrchr(document->target, '.') : NULL;
    if (e == ERR_OK && (!dot || strcmp(dot, ".xml") != 0)) {
        e = ERR_BOOK_KIND; /* .xlsb has its parts in binary */
    }
    if (e == ERR_OK) {
        char *path = resolve("", document->target);
        e = read_workbook(book, path);
        xfree(path);
    }
    release_relations(&relations);
    e = e == ERR_OK ? read_styles(book) : e;
    return e == ERR_OK ? read_strings(book) : e;
}

void xlsx_book_release(struct xlsx_book *book)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        xfree(book->sheets[i].name);
        xfree(book->sheets[i].path);
    }
    xfree(book->sheets);
    xfree(book->strings_path);
    xfree(book->styles_path);
    xfree(book->formats);
    xfree(book->strings.at);
    str_wipe(&book->strings.pool);
}
