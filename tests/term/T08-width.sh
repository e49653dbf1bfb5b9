#!/bin/sh
# SPDX-License-Identifier: MIT
# The cursor of the terminal stands where locale/width says: the built program's
# curses must use our wcwidth() (a hidden symbol would break that silently).
. "$(dirname "$0")/lib.sh"

a_register
a_roster
start 80 24
unlock
wait_for Today
a_talk 11
type x
wait_for 'Reason         x'

# moved TEXT CELLS: the cursor goes on by so many cells, and the text stands there
moved() {
    want=$(($(tm display -p '#{cursor_x}') + $2))
    type "$1"
    tries=100
    while [ $tries -gt 0 ] && [ "$(tm display -p '#{cursor_x}')" != $want ]; do
        sleep 0.05
        tries=$((tries - 1))
    done
    [ "$(tm display -p '#{cursor_x}')" = $want ] ||
        fail "after \"$1\" the cursor is at $(tm display -p '#{cursor_x}'), not $want"
    screen | grep -qF -- "$1" || fail "\"$1\" is not on the screen"
}
moved 中 2
moved 〇 2
moved — 1
moved “好” 4
moved 𠮷 2
moved 䶮𬱖 4
moved 。，：「」 10
moved … 1
moved é 1
moved ＡＢ１２ 8
moved 한 2
moved 😀 2

# Moving back over all of it goes cell by cell, or by two.
before=$(tm display -p '#{cursor_x}')
key BSpace
tries=100
while [ $tries -gt 0 ] && [ "$(tm display -p '#{cursor_x}')" != $((before - 2)) ]; do
    sleep 0.05
    tries=$((tries - 1))
done
[ "$(tm display -p '#{cursor_x}')" = $((before - 2)) ] || fail "Backspace over a wide character"
key Home
wait_for 中
type y
wait_for yx中〇—“好”𠮷䶮𬱖。，：「」…éＡＢ１２한
screen | awk '/Reason/ { if ($0 !~ /Reason         yx/) exit 1 }' || fail "the row is out of place"
kill -TERM "$(holder)"
ended 0
done_with_it
