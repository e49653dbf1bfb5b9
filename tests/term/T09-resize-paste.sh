#!/bin/sh
# SPDX-License-Identifier: MIT
# Windows from 60x18 to 200x60 and below while somebody types, and 100 kB pasted
# in one go: nothing is lost, one Ctrl-Z takes the paste away.
. "$(dirname "$0")/lib.sh"

a_register
a_roster
start 80 24
unlock
wait_for Today
a_talk 12

# The whole page without its margin holds TEXT, however it is broken into lines.
page_has() {
    tries=$((WAIT * 20))
    while [ $tries -gt 0 ]; do
        screen | sed -n '3,21p' | tr -d ' \n' | grep -qF -- "$1" && return 0
        sleep 0.05
        tries=$((tries - 1))
    done
    fail "never on the page: $1"
}

want=
i=0
for size in '60 18' '200 60' '80 24' '40 10' '59 18' '60 17' '20 3' '120 30' '119 30' '1 1' '80 24'; do
    tm resize-window -x "${size% *}" -y "${size#* }"
    piece=第$i句。
    type "$piece"
    want=$want$piece
    i=$((i + 1))
done
key C-e
wait_for 'may be printed'
page_has "$want"
for size in '60 18' '30 8' '80 24'; do
    tm resize-window -x "${size% *}" -y "${size#* }"
done
page_has "$want"

# 34,000 characters, 100 kB and more; the last line says that all of it came.
awk 'BEGIN { for (i = 0; i < 1100; i++) printf "第%d行，昨晚又没睡，两点多才睡着，这样有十来天了，外婆这两天住院。\n", i
             printf "最后一行。" }' >paste
[ "$(wc -c <paste)" -gt 100000 ] || fail "the paste is too small"
characters=$(($(printf %s "$want" | wc -m) + $(wc -m <paste)))
tm load-buffer "$work/paste"
tm paste-buffer -p
wait_for '最后一行。'
wait_for "$characters characters"
key C-z
wait_for "$(printf %s "$want" | wc -m) characters"
page_has "$want"
lacks 最后一行
key C-y
wait_for "$characters characters"

# It is in the file, and so is the place within a second: a kill takes neither away.
sleep 1.2
kill -9 "$(holder)"
ended 137
start 80 24
unlock
wait_for "$characters characters"
key C-Home
page_has "$want"

# Control characters in a paste are no keys and no escape sequences.
key C-End
printf '\033[2J\033]0;x\007\001\023\b危险\r\n第二行' >evil
tm load-buffer "$work/evil"
tm paste-buffer -p
wait_for 第二行
wait_for 危险
kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
done_with_it
