#!/bin/sh
# SPDX-License-Identifier: MIT
# Terminals that are small, unknown, dumb, the console, of another charset, or none.
. "$(dirname "$0")/lib.sh"

a_register

# Without a terminal: a sentence and status 1, nothing on standard output.
env -i HOME="$work" PATH="$PATH" LC_ALL=C.UTF-8 TERM=xterm "$XINDANG" --store reg </dev/null >out 2>err
[ $? = 1 ] || fail "without a terminal it does not end with 1"
[ ! -s out ] || fail "without a terminal something is on standard output"
grep -q 'terminal' err || fail "it is not said why"

# refused TERM LC_ALL TEXT: in a terminal that says it is TERM
refused() {
    fresh
    tm new-session -d -x 80 -y 24 "cd '$work'; env -i HOME='$work' PATH='$PATH' LC_ALL=$2 TERM=$1 \
        '$XINDANG' --store reg; echo \$? >status; sleep 600"
    ended 1
    wait_for "$3"
}
refused dumb C.UTF-8 'cannot place the cursor'
refused linux C.UTF-8 'Linux console'
refused xterm zh_CN.GB18030 'not set to UTF-8'

# taken TERM LC_ALL: comes up all the same
taken() {
    fresh
    tm new-session -d -x 80 -y 24 "cd '$work'; env -i HOME='$work' PATH='$PATH' $2 TERM=$1 \
        '$XINDANG' --store reg --lang en; echo \$? >status; sleep 600"
    wait_for 石榴湾
    key Escape
    ended 0
}
taken xterm-kitty LC_ALL=C.UTF-8
taken no-such-terminal LC_ALL=C.UTF-8
taken xterm LC_ALL=C
taken screen LANG=

# Sizes: too small says so and keeps what was typed; 60x18 and 200x60 are whole.
start 80 24
wait_for Password
type "$password"
tm resize-window -x 40 -y 10
tries=100
while screen | grep -q Password && [ $tries -gt 0 ]; do sleep 0.05; tries=$((tries - 1)); done
lacks Password
tm resize-window -x 60 -y 18
wait_for Password
key Enter
wait_for Today
tm resize-window -x 200 -y 60
wait_for Today

# A storm of sizes while typing: the program stays and knows its place.
i=0
while [ $i -lt 40 ]; do
    tm resize-window -x $((1 + i * 7 % 150)) -y $((1 + i * 5 % 50))
    type 'l'
    i=$((i + 1))
done
tm resize-window -x 80 -y 24
wait_for F12
[ ! -s status ] || fail "it ended"
done_with_it
