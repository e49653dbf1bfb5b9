// SPDX-License-Identifier: MIT
#include "core/base/debug.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void (*die_hook)(void);

void debug_set_die_hook(void (*hook)(void))
{
    die_hook = hook;
}

void debug_bug(const char *file, int line, const char *func, const char *format, ...)
{
    if (die_hook) {
        die_hook();
    }
    va_list ap;
    va_start(ap, format);
    fprintf(stderr, "xindang: bug in %s:%d %s: ", file, line, func);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    va_end(ap);
    abort();
}

void debug_die_nomem(void)
{
    if (die_hook) {
        die_hook();
    }
    static const char words[] = "xindang: 内存不够 (out of memory)\n";
    if (write(STDERR_FILENO, words, sizeof words - 1) < 0) {
        _exit(1);
    }
    _exit(1);
}
