#!/bin/sh
# SPDX-License-Identifier: MIT
# The first run: Esc leaves no trace; the code is asked back; then the day's page.
. "$(dirname "$0")/lib.sh"

start 80 24
wait_for 'Step 1 of 4'
type 石榴湾初级中学
key Escape
wait_for 'Leave? What was typed'
type 2
ended 0
[ ! -e reg ] || fail "the folder was made"

start 80 24
wait_for 'Step 1 of 4'
for text in 石榴湾初级中学 石榴湾中学 2 韦卓琳 "$password"; do
    type "$text"
    key Tab
done
type "$password"
wait_for 石榴湾中学
lacks "$password"
key F2
wait_for 'Step 2 of 4'
[ ! -e reg ] || fail "something is on the disk before the code is confirmed"
group=$(screen | sed -n 's/.*type group \([1-7]\).*/\1/p')
words=$(screen | sed -n "s/.*Group $group *\([0-9A-Z]\{5\}\).*/\1/p")
type ZZZZZ
key Enter
wait_for "Group $group reads otherwise"
key BSpace BSpace BSpace BSpace BSpace
type "$(echo "$words" | tr 'A-Z' 'a-z')"
key F2
wait_for 'Step 3 of 4'
[ "$(stat -c %a reg)" = 700 ] || fail "others may look into the folder"
[ "$(stat -c %a reg/register.db)" = 600 ] || fail "others may read the register"
head -c 15 reg/register.db | grep -q 'SQLite format' && fail "the register is not encrypted"
grep -raqF 韦卓琳 reg && fail "a name stands in the folder in clear"

# The password holds after the end.
kill -TERM "$(holder)"
ended 0
start 80 24
unlock
wait_for 石榴湾中学
wait_for Today
lacks 'Last copy'
done_with_it
