#!/bin/sh
# Layers, headers that compile alone, guards, banned words, where SQL and curses live.
. "$(dirname "$0")/lib.sh"

awk -f tests/layers.awk $(sources) > "$out"
verdict "layers: tui -> core -> db, locale, base" "$out"

: > "$out"
flags="-std=c11 -D_XOPEN_SOURCE=700 -I. -Ibuild/gen $(pkg-config --cflags sqlcipher ncursesw libsodium pangocairo libzip | sed 's/-D_XOPEN_SOURCE=[0-9]*//;s/-D_DEFAULT_SOURCE//')"
for h in $(find core db locale tui -name '*.h' ! -path 'core/kinds/*'); do
    ${CC:-cc} $flags -fsyntax-only -x c "$h" 2>/dev/null || echo "$h does not compile alone" >> "$out"
done
verdict "every header compiles alone" "$out"

: > "$out"
for h in $(find core db locale tui -name '*.h' ! -path 'core/kinds/*'); do
    guard=$(echo "$h" | tr 'a-z/.' 'A-Z__')
    grep -q "^#ifndef $guard$" "$h" || echo "$h: the guard is not $guard" >> "$out"
done
verdict "guards are the path" "$out"

banned='\b(strcpy|strcat|sprintf|vsprintf|strncpy|strncat|strtok|gets|atoi|atol|localtime|gmtime|ctime|asctime|alloca|initscr)\('
grep -nE "$banned" $(sources) | grep -vE ':[0-9]+:( \*|/\*)' > "$out"
verdict "no banned function" "$out"

grep -nE '\b(malloc|calloc|realloc|free|strdup)\(' $(sources | grep -v -e core/base/mem -e '^tests/') > "$out"
verdict "memory comes from core/base/mem.c" "$out"

grep -lE '\b(wgetch|getch|wget_wch|get_wch)\(' $(sources | grep -v '^tests/') | grep -v '^tui/event.c$' > "$out"
verdict "keys are read in tui/event.c alone" "$out"

grep -lE '\bdoupdate\(' $(sources | grep -v '^tests/') | grep -v '^tui/app.c$' > "$out"
verdict "the terminal is painted in tui/app.c alone" "$out"

grep -nE '"(SELECT|INSERT|UPDATE|DELETE)[^"]*%[sd]' $(sources | grep -v '^tests/') > "$out"
verdict "no SQL made with a format" "$out"

grep -nE '\b(TODO|FIXME|XXX|HACK)\b' $(sources) > "$out"
verdict "no marks of unfinished work" "$out"

grep -nP '\t| +$' $(sources) > "$out"
verdict "no tabs, no blanks at line ends" "$out"

# Characters, not bytes: Chinese in a line takes three bytes each.
grep -nE '^.{101,}$' $(find core db locale tui -name '*.[ch]' ! -path 'core/kinds/*') > "$out"
verdict "lines of at most 100 characters" "$out"
