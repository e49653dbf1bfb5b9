#!/bin/sh
# SPDX-License-Identifier: MIT
# The restore drill: from a copy on an empty computer to the day screen, and from
# a damaged register to a whole one, three steps each.
. "$(dirname "$0")/lib.sh"

a_register
a_roster
HOME="$work" "$XINDANG" --store reg --password-file pw backup copy.xd >out 2>err || fail "$(cat err)"
mv reg old

start 80 24
wait_for 'Step 1 of 4'
key F4
wait_for 'Step 1 of 3'
key F4
wait_for 'Files that end in .xd'
type "$work/copy.xd"
key Enter
wait_for 'Step 2 of 3'
type wrong
key F2
wait_for 'Not the password of this copy'
for i in 1 2 3 4 5; do key BSpace; done
type "$password"
key F2
wait_for 'Step 3 of 3'
wait_for '9 pupils'
lacks 'replaced'
key Enter
unlock
wait_for Today
type wxt
wait_for 韦晓彤
key Escape
key Escape
key F9
wait_for Menu
type 00
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat err)"
holds "an empty computer: the copy, the password, the receipt"

# A page of it is lost: the damage page leads to the copy made before.
HOME="$work" "$XINDANG" --store reg --password-file pw backup reg/backups/ >out 2>err ||
    fail "$(cat err)"
# A page that opening reads, so that the register opens with its damage named.
cp reg/register.db whole.db
page=$(($(wc -c <whole.db) / 4096))
while [ $page -gt 2 ]; do
    page=$((page - 1))
    printf damage | dd of=reg/register.db bs=1 seek=$((page * 4096 + 100)) conv=notrunc 2>/dev/null
    HOME="$work" "$XINDANG" --store reg --lang en --password-file pw find wxt >out 2>err
    [ $? = 5 ] && grep -q '^xindang: damaged: ' err && break
    cp whole.db reg/register.db
done
start 80 24
unlock
wait_for 'Last good copy: today'
key F4
wait_for 'Step 1 of 3'
key Enter
wait_for 'Step 2 of 3'
key F2
wait_for 'Step 3 of 3'
wait_for 'replaced-'
key Enter
unlock
wait_for Today
key F9
wait_for Menu
type 00
ended 0
HOME="$work" "$XINDANG" --store reg --password-file pw check >out 2>err || fail "$(cat err)"
HOME="$work" "$XINDANG" --store reg --password-file pw audit --codes >out 2>err
grep -q restored out || fail "the trail does not say it"
holds "a damaged register: the copy of before it, without the password once more"

# Nothing can be opened at all: the list comes by itself.
: >reg/register.db-wal
head -c 4096 /dev/zero | dd of=reg/register.db conv=notrunc 2>/dev/null
start 80 24
unlock
wait_for 'Choose the copy'
key Enter
wait_for 'Step 2 of 3'
type "$password"
key F2
wait_for 'Step 3 of 3'
key Enter
unlock
wait_for Today
key F9
wait_for Menu
type 00
ended 0
holds "a register that cannot be read"
done_with_it
