#!/bin/sh
# SPDX-License-Identifier: MIT
# A class of 52 is keyed to its end with the number pad: a hundred keys at once come in whole,
# three critical items stop their rows and lose no key, a kill loses no row, and a helper
# sees the grid alone and comes out by the password.
. "$(dirname "$0")/lib.sh"

a_register
awk -v rows=52 -v year="$(date +%Y)" -f "$here/tests/term/roster.awk" |
    awk -F, -v OFS=, 'NR > 1 { $5 = "八(3)班" } { print }' >roster.csv
HOME="$work" "$XINDANG" --store reg --password-file pw import students roster.csv \
    >out 2>err || fail "$(cat err)"

calm=$(printf '0%.0s' 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0)
calm=$calm$calm$calm$calm$calm

# danger ITEM: a sheet with a 1 there, behind it what a fast hand types on
danger() {
    printf %s "$calm" | awk -v at="$1" '{ print substr($0, 1, at - 1) "1" substr($0, at + 1) }'
}

a_screening() {
    key F9
    wait_for Menu
    type 52
    wait_for 'none yet'
    key F7
    wait_for 'Name of the screening'
    type spring
    key Enter
    wait_for 'Which scale'
    type mht
    key Enter
    wait_for 'Who takes part'
    key 2
    wait_for 'F4 has dates'
    key Enter
    wait_for 'Rate ='
    key Enter
    wait_for 'item 1'
}

start 80 24
unlock Enter
wait_for Today
a_screening
n=0
while [ "$n" -lt 51 ]; do
    n=$((n + 1))
    case $n in
    3 | 9 | 20)
        type "$(danger 85)"
        wait_for 'Stop    item 85'
        wait_for '(000000000000000)'
        key Enter
        wait_for 'Digits and Enter do nothing'
        key F2
        ;;
    *) type "$calm" ;;
    esac
    wait_for 'item 100'
    key Enter
    wait_for "Keyed $n"
done
holds "51 sheets are keyed, three of them stopped the row and no key was lost"

type 0101
wait_for 'item 5'
wait_for Draft
kill -9 "$(holder)"
start 80 24
unlock Enter
wait_for 'item 5'
wait_for 'Keyed 51'
holds "after a kill the half keyed sheet is in hand again"

key F4
wait_for 'who keys'
key 3
wait_for 'Who keys now'
type Wang
key Enter
wait_for 'keyed by: Wang'
key F9
wait_for Password
lacks Menu
lacks Keyed
lacks spring
holds "a helper leaves by the password alone"

unlock Enter
wait_for 'answers missing 1'
lacks 'keyed by'
type "$(printf %s "$calm" | cut -c 5-)"
wait_for 'item 100'
key Enter
wait_for 'All of this class are keyed'
lacks 'answers missing'
key Escape
wait_for 'Rate ='
wait_for '100%'
holds "after the password the counsellor finishes the class: 52 of 52"
done_with_it
