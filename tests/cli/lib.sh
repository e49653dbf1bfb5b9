# SPDX-License-Identifier: MIT
# For the stories of the command line: each runs the built program in an empty
# folder, says what it expected where something else came, and ends with 1.
# XINDANG names the program (an absolute path), else build/release/xindang.

set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
XINDANG=${XINDANG:-$here/build/release/xindang}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset XINDANG_STORE XDG_DATA_HOME
export LC_ALL=C.UTF-8 HOME="$work" XDG_STATE_HOME="$work/state"
echo 'a long password' >pw
failed=0
any_failed=0

fail() {
    echo "$(basename "$0"): $*" >&2
    failed=1
}

# expect STATUS ARGUMENTS...: run, standard output to `out`, error to `err`
expect() {
    want=$1
    shift
    "$XINDANG" --store reg --password-file pw "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" != "$want" ]; then
        fail "$* ended with $got, not $want"
        cat err >&2
    fi
}

# says FILE TEXT: the text stands in the file; lacks: it does not
says() {
    grep -qF -- "$2" "$1" || { fail "$1 lacks: $2"; cat "$1" >&2; }
}
lacks() {
    ! grep -qF -- "$2" "$1" || { fail "$1 has: $2"; cat "$1" >&2; }
}

# counts NEW CHANGED UNCHANGED MISSING REJECTED: exactly the five lines of an import
counts() {
    printf 'new %s\nchanged %s\nunchanged %s\nmissing %s\nrejected %s\n' "$@" >want
    cmp -s want out || { fail "the counts are others than $*"; cat out >&2; }
}

a_register() {
    expect 0 init --school 石榴湾初级中学 --stage junior --name 蓝月华 --kdf light
}

# holds WHAT: a TAP line about what was tried since the last one
holds() {
    if [ $failed = 0 ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
    fi
    any_failed=$((any_failed | failed))
    failed=0
}

done_with_it() {
    exit $((any_failed | failed))
}
