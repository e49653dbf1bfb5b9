// SPDX-License-Identifier: MIT
#include "tui/terminfo.h"

#include <curses.h>
#include <term.h>

bool terminfo_knows(const char *type, int fd)
{
    int answer = 0;
    if (setupterm(type, fd, &answer) != OK) {
        return false;
    }
    del_curterm(cur_term);
    return true;
}
