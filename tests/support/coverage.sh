#!/bin/sh
# Lines reached by the unit tests, by folder, from build/cov (make coverage).
set -eu
cd "$(dirname "$0")/../.."
for folder in core/base locale db core tui tui/screens; do
    objects=$(find "build/cov/$folder" -maxdepth 1 -name '*.gcda' 2>/dev/null) || continue
    [ -n "$objects" ] || continue
    for o in $objects; do gcov -n "$o" 2>/dev/null; done |
        awk -v folder="$folder" '
            /^File / { mine = index($0, "'"'"'" folder "/") && $0 !~ /usr/ }
            /^Lines executed:/ && mine {
                split($2, part, ":"); sub("%", "", part[2])
                lines += $4; reached += $4 * part[2] / 100; mine = 0
            }
            END { if (lines) printf "%-12s %5.1f %% of %d lines\n", folder, 100 * reached / lines, lines }'
done
