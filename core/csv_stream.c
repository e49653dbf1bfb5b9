// SPDX-License-Identifier: MIT
#include "core/csv_stream.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/csv.h"

enum { CHUNK = 256 * 1024, ROW_MAX = 1024 * 1024 };

struct csv_stream {
    int fd;
    bool is_ours; /* to be closed */
    bool at_end;  /* nothing more can be read */
    bool begun;   /* the first bytes were looked at */
    char delimiter;
    size_t whole, done;
    char *buffer;
    size_t begin, end, cap; /* the bytes not used yet */
    size_t line;            /* lines used so far */
    /* The row: offsets are made pointers when it is whole. */
    struct str pool;
    size_t *offsets;
    size_t count, offset_cap;
    const char **cells;
    size_t cell_cap;
    bool row_ends;
    struct csv_parser parser;
};

static int is_never_space(unsigned char c)
{
    (void)c;
    return 0;
}

enum err csv_stream_open(const char *path, struct csv_stream **stream)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0) {
        return err_from_errno(errno);
    }
    struct csv_stream *s = xcalloc(1, sizeof *s);
    s->fd = fd;
    s->is_ours = !is_stdin;
    s->whole = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    s->cap = CHUNK;
    s->buffer = xmalloc(s->cap + 1);
    str_init(&s->pool);
    if (csv_init(&s->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        csv_stream_close(s);
        return ERR_NOMEM;
    }
    csv_set_space_func(&s->parser, is_never_space);
    csv_set_blk_size(&s->parser, 4096);
    *stream = s;
    return ERR_OK;
}

void csv_stream_close(struct csv_stream *s)
{
    if (!s) {
        return;
    }
    if (s->is_ours) {
        close(s->fd);
    }
    csv_free(&s->parser);
    xwipe(s->buffer, s->cap);
    str_wipe(&s->pool);
    xfree(s->offsets);
    xfree(s->cells);
    xfree(s);
}

size_t csv_stream_done(const struct csv_stream *s, size_t *whole)
{
    *whole = s->whole;
    return s->done - (s->end - s->begin);
}

/* --- bytes --- */

static void make_room(struct csv_stream *s)
{
    if (s->begin) {
        memmove(s->buffer, s->buffer + s->begin, s->end - s->begin);
        s->end -= s->begin;
        s->begin = 0;
    }
    if (s->end == s->cap) {
        char *larger = xmalloc(2 * s->cap + 1);
        memcpy(larger, s->buffer, s->end);
        xwipe(s->buffer, s->cap);
        s->buffer = larger;
        s->cap *= 2;
    }
}

static enum err fill(struct csv_stream *s)
{
    ssize_t n;
    make_room(s);
    do {
        n = read(s->fd, s->buffer + s->end, s->cap - s->end);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return err_from_errno(errno);
    }
    s->at_end = n == 0;
    s->end += (size_t)n;
    s->done += (size_t)n;
    return ERR_OK;
}

/* Bytes of the next line with its end; 0: the end is not in the buffer yet. */
static size_t line_bytes(const struct csv_stream *s)
{
    const char *from = s->buffer + s->begin;
    size_t n = s->end - s->begin;
    const char *lf = memchr(from, '\n', n);
    size_t line = lf ? (size_t)(lf - from) + 1 : n;
    const char *cr = memchr(from, '\r', line);
    if (cr && cr + 1 < from + line && cr[1] != '\n') {
        return (size_t)(cr - from) + 1;
    }
    /* A CR at the very end of the buffer may have its LF behind it. */
    return lf || s->at_end ? line : 0;
}

static enum err next_line(struct csv_stream *s, char **line, size_t *n)
{
    enum err e = ERR_OK;
    *n = s->end > s->begin ? line_bytes(s) : 0;
    while (e == ERR_OK && !*n && !s->at_end) {
        e = s->end - s->begin > ROW_MAX ? ERR_TOO_LARGE : fill(s);
        *n = e == ERR_OK && s->end > s->begin ? line_bytes(s) : 0;
    }
    *line = s->buffer + s->begin;
    s->begin += *n;
    s->line += *n > 0;
    return e;
}

