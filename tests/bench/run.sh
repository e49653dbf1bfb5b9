#!/bin/sh
# SPDX-License-Identifier: MIT
# The bench, after `make`: builds the programs and the data once into build/bench/, measures,
# prints one table.  `run.sh THEME ...` measures only some of: open find keys
# save rewrite backup start files print score.  VARIANT is release unless it is set.
set -eu
cd "$(dirname "$0")/../.."
: "${VARIANT:=release}" "${CC:=cc}"
lib=build/$VARIANT/libxindang.a
out=build/bench
mkdir -p "$out"
themes=${*:-open find keys save rewrite backup start files print score}

pc=$(pkg-config --cflags sqlcipher ncursesw libsodium | sed 's/-D_XOPEN_SOURCE=[^ ]*//; s/-D_DEFAULT_SOURCE//')
libs="$(pkg-config --libs sqlcipher ncursesw libsodium) -lunistring -lcsv"

build() { # NAME
    [ "$out/$1" -nt "tests/bench/$1.c" ] && [ "$out/$1" -nt "$lib" ] && return
    # shellcheck disable=SC2086
    $CC -O2 -g -std=c11 -D_XOPEN_SOURCE=700 -I. -Ibuild/gen $pc \
        -o "$out/$1" "tests/bench/$1.c" tests/bench/bench.c tests/support/vscreen.c "$lib" $libs
}

data() { # STUDENTS YEARS: a folder that is never written to
    [ -f "$out/$1x$2/code" ] && return
    rm -rf "$out/$1x$2"
    "$out/make_data" "$out/$1x$2" "$1" "$2"
}

scratch() { # FOLDER: a copy that may be written to
    rm -rf "$out/scratch"
    cp -r "$out/$1" "$out/scratch"
}

measure() { # THEME
    case $1 in
    open)    "$out/open" "$out/5000x6" 5000x6; "$out/open" "$out/1204x3" 1204x3 ;;
    find)    "$out/find" "$out/5000x6" 1; "$out/find" "$out/20000x1" 3 ;;
    keys)    scratch 5000x6; "$out/keys" "$out/scratch" 5000x6
             scratch 20000x1; "$out/keys" "$out/scratch" 20000x1 ;;
    save)    scratch 5000x6; "$out/save" "$out/scratch" ;;
    rewrite) scratch 5000x6; "$out/rewrite" "$out/scratch" ;;
    backup)  scratch 5000x6; "$out/backup" "$out/scratch" ;;
    start)   "$out/start" "$out/xindang" "$out/bare" "$out/1204x3" ;;
    score)   sh tests/bench/score.sh "$out/xindang" "$out" ;;
    files)   scratch 5000x1; sh tests/bench/files.sh "$out/xindang" "$out" ;;
    print)   "$out/print" ;;
    *)       echo "run.sh: no theme $1" >&2; exit 2 ;;
    esac
}

for p in make_data open find scan keys save rewrite backup start bare print; do
    build "$p"
done
# A copy, so that a build in between does not pull it away.
cp "build/$VARIANT/xindang" "$out/xindang"
cp "build/$VARIANT/xindang-helper" "$out/xindang-helper"
data 1204 3
data 5000 1
data 5000 6
data 20000 1
for theme in $themes; do
    measure "$theme"
done > "$out/figures"
rm -rf "$out/scratch"

awk -F '\t' '
BEGIN { printf "%-58s %12s %12s %10s\n", "what", "figure", "five times", "to hold" }
{
    seen = $5 == 5 ? $2 * 5 : $2
    verdict = $4 == "" ? "" : seen <= $4 ? "ok" : "over"
    over += verdict == "over"
    printf "%-58s %8.2f %-3s %12s %10s %s\n", $1, $2, $3,
           $5 == 5 ? sprintf("%.2f", $2 * 5) : "", $4 == "" ? "" : $4 " " $3, verdict
}
END { printf "%d over\n", over }' "$out/figures"
