#!/bin/sh
# Run groups of tests and add them up: source unit cli fuzz fault term asan package.
# Every test prints TAP lines ("ok ..." / "not ok ..."); the last line of the
# whole is "N passed, N failed", the status 1 if anything failed.
set -u
cd "$(dirname "$0")/.."
: "${VARIANT:=release}"
log=build/test.log
mkdir -p build
export CMOCKA_MESSAGE_OUTPUT=TAP
limit=300 # seconds a test may take; the large forms (TORTURE=1) as long as they want
[ "${TORTURE:-0}" = 1 ] && limit=0
case "$*" in *package*) limit=1200 ;; esac # a whole Debian is fetched

# A program that prints TAP; one that dies is a failure of its own.  Two may run at once.
tap() {
    name=$1
    shift
    files=build/test.$(echo "$name" | tr / -)
    timeout "$limit" "$@" > "$files.out" 2> "$files.err"
    status=$?
    # cmocka marks what it skips (a permission that root has) as not ok with SKIP.
    grep -aE '^(ok|not ok)' "$files.out" | grep -v '# SKIP' |
        sed "s|^\(ok\|not ok\)[ 0-9-]*|\1 $name: |" > "$files.tap"
    fails=$(grep -c '^not ok' "$files.tap")
    if [ $status -ne 0 ] && [ "$fails" = 0 ]; then
        echo "not ok $name: ended with status $status" >> "$files.tap"
        fails=1
    fi
    [ -s "$files.tap" ] || echo "ok $name" >> "$files.tap"
    cat "$files.tap" >> "$log"
    if [ "$fails" != 0 ]; then
        grep '^not ok' "$files.tap"
        grep -aE '^#|assert|error|ERROR' "$files.out" "$files.err" | head -n 20
        tail -n 30 "$files.err"
    fi
    printf '%-34s %s passed%s\n' "$name" "$(grep -c '^ok' "$files.tap")" \
        "$([ "$fails" = 0 ] || echo ", $fails failed")"
    [ "$fails" = 0 ] && rm -f "$files.out" "$files.err" "$files.tap"
}

# A test by its name: VARIANT/test_NAME, VARIANT/fuzz_NAME, fault/test_NAME, or a script.
one() {
    base=${1##*/}
    case $1 in
    *.sh) tap "$(basename "$1" .sh)" sh "$1" ;;
    fault/*) tap "$1" "build/$VARIANT/$1" ;;
    */fuzz_*) tap "$1" "build/${1%%/*}/fuzz/$base" "tests/fuzz/corpus/$base" ;;
    *) tap "$1" "build/${1%%/*}/tests/$base" ;;
    esac
}

# The names of a group, a line each.
names() {
    case $1 in
    unit) programs "$VARIANT" tests/test_ ;;
    fuzz) programs "$VARIANT" fuzz/fuzz_ ;;
    asan) programs asan tests/test_; programs asan fuzz/fuzz_ ;;
    fault) programs "$VARIANT" fault/test_ ;;
    source) ls tests/source/*.sh ;;
    cli) ls tests/cli/C*.sh ;;
    term) ls tests/term/T*.sh ;;
    package) ls tests/package/P*.sh ;;
    *) echo "sum.sh: unknown group $1" >&2; exit 2 ;;
    esac
}

programs() {
    for t in build/"$1"/"$2"*; do
        if [ -x "$t" ]; then
            [ "${2%%/*}" = fault ] && echo "fault/${t##*/}" || echo "$1/${t##*/}"
        fi
    done
}

if [ "$1" = one ]; then
    one "$2"
    exit
fi

# Two tests at a time: many wait, for a terminal, a disk or the clock.
: > "$log"
for group in "$@"; do
    list=$(names "$group") || exit
    echo "$list" | xargs -P 2 -n 1 sh tests/sum.sh one
done
passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
grep '^not ok' "$log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
