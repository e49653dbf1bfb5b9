#!/bin/sh
# SPDX-License-Identifier: MIT
# Unlock: wrong passwords wait, another xindang is told, the code sets a new password.
. "$(dirname "$0")/lib.sh"

a_register
start 80 24
wait_for 'Last copy'
lacks 韦卓琳
type wrong
key Enter
wait_for 'the next try waits 2 seconds'
HOME="$work" "$XINDANG" --store reg --password-file pw find x </dev/null >out 2>err
status=$?
[ $status = 6 ] || fail "another one ended with $status, not 6"

# Typing is kept while it waits; only trying is not.
type "$password"
key Enter
wait_for 'Not yet'
sleep 2
key Enter
wait_for Today
key C-l
wait_for Locked

# The recovery code: a slip is named by its group; then a new password.
code=$(tail -n 1 code)
key F4
wait_for 'seven groups of five'
bad=$(echo "$code" | sed 's/^\(.\{6\}\)\(.\)/\1#/; s/#/'"$(echo "$code" | cut -c7 | tr 'A-Z0-9' 'B-ZA1-90')"'/')
type "$bad"
key Enter
wait_for 'Group 2 does not fit'
i=0
while [ $i -lt 41 ]; do key BSpace; i=$((i + 1)); done
type "$(echo "$code" | tr -d - | tr 'A-Z' 'a-z')"
key Enter
wait_for 'The code is right'
type 'another long one'
key Tab
type 'another long one'
key F2
wait_for 'new password holds'
key C-l
wait_for Locked
unlock
wait_for 'Not the password'
password='another long one'
sleep 2
unlock
wait_for Today
done_with_it
