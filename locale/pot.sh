#!/bin/sh
# All msgids of the sources as a .pot on standard output.  Run from the root.
set -eu
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
awk -f core/due.awk core/due/*.sql >"$rules"
{
    echo "$rules"
    find core db locale tui \( -name '*.c' -o -name '*.h' -o -name '*.def' \) | LC_ALL=C sort
} |
    xgettext --language=C --from-code=UTF-8 --keyword=N_ --keyword=tr --keyword=trc:1c,2 \
        --no-location --sort-output --omit-header --files-from=- --output=-
