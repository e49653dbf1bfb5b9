#!/bin/sh
# SPDX-License-Identifier: MIT
# A day at the screens under strace: a talk typed, locked over, stored, exported.
# Written is only inside the register's folder, the state folder and the export;
# what was said stands in no file but that.
. "$(dirname "$0")/lib.sh"
. "$here/tests/tools/traced.sh"

begin_trace
XINDANG=$work/traced
echo "$password" >pw
"$XINDANG" --store reg --password-file pw init --school 石榴湾初级中学 --stage junior \
    --name 韦卓琳 --kdf light >h/code 2>err || fail "no register: $(cat err)"
awk -v rows=9 -v year="$(date +%Y)" -f "$here/tests/term/roster.awk" >h/roster.csv
"$XINDANG" --store reg --password-file pw import students h/roster.csv >out 2>err ||
    fail "$(cat err)"

start 80 24
unlock
wait_for Today
a_talk 9
type 02
type 2
type 班主任反映这周上课总趴着
key Enter
type 昨晚又没睡两点多才睡着
wait_for 两点多才睡着

# Long enough for the draft; then the lock, a wrong password, the right one, more text.
sleep 1.2
key C-l
wait_for Locked
type wrong
key Enter
wait_for 'the next try waits'
sleep 2
unlock
wait_for 两点多才睡着
type 老屋的井还在梦里
wait_for 老屋的井还在梦里
kill -TSTP "$(holder)"
wait_for Locked
unlock
wait_for 老屋的井还在梦里
key F2
wait_for Stored

wait_for Timeline
key F9
wait_for Export
type 42
wait_for 'Which table'
type 06
type 1
wait_for 'What kind'
type 1
wait_for 'Where to'
tm send-keys -N 100 BSpace
type "$work/export/talks.csv"
key Enter
wait_for 'Written and read back: 1 rows'
# The same as a workbook: its parts lie in memory, under names that are gone at once.
key F9
wait_for Export
type 42
wait_for 'Which table'
type 06
type 1
wait_for 'What kind'
type 2
wait_for 'Where to'
tm send-keys -N 100 BSpace
type "$work/export/talks.xlsx"
key Enter
tries=$((WAIT * 20))
until [ -s export/talks.xlsx ] || [ $tries = 0 ]; do
    sleep 0.05
    tries=$((tries - 1))
done
pid=$(holder)
kill -TERM "$pid"
ended 0
iconv -f GBK -t UTF-8 export/talks.csv >export/talks.utf8 || fail "the table is no GBK"
chmod 600 export/talks.utf8
"$XINDANG" --store reg --password-file pw check >out 2>err || fail "check: $(cat err)"
rm -f out err

in_memory='memfd|/proc/self/fd/[0-9]*'
only_there "$work/export/talks\\.(csv|xlsx)(\\.new\\.[0-9]*)?|$in_memory"
made=$(grep -c 'memfd_create("part"' h/trace)
[ "$made" -gt 0 ] || fail "no part of the workbook was made in memory"
no_needles 韦晓彤 班主任反映这周上课总趴着 昨晚又没睡两点多才睡着 老屋的井还在梦里
nobody_else
done_with_it
