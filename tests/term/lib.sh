# SPDX-License-Identifier: MIT
# For the stories in a terminal: tmux is the terminal, the built program runs in
# it under a clean environment, keys are sent and the screen is read back.
# A story polls for what it expects, at most WAIT seconds; it never sleeps a
# fixed time.  XINDANG names the program, else build/release/xindang.

set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
XINDANG=${XINDANG:-$here/build/release/xindang}
WAIT=${WAIT:-20}
work=$(mktemp -d) || exit 1
socket=test$$-0
starts=0
tests_term=${TESTS_TERM:-screen-256color}
failed=0
any_failed=0
password='a long password'

tm() {
    env -i HOME="$work" PATH="$PATH" LC_ALL=C.UTF-8 TERM="$tests_term" \
        tmux -L "$socket" -f /dev/null "$@"
}

finish() {
    tm kill-server 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP
cd "$work" || exit 1

fail() {
    echo "$(basename "$0"): $*" >&2
    screen >&2
    failed=1
}

# A terminal of its own for every start: the one before may still be going down.
fresh() {
    tm kill-server 2>/dev/null
    starts=$((starts + 1))
    socket=test$$-$starts
    rm -f "$work/status"
}

# start COLUMNS ROWS ARGUMENTS...: the program in a fresh terminal; its status follows it
start() {
    columns=$1
    rows=$2
    shift 2
    fresh
    tm new-session -d -x "$columns" -y "$rows" \
        "cd '$work'; '$XINDANG' --store reg --lang en $*; echo \$? >status; stty -a >stty; sleep 600"
}

screen() {
    tm capture-pane -p
}

# Keys by tmux's names (F2 Enter C-l Escape); text as it is.
key() {
    tm send-keys "$@"
}
type() {
    tm send-keys -l -- "$1"
}

# wait_for TEXT: until it stands on the screen
wait_for() {
    tries=$((WAIT * 20))
    while [ "$tries" -gt 0 ]; do
        screen 2>/dev/null | grep -qF -- "$1" && return 0
        sleep 0.05
        tries=$((tries - 1))
    done
    fail "never on the screen: $1"
    return 1
}

# lacks TEXT: it does not stand on the screen now
lacks() {
    ! screen | grep -qF -- "$1" || fail "on the screen: $1"
}

# gone TEXT: until it does not stand on the screen any more
gone() {
    tries=$((WAIT * 20))
    while [ "$tries" -gt 0 ] && screen | grep -qF -- "$1"; do
        sleep 0.05
        tries=$((tries - 1))
    done
    lacks "$1"
}

# ended STATUS: the program ends with it
ended() {
    tries=$((WAIT * 20))
    while [ "$tries" -gt 0 ] && [ ! -s status ]; do
        sleep 0.05
        tries=$((tries - 1))
    done
    [ -s status ] || { fail "the program does not end"; return 1; }
    [ "$(cat status)" = "$1" ] || fail "it ended with $(cat status), not $1"
}

# The process that has the register open.
holder() {
    sed -n '1s/[^0-9].*//p' reg/lock
}

# A register as the command line makes it; its code in `code`.
a_register() {
    echo "$password" >pw
    HOME="$work" "$XINDANG" --store reg --password-file pw init --school 石榴湾初级中学 \
        --stage junior --name 韦卓琳 --kdf light >code 2>err || fail "no register: $(cat err)"
}

# Nine pupils of classes 7 to 9 in it, 韦晓彤 among them.
a_roster() {
    awk -v rows=9 -v year="$(date +%Y)" -f "$here/tests/term/roster.awk" >roster.csv
    HOME="$work" "$XINDANG" --store reg --password-file pw import students roster.csv \
        >out 2>err || fail "$(cat err)"
}

# a_talk FIELDS: from the day screen into a new talk with 韦晓彤, over so many fields
a_talk() {
    key F3
    wait_for 'at school'
    type wxt
    wait_for 韦晓彤
    key Enter
    wait_for Timeline
    key F7
    wait_for Menu
    type 11
    over_fields "$1"
}
over_fields() {
    wait_for 'Pupil said'
    i=0
    while [ $i -lt "$1" ]; do
        key Enter
        i=$((i + 1))
    done
}

# unlock [KEY]: the password, then Enter (or KEY)
unlock() {
    wait_for Password && type "$password" && key "${1:-Enter}"
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
