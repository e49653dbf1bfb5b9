// SPDX-License-Identifier: MIT
#include <curses.h>
#include <locale.h>

/* A bare ncurses program: what exec to the unlock page is held against. */
int main(void)
{
    setlocale(LC_ALL, "");
    SCREEN *screen = newterm(NULL, stdout, stdin);
    if (!screen) {
        return 1;
    }
    mvaddstr(0, 0, "ready>");
    refresh();
    getch();
    endwin();
    delscreen(screen);
    return 0;
}
