#!/bin/sh
# SPDX-License-Identifier: MIT
# Copies and the way back from them, by the command line.
. "$(dirname "$0")/lib.sh"

field() { # NAME: of what a command printed
    sed -n "s/^$1 //p" out
}

a_register
cp out code
printf '姓名,性别,班级\n缪茜,女,2025级3班\n' >roster.csv
expect 0 import students roster.csv

mkdir stick
expect 0 backup stick
copy=$(field file)
[ -s "$copy" ] || fail "no file $copy"
case $copy in stick/????-??-??-??????-asked-g??????.xd) ;; *) fail "its name is $copy" ;; esac
[ "$(field outside)" = no ] || fail "a folder of the same disk counts as outside"
says err 不算机外备份
[ "$(ls stick | wc -l)" = 1 ] || fail "more than the copy lies there: $(ls stick)"
expect 0 backup stick/mine.xd
expect 1 backup stick/mine.xd
[ "$(ls stick | wc -l)" = 2 ] || fail "the second one left something"
expect 1 backup nowhere/mine.xd
expect 2 backup
expect 2 backup -
holds "a copy into a folder, into a file, never over one"

# The stock shell opens it as it is, and nothing of it is readable without the key.
expect 0 unlock-sql
{ cat out; echo 'SELECT name FROM pupil;'; } | sqlcipher "$copy" 2>/dev/null | grep -q 缪茜 ||
    fail "the stock shell does not read the copy"
! grep -aq 缪茜 "$copy" || fail "a name stands in the copy"
holds "the copy opens in the stock shell, and only with the key"

printf '姓名,性别,班级\n缪茜,女,2025级3班\n韦卓,男,2025级3班\n' >more.csv
expect 0 import students more.csv
expect 1 restore "$copy"
says err --replace
expect 0 restore --replace "$copy"
[ "$(field pupils)" = 1 ] || fail "$(cat out)"
kept=$(field kept)
expect 0 find 韦卓
lacks out 韦卓
expect 0 find 缪茜
says out 缪茜
"$XINDANG" --store "$kept" --password-file pw find 韦卓 >out 2>err || fail "$(cat err)"
says out 韦卓
expect 0 check
expect 0 audit --codes
says out restored
expect 0 backup stick
holds "back from a copy: the register of then, the other one beside it, both whole"

# Statuses.
echo wrong >wrong
"$XINDANG" --store new --password-file wrong restore "$copy" >out 2>err
[ $? = 3 ] || fail "a wrong password: $(cat err)"
head -c 20000 "$copy" >cut.xd
"$XINDANG" --store new --password-file pw restore cut.xd >out 2>err
[ $? = 4 ] || fail "a cut file: $(cat err)"
"$XINDANG" --store new --password-file pw restore roster.csv >out 2>err
[ $? = 4 ] || fail "another file: $(cat err)"
cp "$copy" bad.xd
size=$(wc -c <bad.xd)
printf damage | dd of=bad.xd bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
"$XINDANG" --store new --password-file pw restore bad.xd >out 2>err
[ $? = 5 ] || fail "a damaged one: $(cat err)"
"$XINDANG" --store new --password-file pw restore no.xd >out 2>err
[ $? = 1 ] || fail "none: $(cat err)"
[ ! -e new/register.db ] || fail "something was restored"
holds "a wrong password 3, no copy 4, a damaged one 5, nothing half done"

"$XINDANG" --store new restore --code-file code "$copy" >out 2>err </dev/null || fail "$(cat err)"
"$XINDANG" --store new --password-file pw find 缪茜 >out 2>err || fail "$(cat err)"
says out 缪茜
holds "with the recovery code instead of the password"

# A damaged register makes no copy over good ones.
size=$(wc -c <reg/register.db)
printf damage | dd of=reg/register.db bs=1 seek=$((size - 3000)) conv=notrunc 2>/dev/null
expect 5 backup stick
expect 0 restore --replace stick/mine.xd
expect 0 check
holds "a damaged register is not copied; a copy takes its place"

# What a killed one leaves goes with the next.
mkdir -p reg/backups
: >reg/backups/2026-03-01-101010-daily-g000001.xd.part
expect 0 find 缪茜
expect 0 passwd --new-password-file pw
[ -z "$(ls reg/backups | grep part)" ] || fail "half a copy stays"
holds "half copies go"
done_with_it
