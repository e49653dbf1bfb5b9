#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 around F2, 10 times (TORTURE=1: 100).  What the screen called stored is
# stored; what it did not is stored or the draft comes back: no character is missing.
. "$(dirname "$0")/lib.sh"

a_register
a_roster
rounds=10
[ "${TORTURE:-0}" = 1 ] && rounds=100
seed=${SEED:-$$}
echo "# seed $seed"
acknowledged=0
stored=0

start 80 24
unlock
wait_for Today
key F3
wait_for 'at school'
type wxt
wait_for 韦晓彤
key Enter
wait_for Timeline
round=1
while [ $round -le $rounds ] && [ $failed = 0 ]; do
    text=第$round回说昨晚又没睡两点多才睡着外婆这两天住院
    key F7
    wait_for Menu
    type 11
    over_fields 9
    type 02
    type 2
    type "$text"
    wait_for "$text"
    key Enter

    # Within 12 ms, in which the key is on its way too; every third time once it says so.
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    pid=$(holder)
    if [ $((round % 3)) = 0 ]; then
        key F2
        wait_for Stored
        told=yes
    else
        key F2 &
        sleep "$(printf '0.%03d' $((seed / 65536 % 12)))"
        told=
    fi
    kill -9 "$pid"
    wait
    ended 137
    HOME="$work" "$XINDANG" --store reg --password-file pw export talks --columns reason \
        --encoding utf-8 >talks 2>err || fail "round $round: $(cat err)"
    if grep -qF "$text" talks; then
        stored=$((stored + 1))
    elif [ -n "$told" ]; then
        fail "round $round: it said stored and is not"
    fi
    [ -z "$told" ] || acknowledged=$((acknowledged + 1))

    # In sight again, in its form or in the timeline; the form is stored.
    start 80 24
    unlock
    wait_for "$text"
    if screen | grep -q 'Pupil said'; then
        key F2
    fi
    wait_for Timeline
    round=$((round + 1))
done
kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw export talks --columns reason \
    --encoding utf-8 >talks 2>err || fail "$(cat err)"
[ $(($(wc -l <talks) - 1)) = $rounds ] || fail "not $rounds talks: $(cat talks)"
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
echo "# $rounds kills, $acknowledged called stored, $stored stored, the others drafts"
done_with_it
