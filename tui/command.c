// SPDX-License-Identifier: MIT
#include "tui/command.h"

#include "core/base/debug.h"

struct command_words {
    const char *word;
    const char *help;
};

static const struct command_words commands[] = {
#define X(name, word, help) {word, help},
    COMMAND_LIST(X)
#undef X
};

_Static_assert(COUNT(commands) == CMD_COUNT, "a word and a help for every command");

const char *command_word(enum command cmd)
{
    BUG_ON((unsigned)cmd >= CMD_COUNT);
    return commands[cmd].word;
}

const char *command_help(enum command cmd)
{
    BUG_ON((unsigned)cmd >= CMD_COUNT);
    return commands[cmd].help;
}
