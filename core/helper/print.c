// SPDX-License-Identifier: MIT
#include <cairo-pdf.h>
#include <malloc.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/base/utf8.h"
#include "core/helper/verb.h"
#include "locale/width.h"

/*
 * print: pages in, a PDF out.  The pages are laid out already (core/page.h); here
 * they get fonts.  Input is lines:
 *
 *     pages 1                                  first
 *     sheet WIDTH HEIGHT CELLS LINES           mm; the grid that text stands on
 *     date YYYY-MM-DD HH:MM:SS                 the PDF's date, UTC+8
 *     watermark TEXT                           may be absent
 *     page                                     begins one
 *     rule X1 Y1 X2 Y2                         between cells and lines
 *     text LINE CELL WIDTH ALIGN STYLE TEXT    ALIGN 0 left 1 centre 2 right;
 *                                              STYLE 1 bold, 2 title, 4 small
 *
 * A cell is half a Chinese character.  Remarks are "missing U+4DAE", a line for
 * each character that no font has; whoever asked decides what then.
 */
#define FAMILY "Noto Serif CJK SC"

enum { CELL = 6, PITCH = 18, SIZE = 12, TITLE_SIZE = 18, SMALL_SIZE = 10 }; /* points */
static const double POINTS_PER_MM = 72 / 25.4;
static const double RULE = 0.5; /* its width */

enum { STYLE_BOLD = 1, STYLE_TITLE = 2, STYLE_SMALL = 4 };

struct sheet {
    int width, height, cells, lines;
};

struct press {
    struct verb_call *call;
    struct str *out;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout;
    PangoFontDescription *font;
    struct sheet sheet;
    double left, top; /* points */
    bool has_page;
    const char *watermark;
    char date[32];
    uint32_t *missing;
    size_t missing_n, missing_cap;
};

/* --- the PDF ---------------------------------------------------------------- */

static cairo_status_t take(void *ctx, const unsigned char *bytes, unsigned n)
{
    str_addn(ctx, bytes, n);
    return CAIRO_STATUS_SUCCESS;
}

/* Nothing in it says who made it or what it is about. */
static void set_metadata(struct press *p)
{
    char iso[48];
    snprintf(iso, sizeof iso, "%.10sT%.8s+08:00", p->date,
             strlen(p->date) > 11 ? p->date + 11 : "00:00:00");
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, iso);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, iso);
}

static void begin(struct press *p)
{
    double width = p->sheet.width * POINTS_PER_MM;
    double height = p->sheet.height * POINTS_PER_MM;
    p->surface = cairo_pdf_surface_create_for_stream(take, p->out, width, height);
    cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
    set_metadata(p);
    p->cr = cairo_create(p->surface);
    p->layout = pango_cairo_create_layout(p->cr);
    PangoContext *context = pango_layout_get_context(p->layout);
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(context, FALSE);
    p->font = pango_font_description_from_string(FAMILY);
    p->left = (width - p->sheet.cells * CELL) / 2;
    p->top = (height - p->sheet.lines * PITCH) / 2;
}

/* The last page and all fonts are written. */
static enum err finish(struct press *p)
{
    cairo_show_page(p->cr);
    cairo_status_t status = cairo_status(p->cr);
    cairo_surface_finish(p->surface);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(p->surface) : status;
    return status == CAIRO_STATUS_SUCCESS ? ERR_OK : ERR_NOMEM;
}

static void end(struct press *p)
{
    if (p->font) {
        pango_font_description_free(p->font);
        g_object_unref(p->layout);
        cairo_destroy(p->cr);
        cairo_surface_destroy(p->surface);
    }
    xfree(p->missing);
}

/* --- text ------------------------------------------------------------------- */

static void note_missing(struct press *p, uint32_t cp)
{
    for (size_t i = 0; i < p->missing_n; i++) {
        if (p->missing[i] == cp) {
            return;
        }
    }
    p->missing = mem_grow(p->missing, p->missing_n, &p->missing_cap, sizeof *p->missing);
    p->missing[p->missing_n++] = cp;
    str_addf(p->call->remarks, "missing U+%04X\n", (unsigned)cp);
}

