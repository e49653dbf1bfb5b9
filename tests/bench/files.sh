#!/bin/sh
# SPDX-License-Identifier: MIT
# files.sh PROGRAM OUT: with a register of 5,000 pupils in OUT/scratch, their
# export against sqlcipher and iconv, their import, and both as workbooks, as whole
# commands.
# Prints lines for run.sh.
set -eu
program=$1
out=$2
dir=$out/scratch
rm -rf "$out/import"
printf 'demo\n' > "$out/password"
xd() { "$program" --password-file "$out/password" --store "$@"; }

now() { date +%s%N; }
# median COMMAND: milliseconds of five runs
median() {
    for _ in 1 2 3 4 5; do
        t=$(now)
        "$@"
        echo $((($(now) - t) / 1000))
    done | sort -n | awk 'NR == 3 { print $1 / 1000 }'
}

opening() { xd "$dir" keys > /dev/null 2>&1; }
ours() {
    xd "$dir" export students --encoding gbk --unencodable describe -o "$out/export.csv" \
        > /dev/null 2>&1
}
theirs() {
    sqlcipher -csv "$dir/register.db" < "$out/sql" 2> /dev/null |
        iconv -c -f utf-8 -t gbk > "$out/theirs.csv"
}

xd "$dir" unlock-sql 2> /dev/null > "$out/sql"
echo 'SELECT * FROM pupil;' >> "$out/sql"
o=$(median opening)
a=$(median ours)
b=$(median theirs)
printf 'export of the pupils to GBK, whole command\t%s\tms\t\t\n' "$a"
printf 'of that, opening and closing the register\t%s\tms\t\t\n' "$o"
printf 'sqlcipher -csv and iconv\t%s\tms\t\t\n' "$b"
echo "$a $o $b" | awk '{ printf "export after opening, in times of sqlcipher\t%.2f\t\t6\t1\n", ($1 - $2) / $3 }'
echo "$("$out/scan" "$dir") $b" |
    awk '{ printf "   of that, reading the pupils with their MACs\t%.2f\t\t\t\n", $1 / $2 }'

# The same pupils as a bureau's roster: 5,000 rows into an empty register.
xd "$dir" export students --encoding utf-8 --full --purpose bench -o "$out/all.csv" \
    > /dev/null 2>&1
head -n 5001 "$out/all.csv" > "$out/roster.csv"
importing() { # FILE
    rm -rf "$out/import"
    xd "$out/import" init --kdf light --stage nine > /dev/null 2>&1
    t=$(now)
    xd "$out/import" import students "$1" > /dev/null 2>&1 || :
    echo $((($(now) - t) / 1000))
}
importing_median() { # FILE WHAT LIMIT
    for _ in 1 2 3 4 5; do importing "$1"; done | sort -n |
        awk -v what="$2" -v limit="$3" \
            'NR == 3 { printf "%s\t%.1f\tms\t%s\t1\n", what, $1 / 1000, limit }'
}
importing_median "$out/roster.csv" 'import of 5,000 roster rows, whole command' 500

# The same as workbooks: out of a register that holds these 5,000, and in again.
rm -rf "$out/import"
xd "$out/import" init --kdf light --stage nine > /dev/null 2>&1
xd "$out/import" import students "$out/roster.csv" > /dev/null 2>&1 || :
book() {
    xd "$out/import" export students --full --purpose bench -o "$out/roster.xlsx" \
        > /dev/null 2>&1
}
printf 'export of 5,000 pupils to a workbook, whole command\t%s\tms\t1000\t1\n' "$(median book)"
importing_median "$out/roster.xlsx" 'import of a workbook of 5,000 rows, whole command' 1000
rm -rf "$out/import" "$out/password" "$out/sql" "$out"/*.csv "$out"/*.txt "$out"/*.xlsx
