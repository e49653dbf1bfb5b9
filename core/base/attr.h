// SPDX-License-Identifier: MIT
#ifndef CORE_BASE_ATTR_H
#define CORE_BASE_ATTR_H

/* Compiler attributes, the only GNU extensions in the program. */

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define FORMAT_ARG(n) __attribute__((format_arg(n)))
#define RETURNS_NONNULL __attribute__((returns_nonnull))
#define NORETURN __attribute__((noreturn))

/* Marks a msgid in a table for translation; does nothing. */
#define N_(msgid) msgid

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