/* The BOM goes, the delimiter is found out. */
static enum err begin(struct csv_stream *s)
{
    static const char bom[] = "\xef\xbb\xbf";
    enum err e = ERR_OK;
    while (e == ERR_OK && !s->at_end && s->end < CHUNK) {
        e = fill(s);
    }
    if (s->end >= 3 && memcmp(s->buffer, bom, 3) == 0) {
        s->begin = 3;
    }
    s->delimiter = sheet_delimiter(s->buffer + s->begin, s->end - s->begin);
    csv_set_delim(&s->parser, (unsigned char)s->delimiter);
    s->begun = true;
    return e;
}

/* --- cells --- */

static void add_cell(struct csv_stream *s, const char *cell)
{
    s->cells = mem_grow(s->cells, s->count, &s->cell_cap, sizeof *s->cells);
    s->cells[s->count++] = cell;
}

/* A line without quotation marks, cut in place. */
static void cut_line(struct csv_stream *s, char *line, size_t n)
{
    while (n && (line[n - 1] == '\n' || line[n - 1] == '\r')) {
        n--;
    }
    /* One byte lies behind every line: its end, or the spare one of the buffer. */
    line[n] = '\0';
    s->count = 0;
    s->row_ends = n > 0;
    if (!n) {
        return;
    }
    add_cell(s, line);
    for (char *c = line; c < line + n; c++) {
        if (*c == s->delimiter) {
            *c = '\0';
            add_cell(s, c + 1);
        }
    }
}

static void take_cell(void *bytes, size_t n, void *ctx)
{
    struct csv_stream *s = ctx;
    s->offsets = mem_grow(s->offsets, s->count, &s->offset_cap, sizeof *s->offsets);
    s->offsets[s->count++] = s->pool.len;
    str_addn(&s->pool, bytes ? bytes : "", n);
    str_addc(&s->pool, '\0');
}

static void take_row(int c, void *ctx)
{
    (void)c;
    struct csv_stream *s = ctx;
    s->row_ends = true;
}

static enum err parser_error(struct csv_stream *s)
{
    return csv_error(&s->parser) == CSV_EPARSE ? ERR_INVALID : ERR_NOMEM;
}

static bool is_text(const char *line, size_t n)
{
    return utf8_valid(line, n, NULL) && !memchr(line, '\0', n);
}

/* A row with quotation marks: as many lines as it takes. */
static enum err parse_row(struct csv_stream *s, char *line, size_t n, bool *text)
{
    enum err e = ERR_OK;
    size_t used = 0;
    s->count = 0;
    s->row_ends = false;
    str_clear(&s->pool);
    while (e == ERR_OK && n && !s->row_ends) {
        *text = *text && is_text(line, n);
        e = csv_parse(&s->parser, line, n, take_cell, take_row, s) == n ? ERR_OK : parser_error(s);
        used += n;
        if (e == ERR_OK && used > ROW_MAX) {
            e = ERR_TOO_LARGE;
        }
        if (e == ERR_OK && !s->row_ends) {
            e = next_line(s, &line, &n);
        }
    }
    if (e == ERR_OK && !s->row_ends) {
        e = csv_fini(&s->parser, take_cell, take_row, s) == 0 ? ERR_OK : parser_error(s);
    }
    size_t count = s->count;
    for (s->count = 0; s->count < count;) {
        add_cell(s, s->pool.ptr + s->offsets[s->count]);
    }
    return e;
}

enum err csv_stream_next(struct csv_stream *s, struct csv_row *row)
{
    char *line;
    size_t n;
    *row = (struct csv_row){.cells = NULL, .is_text = true};
    enum err e = s->begun ? ERR_OK : begin(s);
    s->row_ends = false;
    while (e == ERR_OK && !s->row_ends) {
        e = next_line(s, &line, &n);
        row->line = s->line + (e != ERR_OK);
        if (e != ERR_OK || !n) {
            return e;
        }
        if (memchr(line, '"', n)) {
            e = parse_row(s, line, n, &row->is_text);
        } else if (is_text(line, n)) {
            cut_line(s, line, n);
        } else {
            row->is_text = false;
        }
        if (!row->is_text) {
            return e;
        }
    }
    row->cells = s->cells;
    row->n = s->count;
    return e;
}
