// SPDX-License-Identifier: MIT
#include <expat.h>
#include <string.h>
#include <zip.h>

#include "core/base/mem.h"
#include "core/helper/xlsx.h"

struct xlsx_zip {
    zip_t *zip;
};

/* --- what kind of file it is --- */

/* Excel before 2007, and the shell around what a password protects. */
static bool is_ole(const struct str *bytes)
{
    static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    return bytes->len >= 8 && memcmp(bytes->ptr, magic, 8) == 0;
}

/* The directory of an OLE file names its streams in UTF-16. */
static bool has_stream(const struct str *bytes, const char *name)
{
    char wide[64];
    size_t n = 2 * strlen(name);
    for (size_t i = 0; i < n; i++) {
        wide[i] = i % 2 ? '\0' : name[i / 2];
    }
    for (size_t at = 0; at + n <= bytes->len; at += 2) {
        if (memcmp(bytes->ptr + at, wide, n) == 0) {
            return true;
        }
    }
    return false;
}

static zip_int64_t locate(zip_t *zip, const char *path)
{
    zip_int64_t at = zip_name_locate(zip, path, ZIP_FL_NOCASE);
    if (at >= 0) {
        return at;
    }
    /* Some programs write the folders as Windows does. */
    char *other = xstrdup(path);
    for (char *p = other; *p; p++) {
        *p = *p == '/' ? '\\' : *p;
    }
    at = zip_name_locate(zip, other, ZIP_FL_NOCASE);
    xfree(other);
    return at;
}

static enum err check_archive(zip_t *zip)
{
    if (zip_get_num_entries(zip, 0) > XLSX_ENTRIES_MOST) {
        return ERR_BOOK_UNSAFE;
    }
    return locate(zip, "[Content_Types].xml") < 0 ? ERR_BOOK_KIND : ERR_OK;
}

enum err xlsx_zip_open(const struct str *bytes, struct xlsx_zip **out)
{
    if (is_ole(bytes)) {
        return has_stream(bytes, "EncryptedPackage") ? ERR_BOOK_LOCKED : ERR_BOOK_OLD;
    }
    if (bytes->len < 4 || memcmp(bytes->ptr, "PK", 2) != 0) {
        return ERR_BOOK_KIND;
    }
    zip_source_t *source = zip_source_buffer_create(bytes->ptr, bytes->len, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (!zip) {
        zip_source_free(source);
        return ERR_BOOK_BROKEN;
    }
    enum err e = check_archive(zip);
    if (e != ERR_OK) {
        zip_discard(zip);
        return e;
    }
    *out = xcalloc(1, sizeof **out);
    (*out)->zip = zip;
    return ERR_OK;
}

void xlsx_zip_close(struct xlsx_zip *zip)
{
    if (zip) {
        zip_discard(zip->zip);
        xfree(zip);
    }
}

/* --- XML --- */

static const char *without_prefix(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strcmp(without_prefix(attributes[i]), name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

void xlsx_fail(struct xlsx_xml *x, enum err e)
{
    if (x->failed == ERR_OK) {
        x->failed = e;
        XML_StopParser(x->parser, XML_FALSE);
    }
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct xlsx_xml *x = data;
    if (++x->depth > XLSX_DEPTH_MOST) {
        xlsx_fail(x, ERR_BOOK_UNSAFE);
    } else if (x->failed == ERR_OK) {
        x->start(x, without_prefix(name), attributes);
    }
}

static void on_end(void *data, const char *name)
{
    struct xlsx_xml *x = data;
    x->depth--;
    if (x->failed == ERR_OK) {
        x->end(x, without_prefix(name));
    }
}

static void on_text(void *data, const char *text, int n)
{
    struct xlsx_xml *x = data;
    if (x->failed == ERR_OK) {
        x->text(x, text, (size_t)n);
    }
}

/* No workbook has a DOCTYPE; with it come entities that grow and files that are fetched. */
static void on_doctype(void *data, const char *name, const char *system, const char *public_id,
                       int has_subset)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)has_subset;
    xlsx_fail(data, ERR_BOOK_UNSAFE);
}

static enum err feed(zip_file_t *file, zip_uint64_t packed, struct xlsx_xml *x)
{
    enum { CHUNK = 65536 };
    zip_uint64_t total = 0;
    for (;;) {
        void *room = XML_GetBuffer(x->parser, CHUNK);
        if (!room) {
            return ERR_NOMEM;
        }
        zip_int64_t n = zip_fread(file, room, CHUNK);
        if (n < 0) {
            return ERR_BOOK_BROKEN;
        }
        total += (zip_uint64_t)n;
        if (total > XLSX_PART_MOST ||
            (total > XLSX_FREE_SIZE && total > XLSX_RATIO_MOST * (packed + 1))) {
            return ERR_BOOK_UNSAFE;
        }
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK) {
            enum XML_Error why = XML_GetErrorCode(x->parser);
            return x->failed != ERR_OK             ? x->failed
                   : why == XML_ERROR_NO_MEMORY     ? ERR_NOMEM
                                                    : ERR_BOOK_BROKEN;
        }
        if (n == 0) {
            return ERR_OK;
        }
    }
}

static enum err read_entry(struct xlsx_zip *zip, zip_uint64_t at, struct xlsx_xml *x)
{
    zip_stat_t st;
    if (zip_stat_index(zip->zip, at, 0, &st) != 0) {
        return ERR_BOOK_BROKEN;
    }
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE) {
        return ERR_BOOK_LOCKED;
    }
    zip_file_t *file = zip_fopen_index(zip->zip, at, 0);
    x->parser = XML_ParserCreate(NULL);
    enum err e = !x->parser ? ERR_NOMEM : !file ? ERR_BOOK_BROKEN : ERR_OK;
    if (e == ERR_OK) {
        XML_SetUserData(x->parser, x);
        XML_SetElementHandler(x->parser, on_start, on_end);
        XML_SetDoctypeDeclHandler(x->parser, on_doctype, NULL);
        if (x->text) {
            XML_SetCharacterDataHandler(x->parser, on_text);
        }
        e = feed(file, st.comp_size, x);
    }
    if (file) {
        zip_fclose(file);
    }
    if (x->parser) {
        XML_ParserFree(x->parser);
    }
    x->parser = NULL;
    return e;
}

enum err xlsx_part_read(struct xlsx_zip *zip, const char *path, struct xlsx_xml *xml, bool *found)
{
    zip_int64_t at = locate(zip->zip, path);
    *found = at >= 0;
    xml->failed = ERR_OK;
    xml->depth = 0;
    return at >= 0 ? read_entry(zip, (zip_uint64_t)at, xml) : ERR_OK;
}
