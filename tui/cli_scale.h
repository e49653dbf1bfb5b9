// SPDX-License-Identifier: MIT
#ifndef TUI_CLI_SCALE_H
#define TUI_CLI_SCALE_H

#include <stdbool.h>

#include "core/scale.h"

/* What `scales` and `score` share on the command line. */

/* Whether the word names a file of a definition, not a scale: it ends in .scale. */
bool cli_scale_is_file(const char *word);

/*
 * Read a definition; 0 and the scale, which the caller frees, or the status
 * after every fault was said with its line.
 */
int cli_scale_read(const char *path, struct scale **scale);

#endif
