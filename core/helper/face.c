// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/mem.h"

/*
 * Cairo opens fonts with FT_New_Face(), which maps the whole file; when the PDF
 * is finished it reads every page of it once more into memory of its own, and a
 * Chinese font has 26 MB.  This FT_New_Face() stands in front of the library's
 * and reads what is asked for: half the memory of a print.  Should a future
 * cairo not come by here, a print needs more memory and nothing else changes.
 */
FT_EXPORT(FT_Error)
FT_New_Face(FT_Library library, const char *path, FT_Long index, FT_Face *face);

struct source {
    FT_StreamRec stream;
    int fd;
};

static unsigned long read_at(FT_Stream stream, unsigned long offset, unsigned char *to,
                             unsigned long n)
{
    const struct source *s = stream->descriptor.pointer;
    unsigned long got = 0;
    while (got < n) {
        ssize_t more = pread(s->fd, to + got, n - got, (off_t)(offset + got));
        if (more <= 0) {
            break;
        }
        got += (unsigned long)more;
    }
    /* Asked for no bytes it is a seek, and 0 is "done". */
    return n ? got : offset > stream->size;
}

static void close_source(FT_Stream stream)
{
    struct source *s = stream->descriptor.pointer;
    close(s->fd);
    xfree(s);
}

FT_Error FT_New_Face(FT_Library library, const char *path, FT_Long index, FT_Face *face)
{
    struct stat st;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return FT_Err_Cannot_Open_Resource;
    }
    struct source *s = xcalloc(1, sizeof *s);
    s->fd = fd;
    s->stream.size = (unsigned long)st.st_size;
    s->stream.descriptor.pointer = s;
    s->stream.read = read_at;
    s->stream.close = close_source;
    FT_Open_Args args = {.flags = FT_OPEN_STREAM, .stream = &s->stream};
    return FT_Open_Face(library, &args, index, face);
}
