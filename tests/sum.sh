#!/bin/sh
# Run groups of tests and add them up: source unit cli fuzz fault term asan package.
# Every test prints TAP lines ("ok ..." / "not ok ..."); the last line of the
# whole is "N passed, N failed", the status 1 if anything failed.
set -u
cd "$(dirname "$0")/.."
: "${VARIANT:=release}"
log=build/test.log
mkdir -p build
: > "$log"
export CMOCKA_MESSAGE_OUTPUT=TAP
limit=300 # seconds a test may take; the large forms (TORTURE=1) as long as they want
[ "${TORTURE:-0}" = 1 ] && limit=0
[ "$*" = package ] && limit=1200 # a whole Debian is fetched

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

run_unit() {
    for t in build/$1/tests/test_*; do
        [ -x "$t" ] && [ "${t%.d}" = "$t" ] && tap "$1/$(basename "$t")" "$t"
    done
}

# They wait for no terminal and take longest: two at a time, every other one here.
run_lane() {
    mine=$1
    for t in build/"$VARIANT"/fault/test_*; do
        [ "$mine" = 1 ] && [ -x "$t" ] && tap "fault/$(basename "$t")" "$t"
        mine=$((1 - mine))
    done
}

run_fault() {
    run_lane 1 &
    run_lane 0
    wait
}

run_fuzz() {
    for f in build/$1/fuzz/fuzz_*; do
        [ -x "$f" ] && tap "$1/$(basename "$f")" "$f" "tests/fuzz/corpus/$(basename "$f")"
    done
}

run_scripts() {
    for s in "$1"/$2; do
        [ -e "$s" ] && tap "$(basename "$s" .sh)" sh "$s"
    done
}

for group in "$@"; do
    case $group in
    source) run_scripts tests/source '*.sh' ;;
    unit) run_unit "$VARIANT" ;;
    fuzz) run_fuzz "$VARIANT" ;;
    fault) run_fault ;;
    cli) run_scripts tests/cli 'C*.sh' ;;
    term) run_scripts tests/term 'T*.sh' ;;
    package) run_scripts tests/package 'P*.sh' ;;
    asan) run_unit asan; run_fuzz asan ;;
    *) echo "sum.sh: unknown group $group" >&2; exit 2 ;;
    esac
done
passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
grep '^not ok' "$log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