/* Which characters of a text no font has. */
static void find_missing(struct press *p, const char *text)
{
    while (*text) {
        char one[5];
        uint32_t cp = utf8_next(&text);
        pango_layout_set_text(p->layout, one, utf8_encode(cp, one));
        if (pango_layout_get_unknown_glyphs_count(p->layout)) {
            note_missing(p, cp);
        }
    }
}

static double font_size(unsigned style)
{
    return style & STYLE_TITLE ? TITLE_SIZE : style & STYLE_SMALL ? SMALL_SIZE : SIZE;
}

static double width_of(struct press *p, const char *text, size_t n)
{
    PangoRectangle extents;
    pango_layout_set_text(p->layout, text, (int)n);
    if (pango_layout_get_unknown_glyphs_count(p->layout)) {
        char *copy = xmemdupz(text, n);
        find_missing(p, copy);
        xwipe_str(copy);
        pango_layout_set_text(p->layout, text, (int)n);
    }
    pango_layout_get_extents(p->layout, NULL, &extents);
    return extents.width / (double)PANGO_SCALE;
}

/* Letters and digits, whose widths differ, against characters that fill a square each. */
static bool is_letter(uint32_t cp)
{
    return cp < 0x2000;
}

/* The piece of `text` from its beginning that is all letters, or has none; its cells. */
static size_t piece(const char *text, bool *letters, int *cells)
{
    const char *p = text;
    const char *next = p;
    *letters = is_letter(utf8_next(&next));
    *cells = 0;
    while (*p) {
        next = p;
        uint32_t cp = utf8_next(&next);
        if (is_letter(cp) != *letters) {
            break;
        }
        *cells += width_char(cp);
        p = next;
    }
    return (size_t)(p - text);
}

/* One piece in the room of its cells: letters are pressed together or set in its middle. */
static void put_piece(struct press *p, double x, double base, const char *text, size_t n,
                      double room, bool letters)
{
    double natural = width_of(p, text, n);
    double scale = natural > room && natural > 0 ? room / natural : 1;
    cairo_save(p->cr);
    cairo_translate(p->cr, x + (letters && scale >= 1 ? (room - natural) / 2 : 0), base);
    cairo_scale(p->cr, scale, 1);
    cairo_move_to(p->cr, 0, 0);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(p->layout, 0));
    cairo_restore(p->cr);
}

struct text_line {
    int line, cell, width, align;
    unsigned style;
    const char *text;
};

static void put_text(struct press *p, const struct text_line *t)
{
    double size = font_size(t->style);
    pango_font_description_set_absolute_size(p->font, size * PANGO_SCALE);
    pango_font_description_set_weight(p->font, t->style & STYLE_BOLD ? PANGO_WEIGHT_BOLD
                                                                     : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(p->layout, p->font);
    double width = (double)width_str(t->text) * size / 2;
    double room = t->width * CELL - width;
    double x = p->left + t->cell * CELL +
               (room <= 0 || t->align == 0 ? 0 : t->align == 1 ? room / 2 : room);
    /* The middle of the line (of two lines, for a title) is that of a Chinese character. */
    double middle = p->top + (t->line + (t->style & STYLE_TITLE ? 1 : 0.5)) * PITCH;
    double base = middle + size * 0.38;
    for (const char *text = t->text; *text;) {
        bool letters;
        int cells;
        size_t n = piece(text, &letters, &cells);
        put_piece(p, x, base, text, n, cells * size / 2, letters);
        x += cells * size / 2;
        text += n;
    }
}

static void put_rule(struct press *p, int x1, int y1, int x2, int y2)
{
    cairo_set_line_width(p->cr, RULE);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_SQUARE);
    cairo_move_to(p->cr, p->left + x1 * CELL, p->top + y1 * PITCH);
    cairo_line_to(p->cr, p->left + x2 * CELL, p->top + y2 * PITCH);
    cairo_stroke(p->cr);
}

/* Grey, across the page, behind everything. */
static void put_watermark(struct press *p)
{
    enum { LARGE = 40 };
    double width = p->sheet.width * POINTS_PER_MM;
    double height = p->sheet.height * POINTS_PER_MM;
    pango_font_description_set_absolute_size(p->font, LARGE * PANGO_SCALE);
    pango_font_description_set_weight(p->font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(p->layout, p->font);
    double natural = width_of(p, p->watermark, strlen(p->watermark));
    cairo_save(p->cr);
    cairo_set_source_rgb(p->cr, 0.9, 0.9, 0.9);
    cairo_translate(p->cr, width / 2, height / 2);
    cairo_rotate(p->cr, -0.6);
    cairo_move_to(p->cr, -natural / 2, 0);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(p->layout, 0));
    cairo_restore(p->cr);
    cairo_set_source_rgb(p->cr, 0, 0, 0);
}

