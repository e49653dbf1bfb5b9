#!/bin/sh
# SPDX-License-Identifier: MIT
# The pupil is at the door: F7 at the password, the interview with a danger mark, closed with
# a digit each after the password.  The day screen is never drawn while the pupil sits there;
# the closing takes no more keys than a hand presses in ninety seconds.
. "$(dirname "$0")/lib.sh"

a_register
a_roster

# Every key after the interview is counted: four a second in ninety seconds.
pressed=0
press() {
    pressed=$((pressed + 1))
    key "$1"
}
write() {
    pressed=$((pressed + ${#1}))
    type "$1"
}

start 80 24
unlock F7
wait_for 'Find:'
lacks Today
type wxt
wait_for 韦晓彤
key Enter
gone 'Find:'
lacks 韦晓彤
wait_for 晓彤
type 进来时低着头
wait_for 进来时低着头
key Enter
type '>我怕我妈把我转走'
key Enter
type 有时候觉得没意思
key C-r
wait_for 'put away'
lacks 12356
key C-r
wait_for 12356
key C-r
key Enter
type '!明天陪她把请假条交给班主任'
wait_for 明天陪她
# The mark is a sign in the gutter, no word.
screen | grep -q '^  \*  [0-9:]* 有时候觉得没意思' || fail "no danger mark"
for word in 危险 原话 Menu Today Class; do
    lacks $word
done
key Escape
wait_for Timetable
key F12
wait_for 明天陪她
holds "the page shows nothing but a name, the clock and the text"

# It survives being killed in the middle of a line.
type ，下午再
wait_for 下午再
sleep 1.2
kill -9 "$(holder)"
ended 137
start 80 24
unlock
wait_for 明天陪她
type 说
wait_for 下午再说
holds "killed in the middle: the same page, the text is there"

press F2
wait_for 'that is all'
write 2
wait_for 'Risk asked'
wait_for 有时候觉得没意思
write 2
write 0
write +7
press Enter
press Enter
press F2
wait_for Stored
wait_for Today
[ $pressed -le 360 ] || fail "$pressed keys"
echo "# closed with $pressed keys"
wait_for 明天陪她把请假条

kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw --lang en export talks --encoding utf-8 \
    --columns said,agreed,risk --codes >talks 2>err || fail "$(cat err)"
grep -q '〔危险〕' talks || fail "no danger in the export: $(cat talks)"
grep -q '〔原话〕我怕我妈把我转走' talks || fail "no own words in the export"
tr -d '\r' <talks | grep -q ',2$' || fail "no risk in the export: $(cat talks)"
HOME="$work" "$XINDANG" --store reg --password-file pw export promises --encoding utf-8 \
    --columns words >promises 2>err || fail "$(cat err)"
grep -q 明天陪她把请假条交给班主任，下午再说 promises || fail "no promise: $(cat promises)"
holds "closed with a digit each: risk, told, next, promised are stored"

# With the pupil still there: leaving the interview of F7 asks for the password first.
start 80 24
unlock F7
wait_for 'Find:'
type wxt
wait_for 韦晓彤
key Enter
gone 'Find:'
type 又来了一次
key F2
wait_for 'that is all'
type 2
wait_for Locked
lacks 又来了一次
unlock
wait_for 'Risk asked'
holds "what follows the interview is not for the pupil's eyes"
key Escape
wait_for 又来了一次
done_with_it
