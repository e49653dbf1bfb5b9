#!/bin/sh
# SPDX-License-Identifier: MIT
# Ctrl-L, SIGTERM and SIGHUP inside a half-typed form, a long text, a code list
# and a question: after the password the same screen, text and cursor.
. "$(dirname "$0")/lib.sh"

a_register
a_roster

cursor() {
    tm display -p '#{cursor_x},#{cursor_y}'
}

# The body and the cursor; the frame's clock and the save mark may differ.
picture() {
    screen | sed -n '2,21p'
    cursor
}

# leave_by WAY: lock or end, and come back
leave_by() {
    case $1 in
    lock)
        key C-l
        wait_for Locked
        lacks 韦晓彤
        ;;
    *)
        kill "-$1" "$(holder)"
        ended 0
        start 80 24
        ;;
    esac
    unlock
}

# same_after WAY TEXT WHERE: TEXT stands there before and after, and so does the cursor
same_after() {
    picture >before
    leave_by "$1"
    wait_for "$2"
    picture >after
    cmp -s before after || {
        fail "$1 in $3: another picture"
        diff before after >&2
    }
}

start 80 24
unlock
wait_for Today
a_talk 11
type 班主任反映：上课总趴着
wait_for 上课总趴着
key Left Left
for way in lock TERM HUP; do
    same_after "$way" 上课总趴着 'a form'
done

# The rest is typed where the cursor stood.
type 常常
wait_for 上课总常常趴着
key Enter
type 昨晚又没睡，两点多才睡着。
key Enter
type 外婆住院。
key C-e
wait_for 'line 2 of 2'
key Up
wait_for 'line 1 of 2'
for way in lock TERM HUP; do
    same_after "$way" 'line 1 of 2' 'a long text'
done
key Escape
wait_for 'Talk place'

# The list of pupils, narrowed and moved in, and the menu with half a number typed.
key F3
wait_for 'at school'
type w
wait_for 韦晓彤
key Down
for way in lock TERM HUP; do
    same_after "$way" 'at school' 'a narrowed list'
done
type xt
wait_for '1 of 9'
for way in lock TERM HUP; do
    same_after "$way" '1 of 9' 'a list narrowed to one'
done
key Escape
key Escape
wait_for 'Talk place'
key F9
wait_for Menu
key Down Down
for way in lock TERM HUP; do
    same_after "$way" Menu 'the menu'
done
type 4
for way in lock TERM HUP; do
    same_after "$way" Menu 'the menu with half a number'
done
key Escape Escape
wait_for 'Talk place'

# A list and a question are no place: the form below them comes back, nothing is chosen.
i=0
while [ $i -lt 3 ]; do
    key BTab
    i=$((i + 1))
done
for way in lock TERM HUP; do
    screen | sed -n '3,21p' >before
    cursor >>before
    key F4
    wait_for 'No change'
    type 0
    leave_by "$way"
    wait_for 'Pupil said'
    screen | sed -n '3,21p' >after
    cursor >>after
    cmp -s before after || {
        fail "$way in a code list: another picture"
        diff before after >&2
    }
done
for way in lock TERM HUP; do
    key F8
    wait_for 'Give up'
    leave_by "$way"
    wait_for 'Pupil said'
    wait_for 上课总常常趴着
done
kill -TERM "$(holder)"
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat out err)"
done_with_it
