// SPDX-License-Identifier: MIT
#include "db/memory.h"

#include <dlfcn.h>
#include <malloc.h>
#include <sqlite3.h>

#include "core/base/mem.h"

/* --- SQLite --- */

static void *sql_malloc(int n)
{
    return xmalloc((size_t)n);
}

static void *sql_realloc(void *old, int n)
{
    return xreallocarray(old, (size_t)n, 1);
}

static int sql_size(void *p)
{
    return p ? (int)malloc_usable_size(p) : 0;
}

static int sql_roundup(int n)
{
    return (n + 7) & ~7;
}

static int sql_init(void *ctx)
{
    (void)ctx;
    return SQLITE_OK;
}

static void sql_shutdown(void *ctx)
{
    (void)ctx;
}

/* --- OpenSSL, of which SQLCipher is made on Debian --- */

static void *ssl_malloc(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return n ? xmalloc(n) : NULL;
}

static void ssl_free(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    xfree(p);
}

static void *ssl_realloc(void *old, size_t n, const char *file, int line)
{
    if (n == 0) {
        ssl_free(old, file, line);
        return NULL;
    }
    return xreallocarray(old, n, 1);
}

/* CRYPTO_set_mem_functions(3): found, not linked, for SQLCipher may be made of another library. */
typedef int set_functions(void *(*)(size_t, const char *, int),
                          void *(*)(void *, size_t, const char *, int),
                          void (*)(void *, const char *, int));

void memory_start(void)
{
    static const sqlite3_mem_methods methods = {
        .xMalloc = sql_malloc,
        .xFree = xfree,
        .xRealloc = sql_realloc,
        .xSize = sql_size,
        .xRoundup = sql_roundup,
        .xInit = sql_init,
        .xShutdown = sql_shutdown,
    };
    /* SQLITE_MISUSE where it runs already: then it has these, or a test began before. */
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    void *program = dlopen(NULL, RTLD_LAZY);
    union {
        void *symbol;
        set_functions *set;
    } ssl = {program ? dlsym(program, "CRYPTO_set_mem_functions") : NULL};
    if (ssl.symbol) {
        (void)ssl.set(ssl_malloc, ssl_realloc, ssl_free);
    }
    if (program) {
        dlclose(program);
    }
}
