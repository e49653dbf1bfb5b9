#!/bin/sh
# SPDX-License-Identifier: MIT
# score.sh PROGRAM OUT: half a million MHT sheets scored, as whole commands, in both
# forms of the input.  Prints lines for run.sh.
set -eu
program=$1
out=$2
[ -f "$out/sheets.csv" ] || awk 'BEGIN {
    x = 7
    print "id,answers"
    for (i = 0; i < 500000; i++) {
        s = ""
        for (k = 0; k < 100; k++) {
            x = (x * 16807) % 2147483647
            s = s (x > 1500000000)
        }
        printf "S%06d,%s\n", i, s
    }
}' > "$out/sheets.csv"
[ -f "$out/columns.csv" ] || awk -F, 'NR == 1 {
    printf "id"
    for (k = 1; k <= 100; k++) printf ",%d", k
    print ""
    next
}
{
    gsub(/./, ",&", $2)
    print $1 $2
}' "$out/sheets.csv" > "$out/columns.csv"

median() { # FILE
    for _ in 1 2 3 4 5; do
        t=$(date +%s%N)
        "$program" score mht "$1" > "$out/scores.csv"
        echo $((($(date +%s%N) - t) / 1000))
    done | sort -n | awk 'NR == 3 { print $1 / 1000 }'
}
printf 'score 500,000 MHT sheets, a character an item\t%s\tms\t1000\t1\n' "$(median "$out/sheets.csv")"
printf 'score 500,000 MHT sheets, a column an item\t%s\tms\t1000\t1\n' "$(median "$out/columns.csv")"
