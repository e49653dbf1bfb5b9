#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 while somebody types, 20 times (TORTURE=1: 200).  What comes back is a
# prefix of what was typed; at most 20 characters, or what was typed in the last
# second, are missing; no lock is left behind.
. "$(dirname "$0")/lib.sh"

a_register
a_roster

characters() {
    printf %s "$1" | wc -m
}

# The text on the whole page, without its margin.
text() {
    screen | sed -n '3,21p' | tr -d ' \n'
}

# From the first field of a talk to the whole page of what the pupil said.
to_the_page() {
    over_fields 12
    key C-e
    wait_for 'may be printed'
}

new_talk() {
    a_talk 12
    key C-e
    wait_for 'may be printed'
}

on_screen() {
    screen | grep -qE "$1"
}

# The page itself comes back; or, where all was typed within the last second, any
# screen on the way to it, and then the day's list of drafts is asked.
come_back() {
    start 80 24
    unlock
    tries=400
    while [ $tries -gt 0 ] &&
        ! on_screen 'may be printed|Not finished [0-9]|Timeline|at school|Pupil said'; do
        sleep 0.05
        tries=$((tries - 1))
    done
    if on_screen 'may be printed'; then
        return
    fi
    tries=8
    while [ $tries -gt 0 ] && ! on_screen 'Not finished [0-9]'; do
        key Escape
        sleep 0.2
        tries=$((tries - 1))
    done
    if on_screen 'half written'; then
        key Home Enter
        to_the_page
    else
        new_talk
    fi
}

start 80 24
unlock
wait_for Today
new_talk
typed=
most=0
rounds=20
[ "${TORTURE:-0}" = 1 ] && rounds=200
round=1
seed=$$
while [ $round -le $rounds ] && [ $failed = 0 ]; do
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    pieces=$((3 + seed / 65536 % 30))
    : >sent
    i=0
    key C-End
    while [ $i -lt $pieces ]; do
        piece=第$round轮$i句
        type "$piece"
        typed=$typed$piece
        echo "$(date +%s%N) $(characters "$typed")" >>sent
        i=$((i + 1))
    done
    kill -9 "$(holder)"
    killed=$(date +%s%N)
    ended 137
    come_back
    got=$(text)
    case $typed in
    "$got"*) ;;
    *) fail "round $round: what came back was never typed: $got of $typed" ;;
    esac
    missing=$(($(characters "$typed") - $(characters "$got")))
    [ $missing -le $most ] || most=$missing
    # What had been typed a second before the kill (the terminal's own delay besides).
    old=$(awk -v t="$killed" '$1 < t - 1300000000 { n = $2 } END { print n + 0 }' sent)
    if [ $missing -gt 20 ] && [ "$(characters "$got")" -lt "$old" ]; then
        fail "round $round: $missing characters are missing"
    fi
    typed=$got
    if [ "$(characters "$typed")" -gt 400 ]; then
        key Escape
        wait_for 'Pupil said'
        key F8
        wait_for 'Give up'
        type 2
        key Escape
        key Escape
        key Escape # on the day screen it only says how to leave
        wait_for Today
        new_talk
        typed=
    fi
    round=$((round + 1))
done
kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
echo "# $((round - 1)) kills, at most $most characters missing"
done_with_it
