#!/bin/sh
# Run groups of tests and add them up: source unit cli fuzz fault term asan.
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

# A program that prints TAP; one that dies is a failure of its own.
tap() {
    name=$1
    shift
    timeout "$limit" "$@" > build/test.out 2> build/test.err
    status=$?
    # cmocka marks what it skips (a permission that root has) as not ok with SKIP.
    grep -aE '^(ok|not ok)' build/test.out | grep -v '# SKIP' |
        sed "s|^\(ok\|not ok\)[ 0-9-]*|\1 $name: |" > build/test.tap
    fails=$(grep -c '^not ok' build/test.tap)
    if [ $status -ne 0 ] && [ "$fails" = 0 ]; then
        echo "not ok $name: ended with status $status" >> build/test.tap
        fails=1
    fi
    [ -s build/test.tap ] || echo "ok $name" >> build/test.tap
    cat build/test.tap >> "$log"
    if [ "$fails" != 0 ]; then
        grep '^not ok' build/test.tap
        grep -aE '^#|assert|error|ERROR' build/test.out build/test.err | head -n 20
        tail -n 30 build/test.err
    fi
    printf '%-34s %s passed%s\n' "$name" "$(grep -c '^ok' build/test.tap)" \
        "$([ "$fails" = 0 ] || echo ", $fails failed")"
}

run_unit() {
    for t in build/$1/tests/test_*; do
        [ -x "$t" ] && [ "${t%.d}" = "$t" ] && tap "$1/$(basename "$t")" "$t"
    done
}

run_fault() {
    for t in build/"$VARIANT"/fault/test_*; do
        [ -x "$t" ] && tap "fault/$(basename "$t")" "$t"
    done
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
    asan) run_unit asan; run_fuzz asan ;;
    *) echo "sum.sh: unknown group $group" >&2; exit 2 ;;
    esac
done
passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
grep '^not ok' "$log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