/* --- reading ---------------------------------------------------------------- */

/* `n` numbers in front of a line's rest; NULL if they are not there. */
static const char *numbers(const char *line, int *to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *behind;
        long value = strtol(line, &behind, 10);
        if (behind == line || (*behind && *behind != ' ') || value < 0 || value > 100000) {
            return NULL;
        }
        to[i] = (int)value;
        line = *behind ? behind + 1 : behind;
    }
    return line;
}

static bool take_sheet(struct press *p, const char *rest)
{
    int n[4];
    if (p->surface || !numbers(rest, n, 4) || n[0] < 50 || n[1] < 50 || n[0] > 500 ||
        n[1] > 500 || n[2] < 1 || n[2] > 200 || n[3] < 1 || n[3] > 200) {
        return false;
    }
    p->sheet = (struct sheet){n[0], n[1], n[2], n[3]};
    return true;
}

static bool take_page(struct press *p)
{
    if (!p->sheet.width) {
        return false;
    }
    if (!p->surface) {
        begin(p);
    } else if (p->has_page) {
        cairo_show_page(p->cr);
    }
    p->has_page = true;
    if (p->watermark) {
        put_watermark(p);
    }
    return true;
}

static bool take_text(struct press *p, const char *rest)
{
    int n[5];
    const char *text = numbers(rest, n, 5);
    if (!p->has_page || !text) {
        return false;
    }
    put_text(p, &(struct text_line){n[0], n[1], n[2], n[3], (unsigned)n[4], text});
    return true;
}

static bool take_rule(struct press *p, const char *rest)
{
    int n[4];
    if (!p->has_page || !numbers(rest, n, 4)) {
        return false;
    }
    put_rule(p, n[0], n[1], n[2], n[3]);
    return true;
}

/* "text 1 2 ..." -> what is behind the word, NULL for another word. */
static const char *behind(const char *line, const char *word)
{
    size_t n = strlen(word);
    bool is = strncmp(line, word, n) == 0 && (line[n] == ' ' || !line[n]);
    return !is ? NULL : line[n] ? line + n + 1 : line + n;
}

static bool take_line(struct press *p, const char *line)
{
    const char *rest;
    if ((rest = behind(line, "text"))) {
        return take_text(p, rest);
    }
    if ((rest = behind(line, "rule"))) {
        return take_rule(p, rest);
    }
    if (behind(line, "page")) {
        return take_page(p);
    }
    if ((rest = behind(line, "sheet"))) {
        return take_sheet(p, rest);
    }
    if ((rest = behind(line, "date"))) {
        snprintf(p->date, sizeof p->date, "%s", rest);
        return true;
    }
    if ((rest = behind(line, "watermark"))) {
        p->watermark = rest;
        return true;
    }
    rest = behind(line, "pages");
    return rest && strcmp(rest, "1") == 0;
}

static enum err read_all(struct press *p, char *text)
{
    size_t number = 0;
    for (char *line = text; line && *line; number++) {
        char *newline = strchr(line, '\n');
        if (newline) {
            *newline = '\0';
        }
        if (!take_line(p, line)) {
            p->call->detail = str_format("line %zu", number + 1);
            return ERR_INVALID;
        }
        line = newline ? newline + 1 : NULL;
    }
    return p->has_page ? ERR_OK : ERR_INVALID;
}

enum err verb_print(struct verb_call *call)
{
    if (!utf8_valid(call->in->ptr, call->in->len, NULL)) {
        return ERR_ENCODING;
    }
    /* The tables of a font, 20 MB each, go back to the system one by one. */
    mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
    struct press p = {.call = call, .out = call->out};
    char *text = xmemdupz(call->in->ptr, call->in->len);
    width_set_ambiguous(2); /* as the pages were laid out */
    enum err e = read_all(&p, text);
    e = e == ERR_OK ? finish(&p) : e;
    end(&p);
    xwipe_str(text);
    return e;
}
